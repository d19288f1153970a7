//! Builds the page about decisions from the engine's answer.

use std::collections::BTreeMap;

use byline_core::decision::advice::Advised;
use byline_core::decision::standing::Standing;
use byline_core::decision::urgency::Urgency;
use byline_core::id::CreatorId;
use byline_engine::Engine;
use byline_engine::view::{CreatorDecision, DecisionsView, InQuestion, Target};

use super::around::n_of_them;
use super::ways::Ground;
use super::{Answers, Around, Came, Case, DecisionsPage, List, Part, cases, moves, sentences};
use crate::pages::ask::{Ask, Range};
use crate::pages::frame::Frame;
use crate::pages::identities::Doubles;
use crate::pages::parts::{MenuItem, Tone};
use crate::pages::shell::{Banner, Head, Here, Shell};
use crate::pages::{alerts, review, switches, words};

/// How many creators are shown at first.
const SHOWN: usize = 100;

/// A question to the queue: the word in addresses, its name, whom it means.
type Question = (&'static str, &'static str, fn(&CreatorDecision, &Answers) -> bool);

const QUESTIONS: [Question; 13] = [
    ("", "Needs somebody", |row, _| row.needs_somebody()),
    ("few-sales", "Clicks, few sales", |row, _| row.does_not_sell()),
    ("price", "Price", |row, _| is_advised(row, &[Advised::Part, Advised::Renegotiate])),
    ("creative", "Creative", |row, _| is_advised(row, &[Advised::ReviewCreative])),
    ("grow", "Grow", |row, _| is_advised(row, &[Advised::Grow])),
    ("wiring", "Link or code", |row, _| {
        use Advised::{CheckCode, CheckPost, IssueLink, RenewCode};
        is_advised(row, &[IssueLink, CheckPost, CheckCode, RenewCode])
    }),
    ("answered", "In hand", |row, answers| {
        row.needs_somebody() && answers.is_answered(&row.creator_id)
    }),
    ("everybody", "Everybody", |_, _| true),
    ("red", "Red", |row, _| stands(row, Standing::Red)),
    ("yellow", "Yellow", |row, _| stands(row, Standing::Yellow)),
    ("accelerate", "Accelerate", |row, _| stands(row, Standing::Accelerate)),
    ("green", "Green", |row, _| stands(row, Standing::Green)),
    ("not-judged", "Not judged", |row, _| row.judgement.is_none()),
];

fn is_advised(row: &CreatorDecision, any_of: &[Advised]) -> bool {
    any_of.contains(&row.advice.what)
}

fn stands(row: &CreatorDecision, standing: Standing) -> bool {
    row.judgement.as_ref().is_some_and(|judgement| judgement.standing == standing)
}

/// The frame of figures that judge: the flight, under the campaign's own model.
pub fn judging<'e>(frame: &Frame<'e>, view: &DecisionsView) -> Frame<'e> {
    let range = match frame.campaign.flights.is_empty() {
        false => Range::Flight,
        true => Range::Days {
            from: frame.clock.day_of(view.span.from),
            to: frame.clock.day_of(view.span.to),
        },
    };
    let ask = Ask { model: None, range: None, ..frame.ask.clone() };
    Frame { range, ask, model: frame.campaign.rules.model, ..frame.clone() }
}

/// One creator as the queue shows them; `None` if they take no part in the frame's campaign.
pub fn case_of(
    (engine, doubles): (&Engine, &Doubles),
    frame: &Frame<'_>,
    view: &DecisionsView,
    creator: &CreatorId,
) -> Option<Case> {
    let row = view.creators.iter().find(|row| row.creator_id == *creator)?;
    let (frame, around) = (&judging(frame, view), &Around::beside(engine, frame, view));
    Some(cases::case(&Ground { frame, view, around, doubles }, row))
}

/// How creators stand now, for lists that tell how they stood.
pub struct NowLine {
    /// The money that the advice is about, in minor units.
    pub at_stake_minor: i64,
    /// The same in words, with what it is, such as `$2,756 of sales missing`.
    pub at_stake: Option<String>,
    /// What is advised and why, and what was decided, in sentences.
    pub text: String,
}

/// How everybody of a queue stands now, and what this week's review decided about them.
pub fn now_lines(view: &DecisionsView, answers: &Answers) -> BTreeMap<CreatorId, NowLine> {
    let line = |row: &CreatorDecision| {
        let told = Came::of(row, view).told(&row.advice);
        let decided = answers.of_review(&row.creator_id);
        let decided = decided.map_or_else(String::new, |said| format!(" {said}."));
        let text = format!("now {told}{decided}");
        let money = |of: InQuestion| {
            let name = cases::question_of(of.of);
            format!("{} {name}", words::money_rounded(of.minor, view.currency))
        };
        NowLine {
            at_stake_minor: row.in_question.map_or(0, |of| of.minor),
            at_stake: row.in_question.map(money),
            text,
        }
    };
    view.creators.iter().map(|row| (row.creator_id.clone(), line(row))).collect()
}

