//! What the engine answers: sums, days, explanations, lists.

use byline_core::campaign::CreditScope;
use byline_core::credit::Model;
use byline_core::entry::Fact;
use byline_core::event::{Signal, Spend, SpendKind};
use byline_core::id::CreatorId;
use byline_core::invariant::headline_is_its_parts;
use byline_core::kpi::Kpi;

use super::*;
use crate::view::{ByModel, Dimension, Figure, FigureValue, Measure, OtherCurrency, Query};
use crate::{OrderFilter, OrderLookup, OrderStage};

/// Ana and ben sell over three days; one order belongs to nobody.
fn sold() -> Bench {
    let mut bench = Bench::new();
    bench.click(1, "ana", -30);
    bench.click(2, "ben", -20);
    bench.order("1", -15, 100_01, &[]);
    bench.order("2", 0, 50_00, &["BEN10"]);
    bench.order("3", 20, 77_77, &[]);
    bench.refund("r", "3", 30, 7_77);
    bench.order("4", 800, 12_34, &[]);
    bench
}

#[test]
fn rows_and_nobody_add_up_to_the_total() {
    let bench = sold();
    for by in [vec![], vec![Dimension::Creator], vec![Dimension::Day, Dimension::Signal]] {
        let answer = bench.engine.query(&Query { by: by.clone(), ..bench.query() });
        for model in Model::ALL {
            let nobody = answer.unattributed.revenue_minor[model];
            let rows: Vec<i64> =
                answer.rows.iter().map(|r| r.figures.revenue_minor[model]).collect();
            let total = answer.total.revenue_minor[model];
            headline_is_its_parts(total, &rows, nobody).expect("balanced");
            assert_eq!(answer.total.revenue_minor[model], 100_01 + 50_00 + 70_00 + 12_34);
        }
    }
}

#[test]
fn every_zone_cuts_the_same_sum_into_days() {
    let bench = sold();
    for zone in ["UTC", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia"] {
        let zone = Zone::parse(zone).expect("a known zone");
        for by in [Dimension::Day, Dimension::Hour] {
            let query = Query { by: vec![by], zone: zone.clone(), ..bench.query() };
            let answer = bench.engine.query(&query);
            let sum: i64 = answer.rows.iter().map(|r| r.figures.revenue_minor[Model::Last]).sum();
            assert_eq!(sum, 100_01 + 50_00 + 70_00);
        }
    }
}

#[test]
fn an_explanation_sums_to_its_figure() {
    let bench = sold();
    for creator in [None, Some(CreatorId::from("ana")), Some(CreatorId::from("ben"))] {
        for model in Model::ALL {
            let scope = Scope { creator: creator.clone(), ..Scope::default() };
            let query = Query { scope, ..bench.query() };
            let figure = Figure { query, measure: Measure::Revenue, model };
            let explanation = bench.engine.explain(&figure, 10);
            let currency = Currency::USD;
            let sum = explanation.orders_sum_minor;
            assert_eq!(explanation.value, FigureValue::Money { minor: sum, currency });
        }
    }
}

#[test]
fn what_nobody_earned_can_be_explained_too() {
    let bench = sold();
    let query = bench.query();
    let figure = Figure { query, measure: Measure::Unattributed, model: Model::Linear };
    let explanation = bench.engine.explain(&figure, 10);
    assert_eq!((explanation.n_orders, explanation.orders_sum_minor), (1, 12_34));
}

