//! Builds the executive page from the engine's answers.

use std::collections::{BTreeMap, BTreeSet};

use byline_core::id::CreatorId;
use byline_engine::Engine;
use byline_engine::view::{Answer, CreatorDecision, DecisionsView, Dimension, Figures};

use super::{ExecutivePage, limits};
use crate::pages::ask::{Ask, Range};
use crate::pages::figures::apart::Apart;
use crate::pages::figures::flight;
use crate::pages::figures::headline::{self, Headline};
use crate::pages::figures::kpis::{self, Shown};
use crate::pages::frame::{Frame, credited};
use crate::pages::parts::{Cell, Figure, Heading, Sheet, Tone};
use crate::pages::roster::{Entry, entries, mark_unlinked, of_channels};
use crate::pages::shell::{Here, Shell};
use crate::pages::{decisions, links, people, switches, words};

/// How many creators stand on the page unless all are asked for; the rest are added up in one row.
const MOST: usize = 10;

/// The page in a frame; `None` if its campaign is gone.
pub fn build(engine: &Engine, frame: &Frame<'_>) -> Option<ExecutivePage> {
    let answer = engine.query(&frame.query(frame.scope(), frame.span, &[Dimension::Creator]));
    let view = engine.decisions_view(&frame.campaign.id, frame.now)?;
    let then = frame.before.as_ref();
    let then = then.map(|before| frame.figures(engine, frame.scope(), before.span));
    let all = credited(&answer);
    let headline = Headline {
        frame,
        creator: None,
        now: &all,
        before: then.as_ref(),
        unattributed: Some(&answer.unattributed),
        feeds: &engine.feeds(),
        expected: &view.benchmarks,
        rules: headline::rules(engine, frame),
        no_click_micro: headline::no_click_micro(engine, frame, None),
    };
    let mut entries = entries(engine, frame, &answer);
    entries.sort_by(|a, b| b.revenue_minor.cmp(&a.revenue_minor).then(a.name.cmp(b.name)));
    mark_unlinked(&view, &mut entries);
    let n_shown = if frame.ask.is_all { entries.len() } else { MOST.min(entries.len()) };
    let decided = view.creators.iter().map(|row| (&row.creator_id, row)).collect();
    let before = by_creator(engine, frame);
    let table = Table { frame, answer: &answer, view: &view, decided, before, n_shown };
    let sheet = table.sheet(&entries);
    let (open, more_open) = decisions::largest(engine, frame, &view);
    let here = Ask { at: Some(answer.stand.position), ..frame.ask.clone() };
    Some(ExecutivePage {
        shell: Shell {
            title: format!("Executive · {}", frame.campaign.name),
            here: Here::Executive,
            ask: frame.ask.clone(),
            is_live: frame.ask.at.is_none(),
            banners: [switches::banners(engine, frame), switches::young_days(engine, frame)]
                .concat()
                .into_iter()
                .chain(decisions::doubt(frame, &view))
                .collect(),
        },
        head: switches::head(engine, frame, "/executive", frame.campaign.name.clone()),
        lead: lead(frame, (&answer, &view), &all),
        strip: headline.strip(),
        flight: flight::line(engine, frame, decisions::returned_by_all(&view).as_deref()),
        sheet,
        open: (open, (more_open, decisions::queue(&frame.ask))),
        more: (n_shown < entries.len()).then(|| {
            let every = Ask { is_all: true, ..frame.ask.clone() };
            let n = i64::try_from(entries.len()).unwrap_or(i64::MAX);
            let text = format!("Show all {} here, also for paper", words::count(n));
            (text, format!("{}#creators", every.href("/executive")))
        }),
        limits: limits::rows(engine, frame, &view, &headline),
        apart: Apart::all(engine, frame, &answer),
        counted: format!(
            "{}, {}. {} What is due: {}",
            frame.model_name(),
            frame.range_within(),
            byline_engine::model_text(frame.model, &frame.campaign.rules.parameters),
            decisions::DUE
        ),
        as_of: switches::as_of(&frame.clock, answer.stand),
        permanent_href: here.href("/executive"),
    })
}

/// Everybody's figures of the stretch before, if the page compares with one.
fn by_creator(engine: &Engine, frame: &Frame<'_>) -> BTreeMap<CreatorId, Figures> {
    let Some(before) = &frame.before else { return BTreeMap::new() };
    let answer = engine.query(&frame.query(frame.scope(), before.span, &[Dimension::Creator]));
    let rows = answer.rows.into_iter();
    rows.filter_map(|row| Some((CreatorId::from(row.keys.first()?.id.as_str()), row.figures)))
        .collect()
}

