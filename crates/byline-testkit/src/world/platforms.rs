//! Platforms and books: figures of posts every four hours, fees, and paid spend behind content.

use byline_core::creator::Platform;
use byline_core::event::Metric;
use byline_core::id::CampaignId;
use byline_core::time::Timestamp;
use serde_json::{Value, json};

use super::brand::Post;
use super::happening::What;
use super::people::rhythm::{self, HOUR_US};
use super::{Task, World};

/// The platforms that report.
pub(super) const PLATFORMS: [Platform; 3] =
    [Platform::Tiktok, Platform::Instagram, Platform::Youtube];

/// How many rows one batch has at most.
const ROWS_A_BATCH: usize = 500;
/// Hours between two reports of the platforms.
const REPORT_EVERY_H: u32 = 4;
/// Posts older than this are asked for no more.
const REPORT_AGE_H: f64 = 200.0;

/// What a post earns of each kind, for one display.
const RATES: [(Metric, f64); 6] = [
    (Metric::Impressions, 1.0),
    (Metric::Views, 0.72),
    (Metric::Likes, 0.041),
    (Metric::Comments, 0.0019),
    (Metric::Shares, 0.0034),
    (Metric::Saves, 0.0061),
];

impl World {
    /// A platform reports what each of its posts has come to so far.
    pub(super) fn report(&mut self, at: Timestamp, platform: Platform, nth: u32) -> Option<What> {
        if self.end() < at {
            return None;
        }
        let next = self.after_h((nth + 1) * REPORT_EVERY_H + 1);
        self.plan_at(next, Task::Report(platform, nth + 1));
        let mut rows = Vec::new();
        for (index, post) in self.plan.posts.iter().enumerate() {
            if post.platform != platform {
                continue;
            }
            let age_h = (at.0 - post.content.published_at.0) as f64 / HOUR_US as f64;
            if (0.5..REPORT_AGE_H).contains(&age_h) {
                let lean = &mut self.dice("post figures", index as u64);
                let shown = post.n_impressions * rhythm::attention(0.0, age_h, post.half_life_h);
                for (metric, rate) in RATES {
                    let value = shown * rate * lean.log_normal(1.0, 0.3);
                    rows.push(self.figure(at, post, metric, value));
                }
                let reach = shown * (0.6 + 0.25 * lean.unit());
                rows.push(self.figure(at, post, Metric::Reach, reach));
            }
        }
        let mut batches = rows.chunks(ROWS_A_BATCH).filter_map(batch);
        let first = batches.next();
        let rest: Vec<What> = batches.collect();
        for what in rest {
            self.plan_at(at, Task::Send(what));
        }
        first
    }

    /// Each figure is the post's whole life so far.
    fn figure(&self, at: Timestamp, post: &Post, metric: Metric, value: f64) -> Value {
        #[expect(clippy::cast_possible_truncation, reason = "displays of a post fit")]
        let value = value as i64;
        json!({
            "type": "metric",
            "id": format!("{}-{}-{}", post.content.id, metric.key(), at.0 / HOUR_US),
            "placement_id": post.content.placement_id,
            "content_id": post.content.id,
            "metric": metric.key(),
            "value": value,
            "as_of": at.to_string(),
        })
    }

    /// The fee is booked when the first content is live.
    pub(super) fn pay(&mut self, at: Timestamp, member: usize) -> Option<What> {
        let deal = &self.plan.setup.deals[member];
        let fee = deal.fee?;
        let row = json!({
            "type": "spend",
            "id": format!("fee-{}", deal.id),
            "campaign_id": deal.campaign_id,
            "creator_id": deal.creator_id,
            "occurred_at": at.to_string(),
            "amount": decimal(fee.minor),
            "currency": "USD",
            "kind": "fee",
        });
        self.truth.count_spend(fee.minor);
        batch(&[row])
    }

    /// Paid spend of a day behind the content of creators who allow it.
    pub(super) fn amplify(&mut self, at: Timestamp, day: u32) -> Option<What> {
        if self.end() < at {
            return None;
        }
        self.plan_at(self.after_h((day + 2) * 24 - 1), Task::Amplify(day + 1));
        let mut rows = Vec::new();
        let mut spent_minor = 0;
        for (member, deal) in self.plan.setup.deals.iter().enumerate() {
            let is_live = self
                .plan
                .posts
                .iter()
                .any(|post| post.member == member && post.content.published_at <= at);
            if deal.amplification.is_none() || !is_live {
                continue;
            }
            let dice =
                &mut self.seed.child("amplify").nth(member as u64).nth(u64::from(day)).dice();
            let amount_minor = dice.between(2_000, 14_000);
            spent_minor += amount_minor;
            rows.push(json!({
                "type": "spend",
                "id": format!("amp-{}-{}", deal.id, self.local.day(at)),
                "campaign_id": campaign(&self.plan.setup.campaign.id),
                "creator_id": deal.creator_id,
                "occurred_at": at.to_string(),
                "amount": decimal(amount_minor),
                "currency": "USD",
                "kind": "amplification",
            }));
        }
        self.truth.count_spend(spent_minor);
        batch(&rows)
    }
}

fn campaign(id: &CampaignId) -> &str {
    id.as_str()
}

fn decimal(minor: i64) -> String {
    format!("{}.{:02}", minor / 100, minor % 100)
}

fn batch(rows: &[Value]) -> Option<What> {
    if rows.is_empty() {
        return None;
    }
    Some(What::Events(json!({ "events": rows }).to_string().into_bytes()))
}
