// Everything works without this script. With it, pages follow the log.
(() => {
  "use strict";
  const root = document.documentElement;
  const one = (what, from = document) => from.querySelector(what);
  const all = (what, from = document) => [...from.querySelectorAll(what)];

  // Theme: the system's, unless the reader chose. Read before anything is drawn.
  const kept = (value) => {
    try {
      if (value) localStorage.setItem("byline.theme", value);
      return localStorage.getItem("byline.theme");
    } catch {
      return value;
    }
  };
  const theme = (value) => {
    if (value) root.dataset.theme = value;
    const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    const other = (root.dataset.theme ?? system) === "dark" ? "light" : "dark";
    for (const button of all("[data-theme-switch]")) {
      button.hidden = false;
      button.textContent = other === "dark" ? "Dark theme" : "Light theme";
    }
    return other;
  };
  theme(kept());

  // Fragments: each [data-live] part that differs is replaced. What is hovered or focused holds
  // still until it is left.
  const nameOf = (fold) => fold.id || one("[id]", fold)?.id || one("summary", fold)?.textContent;
  const replace = (part, fresh, isForced) => {
    // What the reader opened or closed stays so.
    const folds = new Map(all("details", part).map((fold) => [nameOf(fold), fold.open]));
    for (const fold of all("details", fresh)) fold.open = folds.get(nameOf(fold)) ?? fold.open;
    if (part.isEqualNode(fresh)) return true;
    if (!isForced && part.matches(":hover, :focus-within")) return false;
    const before = new Map(all("[data-key]", part).map((f) => [f.dataset.key, f.textContent]));
    for (const figure of all("[data-key]", fresh)) {
      const was = before.get(figure.dataset.key);
      figure.classList.toggle("changed", was !== undefined && was !== figure.textContent);
    }
    part.replaceWith(fresh);
    return true;
  };
  // Who does not see the headline hears it, at most twice a minute.
  let told,
    toldAt = 0;
  const tell = () => {
    const tile = one("#tile-revenue .value");
    if (!tile || told === tile.textContent || Date.now() - toldAt < 30_000) return;
    if (told) one("#news").textContent = `Attributed revenue is now ${tile.textContent}`;
    [told, toldAt] = [tile.textContent, Date.now()];
  };
  let isAsking = false,
    isDue = false,
    lastAsked = Date.now();
  const refresh = async (isForced) => {
    isAsking = true;
    isDue = false;
    lastAsked = Date.now();
    try {
      const answer = await fetch(location.href, { headers: { "X-Fragment": "1" } });
      if (answer.redirected) return location.reload();
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of all("[data-live]")) {
        const fresh = answer.ok && page.getElementById(part.id);
        // Another page altogether: the first click turns the first steps into Live.
        if (answer.ok && !fresh) return location.reload();
        if (fresh && !replace(part, document.importNode(fresh, true), isForced)) isDue = true;
      }
      tell();
    } catch {
      /* the stream tells */
    }
    isAsking = false;
  };
  setInterval(() => {
    if (isAsking || document.hidden || !document.body.dataset.follow) return;
    // Whoever is choosing something is not to be carried off.
    if (one("dialog[open]")) return;
    const quiet = Date.now() - lastAsked;
    // Also while nothing happens: ages go on.
    if ((isDue && 1000 <= quiet) || 15_000 <= quiet) refresh();
  }, 250);

  // Live: the stream says that something changed; at most one page a second is asked for.
  const follow = (address) => {
    const lost = one("#lost"),
      stream = new EventSource(address);
    stream.addEventListener("position", () => {
      isDue = true;
    });
    stream.onopen = () => {
      isDue = !lost.hidden;
      lost.hidden = true;
    };
    stream.onerror = () => {
      if (lost.hidden)
        lost.textContent =
          `Connection lost at ${new Date().toLocaleTimeString()}. ` +
          "Trying again; until then figures stand still.";
      lost.hidden = false;
      if (stream.readyState === EventSource.CLOSED) setTimeout(follow, 5000, address);
    };
  };

  // Charts: the readout reads the table below the drawing.
  const read = (chart, index) => {
    const rows = all("tbody tr", chart),
      cross = one(".cross", chart),
      readout = one(".readout", chart);
    const at = Math.max(0, Math.min(rows.length - 1, index));
    readout.hidden = index === null;
    cross.setAttribute("visibility", index === null ? "hidden" : "visible");
    if (index === null) return;
    chart.dataset.at = at;
    const heads = all("thead th", chart);
    const lines = [...rows[at].cells].map(({ textContent: text }, i) =>
      text && i ? `${heads[i].textContent} ${text}` : text,
    );
    readout.textContent = lines.filter(Boolean).join("\n");
    const share = (at + 0.5) / rows.length,
      box = chart.getBoundingClientRect(),
      plot = one(".plot", chart).getBoundingClientRect();
    for (const end of ["x1", "x2"]) cross.setAttribute(end, `${share * 100}%`);
    const x = plot.left - box.left + share * plot.width,
      width = readout.offsetWidth;
    readout.style.left = `${x + width + 14 < box.width ? x + 10 : Math.max(0, x - width - 10)}px`;
  };
  addEventListener("pointermove", ({ target, clientX }) => {
    for (const chart of all("[data-chart]")) {
      const plot = one(".plot", chart).getBoundingClientRect();
      if (chart.contains(target))
        read(
          chart,
          Math.floor(((clientX - plot.left) / plot.width) * all("tbody tr", chart).length),
        );
      else if (document.activeElement !== chart) read(chart, null);
    }
  });
  addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key],
      chart = event.target.closest("[data-chart]");
    if (chart && step) {
      read(chart, Number(chart.dataset.at) + step);
      event.preventDefault();
    }
    if (event.key !== "Escape") return;
    if (chart) read(chart, null);
    for (const menu of all("details.menu[open]")) {
      menu.open = false;
      one("summary", menu).focus();
    }
  });
  addEventListener("click", async (event) => {
    for (const menu of all("details.menu[open]"))
      if (!menu.contains(event.target)) menu.open = false;
    if (event.target.closest("[data-theme-switch]")) theme(kept(theme()));
    if (event.target.closest("[data-print]")) print();
    const link = event.target.closest("a[data-copy], [data-copies]");
    const text = link && !link.href && link.previousElementSibling;
    // Without a clipboard the reader copies what is marked.
    if (text) getSelection().selectAllChildren(text);
    if (!link || !navigator.clipboard || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const name = link.textContent;
    await navigator.clipboard.writeText(text ? text.textContent : link.href);
    link.textContent = "Copied";
    setTimeout(() => {
      link.textContent = name;
    }, 1500);
  });

  // As of: the slider says its time, and letting go of it is enough.
  const slides = (target) => target.type === "range" && target.closest("[data-as-of]");
  addEventListener("pointerup", ({ target }) => {
    if (slides(target)) target.form.requestSubmit();
  });

  // Search as you type: the address follows.
  let typing;
  addEventListener("input", ({ target }) => {
    const past = slides(target);
    if (past) {
      const at = new Date(target.value * 900_000 + past.dataset.asOf * 60_000);
      past.elements.when.value = at.toISOString().slice(0, 16);
      target.setAttribute("aria-valuetext", past.elements.when.value.replace("T", " "));
    }
    const form = target.closest("form[data-instant]");
    if (!form) return;
    clearTimeout(typing);
    typing = setTimeout(() => {
      history.replaceState(
        null,
        "",
        `${form.getAttribute("action")}?${new URLSearchParams(new FormData(form))}`,
      );
      refresh(true);
    }, 200);
  });

  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => theme());
  addEventListener("DOMContentLoaded", () => {
    theme();
    for (const button of all("[data-print]")) button.hidden = false;
    if (document.body.dataset.follow) follow(document.body.dataset.follow);
  });
})();
