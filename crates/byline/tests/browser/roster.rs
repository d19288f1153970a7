//! The roster of 5,000 creators: it comes at once, scrolls, and answers to every key.

use std::fmt::Write as _;

use serde_json::json;

use crate::reader::Reader;
use crate::world::World;

const N_CREATORS: usize = 5_000;

#[test]
fn five_thousand_rows_scroll_and_answer() {
    let world = World::glow();
    let mut roster = "name,tiktok\n".to_owned();
    for n in 0..N_CREATORS {
        writeln!(roster, "Creator {n},creator{n}").unwrap();
    }
    let flight = (world.ago(24), world.ago(-240));
    let plan = json!({ "id": "crowd", "name": "Crowd", "currency": "USD", "from": flight.0,
        "to": flight.1, "destination": "https://solenne.example/serum" });
    let wanted = json!({ "plan": plan, "roster": roster });
    let reply = world.server.post("/api/v1/setup", &wanted).unwrap();
    assert!(reply.status < 300, "{}", reply.text);
    let Some(mut reader) = Reader::of(&world.server) else { return };
    reader.glance("/creators?campaign=crowd&all=1");
    let n_rows = reader.until("document.querySelectorAll('table.roster tbody tr').length");
    assert!(N_CREATORS as u64 <= n_rows.as_u64().unwrap(), "{n_rows} rows");
    // Every turn of the wheel is painted before the next.
    let slow_ms = reader.browser().evaluate(SCROLL).unwrap();
    let slow_ms = slow_ms.as_f64().unwrap();
    assert!(slow_ms < 300.0, "one turn of the wheel in ten takes {slow_ms} ms or more");
    assert!(reader.browser().complaints().is_empty());
}

/// Turns the wheel 60 times and gives the time between two paintings that nine in ten stay below.
const SCROLL: &str = "new Promise((done) => {
    const table = document.querySelector('table.roster').parentElement;
    const times = [];
    let last = performance.now();
    const paint = () => {
        const now = performance.now();
        times.push(now - last);
        last = now;
        if (60 < times.length) return done(times.sort((a, b) => a - b)[54]);
        table.scrollTop += 600;
        requestAnimationFrame(paint);
    };
    requestAnimationFrame(paint);
})";
