//! The evidence behind a cause: how the clicks of one creator fare beside everybody else's.
//!
//! A cause such as "87% stay in an app's own browser" is opened here: what of it is true of all,
//! and whether those clicks buy less than others do.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use byline_core::creator::Creator;
use byline_engine::Engine;
use byline_engine::view::{Buying, BuyingOf, Cause, LikelyCause};
use maud::{Markup, html};

use super::things;
use crate::pages::ask::Range;
use crate::pages::frame::Frame;
use crate::pages::parts::{Cell, Figure, Heading, Sheet, Tone, card};
use crate::pages::shell::{Here, Shell};
use crate::pages::visit::{Visit, Whole};
use crate::pages::{links, switches, words};
use crate::site::Site;

/// Fewer orders of the others on a page than this say nothing of it.
const MIN_ORDERS: i64 = 30;
/// Fewer orders due than this say nothing of where they come from.
const MIN_DUE: i128 = 5;

/// `GET /creators/{id}/clicks`
pub async fn show(State(site): State<Arc<Site>>, Path(id): Path<String>, visit: Visit) -> Response {
    let page = visit.framed(&site, Range::Flight, |engine, frame| {
        Some(whole(engine, frame, engine.creator(&id)?))
    });
    page.await
}

/// Where the evidence about a creator stands, in the range of the frame.
pub fn href(frame: &Frame<'_>, id: &byline_core::id::CreatorId) -> String {
    let ask = crate::pages::ask::Ask { range: Some(frame.range), ..frame.ask.elsewhere() };
    ask.href(&path(id))
}

fn path(id: &byline_core::id::CreatorId) -> String {
    format!("/creators/{}/clicks", links::segment(id.as_str()))
}

fn whole(engine: &Engine, frame: &Frame<'_>, creator: &Creator) -> Whole {
    let buying = engine.buying(&frame.campaign.id, &creator.id, frame.span);
    let title = format!("{}: how clicks buy", creator.name);
    let shell = Shell {
        title: title.clone(),
        here: Here::Creators,
        ask: frame.ask.clone(),
        is_live: false,
        banners: switches::banners(engine, frame),
    };
    let head = switches::head(engine, frame, &path(&creator.id), title);
    let their = things::links(engine, frame, &creator.id);
    let causes = engine.causes(&frame.campaign.id, &creator.id, (frame.span, frame.now));
    let app = App::of(&buying, causes.iter().any(|it| it.cause == Cause::InAppBrowser));
    let content = html! {
        (head.render())
        (card("causes", "Why they may not buy", "the likeliest first", causes_list(&causes)))
        (card("evidence", "The evidence", "beside everybody else in the campaign",
            evidence(frame, creator, (&buying, app))))
        (card("steps", "What to do", "", what_to_do(frame, creator, (&buying, app))))
        (card("links", "Where the links land", "", their.render("Links")))
    };
    Whole { shell, content }
}

/// Every cause that the signals support.
fn causes_list(causes: &[LikelyCause]) -> Markup {
    html! {
        @if causes.is_empty() {
            p { "The signals show no fault of the page, the code, the price or the way to it." }
        } @else {
            ol.lines { @for cause in causes { li { (words::sentence(&cause.reason)) "." } } }
        }
    }
}

/// Whether others sell from the same pages, where enough of them lead there.
fn page_sentence(Buying { own, on_same_pages, .. }: &Buying) -> Option<String> {
    if on_same_pages.n_orders() < MIN_ORDERS {
        return None;
    }
    let (there, here) = (rate(all(on_same_pages))?, rate(all(own))?);
    Some(match is_as_good(all(own), all(on_same_pages)) {
        true => format!(
            "Others who lead to the same pages sell no more from them: {there} of their clicks \
             buy, here {here}."
        ),
        false => format!(
            "Others sell from the same pages: {there} of their clicks buy, here {here}. So the \
             pages work; what the posts promise, or who sees them, is left."
        ),
    })
}

/// What an app's own browser has to do with it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum App {
    /// No click stayed in one.
    Unused,
    /// Nobody else's clicks stay there.
    Alone,
    /// They buy less there only.
    Cause,
    /// They buy as others do there.
    AsOthers,
    /// They buy less there and elsewhere.
    LessInBoth,
    /// They buy less there, and too few come from elsewhere to compare.
    TooFewElsewhere,
    /// They buy less there and as others elsewhere, and it is not sure.
    Unsure,
}

