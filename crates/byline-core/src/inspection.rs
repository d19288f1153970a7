//! Inspections: what somebody saw when they looked at a post. Never changed, only added to.
//!
//! One look answers three questions: is the post disclosed, does it carry the creator's link, and
//! is the code right? What was not looked at is not said, and what is not said is not "no".

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::id::ContentId;

/// What was seen of one post at one time.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct Inspection {
    /// Which post.
    #[n(0)]
    pub content_id: ContentId,
    /// Whether the post has to be disclosed at all.
    #[n(1)]
    pub must_disclose: bool,
    /// Whether it is disclosed, as the brief wants it.
    #[n(2)]
    pub is_disclosed: Option<bool>,
    /// The words or label that were seen, as they stood there.
    #[n(3)]
    pub observed: Option<String>,
    /// Whether it carries the creator's own link.
    #[n(4)]
    pub has_link: Option<bool>,
    /// Whether it says the creator's own code.
    #[n(5)]
    pub has_code: Option<bool>,
    /// What proves it: the address of a screenshot or archived page.
    #[n(6)]
    pub evidence: Option<String>,
    /// What is kept with it, such as a note on consent and on what data is collected.
    #[n(7)]
    pub note: Option<String>,
    /// Who looked.
    #[n(8)]
    pub by: String,
}

impl Inspection {
    /// Whether it saw a post that had to be disclosed and was not.
    pub fn is_violation(&self) -> bool {
        self.must_disclose && self.is_disclosed == Some(false)
    }
}
