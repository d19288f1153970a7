//! The words of the review: why a person is needed, what is recommended and why.

use byline_core::creator::WeekLimits;
use byline_core::decision::advice::Why;
use byline_core::decision::review::{Against, Aspect, TaskKind};
use byline_core::decision::said::ReviewDecision;
use byline_core::decision::standing::Reason;
use byline_core::id::CampaignId;
use byline_core::money::Currency;
use byline_engine::view::{
    Handled, Need, Recommendation, ReviewRow, ReviewView, SimilarView, TaskView,
};

use crate::pages::decisions;
use crate::pages::decisions::{Came, advised, evidence, share_name};
use crate::pages::frame::Frame;
use crate::pages::words;

/// A decision as people say it.
pub fn decision_name(decision: ReviewDecision) -> &'static str {
    match decision {
        ReviewDecision::Keep => "Keep",
        ReviewDecision::Grow => "Grow",
        ReviewDecision::Reduce => "Reduce",
        ReviewDecision::Renegotiate => "Renegotiate",
        ReviewDecision::Part => "Part",
    }
}

/// What the decision does, for buttons.
pub fn decide(decision: ReviewDecision) -> &'static str {
    match decision {
        ReviewDecision::Keep => "Keep the deal",
        ReviewDecision::Part => "Part ways",
        other => decision_name(other),
    }
}

/// What is to be done, within what the deal allows.
pub fn task_title(task: &TaskView) -> &'static str {
    match (task.kind, task.may_amplify) {
        (TaskKind::ReviewContract, _) => "Review the contract",
        (TaskKind::Amplify, true) => "Do more of it, and put paid spend behind it",
        (TaskKind::Amplify, false) => "Do more of it",
    }
}

/// How the rules handle a creator.
pub fn handled(how: Handled) -> &'static str {
    match how {
        Handled::InRange => "as expected",
        Handled::Pays => "not as expected, and worth the price",
        Handled::Daily => "asked for on the daily list (Decisions)",
        Handled::NotSupported => "not as expected, with too little data to act on: watched on",
        Handled::NotJudged => "not to be judged yet: watched on",
        Handled::Waiting => "waiting for late data",
        Handled::OutOfUse => "paused or out of use",
        Handled::NotLive => "without a post yet: waiting for the first",
        Handled::Small => "under 1% of the campaign: what is recommended is for the next deal",
    }
}

/// Why a person is needed.
pub fn need(need: Need, row: &ReviewRow, view: &ReviewView) -> String {
    let money = |minor: Option<i64>| {
        minor.map_or_else(String::new, |minor| words::money_rounded(minor, view.currency))
    };
    let revenue = money(Some(row.revenue_minor));
    let sure = row.judgement.as_ref().map(evidence).unwrap_or_default();
    match need {
        Need::TaskLate => "A task about them is late.".to_owned(),
        Need::Recommended(decision) => {
            format!("To {} is recommended.", decision_name(decision).to_lowercase())
        }
        Need::Red => format!("Red: {} ({sure}).", red(row, view)),
        // What is to be looked at first stands with the advice.
        Need::Traffic => "People click as they should, and too few buy.".to_owned(),
        Need::BelowFloor => {
            let floor = limit(view, row.limits.floor_minor, row.limits_so_far.floor_minor);
            format!("{revenue} this week is below the floor of {floor}.")
        }
        Need::AboveCeiling => {
            let ceiling = limit(view, row.limits.ceiling_minor, row.limits_so_far.ceiling_minor);
            format!("{revenue} this week is above the ceiling of {ceiling}.")
        }
        Need::Accelerate => {
            format!("{} far over the benchmark ({sure}).", share_name(view.judged_by))
        }
        Need::FollowUp => "A change was decided last week. What came of it?".to_owned(),
    }
}

/// Why somebody is red, the best supported reason first.
fn red(row: &ReviewRow, view: &ReviewView) -> String {
    let grounds = row.judgement.iter().flat_map(|judgement| &judgement.grounds);
    let part = |reason: Reason| match reason {
        Reason::UnderBenchmark => {
            Some(format!("{} far under the benchmark", share_name(view.judged_by)))
        }
        Reason::Silent => Some("silent, no conversion for too long".to_owned()),
        Reason::CpcOverCeiling => Some("a click costs more than its ceiling".to_owned()),
        Reason::OverBenchmark | Reason::InRange => None,
    };
    let parts: Vec<String> = grounds.filter_map(|ground| part(ground.reason)).collect();
    parts.join("; ")
}

/// What is recommended: `Keep is recommended`. Where the deal is not what is wrong, what is to be
/// done instead: `Look at page and offer; keep the deal`.
pub fn recommended(of: &Recommendation) -> String {
    let (_, advised) = advised(of.advised);
    match of.decision {
        ReviewDecision::Keep if of.advised.is_asking() => {
            format!("{}; keep the deal", words::sentence(advised))
        }
        decision => format!("{} is recommended", decide(decision)),
    }
}

