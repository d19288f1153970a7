//! The XML that Business Manager exports: `<orders>` with an `<order order-no="…">` each.
//!
//! Each order is taken apart into the cells of [`ORDERS`] and read by its rules, one at a time, so
//! a file may be of any length. Nothing that a file declares is expanded: of entities only those
//! that XML itself knows are read, so a bomb is refused and never goes off.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::orders::ORDERS;
use crate::export::{Ground, Mapped, Row};
use crate::fault::Unreadable;
use crate::json::DEPTH_MAX;
use crate::webhook::Reason;

/// Where in an order each cell stands.
const PLACES: [(&str, &str); 14] = [
    ("order-date", "order_date"),
    ("currency", "currency"),
    ("original-order-no", "original_order_no"),
    ("last-modified", "last_modified"),
    ("customer/customer-no", "customer_no"),
    ("customer/customer-email", "customer_email"),
    ("customer/billing-address/phone", "phone"),
    ("status/order-status", "order_status"),
    ("status/payment-status", "payment_status"),
    ("totals/merchandize-total/net-price", "merchandise_before"),
    ("totals/adjusted-merchandize-total/net-price", "merchandise"),
    ("totals/adjusted-shipping-total/net-price", "shipping"),
    ("totals/order-total/tax", "tax"),
    ("totals/order-total/gross-price", "order_total"),
];

/// Attributes of the site's own that are read, by their ids and by the cells they stand for.
const ATTRIBUTES: [(&str, &str); 11] = [
    ("byl", "click"),
    ("byline_click", "click"),
    ("bylineClick", "click"),
    ("byline_visitor", "visitor"),
    ("landing_url", "landing_url"),
    ("referrer", "referrer"),
    ("utm_source", "utm_source"),
    ("utm_medium", "utm_medium"),
    ("utm_campaign", "utm_campaign"),
    ("utm_content", "utm_content"),
    ("utm_term", "utm_term"),
];

/// How long the text of one cell may be, in bytes.
const CELL_MAX: usize = 4096;

/// Reads every order of a file and hands on what comes of it, one by one. One bad order never
/// costs the good ones; a file that is no XML from some place on ends there, with the reason.
pub fn read_orders(
    file: &[u8],
    ground: &Ground<'_>,
    each: &mut dyn FnMut(Mapped),
) -> Result<(), Reason> {
    let file = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
    let text = std::str::from_utf8(file).map_err(|error| {
        Unreadable::XmlInvalid(format!("not UTF-8 at byte {}", error.valid_up_to()))
    })?;
    // Amounts in XML have a point, whatever the tables of this connection have.
    let mut settings = ground.settings.clone();
    settings.insert("decimal_mark".to_owned(), ".".to_owned());
    let ground = Ground { settings: &settings, ..*ground };
    let mut reader = Reader::from_str(text);
    let mut walk = Walk::default();
    loop {
        let place = reader.buffer_position();
        let broken = |what: &str| Unreadable::XmlInvalid(format!("{what} at byte {place}"));
        let event = reader.read_event().map_err(|_| broken("no XML"))?;
        match event {
            Event::Start(tag) => walk.enter(&tag).ok_or_else(|| broken("nested too deep"))?,
            Event::Empty(tag) => {
                walk.enter(&tag).ok_or_else(|| broken("nested too deep"))?;
                walk.leave(&ground, each);
            }
            Event::End(_) => walk.leave(&ground, each),
            Event::Text(text) => walk.hear(&text.xml10_content()),
            Event::CData(text) => walk.hear(&text.xml10_content()),
            Event::GeneralRef(name) => {
                let letter = letter(&name).ok_or_else(|| broken("an entity of its own"))?;
                walk.hear(&letter);
            }
            Event::Eof if walk.path.is_empty() => return Ok(()),
            Event::Eof => return Err(broken("the file ends early").into()),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

/// The text that a reference stands for, if XML itself knows it.
fn letter(name: &BytesRef<'_>) -> Option<String> {
    match name.resolve_char_ref().ok()? {
        Some(letter) => Some(letter.to_string()),
        None => resolve_predefined_entity(name).map(str::to_owned),
    }
}

/// Where in the file the reader stands, and what it knows of the order around it.
#[derive(Default)]
struct Walk {
    /// Names of the open elements, with the id of an attribute of the site's own.
    path: Vec<(String, Option<String>)>,
    /// How many elements are around the order, if the reader is in one.
    order_at: Option<usize>,
    cells: BTreeMap<&'static str, String>,
    text: String,
}

impl Walk {
    fn enter(&mut self, tag: &BytesStart<'_>) -> Option<()> {
        let name = tag.local_name().as_ref().to_owned();
        let id = attribute(tag, "attribute-id");
        if name == "order" && self.order_at.is_none() {
            self.order_at = Some(self.path.len() + 1);
            self.cells.clear();
            self.cells.extend(attribute(tag, "order-no").map(|number| ("order_no", number)));
        }
        self.text.clear();
        self.path.push((name, id));
        (self.path.len() <= DEPTH_MAX).then_some(())
    }

    fn hear(&mut self, text: &str) {
        if self.text.len() + text.len() <= CELL_MAX {
            self.text.push_str(text);
        }
    }

    /// Leaves an element: keeps its text if it is a cell, and hands on the order that it ends.
    fn leave(&mut self, ground: &Ground<'_>, each: &mut dyn FnMut(Mapped)) {
        let text = std::mem::take(&mut self.text);
        let Some(order_at) = self.order_at else {
            self.path.pop();
            return;
        };
        if self.path.len() == order_at {
            self.order_at = None;
            each(mapped(&self.cells, ground));
        } else {
            self.keep(order_at, text.trim());
        }
        self.path.pop();
    }

    fn keep(&mut self, order_at: usize, text: &str) {
        let names: Vec<&str> =
            self.path[order_at..].iter().map(|(name, _)| name.as_str()).collect();
        let id = self.path.last().and_then(|(_, id)| id.as_deref());
        if text.is_empty() {
            return;
        }
        match names.as_slice() {
            ["custom-attributes", "custom-attribute"] => {
                let place = ATTRIBUTES.iter().find(|(known, _)| Some(*known) == id);
                self.cells.extend(place.map(|(_, column)| (*column, text.to_owned())));
            }
            [.., "coupon-id" | "coupon-code"] => {
                let codes = self.cells.entry("codes").or_default();
                if codes.len() + text.len() <= CELL_MAX {
                    codes.push('|');
                    codes.push_str(text);
                }
            }
            _ => {
                let path = names.join("/");
                let place = PLACES.iter().find(|(known, _)| *known == path);
                self.cells.extend(place.map(|(_, column)| (*column, text.to_owned())));
            }
        }
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.try_get_attribute(name).ok()??;
    found.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(|text| text.into_owned())
}

fn mapped(cells: &BTreeMap<&'static str, String>, ground: &Ground<'_>) -> Mapped {
    let places: Vec<(&'static str, usize)> =
        cells.keys().enumerate().map(|(place, column)| (*column, place)).collect();
    let texts: Vec<&str> = cells.values().map(String::as_str).collect();
    (ORDERS.map)(&Row::new(&places, &texts), ground)
}
