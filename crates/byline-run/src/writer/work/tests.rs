//! Turns of the writer over a store that breaks, one by one, without a thread.

use std::sync::mpsc::{SyncSender, sync_channel};

use byline_log::{Fault, MemoryLog, ReadLog};

use super::*;
use crate::testing::{StillWorld, click};

/// Nobody follows.
struct Nobody;

impl Announce for Nobody {
    fn reached(&mut self, _position: Position) {}

    fn halted(&mut self, _reason: &str, _at: Position) {}

    fn storing(&mut self, _is_well: bool) {}

    fn grown(&mut self, _position: Position, _now: Timestamp) -> u64 {
        0
    }
}

struct Stage {
    work: Work<MemoryLog>,
    queue: SyncSender<Ask>,
    world: Arc<StillWorld>,
}

fn stage() -> Stage {
    let world = StillWorld::new();
    let (queue, asked) = sync_channel(64);
    let sequencer = Sequencer::open(MemoryLog::new(), Arc::default(), Box::new(|_, _| ())).unwrap();
    let work = Work {
        sequencer,
        queue: asked,
        clicks: Arc::default(),
        world: world.clone(),
        announce: Box::new(Nobody),
        in_doubt: Vec::new(),
        chores: Chores::default(),
        is_closing: false,
    };
    Stage { work, queue, world }
}

type Answered = oneshot::Receiver<Result<Receipt, Refused>>;

impl Stage {
    /// Asks for a commit of so many entries.
    fn ask(&self, n_entries: usize) -> Answered {
        let (answer, answered) = oneshot::channel();
        let entries = vec![plain(Fact::Tick); n_entries];
        self.queue.send(Ask::Commit(Request { entries, payload: None, answer })).unwrap();
        answered
    }

    /// One turn that takes everything that waits, clicks too.
    fn turn(&mut self) {
        let mut turn = Turn::default();
        self.work.gather(&mut turn);
        self.work.finish(turn, true);
    }

    fn fail_next(&mut self, fault: Fault) {
        self.work.sequencer.log_mut().disk_mut().fail_next(fault);
    }

    /// The number of each click in the log, in order.
    fn clicks(&self) -> Vec<u8> {
        let entries = self.work.sequencer.log().read_from(Position(1), usize::MAX).unwrap();
        let clicks = entries.iter().filter_map(|(_, entry)| match &entry.fact {
            Fact::Click(click) => Some(click.id.0[15]),
            _ => None,
        });
        clicks.collect()
    }
}

/// Whether a request was answered, and how.
fn outcome(mut answered: Answered) -> &'static str {
    match answered.try_recv() {
        Ok(Ok(_)) => "durable",
        Ok(Err(refused)) => refused.code(),
        Err(_) => "nothing",
    }
}

#[test]
fn requests_that_wait_together_share_one_commit() {
    let mut stage = stage();
    let answers: Vec<Answered> = (1..=5).map(|n| stage.ask(n)).collect();
    stage.work.clicks.push(click(1));
    stage.turn();
    for answered in answers {
        assert_eq!(outcome(answered), "durable");
    }
    let log = stage.work.sequencer.log();
    assert_eq!((log.disk().n_writes(), log.last_position()), (1, Position(16)));
}

#[test]
fn each_request_gets_its_own_part_of_the_receipt() {
    let mut stage = stage();
    let (mut first, mut second) = (stage.ask(2), stage.ask(3));
    stage.turn();
    let positions = |answered: &mut Answered| -> Vec<u64> {
        let receipt = answered.try_recv().unwrap().unwrap();
        receipt.outcomes().iter().map(|outcome| outcome.position().0).collect()
    };
    assert_eq!(positions(&mut first), [1, 2]);
    assert_eq!(positions(&mut second), [3, 4, 5]);
}

/// Reads as a table: how a commit with clicks 1 and 2 fails. Clicks are neither lost nor doubled.
fn check_clicks_after(fault: Fault) {
    let mut stage = stage();
    stage.fail_next(fault);
    stage.work.clicks.push(click(1));
    stage.work.clicks.push(click(2));
    let answered = stage.ask(1);
    stage.turn();
    assert_eq!(outcome(answered), "run.stopped", "{fault:?}");

    stage.work.clicks.push(click(3));
    stage.turn();
    assert_eq!(stage.work.clicks.n_waiting(), 1, "while it is stopped, clicks wait");
    stage.world.pass_s(1);
    stage.turn();
    assert_eq!(stage.clicks(), [1, 2, 3], "{fault:?}");
    assert!(stage.work.in_doubt.is_empty());
}

#[test]
fn clicks_of_a_failed_commit_are_neither_lost_nor_doubled() {
    check_clicks_after(Fault::BeforeWrite);
    check_clicks_after(Fault::AfterWrite);
    check_clicks_after(Fault::SyncDrops);
    check_clicks_after(Fault::AfterSync);
    check_clicks_after(Fault::Full { n_fitting_bytes: 9 });
}

#[test]
fn a_request_that_is_too_large_does_not_cost_the_others() {
    let mut stage = stage();
    let too_many = byline_log::MAX_COMMIT_ENTRIES + 1;
    let (before, large) = (stage.ask(1), stage.ask(too_many));
    stage.work.clicks.push(click(1));
    stage.turn();
    assert_eq!(outcome(before), "durable");
    assert_eq!(outcome(large), "run.too_large");
    stage.turn();
    assert_eq!(stage.clicks(), [1]);
}

#[test]
fn a_minute_that_passed_becomes_an_entry() {
    let mut stage = stage();
    for (seconds, n_entries) in [(0, 0), (59, 0), (1, 1), (30, 1), (90, 2)] {
        stage.world.pass_s(seconds);
        stage.turn();
        assert_eq!(stage.work.sequencer.stand().position.0, n_entries);
    }
}

#[test]
fn it_ends_when_nothing_is_left() {
    let stage = stage();
    stage.work.clicks.push(click(1));
    let answered = stage.ask(1);
    stage.queue.send(Ask::Close).unwrap();
    let sequencer = stage.work.run();
    assert_eq!(outcome(answered), "durable");
    assert_eq!(sequencer.stand().position, Position(2));
}

#[test]
fn a_broken_store_does_not_keep_it_from_ending() {
    let mut stage = stage();
    stage.work.sequencer.log_mut().disk_mut().set_capacity(Some(3));
    stage.work.clicks.push(click(1));
    stage.queue.send(Ask::Close).unwrap();
    let sequencer = stage.work.run();
    assert_eq!(sequencer.stand().position, Position(0));
}
