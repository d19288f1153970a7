//! AppsFlyer: installs and in-app events of raw-data reports.
//!
//! Times are in UTC unless the report was asked for in another zone, which the mapping then says.

use byline_core::entry::Fact;
use byline_core::event::TargetAction;
use byline_core::id::EventId;

use crate::export::{Export, ExportColumn, Ground, Mapped, Row, may, must};
use crate::files::{Cells, Digits};
use crate::keys;

const FEED: &str = "appsflyer";

/// Installs and in-app events.
pub const EVENTS: Export = Export {
    feed: FEED,
    what: "events",
    about: "Export data, Installs or In-app events, as CSV",
    columns: COLUMNS,
    map: event,
};

const COLUMNS: &[ExportColumn] = &[
    must("appsflyer_id", &["AppsFlyer ID"], "the device"),
    must("event_name", &["Event Name"], "`install`, or the app's own word"),
    must("event_time", &["Event Time"], "when"),
    may("customer_user_id", &["Customer User ID"], "only a keyed digest is kept"),
    may("media_source", &["Media Source"], "where it came from"),
    may("channel", &["Channel"], "how it came"),
    may("campaign", &["Campaign"], "through which campaign"),
    may("ad", &["Ad"], "through which content"),
    may("partner", &["Sub Param 1", "Sub Param1", "af_sub1"], "through whose link"),
];

fn event(row: &Row<'_>, ground: &Ground<'_>) -> Mapped {
    let cells = Cells::new(row, ground);
    let device = cells.must_id("appsflyer_id")?;
    let name = cells.must("event_name")?.to_lowercase().replace([' ', '-'], "_");
    let name = name.strip_prefix("af_").unwrap_or(&name);
    let kind = match name {
        "complete_registration" => "registration",
        name => name,
    };
    let at = cells.must_time("event_time", Digits::Refused)?;
    let id = format!("{kind}-{device}-{}", at.0);
    let mut shopper = cells.customer("", "", cells.text("customer_user_id"));
    shopper.visitor = keys::visitor(&format!("appsflyer:{device}"));
    let action = TargetAction {
        id: EventId::from(id.as_str()),
        connection: ground.connection.clone(),
        kind: kind.to_owned(),
        occurred_at: at,
        shopper,
        codes: Vec::new(),
        utm: cells.utm(["media_source", "channel", "campaign", "ad", "partner"]),
    };
    Ok(vec![(Fact::Action(action), cells.id_key(FEED, "event", &id))])
}
