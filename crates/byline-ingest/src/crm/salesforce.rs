//! Salesforce: leads, won opportunities, orders and answers to campaigns, by file.
//!
//! Ids come in 15 letters that depend on case and in 18 that do not; both are one id here. Times
//! come as `2023-01-01T00:00:00.000+0000`, without a colon.

use byline_core::entry::Fact;
use byline_core::event::{Sighting, Signal, TargetAction};
use byline_core::id::EventId;

use crate::export::{Export, ExportColumn, Ground, Mapped, Row, RowRefused, may, must};
use crate::files::{Cells, Digits, unreadable};

const FEED: &str = "salesforce";

/// Leads.
pub const LEADS: Export = Export {
    feed: FEED,
    what: "leads",
    about: "Data export or report of Lead; or Fivetran's table",
    columns: LEAD_COLUMNS,
    map: lead,
};

/// Opportunities: those that were won are evidence for an order.
pub const OPPORTUNITIES: Export = Export {
    feed: FEED,
    what: "opportunities",
    about: "Data export or report of Opportunity; or Fivetran's table",
    columns: OPPORTUNITY_COLUMNS,
    map: opportunity,
};

/// Orders as the CRM knows them: evidence, never money.
pub const ORDERS: Export = Export {
    feed: FEED,
    what: "orders",
    about: "Data export or report of Order; or Fivetran's table",
    columns: ORDER_COLUMNS,
    map: order,
};

/// Answers to campaigns.
pub const MEMBERS: Export = Export {
    feed: FEED,
    what: "campaign_members",
    about: "Data export or report of CampaignMember",
    columns: MEMBER_COLUMNS,
    map: member,
};

const LEAD_COLUMNS: &[ExportColumn] = &[
    must("id", &["Lead ID"], "the lead"),
    must("created_date", &["Create Date"], "when it came"),
    must("is_converted", &["Converted"], "is read to know the export"),
    may("email", &[], "only a keyed digest is kept"),
    may("phone", &["mobile_phone"], "only a keyed digest is kept"),
    may("is_deleted", &[], "whether it is gone"),
    may("utm_source", &["utm_source_c", "pi_utm_source_c"], "where it came from"),
    may("utm_medium", &["utm_medium_c", "pi_utm_medium_c"], "how it came"),
    may("utm_campaign", &["utm_campaign_c", "pi_utm_campaign_c"], "through which campaign"),
    may("utm_content", &["utm_content_c", "pi_utm_content_c"], "through which content"),
    may("utm_term", &["utm_term_c", "pi_utm_term_c"], "through whose link"),
];

const OPPORTUNITY_COLUMNS: &[ExportColumn] = &[
    must("id", &["Opportunity ID"], "the opportunity"),
    must("is_won", &["Won"], "whether it was won"),
    must("close_date", &["Closed Date"], "when it was closed"),
    must("stage_name", &["Stage"], "is read to know the export"),
    may("created_date", &[], "when it was begun"),
    may("amount", &[], "what it was worth"),
    may("currency", &["CurrencyIsoCode"], "of the amount"),
    may("is_deleted", &[], "whether it is gone"),
    may("order", &["Order_Number__c", "order_number_c", "Order_Id__c"], "the shop's order"),
    may("email", &["Contact Email"], "only a keyed digest is kept"),
    may("creator", &["Creator__c", "creator_c"], "the creator in somebody's words"),
];

const ORDER_COLUMNS: &[ExportColumn] = &[
    must("id", &["Order ID"], "the record"),
    must("order_number", &[], "the number of the order in Salesforce"),
    must("effective_date", &["Order Start Date"], "when it was placed"),
    must("total_amount", &["Order Amount"], "what it was worth"),
    may("status", &[], "draft orders are passed over"),
    may("currency", &["CurrencyIsoCode"], "of the amount"),
    may("is_deleted", &[], "whether it is gone"),
    may("account_id", &[], "who bought, if no address says"),
    may("email", &["Contact Email"], "only a keyed digest is kept"),
];

const MEMBER_COLUMNS: &[ExportColumn] = &[
    must("id", &["Campaign Member ID"], "the answer"),
    must("campaign_id", &[], "is read to know the export"),
    must("has_responded", &["Responded"], "whether there is an answer"),
    may("first_responded_date", &[], "when it came"),
    may("created_date", &[], "when it came, if nothing else says"),
    may("lead_id", &[], "who answered, if no address says"),
    may("contact_id", &[], "who answered, if no address says"),
    may("email", &[], "only a keyed digest is kept"),
    may("is_deleted", &[], "whether it is gone"),
];

const UTM: [&str; 5] = ["utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term"];

fn lead(row: &Row<'_>, ground: &Ground<'_>) -> Mapped {
    let cells = Cells::new(row, ground);
    check_kept(&cells)?;
    let id = record_id(&cells, "id")?;
    let who = format!("salesforce:{id}");
    let action = TargetAction {
        id: EventId::from(format!("lead-{id}")),
        connection: ground.connection.clone(),
        kind: "lead".to_owned(),
        occurred_at: cells.must_time("created_date", Digits::Refused)?,
        shopper: cells.customer("email", "phone", Some(&who)),
        codes: Vec::new(),
        utm: cells.utm(UTM),
    };
    Ok(vec![(Fact::Action(action), cells.id_key(FEED, "lead", &id))])
}

