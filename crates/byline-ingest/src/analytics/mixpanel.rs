//! Mixpanel: events of the raw export, as JSON lines or CSV.
//!
//! `time` is whole seconds. In old projects they count the project's own clock as if it were UTC:
//! the mapping's `time_zone` says that clock. Milliseconds are read where the setting `time_unit`
//! says `ms`.

use byline_core::entry::Fact;
use byline_core::event::TargetAction;
use byline_core::id::EventId;
use byline_core::time::Timestamp;

use crate::export::{Export, ExportColumn, Ground, Mapped, Row, RowRefused, may, must};
use crate::files::{Cells, Digits};
use crate::keys;

const FEED: &str = "mixpanel";

/// Events.
pub const EVENTS: Export = Export {
    feed: FEED,
    what: "events",
    about: "The raw data export API, or an export of events as CSV",
    columns: COLUMNS,
    map: event,
};

const COLUMNS: &[ExportColumn] = &[
    must("event", &["Event Name"], "what happened"),
    must("time", &["properties.time"], "when, in seconds"),
    must("distinct_id", &["properties.distinct_id"], "the browser or person"),
    may("insert_id", &["$insert_id", "properties.$insert_id"], "tells events apart"),
    may("user_id", &["$user_id", "properties.$user_id"], "only a keyed digest is kept"),
    may("utm_source", &["properties.utm_source"], "where it came from"),
    may("utm_medium", &["properties.utm_medium"], "how it came"),
    may("utm_campaign", &["properties.utm_campaign"], "through which campaign"),
    may("utm_content", &["properties.utm_content"], "through which content"),
    may("utm_term", &["properties.utm_term"], "through whose link"),
];

fn event(row: &Row<'_>, ground: &Ground<'_>) -> Mapped {
    let cells = Cells::new(row, ground);
    let name = cells.must("event")?;
    let is_own = name.starts_with('$') && name != "$ae_first_open";
    if is_own {
        return Err(RowRefused::Empty("an event of Mixpanel's own"));
    }
    let kind = match name {
        "$ae_first_open" => "install".to_owned(),
        name => name.to_lowercase().replace([' ', '-'], "_"),
    };
    let kind = match kind.as_str() {
        "sign_up" | "signup" | "signed_up" => "registration".to_owned(),
        _ => kind,
    };
    let who = cells.must_id("distinct_id")?;
    let at = occurred_at(&cells)?;
    let own = cells.id("insert_id")?.map_or_else(|| at.0.to_string(), str::to_owned);
    let id = format!("{kind}-{who}-{own}");
    let mut shopper = cells.customer("", "", cells.text("user_id"));
    shopper.visitor = keys::visitor(&format!("mixpanel:{who}"));
    let utm = ["utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term"];
    let action = TargetAction {
        // A person's address may stand in for an id there.
        id: EventId::from(format!("{kind}-{:032x}", digest(&id))),
        connection: ground.connection.clone(),
        kind,
        occurred_at: at,
        shopper,
        codes: Vec::new(),
        utm: cells.utm(utm),
    };
    Ok(vec![(Fact::Action(action), cells.id_key(FEED, "event", &id))])
}

fn digest(id: &str) -> u128 {
    u128::from_be_bytes(crate::dedup::digest(&[id.as_bytes()]))
}

/// Digits count the project's clock; text is read like any other time.
fn occurred_at(cells: &Cells<'_>) -> Result<Timestamp, RowRefused> {
    let unit = match cells.setting("time_unit") {
        Some("ms") => Digits::Millis,
        _ => Digits::Seconds,
    };
    let at = cells.must_time("time", unit)?;
    let is_digits = cells.must("time")?.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits {
        return Ok(at);
    }
    let shown = at.to_string();
    cells.instant("time", shown.trim_end_matches('Z'), Digits::Refused)
}
