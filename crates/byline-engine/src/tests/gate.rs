//! The launch gate: what comes before it counts nowhere, and what it saw is never forgotten.

use byline_core::brief::{Acknowledged, Brief};
use byline_core::campaign::{Campaign, CountingRules};
use byline_core::click::{Click, Verdict};
use byline_core::entry::Fact;
use byline_core::gate::{Check, Covered, GateTerms, Launched, Waived};
use byline_core::identity::verdict::{Merged, Unmerged};
use byline_core::inspection::Inspection;
use byline_core::link::Link;
use byline_core::order::{OrderState, OrderVersion};
use byline_core::placement::{Content, Placement};
use byline_core::shopper::ShopperKeys;
use byline_core::time::Span;

use super::{Bench, at, click, click_id, order, visit};
use crate::Applied;
use crate::view::{CreatorGate, GateState, GateView};

/// The bench with the gate of its campaign switched on.
fn gated() -> Bench {
    let mut bench = Bench::new();
    let summer = bench.engine.campaign("summer").unwrap().clone();
    bench.tell(Fact::Campaign(Campaign { gate: Some(GateTerms::default()), ..summer }));
    bench
}

fn launch(bench: &mut Bench, creator: &str) -> Applied {
    bench.tell(Fact::Launched(Launched {
        campaign_id: "summer".into(),
        creator_ids: vec![creator.into()],
        rules: CountingRules::default(),
        terms: GateTerms::default(),
        by: "owner".to_owned(),
        links: None,
    }))
}

/// Launches links of ana.
fn launch_links(bench: &mut Bench, links: &[&str]) -> Applied {
    let links = links.iter().map(|link| ("ana".into(), (*link).into())).collect();
    bench.tell(Fact::Launched(Launched {
        campaign_id: "summer".into(),
        creator_ids: vec!["ana".into()],
        rules: CountingRules::default(),
        terms: GateTerms::default(),
        by: "owner".to_owned(),
        links: Some(links),
    }))
}

fn view(bench: &Bench) -> GateView {
    bench.engine.gate_view(&"summer".into(), at(0)).unwrap()
}

/// People's clicks and landings of the campaign, and ana's clicks before the launch.
fn counts(bench: &Bench) -> (i64, i64, i64) {
    let total = bench.engine.query(&bench.query()).total;
    let view = view(bench);
    let ana = view.creators.iter().find(|row| row.name == "ana").unwrap();
    (total.n_clicks, total.n_visits.unwrap_or(0), ana.n_clicks_before_launch)
}

fn landing(number: u8) -> Fact {
    let keys = ShopperKeys { clicks: vec![click_id(number)], ..ShopperKeys::default() };
    visit(&format!("visit-{number}"), 1, keys, None)
}

#[test]
fn a_click_before_the_launch_never_counts() {
    let mut bench = gated();
    bench.click(1, "ana", 0);
    bench.tell(landing(1));
    bench.order("early", 2, 100_00, &[]);
    assert_eq!(counts(&bench), (0, 0, 1));
    assert_eq!(bench.credits("early", byline_core::credit::Model::Linear), ["nobody 10000"]);

    bench.set_clock(3);
    launch(&mut bench, "ana");
    bench.click(2, "ana", 4);
    bench.tell(landing(2));
    bench.order("later", 5, 50_00, &[]);
    assert_eq!(counts(&bench), (1, 1, 1), "after the launch it does, and the past stays");
    assert_eq!(bench.credits("later", byline_core::credit::Model::Linear), ["ana 5000"]);
    bench.click(3, "ana", 2);
    assert_eq!(counts(&bench), (1, 1, 2), "a late word of an early click");
    bench.click(4, "ben", 6);
    assert_eq!(counts(&bench).0, 1, "ben was not launched");
    assert_eq!(bench.replayed().encode(), bench.engine.encode());
}

