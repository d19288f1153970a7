//! Promo codes: words at checkout that name a creator.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::id::{CampaignId, CodeId, CreatorId};
use crate::time::{MICROS_PER_HOUR, Timestamp};

/// A code at checkout that names a creator. One spelling may belong to different creators at
/// different times, never at the same time.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct PromoCode {
    /// Its id.
    #[n(0)]
    pub id: CodeId,
    /// The code in normal form, see [`normal_form`].
    #[n(1)]
    pub code: String,
    /// For which campaign.
    #[n(2)]
    pub campaign_id: CampaignId,
    /// Whose code.
    #[n(3)]
    pub creator_id: CreatorId,
    /// The first instant at which it names the creator; always, if not set.
    #[n(4)]
    pub valid_from: Option<Timestamp>,
    /// The first instant at which it no longer does; never, if not set.
    #[n(5)]
    pub valid_to: Option<Timestamp>,
    /// What its use earns.
    #[n(6)]
    pub policy: CodePolicy,
    /// Whether it is known to be public. A leaked code earns only with a click of its creator.
    #[n(7)]
    pub is_leaked: bool,
    /// Whether it is out of use. History stays.
    #[n(8)]
    pub is_archived: bool,
}

/// What the use of a code earns.
#[derive(
    Clone, Copy, Default, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, Encode, Decode,
)]
#[serde(rename_all = "snake_case")]
pub enum CodePolicy {
    /// It is a touch at the order's instant, ranked last, and takes part in the model.
    #[default]
    #[n(0)]
    Touch,
    /// Its creator gets the whole order.
    #[n(1)]
    Always,
    /// It counts only if its creator has an eligible click too.
    #[n(2)]
    IfInvolved,
    /// It earns nothing.
    #[n(3)]
    Never,
}

impl PromoCode {
    /// Whether the code names its creator at `at`.
    pub fn is_valid_at(&self, at: Timestamp) -> bool {
        let has_begun = self.valid_from.is_none_or(|from| from <= at);
        let has_ended = self.valid_to.is_some_and(|to| to <= at);
        has_begun && !has_ended
    }

    /// Whether there is an instant at which both name their creator.
    pub fn overlaps(&self, other: &Self) -> bool {
        let begins_before_end = |a: &Self, b: &Self| {
            b.valid_to.is_none_or(|end| a.valid_from.is_none_or(|begin| begin < end))
        };
        begins_before_end(self, other) && begins_before_end(other, self)
    }

    /// Whether it stops naming its creator within `n_days` after `now`: time to tell them.
    pub fn ends_within(&self, now: Timestamp, n_days: i64) -> bool {
        let until = now.0.saturating_add(n_days.saturating_mul(24 * MICROS_PER_HOUR));
        let ends = self.valid_to.is_some_and(|end| now < end && end.0 <= until);
        ends && !self.is_archived
    }

    /// The policy in force: a leaked code drops to [`CodePolicy::IfInvolved`].
    pub fn policy_in_force(&self) -> CodePolicy {
        match self.policy {
            CodePolicy::Touch | CodePolicy::Always if self.is_leaked => CodePolicy::IfInvolved,
            policy => policy,
        }
    }
}

/// The one spelling of a code: NFKC, upper case, without spaces and invisible characters.
pub fn normal_form(code: &str) -> String {
    let visible = code.nfkc().filter(|c| !c.is_whitespace() && !is_invisible(*c));
    visible.flat_map(char::to_uppercase).collect()
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}')
}
