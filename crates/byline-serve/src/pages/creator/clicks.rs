//! The evidence behind a cause: how the clicks of one creator fare beside everybody else's.
//!
//! A cause such as "87% stay in an app's own browser" is opened here: what of it is true of all,
//! and whether those clicks buy less than others do.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use byline_core::creator::Creator;
use byline_engine::Engine;
use byline_engine::view::{Buying, BuyingOf, CreatorDecision, InApps, LikelyCause, OnPages, Scope};
use maud::{Markup, html};

use super::things;
use crate::pages::ask::Range;
use crate::pages::frame::Frame;
use crate::pages::parts::{Cell, Figure, Heading, Sheet, Tone, card};
use crate::pages::shell::{Here, Shell};
use crate::pages::visit::{Visit, Whole};
use crate::pages::{decisions, links, switches, words};
use crate::site::Site;

/// `GET /creators/{id}/clicks`
pub async fn show(State(site): State<Arc<Site>>, Path(id): Path<String>, visit: Visit) -> Response {
    let page = visit.framed(&site, Range::Flight, |engine, frame| {
        Some(whole(engine, frame, engine.creator(&id)?))
    });
    page.await
}

/// Why somebody is not among those whose clicks do not buy.
const NOT_LISTED: &str = "They are not listed among clicks without sales. That takes that people \
                          click as often as they should, that they buy far too seldom, and that \
                          the data confirms it or a cause is seen.";

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
    let queue = engine.decisions_view(&frame.campaign.id, frame.now);
    let mut rows = queue.iter().flat_map(|queue| &queue.creators);
    let about = rows.find(|row| row.creator_id == creator.id);
    let is_listed = about.is_some_and(CreatorDecision::does_not_sell);
    let advised = about.map(|row| decisions::advised(row.advice.what).1);
    let content = html! {
        (head.render())
        (card("causes", "Why they may not buy", "the likeliest first", html! {
            (causes_list(&causes))
            @if !is_listed { p.note { (NOT_LISTED) } }
        }))
        (card("evidence", "The evidence", "beside everybody else in the campaign",
            evidence(engine, frame, creator, &buying)))
        (card("steps", "What to do", "", what_to_do(frame, creator, &buying, advised)))
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
            ol.lines { @for cause in causes { li { (words::sentence(&cause.with_rates())) "." } } }
        }
    }
}

/// What the pages have to do with it.
fn page_sentence(buying: &Buying) -> Option<String> {
    let [there, here] = [&buying.on_same_pages, &buying.own].map(|of| rate(of.all()));
    let (there, here) = (there?, here?);
    Some(match buying.on_pages() {
        OnPages::TooFew => return None,
        OnPages::AsOthers => format!(
            "Others who lead to the same pages sell no more from them: {there} of their clicks \
             buy, here {here}."
        ),
        OnPages::OthersSell if is_app(buying) => {
            format!("Others sell from the same pages: {there} of their clicks buy, here {here}.")
        }
        OnPages::OthersSell => format!(
            "Others sell from the same pages: {there} of their clicks buy, here {here}. So the \
             pages work; what the posts promise, or who sees them, is left."
        ),
        OnPages::NobodySells => format!(
            "Nobody sells much from these pages: {there} of the others' clicks buy there, here \
             {here}. Look at the pages first."
        ),
    })
}

/// Whether an app's own browser is the cause.
fn is_app(buying: &Buying) -> bool {
    matches!(buying.in_apps(), InApps::LessThere | InApps::MostlyThere(_))
}

