//! Figures of platforms by their own ids.

use byline_core::event::Grain;
use byline_core::figure::{Counted, Figure, Side, Subject, SubjectKind};
use byline_core::placement::Content;

use super::*;
use crate::view::Scope;

fn ad() -> Subject {
    Subject { feed: "tiktok_ads".to_owned(), kind: SubjectKind::Ad, id: "1790".to_owned() }
}

/// A word on the day before noon, said at `said`.
fn word(counted: Counted, said: i64, value: Option<i64>) -> Fact {
    Fact::Figure(Figure {
        connection: ConnectionId::from("ads"),
        subject: ad(),
        counted,
        value,
        currency: counted.is_money().then_some(Currency::USD),
        side: Side::Paid,
        grain: Grain::Stretch(Span { from: at(-24), to: at(0) }),
        as_of: at(said),
        definition: "tiktok.test@1".to_owned(),
        window: None,
    })
}

fn content(placement: &str, subjects: Vec<Subject>) -> Fact {
    let published_at = at(-30);
    let (url, title) = (None, None);
    let placement_id = placement.into();
    Fact::Content(Content { id: "cnt".into(), placement_id, url, published_at, title, subjects })
}

fn of(bench: &Bench, creator: &str) -> (Option<i64>, Option<i64>) {
    let scope = Scope { creator: Some(creator.into()), ..Scope::default() };
    let total = bench.engine.query(&Query { scope, ..bench.query() }).total;
    (total.spend_minor, total.platform[byline_core::event::Metric::Views as usize])
}

#[test]
fn figures_count_once_content_names_their_thing() {
    let mut bench = Bench::new();
    bench.tell(word(Counted::Views, 1, Some(1_000)));
    bench.tell(word(Counted::SpendMinor, 1, Some(25_00)));
    assert_eq!(of(&bench, "ana"), (None, None));
    assert_eq!(bench.engine.unowned(10).len(), 1, "in sight without an owner");
    bench.tell(content(placement("ana", Platform::Tiktok).id.as_str(), vec![ad()]));
    assert_eq!(of(&bench, "ana"), (Some(25_00), Some(1_000)));
    assert!(bench.engine.unowned(10).is_empty());
    bench.tell(content(placement("ben", Platform::Tiktok).id.as_str(), vec![ad()]));
    assert_eq!(of(&bench, "ana").0.unwrap_or(0), 0);
    assert_eq!(of(&bench, "ben"), (Some(25_00), Some(1_000)));
}

#[test]
fn the_newest_word_on_a_day_holds() {
    let mut bench = Bench::new();
    bench.tell(content(placement("ana", Platform::Tiktok).id.as_str(), vec![ad()]));
    bench.tell(word(Counted::SpendMinor, 2, Some(25_00)));
    assert_eq!(bench.tell(word(Counted::SpendMinor, 1, Some(30_00))), Applied::Known);
    assert_eq!(of(&bench, "ana").0, Some(25_00));
    assert_eq!(bench.tell(word(Counted::SpendMinor, 3, Some(26_50))), Applied::Changed);
    assert_eq!(of(&bench, "ana").0, Some(26_50));
    assert_eq!(bench.tell(word(Counted::SpendMinor, 3, Some(26_50))), Applied::Known);
}

#[test]
fn missing_is_not_zero() {
    let mut bench = Bench::new();
    bench.tell(content(placement("ana", Platform::Tiktok).id.as_str(), vec![ad()]));
    bench.tell(word(Counted::Views, 1, None));
    assert_eq!(of(&bench, "ana").1, None);
    bench.tell(word(Counted::Views, 2, Some(7)));
    bench.tell(word(Counted::Views, 3, None));
    assert_eq!(of(&bench, "ana").1, Some(7), "what was known stays");
}
