//! Builds the page about attribution from the engine's answers.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use byline_core::credit::Model;
use byline_core::id::CreatorId;
use byline_engine::Engine;
use byline_engine::view::{Answer, Dimension, Figures, Involvement};

use super::{AttributionPage, journeys};
use crate::pages::ask::Ask;
use crate::pages::frame::{Frame, credited};
use crate::pages::parts::{Cell, Figure, Heading, Part, Sheet, Slope, SlopeLine, Stack, Tone};
use crate::pages::roster::{Entry, entries};
use crate::pages::shell::{Here, Shell};
use crate::pages::{decisions, links, switches, words};

/// How many creators stand on the page unless all are asked for.
const MOST: usize = 10;

/// How many creators are drawn.
const DRAWN: usize = 9;

/// Who is among so many of the first under every model is on top whatever the model.
const TOP: usize = 5;

/// How many of those who gain or lose most are named.
const NAMED: usize = 3;

/// The page in a frame. `is_all` lists every creator.
pub fn build(engine: &Engine, frame: &Frame<'_>, is_all: bool) -> AttributionPage {
    let by_creator = frame.query(frame.scope(), frame.span, &[Dimension::Creator]);
    let answer = engine.query(&by_creator);
    let mut entries = entries(engine, frame, &answer);
    entries.retain(|entry| !entry.figures.revenue_minor.is_zero());
    let decisions = engine.decisions_view(&frame.campaign.id, frame.now);
    let compared = Compared {
        frame,
        top: on_top(frame, &entries),
        doubted: decisions.iter().flat_map(decisions::doubted).collect(),
        involved: involved(engine, &by_creator),
    };
    entries.sort_by_key(|entry| {
        (-compared.difference(entry).abs(), -entry.revenue_minor, entry.name.to_owned())
    });
    let here = Ask { at: Some(answer.stand.position), ..frame.ask.clone() };
    let path = |path: &str| frame.ask.elsewhere().href(path);
    let journeys = journeys::of(engine, frame, &by_creator);
    let doubt = decisions.as_ref().and_then(|view| decisions::doubt(frame, view));
    AttributionPage {
        shell: Shell {
            title: format!("Attribution · {}", frame.campaign.name),
            here: Here::Attribution,
            ask: frame.ask.clone(),
            is_live: frame.ask.at.is_none(),
            banners: switches::banners(engine, frame).into_iter().chain(doubt).collect(),
        },
        head: switches::head(engine, frame, "/attribution", "Attribution".to_owned()),
        lead: lead(frame, &answer, &entries, &compared),
        models: models(frame, &answer),
        agreed: agreed(frame, &answer),
        slope: compared.slope(&entries),
        movers: compared.movers(&entries),
        creators: compared.sheet(&entries, if is_all { entries.len() } else { MOST }),
        creators_note: format!(
            "{} beside last touch; the largest difference first",
            frame.model.name()
        ),
        all_href: (!is_all && MOST < entries.len()).then(|| {
            let n = i64::try_from(entries.len()).unwrap_or(i64::MAX);
            let href = frame.ask.href_with("/attribution", &[("all", "1")]);
            (format!("Show all {}", words::counted(n, "creator", "creators")), href)
        }),
        lengths: journeys.lengths,
        journeys_note: journeys.note,
        journeys: journeys.sheet,
        onward: vec![
            ("Every order, traced", path("/orders")),
            ("What platforms and networks claim", path("/claims")),
            ("Who may be there twice", path("/identities")),
            ("How is this counted?", path("/counting")),
        ],
        as_of: switches::as_of(&frame.clock, answer.stand),
        permanent_href: here.href("/attribution"),
    }
}

fn involved(
    engine: &Engine,
    query: &byline_engine::view::Query,
) -> BTreeMap<CreatorId, Involvement> {
    let all = engine.involvements(query).into_iter();
    all.map(|row| (row.creator_id.clone(), row)).collect()
}

