//! What a creator's accounts were called, and when.

use byline_core::creator::Platform;
use byline_core::id::CreatorId;
use byline_core::time::Timestamp;
use serde::Serialize;

/// A stretch in which an account went by one handle.
#[derive(Clone, Debug, Serialize)]
pub struct HandleView {
    /// On which platform.
    pub platform: Platform,
    /// The handle, without `@`.
    pub handle: String,
    /// The platform's own id of the account, if it is known: the account itself.
    pub platform_user_id: Option<String>,
    /// From when, as far as is known.
    pub from: Timestamp,
    /// Until when; `None` if it still does.
    pub to: Option<Timestamp>,
    /// Whether the platform said so itself.
    pub is_by_platform: bool,
    /// Who else went by the handle there at another time, by id and name.
    pub also: Vec<(CreatorId, String)>,
}