/// The page in a frame; `None` if its campaign is gone.
pub fn build(
    (engine, doubles): (&Engine, &Doubles),
    frame: &Frame<'_>,
    is_all: bool,
) -> Option<DecisionsPage> {
    let view = engine.decisions_view(&frame.campaign.id, frame.now)?;
    let frame = &judging(frame, &view);
    let around = &Around::beside(engine, frame, &view);
    let ground = Ground { frame, view: &view, around, doubles };
    let question = QUESTIONS.iter().find(|(key, ..)| *key == frame.ask.only);
    let (_, _, is_meant) = question.unwrap_or(&QUESTIONS[0]);
    let mut meant: Vec<&CreatorDecision> =
        view.creators.iter().filter(|row| is_meant(row, &around.answers)).collect();
    meant.sort_by(|one, other| around.answers.order(one, other));
    let n_shown = if is_all { meant.len() } else { meant.len().min(SHOWN) };
    let n_more = meant.len() - n_shown;
    let all_href = || frame.ask.href_with("/decisions", &[("all", "1")]);
    let head = switches::head(engine, frame, "/decisions", "Decisions".to_owned());
    let benchmarks = &view.benchmarks;
    let has_benchmark = benchmarks.of(view.judged_by).is_some() || benchmarks.n_of_kinds != 0;
    let set_href = alerts::benchmarks_href(frame.campaign.id.as_str());
    let mut banners = switches::banners(engine, frame);
    banners.extend(late(&view, frame));
    Some(DecisionsPage {
        shell: Shell {
            title: format!("Decisions · {}", frame.campaign.name),
            here: Here::Decisions,
            ask: frame.ask.clone(),
            is_live: frame.ask.at.is_none(),
            banners,
        },
        head: Head { ranges: None, comparison: None, models: None, ..head },
        lead: lead(&view, &around.answers),
        lists: around.sentence(frame, List::Decisions),
        rules: rules(engine, &view, frame),
        set_href: (!has_benchmark).then_some(set_href),
        review: review::onward(engine, frame),
        thresholds_href: alerts::rules_href(frame.campaign.id.as_str()),
        alerts_href: frame.ask.elsewhere().href("/decisions/alerts"),
        wanted: sentences::wanted_here(view.wanted, view.wanted_from),
        counting_href: price_href(&frame.ask),
        machine_href: frame.ask.elsewhere().href("/decisions/time-machine"),
        chips: chips(&view, frame, &around.answers),
        parts: parts(&ground, &meant, n_shown),
        more: (0 < n_more).then(|| (n_more, all_href())),
        empty: empty(&view, &frame.ask),
        moves: moves::card(engine, frame, &view),
        as_of: switches::as_of(&frame.clock, view.stand),
    })
}

/// The queue by when somebody is needed; of all of it so many are shown.
fn parts(ground: &Ground<'_>, meant: &[&CreatorDecision], n_shown: usize) -> Vec<Part> {
    let today = "paid spend runs, clicks do not buy, a code may have leaked, or nothing can be \
                 seen: each hour costs";
    let part = |row: &CreatorDecision| match row.urgency {
        _ if row.needs_somebody() && ground.around.answers.is_answered(&row.creator_id) => {
            ("In hand", None)
        }
        Some(Urgency::Page | Urgency::Investigate) => ("Today", Some(today)),
        Some(Urgency::Review) if row.advice.what == Advised::Grow => {
            ("Room to grow", Some("the most that came beyond what is due first"))
        }
        Some(Urgency::Review) => (
            "With the daily review",
            Some("a deal, a brief, a link or a code, which no hour makes worse"),
        ),
        None => ("Nothing is asked", None),
    };
    let mut n_left = n_shown;
    let parts = meant.chunk_by(|one, other| part(one) == part(other)).map(|rows| {
        let shown = &rows[..rows.len().min(n_left)];
        n_left -= shown.len();
        let cases = shown.iter().map(|row| cases::case(ground, row)).collect();
        let (title, why) = part(rows[0]);
        Part { title, why, n: rows.len(), cases }
    });
    parts.filter(|part| !part.cases.is_empty()).collect()
}

/// Where it stands what is due of a price, and what is wanted of it.
pub fn price_href(ask: &Ask) -> String {
    format!("{}#price", ask.elsewhere().href("/counting"))
}

fn chips(view: &DecisionsView, frame: &Frame<'_>, answers: &Answers) -> Vec<(MenuItem, usize)> {
    let chip = |(key, label, is_meant): Question| {
        let ask = Ask { only: key.to_owned(), ..frame.ask.clone() };
        let item = MenuItem {
            label: label.to_owned(),
            href: ask.href("/decisions"),
            is_current: frame.ask.only == key,
        };
        (item, view.creators.iter().filter(|row| is_meant(row, answers)).count())
    };
    QUESTIONS.map(chip).to_vec()
}

