//! Who may be whom: proposals, money that names somebody unknown, and merges in force.

use byline_core::alias::AliasKind;
use byline_core::id::CreatorId;
use byline_core::identity::names::look_alike::Warning;
use byline_core::identity::resolve::Sureness;
use byline_core::identity::verdict::Party;
use byline_core::money::Money;
use byline_core::time::Timestamp;
use serde::Serialize;

use super::query::Stand;

/// Everything about who is who.
#[derive(Clone, Debug, Serialize)]
pub struct IdentitiesView {
    /// Where and when it was looked at.
    pub stand: Stand,
    /// Who may be one person, the most money at risk first.
    pub proposals: Vec<Proposal>,
    /// Names, codes and landing fields that money names and nobody owns, the most money first.
    pub unresolved: Vec<Unresolved>,
    /// Merges in force, newest first.
    pub merges: Vec<MergeView>,
    /// Handles that may be taken for another creator's.
    pub warnings: Vec<LookAlike>,
}

/// Two parties who may be one person.
#[derive(Clone, Debug, Serialize)]
pub struct Proposal {
    /// The creator who would stay.
    pub one: PartyView,
    /// Who would go on under that creator's id.
    pub other: PartyView,
    /// How likely it is, in hundredths of a percent.
    pub odds_bp: u32,
    /// How it is treated: at the top, or for review.
    #[serde(serialize_with = "sureness")]
    pub sureness: Sureness,
    /// What speaks for and against it, the strongest first.
    pub reasons: Vec<ProposalReason>,
    /// What any two names here have before anything is compared, in tenths of a point.
    pub start_tenths: i32,
    /// The start and all reasons together, in tenths of a point: a point doubles the odds, and
    /// none is as likely as not.
    pub score_tenths: i32,
    /// What stands in the way of a merge, if anything does.
    pub obstacle: Option<String>,
    /// Money that would move, by currency.
    pub at_risk: Vec<Money>,
}

/// What speaks for a proposal, or against it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ProposalReason {
    /// In words.
    pub says: String,
    /// How much, in tenths of a point; below zero it speaks against it.
    pub tenths: i32,
    /// Whether it is that both are the same but for common words.
    #[serde(skip)]
    pub is_but_for_words: bool,
}

/// One side of a proposal.
#[derive(Clone, Debug, Serialize)]
pub struct PartyView {
    /// Who.
    pub party: Party,
    /// What people read.
    pub name: String,
    /// Everything that names this side, such as `TikTok @ana.glow`.
    pub identifiers: Vec<String>,
    /// What is credited to it, linear model, or what orders name it; by currency.
    pub money: Vec<Money>,
}

/// Money that names somebody whom nobody knows.
#[derive(Clone, Debug, Serialize)]
pub struct Unresolved {
    /// `name`, `code` or `utm`.
    pub kind: &'static str,
    /// Which system says it.
    pub issuer: String,
    /// What it says.
    pub text: String,
    /// The kind of name, if it is one that a creator can go by.
    pub alias_kind: Option<AliasKind>,
    /// How many orders say it.
    pub n_orders: u64,
    /// What these orders are worth, after refunds, by currency.
    pub money: Vec<Money>,
}

/// A merge in force.
#[derive(Clone, Debug, Serialize)]
pub struct MergeView {
    /// Who goes on.
    pub kept: CreatorId,
    /// Their name.
    pub kept_name: String,
    /// Whose id stands for them.
    pub gone: CreatorId,
    /// Their name.
    pub gone_name: String,
    /// Since when.
    pub since: Timestamp,
    /// Who said so.
    pub by: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

/// A handle that may be taken for another creator's.
#[derive(Clone, Debug, Serialize)]
pub struct LookAlike {
    /// The stable code.
    pub code: &'static str,
    /// Whose handle.
    pub creator_id: CreatorId,
    /// The handle.
    pub handle: String,
    /// Whose handle it looks like, and the handle.
    pub like: Option<(CreatorId, String)>,
}

/// What a merge would change.
#[derive(Clone, Debug, Serialize)]
pub struct MergePreview {
    /// Who would go on.
    pub kept: PartyView,
    /// Whose id would stand for them.
    pub gone: PartyView,
    /// What the one person would be credited with, by currency.
    pub together: Vec<Money>,
    /// How many links would count for another creator.
    pub n_links: usize,
    /// How many codes.
    pub n_codes: usize,
    /// How many placements.
    pub n_placements: usize,
    /// What stands in the way, if anything does.
    pub obstacle: Option<String>,
}

fn sureness<S: serde::Serializer>(of: &Sureness, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(match of {
        Sureness::Top => "top",
        Sureness::Review => "review",
    })
}

impl LookAlike {
    /// A warning about handles, each with whose it is.
    pub fn new(warning: &Warning, handles: &[(CreatorId, String)]) -> Self {
        let (place, like) = match warning {
            Warning::LooksLike(first, place) => (*place, Some(handles[*first].clone())),
            Warning::MixesScripts(place) | Warning::HidesMarks(place) => (*place, None),
        };
        let (creator_id, handle) = handles[place].clone();
        Self { code: warning.code(), creator_id, handle, like }
    }
}
