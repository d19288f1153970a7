//! Mentions: who spoke of the brand, how often and in what tone.
//!
//! Each mention counts once, by its newest word. Comments on the brand's own content are kept
//! apart: they have a tone, and are no mentions.

use std::collections::BTreeMap;
use std::ops::{Add, AddAssign, Neg};

use byline_core::id::{ConnectionId, EventId};
use byline_core::mention::{Mention, Sentiment};
use serde::{Deserialize, Serialize};

use super::series::Series;

/// Mentions of a stretch, by what is known of them.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct MentionCounts {
    /// All of them.
    pub n_all: i64,
    /// Those that tag the brand's account.
    pub n_tagged: i64,
    /// Those that do not.
    pub n_untagged: i64,
    /// Friendly ones.
    pub n_positive: i64,
    /// Those judged to be neither friendly nor unfriendly.
    pub n_neutral: i64,
    /// Unfriendly ones.
    pub n_negative: i64,
}

/// Every mention.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct MentionBook {
    kept: BTreeMap<(ConnectionId, EventId), Kept>,
    mentions: Series<MentionCounts>,
    comments: Series<MentionCounts>,
}

/// What one mention counts as, and where.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
struct Kept {
    bucket: u32,
    is_comment: bool,
    counts: MentionCounts,
}

impl MentionCounts {
    fn of(mention: &Mention) -> Self {
        let is = |condition: bool| i64::from(condition);
        Self {
            n_all: 1,
            n_tagged: is(mention.is_tagged == Some(true)),
            n_untagged: is(mention.is_tagged == Some(false)),
            n_positive: is(mention.sentiment == Some(Sentiment::Positive)),
            n_neutral: is(mention.sentiment == Some(Sentiment::Neutral)),
            n_negative: is(mention.sentiment == Some(Sentiment::Negative)),
        }
    }
}

impl Add for MentionCounts {
    type Output = Self;

    fn add(self, more: Self) -> Self {
        Self {
            n_all: self.n_all + more.n_all,
            n_tagged: self.n_tagged + more.n_tagged,
            n_untagged: self.n_untagged + more.n_untagged,
            n_positive: self.n_positive + more.n_positive,
            n_neutral: self.n_neutral + more.n_neutral,
            n_negative: self.n_negative + more.n_negative,
        }
    }
}

impl AddAssign for MentionCounts {
    fn add_assign(&mut self, more: Self) {
        *self = *self + more;
    }
}

impl Neg for MentionCounts {
    type Output = Self;

    fn neg(self) -> Self {
        Self {
            n_all: -self.n_all,
            n_tagged: -self.n_tagged,
            n_untagged: -self.n_untagged,
            n_positive: -self.n_positive,
            n_neutral: -self.n_neutral,
            n_negative: -self.n_negative,
        }
    }
}

impl MentionBook {
    /// Counts a mention in place of what was said of it before. Tells whether anything changed.
    pub fn take(&mut self, mention: &Mention) -> bool {
        let kept = Kept {
            bucket: mention.occurred_at.bucket().0,
            is_comment: mention.content.is_some(),
            counts: MentionCounts::of(mention),
        };
        let key = (mention.connection.clone(), mention.id.clone());
        let before = self.kept.insert(key, kept);
        if before == Some(kept) {
            return false;
        }
        if let Some(before) = before {
            self.series_mut(before.is_comment).add(before.bucket, -before.counts);
        }
        self.series_mut(kept.is_comment).add(kept.bucket, kept.counts);
        true
    }

    fn series_mut(&mut self, is_comment: bool) -> &mut Series<MentionCounts> {
        if is_comment { &mut self.comments } else { &mut self.mentions }
    }

    /// Mentions by bucket.
    pub fn mentions(&self) -> &Series<MentionCounts> {
        &self.mentions
    }

    /// Comments on the brand's own content, by bucket.
    pub fn comments(&self) -> &Series<MentionCounts> {
        &self.comments
    }
}
