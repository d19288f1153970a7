//! What decisions say about money: where it may move, and which rule holds it where rules
//! disagree.

use byline_core::click::Click;
use byline_core::code::PromoCode;
use byline_core::decision::advice::Advised;
use byline_core::decision::review::Against;

use super::super::{code, creator, link, placement};
use super::*;

#[test]
fn a_proposal_moves_paid_spend_and_keeps_its_sum() {
    let mut bench = bench();
    for (name, numbers, n_displays) in [("ana", 0..90, 7_500), ("ben", 90..180, 7_500)] {
        clicks(&mut bench, name, numbers, 0);
        displays(&mut bench, name, n_displays, 0);
        spend(&mut bench, name, SpendKind::Amplification, 100_01, 0);
        spend(&mut bench, name, SpendKind::Fee, 500_00, 0);
        deal(&mut bench, name);
    }
    spend(&mut bench, "cleo", SpendKind::Amplification, 33_33, 0);
    for n in 0..30 {
        sold(&mut bench, &n.to_string(), 1, "BEN10");
    }
    let moves = view(&bench, 2).moves;
    let proposal = moves.proposal.expect("two may be amplified");
    let sum = |of: fn(&byline_core::decision::reallocation::Share) -> i64| -> i64 {
        proposal.each.iter().map(of).sum()
    };
    assert_eq!(sum(|share| share.from_minor), 233_35);
    assert_eq!(sum(|share| share.to_minor), 233_35);
    let share = |name: &str| proposal.each.iter().find(|s| s.creator.as_str() == name).unwrap();
    assert!(share("ben").from_minor < share("ben").to_minor, "{proposal:?}");
    assert_eq!(share("cleo").limit, Some(Limit::Fixed), "no right to amplify");
    assert_eq!(share("cleo").to_minor, 33_33);
}

#[test]
fn without_paid_spend_nothing_is_proposed() {
    let mut bench = bench();
    spend(&mut bench, "ana", SpendKind::Fee, 500_00, 0);
    let moves = view(&bench, 1).moves;
    assert_eq!((moves.proposal, moves.none_because), (None, Some(NoMoves::NoPaidSpend)));
}

/// Orders by a click each, a minute after it.
fn sold_by_click(bench: &mut Bench, ids: std::ops::Range<u16>, numbers: u16, hours: i64) {
    for (nth, id) in ids.enumerate() {
        let mut click = [7; 16];
        let number = numbers + u16::try_from(nth).unwrap();
        click[..2].copy_from_slice(&number.to_be_bytes());
        let clicks = vec![byline_core::shopper::ClickId(click)];
        let shopper = ShopperKeys { clicks, ..ShopperKeys::default() };
        let order = order(&id.to_string(), hours, 50_00, &[]);
        bench.tell(Fact::Order(OrderVersion { shopper, ..order }));
    }
}

/// Far fewer click than should, and who clicks buys: the standing is red to the letter, and no
/// money is taken from whoever is worth their price.
#[test]
fn no_money_is_taken_from_whoever_is_worth_it() {
    let mut bench = bench();
    deal(&mut bench, "ana");
    live(&mut bench, "ana", 0);
    clicks(&mut bench, "ana", 0..300, 1);
    displays(&mut bench, "ana", 60_000, 1);
    spend(&mut bench, "ana", SpendKind::Amplification, 1_500_00, 1);
    sold_by_click(&mut bench, 1..61, 0, 2);
    let view = view(&bench, 24);
    let ana = of(&view, "ana");
    assert_eq!(standing(ana), Some(Standing::Red));
    assert!(ana.paid.expect("a price is due").is_worth_it(), "{:?}", ana.paid);
    assert_eq!((ana.urgency, ana.advice.what), (None, Advised::Keep), "nobody is called for it");
    let held = |step| ana.steps.iter().find(|offered| offered.step == step).unwrap().held_by;
    assert_eq!(held(Step::PauseAllocation), Some(Hold::Covers));
    assert_eq!(held(Step::TalkToCreator), None);
}

/// Far more click than should, and next to nobody buys: more content would lose more.
#[test]
fn nothing_is_scaled_up_that_loses_money() {
    let mut bench = bench();
    deal(&mut bench, "ana");
    live(&mut bench, "ana", 0);
    clicks(&mut bench, "ana", 0..30, 1);
    displays(&mut bench, "ana", 1_000, 1);
    spend(&mut bench, "ana", SpendKind::Amplification, 9_000_00, 1);
    spend(&mut bench, "ben", SpendKind::Amplification, 100_00, 1);
    sold_by_click(&mut bench, 1..4, 0, 2);
    let view = view(&bench, 24);
    let ana = of(&view, "ana");
    assert_eq!(standing(ana), Some(Standing::Accelerate));
    assert!(ana.paid.expect("it was spent").is_loss(), "{:?}", ana.paid);
    assert_eq!(ana.advice.what, Advised::Renegotiate, "{:?}", ana.advice);
    assert_eq!(ana.urgency, Some(Urgency::Investigate), "money runs, and most of it is lost");
    let more = ana.steps.iter().find(|offered| offered.step == Step::MoreContent).unwrap();
    assert_eq!(more.held_by, Some(Hold::Loss));
    if let Some(proposal) = &view.moves.proposal {
        let share = proposal.each.iter().find(|share| share.creator.as_str() == "ana").unwrap();
        assert!(share.to_minor <= share.from_minor, "{share:?}");
    }
}

