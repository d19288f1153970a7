//! Exports as tables. No real export could be had: these are made after the schema
//! `http://www.demandware.com/xml/impex/order/2006-10-31` and what other people's programs write
//! and read, and say so.

use std::collections::BTreeMap;

use byline_core::entry::{DedupKey, Fact};
use byline_core::id::ConnectionId;
use byline_core::order::{OrderState, OrderVersion};
use byline_core::shopper::ClickId;
use byline_core::time::Zone;

use super::*;
use crate::export::{Ground, RowRefused};
use crate::files::bench::{KEY, Known, at, check_matrix, lines};
use crate::webhook::Reason;

const HEADER: &str = "Order Number,Creation Date,Status,Adjusted Merchandize Total Net,\
    Merchandize Total Net,Total Tax,Adjusted Shipping Total Net,Order Total Gross,Currency Code,\
    Payment Status,Email,Coupon Codes,byl\n";
const ROW: &str = "00042506,2026-11-19T10:00:00.000Z,NEW,7.00,10.00,0.80,5.00,12.80,EUR,PAID,\
    jo@shop.com,ana10|BEN20,BwcHBwcHBwcHBwcHBwcHBw\n";

/// The order of `ROW` as XML, with `change` in place of what stands between its tags.
fn order_xml(change: &[(&str, &str)]) -> String {
    let mut xml = "\
    <order order-no=\"00042506\">
      <order-date>2026-11-19T10:00:00.000Z</order-date><created-by>storefront</created-by>
      <original-order-no>00042506</original-order-no><currency>EUR</currency>
      <taxation>gross</taxation>
      <customer><customer-no>D-1</customer-no><customer-name>Jo &amp; Co</customer-name>
        <customer-email>jo@shop.com</customer-email>
        <billing-address><phone>1</phone></billing-address></customer>
      <status><order-status>NEW</order-status><payment-status>PAID</payment-status></status>
      <product-lineitems><product-lineitem><net-price>99.00</net-price>
        <price-adjustments><price-adjustment><coupon-id>ana10</coupon-id></price-adjustment>
        </price-adjustments></product-lineitem></product-lineitems>
      <totals>
        <merchandize-total><net-price>10.00</net-price><tax>1.00</tax>
          <price-adjustments><price-adjustment><coupon-id>BEN20</coupon-id>
            <net-price>-3.00</net-price></price-adjustment></price-adjustments>
        </merchandize-total>
        <adjusted-merchandize-total><net-price>7.00</net-price></adjusted-merchandize-total>
        <adjusted-shipping-total><net-price>5.00</net-price></adjusted-shipping-total>
        <order-total><net-price>12.00</net-price><tax>0.80</tax><gross-price>12.80</gross-price>
        </order-total>
      </totals>
      <custom-attributes>
        <custom-attribute attribute-id=\"byl\">BwcHBwcHBwcHBwcHBwcHBw</custom-attribute>
        <custom-attribute attribute-id=\"other\"><value>x</value></custom-attribute>
      </custom-attributes>
    </order>"
        .to_owned();
    for (from, to) in change {
        assert!(xml.contains(from), "{from}");
        xml = xml.replace(from, to);
    }
    xml
}

fn file(orders: &[String]) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <orders xmlns=\"http://www.demandware.com/xml/impex/order/2006-10-31\">\n{}</orders>",
        orders.concat()
    )
}

type Outcome = Result<(OrderVersion, DedupKey), RowRefused>;

/// What comes of each order of a file, and how the file ends.
fn read(xml: &[u8]) -> (Vec<Outcome>, Result<(), Reason>) {
    let mut outcomes = Vec::new();
    let ground = Ground {
        connection: &ConnectionId::from("con_1"),
        settings: &BTreeMap::new(),
        customer_key: &KEY,
        zone: &Zone::parse("UTC").unwrap(),
        directory: &Known,
        received_at: at("2026-11-20T12:00:00Z"),
    };
    let end = read_orders(xml, &ground, &mut |mapped| {
        outcomes.push(mapped.map(|mut facts| match facts.remove(0) {
            (Fact::Order(order), key) => (order, key),
            other => panic!("no order: {other:?}"),
        }));
    });
    (outcomes, end)
}

fn one(change: &[(&str, &str)]) -> Outcome {
    let (mut outcomes, end) = read(file(&[order_xml(change)]).as_bytes());
    assert_eq!((end, outcomes.len()), (Ok(()), 1));
    outcomes.remove(0)
}

#[test]
fn an_order_reads_the_same_as_xml_and_as_a_row_of_a_table() {
    let (by_xml, _) = one(&[]).unwrap();
    let csv = format!("{HEADER}{ROW}");
    let lines = lines(csv.as_bytes(), "UTC", &[]).unwrap();
    let Ok(facts) = &lines[0].outcome else { panic!("{:?}", lines[0]) };
    let Fact::Order(by_csv) = &facts[0].0 else { panic!("no order") };
    assert_eq!(&by_xml, by_csv);
    let amounts = by_xml.amounts;
    assert_eq!((amounts.merchandise_minor, amounts.discount_minor), (7_00, 3_00));
    assert_eq!((amounts.tax_minor, amounts.shipping_minor, amounts.total_minor), (80, 5_00, 12_80));
    assert_eq!(by_xml.codes, ["ANA10", "BEN20"]);
    assert_eq!(by_xml.shopper.clicks, [ClickId([7; 16])]);
    assert_eq!(&*by_xml.key.order, "00042506");
    assert!(by_xml.aliases.is_empty());
}

