//! Beacons of the pixel on the brand's site.
//!
//! In: a small JSON object that any browser in the world can send. Out: a visit, a sighting of an
//! order, or a target action. Because nobody signed it, a beacon is evidence and never money, its
//! time is ours and never the browser's, and its size is narrowly bounded.

use byline_core::code::normal_form;
use byline_core::entry::{DedupKey, Fact};
use byline_core::event::{Sighting, Signal, TargetAction, Visit};
use byline_core::id::{ConnectionId, EventId};
use byline_core::link::landing::{Landing, host_of};
use byline_core::money::{Currency, Money};
use byline_core::shopper::{ClickId, ShopperKeys};
use byline_core::time::Timestamp;
use serde::Deserialize;
use thiserror::Error;

use crate::dedup;
use crate::json::{Scalar, text};
use crate::keys;

/// The largest beacon that is read, in bytes.
pub const BEACON_MAX: usize = 8_192;

/// How long an address may be, in bytes.
const URL_MAX: usize = 4_096;

/// How long any other text may be, in bytes.
const TEXT_MAX: usize = 200;

/// How many codes one beacon may give.
const CODES_MAX: usize = 10;

/// Why a beacon is thrown away. Nobody is told but the counters.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum PixelError {
    /// The beacon is larger than [`BEACON_MAX`].
    #[error("the beacon is larger than {BEACON_MAX} bytes")]
    TooLarge,
    /// It is no beacon of version 1.
    #[error("the body is no beacon of version 1")]
    Invalid,
    /// The type is none of `visit`, `order`, `action`.
    #[error("`t` is none of visit, order, action")]
    TypeUnknown,
    /// A field that this type needs is missing or longer than it may be.
    #[error("`{0}` is missing or too long")]
    FieldInvalid(&'static str),
}

impl PixelError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLarge => "pixel.too_large",
            Self::Invalid => "pixel.invalid",
            Self::TypeUnknown => "pixel.type_unknown",
            Self::FieldInvalid(_) => "pixel.field_invalid",
        }
    }
}

/// What the script on the page sends.
#[derive(Deserialize)]
struct Beacon<'a> {
    /// The version of this shape.
    v: u8,
    /// `visit`, `order` or `action`.
    #[serde(borrow)]
    t: Option<Scalar<'a>>,
    /// A random id, the same when the beacon is sent again.
    #[serde(borrow)]
    id: Option<Scalar<'a>>,
    /// The address of the page.
    #[serde(borrow)]
    url: Option<Scalar<'a>>,
    /// The address that the visit came from.
    #[serde(borrow)]
    r#ref: Option<Scalar<'a>>,
    /// Our click id, if an earlier page carried it.
    #[serde(borrow)]
    click: Option<Scalar<'a>>,
    /// The visitor's own id, where there is consent to have one.
    #[serde(borrow)]
    visitor: Option<Scalar<'a>>,
    /// The order by any of its names: number, id, checkout token.
    #[serde(borrow)]
    order: Option<Scalar<'a>>,
    /// What the page says the order was worth.
    #[serde(borrow)]
    value: Option<Scalar<'a>>,
    /// The currency of that.
    #[serde(borrow)]
    currency: Option<Scalar<'a>>,
    /// What was done.
    #[serde(borrow)]
    kind: Option<Scalar<'a>>,
    /// Promo codes that were given.
    #[serde(borrow)]
    codes: Option<Vec<Scalar<'a>>>,
    /// Whether the page says that what it sells is sold out.
    sold_out: Option<bool>,
}

/// Reads a beacon into a fact and the key by which the same beacon is recognised again.
pub fn read(
    body: &[u8],
    connection: &ConnectionId,
    received_at: Timestamp,
) -> Result<(Fact, DedupKey), PixelError> {
    if BEACON_MAX < body.len() {
        return Err(PixelError::TooLarge);
    }
    let beacon: Beacon<'_> = crate::json::read(body).map_err(|_| PixelError::Invalid)?;
    if beacon.v != 1 {
        return Err(PixelError::Invalid);
    }
    let id = needed("id", &beacon.id)?;
    let kind = text(&beacon.t).ok_or(PixelError::TypeUnknown)?;
    let fact = match kind {
        "visit" => visit(&beacon, id, received_at)?,
        "order" => order(&beacon, id, received_at)?,
        "action" => action(&beacon, id, connection, received_at)?,
        _ => return Err(PixelError::TypeUnknown),
    };
    let connection = connection.as_str().as_bytes();
    Ok((fact, dedup::key(&[b"pixel", connection, kind.as_bytes(), id.as_bytes()])))
}

