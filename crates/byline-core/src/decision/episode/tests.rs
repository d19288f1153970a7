//! Episodes, minute by minute: what is told, and when.

use super::*;
use crate::decision::rules::{EpisodeRules, Rules};

const MINUTE_S: i64 = 60;

fn start() -> Timestamp {
    Timestamp::from_seconds(1_780_000_000)
}

/// The rules of pages: 90 minutes to fire, 15 to resolve, 15 until it escalates.
fn page() -> EpisodeRules {
    Rules::default().urgency.page
}

/// Fires and resolves at once, as fast as an alert can.
fn eager() -> EpisodeRules {
    EpisodeRules { pending_s: 0, resolve_s: 0, ..page() }
}

/// An alert and its minute.
#[derive(Clone)]
struct Played {
    alert: Alert,
    minute: i64,
    told: Vec<String>,
}

impl Played {
    fn new() -> Self {
        Self { alert: Alert::default(), minute: 0, told: Vec::new() }
    }

    fn now(&self) -> Timestamp {
        start().plus_seconds(self.minute * MINUTE_S)
    }

    /// Evaluates `n` minutes: `b` bad, `u` bad and unsupported, `w` well, `m` missing, `h` held.
    fn play(mut self, rules: &EpisodeRules, what: char, n: i64) -> Self {
        let observed = match what {
            'b' => Observed::BAD,
            'u' => Observed { seen: Seen::Bad, is_supported: false },
            'w' => Observed::WELL,
            'm' => Observed::MISSING,
            _ => Observed::HELD,
        };
        for _ in 0..n {
            let now = self.now();
            let notices;
            (self.alert, notices) = self.alert.step(observed, rules, now);
            self.tell(&notices);
            self.minute += 1;
        }
        self
    }

    fn command(mut self, command: Command) -> Self {
        let now = self.now();
        let notice = self.alert.command(command, "ana", &page(), now).expect("it can be followed");
        self.tell(notice.as_slice());
        self
    }

    fn tell(&mut self, notices: &[Notice]) {
        self.told.extend(notices.iter().map(|one| format!("{}@{}", one.key("a"), self.minute)));
    }
}

/// Reads: what is observed for how many minutes, under the rules of pages, and what is told at
/// which minute.
#[track_caller]
fn check(script: &[(char, i64)], told: &[&str]) -> Alert {
    check_under(&page(), script, told)
}

#[track_caller]
fn check_under(rules: &EpisodeRules, script: &[(char, i64)], told: &[&str]) -> Alert {
    let mut played = Played::new();
    for (what, n) in script {
        played = played.play(rules, *what, *n);
    }
    assert_eq!(played.told, told, "{script:?}");
    played.alert
}

#[test]
fn ninety_covered_minutes_below_the_floor_fire() {
    check(&[('w', 1), ('b', 90)], &[]); // 89 minutes lie between 90 evaluations
    check(&[('w', 1), ('b', 91)], &["a/1/fired@91"]);
    check(&[('w', 1), ('b', 90), ('w', 1), ('b', 90)], &[]); // at every evaluation
}

#[test]
fn minutes_without_data_do_not_count_and_change_nothing() {
    check(&[('b', 46), ('m', 10), ('b', 44)], &[]);
    check(&[('b', 46), ('m', 10), ('b', 45)], &["a/1/fired@100"]);
    let alert = check(&[('b', 91), ('m', 10)], &["a/1/fired@90"]);
    assert_eq!((alert.phase, alert.may_act()), (Phase::Firing, false), "nothing is paused blindly");
}

#[test]
fn data_that_stops_is_told_as_itself_and_resolves_nothing() {
    let told = ["a/1/fired@90", "a/gap-1/no-data@105", "a/1/escalated-1@105"];
    let alert = check(&[('b', 91), ('m', 20)], &told);
    assert_eq!((alert.state(), alert.phase), (AlertState::NoData, Phase::Firing));
    let told = ["a/gap-1/no-data@24", "a/gap-1/data-back@110"];
    check(&[('w', 10), ('m', 100), ('w', 1)], &told);
}

#[test]
fn maintenance_holds_everything_and_tells_nothing() {
    check(&[('b', 46), ('h', 500), ('b', 44)], &[]);
    check(&[('b', 46), ('h', 500), ('b', 45)], &["a/1/fired@590"]);
}

#[test]
fn an_unsupported_condition_stays_pending() {
    let alert = check(&[('u', 300)], &[]);
    assert_eq!(alert.state(), AlertState::Pending);
    check(&[('u', 300), ('b', 1)], &["a/1/fired@300"]);
}

