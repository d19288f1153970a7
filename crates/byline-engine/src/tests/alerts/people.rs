//! What people say about alerts, and what is known of it later.

use byline_core::decision::episode::{AlertState, Command, EpisodeError, Outcome, OutcomeKind};
use byline_core::decision::said::{RulesSet, Said};
use byline_core::decision::{ActOn, Rules};
use byline_core::entry::Fact;
use byline_core::event::{Grain, Metric, MetricPoint, Spend, SpendKind};
use byline_core::money::{Currency, Money};
use byline_core::time::Span;

use super::*;

#[test]
fn the_way_from_trigger_to_decision_is_measured() {
    let mut watched = Watched::running();
    watched.pass(131, without_ana);
    let fired_at = watched.alert(ANA).episodes[0].episode.fired_at;
    watched.deliver();
    watched.pass(4, without_ana);
    watched.say(ANA, Command::Acknowledge);
    watched.pass(16, without_ana);
    watched.say(ANA, Command::Resolve);
    let outcome = Outcome { kind: OutcomeKind::Acted, note: Some("code mended".to_owned()) };
    watched.say(ANA, Command::Outcome(outcome));
    let alert = watched.alert(ANA);
    assert_eq!(alert.state, AlertState::Ok);
    let episode = &alert.episodes[0];
    let told_at = episode.told_at.expect("the pager took it");
    assert_eq!(episode.response.notice_s, Some(told_at.seconds_since(fired_at)));
    assert_eq!(episode.response.acknowledgement_s, Some(4 * 60));
    assert_eq!(episode.response.decision_s, Some(20 * 60 + told_at.seconds_since(fired_at)));
    let decided = episode.decided.as_ref().expect("somebody decided");
    assert_eq!((decided.by.as_str(), decided.what.as_str()), ("kim", "resolve"));
    let report = &watched.engine.alerts_view(&AlertFilter::default()).reports[0];
    assert_eq!((report.n_closed, report.n_acted, report.n_untold), (1, 1, 0));
    watched.check_steady();
}

#[test]
fn what_cannot_be_followed_is_refused_and_changes_nothing() {
    let mut watched = Watched::running();
    let refused = |watched: &Watched, alert: &str, command: Command| {
        let said = Said { alert: alert.to_owned(), command, reason: None };
        watched.engine.would_refuse(&said, watched.now()).map(|why: EpisodeError| why.code())
    };
    assert_eq!(refused(&watched, ANA, Command::Acknowledge), Some("alert.never_fired"));
    watched.pass(131, without_ana);
    let until = watched.now();
    assert_eq!(refused(&watched, ANA, Command::Snooze { until }), Some("alert.snooze_past"));
    assert_eq!(refused(&watched, ANA, Command::Acknowledge), None);
    watched.say(ANA, Command::Resolve);
    let before = watched.alert(ANA).episodes[0].clone();
    assert_eq!(refused(&watched, ANA, Command::Acknowledge), Some("alert.not_open"));
    watched.say(ANA, Command::Acknowledge);
    assert_eq!(watched.alert(ANA).episodes[0].episode, before.episode);
}

#[test]
fn what_waited_while_its_episode_ended_says_so() {
    let mut watched = Watched::running();
    watched.pass(131, without_ana);
    watched.say(ANA, Command::Resolve);
    let open: Vec<(bool, _)> = watched
        .engine
        .outbox()
        .open()
        .filter(|pending| pending.action.to.as_str() == "slack")
        .map(|pending| (pending.is_settled_meanwhile, pending.action.key.0.clone()))
        .collect();
    let key = |what: &str| format!("{ANA}/1/{what}>slack");
    assert_eq!(open, [(true, key("fired")), (false, key("resolved"))]);
}

