//! Faults that would cost money or trust, through the whole engine.
//!
//! `docs/decisions.md` lists every fault with the test that holds it; these are those that need a
//! campaign with many creators, or a whole night.

use byline_core::decision::pausing::{Answer, Want};
use byline_core::decision::said::RulesSet;
use byline_core::decision::{ActOn, PauseMode, Rules};
use byline_core::time::Zone;

use super::*;

const N_CREATORS: usize = 200;

/// Two hundred creators who each sell once every 50 minutes for more than the floor, each with an
/// ad, and ben, whose sales say that the shop is there.
fn crowd(mode: PauseMode) -> Watched {
    let mut watched = Watched::new();
    let mut rules = Rules::default();
    rules.pausing.mode = mode;
    rules.page.orders_per_day_min = 1;
    // A few orders each are too few to tell a fall by: the letter alone.
    (rules.page.pages_on, rules.evidence.money_moves_on) = (ActOn::Literal, ActOn::Literal);
    watched.tell(Fact::RulesSet(RulesSet { campaign_id: "summer".into(), rules, reason: None }));
    watched.connect("tiktok_ads");
    for nth in 0..N_CREATORS {
        let name = named(nth);
        watched.tell(Fact::Creator(creator(&name)));
        watched.tell(Fact::Placement(placement(&name, Platform::Tiktok)));
        watched.tell(Fact::Code(code(&name)));
        watched.amplify(&name, &[format!("9{nth}")], 10_00);
    }
    for minute in 0..9 * 50 {
        if minute % 50 == 0 {
            watched.all_sell();
        }
        watched.pass(1, without_ana);
    }
    watched
}

fn named(nth: usize) -> String {
    format!("many{nth:03}")
}

impl Watched {
    /// Everybody of the crowd sells for 120.00.
    fn all_sell(&mut self) {
        for nth in 0..N_CREATORS {
            for _ in 0..6 {
                self.sell(&format!("{}10", named(nth).to_uppercase()), self.now());
            }
        }
    }
}

/// Row 75: a pixel breaks, and two hundred creators look dead at once. Nothing is paused; somebody
/// is paged that so much was held, once.
#[test]
fn two_hundred_creators_who_drop_at_once_are_held_as_a_mass_change() {
    for mode in [PauseMode::Automatic, PauseMode::Suggest] {
        let mut watched = crowd(mode);
        watched.pass(60 + 95, without_ana);
        let firing = watched.told("pagerduty").into_iter().filter(|(kind, alert)| {
            *kind == NoticeKind::Fired && alert.starts_with("floor:summer:many")
        });
        assert_eq!(firing.count(), N_CREATORS, "{mode:?}");
        let actions = watched.engine.outbox().open();
        assert_eq!(actions.filter(|one| one.action.deed.ad().is_some()).count(), 0, "{mode:?}");
        let wishes = watched.engine.pauses_view(&"summer".into()).expect("a campaign").wishes;
        assert_eq!(wishes.len(), N_CREATORS);
        assert!(wishes.iter().all(|wish| wish.answer.key() == "mass_change"), "{mode:?}");
        let told = watched.told("pagerduty");
        let mass = told.iter().filter(|one| **one == fired("mass_change:summer")).count();
        assert_eq!(mass, 1, "{mode:?}: one page says that so much is held");
    }
}

/// Row 71: revenue around the floor every minute for six hours.
#[test]
fn six_hours_around_the_floor_are_told_at_most_once() {
    let mut watched = Watched::running();
    // Ana sells five orders an hour at 20.00, the floor itself: a minute above, a minute below.
    watched.pass(6 * 60, |minute| match (minute % 5, minute % 12) {
        (0, 0) => &["ANA10", "BEN10"],
        (0, _) => &["BEN10"],
        (_, 0) => &["ANA10"],
        _ => &[],
    });
    let told = watched.told("pagerduty");
    let fired = told.iter().filter(|(kind, _)| *kind == NoticeKind::Fired).count();
    assert!(fired <= 1, "{told:?}");
    watched.check_steady();
}

/// Row 72: a connector is down over a whole night; the alert that fires is of the data, revenue and
/// pauses are held, and nothing resolves by absence.
#[test]
fn a_shop_away_for_a_night_pages_about_itself_alone() {
    let mut watched = Watched::amplified(PauseMode::Automatic);
    watched.pass(10 * 60, nothing);
    let told = watched.told("pagerduty");
    assert_eq!(told, [(NoticeKind::NoData, ALL.to_owned())]);
    let actions = watched.engine.outbox().open();
    assert_eq!(actions.filter(|one| one.action.deed.ad().is_some()).count(), 0);
    assert_eq!(watched.state(ALL), Some(AlertState::NoData));
}

/// Row 80: wall clocks jump by an hour and by a day, forth and back, and a laptop sleeps.
#[test]
fn jumps_of_the_clock_fire_nothing() {
    for jump in [60, -60, 24 * 60, -24 * 60, 8 * 60] {
        let mut watched = Watched::running();
        watched.minute += jump;
        watched.pass(3, usual);
        watched.minute -= jump;
        watched.pass(3, usual);
        let told = watched.told("pagerduty");
        let fired = told.iter().filter(|(kind, _)| *kind == NoticeKind::Fired).count();
        assert_eq!(fired, 0, "{jump}: {told:?}");
        watched.check_steady();
    }
}

/// Row 83: ana's clicks ask for more money, her revenue for a pause. The pause wins, and the other
/// wish stands beside it.
#[test]
fn a_pause_wins_over_accelerate_and_both_are_written_down() {
    let mut watched = Watched::amplified(PauseMode::Suggest);
    watched.declare(benchmarks());
    people::shown(&mut watched, "ana", 100_000, 2_000);
    watched.pass(130, usual);
    watched.pass(140, without_ana);
    let wishes = watched.engine.pauses_view(&"summer".into()).expect("a campaign").wishes;
    let all: Vec<_> = wishes.iter().map(|wish| (wish.answer, wish.against.clone())).collect();
    assert_eq!(all, vec![(Answer::Suggest, vec![Want::More]); 2]);
    watched.check_steady();
}

/// Row 84: a maintenance that covers the hour which clocks skip or repeat lasts as long as its
/// instants say. The campaign lives in New York.
#[test]
fn maintenance_over_a_change_of_the_clock_lasts_by_instants() {
    let zone = Zone::parse("America/New_York").expect("a zone");
    for (day, hours_of_day) in [("2026-03-08", 23), ("2026-11-01", 25), ("2026-06-10", 24)] {
        let span = zone.day_span(day.parse().expect("a day"));
        assert_eq!(span.seconds(), hours_of_day * 3_600, "{day}");
        let mut engine = Engine::new();
        let maintenance = Maintenance {
            id: "mnt_1".to_owned(),
            campaign_id: None,
            span,
            reason: "the shop moves".to_owned(),
            is_withdrawn: false,
        };
        let entry = Entry {
            received_at: span.from,
            fact: Fact::Maintenance(maintenance),
            dedup: None,
            actor: None,
        };
        engine.apply(Position(1), &entry);
        let is_held = |at| engine.desk.maintenance_of("summer", at).is_some();
        // Every quarter of an hour around both ends and in between.
        for quarter in -8..hours_of_day * 4 + 8 {
            let at = span.from.plus_seconds(quarter * 900);
            assert_eq!(is_held(at), (0..hours_of_day * 4).contains(&quarter), "{day} {quarter}");
        }
    }
}
