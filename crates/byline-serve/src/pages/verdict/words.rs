//! The words of verdicts.

use byline_core::decision::verdict::{
    Diagnosis, Label, Mark, Takeaway, Topic, Verdict, is_failing,
};
use byline_core::kpi::{Kpi, Ratio};
use byline_core::money::Currency;
use byline_engine::view::{HypeView, VerdictView};

use crate::pages::figures::kpis;
use crate::pages::parts::Tone;
use crate::pages::words;

/// Where people are lost, in sentences.
pub fn diagnosis(verdict: &Verdict, currency: Currency) -> String {
    let stage = words::sentence(of_stage(verdict.diagnosis));
    if verdict.diagnosis != Diagnosis::Nowhere {
        return stage;
    }
    let [_, engagement, _, weakest] = &verdict.takeaways;
    let under = || {
        let key = weakest.kpi.filter(|_| weakest.is_under())?;
        let text = |value| kpi_text(key, value, currency);
        Some(format!(
            " {} of {} is under its benchmark of {}, but passes from 80% of it on.",
            kpi_name(key),
            text(weakest.value?),
            text(weakest.wanted?)
        ))
    };
    let reacts = match engagement.mark {
        Mark::Fail => " Few followers react: the engagement rate is below the market’s average.",
        _ => "",
    };
    format!("{stage}{}{reacts}", under().unwrap_or_default())
}

fn of_stage(diagnosis: Diagnosis) -> &'static str {
    match diagnosis {
        Diagnosis::Creative => {
            "too few click, and those who do buy as they should. That is the creative or its call \
             to action, not the page."
        }
        Diagnosis::PageOrOffer => {
            "people click as they should, and too few buy. That is usually the page or the offer, \
             not the creators."
        }
        Diagnosis::Audience => {
            "too few click, and too few of them buy: these posts do not reach the people who want \
             this."
        }
        Diagnosis::Price => "people click and buy, but it costs more than it may.",
        Diagnosis::Nowhere => "clicks and sales both pass.",
        Diagnosis::TooLittle => "too little is known to say where people are lost.",
    }
}

/// What the next tests are for.
pub fn tests_for(diagnosis: Diagnosis) -> &'static str {
    match diagnosis {
        Diagnosis::Creative => "so that more of those who see it click",
        Diagnosis::PageOrOffer => "so that more of those who click buy",
        Diagnosis::Audience => "so that those see it who want it",
        Diagnosis::Price => "so that a sale costs less",
        Diagnosis::Nowhere => "the weakest first, then more of what works",
        Diagnosis::TooLittle => "so that more can be said",
    }
}

/// How good a label is.
pub fn label_tone(label: Label) -> Tone {
    match label {
        Label::Scale => Tone::Boost,
        Label::Repeat => Tone::Good,
        Label::LearnAndRepeat | Label::FixAndRepeat | Label::RepeatCheaper => Tone::Warn,
        Label::Rethink => Tone::Bad,
        Label::TooEarly => Tone::Plain,
    }
}

/// How a takeaway came out.
pub fn mark(mark: Mark) -> (Tone, &'static str) {
    match mark {
        Mark::Pass => (Tone::Good, "pass"),
        Mark::Fail => (Tone::Bad, "fail"),
        Mark::Unknown => (Tone::Plain, "not known"),
    }
}

/// The same of a row; to know what to change is no result, and says so.
pub fn came_out(row: &Takeaway, diagnosis: Diagnosis) -> (Tone, &'static str) {
    match (row.topic, row.mark) {
        (Topic::Path, Mark::Pass) if diagnosis == Diagnosis::Nowhere => {
            (Tone::Plain, "not clicks or sales")
        }
        (Topic::Path, Mark::Pass) => (Tone::Plain, "clear"),
        (Topic::Path, Mark::Fail) => (Tone::Warn, "not clear"),
        _ => mark(row.mark),
    }
}

/// Whether a campaign passes by little: a KPI is under its benchmark, or sales pass only with
/// orders that no click came before.
pub fn is_narrow(view: &VerdictView, by_click: Option<Ratio>) -> bool {
    let rows = &view.verdict.takeaways;
    let is_close = rows.iter().any(|row| row.mark == Mark::Pass && row.is_under());
    let may_pass = matches!(view.verdict.label, Label::Scale | Label::Repeat);
    may_pass && (is_close || passes_only_with_codes(view, by_click).is_some())
}

/// What a takeaway is about.
pub fn topic(topic: Topic) -> &'static str {
    match topic {
        Topic::Audience => "Audience",
        Topic::Engagement => "Engagement",
        Topic::Conversions => "Conversions",
        Topic::Path => "What to change",
    }
}

