//! Traps that real files set, each with the file that sets it. Others stand beside the source that
//! they concern; all are called `trap_` and a number.
//!
//! | | trap | where |
//! |--:|---|---|
//! | 1 | overlapping actions | Meta |
//! | 2 | minor and major units in one object | Meta, Stripe |
//! | 3 | what is a sale | here, every shop |
//! | 4 | which number is revenue | here |
//! | 5 | ids that JavaScript rounded | here, WooCommerce |
//! | 6 | names that change their meaning | Meta, Instagram, YouTube |
//! | 7 | missing is not zero | Instagram, YouTube |
//! | 8 | zones of days | TikTok, Google, WooCommerce, networks, files |
//! | 9 | success that is failure | TikTok, Shopify |
//! | 10 | corrections | networks, TikTok, GA4 |
//! | 11 | what a signature covers | here, Segment, HubSpot, networks |
//! | 12 | bots and apps | here |
//! | 13 | several creators of one order | here, TikTok Shop, WooCommerce |
//! | 14 | fractions | Google, TikTok Shop |
//! | 15 | currencies | TikTok, Google |
//! | 16 | text | Meta, files |

use byline_core::click::{InApp, Verdict};
use byline_core::entry::Fact;
use byline_core::order::{OrderState, OrderVersion};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};

use super::census::things::hook;
use super::real;
use crate::agent::judge_agent;
use crate::webhook::{self, Incoming, Site, WebhookError};

/// The facts of a thing that Shopify sends.
fn shopify(topic: &str, thing: &Value) -> Vec<Fact> {
    let headers = [("x-shopify-topic".to_owned(), topic.as_bytes().to_vec())];
    let facts = hook("shopify", &headers, thing.to_string().as_bytes()).unwrap();
    facts.into_iter().map(|(fact, _)| fact).collect()
}

fn order(facts: &[Fact]) -> &OrderVersion {
    let mut orders = facts.iter().filter_map(|fact| match fact {
        Fact::Order(order) => Some(order),
        _ => None,
    });
    orders.next().expect("an order")
}

/// The file of this name, or nothing where there is no real data.
fn file(path: &str) -> Option<Value> {
    let bytes = std::fs::read(real::folder("")?.join(path)).ok()?;
    Some(serde_json::from_slice(&bytes).unwrap())
}

/// `voided`, cancelled, unconfirmed and a test: 36.99 that nobody paid.
#[test]
fn trap_3_an_order_that_a_shop_really_sent_is_no_sale() {
    let Some(file) = file("hookdeck_shopify/orders.create.json") else { return };
    let facts = shopify("orders/create", &file["body"]);
    let order = order(&facts);
    assert_eq!((order.state, order.amounts.total_minor), (OrderState::Test, 36_99));
    assert!(!order.state.is_revenue());
}

/// Of 598.94, 597.00, 199.65 and 195.67 goods were 597.00. Lines that came back were worth 391.33,
/// and 209.00 went back in money: money counts.
#[test]
fn trap_4_goods_are_revenue_and_money_that_went_back_is_the_refund() {
    let Some(file) = file("shopify_rest_docs/2026_07_order_00.json") else { return };
    let facts = shopify("orders/updated", &file["orders"][0]);
    let amounts = order(&facts).amounts;
    assert_eq!((amounts.merchandise_minor, amounts.total_minor), (597_00, 598_94));
    let refunds: Vec<i64> = facts
        .iter()
        .filter_map(|fact| match fact {
            Fact::Refund(refund) => Some(refund.amount.minor),
            _ => None,
        })
        .collect();
    assert_eq!(refunds, [209_00]);
}

/// A tool rounded 820982911946154508 to …500 on its way; the `gid` beside it is text and true.
#[test]
fn trap_5_an_id_that_a_tool_rounded_is_taken_from_its_text() {
    let Some(file) = file("hookdeck_shopify/orders.create.json") else { return };
    assert_eq!(file["body"]["id"].to_string(), "820982911946154500");
    let facts = shopify("orders/create", &file["body"]);
    assert_eq!(order(&facts).key.order.to_string(), "820982911946154508");
}

/// Segment signs the first event of a batch only, so a whole batch is nobody's.
#[test]
fn trap_11_a_batch_of_which_one_event_is_signed_is_refused() {
    let Some(file) = file("segment_docs/http-api_index_06.json") else { return };
    let events = file["batch"].as_array().unwrap();
    assert!(1 < events.len());
    let body = file["batch"].to_string();
    let mut mac = Hmac::<sha1::Sha1>::new_from_slice(b"secret").unwrap();
    mac.update(events[0].to_string().as_bytes());
    let first: String =
        mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    let headers = [("X-Signature".to_owned(), first.into_bytes())];
    let incoming = Incoming { headers: &headers, body: body.as_bytes(), method: "POST", url: "" };
    let site = Site {
        connection: &"con_1".into(),
        account: None,
        secrets: &[b"secret"],
        customer_key: &crate::files::bench::KEY,
        settings: &Default::default(),
        received_at: crate::files::bench::at("2026-11-20T12:00:00Z"),
    };
    let refused = webhook::receive("segment", &incoming, &site);
    assert_eq!(refused, Err(WebhookError::BatchUnsigned));
}

/// Agents of TikTok's app on Android bear `Channel/googleplay`; WooCommerce keeps agents in lower
/// case. Both are people.
#[test]
fn trap_12_people_in_tiktoks_app_are_no_bots() {
    let Some(texts) = real::texts("bots_isbot", "browsers") else { return };
    let agents = texts[0].1.lines().filter(|line| line.contains("Channel/googleplay"));
    let mut n_agents = 0;
    for agent in agents.map(|line| line.trim_start_matches([' ', '-']).trim_matches('"')) {
        for agent in [agent.to_owned(), agent.to_lowercase()] {
            let judged = judge_agent(&agent);
            assert_eq!(judged.verdict, Verdict::Human, "{agent}: {:?}", judged.reason);
            assert_eq!(judged.in_app, Some(InApp::Tiktok), "{agent}");
        }
        n_agents += 1;
    }
    assert!(0 < n_agents);
}

/// Three codes on one order, in the shop's own order: all are kept, not the newest only.
#[test]
fn trap_13_every_code_of_a_real_order_is_kept() {
    let Some(texts) = real::texts("fivetran_dbt_shopify", "shopify_order_discount_code") else {
        return;
    };
    let mut rows = csv::Reader::from_reader(texts[0].1.as_bytes());
    let rows = rows.deserialize::<std::collections::BTreeMap<String, String>>().map(Result::unwrap);
    let of_order = rows.filter(|row| row["order_id"] == "2674098602081");
    let codes: Vec<Value> = of_order.map(|row| json!({ "code": row["code"] })).collect();
    let facts = shopify(
        "orders/updated",
        &json!({ "id": 2_674_098_602_081_i64, "currency": "USD", "financial_status": "paid",
            "created_at": "2022-11-20T08:14:52Z", "updated_at": "2022-11-20T08:14:52Z",
            "subtotal_price": "17.00", "total_price": "17.00", "total_tax": "0.00",
            "total_discounts": "0.00", "discount_codes": codes }),
    );
    assert_eq!(order(&facts).codes, ["GIFTCARD", "SHIPPING2022", "FIXED"]);
}
