//! How links are used.

use super::*;
use crate::view::LinkUse;

#[test]
fn a_links_clicks_are_its_own_and_of_people_only() {
    let mut bench = Bench::new();
    bench.click(1, "ana", -50);
    bench.click(2, "ana", -2);
    bench.click(3, "ben", -1);
    let bot = Click { verdict: Verdict::Bot, ..click(4, "ana", -1) };
    bench.tell(Fact::Click(bot));
    let of = |link, from, to| bench.engine.link_use(link, Span { from: at(from), to: at(to) });
    let used = |n_clicks, hours: i64| LinkUse { n_clicks, last_click_at: Some(at(hours)) };
    assert_eq!(of("ana", -100, 1), used(2, -2));
    assert_eq!(of("ana", -100, -10), used(1, -50), "as of then");
    assert_eq!(of("ana", -10, 1), used(1, -2), "within a stretch");
    assert_eq!(of("ben", -100, 1), used(1, -1));
    assert_eq!(of("cleo", -100, 1), LinkUse::default(), "nobody clicked");
    assert_eq!(of("nobody", -100, 1), LinkUse::default(), "no such link");
}
