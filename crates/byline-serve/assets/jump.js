// Jump: Ctrl-K or Cmd-K opens the list of /jump over the page; arrows and Enter choose.
(() => {
  "use strict";
  let box, asked;
  const find = async (text) => {
    const mine = (asked = {});
    const here = new URLSearchParams(location.search);
    const ask = new URLSearchParams({ q: text });
    for (const key of ["campaign", "range", "from", "to", "model"])
      if (here.has(key)) ask.set(key, here.get(key));
    try {
      const answer = await fetch(`/jump?${ask}`, { headers: { "X-Fragment": "1" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = page.getElementById("found");
      if (mine !== asked || !found) return;
      found.removeAttribute("id");
      box.querySelector(".found").replaceWith(document.importNode(found, true));
    } catch {
      /* the next letter asks again */
    }
  };
  const open = () => {
    if (!box) {
      box = document.createElement("dialog");
      box.className = "jump-box";
      const field = document.createElement("input");
      field.type = "search";
      field.placeholder = "Page, campaign, creator, link, code or order";
      field.setAttribute("aria-label", "Jump to");
      field.addEventListener("input", () => find(field.value));
      const found = document.createElement("div");
      found.className = "found";
      box.append(field, found);
      box.addEventListener("click", ({ target }) => {
        if (target === box) box.close();
      });
      document.body.append(box);
    }
    const field = box.querySelector("input");
    field.value = "";
    find("");
    box.showModal();
    field.focus();
  };
  addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      if (box?.open) box.close();
      else open();
      return;
    }
    if (!box?.open) return;
    const links = [...box.querySelectorAll(".found a")];
    const at = links.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      (links[at + step] ?? box.querySelector("input")).focus();
    }
    if (event.key === "Enter" && at < 0 && links.length) {
      event.preventDefault();
      links[0].click();
    }
  });
  addEventListener("click", (event) => {
    if (!event.target.closest("[data-jump]")) return;
    event.preventDefault();
    open();
  });
})();
