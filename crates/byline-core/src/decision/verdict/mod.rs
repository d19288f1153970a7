//! Verdict: what a campaign came to, where it loses people, and what to try next.
//!
//! In: the figures of a campaign and what it expects. Out: four takeaways (audience, engagement,
//! conversions, the path to improve on), each passed, failed or not known, with the KPI behind it;
//! one [`Diagnosis`]; a [`Label`] for the shelf; and tests that belong to the stage diagnosed.
//!
//! Weak clicks with strong sales behind them are the creative's, the mirror of clicks without
//! sales, which are the page's or the offer's. What is not reported is not known, never failed.

mod hype;
#[cfg(test)]
mod tests;

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::campaign::Goal;
use crate::kpi::{Band, Grade, InCurrency, Input, Kpi, KpiInputs, Ratio};

pub use hype::{Hype, hype};

/// Fewer clicks than this say nothing about a stage.
const LEAST_CLICKS: i64 = 50;

/// What a campaign is judged by.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its figures.
    pub inputs: KpiInputs,
    /// What it is for.
    pub goal: Goal,
    /// In which money bands are compared.
    pub money: InCurrency,
    /// Its own benchmark of the CTR.
    pub ctr: Option<Ratio>,
    /// Its own benchmark of the conversion rate.
    pub conversion_rate: Option<Ratio>,
    /// What a conversion may cost at most, in minor units.
    pub cpa_minor: Option<Ratio>,
    /// What of its price is due so far, in minor units, while the flight runs: whole fees beside a
    /// part of what they pay for would call every campaign dear.
    pub due_minor: Option<i64>,
}

/// What a campaign came to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Verdict {
    /// In one word.
    pub label: Label,
    /// Where it loses people.
    pub diagnosis: Diagnosis,
    /// Audience, engagement, conversions, path.
    pub takeaways: [Takeaway; 4],
    /// What to try next, the first thing first.
    pub tests: Vec<&'static str>,
}

/// One line of the takeaway card.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Takeaway {
    /// What it is about.
    pub topic: Topic,
    /// How it came out.
    pub mark: Mark,
    /// The KPI behind it.
    pub kpi: Option<&'static str>,
    /// Its value.
    pub value: Option<Ratio>,
    /// Its band.
    pub band: Option<&'static str>,
    /// What it was held against, where the campaign says so itself.
    pub wanted: Option<Ratio>,
}

impl Takeaway {
    /// Whether the value is under what the campaign itself wants, be it by little.
    pub fn is_under(&self) -> bool {
        self.value.zip(self.wanted).is_some_and(|(value, wanted)| value < wanted)
    }
}

/// What a takeaway is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Whether people were reached at a fair price.
    Audience,
    /// Whether they did anything with the content.
    Engagement,
    /// Whether those who came did what was wanted.
    Conversions,
    /// Whether it is clear what to improve.
    Path,
}

/// How a takeaway came out.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// Well enough.
    Pass,
    /// Not well enough.
    Fail,
    /// Nobody can say.
    Unknown,
}

/// Where a campaign loses people.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Diagnosis {
    /// Weak clicks, strong sales behind them: the creative or its call to action.
    Creative,
    /// Clicks as there should be, weak sales: the page or the offer.
    PageOrOffer,
    /// Weak in both: these creators do not reach the people who want this.
    Audience,
    /// Both well enough, and too dear.
    Price,
    /// Nowhere.
    Nowhere,
    /// Nobody can say.
    TooLittle,
}

/// A verdict in one word.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, Encode, Decode,
)]
#[serde(rename_all = "snake_case")]
pub enum Label {
    /// More of the same.
    #[n(0)]
    Scale,
    /// The same again.
    #[n(1)]
    Repeat,
    /// Again, with one thing changed on purpose.
    #[n(2)]
    LearnAndRepeat,
    /// Again once the page or the offer is mended.
    #[n(3)]
    FixAndRepeat,
    /// Again at another price.
    #[n(4)]
    RepeatCheaper,
    /// Not again like this.
    #[n(5)]
    Rethink,
    /// Nobody can say.
    #[n(6)]
    TooEarly,
}

impl Label {
    /// Every label, the best first.
    pub const ALL: [Self; 7] = [
        Self::Scale,
        Self::Repeat,
        Self::LearnAndRepeat,
        Self::FixAndRepeat,
        Self::RepeatCheaper,
        Self::Rethink,
        Self::TooEarly,
    ];

