//! Sentences: judgements, steps and limits as people say them.

use byline_core::decision::advice::Advised;
use byline_core::decision::reallocation::{Limit, Share};
use byline_core::decision::standing::{Evidence, Judgement, Reason, Step};
use byline_core::decision::urgency::Urgency;
use byline_core::decision::{ActOn, EvidenceRules};
use byline_core::kpi::Ratio;
use byline_core::time::Timestamp;
use byline_engine::view::{
    CreatorDecision, Hold, JudgedBy, NoJudgement, NoMoves, TaskView, WantedFrom,
};

use crate::pages::words::{self, Clock};

/// What "due by now" means, wherever it is read.
pub const DUE: &str = "A fee counts day by day from the first post to the end of the flight: \
                       halfway, half of it is due by now. What was spent beyond the fee is due at \
                       once.";

/// What "what is wanted" means, wherever it is read.
pub const WANTED: &str = "How many times a price should come back is the campaign’s benchmark of \
                          ROI or ROAS; without one it is the revenue target divided by the \
                          budget, and without both it is once.";

/// From where on a judgement is leaning, and confirmed: how probable it is, in percent.
pub fn sure_from(rules: &EvidenceRules) -> [String; 2] {
    let percent = |ppm: u32| format!("{}%", ppm / 10_000);
    [percent(rules.leaning_ppm), percent(rules.confirmed_ppm)]
}

/// How sure a judgement is, wherever it is read.
pub fn how_sure(rules: &EvidenceRules) -> String {
    let [leaning, confirmed] = sure_from(rules);
    let money = match rules.money_moves_on {
        ActOn::Confirmed => "Steps that move money wait for confirmed.",
        ActOn::Literal => "Steps that move money do not wait for it in this campaign.",
    };
    format!(
        "How sure a judgement is: confirmed is at least {confirmed} probable, leaning at least \
         {leaning}, after what creators of the same platform and size show. {money}"
    )
}

/// A multiple in words, three digits of it: `1.67x`, `39.6x`, `132x`.
pub fn multiple(times: Ratio) -> String {
    let digits = |places: u32| times.rounded(places).abs();
    let (tenths, cents) = (digits(1), digits(2));
    let sign = if times.numerator() < 0 && cents != 0 { "\u{2212}" } else { "" };
    match (cents, tenths) {
        (0..1_000, _) => format!("{sign}{}.{:02}x", cents / 100, cents % 100),
        (_, 0..1_000) => format!("{sign}{}.{}x", tenths / 10, tenths % 10),
        _ => format!("{sign}{}x", digits(0)),
    }
}

/// What each unit of a price should bring in a campaign, and where that comes from.
pub fn wanted_here(times: Ratio, from: WantedFrom) -> String {
    let multiple = multiple(times);
    match from {
        WantedFrom::Benchmark => {
            format!("Wanted is {multiple} of what is due, the campaign’s own benchmark.")
        }
        WantedFrom::Target => format!(
            "Wanted is {multiple} of what is due: the revenue target divided by the budget."
        ),
        WantedFrom::BreakEven => "No return is set as a benchmark, so what is due is wanted back \
                                  once."
            .to_owned(),
    }
}

/// How far the data supports a judgement.
pub fn evidence(judgement: &Judgement) -> String {
    let probability = judgement.grounds.first().and_then(|ground| ground.probability_ppm);
    let probable = probability.map(|ppm| format!(", {} probable", probable(ppm)));
    let word = match judgement.evidence {
        Evidence::Insufficient => "too little data to say",
        Evidence::Leaning => "leaning",
        Evidence::Confirmed => "confirmed",
    };
    format!("{word}{}", probable.unwrap_or_default())
}

/// A probability in whole percent, never quite none and never quite all.
pub fn probable(ppm: u32) -> String {
    match (ppm + 5_000) / 10_000 {
        0 => "under 1%".to_owned(),
        100.. => "over 99%".to_owned(),
        percent => format!("{percent}%"),
    }
}