impl App {
    fn of(Buying { own, others, .. }: &Buying, is_cause: bool) -> Self {
        let (there, away) = (in_app(own), elsewhere(own));
        let due_away = match elsewhere(others) {
            (_, 0) => 0,
            (n_orders, n_clicks) => {
                i128::from(away.1) * i128::from(n_orders) / i128::from(n_clicks)
            }
        };
        match () {
            () if own.n_in_app == 0 => Self::Unused,
            () if others.n_in_app == 0 => Self::Alone,
            () if is_cause => Self::Cause,
            () if is_as_good(there, in_app(others)) => Self::AsOthers,
            () if due_away < MIN_DUE => Self::TooFewElsewhere,
            () if is_as_good(away, elsewhere(others)) => Self::Unsure,
            () => Self::LessInBoth,
        }
    }

    /// Whether somebody should try it out.
    fn may_be(self) -> bool {
        matches!(self, Self::Alone | Self::Cause | Self::TooFewElsewhere | Self::Unsure)
    }

    fn sentence(self, Buying { own, others, .. }: &Buying) -> String {
        let beside = |part: fn(&BuyingOf) -> (i64, i64)| {
            let [own, others] = [own, others].map(|of| rate(part(of)).unwrap_or_default());
            format!("{own} buy (others {others})")
        };
        let there = || format!("Of the clicks inside of apps {}", beside(in_app));
        let both = || format!("{}, of those elsewhere {}", there(), beside(elsewhere));
        match self {
            Self::Unused => {
                "No click stayed in an app's own browser, so that is not the cause.".to_owned()
            }
            Self::Alone => "Nobody else's clicks stay in an app's own browser, so there is \
                            nothing to compare with: buy something there yourself."
                .to_owned(),
            Self::Cause => format!("{}. Try the checkout there.", both()),
            Self::AsOthers => {
                format!("{}, so the app is not what tells these clicks apart.", there())
            }
            Self::LessInBoth => {
                format!("{}: less in both, so the app is not what tells them apart.", both())
            }
            Self::TooFewElsewhere => {
                format!("{}. Too few come from elsewhere to tell whether it is the app.", there())
            }
            Self::Unsure => {
                format!("{}. It may be the app, and is not sure: try the checkout there.", both())
            }
        }
    }
}

/// Orders and clicks inside of apps.
fn in_app(of: &BuyingOf) -> (i64, i64) {
    (of.n_orders_in_app, of.n_in_app)
}

/// Orders and clicks outside of apps.
fn elsewhere(of: &BuyingOf) -> (i64, i64) {
    (of.n_orders_elsewhere, of.n_elsewhere())
}

/// Orders and clicks.
fn all(of: &BuyingOf) -> (i64, i64) {
    (of.n_orders(), of.n_clicks)
}

fn rate((n_orders, n_clicks): (i64, i64)) -> Option<String> {
    words::percent(n_orders.into(), n_clicks.into())
}

/// Whether clicks buy at least three quarters as often as others do: orders and clicks of each.
fn is_as_good(own: (i64, i64), others: (i64, i64)) -> bool {
    let at = |(n_orders, _): (i64, i64), (_, n_clicks): (i64, i64)| {
        i128::from(n_orders) * i128::from(n_clicks)
    };
    at(others, own) * 3 <= at(own, others) * 4
}

fn evidence(frame: &Frame<'_>, creator: &Creator, (buying, app): (&Buying, App)) -> Markup {
    let Buying { span, own, .. } = buying;
    let is_whole = frame.span.from.bucket() == span.from.bucket();
    let n_clicks = words::count(own.n_clicks);
    let explained = links::explain(frame, "clicks", Some(&creator.id));
    let clicks = match is_whole {
        true => Cell::Figure("clicks".to_owned(), Figure::known(n_clicks, explained)),
        false => Cell::Number(Tone::Plain, n_clicks),
    };
    let sheet = Sheet {
        label: "Clicks and what came of them",
        columns: vec![
            Heading::text("Clicks by people"),
            Heading::number(&creator.name),
            Heading::number("Everybody else"),
        ],
        rows: rows(buying, clicks),
        sums: Vec::new(),
        empty: String::new(),
    };
    html! {
        (sheet.render())
        @if let Some(said) = page_sentence(buying) { p { (said) } }
        p { (app.sentence(buying)) }
        p.note {
            "An order counts where its last click of the creator was, of the others once for \
             each who has a part in it; orders by code alone have no click."
            @if !is_whole {
                " All of it since " (frame.clock.day_minute(span.from)) ", as far back as \
                 the newest orders that are looked through reach."
            }
        }
    }
}

