//! Attribution: what each model says, who gains and loses by it, and which journeys led to orders.
//!
//! Every model splits the same net, so the page compares opinions about the same money. Who is on
//! top under all of them is a safe bet; who is not, depends on the model.

mod build;
mod journeys;
mod render;

use super::parts::{Sheet, Slope, Step};
use super::shell::{Head, Shell};

pub use build::build;
pub use journeys::of as journeys;

/// The page, settled.
#[derive(Clone, Debug)]
pub struct AttributionPage {
    /// What stands around it.
    pub shell: Shell,
    /// Its heading.
    pub head: Head,
    /// What it comes to, in a sentence or two.
    pub lead: String,
    /// The whole campaign under every model.
    pub models: Sheet,
    /// What all of them say alike, if they do.
    pub agreed: Option<String>,
    /// The largest creators under last touch and under the model that is shown.
    pub slope: Slope,
    /// Who gains most and who loses most, by name.
    pub movers: Option<String>,
    /// Every creator, where some are left out, in words and as an address.
    pub all_href: Option<(String, String)>,
    /// Each creator against last touch.
    pub creators: Sheet,
    /// Of whom the table is, in words.
    pub creators_note: String,
    /// How many touches led to an order.
    pub lengths: Vec<Step>,
    /// What the journeys have in common, in sentences.
    pub journeys_note: String,
    /// The commonest journeys.
    pub journeys: Sheet,
    /// Where else orders are looked at: a name and an address.
    pub onward: Vec<(&'static str, String)>,
    /// As of when.
    pub as_of: String,
    /// The page as it is now, for ever.
    pub permanent_href: String,
}
