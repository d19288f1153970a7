//! The plan of the campaign: deals, slots, links and codes, and when what is published.

mod cast;
pub(super) mod names;

use byline_core::campaign::{Campaign, CountingRules, Goal};
use byline_core::code::{CodePolicy, PromoCode};
use byline_core::creator::{CreatorSize, Deal, Platform, WeekLimits};
use byline_core::entry::Connection;
use byline_core::gate::{Benchmark, GateTerms, Origin};
use byline_core::id::{CampaignId, CodeId, ConnectionId, ContentId, DealId, LinkId, PlacementId};
use byline_core::link::Link;
use byline_core::link::template::{Subject, Template};
use byline_core::money::{Currency, Money};
use byline_core::placement::{Content, Placement};
use byline_core::time::{Span, Timestamp};

use self::cast::Member;
use self::names::TITLES;
use super::beside::NETWORK;
use super::happening::Setup;
use super::people::rhythm::{DAY_US, HOUR_US};
use super::{Options, SHOP_HOST};
use crate::chance::{Dice, Seed};

pub use cast::Story;

/// Everything that is settled before the flight begins.
#[derive(Debug)]
pub(super) struct Plan {
    pub setup: Setup,
    pub members: Vec<Member>,
    pub posts: Vec<Post>,
    /// The share of the members' own click rates that gives the wanted traffic.
    pub traffic_scale: f64,
}

/// One piece of content to come.
#[derive(Clone, Debug)]
pub(super) struct Post {
    pub content: Content,
    /// Whose, as an index into the members.
    pub member: usize,
    /// Its tracked link, as an index into the links; none for the creator whom nobody wired.
    pub link: Option<usize>,
    pub platform: Platform,
    /// How many displays it gets in its whole life.
    pub n_impressions: f64,
    /// How many of these click, before scaling.
    pub click_rate: f64,
    /// How long until its attention has halved, in hours.
    pub half_life_h: f64,
}

/// A kind of content.
#[derive(Clone, Copy, Debug)]
struct Format {
    /// As the trade calls it.
    name: &'static str,
    /// Its word in slugs.
    word: &'static str,
    /// Displays, where 1 is the creator's usual.
    displays: f64,
    /// How long until its attention has halved, in hours.
    half_life_h: f64,
}

const fn format(name: &'static str, word: &'static str, displays: f64, half_life_h: f64) -> Format {
    Format { name, word, displays, half_life_h }
}

/// The kinds of content on a platform and their shares.
fn formats(platform: Platform) -> &'static [(u32, Format)] {
    const INSTAGRAM: [(u32, Format); 3] = [
        (5, format("reel", "reel", 1.2, 22.0)),
        (3, format("story", "story", 0.5, 9.0)),
        (2, format("carousel", "post", 0.8, 18.0)),
    ];
    const YOUTUBE: [(u32, Format); 2] =
        [(6, format("video", "yt", 0.9, 48.0)), (4, format("short", "short", 1.1, 20.0))];
    const TIKTOK: [(u32, Format); 1] = [(1, format("video", "tt", 1.1, 18.0))];
    match platform {
        Platform::Instagram => &INSTAGRAM,
        Platform::Youtube => &YOUTUBE,
        Platform::Tiktok | Platform::Other => &TIKTOK,
    }
}

/// Plans the campaign.
pub(super) fn plan(seed: Seed, flight_start: Timestamp, options: Options) -> Plan {
    let members = cast::members(seed.child("cast"), options.n_creators);
    let mut plan = Plan {
        setup: empty_setup(flight_start, options),
        members,
        posts: Vec::new(),
        traffic_scale: 1.0,
    };
    for index in 0..plan.members.len() {
        wire(&mut plan, seed.child("plan").nth(index as u64), index, flight_start, options);
    }
    plan.setup.creators = plan.members.iter().map(|member| member.creator.clone()).collect();
    plan.posts.sort_by(|a, b| {
        (a.content.published_at, &a.content.id).cmp(&(b.content.published_at, &b.content.id))
    });
    plan.traffic_scale = traffic_scale(&plan.posts, options);
    plan
}

fn empty_setup(flight_start: Timestamp, options: Options) -> Setup {
    let to = Timestamp(flight_start.0 + i64::from(options.n_flight_days) * DAY_US);
    Setup {
        campaign: Campaign {
            id: CampaignId::from("cmp_summer_skin"),
            name: "Summer Skin".to_owned(),
            goal: Goal::Sales,
            currency: usd(),
            time_zone: options.time_zone.to_owned(),
            flights: vec![Span { from: flight_start, to }],
            budget_minor: Some(24_000_000),
            terms: Vec::new(),
            rules: CountingRules::default(),
            is_archived: false,
            gate: Some(limits()),
        },
        creators: Vec::new(),
        deals: Vec::new(),
        placements: Vec::new(),
        links: Vec::new(),
        codes: Vec::new(),
        shop: connection("con_shop", "shopify", "Solenne shop", Some("solenne.myshopify.com")),
        shop_secret: "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".to_owned(),
        platforms: connection("con_platforms", "api", "Platform figures", None),
        network: connection("con_network", NETWORK, "impact.com", None),
    }
}

