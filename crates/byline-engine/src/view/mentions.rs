//! Mentions: how often the brand is spoken of, by whom it is tagged, in what tone.

use byline_core::id::CampaignId;
use byline_core::time::Span;
use serde::Serialize;

use super::query::Stand;
use crate::state::mentions::MentionCounts;

/// Mentions of one campaign's time, or of a stretch.
#[derive(Clone, Debug, Serialize)]
pub struct MentionsView {
    /// Where and when it was computed.
    pub stand: Stand,
    /// For which campaign, if for one.
    pub campaign_id: Option<CampaignId>,
    /// The stretches that count: the campaign's flights, each with the days in which talk about it
    /// still comes; without a campaign the whole range. In order, without overlap.
    pub spans: Vec<Span>,
    /// Mentions of the brand.
    pub mentions: MentionCounts,
    /// Comments on the brand's own content; they are no mentions.
    pub comments: MentionCounts,
    /// Posts that were published in these stretches.
    pub n_posts: u64,
    /// How many mentions these stretches would have had anyway, in millionths, by the 28 days
    /// before; `None` if fewer than 14 days before are known.
    pub expected_micro: Option<i64>,
    /// The KPIs of the table that mentions go into, in its order.
    pub kpis: Vec<MentionKpi>,
}

/// One KPI in words.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct MentionKpi {
    /// Its word in the table.
    pub key: &'static str,
    /// The words on screens.
    pub name: &'static str,
    /// The figure as text; `None` if it is not available.
    pub text: Option<String>,
    /// Why it is not available.
    pub reason: Option<String>,
    /// The formula with the figures in it.
    pub filled_in: String,
}
