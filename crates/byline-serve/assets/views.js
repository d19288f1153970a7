// Views: addresses with a name, kept in this browser. The address is the view, so any bookmark is
// one too.
(() => {
  "use strict";
  const key = "byline.views";
  const kept = () => {
    try {
      return JSON.parse(localStorage.getItem(key)) ?? [];
    } catch {
      return [];
    }
  };
  const keep = (views) => {
    localStorage.setItem(key, JSON.stringify(views));
    show();
  };
  const show = () => {
    for (const menu of document.querySelectorAll("[data-views]")) {
      const list = menu.querySelector("ul");
      list.replaceChildren(
        ...kept()
          .filter((view) => view.path === menu.dataset.views)
          .map((view) => {
            const row = document.createElement("li");
            const link = document.createElement("a");
            link.href = `${view.path}${view.search}`;
            link.textContent = view.name;
            if (view.search === location.search) link.setAttribute("aria-current", "true");
            const drop = document.createElement("button");
            drop.type = "button";
            drop.textContent = "×";
            drop.setAttribute("aria-label", `Forget ${view.name}`);
            drop.addEventListener("click", (event) => {
              event.stopPropagation();
              keep(kept().filter((other) => other.name !== view.name));
            });
            row.append(link, drop);
            return row;
          }),
      );
    }
  };
  addEventListener("submit", (event) => {
    const menu = event.target.closest("[data-views]");
    if (!menu) return;
    event.preventDefault();
    const name = event.target.view.value.trim();
    const view = { name, path: menu.dataset.views, search: location.search };
    if (name) keep([...kept().filter((other) => other.name !== name), view]);
    event.target.reset();
  });
  addEventListener("DOMContentLoaded", () => {
    try {
      localStorage.getItem(key);
    } catch {
      return;
    }
    for (const menu of document.querySelectorAll("[data-views]")) menu.hidden = false;
    show();
  });
})();