/// What it comes to, with the number of flags that are probably wrong.
fn lead(view: &DecisionsView, answers: &Answers) -> String {
    let n = |urgency| view.creators.iter().filter(|row| row.urgency == Some(urgency)).count();
    let is_growing = |row: &&CreatorDecision| {
        row.urgency == Some(Urgency::Review) && row.advice.what == Advised::Grow
    };
    let growing = view.creators.iter().filter(is_growing).count();
    let (today, review) = (n(Urgency::Investigate), n(Urgency::Review) - growing);
    let growing = match growing {
        0 => String::new(),
        n => format!(", {n} with room to grow"),
    };
    let overdue = match view.creators.iter().filter(|row| answers.is_overdue(row)).count() {
        0 => String::new(),
        n => format!(" ({n} overdue)"),
    };
    let answered = match i64::try_from(answers.n_answered(view)).unwrap_or(i64::MAX) {
        0 => String::new(),
        n => format!("; {}", n_of_them(n)),
    };
    let mut lead = format!(
        "{today} to look into today{overdue}, {review} for the daily review{growing}{answered}."
    );
    if 0 < view.n_flags {
        let flags = i64::try_from(view.n_flags).unwrap_or(i64::MAX);
        let wrong = i64::try_from(view.expected_wrong_ppm).unwrap_or(i64::MAX);
        let are = if view.n_flags == 1 { "is" } else { "are" };
        let by_luck = match (wrong + 500_000) / 1_000_000 {
            0 => "probably none".to_owned(),
            n => format!("about {}", words::count(n)),
        };
        lead.push_str(&format!(
            " {} {are} red, yellow or to be accelerated by the letter of the rules; {by_luck} of \
             them by luck alone.",
            words::counted(flags, "creator", "creators"),
        ));
    }
    lead
}

/// By what creators are judged.
fn rules(engine: &Engine, view: &DecisionsView, frame: &Frame<'_>) -> Vec<String> {
    let mut rules = vec![match view.benchmarks.of(view.judged_by) {
        Some(expected) => format!(
            "Judged by {} over the flight to date, against the campaign’s own benchmark of {}: \
             red from 25% under it, yellow from 10% under, accelerate from 30% over; red, too, \
             after 72 h live without any conversion at all.",
            sentences::share_name(view.judged_by),
            cases::percent(expected.value)
        ),
        None if view.benchmarks.n_of_kinds != 0 => format!(
            "Judged by {} over the flight to date, against the benchmark of each creator’s kind.",
            sentences::share_name(view.judged_by)
        ),
        None => "This campaign has no benchmark, so nobody can be judged by one, and nobody is \
                 green. What needs none is still said: silence after 72 h, and clicks over their \
                 ceiling."
            .to_owned(),
    }];
    if view.benchmarks.of(view.judged_by).is_some() && view.benchmarks.n_of_kinds != 0 {
        rules.push(format!(
            "{} of its benchmarks are of one platform, size or category: where one fits, it counts \
             instead.",
            view.benchmarks.n_of_kinds
        ));
    }
    if let Some(ceiling) = view.benchmarks.cpc_ceiling_minor {
        let ceiling = words::money(ceiling, view.currency);
        rules.push(format!("A click may cost {ceiling}; from 25% over that it is red."));
    }
    rules.extend(view.target.map(|target| target_text(&target, frame)));
    let in_force = engine.rules_view(&frame.campaign.id).map(|view| view.rules);
    rules.push(sentences::how_sure(&in_force.unwrap_or_default().evidence));
    rules
}

fn target_text(target: &Target, frame: &Frame<'_>) -> String {
    let money = |minor| words::money_rounded(minor, frame.currency());
    let percent = |part: i64, whole: i64| {
        words::percent(part.into(), whole.into()).unwrap_or_else(|| "n/a".to_owned())
    };
    let (reached, passed) = (
        percent(target.revenue_minor, target.target_minor),
        percent(target.elapsed_s, target.whole_s),
    );
    let word = if target.is_above { "Above target" } else { "Behind target" };
    format!(
        "{word}: {} of {} ({reached}) with {passed} of the flight passed.",
        money(target.revenue_minor),
        money(target.target_minor)
    )
}

/// Says what judgements wait for.
fn late(view: &DecisionsView, frame: &Frame<'_>) -> Vec<Banner> {
    let banner = |late: &byline_engine::view::WaitingFor| {
        let age = words::length(frame.now.0 - late.newest_at.0);
        let text = format!(
            "{} said nothing for {age}. Judgements wait for it, and no step that moves money is \
             advised.",
            late.name
        );
        let next = Some(("See the sources".to_owned(), "/sources".to_owned()));
        Banner { tone: Tone::Warn, text, next }
    };
    view.waiting_for.iter().map(banner).collect()
}

fn empty(view: &DecisionsView, ask: &Ask) -> String {
    if view.creators.is_empty() {
        return "Nobody is in this campaign yet. Add the roster.".to_owned();
    }
    if !ask.only.is_empty() {
        return "Nobody stands so now.".to_owned();
    }
    let n_judged = view.creators.iter().filter(|row| row.judgement.is_some()).count();
    match n_judged {
        0 => "Nobody can be judged yet. “Not judged” says what each waits for.".to_owned(),
        n => {
            let n = i64::try_from(n).unwrap_or(i64::MAX);
            let judged = words::counted(n, "creator is", "creators are");
            format!("Nothing to do: {judged} judged, and all inside the range.")
        }
    }
}
