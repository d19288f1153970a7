//! A scene: one campaign at one instant, as every rule looks at it.

use byline_core::action::Action;
use byline_core::campaign::Campaign;
use byline_core::credit::Model;
use byline_core::decision::Rules;
use byline_core::feed::{self, Role, Way};
use byline_core::figure::{Subject, SubjectKind};
use byline_core::money::Money;
use byline_core::time::{Timestamp, Zone};

use crate::engine::Engine;
use crate::state::cells::Cell;
use crate::state::desk::{About, AlertKey};

use super::split_ad;

/// One campaign at one instant.
pub(crate) struct Scene<'a> {
    pub engine: &'a Engine,
    /// The campaign's number.
    pub number: u32,
    pub campaign: &'a Campaign,
    pub rules: Rules,
    pub now: Timestamp,
    pub is_in_flight: bool,
    /// Whether nobody wants to hear of it now.
    pub is_maintained: bool,
}

/// The least for which a shop that streams is given time, in seconds.
const STALE_S: i64 = 60 * 60;

impl<'a> Scene<'a> {
    /// The model of the campaign's conversions and revenue.
    pub fn model(&self) -> Model {
        self.campaign.rules.model
    }

    /// The zone of the campaign's days and hours.
    pub fn zone(&self) -> Zone {
        Zone::parse(&self.campaign.time_zone).unwrap_or_else(|_| Zone::utc())
    }

    /// Revenue of an hour below which somebody is called, in minor units.
    pub fn floor_minor(&self) -> Option<i64> {
        self.campaign.gate.as_ref()?.floor_minor.filter(|floor| 0 < *floor)
    }

    /// The readings of its creators in its currency, with the creators' numbers.
    pub fn cells(&self) -> impl Iterator<Item = (u32, &'a Cell)> + use<'a> {
        let (number, currency) = (self.number, self.campaign.currency);
        let cells = self.engine.cells.iter();
        let cells =
            cells.filter(move |cell| cell.key.campaign == number && cell.key.currency == currency);
        cells.filter_map(|cell| Some((cell.creator()?, cell)))
    }

    /// The name of the alert, the same in every replay.
    pub fn alert_id(&self, key: &AlertKey) -> String {
        let rule = key.rule.key();
        let campaign = self.campaign.id.as_str();
        match &key.about {
            About::Campaign => format!("{rule}:{campaign}"),
            About::Creator(number) => {
                format!("{rule}:{campaign}:{}", self.engine.registry.creators.id(*number))
            }
            About::Ad(ad) => format!("{rule}:{campaign}:{ad}"),
        }
    }

    /// A creator's name.
    pub fn name_of(&self, creator: u32) -> String {
        let registry = &self.engine.registry;
        let row = registry.creators.row(creator);
        row.map_or_else(|| registry.creators.id(creator).to_owned(), |row| row.name.clone())
    }

    /// An amount in the campaign's currency, for people.
    pub fn money(&self, minor: i64) -> String {
        Money { minor, currency: self.campaign.currency }.told()
    }
}

impl Engine {
    /// The shop that has said nothing for longer than it should, if any has: its name, and when it
    /// spoke last.
    pub(crate) fn silent_shop(&self, now: Timestamp) -> Option<(String, Timestamp)> {
        let mut silent: Option<(String, Timestamp)> = None;
        for (id, connected) in self.sources.iter() {
            let newest = connected.kinds.values().filter_map(|source| source.newest_at).max();
            let row = self.connection(id.as_str());
            let key = row.map_or(id.as_str(), |row| row.feed.as_str());
            let (Some(newest), Some(feed)) = (newest, feed::find(key)) else { continue };
            let is_quick = matches!(feed.ways.first(), Some(Way::Stream | Way::Poll));
            let patience_s = STALE_S.max(i64::from(feed.target_min) * 60);
            let is_in_use = row.is_none_or(|row| !row.is_archived);
            let is_late = patience_s < now.seconds_since(newest);
            let is_first = silent.as_ref().is_none_or(|(_, at)| newest < *at);
            if feed.role == Role::Shop && is_quick && is_in_use && is_late && is_first {
                let name = row.map_or_else(|| feed.name.to_owned(), |row| row.name.clone());
                silent = Some((name, newest));
            }
        }
        silent
    }

    /// The number of the campaign that an action on an ad belongs to.
    pub(crate) fn campaign_of_ad(&self, action: &Action) -> Option<u32> {
        let ad = action.deed.ad()?;
        let connection = self.connection(action.to.as_str())?;
        let subject =
            Subject { feed: connection.feed.clone(), kind: SubjectKind::Ad, id: ad.id.clone() };
        let placement = self.figures.owner(&subject)?;
        Some(self.registry.placement_target(placement).campaign)
    }

    /// The thing that an ad's name, such as `tiktok_ads/1234`, means.
    pub(crate) fn subject_of_ad(&self, ad: &str) -> Option<Subject> {
        let (feed, id) = split_ad(ad)?;
        Some(Subject { feed: feed.to_owned(), kind: SubjectKind::Ad, id: id.to_owned() })
    }
}
