//! Salesforce Commerce Cloud: orders by export, as XML or as a table.
//!
//! `xml` takes the orders of Business Manager's export apart into the same cells that a table has,
//! and `orders` reads those cells, so both say the same of the same order. An export does not tell
//! when an order changed, unless it has a column for that; the newest import then holds.

mod orders;
mod xml;

pub use orders::ORDERS;
pub use xml::read_orders;

/// The XML of Business Manager.
pub const DOCUMENT: crate::export::Document = crate::export::Document {
    export: &ORDERS,
    about: "Business Manager, Merchant Tools, Ordering, Import & Export, Orders: XML",
    mark: "<order",
    read: read_orders,
};

#[cfg(test)]
mod tests;
