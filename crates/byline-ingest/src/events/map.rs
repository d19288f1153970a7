//! From an event to its fact.

use byline_core::click::{Click, Verdict};
use byline_core::code::normal_form;
use byline_core::entry::{DedupKey, Fact};
use byline_core::event::{
    Grain, MetricPoint, Sighting, Spend, SpendKind, TargetAction, View, Visit,
};
use byline_core::id::{EventId, OrderKey, PlacementId, RefundId};
use byline_core::link::landing::{Landing, host_of};
use byline_core::money::Money;
use byline_core::order::Refund;
use byline_core::shopper::ClickId;
use byline_core::time::Span;

use super::error::EventError;
use super::order::order;
use super::parts::{
    click, currency, cut, id, list, minor, money, needed, said, shopper, short, time, time_or_now,
    url, word,
};
use super::shapes::{
    ClickEvent, ConversionEvent, Event, MetricEvent, RefundEvent, SightingEvent, SpendEvent, Text,
    ViewEvent, VisitEvent,
};
use super::{Context, Taken};
use crate::agent::{Judged, judge_agent};
use crate::amount;
use crate::dedup;
use crate::keys;

/// The fact that `event` states.
pub(crate) fn taken(event: &Event, context: &Context<'_>) -> Result<Taken, EventError> {
    let (kind, sender_id) = match event {
        Event::Click(event) => ("click", &event.id),
        Event::Visit(event) => ("visit", &event.id),
        Event::View(event) => ("view", &event.id),
        Event::Conversion(event) => ("conversion", &event.id),
        Event::Refund(event) => ("refund", &event.id),
        Event::Spend(event) => ("spend", &event.id),
        Event::Metric(event) => ("metric", &event.id),
        Event::Sighting(event) => ("sighting", &event.id),
    };
    let dedup = dedup_key(kind, id(sender_id)?, context);
    let fact = match event {
        Event::Click(event) => clicked(event, dedup, context)?,
        Event::Visit(event) => visit(event, context)?,
        Event::View(event) => view(event, dedup, context)?,
        Event::Conversion(event) => conversion(event, context)?,
        Event::Refund(event) => refund(event, context)?,
        Event::Spend(event) => {
            let fact = spend(event, context)?;
            let Fact::Spend(stated) = &fact else { return Ok(Taken { fact, dedup }) };
            // Other content under the same id is a correction, so content is part of the key.
            let content = format!("{stated:?}");
            let dedup = dedup::key(&[b"spend", &dedup.0, content.as_bytes()]);
            return Ok(Taken { fact, dedup });
        }
        Event::Metric(event) => metric(event, context)?,
        Event::Sighting(event) => sighting(event, context)?,
    };
    Ok(Taken { fact, dedup })
}

/// The key of the event with this type and id, for ever.
fn dedup_key(kind: &str, id: &str, context: &Context<'_>) -> DedupKey {
    let connection = context.connection.as_str().as_bytes();
    dedup::key(&[b"event", connection, kind.as_bytes(), id.as_bytes()])
}

fn clicked(event: &ClickEvent, dedup: DedupKey, context: &Context<'_>) -> Result<Fact, EventError> {
    let named = needed("link", &event.link)?;
    let link_id =
        context.directory.link(named).ok_or_else(|| EventError::LinkUnknown(cut(named)))?;
    let human = Judged { verdict: Verdict::Human, reason: None, in_app: None, device: None };
    let agent = url("user_agent", &event.user_agent)?;
    let judged = agent.map_or(human, judge_agent);
    let country = short("country", &event.country)?.map(str::to_ascii_uppercase);
    Ok(Fact::Click(Click {
        id: click("click_id", &event.click_id)?.unwrap_or(ClickId(dedup.0)),
        occurred_at: time_or_now("occurred_at", &event.occurred_at, context)?,
        link_id,
        verdict: judged.verdict,
        reason: judged.reason,
        in_app: judged.in_app,
        device: judged.device,
        country: country.filter(|code| is_country(code)),
        referrer_host: url("referrer", &event.referrer)?.and_then(host_of),
        visitor_of_day: None,
        visitor: short("visitor_id", &event.visitor_id)?.and_then(keys::visitor),
    }))
}

/// `ZZ` is the code for not knowing.
fn is_country(code: &str) -> bool {
    code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase()) && code != "ZZ"
}

fn visit(event: &VisitEvent, context: &Context<'_>) -> Result<Fact, EventError> {
    let address = url("url", &event.url)?.ok_or(EventError::FieldMissing("url"))?;
    let landing = Landing::read(address);
    Ok(Fact::Visit(Visit {
        id: EventId::from(id(&event.id)?),
        occurred_at: time_or_now("occurred_at", &event.occurred_at, context)?,
        shopper: shopper(&event.shopper, Some(&landing), context)?,
        utm: landing.channel(),
        referrer_host: url("referrer", &event.referrer)?.and_then(host_of),
        path: Some(landing.path),
        is_sold_out: event.is_sold_out.unwrap_or(false),
    }))
}

fn view(event: &ViewEvent, dedup: DedupKey, context: &Context<'_>) -> Result<Fact, EventError> {
    let shopper = shopper(&event.shopper, None, context)?;
    if shopper.is_empty() {
        return Err(EventError::ShopperMissing);
    }
    Ok(Fact::View(View {
        id: ClickId(dedup.0),
        occurred_at: time_or_now("occurred_at", &event.occurred_at, context)?,
        placement_id: placement(needed("placement_id", &event.placement_id)?, context)?,
        shopper,
        is_engaged: event.is_engaged.unwrap_or(false),
    }))
}

