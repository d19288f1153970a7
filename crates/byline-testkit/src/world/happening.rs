//! What reaches Byline from outside, in order of time.

use byline_core::campaign::Campaign;
use byline_core::claim::Claim;
use byline_core::code::PromoCode;
use byline_core::creator::{Creator, Deal};
use byline_core::entry::Connection;
use byline_core::link::Link;
use byline_core::placement::{Content, Placement};
use byline_core::time::Timestamp;

/// What a brand sets up before the flight begins, in the order in which it is created.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The one campaign.
    pub campaign: Campaign,
    /// The roster.
    pub creators: Vec<Creator>,
    /// What was agreed with each.
    pub deals: Vec<Deal>,
    /// The agreed slots.
    pub placements: Vec<Placement>,
    /// The tracked links.
    pub links: Vec<Link>,
    /// The promo codes.
    pub codes: Vec<PromoCode>,
    /// The brand's shop.
    pub shop: Connection,
    /// The secret that the shop signs its deliveries with.
    pub shop_secret: String,
    /// Where spend and platform figures come from.
    pub platforms: Connection,
    /// The network that claims orders.
    pub network: Connection,
}

/// One thing that reaches Byline.
#[derive(Clone, Debug)]
pub struct Happening {
    /// When it arrives. Happenings come in this order.
    pub at: Timestamp,
    /// What it is.
    pub what: What,
}

/// The kinds of things that reach Byline.
#[derive(Clone, Debug)]
pub enum What {
    /// Content went live.
    Published(Content),
    /// Somebody, or something, asks for a link.
    LinkRequest(LinkRequest),
    /// The pixel on the brand's site sends a beacon.
    PixelBeacon(Vec<u8>),
    /// The shop delivers a webhook.
    Webhook(Webhook),
    /// The network claims an order. Evidence, never money.
    Claimed(Claim),
    /// The shop delivers what nobody can read; its signature is right.
    Spoilt(Webhook),
    /// The brand's systems send a batch to `POST /v1/events`.
    Events(Vec<u8>),
}

/// A request to a tracked link.
#[derive(Clone, Debug)]
pub struct LinkRequest {
    /// By what the answer is handed back, see [`super::World::landed`].
    pub id: RequestId,
    /// `GET` or `HEAD`.
    pub method: &'static str,
    /// The link's slug.
    pub slug: String,
    /// Its headers, names in lower case. `x-forwarded-for` holds who asked.
    pub headers: Vec<(&'static str, String)>,
}

/// Names one request to a link.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct RequestId(pub u64);

/// A signed delivery of the shop.
#[derive(Clone, Debug)]
pub struct Webhook {
    /// What it tells, such as `orders/create`; it is in the headers too.
    pub topic: &'static str,
    /// Its headers, names in lower case, the valid signature included.
    pub headers: Vec<(&'static str, String)>,
    /// Its body, JSON.
    pub body: Vec<u8>,
}
