//! Channels: every way in which Byline tells people, and what a connection to it must know.
//!
//! One table that connections, pages, the API and the docs read. A channel is a connection like
//! that of a feed, but nothing comes from it: Byline speaks, and it listens.

use serde::Serialize;

use crate::entry::Connection;

/// One way to tell people.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Channel {
    /// The word in connections, such as `slack`.
    pub key: &'static str,
    /// The name on screens.
    pub name: &'static str,
    /// Whether it wakes people: another of this kind is tried first where one fails.
    pub is_pager: bool,
    /// What its secret is.
    pub secret: &'static str,
    /// Whether it can do without a secret.
    pub may_lack_secret: bool,
    /// What else it knows.
    pub settings: &'static [Setting],
}

/// One setting of a channel.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Setting {
    /// Its name.
    pub name: &'static str,
    /// Whether nothing can be sent without it.
    pub is_required: bool,
    /// What it means.
    pub doc: &'static str,
}

/// Whether what is decided leaves.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// It is written down what would have left.
    DryRun,
    /// It leaves.
    Live,
    /// The receiver wants nothing any more; a person turns it on again.
    Off,
}

/// The setting of a connection that holds its [`Mode`].
pub const MODE: &str = "mode";

const fn setting(name: &'static str, doc: &'static str) -> Setting {
    Setting { name, is_required: false, doc }
}

const fn required(name: &'static str, doc: &'static str) -> Setting {
    Setting { name, is_required: true, doc }
}

const URGENCIES: Setting = setting(
    "urgencies",
    "which messages it gets: page, investigate and review, with commas between",
);
const ZONE: Setting = setting("time_zone", "the zone of times in messages, such as Europe/Berlin");

/// Every channel, in the order of screens.
pub const CHANNELS: &[Channel] = &[
    Channel {
        key: "pagerduty",
        name: "PagerDuty",
        is_pager: true,
        secret: "the integration key of a service (Events API v2)",
        may_lack_secret: false,
        settings: &[
            setting("api_url", "for the EU region https://events.eu.pagerduty.com"),
            URGENCIES,
        ],
    },
    Channel {
        key: "opsgenie",
        name: "Opsgenie",
        is_pager: true,
        secret: "the key of an API integration",
        may_lack_secret: false,
        settings: &[
            setting(
                "api_url",
                "for the EU region https://api.eu.opsgenie.com, or that of whatever speaks alike",
            ),
            setting("team", "the team that is told"),
            URGENCIES,
        ],
    },
    Channel {
        key: "slack",
        name: "Slack",
        is_pager: false,
        secret: "the address of an incoming webhook, or a bot token (xoxb-…)",
        may_lack_secret: false,
        settings: &[
            setting("channel", "with a bot token: the channel's id, such as C0123456789"),
            URGENCIES,
        ],
    },
    Channel {
        key: "mail",
        name: "Mail",
        is_pager: false,
        secret: "the password at the mail server",
        may_lack_secret: true,
        settings: &[
            required("host", "the mail server, such as smtp.brand.com"),
            required("from", "the sender, such as Byline <byline@brand.com>"),
            required("to", "who is told, separated by commas"),
            setting("port", "default 465 with tls, 587 with starttls, 25 with none"),
            setting("security", "how it is encrypted: tls (default), starttls or none"),
            setting("user", "the name at the mail server; default: none is shown"),
            ZONE,
            URGENCIES,
        ],
    },
    Channel {
        key: "webhook",
        name: "Webhook",
        is_pager: false,
        secret: "the signing secret (whsec_…)",
        may_lack_secret: false,
        settings: &[required("url", "where to post to, by https"), URGENCIES],
    },
];

/// The channel with this key.
pub fn find(key: &str) -> Option<&'static Channel> {
    CHANNELS.iter().find(|channel| channel.key == key)
}

/// The platforms on which an ad can be paused. What they count is read with another token.
pub const AD_PLATFORMS: [&str; 3] = ["tiktok_ads", "meta_ads", "google_ads"];

/// Whether what is decided leaves over this connection. Without a word about it, it does not.
pub fn mode_of(connection: &Connection) -> Mode {
    match connection.settings.get(MODE).map(|text| text.trim()) {
        Some("live") => Mode::Live,
        Some("off") => Mode::Off,
        _ => Mode::DryRun,
    }
}

impl Mode {
    /// The word in settings.
    pub fn key(self) -> &'static str {
        match self {
            Self::DryRun => "dry_run",
            Self::Live => "live",
            Self::Off => "off",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed;

    #[test]
    fn every_key_is_there_once_and_is_no_feed() {
        for channel in CHANNELS {
            let n_same = CHANNELS.iter().filter(|other| other.key == channel.key).count();
            assert_eq!(n_same, 1, "{}", channel.key);
            assert_eq!(feed::find(channel.key), None);
        }
        assert!(AD_PLATFORMS.iter().all(|key| feed::find(key).is_some()));
    }

    /// Reads as a table: the setting `mode`, what holds.
    #[test]
    fn nothing_leaves_unless_somebody_said_so() {
        for (said, expected) in [
            (None, Mode::DryRun),
            (Some("live"), Mode::Live),
            (Some(" live "), Mode::Live),
            (Some("LIVE"), Mode::DryRun),
            (Some("on"), Mode::DryRun),
            (Some("off"), Mode::Off),
        ] {
            let settings = said.map(|text| (MODE.to_owned(), text.to_owned()));
            let connection = Connection {
                id: "con_1".into(),
                feed: "slack".to_owned(),
                name: "Slack".to_owned(),
                account: None,
                is_archived: false,
                settings: settings.into_iter().collect(),
            };
            assert_eq!(mode_of(&connection), expected, "{said:?}");
        }
    }
}
