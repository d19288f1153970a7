//! Orders and refunds as the polls fetch them.

use super::*;
use crate::tiktok_shop::{ORDERS, REFUNDS};

fn one(change: Value) -> OrderVersion {
    order_in(&read(&ORDERS, &begin(&ORDERS), &ok(json!({"orders": [order(change)]}))).unwrap())
}

#[test]
fn a_question_is_signed_over_path_parameters_and_body() {
    let request = begin(&ORDERS);
    let body = format!("{{\"update_time_ge\":{},\"update_time_lt\":{NOW_S}}}", NOW_S - 3600);
    assert_eq!(String::from_utf8_lossy(&request.body), body);
    let signed = format!(
        "hush/order/202309/orders/searchapp_keykey1page_size50shop_cipherGCP_x/+=sort_field\
         update_timesort_orderASCtimestamp{NOW_S}{body}hush"
    );
    let sign = signature::sha256_hex(b"hush", &[signed.as_bytes()]);
    assert_eq!(
        request.url,
        format!(
            "https://api.example/order/202309/orders/search?app_key=key1&page_size=50\
             &shop_cipher=GCP%5Fx%2F%2B%3D&sort_field=update%5Ftime&sort_order=ASC\
             &timestamp={NOW_S}&sign={sign}"
        )
    );
    let token = ("x-tts-access-token", "ROW_token".to_owned());
    assert!(request.headers.contains(&token));
}

#[test]
fn an_order_is_worth_what_the_shopper_pays_for_goods() {
    let order = one(json!({}));
    let amounts = order.amounts;
    assert_eq!((amounts.merchandise_minor, amounts.discount_minor), (149_00, 30_00));
    assert_eq!((amounts.total_minor, amounts.shipping_minor, amounts.tax_minor), (149_00, 0, 0));
    assert_eq!(order.placed_at, Timestamp::from_seconds(NOW_S - 9000));
    assert_eq!(order.version_at, Timestamp::from_seconds(NOW_S - 60));
    assert!(order.shopper.customer.is_some());
    assert_eq!(&*one(json!({"id": 585744548141827839_i64})).key.order, "585744548141827839");
}

/// Reads as a table: what differs, where the order stands.
#[test]
fn trap_3_what_is_a_sale() {
    let table = [
        (json!({"status": "UNPAID"}), OrderState::Pending),
        (json!({"status": "ON_HOLD"}), OrderState::Authorised),
        (json!({"status": "AWAITING_SHIPMENT"}), OrderState::Paid),
        (json!({"status": "AWAITING_SHIPMENT", "is_cod": true}), OrderState::Authorised),
        (json!({"status": "IN_TRANSIT", "is_cod": true}), OrderState::Authorised),
        (json!({"status": "DELIVERED", "is_cod": true}), OrderState::Paid),
        (json!({"status": "PARTIALLY_SHIPPING"}), OrderState::Paid),
        (json!({"status": "AWAITING_COLLECTION"}), OrderState::Paid),
        (json!({"status": "IN_TRANSIT"}), OrderState::Paid),
        (json!({"status": "COMPLETED"}), OrderState::Paid),
        (json!({"status": "CANCELLED"}), OrderState::Cancelled),
        (json!({"is_sample_order": true}), OrderState::Sample),
        (json!({"status": "CANCELLED", "is_sample_order": true}), OrderState::Sample),
    ];
    for (change, expected) in table {
        assert_eq!(one(change.clone()).state, expected, "{change}");
    }
}

