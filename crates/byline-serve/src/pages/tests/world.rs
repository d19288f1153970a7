//! A small invented summer: two creators who sell, one who does not, and one who is not wired.

use byline_core::campaign::{Campaign, CountingRules, Goal};
use byline_core::click::{Click, Device, InApp, Verdict};
use byline_core::code::{CodePolicy, PromoCode};
use byline_core::creator::{Account, Creator, Deal, Platform};
use byline_core::entry::{Connection, Fact};
use byline_core::event::{Grain, Metric, MetricPoint, Sighting, Signal, Spend, SpendKind};
use byline_core::gate::{Benchmark, GateTerms, Origin};
use byline_core::id::{ConnectionId, OrderKey};
use byline_core::link::{Link, Utm};
use byline_core::money::{Currency, Money};
use byline_core::order::{OrderAmounts, OrderState, OrderVersion, Refund};
use byline_core::placement::{Content, Placement};
use byline_core::shopper::{ClickId, ShopperKeys};
use byline_core::time::{Span, Timestamp};

use crate::port::{NewFact, Writer};
use crate::testing::Stage;

const SUMMER: &str = "summer";

/// A stage on which the summer has happened. It is Tuesday, 9 June, 12:00 in Berlin.
pub async fn stage() -> Stage {
    let stage = Stage::new();
    for (at, fact) in facts() {
        take(&stage, at, fact).await;
    }
    set_now(&stage, "2026-06-09T10:00:00Z");
    stage
}

/// Takes one fact in at a time.
pub async fn take(stage: &Stage, at: &str, fact: Fact) {
    set_now(stage, at);
    let fact = NewFact { fact, dedup: None };
    stage.node.commit(vec![fact], None).await.expect("the store takes it in");
}

pub fn set_now(stage: &Stage, at: &str) {
    stage.node.now.store(time(at).0, std::sync::atomic::Ordering::Relaxed);
}

/// A creator with one account.
pub fn creator(id: &str, name: &str, n_followers: Option<u64>) -> Fact {
    Fact::Creator(Creator {
        id: id.into(),
        name: name.to_owned(),
        accounts: vec![Account {
            platform: Platform::Instagram,
            handle: format!("{id}.glow"),
            platform_user_id: None,
            n_followers,
        }],
        category: Some("beauty".to_owned()),
        country: Some("DE".to_owned()),
        notes: None,
        is_archived: false,
        aliases: Vec::new(),
    })
}

/// Mika once more, by her account elsewhere.
pub fn mika_again() -> Creator {
    let Fact::Creator(again) = creator("mika.again", "Mika Tanaka", None) else {
        unreachable!("a creator")
    };
    let elsewhere = |account: Account| Account {
        platform: Platform::Tiktok,
        handle: "mika.glow".to_owned(),
        ..account
    };
    let accounts = again.accounts.into_iter().map(elsewhere).collect();
    Creator { accounts, ..again }
}

/// A creator's link in the summer's campaign.
pub fn link(slug: &str, creator: &str) -> Fact {
    Fact::Link(Link {
        id: format!("lnk_{slug}").into(),
        slug: slug.to_owned(),
        campaign_id: SUMMER.into(),
        creator_id: creator.into(),
        placement_id: (creator == "mika").then(|| "plc_mika".into()),
        content_id: None,
        destination: "https://shop.brand.com/collections/summer".to_owned(),
        utm: Utm { source: "instagram".to_owned(), ..Utm::default() },
        is_paused: false,
        fallback: None,
        is_archived: false,
    })
}