/// What the brand expects. The links are open: nobody waits for a launch.
fn limits() -> GateTerms {
    let expect = |kpi: &str, value_micro| Benchmark {
        source: Some("own history, spring campaigns".to_owned()),
        ..Benchmark::new(kpi, value_micro, Origin::OwnHistory)
    };
    let of = |size, kpi, value_micro| Benchmark { size: Some(size), ..expect(kpi, value_micro) };
    GateTerms {
        is_counting_chosen: true,
        needs_codes: false,
        floor_minor: Some(150_00),
        cpc_ceiling_minor: Some(12_00),
        benchmarks: vec![
            expect("ctr", 5_500),
            of(CreatorSize::Nano, "ctr", 9_000),
            of(CreatorSize::Micro, "ctr", 6_200),
            of(CreatorSize::Mid, "ctr", 4_200),
            of(CreatorSize::Macro, "ctr", 3_200),
            expect("conversion_rate", 40_000),
            of(CreatorSize::Nano, "conversion_rate", 28_000),
            of(CreatorSize::Micro, "conversion_rate", 42_000),
            of(CreatorSize::Mid, "conversion_rate", 40_000),
            of(CreatorSize::Macro, "conversion_rate", 32_000),
            expect("revenue", 400_000_00 * 1_000_000),
        ],
        is_open: true,
        week: WeekLimits::default(),
    }
}

fn connection(id: &str, feed: &str, name: &str, account: Option<&str>) -> Connection {
    Connection {
        id: ConnectionId::from(id),
        feed: feed.to_owned(),
        name: name.to_owned(),
        account: account.map(str::to_owned),
        is_archived: false,
        settings: Default::default(),
    }
}

pub(super) fn usd() -> Currency {
    Currency::parse("USD").expect("ISO 4217 has the dollar")
}

/// The phases of the campaign; a creator has a slot in each of the first ones.
const PHASES: [&str; 3] = ["launch", "reminder", "finale"];

/// Gives one member a deal, slots, posts, links and a code.
fn wire(plan: &mut Plan, seed: Seed, index: usize, start: Timestamp, options: Options) {
    let dice = &mut seed.dice();
    let member = plan.members[index].clone();
    plan.setup.deals.push(deal(dice, &plan.setup, &member));
    let is_wired = member.story != Story::Unwired;
    if is_wired && (dice.chance(0.86) || member.story == Story::Leaked) {
        plan.setup.codes.push(code(dice, &plan.setup, &member));
    }
    let n_slots = dice.weighted(&[(55, 1), (33, 2), (12, 3)]);
    let mut words = Vec::new();
    for slot in 0..n_slots {
        let format = dice.weighted(formats(member.platform));
        let placement = placement(&plan.setup, &member, slot, format.name);
        let n_same = words.iter().filter(|known| **known == format.word).count();
        words.push(format.word);
        let link = is_wired.then_some(plan.setup.links.len());
        if is_wired {
            plan.setup.links.push(link_to(&plan.setup, &member, &placement, format.word, n_same));
        }
        let n_posts = dice.weighted(&[(78, 1), (22, 2)]);
        for nth in 0..n_posts {
            plan.posts.push(Post {
                content: content(dice, member.story, &placement, nth, start, options),
                member: index,
                link,
                platform: member.platform,
                n_impressions: member.n_impressions_a_post * format.displays,
                click_rate: member.click_rate,
                half_life_h: format.half_life_h,
            });
        }
        plan.setup.placements.push(placement);
    }
}

/// A fee of about 22 dollars for a thousand displays to come, in steps of 25 dollars.
fn deal(dice: &mut Dice, setup: &Setup, member: &Member) -> Deal {
    let steps = dice.log_normal(member.n_followers as f64 * 0.022 / 25.0, 0.3).clamp(2.0, 720.0);
    #[expect(clippy::cast_possible_truncation, reason = "clamped above")]
    let fee_minor = steps.sqrt().mul_add(3.0, steps * 0.25).round() as i64 * 25_00;
    let id = member.creator.id.as_str().replacen("crt_", DealId::PREFIX, 1);
    let is_large = CreatorSize::Mid <= CreatorSize::of(member.n_followers);
    Deal {
        id: DealId::from(id),
        campaign_id: setup.campaign.id.clone(),
        creator_id: member.creator.id.clone(),
        fee: Some(Money { minor: fee_minor, currency: usd() }),
        commission_bp: dice.pick(&[0, 0, 500, 800, 1_000]),
        amplification: (is_large && dice.chance(0.5)).then(|| setup.campaign.flights[0]),
        terms: dice.chance(0.2).then(|| "Exclusive in sun care for 30 days".to_owned()),
        is_archived: false,
        // A week is to bring at least half of its part of the fee.
        week: WeekLimits { floor_minor: Some(fee_minor / 6), ceiling_minor: Some(fee_minor * 2) },
    }
}

