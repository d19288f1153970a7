//! Planted bugs: each is a mistake that such a system really makes. The simulation must find every
//! one of them, or it finds nothing.
//!
//! They sit in wrappers around the log and the state, so that no line of the product knows them.

use std::collections::BTreeSet;

use byline_core::campaign::ViewPolicy;
use byline_core::click::Verdict;
use byline_core::entry::{DedupKey, Entry, Fact, Position};
use byline_core::id::OrderKey;
use byline_core::order::OrderState;
use byline_core::shopper::ShopperKeys;
use byline_core::time::Timestamp;
use byline_engine::view::{OrderView, Stand};
use byline_engine::{Engine, OrderLookup};
use byline_run::sequencer::Fold;

/// A mistake.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Bug {
    // The log.
    /// Keys of deliveries are not kept.
    DedupForgotten,
    /// The key is kept before its record is, so that the retry of a lost record is a duplicate.
    MarkerBeforeRecord,
    /// The answer is given before the disk has it.
    AckBeforeDurable,
    /// Recovery loses the last entry that it found.
    LastEntryLost,
    /// Keys are not found again at recovery.
    DedupLostAtRecovery,
    // Snapshots.
    /// The tail begins one entry too late.
    SnapshotSkipsOne,
    /// The tail begins one entry too early.
    SnapshotRepeatsOne,
    /// The snapshot's own place is not the one that it is stored under.
    SnapshotStale,
    // Applying.
    AppliedTwice,
    /// A failed commit is applied all the same.
    AppliedUnacknowledged,
    RefundBeforeOrderDropped,
    RefundTwice,
    RefundRaisedByOne,
    LateClickIgnored,
    LastArrivedVersionWins,
    EditIgnored,
    CancelledStillCounts,
    TestOrderCounts,
    CentLost,
    CentLostInSplit,
    TiesTurnedAround,
    WindowEndExcluded,
    WindowIgnored,
    BotClickCounted,
    VerdictForgotten,
    MergedShoppersNotRecomputed,
    CookieIgnored,
    CodeNeverExpires,
    LeakedCodeEarns,
    ViewsAlwaysWeigh,
    IntakeTimeTaken,
    RuleChangeIgnored,
    SpendAddedNotReplaced,
}

impl Bug {
    /// Every mistake.
    pub const ALL: [Self; 33] = [
        Self::DedupForgotten,
        Self::MarkerBeforeRecord,
        Self::AckBeforeDurable,
        Self::LastEntryLost,
        Self::DedupLostAtRecovery,
        Self::SnapshotSkipsOne,
        Self::SnapshotRepeatsOne,
        Self::SnapshotStale,
        Self::AppliedTwice,
        Self::AppliedUnacknowledged,
        Self::RefundBeforeOrderDropped,
        Self::RefundTwice,
        Self::RefundRaisedByOne,
        Self::LateClickIgnored,
        Self::LastArrivedVersionWins,
        Self::EditIgnored,
        Self::CancelledStillCounts,
        Self::TestOrderCounts,
        Self::CentLost,
        Self::CentLostInSplit,
        Self::TiesTurnedAround,
        Self::WindowEndExcluded,
        Self::WindowIgnored,
        Self::BotClickCounted,
        Self::VerdictForgotten,
        Self::MergedShoppersNotRecomputed,
        Self::CookieIgnored,
        Self::CodeNeverExpires,
        Self::LeakedCodeEarns,
        Self::ViewsAlwaysWeigh,
        Self::IntakeTimeTaken,
        Self::RuleChangeIgnored,
        Self::SpendAddedNotReplaced,
    ];
}

/// The engine, with at most one mistake in front of it.
///
/// A mistake is part of the program: a replay makes it again, and snapshots keep what it needs.
/// Only an oracle that knows better can tell.
#[derive(Default)]
pub struct Planted {
    pub engine: Engine,
    pub bug: Option<Bug>,
    pub memory: Memory,
}

/// What mistakes remember.
#[derive(Clone, Default)]
pub struct Memory {
    /// By how many entries the engine's own count is ahead.
    shift: i64,
    seen_orders: BTreeSet<OrderKey>,
    newest_order_at: Timestamp,
}

impl Planted {
    /// An engine that has seen nothing.
    pub fn new(bug: Option<Bug>) -> Self {
        Self { bug, ..Self::default() }
    }

    /// An engine that was read from a snapshot, whose keeper is wrong by `off` entries about where
    /// it stands.
    pub fn restored(engine: Engine, bug: Option<Bug>, mut memory: Memory, off: i64) -> Self {
        memory.shift -= off;
        Self { engine, bug, memory }
    }

    /// Takes in what nobody made durable.
    pub fn take_unasked(&mut self, entries: &[Entry]) {
        for entry in entries {
            self.take(entry);
            self.memory.shift += 1;
        }
    }

    /// An order as a page would show it.
    pub fn show(&self, order: &OrderKey) -> Result<OrderView, OrderLookup> {
        let mut view = self.engine.order(&order.to_string())?;
        if self.bug == Some(Bug::CentLostInSplit) {
            let linear = view.credits.get_mut("linear").filter(|rows| 1 < rows.len());
            if let Some(row) = linear.and_then(|rows| rows.first_mut()) {
                row.amount_minor -= 1;
            }
        }
        Ok(view)
    }

    fn take(&mut self, entry: &Entry) {
        let position = Position(self.engine.stand().position.0 + 1);
        self.engine.apply(position, entry);
    }

    /// The entry as the mistaken program would take it in.
    fn mistaken(&mut self, entry: &Entry) -> Entry {
        let mut entry = entry.clone();
        let received_at = entry.received_at;
        match self.bug {
            Some(bug) => self.spoil(bug, &mut entry.fact, received_at),
            None => unreachable!("only called with a bug"),
        }
        entry
    }

