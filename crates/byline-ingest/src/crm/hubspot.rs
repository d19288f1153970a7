//! HubSpot: new contacts and won deals, by webhook and by file.
//!
//! A subscription sends batches of up to 100 changes that name things by id only; a workflow sends
//! the whole contact or deal. Both become rows of the exports below. A contact that others were
//! merged into is the oldest of them, so a merge is never a new lead.

use byline_core::alias::{Alias, AliasKind};
use byline_core::entry::Fact;
use byline_core::event::{Sighting, Signal, TargetAction};
use byline_core::id::EventId;
use byline_core::link::landing::Landing;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::hubspot_sign;
use crate::dedup;
use crate::export::{Export, ExportColumn, Ground, Mapped, Row, RowRefused, may, must};
use crate::files::fields::{self, Fields};
use crate::files::{Cells, Digits};
use crate::json::{self, Scalar};
use crate::webhook::{Hook, Incoming, Reason, Received, Site};

const FEED: &str = "hubspot";

/// The most changes that one delivery may hold.
const BATCH_MAX: usize = 100;

/// HubSpot, by webhook.
pub const HOOK: Hook = Hook {
    key: FEED,
    name: "HubSpot",
    headers: &["x-hubspot-"],
    verify: hubspot_sign::verify,
    map,
};

/// Contacts: each is a lead.
pub const CONTACTS: Export = Export {
    feed: FEED,
    what: "contacts",
    about: "Contacts, Export",
    columns: &CONTACT_COLUMNS,
    map: contact,
};

/// The same as a loader of data stores them. There the id is called `id` as in any table, so the
/// other columns have to be HubSpot's own.
pub const CONTACTS_LOADED: Export = Export {
    feed: FEED,
    what: "contacts_loaded",
    about: "Fivetran's table of contacts",
    columns: &{
        let mut columns = CONTACT_COLUMNS;
        columns[0].spellings = &["id"];
        columns[1] = must("create_date", &["property_createdate"], "when it came");
        columns[2] = must("email", &["property_email"], "its address; only a keyed digest is kept");
        columns
    },
    map: contact,
};

/// Deals: those that were won are evidence for an order.
pub const DEALS: Export = Export {
    feed: FEED,
    what: "deals",
    about: "Deals, Export; or Fivetran's table of deals",
    columns: DEAL_COLUMNS,
    map: deal,
};

const CONTACT_COLUMNS: [ExportColumn; 12] = [
    must(
        "contact_id",
        &["Record ID", "Record ID - Contact", "Contact ID", "vid", "hs_object_id"],
        "the contact",
    ),
    must("create_date", &["property_createdate", "Create Date", "createdate"], "when it came"),
    must("email", &["property_email"], "its address; only a keyed digest is kept"),
    may("phone", &["property_phone", "Phone Number"], "only a keyed digest is kept"),
    may(
        "merged",
        &["property_hs_merged_object_ids", "Merged object IDs", "hs_merged_object_ids"],
        "contacts that were merged into it",
    ),
    may("is_deleted", &["_fivetran_deleted"], "whether it is gone"),
    may(
        "first_url",
        &["property_hs_analytics_first_url", "First Page Seen"],
        "the address on which it landed",
    ),
    may("utm_source", &["property_utm_source"], "where it came from"),
    may("utm_medium", &["property_utm_medium"], "how it came"),
    may("utm_campaign", &["property_utm_campaign"], "through which campaign"),
    may("utm_content", &["property_utm_content"], "through which content"),
    may("utm_term", &["property_utm_term"], "through whose link"),
];

const DEAL_COLUMNS: &[ExportColumn] = &[
    must("deal_id", &["Record ID", "objectId", "hs_object_id"], "the deal"),
    must("name", &["property_dealname", "Deal Name"], "is read to know the export, not kept"),
    must("created", &["property_createdate", "Create Date"], "when it was begun"),
    may("closed", &["property_closedate", "Close Date"], "when it was closed"),
    may("amount", &["property_amount"], "what it was worth"),
    may("currency", &["property_deal_currency_code", "Currency"], "of the amount"),
    may("stage", &["property_dealstage", "Deal Stage", "deal_pipeline_stage_id"], "its stage"),
    may("is_won", &["property_hs_is_closed_won", "Is Closed Won"], "whether it was won"),
    may("is_deleted", &["_fivetran_deleted", "isDeleted"], "whether it is gone"),
    may("order", &["property_order_id", "Order ID", "Order Number"], "the shop's order"),
    may("creator", &["property_creator", "Creator"], "the creator in somebody's words"),
    may("email", &["property_email", "Contact Email"], "only a keyed digest is kept"),
];