/// Why a judgement is as it is.
pub fn reason(
    reason: Reason,
    row: &CreatorDecision,
    judged_by: JudgedBy,
    now: Timestamp,
) -> String {
    let name = share_name(judged_by);
    let away = row.shown.of_benchmark.map(from_one).unwrap_or_default();
    match reason {
        Reason::UnderBenchmark | Reason::OverBenchmark => {
            format!("{name} is {away} its benchmark.")
        }
        Reason::InRange => format!("{name} is inside the range: {away} its benchmark."),
        Reason::CpcOverCeiling => "A click costs more than its ceiling.".to_owned(),
        Reason::Silent => {
            let event = match row.judged_from {
                Some(_) => "their first link came",
                None => "the first post went live",
            };
            match row.shown.first_live_at {
                Some(at) => {
                    let hours = now.seconds_since(at) / 3_600;
                    format!("No conversion in the {hours} h since {event}.")
                }
                None => format!("No conversion since {event}."),
            }
        }
    }
}

/// `49.2% under`, `31.0% over`; of what was reached of a benchmark.
fn from_one(of_benchmark: Ratio) -> String {
    let (above, below) = (of_benchmark.numerator(), of_benchmark.denominator());
    let word = if above < below { "under" } else { "over" };
    match words::percent((above - below).abs(), below) {
        Some(_) if above == below => "exactly".to_owned(),
        Some(percent) => format!("{percent} {word}"),
        None => "apart from".to_owned(),
    }
}

/// The share that judges, as a name.
pub fn share_name(judged_by: JudgedBy) -> &'static str {
    match judged_by {
        JudgedBy::Ctr => "CTR",
        JudgedBy::ConversionRate => "Conversion rate",
    }
}

/// Why there is no judgement.
pub fn not_judged(why: NoJudgement) -> &'static str {
    match why {
        NoJudgement::NoImpressions => "No impressions are reported, so there is no CTR to judge.",
        NoJudgement::MoreClicksThanImpressions => {
            "More clicks than impressions: part of the displays is not reported."
        }
        NoJudgement::NoClicks => "Nobody has clicked yet.",
        NoJudgement::NoConversionsReported => {
            "No order and no target action ever came, so nobody can say who sells."
        }
        NoJudgement::MoreConversionsThanClicks => {
            "More conversions than clicks: some came by code alone, so a rate would say nothing."
        }
        NoJudgement::BenchmarkMissing => "There is no benchmark to compare with.",
        NoJudgement::NoLink => {
            "No link and no code is in use, so nothing of theirs can be counted."
        }
        NoJudgement::Paused => "Every link is paused and no code is in use, so nothing can come.",
        NoJudgement::OutOfUse => "The creator is out of use.",
    }
}

/// How soon: by when an alert was to be taken, where one fires that nobody has; and by when the
/// task is to be done that asks for the same.
pub fn when(
    row: &CreatorDecision,
    alert_due_at: Option<Timestamp>,
    task: Option<&TaskView>,
    clock: &Clock,
) -> Option<String> {
    let hours = row.due_s.unwrap_or(0) / 3_600;
    let day = |task: &TaskView| clock.until(task.task.due_at);
    Some(match (row.urgency?, alert_due_at) {
        (Urgency::Review, _) => match task {
            Some(task) if task.is_late => format!("Overdue since {}", day(task)),
            Some(task) => format!("Until {}", day(task)),
            None => format!("Within {hours} h"),
        },
        (_, Some(at)) => format!("Overdue since {}", clock.weekday_minute(at)),
        (Urgency::Page, None) => "Now".to_owned(),
        (Urgency::Investigate, None) => "Today".to_owned(),
    })
}

/// A step to offer.
pub fn step(step: Step) -> &'static str {
    match step {
        Step::ReviewCreative => "Look at content and brief",
        Step::MessageCreator => "Write to the creator",
        Step::PauseAllocation => {
            "Put no further money behind it: pause it in the ad account; a proposal here takes at \
             most a quarter a day"
        }
        Step::RedirectToTop => "Give it to those who do best",
        Step::TalkToCreator => "Talk with the creator",
        Step::MoreContent => "Ask for more content",
        Step::Amplify => "Put paid spend behind the content",
        Step::AskForAmplification => "Ask for the right to put paid spend behind the content",
        Step::Extend => "Extend the deal",
    }
}

