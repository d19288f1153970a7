//! Creators merged and taken apart: credit follows, totals stay, and undoing restores everything.

use byline_core::alias::{Alias, AliasKind};
use byline_core::creator::{Account, Creator, Platform};
use byline_core::credit::Model;
use byline_core::entry::Fact;
use byline_core::event::{Metric, MetricPoint, Spend, SpendKind};
use byline_core::identity::verdict::{Merged, Unmerged};
use byline_core::money::{Currency, Money};
use proptest::prelude::*;

use super::{Bench, at, code, creator, link};
use crate::Applied;
use crate::view::{Dimension, Figures, Proposal, Query};

fn merged(kept: &str, gone: &str) -> Fact {
    Fact::Merged(Merged { kept: kept.into(), gone: gone.into(), reason: None })
}

fn unmerged(gone: &str) -> Fact {
    Fact::Unmerged(Unmerged { gone: gone.into() })
}

fn spend(id: u8, creator: &str, cents: i64) -> Fact {
    Fact::Spend(Spend {
        id: format!("spend-{id}").into(),
        campaign_id: "summer".into(),
        creator_id: Some(creator.into()),
        placement_id: Some(format!("plc-{creator}").into()),
        occurred_at: at(i64::from(id)),
        amount: Money { minor: cents, currency: Currency::USD },
        kind: SpendKind::Fee,
    })
}

fn views(creator: &str, hours: i64, n: i64) -> Fact {
    Fact::Metric(MetricPoint {
        connection: "tiktok".into(),
        placement_id: format!("plc-{creator}").into(),
        content_id: None,
        metric: Metric::Views,
        value: n,
        as_of: at(hours),
        grain: byline_core::event::Grain::Lifetime,
    })
}

/// By creator: clicks, views, spend and linear revenue.
fn table(bench: &Bench) -> Vec<String> {
    let query = Query { by: vec![Dimension::Creator], ..bench.query() };
    let rows = bench.engine.query(&query).rows;
    let rows =
        rows.iter().filter(|row| row.figures.n_clicks != 0 || row.figures.spend_minor.is_some());
    rows.map(|row| format!("{} {}", row.keys[0].id, said(&row.figures))).collect()
}

fn said(figures: &Figures) -> String {
    let n_views = figures.platform[Metric::Views as usize];
    let revenue = figures.revenue_minor[Model::Linear];
    let shown = |n: Option<i64>| n.map_or("-".to_owned(), |n| n.to_string());
    let (n_views, spend) = (shown(n_views), shown(figures.spend_minor));
    format!("{} {n_views} {spend} {revenue}", figures.n_clicks)
}

#[test]
fn credit_clicks_and_spend_follow_the_creator() {
    let mut bench = Bench::new();
    bench.click(1, "ana", -3);
    bench.click(2, "ben", -2);
    bench.tell(spend(1, "ben", 40_00));
    bench.tell(views("ben", -1, 900));
    bench.order("1", 0, 100_00, &["BEN10"]);
    let before = (table(&bench), bench.engine.fingerprint(), bench.credits("1", Model::Linear));
    assert_eq!(before.2, ["ana 5000", "ben 5000"]);

    bench.set_clock(5);
    assert_eq!(bench.tell(merged("ana", "ben")), Applied::Changed);
    assert_eq!(table(&bench).len(), 1, "{:?}", table(&bench));
    assert!(table(&bench)[0].starts_with("ana 2 900 4000 10000"), "{:?}", table(&bench));
    assert!(bench.credits("1", Model::Linear).iter().all(|row| row.starts_with("ana ")));
    let view = bench.engine.order("1").expect("the order is known");
    let newest = view.postings.iter().filter(|posting| posting.posted_at == at(5));
    let newest: Vec<_> = newest.map(|line| (line.why.as_str(), line.who.as_str())).collect();
    assert!(newest.contains(&("creators merged or taken apart", "ben")), "{newest:?}");

    // What comes in the meantime counts for whoever stands for the creator.
    bench.click(3, "ben", 6);
    assert!(table(&bench)[0].starts_with("ana 3 "));

    assert_eq!(bench.tell(unmerged("ben")), Applied::Changed);
    assert_eq!(bench.credits("1", Model::Linear), before.2);
    assert_eq!(table(&bench)[1], "ben 2 900 4000 5000");
    assert_eq!(bench.tell(unmerged("ben")), Applied::Known);
}

