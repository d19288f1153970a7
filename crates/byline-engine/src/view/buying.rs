//! Buying: clicks of one creator beside those of all others, and how many of them buy.
//!
//! What tells them apart is judged here, so that a cause and the page that opens it never say two
//! things.

use byline_core::time::Span;
use serde::Serialize;

use crate::mix::{self, MIN_OTHER_ORDERS, Most};

/// Fewer orders than this that a creator's clicks should have brought say nothing.
const MIN_DUE_ORDERS: i128 = 5;
/// That they buy elsewhere as others do takes more: by it the app is blamed.
const MIN_DUE_TO_BLAME: i128 = 10;
/// Clicks buy as well as others' from this share of theirs on, in percent.
const AS_WELL_FROM: i128 = 75;

/// How clicks buy.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Buying {
    /// The stretch of time that all of it is of: the one asked for, or as far back as the newest
    /// orders reach.
    pub span: Span,
    /// Of the creator.
    pub own: BuyingOf,
    /// Of everybody else in the campaign.
    pub others: BuyingOf,
    /// Of those of them whose links lead to no other pages than the creator's own.
    pub on_same_pages: BuyingOf,
}

/// Clicks of somebody, and the orders that they led to.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug, Serialize)]
pub struct BuyingOf {
    /// Clicks by people.
    pub n_clicks: i64,
    /// Of these, in an app's own browser.
    pub n_in_app: i64,
    /// Landings that were seen; 0 also where no pixel sees any.
    pub n_visits: i64,
    /// Of these, on a page that was sold out.
    pub n_sold_out: i64,
    /// Orders whose last click of the creator was in an app's own browser.
    pub n_orders_in_app: i64,
    /// Orders whose last click of the creator was elsewhere.
    pub n_orders_elsewhere: i64,
    /// Orders with a part of the creator's and no click of theirs, such as those by code alone.
    pub n_orders_without_click: i64,
}

/// What an app's own browser has to do with how clicks buy.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum InApps {
    /// No click stayed in one.
    Unused,
    /// Too few orders of others come from there, or are due, to compare.
    TooFew,
    /// They buy as others do there.
    AsOthers,
    /// They buy less there, and elsewhere as others do: it is the app.
    LessThere,
    /// Everybody buys less there, and so much more of these clicks stay there that it shows.
    MostlyThere(Most),
    /// They buy less there and elsewhere.
    LessInBoth,
    /// They buy less there, too few come from elsewhere, and others buy there as elsewhere.
    OthersBuyThere,
    /// They buy less there, too few come from elsewhere, and everybody buys less there.
    EverybodyLess,
}

/// What the pages have to do with how clicks buy.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OnPages {
    /// Too few orders of others come from them, or are due, to compare.
    TooFew,
    /// Others sell no more from them.
    AsOthers,
    /// Others sell from them as everybody does: the pages work.
    OthersSell,
    /// They sell little for anybody.
    NobodySells,
}

impl Buying {
    /// Whether an app's own browser keeps people from buying.
    pub fn in_apps(&self) -> InApps {
        let (own, others) = (&self.own, &self.others);
        let away = is_as_well(own.elsewhere(), others.elsewhere());
        let is_known = is_due(own.elsewhere(), others.elsewhere(), MIN_DUE_TO_BLAME);
        let there = is_as_well(own.in_apps(), others.in_apps());
        if there == Some(false) && away == Some(true) && is_known {
            return InApps::LessThere;
        }
        if let Some(most) = self.mostly_there() {
            return InApps::MostlyThere(most);
        }
        match there {
            _ if own.n_in_app == 0 => InApps::Unused,
            None => InApps::TooFew,
            Some(true) => InApps::AsOthers,
            Some(false) => match (away, is_as_well(others.in_apps(), others.elsewhere())) {
                (Some(false), _) => InApps::LessInBoth,
                (_, Some(false)) => InApps::EverybodyLess,
                (_, Some(true)) => InApps::OthersBuyThere,
                (_, None) => InApps::TooFew,
            },
        }
    }

    /// Whether clicks stay in apps where everybody buys less.
    fn mostly_there(&self) -> Option<Most> {
        let (own, others) = (&self.own, &self.others);
        let clicks = |of: &BuyingOf| [of.n_in_app, of.elsewhere().1];
        let orders = [others.n_orders_in_app, others.n_orders_elsewhere];
        mix::costs(&clicks(own), &clicks(others), &orders).filter(|most| most.place == 0)
    }

    /// Whether the pages keep people from buying.
    pub fn on_pages(&self) -> OnPages {
        let (own, there) = (self.own.all(), self.on_same_pages.all());
        match (is_as_well(own, there), is_as_well(there, self.others.all())) {
            (None, _) => OnPages::TooFew,
            (Some(true), _) => OnPages::AsOthers,
            (Some(false), Some(false)) => OnPages::NobodySells,
            (Some(false), _) => OnPages::OthersSell,
        }
    }
}

impl BuyingOf {
    /// Orders and clicks inside of apps.
    pub fn in_apps(&self) -> (i64, i64) {
        (self.n_orders_in_app, self.n_in_app)
    }