/// What the campaign came to.
fn lead(frame: &Frame<'_>, (answer, view): (&Answer, &DecisionsView), all: &Figures) -> String {
    let money = |minor| words::money_rounded(minor, frame.currency());
    let earned = all.revenue_minor[frame.model];
    let net = answer.total.revenue_minor[frame.model];
    let mut lead = format!("Creators brought {}", money(earned));
    if let Some(share) = words::percent(earned.into(), net.into()) {
        lead.push_str(&format!(", {share} of {} net", money(net)));
    }
    match all.spend_minor {
        Some(spend) => lead.push_str(&format!(", for {} spent", money(spend))),
        None => lead.push_str("; no spend was recorded"),
    }
    let Ok(roi) = kpis::show(frame, "roi", all) else { return lead + "." };
    lead.push_str(&format!(": ROI {}", roi.text));
    let due = decisions::returned_by_all(view);
    match due.filter(|_| frame.range == Range::Flight && kpis::is_open(frame)) {
        Some(times) => lead.push_str(&format!(
            " on whole fees. Of the part of the fees that is due by now {times} came back."
        )),
        None => lead.push('.'),
    }
    lead
}

/// What the rows are made of.
struct Table<'a> {
    frame: &'a Frame<'a>,
    answer: &'a Answer,
    view: &'a DecisionsView,
    decided: BTreeMap<&'a CreatorId, &'a CreatorDecision>,
    before: BTreeMap<CreatorId, Figures>,
    n_shown: usize,
}

