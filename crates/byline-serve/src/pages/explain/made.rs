//! How a figure comes about: revenue from all that was ordered, clicks from all that was asked
//! for. The lines add up to the figure.

use byline_core::click::Verdict;
use byline_engine::Engine;
use byline_engine::view::{Bought, LeftOut, Measure};

use super::build::explained_query;
use super::subject::Subject;
use super::{Line, Reckoning};
use crate::pages::frame::Frame;
use crate::pages::links::{self, Asked};
use crate::pages::{linkbook, words};

/// How many links are named.
const MOST_LINKS: usize = 8;

/// What the figure is made of, step by step; nothing of what is no such sum.
pub fn of(
    engine: &Engine,
    frame: &Frame<'_>,
    subject: &Subject,
    measure: Measure,
) -> Vec<Reckoning> {
    if subject.is_of_last_hour {
        return Vec::new();
    }
    let query = explained_query(frame, subject);
    match measure {
        Measure::Revenue => {
            let bought = engine.bought_behind(&query, frame.model);
            revenue(frame, subject, &bought).into_iter().collect()
        }
        Measure::Clicks => {
            let n_clicks = engine.query(&query).rows.first().map_or(0, |row| row.figures.n_clicks);
            left_out(engine, n_clicks, &engine.left_out(&query))
        }
        _ => Vec::new(),
    }
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// From gross to credit.
fn revenue(frame: &Frame<'_>, subject: &Subject, bought: &Bought) -> Option<Reckoning> {
    if bought.n_orders == 0 {
        return None;
    }
    let currency = subject.currency(frame);
    let money = |minor| words::money(minor, currency);
    let less = |minor: i64| words::money_signed(-minor, currency);
    let orders = |n| words::counted(count(n), "order", "orders");
    let is_whole = subject.creator.is_none() && subject.placement.is_none();
    let line = |name: &str, note: String, amount: String| Line {
        name: name.to_owned(),
        note,
        ..Line::of(amount)
    };
    let sum = |name: &str, amount| Line { is_sum: true, ..line(name, String::new(), amount) };
    let all = if is_whole { "All orders placed" } else { "The orders they have a part in" };
    let before = format!("{}, before anything went back", orders(bought.n_orders));
    let mut lines = vec![line(all, before, money(bought.gross_minor))];
    let mut net_minor = bought.gross_minor - bought.refunded_minor;
    for row in &bought.uncounted {
        let state = words::sentence(&row.state.key().replace('_', " "));
        lines.push(line(&state, orders(row.n_orders), less(row.amount_minor)));
        net_minor -= row.amount_minor;
    }
    let of_orders = format!("of {}", orders(bought.n_refunded));
    lines.push(line("Refunded", of_orders, less(bought.refunded_minor)));
    lines.push(sum(if is_whole { "Net of all orders" } else { "Their net" }, money(net_minor)));
    if is_whole {
        let asked = Asked { of: "unattributed", ..subject.asked(0) };
        let href = Some(links::explain_at(frame, asked, frame.ask.at));
        let note = "no touch earned it".to_owned();
        let amount = less(bought.unattributed_minor);
        lines.push(Line { href, ..line("Unattributed", note, amount) });
    }
    if !is_whole || bought.others_minor != 0 {
        let name = match is_whole {
            true => "Credited to other channels or campaigns",
            false => "Credited to others",
        };
        let by = format!("by {}", frame.model.name().to_lowercase());
        lines.push(line(name, by, less(bought.others_minor)));
    }
    lines.extend(bought.rest.map(|(n, minor)| {
        line("Older orders", format!("{}, not looked at one by one", orders(n)), money(minor))
    }));
    lines.push(sum("Attributed revenue", money(bought.sum_minor)));
    let (title, note) = ("How it adds up", "from what was ordered to what was earned");
    Some(Reckoning { id: "made", title, note, lines })
}

/// What asked for a link and is no click, by kind and by link.
fn left_out(engine: &Engine, n_clicks: i64, left_out: &LeftOut) -> Vec<Reckoning> {
    if left_out.n_requests == 0 {
        return Vec::new();
    }
    let all = n_clicks + left_out.n_requests;
    let of = |amount: i64| Line::of(words::count(amount));
    let kind = |(verdict, n): &(Verdict, i64)| {
        let (name, note) = worded(*verdict);
        Line { name: name.to_owned(), note: note.to_owned(), ..Line::of(words::count(-n)) }
    };
    let sum = |name: &str, amount| Line { name: name.to_owned(), is_sum: true, ..of(amount) };
    let mut lines = vec![Line { name: "Requests to links".to_owned(), ..of(all) }];
    lines.extend(left_out.kinds.iter().map(kind));
    lines.push(sum("Clicks", n_clicks));
    let link = |(id, n): &(byline_core::id::LinkId, i64)| Line {
        name: match engine.link(id.as_str()) {
            Some(link) => format!("/{}", link.slug),
            None => id.to_string(),
        },
        href: Some(linkbook::link_href(id.as_str())),
        ..of(*n)
    };
    let mut links: Vec<Line> = left_out.links.iter().take(MOST_LINKS).map(link).collect();
    let others = left_out.links.get(MOST_LINKS..).unwrap_or_default();
    if !others.is_empty() {
        let name = words::counted(count(others.len()), "more link", "more links");
        links.push(Line { name, ..of(others.iter().map(|(_, n)| n).sum()) });
    }
    links.push(sum("Left out", left_out.n_requests));
    vec![
        Reckoning { id: "made", title: "How it adds up", note: "what is no click", lines },
        Reckoning {
            id: "left-out",
            title: "Where it was left out",
            note: "link by link, the most first",
            lines: links,
        },
    ]
}

/// A kind of request that is no click, and why.
fn worded(verdict: Verdict) -> (&'static str, &'static str) {
    match verdict {
        Verdict::Human => ("People", "counted as clicks"),
        Verdict::Preview => ("Link previews", "a messenger or network looked, to draw a card"),
        Verdict::Prefetch => ("Loaded ahead", "a browser made ready for a tap that may never come"),
        Verdict::Bot => ("Bots", "a program, by its own word or by how it asks"),
        Verdict::Rehearsal => ("Before launch", "somebody came before the link was launched"),
        Verdict::Test => ("Tests", "somebody tried the link with the test button of a brief"),
    }
}