fn rows(Buying { own, others, on_same_pages, .. }: &Buying, clicks: Cell) -> Vec<Vec<Cell>> {
    let share = |(part, whole): (i64, i64), noun: &str| match rate((part, whole)) {
        Some(share) => {
            format!("{share} ({} of {} {noun})", words::count(part), words::count(whole))
        }
        None => "n/a".to_owned(),
    };
    let beside = |what: &str, other: &BuyingOf, of: &dyn Fn(&BuyingOf) -> String| {
        let number = |of: String| Cell::Number(Tone::Plain, of);
        vec![Cell::Text(what.to_owned()), number(of(own)), number(of(other))]
    };
    let row = |what: &str, of: &dyn Fn(&BuyingOf) -> String| beside(what, others, of);
    let n_others = Cell::Number(Tone::Plain, words::count(others.n_clicks));
    vec![
        vec![Cell::Text("All".to_owned()), clicks, n_others],
        row("Bought", &|of| share(all(of), "clicks")),
        beside("Bought, on the same pages", on_same_pages, &|of| share(all(of), "clicks")),
        row("Stay in an app's own browser", &|of| share((of.n_in_app, of.n_clicks), "clicks")),
        row("Of those, bought", &|of| share(in_app(of), "clicks")),
        row("Of all other clicks, bought", &|of| share(elsewhere(of), "clicks")),
        row("Seen on the page they lead to", &|of| match of.n_visits {
            0 => "n/a".to_owned(),
            n => share((n.min(of.n_clicks), of.n_clicks), "clicks"),
        }),
        row("Of those, the page was sold out", &|of| {
            share((of.n_sold_out, of.n_visits), "landings")
        }),
    ]
}

fn what_to_do(frame: &Frame<'_>, creator: &Creator, (buying, app): (&Buying, App)) -> Markup {
    let own = &buying.own;
    let is_sold_out = 0 < own.n_sold_out && own.n_visits <= own.n_sold_out * 4;
    html! {
        ul.lines {
            @if is_sold_out { li { "Restock, or change where the links land." } }
            @if app.may_be() {
                li {
                    "Open a link below inside the app, on a phone, and go through to the payment: \
                     pop-ups, wallets and sign-ins often fail there."
                }
            }
            li {
                "Compare what the content promises with the page. "
                a href={ (links::creator(&frame.ask, &creator.id)) "#posts" } {
                    "See their posts"
                }
                "."
            }
            li {
                "Look at what was decided about it. "
                a href={ (links::creator(&frame.ask, &creator.id)) "#standing" } {
                    "See where they stand"
                }
                "."
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use byline_core::time::{Span, Timestamp};

    use super::*;

    /// In apps and elsewhere: clicks, and orders from there.
    type Part = ((i64, i64), (i64, i64));

    fn part(((n_in_app, n_orders_in_app), (n_elsewhere, n_orders_elsewhere)): Part) -> BuyingOf {
        BuyingOf {
            n_clicks: n_in_app + n_elsewhere,
            n_in_app,
            n_orders_in_app,
            n_orders_elsewhere,
            ..BuyingOf::default()
        }
    }

    fn buying(own: Part, others: Part) -> Buying {
        let span = Span { from: Timestamp(0), to: Timestamp(1) };
        let (own, others) = (part(own), part(others));
        Buying { span, own, others, on_same_pages: others }
    }

    /// Reads as a table: the creator's clicks and orders, the others', whether the app is a cause.
    #[test]
    fn an_app_is_the_cause_only_where_elsewhere_they_buy_as_others() {
        let others = ((1_000, 50), (1_000, 50));
        for (own, others, is_app, expected) in [
            (((400, 2), (200, 10)), others, true, "Try the checkout there"),
            (((400, 12), (200, 10)), others, false, "is not sure"),
            (((400, 2), (200, 2)), others, false, "less in both"),
            (((400, 2), (20, 1)), others, false, "Too few come from elsewhere"),
            (((400, 18), (200, 2)), others, false, "not what tells these clicks apart"),
            (((0, 0), (200, 2)), others, false, "that is not the cause"),
            (((400, 2), (200, 2)), ((0, 0), (1_000, 50)), false, "nothing to compare with"),
        ] {
            let buying = buying(own, others);
            let said = App::of(&buying, is_app).sentence(&buying);
            assert!(said.contains(expected), "{own:?} {others:?}: {said}");
        }
    }

    #[test]
    fn a_page_works_where_others_sell_from_it() {
        let others = ((1_000, 50), (1_000, 50));
        for (own, others, expected) in [
            (((400, 2), (200, 2)), others, Some("So the pages work")),
            (((400, 20), (200, 9)), others, Some("sell no more from them")),
            (((400, 2), (200, 2)), ((100, 5), (100, 5)), None),
        ] {
            let said = page_sentence(&buying(own, others));
            let is_said = |part: &str| said.as_ref().is_some_and(|said| said.contains(part));
            assert!(expected.map_or(said.is_none(), is_said), "{own:?}: {said:?}");
        }
    }
}
