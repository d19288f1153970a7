//! Live: what is sold stands on the open page within two seconds, and can be explained at once.

use std::time::{Duration, Instant};

use crate::reader::{Reader, cents};
use crate::world::World;

#[test]
fn an_order_is_on_the_open_page_within_two_seconds() {
    let world = World::glow();
    let Some(mut reader) = Reader::of(&world.server) else { return };
    reader.open("/live");
    // The stream is open before anything happens, as on any screen that hangs on a wall.
    let revenue = "document.querySelector('#footing a.figure').textContent";
    let before = reader.browser().evaluate(revenue).unwrap();
    let before = before.as_str().unwrap().to_owned();
    let sold_at = Instant::now();
    world.sell("4001");
    let after = reader.until(&format!("{revenue} !== {before:?} && {revenue}"));
    let took = sold_at.elapsed();
    assert!(took < Duration::from_secs(2), "it took {took:?}");
    let after = after.as_str().unwrap();
    assert_eq!(cents(after), cents(&before) + 50_00);
    reader.check();
    reader.follow("#footing a.figure");
    assert_eq!(reader.text("#answer p.big"), after);
    assert!(reader.text("#behind tbody tr:first-of-type").contains("#4001"));
}