fn conversion(event: &ConversionEvent, context: &Context<'_>) -> Result<Fact, EventError> {
    let kind = short("kind", &event.kind)?.unwrap_or("order");
    if kind == "order" {
        return order(event, context).map(Fact::Order);
    }
    let is_word = kind.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte));
    if !is_word {
        let known = "order, or a word of letters, digits, `-`, `_` and `.`".to_owned();
        return Err(EventError::WordUnknown { said: said("kind", kind), known });
    }
    let landing = url("url", &event.url)?.map(Landing::read);
    Ok(Fact::Action(TargetAction {
        id: EventId::from(id(&event.id)?),
        connection: context.connection.clone(),
        kind: kind.to_ascii_lowercase(),
        occurred_at: time_or_now("occurred_at", &event.occurred_at, context)?,
        shopper: shopper(&event.shopper, landing.as_ref(), context)?,
        codes: codes(&event.codes)?,
        utm: landing.and_then(|landing| landing.channel()),
    }))
}

/// Codes in normal form, each once.
pub(super) fn codes(texts: &Option<Vec<Text>>) -> Result<Vec<String>, EventError> {
    let mut codes: Vec<String> = Vec::new();
    for code in list("codes", texts)?.into_iter().map(normal_form) {
        if !code.is_empty() && !codes.contains(&code) {
            codes.push(code);
        }
    }
    Ok(codes)
}

fn refund(event: &RefundEvent, context: &Context<'_>) -> Result<Fact, EventError> {
    let order = needed("order_id", &event.order_id)?;
    Ok(Fact::Refund(Refund {
        id: RefundId::from(id(&event.id)?),
        order: OrderKey { connection: context.connection.clone(), order: order.into() },
        occurred_at: time_or_now("occurred_at", &event.occurred_at, context)?,
        amount: money("amount", &event.amount, &event.currency)?,
    }))
}

fn spend(event: &SpendEvent, context: &Context<'_>) -> Result<Fact, EventError> {
    let campaign = needed("campaign_id", &event.campaign_id)?;
    if !context.directory.has_campaign(campaign) {
        return Err(EventError::CampaignUnknown(cut(campaign)));
    }
    let creator = short("creator_id", &event.creator_id)?;
    if let Some(unknown) = creator.filter(|id| !context.directory.has_creator(id)) {
        return Err(EventError::CreatorUnknown(cut(unknown)));
    }
    let slot = short("placement_id", &event.placement_id)?;
    let kind = short("kind", &event.kind)?;
    Ok(Fact::Spend(Spend {
        id: EventId::from(id(&event.id)?),
        campaign_id: campaign.into(),
        creator_id: creator.map(Into::into),
        placement_id: slot.map(|id| placement(id, context)).transpose()?,
        occurred_at: time_or_now("occurred_at", &event.occurred_at, context)?,
        amount: money("amount", &event.amount, &event.currency)?,
        kind: kind.map_or(Ok(SpendKind::Other), |text| word("kind", text))?,
    }))
}

fn metric(event: &MetricEvent, context: &Context<'_>) -> Result<Fact, EventError> {
    let value = needed("value", &event.value)?;
    let count = value.parse().ok().filter(|count| (0..=amount::LARGEST).contains(count));
    let from = time("from", &event.from, context)?;
    let to = time("to", &event.to, context)?;
    let grain = match (from, to) {
        (None, None) => Grain::Lifetime,
        (None, Some(_)) => return Err(EventError::FieldMissing("from")),
        (Some(_), None) => return Err(EventError::FieldMissing("to")),
        (Some(from), Some(to)) if from < to => Grain::Stretch(Span { from, to }),
        (Some(_), Some(to)) => return Err(EventError::TimeImpossible(said("to", &to.to_string()))),
    };
    Ok(Fact::Metric(MetricPoint {
        connection: context.connection.clone(),
        placement_id: placement(needed("placement_id", &event.placement_id)?, context)?,
        content_id: short("content_id", &event.content_id)?.map(Into::into),
        metric: word("metric", needed("metric", &event.metric)?)?,
        value: count.ok_or_else(|| EventError::CountInvalid(said("value", value)))?,
        grain,
        as_of: time_or_now("as_of", &event.as_of, context)?,
    }))
}

fn sighting(event: &SightingEvent, context: &Context<'_>) -> Result<Fact, EventError> {
    let claimed = match &event.value {
        None => None,
        Some(_) => {
            let currency = currency(&event.currency)?;
            let minor = minor("value", &event.value, currency)?;
            minor.map(|minor| Money::new(minor, currency))
        }
    };
    Ok(Fact::Sighting(Sighting {
        id: EventId::from(id(&event.id)?),
        signal: word("signal", needed("signal", &event.signal)?)?,
        reporter: needed("reporter", &event.reporter)?.to_owned(),
        occurred_at: time_or_now("occurred_at", &event.occurred_at, context)?,
        order_alias: needed("order", &event.order)?.to_owned(),
        shopper: shopper(&event.shopper, None, context)?,
        claimed,
        partner: Vec::new(),
    }))
}

fn placement(id: &str, context: &Context<'_>) -> Result<PlacementId, EventError> {
    match context.directory.has_placement(id) {
        true => Ok(PlacementId::from(id)),
        false => Err(EventError::PlacementUnknown(cut(id))),
    }
}
