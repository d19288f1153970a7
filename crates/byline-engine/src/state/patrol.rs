//! The link patrol: what places on platforms carried last, how each post stands, and since when.
//!
//! A stretch in which a post was live without its link is a gap. It begins when the link was last
//! known to be there, ends when it is seen again, and stays: what was lost then is not counted
//! later, so nothing that is declared afterwards closes it for the past.

use std::collections::{BTreeMap, BTreeSet};

use byline_core::figure::Subject;
use byline_core::id::ContentId;
use byline_core::patrol::{Carried, Judged, Spot};
use byline_core::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What stands in a placement: a post, or the place itself where it is no post, such as a bio. By
/// the placement's number.
pub type Post = (u32, Option<ContentId>);

/// What was read of places, and how posts stand by that.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct PatrolBook {
    places: BTreeMap<(Subject, Spot), Carried>,
    beats: BTreeMap<Post, Beat>,
    /// Contents by what platforms call them.
    contents: BTreeMap<Subject, BTreeSet<ContentId>>,
    /// When posts without any link were last looked for.
    swept_at: Option<Timestamp>,
}

/// How one post stands.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Beat {
    /// How it stood when it was last read; `None` if nobody could read it.
    pub stand: Option<Stand>,
    /// When it was live without its link, oldest first; the last may be open.
    pub gaps: Vec<Gap>,
    /// When the link was last known to be there.
    tracked_at: Option<Timestamp>,
}

/// What was read of a post.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Stand {
    /// How it stands.
    pub judged: Judged,
    /// Since when it stands so.
    pub since: Timestamp,
    /// When it was last read.
    pub seen_at: Timestamp,
}

/// A post was live without its link.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Gap {
    /// From when at the earliest.
    pub from: Timestamp,
    /// Until when; `None` if it still is.
    pub to: Option<Timestamp>,
    /// Why.
    pub why: Lack,
}

/// Why nothing was tracked.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Lack {
    /// Nobody had issued a link for the placement.
    NoLink,
    /// The link did not stand there.
    LinkMissing,
    /// Something else stood there in its place.
    LinkAltered,
    /// A person looked and saw that the link was not there.
    SeenByHand,
}

impl PatrolBook {
    /// Keeps what a place carried; tells whether that is news.
    pub fn read(&mut self, carried: &Carried) -> bool {
        let key = (carried.subject.clone(), carried.spot);
        let before = self.places.get(&key);
        if before.is_some_and(|before| carried.as_of < before.as_of || before == carried) {
            return false;
        }
        self.places.insert(key, carried.clone());
        true
    }

    /// What a place carried last.
    pub fn place(&self, subject: &Subject, spot: Spot) -> Option<&Carried> {
        self.places.get(&(subject.clone(), spot))
    }

    /// A piece of content goes by these names on platforms from now on.
    pub fn name_content(&mut self, id: &ContentId, before: &[Subject], after: &[Subject]) {
        for subject in before {
            if let Some(contents) = self.contents.get_mut(subject) {
                contents.remove(id);
            }
        }
        for subject in after {
            self.contents.entry(subject.clone()).or_default().insert(id.clone());
        }
    }

    /// The contents that a platform calls so.
    pub fn contents_called(&self, subject: &Subject) -> Vec<ContentId> {
        self.contents.get(subject).into_iter().flatten().cloned().collect()
    }

    /// A post was read at `at`. What is not known to have been tracked before counts as untracked
    /// from `live_from` on.
    pub fn note(&mut self, post: &Post, judged: Judged, at: Timestamp, live_from: Timestamp) {
        let beat = self.beats.entry(post.clone()).or_default();
        let lack = if judged.altered.is_empty() { Lack::LinkMissing } else { Lack::LinkAltered };
        let (is_gone, is_tracked) = (judged.is_gone, judged.has_link);
        match &mut beat.stand {
            Some(stand) if stand.judged == judged => {
                let (since, is_later) = (stand.since, stand.seen_at < at);
                stand.seen_at = at.max(stand.seen_at);
                // One answer that leaves a post out may be a mistake; the second look decides.
                if is_gone && is_later {
                    beat.note_tracked(None, since, since);
                }
            }
            stand => *stand = Some(Stand { judged, since: at, seen_at: at }),
        }
        if !is_gone {
            beat.note_tracked((!is_tracked).then_some(lack), at, live_from);
        }
    }

    /// Nobody can say any more how a post stands.
    pub fn forget_stand(&mut self, post: &Post) {
        if let Some(beat) = self.beats.get_mut(post) {
            beat.stand = None;
        }
    }

    /// A post is in another placement now, where other links are wanted. What was not tracked goes
    /// with it; how it stands is not known until it is read.
    pub fn move_post(&mut self, id: &ContentId, from: u32, to: u32) {
        if let Some(beat) = self.beats.remove(&(from, Some(id.clone()))) {
            self.beats.insert((to, Some(id.clone())), Beat { stand: None, ..beat });
        }
    }

    /// From `at` on nothing need stand there.
    pub fn end(&mut self, post: &Post, at: Timestamp) {
        if let Some(beat) = self.beats.get_mut(post) {
            beat.note_tracked(None, at, at);
            // Whatever comes after begins anew.
            (beat.stand, beat.tracked_at) = (None, None);
        }
    }

    /// A post is known to be without its link, or to have it.
    pub fn note_lack(
        &mut self,
        post: &Post,
        lack: Option<Lack>,
        at: Timestamp,
        live_from: Timestamp,
    ) {
        self.beats.entry(post.clone()).or_default().note_tracked(lack, at, live_from);
    }

    /// How a post stands.
    pub fn beat(&self, post: &Post) -> Option<&Beat> {
        self.beats.get(post)
    }

    /// Every post of which anything is known.
    pub fn beats(&self) -> impl Iterator<Item = (&Post, &Beat)> {
        self.beats.iter()
    }

    /// Whether posts without any link are to be looked for: once an hour, so that who declares
    /// posts first and links a moment later leaves no gap.
    pub fn is_sweep_due(&mut self, now: Timestamp) -> bool {
        const HOUR_S: i64 = 3_600;
        let is_due = self.swept_at.is_none_or(|last| HOUR_S <= now.seconds_since(last));
        if is_due {
            self.swept_at = Some(now);
        }
        is_due
    }
}

impl Beat {
    fn note_tracked(&mut self, lack: Option<Lack>, at: Timestamp, live_from: Timestamp) {
        let open = self.gaps.last_mut().filter(|gap| gap.to.is_none());
        match (lack, open) {
            (None, Some(gap)) => gap.to = Some(at.max(gap.from)),
            (Some(why), None) => {
                let from = self.tracked_at.unwrap_or(live_from).min(at);
                self.gaps.push(Gap { from, to: None, why });
            }
            _ => {}
        }
        if lack.is_none() {
            self.tracked_at = self.tracked_at.max(Some(at));
        }
    }

    /// Whether it is live without its link now.
    pub fn open_gap(&self) -> Option<&Gap> {
        self.gaps.last().filter(|gap| gap.to.is_none())
    }
}

impl Lack {
    /// Why, in plain words.
    pub fn title(self) -> &'static str {
        match self {
            Self::NoLink => "no link was issued for it",
            Self::LinkMissing => "its link was not there",
            Self::LinkAltered => "something else stood in the link's place",
            Self::SeenByHand => "somebody saw that its link was not there",
        }
    }
}
