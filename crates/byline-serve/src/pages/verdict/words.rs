//! The words of verdicts.

use byline_core::decision::verdict::{Diagnosis, Label, Mark, Takeaway, Topic};
use byline_core::kpi::{Kpi, Ratio};
use byline_core::money::Currency;
use byline_engine::view::{HypeView, VerdictView};

use crate::pages::figures::kpis;
use crate::pages::parts::Tone;
use crate::pages::words;

/// Where people are lost, in a sentence.
pub fn diagnosis(diagnosis: Diagnosis) -> &'static str {
    match diagnosis {
        Diagnosis::Creative => {
            "too few click, and those who do buy as they should. That is the creative or its call \
             to action, not the page."
        }
        Diagnosis::PageOrOffer => {
            "people click as they should and do not buy. That is usually the page or the offer, \
             not the creators."
        }
        Diagnosis::Audience => {
            "too few click, and too few of them buy: these posts do not reach the people who want \
             this."
        }
        Diagnosis::Price => "people click and buy, but it costs more than it may.",
        Diagnosis::Nowhere => "people click and buy about as they should.",
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
        Diagnosis::Nowhere => "so that what works grows",
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

/// What a takeaway is about.
pub fn topic(topic: Topic) -> &'static str {
    match topic {
        Topic::Audience => "Audience",
        Topic::Engagement => "Engagement",
        Topic::Conversions => "Conversions",
        Topic::Path => "Clear what to change",
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
pub fn beside(row: &Takeaway, currency: Currency) -> String {
    match (row.topic, row.wanted, row.band) {
        (Topic::Path, _, _) if row.mark == Mark::Pass => {
            "clicks and sales are not both weak, so the cause is clear".to_owned()
        }
        (Topic::Path, _, _) if row.mark == Mark::Fail => {
            "clicks and sales are both weak, so the cause is not clear".to_owned()
        }
        (_, Some(wanted), _) => {
            let wanted = kpi_text(row.kpi.unwrap_or_default(), wanted, currency);
            format!("own benchmark {wanted}; passes from 80% of it on")
        }
        (_, None, Some(band)) => format!("{band} in the market"),
        (_, None, None) => "nothing to compare with".to_owned(),
    }
}

/// Views without clicks, in a sentence.
pub fn hype(row: &HypeView) -> String {
    let ctr = words::percent(row.ctr.numerator(), row.ctr.denominator()).unwrap_or_default();
    let whose =
        if row.is_benchmark { "the benchmark of such creators" } else { "what everybody has" };
    format!(
        "{} brought {} and no sale. At a CTR of {ctr}, {whose}, about {} were to be expected.",
        words::counted(row.hype.n_views, "view", "views"),
        words::counted(row.hype.n_clicks, "click", "clicks"),
        words::counted(row.hype.n_expected, "click", "clicks"),
    )
}

/// The card in a sentence.
pub fn reading(view: &VerdictView) -> String {
    let n = |mark| view.verdict.takeaways.iter().filter(|row| row.mark == mark).count();
    let unknown = match n(Mark::Unknown) {
        0 => String::new(),
        n => format!(", {n} not known because no feed says"),
    };
    let when = if view.is_over { "over the whole flight" } else { "so far" };
    format!("{} passed and {} failed {when}{unknown}.", n(Mark::Pass), n(Mark::Fail))
}
