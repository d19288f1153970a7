//! Entries: what the log holds. A fact, a choice, or a minute that passed.
//!
//! Every number that Byline shows is computed from these and nothing else. The field numbers
//! (`#[n(…)]`) are a promise to every log ever written: new fields get new numbers, old numbers
//! are never reused.

use std::collections::BTreeMap;

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::action::Acted;
use crate::brief::{Acknowledged, Brief};
use crate::campaign::Campaign;
use crate::claim::Claim;
use crate::click::{Click, Verdict};
use crate::code::PromoCode;
use crate::creator::{Creator, Deal};
use crate::decision::said::{
    Maintenance, MovesApproved, PauseSaid, ReviewDecided, RulesSet, Said, TaskSaid, VerdictGiven,
};
use crate::event::{MetricPoint, Sighting, Spend, TargetAction, View, Visit};
use crate::figure::Figure;
use crate::gate::{Launched, Waived};
use crate::id::ConnectionId;
use crate::identity::verdict::{Distinct, Merged, Unmerged};
use crate::inspection::Inspection;
use crate::link::Link;
use crate::link::health::DestinationChecked;
use crate::mention::Mention;
use crate::order::{OrderVersion, Refund};
use crate::patrol::Carried;
use crate::placement::{Content, Placement};
use crate::rate::DayRates;
use crate::shopper::{ClickId, ShopperKey};
use crate::time::Timestamp;

/// The place of an entry in its log: dense, from 1 up.
#[derive(
    Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Position(pub u64);

/// A digest that makes a delivery recognisable for ever: the same key is never applied twice.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Encode, Decode)]
#[cbor(transparent)]
pub struct DedupKey(#[cbor(n(0), with = "minicbor::bytes")] pub [u8; 16]);

/// One record of the log.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Entry {
    /// When Byline took it in. The order of the log is the order of these.
    #[n(0)]
    pub received_at: Timestamp,
    /// What was taken in.
    #[n(1)]
    pub fact: Fact,
    /// By what a second delivery is recognised; `None` where there cannot be one.
    #[n(2)]
    pub dedup: Option<DedupKey>,
    /// Who asked for it, where a person or token did.
    #[n(3)]
    pub actor: Option<String>,
}