impl Table<'_> {
    fn sheet(&self, entries: &[Entry<'_>]) -> Sheet {
        let text = Heading::text;
        let number = Heading::number;
        Sheet {
            label: "Creators, one number each",
            columns: vec![
                text("Creator"),
                number("Revenue"),
                number("Share of net"),
                number("Spend"),
                number("ROI"),
                number(match self.frame.range {
                    Range::Flight => "Of what is due",
                    _ => "Of what is due, flight",
                }),
                number(decisions::share_name(self.view.judged_by)),
                text("Advice"),
            ],
            rows: entries.iter().take(self.n_shown).map(|entry| self.row(entry)).collect(),
            sums: self.sums(entries),
            empty: "No creator has a deal, link, code or placement in this campaign yet."
                .to_owned(),
        }
    }

    fn row(&self, entry: &Entry<'_>) -> Vec<Cell> {
        let id = &entry.id;
        let href = |of: &str| links::explain(self.frame, of, Some(id));
        let decision = self.decided.get(id).copied();
        vec![
            Cell::Person(
                id.to_string(),
                entry.name.to_owned(),
                links::creator(&self.frame.ask, id),
                entry.creator.map(people::size_and_platforms).unwrap_or_default(),
            ),
            self.revenue(entry, href("revenue")),
            Cell::Number(Tone::Plain, self.share(entry.revenue_minor)),
            Cell::Figure(format!("spend-{id}"), self.spend(&entry.figures, href("spend"))),
            self.kpi("roi", id, entry.shown(self.frame, "roi"), href("roi")),
            self.returned(decision),
            self.judged(decision, id, href(self.view.judged_by.key())),
            standing(decision, self.view),
        ]
    }

    /// The revenue, and how it changed.
    fn revenue(&self, entry: &Entry<'_>, href: String) -> Cell {
        let minor = entry.revenue_minor;
        let figure = Figure::known(words::money(minor, self.frame.currency()), href);
        let key = format!("revenue-{}", entry.id);
        let then =
            self.before.get(&entry.id).map(|figures| figures.revenue_minor[self.frame.model]);
        match then.and_then(|then| Some((then, words::change(minor.into(), then.into())?))) {
            Some((then, text)) => {
                let tone = if then <= minor { Tone::Good } else { Tone::Bad };
                Cell::Noted(key, figure, if then == minor { Tone::Plain } else { tone }, text)
            }
            None => Cell::Figure(key, figure),
        }
    }

    fn share(&self, minor: i64) -> String {
        let net = self.answer.total.revenue_minor[self.frame.model];
        words::percent(minor.into(), net.into()).unwrap_or_else(|| "n/a".to_owned())
    }

    fn spend(&self, figures: &Figures, href: String) -> Figure {
        match figures.spend_minor {
            Some(minor) => Figure::known(words::money(minor, self.frame.currency()), href),
            None => Figure::missing("no spend was recorded", href),
        }
    }

    fn kpi(&self, key: &str, id: &CreatorId, shown: Result<Shown, String>, href: String) -> Cell {
        let word = format!("{key}-{id}");
        match shown {
            Ok(shown) => match shown.band {
                Some(band) => {
                    let figure = Figure::known(shown.text, href);
                    Cell::Noted(word, figure, band.tone, band.word.to_owned())
                }
                None => Cell::Figure(word, Figure::known(shown.text, href)),
            },
            Err(reason) => Cell::Figure(word, Figure::missing(&reason, href)),
        }
    }

    /// How many times what is due of the price came, of one or several creators.
    fn returned<'r>(&self, rows: impl IntoIterator<Item = &'r CreatorDecision>) -> Cell {
        let times = decisions::returned_of(rows.into_iter().filter_map(|row| row.paid));
        Cell::Number(Tone::Plain, times.unwrap_or_else(|| "n/a".to_owned()))
    }

    /// The decisions about some of those who are listed.
    fn decisions_of(&self, entries: &[Entry<'_>]) -> impl Iterator<Item = &CreatorDecision> {
        let ids: BTreeSet<&CreatorId> = entries.iter().map(|entry| &entry.id).collect();
        self.view.creators.iter().filter(move |row| ids.contains(&row.creator_id))
    }

    /// The share that judges, beside what the campaign expects of it.
    fn judged(&self, row: Option<&CreatorDecision>, id: &CreatorId, href: String) -> Cell {
        let key = format!("judged-{id}");
        let judged_by = self.view.judged_by;
        let shown = row.map(|row| &row.shown);
        let share = shown.and_then(|shown| match judged_by {
            byline_engine::view::JudgedBy::Ctr => shown.ctr,
            byline_engine::view::JudgedBy::ConversionRate => shown.conversion_rate,
        });
        let Some(share) = share else {
            return Cell::Figure(key, Figure::missing("nothing to judge by yet", href));
        };
        let figure = Figure::known(limits::percent(share), href);
        match shown.and_then(|shown| shown.of_benchmark) {
            Some(reached) => {
                let text = format!("{} of benchmark", limits::percent(reached));
                Cell::Noted(key, figure, Tone::Plain, text)
            }
            None => Cell::Figure(key, figure),
        }
    }

    /// What stands below: everybody, other channels, nobody, and the net of all orders.
    fn sums(&self, entries: &[Entry<'_>]) -> Vec<Vec<Cell>> {
        let frame = self.frame;
        let mut all = Figures::default();
        entries.iter().for_each(|entry| all.add(&entry.figures));
        let n = i64::try_from(entries.len()).unwrap_or(i64::MAX);
        let everybody = format!("All {}", words::counted(n, "creator", "creators"));
        let earned = all.revenue_minor[frame.model];
        let href = |of: &str| links::explain(frame, of, None);
        let money = |key: &str, minor: i64, of: &str| {
            let text = words::money(minor, frame.currency());
            Cell::Figure(key.to_owned(), Figure::known(text, href(of)))
        };
        let short = |label: &str, minor: i64, of: &str| {
            let share = Cell::Number(Tone::Plain, self.share(minor));
            let mut cells = vec![Cell::Text(label.to_owned()), money(label, minor, of), share];
            cells.resize(8, Cell::Nothing);
            cells
        };
        let whole = CreatorId::from("all");
        let rest = entries.get(self.n_shown..).unwrap_or_default();
        let n_rest = i64::try_from(rest.len()).unwrap_or(i64::MAX);
        let of_rest = rest.iter().map(|entry| entry.revenue_minor).sum();
        let others = words::counted(n_rest, "more creator", "more creators");
        let others = (n_rest != 0).then(|| {
            let text = words::money(of_rest, frame.currency());
            let to_all = || frame.ask.href("/creators");
            let mut figures = Figures::default();
            rest.iter().for_each(|entry| figures.add(&entry.figures));
            let mut cells = short(&others, of_rest, "revenue");
            cells[1] = Cell::Figure("others".to_owned(), Figure::known(text, to_all()));
            cells[3] = Cell::Figure("others-spend".to_owned(), self.spend(&figures, to_all()));
            let roi = kpis::show(frame, "roi", &figures);
            cells[4] = self.kpi("roi", &CreatorId::from("others"), roi, to_all());
            cells[5] = self.returned(self.decisions_of(rest));
            cells
        });
        let mut rows: Vec<Vec<Cell>> = others.into_iter().collect();
        rows.push(vec![
            Cell::Text(everybody),
            money("revenue", earned, "revenue"),
            Cell::Number(Tone::Plain, self.share(earned)),
            Cell::Figure("spend".to_owned(), self.spend(&all, href("spend"))),
            self.kpi("roi", &whole, kpis::show(frame, "roi", &all), href("roi")),
            self.returned(self.decisions_of(entries)),
            Cell::Nothing,
            Cell::Nothing,
        ]);
        let channels = of_channels(self.answer).into_iter();
        rows.extend(channels.map(|(name, f)| short(name, f.revenue_minor[frame.model], "revenue")));
        let nobodys = self.answer.unattributed.revenue_minor[frame.model];
        rows.push(short("Unattributed", nobodys, "unattributed"));
        let net = self.answer.total.revenue_minor[frame.model];
        let mut last = short("Net of all orders", net, "revenue");
        let orders = frame.ask.elsewhere().href("/orders");
        let text = words::money(net, frame.currency());
        last[1] = Cell::Figure("net".to_owned(), Figure::known(text, orders));
        rows.push(last);
        rows
    }
}

/// What is advised about a creator, and why.
fn standing(row: Option<&CreatorDecision>, view: &DecisionsView) -> Cell {
    let Some(row) = row else { return Cell::Tag(Tone::Plain, "not judged", String::new()) };
    let (tone, word) = decisions::advised_tag(row);
    let why = match decisions::not_judged_in_short(row) {
        Some(why) => format!("{}.", words::sentence(why)),
        None => decisions::Came::of(row, view).first(2, &row.advice),
    };
    Cell::Tag(tone, word, why)
}
