//! Google Analytics 4: events of the BigQuery export, as JSON lines or as Fivetran's CSV, and of
//! the Measurement Protocol.
//!
//! Days of streaming tables are dropped when the daily table lands, and daily tables are revised
//! for days, so an event is known by who, when and what, not by its row. Times are microseconds in
//! UTC; where a warehouse wrote them as text without a zone, they are in UTC as well.
//!
//! A visit is a session: its number decides, whichever of its events comes first, and however many
//! pages were seen in it. A page without a session's number is no visit; a `session_start` is one
//! by itself. An event of the Measurement Protocol has no name of its own: it is the nth of its
//! delivery, so that two alike are two, and the delivery sent again changes nothing.

use byline_core::entry::Fact;
use byline_core::event::{Sighting, Signal, TargetAction, Visit};
use byline_core::id::EventId;
use byline_core::link::landing::Landing;
use byline_core::money::{Currency, Money};
use byline_core::shopper::ShopperKeys;
use byline_core::time::{Timestamp, Zone};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::dedup;
use crate::export::{Export, ExportColumn, Ground, Mapped, Row, RowRefused, may, must};
use crate::files::fields::{self, Fields};
use crate::files::{Cells, Digits};
use crate::json::{self, Scalar};
use crate::keys;
use crate::networks::postback;
use crate::webhook::{Hook, Incoming, Reason, Received, Site};

const FEED: &str = "ga4";

/// The most events of one delivery.
const EVENTS_MAX: usize = 25;

/// GA4, by the Measurement Protocol.
pub const HOOK: Hook = Hook {
    key: FEED,
    name: "Google Analytics 4",
    headers: &[],
    verify: postback::verify,
    map: map_delivery,
};

/// Events.
pub const EVENTS: Export = Export {
    feed: FEED,
    what: "events",
    about: "The BigQuery export as JSON lines; or Fivetran's table of events",
    columns: COLUMNS,
    map: event,
};

const COLUMNS: &[ExportColumn] = &[
    must("event_name", &["name"], "what happened"),
    must("timestamp", &["event_timestamp"], "when, in microseconds of UTC"),
    must("user_pseudo_id", &["client_id"], "the browser or app"),
    may("user_id", &[], "the site's own id of a person; only a keyed digest is kept"),
    may(
        "transaction_id",
        &["ecommerce.transaction_id", "event_params.transaction_id"],
        "the order",
    ),
    may("revenue", &["ecommerce.purchase_revenue", "event_params.value"], "its worth"),
    may("revenue_usd", &["ecommerce.purchase_revenue_in_usd"], "its worth in US dollars"),
    may("currency", &["event_params.currency"], "of its worth"),
    may("page", &["event_params.page_location"], "the address of the page"),
    may("referrer", &["event_params.page_referrer"], "where the visit came from"),
    may("session", &["event_params.ga_session_id", "param_ga_session_id"], "which visit"),
    may("source", &["collected_traffic_source.manual_source"], "`utm_source` of the event"),
    may("medium", &["collected_traffic_source.manual_medium"], "`utm_medium` of the event"),
    may(
        "campaign",
        &[
            "collected_traffic_source.manual_campaign_name",
            "event_params.campaign",
            "param_campaign",
        ],
        "`utm_campaign` of the event",
    ),
    may("content", &["collected_traffic_source.manual_content"], "`utm_content` of the event"),
    may("term", &["collected_traffic_source.manual_term"], "`utm_term` of the event"),
    may("param_source", &["event_params.source"], "`utm_source`, if nothing better says"),
    may("param_medium", &["event_params.medium"], "`utm_medium`, if nothing better says"),
    may("bundle", &["event_bundle_sequence_id", "bundle_sequence_id"], "tells events apart"),
    may("batch_event_index", &[], "tells events apart"),
    may("delivery", &[], "which delivery of the Measurement Protocol it came in"),
];

/// What events are called here.
const ACTIONS: [(&str, &str); 6] = [
    ("sign_up", "registration"),
    ("generate_lead", "lead"),
    ("add_to_cart", "add_to_cart"),
    ("begin_checkout", "checkout"),
    ("checkout", "checkout"),
    ("first_open", "install"),
];

