//! Mentions: counted once each, by their newest word.

use byline_core::mention::Mention;

use crate::engine::{Applied, Engine};

impl Engine {
    pub(crate) fn take_mention(&mut self, mention: &Mention) -> Applied {
        if self.mentions.take(mention) { Applied::Changed } else { Applied::Known }
    }
}