fn visit(beacon: &Beacon<'_>, id: &str, occurred_at: Timestamp) -> Result<Fact, PixelError> {
    let landing = landing(beacon)?.ok_or(PixelError::FieldInvalid("url"))?;
    Ok(Fact::Visit(Visit {
        id: EventId::from(id),
        occurred_at,
        shopper: shopper(beacon, Some(&landing))?,
        utm: landing.channel(),
        referrer_host: limited("ref", &beacon.r#ref, URL_MAX)?.and_then(host_of),
        path: Some(landing.path),
        is_sold_out: beacon.sold_out.unwrap_or(false),
    }))
}

fn order(beacon: &Beacon<'_>, id: &str, occurred_at: Timestamp) -> Result<Fact, PixelError> {
    Ok(Fact::Sighting(Sighting {
        id: EventId::from(id),
        signal: Signal::Pixel,
        reporter: "pixel".to_owned(),
        occurred_at,
        order_alias: needed("order", &beacon.order)?.to_owned(),
        shopper: shopper(beacon, landing(beacon)?.as_ref())?,
        claimed: claimed(beacon),
        partner: Vec::new(),
    }))
}

fn action(
    beacon: &Beacon<'_>,
    id: &str,
    connection: &ConnectionId,
    occurred_at: Timestamp,
) -> Result<Fact, PixelError> {
    let kind = needed("kind", &beacon.kind)?;
    let is_word = kind.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte));
    if !is_word || kind.eq_ignore_ascii_case("order") {
        return Err(PixelError::FieldInvalid("kind"));
    }
    let landing = landing(beacon)?;
    Ok(Fact::Action(TargetAction {
        id: EventId::from(id),
        connection: connection.clone(),
        kind: kind.to_ascii_lowercase(),
        occurred_at,
        shopper: shopper(beacon, landing.as_ref())?,
        codes: codes(beacon)?,
        utm: landing.and_then(|landing| landing.channel()),
    }))
}

fn landing(beacon: &Beacon<'_>) -> Result<Option<Landing>, PixelError> {
    Ok(limited("url", &beacon.url, URL_MAX)?.map(Landing::read))
}

fn shopper(beacon: &Beacon<'_>, landing: Option<&Landing>) -> Result<ShopperKeys, PixelError> {
    let mut clicks: Vec<ClickId> = Vec::new();
    let kept = limited("click", &beacon.click, TEXT_MAX)?.and_then(ClickId::parse);
    for click in kept.into_iter().chain(landing.and_then(|landing| landing.click)) {
        if !clicks.contains(&click) {
            clicks.push(click);
        }
    }
    let visitor = limited("visitor", &beacon.visitor, TEXT_MAX)?.and_then(keys::visitor);
    Ok(ShopperKeys { clicks, visitor, customer: None })
}

/// What the page claims, if it can be read. It decides nothing, so nonsense is nothing.
fn claimed(beacon: &Beacon<'_>) -> Option<Money> {
    let currency = Currency::parse(&text(&beacon.currency)?.to_ascii_uppercase())?;
    Money::parse_decimal(text(&beacon.value)?, &currency).ok()
}

fn codes(beacon: &Beacon<'_>) -> Result<Vec<String>, PixelError> {
    let given = beacon.codes.as_deref().unwrap_or_default();
    let is_long = CODES_MAX < given.len() || given.iter().any(|code| TEXT_MAX < code.0.len());
    if is_long {
        return Err(PixelError::FieldInvalid("codes"));
    }
    let codes = given.iter().map(|code| normal_form(&code.0));
    Ok(codes.filter(|code| !code.is_empty()).collect())
}

fn needed<'s>(field: &'static str, scalar: &'s Option<Scalar<'_>>) -> Result<&'s str, PixelError> {
    limited(field, scalar, TEXT_MAX)?.ok_or(PixelError::FieldInvalid(field))
}

