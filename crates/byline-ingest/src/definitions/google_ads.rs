//! What Google Ads counts.

use byline_core::figure::Counted;

use super::{Definition, Unit, paid};

/// Conversions are booked on the day of the click unless the name says otherwise. Which of the two
/// is in force stands in the definition, because the same sale lies on different days in them.
pub(crate) const GOOGLE_ADS: &[Definition] = &[
    paid("google_ads.impressions@v25", &["impressions"], Counted::Impressions, "ads on screen"),
    paid(
        "google_ads.clicks@v25",
        &["clicks"],
        Counted::ClicksLink,
        "clicks on the ad; its `interactions` also hold plays and expansions and are not read",
    ),
    paid(
        "google_ads.cost@v25",
        &["costMicros", "cost_micros"],
        Counted::SpendMinor,
        "cost in millionths of the account's currency",
    )
    .unit(Unit::Micros),
    paid(
        "google_ads.conversions_by_click_date@v25",
        &["conversions"],
        Counted::ClaimedConversionsMicro,
        "conversions of the actions that bids are set for, on the day of the click, in fractions",
    )
    .unit(Unit::Fraction),
    paid(
        "google_ads.conversions_by_conversion_date@v25",
        &["conversionsByConversionDate", "conversions_by_conversion_date"],
        Counted::ClaimedConversionsMicro,
        "the same, on the day of the conversion",
    )
    .unit(Unit::Fraction),
    paid(
        "google_ads.conversions_value_by_click_date@v25",
        &["conversionsValue", "conversions_value"],
        Counted::ClaimedValueMinor,
        "value of the conversions, on the day of the click",
    )
    .unit(Unit::Major),
    paid(
        "google_ads.conversions_value_by_conversion_date@v25",
        &["conversionsValueByConversionDate", "conversions_value_by_conversion_date"],
        Counted::ClaimedValueMinor,
        "the same, on the day of the conversion",
    )
    .unit(Unit::Major),
];
