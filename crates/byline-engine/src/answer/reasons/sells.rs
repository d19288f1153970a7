//! Sells: whether clicks buy less where they stay, or although the page sells.

use super::{LikelyCause, cause};
use crate::view::{Buying, Cause, InApps, OnPages};

/// That clicks buy less where they stay.
pub(super) fn in_app(buying: &Buying) -> Option<LikelyCause> {
    let Buying { own, others, .. } = buying;
    let text = match buying.in_apps() {
        InApps::LessThere => {
            let rates = format!(
                "{} of clicks buy there, of the others' {}, elsewhere {}",
                rate(own.in_apps()),
                rate(others.in_apps()),
                rate(own.elsewhere())
            );
            let text = "clicks buy less in an app's own browser".to_owned();
            return Some(LikelyCause { rates: Some(rates), ..cause(Cause::InAppBrowser, text) });
        }
        InApps::MostlyThere(most) => format!(
            "{}% stay in an app's own browser (others {}%), where people buy {}% less often",
            most.share, most.usual, most.less
        ),
        _ => return None,
    };
    Some(cause(Cause::InAppBrowser, text))
}

/// That the pages sell for others.
pub(super) fn others_sell(buying: &Buying) -> Option<LikelyCause> {
    let text = "the page sells for others, so it is the promise or the audience";
    (buying.on_pages() == OnPages::OthersSell).then(|| LikelyCause {
        rates: Some(format!(
            "counting whole orders that a click led to, {} buy there, here {}",
            rate(buying.on_same_pages.all()),
            rate(buying.own.all())
        )),
        ..cause(Cause::Promise, text.to_owned())
    })
}

/// How many of the clicks buy: `3.27%`.
fn rate((n_orders, n_clicks): (i64, i64)) -> String {
    let hundredths = (n_orders * 2_00_00 + n_clicks) / (n_clicks * 2).max(1);
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}