/// What an app's own browser has to do with it.
fn app_sentence(buying: &Buying) -> String {
    let Buying { own, others, .. } = buying;
    let beside = |part: fn(&BuyingOf) -> (i64, i64)| {
        let [own, others] = [own, others].map(|of| rate(part(of)).unwrap_or_default());
        format!("{own} buy (others {others})")
    };
    let there = || format!("Of the clicks inside of apps {}", beside(BuyingOf::in_apps));
    let both = || format!("{}, of those elsewhere {}", there(), beside(BuyingOf::elsewhere));
    let elsewhere = || rate(others.elsewhere()).unwrap_or_default();
    match buying.in_apps() {
        InApps::Unused if own.n_clicks == 0 => "Nobody clicked yet.".to_owned(),
        InApps::Unused => {
            "No click stayed in an app's own browser, so that is not the cause.".to_owned()
        }
        InApps::TooFew => {
            "Too few orders are due from inside of apps to say whether that matters.".to_owned()
        }
        InApps::AsOthers => {
            format!("{}, so the app is not what tells these clicks apart.", there())
        }
        InApps::MostlyThere(most) => format!(
            "{}% of the clicks stay in an app's own browser (others {}%), where everybody buys \
             less ({}, elsewhere {}). Try the checkout there.",
            most.share,
            most.usual,
            rate(others.in_apps()).unwrap_or_default(),
            elsewhere()
        ),
        InApps::LessThere => format!("{}: less only there. Try the checkout there.", both()),
        InApps::LessInBoth => {
            format!("{}: less in both, so the app is not what tells them apart.", both())
        }
        InApps::OthersBuyThere => format!(
            "{}. Others buy there about as often as elsewhere ({}), so the app is not what keeps \
             people from buying.",
            there(),
            elsewhere()
        ),
        InApps::EverybodyLess => format!(
            "{}. Everybody buys less there than elsewhere ({}): try the checkout there.",
            there(),
            elsewhere()
        ),
    }
}

fn rate((n_orders, n_clicks): (i64, i64)) -> Option<String> {
    words::percent(n_orders.into(), n_clicks.into())
}

fn evidence(engine: &Engine, frame: &Frame<'_>, creator: &Creator, buying: &Buying) -> Markup {
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
        p { (app_sentence(buying)) }
        p.note {
            (whole_orders(engine, frame, creator, buying))
            @if !is_whole {
                " All of it since " (frame.clock.day_minute(span.from)) ", as far back as \
                 the newest orders that are looked through reach."
            }
        }
    }
}

/// How orders that count whole here are the credited ones that stand elsewhere.
fn whole_orders(
    engine: &Engine,
    frame: &Frame<'_>,
    creator: &Creator,
    Buying { span, own, .. }: &Buying,
) -> String {
    let scope = Scope { creator: Some(creator.id.clone()), ..frame.scope() };
    let credited = frame.figures(engine, scope, *span).orders_micro[frame.model];
    let without = match own.n_orders_without_click {
        0 => String::new(),
        n => format!(", and {} came without one, such as by code alone", words::count(n)),
    };
    format!(
        "{} had a click of theirs before{without}. An order counts whole here for each creator who \
         has a part in it; with the credit shared they count as {} orders.",
        words::counted(own.all().0, "order", "orders"),
        words::conversions(credited)
    )
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
        row("Bought", &|of| share(of.all(), "clicks")),
        beside("Bought, on the same pages", on_same_pages, &|of| share(of.all(), "clicks")),
        row("Stay in an app's own browser", &|of| share((of.n_in_app, of.n_clicks), "clicks")),
        row("Of those, bought", &|of| share(of.in_apps(), "clicks")),
        row("Of all other clicks, bought", &|of| share(of.elsewhere(), "clicks")),
        row("Seen on the page they lead to", &|of| match of.n_visits {
            0 => "n/a".to_owned(),
            n => share((n.min(of.n_clicks), of.n_clicks), "clicks"),
        }),
        row("Of those, the page was sold out", &|of| {
            share((of.n_sold_out, of.n_visits), "landings")
        }),
    ]
}

fn what_to_do(
    frame: &Frame<'_>,
    creator: &Creator,
    buying: &Buying,
    advised: Option<&'static str>,
) -> Markup {
    let own = &buying.own;
    let is_sold_out = 0 < own.n_sold_out && own.n_visits <= own.n_sold_out * 4;
    html! {
        ul.lines {
            @if is_sold_out { li { "Restock, or change where the links land." } }
            @if is_app(buying) {
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
                @if let Some(word) = advised { "Advice: " (word) ". " }
                a href={ (links::creator(&frame.ask, &creator.id)) "#standing" } {
                    "See why, and where they stand"
                }
                "."
            }
        }
    }
}