fn code(dice: &mut Dice, setup: &Setup, member: &Member) -> PromoCode {
    let first = member.creator.name.split(' ').next().unwrap_or("SUN").to_uppercase();
    let is_taken = |word: &str| setup.codes.iter().any(|code| code.code == word);
    let mut word = format!("{first}{}", dice.pick(&[10, 15, 15, 15, 20]));
    while is_taken(&word) {
        word = format!("{first}{}", dice.between(11, 99));
    }
    PromoCode {
        id: CodeId::from(member.creator.id.as_str().replacen("crt_", CodeId::PREFIX, 1)),
        code: word,
        campaign_id: setup.campaign.id.clone(),
        creator_id: member.creator.id.clone(),
        valid_from: None,
        valid_to: None,
        policy: CodePolicy::Touch,
        is_leaked: false,
        is_archived: false,
    }
}

fn placement(setup: &Setup, member: &Member, slot: usize, format: &str) -> Placement {
    let who = member.creator.id.as_str().trim_start_matches("crt_");
    Placement {
        id: PlacementId::from(format!("{}{who}_{}", PlacementId::PREFIX, slot + 1)),
        campaign_id: setup.campaign.id.clone(),
        creator_id: member.creator.id.clone(),
        platform: member.platform,
        format: format.to_owned(),
        is_archived: false,
        spot: None,
        phase: PHASES.get(slot).map(|phase| (*phase).to_owned()),
    }
}

fn link_to(setup: &Setup, member: &Member, slot: &Placement, word: &str, n_same: usize) -> Link {
    let handle: String =
        member.creator.accounts[0].handle.chars().filter(char::is_ascii_alphanumeric).collect();
    let again = if n_same == 0 { String::new() } else { (n_same + 1).to_string() };
    let page = match member.story {
        Story::SoldOut => "products/summer-skin-set",
        _ => "collections/summer-skin",
    };
    Link {
        id: LinkId::from(slot.id.as_str().replacen("plc_", LinkId::PREFIX, 1)),
        slug: format!("{handle}-{word}{again}"),
        campaign_id: setup.campaign.id.clone(),
        creator_id: member.creator.id.clone(),
        placement_id: Some(slot.id.clone()),
        content_id: None,
        destination: format!("https://{SHOP_HOST}/{page}"),
        utm: Template::default().fill(&Subject {
            campaign: &setup.campaign.name,
            creator: &member.creator.accounts[0].handle,
            platform: member.platform.key(),
            format: &slot.format,
            phase: slot.phase.as_deref().unwrap_or_default(),
            ..Subject::default()
        }),
        is_paused: false,
        fallback: None,
        is_archived: false,
    }
}

/// Most is published early, in the afternoon and evening of the day; whoever has a story to show
/// begins within days.
fn content(
    dice: &mut Dice,
    story: Story,
    placement: &Placement,
    nth: u64,
    start: Timestamp,
    options: Options,
) -> Content {
    let n_days = f64::from(options.n_flight_days);
    let chosen = (dice.unit().powf(1.6) * n_days * 0.82).floor();
    let day = match story {
        Story::Ordinary => chosen,
        // It sells out on the day after.
        Story::SoldOut => 5.0,
        _ => (chosen / 5.0).floor(),
    };
    let hour = 11.0 + 10.0 * dice.unit();
    #[expect(clippy::cast_possible_truncation, reason = "a few weeks in microseconds")]
    let after_us = (day * DAY_US as f64 + hour * HOUR_US as f64) as i64;
    let later_us = nth.cast_signed() * 3 * DAY_US;
    let id = placement.id.as_str().replacen("plc_", ContentId::PREFIX, 1);
    Content {
        id: ContentId::from(format!("{id}_{}", nth + 1)),
        placement_id: placement.id.clone(),
        url: Some(address(dice, placement.platform)),
        published_at: Timestamp(start.0 + after_us + later_us),
        title: Some(dice.pick(&TITLES).to_owned()),
        subjects: Vec::new(),
    }
}

fn address(dice: &mut Dice, platform: Platform) -> String {
    let id = dice.bits();
    match platform {
        Platform::Instagram => format!("https://www.instagram.com/p/{id:011x}/"),
        Platform::Youtube => format!("https://youtu.be/{:011x}", id >> 20),
        Platform::Tiktok | Platform::Other => {
            format!("https://www.tiktok.com/@/video/7{:018}", id % 1_000_000_000_000_000_000)
        }
    }
}

/// Of all clicks of a flight, about this many come on an average day.
const N_CLICKS_A_DAY: f64 = 3_500.0;

fn traffic_scale(posts: &[Post], options: Options) -> f64 {
    let wired = posts.iter().filter(|post| post.link.is_some());
    let raw: f64 = wired.map(|post| post.n_impressions * post.click_rate).sum();
    let wanted = N_CLICKS_A_DAY * f64::from(options.n_flight_days);
    let share = f64::from(options.traffic_percent) / 100.0;
    let share_of_roster = options.n_creators as f64 / 150.0;
    if raw <= 0.0 { 0.0 } else { wanted * share * share_of_roster / raw }
}