/// An order of 118.00 dollars, of which 96.40 are merchandise.
pub fn order(n: u8, clicks: &[u8], placed_at: &str, codes: &[&str]) -> Fact {
    Fact::Order(OrderVersion {
        key: key(n),
        version_at: time(placed_at),
        placed_at: time(placed_at),
        number: Some(format!("#10{n:02}")),
        aliases: Vec::new(),
        state: OrderState::Paid,
        currency: Currency::USD,
        amounts: OrderAmounts {
            merchandise_minor: 96_40,
            discount_minor: 10_71,
            tax_minor: 15_60,
            shipping_minor: 6_00,
            total_minor: 118_00,
        },
        codes: codes.iter().map(|code| (*code).to_owned()).collect(),
        shopper: ShopperKeys {
            clicks: clicks.iter().map(|n| click_id(*n)).collect(),
            visitor: None,
            customer: None,
        },
        utm: None,
        referrer_host: None,
        is_new_customer: Some(true),
        tokens: vec![format!("checkout-{n}")],
        named: Vec::new(),
    })
}

/// A click by a person.
pub fn click(n: u8, slug: &str, at: &str) -> Fact {
    Fact::Click(Click {
        id: click_id(n),
        occurred_at: time(at),
        link_id: format!("lnk_{slug}").as_str().into(),
        verdict: Verdict::Human,
        reason: None,
        in_app: Some(InApp::Instagram),
        device: Some(Device::Phone),
        country: Some("US".to_owned()),
        referrer_host: None,
        visitor_of_day: None,
        visitor: None,
    })
}

