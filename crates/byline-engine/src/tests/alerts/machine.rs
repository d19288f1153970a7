//! The time machine: the same log under its own thresholds, and under others.

use byline_core::decision::{PauseMode, Rules};

use super::*;
use crate::view::Compared;

impl Watched {
    /// What the log decides under its own thresholds and under others, side by side.
    fn decided_under(&self, rules: &Rules) -> Compared {
        let campaign = "summer".into();
        let mut engine = Engine::beside(Some(&campaign), rules.clone());
        for (position, entry) in (1..).map(Position).zip(&self.log) {
            engine.apply(position, entry);
        }
        let then = engine.decided(Some(&campaign));
        assert_eq!(then, self.engine.decided(Some(&campaign)), "the first desk decides as ever");
        then.compared(&engine.decided_beside(Some(&campaign)).expect("a second desk"))
    }

    /// Ana's sales end; her ads are paused, and yet something is spent and sold while they stand.
    fn fallen() -> (Self, Rules) {
        let mut watched = Self::amplified(PauseMode::Automatic);
        watched.pass(150, without_ana);
        watched.spend_in_last_minutes("1", 10, 5_00);
        watched.sell("ANA10", watched.now());
        watched.pass(10, without_ana);
        let mut rules = Rules::default();
        rules.pausing.mode = PauseMode::Automatic;
        (watched, rules)
    }
}

fn counts(compared: &Compared) -> [(usize, usize); 3] {
    let mut each = compared.n_episodes.iter().map(|(_, then, otherwise)| (*then, *otherwise));
    std::array::from_fn(|_| each.next().expect("an urgency"))
}

#[test]
fn the_same_thresholds_decide_the_same() {
    let (watched, rules) = Watched::fallen();
    let compared = watched.decided_under(&rules);
    assert!(compared.is_identical && compared.differing.is_empty(), "{compared:?}");
    // The page, and that neither ad could be paused: nobody carries it out here.
    assert_eq!(counts(&compared), [(3, 3), (0, 0), (0, 0)]);
    assert_eq!(compared.n_pauses, (2, 2));
    assert_eq!((compared.stopped_minor, compared.missed_minor), ((5_00, 5_00), (20_00, 20_00)));
}

#[test]
fn a_shorter_wait_pages_sooner() {
    let (watched, mut rules) = Watched::fallen();
    rules.urgency.page.pending_s = 30 * 60;
    let compared = watched.decided_under(&rules);
    assert!(!compared.is_identical);
    assert_eq!(counts(&compared), [(3, 3), (0, 0), (0, 0)]);
    let one = compared
        .differing
        .iter()
        .find(|one| one.after.as_ref().is_some_and(|after| after.alert == ANA));
    let one = one.unwrap_or_else(|| panic!("{:?}", compared.differing));
    let (before, after) = (one.before.as_ref(), one.after.as_ref());
    let (before, after) = before.zip(after).expect("one alert in both lives");
    assert_eq!((before.alert.as_str(), after.alert.as_str()), (ANA, ANA));
    assert!(after.fired_at < before.fired_at, "{one:?}");
}

#[test]
fn without_pauses_nothing_is_stopped() {
    let (watched, mut rules) = Watched::fallen();
    rules.pausing.is_stopped = true;
    let compared = watched.decided_under(&rules);
    assert_eq!(compared.n_pauses, (2, 0));
    assert_eq!((compared.stopped_minor, compared.missed_minor), ((5_00, 0), (20_00, 0)));
    assert_eq!(compared.pauses_only_before.len(), 2);
}

#[test]
fn a_longer_wait_pages_nobody() {
    let (watched, mut rules) = Watched::fallen();
    rules.urgency.page.pending_s = 6 * 3_600;
    let compared = watched.decided_under(&rules);
    assert_eq!(counts(&compared), [(3, 0), (0, 0), (0, 0)]);
    assert_eq!(compared.only_before.len(), 3);
}
