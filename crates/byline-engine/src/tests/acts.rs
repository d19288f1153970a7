//! What people did, as the log of a workspace tells it.

use byline_core::creator::Creator;
use byline_core::decision::said::{ReviewDecided, ReviewDecision, RulesSet, VerdictGiven};
use byline_core::decision::verdict::Label;
use byline_core::decision::{Rules, StandingRules};
use byline_core::entry::{DedupKey, Entry, Fact, Position};
use byline_core::gate::GateTerms;
use byline_core::identity::verdict::{Merged, Unmerged};

use super::{Bench, at, creator, link, order};
use crate::Engine;
use crate::view::{Act, ActFilter, Thing};

impl Bench {
    /// Somebody has a fact taken in at an hour.
    fn does(&mut self, hour: i64, who: Option<&str>, fact: Fact) {
        let actor = who.map(str::to_owned);
        self.append(Entry { received_at: at(hour), fact, dedup: None, actor });
    }

    fn append(&mut self, entry: Entry) {
        self.engine.apply(Position(self.log.len() as u64 + 1), &entry);
        self.log.push(entry);
    }
}

/// A line as a word: how many, what, by whom, and what is another.
fn word(act: &Act, n: usize) -> String {
    let mut word = format!("{n} {} {:?} {} by {}", act.thing.key(), act.verb, act.id, act.by.key());
    if let Some(value) = &act.value {
        word.push_str(&format!(" = {value}"));
    }
    for change in &act.changes {
        let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        word.push_str(&format!(
            "; {} {} > {}",
            change.field,
            text(&change.then),
            text(&change.now)
        ));
    }
    word
}

/// Reads as a table: the lines of the newest page, newest first.
#[track_caller]
fn check(engine: &Engine, filter: &ActFilter, expected: &[&str]) {
    let view = engine.acts_view(&ActFilter { most: 100, ..filter.clone() });
    let told: Vec<String> = view.lines.iter().map(|line| word(&line.acts[0], line.n)).collect();
    assert_eq!(told, expected);
}

fn rules_set() -> Fact {
    let standing = StandingRules { red_under_bp: 20_00, ..StandingRules::default() };
    Fact::RulesSet(RulesSet {
        campaign_id: "summer".into(),
        rules: Rules { standing, ..Rules::default() },
        reason: Some("a short sale".to_owned()),
    })
}

#[test]
fn what_a_person_did_is_told_with_what_is_another_by_it() {
    let mut bench = Bench::new();
    let mut campaign = bench.engine.campaign("summer").expect("a campaign").clone();
    campaign.gate =
        Some(GateTerms { floor_minor: Some(40_00), is_open: true, ..GateTerms::default() });
    bench.does(1, Some("owner"), Fact::Campaign(campaign.clone()));
    bench.does(2, Some("owner"), Fact::Campaign(campaign));
    let kept = || "ana".into();
    let merged = Merged { kept: kept(), gone: "ben".into(), reason: Some("one face".to_owned()) };
    bench.does(3, Some("owner"), Fact::Merged(merged));
    bench.does(4, Some("li"), Fact::Unmerged(Unmerged { gone: "ben".into() }));
    bench.does(5, Some("li"), Fact::Unmerged(Unmerged { gone: "ben".into() }));
    bench.does(6, Some("owner"), rules_set());
    bench.does(
        7,
        Some("owner"),
        Fact::ReviewDecided(ReviewDecided {
            campaign_id: "summer".into(),
            creator_id: "cleo".into(),
            week_from: at(0),
            decision: ReviewDecision::Grow,
            note: None,
            is_withdrawn: false,
        }),
    );
    let given = VerdictGiven { campaign_id: "summer".into(), label: Label::Repeat, note: None };
    bench.does(8, Some("owner"), Fact::VerdictGiven(given));
    let gone = Creator { is_archived: true, ..creator("cleo") };
    bench.does(9, Some("owner"), Fact::Creator(gone));
    check(
        &bench.engine,
        &ActFilter::default(),
        &[
            "1 creator Archived cleo by owner",
            "1 verdict Decided summer by owner = repeat",
            "1 review Decided cleo by owner = grow",
            "1 rules Changed summer by owner; standing.red_under_bp 2500 > 2000",
            "1 identity Split ben by li",
            "1 identity Merged ben by owner = ana",
            "1 campaign Changed summer by owner; gate.floor_minor - > 4000; gate.is_open - > true",
        ],
    );
    let by_li = ActFilter { by: Some("li".to_owned()), ..ActFilter::default() };
    check(&bench.engine, &by_li, &["1 identity Split ben by li"]);
    let reasons = |thing| {
        let only = ActFilter { thing: Some(thing), most: 9, ..ActFilter::default() };
        bench.engine.acts_view(&only).lines[0].acts[0].reason.clone()
    };
    assert_eq!(reasons(Thing::Rules).as_deref(), Some("a short sale"));
}

#[test]
fn what_nobody_did_is_no_line() {
    let mut bench = Bench::new();
    bench.does(1, None, Fact::Tick);
    bench.does(1, None, Fact::Order(order("1", 1, 50_00, &[])));
    // What is replayed comes in somebody's name, and is the shop's word all the same.
    bench.does(2, Some("owner"), Fact::Order(order("2", 2, 50_00, &[])));
    check(&bench.engine, &ActFilter::default(), &[]);
    let row = Fact::Creator(creator("dana"));
    let dedup = Some(DedupKey([7; 16]));
    bench.append(Entry { received_at: at(3), fact: row, dedup, actor: None });
    check(&bench.engine, &ActFilter::default(), &["1 creator Made dana by file"]);
}

/// 600 links of one plan are one line that opens; a page never cuts a moment in two.
#[test]
fn what_is_done_in_one_moment_is_one_line() {
    let mut bench = Bench::new();
    for n in 0..600 {
        bench.does(1, Some("owner"), Fact::Link(link(&format!("ana-{n}"), "ana")));
        if n % 300 == 0 {
            bench.does(1, Some("owner"), Fact::Creator(creator(&format!("new-{n}"))));
        }
    }
    bench.does(2, Some("owner"), Fact::Creator(creator("dana")));
    let engine = &bench.engine;
    let all = [
        "1 creator Made dana by owner",
        "600 link Made ana-0 by owner",
        "2 creator Made new-0 by owner",
    ];
    check(engine, &ActFilter::default(), &all);
    let page = |before, most| engine.acts_view(&ActFilter { before, most, ..ActFilter::default() });
    let first = page(None, 1);
    assert_eq!((first.lines.len(), first.n_all), (1, 603));
    let second = page(first.next, 1);
    assert_eq!((second.lines.len(), second.next), (2, None));
    assert_eq!((second.lines[0].n, second.lines[0].acts.len()), (600, 20));
    let each = ActFilter { is_each: true, most: 100, ..ActFilter::default() };
    let each = engine.acts_view(&each);
    assert_eq!((each.lines.len(), each.next.is_some()), (100, true));
}