/// Without link and code nothing of a creator can be counted: that is nobody's fault but ours.
#[test]
fn whoever_has_no_link_is_not_judged() {
    let mut bench = bench();
    displays(&mut bench, "dee", 9_000, 1);
    deal(&mut bench, "dee");
    let view = view(&bench, 24);
    let dee = view.creators.iter().find(|row| row.creator_id.as_str() == "dee").expect("a deal");
    assert_eq!(dee.no_judgement, Some(NoJudgement::NoLink));
    assert_eq!(dee.urgency, Some(Urgency::Review), "somebody should issue one");
    assert_eq!(dee.advice.what, Advised::IssueLink);
    let review = bench.engine.review_view(&"summer".into(), None, at(24)).expect("it runs");
    let dee = review.creators.iter().find(|row| row.creator_id.as_str() == "dee").expect("a deal");
    assert_eq!(dee.against, Against::Unseen, "nothing seen is below no floor");
}

/// Who sold before everything of theirs was taken out of use is beside the limits as everybody is.
#[test]
fn whoever_sold_before_the_code_was_archived_is_seen() {
    let mut bench = bench();
    deal(&mut bench, "ben");
    live(&mut bench, "ben", 0);
    bench.order("1", 2, 500_00, &["BEN10"]);
    let is_archived = true;
    bench.tell(Fact::Code(PromoCode { is_archived, ..code("ben") }));
    bench.tell(Fact::Link(byline_core::link::Link { is_archived, ..link("ben", "ben") }));
    let review = bench.engine.review_view(&"summer".into(), None, at(72)).expect("it runs");
    let ben = review.creators.iter().find(|row| row.creator_id.as_str() == "ben").expect("a deal");
    assert_eq!(ben.revenue_minor, 500_00);
    assert_ne!(ben.against, Against::Unseen);
    let view = view(&bench, 72);
    assert_eq!(of(&view, "ben").advice.what, Advised::IssueLink);
}

/// A link that was just issued, or is not in the post: nobody is blamed for what nobody could have
/// clicked.
#[test]
fn whoever_was_seen_and_never_clicked_has_the_post_looked_at() {
    let mut bench = bench();
    deal(&mut bench, "ana");
    live(&mut bench, "ana", 0);
    displays(&mut bench, "ana", 52_000, 1);
    spend(&mut bench, "ana", SpendKind::Amplification, 500_00, 1);
    sold(&mut bench, "1", 1, "BEN10");
    let view = view(&bench, 30);
    let ana = of(&view, "ana");
    assert_eq!(standing(ana), Some(Standing::Red), "to the letter");
    assert_eq!(ana.advice.what, Advised::CheckPost);
    assert_eq!(ana.urgency, Some(Urgency::Investigate), "money was spent, and nothing is seen");
    let pause = ana.steps.iter().find(|offered| offered.step == Step::PauseAllocation).unwrap();
    assert_eq!(pause.held_by, Some(Hold::NeverClicked));
}

/// Whom the content reached in all.
fn reach(creator: &str, value: i64, hours: i64) -> MetricPoint {
    MetricPoint {
        connection: "platforms".into(),
        placement_id: format!("plc-{creator}").into(),
        content_id: None,
        metric: Metric::Reach,
        value,
        grain: Grain::Lifetime,
        as_of: at(hours),
    }
}

/// What was shown and spent before the first link came is held against nobody.
#[test]
fn whoever_gets_a_first_link_late_is_judged_from_then_on() {
    let mut bench = bench();
    let (link, owner) = (link("dee", "dee"), creator("dee"));
    bench.tell(Fact::Creator(owner));
    bench.tell(Fact::Placement(placement("dee", Platform::Tiktok)));
    deal(&mut bench, "dee");
    displays(&mut bench, "dee", 52_000, 40);
    bench.tell(Fact::Metric(reach("dee", 27_504, 40)));
    spend(&mut bench, "dee", SpendKind::Amplification, 500_00, 40);
    assert_eq!(of(&view(&bench, 48), "dee").advice.what, Advised::IssueLink);

    bench.set_clock(48);
    bench.tell(Fact::Link(link));
    let told = view(&bench, 49);
    let dee = of(&told, "dee");
    assert_eq!(dee.judged_from, Some(at(48)));
    assert_eq!((dee.advice.what, dee.urgency), (Advised::Wait, None), "the link is new");
    assert_eq!(dee.judgement, None, "52,000 displays could lead nowhere");
    assert_eq!(dee.shown.n_displays, None, "nor is the reach of all time that of the new link");

    clicks(&mut bench, "dee", 0..90, 50);
    displays(&mut bench, "dee", 7_500, 50);
    sold(&mut bench, "1", 50, "BEN10");
    let told = view(&bench, 51);
    assert_eq!(standing(of(&told, "dee")), Some(Standing::Green), "90 of 7,500 are the benchmark");

    clicks(&mut bench, "dee", 90..92, 30);
    assert_eq!(of(&view(&bench, 51), "dee").judged_from, None, "there was a link elsewhere");
}