fn limited<'s>(
    field: &'static str,
    scalar: &'s Option<Scalar<'_>>,
    max: usize,
) -> Result<Option<&'s str>, PixelError> {
    match text(scalar) {
        Some(text) if max < text.len() => Err(PixelError::FieldInvalid(field)),
        text => Ok(text),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const CLICK: &str = "BwcHBwcHBwcHBwcHBwcHBw";

    fn beacon(kind: &str, change: Value) -> Result<(Fact, DedupKey), PixelError> {
        let mut beacon = json!({"v": 1, "t": kind, "id": "b-1", "url": "https://shop.com/p?byl=x"});
        for (name, value) in change.as_object().unwrap() {
            beacon[name] = value.clone();
        }
        let connection = ConnectionId::from("pixel");
        let noon = "2026-11-20T12:00:00Z".parse().unwrap();
        read(beacon.to_string().as_bytes(), &connection, noon)
    }

    fn fact(kind: &str, change: Value) -> Fact {
        beacon(kind, change).unwrap().0
    }

    #[test]
    fn a_landing_is_a_visit() {
        let url = format!("https://shop.com/p?utm_source=ig&byl={CLICK}");
        let change = json!({"url": url, "ref": "https://l.instagram.com/", "visitor": "v",
                            "click": CLICK, "sold_out": true});
        let Fact::Visit(visit) = fact("visit", change) else { panic!("no visit") };
        assert_eq!(visit.shopper.clicks, [ClickId([7; 16])]);
        assert_eq!(visit.shopper.visitor, keys::visitor("v"));
        assert_eq!(visit.referrer_host.as_deref(), Some("l.instagram.com"));
        assert_eq!((visit.path.as_deref(), visit.is_sold_out), (Some("/p"), true));
    }

    #[test]
    fn an_order_is_evidence_and_never_money() {
        let change = json!({"order": "#1001", "value": 49.9, "currency": "eur"});
        let Fact::Sighting(seen) = fact("order", change) else { panic!("no sighting") };
        assert_eq!((&*seen.order_alias, seen.signal), ("#1001", Signal::Pixel));
        assert_eq!(seen.claimed.unwrap().to_string(), "49.90 EUR");
        let nonsense = json!({"order": "#1001", "value": "lots", "currency": "EUR"});
        let Fact::Sighting(seen) = fact("order", nonsense) else { panic!("no sighting") };
        assert_eq!(seen.claimed, None);
    }

    #[test]
    fn an_action_has_a_kind_and_codes() {
        let change = json!({"kind": "Registration", "codes": [" ana10", ""]});
        let Fact::Action(action) = fact("action", change) else { panic!("no action") };
        assert_eq!((&*action.kind, &*action.codes), ("registration", &["ANA10".to_owned()][..]));
    }

    #[test]
    fn the_same_beacon_has_the_same_key() {
        let key = |kind, change| beacon(kind, change).unwrap().1;
        assert_eq!(key("visit", json!({})), key("visit", json!({"sold_out": true})));
        assert_ne!(key("visit", json!({})), key("visit", json!({"id": "b-2"})));
        assert_ne!(key("visit", json!({})), key("order", json!({"order": "1"})));
    }

    /// Reads as a table: type, what differs, code.
    #[test]
    fn what_is_too_large_or_too_odd_is_thrown_away() {
        let table = [
            ("visit", json!({"v": 2}), "pixel.invalid"),
            ("visit", json!({"v": null}), "pixel.invalid"),
            ("visit", json!({"url": {}}), "pixel.invalid"),
            ("visit", json!({"id": null}), "pixel.field_invalid"),
            ("visit", json!({"id": "x".repeat(201)}), "pixel.field_invalid"),
            ("visit", json!({"url": null}), "pixel.field_invalid"),
            ("visit", json!({"url": "x".repeat(5_000)}), "pixel.field_invalid"),
            ("visit", json!({"url": "x".repeat(9_000)}), "pixel.too_large"),
            ("order", json!({}), "pixel.field_invalid"),
            ("action", json!({}), "pixel.field_invalid"),
            ("action", json!({"kind": "order"}), "pixel.field_invalid"),
            ("action", json!({"kind": "<script>"}), "pixel.field_invalid"),
            ("action", json!({"kind": "lead", "codes": vec!["A"; 11]}), "pixel.field_invalid"),
            ("purchase", json!({}), "pixel.type_unknown"),
        ];
        for (kind, change, code) in table {
            let found = beacon(kind, change.clone()).map_err(|error| error.code());
            assert_eq!(found.err(), Some(code), "{kind} {change:.60}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_body_makes_the_reader_stumble(body: Vec<u8>) {
            let _ = read(&body, &ConnectionId::from("pixel"), Timestamp(0));
        }
    }
}