/// What holds a step.
pub fn hold(hold: Hold) -> &'static str {
    match hold {
        Hold::NotDisclosed => "not until the post is disclosed",
        Hold::WaitingForData => "not until late data has come",
        Hold::NotSelling => "not until it is known why people click and too few buy",
        Hold::NoPaidSpend => "no paid spend runs behind the content",
        Hold::Covers => "not while at least what is due comes back",
        Hold::MayHaveLeaked => "not until somebody knows where the code is",
        Hold::Price => "not before the price is agreed anew",
        Hold::NeverClicked => "not before the link is found in the post",
        Hold::Loss => "not while less comes back than is due",
        Hold::Short => "not while less than what is wanted comes back",
        Hold::CodeIsPublic => "not before a new code shows what they bring",
        Hold::JustLinked => "not yet: their first link is new",
        Hold::NotConfirmed => "not yet: the data does not confirm it",
    }
}

/// Why an amount is not more or less; of somebody about whom something is advised.
pub fn limit(share: &Share, advised: Option<Advised>) -> &'static str {
    let does_move = share.from_minor != share.to_minor;
    let is_raised = share.from_minor < share.to_minor;
    match share.limit {
        None if is_raised => {
            "has little for what it brings: raised until a little more brings \
                              about as much as elsewhere"
        }
        None if does_move => {
            "has much for what it brings: cut until a little less costs about \
                              as much as elsewhere"
        }
        None => "stays: a little more brings about as much as elsewhere",
        Some(Limit::Cap) => "a post is not disclosed, so nothing more",
        Some(Limit::Promise) => "what the deal promises",
        Some(Limit::Fixed) => "stays: no right to more now, or not judged",
        Some(Limit::Held) if matches!(advised, Some(Advised::Keep | Advised::Grow)) => {
            "nothing more while less than what is wanted comes back"
        }
        Some(Limit::Held) => "nothing more while something else is advised",
        Some(Limit::Day) if is_raised => "has little for what it brings; at most a quarter at once",
        Some(Limit::Day) if does_move => "has much for what it brings; at most a quarter at once",
        Some(Limit::Day) => "at most a quarter at once",
        Some(Limit::Plan) => "at least a fifth of an equal share, at most six times it",
        Some(Limit::Learning) if is_raised => {
            "to find out: raised to the least that they can be judged by"
        }
        Some(Limit::Learning) => "no less: it could not be judged any more",
    }
}

/// Why nothing is proposed.
pub fn no_moves(why: Option<NoMoves>) -> &'static str {
    match why {
        Some(NoMoves::WaitingForData) => "Data is late, so nothing is proposed until it has come.",
        Some(NoMoves::OneCreatorOnly) => {
            "Paid spend stands behind one creator only, so there is nobody to move it to."
        }
        Some(NoMoves::LimitsContradict) => "What the deals allow leaves no way to move anything.",
        Some(NoMoves::NoPaidSpend) | None => {
            "No paid spend in the last 7 days. Fees are agreed and stay where they are."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_multiple_has_three_digits() {
        // Reads as a table: the ratio, and its words.
        for (above, below, words) in [
            (0, 7, "0.00x"),
            (-1, 3, "\u{2212}0.33x"),
            (5, 3, "1.67x"),
            (3, 2, "1.50x"),
            (9_996, 1_000, "10.0x"),
            (3_960, 100, "39.6x"),
            (13_249, 100, "132x"),
            (9_996, 100, "100x"),
            (-1, 1_000, "0.00x"),
        ] {
            let times = Ratio::new(above, below).expect("a ratio");
            assert_eq!(multiple(times), words, "{above}/{below}");
        }
    }
}