/// A link seldom comes at a full quarter of an hour: what is clicked in that of the link came by
/// it, and a fee is due from then on where no post is known.
#[test]
fn the_first_click_may_come_minutes_after_a_late_link() {
    let mut bench = bench();
    bench.tell(Fact::Creator(creator("dee")));
    bench.tell(Fact::Placement(placement("dee", Platform::Tiktok)));
    deal(&mut bench, "dee");
    displays(&mut bench, "dee", 52_000, 40);
    bench.set_clock_s(120 * 3_600 + 120);
    bench.tell(Fact::Link(link("dee", "dee")));
    let click = Click { occurred_at: at(120).plus_seconds(300), ..click(1, "dee", 120) };
    bench.tell(Fact::Click(click));
    sold(&mut bench, "1", 121, "BEN10");
    let told = view(&bench, 180);
    let dee = of(&told, "dee");
    assert_eq!(dee.judged_from, Some(at(120).plus_seconds(120)));
    assert_eq!(dee.shown.n_clicks, 1);
    assert_eq!(dee.shown.n_displays, None, "those of before lead nowhere");
    // Of 900.00 until hour 240, 60 of 120 hours after the link.
    let due = dee.paid.map(|paid| paid.due_minor);
    assert!(due.is_some_and(|due| (449_00..=450_00).contains(&due)), "{due:?}");
}

/// A code that sells without its creator is a sign, until somebody marks it.
#[test]
fn a_code_that_sells_by_itself_may_have_leaked() {
    let mut bench = bench();
    clicks(&mut bench, "ana", 0..100, 1);
    sold_by_click(&mut bench, 100..140, 0, 2);
    (0..40_u8).for_each(|n| sold(&mut bench, &n.to_string(), 2, "BEN10"));
    let told = view(&bench, 24);
    assert!(of(&told, "ana").leak.is_none());
    assert_eq!(of(&told, "ben").advice.what, Advised::CheckCode);
    let ben = of(&told, "ben").leak.clone().expect("forty orders, no click");
    assert_eq!((ben.sign.own.n_by_code, ben.sign.own.n_by_click), (40, 0));
    assert_eq!((ben.sign.own_ppm, ben.sign.others_ppm), (1_000_000, 0));
    let leaked = bench.engine.codes().find(|code| code.id == ben.codes[0].0).unwrap().clone();
    bench.tell(Fact::Code(PromoCode { is_leaked: true, ..leaked }));
    let told = view(&bench, 24);
    let ben = of(&told, "ben");
    assert!(ben.leak.is_none(), "a person knows");
    assert_eq!((ben.advice.what, &ben.traffic), (Advised::RenewCode, &None));
    let id = "code-ben-2".into();
    bench.tell(Fact::Code(PromoCode { id, code: "BEN12".to_owned(), ..code("ben") }));
    assert_ne!(of(&view(&bench, 24), "ben").advice.what, Advised::RenewCode);
}

/// Who clicks first and types the code then came by the creator: that is no sign of a leak.
#[test]
fn a_code_behind_a_click_has_not_leaked() {
    let mut bench = bench();
    clicks(&mut bench, "ana", 0..40, 1);
    clicks(&mut bench, "ben", 100..200, 1);
    sold_by_click(&mut bench, 200..240, 100, 2);
    for number in 0..40_u16 {
        let mut click = [7; 16];
        click[..2].copy_from_slice(&number.to_be_bytes());
        let clicks = vec![byline_core::shopper::ClickId(click)];
        let shopper = ShopperKeys { clicks, ..ShopperKeys::default() };
        let order = order(&number.to_string(), 2, 50_00, &["ANA10"]);
        bench.tell(Fact::Order(OrderVersion { shopper, ..order }));
    }
    assert!(of(&view(&bench, 24), "ana").leak.is_none());
}

/// An exception for one kind leaves everybody else judged as before.
#[test]
fn an_exception_changes_nothing_for_others() {
    let rate = Benchmark::new("conversion_rate", 20_000, Origin::Manual);
    let platform = Some(Platform::Tiktok);
    let ctr = Benchmark { platform, ..Benchmark::new("ctr", 24_000, Origin::Library) };
    for (rows, expected) in [
        (vec![rate.clone()], JudgedBy::ConversionRate),
        (vec![rate.clone(), ctr.clone()], JudgedBy::ConversionRate),
        (vec![ctr.clone()], JudgedBy::Ctr),
        (vec![Benchmark::new("ctr", 0, Origin::Manual), rate], JudgedBy::ConversionRate),
        (vec![], JudgedBy::Ctr),
    ] {
        let bench = judged_by(rows.clone(), None);
        assert_eq!(view(&bench, 24).judged_by, expected, "{rows:?}");
    }
}
