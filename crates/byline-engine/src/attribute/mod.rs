//! Attribution: one conversion, the touches that may have earned it, and what each model says.
//!
//! In: the state, which is only read. Out: [`Credited`], a pure function of the conversion's
//! facts, its refunds, its shopper's touches and the rules in force. The order in which any of
//! these arrived leaves no trace.

mod candidate;
mod journey;

use byline_core::campaign::CountingRules;
use byline_core::click::Verdict;
use byline_core::credit::{Model, Weights, weights};
use byline_core::event::Signal;
use byline_core::journey::{Channel, TouchKind, Touchpoint};
use byline_core::link::Utm;
use byline_core::money::Currency;
use byline_core::rate::Exchange;
use byline_core::settle::settle;
use byline_core::split::apportion;
use byline_core::time::Timestamp;
use smallvec::SmallVec;

use crate::state::cells::CellKey;
use crate::state::conversions::{Conversion, Conversions, Facts};
use crate::state::registry::Registry;
use crate::state::shoppers::{Shoppers, Touch};
use crate::view::{ByModel, MICRO};

pub use candidate::{Candidate, candidate, code_candidate, other_channel_number};
pub use journey::{Scratch, claimed_clicks, find_journey, find_touches, landing};

/// What attribution reads.
#[derive(Clone, Copy)]
pub struct Facing<'a> {
    /// What was declared.
    pub registry: &'a Registry,
    /// Who touched what.
    pub shoppers: &'a Shoppers,
    /// What was converted.
    pub conversions: &'a Conversions,
}

impl<'a> Facing<'a> {
    /// Whether a conversion states its own money, and is not the twin of an order that does.
    pub fn is_stated_here(self, number: u32) -> bool {
        self.conversions.stated_by(self.registry, number) == number
    }

    /// The shoppers of a conversion and of its twins, each once.
    pub fn shoppers_of(self, conversion: &Conversion) -> SmallVec<[u32; 2]> {
        let group = self.conversions.group_of(conversion.number);
        let mut roots: SmallVec<[u32; 2]> = SmallVec::new();
        for one in group {
            let root = self.shoppers.root(self.conversions.get(one).shopper);
            if !roots.contains(&root) {
                roots.push(root);
            }
        }
        roots
    }

    /// Every stored touch of them, in no useful order.
    pub fn touches_of(self, conversion: &Conversion) -> impl Iterator<Item = &'a Touch> + use<'a> {
        let shoppers = self.shoppers;
        self.shoppers_of(conversion).into_iter().flat_map(|root| shoppers.touches_of(root))
    }

    /// Every conversion of them, in no useful order.
    pub fn conversions_of(self, conversion: &Conversion) -> impl Iterator<Item = u32> + use<'a> {
        let shoppers = self.shoppers;
        self.shoppers_of(conversion).into_iter().flat_map(|root| shoppers.conversions_of(root))
    }
}

/// What a conversion is worth to whom, before it is posted.
#[derive(Clone, Default, Debug)]
pub struct Verdicts {
    /// Number of the campaign whose rules decided, or [`NONE`].
    pub campaign: u32,
    /// The currency of all amounts: the campaign's, or the order's own where no rate is in force.
    /// `None` for what is not worth anything.
    pub currency: Option<Currency>,
    /// What is split, in minor units, before refunds.
    pub base_minor: i64,
    /// What refunds take back, in minor units.
    pub refunded_minor: i64,
    /// What refunds give back beyond all that was paid, in minor units.
    pub over_refund_minor: i64,
    /// Credit by cell, in the order of the journey.
    pub rows: SmallVec<[Earned; 2]>,
}

/// What one cell earns of a conversion.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Earned {
    /// What tells the cell apart.
    pub key: CellKey,
    /// Credit after refunds, in minor units.
    pub minor: ByModel,
    /// Share of the conversion, in millionths.
    pub micro: ByModel,
    /// Whether it is a creator's whose links nobody clicked before.
    pub is_without_click: bool,
}

impl Earned {
    fn new(key: CellKey, minor: ByModel, micro: ByModel) -> Self {
        Self { key, minor, micro, is_without_click: false }
    }
}

