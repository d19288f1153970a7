//! What an event of Segment means here.
//!
//! Which time counts: `timestamp`, which Segment has corrected by the sender's clock; else the same
//! correction, done here; else the arrival. What lies up to a day ahead happened now; what lies
//! further ahead, or before 2000, cannot be true.

use std::collections::BTreeMap;

use byline_core::entry::Fact;
use byline_core::event::{Sighting, Signal, TargetAction, Visit};
use byline_core::id::{ConnectionId, EventId};
use byline_core::link::Utm;
use byline_core::link::landing::{Landing, host_of};
use byline_core::money::{Currency, Money};
use byline_core::shopper::{ShopperKey, ShopperKeys};
use byline_core::time::{MICROS_PER_HOUR, Timestamp};

use super::payload::{Campaign, Context, Event, Properties, Traits, free, part};
use crate::amount;
use crate::fault::Unreadable;
use crate::field::{self, said};
use crate::keys::{self, Customer, CustomerKey};

/// What an event is read against.
#[derive(Clone, Copy)]
pub(super) struct Frame<'a> {
    pub connection: &'a ConnectionId,
    pub customer_key: &'a CustomerKey,
    /// `actions` says which events are target actions, `currency` in what sums are.
    pub settings: &'a BTreeMap<String, String>,
    pub received_at: Timestamp,
    /// Its sender's id, or what stands for it.
    pub id: &'a str,
}