fn event(row: &Row<'_>, ground: &Ground<'_>) -> Mapped {
    // Whatever the zone of the file, times of GA4 are in UTC.
    let ground = Ground { zone: &Zone::utc(), ..*ground };
    let cells = Cells::new(row, &ground);
    let name = cells.must("event_name")?;
    let at = cells.must_time("timestamp", Digits::Micros)?;
    let who = cells.must_id("user_pseudo_id")?;
    let landing = Landing::read(cells.text("page").unwrap_or_default());
    let seen = Seen { cells, at, who, landing };
    match (name, ACTIONS.iter().find(|(known, _)| *known == name)) {
        ("purchase", _) => seen.purchase(),
        ("session_start", _) => seen.visit(seen.session().unwrap_or_else(|| seen.own_id())),
        ("page_view", _) => {
            let session = seen.session();
            seen.visit(session.ok_or(RowRefused::Empty("a page without its session's number"))?)
        }
        (_, Some((_, kind))) => seen.action(kind),
        _ => Err(RowRefused::Empty("an event that nothing is counted by")),
    }
}

/// An event with what all kinds have in common.
struct Seen<'r> {
    cells: Cells<'r>,
    at: Timestamp,
    who: &'r str,
    landing: Landing,
}

impl Seen<'_> {
    fn purchase(&self) -> Mapped {
        let order = self.cells.id("transaction_id")?;
        let order = order.ok_or(RowRefused::Empty("a purchase without an order"))?;
        let id = format!("purchase-{}-{order}", self.who);
        let sighting = Sighting {
            id: EventId::from(id.as_str()),
            signal: Signal::Pixel,
            reporter: FEED.to_owned(),
            occurred_at: self.at,
            order_alias: order.to_owned(),
            shopper: self.shopper(),
            claimed: self.worth()?,
            partner: Vec::new(),
        };
        Ok(vec![(Fact::Sighting(sighting), self.cells.id_key(FEED, "purchase", &id))])
    }

    /// The number of the session. A zero is how GA4 writes that there is none.
    fn session(&self) -> Option<String> {
        self.cells.text("session").filter(|number| *number != "0").map(str::to_owned)
    }

    /// One visit a session, whichever of its events comes first.
    fn visit(&self, session: String) -> Mapped {
        let id = format!("visit-{}-{session}", self.who);
        let has_page = self.cells.text("page").is_some();
        let visit = Visit {
            id: EventId::from(id.as_str()),
            occurred_at: self.at,
            shopper: self.shopper(),
            utm: self.utm(),
            referrer_host: self
                .cells
                .text("referrer")
                .and_then(byline_core::link::landing::host_of),
            path: has_page.then(|| self.landing.path.clone()),
            is_sold_out: false,
        };
        Ok(vec![(Fact::Visit(visit), self.cells.id_key(FEED, "visit", &id))])
    }

    fn action(&self, kind: &str) -> Mapped {
        let id = format!("{kind}-{}-{}", self.who, self.own_id());
        let action = TargetAction {
            id: EventId::from(id.as_str()),
            connection: self.cells.ground.connection.clone(),
            kind: kind.to_owned(),
            occurred_at: self.at,
            shopper: self.shopper(),
            codes: Vec::new(),
            utm: self.utm(),
        };
        Ok(vec![(Fact::Action(action), self.cells.id_key(FEED, "action", &id))])
    }

    /// What tells two events of one browser apart.
    fn own_id(&self) -> String {
        let part = |column| self.cells.text(column).unwrap_or("0");
        if let Some(delivery) = self.cells.text("delivery") {
            return format!("{delivery}-{}", part("batch_event_index"));
        }
        format!("{}-{}-{}", self.at.0, part("bundle"), part("batch_event_index"))
    }

    fn shopper(&self) -> ShopperKeys {
        let customer = self.cells.text("user_id");
        ShopperKeys {
            clicks: self.landing.click.into_iter().collect(),
            visitor: keys::visitor(&format!("ga4:{}", self.who)),
            customer: customer.and_then(|id| keys::customer_id(self.cells.ground.customer_key, id)),
        }
    }

    fn utm(&self) -> Option<byline_core::link::Utm> {
        let tagged = self.cells.utm(["source", "medium", "campaign", "content", "term"]);
        let tagged = tagged.filter(|utm| !utm.source.is_empty());
        let other = ["param_source", "param_medium", "campaign", "content", "term"];
        self.landing.channel().or(tagged).or_else(|| self.cells.utm(other))
    }

    /// The worth in the event's own currency, or else in US dollars. GA4 keeps fractions of cents:
    /// such a worth is left out.
    fn worth(&self) -> Result<Option<Money>, RowRefused> {
        let currency = self.cells.currency("currency")?;
        if currency.is_some() && self.cells.text("revenue").is_some() {
            return Ok(self.cells.money("revenue", currency).unwrap_or(None));
        }
        Ok(self.cells.money("revenue_usd", Some(Currency::USD)).unwrap_or(None))
    }
}

