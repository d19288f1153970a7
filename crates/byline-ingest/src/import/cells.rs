//! Cells as spreadsheets write them: amounts with grouping, times without a zone.

use std::borrow::Cow;

use byline_core::time::{Timestamp, Zone};

use crate::events::{Event, Text};

/// Writes an amount the plain way, `1234.56`. In a file that separates cells by semicolons a lone
/// comma is a decimal comma; elsewhere it may group thousands just as well, so it stays and is
/// refused later. What is not understood comes back as it is.
pub(super) fn plain_amount(text: &str, has_decimal_commas: bool) -> Cow<'_, str> {
    let (decimal, group) = match (text.rfind(','), text.rfind('.')) {
        (Some(comma), Some(point)) if comma < point => ('.', ','),
        (Some(_), Some(_)) => (',', '.'),
        (Some(_), None) if has_decimal_commas => (',', '.'),
        _ => return Cow::Borrowed(text),
    };
    let (whole, fraction) = text.split_once(decimal).unwrap_or((text, ""));
    let unsigned = whole.strip_prefix('-').unwrap_or(whole);
    let mut groups = unsigned.split(group);
    let first = groups.next().unwrap_or_default();
    let is_grouped_well = matches!(first.len(), 1..=3) && groups.all(|group| group.len() == 3);
    match is_grouped_well || !unsigned.contains(group) {
        true => Cow::Owned(format!("{}.{fraction}", whole.replace(group, ""))),
        false => Cow::Borrowed(text),
    }
}

/// Gives the times of `event` that have no zone the zone of the file.
pub(super) fn settle_times(event: &mut Event, zone: Option<&Zone>) {
    let Some(zone) = zone else { return };
    let times = match event {
        Event::Conversion(event) => vec![&mut event.occurred_at, &mut event.version_at],
        Event::Click(event) => vec![&mut event.occurred_at],
        Event::Spend(event) => vec![&mut event.occurred_at],
        _ => Vec::new(),
    };
    for time in times.into_iter().flatten() {
        settle_time(time, zone);
    }
}

fn settle_time(time: &mut Text, zone: &Zone) {
    let text = time.0.trim();
    if text.parse::<Timestamp>().is_ok() {
        return;
    }
    let instant = match text.strip_suffix(" UTC") {
        Some(universal) => Zone::utc().instant_of(universal),
        None => zone.instant_of(text),
    };
    if let Some(instant) = instant {
        time.0 = instant.to_string();
    }
}
