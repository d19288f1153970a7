//! The table of faults: what is broken, and what the launch gate must say, word for word.

use byline_core::alias::{Alias, AliasKind};
use byline_core::brief::Brief;
use byline_core::campaign::Goal;
use byline_core::code::CodePolicy;
use byline_core::creator::Platform;
use byline_core::entry::Fact;
use byline_core::gate::{Benchmark, Origin};
use byline_core::identity::verdict::Merged;
use byline_core::link::health::{DestinationChecked, PageWord, WordKind};
use byline_core::money::{Currency, Money};
use byline_core::order::OrderState;

use super::{
    Campaigners, NOW, brief_id, code_id, creator_id, deal_id, flight, link_id, placement_id,
};

/// One way to break a campaign that was ready.
pub struct Fault {
    /// What happened, as a person would tell it.
    pub name: &'static str,
    /// Does it to creator `n` of the campaign, or to the campaign itself.
    pub plant: fn(&mut Campaigners, usize),
    /// What the gate must say: code and id of the subject.
    pub said: fn(usize) -> Vec<(&'static str, String)>,
    /// Whether it is about the campaign itself.
    pub is_of_campaign: bool,
}

macro_rules! campaign_faults {
    ($($name:literal $code:literal $plant:expr;)*) => {
        [$(Fault {
            name: $name,
            plant: |all, _| { let plant: fn(&mut Campaigners) = $plant; plant(all); },
            said: |_| vec![($code, "summer".to_owned())],
            is_of_campaign: true,
        }),*]
    };
}

macro_rules! creator_faults {
    ($($name:literal $plant:expr => $said:expr;)*) => {
        [$(Fault { name: $name, plant: $plant, said: $said, is_of_campaign: false }),*]
    };
}

/// Every fault: first those of the campaign itself.
pub static FAULTS: [&[Fault]; 6] =
    [&OF_CAMPAIGN, &OF_SIGNALS, &OF_PEOPLE, &OF_LINKS, &OF_DESTINATIONS, &OF_READINESS];

static OF_CAMPAIGN: [Fault; 15] = campaign_faults! {
    "nobody set dates" "gate.no_flight" |all| all.campaign().flights.clear();
    "nobody set a budget" "gate.no_budget" |all| all.campaign().budget_minor = None;
    "the fees are more than the budget" "gate.over_budget"
        |all| all.campaign().budget_minor = Some(1);
    "the campaign is over" "gate.flight_over" |all| all.move_flight(-30);
    "model and windows were left as they came" "gate.counting_not_chosen"
        |all| all.terms().is_counting_chosen = false;
    "no click can earn" "gate.click_window_zero"
        |all| all.campaign().rules.click_window_s = 0;
    "nobody set a floor" "gate.no_floor" |all| all.terms().floor_minor = None;
    "nobody set a ceiling" "gate.no_ceiling" |all| all.terms().cpc_ceiling_minor = None;
    "nobody set a benchmark" "gate.no_benchmark" |all| all.terms().benchmarks.clear();
    "the benchmark serves another goal" "gate.no_benchmark"
        |all| all.campaign().goal = Goal::Awareness;
    "a benchmark names no KPI" "gate.benchmark_unknown"
        |all| all.terms().benchmarks.push(benchmark("conversions_rate", 20_000));
    "a benchmark is zero" "gate.benchmark_not_positive"
        |all| all.terms().benchmarks.push(benchmark("cpa", 0));
    "nobody placed a test order" "gate.no_test_order"
        |all| all.order().state = OrderState::Draft;
    "the test order lost its code on the way" "gate.test_order_unmatched"
        |all| all.order().codes.clear();
    "the pixel is not on the landing page" "gate.no_landings"
        |all| all.forget(|fact| matches!(fact, Fact::Visit(_)));
};

/// Faults of the campaign that nothing can have alone.
static OF_SIGNALS: [Fault; 2] = [
    Fault {
        name: "the shop was never connected",
        plant: |all, _| {
            all.forget(|fact| matches!(fact, Fact::Connection(_) | Fact::Order(_)));
        },
        said: |_| ["gate.no_shop", "gate.no_test_order"].map(|code| (code, summer())).into(),
        is_of_campaign: true,
    },
    Fault {
        name: "nothing came for two days",
        plant: |all, _| all.told_at = NOW.plus_seconds(-2 * 86_400),
        said: |_| ["gate.no_landings", "gate.shop_silent"].map(|code| (code, summer())).into(),
        is_of_campaign: true,
    },
];

static OF_PEOPLE: [Fault; 18] = creator_faults! {
    "a creator has no record"
        |all, n| all.forget(|fact| is_creator(fact, n))
        => |n| of_creator("gate.creator_unknown", n);
    "a creator was put out of use"
        |all, n| all.creator(n).is_archived = true
        => |n| of_creator("gate.creator_archived", n);
    "a post was agreed where the creator has no account"
        |all, n| drop(all.creator(n).accounts.pop())
        => |n| of_creator("gate.no_account", n);
    "a creator has two accounts on one platform"
        |all, n| {
            let mut second = all.creator(n).accounts[0].clone();
            (second.handle, second.platform_user_id) = (format!("other{n}"), Some(format!("x{n}")));
            all.creator(n).accounts.push(second);
        }
        => |n| of_creator("gate.account_twice", n);
    "two creators have one handle"
        |all, n| all.creator(n).accounts[0].handle = format!("@Creator{:03}", n + 1)
        => |n| of_both("gate.account_shared", creator_id, n);
    "two creators have one account"
        |all, n| all.creator(n).accounts[0].platform_user_id = Some(format!("tiktok-{}", n + 1))
        => |n| of_both("gate.account_shared", creator_id, n);
    "nobody knows the platform's own id of an account"
        |all, n| all.creator(n).accounts[0].platform_user_id = None
        => |n| of_creator("gate.no_account_id", n);
    "a handle is forged with a Cyrillic letter"
        |all, n| all.creator(n).accounts[0].handle = format!("cr\u{435}ator{n:03}")
        => |n| of_creator("gate.handle_mixes_scripts", n);
    "a handle turns the direction of reading"
        |all, n| all.creator(n).accounts[0].handle = format!("\u{202e}creator{n:03}")
        => |n| of_creator("gate.handle_hides_marks", n);
    "a handle in one other script reads like another creator's"
        |all, n| {
            all.creator(n).accounts[0].handle = format!("\u{441}\u{43e}\u{440}\u{435}{n}");
            all.creator(n + 1).accounts[0].handle = format!("cope{n}");
        }
        => |n| of_creator("gate.handle_looks_like", n);
    "two handles differ by a one and an l"
        |all, n| {
            all.creator(n).accounts[0].handle = format!("g1ow-{n}");
            all.creator(n + 1).accounts[0].handle = format!("glow-{n}");
        }
        => |n| of_both("gate.handle_looks_like", creator_id, n);
    "a merge gives a creator two accounts on one platform"
        |all, n| {
            let mut second = all.creator(n).clone();
            second.id = format!("{}-second", creator_id(n)).into();
            let account = &mut second.accounts[0];
            (account.handle, account.platform_user_id) =
                (format!("other{n}"), Some(format!("x{n}")));
            let gone = second.id.clone();
            all.tell(Fact::Creator(second));
            all.tell(Fact::Merged(Merged { kept: creator_id(n).into(), gone, reason: None }));
        }
        => |n| of_creator("gate.account_twice", n);
    "a network calls two creators the same"
        |all, n| {
            for m in [n, n + 1] {
                let alias = Alias::new(AliasKind::Affiliate, "impact", &format!("partner-{n}"));
                all.creator(m).aliases.extend(alias);
            }
        }
        => |n| of_both("gate.alias_shared", creator_id, n);
    "a deal was never stored"
        |all, n| all.forget(|fact| matches!(fact, Fact::Deal(row) if row.id.as_str() == deal_id(n)))
        => |n| of_creator("gate.no_deal", n);
    "a deal was put out of use"
        |all, n| all.deal(n).is_archived = true
        => |n| of_creator("gate.no_deal", n);
    "a deal says nothing"
        |all, n| (all.deal(n).fee, all.deal(n).commission_bp) = (None, 0)
        => |n| vec![("gate.deal_empty", deal_id(n))];
    "two deals are in use"
        |all, n| {
            let mut second = all.deal(n).clone();
            second.id = format!("{}-second", deal_id(n)).into();
            all.tell(Fact::Deal(second));
        }
        => |n| vec![("gate.deal_twice", deal_id(n))];
    "a fee is in another currency"
        |all, n| {
            let euro = Currency::parse("EUR").expect("a known currency");
            all.deal(n).fee = Some(Money { minor: 1, currency: euro });
        }
        => |n| vec![("gate.deal_other_currency", deal_id(n))];
};

static OF_LINKS: [Fault; 20] = creator_faults! {
    "a slot has no link"
        |all, n| all.forget(|fact| matches!(fact, Fact::Link(row) if row.id.as_str() == tiktok(n)))
        => |n| vec![("gate.no_link", slot(n))];
    "a slot's link was put out of use"
        |all, n| all.link(n).is_archived = true
        => |n| vec![("gate.no_link", slot(n))];
    "a slot has two links"
        |all, n| {
            let mut second = all.link(n).clone();
            second.id = format!("{}-second", tiktok(n)).into();
            second.slug.push_str("-second");
            second.utm.content = "second".to_owned();
            all.tell(Fact::Link(second));
        }
        => |n| vec![("gate.link_twice", slot(n))];
    "a link belongs to no slot"
        |all, n| all.link(n).placement_id = None
        => |n| vec![("gate.link_unplaced", tiktok(n)), ("gate.no_link", slot(n))];
    "a link stands in somebody else's slot"
        |all, n| all.link(n).placement_id = Some(slot(n + 1).into())
        => |n| vec![("gate.link_misplaced", tiktok(n)), ("gate.no_link", slot(n))];
    "a slot was put out of use and its link was not"
        |all, n| all.placement(n).is_archived = true
        => |n| vec![("gate.link_misplaced", tiktok(n))];
    "no slot was ever agreed"
        |all, n| all.forget(|fact| is_slot_of(fact, n))
        => |n| {
            let mut said = of_creator("gate.no_placement", n);
            said.extend(super::PLATFORMS.map(|on| ("gate.link_misplaced", link_id(n, on))));
            said
        };
    "a link is paused"
        |all, n| all.link(n).is_paused = true
        => |n| vec![("gate.link_paused", tiktok(n))];
    "two links have one address, but for its case"
        |all, n| all.link(n).slug = format!("C{:03}-TikTok", n + 1)
        => |n| of_both("gate.slug_shared", tiktok, n);
    "a UTM field is empty"
        |all, n| all.link(n).utm.term.clear()
        => |n| vec![("gate.utm_missing", tiktok(n))];
    "a UTM field has capital letters"
        |all, n| all.link(n).utm.content = "Video".to_owned()
        => |n| vec![("gate.utm_case", tiktok(n))];
    "a UTM field has a space"
        |all, n| all.link(n).utm.content = "my video".to_owned()
        => |n| vec![("gate.utm_spelling", tiktok(n))];
    "utm_source names another platform"
        |all, n| all.link(n).utm.source = "snapchat".to_owned()
        => |n| vec![("gate.utm_source", tiktok(n))];
    "utm_medium says something else"
        |all, n| all.link(n).utm.medium = "social".to_owned()
        => |n| vec![("gate.utm_medium", tiktok(n))];
    "utm_campaign has a typing mistake"
        |all, n| all.link(n).utm.campaign = "sumer".to_owned()
        => |n| vec![("gate.utm_campaign", tiktok(n))];
    "a UTM field has a letter that only looks plain"
        |all, n| all.link(n).utm.content = "vid\u{435}o".to_owned()
        => |n| vec![("gate.utm_letters", tiktok(n))];
    "a creator goes by another utm_term on one platform"
        |all, n| all.link(n).utm.term = format!("creator{n:03}.official")
        => |n| vec![("gate.utm_term", tiktok(n))];
    "two links have the same UTM fields"
        |all, n| all.link(n).utm.term = format!("creator{:03}", n + 1)
        => |n| {
            let mut said = of_both("gate.utm_shared", tiktok, n);
            said.push(("gate.utm_term", tiktok(n)));
            said
        };
    "the destination has UTM fields of its own"
        |all, n| all.lead_to(n, "https://shop.example/?utm_source=news", |_| {})
        => |n| vec![("gate.utm_in_destination", tiktok(n))];
    "the destination is not encrypted"
        |all, n| all.lead_to(n, "http://shop.example/serum", |_| {})
        => |n| vec![("gate.not_https", tiktok(n))];
};

static OF_DESTINATIONS: [Fault; 9] = creator_faults! {
    "nobody looked where a link leads"
        |all, n| all.link(n).destination = page(n)
        => |n| vec![("gate.not_checked", tiktok(n))];
    "a page was last looked at three days ago"
        |all, n| all.lead_to(n, &page(n), |seen| seen.checked_at = NOW.plus_seconds(-259_200))
        => |n| vec![("gate.checked_long_ago", tiktok(n))];
    "a page does not answer"
        |all, n| all.lead_to(n, &page(n), |seen| seen.status = None)
        => |n| vec![("gate.no_answer", tiktok(n))];
    "a page is gone"
        |all, n| all.lead_to(n, &page(n), |seen| seen.status = Some(404))
        => |n| vec![("gate.bad_status", tiktok(n))];
    "a page turns programs away"
        |all, n| all.lead_to(n, &page(n), |seen| seen.status = Some(403))
        => |n| vec![("gate.turned_away", tiktok(n))];
    "a page says that something went wrong"
        |all, n| all.lead_to(n, &page(n), |seen| say(seen, WordKind::Error, "page not found"))
        => |n| vec![("gate.error_words", tiktok(n))];
    "a product is sold out"
        |all, n| all.lead_to(n, &page(n), |seen| say(seen, WordKind::SoldOut, "sold out"))
        => |n| vec![("gate.sold_out", tiktok(n))];
    "a redirect drops the UTM fields"
        |all, n| all.lead_to(n, &page(n), |seen| seen.is_utm_kept = false)
        => |n| vec![("gate.utm_stripped", tiktok(n))];
    "a page is slow"
        |all, n| all.lead_to(n, &page(n), |seen| seen.took_ms = 9_000)
        => |n| vec![("gate.slow", tiktok(n))];
};

static OF_READINESS: [Fault; 16] = creator_faults! {
    "a creator has no code"
        |all, n| all.forget(|fact| matches!(fact, Fact::Code(row) if row.id.as_str() == code_id(n)))
        => |n| of_creator("gate.no_code", n);
    "a code was put out of use"
        |all, n| all.code(n).is_archived = true
        => |n| of_creator("gate.no_code", n);
    "a code begins a day late"
        |all, n| all.code(n).valid_from = Some(flight().from.plus_seconds(86_400))
        => |n| vec![("gate.code_starts_late", code_id(n))];
    "a code ends a day early"
        |all, n| all.code(n).valid_to = Some(flight().to.plus_seconds(-86_400))
        => |n| vec![("gate.code_ends_early", code_id(n))];
    "two creators have one code"
        |all, n| all.code(n).code = format!("GLOW{:03}", n + 1)
        => |n| of_both("gate.code_shared", code_id, n);
    "a code earns nothing"
        |all, n| all.code(n).policy = CodePolicy::Never
        => |n| vec![("gate.code_earns_nothing", code_id(n))];
    "a code stands on a site that spreads codes"
        |all, n| all.code(n).is_leaked = true
        => |n| vec![("gate.code_leaked", code_id(n))];
    "a code is spelt in small letters"
        |all, n| all.code(n).code = format!("glow{n:03}")
        => |n| vec![("gate.code_spelling", code_id(n))];
    "a creator has no brief"
        |all, n| all.forget(|fact| is_brief(fact, n) || is_read(fact, n))
        => |n| of_creator("gate.no_brief", n);
    "a brief was never sent"
        |all, n| {
            all.brief(n).token_digest = None;
            all.forget(|fact| is_read(fact, n));
        }
        => |n| vec![("gate.brief_not_sent", brief_id(n))];
    "a brief was not read"
        |all, n| all.forget(|fact| is_read(fact, n))
        => |n| vec![("gate.brief_unread", brief_id(n))];
    "a brief was changed after it was read"
        |all, n| {
            let said = all.brief(n).clone();
            all.tell(Fact::Brief(Brief { donts: Vec::new(), ..said }));
        }
        => |n| vec![("gate.brief_changed", brief_id(n))];
    "a brief says no posting window"
        |all, n| all.brief(n).posting = None
        => |n| vec![("gate.no_posting_window", brief_id(n))];
    "a posting window reaches beyond the campaign"
        |all, n| {
            let posting = all.brief(n).posting.as_mut().expect("the brief has a window");
            posting.to = posting.to.plus_seconds(1);
        }
        => |n| vec![("gate.posting_window_outside", brief_id(n))];
    "a brief has no words to disclose by"
        |all, n| all.brief(n).disclosure_words = " ".to_owned()
        => |n| vec![("gate.no_disclosure_words", brief_id(n))];
    "a brief's words do not say that it is paid"
        |all, n| all.brief(n).disclosure_words = "#collab".to_owned()
        => |n| vec![("gate.disclosure_unclear", brief_id(n))];
};

fn benchmark(kpi: &str, value_micro: i64) -> Benchmark {
    Benchmark::new(kpi, value_micro, Origin::Manual)
}

/// A page for one creator alone.
fn page(n: usize) -> String {
    format!("https://shop.example/for-{n}")
}

fn say(seen: &mut DestinationChecked, kind: WordKind, text: &str) {
    seen.words.push(PageWord { kind, text: text.to_owned() });
}

fn summer() -> String {
    "summer".to_owned()
}

fn tiktok(n: usize) -> String {
    link_id(n, Platform::Tiktok)
}

fn slot(n: usize) -> String {
    placement_id(n, Platform::Tiktok)
}

fn of_creator(code: &'static str, n: usize) -> Vec<(&'static str, String)> {
    vec![(code, creator_id(n))]
}

/// The same of two that meet.
fn of_both(code: &'static str, id: fn(usize) -> String, n: usize) -> Vec<(&'static str, String)> {
    vec![(code, id(n)), (code, id(n + 1))]
}

fn is_creator(fact: &Fact, n: usize) -> bool {
    matches!(fact, Fact::Creator(row) if row.id.as_str() == creator_id(n))
}

fn is_slot_of(fact: &Fact, n: usize) -> bool {
    matches!(fact, Fact::Placement(row) if row.creator_id.as_str() == creator_id(n))
}

fn is_brief(fact: &Fact, n: usize) -> bool {
    matches!(fact, Fact::Brief(row) if row.id.as_str() == brief_id(n))
}

fn is_read(fact: &Fact, n: usize) -> bool {
    matches!(fact, Fact::Acknowledged(row) if row.brief_id.as_str() == brief_id(n))
}