    /// The word in the API.
    pub fn key(self) -> &'static str {
        match self {
            Self::Scale => "scale",
            Self::Repeat => "repeat",
            Self::LearnAndRepeat => "learn_and_repeat",
            Self::FixAndRepeat => "fix_and_repeat",
            Self::RepeatCheaper => "repeat_cheaper",
            Self::Rethink => "rethink",
            Self::TooEarly => "too_early",
        }
    }

    /// The name on screens.
    pub fn name(self) -> &'static str {
        match self {
            Self::Scale => "Scale",
            Self::Repeat => "Repeat",
            Self::LearnAndRepeat => "Learn & Repeat",
            Self::FixAndRepeat => "Fix & Repeat",
            Self::RepeatCheaper => "Repeat for less",
            Self::Rethink => "Rethink",
            Self::TooEarly => "Too early to say",
        }
    }

    /// The label of this word.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|label| label.key() == key)
    }
}

impl Diagnosis {
    /// What to try next, the first thing first.
    pub fn tests(self) -> &'static [&'static str] {
        match self {
            Self::Creative => &[
                "Test two openings of the same post: the product in the first second against the \
                 story first.",
                "Say what to do and where: link in bio, code on screen, a pinned comment.",
                "Test another format with the same creators before other creators.",
            ],
            Self::PageOrOffer => &[
                "Open the link on a phone in the app’s own browser, and buy something.",
                "Test a landing page that shows what the post shows, against the shop’s own.",
                "Test the offer: a code against free shipping against none.",
            ],
            Self::Audience => &[
                "Compare where the creators’ audience lives with where orders are sent.",
                "Test three creators of another size or category with a small fee each.",
                "Ask commenters what they came for before the next brief.",
            ],
            Self::Price => &[
                "Test a lower fee with a commission against the fee of now.",
                "Move the fee to those whose conversions cost least.",
            ],
            Self::Nowhere => &[
                "Test more of the same: a second post of those who sell best.",
                "Test paid spend behind the best post, as far as the deal allows it.",
            ],
            Self::TooLittle => &["Wait for 50 clicks, or check that the feeds report them."],
        }
    }

    fn label(self, is_very_good: bool) -> Label {
        match self {
            Self::Creative => Label::LearnAndRepeat,
            Self::PageOrOffer => Label::FixAndRepeat,
            Self::Audience => Label::Rethink,
            Self::Price => Label::RepeatCheaper,
            Self::Nowhere if is_very_good => Label::Scale,
            Self::Nowhere => Label::Repeat,
            Self::TooLittle => Label::TooEarly,
        }
    }
}

/// What a campaign came to.
pub fn verdict(case: &Case) -> Verdict {
    let clicks = case.share("ctr", case.ctr);
    let sales = case.share("conversion_rate", case.conversion_rate);
    let has_clicks = case.inputs.get(Input::Clicks).is_some_and(|n| LEAST_CLICKS <= n);
    let is_dear = case.is_dear();
    let diagnosis = match (clicks.mark, sales.mark) {
        _ if !has_clicks => Diagnosis::TooLittle,
        (Mark::Unknown, _) | (_, Mark::Unknown) => Diagnosis::TooLittle,
        (Mark::Fail, Mark::Pass) => Diagnosis::Creative,
        (Mark::Pass, Mark::Fail) => Diagnosis::PageOrOffer,
        (Mark::Fail, Mark::Fail) => Diagnosis::Audience,
        (Mark::Pass, Mark::Pass) if is_dear == Some(true) => Diagnosis::Price,
        (Mark::Pass, Mark::Pass) => Diagnosis::Nowhere,
    };
    let path = Takeaway {
        topic: Topic::Path,
        mark: match diagnosis {
            Diagnosis::TooLittle => Mark::Unknown,
            Diagnosis::Audience => Mark::Fail,
            _ => Mark::Pass,
        },
        ..weakest(&clicks, &sales).clone()
    };
    let engagement = case.banded(Topic::Engagement, "engagement_rate");
    let stage = match path.kpi {
        Some("ctr") => Diagnosis::Creative,
        _ => Diagnosis::PageOrOffer,
    };
    let under = path.is_under().then_some(stage);
    let roi = case.of_price("roi");
    let is_very_good =
        roi.is_some_and(|(_, band)| band.is_some_and(|band| Grade::Average <= band.grade));
    Verdict {
        label: diagnosis.label(is_very_good),
        diagnosis,
        tests: tests(diagnosis, &engagement, under),
        takeaways: [
            case.banded(Topic::Audience, "cpv"),
            engagement,
            Takeaway { topic: Topic::Conversions, ..sales },
            path,
        ],
    }
}