/// Spend of ana, of ben and of the whole campaign, and one in another currency.
fn spent(bench: &mut Bench) {
    let spend = |id: &str, creator: Option<&str>, hours, minor, currency| {
        Fact::Spend(Spend {
            id: EventId::from(id),
            campaign_id: "summer".into(),
            creator_id: creator.map(Into::into),
            placement_id: None,
            occurred_at: at(hours),
            amount: Money { minor, currency },
            kind: SpendKind::Fee,
        })
    };
    let euro = Currency::parse("EUR").expect("known");
    bench.tell(spend("s1", Some("ana"), -30, 20_00, Currency::USD));
    bench.tell(spend("s2", Some("ben"), -20, 10_00, Currency::USD));
    bench.tell(spend("s3", None, 2, 5_00, Currency::USD));
    bench.tell(spend("s4", Some("ana"), 3, 7_00, euro));
    bench.tell(spend("s1", Some("ana"), -30, 25_00, Currency::USD));
}

#[test]
fn what_came_in_other_currencies_and_what_nobody_earned_is_part_of_every_answer() {
    let mut bench = sold();
    spent(&mut bench);
    let currency = Currency::parse("EUR").expect("known");
    let none = ShopperKeys::default();
    for (id, codes, shopper) in [("5", &["ANA10"][..], none.clone()), ("6", &[], none)] {
        let version = order(id, 4, 30_00, codes);
        bench.tell(Fact::Order(OrderVersion { currency, shopper, ..version }));
    }
    let mut other = OtherCurrency::new(currency);
    other.revenue_minor = ByModel([60_00; 8]);
    other.unattributed_minor = ByModel([30_00; 8]);
    other.spend_minor = 7_00;
    let answer = bench.engine.query(&bench.query());
    assert_eq!(answer.other_currencies, [other.clone()]);
    assert_eq!(answer.unattributed.revenue_minor, ByModel([12_34; 8]));
    let (zone, range) = (bench.query().zone, bench.query().range);
    let summer = CampaignId::from("summer");
    let live = bench.engine.live(&summer, range, &zone, Model::Last, at(900)).expect("known");
    assert_eq!(live.other_currencies, [other]);
    assert_eq!(live.unattributed, answer.unattributed);
}

#[test]
fn cutting_by_time_keeps_every_figure() {
    let mut bench = sold();
    spent(&mut bench);
    let shopper = ShopperKeys { clicks: vec![click_id(1)], ..ShopperKeys::default() };
    bench.tell(visit("v1", -30, shopper, None));
    let whole = bench.engine.query(&bench.query()).total;
    for by in [vec![Dimension::Day], vec![Dimension::Creator, Dimension::Hour]] {
        let total = bench.engine.query(&Query { by, ..bench.query() }).total;
        assert_eq!(total, whole);
    }
}

#[test]
fn spend_opens_into_records_that_sum_to_it() {
    let mut bench = sold();
    spent(&mut bench);
    for (creator, ids, sum) in
        [(None, vec!["s3", "s2", "s1"], 40_00), (Some("ana"), vec!["s1"], 25_00)]
    {
        let scope = Scope { creator: creator.map(Into::into), ..Scope::default() };
        let query = Query { scope, ..bench.query() };
        let figure = Figure { query, measure: Measure::Spend, model: Model::Linear };
        let explanation = bench.engine.explain(&figure, 10);
        let spend = explanation.spend.expect("it is made of spend");
        assert_eq!(spend.rows.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ids);
        assert_eq!((spend.sum, spend.n_rows), (sum, ids.len()));
        assert_eq!(explanation.value, FigureValue::Money { minor: sum, currency: Currency::USD });
        assert_eq!((explanation.n_orders, explanation.clicks), (0, None));
    }
}

