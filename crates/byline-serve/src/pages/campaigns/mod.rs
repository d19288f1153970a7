//! Campaigns: all of them side by side, and one with its plan, scorecard, steps and budget.

mod all;
mod budget;
mod one;
mod plan;
mod reading;
mod render;
mod routes;
mod scorecard;

use maud::Markup;

use super::parts::{Sheet, Stack, Step};
use super::shell::{Head, Shell};

pub use budget::spend_by_kind;
pub use routes::routes;

/// One campaign's page, settled.
#[derive(Clone, Debug)]
pub struct CampaignPage {
    /// What stands around it.
    pub shell: Shell,
    /// Its heading.
    pub head: Head,
    /// What it is for and where it stands, in a sentence.
    pub lead: String,
    /// Where to go on: a name and an address.
    pub onward: Vec<(&'static str, String)>,
    /// What was agreed: name and words.
    pub plan: Vec<(&'static str, String)>,
    /// Money and time.
    pub budget: Budget,
    /// The KPIs that the goal asks for first, then all others.
    pub scorecard: [Sheet; 2],
    /// KPIs that no feed reports what they are made of, each with its explanation.
    pub unreported: Vec<(String, String)>,
    /// From seeing to buying.
    pub steps: Vec<Step>,
    /// What the steps say, in a sentence.
    pub steps_reading: String,
    /// What the scorecard says, in a sentence.
    pub scorecard_reading: String,
    /// What the flight may come to.
    pub outlook: Markup,
    /// As of when.
    pub as_of: String,
}

/// Money and time of a campaign.
#[derive(Clone, Debug)]
pub struct Budget {
    /// How both go together, in a sentence.
    pub lead: String,
    /// What was spent of the budget, and how much of the flight has passed.
    pub bars: Vec<(&'static str, Stack, String)>,
    /// What it was spent on.
    pub kinds: Sheet,
}
