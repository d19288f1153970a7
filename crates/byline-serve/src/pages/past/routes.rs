//! `GET /as-of`: from a time to the place in the log where things stood so.

use std::sync::Arc;

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use byline_core::time::{CivilDay, Timestamp, Zone};
use url::form_urlencoded;

use crate::pages::ask::Ask;
use crate::pages::notices;
use crate::pages::words::Clock;
use crate::site::Site;

/// The pages that can be shown as of a time.
const PAGES: [&str; 3] = ["/live", "/attribution", "/executive"];

/// A quarter of an hour, in seconds.
pub const QUARTER_S: i64 = 900;

/// The route.
pub fn routes() -> Router<Arc<Site>> {
    Router::new().route("/as-of", get(find))
}

/// Leads to the page at the last entry that had been taken in by the time that the form says.
async fn find(State(site): State<Arc<Site>>, RawQuery(query): RawQuery) -> Response {
    let query = query.unwrap_or_default();
    let field = |key: &str| {
        let found = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == key);
        found.map(|(_, value)| value.into_owned()).filter(|value| !value.is_empty())
    };
    let path = field("page").filter(|path| PAGES.contains(&path.as_str()));
    let path = path.unwrap_or_else(|| "/live".to_owned());
    let ask = Ask::parse(&query).seen_at(None);
    let zone = zone_of(&site, &ask);
    let quarter = field("quarter").and_then(|text| text.parse::<i64>().ok());
    let typed = field("when").and_then(|text| Some((chosen(&text, &zone)?, text)));
    // The slider wins where both are sent, unless the time was typed by hand.
    let was = field("was").and_then(|text| text.parse::<i64>().ok());
    let slid = quarter.filter(|quarter| Some(*quarter) != was).and_then(end_of);
    let is_slid = slid.is_some();
    let Some((when, text)) = slid.map(|at| (at, String::new())).or(typed) else {
        return Redirect::to(&ask.href(&path)).into_response();
    };
    if site.parts.world.now() <= when {
        // The last quarter of the slider means now; who typed a time to come is told so.
        let ask = Ask { when: Some(text).filter(|_| !is_slid), ..ask };
        return Redirect::to(&ask.href(&path)).into_response();
    }
    // The page says which time was asked for: the entry that it leads to may be older.
    let text = if is_slid { Clock::of(zone.name()).form_minute(when) } else { text };
    let ask = Ask { when: Some(text), ..ask };
    let at = match site.parts.past.at_instant(when).await {
        Ok(engine) if engine.campaigns().next().is_none() => {
            let text = "Nothing was known then: the first campaign was declared later.";
            let back = ("Show it as of now", ask.href(&path));
            return notices::notice("Before the beginning", text, (back.0, &back.1))
                .into_response();
        }
        Ok(engine) => Some(engine.stand().position),
        Err(error) => {
            tracing::warn!(%error, "the past cannot be found");
            None
        }
    };
    let when = ask.when.filter(|_| at.is_some());
    Redirect::to(&Ask { at, when, ..ask }.href(&path)).into_response()
}

/// The end of a quarter of an hour, counted since 1970.
fn end_of(quarter: i64) -> Option<Timestamp> {
    let seconds = quarter.checked_add(1)?.checked_mul(QUARTER_S)?;
    Timestamp(0).checked_plus_seconds(seconds)
}

/// The time that was chosen: a day means its last instant.
pub fn chosen(text: &str, zone: &Zone) -> Option<Timestamp> {
    match text.parse::<CivilDay>() {
        Ok(day) => Some(zone.day_span(day).to.plus_micros(-1)),
        Err(_) => instant(text, zone),
    }
}

/// A time as forms write it, such as `2026-06-09T14:00`, in a zone.
fn instant(text: &str, zone: &Zone) -> Option<Timestamp> {
    let (day, time) = text.split_once('T')?;
    let (hour, minute) = time.split_once(':')?;
    let minute = minute.get(..2)?;
    let (hour, minute): (i64, i64) = (hour.parse().ok()?, minute.parse().ok()?);
    if !(0..24).contains(&hour) || !(0..60).contains(&minute) {
        return None;
    }
    let start = zone.day_span(day.parse().ok()?).from;
    start.checked_plus_seconds(hour * 3_600 + minute * 60)
}

/// The moment that a view of the past is about, if one was chosen.
pub fn looked_at(site: &Site, ask: &Ask) -> Option<Timestamp> {
    chosen(ask.when.as_deref()?, &zone_of(site, ask))
}

fn zone_of(site: &Site, ask: &Ask) -> Zone {
    let engine = site.engine();
    let asked = ask.campaign.as_deref().and_then(|id| engine.campaign(id));
    let campaign = asked.or_else(|| engine.campaigns().next());
    let zone = campaign.and_then(|campaign| Zone::parse(&campaign.time_zone).ok());
    zone.unwrap_or(Zone::utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_a_form_is_read_in_the_campaigns_zone() {
        let berlin = Zone::parse("Europe/Berlin").expect("a zone");
        for (text, expected) in [
            ("2026-06-09T14:00", Some("2026-06-09T12:00:00Z")),
            ("2026-06-09T14:00:30", Some("2026-06-09T12:00:00Z")),
            ("2026-06-09T24:00", None),
            ("2026-06-09", Some("2026-06-09T21:59:59.999999Z")),
            ("yesterday", None),
            ("T:", None),
        ] {
            let expected = expected.map(|text| text.parse().expect("an instant"));
            assert_eq!(chosen(text, &berlin), expected, "{text}");
        }
    }
}
