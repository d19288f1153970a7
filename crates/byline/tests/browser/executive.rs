//! The executive: one number for each creator that can be defended, on paper.

use crate::reader::{Reader, cents};
use crate::world::World;

#[test]
fn one_number_each_adds_up_opens_and_prints() {
    let world = World::glow();
    let Some(mut reader) = Reader::of(&world.server) else { return };
    reader.open("/executive");
    let rows = reader.texts("#creators tbody td:nth-of-type(1) a.figure");
    let sums = reader.texts("#creators tfoot td:nth-of-type(1) a.figure");
    let [all, nobodys, net] = &sums[..] else { panic!("three sums: {sums:?}") };
    assert_eq!(rows.iter().map(|text| cents(text)).sum::<i64>(), cents(all));
    assert_eq!(cents(all) + cents(nobodys), cents(net));
    let pdf = reader.browser().print().unwrap();
    assert!(pdf.starts_with(b"%PDF-"));
    // What is pressed on a screen is not on paper.
    reader.browser().paper(true).unwrap();
    for gone in [".side", ".head .button", "[data-print]", ".as-of"] {
        let script = format!(
            "[...document.querySelectorAll({gone:?})].every((it) => !it.getClientRects().length)"
        );
        assert_eq!(reader.browser().evaluate(&script).unwrap(), true, "{gone} is printed");
    }
    reader.browser().paper(false).unwrap();
    reader.open("/executive");
    reader.follow("#creators tbody a.figure");
    assert_eq!(reader.text("#answer p.big"), rows[0]);
}
