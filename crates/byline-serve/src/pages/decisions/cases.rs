//! Cases: one creator of the queue, in words.

use byline_core::decision::advice::{Advised, TrafficSign, Why};
use byline_core::decision::leak::LeakSign;
use byline_core::decision::standing::Standing;
use byline_core::decision::urgency::Urgency;
use byline_core::kpi::{Kpi, Ratio, Reading};
use byline_core::money::Currency;
use byline_engine::view::{
    Cause, CreatorDecision, DealCheck, DecisionsView, InQuestion, JudgedBy, Leak, LikelyCause,
    QuestionOf, Traffic,
};

use super::advice::{self, Came};
use super::ways::Ground;
use super::{Case, needs, sentences};
use crate::pages::explain::IN_QUESTION;
use crate::pages::frame::Frame;
use crate::pages::identities::Double;
use crate::pages::parts::Figure;
use crate::pages::{links, words};

/// One creator of the queue.
pub fn case(ground: &Ground<'_>, row: &CreatorDecision) -> Case {
    let (frame, view, answers) = (ground.frame, ground.view, &ground.around.answers);
    let overdue_since = answers.overdue_since(&row.creator_id);
    let task = answers.task(row);
    let (lead, beside) = Came::of(row, view).lead(row.advice.what, &row.advice.whys);
    let double = ground.doubles.likeliest(&row.creator_id);
    let mut reasons = reasons(frame, view, row);
    reasons.extend(double.map(Double::sentence));
    let double = double.map(|it| words::sentence(&it.told()));
    let beside: Vec<String> = double.into_iter().chain(beside).collect();
    Case {
        creator_id: row.creator_id.to_string(),
        name: row.name.clone(),
        standing: advice::tag(row),
        evidence: advice::reaction(row.judgement.as_ref(), view.judged_by),
        is_waiting: row.is_waiting,
        done: answers.sentences(&row.creator_id),
        is_in_hand: answers.is_answered(&row.creator_id),
        when: sentences::when(row, overdue_since, task, &frame.clock),
        is_overdue: match row.urgency {
            Some(Urgency::Review) => task.is_some_and(|task| task.is_late),
            _ => overdue_since.is_some(),
        },
        since: row.bad_since.map(|at| {
            let age = words::length(frame.now.0 - at.0);
            format!("for {age} at least, as figures of today tell it")
        }),
        in_question: row.in_question.map(|_| needs::figure(frame, view, row)),
        made_of: row.in_question.and_then(|of| made_of(view, row, of)),
        lead,
        beside: (!beside.is_empty()).then(|| beside.join(" · ")),
        reasons,
        facts: facts(frame, view, row),
        // The brand's answer to a reaction, where the advice follows it.
        response: row.response.filter(|_| follows_reaction(row)),
        steps: ground.steps(row),
        ways: ground.ways(row),
        deal: deal(frame, &row.deal),
        href: links::creator(&frame.ask, &row.creator_id),
    }
}

/// What money in question is.
pub fn question_of(of: QuestionOf) -> &'static str {
    match of {
        QuestionOf::SalesMissing => "of sales missing",
        QuestionOf::NotComeBack => "not come back",
        QuestionOf::LessThanWanted => "less than wanted",
        QuestionOf::InDoubt => "in doubt",
        QuestionOf::Spent => "spent or agreed",
    }
}

/// The money that the advice is about, where it is opened, and what it is.
pub fn in_question(
    frame: &Frame<'_>,
    view: &DecisionsView,
    row: &CreatorDecision,
    InQuestion { of, minor, .. }: InQuestion,
) -> (Figure, &'static str) {
    let name = question_of(of);
    let href = links::explain(frame, IN_QUESTION, Some(&row.creator_id));
    (Figure::known(words::money_rounded(minor, view.currency), href), name)
}

