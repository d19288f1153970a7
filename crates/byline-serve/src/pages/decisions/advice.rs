//! Advice as people say it: one word with its reasons, the same on every page.

use byline_core::decision::advice::{Advice, Advised, Why};
use byline_core::decision::standing::{Evidence, Judgement, Reason, Standing};
use byline_core::kpi::Ratio;
use byline_core::money::Currency;
use byline_engine::view::{CreatorDecision, DecisionsView, JudgedBy, NoJudgement, Paid};

use super::sentences;
use crate::pages::parts::Tone;
use crate::pages::words;

/// What is advised, in a word.
pub fn word(advised: Advised) -> (Tone, &'static str) {
    match advised {
        Advised::IssueLink => (Tone::Warn, "issue a link"),
        Advised::CheckPost => (Tone::Warn, "check the post"),
        Advised::CheckCode => (Tone::Warn, "check the code"),
        Advised::RenewCode => (Tone::Warn, "issue a new code"),
        Advised::MendOffer => (Tone::Warn, "look at page and offer"),
        Advised::CheckPromise => (Tone::Warn, "check what posts promise"),
        Advised::Part => (Tone::Bad, "part ways"),
        Advised::Renegotiate => (Tone::Bad, "renegotiate"),
        Advised::ReviewCreative => (Tone::Warn, "review the creative"),
        Advised::Grow => (Tone::Boost, "grow"),
        Advised::Wait => (Tone::Plain, "wait for data"),
        Advised::Keep => (Tone::Good, "keep"),
    }
}

/// What is advised, in a word; whoever is kept because too little or nothing is known is not
/// praised for it.
pub fn tag(row: &CreatorDecision) -> (Tone, &'static str) {
    let whys = row.advice.whys.as_slice();
    let is_unsure = [Why::Loses, Why::TooLittle].iter().any(|why| whys.contains(why));
    match (word(row.advice.what), not_judged(row)) {
        ((Tone::Good, _), Some(NoJudgement::OutOfUse | NoJudgement::Paused)) => {
            (Tone::Plain, "not judged")
        }
        ((Tone::Good, _), Some(_)) => (Tone::Plain, "not judged yet"),
        ((Tone::Good, _), None) if is_unsure || whys == [Why::NoPrice] => {
            (Tone::Plain, "keep for now")
        }
        (found, _) => found,
    }
}

/// Why nothing at all is known of a creator: neither how people react nor that anything came of a
/// price.
fn not_judged(row: &CreatorDecision) -> Option<NoJudgement> {
    let says_nothing = |why: &Why| matches!(why, Why::TooLittle | Why::NoPrice | Why::OutOfUse);
    row.no_judgement.filter(|_| !has_paid(row) && row.advice.whys.iter().all(says_nothing))
}

/// Whether anything came of a price.
fn has_paid(row: &CreatorDecision) -> bool {
    row.paid.is_some_and(|paid| paid.revenue_minor != 0)
}

/// The same in a few words: `no post is known yet`; `None` about whom something is known.
pub fn not_judged_in_short(row: &CreatorDecision) -> Option<&'static str> {
    Some(unknown_in_short(row, not_judged(row)?))
}

fn unknown_in_short(row: &CreatorDecision, why: NoJudgement) -> &'static str {
    match why {
        NoJudgement::OutOfUse => "out of use",
        NoJudgement::Paused => "every link is paused",
        NoJudgement::NoLink => NO_LINK,
        _ if row.shown.first_live_at.is_none() && row.shown.n_clicks == 0 => "no post is known yet",
        NoJudgement::NoImpressions => "no impressions are reported",
        NoJudgement::MoreClicksThanImpressions => "more clicks than impressions",
        NoJudgement::NoClicks => "nobody has clicked yet",
        NoJudgement::NoConversionsReported => "no order came from anywhere",
        NoJudgement::MoreConversionsThanClicks => "more orders than clicks",
        NoJudgement::BenchmarkMissing => "no benchmark to compare with",
    }
}

/// Why nothing of a creator can be counted.
pub const NO_LINK: &str = "no link in use";

/// A sentence with its full stop; a question has its mark already.
fn ended(text: &str) -> String {
    match text.ends_with('?') {
        true => text.to_owned(),
        false => format!("{text}."),
    }
}