fn opportunity(row: &Row<'_>, ground: &Ground<'_>) -> Mapped {
    let cells = Cells::new(row, ground);
    check_kept(&cells)?;
    if cells.flag("is_won")? != Some(true) {
        return Err(RowRefused::Empty("the opportunity is not won"));
    }
    let id = record_id(&cells, "id")?;
    let order = cells.id("order")?;
    let alias = order.map_or(format!("salesforce-opportunity:{id}"), str::to_owned);
    let partner = cells.text("creator").and_then(|text| {
        byline_core::alias::Alias::new(byline_core::alias::AliasKind::CrmText, FEED, text)
    });
    let mut sighting = sighting(&cells, &format!("opportunity-{id}"), alias, "amount")?;
    sighting.occurred_at = cells.must_time("close_date", Digits::Refused)?;
    sighting.shopper = cells.customer("email", "", None);
    sighting.partner = partner.into_iter().collect();
    Ok(vec![(Fact::Sighting(sighting), cells.row_key(FEED))])
}

fn order(row: &Row<'_>, ground: &Ground<'_>) -> Mapped {
    let cells = Cells::new(row, ground);
    check_kept(&cells)?;
    if cells.text("status").is_some_and(|status| status.eq_ignore_ascii_case("draft")) {
        return Err(RowRefused::Empty("the order is a draft"));
    }
    let id = record_id(&cells, "id")?;
    let number = cells.must_id("order_number")?.to_owned();
    let who = cells.id("account_id")?.map(|account| format!("salesforce:{account}"));
    let mut sighting = sighting(&cells, &format!("order-{id}"), number, "total_amount")?;
    sighting.occurred_at = cells.must_time("effective_date", Digits::Refused)?;
    sighting.shopper = cells.customer("email", "", who.as_deref());
    Ok(vec![(Fact::Sighting(sighting), cells.row_key(FEED))])
}

fn member(row: &Row<'_>, ground: &Ground<'_>) -> Mapped {
    let cells = Cells::new(row, ground);
    check_kept(&cells)?;
    if cells.flag("has_responded")? != Some(true) {
        return Err(RowRefused::Empty("there is no answer"));
    }
    let id = record_id(&cells, "id")?;
    let who =
        cells.first(&["lead_id", "contact_id"]).map(|who| format!("salesforce:{}", id18(who)));
    let responded_at = cells.time("first_responded_date", Digits::Refused)?;
    let created_at = || cells.must_time("created_date", Digits::Refused);
    let action = TargetAction {
        id: EventId::from(format!("member-{id}")),
        connection: ground.connection.clone(),
        kind: "response".to_owned(),
        occurred_at: responded_at.map_or_else(created_at, Ok)?,
        shopper: cells.customer("email", "", who.as_deref()),
        codes: Vec::new(),
        utm: None,
    };
    Ok(vec![(Fact::Action(action), cells.id_key(FEED, "response", &id))])
}

/// A sighting at the time of the import, of nobody.
fn sighting(
    cells: &Cells<'_>,
    id: &str,
    order_alias: String,
    amount: &'static str,
) -> Result<Sighting, RowRefused> {
    let currency = cells.currency("currency")?;
    // Without a currency the amount is left out: it is evidence all the same.
    let claimed = if currency.is_some() { cells.money(amount, currency)? } else { None };
    Ok(Sighting {
        id: EventId::from(id),
        signal: Signal::Crm,
        reporter: FEED.to_owned(),
        occurred_at: cells.ground.received_at,
        order_alias,
        shopper: Default::default(),
        claimed,
        partner: Vec::new(),
    })
}

fn check_kept(cells: &Cells<'_>) -> Result<(), RowRefused> {
    match cells.flag("is_deleted")? {
        Some(true) => Err(RowRefused::Empty("the record is gone")),
        _ => Ok(()),
    }
}

fn record_id(cells: &Cells<'_>, column: &'static str) -> Result<String, RowRefused> {
    let text = cells.must_id(column)?;
    let is_plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    match is_plain && matches!(text.len(), 15 | 18) {
        true => Ok(id18(text)),
        false => Err(unreadable(column, text, "id of 15 or 18 letters and digits")),
    }
}

/// The 18 letters of an id: to 15 that depend on case, three are added that say which are capital.
fn id18(id: &str) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
    if id.len() != 15 {
        return id.to_owned();
    }
    let suffix = id.as_bytes().chunks(5).map(|five| {
        let capitals = five.iter().enumerate().filter(|(_, byte)| byte.is_ascii_uppercase());
        char::from(LETTERS[capitals.map(|(place, _)| 1_usize << place).sum::<usize>()])
    });
    id.chars().chain(suffix).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fifteen_and_eighteen_letters_are_one_id() {
        // Ids of real exports, whose last three letters say which are capital.
        for id in ["00Q1G00000nDnM5UAK", "006q000000HddohAAB", "8011G000000XFeOQAW"] {
            assert_eq!(id18(&id[..15]), id);
        }
    }
}
