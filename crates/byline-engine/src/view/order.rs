//! One order opened up: every signal that saw it, the rule that decided, what each model says.

use std::collections::BTreeMap;

use byline_core::campaign::CountingRules;
use byline_core::entry::Position;
use byline_core::event::Signal;
use byline_core::id::{CampaignId, CodeId, CreatorId, LinkId};
use byline_core::journey::TouchKind;
use byline_core::money::{Currency, Money};
use byline_core::order::{OrderAmounts, OrderState};
use byline_core::time::Timestamp;
use serde::Serialize;

use super::figures::ByModel;
use super::query::Stand;
use crate::state::conversions::Credited;

/// One order, traced.
#[derive(Clone, Debug, Serialize)]
pub struct OrderView {
    /// The shop's own id.
    pub id: String,
    /// Which connection reported it.
    pub connection: String,
    /// What the shopper sees, such as `#1001`.
    pub number: Option<String>,
    /// Where the order stands; `None` while only refunds or sightings have arrived.
    pub state: Option<OrderState>,
    /// Why it is not revenue, in words; `None` if it is.
    pub not_revenue_because: Option<String>,
    /// When it was placed.
    pub placed_at: Option<Timestamp>,
    /// The currency of what is counted: the campaign's, by the rate of the day; the order's own
    /// where no rate is in force. `None` while the order itself has not arrived.
    pub currency: Option<Currency>,
    /// The currency of the shop's amounts.
    pub order_currency: Option<Currency>,
    /// The shop's amounts.
    pub amounts: OrderAmounts,
    /// What is split, before refunds.
    pub base_minor: i64,
    /// What went back, as a positive number, up to the base.
    pub refunded_minor: i64,
    /// What went back beyond all that the shopper paid, tax and shipping too: a fault in the data,
    /// shown and never split.
    pub over_refund_minor: i64,
    /// What is credited or unattributed: `base_minor - refunded_minor`.
    pub net_minor: i64,
    /// The campaign whose rules decided, if any touch was eligible.
    pub campaign_id: Option<CampaignId>,
    /// The rules that decided.
    pub rules: CountingRules,
    /// Every touch of the shopper up to the order, oldest first.
    pub touches: Vec<TouchView>,
    /// Credits under every model: model key to rows. With `unattributed_minor` they sum to
    /// `net_minor`.
    pub credits: BTreeMap<&'static str, Vec<CreditView>>,
    /// Creators with credit by a code of theirs that no click came before.
    pub by_code_alone: Vec<CreatorId>,
    /// What nobody earned, under every model.
    pub unattributed_minor: BTreeMap<&'static str, i64>,
    /// Every signal that saw the order.
    pub evidence: Vec<EvidenceView>,
    /// Its refunds, in canonical order.
    pub refunds: Vec<RefundView>,
    /// What is odd about the data, in words, such as a refund in another currency.
    pub hints: Vec<String>,
    /// The ledger's lines, oldest first. Nothing is overwritten.
    pub postings: Vec<PostingView>,
    /// Where and when this was computed.
    pub stand: Stand,
}

/// One touch of the shopper.
#[derive(Clone, Debug, Serialize)]
pub struct TouchView {
    /// When.
    pub occurred_at: Timestamp,
    /// What.
    pub kind: TouchKind,
    /// The evidence for it.
    pub signal: Signal,
    /// Whose, if a creator's.
    pub creator_id: Option<CreatorId>,
    /// What people read, such as a creator's name or `Paid`.
    pub who: String,
    /// What it was, in words, such as `link /mika-reel`.
    pub what: String,
    /// The link that was clicked or whose UTM fields were carried, if it is one.
    pub link_id: Option<LinkId>,
    /// The promo code that was used, if it is one.
    pub code_id: Option<CodeId>,
    /// Whether it takes part in the split.
    pub is_eligible: bool,
    /// Why not, in words; empty if it does.
    pub why_not: String,
    /// Whether it takes part as one with a neighbouring touch of the same creator.
    pub is_joined: bool,
}

/// One creator's or channel's share of an order under one model.
#[derive(Clone, Debug, Serialize)]
pub struct CreditView {
    /// Whose; `None` for a channel that is no creator.
    pub creator_id: Option<CreatorId>,
    /// What people read.
    pub who: String,
    /// The credit after refunds, in minor units of the order's currency.
    pub amount_minor: i64,
}

