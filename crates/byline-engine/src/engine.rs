//! The engine: `apply` changes the state, everything else only reads it.

use byline_core::action::Action;
use byline_core::decision::PauseRules;
use byline_core::entry::{Entry, Fact, Position};
use byline_core::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::attribute::{Facing, Scratch};
use crate::ledger::{Cause, settle_anew};
use crate::state::acts::Acts;
use crate::state::briefs::Briefs;
use crate::state::cells::Cells;
use crate::state::claim_book::ClaimBook;
use crate::state::conversions::{Conversions, Why};
use crate::state::crowds::Crowds;
use crate::state::desk::{Desk, Outbox};
use crate::state::destinations::Destinations;
use crate::state::early::Early;
use crate::state::feeds::Feeds;
use crate::state::figures::FigureBook;
use crate::state::gates::Gates;
use crate::state::handles::Handles;
use crate::state::inspections::Inspections;
use crate::state::linked::Linked;
use crate::state::links::LinkCounts;
use crate::state::mentions::MentionBook;
use crate::state::misfiled::Misfiled;
use crate::state::patrol::PatrolBook;
use crate::state::platform::PlatformFigures;
use crate::state::quarantine::{Aside, Quarantine};
use crate::state::refusals::Refusals;
use crate::state::registry::Registry;
use crate::state::shoppers::Shoppers;
use crate::state::sources::{News, Sources};
use crate::state::spend::SpendBook;
use crate::take::claim_key;
use crate::view::Stand;

/// The state machine of one workspace.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Engine {
    pub(crate) position: Position,
    pub(crate) as_of: Timestamp,
    /// Where it was last said who a creator is, or who is one with whom.
    pub(crate) persons_at: Position,
    pub(crate) counters: Counters,
    pub(crate) registry: Registry,
    pub(crate) shoppers: Shoppers,
    pub(crate) conversions: Conversions,
    pub(crate) claims: ClaimBook,
    pub(crate) cells: Cells,
    pub(crate) spend: SpendBook,
    pub(crate) platform: PlatformFigures,
    pub(crate) figures: FigureBook,
    pub(crate) mentions: MentionBook,
    pub(crate) early: Early,
    pub(crate) link_counts: LinkCounts,
    pub(crate) crowds: Crowds,
    pub(crate) linked: Linked,
    pub(crate) refusals: Refusals,
    pub(crate) feeds: Feeds,
    pub(crate) sources: Sources,
    pub(crate) quarantine: Quarantine,
    pub(crate) destinations: Destinations,
    pub(crate) briefs: Briefs,
    pub(crate) gates: Gates,
    pub(crate) inspections: Inspections,
    pub(crate) patrol: PatrolBook,
    pub(crate) misfiled: Misfiled,
    pub(crate) handles: Handles,
    pub(crate) desk: Desk,
    pub(crate) acts: Acts,
    /// Another desk that decides under other thresholds, beside the one that counts.
    #[serde(skip)]
    pub(crate) shadow: Option<Box<Desk>>,
    #[serde(skip)]
    pub(crate) scratch: Scratch,
}

/// What became of an entry.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Applied {
    /// It changed the state.
    Changed,
    /// It is kept and waits for another fact, such as a refund for its order.
    Waits,
    /// It changed nothing, because something newer or equal is known.
    Known,
}

/// Entries counted by what became of them.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Counters {
    /// Facts that were taken in: the sum of the four below.
    pub n_received: u64,
    /// Facts that changed the state.
    pub n_applied: u64,
    /// Facts that said nothing new.
    pub n_known: u64,
    /// Refunds and sightings that wait for their order now.
    pub n_waiting: u64,
    /// Facts that were put aside and not taken in since.
    pub n_quarantined: u64,
}

/// An entry on its way into the state.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Taking {
    pub(crate) position: Position,
    pub(crate) at: Timestamp,
}

impl Taking {
    pub(crate) fn cause(self, why: Why) -> Cause {
        Cause { position: self.position, at: self.at, why }
    }
}

impl Engine {
    /// An engine that has seen nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Applies the next entry. Entries come in the order of their positions.
    ///
    /// # Panics
    /// If a position is skipped or comes twice: the log or its reader is wrong, and going on would
    /// lose or double money.
    pub fn apply(&mut self, position: Position, entry: &Entry) -> Applied {
        assert_eq!(position.0, self.position.0 + 1, "entries come densely, in their order");
        self.position = position;
        self.as_of = self.as_of.max(entry.received_at);
        let taking = Taking { position, at: entry.received_at };
        self.cells.forget_old_minutes(self.as_of);
        self.early.forget_old(self.as_of);
        if let Fact::Campaign(row) = &entry.fact {
            self.watch_gate(taking, row, entry.actor.as_deref());
        }
        let is_first = self.is_first(&entry.fact);
        let act = self.act_of(entry);
        let by = entry.actor.as_deref();
        let applied = match &entry.fact {
            Fact::Merged(said) => self.take_merged(taking, said, by),
            Fact::Acted(acted) => self.take_acted(taking, acted),
            Fact::Said(said) => self.take_said(taking, said, by),
            Fact::Maintenance(row) => self.take_maintenance(row),
            Fact::RulesSet(set) => self.take_rules_set(taking, set, by),
            Fact::PauseSaid(said) => self.take_pause_said(taking, said, by),
            Fact::ReviewDecided(said) => self.take_review_decided(taking, said, by),
            Fact::MovesApproved(said) => self.take_moves_approved(taking, said, by),
            Fact::TaskSaid(said) => self.take_task_said(taking, said, by),
            Fact::VerdictGiven(said) => self.take_verdict_given(taking, said, by),
            fact => self.take(taking, fact),
        };
        match (applied, act, &entry.fact) {
            (Applied::Known, ..) => {}
            (_, Some(act), _) => self.note_act(taking, act),
            (_, None, Fact::Acted(acted)) => self.note_acted(taking, acted),
            _ => {}
        }
        if applied != Applied::Known && is_of_persons(&entry.fact) {
            self.persons_at = position;
        }
        self.counters.n_received += 1;
        let news = News { is_first, is_known: applied == Applied::Known };
        self.sources.count(&entry.fact, taking.at, news);
        match applied {
            _ if matches!(entry.fact, Fact::Quarantined(_)) => self.counters.n_quarantined += 1,
            Applied::Changed => self.counters.n_applied += 1,
            Applied::Waits => self.counters.n_waiting += 1,
            Applied::Known => self.counters.n_known += 1,
        }
        applied
    }

