//! One creator, one slot, everything in order; and what the gate says when something is not.

use std::collections::BTreeSet;

use super::*;
use crate::brief::Brief;
use crate::campaign::{Campaign, Goal};
use crate::code::{CodePolicy, PromoCode};
use crate::creator::{Account, Creator, Deal, Platform};
use crate::link::health::{DestinationChecked, FRESH_US};
use crate::link::{Link, Utm};
use crate::money::{Currency, Money};
use crate::placement::Placement;
use crate::time::{Span, Timestamp};

const NOW: Timestamp = Timestamp::from_seconds(1_780_315_200);

/// Everything of a campaign with one creator, ready to be broken.
struct World {
    campaign: Campaign,
    creator: Creator,
    /// Records that stand for the same creator.
    merged: Vec<Creator>,
    deal: Deal,
    slot: Placement,
    link: Link,
    code: PromoCode,
    brief: Brief,
    version: u32,
    read_version: Option<u32>,
    seen: DestinationChecked,
    signals: Signals,
}

impl World {
    fn healthy() -> Self {
        let flight = Span { from: NOW.plus_seconds(86_400), to: NOW.plus_seconds(20 * 86_400) };
        let terms = GateTerms {
            is_counting_chosen: true,
            needs_codes: true,
            floor_minor: Some(10_000),
            cpc_ceiling_minor: Some(200),
            benchmarks: vec![Benchmark::new("conversion_rate", 20_000, Origin::Library)],
            is_open: false,
            week: Default::default(),
        };
        Self {
            campaign: Campaign {
                id: "summer".into(),
                name: "Summer".to_owned(),
                goal: Goal::Sales,
                currency: Currency::USD,
                time_zone: "UTC".to_owned(),
                flights: vec![flight],
                budget_minor: Some(1_000_000),
                terms: Vec::new(),
                rules: CountingRules::default(),
                is_archived: false,
                gate: Some(terms),
            },
            creator: Creator {
                id: "ana".into(),
                name: "Ana".to_owned(),
                accounts: vec![Account {
                    platform: Platform::Tiktok,
                    handle: "ana".to_owned(),
                    platform_user_id: Some("7".to_owned()),
                    n_followers: None,
                }],
                category: None,
                country: None,
                notes: None,
                is_archived: false,
                aliases: Vec::new(),
            },
            merged: Vec::new(),
            deal: Deal {
                id: "deal".into(),
                campaign_id: "summer".into(),
                creator_id: "ana".into(),
                fee: Some(Money { minor: 50_000, currency: Currency::USD }),
                commission_bp: 0,
                amplification: None,
                terms: None,
                is_archived: false,
                week: Default::default(),
            },
            slot: Placement {
                id: "slot".into(),
                campaign_id: "summer".into(),
                creator_id: "ana".into(),
                platform: Platform::Tiktok,
                format: "video".to_owned(),
                is_archived: false,
                spot: None,
                phase: None,
            },
            link: Link {
                id: "link".into(),
                slug: "ana".to_owned(),
                campaign_id: "summer".into(),
                creator_id: "ana".into(),
                placement_id: Some("slot".into()),
                content_id: None,
                destination: "https://shop.example/".to_owned(),
                utm: Utm {
                    source: "tiktok".to_owned(),
                    medium: "creator".to_owned(),
                    campaign: "summer".to_owned(),
                    content: "video".to_owned(),
                    term: "ana".to_owned(),
                },
                is_paused: false,
                fallback: None,
                is_archived: false,
            },
            code: PromoCode {
                id: "code".into(),
                code: "ANA10".to_owned(),
                campaign_id: "summer".into(),
                creator_id: "ana".into(),
                valid_from: None,
                valid_to: None,
                policy: CodePolicy::Touch,
                is_leaked: false,
                is_archived: false,
            },
            brief: Brief {
                id: "brief".into(),
                campaign_id: "summer".into(),
                creator_id: "ana".into(),
                disclosure_words: "#ad".to_owned(),
                posting: Some(flight),
                dos: Vec::new(),
                donts: Vec::new(),
                places: Vec::new(),
                does_show_results: false,
                is_archived: false,
                token_digest: Some("digest".to_owned()),
            },
            version: 1,
            read_version: Some(1),
            seen: DestinationChecked {
                destination: "https://shop.example/".to_owned(),
                checked_at: NOW,
                status: Some(200),
                final_url: None,
                n_redirects: 0,
                is_utm_kept: true,
                is_click_kept: true,
                took_ms: 900,
                words: Vec::new(),
                failure: None,
                price: None,
            },
            signals: Signals {
                has_shop: true,
                shop_at: Some(NOW),
                landing_at: Some(NOW),
                test_order: Some(TestOrder { placed_at: NOW, names_campaign: true }),
            },
        }
    }

