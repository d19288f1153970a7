//! The weekly review through the engine: who is handed to a person, what was decided and carried
//! over, and whose deal becomes a task.

use byline_core::campaign::Campaign;
use byline_core::creator::{Deal, WeekLimits};
use byline_core::decision::review::{Against, TaskKind};
use byline_core::decision::said::{ReviewDecided, ReviewDecision, TaskSaid, TaskWord};
use byline_core::decision::verdict::Label;
use byline_core::entry::{Entry, Fact, Position};
use byline_core::gate::GateTerms;
use byline_core::money::{Currency, Money};
use byline_core::time::{Span, Timestamp};

use super::alerts::{Watched, nothing, usual, without_ana};
use crate::Applied;
use crate::view::{Need, ReviewRow, ReviewView};

/// Ana and ben bring 5,760.00 a day each when all is well.
fn watched(floor_minor: i64, ceiling_minor: i64) -> Watched {
    let mut watched = Watched::new();
    let summer = watched.engine.campaign("summer").unwrap().clone();
    let week = WeekLimits { floor_minor: Some(floor_minor), ceiling_minor: Some(ceiling_minor) };
    let gate = Some(GateTerms { is_open: true, week, ..GateTerms::default() });
    watched.tell(Fact::Campaign(Campaign { gate, ..summer }));
    watched
}

fn review(watched: &Watched) -> ReviewView {
    let now = watched.engine.stand().as_of;
    watched.engine.review_view(&"summer".into(), None, now).expect("it runs")
}

fn row<'v>(view: &'v ReviewView, id: &str) -> &'v ReviewRow {
    view.creators.iter().find(|row| row.creator_id.as_str() == id).expect(id)
}

fn decide(watched: &mut Watched, decision: ReviewDecision, is_withdrawn: bool) -> Applied {
    let week_from = review(watched).week.span.from;
    let said = ReviewDecided {
        campaign_id: "summer".into(),
        creator_id: "ana".into(),
        week_from,
        decision,
        note: Some("talked on Monday".to_owned()),
        is_withdrawn,
    };
    say(watched, Fact::ReviewDecided(said))
}

fn say(watched: &mut Watched, fact: Fact) -> Applied {
    let Position(n) = watched.engine.stand().position;
    let entry = Entry {
        received_at: watched.engine.stand().as_of,
        fact,
        dedup: None,
        actor: Some("mara".to_owned()),
    };
    watched.log.push(entry.clone());
    watched.engine.apply(Position(n + 1), &entry)
}

/// Who stops selling falls below the floor and becomes a task before the flight ends; who does not
/// is handled by rule.
#[test]
fn who_brings_too_little_becomes_a_task() {
    let mut watched = watched(20_000_00, 90_000_00);
    watched.pass(24 * 60, usual);
    watched.pass(3 * 24 * 60, without_ana);
    let view = review(&watched);
    let ana = row(&view, "ana");
    assert_eq!(ana.against, Against::Below);
    assert!(ana.needs.contains(&Need::BelowFloor), "{:?}", ana.needs);
    assert_eq!(row(&view, "ben").against, Against::Within);
    assert!(!row(&view, "ben").needs_somebody());
    assert_eq!(view.handled.iter().map(|(_, n)| n).sum::<usize>(), 1);
    let task = ana.tasks.first().expect("a task");
    assert_eq!(task.kind, TaskKind::ReviewContract);
    let flight = watched.engine.campaign("summer").unwrap().flights[0];
    assert!(task.task.made_at < task.task.due_at && task.task.due_at < flight.to);
    assert!(row(&view, "ben").tasks.is_empty());
    let n_before = watched.engine.tasks_view(None, Timestamp::MAX).len();
    watched.pass(24 * 60, without_ana);
    let n_after = watched.engine.tasks_view(None, Timestamp::MAX).len();
    assert_eq!(n_before, n_after, "one task of a kind is enough");
}

#[test]
fn who_brings_more_becomes_a_task_too() {
    let mut watched = watched(1_00, 2_000_00);
    watched.pass(4 * 24 * 60, usual);
    let view = review(&watched);
    let ana = row(&view, "ana");
    assert_eq!(ana.against, Against::Above);
    assert_eq!(ana.tasks.first().map(|task| task.kind), Some(TaskKind::Amplify));
    assert!(!ana.tasks[0].may_amplify, "no deal gives the right");
}