const UTM: [&str; 5] = ["utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term"];

fn contact(row: &Row<'_>, ground: &Ground<'_>) -> Mapped {
    let cells = Cells::new(row, ground);
    if cells.flag("is_deleted")? == Some(true) {
        return Err(RowRefused::Empty("the contact is gone"));
    }
    let id = cells.must_id("contact_id")?;
    let merged = cells.list("merged").into_iter().chain([id]);
    let oldest = merged.min_by_key(|id| (id.len(), *id)).unwrap_or(id);
    let landing = Landing::read(cells.text("first_url").unwrap_or_default());
    let mut shopper = cells.customer("email", "phone", Some(&format!("hubspot:{id}")));
    shopper.clicks.extend(landing.click);
    let lead = format!("contact-{oldest}");
    let action = TargetAction {
        id: EventId::from(lead.as_str()),
        connection: ground.connection.clone(),
        kind: "lead".to_owned(),
        occurred_at: cells.must_time("create_date", Digits::Millis)?,
        shopper,
        codes: Vec::new(),
        utm: cells.utm(UTM).or_else(|| landing.channel()),
    };
    Ok(vec![(Fact::Action(action), cells.id_key(FEED, "lead", &lead))])
}

fn deal(row: &Row<'_>, ground: &Ground<'_>) -> Mapped {
    let cells = Cells::new(row, ground);
    if cells.flag("is_deleted")? == Some(true) {
        return Err(RowRefused::Empty("the deal is gone"));
    }
    let in_won_stage = cells
        .text("stage")
        .is_some_and(|stage| stage.replace(' ', "").to_lowercase() == "closedwon");
    if !cells.flag("is_won")?.unwrap_or(in_won_stage) {
        return Err(RowRefused::Empty("the deal is not won, as far as the row says"));
    }
    let id = cells.must_id("deal_id")?;
    let currency = cells.currency("currency")?;
    // Without a currency the amount is left out: it is evidence all the same.
    let claimed = if currency.is_some() { cells.money("amount", currency)? } else { None };
    let closed = cells.time("closed", Digits::Millis)?;
    let creator = cells.text("creator");
    let sighting = Sighting {
        id: EventId::from(format!("deal-{id}")),
        signal: Signal::Crm,
        reporter: FEED.to_owned(),
        occurred_at: closed.map_or_else(|| cells.must_time("created", Digits::Millis), Ok)?,
        // A deal's own number could be an order's; it never goes without its prefix.
        order_alias: cells.id("order")?.map_or(format!("hubspot-deal:{id}"), str::to_owned),
        shopper: cells.customer("email", "", None),
        claimed,
        partner: creator
            .and_then(|text| Alias::new(AliasKind::CrmText, FEED, text))
            .into_iter()
            .collect(),
    };
    Ok(vec![(Fact::Sighting(sighting), cells.row_key(FEED))])
}

/// One change of a subscription.
#[derive(Deserialize)]
struct Change<'a> {
    #[serde(borrow, rename = "eventId")]
    event_id: Option<Scalar<'a>>,
    #[serde(borrow, rename = "subscriptionId")]
    subscription_id: Option<Scalar<'a>>,
    #[serde(borrow, rename = "occurredAt")]
    occurred_at: Option<Scalar<'a>>,
    #[serde(borrow, rename = "subscriptionType")]
    subscription_type: Option<Scalar<'a>>,
    #[serde(borrow, rename = "objectId")]
    object_id: Option<Scalar<'a>>,
    #[serde(borrow, rename = "objectTypeId")]
    object_type_id: Option<Scalar<'a>>,
}

