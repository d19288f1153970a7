//! Attribution: one conversion, the touches that may have earned it, and what each model says.
//!
//! In: the state, which is only read. Out: [`Credited`], a pure function of the conversion's
//! facts, its refunds, its shopper's touches and the rules in force. The order in which any of
//! these arrived leaves no trace.

use byline_core::campaign::CountingRules;
use byline_core::click::Verdict;
use byline_core::code::{CodePolicy, PromoCode};
use byline_core::credit::{Model, Weights, weights};
use byline_core::event::Signal;
use byline_core::journey::{Channel, TouchKind, Touchpoint, apply_policies, eligible};
use byline_core::link::Utm;
use byline_core::money::Currency;
use byline_core::settle::settle;
use byline_core::split::apportion;
use byline_core::time::Timestamp;
use smallvec::SmallVec;

use crate::state::cells::CellKey;
use crate::state::conversions::{Conversion, Facts};
use crate::state::registry::{Registry, Target};
use crate::state::shoppers::{Origin, Shoppers, Touch};
use crate::state::{NONE, conversions::Conversions};
use crate::view::{ByModel, MICRO};

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

/// A touch that may earn credit, with the cell that it would fill.
#[derive(Clone, Copy, Debug)]
pub struct Candidate {
    /// What it stands for.
    pub target: Target,
    /// Who may earn by it.
    pub channel: Channel,
    /// By which evidence.
    pub signal: Signal,
    /// Number of the link or code, by `signal`; [`NONE`] for none.
    pub source: u32,
}

/// What a conversion is worth to whom, before it is posted.
#[derive(Clone, Default, Debug)]
pub struct Verdicts {
    /// Number of the campaign whose rules decided, or [`NONE`].
    pub campaign: u32,
    /// What is split, in minor units, before refunds.
    pub base_minor: i64,
    /// What refunds take back, in minor units.
    pub refunded_minor: i64,
    /// What refunds give back beyond the base, in minor units.
    pub over_refund_minor: i64,
    /// Credit by cell, in the order of the journey.
    pub rows: SmallVec<[(CellKey, ByModel, ByModel); 2]>,
}

/// Working memory, kept between conversions so that none of it is allocated anew.
#[derive(Clone, Default, Debug)]
pub struct Scratch {
    /// The journey, after [`judge`].
    pub touches: Vec<Touchpoint>,
    /// What each touch's tag stands for.
    pub candidates: Vec<Candidate>,
    refunds_minor: Vec<i64>,
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
    let base_minor = match (&conversion.facts, deed.counts) {
        (Facts::Order(order), true) => order.amounts.base_minor(rules.credited_base),
        _ => 0,
    };
    let reporting = facing.registry.campaigns.row(campaign).map(|row| row.currency);
    let Some(currency) = deed.currency.or(reporting) else {
        return Some(Verdicts { campaign, ..Verdicts::default() });
    };
    scratch.refunds_minor.clear();
    let of_order = conversion.refunds.iter().filter(|r| r.amount.currency == currency);
    scratch.refunds_minor.extend(of_order.map(|refund| refund.amount.minor));