/// A decision stands, can be taken back, and is last week's decision a week later.
#[test]
fn decisions_are_carried_over() {
    let mut watched = watched(1_00, 900_000_00);
    watched.pass(24 * 60, usual);
    assert_eq!(decide(&mut watched, ReviewDecision::Renegotiate, false), Applied::Changed);
    let view = review(&watched);
    let decided = row(&view, "ana").decided.as_ref().expect("a decision");
    assert_eq!((decided.decision, decided.by.as_str()), (ReviewDecision::Renegotiate, "mara"));
    let task = &row(&view, "ana").tasks[0];
    assert_eq!((task.kind, task.task.by.as_deref()), (TaskKind::ReviewContract, Some("mara")));

    assert_eq!(decide(&mut watched, ReviewDecision::Keep, true), Applied::Changed);
    assert!(row(&review(&watched), "ana").decided.is_none(), "taken back");
    assert!(row(&review(&watched), "ana").tasks.is_empty(), "and so is its task");
    assert_eq!(decide(&mut watched, ReviewDecision::Keep, true), Applied::Known);
    decide(&mut watched, ReviewDecision::Grow, false);
    decide(&mut watched, ReviewDecision::Part, false);
    let kinds: Vec<TaskKind> =
        row(&review(&watched), "ana").tasks.iter().map(|task| task.kind).collect();
    assert_eq!(kinds, [TaskKind::ReviewContract], "a decision that became another");

    decide(&mut watched, ReviewDecision::Renegotiate, false);
    watched.pass(7 * 24 * 60, usual);
    let view = review(&watched);
    let ana = row(&view, "ana");
    let last = ana.last.as_ref().expect("of the week before");
    assert_eq!(last.reviewed.decision, ReviewDecision::Renegotiate);
    assert!(ana.decided.is_none() && ana.needs.contains(&Need::FollowUp), "{:?}", ana.needs);
    let monday = view.week.previous.as_ref().unwrap().parse().unwrap();
    let now = watched.engine.stand().as_of;
    let before = watched.engine.review_view(&"summer".into(), Some(monday), now).unwrap();
    assert!(!before.week.is_open && row(&before, "ana").decided.is_some());
}

/// What the rules had asked for is theirs again once a person takes the same decision back.
#[test]
fn a_decision_taken_back_leaves_the_task_of_the_rules() {
    let mut watched = watched(20_000_00, 90_000_00);
    watched.pass(24 * 60, usual);
    watched.pass(3 * 24 * 60, without_ana);
    let before = row(&review(&watched), "ana").tasks.clone();
    assert_eq!((before.len(), before[0].task.by.as_deref()), (1, None));
    decide(&mut watched, ReviewDecision::Renegotiate, false);
    assert_eq!(row(&review(&watched), "ana").tasks[0].task.by.as_deref(), Some("mara"));
    decide(&mut watched, ReviewDecision::Keep, true);
    assert_eq!(row(&review(&watched), "ana").tasks[0].task, before[0].task);
}

#[test]
fn tasks_have_an_owner_and_an_end() {
    let mut watched = watched(20_000_00, 90_000_00);
    watched.pass(24 * 60, usual);
    watched.pass(3 * 24 * 60, without_ana);
    let id = row(&review(&watched), "ana").tasks[0].task.id.clone();
    let word = |word| Fact::TaskSaid(TaskSaid { task: id.clone(), word });
    let own = word(TaskWord::Own { owner: "li".to_owned() });
    let done = word(TaskWord::Done { note: Some("new rate agreed".to_owned()) });
    for (fact, expected) in [
        (own.clone(), Applied::Changed),
        (own, Applied::Known),
        (done.clone(), Applied::Changed),
        (done, Applied::Known),
        (word(TaskWord::Reopen), Applied::Changed),
    ] {
        assert_eq!(say(&mut watched, fact.clone()), expected, "{fact:?}");
    }
    let view = review(&watched);
    let task = &row(&view, "ana").tasks[0].task;
    assert_eq!(task.owner.as_ref().map(|signed| signed.by.as_str()), Some("li"));
    assert!(task.done.is_none() && task.note.is_none());
    let nobodys = TaskSaid { task: "nobody".to_owned(), word: TaskWord::Reopen };
    assert_eq!(say(&mut watched, Fact::TaskSaid(nobodys)), Applied::Known);
}