#[test]
fn merges_stand_on_each_other_and_never_in_a_ring() {
    let mut bench = Bench::new();
    assert_eq!(bench.tell(merged("ana", "ben")), Applied::Changed);
    assert_eq!(bench.tell(merged("cleo", "ana")), Applied::Changed);
    for (kept, gone) in [("ben", "cleo"), ("cleo", "ben"), ("ana", "ana")] {
        assert_eq!(bench.tell(merged(kept, gone)), Applied::Known, "{gone} into {kept}");
    }
    assert_eq!(bench.engine.owner_of("ben"), "cleo");
    assert_eq!(bench.tell(unmerged("ana")), Applied::Changed);
    assert_eq!(bench.engine.owner_of("ben"), "ana");
    assert_eq!(bench.engine.owner_of("cleo"), "cleo");
}

#[test]
fn a_name_that_two_creators_have_means_the_one_they_are() {
    let mut bench = Bench::new();
    let alias = || Alias::new(AliasKind::Affiliate, "impact", "77").into_iter().collect();
    bench.tell(Fact::Creator(byline_core::creator::Creator { aliases: alias(), ..creator("ana") }));
    bench.tell(Fact::Creator(byline_core::creator::Creator { aliases: alias(), ..creator("ben") }));
    let called = |bench: &Bench| bench.engine.registry.creator_called(&alias());
    assert_eq!(called(&bench), None);
    bench.tell(merged("ana", "ben"));
    assert_eq!(called(&bench), bench.engine.registry.creators.find("ana"));
}

const NAMES: [&str; 3] = ["ana", "ben", "cleo"];

/// Something that happens: to whom, and when.
fn happening() -> impl Strategy<Value = (u8, usize, usize, i64)> {
    (0_u8..7, 0..3_usize, 0..3_usize, -200_i64..100)
}

/// Tells a bench what happened as its `number`th thing; merges only where `with_merges`.
fn happen(bench: &mut Bench, number: u8, (what, who, other, hours): (u8, usize, usize, i64)) {
    let (name, third) = (NAMES[who], NAMES[other]);
    let cents = i64::from(number) * 7_31 + 1;
    match what {
        0 | 1 => bench.click(number, name, hours),
        2 => bench.order(&number.to_string(), hours.abs(), cents, &[]),
        3 => {
            bench.order(&number.to_string(), hours.abs(), cents, &["ANA10", "BEN10"][..1 + who % 2])
        }
        4 => bench.tell(spend(number, name, cents)),
        5 => bench.tell(views(name, hours, cents)),
        _ => match who % 2 {
            0 => bench.tell(Fact::Link(link(name, third))),
            _ => bench.tell(Fact::Code(byline_core::code::PromoCode {
                creator_id: third.into(),
                ..code("ana")
            })),
        },
    };
}

/// Everything together, which nothing about who is who may change.
fn totals(bench: &Bench) -> Vec<String> {
    let total = bench.engine.query(&bench.query()).total;
    let by_model = Model::ALL.iter().map(|model| total.revenue_minor[*model].to_string());
    by_model.chain([said(&total)]).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever was merged, and whatever happened meanwhile: once all of it is undone, the state
    /// is that of a history in which nobody was ever merged.
    #[test]
    fn undoing_every_merge_restores_everything(
        history in prop::collection::vec(happening(), 1..24),
        merges in prop::collection::vec((0..24_usize, 0..3_usize, 0..3_usize, any::<bool>()), 1..8),
    ) {
        let (mut plain, mut merging) = (Bench::new(), Bench::new());
        for (number, what) in (1_u8..).zip(&history) {
            happen(&mut plain, number, *what);
            for (_, a, b, is_undone) in merges.iter().filter(|it| it.0 == usize::from(number)) {
                let before = totals(&merging);
                let fingerprint = merging.engine.fingerprint();
                let is_new = merging.tell(merged(NAMES[*a], NAMES[*b])) == Applied::Changed;
                prop_assert_eq!(totals(&merging), before.clone());
                if *is_undone && is_new {
                    merging.tell(unmerged(NAMES[*b]));
                    prop_assert_eq!(totals(&merging), before);
                    prop_assert_eq!(merging.engine.fingerprint(), fingerprint);
                }
            }
            happen(&mut merging, number, *what);
            prop_assert_eq!(totals(&merging)[8..].to_vec(), totals(&plain)[8..].to_vec());
        }
        for name in NAMES {
            merging.tell(unmerged(name));
        }
        prop_assert_eq!(merging.engine.fingerprint(), plain.engine.fingerprint());
        prop_assert_eq!(totals(&merging), totals(&plain));
        prop_assert_eq!(merging.replayed().encode(), merging.engine.encode());
    }
}