#[test]
fn an_episode_ends_after_a_quarter_of_an_hour_without_trouble() {
    let calm = EpisodeRules { escalations_max: 0, ..page() };
    let fired = "a/1/fired@90";
    check_under(&calm, &[('b', 91), ('w', 15)], &[fired]);
    let alert = check_under(&calm, &[('b', 91), ('w', 16)], &[fired, "a/1/resolved@106"]);
    assert_eq!(alert.closed.expect("an episode").resolved_by, None);
    let wavering = [('b', 91), ('w', 10), ('b', 1), ('w', 15)];
    check_under(&calm, &wavering, &[fired]); // the same episode, told once
}

#[test]
fn what_nobody_acknowledges_escalates_three_times() {
    let told =
        ["a/1/fired@90", "a/1/escalated-1@105", "a/1/escalated-2@120", "a/1/escalated-3@135"];
    check(&[('b', 300)], &told);
}

#[test]
fn what_somebody_acknowledged_does_not_escalate() {
    let played = Played::new().play(&page(), 'b', 95).command(Command::Acknowledge);
    let played = played.play(&page(), 'b', 200);
    assert_eq!(played.told, ["a/1/fired@90"]);
    let acknowledged = played.alert.open.expect("it fires").acknowledged.expect("by ana");
    assert_eq!((acknowledged.by.as_str(), acknowledged.at), ("ana", start().plus_seconds(95 * 60)));
}

#[test]
fn what_somebody_gives_back_is_due_when_it_was() {
    let taken = Played::new().play(&page(), 'b', 95).command(Command::Acknowledge);
    let back = taken.play(&page(), 'b', 100).command(Command::GiveBack);
    let back = back.play(&page(), 'b', 20);
    assert_eq!(back.told[..2], ["a/1/fired@90", "a/1/escalated-1@195"], "overdue since 105");
    assert_eq!(back.alert.open.expect("it fires").acknowledged, None);
}

#[test]
fn a_snooze_is_silent_until_its_end() {
    let until = start().plus_seconds(200 * MINUTE_S);
    let played = Played::new().play(&page(), 'b', 95).command(Command::Snooze { until });
    let played = played.play(&page(), 'b', 121);
    let over = format!("a/1/snooze-over-{}@200", until.seconds());
    assert_eq!(played.told, ["a/1/fired@90", &over, "a/1/escalated-1@215"]);
}

#[test]
fn what_a_person_resolved_stays_quiet_for_a_day_or_until_all_was_well() {
    let resolved = Played::new().play(&page(), 'b', 95).command(Command::Resolve);
    let told = ["a/1/fired@90", "a/1/resolved@95"];
    assert_eq!(resolved.clone().play(&page(), 'b', 1_440).told, told);
    let next_day = resolved.clone().play(&page(), 'b', 1_441).told;
    assert_eq!(next_day.last().expect("told"), "a/2/fired@1535");
    let recovered = resolved.play(&page(), 'w', 1).play(&page(), 'b', 91).told;
    assert_eq!(recovered.last().expect("told"), "a/2/fired@186");
}

#[test]
fn a_person_can_escalate_and_say_what_came_of_it() {
    let outcome = Outcome { kind: OutcomeKind::FalseAlarm, note: Some("a sale ended".into()) };
    let played = Played::new().play(&page(), 'b', 91).command(Command::Escalate);
    let played = played.command(Command::Resolve).command(Command::Outcome(outcome.clone()));
    assert_eq!(played.told, ["a/1/fired@90", "a/1/escalated-1@91", "a/1/resolved@91"]);
    assert_eq!(played.alert.closed.expect("an episode").outcome, Some(outcome));
}

#[test]
fn late_revenue_annotates_and_rewrites_nothing() {
    let played = Played::new().play(&page(), 'b', 91).command(Command::Correct);
    assert_eq!(played.told, ["a/1/fired@90"]);
    assert_eq!(played.alert.state(), AlertState::Firing);
    let corrected_at = played.alert.open.expect("it fires").corrected_at;
    assert_eq!(corrected_at, Some(start().plus_seconds(91 * MINUTE_S)));
}

/// Reads: a command to an alert that never fired, and the code of the refusal.
#[track_caller]
fn check_refused(command: Command, code: &str) {
    let mut alert = Alert::default();
    let refused = alert.command(command, "ana", &page(), start()).expect_err("nothing fires");
    assert_eq!((refused.code(), alert), (code, Alert::default()));
}

#[test]
fn commands_without_an_episode_are_refused() {
    check_refused(Command::Acknowledge, "alert.not_open");
    check_refused(Command::Resolve, "alert.not_open");
    check_refused(Command::Correct, "alert.never_fired");
    check_refused(Command::Snooze { until: start() }, "alert.snooze_past");
}