pub fn time(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

fn facts() -> Vec<(&'static str, Fact)> {
    let start = "2026-05-30T08:00:00Z";
    let mut facts = vec![
        (start, campaign()),
        (start, creator("mika", "Mika Tanaka", Some(48_000))),
        (start, creator("lola", "Lola Okafor", Some(9_000))),
        (start, creator("ana", "Ana Lima", None)),
        (start, creator("rhea", "Rhea Nair", Some(3_000))),
        (start, deal("rhea")),
        (start, placement()),
        (start, link("mika-reel", "mika")),
        (start, link("lola", "lola")),
        (start, link("ana", "ana")),
        (start, code()),
        (start, shop()),
        ("2026-06-08T16:00:00Z", content()),
    ];
    facts.extend(money_out());
    facts.extend(journeys());
    facts
}

/// Three orders: one shared with a code and a refund, one with a single click, one of nobody.
fn journeys() -> Vec<(&'static str, Fact)> {
    let mut facts = vec![
        ("2026-06-08T12:02:11Z", click(1, "mika-reel", "2026-06-08T12:02:11Z")),
        ("2026-06-08T19:40:52Z", click(2, "lola", "2026-06-08T19:40:52Z")),
        ("2026-06-08T20:15:05Z", order(1, &[1, 2], "2026-06-08T20:15:05Z", &["MIKA10"])),
        ("2026-06-08T20:15:09Z", sighting()),
        ("2026-06-09T06:30:00Z", refund()),
        ("2026-06-09T07:10:00Z", click(3, "mika-reel", "2026-06-09T07:10:00Z")),
        ("2026-06-09T09:20:00Z", order(2, &[3], "2026-06-09T09:20:00Z", &[])),
        ("2026-06-09T09:40:00Z", order(3, &[], "2026-06-09T09:40:00Z", &[])),
    ];
    let clicks_of_ana =
        (10..60).map(|n| ("2026-06-09T09:50:00Z", click(n, "ana", "2026-06-09T09:50:00Z")));
    facts.extend(clicks_of_ana);
    facts
}

/// The campaign of the summer.
pub fn campaign() -> Fact {
    Fact::Campaign(Campaign {
        id: SUMMER.into(),
        name: "Summer Skin".to_owned(),
        goal: Goal::Sales,
        currency: Currency::USD,
        time_zone: "Europe/Berlin".to_owned(),
        flights: vec![Span {
            from: time("2026-05-31T22:00:00Z"),
            to: time("2026-06-21T22:00:00Z"),
        }],
        budget_minor: Some(5_000_00),
        terms: Vec::new(),
        rules: CountingRules::default(),
        is_archived: false,
        gate: None,
    })
}

/// The same campaign with limits, whose links stay open.
pub fn campaign_with_limits() -> Fact {
    let Fact::Campaign(summer) = campaign() else { unreachable!("a campaign") };
    let expect = |kpi: &str, value_micro| Benchmark::new(kpi, value_micro, Origin::OwnHistory);
    let gate = Some(GateTerms {
        cpc_ceiling_minor: Some(2_00),
        benchmarks: vec![expect("ctr", 12_000), expect("conversion_rate", 20_000)],
        is_open: true,
        ..GateTerms::default()
    });
    Fact::Campaign(Campaign { gate, ..summer })
}

/// A creator's deal without a fee.
pub fn deal(creator: &str) -> Fact {
    Fact::Deal(Deal {
        id: format!("deal_{creator}").into(),
        campaign_id: SUMMER.into(),
        creator_id: creator.into(),
        fee: None,
        commission_bp: 1_000,
        amplification: None,
        terms: None,
        is_archived: false,
        week: Default::default(),
    })
}

/// The slot of Mika.
pub fn placement() -> Fact {
    Fact::Placement(Placement {
        id: "plc_mika".into(),
        campaign_id: SUMMER.into(),
        creator_id: "mika".into(),
        platform: Platform::Instagram,
        format: "reel".to_owned(),
        is_archived: false,
        spot: None,
        phase: None,
    })
}

/// The post of Mika.
pub fn content() -> Fact {
    Fact::Content(Content {
        id: "cnt_1".into(),
        placement_id: "plc_mika".into(),
        url: None,
        published_at: time("2026-06-08T16:00:00Z"),
        title: None,
        subjects: Vec::new(),
    })
}

/// The code of Mika.
pub fn code() -> Fact {
    Fact::Code(PromoCode {
        id: "code_mika10".into(),
        code: "MIKA10".to_owned(),
        campaign_id: SUMMER.into(),
        creator_id: "mika".into(),
        valid_from: None,
        valid_to: None,
        policy: CodePolicy::Touch,
        is_leaked: false,
        is_archived: false,
    })
}

fn shop() -> Fact {
    Fact::Connection(Connection {
        id: "shop".into(),
        feed: "shopify".to_owned(),
        name: "Brand shop".to_owned(),
        account: None,
        is_archived: false,
        settings: Default::default(),
    })
}

/// A fee that was paid.
pub fn fee(creator: &str, minor: i64) -> Fact {
    Fact::Spend(Spend {
        id: format!("fee-{creator}").into(),
        campaign_id: SUMMER.into(),
        creator_id: Some(creator.into()),
        placement_id: None,
        occurred_at: time("2026-06-08T22:30:00Z"),
        amount: Money { minor, currency: Currency::USD },
        kind: SpendKind::Fee,
    })
}

fn money_out() -> Vec<(&'static str, Fact)> {
    let at = "2026-06-08T22:30:00Z";
    let seen = Fact::Metric(MetricPoint {
        connection: "shop".into(),
        placement_id: "plc_mika".into(),
        content_id: None,
        metric: Metric::Impressions,
        value: 12_400,
        grain: Grain::Stretch(Span { from: time(at), to: time("2026-06-08T23:30:00Z") }),
        as_of: time(at),
    });
    vec![(at, fee("mika", 40_00)), (at, fee("ana", 25_00)), (at, fee("rhea", 18_00)), (at, seen)]
}

fn sighting() -> Fact {
    Fact::Sighting(Sighting {
        id: "seen-1".into(),
        signal: Signal::Pixel,
        reporter: "pixel".to_owned(),
        occurred_at: time("2026-06-08T20:15:09Z"),
        order_alias: "checkout-1".to_owned(),
        shopper: ShopperKeys::default(),
        claimed: Some(Money { minor: 118_00, currency: Currency::USD }),
        partner: Vec::new(),
    })
}

fn refund() -> Fact {
    Fact::Refund(Refund {
        id: "refund-1".into(),
        order: key(1),
        occurred_at: time("2026-06-09T06:30:00Z"),
        amount: Money { minor: 24_10, currency: Currency::USD },
    })
}

fn key(n: u8) -> OrderKey {
    OrderKey { connection: ConnectionId::from("shop"), order: format!("99{n:02}").into() }
}

fn click_id(n: u8) -> ClickId {
    ClickId([n; 16])
}