fn map(incoming: &Incoming<'_>, site: &Site<'_>) -> Received {
    let connection = site.connection.as_str().as_bytes();
    let whole = dedup::key(&[b"hubspot", connection, incoming.body]);
    let aside = |code, detail: String| Received::Aside {
        reason: Reason { code, detail },
        dedup: dedup::aside(whole),
    };
    if incoming.body.trim_ascii().starts_with(b"{") {
        return object(incoming.body, whole, site);
    }
    let batch = match json::read::<Vec<&RawValue>>(incoming.body) {
        Ok(batch) if batch.len() <= BATCH_MAX => batch,
        Ok(_) => return aside("hubspot.batch_too_large", "over 100 changes".to_owned()),
        Err(detail) => return aside("hubspot.json_invalid", detail),
    };
    let mut names: Vec<String> = Vec::new();
    let mut outcomes = Vec::new();
    for change in batch {
        let raw = change.get();
        let Ok(change) = json::read::<Change<'_>>(raw.as_bytes()) else {
            names.push(raw.to_owned());
            let detail = "a change is no object of the expected shape".to_owned();
            outcomes.push(Err(Reason { code: "hubspot.change_unreadable", detail }));
            continue;
        };
        let part = |scalar| json::text(scalar).unwrap_or_default().to_owned();
        let ids = [
            &change.event_id,
            &change.subscription_id,
            &change.occurred_at,
            &change.object_type_id,
            &change.object_id,
        ];
        let ids = ids.map(part);
        names.push(ids.join(":"));
        if let Some(fields) = new_contact(&change) {
            outcomes.push(fields::mapped(&CONTACTS, &fields, site));
        }
    }
    // The same changes again are the same delivery, whichever attempt it is.
    let parts: Vec<&[u8]> = names.iter().map(String::as_bytes).collect();
    let again = dedup::key(&[b"hubspot-batch", connection, &dedup::key(&parts).0]);
    let dedup = if names.is_empty() { whole } else { again };
    fields::gathered(outcomes, dedup, site, "hubspot.change_ignored")
}

/// The row that a change makes, if it is a new contact.
fn new_contact(change: &Change<'_>) -> Option<Fields> {
    let kind = json::text(&change.subscription_type)?;
    let is_contact = kind == "contact.creation"
        || (kind == "object.creation" && json::text(&change.object_type_id) == Some("0-1"));
    let field = |name: &str, value: Option<&str>| (name.to_owned(), value.unwrap_or("").to_owned());
    is_contact.then(|| {
        vec![
            field("contact_id", json::text(&change.object_id)),
            field("create_date", json::text(&change.occurred_at)),
            field("email", None),
        ]
    })
}

/// A contact or deal that a workflow sends whole.
fn object(body: &[u8], dedup: byline_core::entry::DedupKey, site: &Site<'_>) -> Received {
    let flat = std::str::from_utf8(body).ok().and_then(fields::object);
    let Some(flat) = flat else {
        let detail = "no JSON object of the expected shape".to_owned();
        let reason = Reason { code: "hubspot.json_invalid", detail };
        return Received::Aside { reason, dedup: dedup::aside(dedup) };
    };
    let kind = flat.iter().find(|(name, _)| name == "objectType").map(|(_, kind)| kind.as_str());
    let is_contact = flat.iter().any(|(name, value)| name == "is-contact" && value == "true");
    let export = match kind {
        Some("CONTACT") => &CONTACTS,
        Some("DEAL") => &DEALS,
        None if is_contact => &CONTACTS,
        _ => return Received::Ignored { code: "hubspot.object_ignored" },
    };
    let fields: Fields = flat.into_iter().filter_map(as_column).collect();
    fields::gathered(
        vec![fields::mapped(export, &fields, site)],
        dedup,
        site,
        "hubspot.object_ignored",
    )
}

/// `properties.email.value` is the column `property_email`; versions before it are left out.
fn as_column((path, value): (String, String)) -> Option<(String, String)> {
    match path.strip_prefix("properties.") {
        Some(rest) => Some((format!("property_{}", rest.strip_suffix(".value")?), value)),
        None if path.contains('.') => None,
        None if path == "vid" => Some(("contact_id".to_owned(), value)),
        None => Some((path, value)),
    }
}
