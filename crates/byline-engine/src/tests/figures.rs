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

fn by(connection: &str, fact: Fact) -> Fact {
    match fact {
        Fact::Figure(figure) => Fact::Figure(Figure { connection: connection.into(), ..figure }),
        other => other,
    }
}

/// Content with an id, published at an hour, that shows the ad in a creator's slot.
fn showing(id: &str, hours: i64, creator: &str) -> Content {
    let Fact::Content(row) = content(&format!("plc-{creator}"), vec![ad()]) else { unreachable!() };
    Content { id: id.into(), published_at: at(hours), ..row }
}

#[test]
fn what_was_published_first_owns_a_thing_that_several_contents_show() {
    let facts = [
        Fact::Content(showing("late", -10, "ana")),
        Fact::Content(showing("first", -30, "ben")),
        word(Counted::Views, 1, Some(1_000)),
        word(Counted::SpendMinor, 1, Some(25_00)),
    ];
    let says = |bench: &Bench| (of(bench, "ana").0.unwrap_or(0), of(bench, "ben"));
    super::twins::check(&facts, says, &(0, (Some(25_00), Some(1_000))));
}

#[test]
fn a_thing_that_its_owner_lets_go_is_the_next_ones() {
    let mut bench = Bench::new();
    bench.tell(Fact::Content(showing("first", -30, "ben")));
    bench.tell(Fact::Content(showing("late", -10, "ana")));
    bench.tell(word(Counted::SpendMinor, 1, Some(25_00)));
    let let_go = |content: Content| Fact::Content(Content { subjects: Vec::new(), ..content });
    bench.tell(let_go(showing("late", -10, "ana")));
    assert_eq!(of(&bench, "ben").0, Some(25_00), "it was not hers to let go");
    bench.tell(Fact::Content(showing("late", -10, "ana")));
    bench.tell(let_go(showing("first", -30, "ben")));
    assert_eq!((of(&bench, "ana").0, of(&bench, "ben").0.unwrap_or(0)), (Some(25_00), 0));
    bench.tell(let_go(showing("late", -10, "ana")));
    assert_eq!(bench.engine.unowned(10).len(), 1);
}

#[test]
fn things_of_different_kinds_may_have_one_number() {
    let group = Subject { kind: SubjectKind::AdGroup, ..ad() };
    let mut bench = Bench::new();
    bench.tell(content("plc-ana", vec![ad(), group.clone()]));
    bench.tell(word(Counted::SpendMinor, 1, Some(25_00)));
    let Fact::Figure(figure) = word(Counted::SpendMinor, 1, Some(5_00)) else { unreachable!() };
    bench.tell(Fact::Figure(Figure { subject: group, ..figure }));
    assert_eq!(of(&bench, "ana").0, Some(30_00));
}

#[test]
fn two_connections_that_state_one_ad_do_not_add_up() {
    let facts = [
        content("plc-ana", vec![ad()]),
        by("ads", word(Counted::SpendMinor, 1, Some(25_00))),
        by("warehouse", word(Counted::SpendMinor, 2, Some(26_00))),
        by("ads", word(Counted::Views, 2, Some(1_000))),
        by("warehouse", word(Counted::Views, 1, Some(900))),
    ];
    let says = |bench: &Bench| {
        let twice = bench.engine.figures_of_several(10);
        let twice = twice.into_iter().map(|row| (row.counted, row.connections.len()));
        (of(bench, "ana"), twice.collect::<Vec<_>>())
    };
    let twice = vec![(Counted::Views, 2), (Counted::SpendMinor, 2)];
    super::twins::check(&facts, says, &((Some(26_00), Some(1_000)), twice));
}

/// A gauge of all views so far, said at an hour.
fn gauge(said: i64, value: i64) -> Fact {
    let Fact::Figure(figure) = word(Counted::Views, said, Some(value)) else { unreachable!() };
    Fact::Figure(Figure { grain: Grain::Lifetime, ..figure })
}

#[test]
fn polls_that_say_the_same_are_known_and_cost_nothing() {
    let mut bench = Bench::new();
    bench.tell(content("plc-ana", vec![ad()]));
    assert_eq!(bench.tell(gauge(1, 1_000)), Applied::Changed);
    assert_eq!(bench.tell(gauge(2, 1_000)), Applied::Known);
    let n_bytes = bench.engine.encode().len();
    for said in 3..200 {
        assert_eq!(bench.tell(gauge(said, 1_000)), Applied::Known);
    }
    assert!(bench.engine.encode().len() <= n_bytes + 16, "only counters grow");
    assert_eq!(of(&bench, "ana").1, Some(1_000));
    assert_eq!(bench.tell(gauge(200, 1_200)), Applied::Changed);
    assert_eq!(of(&bench, "ana").1, Some(1_200));
    bench.tell(word(Counted::SpendMinor, 2, Some(25_00)));
    assert_eq!(bench.tell(word(Counted::SpendMinor, 3, Some(25_00))), Applied::Known);
    assert_eq!(bench.tell(word(Counted::SpendMinor, 1, Some(99_00))), Applied::Known, "older");
}