#[test]
fn a_click_from_before_the_gate_was_switched_on_is_traffic() {
    let mut bench = Bench::new();
    bench.set_clock(2);
    let summer = bench.engine.campaign("summer").unwrap().clone();
    bench.tell(Fact::Campaign(Campaign { gate: Some(GateTerms::default()), ..summer }));
    bench.click(1, "ana", 1);
    bench.click(2, "ana", 3);
    assert_eq!(counts(&bench), (1, 0, 1), "the first was redirected while there was no gate");
    bench.set_clock(4);
    let gated = bench.engine.campaign("summer").unwrap().clone();
    bench.tell(Fact::Campaign(Campaign { gate: None, ..gated }));
    bench.click(3, "ana", 3);
    bench.click(4, "ana", 5);
    assert_eq!(counts(&bench), (2, 0, 2), "what came while it was on rehearsed, told late or not");
}

#[test]
fn no_later_word_turns_a_rehearsal_into_a_click() {
    let mut bench = gated();
    // The landing and the verdict come before the click itself.
    bench.tell(landing(1));
    let human = |number| Fact::Reclassified {
        click: click_id(number),
        verdict: Verdict::Human,
        reason: None,
    };
    bench.tell(human(1));
    bench.click(1, "ana", 0);
    assert_eq!(bench.tell(human(1)), Applied::Known);
    assert_eq!(counts(&bench), (0, 0, 1));
    launch(&mut bench, "ana");
    let before_launch = || (Verdict::Rehearsal, Some("before_launch"));
    for (number, (verdict, reason), expected) in [
        // Somebody tries a link: no click of any kind, before the launch and after it.
        (2, (Verdict::Test, None), 1),
        (3, (Verdict::Rehearsal, Some("test")), 1),
        // The link was held when it was clicked, and launched before the click was taken in.
        (4, before_launch(), 2),
    ] {
        let mut rehearsal = click(number, "ana", 9);
        (rehearsal.verdict, rehearsal.reason) = (verdict, reason.map(str::to_owned));
        bench.tell(Fact::Click(rehearsal));
        bench.tell(human(number));
        assert_eq!(counts(&bench), (0, 0, expected), "click {number}");
    }
}

/// Ana's row at the gate.
fn ana(bench: &Bench) -> CreatorGate {
    view(bench).creators.into_iter().find(|row| row.name == "ana").unwrap()
}

/// One more link of ana's, in a slot of its own.
fn make_link(bench: &mut Bench, id: &str) {
    let first = bench.engine.link("ana").unwrap().clone();
    let slot = bench.engine.placement("plc-ana").unwrap().clone();
    bench.tell(Fact::Placement(Placement { id: format!("plc-{id}").into(), ..slot }));
    bench.tell(Fact::Link(Link {
        id: id.into(),
        slug: id.to_owned(),
        placement_id: Some(format!("plc-{id}").into()),
        ..first
    }));
}

#[test]
fn a_link_that_is_made_after_the_launch_is_held_until_it_is_launched() {
    let mut bench = gated();
    launch_links(&mut bench, &["ana"]);
    assert_eq!((ana(&bench).state, ana(&bench).held_links), (GateState::Live, vec![]));
    bench.set_clock(2);
    make_link(&mut bench, "later");
    let held = |bench: &Bench| {
        let links = ana(bench).held_links.into_iter();
        links.map(|(_, link)| link.to_string()).collect::<Vec<_>>()
    };
    assert_eq!((ana(&bench).state, held(&bench)), (GateState::Live, vec!["later".to_owned()]));
    let on_the_new_one =
        |number, hour| Fact::Click(Click { link_id: "later".into(), ..click(number, "ana", hour) });
    bench.tell(on_the_new_one(1, 3));
    assert_eq!(counts(&bench), (0, 0, 1), "nobody looked at the new one");
    bench.click(2, "ana", 3);
    assert_eq!(counts(&bench), (1, 0, 1), "the link that was launched leads on");
    bench.set_clock(4);
    assert_eq!(launch_links(&mut bench, &["later"]), Applied::Changed);
    assert_eq!(held(&bench), Vec::<String>::new());
    assert_eq!(view(&bench).history[0].what, "a new link of ana went live");
    bench.tell(on_the_new_one(3, 5));
    assert_eq!(counts(&bench), (2, 0, 1));
    assert_eq!(launch_links(&mut bench, &["later"]), Applied::Known);
    assert_eq!(bench.replayed().encode(), bench.engine.encode());
}

