//! Guardrails and attempts as tables.

use super::*;

fn now() -> Timestamp {
    Timestamp::from_seconds(1_780_000_000)
}

fn automatic() -> Rules {
    let mut rules = Rules::default();
    rules.pausing.mode = PauseMode::Automatic;
    rules
}

fn wish(ad: u32) -> Wish {
    Wish {
        ad: format!("tiktok_ads/{ad}"),
        alert: format!("floor/crt_{ad}"),
        episode: 1,
        fired_at: now(),
        evidence: Evidence::Confirmed,
        daily_spend_minor: 10_00,
    }
}

fn wishes(ads: std::ops::Range<u32>) -> Vec<Wish> {
    ads.map(wish).collect()
}

/// Answers wishes of a campaign that spends 1,000.00 a day.
fn decide(book: PauseBook, wishes: &[Wish], rules: &Rules, at_s: i64) -> (PauseBook, Answers) {
    book.decide(wishes, 1_000_00, rules, now().plus_seconds(at_s))
}

/// Reads: a wish, the rules, and the answer to it alone.
#[track_caller]
fn check(wish: Wish, rules: &Rules, expected: Answer) {
    assert_eq!(decide(PauseBook::default(), &[wish], rules, 0).1.each, [expected]);
}

#[test]
fn modes_go_as_far_as_they_say() {
    let mut rules = automatic();
    check(wish(1), &rules, Answer::Pause);
    rules.pausing.mode = PauseMode::Suggest;
    check(wish(1), &rules, Answer::Suggest);
    rules.pausing.mode = PauseMode::Observe;
    check(wish(1), &rules, Answer::Observe);
    check(wish(1), &Rules::default(), Answer::Suggest);
}

#[test]
fn the_kill_switch_stops_every_mode() {
    for mode in [PauseMode::Observe, PauseMode::Suggest, PauseMode::Automatic] {
        let mut rules = automatic();
        rules.pausing.mode = mode;
        rules.pausing.is_stopped = true;
        check(wish(1), &rules, Answer::Hold(HeldBecause::Stopped));
    }
}

#[test]
fn money_moves_on_confirmed_evidence_unless_the_campaign_wants_the_letter() {
    let unconfirmed = Answer::Hold(HeldBecause::Unconfirmed);
    let leaning = Wish { evidence: Evidence::Leaning, ..wish(1) };
    check(leaning.clone(), &automatic(), unconfirmed);
    let mut literal = automatic();
    literal.evidence.money_moves_on = ActOn::Literal;
    check(leaning, &literal, Answer::Pause);
}

#[test]
fn the_safe_wish_wins_over_one_that_wants_more() {
    assert_eq!(safest([Want::More, Want::Pause, Want::Keep]), Some(Want::Pause));
    assert_eq!(safest([Want::More, Want::Keep]), Some(Want::Keep));
    assert_eq!(safest([]), None);
}

/// Reads: how many wishes of which daily spend come at once, and whether they are held.
#[track_caller]
fn check_mass(n: u32, daily_spend_minor: i64, is_held: bool) {
    let wishes: Vec<Wish> = (0..n).map(|ad| Wish { daily_spend_minor, ..wish(ad) }).collect();
    let (_, answers) = decide(PauseBook::default(), &wishes, &automatic(), 0);
    let expected = if is_held { Answer::Hold(HeldBecause::MassChange) } else { Answer::Pause };
    assert!(answers.each.iter().all(|answer| *answer == expected), "{answers:?}");
    assert_eq!(answers.is_mass_change, is_held);
}

#[test]
fn five_pauses_or_a_fifth_of_the_spend_are_the_most_at_once() {
    check_mass(5, 10_00, false);
    check_mass(6, 10_00, true);
    check_mass(200, 10_00, true);
    check_mass(2, 100_00, false); // 20% exactly
    check_mass(2, 100_01, true);
    check_mass(1, 200_01, true);
}

#[test]
fn the_guardrails_hold_for_suggestions_too() {
    let (_, answers) = decide(PauseBook::default(), &wishes(0..200), &Rules::default(), 0);
    assert!(answers.is_mass_change);
    assert_eq!(answers.each[0], Answer::Hold(HeldBecause::MassChange));
}

#[test]
fn guardrails_look_back_over_a_quarter_of_an_hour() {
    let (book, _) = decide(PauseBook::default(), &wishes(0..4), &automatic(), 0);
    let held = decide(book.clone(), &wishes(4..6), &automatic(), 899).1;
    assert_eq!(held.each, [Answer::Hold(HeldBecause::MassChange); 2]);
    let granted = decide(book, &wishes(4..6), &automatic(), 900).1;
    assert_eq!(granted.each, [Answer::Pause; 2]);
}

#[test]
fn a_mass_change_is_paged_once_until_it_is_calm() {
    let mut book = PauseBook::default();
    let mut paged_at = Vec::new();
    for minute in 0..60 {
        let answers;
        let is_mass = !(20..40).contains(&minute);
        let wished = if is_mass { wishes(0..200) } else { Vec::new() };
        (book, answers) = decide(book, &wished, &automatic(), minute * 60);
        if answers.is_mass_change {
            paged_at.push(minute);
        }
    }
    assert_eq!(paged_at, [0, 40]);
}

#[test]
fn an_episode_changes_an_ad_once() {
    let (book, _) = decide(PauseBook::default(), &[wish(1)], &automatic(), 0);
    let (book, again) = decide(book, &[wish(1)], &automatic(), 3_600);
    assert_eq!(again.each, [Answer::Hold(HeldBecause::AlreadyDone)]);
    let next_episode = Wish { episode: 2, ..wish(1) };
    let (_, next) = decide(book, &[next_episode], &automatic(), 7_200);
    assert_eq!(next.each, [Answer::Pause]);
    let twice = [wish(2), Wish { alert: "floor/campaign".into(), ..wish(2) }];
    let (_, twice) = decide(PauseBook::default(), &twice, &automatic(), 0);
    assert_eq!(twice.each, [Answer::Pause, Answer::Hold(HeldBecause::AlreadyDone)]);
}

