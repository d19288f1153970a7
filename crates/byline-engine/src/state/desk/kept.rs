//! Kept alerts: the state machine of one alert beside the lives that it led.
//!
//! Every life is kept as it was told: its words and figures do not change when late data does. Of
//! an alert with very many lives the last ones stay; how many there were is always known.

use byline_core::action::ActionKey;
use byline_core::decision::episode::{Alert, Episode};
use byline_core::time::Timestamp;
use serde::{Deserialize, Serialize};

/// So many lives of one alert are kept.
const LIVES_KEPT: usize = 20;

/// One alert.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Kept {
    /// Its id, in messages, pagers and the API.
    pub id: String,
    /// Where it is.
    pub alert: Alert,
    /// Its last lives, the oldest first.
    pub lives: Vec<Life>,
}

/// One episode with what was told of it, and what people did.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Life {
    /// The episode.
    pub episode: Episode,
    /// What it was about, as it was told.
    pub account: Account,
    /// When the first channel took the notice.
    pub told_at: Option<Timestamp>,
    /// When and how somebody first decided what to do.
    pub decided: Option<Decided>,
    /// Under which edition of the rules it fired.
    pub rules_version: u32,
}

/// What an alert is about, in words, as the figures stood.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Account {
    /// The whole matter in one sentence.
    pub title: String,
    /// The figures behind it: label and value.
    pub figures: Vec<(String, String)>,
    /// What to do, most important first.
    pub advice: Vec<String>,
}

/// Somebody decided what to do.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Decided {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: String,
    /// What, in one word of the API.
    pub what: String,
    /// Why, if that was said.
    pub reason: Option<String>,
}

impl Kept {
    /// An alert that was never heard of.
    pub fn new(id: String) -> Self {
        Self { id, alert: Alert::default(), lives: Vec::new() }
    }

    /// Whether there is nothing to remember of it.
    pub fn is_blank(&self) -> bool {
        let Alert { phase, n_episodes, gap, .. } = &self.alert;
        *phase == Default::default() && *n_episodes == 0 && gap.missing_us == 0 && gap.n_told == 0
    }

    /// Brings the lives up to date with the alert. A new one gets the words of `account`.
    pub fn sync(&mut self, account: impl FnOnce() -> Account, rules_version: u32) {
        let Some(episode) = self.alert.open.as_ref().or(self.alert.closed.as_ref()) else { return };
        if let Some(last) = self.lives.last_mut()
            && last.episode.number == episode.number
        {
            if last.episode != *episode {
                last.episode = episode.clone();
            }
            return;
        }
        if self.lives.len() == LIVES_KEPT {
            self.lives.remove(0);
        }
        self.lives.push(Life {
            episode: episode.clone(),
            account: account(),
            told_at: None,
            decided: None,
            rules_version,
        });
    }

    /// The life that an episode's number names.
    pub fn life_mut(&mut self, number: u32) -> Option<&mut Life> {
        self.lives.iter_mut().find(|life| life.episode.number == number)
    }

    /// A channel took a notice of this episode.
    pub fn told(&mut self, number: u32, at: Timestamp) {
        if let Some(life) = self.life_mut(number) {
            life.told_at.get_or_insert(at);
        }
    }
}

/// The name of a notice on its way through one channel.
pub fn action_key(notice: &str, connection: &str) -> ActionKey {
    ActionKey(format!("{notice}>{connection}"))
}