#[test]
fn a_waiver_covers_what_was_found_when_it_was_given_and_nothing_made_later() {
    let mut bench = gated();
    let waive = |bench: &mut Bench, check: Check| {
        let view = view(bench);
        let rows = view.creators.iter().flat_map(|row| &row.findings).chain(&view.findings);
        let found = rows.map(|row| &row.finding).filter(|finding| finding.check() == check);
        let covers = Some(Covered::of(found));
        bench.tell(Fact::Waived(Waived {
            campaign_id: "summer".into(),
            creator_id: None,
            check,
            by: "Kim".to_owned(),
            reason: "agreed by phone".to_owned(),
            is_withdrawn: false,
            covers,
        }));
    };
    for check in Check::ALL {
        waive(&mut bench, *check);
    }
    assert_eq!(ana(&bench).state, GateState::Ready);
    let holding = |bench: &Bench| {
        let findings = ana(bench).findings.into_iter().filter(|row| row.does_hold());
        findings.map(|row| (row.finding.flaw.code(), row.finding.subject.id)).collect::<Vec<_>>()
    };
    make_link(&mut bench, "later");
    assert_eq!(ana(&bench).state, GateState::Held, "nobody answered for the new link");
    assert!(holding(&bench).contains(&("gate.not_checked", "later".to_owned())));
    assert!(holding(&bench).iter().all(|(_, id)| id != "plc-ana"), "{:?}", holding(&bench));

    launch_links(&mut bench, &["ana"]);
    assert!(!ana(&bench).can_launch, "the waiver of the old link is none of the new one");
    for check in Check::ALL {
        waive(&mut bench, *check);
    }
    assert_eq!((ana(&bench).state, ana(&bench).can_launch), (GateState::Live, true));
}

#[test]
fn a_merge_launches_nobody_and_is_judged_as_one() {
    let mut bench = gated();
    launch(&mut bench, "ana");
    let row = |bench: &Bench| {
        let rows = view(bench).creators;
        let row = rows.into_iter().find(|row| row.is_called(&"ben".into())).unwrap();
        (row.name, row.named.len(), row.state == GateState::Live)
    };
    assert_eq!(row(&bench), ("ben".to_owned(), 1, false));
    let (kept, gone) = ("ana".into(), "ben".into());
    bench.tell(Fact::Merged(Merged { kept, gone, reason: None }));
    assert_eq!(row(&bench), ("ana".to_owned(), 2, false), "ben's link is held still");
    launch(&mut bench, "ben");
    assert_eq!(row(&bench), ("ana".to_owned(), 2, true));
    assert_eq!(view(&bench).history[0].what, "ana went live");
    bench.tell(Fact::Unmerged(Unmerged { gone: "ben".into() }));
    assert_eq!(row(&bench), ("ben".to_owned(), 1, true));
}

#[test]
fn without_a_gate_nothing_waits() {
    let mut bench = Bench::new();
    bench.click(1, "ana", 0);
    assert_eq!(counts(&bench), (1, 0, 0));
    assert!(!view(&bench).is_on);
}

