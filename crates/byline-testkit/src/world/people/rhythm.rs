//! When people look at their phones, and how fast they forget a post.

use jiff::tz::TimeZone;

use byline_core::time::Timestamp;

/// An hour, in microseconds.
pub(in crate::world) const HOUR_US: i64 = 3_600_000_000;
/// A day, in microseconds.
pub(in crate::world) const DAY_US: i64 = 24 * HOUR_US;
/// A minute, in microseconds.
pub(in crate::world) const MINUTE_US: i64 = 60_000_000;
/// A second, in microseconds.
pub(in crate::world) const SECOND_US: i64 = 1_000_000;

/// How busy each local hour is; 1 on average.
const DAY_PARTS: [f64; 24] = [
    0.55, 0.34, 0.21, 0.14, 0.13, 0.20, 0.42, 0.70, 0.86, 0.90, 0.95, 1.06, 1.24, 1.16, 1.04, 1.02,
    1.10, 1.26, 1.48, 1.94, 2.32, 2.38, 1.72, 0.88,
];

/// The brand's own time.
#[derive(Clone, Debug)]
pub(in crate::world) struct LocalTime(TimeZone);

impl LocalTime {
    pub fn of(zone: &str) -> Self {
        Self(TimeZone::get(zone).expect("the bundled table has the zone of the brand"))
    }

    /// How busy the hour around `at` is, where 1 is the average of a day.
    pub fn busy(&self, at: Timestamp) -> f64 {
        let hour = self.zoned(at).hour();
        DAY_PARTS[usize::try_from(hour).unwrap_or(0)]
    }

    /// The instant as the shop writes it: local, whole seconds, with its offset.
    pub fn text(&self, at: Timestamp) -> String {
        self.zoned(at).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }

    /// The local day, such as `2026-06-01`.
    pub fn day(&self, at: Timestamp) -> String {
        self.zoned(at).strftime("%Y-%m-%d").to_string()
    }

    fn zoned(&self, at: Timestamp) -> jiff::Zoned {
        let instant = jiff::Timestamp::from_microsecond(at.0);
        instant.expect("the world lives in years that a calendar has").to_zoned(self.0.clone())
    }
}

/// The share of a post's attention that falls between two ages in hours.
pub(in crate::world) fn attention(from_h: f64, to_h: f64, half_life_h: f64) -> f64 {
    let left = |age_h: f64| (-age_h.max(0.0) / half_life_h).exp2();
    left(from_h) - left(to_h)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_has_24_average_hours() {
        let sum: f64 = DAY_PARTS.iter().sum();
        assert!((sum - 24.0).abs() < 0.01, "{sum}");
    }

    #[test]
    fn half_of_the_attention_is_gone_after_a_half_life() {
        assert!((attention(0.0, 18.0, 18.0) - 0.5).abs() < 1e-12);
        assert!((attention(18.0, 36.0, 18.0) - 0.25).abs() < 1e-12);
    }

    #[test]
    fn the_shop_writes_local_time() {
        let new_york = LocalTime::of("America/New_York");
        let at = Timestamp(1_780_315_200_000_000); // 2026-06-01T12:00:00Z
        assert_eq!(new_york.text(at), "2026-06-01T08:00:00-04:00");
    }
}