#[test]
fn the_table_stands_every_form_of_file() {
    check_matrix(&format!("{HEADER}{ROW}"), "UTC", &[]);
}

/// Reads as a table: order status, payment status, where the order stands.
#[test]
fn trap_3_what_is_a_sale() {
    let table = [
        ("CREATED", "NOT_PAID", OrderState::Pending),
        ("NEW", "PAID", OrderState::Paid),
        ("NEW", "NOT_PAID", OrderState::Authorised),
        ("OPEN", "NOTPAID", OrderState::Authorised),
        ("OPEN", "PART_PAID", OrderState::Paid),
        ("COMPLETED", "PAID", OrderState::Paid),
        ("CANCELLED", "PAID", OrderState::Cancelled),
        ("REPLACED", "PAID", OrderState::Cancelled),
        ("FAILED", "NOT_PAID", OrderState::Voided),
    ];
    for (status, payment, expected) in table {
        let order = one(&[(">NEW<", &format!(">{status}<")), (">PAID<", &format!(">{payment}<"))]);
        assert_eq!(order.unwrap().0.state, expected, "{status} {payment}");
    }
}

/// Reads as a table: what differs, why the order is refused.
#[test]
fn what_cannot_be_read_is_never_a_wrong_zero() {
    let table = [
        ((" order-no=\"00042506\"", ""), "export.cell_missing"),
        (("<currency>EUR</currency>", ""), "export.cell_missing"),
        ((">EUR<", ">CAN<"), "export.cell_unreadable"),
        (("<gross-price>12.80</gross-price>", "<gross-price/>"), "export.cell_missing"),
        ((">7.00<", ">seven<"), "export.cell_unreadable"),
        ((">2026-11-19T10:00:00.000Z<", ">1970-01-01T00:00:00Z<"), "export.cell_unreadable"),
        ((">NEW<", ">TELEPORTED<"), "export.cell_unreadable"),
        ((">PAID<", ">PERHAPS<"), "export.cell_unreadable"),
    ];
    for (change, expected) in table {
        let xml = file(&[order_xml(&[change]), order_xml(&[])]);
        let (outcomes, end) = read(xml.as_bytes());
        let codes: Vec<_> =
            outcomes.iter().map(|outcome| outcome.as_ref().err().map(RowRefused::code)).collect();
        assert_eq!((codes, end), (vec![Some(expected), None], Ok(())), "{change:?}");
    }
}

#[test]
fn the_newest_import_holds_unless_the_order_says_when_it_changed() {
    let (order, key) = one(&[]).unwrap();
    assert_eq!(order.version_at, at("2026-11-20T12:00:00Z"));
    assert_eq!(one(&[]).unwrap().1, key, "the same again is known");
    let dated = one(&[(
        "<created-by>",
        "<last-modified>2026-11-19T12:00:00.000Z</last-modified><created-by>",
    )]);
    assert_eq!(dated.unwrap().0.version_at, at("2026-11-19T12:00:00Z"));
}

/// Reads as a table: file, how many orders come of it, how it ends.
#[test]
fn files_that_are_no_export_end_with_a_reason() {
    let whole = file(&[order_xml(&[])]);
    let bomb = format!(
        "<!DOCTYPE orders [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>{}",
        file(&[order_xml(&[(">EUR<", ">&b;<")])])
    );
    let deep = "<a>".repeat(10_000);
    let marked = format!("\u{feff}{}", whole.replace('\n', "\r\n"));
    let bare = order_xml(&[]);
    let table: [(&[u8], usize, bool); 9] = [
        (whole.as_bytes(), 1, true),
        (marked.as_bytes(), 1, true),
        (bare.as_bytes(), 1, true),
        (&whole.as_bytes()[..whole.len() - 9], 1, false),
        (bomb.as_bytes(), 0, false),
        (deep.as_bytes(), 0, false),
        (b"<orders><order></orders>", 0, false),
        (b"<orders>\xff</orders>", 0, false),
        (b"", 0, true),
    ];
    for (xml, n_orders, is_whole) in table {
        let (outcomes, end) = read(xml);
        assert_eq!((outcomes.len(), end.is_ok()), (n_orders, is_whole), "{:?}", xml.get(..60));
        assert!(end.err().is_none_or(|reason| reason.code == "feed.xml_invalid"));
    }
}

#[test]
fn references_that_xml_knows_are_read_and_long_texts_are_cut_off() {
    let (order, _) =
        one(&[(">ana10<", ">a&amp;b&#x31;0<"), (">BEN20<", "><![CDATA[c<d]]><")]).unwrap();
    assert_eq!(order.codes, ["A&B10", "C<D"]);
    let long = format!(">{}<", "x".repeat(1_000_000));
    assert!(one(&[(">storefront<", &long)]).is_ok());
}

proptest::proptest! {
    #[test]
    fn no_bytes_make_the_reader_stumble(bytes: Vec<u8>) {
        let _ = read(&bytes);
    }

    #[test]
    fn no_change_of_one_byte_makes_the_reader_stumble(at in 0..2000usize, byte: u8) {
        let mut xml = file(&[order_xml(&[])]).into_bytes();
        let place = at % xml.len();
        xml[place] = byte;
        let _ = read(&xml);
    }
}
