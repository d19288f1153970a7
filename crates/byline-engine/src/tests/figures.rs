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
    super::twins::check(&facts, says, &((Some(25_00), Some(1_000)), twice));
}

/// The ad's spend on a stretch of hours, as a connection says it in a currency.
fn spent(connection: &str, (from, to): (i64, i64), minor: i64) -> Fact {
    let Fact::Figure(figure) = by(connection, word(Counted::SpendMinor, to + 1, Some(minor)))
    else {
        unreachable!()
    };
    Fact::Figure(Figure { grain: Grain::Stretch(Span { from: at(from), to: at(to) }), ..figure })
}

fn declared(id: &str, feed: &str, is_archived: bool) -> Fact {
    Fact::Connection(byline_core::entry::Connection {
        id: id.into(),
        feed: feed.to_owned(),
        name: id.to_owned(),
        account: None,
        is_archived,
        settings: Default::default(),
    })
}

/// What the ad cost, whatever came first; days of the account, days of UTC, and hours.
fn check_spend(facts: &[Fact], expected: i64) {
    let mut facts = facts.to_vec();
    facts.push(content("plc-ana", vec![ad()]));
    if facts.len() <= 5 {
        super::twins::check(&facts, |bench| of(bench, "ana").0, &Some(expected));
        return;
    }
    for _ in 0..2 {
        facts.reverse();
        let mut bench = Bench::new();
        for fact in &facts {
            bench.tell(fact.clone());
        }
        assert_eq!(of(&bench, "ana").0, Some(expected));
        assert!(bench.engine.audit().differences.is_empty());
    }
}

#[test]
fn two_connections_that_cut_days_otherwise_do_not_add_up() {
    let account_days = [spent("ads", (-48, -24), 25_00), spent("ads", (-24, 0), 30_00)];
    let utc_days = [spent("warehouse", (-43, -19), 26_00), spent("warehouse", (-19, 5), 31_00)];
    let both = [account_days.clone(), utc_days].concat();
    check_spend(&both, 55_00);
    let hours: Vec<Fact> =
        (-48..0).map(|hour| spent("warehouse", (hour, hour + 1), 1_00)).collect();
    check_spend(&[account_days.to_vec(), hours.clone()].concat(), 55_00);
    let later = spent("warehouse", (0, 24), 7_00);
    let gap = [account_days.to_vec(), hours, vec![later]].concat();
    check_spend(&gap, 62_00);
}

#[test]
fn one_currency_of_two_holds_as_well() {
    let Fact::Figure(figure) = spent("warehouse", (-24, 0), 27_00) else { unreachable!() };
    let in_euro = Fact::Figure(Figure { currency: Currency::parse("EUR"), ..figure });
    check_spend(&[spent("ads", (-24, 0), 25_00), in_euro], 25_00);
}

#[test]
fn the_platforms_own_connection_in_use_holds() {
    let (own, other) = (spent("z", (-24, 0), 25_00), spent("a", (-20, 4), 26_00));
    check_spend(&[own.clone(), other.clone()], 26_00);
    let own_row = declared("z", "tiktok_ads", false);
    check_spend(&[own.clone(), other.clone(), own_row], 25_00);
    let archived = declared("z", "tiktok_ads", true);
    check_spend(&[own, other, archived], 26_00);
}

#[test]
fn a_disagreement_is_shown_with_what_each_says() {
    let mut bench = Bench::new();
    bench.tell(spent("ads", (-24, 0), 25_00));
    bench.tell(spent("warehouse", (-20, 4), 26_00));
    let rows = bench.engine.figures_of_several(10);
    let said = rows[0].said.iter().map(|row| (row.connection.as_str(), row.stated, row.held));
    let expected = [("ads", Some(25_00), 25_00), ("warehouse", Some(26_00), 0)];
    assert_eq!(said.collect::<Vec<_>>(), expected);
}

#[test]
fn a_counter_so_far_and_its_days_are_one_word() {
    let day = |from, value| {
        let Fact::Figure(figure) = word(Counted::Views, 30, Some(value)) else { unreachable!() };
        let span = Span { from: at(from), to: at(from + 24) };
        Fact::Figure(Figure { grain: Grain::Stretch(span), ..figure })
    };
    let facts = [
        content("plc-ana", vec![ad()]),
        gauge(2, 1_000),
        gauge(28, 1_400),
        day(-24, 600),
        day(3, 390),
    ];
    super::twins::check(&facts, |bench| of(bench, "ana").1, &Some(1_400));
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
