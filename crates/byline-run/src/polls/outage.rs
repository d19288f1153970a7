//! Outages, with platforms that are asked over real sockets and time that is moved by hand: what
//! webhooks lost, and what platforms break, polls make good.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use byline_core::creator::Platform;
use byline_core::entry::{Connection, Fact, Position};
use byline_core::event::Grain;
use byline_core::figure::Counted;
use byline_core::link::{Link, Utm};
use byline_core::placement::{Content, Placement};
use byline_engine::OrderFilter;
use byline_log::{ReadLog, Reader};
use byline_serve::port::{self, Intake, SecretStore, World};
use byline_testkit::fake::{FakeAds, FakeMetaAds, FakeShop, FakeYouTube, Fault};
use byline_testkit::shopify::{ShopAddress, ShopCustomer, ShopLine, ShopOrder};
use tempfile::TempDir;

use super::{Http, Polls};
use crate::Node;
use crate::import::LinkHosts;
use crate::testing::{NOW, StillWorld, commit, node, wait};

const SHOP: &str = "shop.myshopify.com";
const MINUTE_S: i64 = 60;

struct Stage {
    world: Arc<StillWorld>,
    node: Node,
    polls: Arc<Polls>,
    dir: TempDir,
}

impl Stage {
    fn new(id: &str, feed: &str, account: &str, api_url: &str, secrets: &[&str]) -> Self {
        let (dir, world) = (TempDir::new().unwrap(), StillWorld::new());
        let node = node(dir.path(), &world);
        let connection = Connection {
            id: id.into(),
            feed: feed.to_owned(),
            name: id.to_owned(),
            account: Some(account.to_owned()),
            is_archived: false,
            settings: BTreeMap::from([("api_url".to_owned(), api_url.to_owned())]),
        };
        commit(&node, vec![Fact::Connection(connection)]);
        let secrets = secrets.iter().map(|secret| (*secret).to_owned()).collect();
        wait(node.secrets.set(id, secrets)).unwrap();
        let http = Http::open_within(Duration::from_millis(700), world.clone());
        let polls = Polls::new(node.intake.clone(), Arc::new(http));
        Self { world, node, polls, dir }
    }