    fn found(&self) -> Vec<&'static str> {
        let stand = BriefStand {
            brief: &self.brief,
            version: self.version,
            read_version: self.read_version,
        };
        let member = Member {
            id: &self.creator.id,
            creator: Some(&self.creator),
            merged: self.merged.iter().collect(),
            named: [&self.creator.id].into(),
            deals: vec![&self.deal],
            placements: vec![&self.slot],
            links: vec![&self.link],
            codes: vec![&self.code],
            briefs: vec![stand],
        };
        let dossier = Dossier {
            campaign: &self.campaign,
            terms: self.campaign.gate.as_ref().unwrap(),
            members: vec![member],
            links: vec![&self.link],
            codes: vec![&self.code],
            creators: [&self.creator].into_iter().chain(&self.merged).collect(),
            owners: self.merged.iter().map(|row| (&row.id, &self.creator.id)).collect(),
            destinations: [("link", &self.seen)].into(),
            signals: self.signals,
            now: NOW,
        };
        judge(&dossier).iter().map(|finding| finding.flaw.code()).collect()
    }
}

/// Reads as a table: what is broken, what the gate says.
fn check(break_it: impl Fn(&mut World), expected: &[&str]) {
    let mut world = World::healthy();
    break_it(&mut world);
    assert_eq!(world.found(), expected);
}

#[test]
fn a_campaign_in_order_passes() {
    check(|_| {}, &[]);
}

/// Another record of the creator, with one account.
fn again(platform: Platform, handle: &str, id: Option<&str>) -> Creator {
    let account = Account {
        platform,
        handle: handle.to_owned(),
        platform_user_id: id.map(str::to_owned),
        n_followers: None,
    };
    let creator = World::healthy().creator;
    Creator { id: "ana-2".into(), accounts: vec![account], ..creator }
}

#[test]
fn merged_records_are_judged_as_one_creator() {
    use Platform::{Instagram, Other, Tiktok};
    for (platform, handle, id, expected) in [
        (Tiktok, "ana", Some("7"), &[][..]),
        (Tiktok, "@Ana", None, &[]),
        (Tiktok, "ana.two", Some("8"), &["gate.account_twice"]),
        (Instagram, "ana", None, &["gate.no_account_id"]),
        (Other, "ana", Some("9"), &[]),
        // One's own handles may look alike, but may hide nothing.
        (Instagram, "\u{430}\u{430}\u{430}", Some("9"), &[]),
        (Instagram, "an\u{430}", Some("9"), &["gate.handle_mixes_scripts"]),
    ] {
        check(|world| world.merged.push(again(platform, handle, id)), expected);
    }
}

#[test]
fn what_was_seen_long_ago_says_nothing() {
    let ago = |world: &mut World, micros: i64| {
        world.seen.checked_at = NOW.plus_micros(-micros);
        world.seen.status = None;
    };
    check(|world| ago(world, FRESH_US), &["gate.no_answer"]);
    check(|world| ago(world, FRESH_US + 1), &["gate.checked_long_ago"]);
}

#[test]
fn words_disclose_only_if_they_say_so_plainly() {
    for (words, expected) in [
        ("Paid partnership with Solenne", &[][..]),
        ("#AD", &[]),
        ("Werbung", &[]),
        ("#adorable", &["gate.disclosure_unclear"]),
        ("thanks to Solenne #collab", &["gate.disclosure_unclear"]),
        ("  ", &["gate.no_disclosure_words"]),
    ] {
        check(|world| words.clone_into(&mut world.brief.disclosure_words), expected);
    }
}

#[test]
fn a_brief_must_be_read_as_it_stands() {
    check(|world| world.version = 2, &["gate.brief_changed"]);
    check(|world| world.read_version = None, &["gate.brief_unread"]);
    let unsent = |world: &mut World| {
        world.read_version = None;
        world.brief.token_digest = None;
    };
    check(unsent, &["gate.brief_not_sent"]);
}

#[test]
fn a_field_has_one_fault_at_a_time() {
    for (value, expected) in [
        ("", "gate.utm_missing"),
        ("Reel", "gate.utm_case"),
        ("My Reel", "gate.utm_spelling"),
        ("r\u{435}el", "gate.utm_letters"),
        ("R\u{435}el", "gate.utm_letters"),
    ] {
        check(|world| value.clone_into(&mut world.link.utm.content), &[expected]);
    }
}

#[test]
fn every_flaw_has_a_code_of_its_own_and_every_check_a_flaw() {
    let codes: BTreeSet<&str> = Flaw::ALL.iter().map(|flaw| flaw.code()).collect();
    assert_eq!(codes.len(), Flaw::ALL.len());
    for check in Check::ALL {
        assert!(Flaw::ALL.iter().any(|flaw| flaw.check() == *check), "{}", check.key());
        assert_eq!(Check::from_key(check.key()), Some(*check));
    }
}

#[test]
fn a_brief_says_the_same_whoever_may_open_it() {
    let world = World::healthy();
    let opened_by_another = Brief { token_digest: None, ..world.brief.clone() };
    assert!(world.brief.says_the_same(&opened_by_another));
    let changed = Brief { dos: vec!["Smile".to_owned()], ..world.brief.clone() };
    assert!(!world.brief.says_the_same(&changed));
}