/// How the money that the advice is about is made, in a sentence; `None` of what is spent.
fn made_of(view: &DecisionsView, row: &CreatorDecision, of: InQuestion) -> Option<String> {
    let money = |minor| words::money(minor, view.currency);
    let minor = of.minor;
    Some(match of.of {
        QuestionOf::SalesMissing => {
            let rate = row.expected.conversion_rate.as_ref()?.value;
            let due = row.shown.due_conversions_micro(rate);
            let missing = due - row.shown.conversions_micro;
            format!(
                "{} at {} would be {} conversions, and {} came: {} are missing, at {} each.",
                words::counted(row.shown.n_clicks, "click", "clicks"),
                percent(rate),
                words::conversions(due),
                words::conversions(row.shown.conversions_micro),
                words::conversions(missing),
                words::money(of.conversion_minor?, view.currency)
            )
        }
        QuestionOf::NotComeBack => {
            let paid = row.paid?;
            let fee =
                format!("{} of the fee of {}", money(paid.fee_due_minor), money(paid.fee_minor));
            let due = match (paid.fee_minor, paid.due_minor - paid.fee_due_minor) {
                (0, beyond) => format!("{} was spent", money(beyond)),
                (_, 0) => format!("{fee} is due by now"),
                (_, beyond) => {
                    format!("{fee} is due by now, and {} was spent beyond it", money(beyond))
                }
            };
            format!("{due}; {} came.", money(paid.revenue_minor))
        }
        QuestionOf::LessThanWanted => {
            let paid = row.paid?;
            let wanted = money(minor.saturating_add(paid.revenue_minor));
            format!("{wanted} is wanted by now, and {} came.", money(paid.revenue_minor))
        }
        QuestionOf::InDoubt => {
            let LeakSign { own, .. } = row.leak.as_ref()?.sign;
            format!(
                "{} of {} orders came by code without a click, and that is what they brought.",
                own.n_by_code,
                own.n_by_code + own.n_by_click
            )
        }
        QuestionOf::Spent => return None,
    })
}

/// Whether the advice is what the brand answers to how people react.
fn follows_reaction(row: &CreatorDecision) -> bool {
    let standing = row.judgement.as_ref().map(|judged| judged.standing);
    matches!(
        (row.advice.what, standing),
        (Advised::Keep, Some(Standing::Green))
            | (Advised::Grow, Some(Standing::Accelerate))
            | (Advised::ReviewCreative, Some(Standing::Yellow))
            | (Advised::Part, Some(Standing::Red))
    )
}

/// What is advised and why; then why the creator stands so, the best supported reason first.
pub fn reasons(frame: &Frame<'_>, view: &DecisionsView, row: &CreatorDecision) -> Vec<String> {
    let supported = row.traffic.as_ref().filter(|traffic| traffic.is_supported());
    // The cause stands below, with its rates.
    let came = Came::of(row, view);
    let came = Came { cause: came.cause.clone().filter(|_| supported.is_none()), ..came };
    let mut reasons = vec![came.advice(&row.advice)];
    let grounds = row.judgement.iter().flat_map(|judgement| &judgement.grounds);
    reasons.extend(
        grounds.map(|ground| sentences::reason(ground.reason, row, view.judged_by, frame.now)),
    );
    reasons.extend(row.no_judgement.map(|why| sentences::not_judged(why).to_owned()));
    reasons.extend(leak(row));
    reasons.extend(paid(view, row));
    reasons.extend(supported.into_iter().flat_map(not_buying));
    reasons
}

/// That people click and do not buy, how sure that is, and every cause that is seen.
fn not_buying(traffic: &Traffic) -> [String; 2] {
    let causes: Vec<String> = traffic.causes.iter().map(LikelyCause::with_rates).collect();
    let is_of_app = traffic.causes.first().is_some_and(|it| it.cause == Cause::InAppBrowser);
    let usually = match traffic.sign() {
        TrafficSign::OthersSell => "No fault is seen in page, code, price or the way there.",
        _ if is_of_app => "The checkout inside the app is the first thing to try.",
        _ => "That is usually the page or the offer, not the creator.",
    };
    [
        format!(
            "That too few buy is {} probable. {usually}",
            sentences::probable(traffic.finding.probability_ppm)
        ),
        match causes.as_slice() {
            [] => "No fault is seen in the signals.".to_owned(),
            [only] => format!("{}.", words::sentence(only)),
            causes => format!("Likeliest first: {}.", causes.join("; then ")),
        },
    ]
}

/// What shows that a code sells without its creator.
fn leak(row: &CreatorDecision) -> Option<String> {
    let Leak { sign, codes, .. } = row.leak.as_ref()?;
    let percent = |ppm: i64| words::percent(ppm.into(), 1_000_000).unwrap_or_default();
    let codes: Vec<String> = codes.iter().map(|(_, code)| code.clone()).collect();
    Some(format!(
        "{} may have leaked: {} of {} orders came by code without a click ({}; of the others {}). \
         Look for it where promo codes are traded.",
        words::listed(&codes),
        sign.own.n_by_code,
        sign.own.n_by_code + sign.own.n_by_click,
        percent(sign.own_ppm),
        percent(sign.others_ppm)
    ))
}

