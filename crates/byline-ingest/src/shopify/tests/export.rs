//! The admin's export of orders, as rows.

use byline_core::entry::Fact;
use byline_core::order::{OrderState, OrderVersion};

use crate::files::bench::{check_matrix, lines, told};
use crate::files::{Mapping, Table};

/// The header as the admin writes it, as far as it matters, and four orders: one of three lines
/// with two codes and a refund, one that was cancelled, one whose prices hold their tax, a test.
const ORDERS: &str = "\
Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,\
Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,\
Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Notes,Note Attributes,Cancelled at,\
Payment Method,Refunded Amount,Vendor,Id,Tags,Risk Level,Source,Lineitem discount,Tax 1 Name
#1001,jo@shop.com,partially_refunded,2026-03-01 12:01:00 -0500,fulfilled,2026-03-03 09:00:00 -0500,\
no,EUR,90.00,5.00,19.00,114.00,\"ana10, GLOW\",10.00,Standard,2026-03-01 12:00:00 -0500,1,Serum,\
60.00,S1,,\"byline_click: AAAAAAAAAAAAAAAAAAAAAQ\nutm_source: tiktok\",,Shopify Payments,30.00,V,\
5550000000001,,Low,web,0.00,VAT
#1001,jo@shop.com,,,,,,,,,,,,,,2026-03-01 12:00:00 -0500,1,Oil,30.00,S2,,,,,,V,,,,,0.00,
#1001,jo@shop.com,,,,,,,,,,,,,,2026-03-01 12:00:00 -0500,2,Gift,5.00,S3,,,,,,V,,,,,0.00,
#1002,,paid,2026-03-02 12:01:00 -0500,,,no,EUR,20.00,0.00,0.00,20.00,,0.00,,\
2026-03-02 12:00:00 -0500,1,Oil,20.00,S2,,,2026-03-04 08:00:00 -0500,Shopify Payments,0.00,V,\
5550000000002,,Low,web,0.00,
#1003,x@y.example,paid,2026-03-02 12:01:00 -0500,,,no,EUR,107.10,11.90,19.00,119.00,,0.00,,\
2026-03-02 12:00:00 -0500,1,Oil,107.10,S2,,,,Shopify Payments,0.00,V,5550000000003,,Low,web,0.00,
#1004,x@y.example,paid,2026-03-02 12:01:00 -0500,,,no,EUR,1.00,0.00,0.00,1.00,,0.00,,\
2026-03-02 12:00:00 -0500,1,Oil,1.00,S2,,,,Bogus Gateway,0.00,V,5550000000004,,Low,web,0.00,
";

fn orders(csv: &str) -> Vec<OrderVersion> {
    let lines = lines(csv.as_bytes(), "UTC", &[]).unwrap();
    let facts = lines.into_iter().filter_map(|line| line.outcome.ok()).flatten();
    let orders = facts.filter_map(|(fact, _)| match fact {
        Fact::Order(order) => Some(order),
        _ => None,
    });
    orders.collect()
}

#[test]
fn the_export_is_known_as_shopifys_with_or_without_ids() {
    for csv in [ORDERS.to_owned(), ORDERS.replace(",Id,", ",Other,")] {
        let table = Table::open(csv.as_bytes()).unwrap();
        let mapping = Mapping::guess(table.header()).remove(0);
        assert_eq!((mapping.feed.as_str(), mapping.what.as_str()), ("shopify", "orders"));
    }
    check_matrix(ORDERS, "UTC", &[]);
}

#[test]
fn the_rows_of_an_order_are_one_order_worth_what_its_first_row_says() {
    let lines = lines(ORDERS.as_bytes(), "UTC", &[]).unwrap();
    let n_rows: Vec<u64> = lines.iter().map(|line| line.n_rows).collect();
    assert_eq!(n_rows, [3, 1, 1, 1]);
    let orders = orders(ORDERS);
    let first = &orders[0];
    assert_eq!(first.key.order.as_ref(), "5550000000001");
    let names: Vec<&str> = first.names().collect();
    assert!(names.contains(&"#1001") && names.contains(&"1001"), "{names:?}");
    let amounts = first.amounts;
    assert_eq!((amounts.merchandise_minor, amounts.discount_minor), (90_00, 10_00));
    assert_eq!((amounts.tax_minor, amounts.shipping_minor), (19_00, 5_00));
    assert_eq!(amounts.total_minor, 114_00);
    assert_eq!(first.codes, ["ANA10", "GLOW"]);
    assert_eq!(first.utm.as_ref().map(|utm| utm.source.as_str()), Some("tiktok"));
    assert_eq!((first.shopper.clicks.len(), first.shopper.customer.is_some()), (1, true));
    assert_eq!(first.placed_at.to_string(), "2026-03-01T17:00:00Z");
    let states: Vec<OrderState> = orders.iter().map(|order| order.state).collect();
    let (paid, cancelled, test) = (OrderState::Paid, OrderState::Cancelled, OrderState::Test);
    assert_eq!(states, [paid, cancelled, paid, test]);
}

/// 107.10 and 11.90 hold 19 % each: 17.10 and 1.90.
#[test]
fn tax_that_prices_hold_is_taken_out_of_them() {
    let amounts = orders(ORDERS)[2].amounts;
    assert_eq!((amounts.merchandise_minor, amounts.shipping_minor), (90_00, 10_00));
    assert_eq!((amounts.tax_minor, amounts.total_minor), (19_00, 119_00));
}

#[test]
fn what_was_refunded_so_far_is_one_refund_that_grows() {
    let refunds = |csv: &str| -> Vec<(String, i64)> {
        let lines = lines(csv.as_bytes(), "UTC", &[]).unwrap();
        let facts = lines.into_iter().filter_map(|line| line.outcome.ok()).flatten();
        let refunds = facts.filter_map(|(fact, _)| match fact {
            Fact::Refund(refund) => Some((refund.id.to_string(), refund.amount.minor)),
            _ => None,
        });
        refunds.collect()
    };
    assert_eq!(refunds(ORDERS), [("5550000000001-refunded".to_owned(), 30_00)]);
    let later = ORDERS.replace(",30.00,V,", ",114.00,V,");
    assert_eq!(refunds(&later), [("5550000000001-refunded".to_owned(), 114_00)]);
}

#[test]
fn lines_without_their_order_are_refused_and_those_of_a_bad_order_go_with_it() {
    let astray = ORDERS.replace("\n#1001,jo@shop.com,,,", "\n#1000,jo@shop.com,,,");
    let said = told(astray.as_bytes(), "UTC", &[]);
    let words = "line 4: export.row_astray the row is a further line of order `#1000`";
    assert!(said[1].starts_with(words), "{said:?}");
    let bad = ORDERS.replace("partially_refunded", "odd");
    let lines = lines(bad.as_bytes(), "UTC", &[]).unwrap();
    assert_eq!((lines[0].outcome.is_err(), lines[0].n_rows, lines.len()), (true, 3, 4));
}