#[test]
fn clicks_open_into_links_and_days_that_sum_to_them() {
    let mut bench = sold();
    bench.click(3, "ana", -31);
    bench.click(4, "ana", 1);
    bench.tell(Fact::Click(Click { verdict: Verdict::Bot, ..click(5, "ben", 1) }));
    for (range, expected) in [
        (
            bench.query().range,
            vec![("2026-06-01", "ana", 1), ("2026-05-31", "ana", 2), ("2026-05-31", "ben", 1)],
        ),
        (
            Span { from: at(-30), to: at(0) },
            vec![("2026-05-31", "ana", 1), ("2026-05-31", "ben", 1)],
        ),
    ] {
        let figure = Figure {
            query: Query { range, ..bench.query() },
            measure: Measure::Clicks,
            model: Model::Linear,
        };
        let explanation = bench.engine.explain(&figure, 10);
        let clicks = explanation.clicks.expect("it is made of clicks");
        let rows = clicks.rows.iter();
        let rows = rows.map(|row| (row.day.as_str(), row.link_id.as_str(), row.n_clicks));
        assert_eq!(rows.collect::<Vec<_>>(), expected);
        assert_eq!(explanation.value, FigureValue::Count { count: clicks.sum });
        assert_eq!(bench.engine.explain(&figure, 1).clicks.map(|c| c.rows.len()), Some(1));
    }
}

#[test]
fn a_cost_of_clicks_opens_into_both() {
    let mut bench = sold();
    spent(&mut bench);
    let kpi = Kpi::from_key("cpc").expect("known");
    let figure = Figure { query: bench.query(), measure: Measure::Kpi(kpi), model: Model::Linear };
    let explanation = bench.engine.explain(&figure, 1);
    assert_eq!(explanation.filled_in, "40.00 USD / 2 = 20.00 USD");
    let (spend, clicks) = (explanation.spend.expect("cost"), explanation.clicks.expect("clicks"));
    assert_eq!((spend.sum, spend.n_rows, spend.rows.len()), (40_00, 3, 1));
    assert_eq!((clicks.sum, clicks.n_rows, clicks.rows.len()), (2, 2, 1));
    assert_eq!(explanation.n_orders, 0, "no order is part of it");
}

#[test]
fn a_kpi_is_explained_by_its_inputs() {
    let bench = sold();
    let explain = |key| {
        let kpi = Kpi::from_key(key).expect(key);
        let (query, measure) = (bench.query(), Measure::Kpi(kpi));
        bench.engine.explain(&Figure { query, measure, model: Model::Linear }, 10)
    };
    let rate = explain("conversion_rate");
    assert_eq!(rate.filled_in, "3 / 2 = n/a: more conversions than clicks: some came without one");
    assert_eq!((rate.n_orders, rate.orders_sum_minor), (3, 100_01 + 50_00 + 70_00));
    let cost = explain("cpc");
    let reason = "cost not reported".to_owned();
    assert_eq!(cost.value, FigureValue::NotAvailable { reason });
}

#[test]
fn orders_are_found_by_any_name() {
    let bench = sold();
    for name in ["2", "#2", "token-2", "shop:2"] {
        assert_eq!(bench.engine.order(name).expect(name).id, "2");
    }
    assert_eq!(bench.engine.order("none").err(), Some(OrderLookup::Unknown));
}

#[test]
fn orders_of_two_shops_with_one_id_are_told_apart() {
    let mut bench = sold();
    let mut other = order("2", 1, 10_00, &[]);
    other.key.connection = ConnectionId::from("second-shop");
    bench.tell(Fact::Order(other));
    assert!(
        matches!(bench.engine.order("2"), Err(OrderLookup::Ambiguous(names)) if names.len() == 2)
    );
    assert_eq!(bench.engine.order("second-shop:2").expect("known").net_minor, 10_00);
}

#[test]
fn an_order_that_another_channel_earned_is_not_nobodys() {
    let mut bench = Bench::new();
    let scope = CreditScope::AllChannels;
    bench.declare_campaign(CountingRules { scope, ..CountingRules::default() });
    bench.click(1, "ana", -30);
    let paid = Utm { source: "google".into(), medium: "cpc".into(), ..Utm::default() };
    let shopper = ShopperKeys { visitor: Some(SHOPPER), ..ShopperKeys::default() };
    bench.tell(visit("v1", -2, shopper, Some(paid)));
    bench.order("1", 0, 100_00, &[]);
    let filter = OrderFilter { limit: 1, ..OrderFilter::default() };
    let order = bench.engine.orders(&filter).remove(0);
    assert_eq!(
        (order.creators, order.other_channels),
        (vec!["ana".into()], vec!["Paid media".into()])
    );
    assert_eq!(order.other_channels_minor[Model::Linear], 50_00);
    assert_eq!(order.unattributed_minor, ByModel::default());
}

