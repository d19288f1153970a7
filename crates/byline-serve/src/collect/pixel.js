"use strict";
// Byline's pixel. Stores nothing before consent; works without cookies.
(() => {
  const script = document.currentScript, KEY = "byline", queued = (window.byline || {}).q || [];
  const page = new URL(location.href), home = new URL(script.src).origin;
  let click = page.searchParams.get("byl"), visitor, granted = script.dataset.consent === "granted";
  const id = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), b => b.toString(16).padStart(2, "0")).join("");
  for (const name of [...page.searchParams.keys()]) if (!/^(utm_|byl$)/.test(name)) page.searchParams.delete(name);
  page.hash = "";
  const remember = () => {
    if (!granted) return;
    try {
      const kept = JSON.parse(localStorage.getItem(KEY) || "{}");
      click = click || kept.click;
      visitor = kept.visitor || id();
      localStorage.setItem(KEY, JSON.stringify({ click, visitor }));
    } catch {}
  };
  const forget = () => { visitor = undefined; try { localStorage.removeItem(KEY); } catch {} };
  const send = (t, more) => {
    const ref = document.referrer || undefined;
    const body = JSON.stringify({ v: 1, t, id: id(), url: page.href, ref, click: click || undefined, visitor, ...more });
    if (!(navigator.sendBeacon && navigator.sendBeacon(home + "/v1/pixel", body)))
      fetch(home + "/v1/pixel", { method: "POST", body, keepalive: true, mode: "no-cors" }).catch(() => {});
  };
  const mark = () => {
    if (!("shopify" in script.dataset) || !(click || visitor)) return;
    const attributes = { byline_click: click || "", byline_visitor: visitor || "" };
    fetch("/cart/update.js", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ attributes }) }).catch(() => {});
  };
  window.byline = (command, value) => {
    if (command === "consent") { granted = value === "granted"; granted ? remember() : forget(); mark(); }
    else if (command === "order" || command === "action") send(command, value);
  };
  remember();
  mark();
  send("visit", "soldOut" in script.dataset ? { sold_out: true } : {});
  queued.forEach(call => window.byline(...call));
})();
