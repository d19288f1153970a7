//! Sells: whether clicks buy less where they stay, or although the page sells.

use super::super::buying::Buyings;
use super::{LikelyCause, cause, mix};
use crate::view::{Buying, BuyingOf, Cause, InApps, OnPages};

impl Buyings<'_> {
    /// That clicks buy less where they stay.
    pub(super) fn in_app(&self, creator: u32) -> Option<LikelyCause> {
        let buying = self.beside(creator);
        let only_there = (buying.in_apps() == InApps::LessThere).then(|| less_there(&buying));
        let found = only_there.or_else(|| mostly_there(&buying));
        found.map(|text| cause(Cause::InAppBrowser, text))
    }

    /// That the pages sell for others.
    pub(super) fn others_sell(&self, creator: u32) -> Option<LikelyCause> {
        let buying = self.beside(creator);
        let text = || {
            format!(
                "the page sells for others (by click alone {}, here {}), so it is the promise or \
                 the audience",
                rate(buying.on_same_pages.all()),
                rate(buying.own.all())
            )
        };
        (buying.on_pages() == OnPages::OthersSell).then(|| cause(Cause::Promise, text()))
    }
}

fn less_there(Buying { own, others, .. }: &Buying) -> String {
    format!(
        "in an app's own browser {} of clicks buy (others {}), elsewhere {}",
        rate(own.in_apps()),
        rate(others.in_apps()),
        rate(own.elsewhere())
    )
}

/// Everybody buys less in apps, and most of these clicks stay there.
fn mostly_there(Buying { own, others, .. }: &Buying) -> Option<String> {
    let clicks = |of: &BuyingOf| [of.n_in_app, of.elsewhere().1];
    let orders = [others.n_orders_in_app, others.n_orders_elsewhere];
    let most = mix::costs(&clicks(own), &clicks(others), &orders)?;
    (most.place == 0).then(|| {
        let mix::Most { share, usual, less, .. } = most;
        format!(
            "{share}% stay in an app's own browser (others {usual}%), where people buy {less}% \
             less often"
        )
    })
}

/// How many of the clicks buy: `3.27%`.
fn rate((n_orders, n_clicks): (i64, i64)) -> String {
    let hundredths = (n_orders * 2_00_00 + n_clicks) / (n_clicks * 2).max(1);
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}
