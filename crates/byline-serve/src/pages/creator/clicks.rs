//! The evidence behind a cause: how the clicks of one creator fare beside everybody else's.
//!
//! A cause such as "87% stay in an app's own browser" is opened here: what of it is true of all,
//! and whether those clicks buy less than others do.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use byline_core::creator::Creator;
use byline_engine::Engine;
use byline_engine::view::{Buying, BuyingOf, Cause, LikelyCause, Scope};
use maud::{Markup, html};

use super::things;
use crate::pages::ask::Range;
use crate::pages::frame::Frame;
use crate::pages::parts::{Cell, Figure, Heading, Sheet, Tone, card};
use crate::pages::shell::{Here, Shell};
use crate::pages::visit::{Visit, Whole};
use crate::pages::{links, switches, words};
use crate::site::Site;

/// A share differs from another from so many points on, in hundredths of a percent.
const APART_BP: i128 = 5_00;

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
    let buying = engine.buying(&frame.query(frame.scope(), frame.span, &[]), &creator.id);
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
    let content = html! {
        (head.render())
        (card("causes", "Why they may not buy", "the likeliest first", causes_list(&causes)))
        (card("evidence", "The evidence", "beside everybody else in the campaign",
            evidence(engine, frame, creator, (&buying, &causes))))
        (card("steps", "What to do", "", what_to_do(frame, creator, &buying)))
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

/// What the app's own browser has to do with it.
fn in_app_sentence(Buying { own, others }: &Buying, is_cause: bool) -> String {
    let (Some(rate), Some(elsewhere)) = (
        words::percent(own.n_orders_in_app.into(), own.n_in_app.into()),
        words::percent(others.n_orders_in_app.into(), others.n_in_app.into()),
    ) else {
        return match own.n_in_app {
            0 => "No click stayed in an app's own browser, so that is not the cause.".to_owned(),
            _ => "Nobody else's clicks stay in an app's own browser, so there is nothing to \
                  compare with: buy something there yourself."
                .to_owned(),
        };
    };
    let share = |of: &BuyingOf| words::percent(of.n_in_app.into(), of.n_clicks.into());
    let (share_own, share_others) =
        (share(own).unwrap_or_default(), share(others).unwrap_or_default());
    let said = format!(
        "{share_own} of the clicks stay in an app's own browser, where {rate} buy. Of everybody \
         else {share_others} stay there, and {elsewhere} buy."
    );
    let verdict = match (is_usual(own, others), is_as_good(own, others)) {
        (true, false) => {
            "Others stay in apps as often and buy more there, so look at the page and the offer \
             that these links lead to."
        }
        (true, true) => {
            "That is as everybody else, so the app is not what tells these clicks apart."
        }
        (false, false) if is_cause => {
            "That is more than usual, and they buy less: try the checkout there."
        }
        (false, false) => {
            "That is somewhat more than usual, too little to be the cause alone; they buy less \
             there, so try the checkout."
        }
        (false, true) => "That is more than usual, but they buy as others do there.",
    };
    format!("{said} {verdict}")
}

/// Whether about as many clicks stay in apps as of everybody else.
fn is_usual(own: &BuyingOf, others: &BuyingOf) -> bool {
    let bp = |of: &BuyingOf| i128::from(of.n_in_app) * 100_00 / i128::from(of.n_clicks.max(1));
    bp(own) < bp(others) + APART_BP
}

/// Whether clicks in apps buy at least three quarters as often as everybody else's.
fn is_as_good(own: &BuyingOf, others: &BuyingOf) -> bool {
    let at = |of: &BuyingOf, other: &BuyingOf| {
        i128::from(of.n_orders_in_app) * i128::from(other.n_in_app)
    };
    at(others, own) * 3 <= at(own, others) * 4
}

fn evidence(
    engine: &Engine,
    frame: &Frame<'_>,
    creator: &Creator,
    (buying, causes): (&Buying, &[LikelyCause]),
) -> Markup {
    let is_cause = causes.iter().any(|it| it.cause == Cause::InAppBrowser);
    let Buying { own, others } = buying;
    let scope = Scope { creator: Some(creator.id.clone()), ..frame.scope() };
    let figures = frame.figures(engine, scope, frame.span);
    let share = |part: i64, whole: i64, noun: &str| match words::percent(part.into(), whole.into())
    {
        Some(share) => {
            format!("{share} ({} of {} {noun})", words::count(part), words::count(whole))
        }
        None => "n/a".to_owned(),
    };
    let row = |what: &str, of: &dyn Fn(&BuyingOf) -> String| {
        vec![
            Cell::Text(what.to_owned()),
            Cell::Number(Tone::Plain, of(own)),
            Cell::Number(Tone::Plain, of(others)),
        ]
    };
    let clicks = links::explain(frame, "clicks", Some(&creator.id));
    let clicks = Figure::known(words::count(figures.n_clicks), clicks);
    let sheet = Sheet {
        label: "Clicks and what came of them",
        columns: vec![
            Heading::text("Clicks by people"),
            Heading::number(&creator.name),
            Heading::number("Everybody else"),
        ],
        rows: vec![
            vec![
                Cell::Text("All".to_owned()),
                Cell::Figure("clicks".to_owned(), clicks),
                Cell::Number(Tone::Plain, words::count(others.n_clicks)),
            ],
            row("Stay in an app's own browser", &|of| share(of.n_in_app, of.n_clicks, "clicks")),
            row("Of those, bought", &|of| share(of.n_orders_in_app, of.n_in_app, "clicks")),
            row("Of all other clicks, bought", &|of| {
                share(of.n_orders_elsewhere, of.n_elsewhere(), "clicks")
            }),
            row("Seen on the page they lead to", &|of| match of.n_visits {
                0 => "n/a".to_owned(),
                n => share(n.min(of.n_clicks), of.n_clicks, "clicks"),
            }),
            row("Of those, the page was sold out", &|of| {
                share(of.n_sold_out, of.n_visits, "landings")
            }),
        ],
        sums: Vec::new(),
        empty: String::new(),
    };
    html! {
        (sheet.render())
        p { (in_app_sentence(buying, is_cause)) }
        p.note {
            "An order counts here once, where its last click of the creator was; orders by code \
             alone have no click. The newest 5,000 orders of the range are looked through."
        }
    }
}

fn what_to_do(frame: &Frame<'_>, creator: &Creator, Buying { own, others }: &Buying) -> Markup {
    let is_sold_out = 0 < own.n_sold_out && own.n_visits <= own.n_sold_out * 4;
    html! {
        ul.lines {
            @if is_sold_out { li { "Restock, or change where the links land." } }
            @if 0 < own.n_in_app && !is_as_good(own, others) {
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
    use super::*;

    /// Reads as a table: clicks, in apps, orders from there, of the creator and of all others.
    #[test]
    fn an_app_is_the_cause_only_where_others_do_better() {
        for (own, others, is_cause, expected) in [
            ((100, 90, 1), (1_000, 880, 50), false, "look at the page and the offer"),
            ((100, 90, 5), (1_000, 880, 50), false, "as everybody else"),
            ((100, 90, 1), (1_000, 500, 50), true, "more than usual, and they buy less"),
            ((100, 90, 1), (1_000, 800, 50), false, "too little to be the cause alone"),
            ((100, 90, 9), (1_000, 500, 50), false, "buy as others do there"),
            ((100, 0, 0), (1_000, 500, 50), false, "is not the cause"),
        ] {
            let of = |(n_clicks, n_in_app, n_orders_in_app)| BuyingOf {
                n_clicks,
                n_in_app,
                n_orders_in_app,
                ..BuyingOf::default()
            };
            let said = in_app_sentence(&Buying { own: of(own), others: of(others) }, is_cause);
            assert!(said.contains(expected), "{own:?} {others:?}: {said}");
        }
    }
}
