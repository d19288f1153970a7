//! Goals: which KPIs come first for what a campaign is for.

use crate::campaign::Goal;

const GOALS: [(Goal, &[&str]); 5] = [
    (
        Goal::Awareness,
        &[
            "reach",
            "impressions",
            "cpm",
            "brand_mentions",
            "sentiment_positive",
            "sentiment_neutral",
            "sentiment_negative",
        ],
    ),
    (Goal::Traffic, &["ctr", "traffic"]),
    (Goal::Engagement, &["likes", "comments", "shares", "saves", "engagement_rate"]),
    (Goal::Leads, &["target_actions", "conversions", "ctr", "traffic", "cpa"]),
    (Goal::Sales, &["sales", "revenue", "roi", "conversion_rate", "cpa"]),
];

/// The keys of the KPIs that matter first for `goal`, in the order in which to show them.
pub(super) fn keys(goal: Goal) -> &'static [&'static str] {
    let row = GOALS.iter().find(|(known, _)| *known == goal);
    row.map_or(&[], |(_, keys)| keys)
}

/// The goals for which the KPI `key` comes first.
pub(super) fn of(key: &str) -> Vec<Goal> {
    GOALS.iter().filter(|(_, keys)| keys.contains(&key)).map(|(goal, _)| *goal).collect()
}