    /// Orders and clicks outside of apps.
    pub fn elsewhere(&self) -> (i64, i64) {
        (self.n_orders_elsewhere, self.n_clicks - self.n_in_app)
    }

    /// Orders and clicks.
    pub fn all(&self) -> (i64, i64) {
        (self.n_orders_in_app + self.n_orders_elsewhere, self.n_clicks)
    }
}

/// Whether clicks buy as well as others', by orders and clicks of each; `None` if there is too
/// little to say.
fn is_as_well(own: (i64, i64), others: (i64, i64)) -> Option<bool> {
    let [(bought, clicks), (other_bought, other_clicks)] = [own, others].map(wide);
    let is_known = MIN_OTHER_ORDERS <= others.0 && is_due(own, others, MIN_DUE_ORDERS);
    is_known.then(|| AS_WELL_FROM * clicks * other_bought <= bought * other_clicks * 100)
}

/// Whether at the others' rate so many orders would have come of the clicks.
fn is_due(own: (i64, i64), others: (i64, i64), n_orders: i128) -> bool {
    let [(_, clicks), (other_bought, other_clicks)] = [own, others].map(wide);
    0 < other_clicks && n_orders * other_clicks <= clicks * other_bought
}

fn wide((n_orders, n_clicks): (i64, i64)) -> (i128, i128) {
    (n_orders.into(), n_clicks.into())
}

#[cfg(test)]
mod tests {
    use byline_core::time::Timestamp;

    use super::*;

    /// In apps and elsewhere: clicks, and orders from there.
    type Part = ((i64, i64), (i64, i64));

    fn part(((n_in_app, n_orders_in_app), (n_elsewhere, n_orders_elsewhere)): Part) -> BuyingOf {
        BuyingOf {
            n_clicks: n_in_app + n_elsewhere,
            n_in_app,
            n_orders_in_app,
            n_orders_elsewhere,
            n_orders_without_click: 0,
            ..BuyingOf::default()
        }
    }

    fn buying(own: Part, others: Part) -> Buying {
        let span = Span { from: Timestamp(0), to: Timestamp(1) };
        let (own, others) = (part(own), part(others));
        Buying { span, own, others, on_same_pages: others }
    }

    /// Reads as a table: the creator's clicks and orders, the others', and what it is.
    #[test]
    fn an_app_is_the_cause_only_where_elsewhere_they_buy_as_others() {
        let others = ((1_000, 50), (1_000, 50));
        for (own, others, expected) in [
            (((400, 2), (200, 10)), others, InApps::LessThere),
            (((400, 14), (200, 8)), others, InApps::LessThere),
            (((400, 15), (200, 2)), others, InApps::AsOthers),
            (((400, 2), (200, 7)), others, InApps::LessInBoth),
            (((400, 2), (99, 9)), others, InApps::OthersBuyThere),
            (((400, 2), (199, 9)), others, InApps::OthersBuyThere),
            (((400, 2), (20, 0)), ((1_000, 50), (1_000, 70)), InApps::EverybodyLess),
            (((99, 0), (200, 10)), others, InApps::TooFew),
            (((400, 2), (200, 2)), ((1_000, 29), (1_000, 50)), InApps::TooFew),
            (((400, 2), (0, 0)), ((1_000, 50), (0, 0)), InApps::TooFew),
            (((0, 0), (200, 2)), others, InApps::Unused),
        ] {
            assert_eq!(buying(own, others).in_apps(), expected, "{own:?} {others:?}");
        }
    }

    /// They buy as others do in apps; where nearly all stay there, and everybody buys less there,
    /// that shows all the same.
    #[test]
    fn most_clicks_stay_where_everybody_buys_less() {
        let others = ((1_000, 20), (1_000, 60));
        let found = buying(((950, 19), (50, 3)), others).in_apps();
        let InApps::MostlyThere(most) = found else { panic!("{found:?}") };
        assert_eq!((most.share, most.usual, most.less), (95, 50, 50));
    }

    /// Reads as a table: orders of 100 clicks of the creator, of others on the pages and of all.
    #[test]
    fn a_page_works_where_others_sell_from_it() {
        let of = |n_clicks, n_orders| part(((0, 0), (n_clicks, n_orders)));
        for (own, there, all, expected) in [
            (of(100, 3), of(1_000, 50), of(2_000, 100), OnPages::OthersSell),
            (of(100, 4), of(1_000, 50), of(2_000, 100), OnPages::AsOthers),
            (of(99, 0), of(1_000, 50), of(2_000, 100), OnPages::TooFew),
            (of(100, 0), of(500, 29), of(2_000, 100), OnPages::TooFew),
            (of(200, 0), of(1_000, 30), of(2_000, 100), OnPages::NobodySells),
        ] {
            let asked = Buying {
                own,
                on_same_pages: there,
                others: all,
                ..buying(((0, 0), (0, 0)), ((0, 0), (0, 0)))
            };
            assert_eq!(asked.on_pages(), expected, "{own:?} {there:?}");
        }
    }
}