#[test]
fn flapping_for_six_hours_is_told_three_times_and_then_as_flapping() {
    let mut played = Played::new();
    for _ in 0..180 {
        played = played.play(&eager(), 'b', 1).play(&eager(), 'w', 1);
        played = played.play(&eager(), 'w', 0);
    }
    let told = |word: &str| played.told.iter().filter(|one| one.contains(word)).count();
    assert_eq!((told("fired"), told("flapping")), (3, 1), "{:?}", played.told);
    assert!(told("resolved") <= 3);
}

#[test]
fn an_alert_that_flapped_and_then_stays_is_told() {
    let mut played = Played::new();
    for _ in 0..5 {
        played = played.play(&eager(), 'b', 1).play(&eager(), 'w', 1);
    }
    let played = played.play(&eager(), 'b', 75);
    let expected = [
        "a/1/fired@0",
        "a/1/resolved@1",
        "a/2/fired@2",
        "a/2/resolved@3",
        "a/3/fired@4",
        "a/3/resolved@5",
        "a/4/flapping@6",
        "a/6/fired@70",
    ];
    assert_eq!(played.told, expected);
}

#[test]
fn a_jump_of_the_clock_fires_nothing() {
    for jump_s in [-86_400, -3_600, 3_600, 86_400, 8 * 3_600] {
        let mut played = Played::new().play(&page(), 'b', 30);
        played.minute += jump_s / MINUTE_S;
        let played = played.play(&page(), 'b', 59);
        assert_eq!(played.told, [""; 0], "a jump of {jump_s} s");
        let played = played.play(&page(), 'b', 3);
        assert_eq!(played.told.len(), 1, "a jump of {jump_s} s: {:?}", played.told);
    }
}

/// A crash loses what is not in the log; the same entries then give the same state and notices.
#[test]
fn a_restart_at_any_minute_tells_nothing_twice_and_loses_nothing() {
    let script = [('w', 5), ('b', 120), ('m', 30), ('w', 40), ('u', 20), ('b', 100)];
    let whole = script.iter().fold(Played::new(), |at, (what, n)| at.play(&page(), *what, *n));
    let minutes: Vec<char> =
        script.iter().flat_map(|(what, n)| (0..*n).map(move |_| *what)).collect();
    for crash_at in 0..minutes.len() {
        let play = |from: Played, minutes: &[char]| {
            minutes.iter().fold(from, |at, what| at.play(&page(), *what, 1))
        };
        let mut before = play(Played::new(), &minutes[..crash_at]);
        let snapshot = serde_json::to_string(&before.alert).expect("plain data");
        before.alert = serde_json::from_str(&snapshot).expect("what was written");
        let after = play(before, &minutes[crash_at..]);
        assert_eq!((&after.told, &after.alert), (&whole.told, &whole.alert), "at {crash_at}");
    }
    let mut names = whole.told.clone();
    names.dedup();
    assert_eq!(names, whole.told);
}

mod laws {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Whatever is observed: one firing notice an episode at most, each name once, and phases
        /// change only along the arrows.
        #[test]
        fn phases_follow_the_arrows(
            seen in proptest::collection::vec(0_usize..5, 1..400),
            pending_min in 0_i64..4,
            resolve_min in 0_i64..4,
        ) {
            let rules = EpisodeRules {
                pending_s: pending_min * 60,
                resolve_s: resolve_min * 60,
                ..page()
            };
            let mut played = Played::new();
            for index in seen {
                let before = played.alert.phase;
                let what = ['b', 'u', 'w', 'm', 'h'][index];
                played = played.play(&rules, what, 1);
                let after = played.alert.phase;
                let is_blind = what == 'm' || what == 'h';
                prop_assert!(!is_blind || before == after, "{what}: {before:?} to {after:?}");
                let is_arrow = matches!(
                    (before, after),
                    (Phase::Ok, Phase::Ok | Phase::Pending { .. })
                        | (Phase::Pending { .. }, Phase::Ok | Phase::Pending { .. } | Phase::Firing)
                        | (Phase::Firing, Phase::Firing | Phase::Resolving { .. })
                        | (Phase::Resolving { .. }, _)
                );
                let is_immediate = rules.pending_s == 0 || rules.resolve_s == 0;
                prop_assert!(is_arrow || is_immediate, "{before:?} to {after:?}");
                prop_assert_eq!(
                    played.alert.open.is_some(),
                    matches!(after, Phase::Firing | Phase::Resolving { .. })
                );
            }
            let mut names: Vec<_> =
                played.told.iter().map(|one| one.split('@').next().unwrap_or_default()).collect();
            names.sort_unstable();
            let n_told = names.len();
            names.dedup();
            prop_assert_eq!(names.len(), n_told, "{:?}", played.told);
        }
    }
}