/// Whether so much of a benchmark fails: less than 80% of it.
pub fn is_failing(of_benchmark: Ratio) -> bool {
    of_benchmark.numerator() * 5 < of_benchmark.denominator() * 4
}

/// The stage that fails; of two alike the one with less of its benchmark, clicks where that cannot
/// be told.
fn weakest<'a>(clicks: &'a Takeaway, sales: &'a Takeaway) -> &'a Takeaway {
    let of = |row: &Takeaway| row.value?.checked_div(row.wanted?);
    let is_sales = match (clicks.mark, sales.mark) {
        (Mark::Pass, Mark::Fail) => true,
        (Mark::Fail, Mark::Pass) => false,
        _ => match (of(clicks), of(sales)) {
            (Some(of_clicks), Some(of_sales)) => of_sales < of_clicks,
            (None, Some(_)) => sales.is_under(),
            (_, None) => false,
        },
    };
    if is_sales { sales } else { clicks }
}

/// The tests of the stage diagnosed; where no stage fails, those of the weakest one come first.
fn tests(
    diagnosis: Diagnosis,
    engagement: &Takeaway,
    under: Option<Diagnosis>,
) -> Vec<&'static str> {
    let mut tests = diagnosis.tests().to_vec();
    if diagnosis != Diagnosis::Nowhere {
        return tests;
    }
    if engagement.mark == Mark::Fail {
        tests
            .insert(0, "Ask for one thing in each post, a comment or a save, and see what reacts.");
    }
    if let Some(stage) = under {
        tests.insert(0, stage.tests()[0]);
    }
    tests
}

impl Case {
    fn reading(&self, key: &'static str) -> Option<(Ratio, Option<Band>)> {
        self.reading_of(key, &self.inputs)
    }

    /// A KPI that sets results beside the price, by what of it is due.
    fn of_price(&self, key: &'static str) -> Option<(Ratio, Option<Band>)> {
        let mut inputs = self.inputs.clone();
        if let Some(due_minor) = self.due_minor {
            inputs.set(Input::Cost, due_minor);
        }
        self.reading_of(key, &inputs)
    }

    fn reading_of(&self, key: &str, inputs: &KpiInputs) -> Option<(Ratio, Option<Band>)> {
        let kpi = Kpi::from_key(key)?;
        let reading = kpi.evaluate(inputs).ok()?;
        Some((reading.ratio, kpi.band(reading, self.money)))
    }

    /// A KPI by the bands of the trade: all but the lowest pass.
    fn banded(&self, topic: Topic, key: &'static str) -> Takeaway {
        let read = self.reading(key);
        let band = read.and_then(|(_, band)| band);
        Takeaway {
            topic,
            mark: match band {
                None => Mark::Unknown,
                Some(band) if band.grade == Grade::Weak => Mark::Fail,
                Some(_) => Mark::Pass,
            },
            kpi: Some(key),
            value: read.map(|(ratio, _)| ratio),
            band: band.map(|band| band.name),
            wanted: None,
        }
    }

    /// A share by the campaign's own benchmark, of which 80% must be reached; else by the bands.
    fn share(&self, key: &'static str, wanted: Option<Ratio>) -> Takeaway {
        let banded = self.banded(Topic::Path, key);
        let of = banded.value.zip(wanted).and_then(|(value, wanted)| value.checked_div(wanted));
        let mark = match of {
            None => banded.mark,
            Some(of) if is_failing(of) => Mark::Fail,
            Some(_) => Mark::Pass,
        };
        Takeaway { mark, wanted, ..banded }
    }

    /// Whether conversions cost more than they may or bring; `None` if nobody knows.
    fn is_dear(&self) -> Option<bool> {
        if let Some(most) = self.cpa_minor {
            return self.of_price("cpa").map(|(cpa, _)| most < cpa);
        }
        let (roi, _) = self.of_price("roi")?;
        Some(self.goal == Goal::Sales && roi.numerator() < 0)
    }
}
