//! CRM: what HubSpot and Salesforce know of people and deals.
//!
//! A won deal is evidence for an order, with the keyed digest of its customer; it is never money. A
//! new contact is a target action of kind `lead`. Names, addresses and notes stay outside.

mod hubspot_sign;

pub mod hubspot;
pub mod salesforce;

#[cfg(test)]
mod tests;
