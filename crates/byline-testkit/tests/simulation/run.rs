//! One run: the real sequencer over a disk that breaks, driven through a scenario.
//!
//! First everything may go wrong that the swarm allows; then nothing does, and all that senders
//! still hold is taken in. In the end the oracles look.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, PoisonError, RwLock};

use byline_core::entry::{Entry, Position};
use byline_core::time::Timestamp;
use byline_engine::Engine;
use byline_log::{Crash, Fault, Outcome, ReadLog, Receipt};
use byline_run::sequencer::{Group, Health, PROBE_EVERY_US, Sequencer};
use byline_testkit::{Dice, Seed};

use crate::oracles;
use crate::plants::{Bug, Memory, Planted};
use crate::scenario::{START, STEP_US, Scenario};
use crate::sick_log::SickLog;

/// After so many attempts nothing goes wrong any more.
const N_HARD_ATTEMPTS: u32 = 150;
/// A run that needs more than this will never end.
const MAX_ATTEMPTS: u32 = 2_000;

/// What a clean run comes to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trace {
    /// A digest of everything that was answered and of the state in the end.
    pub digest: u64,
    pub n_entries: u64,
    pub n_restarts: u32,
}

/// Runs a seed; an error says what is wrong.
pub fn run(seed: u64, bug: Option<Bug>) -> Result<Trace, String> {
    let mut run = Run::new(Seed(seed), bug)?;
    run.play()?;
    Ok(run.trace())
}

/// Runs a seed and prints the log that it leaves.
pub fn run_aloud(seed: u64) -> Result<Trace, String> {
    let mut run = Run::new(Seed(seed), None)?;
    println!("{:?}", run.scenario.swarm);
    let played = run.play();
    for (position, entry) in (1..).zip(run.log()?) {
        println!("{position} {:?}", entry.fact);
    }
    played.map(|()| run.trace())
}

/// A state as it was kept.
struct Snapshot {
    position: Position,
    bytes: Vec<u8>,
    memory: Memory,
}

/// A run in progress.
pub struct Run {
    pub scenario: Scenario,
    pub bug: Option<Bug>,
    pub dice: Dice,
    node: Option<Sequencer<SickLog, Planted>>,
    snapshots: Vec<Snapshot>,
    /// What senders still hold.
    queue: VecDeque<usize>,
    /// What was answered: the places of each delivery's entries.
    pub acked: BTreeMap<usize, Vec<Position>>,
    now: Timestamp,
    n_attempts: u32,
    n_restarts: u32,
    /// Until which attempt the store is full.
    full_until: u32,
    digest: u64,
}

impl Run {
    fn new(seed: Seed, bug: Option<Bug>) -> Result<Self, String> {
        let scenario = Scenario::of(seed);
        let queue = scenario.order.iter().copied().collect();
        let mut run = Self {
            scenario,
            bug,
            dice: seed.child("run").dice(),
            node: None,
            snapshots: Vec::new(),
            queue,
            acked: BTreeMap::new(),
            now: START,
            n_attempts: 0,
            n_restarts: 0,
            full_until: 0,
            digest: 0,
        };
        run.open(SickLog::new(bug), Planted::new(bug))?;
        Ok(run)
    }

    /// Plays the scenario to its end, then lets the oracles look.
    fn play(&mut self) -> Result<(), String> {
        while !self.queue.is_empty() {
            self.attempt()?;
        }
        self.restart(&Crash::default())?;
        oracles::look(self)
    }

    /// The running node.
    pub fn node(&self) -> &Sequencer<SickLog, Planted> {
        self.node.as_ref().expect("the node runs between restarts")
    }

    /// The log as it lies there.
    pub fn log(&self) -> Result<Vec<Entry>, String> {
        let entries = self.node().log().read_from(Position(1), usize::MAX).map_err(text)?;
        Ok(entries.into_iter().map(|(_, entry)| entry).collect())
    }

    /// Looks at the state.
    pub fn with_state<T>(&self, look: impl FnOnce(&Planted) -> T) -> T {
        look(&self.node().state().read().unwrap_or_else(PoisonError::into_inner))
    }

    fn node_mut(&mut self) -> &mut Sequencer<SickLog, Planted> {
        self.node.as_mut().expect("the node runs between restarts")
    }

