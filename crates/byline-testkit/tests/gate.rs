//! The launch gate against planted faults: it says exactly what is broken, and nothing else.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use byline_core::creator::Creator;
use byline_core::entry::{Fact, Position};
use byline_core::id::CreatorId;
use byline_core::identity::verdict::Merged;
use byline_engine::Engine;
use byline_engine::view::{GateState, GateView};
use byline_testkit::gate::{CAMPAIGN, Campaigners, FAULTS, Fault, N_CREATORS, NOW, creator_id};

fn look(all: Campaigners) -> GateView {
    let mut engine = Engine::new();
    for (position, entry) in (1..).zip(all.entries()) {
        engine.apply(Position(position), &entry);
    }
    engine.gate_view(&CAMPAIGN.into(), NOW).unwrap()
}

/// What the gate says: code and id of the subject, sorted.
fn said(view: &GateView) -> Vec<(&'static str, String)> {
    let of_creators = view.creators.iter().flat_map(|row| &row.findings);
    let all = view.findings.iter().chain(of_creators);
    let mut said: Vec<_> =
        all.map(|row| (row.finding.flaw.code(), row.finding.subject.id.clone())).collect();
    said.sort();
    said
}

fn faults() -> impl Iterator<Item = &'static Fault> {
    FAULTS.into_iter().flatten()
}

#[test]
fn a_campaign_in_order_is_ready_as_a_whole() {
    let view = look(Campaigners::ready());
    assert_eq!(said(&view), []);
    assert_eq!(view.count(GateState::Ready), N_CREATORS);
}

#[test]
fn each_fault_is_found_and_nothing_else() {
    assert!(40 <= faults().count());
    for fault in faults() {
        let mut all = Campaigners::ready();
        (fault.plant)(&mut all, 7);
        let mut expected = (fault.said)(7);
        expected.sort();
        assert_eq!(said(&look(all)), expected, "{}", fault.name);
    }
}

#[test]
fn two_records_of_one_creator_are_judged_as_one_once_they_are_merged() {
    let mut all = Campaigners::ready();
    let second = CreatorId::from("crt-second");
    // The TikTok side of creator 7 came in as a creator of its own, without a deal or a brief.
    let account = all.creator(7).accounts.remove(0);
    let record = Creator { id: second.clone(), accounts: vec![account], ..all.creator(7).clone() };
    all.placement(7).creator_id = second.clone();
    all.link(7).creator_id = second.clone();
    all.tell(Fact::Creator(record));
    let apart = look(all.clone());
    let held = apart.creators.iter().filter(|row| row.state == GateState::Held);
    assert_eq!(held.map(|row| row.creator_id.as_str()).collect::<Vec<_>>(), ["crt-second"]);

    let kept = creator_id(7).into();
    all.tell(Fact::Merged(Merged { kept, gone: second.clone(), reason: None }));
    let one = look(all);
    assert_eq!((said(&one), one.count(GateState::Ready)), (Vec::new(), N_CREATORS));
    let row = one.creators.iter().find(|row| row.is_called(&second)).unwrap();
    assert_eq!(row.named, [CreatorId::from(creator_id(7)), second], "both are launched");
}

#[test]
fn faults_of_many_creators_do_not_hide_each_other() {
    let of_creators = || faults().filter(|fault| !fault.is_of_campaign);
    let mut all = Campaigners::ready();
    let mut expected = Vec::new();
    // A fault may concern the next creator too; the first one's code is on the test order.
    for (n, fault) in (1..).step_by(3).zip(of_creators()) {
        (fault.plant)(&mut all, n);
        expected.extend((fault.said)(n));
    }
    expected.sort();
    let view = look(all);
    assert_eq!(said(&view), expected);
    let blocked =
        view.creators.iter().filter(|row| row.findings.iter().any(|finding| finding.does_hold()));
    assert_eq!(blocked.count(), view.count(GateState::Held));
    assert_eq!(view.count(GateState::Held) + view.count(GateState::Ready), N_CREATORS);
}

#[test]
fn what_concerns_everybody_holds_everybody() {
    let mut all = Campaigners::ready();
    all.terms().floor_minor = None;
    assert_eq!(look(all).count(GateState::Held), N_CREATORS);
}
