//! Touches: contacts of a shopper, small enough to keep millions.

use byline_core::click::{Click, Device, Verdict};
use byline_core::journey::TouchKind;
use byline_core::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::state::NONE;

/// One contact of a shopper, small enough to keep millions.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Touch {
    /// When.
    pub occurred_at: Timestamp,
    /// The click's or view's id; breaks ties.
    pub id: [u8; 16],
    /// Number of the link, placement or channel, by `origin`.
    pub source: u32,
    /// Whose, when it was added; find the root before use.
    pub shopper: u32,
    /// The next touch in the chain of its shopper.
    pub(super) next: u32,
    /// What it was.
    pub kind: TouchKind,
    /// Whether a person did it.
    pub verdict: Verdict,
    /// What `source` counts.
    pub origin: Origin,
    /// Whether it came from inside an app's own browser.
    pub is_in_app: bool,
    /// From what and where it came.
    pub surroundings: Surroundings,
}

/// From what device and country a click came, as far as that is known.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Surroundings {
    /// The kind of device.
    pub device: Option<Device>,
    /// The two capital letters of the country, by ISO 3166-1.
    pub country: Option<[u8; 2]>,
}

/// What a touch came through.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Origin {
    /// A click of ours on a link.
    Link,
    /// A visit whose UTM fields name a link.
    Utm,
    /// A view in a placement.
    Placement,
    /// Another channel.
    Channel,
}

impl Touch {
    /// A touch that belongs to nobody yet.
    pub fn new(
        (occurred_at, id): (Timestamp, [u8; 16]),
        (origin, source): (Origin, u32),
        kind: TouchKind,
        verdict: Verdict,
    ) -> Self {
        Self {
            occurred_at,
            id,
            source,
            shopper: NONE,
            next: NONE,
            kind,
            verdict,
            origin,
            is_in_app: false,
            surroundings: Surroundings::default(),
        }
    }
}

impl Surroundings {
    /// That of a click.
    pub fn of(click: &Click) -> Self {
        let letters = |country: &String| <[u8; 2]>::try_from(country.as_bytes()).ok();
        Self { device: click.device, country: click.country.as_ref().and_then(letters) }
    }
}