    fn open(&mut self, log: SickLog, state: Planted) -> Result<(), String> {
        let state = Arc::new(RwLock::new(state));
        let node = Sequencer::open(log, state, Box::new(|_, _| {})).map_err(text)?;
        self.node = Some(node);
        self.check_health()
    }

    fn check_health(&self) -> Result<(), String> {
        match self.node().health() {
            Health::Halted { reason, at } => Err(format!("halted at {}: {reason}", at.0)),
            _ => Ok(()),
        }
    }

    /// Whether anything may still go wrong.
    fn is_hard(&self) -> bool {
        self.n_attempts < N_HARD_ATTEMPTS
    }

    fn percent(&mut self, percent: u64) -> bool {
        self.is_hard() && self.dice.below(100) < percent
    }

    /// Some senders try to deliver.
    fn attempt(&mut self) -> Result<(), String> {
        self.n_attempts += 1;
        if MAX_ATTEMPTS < self.n_attempts {
            return Err("senders are turned away for ever".to_owned());
        }
        self.now.0 += self.dice.pick(&[0, 1, 1_000, STEP_US / 3, -5_000_000]);
        self.meddle();
        let now = self.now;
        self.node_mut().step(now);
        let members = self.next_members();
        if members.is_empty() {
            return Ok(());
        }
        let mut group = Group::new();
        for index in &members {
            let delivery = &self.scenario.deliveries[*index];
            group.push(delivery.entries.clone(), delivery.payload.clone());
        }
        match self.node_mut().commit(&mut group, now) {
            Ok(receipt) => {
                let receipts: Vec<Receipt> = group.receipts(&receipt).collect();
                self.acknowledge(&members, &receipts)?;
            }
            Err(_) => self.turn_away(members, &group)?,
        }
        self.check_health()?;
        let swarm = self.scenario.swarm;
        if self.percent(swarm.snapshot_percent) {
            self.snapshot();
        }
        if self.percent(swarm.crash_percent) {
            let crash = self.some_crash();
            self.restart(&crash)?;
        }
        Ok(())
    }

    /// Plans what goes wrong next, if anything.
    fn meddle(&mut self) {
        let swarm = self.scenario.swarm;
        if self.percent(swarm.fault_percent) {
            let n_fitting_bytes = self.dice.index(300);
            let fault = self.dice.pick(&[
                Fault::BeforeWrite,
                Fault::AfterWrite,
                Fault::SyncDrops,
                Fault::AfterSync,
                Fault::Full { n_fitting_bytes },
            ]);
            self.node_mut().log_mut().fail_next(fault);
        }
        if self.percent(swarm.full_percent) {
            self.full_until = self.n_attempts + 6;
            let room = self.dice.index(400);
            self.node_mut().log_mut().set_room(Some(room));
        }
        let has_room_again = self.full_until <= self.n_attempts;
        if has_room_again {
            self.node_mut().log_mut().set_room(None);
        }
    }

    /// The deliveries that share the next commit.
    fn next_members(&mut self) -> Vec<usize> {
        let n_most = 1 + self.dice.below(self.scenario.swarm.max_group);
        let mut members = Vec::new();
        for _ in 0..self.queue.len() {
            if n_most <= members.len() as u64 {
                break;
            }
            let Some(index) = self.queue.pop_front() else { break };
            let needs = self.scenario.deliveries[index].needs;
            if needs.is_none_or(|needed| self.acked.contains_key(&needed)) {
                members.push(index);
            } else {
                self.queue.push_back(index);
            }
        }
        members
    }

    fn acknowledge(&mut self, members: &[usize], receipts: &[Receipt]) -> Result<(), String> {
        if receipts.len() != members.len() {
            return Err("an answer for each delivery is missing".to_owned());
        }
        for (index, receipt) in members.iter().zip(receipts) {
            let outcomes = receipt.outcomes();
            let entries = &self.scenario.deliveries[*index].entries;
            let places = outcomes.iter().map(|outcome| outcome.position()).collect();
            let is_known = self.acked.insert(*index, places).is_some();
            let is_new = |(entry, outcome): (&Entry, &Outcome)| {
                entry.dedup.is_some() && matches!(outcome, Outcome::Appended(_))
            };
            if is_known && entries.iter().zip(outcomes).any(is_new) {
                return Err(format!("delivery {index} was taken in twice"));
            }
            for outcome in outcomes {
                self.mix(outcome.position().0);
            }
        }
        Ok(())
    }

