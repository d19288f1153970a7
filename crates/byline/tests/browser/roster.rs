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
    let scrolled = reader.browser().evaluate(SCROLL).unwrap();
    assert_eq!(scrolled["top"], 36_000, "a turn of the wheel was dropped: {scrolled}");
    assert_eq!(scrolled["is_row"], true, "nothing is painted where the reader is: {scrolled}");
    assert!(reader.browser().complaints().is_empty());
}

/// Turns the wheel 60 times, a painting each: how far that led, and whether a row is there.
const SCROLL: &str = "new Promise((done) => {
    const table = document.querySelector('table.roster').parentElement;
    let turns = 0;
    const paint = () => {
        if (turns < 60) {
            turns += 1;
            table.scrollTop += 600;
            return requestAnimationFrame(paint);
        }
        const { left, top, width, height } = table.getBoundingClientRect();
        const there = document.elementFromPoint(left + width / 2, top + height / 2);
        done({ top: table.scrollTop, is_row: there?.closest('tbody tr') != null });
    };
    requestAnimationFrame(paint);
})";
