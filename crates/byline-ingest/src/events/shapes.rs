//! The shapes of events, as senders write them. What stands here is the documentation of the API.
//!
//! A field that is not named here refuses its row, so that no sender believes that it counts. Texts
//! and amounts may come as numbers: they are read digit by digit, never as floating point.

use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use super::error::EventError;
use super::parts::cut;
use crate::json::Scalar;

/// A batch of events: `POST /v1/events`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Events {
    /// Up to 1,000 events. Each is taken in or refused by itself.
    pub events: Vec<Event>,
}

/// One event, by its `type`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// Somebody followed a tracked link that another program redirects.
    Click(ClickEvent),
    /// Somebody landed on the brand's site.
    Visit(VisitEvent),
    /// Somebody saw a creator's content.
    View(ViewEvent),
    /// Somebody bought or did what was wanted.
    Conversion(Box<ConversionEvent>),
    /// Money was given back.
    Refund(RefundEvent),
    /// Money was spent.
    Spend(SpendEvent),
    /// A platform counts something.
    Metric(MetricEvent),
    /// Somebody besides the shop saw an order.
    Sighting(SightingEvent),
}

/// Text, or a number whose digits are taken as text.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String)]
pub struct Text(pub String);

/// Who the shopper is. Any two keys in one event are one person. E-mail, phone and customer id are
/// turned into keyed digests at once and never stored.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct ShopperFields {
    /// The value of the landing parameter `byl`: 22 characters.
    pub click_id: Option<Text>,
    /// A first-party cookie or other id of the visitor.
    pub visitor_id: Option<Text>,
    /// An e-mail address, in any case.
    pub email: Option<Text>,
    /// A phone number with its country code.
    pub phone: Option<Text>,
    /// Your own id of the customer. Used when neither e-mail nor phone is given.
    pub customer_id: Option<Text>,
}

/// Somebody followed a tracked link that another program redirects.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct ClickEvent {
    /// Your id of the event, up to 200 bytes.
    #[schema(required)]
    pub id: Option<Text>,
    /// When, RFC 3339 with a zone; now, if missing.
    pub occurred_at: Option<Text>,
    /// The slug or id of the link.
    #[schema(required)]
    pub link: Option<Text>,
    /// The click id that the landing address carries; derived from `id`, if missing.
    pub click_id: Option<Text>,
    /// The `User-Agent` of the request. It decides whether the click counts as a person's.
    pub user_agent: Option<Text>,
    /// ISO 3166-1 alpha-2 country.
    pub country: Option<Text>,
    /// The address that the click came from; only its host is kept.
    pub referrer: Option<Text>,
    /// A first-party cookie or other id of the visitor.
    pub visitor_id: Option<Text>,
}

/// Somebody landed on the brand's site.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct VisitEvent {
    /// Your id of the event, up to 200 bytes.
    #[schema(required)]
    pub id: Option<Text>,
    /// When, RFC 3339 with a zone; now, if missing.
    pub occurred_at: Option<Text>,
    /// The landing address. UTM fields and our click id are read from it.
    #[schema(required)]
    pub url: Option<Text>,
    /// The address that the visit came from; only its host is kept.
    pub referrer: Option<Text>,
    /// Who came.
    pub shopper: Option<ShopperFields>,
    /// Whether the page said that what it sells is sold out.
    pub is_sold_out: Option<bool>,
}

/// Somebody saw a creator's content.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct ViewEvent {
    /// Your id of the event, up to 200 bytes.
    #[schema(required)]
    pub id: Option<Text>,
    /// When, RFC 3339 with a zone; now, if missing.
    pub occurred_at: Option<Text>,
    /// In which placement.
    #[schema(required)]
    pub placement_id: Option<Text>,
    /// Who saw it; at least one key.
    #[schema(required)]
    pub shopper: Option<ShopperFields>,
    /// Whether the platform calls the view engaged.
    pub is_engaged: Option<bool>,
}

/// Somebody bought or did what was wanted. With `kind` `order` it states an order of a shop that
/// has no feed of its own; any other kind is a target action.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct ConversionEvent {
    /// Your id of the event, up to 200 bytes. A change of an order is a new event.
    #[schema(required)]
    pub id: Option<Text>,
    /// When it was placed or done, RFC 3339 with a zone; now, if missing.
    pub occurred_at: Option<Text>,
    /// `order`, or a short word such as `registration`, `lead`, `install`, `add_to_cart`. `order`,
    /// if missing.
    #[serde(alias = "conversion")]
    pub kind: Option<Text>,
    /// Orders: the shop's id of the order.
    pub order_id: Option<Text>,
    /// Orders: merchandise after discounts, before tax and shipping, such as `"49.90"`.
    pub value: Option<Text>,
    /// Orders: ISO 4217 code of all amounts.
    pub currency: Option<Text>,
    /// Orders: all discounts, as a positive number.
    pub discount: Option<Text>,
    /// Orders: tax.
    pub tax: Option<Text>,
    /// Orders: shipping.
    pub shipping: Option<Text>,
    /// Orders: all that the shopper owes; the sum of value, tax and shipping, if missing.
    pub total: Option<Text>,
    /// Orders: `pending`, `authorised`, `paid`, `cancelled`, `voided`, `test`, `draft`, `sample` or
    /// `deleted`; `paid`, if missing.
    pub state: Option<Text>,
    /// Orders: when the order came into this state; now, if missing. The newest state holds.
    pub version_at: Option<Text>,
    /// Orders: what the shopper sees, such as `#1001`.
    pub number: Option<Text>,
    /// Orders: other names by which other systems may call the order.
    pub aliases: Option<Vec<Text>>,
    /// Orders: names that nobody can guess, such as checkout and cart tokens. The pixel may say by
    /// these whose order it was, and by no other name.
    pub tokens: Option<Vec<Text>>,
    /// Orders: whether this is the customer's first order.
    pub is_new_customer: Option<bool>,
    /// Promo codes that were given.
    pub codes: Option<Vec<Text>>,
    /// Who bought or did it.
    pub shopper: Option<ShopperFields>,
    /// The landing address of the visit that led to it. UTM fields and our click id are read
    /// from it.
    pub url: Option<Text>,
    /// Orders: the address that this visit came from; only its host is kept.
    pub referrer: Option<Text>,
}