#[test]
fn lists_are_newest_first() {
    let bench = sold();
    let filter = OrderFilter { limit: 2, ..OrderFilter::default() };
    let ids: Vec<String> = bench.engine.orders(&filter).into_iter().map(|o| o.id).collect();
    assert_eq!(ids, ["4", "3"]);
}

/// Sums that are kept are those of the orders one by one, in each currency.
#[test]
fn a_list_of_all_orders_sums_what_its_orders_come_to() {
    let mut bench = sold();
    let eur = Currency::parse("EUR").expect("known");
    bench.tell(Fact::Order(OrderVersion { currency: eur, ..order("5", 1, 9_00, &[]) }));
    let paid = order("6", 2, 8_00, &[]);
    bench.tell(Fact::Order(paid.clone()));
    let (state, version_at) = (OrderState::Cancelled, at(3));
    bench.tell(Fact::Order(OrderVersion { state, version_at, ..paid }));
    let all = arrived();
    let list = bench.engine.order_list(&all);
    let narrow = OrderFilter { connection: Some("shop".into()), ..all };
    assert_eq!(list.sums, bench.engine.order_list(&narrow).sums);
    assert_eq!((list.rows.len(), list.sums.n, list.sums.n_uncounted), (2, 6, 1));
    let usd = list.sums.by_currency[&Currency::USD];
    assert_eq!((usd.n, usd.net_minor, usd.refunded_minor), (4, 232_35, 7_77));
    assert_eq!(usd.unattributed_minor[Model::Last], 12_34);
    assert_eq!(list.sums.by_currency[&eur].n, 1);
    let placed = Some(Span { from: at(2), to: at(3) });
    let list = bench.engine.order_list(&OrderFilter { placed, ..arrived() });
    assert_eq!((list.rows.len(), list.sums.n), (1, 1), "{list:?}");
    let of = |currency| {
        let filter = OrderFilter { currency: Some(currency), limit: 9, ..arrived() };
        bench.engine.orders(&filter).into_iter().map(|order| order.id).collect::<Vec<_>>()
    };
    assert_eq!(of(eur), ["5"]);
    assert!(of(Currency::USD).contains(&"6".to_owned()), "it would have been dollars");
}

fn arrived() -> OrderFilter {
    OrderFilter { stage: OrderStage::Arrived, limit: 2, ..OrderFilter::default() }
}

/// Reads as a table: whose credit, by what, under which model, and the orders. All of it is asked
/// of one and the same part.
#[test]
fn credit_that_is_asked_for_is_one_persons_by_that_way_under_that_model() {
    let bench = sold();
    for (who, signal, model, expected) in [
        ("ana", None, None, vec!["3", "2", "1"]),
        ("ana", None, Some(Model::Linear), vec!["3", "2", "1"]),
        ("ana", None, Some(Model::Last), vec![]),
        ("ana", Some(Signal::Code), None, vec![]),
        ("ben", Some(Signal::Code), Some(Model::Last), vec!["2"]),
        ("ben", Some(Signal::Code), Some(Model::First), vec![]),
        ("", Some(Signal::Code), Some(Model::Linear), vec!["2"]),
    ] {
        let who = who.to_owned();
        let filter = OrderFilter { who, signal, model, limit: 9, ..OrderFilter::default() };
        let listed = bench.engine.orders(&filter).into_iter();
        let ids: Vec<String> = listed.map(|order| order.id).collect();
        assert_eq!(ids, expected, "{filter:?}");
    }
}

