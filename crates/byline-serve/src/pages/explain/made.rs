//! How a figure comes about: revenue from all that was ordered, clicks from all that was asked
//! for. The lines add up to the figure.

use std::collections::BTreeMap;

use byline_core::click::Verdict;
use byline_core::event::SpendKind;
use byline_engine::Engine;
use byline_engine::view::{Bought, LeftOut, Measure, Uncounted};

use super::build::explained_query;
use super::records::purpose;
use super::subject::Subject;
use super::{Line, Reckoning};
use crate::pages::ask::Ask;
use crate::pages::frame::Frame;
use crate::pages::links::{self, Asked};
use crate::pages::orders::{Wanted, kind_of, kind_words};
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
        Measure::Spend => {
            let sums = engine.spend_by_kind(&query);
            by_purpose(frame, subject, sums)
                .filter(|_| subject.spend.is_none())
                .into_iter()
                .collect()
        }
        _ => Vec::new(),
    }
}

/// What was spent, by what for; nothing where it was for one thing.
fn by_purpose(
    frame: &Frame<'_>,
    subject: &Subject,
    sums: BTreeMap<SpendKind, (usize, i64)>,
) -> Option<Reckoning> {
    if sums.len() < 2 {
        return None;
    }
    let mut sums: Vec<_> = sums.into_iter().collect();
    sums.sort_by_key(|(_, (_, minor))| std::cmp::Reverse(*minor));
    let money = |minor| words::money(minor, subject.currency(frame));
    let open = |kind| {
        let asked = Asked { spend: Some(kind), ..subject.asked(0) };
        links::explain_at(frame, asked, frame.ask.at)
    };
    let line = |(kind, (n, minor)): &(SpendKind, (usize, i64))| Line {
        name: words::sentence(purpose(*kind)),
        href: Some(open(*kind)),
        note: words::counted(count(*n), "record", "records"),
        ..Line::of(money(*minor))
    };
    let sum: i64 = sums.iter().map(|(_, (_, minor))| minor).sum();
    let together = Line { name: "Spend".to_owned(), is_sum: true, ..Line::of(money(sum)) };
    Some(Reckoning {
        id: "made",
        title: "How it adds up",
        note: "what it was spent on",
        lines: sums.iter().map(line).chain([together]).collect(),
    })
}

/// Orders that are no revenue, by the word that the list of orders has for them.
fn by_kind(uncounted: &[Uncounted]) -> Vec<(&'static str, usize, i64)> {
    let mut kinds: Vec<(&'static str, usize, i64)> = Vec::new();
    for row in uncounted {
        let Some(kind) = kind_of(row.state) else { continue };
        match kinds.iter_mut().find(|(known, ..)| *known == kind) {
            Some((_, n, minor)) => {
                *n += row.n_orders;
                *minor += row.amount_minor;
            }
            None => kinds.push((kind, row.n_orders, row.amount_minor)),
        }
    }
    kinds
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
    // The list of orders knows no creator's part, so that only the whole opens into it.
    let list = |kind: &str| {
        let placed = Some(subject.span(frame));
        let currency = Some(currency);
        let wanted = Wanted { kind: kind.to_owned(), placed, currency, ..Wanted::default() };
        let ask = Ask { range: None, ..frame.ask.elsewhere() };
        is_whole.then(|| wanted.href(&ask, "/orders", 0))
    };
    for (kind, n_orders, minor) in by_kind(&bought.uncounted) {
        let name = kind_words(kind);
        lines.push(Line { href: list(kind), ..line(name, orders(n_orders), less(minor)) });
        net_minor -= minor;
    }
    let of_orders = format!("of {}", orders(bought.n_refunded));
    let refunded = line("Refunded", of_orders, less(bought.refunded_minor));
    let refunded_href = list("refunded").filter(|_| bought.n_refunded != 0);
    lines.push(Line { href: refunded_href, ..refunded });
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
        let which = if is_whole { " of any state" } else { "" };
        let note = format!("{}{which}, not looked at one by one", orders(n));
        line("Older orders", note, money(minor))
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
        let href = Some(Ask::default().href("/links"));
        links.push(Line { name, href, ..of(others.iter().map(|(_, n)| n).sum()) });
    }
    links.push(sum("Left out", left_out.n_requests));
    vec![
        Reckoning {
            id: "made",
            title: "How it adds up",
            note: "what was not counted as a click",
            lines,
        },
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