    /// Whether nothing is known yet of the thing that a fact speaks of.
    fn is_first(&self, fact: &Fact) -> bool {
        match fact {
            Fact::Order(order) => self.conversions.order(&order.key).is_none(),
            Fact::Claim(claim) => self.claims.place(&claim_key(claim)).is_none(),
            Fact::Figure(figure) => !self.figures.is_stated(figure),
            _ => true,
        }
    }

    fn take(&mut self, taking: Taking, fact: &Fact) -> Applied {
        match fact {
            Fact::Click(click) => self.take_click(taking, click),
            Fact::Visit(visit) => self.take_visit(taking, visit),
            Fact::View(view) => self.take_view(taking, view),
            Fact::Reclassified { click, verdict, .. } => {
                self.take_reclassified(taking, *click, *verdict)
            }
            Fact::Order(order) => self.take_order(taking, order),
            Fact::Refund(refund) => self.take_refund(taking, refund),
            Fact::Sighting(sighting) => self.take_sighting(taking, sighting),
            Fact::Claim(claim) => self.take_claim(taking, claim),
            Fact::Rates(day) => self.take_rates(taking, day),
            Fact::Figure(figure) => self.take_figure(taking, figure),
            Fact::Action(action) => self.take_action(taking, action),
            Fact::Spend(spend) => self.take_spend(taking, spend),
            Fact::Mention(mention) => self.take_mention(mention),
            Fact::Forgotten(key) => self.take_forgotten(*key),
            Fact::Metric(point) => self.take_metric(taking, point),
            Fact::Quarantined(what) => {
                let aside = Aside { received_at: taking.at, what: what.clone() };
                self.quarantine.put(taking.position, aside);
                Applied::Changed
            }
            Fact::Brief(brief) => self.take_brief(brief),
            Fact::Acknowledged(said) => self.take_acknowledged(taking, said),
            Fact::Waived(said) => self.take_waived(taking, said),
            Fact::Inspected(what) => self.take_inspected(taking, what),
            Fact::Launched(said) => self.take_launched(taking, said),
            Fact::Replayed(replayed) => self.take_replayed(replayed.inbox_id),
            Fact::DestinationChecked(checked) => match self.destinations.take(checked) {
                true => Applied::Changed,
                false => Applied::Known,
            },
            Fact::Unmerged(said) => self.take_unmerged(taking, said),
            Fact::Distinct(said) => self.take_distinct(said),
            Fact::Carried(carried) => self.take_carried(carried),
            Fact::Tick => {
                self.sweep_posts(taking);
                self.decide(taking.at);
                Applied::Changed
            }
            declared => self.declare(taking, declared),
        }
    }

    /// Where it was last said who a creator is, or who is one with whom: until it moves, whoever
    /// may be somebody else is the same as before.
    pub fn persons_at(&self) -> Position {
        self.persons_at
    }

    /// What was decided and is not done yet.
    pub fn outbox(&self) -> &Outbox {
        &self.desk.outbox
    }

    /// How ads may be paused in the campaign that an action belongs to; as usual, if to none.
    pub fn pause_rules_of(&self, action: &Action) -> PauseRules {
        let campaign = self.campaign_of_ad(action);
        campaign.map_or_else(PauseRules::default, |campaign| self.desk.rules(campaign).pausing)
    }

    /// A delivery that was put aside is taken in: what it said follows as entries of its own.
    fn take_replayed(&mut self, inbox_id: u64) -> Applied {
        let n_aside = self.quarantine.take(inbox_id);
        if n_aside == 0 {
            return Applied::Known;
        }
        self.counters.n_quarantined -= n_aside;
        self.counters.n_applied += n_aside;
        Applied::Changed
    }

    /// Judges conversions anew and posts what changed.
    pub(crate) fn settle_all(&mut self, numbers: &[u32], cause: Cause) {
        let Self { registry, shoppers, conversions, cells, scratch, .. } = self;
        for number in numbers {
            // What is said of one twin counts at the one that states the money.
            for one in conversions.group_of(*number) {
                settle_anew(registry, shoppers, conversions, cells, scratch, (one, cause));
            }
        }
    }

    /// What attribution reads.
    pub(crate) fn facing(&self) -> Facing<'_> {
        let Self { registry, shoppers, conversions, .. } = self;
        Facing { registry, shoppers, conversions }
    }

    /// Where the state stands.
    pub fn stand(&self) -> Stand {
        Stand { position: self.position, as_of: self.as_of }
    }

    /// Entries counted by what became of them.
    pub fn counters(&self) -> Counters {
        self.counters
    }
}

fn is_of_persons(fact: &Fact) -> bool {
    matches!(fact, Fact::Creator(_) | Fact::Merged(_) | Fact::Unmerged(_) | Fact::Distinct(_))
}