#[test]
fn what_a_person_resumed_stays_resumed() {
    let (mut book, _) = decide(PauseBook::default(), &[wish(1)], &automatic(), 0);
    book.person_resumed("tiktok_ads/1", now().plus_seconds(600));
    let resumed = Answer::Hold(HeldBecause::PersonResumed);
    let other_alert = Wish { alert: "red/crt_1".into(), ..wish(1) };
    let (book, held) = decide(book, &[wish(1), other_alert], &automatic(), 3_600);
    assert_eq!(held.each, [resumed, resumed]);
    let later = Wish { episode: 2, fired_at: now().plus_seconds(601), ..wish(1) };
    assert_eq!(decide(book, &[later], &automatic(), 3_600).1.each, [Answer::Pause]);
}

#[test]
fn a_pause_by_a_person_counts_for_the_guardrails() {
    let mut book = PauseBook::default();
    wishes(0..5).iter().for_each(|wish| book.person_paused(wish, now()));
    let held = decide(book, &[wish(9)], &automatic(), 60).1;
    assert_eq!(held.each, [Answer::Hold(HeldBecause::MassChange)]);
}

mod attempts {
    use super::*;

    fn shown(is_paused: bool, change: &str) -> AttemptEvent {
        AttemptEvent::Read(Shown { is_paused, change: Some(change.into()) })
    }

    /// Reads: what happens at which second to an attempt that saw the mark `v1`, and what is done
    /// next each time.
    #[track_caller]
    fn check(events: &[(i64, AttemptEvent, Next)], expected: AttemptState) {
        let mut attempt = Attempt::new("act_1".into(), now(), Some("v1".into()));
        for (second, event, expected) in events {
            let at = now().plus_seconds(*second);
            let next;
            (attempt, next) = attempt.step(event.clone(), &PauseRules::default(), at);
            assert_eq!(next, *expected, "{event:?} at {second}");
        }
        assert_eq!(attempt.state, expected);
    }

    fn at(second: i64) -> Timestamp {
        now().plus_seconds(second)
    }

    use AttemptEvent::{Called, Refused, Waited};

    #[test]
    fn the_ad_is_read_before_and_after_the_call() {
        let events = [
            (0, Waited, Next::Read),
            (1, shown(false, "v1"), Next::Call),
            (2, Called, Next::Read),
            (3, shown(true, "v2"), Next::Settled),
        ];
        check(&events, AttemptState::Paused);
    }

    #[test]
    fn a_timeout_after_the_change_took_hold_is_no_second_change() {
        // The call timed out; the platform shows the pause only a minute later.
        let events = [
            (0, shown(false, "v1"), Next::Call),
            (30, Called, Next::Read),
            (31, shown(false, "v1"), Next::ReadAt(at(90))),
            (90, shown(true, "v2"), Next::Settled),
        ];
        check(&events, AttemptState::Paused);
    }

    #[test]
    fn a_call_that_did_nothing_is_repeated_once_it_should_show() {
        let events = [
            (0, shown(false, "v1"), Next::Call),
            (1, Called, Next::Read),
            (61, shown(false, "v1"), Next::Call),
        ];
        check(&events, AttemptState::Open);
    }

    #[test]
    fn an_ad_that_a_person_resumed_in_between_is_left_alone() {
        let events = [
            (0, shown(false, "v1"), Next::Call),
            (1, Called, Next::Read),
            (61, shown(false, "v3"), Next::Settled), // paused by us, resumed by a person
            (62, Waited, Next::Settled),
        ];
        check(&events, AttemptState::Overtaken);
    }

    #[test]
    fn a_first_read_tells_the_mark_that_must_not_move() {
        let mut attempt = Attempt::new("act_1".into(), now(), None);
        let mut steps = Vec::new();
        for (second, event) in
            [(0, shown(false, "v7")), (1, Called), (61, shown(false, "v8")), (62, Waited)]
        {
            let next;
            (attempt, next) = attempt.step(event, &PauseRules::default(), at(second));
            steps.push(next);
        }
        assert_eq!(steps, [Next::Call, Next::Read, Next::Settled, Next::Settled]);
        assert_eq!(attempt.state, AttemptState::Overtaken);
    }

    #[test]
    fn an_ad_that_a_person_lets_run_again_is_called_until_it_runs() {
        let mut attempt = Attempt::resume("act_1".into(), now());
        for (second, event, expected) in [
            (0, shown(true, "v7"), Next::Call),
            (1, Called, Next::Read),
            (2, shown(false, "v8"), Next::Settled),
        ] {
            let next;
            (attempt, next) = attempt.step(event, &PauseRules::default(), at(second));
            assert_eq!(next, expected, "{second}");
        }
        assert_eq!(attempt.state, AttemptState::Resumed);
    }

    #[test]
    fn an_ad_that_is_paused_already_is_not_called() {
        check(&[(0, shown(true, "v1"), Next::Settled)], AttemptState::Paused);
    }

    #[test]
    fn what_does_not_work_is_given_up_aloud_after_a_quarter_of_an_hour() {
        check(&[(899, Waited, Next::Read), (900, Waited, Next::GiveUp)], AttemptState::GivenUp);
        check(&[(1, Refused, Next::GiveUp)], AttemptState::Refused);
        let late = [(0, shown(false, "v1"), Next::Call), (900, shown(true, "v2"), Next::Settled)];
        check(&late, AttemptState::Paused);
    }
}