#[test]
fn a_waiver_lets_somebody_through_and_is_remembered() {
    let mut bench = gated();
    let state = |bench: &Bench| {
        let view = view(bench);
        view.creators.iter().find(|row| row.name == "ana").unwrap().state
    };
    let waive = |check, creator: Option<&str>, is_withdrawn| {
        Fact::Waived(Waived {
            campaign_id: "summer".into(),
            creator_id: creator.map(Into::into),
            check,
            by: "Kim".to_owned(),
            reason: "agreed by phone".to_owned(),
            is_withdrawn,
            covers: None,
        })
    };
    // Without a brief there is nothing that could say how to disclose, and that is said already.
    let checks = Check::ALL.iter().filter(|check| **check != Check::Disclosure);
    for check in checks {
        assert_eq!(state(&bench), GateState::Held, "before {}", check.key());
        let creator = (!check.is_of_campaign()).then_some("ana");
        bench.tell(waive(*check, creator, false));
    }
    assert_eq!(state(&bench), GateState::Ready);
    bench.tell(waive(Check::Deal, Some("ana"), true));
    assert_eq!(state(&bench), GateState::Held);
    let history = view(&bench).history;
    assert_eq!(history.len(), 1 + (Check::ALL.len() - 1) + 1, "switched on, waived, taken back");
    assert_eq!(history[0].what, "waiver taken back for ana: \"The deal is stored\"");
    assert_eq!(history[0].by.as_deref(), Some("Kim"));
}

#[test]
fn what_was_frozen_changes_in_sight() {
    let mut bench = gated();
    launch(&mut bench, "ana");
    assert_eq!(launch(&mut bench, "ana"), Applied::Known);
    let summer = bench.engine.campaign("summer").unwrap().clone();
    let rules = CountingRules { click_window_s: 86_400, ..summer.rules.clone() };
    bench.tell(Fact::Campaign(Campaign { rules, ..summer }));
    let view = view(&bench);
    assert_eq!(view.changed_since, ["click window"]);
    assert_eq!(view.history[0].what, "changed after the launch: click window");
}

#[test]
fn a_changed_brief_must_be_read_again() {
    let mut bench = gated();
    let brief = Brief {
        id: "brief".into(),
        campaign_id: "summer".into(),
        creator_id: "ana".into(),
        disclosure_words: "#ad".to_owned(),
        posting: Some(Span { from: at(0), to: at(24) }),
        dos: Vec::new(),
        donts: Vec::new(),
        places: Vec::new(),
        does_show_results: false,
        is_archived: false,
        token_digest: None,
    };
    let read = |version| Fact::Acknowledged(Acknowledged { brief_id: "brief".into(), version });
    bench.tell(Fact::Brief(brief.clone()));
    assert_eq!(bench.tell(read(2)), Applied::Known, "nobody can read what was not written");
    assert_eq!(bench.tell(read(1)), Applied::Changed);
    let sent = Brief { token_digest: Some("abc".to_owned()), ..brief.clone() };
    bench.tell(Fact::Brief(sent));
    let progress = |bench: &Bench| {
        let view = view(bench);
        let ana = view.creators.into_iter().find(|row| row.name == "ana").unwrap();
        let brief = ana.brief.unwrap();
        (brief.version, brief.read_version)
    };
    assert_eq!(progress(&bench), (1, Some(1)), "a new link changes nothing that is said");
    assert_eq!(bench.engine.brief_by_digest("abc").map(|(_, version)| version), Some(1));
    bench.tell(Fact::Brief(Brief { dos: vec!["Smile".to_owned()], ..brief }));
    assert_eq!(progress(&bench), (2, Some(1)));
    assert!(bench.engine.brief_by_digest("abc").is_none(), "the old link is dead");
}

#[test]
fn every_brief_of_a_merged_creator_must_be_read() {
    let mut bench = gated();
    for creator in ["ana", "ben"] {
        bench.tell(Fact::Brief(Brief {
            id: format!("brief-{creator}").into(),
            campaign_id: "summer".into(),
            creator_id: creator.into(),
            disclosure_words: "#ad".to_owned(),
            posting: Some(Span { from: at(0), to: at(24) }),
            dos: Vec::new(),
            donts: Vec::new(),
            places: Vec::new(),
            does_show_results: false,
            is_archived: false,
            token_digest: Some(creator.to_owned()),
        }));
    }
    let merged = Merged { kept: "ana".into(), gone: "ben".into(), reason: None };
    bench.tell(Fact::Merged(merged));
    let unread = |bench: &Bench| {
        let ana = view(bench).creators.into_iter().find(|row| row.name == "ana").unwrap();
        let findings = ana.findings.into_iter().map(|row| row.finding);
        let of_briefs = findings.filter(|it| it.flaw.code() == "gate.brief_unread");
        let ids: Vec<String> = of_briefs.map(|it| it.subject.id).collect();
        (ids, ana.brief.unwrap().id.to_string())
    };
    let both = vec!["brief-ana".to_owned(), "brief-ben".to_owned()];
    assert_eq!(unread(&bench), (both, "brief-ana".to_owned()));
    let read = Acknowledged { brief_id: "brief-ana".into(), version: 1 };
    bench.tell(Fact::Acknowledged(read));
    assert_eq!(unread(&bench).0, ["brief-ben"]);
}