#[test]
fn the_live_view_knows_who_earns_now() {
    let bench = sold();
    let zone = Zone::parse("UTC").expect("a known zone");
    let range = Span { from: at(-48), to: at(48) };
    let live = |now| bench.engine.live(&CampaignId::from("summer"), range, &zone, Model::Last, now);
    let view = live(at(0)).expect("the campaign is known");
    assert_eq!(view.earning.len(), 1);
    assert_eq!((view.earning[0].name.as_str(), view.earning[0].revenue_minor), ("ben", 50_00));
    let sum: i64 = live(at(48)).expect("known").series.iter().map(|p| p.revenue_minor).sum();
    assert_eq!(sum, view.figures.revenue_minor[Model::Last]);
}

/// Counts and sums of all orders one by one, beside what an explanation says without a look at
/// most of them.
#[test]
fn an_explanation_of_few_orders_counts_and_sums_all_of_them() {
    let bench = sold();
    let scopes = [None, Some("ana"), Some("ben")]
        .map(|creator| Scope { creator: creator.map(CreatorId::from), ..Scope::default() });
    for (scope, model) in scopes.iter().flat_map(|scope| Model::ALL.map(|m| (scope, m))) {
        for measure in [Measure::Revenue, Measure::Orders, Measure::Unattributed] {
            let query = Query { scope: scope.clone(), ..bench.query() };
            let figure = Figure { query, measure, model };
            let all = bench.engine.explain(&figure, usize::MAX);
            let said = (all.n_orders, all.orders_sum_minor, all.orders_sum_micro);
            let minor: i64 = all.orders.iter().map(|share| share.amount_minor).sum();
            let micro: i64 = all.orders.iter().map(|share| share.micro).sum();
            assert_eq!(said, (all.orders.len(), minor, micro), "{scope:?} {model:?}");
            assert!(all.orders.is_sorted_by(|a, b| b.placed_at <= a.placed_at), "newest first");
            let few = bench.engine.explain(&figure, 1);
            assert_eq!(few.orders, all.orders[..all.orders.len().min(1)]);
            assert_eq!((few.n_orders, few.orders_sum_minor, few.orders_sum_micro), said);
        }
    }
}

#[test]
fn another_time_zone_of_a_campaign_changes_no_sum() {
    let mut bench = sold();
    let before = bench.engine.fingerprint();
    for zone in ["Asia/Kolkata", "America/New_York", "UTC"] {
        let mut campaign = bench.engine.campaign("summer").expect("declared").clone();
        campaign.time_zone = zone.to_owned();
        bench.tell(Fact::Campaign(campaign));
        assert_eq!(bench.engine.fingerprint(), before);
        assert_eq!(bench.engine.audit().differences, Vec::<String>::new());
        let again = Engine::decode(&bench.engine.encode()).expect("its own bytes");
        assert_eq!(again.audit().differences, Vec::<String>::new());
    }
}

#[test]
fn a_slug_that_looks_like_another_is_found_whoever_gave_theirs_up() {
    let mut bench = Bench::new();
    let ana = bench.engine.links().find(|link| link.creator_id.as_str() == "ana").unwrap().clone();
    let like = |bench: &Bench, own: &str| {
        let like = bench.engine.link_like("g1ow", &own.into());
        like.map(|link| link.id.as_str().to_owned())
    };
    for (id, slug) in [("lnk-a", "glow"), ("lnk-b", "gl0w")] {
        bench.tell(Fact::Link(Link { id: id.into(), slug: slug.to_owned(), ..ana.clone() }));
    }
    assert_eq!(like(&bench, "new").as_deref(), Some("lnk-a"));
    assert_eq!(like(&bench, "lnk-a").as_deref(), Some("lnk-b"), "its own slug is no rival");
    bench.tell(Fact::Link(Link { id: "lnk-a".into(), slug: "other".to_owned(), ..ana.clone() }));
    assert_eq!(like(&bench, "new").as_deref(), Some("lnk-b"));
}