/// How people react, apart from what is advised, by its best ground: `CTR far under its benchmark,
/// confirmed, 97% probable`.
pub fn reaction(judgement: Option<&Judgement>, judged_by: JudgedBy) -> Option<String> {
    let judgement = judgement?;
    let share = sentences::share_name(judged_by);
    if (judgement.standing, judgement.evidence) == (Standing::Accelerate, Evidence::Leaning) {
        let sure = sentences::evidence(judgement);
        return Some(format!("{share} as expected, and perhaps far over its benchmark, {sure}"));
    }
    let found = match (judgement.grounds.first().map(|ground| ground.reason), judgement.standing) {
        (Some(Reason::CpcOverCeiling), _) => "A click costs more than its ceiling".to_owned(),
        (Some(Reason::Silent), _) => "No conversion for too long".to_owned(),
        (_, Standing::Red) => format!("{share} far under its benchmark"),
        (_, Standing::Yellow) => format!("{share} under its benchmark"),
        (_, Standing::Green) => format!("{share} as expected"),
        (_, Standing::Accelerate) => format!("{share} far over its benchmark"),
    };
    Some(format!("{found}, {}", sentences::evidence(judgement)))
}

/// How many times what is due of a price came back: `9.2x of what is due`; `None` before any is.
pub fn returned(paid: Paid) -> Option<String> {
    Some(format!("{} of what is due", returned_of([paid])?))
}

/// The same of several prices together: `0.93x`.
pub fn returned_of(paid: impl IntoIterator<Item = Paid>) -> Option<String> {
    let (mut revenue, mut due) = (0_i128, 0_i128);
    for paid in paid {
        revenue += i128::from(paid.revenue_minor);
        due += i128::from(paid.due_minor);
    }
    Some(sentences::multiple(Ratio::new(revenue, due)?))
}

/// The same of everybody in a campaign.
pub fn returned_by_all(view: &DecisionsView) -> Option<String> {
    returned_of(view.creators.iter().filter_map(|row| row.paid))
}