/// What of a conversion attribution needs.
pub struct Deed<'a> {
    /// When it was done.
    pub occurred_at: Timestamp,
    /// Promo codes, in normal form.
    pub codes: &'a [String],
    /// The UTM fields of the visit that did it.
    pub utm: Option<&'a Utm>,
    /// Whether it counts at all.
    pub counts: bool,
    /// The currency of its amounts; `None` for target actions, which have none.
    pub currency: Option<Currency>,
}

impl<'a> Deed<'a> {
    /// The deed behind a conversion, if its facts have arrived.
    pub fn of(conversion: &'a Conversion) -> Option<Self> {
        match &conversion.facts {
            Facts::Order(order) => Some(Self {
                occurred_at: order.placed_at,
                codes: &order.codes,
                utm: order.utm.as_ref(),
                counts: order.state.is_revenue(),
                currency: Some(order.currency),
            }),
            Facts::Action(action) => Some(Self {
                occurred_at: action.occurred_at,
                codes: &action.codes,
                utm: action.utm.as_ref(),
                counts: true,
                currency: None,
            }),
            Facts::Waiting { .. } | Facts::Moved => None,
        }
    }
}

/// Judges one conversion under every model. `None` while its facts have not arrived.
pub fn judge(
    facing: Facing<'_>,
    conversion: &Conversion,
    scratch: &mut Scratch,
) -> Option<Verdicts> {
    let deed = Deed::of(conversion)?;
    let campaign = find_journey(facing, conversion, &deed, scratch);
    let rules = facing.registry.rules(campaign);
    if !deed.counts || !facing.is_stated_here(conversion.number) {
        // Money that went back on what is no revenue anyway is no fault of the data.
        return Some(Verdicts { campaign, ..Verdicts::default() });
    }
    let base_minor = match &conversion.facts {
        Facts::Order(order) => order.amounts.base_minor(rules.credited_base),
        _ => 0,
    };
    let reporting = facing.registry.campaigns.row(campaign).map(|row| row.currency);
    let Some(currency) = deed.currency.or(reporting) else {
        return Some(Verdicts { campaign, ..Verdicts::default() });
    };
    scratch.refunds_minor.clear();
    let of_order = conversion.taken_off().filter(|(r, _)| r.amount.currency == currency);
    scratch.refunds_minor.extend(of_order.map(|(_, minor)| minor));
    let exchange = reporting
        .filter(|reporting| *reporting != currency)
        .and_then(|to| facing.registry.rates.exchange(currency, to, deed.occurred_at));
    let paid_minor = match &conversion.facts {
        Facts::Order(order) => order.amounts.paid_minor(rules.credited_base),
        _ => 0,
    };
    let (currency, base_minor, paid_minor) = match exchange {
        None => (currency, base_minor, paid_minor),
        Some(exchange) => {
            convert_refunds(&exchange, &mut scratch.refunds_minor);
            (exchange.to, exchange.apply(base_minor), exchange.apply(paid_minor))
        }
    };

    let refunds: i128 = scratch.refunds_minor.iter().map(|minor| i128::from(*minor)).sum();
    let refunded = refunds.min(i128::from(base_minor));
    // Tax and shipping go back too: they lower no credit below zero and are no fault of the data.
    let over = (refunds - i128::from(paid_minor)).max(0);
    let mut verdicts = Verdicts {
        campaign,
        currency: Some(currency),
        base_minor,
        refunded_minor: i64::try_from(refunded).unwrap_or(base_minor),
        over_refund_minor: i64::try_from(over).unwrap_or(i64::MAX),
        rows: SmallVec::new(),
    };
    split(facing, conversion, &deed, rules, currency, scratch, &mut verdicts);
    note_clicks(facing, conversion, &deed, &mut verdicts.rows);
    Some(verdicts)
}