/// A delivery of the Measurement Protocol.
#[derive(Deserialize)]
struct Delivery<'a> {
    #[serde(borrow)]
    client_id: Option<Scalar<'a>>,
    #[serde(borrow)]
    app_instance_id: Option<Scalar<'a>>,
    #[serde(borrow)]
    user_id: Option<Scalar<'a>>,
    #[serde(borrow)]
    timestamp_micros: Option<Scalar<'a>>,
    #[serde(borrow, default)]
    events: Vec<&'a RawValue>,
}

fn map_delivery(incoming: &Incoming<'_>, site: &Site<'_>) -> Received {
    let connection = site.connection.as_str().as_bytes();
    let key = dedup::key(&[b"ga4-delivery", connection, incoming.body]);
    let aside = |code, detail: String| Received::Aside {
        reason: Reason { code, detail },
        dedup: dedup::aside(key),
    };
    let delivery = match json::read::<Delivery<'_>>(incoming.body) {
        Ok(delivery) if delivery.events.len() <= EVENTS_MAX => delivery,
        Ok(_) => return aside("ga4.batch_too_large", "over 25 events".to_owned()),
        Err(detail) => return aside("ga4.json_invalid", detail),
    };
    let who = json::text(&delivery.client_id).or(json::text(&delivery.app_instance_id));
    let now = site.received_at.0.to_string();
    let at = json::text(&delivery.timestamp_micros).unwrap_or(&now);
    let name = format!("{:032x}", u128::from_be_bytes(key.0));
    let outcomes = delivery.events.iter().enumerate().map(|(n, event)| {
        let found = fields::object(event.get()).ok_or_else(|| {
            let detail = "an event is no object".to_owned();
            Reason { code: "ga4.json_invalid", detail }
        })?;
        let mut row: Fields = Vec::new();
        row.push(("delivery".to_owned(), name.clone()));
        row.push(("batch_event_index".to_owned(), n.to_string()));
        let own_time = found.iter().find(|(name, _)| name == "timestamp_micros");
        let time = own_time.map_or(at, |(_, time)| time.as_str());
        row.push(("event_timestamp".to_owned(), time.to_owned()));
        row.push(("user_pseudo_id".to_owned(), who.unwrap_or_default().to_owned()));
        let user = json::text(&delivery.user_id).unwrap_or_default();
        row.push(("user_id".to_owned(), user.to_owned()));
        row.extend(found.into_iter().filter_map(|(path, value)| {
            let param = path.strip_prefix("params.").map(|name| match name {
                "session_id" => "event_params.ga_session_id".to_owned(),
                name => format!("event_params.{name}"),
            });
            let is_name = path == "name";
            param.or(is_name.then(|| "event_name".to_owned())).map(|name| (name, value))
        }));
        fields::mapped(&EVENTS, &row, site)
    });
    fields::gathered(outcomes.collect(), key, site, "ga4.nothing_counts")
}