#[test]
fn a_creator_who_came_twice_is_proposed_with_the_money_behind() {
    let mut bench = Bench::new();
    let named = |id: &str, name: &str, platform, handle: &str| {
        let account = Account {
            platform,
            handle: handle.to_owned(),
            platform_user_id: None,
            n_followers: None,
        };
        Fact::Creator(Creator { name: name.to_owned(), accounts: vec![account], ..creator(id) })
    };
    use Platform::{Instagram, Tiktok};
    bench.tell(named("ana", "Ana Quintela", Instagram, "ana.quintela"));
    bench.tell(named("ben", "anaquintelatv", Tiktok, "anaquintelatv"));
    bench.tell(named("cleo", "Cleo Marsh", Instagram, "cleomarsh"));
    bench.click(2, "ben", -2);
    bench.order("1", 0, 100_00, &["GHOST"]);
    let view = bench.engine.identities();
    assert_eq!(view.proposals.len(), 1, "{:?}", view.proposals);
    let proposal = &view.proposals[0];
    let ids = [&proposal.one, &proposal.other].map(|it| it.creator_id().map(|id| id.as_str()));
    assert_eq!(ids, [Some("ben"), Some("ana")]);
    assert_eq!((&proposal.obstacle, proposal.reasons.len()), (&None, 1));
    let reasons: i32 = proposal.reasons.iter().map(|reason| reason.tenths).sum();
    let told = (proposal.start_tenths, reasons, proposal.score_tenths);
    assert_eq!(told, (0, 158, 158), "they add up");
    assert_eq!(view.unresolved.len(), 1);
    assert_eq!((view.unresolved[0].kind, view.unresolved[0].text.as_str()), ("code", "GHOST"));

    let preview = bench.engine.merge_preview(&"ana".into(), &"ben".into()).expect("both exist");
    assert_eq!((preview.n_links, preview.n_codes, preview.obstacle), (1, 1, None));
    let apart = byline_core::identity::verdict::Distinct {
        one: proposal.other.party.clone(),
        other: proposal.one.party.clone(),
    };
    bench.tell(Fact::Distinct(apart));
    assert!(bench.engine.identities().proposals.is_empty());

    let preview = bench.engine.merge_preview(&"ana".into(), &"cleo".into()).expect("both exist");
    let obstacle = preview.obstacle.expect("two accounts on one platform");
    assert!(obstacle.contains("@ana.quintela and @cleomarsh"), "{obstacle}");
}

/// A roster of the usual size: everybody has one account with its id, few share a name.
#[test]
fn who_came_twice_is_found_in_a_roster_of_the_usual_size() {
    const FIRST: [&str; 30] = [
        "Ana", "Ben", "Cleo", "Dora", "Emil", "Fay", "Gus", "Hana", "Ivo", "June", "Kai", "Lola",
        "Mira", "Noor", "Otis", "Pia", "Quin", "Rafa", "Sia", "Tove", "Uma", "Vito", "Wren",
        "Xenia", "Yara", "Zane", "Aldo", "Bea", "Cem", "Dina",
    ];
    const LAST: [&str; 27] = [
        "Lima", "Okafor", "Tanaka", "Weiss", "Moreau", "Silva", "Novak", "Haddad", "Larsen",
        "Costa", "Adeyemi", "Petrov", "Quinn", "Ruiz", "Sorel", "Tham", "Ueda", "Varga", "Wolff",
        "Xu", "Yilmaz", "Zorn", "Abreu", "Bakker", "Chavez", "Dahl", "Engel",
    ];
    let mut bench = Bench::default();
    let platforms = [Platform::Tiktok, Platform::Instagram, Platform::Youtube];
    let account = |place: usize, handle: String| Account {
        platform: platforms[place % 3],
        handle,
        platform_user_id: Some(format!("70012345{place:06}")),
        n_followers: Some(20_000),
    };
    for place in 0..150_usize {
        let (first, last) = (FIRST[place % FIRST.len()], LAST[place % LAST.len()]);
        let handle = format!("{}.{}", first.to_lowercase(), last.to_lowercase());
        bench.tell(Fact::Creator(Creator {
            name: format!("{first} {last}"),
            accounts: vec![account(place, handle)],
            ..creator(&format!("c{place}"))
        }));
    }
    let again = |id: &str, name: &str, accounts| {
        Fact::Creator(Creator { name: name.to_owned(), accounts, ..creator(id) })
    };
    bench.tell(again("crm-0", "Lima, Ana", Vec::new()));
    bench.tell(again("net-4", "Emil Moreau TV", Vec::new()));
    bench.tell(again(
        "shop-8",
        "ivolarsenofficial",
        vec![account(300, "ivolarsenofficial".into())],
    ));
    let view = bench.engine.identities();
    let pair = |row: &Proposal| format!("{:?} and {:?}", row.one.party, row.other.party);
    let pairs: Vec<String> = view.proposals.iter().map(pair).collect();
    for id in ["crm-0", "net-4", "shop-8"] {
        assert!(pairs.iter().any(|pair| pair.contains(id)), "{id}: {pairs:#?}");
    }
    assert!(pairs.len() <= 8, "few others: {pairs:#?}");
}
