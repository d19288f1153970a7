//! A roster for the bench of polls: 200 creators with ads on TikTok and Meta and videos on
//! YouTube, as a brand declares them and as the platforms count them.

use std::collections::BTreeMap;

use byline_core::campaign::{Campaign, CountingRules, Goal};
use byline_core::creator::{Account, Creator, Platform};
use byline_core::entry::{Connection, Fact};
use byline_core::figure::{Subject, SubjectKind};
use byline_core::money::Currency;
use byline_core::placement::{Content, Placement};
use byline_core::time::{Span, Timestamp, Zone};
use byline_testkit::fake::{FakeAds, FakeMetaAds, FakeYouTube};

/// How many creators there are.
pub const N_CREATORS: usize = 200;
/// The connections that ask.
pub const CONNECTIONS: [&str; 3] = ["con_tiktok", "con_meta", "con_youtube"];
/// The token that every platform wants.
pub const TOKEN: &str = "token";

/// Ads and videos of each creator on each platform.
const N_EACH: usize = 3;
/// How far each platform's turn looks back, in days; today comes on top.
const TIKTOK_DAYS: i64 = 7;
const META_DAYS: i64 = 28;
const DAY_S: i64 = 86_400;

/// The platforms, each with all that it counts.
pub struct Platforms {
    tiktok: FakeAds,
    meta: FakeMetaAds,
    youtube: FakeYouTube,
    now: Timestamp,
}

impl Platforms {
    /// Platforms that have counted up to `now`. Pages are as long as those of the real ones.
    pub fn open(now: Timestamp) -> Self {
        let tiktok = FakeAds::in_pages_of(1_000, TOKEN);
        let meta = FakeMetaAds::in_pages_of(500, TOKEN);
        let platforms = Self { tiktok, meta, youtube: FakeYouTube::open(TOKEN), now };
        for n in 0..N_CREATORS * N_EACH {
            platforms.count(n, 0);
        }
        for n in (0..N_CREATORS).map(number) {
            platforms.youtube.count_channel(&channel(n), 10_000 + n);
        }
        for day in days(now, TIKTOK_DAYS) {
            platforms.youtube.count_day(&day, 5_000);
        }
        platforms
    }

    /// A tenth of all ads and videos is counted anew, on every day.
    pub fn restate(&self) {
        for n in (0..N_CREATORS * N_EACH).step_by(10) {
            self.count(n, 1);
        }
    }

    /// All impressions after [`Self::restate`].
    pub fn n_impressions(&self) -> i64 {
        let n_days =
            number(days(self.now, TIKTOK_DAYS).count() + days(self.now, META_DAYS).count());
        let ads = 0..N_CREATORS * N_EACH;
        ads.map(|n| n_days * n_impressions(n, i64::from(n % 10 == 0))).sum()
    }

    fn count(&self, n: usize, more: i64) {
        for day in days(self.now, TIKTOK_DAYS) {
            self.tiktok.count(&thing(n), &day, n_impressions(n, more));
        }
        for day in days(self.now, META_DAYS) {
            self.meta.count(&thing(n), &day, n_impressions(n, more));
        }
        self.youtube.count_video(&thing(n), n_impressions(n, more));
    }
}

/// What the brand declares: connections, a campaign in flight, the roster and its content.
pub fn facts(platforms: &Platforms, now: Timestamp) -> Vec<Fact> {
    let urls = [platforms.tiktok.api(), platforms.meta.api(), platforms.youtube.api()];
    let feeds = ["tiktok_ads", "meta_ads", "youtube"];
    let mut facts = vec![Fact::Campaign(campaign(now))];
    for ((id, feed), api) in CONNECTIONS.into_iter().zip(feeds).zip(urls) {
        facts.push(Fact::Connection(Connection {
            id: id.into(),
            feed: feed.to_owned(),
            name: id.to_owned(),
            account: Some("7001".to_owned()),
            is_archived: false,
            settings: BTreeMap::from([("api_url".to_owned(), api.url())]),
        }));
    }
    for n in 0..N_CREATORS {
        facts.push(Fact::Creator(creator(n)));
        facts.push(Fact::Placement(placement(n)));
        facts.extend((0..N_EACH).map(|nth| Fact::Content(content(n, n * N_EACH + nth, now))));
    }
    facts
}

fn campaign(now: Timestamp) -> Campaign {
    Campaign {
        id: "summer".into(),
        name: "Summer".to_owned(),
        goal: Goal::Sales,
        currency: Currency::parse("USD").unwrap_or_else(|| unreachable!("the dollar is known")),
        time_zone: "UTC".to_owned(),
        flights: vec![Span { from: now.plus_seconds(-30 * DAY_S), to: now.plus_seconds(DAY_S) }],
        budget_minor: None,
        terms: Vec::new(),
        rules: CountingRules::default(),
        is_archived: false,
        gate: None,
    }
}

fn creator(n: usize) -> Creator {
    let account = Account {
        platform: Platform::Youtube,
        handle: format!("creator.{n}"),
        platform_user_id: Some(channel(number(n))),
        n_followers: None,
    };
    Creator {
        id: format!("crt_{n}").into(),
        name: format!("Creator {n}"),
        accounts: vec![account],
        category: None,
        country: None,
        notes: None,
        is_archived: false,
        aliases: Vec::new(),
    }
}

fn placement(n: usize) -> Placement {
    Placement {
        id: format!("plc_{n}").into(),
        campaign_id: "summer".into(),
        creator_id: format!("crt_{n}").into(),
        platform: Platform::Youtube,
        format: "video".to_owned(),
        is_archived: false,
        spot: None,
        phase: None,
    }
}

/// A video, with the ads behind it on both other platforms.
fn content(creator: usize, n: usize, now: Timestamp) -> Content {
    let subject = |feed: &str, kind| Subject { feed: feed.to_owned(), kind, id: thing(n) };
    Content {
        id: format!("cnt_{n}").into(),
        placement_id: format!("plc_{creator}").into(),
        url: Some(format!("https://youtu.be/{}", thing(n))),
        published_at: now.plus_seconds(-20 * DAY_S),
        title: None,
        subjects: vec![
            subject("tiktok_ads", SubjectKind::Ad),
            subject("meta_ads", SubjectKind::Ad),
            subject("youtube", SubjectKind::Content),
        ],
    }
}

/// The id of an ad or video.
fn thing(n: usize) -> String {
    format!("1800000{n:05}")
}

fn channel(n: i64) -> String {
    format!("UC{n:022}")
}

fn n_impressions(n: usize, more: i64) -> i64 {
    1_000 + number(n) * 37 % 9_000 + more
}

fn number(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// The last `n_before` days and today.
fn days(now: Timestamp, n_before: i64) -> impl Iterator<Item = String> {
    (0..=n_before).map(move |n| Zone::utc().day_of(now.plus_seconds(-n * DAY_S)).to_string())
}
