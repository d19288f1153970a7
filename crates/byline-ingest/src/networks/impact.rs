//! impact.com: actions, their updates, and postbacks.
//!
//! An action states the whole; an action update is a difference to it (`DeltaAmount`). Amounts
//! change for weeks, until the locking date. A postback is an action whose fields the brand has
//! chosen: `docs/sources/impact.md` has the template.

use byline_core::claim::{ClaimBasis, ClaimState, Revision};
use byline_core::id::EventId;

use super::claim::{Draft, partner, state};
use super::postback;
use crate::export::{Export, ExportColumn, Ground, Mapped, Row, may, must};
use crate::files::{Cells, Digits};
use crate::webhook::{Hook, Incoming, Received, Site};

const FEED: &str = "impact";

/// impact.com, by postback.
pub const HOOK: Hook = Hook {
    key: FEED,
    name: "impact.com",
    headers: &[],
    verify: postback::verify,
    map: map_postback,
};

/// Actions: each row is an action as it now stands.
pub const ACTIONS: Export = Export {
    feed: FEED,
    what: "actions",
    about: "Reports, Actions listing; or the API's Actions as CSV",
    columns: ACTION_COLUMNS,
    map: action,
};

/// Action updates: each row is a change of an action.
pub const UPDATES: Export = Export {
    feed: FEED,
    what: "action_updates",
    about: "Reports, Action updates; or the API's ActionUpdates as CSV",
    columns: UPDATE_COLUMNS,
    map: update,
};

const ACTION_COLUMNS: &[ExportColumn] = &[
    must("action_id", &["Id", "Action Id"], "the action"),
    must("state", &["Status", "Action Status", "Action State"], "pending, approved or reversed"),
    must("event_date", &["Action Date", "Event Date"], "when it happened"),
    may("order_id", &["Oid", "Order Id", "Order Number"], "the order"),
    may("amount", &["Sale Amount", "Order Value"], "what it was worth"),
    may("payout", &["Action Cost", "Total Cost"], "what the partner earns"),
    may("currency", &["Currency Code"], "of both amounts"),
    may("partner_id", &["MediaPartnerId", "Media Id", "Partner Id"], "the partner's number"),
    may("partner_name", &["MediaPartnerName", "Media", "Partner"], "the partner's name"),
    may("shared_id", &[], "a sub id"),
    may("sub_id_1", &[], "a sub id"),
    may("sub_id_2", &[], "a sub id"),
    may("sub_id_3", &[], "a sub id"),
    may("promo_code", &["Promo Code"], "the code that was used"),
    may("referring_date", &["Referral Date", "Click Date"], "when the click was"),
    may("referring_type", &["Referral Type"], "click, view or code"),
    may("locking_date", &["Locking Date"], "from when it cannot change"),
    may("modification_date", &["Modified Date", "Last Updated", "Update Date"], "as of when"),
];

const UPDATE_COLUMNS: &[ExportColumn] = &[
    must("action_id", &["Action Id"], "the action that changed"),
    must("update_id", &["Id", "Action Update Id"], "the update"),
    must("update_date", &["Modification Date"], "when it changed"),
    must("delta_amount", &[], "by how much its worth changed"),
    may("delta_payout", &[], "by how much the partner's earnings changed"),
    may("currency", &["Currency Code"], "of both"),
    may("state", &["Status", "New State", "Action State"], "where it now stands"),
    may("event_date", &["Action Date"], "when the action happened"),
    may("order_id", &["Oid", "Order Id"], "the order"),
    may("partner_id", &["MediaPartnerId", "Partner Id"], "the partner's number"),
    may("partner_name", &["MediaPartnerName", "Partner"], "the partner's name"),
];

const SUB_IDS: [&str; 4] = ["shared_id", "sub_id_1", "sub_id_2", "sub_id_3"];

const STATES: [(&str, ClaimState); 7] = [
    ("PENDING", ClaimState::Pending),
    ("APPROVED", ClaimState::Approved),
    ("LOCKED", ClaimState::Locked),
    ("PAID", ClaimState::Paid),
    ("REVERSED", ClaimState::Reversed),
    ("REJECTED", ClaimState::Rejected),
    ("TEST", ClaimState::Test),
];

fn action(row: &Row<'_>, ground: &Ground<'_>) -> Mapped {
    let cells = Cells::new(row, ground);
    let currency = cells.currency("currency")?;
    // A locking date that lies ahead is refused as a time: it has not happened.
    let is_locked = matches!(cells.time("locking_date", Digits::Refused), Ok(Some(_)));
    let state = match state(&cells, "state", &STATES)? {
        ClaimState::Approved if is_locked => ClaimState::Locked,
        state => state,
    };
    let as_of = cells.time("modification_date", Digits::Refused)?;
    let draft = Draft {
        id: cells.must_id("action_id")?,
        revision: Revision::Whole(as_of.unwrap_or(ground.received_at)),
        state,
        basis: basis(cells.text("referring_type")),
        occurred_at: cells.must_time("event_date", Digits::Refused)?,
        clicked_at: cells.time("referring_date", Digits::Refused)?,
        order: cells.id("order_id")?,
        partner: partner(FEED, &cells, &SUB_IDS, "partner_id", "partner_name"),
        codes: cells.text("promo_code"),
        amount: cells.money("amount", currency)?,
        commission: cells.money("payout", currency)?,
    };
    draft.mapped(FEED, &cells)
}

fn update(row: &Row<'_>, ground: &Ground<'_>) -> Mapped {
    let cells = Cells::new(row, ground);
    let currency = cells.currency("currency")?;
    let at = cells.must_time("update_date", Digits::Refused)?;
    let is_stated = cells.text("state").is_some();
    let draft = Draft {
        id: cells.must_id("action_id")?,
        revision: Revision::Difference { id: EventId::from(cells.must_id("update_id")?), at },
        state: if is_stated { state(&cells, "state", &STATES)? } else { ClaimState::Pending },
        basis: ClaimBasis::Unstated,
        occurred_at: cells.time("event_date", Digits::Refused)?.unwrap_or(at),
        clicked_at: None,
        order: cells.id("order_id")?,
        partner: partner(FEED, &cells, &[], "partner_id", "partner_name"),
        codes: None,
        amount: cells.money("delta_amount", currency)?,
        commission: cells.money("delta_payout", currency)?,
    };
    draft.mapped(FEED, &cells)
}

fn basis(word: Option<&str>) -> ClaimBasis {
    let word = word.unwrap_or_default().to_ascii_uppercase();
    match word.as_str() {
        word if word.contains("CLICK") => ClaimBasis::Click,
        word if word.contains("IMP") || word.contains("VIEW") => ClaimBasis::View,
        word if word.contains("PROMO") || word.contains("CODE") => ClaimBasis::Code,
        word if word.contains("EMAIL") => ClaimBasis::Email,
        _ => ClaimBasis::Unstated,
    }
}

fn map_postback(incoming: &Incoming<'_>, site: &Site<'_>) -> Received {
    postback::map(&ACTIONS, postback::fields(incoming), incoming, site)
}
