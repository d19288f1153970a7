//! A fake TikTok reporting API: everything comes with HTTP 200, what happened stands in `code`,
//! metrics are strings, and days are restated.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};

use super::{Asked, Fake, Fault, Faults, Said};

/// Rows of one page, fewer than the real one has so that a test has pages.
const PAGE_ROWS: usize = 20;

/// The reports of one advertiser.
#[derive(Debug)]
pub struct FakeAds {
    rows: Arc<Mutex<Reports>>,
    api: Fake,
}

#[derive(Debug, Default)]
struct Reports {
    token: String,
    /// Ad and day, such as `2026-06-01`: impressions.
    impressions: BTreeMap<(String, String), i64>,
    faults: Faults,
    page_before: Option<Vec<u8>>,
}

impl FakeAds {
    /// An advertiser whose API wants `token`.
    pub fn open(token: &str) -> Self {
        let rows = Arc::new(Mutex::new(Reports { token: token.to_owned(), ..Reports::default() }));
        let shared = Arc::clone(&rows);
        let api = Fake::start(move |asked| {
            shared.lock().unwrap_or_else(PoisonError::into_inner).answer(asked)
        });
        Self { rows, api }
    }

    /// Its reporting API.
    pub fn api(&self) -> &Fake {
        &self.api
    }

    /// Faults of its next requests, in order.
    pub fn will_fail(&self, faults: &[Option<Fault>]) {
        self.reports().faults.extend(faults);
    }

    /// An ad has so many impressions on a day. Said again, the day is restated.
    pub fn count(&self, ad: &str, day: &str, n_impressions: i64) {
        let key = (ad.to_owned(), day.to_owned());
        self.reports().impressions.insert(key, n_impressions);
    }

    fn reports(&self) -> MutexGuard<'_, Reports> {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Reports {
    fn answer(&mut self, asked: &Asked) -> Said {
        let whole = |body: Value| Said::Whole(200, Vec::new(), body.to_string().into_bytes());
        let fault = self.faults.pop_front().flatten();
        let is_known = asked.header("access-token") == Some(self.token.as_str());
        if !is_known || fault == Some(Fault::Expired) {
            return whole(json!({ "code": 40105, "message": "Access token is incorrect" }));
        }
        let page = self.page(asked);
        match fault {
            Some(Fault::Throttle) => {
                whole(json!({ "code": 40100, "message": "Too many requests. Please retry later." }))
            }
            Some(Fault::Down) => whole(json!({ "code": 50000, "message": "System error" })),
            Some(Fault::Half) => Said::Half(page),
            Some(Fault::Slow) => Said::Nothing,
            Some(Fault::PageAgain) if self.page_before.is_some() => {
                Said::Whole(200, Vec::new(), self.page_before.clone().unwrap_or_default())
            }
            _ => {
                self.page_before = Some(page.clone());
                Said::Whole(200, Vec::new(), page)
            }
        }
    }

    fn page(&self, asked: &Asked) -> Vec<u8> {
        let parameter = |name: &str| asked.parameter(name).unwrap_or_default();
        let (from, to) = (parameter("start_date"), parameter("end_date"));
        let is_asked = |day: &str| from.as_str() <= day && day <= to.as_str();
        let rows = self.impressions.iter().filter(|((_, day), _)| is_asked(day));
        let rows: Vec<Value> = rows
            .map(|((ad, day), n)| {
                let day = format!("{day} 00:00:00");
                json!({
                    "dimensions": { "ad_id": ad, "stat_time_day": day },
                    "metrics": { "impressions": n.to_string(), "currency": "USD" },
                })
            })
            .collect();
        let number: usize = parameter("page").parse().unwrap_or(1);
        let list: Vec<&Value> =
            rows.iter().skip((number - 1) * PAGE_ROWS).take(PAGE_ROWS).collect();
        let info = json!({
            "page": number, "page_size": PAGE_ROWS, "total_number": rows.len(),
            "total_page": rows.len().div_ceil(PAGE_ROWS).max(1),
        });
        let data = json!({ "list": list, "page_info": info });
        json!({ "code": 0, "message": "OK", "data": data }).to_string().into_bytes()
    }
}