/// Reads as a table: what differs, why the row is refused.
#[test]
fn what_cannot_be_read_is_never_a_wrong_zero() {
    let pay = |name: &str, value: Value| {
        let mut payment = order(json!({}))["payment"].clone();
        payment[name] = value;
        json!({"payment": payment})
    };
    let table = [
        (json!({"payment": null}), "feed.money_missing"),
        (pay("sub_total", json!("-")), "feed.money_missing"),
        (pay("sub_total", json!("R$ 149")), "feed.money_invalid"),
        (pay("total_amount", json!(null)), "feed.money_missing"),
        (pay("currency", json!("CAN")), "feed.currency_unknown"),
        (json!({"id": ""}), "feed.id_missing"),
        (json!({"create_time": null}), "feed.time_missing"),
        (json!({"create_time": NOW_S * 1000}), "feed.time_impossible"),
        (json!({"update_time": "2026-11-20 12:00:00"}), "feed.time_invalid"),
        (json!({"status": "LOST"}), "feed.state_unknown"),
        (json!({"status": []}), "feed.json_invalid"),
    ];
    for (change, expected) in table {
        let rows = ok(json!({"orders": [order(change.clone()), order(json!({}))]}));
        let page = read(&ORDERS, &begin(&ORDERS), &rows).unwrap();
        let codes: Vec<_> = page.refused.iter().map(|reason| reason.code).collect();
        assert_eq!((codes, page.facts.len()), (vec![expected], 1), "{change}");
    }
    let rupiah = json!({"currency": "IDR", "sub_total": "150000.00", "tax": "21.3",
        "total_amount": 150021.3});
    assert_eq!(one(json!({"payment": rupiah})).amounts.tax_minor, 21_30);
}

#[test]
fn pages_follow_each_other_and_the_same_row_twice_is_one() {
    let rows = ok(json!({"orders": [order(json!({})), order(json!({}))],
        "next_page_token": "a+/=", "total_count": 3}));
    let page = read(&ORDERS, &begin(&ORDERS), &rows).unwrap();
    assert_eq!(page.facts[0].1, page.facts[1].1);
    let next = page.next.unwrap();
    assert!(next.url.contains("&page_token=a%2B%2F%3D&"), "{}", next.url);
    let last = ok(json!({"orders": [], "next_page_token": ""}));
    assert_eq!(read(&ORDERS, &next, &last).unwrap(), Page::default());
    assert_eq!(read(&ORDERS, &next, &ok(json!(null))).unwrap(), Page::default());
}

/// Reads as a table: status, body, what the node hears.
#[test]
fn trap_9_a_success_can_be_a_failure() {
    let table = [
        (200, r#"{"code": 105002, "message": "Expired credentials"}"#, "poll.needs_login"),
        (401, r#"{"code": 105001, "message": "access token is invalid"}"#, "poll.needs_login"),
        (200, r#"{"code": "105005", "message": "no scope"}"#, "poll.needs_login"),
        (200, r#"{"code": 36009002, "message": "too many requests"}"#, "poll.throttled"),
        (429, "", "poll.throttled"),
        (200, r#"{"code": 40100, "message": "QPS"}"#, "poll.throttled"),
        (200, r#"{"code": 36009003, "message": "internal error"}"#, "poll.down"),
        (502, "<html>", "poll.down"),
        (200, r#"{"code": 106001, "message": "sign invalid"}"#, "poll.refused"),
        (200, r#"{"code": 0, "data": {"orders": [{"id""#, "poll.unreadable"),
        (200, r#"{"message": "no code"}"#, "poll.unreadable"),
        (200, r#"{"code": 0, "data": {"orders": 7}}"#, "poll.unreadable"),
    ];
    for (status, body, expected) in table {
        let error = read_raw(&ORDERS, &begin(&ORDERS), status, body.as_bytes()).unwrap_err();
        assert_eq!(error.code(), expected, "{body}");
    }
}

#[test]
fn a_return_is_a_refund_once_the_buyer_has_the_money() {
    let row = |id: &str, status: &str| {
        json!({"return_id": id, "order_id": "585744548141827839", "return_status": status,
            "update_time": NOW_S - 30,
            "refund_amount": {"currency": "BRL", "refund_total": "49.5"}})
    };
    let rows = ok(json!({"return_orders": [
        row("1", "RETURN_OR_REFUND_REQUEST_PENDING"), row("2", "RETURN_OR_REFUND_REQUEST_SUCCESS"),
        row("3", "RETURN_OR_REFUND_REQUEST_COMPLETE"), row("4", "REPLACEMENT_REQUEST_COMPLETE"),
        {"return_id": "5", "return_status": "RETURN_OR_REFUND_REQUEST_COMPLETE"},
    ]}));
    let page = read(&REFUNDS, &begin(&REFUNDS), &rows).unwrap();
    let Fact::Refund(refund) = &page.facts[0].0 else { panic!("no refund") };
    assert_eq!((page.facts.len(), refund.id.as_str(), refund.amount.minor), (1, "3", 49_50));
    assert_eq!(page.refused[0].code, "feed.id_missing");
}
