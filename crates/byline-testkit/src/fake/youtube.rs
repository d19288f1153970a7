//! A fake YouTube: the Data API lists up to fifty ids a request and leaves out those that it does
//! not know, counters are strings, and Analytics answers with a table.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::desk::{Desk, Refusal, bearer, lock, serve};
use super::{Asked, Fake, Fault, Said};

/// How many ids one request may name.
const IDS_MAX: usize = 50;

/// Videos, channels, and the days of one channel.
#[derive(Debug)]
pub struct FakeYouTube {
    books: Arc<Mutex<Books>>,
    api: Fake,
}

#[derive(Debug)]
struct Books {
    desk: Desk,
    /// Views so far.
    videos: BTreeMap<String, i64>,
    /// What videos and channels say of themselves.
    texts: BTreeMap<String, String>,
    /// Subscribers now.
    channels: BTreeMap<String, i64>,
    /// Day, such as `2026-06-01`: views of the channel that asks.
    days: BTreeMap<String, i64>,
}

impl FakeYouTube {
    /// APIs that want `token`.
    pub fn open(token: &str) -> Self {
        let (videos, texts, channels, days) = Default::default();
        let books = Books { desk: Desk::new(token), videos, texts, channels, days };
        let books = Arc::new(Mutex::new(books));
        let api = serve(&books, Books::answer);
        Self { books, api }
    }

    /// Its APIs.
    pub fn api(&self) -> &Fake {
        &self.api
    }

    /// Faults of its next requests, in order.
    pub fn will_fail(&self, faults: &[Option<Fault>]) {
        lock(&self.books).desk.will_fail(faults);
    }

    /// A video has so many views so far.
    pub fn count_video(&self, id: &str, n_views: i64) {
        lock(&self.books).videos.insert(id.to_owned(), n_views);
    }

    /// A video or channel says this of itself.
    pub fn describe(&self, id: &str, text: &str) {
        lock(&self.books).texts.insert(id.to_owned(), text.to_owned());
    }

    /// A video is taken down.
    pub fn take_down(&self, id: &str) {
        lock(&self.books).videos.remove(id);
    }

    /// A channel has so many subscribers.
    pub fn count_channel(&self, id: &str, n_subscribers: i64) {
        lock(&self.books).channels.insert(id.to_owned(), n_subscribers);
    }

    /// The channel that asks had so many views on a day.
    pub fn count_day(&self, day: &str, n_views: i64) {
        lock(&self.books).days.insert(day.to_owned(), n_views);
    }
}

impl Books {
    fn answer(&mut self, asked: &Asked) -> Said {
        let page = match asked.target.split('?').next() {
            Some("/youtube/v3/videos") => list("video", asked, &self.texts, |id| self.video(id)),
            Some("/youtube/v3/channels") => {
                list("channel", asked, &self.texts, |id| self.channel(id))
            }
            Some("/v2/reports") => Some(self.table(asked)),
            _ => None,
        };
        let Some(page) = page else {
            return Said::Whole(400, Vec::new(), error(400, "badRequest"));
        };
        self.desk.answer(bearer(asked), page.to_string().into_bytes(), refusal)
    }

    fn video(&self, id: &str) -> Option<Value> {
        let n_views = self.videos.get(id)?;
        let part = |divisor: i64| (n_views / divisor).to_string();
        Some(json!({ "viewCount": part(1), "likeCount": part(20), "commentCount": part(200) }))
    }

    fn channel(&self, id: &str) -> Option<Value> {
        let n_subscribers = self.channels.get(id)?;
        Some(json!({
            "viewCount": (n_subscribers * 50).to_string(),
            "subscriberCount": n_subscribers.to_string(),
            "hiddenSubscriberCount": false,
        }))
    }

    fn table(&self, asked: &Asked) -> Value {
        let parameter = |name: &str| asked.parameter(name).unwrap_or_default();
        let (from, to) = (parameter("startDate"), parameter("endDate"));
        let is_asked = |day: &str| from.as_str() <= day && day <= to.as_str();
        let days = self.days.iter().filter(|(day, _)| is_asked(day));
        let rows: Vec<Value> = days.map(|(day, n)| json!([day, n, n / 20, n / 200])).collect();
        let names = ["day", "views", "likes", "comments"].map(|name| json!({ "name": name }));
        json!({ "kind": "youtubeAnalytics#resultTable", "columnHeaders": names, "rows": rows })
    }
}

/// What is known of the ids that a request names; `None` if it names too many.
fn list(
    kind: &str,
    asked: &Asked,
    texts: &BTreeMap<String, String>,
    known: impl Fn(&str) -> Option<Value>,
) -> Option<Value> {
    let ids = asked.parameter("id")?;
    if IDS_MAX < ids.split(',').count() {
        return None;
    }
    let parts = asked.parameter("part")?;
    let item = |id| {
        let mut item = json!({ "id": id, "statistics": known(id)? });
        if parts.split(',').any(|part| part == "snippet") {
            let text = texts.get(id).map_or("", String::as_str);
            item["snippet"] = json!({ "title": id, "description": text });
        }
        Some(item)
    };
    let items: Vec<Value> = ids.split(',').filter_map(item).collect();
    Some(json!({ "kind": format!("youtube#{kind}ListResponse"), "items": items }))
}

fn refusal(why: Refusal) -> (u16, Vec<u8>) {
    let (code, reason) = match why {
        Refusal::Throttled => (403, "rateLimitExceeded"),
        Refusal::Expired => (401, "authError"),
        Refusal::Down => (503, "backendError"),
    };
    (code, error(code, reason))
}

fn error(code: u16, reason: &str) -> Vec<u8> {
    let error = json!({ "code": code, "errors": [{ "reason": reason }] });
    json!({ "error": error }).to_string().into_bytes()
}
