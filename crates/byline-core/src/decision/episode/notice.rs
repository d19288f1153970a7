//! Notices: what an alert tells people, each with a name of its own.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// Something to tell people, once a channel.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Notice {
    /// What happened.
    pub kind: NoticeKind,
    /// In which episode of the alert, or in which gap of its data; from 1 up.
    pub number: u32,
    /// When.
    pub at: Timestamp,
}

/// What happened.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// It fires.
    Fired,
    /// Nobody acknowledged it in time; from 1 up.
    Escalated {
        /// How often that was so.
        level: u32,
    },
    /// A snooze is over and it still fires; the instant tells several snoozes apart.
    SnoozeOver {
        /// Until when it was snoozed.
        until: Timestamp,
    },
    /// It is over.
    Resolved,
    /// It comes and goes too often to tell each time.
    Flapping,
    /// Data is missing.
    NoData,
    /// Data is there again.
    DataBack,
}

impl NoticeKind {
    /// Whether it is about data, and so its number is that of a gap and not of an episode.
    pub fn is_about_data(self) -> bool {
        matches!(self, Self::NoData | Self::DataBack)
    }
}

impl Notice {
    /// The name of the notice of an alert: the same for every replay, so that an outbox or a pager
    /// knows it again. It holds the episode, so that people do, too.
    pub fn key(&self, alert: &str) -> String {
        let number = self.number;
        match self.kind {
            NoticeKind::Fired => format!("{alert}/{number}/fired"),
            NoticeKind::Escalated { level } => format!("{alert}/{number}/escalated-{level}"),
            NoticeKind::SnoozeOver { until } => {
                format!("{alert}/{number}/snooze-over-{}", until.seconds())
            }
            NoticeKind::Resolved => format!("{alert}/{number}/resolved"),
            NoticeKind::Flapping => format!("{alert}/{number}/flapping"),
            NoticeKind::NoData => format!("{alert}/gap-{number}/no-data"),
            NoticeKind::DataBack => format!("{alert}/gap-{number}/data-back"),
        }
    }
}