/// What decides between two creators of whom as much came: what came of what is due, and how the
/// share that judges stands. `1.36x of what is due, CTR far under`.
pub fn in_short(row: &CreatorDecision, view: &DecisionsView) -> Option<String> {
    let is_asked_for_link = matches!(row.advice.whys[..], [Why::NoLink | Why::JustLinked]);
    let asked = row.no_judgement.filter(|_| is_asked_for_link && !has_paid(row));
    if let Some(why) = asked.or(not_judged(row)) {
        return Some(unknown_in_short(row, why).to_owned());
    }
    let share = sentences::share_name(view.judged_by);
    let stands = row.advice.whys.iter().find_map(|why| match why {
        Why::FarUnder => Some(format!("{share} far under")),
        Why::Under if is_red(row.judgement.as_ref()) => Some(format!("{share} probably far under")),
        Why::Under => Some(format!("{share} under")),
        Why::FarOver => Some(format!("{share} far over")),
        Why::AsExpected => Some(format!("{share} as expected")),
        Why::DearClicks => Some("clicks too dear".to_owned()),
        _ => None,
    });
    let parts: Vec<String> = [row.paid.and_then(returned), stands].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// What reasons speak of.
#[derive(Clone, Debug)]
pub struct Came {
    /// Credited so far, in minor units.
    pub revenue_minor: i64,
    /// What of the price is due, in minor units.
    pub due_minor: Option<i64>,
    /// Their currency.
    pub currency: Currency,
    /// What is wanted of each unit of the price, where it is said.
    pub wanted: Option<Ratio>,
    /// The likeliest cause where people do not buy.
    pub cause: Option<String>,
    /// How far the data supports what is said of the money, where it is known.
    pub evidence: Option<Evidence>,
    /// The share that judges, such as `CTR`.
    pub share: &'static str,
    /// Whether it stands far under its benchmark, however sure that is.
    pub is_red: bool,
}

/// Whether somebody stands red, however sure that is.
pub fn is_red(judgement: Option<&Judgement>) -> bool {
    judgement.is_some_and(|judged| judged.standing == Standing::Red)
}

impl Came {
    /// Of a creator, by the decisions about them.
    pub fn of(row: &CreatorDecision, view: &DecisionsView) -> Self {
        let cause = row.traffic.as_ref().and_then(|traffic| traffic.causes.first());
        Self {
            revenue_minor: row.paid.map_or(0, |paid| paid.revenue_minor),
            due_minor: row.paid.map(|paid| paid.due_minor),
            currency: view.currency,
            wanted: Some(view.wanted),
            share: sentences::share_name(view.judged_by),
            cause: cause.map(|cause| cause.reason.clone()),
            evidence: row.paid.map(|paid| paid.evidence),
            is_red: is_red(row.judgement.as_ref()),
        }
    }

    /// Why something is advised, in one sentence.
    pub fn sentence(&self, whys: &[Why]) -> String {
        let parts: Vec<String> = whys.iter().map(|why| self.part(*why)).collect();
        ended(&words::sentence(&parts.join("; ")))
    }

    /// The heaviest reason of an advice in a sentence, and the others beside it.
    pub fn lead(&self, what: Advised, whys: &[Why]) -> (String, Option<String>) {
        let mut reasons = self.all(what, whys).into_iter();
        let lead = reasons.next().unwrap_or_default();
        let others: Vec<String> = reasons.map(|reason| words::sentence(&reason)).collect();
        (ended(&words::sentence(&lead)), (!others.is_empty()).then(|| others.join(" · ")))
    }

    /// The heaviest reasons of an advice, so many of them, in one sentence.
    pub fn first(&self, n: usize, advice: &Advice) -> String {
        let mut reasons = self.all(advice.what, &advice.whys);
        reasons.truncate(n);
        ended(&words::sentence(&reasons.join("; ")))
    }

    /// What is advised and why, in one sentence: `Renegotiate: only $438 came for …`.
    pub fn advice(&self, advice: &Advice) -> String {
        words::sentence(&self.told(advice))
    }

    /// The same after other words.
    pub fn told(&self, advice: &Advice) -> String {
        let (_, word) = word(advice.what);
        ended(&format!("{word}: {}", self.all(advice.what, &advice.whys).join("; ")))
    }

    fn all(&self, what: Advised, whys: &[Why]) -> Vec<String> {
        let mut parts: Vec<String> = whys.iter().map(|why| self.part(*why)).collect();
        if matches!((what, whys), (Advised::Renegotiate, [Why::DearClicks, Why::TooLittle])) {
            parts.truncate(1);
        }
        parts.extend(self.held(what, whys));
        parts
    }

    /// Why nothing harsher is advised, where a reason would carry it: a loss that is no reason to
    /// act is one that the data does not confirm, and to part takes bad reactions.
    pub fn held(&self, what: Advised, whys: &[Why]) -> Option<String> {
        match (what, whys) {
            (Advised::Keep, whys) if whys.contains(&Why::Loses) => {
                Some("too few orders to be sure that it is a loss".to_owned())
            }
            (Advised::Renegotiate, [Why::DearClicks, Why::TooLittle]) => {
                Some("what the deal brings cannot be judged yet".to_owned())
            }
            (Advised::Renegotiate, [Why::LosesMost]) => {
                Some(format!("{} is not known well enough to end the deal", self.share))
            }
            _ => None,
        }
    }

    /// Whether less came than is wanted of what is due.
    fn is_short(&self) -> bool {
        let (Some(due), Some(wanted)) = (self.due_minor, self.wanted) else { return false };
        let came = i128::from(self.revenue_minor) * wanted.denominator();
        came < i128::from(due) * wanted.numerator()
    }

    /// How sure a loss is.
    fn sure(&self) -> &'static str {
        match self.evidence {
            Some(Evidence::Confirmed) => ", confirmed",
            Some(Evidence::Leaning) => ", more likely than not a loss",
            Some(Evidence::Insufficient) | None => "",
        }
    }

    fn part(&self, why: Why) -> String {
        let rounded = |minor| words::money_rounded(minor, self.currency);
        // Two amounts that differ are never told alike.
        let is_alike = self.due_minor.map(rounded) == Some(rounded(self.revenue_minor))
            && self.due_minor != Some(self.revenue_minor);
        let money = |minor| match is_alike {
            true => words::money(minor, self.currency),
            false => rounded(minor),
        };
        let due = self.due_minor.map_or_else(|| "nothing that is".to_owned(), money);
        let came = format!("{} came for the {due} due by now", money(self.revenue_minor));
        let wanted = match self.wanted {
            Some(wanted) => format!("the {} that is wanted", sentences::multiple(wanted)),
            None => "what is wanted".to_owned(),
        };
        match why {
            Why::FarUnder => format!("{} is far under its benchmark", self.share),
            Why::Under if self.is_red => {
                format!("{} is probably far under its benchmark", self.share)
            }
            Why::Under => format!("{} is under its benchmark", self.share),
            Why::FarOver => format!("{} is far over its benchmark", self.share),
            Why::AsExpected => format!("{} is as expected", self.share),
            Why::Silent => "nobody has bought for too long".to_owned(),
            Why::DearClicks => "a click costs more than it may".to_owned(),
            Why::LosesMost => format!("only {came}, less than half, confirmed"),
            Why::Loses => format!("only {came}{}", self.sure()),
            Why::Short => format!("{came}: it pays, but less than {wanted}"),
            Why::PaysWell => format!("{came}: at least {wanted}"),
            Why::PaysVeryWell if self.evidence == Some(Evidence::Leaning) => {
                format!("{came}: probably far more than {wanted}")
            }
            Why::PaysVeryWell => format!("{came}: far more than {wanted}"),
            Why::NotSelling | Why::NoFaultSeen => match (&self.cause, why) {
                (Some(cause), _) => format!("people click, too few buy: {cause}"),
                (None, Why::NotSelling) => {
                    "people click as they should, and too few buy".to_owned()
                }
                (None, _) => {
                    "people click as they should, and too few buy; no fault is seen".to_owned()
                }
            },
            Why::TooLittle if self.due_minor.is_some_and(|due| due <= self.revenue_minor) => {
                let beside = match self.is_short() {
                    true => format!("ahead, but less than {wanted}; "),
                    false => "ahead, though ".to_owned(),
                };
                format!("{came}: {beside}too little is due yet to be sure")
            }
            Why::TooLittle => format!("{came}: too little is due yet to be sure"),
            Why::NoPrice => "no price is known".to_owned(),
            Why::NoLink => "no link and no code is in use".to_owned(),
            Why::NeverClicked => {
                "the posts were seen and nobody ever clicked: is the link in them?".to_owned()
            }
            Why::MayHaveLeaked => "a code sells without them: it may have leaked".to_owned(),
            Why::CodeIsPublic => {
                "their code is public, so what it sells counts only beside a click of theirs"
                    .to_owned()
            }
            Why::JustLinked => {
                "their first link is new: send it to them, and see what it brings".to_owned()
            }
            Why::WaitingForData => "data is late".to_owned(),
            Why::OutOfUse => "they are paused or out of use".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What pays and is less than what is wanted is told so, before it is sure too.
    #[test]
    fn ahead_is_not_all_that_is_wanted() {
        let of = |revenue_minor| Came {
            revenue_minor,
            due_minor: Some(300_00),
            currency: Currency::USD,
            wanted: Ratio::new(5, 3),
            cause: None,
            evidence: None,
            share: "CTR",
            is_red: false,
        };
        let told = of(499_99).part(Why::TooLittle);
        assert!(told.contains("ahead, but less than the 1.67x that is wanted"), "{told}");
        assert!(!of(500_00).part(Why::TooLittle).contains("less"), "as much as is wanted");
    }

    /// Reads as a table: how far the data supports it, whether it is far under, and what is said.
    #[test]
    fn what_is_not_sure_is_not_said_as_if_it_were() {
        let said = |evidence, is_red, why| {
            let came = Came {
                revenue_minor: 700_00,
                due_minor: Some(300_00),
                currency: Currency::USD,
                wanted: Ratio::new(5, 3),
                cause: None,
                evidence: Some(evidence),
                share: "CTR",
                is_red,
            };
            came.part(why)
        };
        for (evidence, is_red, why, expected) in [
            (Evidence::Confirmed, false, Why::PaysVeryWell, ": far more than the 1.67x"),
            (Evidence::Leaning, false, Why::PaysVeryWell, ": probably far more than the 1.67x"),
            (Evidence::Confirmed, false, Why::Under, "CTR is under its benchmark"),
            (Evidence::Confirmed, true, Why::Under, "CTR is probably far under its benchmark"),
            (Evidence::Insufficient, false, Why::TooLittle, ": ahead, though too little is due"),
        ] {
            let told = said(evidence, is_red, why);
            assert!(told.contains(expected), "{told}");
        }
    }
}
