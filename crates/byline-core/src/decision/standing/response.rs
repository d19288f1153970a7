//! Responses: what the brand does about a standing, in words, and which of it the deal allows.

use serde::{Deserialize, Serialize};

use super::Standing;
use crate::creator::Deal;
use crate::time::Timestamp;

/// What the brand does about a standing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Response {
    /// The sentence on the card.
    pub text: &'static str,
    /// The steps to offer, in their order.
    pub steps: &'static [Step],
}

/// One step that can be offered.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Look at content and brief.
    ReviewCreative,
    /// Send the prepared message, if wanted.
    MessageCreator,
    /// Stop further money.
    PauseAllocation,
    /// Give it to those who do best.
    RedirectToTop,
    /// Talk with the creator.
    TalkToCreator,
    /// Ask for more content.
    MoreContent,
    /// Put paid spend behind the content.
    Amplify,
    /// Ask for the right to amplify, which the deal does not give now.
    AskForAmplification,
    /// Go on for longer.
    Extend,
}

/// What the brand does about a standing.
pub fn response(standing: Standing) -> Response {
    let (text, steps): (_, &[Step]) = match standing {
        Standing::Green => ("Inside the range. Nothing to do.", &[]),
        Standing::Yellow => (
            "Review the creative and the brief. Send the prepared message if you like.",
            &[Step::ReviewCreative, Step::MessageCreator],
        ),
        Standing::Red => (
            "Pause the allocation, redirect it to the best performers, and talk with the creator.",
            &[Step::PauseAllocation, Step::RedirectToTop, Step::TalkToCreator],
        ),
        Standing::Accelerate => (
            "Ask for more content, amplify it, and extend, as far as the deal allows.",
            &[Step::MoreContent, Step::Amplify, Step::Extend],
        ),
    };
    Response { text, steps }
}

/// The steps to offer under a deal: paid spend only where the deal allows it now.
pub fn steps(standing: Standing, deal: Option<&Deal>, now: Timestamp) -> Vec<Step> {
    let rights = deal.filter(|deal| !deal.is_archived).and_then(|deal| deal.amplification);
    let may_amplify = rights.is_some_and(|span| span.contains(now));
    let allowed = |step: &Step| match step {
        Step::Amplify if !may_amplify => Step::AskForAmplification,
        step => *step,
    };
    response(standing).steps.iter().map(allowed).collect()
}