/// Money was given back on an order of the same connection.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct RefundEvent {
    /// Your id of the refund, up to 200 bytes.
    #[schema(required)]
    pub id: Option<Text>,
    /// When the money went back, RFC 3339 with a zone; now, if missing.
    pub occurred_at: Option<Text>,
    /// The order by its id or another of its names. It may come later than the refund.
    #[schema(required)]
    pub order_id: Option<Text>,
    /// How much, as a positive number.
    #[schema(required)]
    pub amount: Option<Text>,
    /// ISO 4217 code of the amount.
    #[schema(required)]
    pub currency: Option<Text>,
}

/// Money was spent on a campaign or a creator.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct SpendEvent {
    /// Your id of the spend, up to 200 bytes. Other content under the same id replaces it.
    #[schema(required)]
    pub id: Option<Text>,
    /// When, RFC 3339 with a zone; now, if missing.
    pub occurred_at: Option<Text>,
    /// For which campaign.
    #[schema(required)]
    pub campaign_id: Option<Text>,
    /// For whom, if for one creator.
    pub creator_id: Option<Text>,
    /// For which placement, if for one.
    pub placement_id: Option<Text>,
    /// How much.
    #[schema(required)]
    pub amount: Option<Text>,
    /// ISO 4217 code of the amount.
    #[schema(required)]
    pub currency: Option<Text>,
    /// What for: `fee`, `amplification`, `commission`, `product` or `other`; `other`, if missing.
    pub kind: Option<Text>,
}

/// A platform counts something.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct MetricEvent {
    /// Your id of the event, up to 200 bytes.
    #[schema(required)]
    pub id: Option<Text>,
    /// When the platform said so, RFC 3339 with a zone; now, if missing. The newest word on the
    /// same stretch wins.
    pub as_of: Option<Text>,
    /// For which placement.
    #[schema(required)]
    pub placement_id: Option<Text>,
    /// In which content, if for one.
    pub content_id: Option<Text>,
    /// `impressions`, `reach`, `views`, `likes`, `comments`, `shares`, `saves`, `followers` or
    /// `mentions`.
    #[schema(required)]
    pub metric: Option<Text>,
    /// How many: a whole number.
    #[schema(required)]
    pub value: Option<Text>,
    /// The first instant of the stretch that the value covers. Without it the value is everything
    /// so far.
    pub from: Option<Text>,
    /// The first instant after the stretch.
    pub to: Option<Text>,
}

/// Somebody besides the shop saw an order: evidence, never money.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct SightingEvent {
    /// Your id of the event, up to 200 bytes.
    #[schema(required)]
    pub id: Option<Text>,
    /// When, RFC 3339 with a zone; now, if missing.
    pub occurred_at: Option<Text>,
    /// The order by any of its names: id, number, checkout or cart token.
    #[schema(required)]
    pub order: Option<Text>,
    /// Which kind of evidence: `link`, `utm`, `code`, `view`, `affiliate`, `native`, `crm` or
    /// `pixel`.
    #[schema(required)]
    pub signal: Option<Text>,
    /// Who reports it, in words, such as `impact` or `hubspot`.
    #[schema(required)]
    pub reporter: Option<Text>,
    /// What the reporter says the order was worth.
    pub value: Option<Text>,
    /// ISO 4217 code of the value.
    pub currency: Option<Text>,
    /// Who bought.
    pub shopper: Option<ShopperFields>,
}

impl Event {
    /// Reads a row of the given type.
    pub(crate) fn read(kind: &str, row: &str) -> Result<Self, EventError> {
        fn shape<T: for<'de> Deserialize<'de>>(row: &str) -> Result<T, EventError> {
            crate::json::read(row.as_bytes()).map_err(EventError::JsonInvalid)
        }
        match kind {
            "click" => shape(row).map(Self::Click),
            "visit" => shape(row).map(Self::Visit),
            "view" => shape(row).map(Self::View),
            "conversion" => shape(row).map(Box::new).map(Self::Conversion),
            "refund" => shape(row).map(Self::Refund),
            "spend" => shape(row).map(Self::Spend),
            "metric" => shape(row).map(Self::Metric),
            "sighting" => shape(row).map(Self::Sighting),
            _ => Err(EventError::TypeUnknown(cut(kind))),
        }
    }

    /// Who the shopper is may stand in `shopper` or, as on clicks, beside the other fields.
    pub(crate) fn with_shopper_of(mut self, row: &str) -> Self {
        let place = match &mut self {
            Self::Visit(event) => &mut event.shopper,
            Self::View(event) => &mut event.shopper,
            Self::Conversion(event) => &mut event.shopper,
            Self::Sighting(event) => &mut event.shopper,
            Self::Click(_) | Self::Refund(_) | Self::Spend(_) | Self::Metric(_) => return self,
        };
        if place.is_none() {
            *place = crate::json::read(row.as_bytes()).ok();
        }
        self
    }
}

impl Text {
    /// The text without surrounding white space; `None` if nothing is left.
    pub fn get(&self) -> Option<&str> {
        let text = self.0.trim();
        (!text.is_empty()).then_some(text)
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Scalar::deserialize(deserializer).map(|scalar| Self(scalar.0.into_owned()))
    }
}