    fn spoil(&mut self, bug: Bug, fact: &mut Fact, received_at: Timestamp) {
        match fact {
            Fact::Order(_) => self.spoil_order(bug, fact, received_at),
            Fact::Refund(refund) => match bug {
                Bug::RefundBeforeOrderDropped
                    if !self.memory.seen_orders.contains(&refund.order) =>
                {
                    *fact = Fact::Tick;
                }
                Bug::RefundRaisedByOne => refund.amount.minor += 1,
                _ => {}
            },
            Fact::Click(click) => {
                spoil_click(bug, click, received_at);
                let is_late = click.occurred_at < self.memory.newest_order_at;
                if bug == Bug::LateClickIgnored && is_late {
                    *fact = Fact::Tick;
                }
            }
            Fact::Visit(visit) if bug == Bug::CookieIgnored => visit.shopper.visitor = None,
            Fact::Visit(visit) if bug == Bug::MergedShoppersNotRecomputed => {
                let has_order = !self.memory.seen_orders.is_empty();
                if has_order {
                    visit.shopper = ShopperKeys { visitor: None, ..visit.shopper.clone() };
                }
            }
            Fact::Reclassified { .. } if bug == Bug::VerdictForgotten => *fact = Fact::Tick,
            Fact::Code(code) => match bug {
                Bug::CodeNeverExpires => code.valid_to = None,
                Bug::LeakedCodeEarns => code.is_leaked = false,
                _ => {}
            },
            Fact::Campaign(campaign) => match bug {
                Bug::ViewsAlwaysWeigh => campaign.rules.views = ViewPolicy::Weighted,
                Bug::WindowIgnored => campaign.rules.click_window_s = 1 << 30,
                Bug::RuleChangeIgnored if self.engine.campaign(campaign.id.as_str()).is_some() => {
                    *fact = Fact::Tick;
                }
                _ => {}
            },
            Fact::Spend(spend) if bug == Bug::SpendAddedNotReplaced => {
                spend.id = format!("{}-{}", spend.id, received_at.0).into();
            }
            _ => {}
        }
    }

    fn spoil_order(&mut self, bug: Bug, fact: &mut Fact, received_at: Timestamp) {
        let Fact::Order(order) = fact else { return };
        let is_known = !self.memory.seen_orders.insert(order.key.clone());
        self.memory.newest_order_at = self.memory.newest_order_at.max(order.placed_at);
        match bug {
            Bug::LastArrivedVersionWins => order.version_at = received_at,
            Bug::CancelledStillCounts if order.state == OrderState::Cancelled => {
                order.state = OrderState::Paid;
            }
            Bug::TestOrderCounts if order.state == OrderState::Test => {
                order.state = OrderState::Paid;
            }
            Bug::CentLost => order.amounts.merchandise_minor &= !1,
            Bug::MergedShoppersNotRecomputed if is_known => order.shopper = ShopperKeys::default(),
            Bug::CookieIgnored => order.shopper.visitor = None,
            Bug::EditIgnored if is_known => *fact = Fact::Tick,
            _ => {}
        }
    }
}

fn spoil_click(bug: Bug, click: &mut byline_core::click::Click, received_at: Timestamp) {
    match bug {
        Bug::BotClickCounted if click.verdict == Verdict::Bot => click.verdict = Verdict::Human,
        // Only its place among ties changes: the id is the same to everybody else.
        Bug::WindowEndExcluded => click.occurred_at.0 -= 1,
        Bug::IntakeTimeTaken => click.occurred_at = received_at,
        _ => {}
    }
}

/// Turns the order of ids around, everywhere alike.
fn turn_around(fact: &mut Fact) {
    let turn = |id: &mut [u8; 16]| id.iter_mut().for_each(|byte| *byte = !*byte);
    match fact {
        Fact::Click(click) => turn(&mut click.id.0),
        Fact::View(view) => turn(&mut view.id.0),
        Fact::Reclassified { click, .. } => turn(&mut click.0),
        Fact::Visit(visit) => visit.shopper.clicks.iter_mut().for_each(|id| turn(&mut id.0)),
        Fact::Order(order) => order.shopper.clicks.iter_mut().for_each(|id| turn(&mut id.0)),
        Fact::Sighting(seen) => seen.shopper.clicks.iter_mut().for_each(|id| turn(&mut id.0)),
        _ => {}
    }
}

impl Fold for Planted {
    fn apply(&mut self, _position: Position, entry: &Entry) {
        let Some(bug) = self.bug else {
            return self.take(entry);
        };
        let mut entry = self.mistaken(entry);
        if bug == Bug::TiesTurnedAround {
            turn_around(&mut entry.fact);
        }
        self.take(&entry);
        let comes_twice = match (&mut entry.fact, bug) {
            (Fact::Refund(refund), Bug::RefundTwice) => {
                refund.id = format!("{}-again", refund.id).into();
                true
            }
            (Fact::Visit(_) | Fact::Tick, Bug::AppliedTwice) => true,
            _ => false,
        };
        if comes_twice {
            self.take(&entry);
            self.memory.shift += 1;
        }
    }

    fn stand(&self) -> Stand {
        let mut stand = self.engine.stand();
        stand.position.0 = stand.position.0.saturating_add_signed(-self.memory.shift);
        stand
    }
}

/// A key that no delivery has, made from one that has.
pub fn other_key(key: DedupKey, salt: u64) -> DedupKey {
    let bits = u128::from_be_bytes(key.0) ^ (u128::from(salt) << 1 | 1);
    DedupKey(bits.to_be_bytes())
}