    /// Senders were turned away, or never got an answer. They come back, in no order; commands
    /// wait for their own answer.
    fn turn_away(&mut self, members: Vec<usize>, group: &Group) -> Result<(), String> {
        if self.bug == Some(Bug::AppliedUnacknowledged) {
            let state = Arc::clone(self.node().state());
            let mut state = state.write().unwrap_or_else(PoisonError::into_inner);
            state.take_unasked(group.entries());
        }
        for index in members.into_iter().rev() {
            if self.scenario.deliveries[index].is_command {
                self.queue.push_front(index);
            } else {
                let place = self.dice.index(self.queue.len().min(12) + 1);
                self.queue.insert(place, index);
            }
        }
        self.keep_commands_in_turn();
        if self.is_hard() && self.dice.chance(0.5) {
            let crash = self.some_crash();
            return self.restart(&crash);
        }
        self.now.0 += PROBE_EVERY_US;
        Ok(())
    }

    /// Whoever asks for changes asks for one after the other.
    fn keep_commands_in_turn(&mut self) {
        let deliveries = &self.scenario.deliveries;
        let places: Vec<usize> =
            (0..self.queue.len()).filter(|at| deliveries[self.queue[*at]].is_command).collect();
        let mut commands: Vec<usize> = places.iter().map(|at| self.queue[*at]).collect();
        commands.sort_unstable();
        for (at, command) in places.into_iter().zip(commands) {
            self.queue[at] = command;
        }
    }

    fn snapshot(&mut self) {
        let (bytes, memory) =
            self.with_state(|state| (state.engine.encode(), state.memory.clone()));
        let position = self.node().stand().position;
        self.snapshots.push(Snapshot { position, bytes, memory });
    }

    /// A crash keeps any part of what was not durable, and may leave garbage behind it.
    fn some_crash(&mut self) -> Crash {
        let n_volatile = self.node().log().n_volatile_bytes();
        let n_kept_bytes = match self.dice.below(3) {
            0 => 0,
            1 => n_volatile,
            _ => self.dice.index(n_volatile + 1),
        };
        let n_garbage = if self.dice.chance(0.5) { 0 } else { self.dice.index(60) };
        let dice = &mut self.dice;
        let garbage = (0..n_garbage).map(|_| dice.bits().to_le_bytes()[0]).collect();
        Crash { n_kept_bytes, garbage }
    }

    /// The machine stops and starts again, from a snapshot or from nothing.
    fn restart(&mut self, crash: &Crash) -> Result<(), String> {
        self.n_restarts += 1;
        let node = self.node.take().expect("the node runs between restarts");
        let mut log = node.into_log().crash(crash).map_err(text)?;
        log.set_room(None);
        let has_snapshot = !self.snapshots.is_empty() && self.dice.chance(0.8);
        let state = if has_snapshot { self.restored()? } else { Planted::new(self.bug) };
        self.open(log, state)?;
        oracles::nothing_acknowledged_is_lost(self)?;
        oracles::state_is_the_fold(self)
    }

    /// The state of the newest snapshot; with a bug, of another, or not where it stands.
    fn restored(&self) -> Result<Planted, String> {
        let newest = self.snapshots.len() - 1;
        let (index, off) = match self.bug {
            Some(Bug::SnapshotSkipsOne) => (newest, 1),
            Some(Bug::SnapshotRepeatsOne) => (newest, -1),
            Some(Bug::SnapshotStale) => {
                let older = newest.saturating_sub(1);
                let [newest, older_at] = [newest, older].map(|i| self.snapshots[i].position.0);
                (older, newest.cast_signed() - older_at.cast_signed())
            }
            _ => (newest, 0),
        };
        let Snapshot { bytes, memory, .. } = &self.snapshots[index];
        let engine = Engine::decode(bytes).map_err(text)?;
        Ok(Planted::restored(engine, self.bug, memory.clone(), off))
    }

    fn mix(&mut self, value: u64) {
        self.digest = (self.digest ^ value).wrapping_mul(0x0100_0000_01b3).rotate_left(17);
    }

    fn trace(mut self) -> Trace {
        let bytes = self.with_state(|state| state.engine.encode());
        for byte in bytes {
            self.mix(u64::from(byte));
        }
        let n_entries = self.node().stand().position.0;
        Trace { digest: self.digest, n_entries, n_restarts: self.n_restarts }
    }
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}