/// The name of a KPI.
pub fn kpi_name(key: &'static str) -> &'static str {
    Kpi::from_key(key).map_or(key, |kpi| kpi.name)
}

/// A KPI's value.
pub fn kpi_text(key: &str, value: Ratio, currency: Currency) -> String {
    Kpi::from_key(key).map(|kpi| kpis::value_text(kpi, value, currency)).unwrap_or_default()
}

/// What a takeaway was held against.
pub fn beside(row: &Takeaway, view: &VerdictView, by_click: Option<Ratio>) -> String {
    match (row.topic, row.wanted, row.band) {
        (Topic::Path, _, _) if row.mark == Mark::Pass => match view.verdict.diagnosis {
            Diagnosis::Nowhere => "neither clicks nor sales fail".to_owned(),
            _ => "clicks and sales do not both fail, so the cause is clear".to_owned(),
        },
        (Topic::Path, _, _) if row.mark == Mark::Fail => {
            "clicks and sales both fail, so the cause is not clear".to_owned()
        }
        (_, Some(wanted), _) => {
            let text = |value| kpi_text(row.kpi.unwrap_or_default(), value, view.currency);
            let only_so = only_with_codes(row, wanted, by_click).map(|rate| {
                format!("; {} without orders that had no click, which would fail", text(rate))
            });
            let only_so = only_so.unwrap_or_default();
            format!("own benchmark {}; passes from 80% of it on{only_so}", text(wanted))
        }
        (_, None, Some(band)) => format!("{band} in the market"),
        (_, None, None) => "nothing to compare with".to_owned(),
    }
}

/// The conversion rate by click, where conversions pass only with orders that no click came before:
/// those are no share of the clicks.
fn only_with_codes(row: &Takeaway, wanted: Ratio, by_click: Option<Ratio>) -> Option<Ratio> {
    let fails = |rate: &Ratio| rate.checked_div(wanted).is_some_and(is_failing);
    by_click.filter(|rate| row.topic == Topic::Conversions && row.mark == Mark::Pass && fails(rate))
}

/// That sales pass only with orders that no click came before, in a sentence.
pub fn passes_only_with_codes(view: &VerdictView, by_click: Option<Ratio>) -> Option<String> {
    let [.., sales, _] = &view.verdict.takeaways;
    let (key, wanted) = sales.kpi.zip(sales.wanted)?;
    let rate = only_with_codes(sales, wanted, by_click)?;
    let text = |value| kpi_text(key, value, view.currency);
    Some(format!(
        " Sales pass only with orders that no click came before: without them the rate is {} \
         beside {}, which would fail.",
        text(rate),
        text(wanted)
    ))
}

/// Views without clicks, in a sentence.
pub fn hype(row: &HypeView) -> String {
    let ctr = words::percent(row.ctr.numerator(), row.ctr.denominator()).unwrap_or_default();
    let whose =
        if row.is_benchmark { "the benchmark of such creators" } else { "what everybody has" };
    format!(
        "{} brought {} and no sale. At a CTR of {ctr}, {whose}, about {} were to be expected. See \
         first whether the link is in the posts; else views may be bought.",
        words::counted(row.hype.n_views, "view", "views"),
        words::counted(row.hype.n_clicks, "click", "clicks"),
        words::counted(row.hype.n_expected, "click", "clicks"),
    )
}

/// The card in a sentence.
pub fn reading(view: &VerdictView) -> String {
    // To know what to change is no result.
    let results = || view.verdict.takeaways.iter().filter(|row| row.topic != Topic::Path);
    let n = |mark| results().filter(|row| row.mark == mark).count();
    let unknown = match n(Mark::Unknown) {
        0 => String::new(),
        n => format!(", {n} not known because no feed says"),
    };
    let when = if view.is_over { "over the whole flight" } else { "so far" };
    format!("{} passed and {} failed {when}{unknown}.", n(Mark::Pass), n(Mark::Fail))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads as a table: what it is about, how it came out, the rate by click beside 4% that are
    /// wanted, and whether it passes only with codes.
    #[test]
    fn conversions_that_pass_only_with_codes_say_so() {
        for (topic, mark, percent_by_click, is_told) in [
            (Topic::Conversions, Mark::Pass, Some(3), true),
            (Topic::Conversions, Mark::Pass, Some(4), false),
            (Topic::Conversions, Mark::Pass, None, false),
            (Topic::Conversions, Mark::Fail, Some(3), false),
            (Topic::Engagement, Mark::Pass, Some(3), false),
        ] {
            let kpi = Some("conversion_rate");
            let row = Takeaway { topic, mark, kpi, value: None, band: None, wanted: None };
            let percent = |n: i128| Ratio::new(n, 100).expect("a ratio");
            let told = only_with_codes(&row, percent(4), percent_by_click.map(percent));
            assert_eq!(told.is_some(), is_told, "{topic:?} {mark:?} {percent_by_click:?}");
        }
    }
}
