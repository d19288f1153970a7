//! Candidates: what a stored touch or a used code stands for, by what is declared now.

use byline_core::code::PromoCode;
use byline_core::event::Signal;
use byline_core::journey::Channel;
use byline_core::money::Currency;
use byline_core::time::Timestamp;

use crate::state::cells::CellKey;
use crate::state::registry::{NO_TARGET, Registry, Target};
use crate::state::shoppers::{Origin, Touch};
use crate::state::{NONE, row_number};

/// A touch that may earn credit, with the cell that it would fill.
#[derive(Clone, Copy, Debug)]
pub struct Candidate {
    /// What it stands for.
    pub target: Target,
    /// Who may earn by it.
    pub channel: Channel,
    /// By which evidence.
    pub signal: Signal,
    /// Number of the link or code, by `signal`; [`NONE`] for none.
    pub source: u32,
}

/// What a stored touch stands for now.
pub fn candidate(registry: &Registry, touch: &Touch) -> Candidate {
    let (target, signal) = match touch.origin {
        Origin::Link => (registry.link_target(touch.source), Signal::Link),
        Origin::Utm => (registry.link_target(touch.source), Signal::Utm),
        Origin::Placement => (registry.placement_target(touch.source), Signal::View),
        Origin::Channel => (NO_TARGET, Signal::None),
    };
    let channel = match touch.origin {
        Origin::Channel => other_channel(touch.source),
        _ if target.creator == NONE => Channel::Unknown,
        _ => Channel::Creator(target.creator),
    };
    Candidate { target, channel, signal, source: touch.source }
}

/// Channels that are no creator, by the number that touches keep.
const OTHER_CHANNELS: [Channel; 6] = [
    Channel::Paid,
    Channel::Email,
    Channel::Search,
    Channel::Social,
    Channel::Referral,
    Channel::Direct,
];

/// The channel that a touch keeps as `number`.
fn other_channel(number: u32) -> Channel {
    OTHER_CHANNELS.get(number as usize).copied().unwrap_or(Channel::Unknown)
}

/// The number under which touches keep a channel that is no creator.
pub fn other_channel_number(channel: Channel) -> u32 {
    let place = OTHER_CHANNELS.iter().position(|known| *known == channel);
    place.map_or(NONE, row_number)
}

/// What the use of a code stands for.
pub fn code_candidate(registry: &Registry, code: &PromoCode) -> Candidate {
    let campaign = registry.campaigns.find(code.campaign_id.as_str()).unwrap_or(NONE);
    let creator = registry.creators.find(code.creator_id.as_str()).unwrap_or(NONE);
    let creator = registry.owners.of(creator);
    Candidate {
        target: Target { campaign, creator, placement: NONE },
        channel: Channel::Creator(creator),
        signal: Signal::Code,
        source: registry.codes.find(code.id.as_str()).unwrap_or(NONE),
    }
}

/// What a creator stands for whom another system names at `at`.
pub fn named_candidate(
    registry: &Registry,
    creator: u32,
    signal: Signal,
    at: Timestamp,
) -> Candidate {
    let campaign = registry.campaign_of(creator, at);
    let target = Target { campaign, creator, placement: NONE };
    Candidate { target, channel: Channel::Creator(creator), signal, source: NONE }
}

impl Candidate {
    /// The cell that it would fill.
    pub fn cell(&self, currency: Currency) -> CellKey {
        CellKey {
            campaign: self.target.campaign,
            channel: self.channel,
            placement: self.target.placement,
            signal: self.signal,
            currency,
        }
    }
}