/// What happened or was decided.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub enum Fact {
    /// A minute passed.
    #[n(0)]
    Tick,
    /// A campaign is new or changed.
    #[n(1)]
    Campaign(#[n(0)] Campaign),
    /// A creator is new or changed.
    #[n(2)]
    Creator(#[n(0)] Creator),
    /// A deal is new or changed.
    #[n(3)]
    Deal(#[n(0)] Deal),
    /// A placement is new or changed.
    #[n(4)]
    Placement(#[n(0)] Placement),
    /// Content went live.
    #[n(5)]
    Content(#[n(0)] Content),
    /// A link is new or changed.
    #[n(6)]
    Link(#[n(0)] Link),
    /// A promo code is new or changed.
    #[n(7)]
    Code(#[n(0)] PromoCode),
    /// A connection is new or changed; its secrets are kept elsewhere.
    #[n(8)]
    Connection(#[n(0)] Connection),
    /// Somebody asked for a link.
    #[n(9)]
    Click(#[n(0)] Click),
    /// A click is judged anew.
    #[n(10)]
    Reclassified {
        /// Which click.
        #[n(0)]
        click: ClickId,
        /// The new verdict.
        #[n(1)]
        verdict: Verdict,
        /// The rule behind it.
        #[n(2)]
        reason: Option<String>,
    },
    /// Somebody landed on the brand's site.
    #[n(11)]
    Visit(#[n(0)] Visit),
    /// Somebody saw content.
    #[n(12)]
    View(#[n(0)] View),
    /// A target action was done.
    #[n(13)]
    Action(#[n(0)] TargetAction),
    /// Somebody besides the shop saw an order.
    #[n(14)]
    Sighting(#[n(0)] Sighting),
    /// The shop states an order.
    #[n(15)]
    Order(#[n(0)] OrderVersion),
    /// The shop gave money back.
    #[n(16)]
    Refund(#[n(0)] Refund),
    /// Money was spent.
    #[n(17)]
    Spend(#[n(0)] Spend),
    /// A platform reports a figure.
    #[n(18)]
    Metric(#[n(0)] MetricPoint),
    /// Outside data was put aside; the raw bytes are in the inbox.
    #[n(19)]
    Quarantined(#[n(0)] Quarantined),
    /// A platform or network says what it caused.
    #[n(20)]
    Claim(#[n(0)] Claim),
    /// A platform counts something that it knows by its own id.
    #[n(21)]
    Figure(#[n(0)] Figure),
    /// Somebody spoke of the brand.
    #[n(22)]
    Mention(#[n(0)] Mention),
    /// Currency rates of a day.
    #[n(23)]
    Rates(#[n(0)] DayRates),
    /// A customer asked to be forgotten: what joins facts to this key is dropped.
    #[n(24)]
    Forgotten(#[n(0)] ShopperKey),
    /// What was put aside is taken in; what it said are facts of their own, in the same commit.
    #[n(25)]
    Replayed(#[n(0)] Replayed),
    /// Two creators are one person.
    #[n(26)]
    Merged(#[n(0)] Merged),
    /// A merge is taken back.
    #[n(27)]
    Unmerged(#[n(0)] Unmerged),
    /// Two are not one person, whatever the odds say.
    #[n(28)]
    Distinct(#[n(0)] Distinct),
    /// A place on a platform was read: what it carries of links and codes.
    #[n(29)]
    Carried(#[n(0)] Carried),
    /// Somebody looked where links lead.
    #[n(30)]
    DestinationChecked(#[n(0)] DestinationChecked),
    /// A brief is new or changed.
    #[n(31)]
    Brief(#[n(0)] Brief),
    /// A creator read the brief.
    #[n(32)]
    Acknowledged(#[n(0)] Acknowledged),
    /// Somebody answers for going live in spite of what the gate found.
    #[n(33)]
    Waived(#[n(0)] Waived),
    /// Somebody looked at a post.
    #[n(34)]
    Inspected(#[n(0)] Inspection),
    /// Creators passed the launch gate and are live.
    #[n(35)]
    Launched(#[n(0)] Launched),
    /// Something happened to an action.
    #[n(36)]
    Acted(#[n(0)] Acted),
    /// A person says something about an alert.
    #[n(37)]
    Said(#[n(0)] Said),
    /// Nobody wants to hear of a campaign for a while.
    #[n(38)]
    Maintenance(#[n(0)] Maintenance),
    /// A campaign is judged by other thresholds from now on.
    #[n(39)]
    RulesSet(#[n(0)] RulesSet),
    /// A person says something about an ad.
    #[n(40)]
    PauseSaid(#[n(0)] PauseSaid),
    /// The weekly review came to a decision about a creator.
    #[n(41)]
    ReviewDecided(#[n(0)] ReviewDecided),
    /// A person approved a plan to move money.
    #[n(42)]
    MovesApproved(#[n(0)] MovesApproved),
    /// A person says something about a task.
    #[n(43)]
    TaskSaid(#[n(0)] TaskSaid),
    /// A person says what a campaign came to.
    #[n(44)]
    VerdictGiven(#[n(0)] VerdictGiven),
}

/// A connection to a feed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct Connection {
    /// Its id, part of the address that the feed calls.
    #[n(0)]
    pub id: ConnectionId,
    /// Which feed: `shopify`, `api`, `pixel`, `import`.
    #[n(1)]
    pub feed: String,
    /// Its name, as people call it.
    #[n(2)]
    pub name: String,
    /// The account there, such as `shop.myshopify.com`; deliveries of another are refused.
    #[n(3)]
    pub account: Option<String>,
    /// Whether it is out of use.
    #[n(4)]
    pub is_archived: bool,
    /// What else the feed needs to know, such as `time_zone` or `app_key`. Never a secret.
    #[n(5)]
    #[cbor(default)]
    #[serde(default)]
    pub settings: BTreeMap<String, String>,
}

/// A delivery that was put aside and could be read later.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct Replayed {
    /// Where its raw bytes lie in the inbox.
    #[n(0)]
    pub inbox_id: u64,
}

/// Outside data that could not be read, put aside and replayable.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct Quarantined {
    /// Which connection sent it.
    #[n(0)]
    pub connection: ConnectionId,
    /// The stable code of the reason, such as `shopify.currency_unknown`.
    #[n(1)]
    pub code: String,
    /// The reason in words, without personal data.
    #[n(2)]
    pub detail: String,
    /// Where the raw bytes lie in the inbox.
    #[n(3)]
    pub inbox_id: Option<u64>,
    /// What the delivery is about, in the sender's words for it, such as `order #1001`.
    #[n(4)]
    pub about: Option<String>,
}