/// The same log leads to the same review, byte for byte.
#[test]
fn a_replay_reviews_the_same() {
    let mut watched = watched(10_000_00, 90_000_00);
    watched.pass(3 * 24 * 60, without_ana);
    decide(&mut watched, ReviewDecision::Part, false);
    let mut again = crate::Engine::new();
    for (n, entry) in (1..).zip(&watched.log) {
        again.apply(Position(n), entry);
    }
    assert_eq!(again.fingerprint(), watched.engine.fingerprint());
}

/// A flight that another one follows at once gets its verdict all the same, once.
#[test]
fn the_next_flight_closes_the_one_before() {
    let mut watched = watched(1_00, 900_000_00);
    let summer = watched.engine.campaign("summer").unwrap().clone();
    let from = summer.flights[0].from;
    let day = |n: i64| from.plus_seconds(n * 86_400);
    let flights = vec![Span { from, to: day(2) }, Span { from: day(2), to: day(9) }];
    watched.tell(Fact::Campaign(Campaign { flights, ..summer }));
    watched.pass(24 * 60, usual);
    assert!(watched.engine.verdicts(&"summer".into()).is_empty());
    watched.pass(4 * 24 * 60, usual);
    assert_eq!(watched.engine.verdicts(&"summer".into()).len(), 1);
}

/// Each morning it is said what the day and the flight may bring, and scored when the day is over;
/// a day after the flight its verdict is kept, once.
#[test]
fn words_about_a_flight_are_kept_and_scored() {
    let mut watched = watched(1_00, 900_000_00);
    let summer = watched.engine.campaign("summer").unwrap().clone();
    let flight = Span { to: summer.flights[0].from.plus_seconds(6 * 86_400), ..summer.flights[0] };
    watched.tell(Fact::Campaign(Campaign { flights: vec![flight], ..summer }));
    watched.tell(Fact::Deal(Deal {
        id: "deal-ana".into(),
        campaign_id: "summer".into(),
        creator_id: "ana".into(),
        fee: Some(Money { minor: 600_00, currency: Currency::USD }),
        commission_bp: 0,
        amplification: None,
        terms: None,
        is_archived: false,
        week: WeekLimits::default(),
    }));
    watched.pass(5 * 24 * 60 + 720, usual);
    let id = "summer".into();
    let now = watched.engine.stand().as_of;
    let outlook = watched.engine.outlook_view(&id, now).expect("it runs");
    let bounds = (outlook.low_minor, outlook.middle_minor, outlook.high_minor);
    let (Some(low), Some(middle), Some(high)) = bounds else { panic!("{outlook:?}") };
    assert!(outlook.so_far_minor <= low && low <= middle && middle <= high, "{outlook:?}");
    assert!(0 < outlook.n_scored && outlook.n_held <= outlook.n_scored, "{outlook:?}");
    let running = watched.engine.verdict_view(&id, now).expect("a verdict");
    let whole = watched.engine.decisions_view(&id, now).expect("decisions").creators;
    let due: i64 = whole.iter().filter_map(|row| row.paid).map(|paid| paid.due_minor).sum();
    assert_eq!(running.due_minor, Some(due));
    assert!((500_00..600_00).contains(&due), "of six days more than five are over: {due}");
    assert!(watched.engine.verdicts(&id).is_empty());
    watched.pass(3 * 24 * 60, nothing);
    let said = watched.engine.verdicts(&id);
    assert_eq!((said.len(), said[0].label), (1, Label::TooEarly), "nobody ever clicked");
    assert_eq!(said[0].by, None);
    let now = watched.engine.stand().as_of;
    assert!(watched.engine.outlook_view(&id, now).is_none(), "nothing is left to come");
    let over = watched.engine.verdict_view(&id, now).expect("a verdict");
    assert!(over.is_over && over.due_minor.is_none(), "all of every price is due");
    assert_eq!(watched.engine.playbook_view(now).campaigns.len(), 1);
}
