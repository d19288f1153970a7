//! What Meta counts for ads, in its insights API.
//!
//! `actions` and `action_values` overlap: one purchase stands there as `omni_purchase`, as
//! `purchase` and as `offsite_conversion.fb_pixel_purchase`. For each thing that we count exactly
//! one of them is read: the first of those listed under it that the answer has.

use byline_core::figure::Counted;

use super::{Definition, Unit, paid};

/// The names that begin with `actions:` and `action_values:` are types in those lists.
pub(crate) const META_ADS: &[Definition] = &[
    paid("meta_ads.impressions@v25", &["impressions"], Counted::Impressions, "ads on screen"),
    paid("meta_ads.reach@v25", &["reach"], Counted::Reach, "people who saw the ad, estimated"),
    paid("meta_ads.spend@v25", &["spend"], Counted::SpendMinor, "cost in major units, estimated")
        .unit(Unit::Major),
    paid("meta_ads.clicks@v25", &["clicks"], Counted::ClicksAll, "clicks on anything in the ad"),
    paid(
        "meta_ads.inline_link_clicks@v25",
        &["inline_link_clicks", "actions:link_click"],
        Counted::ClicksLink,
        "clicks on links of the ad, to places on and off Meta's platforms",
    ),
    paid(
        "meta_ads.outbound_clicks@v25",
        &["outbound_clicks:outbound_click"],
        Counted::ClicksLink,
        "clicks that lead off Meta's platforms; read where link clicks are not given",
    ),
    paid(
        "meta_ads.video_view@v25",
        &["actions:video_view"],
        Counted::Views,
        "plays of at least 3 seconds, or of nearly the whole of a shorter video",
    ),
    paid("meta_ads.post_reaction@v25", &["actions:post_reaction"], Counted::Likes, "reactions"),
    paid("meta_ads.comment@v25", &["actions:comment"], Counted::Comments, "comments on the ad"),
    paid("meta_ads.post@v25", &["actions:post"], Counted::Shares, "shares of the ad"),
    paid(
        "meta_ads.post_save@v25",
        &["actions:onsite_conversion.post_save"],
        Counted::Saves,
        "saves of the ad",
    ),
    paid(
        "meta_ads.landing_page_view@v25",
        &["actions:landing_page_view", "actions:omni_landing_page_view"],
        Counted::LandingPageViews,
        "loads of the destination after a link click, seen by Meta's pixel",
    ),
    paid(
        "meta_ads.add_to_cart@before-2025-06-10",
        ADD_TO_CART,
        Counted::AddToCart,
        "carts filled, in the lookback windows that were asked for",
    )
    .to("2025-06-09"),
    paid(
        "meta_ads.add_to_cart@2025-06-10",
        ADD_TO_CART,
        Counted::AddToCart,
        "carts filled, in the attribution setting of each ad set, as its manager shows them",
    )
    .from("2025-06-10"),
    paid(
        "meta_ads.initiated_checkout@before-2025-06-10",
        CHECKOUT,
        Counted::CheckoutsStarted,
        "checkouts begun, in the lookback windows that were asked for",
    )
    .to("2025-06-09"),
    paid(
        "meta_ads.initiated_checkout@2025-06-10",
        CHECKOUT,
        Counted::CheckoutsStarted,
        "checkouts begun, in the attribution setting of each ad set, as its manager shows them",
    )
    .from("2025-06-10"),
    paid(
        "meta_ads.purchase@before-2025-06-10",
        PURCHASE,
        Counted::ClaimedConversionsMicro,
        "purchases over all surfaces, in the lookback windows that were asked for",
    )
    .unit(Unit::Fraction)
    .to("2025-06-09"),
    paid(
        "meta_ads.purchase@2025-06-10",
        PURCHASE,
        Counted::ClaimedConversionsMicro,
        "purchases over all surfaces, in the attribution setting of each ad set, as its manager \
         shows them",
    )
    .unit(Unit::Fraction)
    .from("2025-06-10"),
    paid(
        "meta_ads.fb_pixel_purchase@v25",
        &["actions:offsite_conversion.fb_pixel_purchase"],
        Counted::ClaimedConversionsMicro,
        "purchases seen by the pixel alone; read where no sum over all surfaces is given",
    )
    .unit(Unit::Fraction),
    paid(
        "meta_ads.purchase_value@before-2025-06-10",
        PURCHASE_VALUE,
        Counted::ClaimedValueMinor,
        "value of the purchases, in the lookback windows that were asked for",
    )
    .unit(Unit::Major)
    .to("2025-06-09"),
    paid(
        "meta_ads.purchase_value@2025-06-10",
        PURCHASE_VALUE,
        Counted::ClaimedValueMinor,
        "value of the purchases, in the attribution setting of each ad set, as its manager shows \
         them",
    )
    .unit(Unit::Major)
    .from("2025-06-10"),
    paid(
        "meta_ads.fb_pixel_purchase_value@v25",
        &["action_values:offsite_conversion.fb_pixel_purchase"],
        Counted::ClaimedValueMinor,
        "value of the purchases seen by the pixel alone",
    )
    .unit(Unit::Major),
];

const ADD_TO_CART: &[&str] =
    &["actions:omni_add_to_cart", "actions:offsite_conversion.fb_pixel_add_to_cart"];
const CHECKOUT: &[&str] =
    &["actions:omni_initiated_checkout", "actions:offsite_conversion.fb_pixel_initiate_checkout"];
const PURCHASE: &[&str] = &["actions:omni_purchase", "actions:purchase"];
const PURCHASE_VALUE: &[&str] = &["action_values:omni_purchase", "action_values:purchase"];
