//! The Live page's answer: what is happening now, and the three questions.

use byline_core::id::CreatorId;
use byline_core::time::Timestamp;
use serde::Serialize;

use super::figures::Figures;
use super::query::{OtherCurrency, Stand};

/// What one campaign does now.
#[derive(Clone, Debug, Serialize)]
pub struct Live {
    /// Where and when it was computed.
    pub stand: Stand,
    /// The figures of the asked range.
    pub figures: Figures,
    /// What no creator or channel earned in the asked range, in the whole workspace: no campaign's
    /// rules decided it.
    pub unattributed: Figures,
    /// Money of the asked range in other currencies than the campaign's, which cannot be added.
    pub other_currencies: Vec<OtherCurrency>,
    /// The figures of the same length before it, for comparison.
    pub before: Figures,
    /// Revenue and spend over the range, one point an hour or a day.
    pub series: Vec<Point>,
    /// Content that went live within the range: when, and whose.
    pub marks: Vec<(Timestamp, String)>,
    /// Everybody with attributed revenue in the last 60 minutes, most first.
    pub earning: Vec<Earner>,
    /// Who brings clicks that do not buy, worst first.
    pub lagging: Vec<Lagging>,
    /// Who costs money without any signal, dearest first.
    pub silent: Vec<Silent>,
    /// How fresh each feed is.
    pub feeds: Vec<FeedFreshness>,
}

/// One point of a series.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Point {
    /// Where the stretch starts.
    pub from: Timestamp,
    /// Attributed revenue under the campaign's model, in minor units.
    pub revenue_minor: i64,
    /// Money spent, in minor units.
    pub spend_minor: i64,
    /// Clicks by people.
    pub n_clicks: i64,
}

/// A creator who earns now.
#[derive(Clone, Debug, Serialize)]
pub struct Earner {
    /// Who.
    pub creator_id: CreatorId,
    /// The name.
    pub name: String,
    /// Where and how, in words, such as `TikTok · code LOLA10`.
    pub detail: String,
    /// Attributed revenue of the last 60 minutes, in minor units.
    pub revenue_minor: i64,
    /// Attributed orders of the last 60 minutes, in millionths.
    pub orders_micro: i64,
    /// Revenue of the last 12 stretches of 5 minutes, in minor units, oldest first.
    pub spark: Vec<i64>,
}

/// A creator whose clicks do not buy.
#[derive(Clone, Debug, Serialize)]
pub struct Lagging {
    /// Who.
    pub creator_id: CreatorId,
    /// The name.
    pub name: String,
    /// What kind of reason is the likeliest.
    pub cause: Cause,
    /// That reason with its evidence, in words.
    pub reason: String,
    /// Clicks by people within the range.
    pub n_clicks: i64,
    /// Credited orders within the range, in millionths.
    pub orders_micro: i64,
    /// The roster's conversion rate within the range, as orders in millionths...
    pub roster_orders_micro: i64,
    /// ...over clicks.
    pub roster_n_clicks: i64,
    /// Clicks of the last 12 hours, oldest first.
    pub spark: Vec<i64>,
}

/// Why clicks may not buy, in the order in which a brand can mend it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// Where they land is no page that sells, or their marks are lost on the way there.
    Destination,
    /// Where they land is sold out.
    SoldOut,
    /// The promo code has ended, is refused or is public.
    Code,
    /// The page asks for more than it did.
    PriceRaised,
    /// The page takes too long.
    SlowPage,
    /// Many never reach the page.
    LostOnTheWay,
    /// Most come from countries that the others' clicks hardly come from.
    Country,
    /// Most come from devices on which people buy less often.
    Device,
    /// They buy less in an app's own browser.
    InAppBrowser,
    /// Most requests are bots and previews.
    Bots,
    /// Others sell from the same pages: what the content promises is left, or who sees it.
    Promise,
    /// The signals show no fault.
    Unknown,
}

/// A creator who costs money without any signal.
#[derive(Clone, Debug, Serialize)]
pub struct Silent {
    /// Who.
    pub creator_id: CreatorId,
    /// The name.
    pub name: String,
    /// What is known about the silence, in words: is it even wired?
    pub reason: String,
    /// Money spent within the range, in minor units.
    pub spend_minor: i64,
    /// Hours since the last click or order; `None` if there never was one.
    pub silent_hours: Option<i64>,
    /// Whether a link or code exists at all. If not, the creator is not to blame.
    pub is_wired: bool,
}

/// How fresh one feed is, from the world's time and not from the screen's.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct FeedFreshness {
    /// The word for programs: `clicks`, `orders`, `visits`, ...
    pub key: &'static str,
    /// Which, in words people know: `Link clicks`, `Orders`, `Pixel`, ...
    pub name: String,
    /// How it arrives: `stream`, `poll`, `batch`, `manual`.
    pub refresh: &'static str,
    /// How many facts it brought.
    pub n_facts: u64,
    /// When its newest fact happened; `None` if it never brought one.
    pub newest_at: Option<Timestamp>,
    /// When the last of them was taken in.
    pub received_at: Option<Timestamp>,
    /// The longest gap that is usual between two of them, in seconds; `None` while too few days
    /// tell.
    pub usual_gap_s: Option<i64>,
    /// How long a silence may be before it is a fault, in seconds.
    pub patience_s: i64,
    /// When a silence becomes a fault; `None` where no silence is one.
    pub due_at: Option<Timestamp>,
    /// The median delay from happening to being usable, in milliseconds.
    pub delay_p50_ms: Option<i64>,
    /// The 95th percentile of that delay, in milliseconds.
    pub delay_p95_ms: Option<i64>,
}

impl FeedFreshness {
    /// Whether nothing came for longer than is usual for it.
    pub fn is_quiet(&self, now: Timestamp) -> bool {
        self.due_at.is_some_and(|due_at| due_at < now)
    }

    /// Since when it is silent: since the word after which its patience runs.
    pub fn silent_since(&self) -> Option<Timestamp> {
        let judged = self.due_at.map(|due_at| due_at.plus_seconds(-self.patience_s));
        judged.or(self.newest_at)
    }
}
