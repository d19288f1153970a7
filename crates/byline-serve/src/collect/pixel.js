"use strict";
// Byline's pixel. Stores nothing before consent; works without cookies.
(() => {
  const script = document.currentScript, KEY = "byline";
  const page = new URL(location.href), home = new URL(script.src).origin;
  const queued = (window.byline || {}).q || [];
  let click = page.searchParams.get("byl"), visitor;
  let granted = script.dataset.consent === "granted";
  for (const name of [...page.searchParams.keys()])
    if (!/^(utm_|byl$)/.test(name)) page.searchParams.delete(name);
  page.hash = "";
  const id = () => {
    const hex = byte => byte.toString(16).padStart(2, "0");
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), hex).join("");
  };
  const remember = () => {
    if (!granted) return;
    try {
      const kept = JSON.parse(localStorage.getItem(KEY) || "{}");
      click = click || kept.click;
      visitor = kept.visitor || id();
      localStorage.setItem(KEY, JSON.stringify({ click, visitor }));
    } catch {}
  };
  const forget = () => {
    visitor = undefined;
    try { localStorage.removeItem(KEY); } catch {}
  };
  const post = (url, body, more) =>
    fetch(url, { method: "POST", body, ...more }).catch(() => {});
  const send = (t, more) => {
    const seen = { url: page.href, ref: document.referrer || undefined };
    const who = { click: click || undefined, visitor };
    const body = JSON.stringify({ v: 1, t, id: id(), ...seen, ...who, ...more });
    const url = home + "/v1/pixel";
    if (!(navigator.sendBeacon && navigator.sendBeacon(url, body)))
      post(url, body, { keepalive: true, mode: "no-cors" });
  };
  const mark = () => {
    if (!("shopify" in script.dataset) || !(click || visitor)) return;
    const attributes = { byline_click: click || "", byline_visitor: visitor || "" };
    const headers = { "content-type": "application/json" };
    post("/cart/update.js", JSON.stringify({ attributes }), { headers });
  };
  window.byline = (command, value) => {
    if (command === "consent") {
      granted = value === "granted";
      granted ? remember() : forget();
      mark();
    } else if (command === "order" || command === "action") send(command, value);
  };
  remember();
  mark();
  send("visit", "soldOut" in script.dataset ? { sold_out: true } : {});
  queued.forEach(call => window.byline(...call));
})();
