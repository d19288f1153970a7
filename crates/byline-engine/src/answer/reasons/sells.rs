//! Sells: whether clicks buy less where they stay, or although the page sells.
//!
//! Inside of apps is a cause where a creator's clicks buy much less there than everybody else's do,
//! and elsewhere as often: then it is not the people. Where they buy less although everybody else
//! sells from the same pages, it is not the page: what the content promises, or who sees it, is
//! left.

use super::super::buying::Buyings;
use super::{LikelyCause, cause, mix, percent};
use crate::view::{Buying, BuyingOf, Cause};

/// Fewer orders than this say nothing: of all others, and those that a creator should have had.
const MIN_OTHER_ORDERS: i64 = 30;
const MIN_DUE_ORDERS: i64 = 5;
/// In apps at most this share of what is due, elsewhere at least that, in percent.
const IN_APP_UP_TO: i64 = 50;
const ELSEWHERE_FROM: i64 = 75;
/// Of what others sell from the same pages at most this share, in percent.
const PAGE_UP_TO: i64 = 75;

/// How often clicks buy, against as often as others' do.
struct Against {
    n_orders: i64,
    /// The orders that as many clicks of the others bring, in thousandths.
    due_milli: i64,
}

impl Against {
    fn of(own: (i64, i64), others: (i64, i64)) -> Option<Self> {
        let is_known = MIN_OTHER_ORDERS <= others.0 && 0 < others.1;
        let due = || i128::from(own.1) * i128::from(others.0) * 1_000 / i128::from(others.1);
        let due_milli = is_known.then(|| i64::try_from(due()).unwrap_or(i64::MAX))?;
        (MIN_DUE_ORDERS * 1_000 <= due_milli).then_some(Self { n_orders: own.0, due_milli })
    }

    fn percent(&self) -> i64 {
        percent(self.n_orders * 1_000, self.due_milli).unwrap_or(0)
    }
}

impl Buyings<'_> {
    /// That clicks buy less where they stay.
    pub(super) fn in_app(&self, creator: u32) -> Option<LikelyCause> {
        let Buying { own, others, .. } = self.beside(creator);
        let found = |text| cause(Cause::InAppBrowser, text);
        only_there(&own, &others).or_else(|| mostly_there(&own, &others)).map(found)
    }

    /// That the pages sell to others.
    pub(super) fn others_sell(&self, creator: u32) -> Option<LikelyCause> {
        let Buying { own, others, on_same_pages, .. } = self.beside(creator);
        let all = |of: &BuyingOf| (of.n_orders(), of.n_clicks);
        let is_less = Against::of(all(&own), all(&on_same_pages))?.percent() <= PAGE_UP_TO;
        // A page that sells to nobody as others do is one to look at.
        let sells = Against::of(all(&on_same_pages), all(&others))?.percent();
        let text = || {
            format!(
                "the page sells for others (of clicks {} buy, here {}), so it is the promise or \
                 the audience",
                rate(all(&on_same_pages)),
                rate(all(&own))
            )
        };
        (is_less && ELSEWHERE_FROM <= sells).then(|| cause(Cause::Promise, text()))
    }
}

/// They buy less in apps than the others do there, and as often elsewhere.
fn only_there(own: &BuyingOf, others: &BuyingOf) -> Option<String> {
    let in_app = |of: &BuyingOf| (of.n_orders_in_app, of.n_in_app);
    let elsewhere = |of: &BuyingOf| (of.n_orders_elsewhere, of.n_elsewhere());
    let there = Against::of(in_app(own), in_app(others))?.percent();
    let away = Against::of(elsewhere(own), elsewhere(others))?.percent();
    (there <= IN_APP_UP_TO && ELSEWHERE_FROM <= away).then(|| {
        format!(
            "in an app's own browser {} of clicks buy (others {}), elsewhere {}",
            rate(in_app(own)),
            rate(in_app(others)),
            rate(elsewhere(own))
        )
    })
}

/// Everybody buys less in apps, and most of these clicks stay there.
fn mostly_there(own: &BuyingOf, others: &BuyingOf) -> Option<String> {
    let of = |of: &BuyingOf| [of.n_in_app, of.n_elsewhere()];
    let orders = [others.n_orders_in_app, others.n_orders_elsewhere];
    let most = mix::costs(&of(own), &of(others), &orders)?;
    (most.place == 0).then(|| {
        let mix::Most { share, usual, less, .. } = most;
        format!(
            "{share}% stay in an app's own browser (others {usual}%), where people buy {less}% \
             less often"
        )
    })
}

/// `3.2%`
fn rate((n_orders, n_clicks): (i64, i64)) -> String {
    let tenths = percent(n_orders * 10, n_clicks).unwrap_or(0);
    format!("{}.{}%", tenths / 10, tenths % 10)
}
