//! Instants as text, in the campaign's time zone.

use byline_core::time::{CivilDay, Span, Timestamp, Zone};
use jiff::Zoned;
use jiff::tz::TimeZone;

/// Tells dates and times in one time zone.
#[derive(Clone, Debug)]
pub struct Clock {
    zone: Zone,
    told_in: TimeZone,
}

impl Clock {
    /// A clock of the IANA time zone `name`; UTC if there is no such zone.
    pub fn of(name: &str) -> Self {
        let zone = Zone::parse(name).unwrap_or(Zone::utc());
        let told_in = TimeZone::get(zone.name()).unwrap_or(TimeZone::UTC);
        Self { zone, told_in }
    }

    /// `9 Jun`.
    pub fn day(&self, at: Timestamp) -> String {
        self.told(at, "%-d %b")
    }

    /// The last day of a stretch: `30 Jun` of one that ends as July begins.
    pub fn last_day(&self, span: Span) -> String {
        self.day(span.to.plus_micros(-1))
    }

    /// `Tue 9 Jun`.
    pub fn weekday(&self, at: Timestamp) -> String {
        self.told(at, "%a %-d %b")
    }

    /// Until when something is to be done: `the end of Tue 9 Jun` at midnight, else
    /// `Tue 9 Jun, 14:02`.
    pub fn until(&self, at: Timestamp) -> String {
        if self.start_of(self.day_of(at)) == at {
            return format!("the end of {}", self.weekday(at.plus_micros(-1)));
        }
        self.weekday_minute(at)
    }

    /// `9 June 2026`.
    pub fn date(&self, at: Timestamp) -> String {
        self.told(at, "%-d %B %Y")
    }

    /// `14:00`.
    pub fn minute(&self, at: Timestamp) -> String {
        self.told(at, "%H:%M")
    }

    /// `9 Jun, 14:02`.
    pub fn day_minute(&self, at: Timestamp) -> String {
        self.told(at, "%-d %b, %H:%M")
    }

    /// `Tuesday 9 June`.
    pub fn whole_weekday(&self, at: Timestamp) -> String {
        self.told(at, "%A %-d %B")
    }

    /// `Tue 9 Jun, 14:02`.
    pub fn weekday_minute(&self, at: Timestamp) -> String {
        self.told(at, "%a %-d %b, %H:%M")
    }

    /// `Tue 9 Jun 14:02:11`.
    pub fn weekday_second(&self, at: Timestamp) -> String {
        self.told(at, "%a %-d %b %H:%M:%S")
    }

    /// As forms write it: `2026-06-09T14:02`.
    pub fn form_minute(&self, at: Timestamp) -> String {
        self.told(at, "%Y-%m-%dT%H:%M")
    }

    /// `9 June 2026, 14:02:11`.
    pub fn exactly(&self, at: Timestamp) -> String {
        self.told(at, "%-d %B %Y, %H:%M:%S")
    }

    /// For machines: `2026-06-09T14:02:11+02:00`.
    #[cfg(test)]
    pub fn machine(&self, at: Timestamp) -> String {
        self.told(at, "%Y-%m-%dT%H:%M:%S%:z")
    }

    /// The local day at an instant.
    pub fn day_of(&self, at: Timestamp) -> CivilDay {
        self.zone.day_of(at)
    }

    /// The instant at which a local day begins.
    pub fn start_of(&self, day: CivilDay) -> Timestamp {
        self.zone.day_span(day).from
    }

    /// The zone as people call it: `New York time`, and `UTC`.
    pub fn zone_in_words(&self) -> String {
        match self.zone_name().rsplit_once('/') {
            Some((_, city)) => format!("{} time", city.replace('_', " ")),
            None => self.zone_name().to_owned(),
        }
    }

    /// The zone's IANA name.
    pub fn zone_name(&self) -> &str {
        self.zone.name()
    }

    /// The zone.
    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    fn told(&self, at: Timestamp, format: &str) -> String {
        self.zoned(at).strftime(format).to_string()
    }

    fn zoned(&self, at: Timestamp) -> Zoned {
        jiff::Timestamp::from_microsecond(at.0).unwrap_or_default().to_zoned(self.told_in.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: Timestamp = Timestamp(1_781_006_531_000_000);

    #[test]
    fn the_campaigns_zone_tells_the_time() {
        let berlin = Clock::of("Europe/Berlin");
        assert_eq!(berlin.exactly(AT), "9 June 2026, 14:02:11");
        assert_eq!(berlin.weekday_minute(AT), "Tue 9 Jun, 14:02");
        assert_eq!(berlin.machine(AT), "2026-06-09T14:02:11+02:00");
        assert_eq!(Clock::of("America/New_York").minute(AT), "08:02");
        assert_eq!(Clock::of("nowhere/at-all").minute(AT), "12:02");
    }

    #[test]
    fn a_zone_is_called_by_its_city() {
        for (zone, expected) in [
            ("America/New_York", "New York time"),
            ("America/Argentina/Buenos_Aires", "Buenos Aires time"),
            ("UTC", "UTC"),
        ] {
            assert_eq!(Clock::of(zone).zone_in_words(), expected);
        }
    }

    #[test]
    fn a_local_day_begins_at_local_midnight() {
        let berlin = Clock::of("Europe/Berlin");
        let start = berlin.start_of(berlin.day_of(AT));
        assert_eq!(berlin.exactly(start), "9 June 2026, 00:00:00");
    }
}