#[test]
fn a_test_order_shows_that_the_way_works() {
    let says = |bench: &Bench| -> Vec<&str> {
        let findings = view(bench).findings;
        let codes = findings.iter().map(|row| row.finding.flaw.code());
        codes.filter(|code| code.contains("test_order")).collect()
    };
    let mut bench = gated();
    assert_eq!(says(&bench), ["gate.no_test_order"]);
    let test = |id, codes| OrderVersion { state: OrderState::Test, ..order(id, 1, 1_00, codes) };
    bench.tell(Fact::Order(test("stray", &[])));
    assert_eq!(says(&bench), ["gate.test_order_unmatched"]);
    bench.click(1, "ana", 0);
    let mut by_click = test("known", &[]);
    by_click.shopper.clicks = vec![click_id(1)];
    bench.tell(Fact::Order(by_click));
    assert_eq!(says(&bench), Vec::<&str>::new());
}

/// A look at ana's post: whether it was disclosed, whether it had the link.
fn look(is_disclosed: bool, has_link: Option<bool>) -> Fact {
    Fact::Inspected(Inspection {
        content_id: "post".into(),
        must_disclose: true,
        is_disclosed: Some(is_disclosed),
        observed: None,
        has_link,
        has_code: None,
        evidence: None,
        note: None,
        by: "Kim".to_owned(),
    })
}

#[test]
fn revenue_of_an_undisclosed_post_is_exposed_until_it_is_mended() {
    let mut bench = Bench::new();
    bench.tell(Fact::Content(Content {
        id: "post".into(),
        placement_id: "plc-ana".into(),
        url: None,
        published_at: at(0),
        title: None,
        subjects: Vec::new(),
    }));
    bench.click(1, "ana", 1);
    bench.order("one", 2, 100_00, &[]);
    let exposed = |bench: &Bench| {
        let exposure = view(bench).exposure;
        (exposure.open_minor, exposure.mended_minor, exposure.n_open, exposure.n_unchecked)
    };
    assert_eq!(exposed(&bench), (0, 0, 0, 1), "what nobody looked at is not accused");
    bench.set_clock(3);
    bench.tell(look(false, Some(true)));
    assert_eq!(exposed(&bench), (100_00, 0, 1, 0));
    assert!(bench.engine.is_scaling_blocked(&"ana".into()));
    bench.order("two", 4, 50_00, &[]);
    assert_eq!(exposed(&bench), (150_00, 0, 1, 0));
    bench.set_clock(6);
    bench.tell(look(true, None));
    bench.order("three", 7, 25_00, &[]);
    assert_eq!(exposed(&bench), (0, 150_00, 0, 0));
    assert!(!bench.engine.is_scaling_blocked(&"ana".into()));

    let posts = bench.engine.disclosures(&"ana".into());
    assert_eq!((posts[0].seen.len(), posts[0].exposed_minor), (2, 150_00), "never rewritten");
    let gate = view(&bench);
    let ana = gate.creators.iter().find(|row| row.name == "ana").unwrap();
    let parts = ana.operations.parts.map(|part| (part.n_good, part.n_judged));
    assert_eq!(parts, [(1, 1), (0, 0), (1, 1), (0, 0)], "what nobody judged counts nowhere");
    assert_eq!(ana.operations.score_percent, Some(100));
}