/// Who is among the first under every model of the campaign.
fn on_top(frame: &Frame<'_>, entries: &[Entry<'_>]) -> Vec<CreatorId> {
    let n_top = TOP.min(entries.len() / 2);
    let mut top: Vec<CreatorId> = entries.iter().map(|entry| entry.id.clone()).collect();
    for model in frame.models() {
        let mut ranked: Vec<&Entry<'_>> = entries.iter().collect();
        ranked.sort_by_key(|entry| -entry.figures.revenue_minor[model]);
        ranked.truncate(n_top);
        top.retain(|id| ranked.iter().any(|entry| entry.id == *id));
    }
    top
}

fn lead(
    frame: &Frame<'_>,
    answer: &Answer,
    entries: &[Entry<'_>],
    compared: &Compared<'_>,
) -> String {
    let money = |minor| words::money_rounded(minor, frame.currency());
    let all = credited(answer);
    let net = answer.total.revenue_minor[frame.model];
    let model = frame.model.name();
    let (earned, last) = (all.revenue_minor[frame.model], all.revenue_minor[Model::Last]);
    let mut lead = format!("{model} gives creators {} of {} net", money(earned), money(net));
    lead.push_str(&match earned == last {
        true => ", as last touch does: models move money between creators.".to_owned(),
        false => format!("; last touch gives them {}.", money(last)),
    });
    let top = entries.iter().filter(|entry| compared.top.contains(&entry.id));
    let (doubted, sure): (Vec<&Entry<'_>>, Vec<_>) =
        top.partition(|entry| compared.doubted.contains(&entry.id));
    let named = |entries: &[&Entry<'_>]| {
        let mut entries = entries.to_vec();
        entries.sort_by_key(|entry| -entry.figures.revenue_minor[frame.model]);
        let names: Vec<String> = entries.iter().map(|entry| entry.name.to_owned()).collect();
        words::listed(&names)
    };
    match (sure.len(), doubted.len()) {
        (0, 0) if entries.is_empty() => {}
        (0, 0) => lead.push_str(" Nobody is on top under every model: who is best depends on it."),
        (0, _) => lead.push_str(&format!(
            " On top under every model: only {}, whose code may have leaked.",
            named(&doubted)
        )),
        (_, 0) => lead.push_str(&format!(" On top under every model: {}.", named(&sure))),
        _ => lead.push_str(&format!(
            " On top under every model: {}. So would be {}, whose code may have leaked.",
            named(&sure),
            named(&doubted)
        )),
    }
    lead
}

/// What every model credits creators with, if they all credit as much.
fn agreed(frame: &Frame<'_>, answer: &Answer) -> Option<String> {
    let all = credited(answer);
    let earned = all.revenue_minor[frame.model];
    let is_same = frame.models().all(|model| all.revenue_minor[model] == earned);
    is_same.then(|| {
        format!(
            "Every model credits creators with {}, as much as any other: they differ in who gets \
             it.",
            words::money(earned, frame.currency())
        )
    })
}

/// The whole campaign under every model.
fn models(frame: &Frame<'_>, answer: &Answer) -> Sheet {
    let all = credited(answer);
    let net = answer.total.revenue_minor[frame.model];
    let row = |model: Model| {
        let of_model =
            Frame { model, ask: Ask { model: Some(model), ..frame.ask.clone() }, ..frame.clone() };
        let href = |of| links::explain(&of_model, of, None);
        let (earned, nobodys) =
            (all.revenue_minor[model], answer.unattributed.revenue_minor[model]);
        let text = |minor| words::money(minor, frame.currency());
        let bar = Stack {
            parts: vec![
                Part {
                    colour: "accent",
                    minor: earned,
                    label: format!("{}: {} attributed", model.name(), text(earned)),
                },
                Part { colour: "rest", minor: nobodys, label: format!("{} not", text(nobodys)) },
            ],
        };
        let name = if model == frame.model {
            Cell::Tag(Tone::Plain, "shown", model.name().to_owned())
        } else {
            Cell::Name(model.name().to_owned(), Some(of_model.ask.href("/attribution")))
        };
        vec![
            name,
            Cell::Bar(bar),
            Cell::Figure(
                format!("model-{}", model.key()),
                Figure::known(text(earned), href("revenue")),
            ),
            Cell::Number(
                Tone::Plain,
                words::percent(earned.into(), net.into()).unwrap_or_else(|| "n/a".to_owned()),
            ),
            Cell::Figure(
                format!("nobodys-{}", model.key()),
                Figure::known(text(nobodys), href("unattributed")),
            ),
            Cell::Figure(
                format!("model-orders-{}", model.key()),
                Figure::known(words::conversions(all.orders_micro[model]), href("orders")),
            ),
        ]
    };
    Sheet {
        label: "The campaign under every model",
        columns: vec![
            Heading::text("Model"),
            Heading::text("Part of the net"),
            Heading::number("Attributed"),
            Heading::number("Share"),
            Heading::number("Unattributed"),
            Heading::number("Orders"),
        ],
        rows: frame.models().map(row).collect(),
        sums: Vec::new(),
        empty: String::new(),
    }
}

/// Creators, compared.
struct Compared<'a> {
    frame: &'a Frame<'a>,
    /// On top under every model.
    top: Vec<CreatorId>,
    /// Whose codes may have leaked: what they seem to earn is no example.
    doubted: BTreeSet<CreatorId>,
    involved: BTreeMap<CreatorId, Involvement>,
}

impl Compared<'_> {
    /// What the model of the page gives beyond what last touch does.
    fn difference(&self, entry: &Entry<'_>) -> i64 {
        entry.revenue_minor - entry.figures.revenue_minor[Model::Last]
    }

    /// The largest creators on both sides; beside first touch where last touch is shown.
    fn slope(&self, entries: &[Entry<'_>]) -> Slope {
        let frame = self.frame;
        let other = if frame.model == Model::Last { Model::First } else { Model::Last };
        let amounts = |entry: &Entry<'_>| {
            [other, frame.model].map(|model| entry.figures.revenue_minor[model])
        };
        let mut largest: Vec<&Entry<'_>> = entries.iter().collect();
        largest.sort_by_key(|entry| (std::cmp::Reverse(amounts(entry)[1]), entry.name.to_owned()));
        largest.truncate(DRAWN);
        let line = |entry: &&Entry<'_>| {
            let amounts = amounts(entry);
            SlopeLine {
                name: entry.name.to_owned(),
                amounts,
                texts: amounts.map(|minor| words::money_rounded(minor, frame.currency())),
                change: words::money_rounded_signed(amounts[1] - amounts[0], frame.currency()),
                tone: match amounts[1].cmp(&amounts[0]) {
                    Ordering::Greater => Tone::Good,
                    Ordering::Less => Tone::Bad,
                    Ordering::Equal => Tone::Plain,
                },
            }
        };
        Slope {
            label: format!(
                "The largest creators under {} and under {}; the table below has the figures",
                other.name(),
                frame.model.name()
            ),
            left: other.name().to_owned(),
            right: frame.model.name().to_owned(),
            lines: largest.iter().map(line).collect(),
        }
    }

    /// Who gains most and who loses most, by name; `None` where nobody does.
    fn movers(&self, entries: &[Entry<'_>]) -> Option<String> {
        let said = |sign: i64, verb: &str| {
            let moved = entries.iter().filter(|entry| self.difference(entry).signum() == sign);
            let moved = moved.take(NAMED).map(|entry| {
                let minor = self.difference(entry);
                let amount = words::money_rounded_signed(minor, self.frame.currency());
                format!("{} {amount}", entry.name)
            });
            let moved: Vec<String> = moved.collect();
            (!moved.is_empty()).then(|| format!("{} {verb} most.", words::listed(&moved)))
        };
        let said: Vec<String> = [said(1, "gain"), said(-1, "lose")].into_iter().flatten().collect();
        (!said.is_empty()).then(|| said.join(" "))
    }

    /// The first `most` creators, whoever is left as one row, and all together.
    fn sheet(&self, entries: &[Entry<'_>], most: usize) -> Sheet {
        let (shown, others) = entries.split_at(most.min(entries.len()));
        let sum = |name: String, entries: &[Entry<'_>]| {
            let money = |minor| words::money(minor, self.frame.currency());
            let earned: i64 = entries.iter().map(|entry| entry.revenue_minor).sum();
            let last: i64 = entries.iter().map(|e| e.figures.revenue_minor[Model::Last]).sum();
            let mut cells = vec![
                Cell::Text(name),
                Cell::Number(Tone::Plain, money(earned)),
                Cell::Number(Tone::Plain, money(last)),
                Cell::Number(
                    Tone::Plain,
                    words::money_signed(earned - last, self.frame.currency()),
                ),
            ];
            cells.resize_with(8, || Cell::Nothing);
            cells
        };
        let mut sums = Vec::new();
        if !others.is_empty() {
            let n = i64::try_from(others.len()).unwrap_or(i64::MAX);
            sums.push(sum(words::counted(n, "more creator", "more creators"), others));
        }
        if 1 < entries.len() {
            sums.push(sum("All creators".to_owned(), entries));
        }

        Sheet {
            label: "Creators against last touch",
            columns: vec![
                Heading::text("Creator"),
                Heading::number(self.frame.model.name()),
                Heading::number("Last touch"),
                Heading::number("Difference"),
                Heading::number("Least to most").spare(),
                Heading::number("Closed"),
                Heading::number("Assisted"),
                Heading::text("On the model"),
            ],
            rows: shown.iter().map(|entry| self.row(entry)).collect(),
            sums,
            empty: "No creator has any credit in this range.".to_owned(),
        }
    }

    fn row(&self, entry: &Entry<'_>) -> Vec<Cell> {
        let frame = self.frame;
        let id = &entry.id;
        let money = |minor| words::money(minor, frame.currency());
        let of_last = Frame {
            model: Model::Last,
            ask: Ask { model: Some(Model::Last), ..frame.ask.clone() },
            ..frame.clone()
        };
        let figure = |key: &str, frame: &Frame<'_>, minor: i64| {
            let href = links::explain(frame, "revenue", Some(id));
            Cell::Figure(format!("{key}-{id}"), Figure::known(money(minor), href))
        };
        let difference = self.difference(entry);
        let tone = match difference.signum() {
            1 => Tone::Good,
            -1 => Tone::Bad,
            _ => Tone::Plain,
        };
        let n = |count: fn(&Involvement) -> i64| {
            Cell::Number(Tone::Plain, words::count(self.involved.get(id).map_or(0, count)))
        };
        vec![
            Cell::Person(
                id.to_string(),
                entry.name.to_owned(),
                links::creator(&frame.ask, id),
                String::new(),
            ),
            figure("revenue", frame, entry.revenue_minor),
            figure("last", &of_last, entry.figures.revenue_minor[Model::Last]),
            Cell::Number(tone, words::money_signed(difference, frame.currency())),
            Cell::Number(Tone::Plain, self.span(&entry.figures)),
            n(|row| row.n_closed),
            n(Involvement::n_assisted),
            self.dependence(entry),
        ]
    }

    /// The least and the most that any model gives.
    fn span(&self, figures: &Figures) -> String {
        let all: Vec<i64> = self.frame.models().map(|model| figures.revenue_minor[model]).collect();
        let least = all.iter().min().copied().unwrap_or(0);
        let most = all.iter().max().copied().unwrap_or(0);
        let money = |minor| words::money_rounded(minor, self.frame.currency());
        if least == most { money(least) } else { format!("{} to {}", money(least), money(most)) }
    }

    fn dependence(&self, entry: &Entry<'_>) -> Cell {
        let all: Vec<i64> =
            self.frame.models().map(|model| entry.figures.revenue_minor[model]).collect();
        let least = i128::from(all.iter().min().copied().unwrap_or(0));
        let most = i128::from(all.iter().max().copied().unwrap_or(0));
        if self.doubted.contains(&entry.id) {
            return Cell::Tag(Tone::Warn, "in doubt", "a code may have leaked".to_owned());
        }
        if self.top.contains(&entry.id) {
            return Cell::Tag(Tone::Good, "on top under all", String::new());
        }
        // More than a quarter apart is more than a rounding of opinions.
        match 4 * (most - least) <= most {
            true => Cell::Tag(Tone::Plain, "hardly depends", String::new()),
            false => Cell::Tag(Tone::Warn, "depends a lot", String::new()),
        }
    }
}