#[test]
fn a_campaign_lives_by_its_own_thresholds() {
    let mut watched = Watched::running();
    let mut rules = Rules::default();
    rules.urgency.page.pending_s = 30 * 60;
    rules.page.pages_on = ActOn::Literal;
    let reason = Some("a short sale".to_owned());
    let set = RulesSet { campaign_id: "summer".into(), rules, reason };
    watched.tell_by(Fact::RulesSet(set.clone()), Some("kim"));
    watched.tell_by(Fact::RulesSet(set), Some("kim"));
    let view = watched.engine.rules_view(&"summer".into()).expect("a campaign");
    assert_eq!((view.rules.version, view.editions.len()), (2, 1), "the same twice is one change");
    assert!(view.is_frozen && view.editions[0].is_after_launch, "the flight had begun");
    watched.pass(35 + 36, without_ana);
    assert_eq!(watched.told("pagerduty"), [fired(ANA)]);
    assert_eq!(watched.alert(ANA).episodes[0].rules_version, 2);
    let decisions = watched.engine.decisions_view(&"summer".into(), watched.now());
    assert_eq!(decisions.expect("a campaign").rules_version, 2);
}

/// Displays and clicks of a creator, so far.
pub fn shown(watched: &mut Watched, name: &str, n_displays: i64, n_clicks: u16) {
    let now = watched.now();
    watched.tell(Fact::Metric(MetricPoint {
        connection: "platforms".into(),
        placement_id: format!("plc-{name}").into(),
        content_id: None,
        metric: Metric::Impressions,
        value: n_displays,
        grain: Grain::Stretch(Span { from: now.plus_seconds(-3_600), to: now }),
        as_of: now,
    }));
    for number in 0..n_clicks {
        let mut id = [name.as_bytes()[0]; 16];
        id[..2].copy_from_slice(&number.to_be_bytes());
        let id = byline_core::shopper::ClickId(id);
        let click = super::super::click(1, name, 0);
        watched.tell(Fact::Click(byline_core::click::Click { id, occurred_at: now, ..click }));
    }
}

#[test]
fn a_red_creator_is_told_after_an_hour_to_those_who_look_today() {
    let mut watched = Watched::new();
    watched.declare(benchmarks());
    watched.pass(60, usual);
    shown(&mut watched, "ana", 100_000, 300);
    shown(&mut watched, "ben", 100_000, 1_500);
    watched.tell(Fact::Spend(Spend {
        id: "boost-ana".into(),
        campaign_id: "summer".into(),
        creator_id: Some("ana".into()),
        placement_id: None,
        occurred_at: watched.now(),
        amount: Money { minor: 100_000_00, currency: Currency::USD },
        kind: SpendKind::Amplification,
    }));
    watched.pass(2, usual);
    assert_eq!(watched.state("red:summer:ana"), Some(AlertState::Pending));
    watched.pass(60, usual);
    assert_eq!(watched.told("slack"), [fired("red:summer:ana")]);
    assert_eq!(watched.told("webhook"), [fired("red:summer:ana")]);
    assert_eq!(watched.told("pagerduty"), [], "nobody is called for it");
    let title = &watched.messages("slack")[0].title;
    assert_eq!(title, "ana: far under the benchmark (confirmed)");
    watched.check_steady();
}

#[test]
fn nobody_is_told_of_a_red_creator_behind_whom_no_money_runs() {
    let mut watched = Watched::new();
    watched.declare(benchmarks());
    watched.pass(60, usual);
    shown(&mut watched, "ana", 100_000, 300);
    shown(&mut watched, "ben", 100_000, 1_500);
    watched.pass(62, usual);
    assert_eq!(watched.state("red:summer:ana"), None);
}

#[test]
fn a_page_that_every_channel_gave_up_is_counted_for_a_day() {
    let mut watched = Watched::running();
    watched.pass(131, without_ana);
    assert_eq!(watched.engine.n_untold_pages(watched.now()), 0, "it is still tried");
    let keys: Vec<_> = watched.engine.outbox().open().map(|one| one.action.key.clone()).collect();
    let (code, detail) = ("act.unreachable".to_owned(), "no answer".to_owned());
    for key in keys {
        let event = Event::GivenUp { code: code.clone(), detail: detail.clone() };
        watched.tell(Fact::Acted(Acted { key, event }));
    }
    let now = watched.now();
    assert_eq!(watched.engine.n_untold_pages(now), 1, "one page, over several channels");
    assert_eq!(watched.engine.n_untold_pages(now.plus_seconds(86_400)), 0);
}