/// What came back, where that says something else than how people react and the advice does not
/// say it already.
fn paid(view: &DecisionsView, row: &CreatorDecision) -> Option<String> {
    let paid = row.paid?;
    let whys = &row.advice.whys;
    let standing = row.judgement.as_ref()?.standing;
    let money = |minor| words::money_rounded(minor, view.currency);
    let (revenue, due) = (money(paid.revenue_minor), money(paid.due_minor));
    if standing.is_bad() && paid.is_worth_it() && row.leak.is_none() {
        let is_said = [Why::PaysWell, Why::PaysVeryWell].iter().any(|why| whys.contains(why));
        return Some(match is_said {
            true => "The money works all the same.".to_owned(),
            false => format!("Yet {revenue} came back for {due} that is due: the money works."),
        });
    }
    let is_said = whys.contains(&Why::Loses) || whys.contains(&Why::LosesMost);
    let is_praised = !standing.is_bad() && paid.is_loss() && !is_said;
    is_praised.then(|| format!("Yet only {revenue} came back for {due} that is due."))
}

/// The figures behind it, each beside what it should be.
fn facts(
    frame: &Frame<'_>,
    view: &DecisionsView,
    row: &CreatorDecision,
) -> Vec<(&'static str, Figure, String)> {
    let shown = &row.shown;
    let figure = |key, ratio: Option<Ratio>, why: &str| {
        let href = links::explain(frame, key, Some(&row.creator_id));
        match ratio {
            Some(ratio) => Figure::known(text(key, ratio, view.currency), href),
            None => Figure::missing(why, href),
        }
    };
    let benchmark = |judged_by| match row.expected.of(judged_by) {
        Some(expected) => format!("benchmark {}", percent(expected.value)),
        None => "no benchmark".to_owned(),
    };
    let of_displays = match (shown.n_displays, shown.displays) {
        (Some(n), Some(kind)) => {
            let clicks = words::counted(shown.n_clicks, "click", "clicks");
            format!("{clicks} of {} {}, ", words::count(n), kind.name())
        }
        _ => String::new(),
    };
    let bought = words::conversions(shown.conversions_micro);
    let ceiling = view.benchmarks.cpc_ceiling_minor.map_or_else(
        || "no ceiling".to_owned(),
        |minor| format!("ceiling {}", words::money(minor, view.currency)),
    );
    let ctr = figure("ctr", shown.ctr, "no impressions reported");
    let rate = figure("conversion_rate", shown.conversion_rate, "no clicks, or orders by code");
    let cpc = figure("cpc", shown.cpc_minor, "no cost or no clicks");
    vec![
        ("CTR", ctr, format!("{of_displays}{}", benchmark(JudgedBy::Ctr))),
        (
            "Conversion rate",
            rate,
            format!("{bought} conversions, {}", benchmark(JudgedBy::ConversionRate)),
        ),
        ("CPC", cpc, ceiling),
    ]
}

/// A share of a creator, the one that judges or the other.
pub fn share(
    frame: &Frame<'_>,
    view: &DecisionsView,
    row: &CreatorDecision,
    share: JudgedBy,
) -> Figure {
    let key = share.key();
    let href = links::explain(frame, key, Some(&row.creator_id));
    let ratio = match share {
        JudgedBy::Ctr => row.shown.ctr,
        JudgedBy::ConversionRate => row.shown.conversion_rate,
    };
    match ratio {
        Some(ratio) => Figure::known(text(key, ratio, view.currency), href),
        None => Figure::missing("nothing shown yet", href),
    }
}

/// What the deal says.
fn deal(frame: &Frame<'_>, deal: &DealCheck) -> Vec<String> {
    let mut said = Vec::new();
    said.push(match (&deal.deal_id, deal.amplification) {
        (None, _) => "No deal is stored, so nothing could be checked against it.".to_owned(),
        (Some(_), None) => "The deal gives no right to put paid spend behind content.".to_owned(),
        (Some(_), Some(span)) if deal.may_amplify => {
            format!("The deal allows paid spend until {}.", frame.clock.day(span.to))
        }
        (Some(_), Some(span)) => {
            let (from, to) = (frame.clock.day(span.from), frame.clock.day(span.to));
            format!("The deal allows paid spend from {from} to {to}, not now.")
        }
    });
    said.extend(deal.terms.as_ref().map(|terms| format!("It also says: {terms}.")));
    if deal.is_scaling_blocked {
        said.push("A post is not disclosed: nothing may be scaled up until it is.".to_owned());
    }
    said
}

/// A KPI's value as people read it.
fn text(key: &str, ratio: Ratio, currency: Currency) -> String {
    if key == "cpc" {
        return words::money(i64::try_from(ratio.rounded(0)).unwrap_or(i64::MAX), currency);
    }
    Kpi::from_key(key)
        .map(|kpi| kpi.text(Reading { ratio, divided_by: None }, currency))
        .unwrap_or_default()
}

/// A share as a percentage.
pub fn percent(share: Ratio) -> String {
    words::percent(share.numerator(), share.denominator()).unwrap_or_else(|| "n/a".to_owned())
}
