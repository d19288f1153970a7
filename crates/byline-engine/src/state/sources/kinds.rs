//! What kinds of facts there are, and their words.

use byline_core::entry::Fact;

use super::Kind;

impl Kind {
    /// Every kind, in the order of screens.
    pub const ALL: [Self; 14] = [
        Self::Clicks,
        Self::Visits,
        Self::Views,
        Self::Orders,
        Self::Refunds,
        Self::Sightings,
        Self::Claims,
        Self::Actions,
        Self::Spend,
        Self::Figures,
        Self::Mentions,
        Self::Aside,
        Self::Choices,
        Self::Minutes,
    ];

    /// What a fact is.
    pub fn of(fact: &Fact) -> Self {
        match fact {
            Fact::Click(_) | Fact::Reclassified { .. } => Self::Clicks,
            Fact::Visit(_) => Self::Visits,
            Fact::View(_) => Self::Views,
            Fact::Order(_) => Self::Orders,
            Fact::Refund(_) => Self::Refunds,
            Fact::Sighting(_) => Self::Sightings,
            Fact::Claim(_) => Self::Claims,
            Fact::Action(_) => Self::Actions,
            Fact::Spend(_) => Self::Spend,
            Fact::Metric(_) | Fact::Figure(_) => Self::Figures,
            Fact::Mention(_) => Self::Mentions,
            Fact::Quarantined(_) => Self::Aside,
            Fact::Tick => Self::Minutes,
            _ => Self::Choices,
        }
    }

    /// The word in the API.
    pub fn key(self) -> &'static str {
        match self {
            Self::Clicks => "clicks",
            Self::Visits => "landings",
            Self::Views => "views",
            Self::Orders => "orders",
            Self::Refunds => "refunds",
            Self::Sightings => "sightings",
            Self::Claims => "claims",
            Self::Actions => "target_actions",
            Self::Spend => "spend",
            Self::Figures => "platform_figures",
            Self::Mentions => "mentions",
            Self::Aside => "put_aside",
            Self::Choices => "choices",
            Self::Minutes => "minutes",
        }
    }

    /// The words on screens.
    pub fn name(self) -> &'static str {
        match self {
            Self::Clicks => "Link clicks",
            Self::Visits => "Landings",
            Self::Views => "Views",
            Self::Orders => "Orders",
            Self::Refunds => "Refunds",
            Self::Sightings => "Orders seen by others",
            Self::Claims => "Claims",
            Self::Actions => "Target actions",
            Self::Spend => "Spend",
            Self::Figures => "Platform figures",
            Self::Mentions => "Mentions",
            Self::Aside => "Deliveries put aside",
            Self::Choices => "What was set up and decided, by people and programs",
            Self::Minutes => "Minutes that passed",
        }
    }
}
