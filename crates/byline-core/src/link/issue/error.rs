//! Why a link or code that a roster asks for is refused.

use thiserror::Error;

use crate::id::CreatorId;
use crate::link::destination::DestinationError;
use crate::link::finding::Finding;
use crate::link::slug::SlugError;

/// Why a link or code of a roster is refused.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum IssueError {
    /// The row names no creator.
    #[error("the row names no creator")]
    CreatorMissing,
    /// Nobody goes by that name.
    #[error("no creator goes by `{name}`{hint}")]
    CreatorUnknown {
        /// What the row says.
        name: String,
        /// Who it could be, in words; empty if nobody comes near.
        hint: String,
    },
    /// Several creators go by that name.
    #[error("{n} creators go by `{name}`: say the id or a handle")]
    CreatorAmbiguous {
        /// What the row says.
        name: String,
        /// How many.
        n: usize,
    },
    /// The creator is out of use.
    #[error("creator {id} is out of use")]
    CreatorArchived {
        /// Who.
        id: CreatorId,
    },
    /// There is no such platform.
    #[error("`{platform}` is no platform; there are tiktok, instagram, youtube and other")]
    PlatformUnknown {
        /// What the row says.
        platform: String,
    },
    /// The row names no platform, and the creator has no account.
    #[error("the row names no platform, and no account of the creator is known")]
    PlatformMissing,
    /// Neither row nor request say where to land.
    #[error("nothing says where the link lands")]
    DestinationMissing,
    /// Where it lands is not allowed.
    #[error("the destination is refused: {0}")]
    Destination(DestinationError),
    /// The slug is not allowed.
    #[error("{0}")]
    Slug(SlugError),
    /// Another link has the slug, or one that cannot be told apart by eye.
    #[error("the slug `{slug}` is, or looks like, `{other}`, which is taken")]
    SlugTaken {
        /// The slug.
        slug: String,
        /// Whose look it has.
        other: String,
    },
    /// An earlier row asks for the same placement.
    #[error("line {line} asks for the same placement")]
    Repeated {
        /// Which line.
        line: u32,
    },
    /// The five fields would not tell clicks apart.
    #[error("{}", .0.detail)]
    UtmFault(Finding),
    /// The code is empty, too long, or holds what shoppers cannot type.
    #[error("`{code}` is no promo code: use 2 to 40 letters and digits that shoppers can type")]
    CodeInvalid {
        /// What would be the code.
        code: String,
    },
    /// The code names another creator at that time.
    #[error("`{code}` names {rival} at that time")]
    CodeTaken {
        /// The code.
        code: String,
        /// Whom it names.
        rival: CreatorId,
    },
    /// The roster asks for too many links.
    #[error("a roster gives at most {} links: send the rest apart", super::MAX_LINKS)]
    TooMany,
}

impl IssueError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::CreatorMissing => "roster.creator_missing",
            Self::CreatorUnknown { .. } => "roster.creator_unknown",
            Self::CreatorAmbiguous { .. } => "roster.creator_ambiguous",
            Self::CreatorArchived { .. } => "roster.creator_archived",
            Self::PlatformUnknown { .. } => "roster.platform_unknown",
            Self::PlatformMissing => "roster.platform_missing",
            Self::DestinationMissing => "roster.destination_missing",
            Self::Destination(error) => error.code(),
            Self::Slug(error) => error.code(),
            Self::SlugTaken { .. } => "link.slug_taken",
            Self::Repeated { .. } => "roster.repeated",
            Self::UtmFault(finding) => finding.code,
            Self::CodeInvalid { .. } => "code.invalid",
            Self::CodeTaken { .. } => "code.taken",
            Self::TooMany => "roster.too_many",
        }
    }

    /// What to do now.
    pub fn next_step(&self) -> String {
        let text = match self {
            Self::CreatorMissing => "put the creator's id, handle or name into the row",
            Self::CreatorUnknown { .. } => "mend the name, or add the creator first",
            Self::CreatorAmbiguous { .. } => "put the creator's id into the row",
            Self::CreatorArchived { .. } => "take the creator into use again, or drop the row",
            Self::PlatformUnknown { .. } => "use one of the platforms that are named",
            Self::PlatformMissing => "name the platform, or add the creator's account",
            Self::DestinationMissing => "name a destination for all, or one in the row",
            Self::Destination(_) => "give an https address of your shop",
            Self::Slug(error) => return error.next_step(),
            Self::SlugTaken { .. } => "choose another, or leave it out for a random one",
            Self::Repeated { .. } => "drop the row, or give it its own placement, format or phase",
            Self::UtmFault(finding) => {
                return match &finding.fix {
                    Some(fix) => format!("use `{fix}`"),
                    None => "mend the template or what it is filled with".to_owned(),
                };
            }
            Self::CodeInvalid { .. } => "give the row a code of its own",
            Self::CodeTaken { .. } => "choose another code, or end the other one's validity first",
            Self::TooMany => "send a smaller roster",
        };
        text.to_owned()
    }
}