    let refunds: i128 = scratch.refunds_minor.iter().map(|minor| i128::from(*minor)).sum();
    let refunded = refunds.min(i128::from(base_minor));
    let over = refunds - refunded;
    let mut verdicts = Verdicts {
        campaign,
        base_minor,
        refunded_minor: i64::try_from(refunded).unwrap_or(base_minor),
        over_refund_minor: i64::try_from(over).unwrap_or(i64::MAX),
        rows: SmallVec::new(),
    };
    if deed.counts {
        split(facing, conversion, &deed, rules, currency, scratch, &mut verdicts);
    }
    Some(verdicts)
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
                verdicts.rows.push((CellKey::nobody(currency), net, whole));
            }
        }
        [only] => verdicts.rows.push((cell(only), net, whole)),
        _ => {
            let lead_at = lead_before(facing, conversion, deed.occurred_at);
            for touch in journey {
                let key = cell(touch);
                if verdicts.rows.iter().all(|row| row.0 != key) {
                    verdicts.rows.push((key, ByModel::default(), ByModel::default()));
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
        if let Some(row) = verdicts.rows.iter_mut().find(|row| row.0 == key) {
            row.1[model] += minor;
            row.2[model] += micro;
        }
    }
}

/// Fills `scratch` with the journey that led to a deed; gives the number of the campaign whose
/// rules decide, or [`NONE`]: that of the last eligible touch that belongs to any.
pub fn find_journey(
    facing: Facing<'_>,
    conversion: &Conversion,
    deed: &Deed<'_>,
    scratch: &mut Scratch,
) -> u32 {
    scratch.touches.clear();
    scratch.candidates.clear();
    for touch in facing.shoppers.touches_of(conversion.shopper) {
        let is_candidate = touch.verdict == Verdict::Human && touch.occurred_at <= deed.occurred_at;
        if is_candidate {
            scratch.add_touch(facing.registry, touch);
        }
    }
    let Scratch { touches, candidates, .. } = scratch;
    eligible(touches, deed.occurred_at, |touch| {
        let rules = facing.registry.rules(candidates[touch.tag as usize].target.campaign);
        match touch.kind {
            TouchKind::View | TouchKind::EngagedView => rules.view_window_s,
            TouchKind::Click | TouchKind::Code => rules.click_window_s,
        }
    });
    scratch.add_landing(facing.registry, deed);
    let is_sole = scratch.add_codes(facing.registry, deed);
    let campaigns = scratch.touches.iter().map(|touch| scratch.candidates[touch.tag as usize]);
    let campaign = campaigns.map(|c| c.target.campaign).rfind(|c| *c != NONE).unwrap_or(NONE);
    if is_sole {
        return campaign;
    }
    let rules = facing.registry.rules(campaign);
    if rules.reset_on_order {
        let since = order_before(facing, conversion, deed.occurred_at);
        scratch.touches.retain(|touch| since.is_none_or(|since| since < touch.occurred_at));
    }
    apply_policies(&mut scratch.touches, rules.views, rules.scope, rules.repeats);
    campaign
}

/// When the shopper last did a lead at or before `until`.
fn lead_before(facing: Facing<'_>, deed: &Conversion, until: Timestamp) -> Option<Timestamp> {
    let others = facing.shoppers.conversions_of(deed.shopper);
    let leads = others.filter_map(|number| match &facing.conversions.get(number).facts {
        Facts::Action(action) if action.kind == "lead" => Some(action.occurred_at),
        _ => None,
    });
    leads.filter(|at| *at <= until).max()
}

/// When the shopper placed an order before this one, as far as it was revenue.
fn order_before(facing: Facing<'_>, deed: &Conversion, before: Timestamp) -> Option<Timestamp> {
    let others = facing.shoppers.conversions_of(deed.shopper);
    let orders = others.filter_map(|number| facing.conversions.get(number).order());
    let placed = orders.filter(|order| order.state.is_revenue()).map(|order| order.placed_at);
    placed.filter(|at| *at < before).max()
}

/// What a stored touch stands for now.
pub fn candidate(registry: &Registry, touch: &Touch) -> Candidate {
    let (target, signal) = match touch.origin {
        Origin::Link => (registry.link_target(touch.source), Signal::Link),
        Origin::Utm => (registry.link_target(touch.source), Signal::Utm),
        Origin::Placement => (registry.placement_target(touch.source), Signal::View),
        Origin::Channel => (crate::state::registry::NO_TARGET, Signal::None),
    };
    let channel = match touch.origin {
        Origin::Channel => other_channel(touch.source),
        _ if target.creator == NONE => Channel::Unknown,
        _ => Channel::Creator(target.creator),
    };
    Candidate { target, channel, signal, source: touch.source }
}

/// Channels that are no creator, by the number that touches keep.
const OTHER_CHANNELS: [Channel; 6] = [
    Channel::Paid,
    Channel::Email,
    Channel::Search,
    Channel::Social,
    Channel::Referral,
    Channel::Direct,
];

/// The channel that a touch keeps as `number`.
fn other_channel(number: u32) -> Channel {
    OTHER_CHANNELS.get(number as usize).copied().unwrap_or(Channel::Unknown)
}

/// The number under which touches keep a channel that is no creator.
pub fn other_channel_number(channel: Channel) -> u32 {
    let place = OTHER_CHANNELS.iter().position(|known| *known == channel);
    place.map_or(NONE, crate::state::row_number)
}

impl Candidate {
    fn cell(&self, currency: Currency) -> CellKey {
        CellKey {
            campaign: self.target.campaign,
            channel: self.channel,
            placement: self.target.placement,
            signal: self.signal,
            currency,
        }
    }
}

impl Scratch {
    fn add_touch(&mut self, registry: &Registry, touch: &Touch) {
        let candidate = candidate(registry, touch);
        self.push(touch.occurred_at, touch.kind, touch.id, candidate);
    }

    fn push(&mut self, at: Timestamp, kind: TouchKind, id: [u8; 16], candidate: Candidate) {
        let tag = crate::state::row_number(self.candidates.len());
        self.candidates.push(candidate);
        let channel = candidate.channel;
        self.touches.push(Touchpoint { occurred_at: at, kind, id, channel, tag });
    }

    /// A landing address that names a creator's link is a click at the order's instant, unless a
    /// click of that creator is known already.
    fn add_landing(&mut self, registry: &Registry, deed: &Deed<'_>) {
        let Some(link) = deed.utm.and_then(|utm| registry.link_by_utm(utm)) else {
            return;
        };
        let target = registry.link_target(link);
        let channel = Channel::Creator(target.creator);
        if target.creator == NONE || self.has_click_of(channel) {
            return;
        }
        let candidate = Candidate { target, channel, signal: Signal::Utm, source: link };
        self.push(deed.occurred_at, TouchKind::Click, [0; 16], candidate);
    }

    /// Adds the codes of a deed by their policies; tells whether they alone get the credit.
    fn add_codes(&mut self, registry: &Registry, deed: &Deed<'_>) -> bool {
        let mut used: SmallVec<[&PromoCode; 2]> = SmallVec::new();
        for code in deed.codes {
            if let Some(row) = registry.code_at(code, deed.occurred_at)
                && used.iter().all(|known| known.id != row.id)
            {
                used.push(row);
            }
        }
        used.sort_unstable_by(|a, b| a.id.cmp(&b.id));
        let is_sole = used.iter().any(|row| row.policy_in_force() == CodePolicy::Always);
        if is_sole {
            self.touches.clear();
        }
        for row in used {
            let policy = row.policy_in_force();
            let candidate = code_candidate(registry, row);
            let takes_part = match policy {
                CodePolicy::Always => true,
                CodePolicy::Touch => !is_sole,
                CodePolicy::IfInvolved => !is_sole && self.has_click_of(candidate.channel),
                CodePolicy::Never => false,
            };
            if takes_part {
                let id = tie_breaker(row.id.as_str());
                self.push(deed.occurred_at, TouchKind::Code, id, candidate);
            }
        }
        self.touches.sort_unstable_by_key(Touchpoint::order_key);
        is_sole
    }

    fn has_click_of(&self, channel: Channel) -> bool {
        self.touches.iter().any(|t| t.kind == TouchKind::Click && t.channel == channel)
    }
}

/// What the use of a code stands for.
pub fn code_candidate(registry: &Registry, code: &PromoCode) -> Candidate {
    let campaign = registry.campaigns.find(code.campaign_id.as_str()).unwrap_or(NONE);
    let creator = registry.creators.find(code.creator_id.as_str()).unwrap_or(NONE);
    Candidate {
        target: Target { campaign, creator, placement: NONE },
        channel: Channel::Creator(creator),
        signal: Signal::Code,
        source: registry.codes.find(code.id.as_str()).unwrap_or(NONE),
    }
}

/// The first bytes of an id, by which codes of one instant are put in order.
fn tie_breaker(id: &str) -> [u8; 16] {
    let mut bytes = [0; 16];
    for (byte, letter) in bytes.iter_mut().zip(id.bytes()) {
        *byte = letter;
    }
    bytes
}