/// Notes which creators earn without a click on a link of theirs before, however long ago. Who
/// lands with the fields of a link has clicked it, also where the click itself was lost.
fn note_clicks(facing: Facing<'_>, conversion: &Conversion, deed: &Deed<'_>, rows: &mut [Earned]) {
    let is_open = |row: &Earned| {
        let is_click = matches!(row.key.signal, Signal::Link | Signal::Utm);
        matches!(row.key.channel, Channel::Creator(_)) && !is_click
    };
    if !rows.iter().any(is_open) {
        return;
    }
    let clicks = facing.touches_of(conversion).filter(|touch| {
        let is_click = touch.kind == TouchKind::Click && touch.verdict == Verdict::Human;
        is_click && touch.occurred_at <= deed.occurred_at
    });
    let clicked = clicks.map(|touch| candidate(facing.registry, touch).channel);
    let landed = deed.utm.and_then(|utm| landing(facing.registry, utm));
    let clicked = clicked.chain(landed.map(|candidate| candidate.channel));
    let clicked: SmallVec<[Channel; 4]> = clicked.collect();
    for row in rows.iter_mut().filter(|row| is_open(row)) {
        row.is_without_click = !clicked.contains(&row.key.channel);
    }
}

/// Refunds in another currency, by the order's own rate. What they come to together is converted,
/// not each by itself, so that a full refund in parts takes back exactly what the order was worth.
fn convert_refunds(exchange: &Exchange, refunds_minor: &mut [i64]) {
    let (mut sum, mut converted) = (0_i64, 0_i64);
    for refund in refunds_minor {
        sum = sum.saturating_add(*refund);
        let so_far = exchange.apply(sum);
        *refund = so_far.saturating_sub(converted);
        converted = so_far;
    }
}

/// Splits what is left of a conversion over its journey, or leaves it to nobody.
fn split(
    facing: Facing<'_>,
    conversion: &Conversion,
    deed: &Deed<'_>,
    rules: &CountingRules,
    currency: Currency,
    scratch: &Scratch,
    verdicts: &mut Verdicts,
) {
    let journey = &scratch.touches;
    let whole = ByModel([MICRO; 8]);
    let net_minor = verdicts.base_minor - verdicts.refunded_minor;
    let net = ByModel([net_minor; 8]);
    let cell = |touch: &Touchpoint| scratch.candidates[touch.tag as usize].cell(currency);
    match journey.as_slice() {
        [] => {
            let is_order = deed.currency.is_some();
            if is_order {
                verdicts.rows.push(Earned::new(CellKey::nobody(currency), net, whole));
            }
        }
        [only] => verdicts.rows.push(Earned::new(cell(only), net, whole)),
        _ => {
            let lead_at = lead_before(facing, conversion, deed.occurred_at);
            for touch in journey {
                let key = cell(touch);
                if verdicts.rows.iter().all(|row| row.key != key) {
                    verdicts.rows.push(Earned::new(key, ByModel::default(), ByModel::default()));
                }
            }
            for model in Model::ALL {
                let weights = weights(model, journey, deed.occurred_at, lead_at, &rules.parameters);
                add_shares(model, &weights, scratch, currency, verdicts);
            }
        }
    }
}

fn add_shares(
    model: Model,
    weights: &Weights,
    scratch: &Scratch,
    currency: Currency,
    verdicts: &mut Verdicts,
) {
    let settled = settle(verdicts.base_minor, weights, &scratch.refunds_minor);
    let micro = apportion(MICRO, weights);
    for (touch, (minor, micro)) in
        scratch.touches.iter().zip(settled.credits.iter().zip(micro.iter()))
    {
        let key = scratch.candidates[touch.tag as usize].cell(currency);
        if let Some(row) = verdicts.rows.iter_mut().find(|row| row.key == key) {
            row.minor[model] += minor;
            row.micro[model] += micro;
        }
    }
}

/// When the shopper last did a lead at or before `until`.
fn lead_before(facing: Facing<'_>, deed: &Conversion, until: Timestamp) -> Option<Timestamp> {
    let others = facing.conversions_of(deed);
    let leads = others.filter_map(|number| match &facing.conversions.get(number).facts {
        Facts::Action(action) if action.kind == "lead" => Some(action.occurred_at),
        _ => None,
    });
    leads.filter(|at| *at <= until).max()
}
