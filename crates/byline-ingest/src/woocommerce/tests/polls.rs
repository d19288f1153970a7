//! What the webhook missed comes by asking.

use super::*;
use crate::poll::{Page, PollError, Request};
use crate::woocommerce::ORDERS;

/// Asks as the node would, with the bench's shop and key.
fn with_ask<T>(account: Option<&str>, secrets: &[&[u8]], then: impl Fn(&Ask<'_>) -> T) -> T {
    let span = Span { from: at("2026-11-19T00:00:00Z"), to: at("2026-11-20T12:00:00Z") };
    then(&Ask {
        connection: &ConnectionId::from("con_1"),
        account,
        settings: &BTreeMap::new(),
        secrets,
        api_url: "",
        customer_key: &KEY,
        zone: &Zone::parse("UTC").unwrap(),
        span,
        subjects: &[],
        own_hosts: &[],
        now: span.to,
    })
}

fn answer(status: u16, body: &[u8]) -> Answer {
    let received_at = at("2026-11-20T12:00:00Z");
    Answer { status, headers: Vec::new(), body: body.to_vec(), received_at }
}

fn begin() -> Request {
    with_ask(Some("shop.example"), &[b"hush", b"api_key=ck_1:cs_2"], |ask| {
        (ORDERS.begin)(ask).unwrap()
    })
}

fn read(request: &Request, status: u16, body: &[u8]) -> Result<Page, PollError> {
    with_ask(Some("shop.example"), &[b"ck_1:cs_2"], |ask| {
        (ORDERS.read)(request, &answer(status, body), ask)
    })
}

fn rows(rows: &[Vec<u8>]) -> Vec<u8> {
    [b"[", rows.join(&b","[..]).as_slice(), b"]"].concat()
}

#[test]
fn a_turn_asks_for_what_changed_by_utc_and_shows_the_key() {
    let request = begin();
    assert_eq!(
        request.url,
        "https://shop.example/wp-json/wc/v3/orders?status=any&orderby=modified&order=asc\
         &dates_are_gmt=true&modified_after=2026-11-18T23:59:59\
         &modified_before=2026-11-20T12:00:00&per_page=100&page=1"
    );
    assert_eq!(request.headers, [("authorization", "Basic Y2tfMTpjc18y".to_owned())]);
    let lacking = with_ask(None, &[b"ck_1:cs_2"], |ask| (ORDERS.begin)(ask));
    assert!(matches!(lacking, Err(PollError::Incomplete(_))));
    let keyless = with_ask(Some("shop.example"), &[], |ask| (ORDERS.begin)(ask));
    assert_eq!(keyless, Err(PollError::Incomplete("api_key")));
}

#[test]
fn an_order_is_the_same_by_poll_and_by_webhook() {
    let body = order_json(json!({"refunds": [{"id": 1, "total": "-5.00"}]}));
    let page = read(&begin(), 200, &rows(std::slice::from_ref(&body))).unwrap();
    let Ok(Received::Mapped(mapped)) = Delivery::signed("order.updated", &body).receive() else {
        panic!("not mapped")
    };
    assert_eq!(page.facts, mapped.into_keyed().collect::<Vec<_>>());
    assert_eq!(page.next, None);
}

#[test]
fn one_bad_row_never_costs_the_good_ones() {
    let body = rows(&[order_json(json!({})), order_json(json!({"total": "x"})), b"7".to_vec()]);
    let page = read(&begin(), 200, &body).unwrap();
    let codes: Vec<_> = page.refused.iter().map(|reason| reason.code).collect();
    assert_eq!((page.facts.len(), codes), (1, vec!["feed.money_invalid", "feed.json_invalid"]));
}

#[test]
fn a_full_page_goes_on_from_its_last_time_and_never_stands_still() {
    let full = |second: &dyn Fn(usize) -> usize| {
        let row = |n| {
            let modified = format!("2026-11-19T10:00:{:02}", second(n));
            order_json(json!({"id": n, "date_modified_gmt": modified}))
        };
        rows(&(0..100).map(row).collect::<Vec<_>>())
    };
    let next = read(&begin(), 200, &full(&|n| n / 2)).unwrap().next.unwrap();
    assert!(next.url.contains("modified_after=2026-11-19T10:00:48&"), "{}", next.url);
    assert!(next.url.ends_with("&page=1"));
    // All rows of one second: the next number, from the same time on.
    let further = read(&next, 200, &full(&|_| 49)).unwrap().next.unwrap();
    assert!(further.url.contains("modified_after=2026-11-19T10:00:48&"), "{}", further.url);
    assert!(further.url.ends_with("&page=2"));
}

/// Reads as a table: status, body, what the node hears.
#[test]
fn answers_that_give_nothing_say_why() {
    let table: [(u16, &[u8], &str); 7] = [
        (401, b"{}", "poll.needs_login"),
        (403, b"{}", "poll.needs_login"),
        (429, b"", "poll.throttled"),
        (503, b"<html>", "poll.down"),
        (404, b"{}", "poll.refused"),
        (200, b"[{\"id\": 1", "poll.unreadable"),
        (200, b"<html>maintenance</html>", "poll.unreadable"),
    ];
    for (status, body, expected) in table {
        assert_eq!(read(&begin(), status, body).unwrap_err().code(), expected, "{status}");
    }
    assert_eq!(read(&begin(), 200, b"[]").unwrap(), Page::default());
}
