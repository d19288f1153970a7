use byline_core::click::Verdict;
use byline_core::event::{Grain, Metric, Signal, SpendKind};
use byline_core::id::LinkId;
use byline_core::order::{OrderState, OrderVersion};
use byline_core::shopper::ClickId;
use serde_json::{Value, json};
use utoipa::PartialSchema;

use super::*;

const KEY: CustomerKey = CustomerKey([9; 32]);
const CLICK: &str = "BwcHBwcHBwcHBwcHBwcHBw";
const NOW: &str = "2026-11-20T12:00:00Z";

/// A workspace with one of each.
struct One;

impl Directory for One {
    fn link(&self, slug_or_id: &str) -> Option<LinkId> {
        let is_known = slug_or_id == "lnk_1" || slug_or_id.eq_ignore_ascii_case("ana");
        is_known.then(|| LinkId::from("lnk_1"))
    }

    fn has_creator(&self, id: &str) -> bool {
        id == "crt_1"
    }

    fn has_campaign(&self, id: &str) -> bool {
        id == "cmp_1"
    }

    fn has_placement(&self, id: &str) -> bool {
        id == "plc_1"
    }
}

fn with_context<T>(use_it: impl FnOnce(&Context<'_>) -> T) -> T {
    let connection = ConnectionId::from("api");
    let (customer_key, received_at) = (&KEY, NOW.parse().unwrap());
    use_it(&Context { connection: &connection, customer_key, received_at, directory: &One })
}

fn row(row: Value) -> Row {
    with_context(|context| read_row(&row.to_string(), context))
}

fn fact(value: Value) -> Fact {
    let row = row(value.clone());
    row.outcome.unwrap_or_else(|error| panic!("{value}: {error}")).fact
}

/// A row that is fine, changed by `change`.
fn fine(kind: &str, change: Value) -> Value {
    let mut row = match kind {
        "click" => json!({"link": "ana"}),
        "visit" => json!({"url": "https://shop.com/?utm_source=ig"}),
        "view" => json!({"placement_id": "plc_1", "shopper": {"visitor_id": "v"}}),
        "conversion" => json!({"order_id": "1001", "value": "49.90", "currency": "EUR"}),
        "refund" => json!({"order_id": "1001", "amount": "9.90", "currency": "EUR"}),
        "spend" => json!({"campaign_id": "cmp_1", "amount": 500, "currency": "usd"}),
        "metric" => json!({"placement_id": "plc_1", "metric": "views", "value": 114200}),
        _ => json!({"order": "#1001", "signal": "affiliate", "reporter": "impact"}),
    };
    row["type"] = kind.into();
    row["id"] = "e-1".into();
    for (name, value) in change.as_object().unwrap() {
        row[name] = value.clone();
    }
    row
}

const KINDS: [&str; 8] =
    ["click", "visit", "view", "conversion", "refund", "spend", "metric", "sighting"];

/// Reads as a table: type, what differs, code.
fn check_refused(kind: &str, change: Value, code: &str) {
    let found = row(fine(kind, change.clone())).outcome;
    let found = found.map(|taken| format!("{:?}", taken.fact)).map_err(|error| {
        assert!(!error.next_step().is_empty());
        error.code()
    });
    assert_eq!(found, Err(code), "{kind} {change}");
}

#[test]
fn one_bad_row_never_costs_the_good_ones() {
    let mut events: Vec<Value> = KINDS.iter().map(|kind| fine(kind, json!({}))).collect();
    events.insert(3, json!({"type": "visit"}));
    events.insert(5, json!(7));
    let body = json!({"events": events}).to_string();
    let rows = with_context(|context| read(body.as_bytes(), context)).unwrap();
    let refused: Vec<(usize, &str)> = rows
        .iter()
        .enumerate()
        .filter_map(|(n, row)| Some((n, row.outcome.as_ref().err()?.code())))
        .collect();
    assert_eq!(refused, [(3, "event.id_missing"), (5, "event.json_invalid")]);
    assert_eq!(rows.len(), 10);
    assert_eq!(rows[4].id.as_deref(), Some("e-1"));
}

/// Reads as a table: body, code.
#[test]
fn a_batch_that_is_none_is_refused_as_a_whole() {
    let many = json!({"events": vec![json!({}); 1001]}).to_string();
    let deep = format!(r#"{{"events": [{}{}]}}"#, "[".repeat(70), "]".repeat(70));
    let table = [
        ("", "event.batch_invalid"),
        ("[]", "event.batch_invalid"),
        ("{}", "event.batch_invalid"),
        (r#"{"events": {}}"#, "event.batch_invalid"),
        (r#"{"events": [], "sent_by": "me"}"#, "event.batch_invalid"),
        ("\u{feff}{\"events\": []}", "event.batch_invalid"),
        (&deep, "event.batch_invalid"),
        (&many, "event.batch_too_large"),
    ];
    for (body, code) in table {
        let error = with_context(|context| read(body.as_bytes(), context)).unwrap_err();
        assert_eq!(error.code(), code, "{body:.40}");
        assert!(!error.next_step().is_empty());
    }
}

#[test]
fn an_event_is_known_by_connection_type_and_id() {
    let key = |value| row(value).outcome.unwrap().dedup;
    let first = key(fine("visit", json!({})));
    assert_eq!(key(fine("visit", json!({"url": "https://shop.com/other"}))), first);
    assert_ne!(key(fine("visit", json!({"id": "e-2"}))), first);
    assert_ne!(key(fine("click", json!({}))), first);
}

/// Reads as a table: type, strange field, its nearest known one.
#[test]
fn a_field_that_would_count_for_nothing_refuses_its_row() {
    for (kind, change, field, nearest) in [
        ("conversion", json!({"curency": "EUR"}), "curency", "currency"),
        ("conversion", json!({"orderId": "1001"}), "orderId", "order_id"),
        ("conversion", json!({"discounts": 5}), "discounts", "discount"),
        ("conversion", json!({"e_mail": "a@b.c"}), "e_mail", "email"),
        (
            "conversion",
            json!({"shopper": {"visitor": "v"}}),
            "shopper.visitor",
            "shopper.visitor_id",
        ),
        ("click", json!({"visitorid": "v"}), "visitorid", "visitor_id"),
        ("spend", json!({"creator": "crt_1"}), "creator", "creator_id"),
        ("metric", json!({"asof": NOW}), "asof", "as_of"),
        ("refund", json!({"order": "1001"}), "order", "order_id"),
    ] {
        let error = row(fine(kind, change)).outcome.unwrap_err();
        assert_eq!(error.code(), "event.field_unknown");
        assert_eq!(error.field(), Some(field));
        let words = error.to_string();
        assert!(words.contains(&format!("nearest known one is `{nearest}`")), "{words}");
    }
}

#[test]
fn documented_fields_and_aliases_are_known() {
    for kind in ["visit", "view", "conversion", "sighting"] {
        for flat in ["click_id", "visitor_id", "email", "phone", "customer_id"] {
            let value = if flat == "click_id" { CLICK } else { "someone" };
            fact(fine(kind, json!({flat: value})));
        }
    }
    let action = json!({"conversion": "lead", "order_id": null, "value": null});
    assert!(matches!(fact(fine("conversion", action)), Fact::Action(_)));
    check_refused("visit", json!({"is_soldout": true}), "event.field_unknown");
    let twice = r#"{"type": "visit", "id": "1", "id": "2", "url": "https://shop.com/"}"#;
    let outcome = with_context(|context| read_row(twice, context)).outcome;
    assert_eq!(outcome.unwrap_err().code(), "event.json_invalid");
}

/// Reads as a table: type, what differs, field and value that were not understood, in words.
#[test]
fn a_refusal_says_which_value_was_not_understood() {
    for (kind, change, field, value, words) in [
        ("conversion", json!({"currency": "EURO"}), "currency", "EURO", "ISO 4217"),
        ("conversion", json!({"value": "49,90"}), "value", "49,90", "decimal amount"),
        ("conversion", json!({"state": "shipped"}), "state", "shipped", "pending, authorised"),
        ("spend", json!({"kind": "bribe"}), "kind", "bribe", "fee, amplification"),
        ("metric", json!({"metric": "vibes"}), "metric", "vibes", "impressions, reach"),
        ("metric", json!({"value": "1.5"}), "value", "1.5", "whole number"),
        ("sighting", json!({"signal": "hunch"}), "signal", "hunch", "link, utm"),
        ("visit", json!({"occurred_at": "today"}), "occurred_at", "today", "RFC 3339"),
        ("click", json!({"link": "nobody"}), "link", "nobody", "no link"),
    ] {
        let error = row(fine(kind, change)).outcome.unwrap_err();
        assert_eq!((error.field(), error.value()), (Some(field), Some(value)), "{error}");
        assert!(error.to_string().contains(words), "{error}");
    }
}

#[test]
fn the_shopper_may_stand_beside_the_other_fields() {
    let fact = |value| row(value).outcome.unwrap().fact;
    for kind in ["visit", "conversion", "sighting"] {
        let within = fact(fine(kind, json!({"shopper": {"visitor_id": "v-9"}})));
        let beside = fact(fine(kind, json!({"shopper": null, "visitor_id": "v-9"})));
        assert_eq!(within, beside, "{kind}");
    }
}

#[test]
fn other_spend_under_the_same_id_is_a_correction() {
    let key = |value| row(value).outcome.unwrap().dedup;
    let first = key(fine("spend", json!({"occurred_at": NOW})));
    assert_eq!(key(fine("spend", json!({"occurred_at": NOW}))), first);
    assert_ne!(key(fine("spend", json!({"occurred_at": NOW, "amount": "501"}))), first);
}

#[test]
fn what_every_event_can_have_wrong() {
    for kind in KINDS {
        check_refused(kind, json!({"id": null}), "event.id_missing");
        check_refused(kind, json!({"id": "  "}), "event.id_missing");
        check_refused(kind, json!({"id": "x".repeat(201)}), "event.text_too_long");
        check_refused(kind, json!({"id": {}}), "event.json_invalid");
        check_refused(kind, json!({"type": "purchase"}), "event.type_unknown");
        let time = if kind == "metric" { "as_of" } else { "occurred_at" };
        check_refused(kind, json!({time: "1999-12-31T23:59:59Z"}), "event.time_impossible");
        check_refused(kind, json!({time: "2026-11-20T12:10:01Z"}), "event.time_impossible");
        check_refused(kind, json!({time: "2026-11-20 12:00"}), "event.time_invalid");
    }
}

#[test]
fn what_each_event_can_have_wrong() {
    check_refused("click", json!({"link": "nobody"}), "event.link_unknown");
    check_refused("click", json!({"link": null}), "event.field_missing");
    check_refused("click", json!({"click_id": "short"}), "event.click_invalid");
    check_refused("visit", json!({"url": null}), "event.field_missing");
    check_refused("visit", json!({"shopper": {"click_id": "short"}}), "event.click_invalid");
    check_refused("visit", json!({"is_sold_out": "yes"}), "event.json_invalid");
    check_refused("view", json!({"shopper": {}}), "event.shopper_missing");
    check_refused("view", json!({"placement_id": "plc_9"}), "event.placement_unknown");
    check_refused("conversion", json!({"currency": "EURO"}), "event.currency_unknown");
    check_refused("conversion", json!({"currency": null}), "event.currency_unknown");
    check_refused("conversion", json!({"value": "49,90"}), "event.money_invalid");
    check_refused("conversion", json!({"value": "49.901"}), "event.money_invalid");
    check_refused("conversion", json!({"value": -1}), "event.money_invalid");
    check_refused("conversion", json!({"value": "1e3"}), "event.money_invalid");
    check_refused("conversion", json!({"value": null}), "event.field_missing");
    check_refused("conversion", json!({"order_id": null}), "event.field_missing");
    check_refused("conversion", json!({"state": "shipped"}), "event.word_unknown");
    check_refused("conversion", json!({"kind": "two words"}), "event.word_unknown");
    check_refused("conversion", json!({"codes": vec!["A"; 33]}), "event.text_too_long");
    check_refused("refund", json!({"amount": "-1"}), "event.money_invalid");
    check_refused("refund", json!({"amount": null}), "event.field_missing");
    check_refused("spend", json!({"campaign_id": "cmp_9"}), "event.campaign_unknown");
    check_refused("spend", json!({"creator_id": "crt_9"}), "event.creator_unknown");
    check_refused("spend", json!({"placement_id": "plc_9"}), "event.placement_unknown");
    check_refused("spend", json!({"kind": "bribe"}), "event.word_unknown");
    check_refused("metric", json!({"metric": "vibes"}), "event.word_unknown");
    check_refused("metric", json!({"value": "1.5"}), "event.count_invalid");
    check_refused("metric", json!({"value": -1}), "event.count_invalid");
    check_refused("metric", json!({"from": NOW}), "event.field_missing");
    check_refused("metric", json!({"from": NOW, "to": NOW}), "event.time_impossible");
    check_refused("sighting", json!({"signal": "hunch"}), "event.word_unknown");
    check_refused("sighting", json!({"value": "1"}), "event.currency_unknown");
}

#[test]
fn a_click_is_judged_by_its_agent() {
    let verdict = |change| match fact(fine("click", change)) {
        Fact::Click(click) => (click.verdict, click.link_id.to_string()),
        other => panic!("no click: {other:?}"),
    };
    let link = || "lnk_1".to_owned();
    assert_eq!(verdict(json!({})), (Verdict::Human, link()));
    assert_eq!(verdict(json!({"link": "ANA"})), (Verdict::Human, link()));
    assert_eq!(verdict(json!({"user_agent": "curl/8.5.0"})), (Verdict::Bot, link()));
    assert_eq!(verdict(json!({"user_agent": "WhatsApp/2.2"})), (Verdict::Preview, link()));
}

#[test]
fn a_click_keeps_its_id_and_forgets_what_it_need_not_know() {
    let change = json!({
        "click_id": CLICK, "country": "de", "referrer": "https://www.tiktok.com/@ana?x=1",
        "occurred_at": "2026-11-20T13:00:00+02:00",
    });
    let Fact::Click(click) = fact(fine("click", change)) else { panic!("no click") };
    assert_eq!(click.id, ClickId([7; 16]));
    assert_eq!(
        (click.country.as_deref(), click.referrer_host.as_deref()),
        (Some("DE"), Some("tiktok.com"))
    );
    assert_eq!(click.occurred_at, "2026-11-20T11:00:00Z".parse().unwrap());
    let Fact::Click(click) = fact(fine("click", json!({"country": "ZZ"}))) else { panic!() };
    assert_eq!(click.country, None);
}

#[test]
fn a_visit_is_read_off_its_address() {
    let url = format!("https://shop.com/p/1?utm_source=ig&byl={CLICK}#top");
    let Fact::Visit(visit) = fact(fine("visit", json!({"url": url}))) else { panic!("no visit") };
    assert_eq!(visit.path.as_deref(), Some("/p/1"));
    assert_eq!(visit.utm.unwrap().source, "ig");
    assert_eq!(visit.shopper.clicks, [ClickId([7; 16])]);
    assert_eq!(visit.occurred_at, NOW.parse().unwrap());
}

fn order(change: Value) -> OrderVersion {
    match fact(fine("conversion", change)) {
        Fact::Order(order) => order,
        other => panic!("no order: {other:?}"),
    }
}

#[test]
fn a_conversion_states_an_order() {
    let order = order(json!({
        "value": "49.90", "tax": "9.48", "shipping": 4.9, "discount": "5", "state": "authorised",
        "aliases": ["#1001", 77], "codes": [" ana10 ", "ANA10"],
        "occurred_at": "2026-11-19T08:00:00Z",
        "shopper": {"email": "Jo@Example.com", "click_id": CLICK},
    }));
    let amounts = order.amounts;
    assert_eq!((amounts.merchandise_minor, amounts.total_minor), (49_90, 64_28));
    assert_eq!(
        (amounts.tax_minor, amounts.shipping_minor, amounts.discount_minor),
        (9_48, 4_90, 5_00)
    );
    assert_eq!((&*order.key.order, order.key.connection.as_str()), ("1001", "api"));
    assert_eq!(order.aliases, ["#1001", "77"]);
    assert_eq!(order.codes, ["ANA10"]);
    assert_eq!(order.state, OrderState::Authorised);
    assert_eq!(order.version_at, NOW.parse().unwrap());
    assert_eq!(order.shopper.customer, crate::keys::email(&KEY, "jo@example.com"));
    assert!(!format!("{order:?}").contains("xample.com"));
}

#[test]
fn an_order_without_a_state_is_paid_and_yen_have_no_cents() {
    let order = order(json!({"value": 1200, "currency": "jpy"}));
    assert_eq!((order.state, order.amounts.total_minor), (OrderState::Paid, 1200));
}

#[test]
fn a_conversion_of_another_kind_is_a_target_action() {
    let change = json!({"kind": "Registration", "order_id": null, "codes": ["ana10"]});
    let Fact::Action(action) = fact(fine("conversion", change)) else { panic!("no action") };
    assert_eq!((&*action.kind, &action.codes[..]), ("registration", &["ANA10".to_owned()][..]));
}

#[test]
fn refund_spend_metric_and_sighting_say_what_they_mean() {
    let Fact::Refund(refund) = fact(fine("refund", json!({}))) else { panic!("no refund") };
    assert_eq!((refund.id.as_str(), refund.amount.to_string()), ("e-1", "9.90 EUR".to_owned()));
    let spend = json!({"creator_id": "crt_1", "placement_id": "plc_1", "kind": "fee"});
    let Fact::Spend(spend) = fact(fine("spend", spend)) else { panic!("no spend") };
    assert_eq!((spend.amount.to_string(), spend.kind), ("500.00 USD".to_owned(), SpendKind::Fee));
    let Fact::Metric(metric) = fact(fine("metric", json!({}))) else { panic!("no metric") };
    assert_eq!(
        (metric.metric, metric.value, metric.grain),
        (Metric::Views, 114_200, Grain::Lifetime)
    );
    let stretch = json!({"from": "2026-11-19T00:00:00Z", "to": "2026-11-20T00:00:00Z"});
    let Fact::Metric(metric) = fact(fine("metric", stretch)) else { panic!("no metric") };
    assert!(matches!(metric.grain, Grain::Stretch(_)));
    let claim = json!({"value": "49.90", "currency": "EUR"});
    let Fact::Sighting(seen) = fact(fine("sighting", claim)) else { panic!("no sighting") };
    assert_eq!((seen.signal, &*seen.order_alias), (Signal::Affiliate, "#1001"));
    assert_eq!(seen.claimed.unwrap().to_string(), "49.90 EUR");
}

#[test]
fn the_shapes_document_themselves() {
    let schema = serde_json::to_value(Events::schema()).unwrap();
    assert!(schema.to_string().contains("Up to 1,000 events"), "{schema}");
    let conversion = serde_json::to_value(ConversionEvent::schema()).unwrap();
    assert!(conversion["properties"]["value"].to_string().contains("merchandise"), "{conversion}");
    assert_eq!(conversion["required"], json!(["id"]));
}

proptest::proptest! {
    #[test]
    fn no_body_makes_the_reader_stumble(body: Vec<u8>) {
        let _ = with_context(|context| read(&body, context));
    }

    #[test]
    fn no_text_in_any_field_makes_the_reader_stumble(kind in 0..8usize, text in ".{0,40}") {
        let mut value = fine(KINDS[kind], json!({}));
        let names: Vec<String> = value.as_object().unwrap().keys().cloned().collect();
        for name in names.iter().filter(|name| *name != "type") {
            value[name] = text.clone().into();
            let _ = row(value.clone());
        }
    }
}
