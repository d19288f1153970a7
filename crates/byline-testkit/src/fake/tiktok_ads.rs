//! A fake TikTok reporting API: everything comes with HTTP 200, what happened stands in `code`,
//! metrics are strings, and days are restated.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::desk::{Desk, Refusal, lock, serve};
use super::{Asked, Fake, Fault, Said};

/// Rows of one page at most, unless told otherwise: fewer than the real one has, so that a test
/// has pages.
const PAGE_ROWS: usize = 20;

/// The reports of one advertiser.
#[derive(Debug)]
pub struct FakeAds {
    reports: Arc<Mutex<Reports>>,
    api: Fake,
}

#[derive(Debug)]
struct Reports {
    desk: Desk,
    page_rows: usize,
    /// Ad and day, such as `2026-06-01`: impressions.
    impressions: BTreeMap<(String, String), i64>,
}

impl FakeAds {
    /// An advertiser whose API wants `token`.
    pub fn open(token: &str) -> Self {
        Self::in_pages_of(PAGE_ROWS, token)
    }

    /// The same, with pages of up to `page_rows`.
    pub fn in_pages_of(page_rows: usize, token: &str) -> Self {
        let reports = Reports { desk: Desk::new(token), page_rows, impressions: BTreeMap::new() };
        let reports = Arc::new(Mutex::new(reports));
        let api = serve(&reports, Reports::answer);
        Self { reports, api }
    }

    /// Its reporting API.
    pub fn api(&self) -> &Fake {
        &self.api
    }

    /// Faults of its next requests, in order.
    pub fn will_fail(&self, faults: &[Option<Fault>]) {
        lock(&self.reports).desk.will_fail(faults);
    }

    /// An ad has so many impressions on a day, and likes, clicks and cost in proportion. Said
    /// again, the day is restated.
    pub fn count(&self, ad: &str, day: &str, n_impressions: i64) {
        let key = (ad.to_owned(), day.to_owned());
        lock(&self.reports).impressions.insert(key, n_impressions);
    }
}

impl Reports {
    fn answer(&mut self, asked: &Asked) -> Said {
        let page = self.page(asked);
        self.desk.answer(asked.header("access-token"), page, refusal)
    }

    fn page(&self, asked: &Asked) -> Vec<u8> {
        let parameter = |name: &str| asked.parameter(name).unwrap_or_default();
        let (from, to) = (parameter("start_date"), parameter("end_date"));
        let is_asked = |day: &str| from.as_str() <= day && day <= to.as_str();
        let rows = self.impressions.iter().filter(|((_, day), _)| is_asked(day));
        let n_rows = rows.clone().count();
        let number: usize = parameter("page").parse().unwrap_or(1);
        let page_rows = parameter("page_size").parse().unwrap_or(10).clamp(1, self.page_rows);
        let list = rows.skip((number - 1) * page_rows).take(page_rows);
        let list: Value = list.map(|((ad, day), n)| row(ad, day, *n)).collect();
        let info = json!({
            "page": number, "page_size": page_rows, "total_number": n_rows,
            "total_page": n_rows.div_ceil(page_rows).max(1),
        });
        let data = json!({ "list": list, "page_info": info });
        json!({ "code": 0, "message": "OK", "data": data }).to_string().into_bytes()
    }
}

fn row(ad: &str, day: &str, n: i64) -> Value {
    let part = |divisor: i64| (n / divisor).to_string();
    json!({
        "dimensions": { "ad_id": ad, "stat_time_day": format!("{day} 00:00:00") },
        "metrics": {
            "impressions": n.to_string(), "reach": part(2), "video_play_actions": part(3),
            "video_watched_6s": part(6), "video_views_p100": part(9), "likes": part(20),
            "comments": part(200), "shares": part(400), "follows": "-", "profile_visits": "-",
            "clicks": part(50), "spend": format!("{}.{:02}", n / 250, n % 100),
            "complete_payment": part(5_000), "total_purchase_value": part(100), "currency": "USD",
        },
    })
}

/// Refusals are successes too.
fn refusal(why: Refusal) -> (u16, Vec<u8>) {
    let (code, message) = match why {
        Refusal::Throttled => (40100, "Too many requests. Please retry later."),
        Refusal::Expired => (40105, "Access token is incorrect"),
        Refusal::Down => (50000, "System error"),
    };
    (200, json!({ "code": code, "message": message }).to_string().into_bytes())
}
