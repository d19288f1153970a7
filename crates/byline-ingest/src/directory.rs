//! What is known of links, creators, campaigns and placements, so that a row can name them.

use byline_core::id::{CreatorId, LinkId};

/// Looks up what rows refer to. The caller answers from its engine.
pub trait Directory: Sync {
    /// The link with this slug or id; slugs are compared without case.
    fn link(&self, slug_or_id: &str) -> Option<LinkId>;

    /// Whether there is such a creator.
    fn has_creator(&self, id: &str) -> bool;

    /// The one creator with this handle or name, compared without case and `@`; `None` if there
    /// is none, or more than one.
    fn creator_named(&self, _handle_or_name: &str) -> Option<CreatorId> {
        None
    }

    /// Whether there is such a campaign.
    fn has_campaign(&self, id: &str) -> bool;

    /// Whether there is such a placement.
    fn has_placement(&self, id: &str) -> bool;
}

/// Knows nothing: for rows that name nothing which must be known.
#[derive(Clone, Copy, Debug)]
pub struct Nothing;

impl Directory for Nothing {
    fn link(&self, _: &str) -> Option<LinkId> {
        None
    }

    fn has_creator(&self, _: &str) -> bool {
        false
    }

    fn has_campaign(&self, _: &str) -> bool {
        false
    }

    fn has_placement(&self, _: &str) -> bool {
        false
    }
}