    fn deliver(&self, headers: Vec<(&'static str, String)>, body: Vec<u8>) -> u16 {
        let headers = headers.into_iter().map(|(name, value)| (name.to_owned(), value.into()));
        let (method, url) = ("POST".to_owned(), String::new());
        let delivery = port::Delivery { method, url, headers: headers.collect(), body };
        let now = self.world.now();
        wait(Intake::webhook(self.node.intake.as_ref(), "shopify", "con_shop", delivery, now))
            .status
    }

    /// Every order with its net.
    fn orders(&self) -> Vec<(String, i64)> {
        let engine = self.node.engine.read().unwrap();
        let filter = OrderFilter { limit: 10_000, ..OrderFilter::default() };
        let orders = engine.orders(&filter).into_iter();
        let mut orders: Vec<_> = orders.map(|order| (order.id, order.net_minor)).collect();
        orders.sort();
        orders
    }
}

fn order(n: u64) -> ShopOrder {
    let line = ShopLine {
        id: 900 + n,
        variant_id: 7,
        title: "Thing",
        sku: "T-1",
        n_pieces: 1,
        price_minor: 20_00 + i64::try_from(n).unwrap(),
        discount_minor: 0,
        grams: 100,
    };
    let place =
        ShopAddress { city: "Austin", province: "Texas", province_code: "TX", zip: "78701" };
    let customer = ShopCustomer {
        id: 500 + n,
        email: format!("shopper{n}@example.com"),
        first_name: "Sam".to_owned(),
        last_name: "Shopper".to_owned(),
        n_orders: 1,
        address: place,
    };
    ShopOrder {
        id: 5_000_000_001_000 + n,
        number: 1_001 + n,
        currency: "USD",
        created_at: String::new(),
        updated_at: String::new(),
        cancelled_at: None,
        financial_status: "paid",
        is_test: false,
        lines: vec![line],
        code: None,
        tax_minor: 1_00,
        shipping_minor: 5_00,
        customer,
        landing_site: None,
        referring_site: None,
        note_attributes: Vec::new(),
        cart_token: format!("cart-{n}"),
        checkout_token: format!("token-{n}"),
        user_agent: String::new(),
        refunds: Vec::new(),
    }
}

/// A day of ten hours: an order every five minutes, a refund of every fourth a quarter of an hour
/// later. Between the minutes of `outage` nothing of ours runs. Gives the orders with their net,
/// and how many deliveries the shop gave up.
fn ten_hours(
    outage: std::ops::Range<i64>,
    faults: &[Option<Fault>],
) -> (Vec<(String, i64)>, usize) {
    let shop = FakeShop::open(SHOP, "hush", "shpat_1");
    let secrets = ["hush", "access_token=shpat_1"];
    let stage = Stage::new("con_shop", "shopify", SHOP, &shop.admin().url(), &secrets);
    shop.will_fail(faults);
    for minute in 0..600 {
        let now = stage.world.now();
        if minute % 5 == 0 && minute < 500 {
            shop.sell(now, order(u64::try_from(minute / 5).unwrap()));
        }
        if minute % 20 == 15 && minute < 500 {
            shop.refund(now, usize::try_from(minute / 20 * 4).unwrap(), 3_00);
        }
        let due = shop.due(now);
        if !outage.contains(&minute) {
            for delivery in due {
                if stage.deliver(delivery.headers, delivery.body) == 200 {
                    shop.taken(delivery.n);
                }
            }
            wait(stage.polls.step());
        }
        stage.world.pass_s(MINUTE_S);
    }
    let orders = stage.orders();
    stage.node.close();
    (orders, shop.n_given_up())
}

#[test]
fn totals_after_an_outage_of_four_and_a_half_hours_are_those_of_no_outage() {
    let (undisturbed, n_given_up) = ten_hours(0..0, &[]);
    assert_eq!((undisturbed.len(), n_given_up), (100, 0));
    let net: i64 = undisturbed.iter().map(|(_, net)| net).sum();
    assert_eq!(net, 100 * 20_00 + (0..100).sum::<i64>() - 25 * 3_00);

    let (after, n_given_up) = ten_hours(120..390, &[]);
    assert!(0 < n_given_up, "the shop gave deliveries up");
    assert_eq!(after, undisturbed);
}

#[test]
fn totals_do_not_depend_on_how_the_shop_answers() {
    let (undisturbed, _) = ten_hours(0..0, &[]);
    let faults = [None, Some(Fault::Throttle), Some(Fault::Half), None, Some(Fault::Down), None];
    let (after, n_given_up) = ten_hours(60..330, &faults.repeat(4));
    assert!(0 < n_given_up);
    assert_eq!(after, undisturbed);
}

/// The newest word on each thing and day, as the log has it. What stands so far is of day 0.
fn newest(stage: &Stage, counted: Counted) -> BTreeMap<(String, i64), Option<i64>> {
    let mut newest = BTreeMap::new();
    let log = Reader::open(stage.dir.path()).unwrap();
    for (_, entry) in log.read_from(Position(1), 100_000).unwrap() {
        let Fact::Figure(figure) = entry.fact else { continue };
        let day = match figure.grain {
            Grain::Stretch(span) => span.from.seconds() / 86_400,
            Grain::Lifetime => 0,
        };
        if figure.counted == counted {
            newest.insert((figure.subject.id, day), figure.value);
        }
    }
    newest
}

#[test]
fn reports_are_whole_whatever_the_platform_does_and_the_newest_word_holds() {
    let ads = FakeAds::open("token");
    for ad in 0..10 {
        for day in 4..10 {
            ads.count(&format!("ad{ad}"), &format!("2026-06-{day:02}"), 1_000 + ad * 10 + day);
        }
    }
    let stage = Stage::new("con_ads", "tiktok_ads", "7001", &ads.api().url(), &["token"]);
    ads.will_fail(&[
        None,
        Some(Fault::Throttle),
        Some(Fault::Half),
        Some(Fault::Slow),
        Some(Fault::Down),
        None,
        Some(Fault::PageAgain),
    ]);
    for _ in 0..30 {
        wait(stage.polls.step());
        stage.world.pass_s(MINUTE_S);
    }
    // The page that came double hid another one; the next turn has them all.
    stage.world.pass_s(7 * 3_600);
    wait(stage.polls.step());
    assert_eq!(newest(&stage, Counted::Impressions).len(), 60);

    ads.count("ad3", "2026-06-08", 5);
    stage.world.pass_s(7 * 3_600);
    wait(stage.polls.step());
    let newest = newest(&stage, Counted::Impressions);
    let eighth = NOW.seconds() / 86_400 - 2;
    assert_eq!(newest[&("ad3".to_owned(), eighth)], Some(5));
    assert_eq!(newest.len(), 60);

    ads.will_fail(&[Some(Fault::Expired)]);
    stage.world.pass_s(7 * 3_600);
    wait(stage.polls.step());
    let n_asked = ads.api().asked().len();
    stage.world.pass_s(48 * 3_600);
    wait(stage.polls.step());
    assert_eq!(ads.api().asked().len(), n_asked, "it waits for a new login");
    stage.node.close();
}

/// Everything that can go wrong and passes, one after the other.
const PASSING: [Option<Fault>; 7] = [
    None,
    Some(Fault::Throttle),
    Some(Fault::Half),
    Some(Fault::Slow),
    Some(Fault::Down),
    None,
    Some(Fault::PageAgain),
];

/// Two hours of a platform in trouble, and one turn of it that goes well.
fn after_trouble(stage: &Stage) {
    for _ in 0..120 {
        wait(stage.polls.step());
        stage.world.pass_s(MINUTE_S);
    }
    stage.world.pass_s(7 * 3_600);
    wait(stage.polls.step());
}

#[test]
fn insights_are_whole_whatever_meta_does() {
    let meta = FakeMetaAds::in_pages_of(20, "token");
    for ad in 0..10 {
        for day in 4..10 {
            meta.count(&format!("1{ad}"), &format!("2026-06-{day:02}"), 1_000 + ad * 10 + day);
        }
    }
    meta.will_fail(&PASSING);
    let stage = Stage::new("con_meta", "meta_ads", "act_2001", &meta.api().url(), &["token"]);
    after_trouble(&stage);
    let told = newest(&stage, Counted::Impressions);
    let ninth = NOW.seconds() / 86_400 - 1;
    assert_eq!((told.len(), told[&("17".to_owned(), ninth)]), (60, Some(1_079)));
    stage.node.close();
}

#[test]
fn counters_of_videos_are_whole_whatever_youtube_does() {
    let tube = FakeYouTube::open("token");
    tube.count_day("2026-06-07", 5_000);
    tube.will_fail(&PASSING);
    let stage = Stage::new("con_you", "youtube", "UC1", &tube.api().url(), &["token"]);
    let video = |n: i64| format!("video{n}");
    let contents = (0..120).map(|n| {
        tube.count_video(&video(n), 1_000 + n);
        Fact::Content(Content {
            id: video(n).into(),
            placement_id: "plc".into(),
            url: Some(format!("https://youtu.be/{}", video(n))),
            published_at: NOW.plus_seconds(-30 * 86_400),
            title: None,
            subjects: Vec::new(),
        })
    });
    commit(&stage.node, contents.collect());
    after_trouble(&stage);
    let told = newest(&stage, Counted::Views);
    for n in 0..120 {
        assert_eq!(told[&(video(n), 0)], Some(1_000 + n), "{}", video(n));
    }
    let seventh = NOW.seconds() / 86_400 - 3;
    assert_eq!(told[&("UC1".to_owned(), seventh)], Some(5_000));
    stage.node.close();
}

/// A creator takes the link out of the description and puts it back; the patrol rides on the polls.
#[test]
fn a_link_that_is_taken_out_and_put_back_is_seen() {
    const VIDEO: &str = "dQw4w9WgXcQ";
    let tube = FakeYouTube::open("token");
    tube.count_video(VIDEO, 1_000);
    tube.describe(VIDEO, "Shop: https://go.brand.com/ana #ad");
    let stage = Stage::new("con_you", "youtube", "UC1", &tube.api().url(), &["token"]);
    let own_hosts = vec!["go.brand.com".to_owned()];
    stage.node.intake.limit_links(LinkHosts { own_hosts, ..LinkHosts::default() });
    let slot = Placement {
        id: "plc".into(),
        campaign_id: "summer".into(),
        creator_id: "ana".into(),
        platform: Platform::Youtube,
        format: "video".to_owned(),
        is_archived: false,
        spot: None,
        phase: None,
    };
    let link = Link {
        id: "lnk".into(),
        slug: "ana".to_owned(),
        campaign_id: "summer".into(),
        creator_id: "ana".into(),
        placement_id: Some("plc".into()),
        content_id: None,
        destination: "https://brand.com/".to_owned(),
        utm: Utm::default(),
        is_paused: false,
        fallback: None,
        is_archived: false,
    };
    let post = Content {
        id: "post".into(),
        placement_id: "plc".into(),
        url: Some(format!("https://youtu.be/{VIDEO}")),
        published_at: NOW,
        title: None,
        subjects: Vec::new(),
    };
    commit(&stage.node, vec![Fact::Placement(slot), Fact::Link(link), Fact::Content(post)]);
    let told = || {
        let view = stage.node.engine.read().unwrap().patrol_view(None);
        let row = view.posts.into_iter().next().expect("it was read");
        (row.verdict.map(|it| it.key()), row.gaps.iter().map(|gap| gap.to.is_some()).collect())
    };
    let after_a_turn = || {
        wait(stage.polls.step());
        stage.world.pass_s(35 * MINUTE_S);
        told()
    };
    assert_eq!(after_a_turn(), (Some("present"), vec![]));
    tube.describe(VIDEO, "Shop: https://bit.ly/ana #ad");
    assert_eq!(after_a_turn(), (Some("altered"), vec![false]));
    tube.describe(VIDEO, "");
    assert_eq!(after_a_turn(), (Some("missing"), vec![false]));
    tube.describe(VIDEO, "Shop: https://go.brand.com/ana #ad");
    assert_eq!(after_a_turn(), (Some("present"), vec![true]), "the gap stays, and has an end");
    stage.node.close();
}