/// A floor or ceiling as revenue stands beside it: of the whole week, else what of it belongs to
/// the part that is looked at.
fn limit(view: &ReviewView, whole: Option<i64>, part: Option<i64>) -> String {
    let money = |minor: Option<i64>| {
        minor.map_or_else(String::new, |minor| words::money_rounded(minor, view.currency))
    };
    let when = if view.week.is_open { "so far" } else { "for its days in the flight" };
    match whole == part {
        true => format!("{} a week", money(whole)),
        false => format!("{} {when} ({} a week)", money(part), money(whole)),
    }
}

/// Floor and ceiling in one cell: `$400 to $12,000 a week; so far $200 to $6,000`.
pub fn limits(row: &ReviewRow, view: &ReviewView) -> String {
    let whole = limits_text(row.limits, view.currency);
    let is_whole = row.limits == row.limits_so_far;
    match row.against {
        Against::NotLive | Against::Unseen => whole,
        _ if is_whole => whole,
        Against::TooEarly => format!("{whole} a week"),
        _ => {
            let part = if view.week.is_open { "so far" } else { "of its days in the flight" };
            format!("{whole} a week; {part} {}", limits_text(row.limits_so_far, view.currency))
        }
    }
}

fn limits_text(limits: WeekLimits, currency: Currency) -> String {
    let money = |minor| words::money_rounded(minor, currency);
    match (limits.floor_minor, limits.ceiling_minor) {
        (None, None) => "none set".to_owned(),
        (Some(floor), None) => format!("from {}", money(floor)),
        (None, Some(ceiling)) => format!("up to {}", money(ceiling)),
        (Some(floor), Some(ceiling)) => format!("{} to {}", money(floor), money(ceiling)),
    }
}

/// The week beside its limits, in a few words.
pub fn against(against: Against) -> &'static str {
    match against {
        Against::Below => "below the floor",
        Against::Within => "between floor and ceiling",
        Against::Above => "above the ceiling",
        Against::TooEarly => "live for less than two days of the week, so not judged by it",
        Against::NotSet => "no floor or ceiling is set",
        Against::NotLive => "nothing was published yet",
        Against::Unseen => "nothing is in use by which anything could be seen",
    }
}

/// Whether a need is told by what is recommended and its reasons.
pub fn is_said_by_advice(need: Need, row: &ReviewRow) -> bool {
    let says = |whys: &[Why]| row.recommendation.whys.iter().any(|why| whys.contains(why));
    match need {
        Need::Recommended(_) => true,
        Need::Traffic => says(&[Why::NotSelling, Why::NoFaultSeen]),
        Need::Accelerate => says(&[Why::FarOver]),
        _ => false,
    }
}

/// Why something is recommended: the heaviest reason in a sentence, and the others.
pub fn reasons(row: &ReviewRow, view: &ReviewView) -> (String, Option<String>) {
    let came = Came {
        revenue_minor: row.flight_minor,
        due_minor: row.due_minor,
        currency: view.currency,
        wanted: Some(view.wanted),
        share: decisions::share_name(view.judged_by),
        cause: row.cause.clone(),
        evidence: row.evidence,
        is_red: decisions::is_red(row.judgement.as_ref()),
    };
    came.lead(row.recommendation.advised, &row.recommendation.whys)
}

/// In what somebody is alike, and what came of it.
pub fn alike(row: &SimilarView, view: &ReviewView) -> String {
    alike_in(row, &view.campaign_id, view.currency)
}

/// The same, seen from a campaign.
pub fn alike_in(row: &SimilarView, campaign: &CampaignId, currency: Currency) -> String {
    let name = |aspect: &Aspect| match aspect {
        Aspect::Platform => "platform",
        Aspect::Size => "size",
        Aspect::Category => "category",
        Aspect::Price => "order of price",
    };
    let same: Vec<String> =
        row.likeness.same.iter().map(|aspect| name(aspect).to_owned()).collect();
    let same = match same.as_slice() {
        [] => "nearest there is".to_owned(),
        same => format!("same {}", words::listed(same)),
    };
    let money = |minor| words::money_rounded(minor, currency);
    let price = row.price_minor.map_or_else(|| "no known price".to_owned(), money);
    let brought = money(row.revenue_minor);
    let place = match row.campaign_id == *campaign {
        true => String::new(),
        false => format!(" in {}", row.campaign),
    };
    format!("{same}: brought {brought} for {price}{place}")
}

/// How it was counted.
pub fn counted(frame: &Frame<'_>, view: &ReviewView) -> Vec<String> {
    vec![
        format!(
            "Weeks run from Monday to Monday in {}. Revenue is under {}.",
            frame.clock.zone_in_words(),
            frame.model_name()
        ),
        format!(
            "What is due is the part of fee or spend that belongs to the time since the first \
             post, of that to the end of the flight. A person is asked where the deal may have to \
             change, for whoever {}, or is at least 1% of the campaign’s price or revenue; a code, \
             link or post to look at is asked for on Decisions. {}",
            if view.week.is_open { "is wanted today" } else { "was wanted when it ended" },
            decisions::wanted_here(view.wanted, view.wanted_from)
        ),
        "Floor and ceiling are of a whole week; of a week that runs, or that is only partly in \
         the flight, the same part of them counts, from its third day on."
            .to_owned(),
    ]
}
