//! Alerts by name: which rules can raise one, how urgent it is, and through which channels people
//! hear of it.

use serde::{Deserialize, Serialize};

use crate::entry::Connection;

use super::rules::{EpisodeRules, Rules};
use super::urgency::Urgency;

/// What raises an alert.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertRule {
    /// Revenue of the last hour stays below the floor.
    Floor,
    /// Too many pauses were wished at once; all of them are held.
    MassChange,
    /// A change of an ad did not work.
    PauseFailed,
    /// A creator is red.
    Red,
    /// People click and do not buy.
    Traffic,
    /// More revenue than planned.
    Target,
}

impl AlertRule {
    /// Every rule, in the order of screens.
    pub const ALL: [Self; 6] =
        [Self::Floor, Self::MassChange, Self::PauseFailed, Self::Red, Self::Traffic, Self::Target];

    /// The word in ids and the API.
    pub fn key(self) -> &'static str {
        match self {
            Self::Floor => "floor",
            Self::MassChange => "mass_change",
            Self::PauseFailed => "pause_failed",
            Self::Red => "red",
            Self::Traffic => "traffic",
            Self::Target => "target",
        }
    }

    /// The name on screens.
    pub fn name(self) -> &'static str {
        match self {
            Self::Floor => "Hourly revenue below its floor",
            Self::MassChange => "Mass change held",
            Self::PauseFailed => "Ad change failed",
            Self::Red => "Creator is red",
            Self::Traffic => "Clicks, few sales",
            Self::Target => "Above target",
        }
    }

    /// How soon somebody must act.
    pub fn urgency(self) -> Urgency {
        match self {
            Self::Floor | Self::MassChange | Self::PauseFailed => Urgency::Page,
            Self::Red | Self::Traffic => Urgency::Investigate,
            Self::Target => Urgency::Review,
        }
    }

    /// How alerts of this rule live. What Byline itself could not do is told at once.
    pub fn episodes(self, rules: &Rules) -> EpisodeRules {
        let episodes = self.urgency().rules(rules);
        match self {
            Self::MassChange | Self::PauseFailed => EpisodeRules { pending_s: 0, ..episodes },
            _ => episodes,
        }
    }
}

/// Feeds that are channels, with what they carry unless their connection says otherwise.
const CHANNELS: [(&str, &[Urgency]); 5] = [
    ("pagerduty", &[Urgency::Page]),
    ("opsgenie", &[Urgency::Page]),
    ("slack", &Urgency::ALL),
    ("mail", &Urgency::ALL),
    ("webhook", &[Urgency::Investigate, Urgency::Review]),
];

/// The setting of a connection that says what it carries: words with commas between.
pub const URGENCIES_SETTING: &str = "urgencies";

/// What a channel of this kind carries unless its connection says otherwise; `None` of a feed that
/// is no channel.
pub fn usual(feed: &str) -> Option<&'static [Urgency]> {
    CHANNELS.iter().find(|(known, _)| *known == feed).map(|(_, usual)| *usual)
}

/// Whether people hear of something so urgent through this connection.
pub fn carries(connection: &Connection, urgency: Urgency) -> bool {
    let usual = usual(&connection.feed).filter(|_| !connection.is_archived);
    let Some(usual) = usual else { return false };
    match connection.settings.get(URGENCIES_SETTING) {
        Some(words) => words.split(',').any(|word| word.trim() == urgency.key()),
        None => usual.contains(&urgency),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads: a feed, its setting, and the urgencies that it carries.
    #[track_caller]
    fn check(feed: &str, setting: Option<&str>, expected: &[Urgency]) {
        let settings = setting.map(|words| (URGENCIES_SETTING.to_owned(), words.to_owned()));
        let connection = Connection {
            id: feed.into(),
            feed: feed.to_owned(),
            name: feed.to_owned(),
            account: None,
            is_archived: false,
            settings: settings.into_iter().collect(),
        };
        let carried = Urgency::ALL.into_iter().filter(|urgency| carries(&connection, *urgency));
        assert_eq!(carried.collect::<Vec<_>>(), expected, "{feed} {setting:?}");
        let archived = Connection { is_archived: true, ..connection };
        assert!(!carries(&archived, Urgency::Page));
    }

    #[test]
    fn each_channel_carries_what_it_is_for() {
        use Urgency::{Investigate, Page, Review};
        check("pagerduty", None, &[Page]);
        check("opsgenie", None, &[Page]);
        check("slack", None, &[Page, Investigate, Review]);
        check("mail", None, &[Page, Investigate, Review]);
        check("webhook", None, &[Investigate, Review]);
        check("webhook", Some("page, review"), &[Page, Review]);
        check("slack", Some(""), &[]);
        check("shopify", Some("page"), &[]);
    }
}