/// What an event comes to.
pub(super) enum Meaning {
    Facts(Vec<Fact>),
    Nothing(&'static str),
}

/// What `event` comes to.
pub(super) fn meaning(event: &Event<'_>, frame: &Frame<'_>) -> Result<Meaning, Unreadable> {
    let at = occurred_at(event, frame.received_at)?;
    match said(&event.kind).ok_or(Unreadable::TopicUnknown("type"))? {
        "track" => track(event, at, frame),
        "page" => Ok(page(event, at, frame)),
        "identify" => Ok(identify(event, at, frame)),
        "delete" => forget(event, frame),
        _ => Ok(Meaning::Nothing("segment.type_ignored")),
    }
}

fn occurred_at(event: &Event<'_>, received_at: Timestamp) -> Result<Timestamp, Unreadable> {
    let read = |field, scalar| said(scalar).map(|at| parsed(field, at)).transpose();
    let stated = match read("timestamp", &event.timestamp)? {
        Some(at) => at,
        None => {
            let (original, sent) = (
                read("originalTimestamp", &event.original_timestamp)?,
                read("sentAt", &event.sent_at)?,
            );
            let arrived = read("receivedAt", &event.received_at)?.unwrap_or(received_at);
            match (original, sent) {
                (Some(original), Some(sent)) => {
                    Timestamp(arrived.0.saturating_sub(sent.0.saturating_sub(original.0)))
                }
                (original, _) => original.unwrap_or(arrived),
            }
        }
    };
    let latest = received_at.0.saturating_add(24 * MICROS_PER_HOUR);
    if latest < stated.0 {
        return Err(Unreadable::TimeImpossible("timestamp"));
    }
    let at = stated.min(received_at);
    crate::moment::check(at, received_at).map_err(|_| Unreadable::TimeImpossible("timestamp"))
}

fn parsed(field: &'static str, text: &str) -> Result<Timestamp, Unreadable> {
    text.parse().map_err(|_| Unreadable::TimeInvalid(field))
}

/// Events that say that somebody saw an order.
const OF_ORDERS: [&str; 5] =
    ["Order Completed", "Completed Order", "Order Refunded", "Order Cancelled", "Order Updated"];

fn track(event: &Event<'_>, at: Timestamp, frame: &Frame<'_>) -> Result<Meaning, Unreadable> {
    let name = said(&event.event).ok_or(Unreadable::TopicUnknown("event"))?;
    let properties: Properties<'_> = part(event.properties);
    let shopper = shopper(event, &landing(event, &properties), frame);
    if OF_ORDERS.iter().any(|known| known.eq_ignore_ascii_case(name)) {
        let order = free(&properties.order_id).or_else(|| free(&properties.checkout_id));
        // What was given back is not what the order was worth.
        let is_worth = !name.to_ascii_lowercase().contains("refund");
        return Ok(Meaning::Facts(vec![Fact::Sighting(Sighting {
            id: EventId::from(frame.id),
            signal: Signal::Pixel,
            reporter: "segment".to_owned(),
            occurred_at: at,
            order_alias: order.ok_or(Unreadable::IdMissing("order"))?,
            shopper,
            claimed: claimed(&properties, frame.settings).filter(|_| is_worth),
            partner: Vec::new(),
        })]));
    }
    let Some(kind) = action(name, frame.settings) else {
        return Ok(Meaning::Nothing("segment.event_unmapped"));
    };
    Ok(Meaning::Facts(vec![Fact::Action(TargetAction {
        id: EventId::from(frame.id),
        connection: frame.connection.clone(),
        kind,
        occurred_at: at,
        shopper,
        codes: field::codes([free(&properties.coupon).as_deref()]),
        utm: utm(event, &landing(event, &properties)),
    })]))
}

/// The kind of target action that the connection calls an event:
/// `actions = User Registered=registration; Lead Form Sent=lead`.
fn action(name: &str, settings: &BTreeMap<String, String>) -> Option<String> {
    let pairs = settings.get("actions")?.split([';', ',', '\n']);
    let mut pairs = pairs.filter_map(|pair| pair.split_once('='));
    let (_, kind) = pairs.find(|(event, _)| event.trim().eq_ignore_ascii_case(name))?;
    let kind = kind.trim();
    (!kind.is_empty()).then(|| kind.to_owned())
}

/// What the event says that the order was worth. It is no money of ours, so what cannot be read as
/// an amount is nothing.
fn claimed(properties: &Properties<'_>, settings: &BTreeMap<String, String>) -> Option<Money> {
    let code = free(&properties.currency).or_else(|| settings.get("currency").cloned())?;
    let currency = Currency::parse(&code.to_ascii_uppercase())?;
    let sum = free(&properties.revenue).or_else(|| free(&properties.total))?;
    Some(Money::new(amount::minor(&sum, currency)?, currency))
}

/// A page that somebody came to from elsewhere. Going from page to page is no landing.
fn page(event: &Event<'_>, at: Timestamp, frame: &Frame<'_>) -> Meaning {
    let own: Properties<'_> = part(event.properties);
    let landing = landing(event, &own);
    let context: Context<'_> = part(event.context);
    let page: Properties<'_> = part(context.page);
    let referrer = free(&own.referrer).or_else(|| free(&page.referrer));
    let referrer_host = referrer.as_deref().and_then(host_of);
    let utm = utm(event, &landing);
    let own_host = landing.host.strip_prefix("www.").unwrap_or(&landing.host);
    let is_inside = referrer_host.as_deref() == Some(own_host);
    if is_inside && utm.is_none() && landing.click.is_none() {
        return Meaning::Nothing("segment.page_inside");
    }
    let path = free(&own.path).or_else(|| free(&page.path));
    let path = path.or_else(|| (!landing.host.is_empty()).then(|| landing.path.clone()));
    Meaning::Facts(vec![Fact::Visit(Visit {
        id: EventId::from(frame.id),
        occurred_at: at,
        shopper: shopper(event, &landing, frame),
        utm,
        referrer_host,
        path: path.map(|path| path.split(['?', '#']).next().unwrap_or_default().to_owned()),
        is_sold_out: false,
    })])
}

/// Joins a visitor with each name that the brand knows the customer by.
fn identify(event: &Event<'_>, at: Timestamp, frame: &Frame<'_>) -> Meaning {
    let visitor = visitor(event);
    let by_id = said(&event.user_id).and_then(|id| keys::customer_id(frame.customer_key, id));
    let customers: Vec<ShopperKey> =
        person(event, frame.customer_key).into_iter().chain(by_id).collect();
    let (Some(_), false) = (visitor, customers.is_empty()) else {
        return Meaning::Nothing("segment.nobody_joined");
    };
    let mut facts = Vec::new();
    for (n, customer) in customers.into_iter().enumerate() {
        let id = if n == 0 { frame.id.to_owned() } else { format!("{}:{n}", frame.id) };
        facts.push(Fact::Visit(Visit {
            id: EventId::from(id),
            occurred_at: at,
            shopper: ShopperKeys { clicks: Vec::new(), visitor, customer: Some(customer) },
            utm: None,
            referrer_host: None,
            path: None,
            is_sold_out: false,
        }));
    }
    Meaning::Facts(facts)
}

fn forget(event: &Event<'_>, frame: &Frame<'_>) -> Result<Meaning, Unreadable> {
    let user = said(&event.user_id).and_then(|id| keys::customer_id(frame.customer_key, id));
    let user = user.ok_or(Unreadable::IdMissing("user"))?;
    Ok(Meaning::Facts(vec![Fact::Forgotten(user)]))
}

/// The address of the page that an event happened on.
fn landing(event: &Event<'_>, own: &Properties<'_>) -> Landing {
    let context: Context<'_> = part(event.context);
    let page: Properties<'_> = part(context.page);
    let url = free(&own.url).or_else(|| free(&page.url));
    url.as_deref().map(Landing::read).unwrap_or_default()
}

fn utm(event: &Event<'_>, landing: &Landing) -> Option<Utm> {
    let context: Context<'_> = part(event.context);
    let campaign: Campaign<'_> = part(context.campaign);
    let text = |field| free(field).unwrap_or_default();
    let utm = Utm {
        source: text(&campaign.source),
        medium: text(&campaign.medium),
        campaign: text(&campaign.name),
        content: text(&campaign.content),
        term: text(&campaign.term),
    };
    if utm.is_empty() { landing.channel() } else { Some(utm) }
}

fn shopper(event: &Event<'_>, landing: &Landing, frame: &Frame<'_>) -> ShopperKeys {
    let by_id = || said(&event.user_id).and_then(|id| keys::customer_id(frame.customer_key, id));
    ShopperKeys {
        clicks: landing.click.into_iter().collect(),
        visitor: visitor(event),
        customer: person(event, frame.customer_key).or_else(by_id),
    }
}

/// The visitor's own id; who never was anonymous goes by the brand's id.
fn visitor(event: &Event<'_>) -> Option<ShopperKey> {
    said(&event.anonymous_id).or(said(&event.user_id)).and_then(keys::visitor)
}

/// The key of an address or number in the traits.
fn person(event: &Event<'_>, customer_key: &CustomerKey) -> Option<ShopperKey> {
    let context: Context<'_> = part(event.context);
    [event.traits, context.traits].into_iter().find_map(|raw| {
        let traits: Traits<'_> = part(raw);
        let (email, phone) = (free(&traits.email), free(&traits.phone));
        let customer = Customer { email: email.as_deref(), phone: phone.as_deref(), id: None };
        customer.key(customer_key)
    })
}