/// One signal that saw the order.
#[derive(Clone, Debug, Serialize)]
pub struct EvidenceView {
    /// When.
    pub occurred_at: Timestamp,
    /// Which kind.
    pub signal: Signal,
    /// Who reported it.
    pub reporter: String,
    /// The creator that it names, if any.
    pub creator_id: Option<CreatorId>,
    /// What it says, in words.
    pub text: String,
    /// What the reporter says the order was worth; never money of the ledger.
    pub claimed: Option<Money>,
}

/// One refund.
#[derive(Clone, Debug, Serialize)]
pub struct RefundView {
    /// The shop's id of it.
    pub id: String,
    /// When.
    pub occurred_at: Timestamp,
    /// How much, in minor units of `currency`.
    pub amount_minor: i64,
    /// In which currency.
    pub currency: Currency,
    /// Whether it is taken off the order: only where both are in one currency.
    pub is_taken_off: bool,
}

/// One line of the ledger: how one recomputation changed one creator's credit.
#[derive(Clone, Debug, Serialize)]
pub struct PostingView {
    /// When it was posted.
    pub posted_at: Timestamp,
    /// The entry that caused it.
    pub position: Position,
    /// Why, in words: credit, refund, re-attribution, and so on.
    pub why: String,
    /// Whose; `None` for a channel that is no creator, or for unattributed.
    pub creator_id: Option<CreatorId>,
    /// What people read.
    pub who: String,
    /// The change under each model, in minor units of the order's currency.
    pub delta_minor: ByModel,
}

/// Orders of a list with what all of it comes to, however many are listed.
#[derive(Clone, Debug)]
pub struct OrderList {
    /// Those that are listed, newest first.
    pub rows: Vec<OrderSummary>,
    /// What all of them come to.
    pub sums: OrderSums,
}

/// What orders come to together.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct OrderSums {
    /// How many they are.
    pub n: u64,
    /// How many of them are worth nothing to anybody: they are no revenue, or count elsewhere.
    pub n_uncounted: u64,
    /// Their amounts, by the currency they are credited in.
    pub by_currency: BTreeMap<Currency, OrderSum>,
}

/// What orders of one currency come to, in minor units.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct OrderSum {
    /// How many they are.
    pub n: u64,
    /// What is credited or unattributed.
    pub net_minor: i64,
    /// What refunds took back.
    pub refunded_minor: i64,
    /// What nobody earned, under each model.
    pub unattributed_minor: ByModel,
}

impl OrderSums {
    /// Adds an order, of which nobody earned `unattributed_minor`.
    pub(crate) fn add(&mut self, credited: &Credited, unattributed_minor: ByModel) {
        self.n += 1;
        let Some(currency) = credited.currency else {
            self.n_uncounted += 1;
            return;
        };
        let sum = self.by_currency.entry(currency).or_default();
        sum.n += 1;
        sum.net_minor += credited.net_minor();
        sum.refunded_minor += credited.refunded_minor;
        sum.unattributed_minor += unattributed_minor;
    }

    /// Takes back what [`Self::add`] added.
    pub(crate) fn take_back(&mut self, credited: &Credited, unattributed_minor: ByModel) {
        self.n -= 1;
        let Some(currency) = credited.currency else {
            self.n_uncounted -= 1;
            return;
        };
        let sum = self.by_currency.entry(currency).or_default();
        sum.n -= 1;
        sum.net_minor -= credited.net_minor();
        sum.refunded_minor -= credited.refunded_minor;
        sum.unattributed_minor += -unattributed_minor;
        if sum.n == 0 {
            self.by_currency.remove(&currency);
        }
    }
}

/// One order in a list.
#[derive(Clone, Debug, Serialize)]
pub struct OrderSummary {
    /// The shop's own id.
    pub id: String,
    /// What the shopper sees.
    pub number: Option<String>,
    /// When it was placed; `None` while the order itself has not arrived.
    pub placed_at: Option<Timestamp>,
    /// Where it stands.
    pub state: Option<OrderState>,
    /// The currency of its amounts.
    pub currency: Option<Currency>,
    /// What is credited or unattributed.
    pub net_minor: i64,
    /// What refunds took back of it, in minor units.
    pub refunded_minor: i64,
    /// What nobody earned, under each model.
    pub unattributed_minor: ByModel,
    /// What channels that are no creator earned, under each model.
    pub other_channels_minor: ByModel,
    /// The creators with credit under any model, by name.
    pub creators: Vec<String>,
    /// The channels that are no creator with credit under any model, by name.
    pub other_channels: Vec<String>,
    /// What is odd about the data, in words.
    pub hints: Vec<String>,
}
