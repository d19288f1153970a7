//! A fake of Meta's insights: pages that name a cursor and an address with the token in it,
//! actions as a list beside plain metrics, days that are restated.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::desk::{Desk, Refusal, bearer, lock, serve};
use super::{Asked, Fake, Fault, Said};

/// The insights of one ad account.
#[derive(Debug)]
pub struct FakeMetaAds {
    insights: Arc<Mutex<Insights>>,
    api: Fake,
}

#[derive(Debug)]
struct Insights {
    desk: Desk,
    page_rows: usize,
    /// Ad and day, such as `2026-06-01`: impressions.
    impressions: BTreeMap<(String, String), i64>,
}

impl FakeMetaAds {
    /// An ad account whose API wants `token`, with pages of up to `page_rows`.
    pub fn in_pages_of(page_rows: usize, token: &str) -> Self {
        let insights = Insights { desk: Desk::new(token), page_rows, impressions: BTreeMap::new() };
        let insights = Arc::new(Mutex::new(insights));
        let api = serve(&insights, Insights::answer);
        Self { insights, api }
    }

    /// Its Graph API.
    pub fn api(&self) -> &Fake {
        &self.api
    }

    /// Faults of its next requests, in order.
    pub fn will_fail(&self, faults: &[Option<Fault>]) {
        lock(&self.insights).desk.will_fail(faults);
    }

    /// An ad has so many impressions on a day, and likes, clicks and cost in proportion. Said
    /// again, the day is restated.
    pub fn count(&self, ad: &str, day: &str, n_impressions: i64) {
        let key = (ad.to_owned(), day.to_owned());
        lock(&self.insights).impressions.insert(key, n_impressions);
    }
}

impl Insights {
    fn answer(&mut self, asked: &Asked) -> Said {
        let page = self.page(asked);
        self.desk.answer(bearer(asked), page, refusal)
    }

    fn page(&self, asked: &Asked) -> Vec<u8> {
        let parameter = |name: &str| asked.parameter(name).unwrap_or_default();
        let range: Value = serde_json::from_str(&parameter("time_range")).unwrap_or_default();
        let bound = |name: &str| range[name].as_str().unwrap_or_default();
        let is_asked = |day: &str| bound("since") <= day && day <= bound("until");
        let rows = self.impressions.iter().filter(|((_, day), _)| is_asked(day));
        let page_rows = parameter("limit").parse().unwrap_or(25).clamp(1, self.page_rows);
        let first: usize = parameter("after").parse().unwrap_or(0);
        let end = first + page_rows;
        let mut paging = json!({
            "cursors": { "before": first.to_string(), "after": end.to_string() },
        });
        if end < rows.clone().count() {
            let next = format!("https://graph.facebook.com/next?access_token=t&after={end}");
            paging["next"] = next.into();
        }
        let data = rows.skip(first).take(page_rows);
        let data: Value = data.map(|((ad, day), n)| row(ad, day, *n)).collect();
        json!({ "data": data, "paging": paging }).to_string().into_bytes()
    }
}

fn row(ad: &str, day: &str, n: i64) -> Value {
    let part = |divisor: i64| (n / divisor).to_string();
    let action = |kind: &str, divisor: i64| {
        let value = part(divisor);
        json!({ "action_type": kind, "value": value, "7d_click,1d_view": value })
    };
    json!({
        "account_id": "2001", "campaign_id": "3001", "ad_id": ad,
        "account_currency": "USD", "date_start": day, "date_stop": day,
        "impressions": n.to_string(), "reach": part(2), "clicks": part(40),
        "inline_link_clicks": part(50), "spend": format!("{}.{:02}", n / 250, n % 100),
        "actions": [
            action("video_view", 3), action("post_reaction", 20), action("comment", 200),
            action("post", 400), action("landing_page_view", 60), action("omni_add_to_cart", 1_000),
            action("omni_purchase", 5_000), action("purchase", 5_000),
        ],
        "action_values": [action("omni_purchase", 100), action("purchase", 100)],
    })
}

fn refusal(why: Refusal) -> (u16, Vec<u8>) {
    let (status, code, message) = match why {
        Refusal::Throttled => (400, 17, "User request limit reached"),
        Refusal::Expired => (401, 190, "Invalid OAuth access token."),
        Refusal::Down => (500, 2, "An unexpected error has occurred. Please retry later."),
    };
    let error = json!({ "code": code, "type": "OAuthException", "message": message });
    (status, json!({ "error": error }).to_string().into_bytes())
}
