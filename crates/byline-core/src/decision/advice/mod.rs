//! Advice: what to do about a creator, in one word that every page says alike.
//!
//! In: how people react to the content (the standing), what the sales are worth beside their price
//! (the returns), and what stands in the way of knowing either. Out: an [`Advice`] with its
//! reasons.
//!
//! What can be mended comes before what is held against anybody: a missing link, a code that sells
//! by itself, a page that does not sell. To part takes bad reactions and a loss of more than half
//! of the price, to grow takes either with confirmed evidence, to renegotiate takes a price that
//! the results do not carry.
//!
//! Always holds: advice is a word to a person and moves nothing. Where two rules disagree, the safe
//! one is heard; what the data does not support is "keep": nobody is parted with over a few unlucky
//! clicks.

mod returns;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use returns::{Pays, Returns};

use super::rules::EvidenceRules;
use super::said::ReviewDecision;
use super::standing::{Evidence, Reason, Standing};

/// What advice stands on.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Footing {
    /// How people react; `None` if it cannot be judged.
    pub standing: Option<Reacted>,
    /// What the sales are worth beside their price; `None` without a price.
    pub returns: Option<Returns>,
    /// Whether people click as they should and do not buy, as far as the data supports it.
    pub traffic: Option<TrafficSign>,
    /// What keeps anybody from knowing.
    pub obstacle: Option<Obstacle>,
}

/// How people react, by the ground that the data supports best.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reacted {
    /// The standing to the letter.
    pub standing: Standing,
    /// How far the data supports it.
    pub evidence: Evidence,
    /// Why it holds.
    pub reason: Reason,
}

/// People click and do not buy, and what is seen of why.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TrafficSign {
    /// A fault of page, offer or way.
    Fault,
    /// Nothing is wrong with the pages: others sell from them.
    OthersSell,
    /// Nothing.
    Nothing,
}

/// What keeps anybody from knowing what a creator is worth.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Obstacle {
    /// Nothing is in use by which results could be seen.
    NoLink,
    /// The posts were seen, and nobody ever clicked or bought.
    NeverClicked,
    /// A code sells without the creator.
    MayHaveLeaked,
    /// The only code is public, so what it sells counts only beside a click.
    CodeIsPublic,
    /// The first link is newer than what it takes to say anything.
    JustLinked,
    /// Data that the judgement needs is late.
    Waiting,
    /// The creator, or everything by which results come, is out of use.
    OutOfUse,
}

/// What to do, in one word.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Advised {
    /// Issue a link or a code.
    IssueLink,
    /// Find out whether the link is in the post.
    CheckPost,
    /// Find out whether a code leaked.
    CheckCode,
    /// Issue a code in place of one that is public.
    RenewCode,
    /// Look at page, offer and code: people click and do not buy.
    MendOffer,
    /// Look at what the content promises: people click and do not buy where others do.
    CheckPromise,
    /// End the work together.
    Part,
    /// Agree on another price.
    Renegotiate,
    /// Look at creative and brief: people react too little.
    ReviewCreative,
    /// Do more of it.
    Grow,
    /// Wait for data that is late or still to come.
    Wait,
    /// Leave everything as it is.
    Keep,
}

/// What to do, and why.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Advice {
    /// What.
    pub what: Advised,
    /// Why, the heaviest reason first. Never empty.
    pub whys: Vec<Why>,
}

/// A reason.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// People react far less than expected.
    FarUnder,
    /// People react less than expected.
    Under,
    /// People react far more than expected.
    FarOver,
    /// People react as expected.
    AsExpected,
    /// Nobody has bought for too long.
    Silent,
    /// A click costs more than it may.
    DearClicks,
    /// The sales are worth less than half of their price.
    LosesMost,
    /// The sales are worth less than their price.
    Loses,
    /// The sales carry their price, and not what is wanted.
    Short,
    /// The sales are worth what is wanted.
    PaysWell,
    /// The sales are worth far more than is wanted.
    PaysVeryWell,
    /// People click as they should and do not buy.
    NotSelling,
    /// People click as they should and do not buy, and no fault is seen in page, offer or way.
    NoFaultSeen,
    /// Too few conversions are due, or came, to judge the deal.
    TooLittle,
    /// No price is known.
    NoPrice,
    /// Nothing is in use by which results could be seen.
    NoLink,
    /// The posts were seen, and nobody ever clicked or bought.
    NeverClicked,
    /// A code sells without the creator, so what they bring is not known.
    MayHaveLeaked,
    /// The only code is public, so what it sells counts only beside a click.
    CodeIsPublic,
    /// The first link is newer than what it takes to say anything.
    JustLinked,
    /// Data that the judgement needs is late.
    WaitingForData,
    /// The creator, or everything by which results come, is out of use.
    OutOfUse,
}

impl Advised {
    /// What it means for the work together.
    pub fn decision(self) -> ReviewDecision {
        match self {
            Self::Part => ReviewDecision::Part,
            Self::Renegotiate => ReviewDecision::Renegotiate,
            Self::Grow => ReviewDecision::Grow,
            _ => ReviewDecision::Keep,
        }
    }

    /// Whether it is that people click and do not buy.
    pub fn is_of_few_sales(self) -> bool {
        matches!(self, Self::MendOffer | Self::CheckPromise)
    }

    /// Whether somebody has to do anything.
    pub fn is_asking(self) -> bool {
        !matches!(self, Self::Wait | Self::Keep)
    }
}

/// What to do about a creator.
pub fn advise(footing: &Footing, rules: &EvidenceRules) -> Advice {
    let react = reaction(footing.standing);
    let money = money(footing.returns, rules);
    let carries = footing.returns.is_some_and(|returns| returns.pays().carries());
    let is_undecided = matches!(money, Why::TooLittle | Why::NoPrice);
    let of_deal = of_deal(react, money, footing.returns.map(|returns| returns.judged(rules).1));
    // Whoever brings what is due, to the letter, is not asked to give any of it back.
    let is_ahead = footing.returns.is_some_and(|returns| returns.pays() != Pays::Loses);
    let of_deal = match of_deal {
        (Advised::Renegotiate, whys) if is_ahead && is_undecided => (Advised::Keep, whys),
        found => found,
    };
    let first = |why, mut whys: Vec<Why>| {
        whys.insert(0, why);
        whys
    };
    let (what, whys) = match (footing.obstacle, footing.traffic, of_deal) {
        (Some(Obstacle::NoLink), ..) => (Advised::IssueLink, vec![Why::NoLink]),
        (Some(Obstacle::NeverClicked), ..) => (Advised::CheckPost, vec![Why::NeverClicked]),
        (Some(Obstacle::MayHaveLeaked), _, (_, whys)) => {
            (Advised::CheckCode, first(Why::MayHaveLeaked, whys))
        }
        (Some(Obstacle::CodeIsPublic), ..) => (Advised::RenewCode, vec![Why::CodeIsPublic]),
        (Some(Obstacle::JustLinked), ..) => (Advised::Wait, vec![Why::JustLinked]),
        (Some(Obstacle::Waiting), ..) => (Advised::Wait, vec![Why::WaitingForData]),
        (Some(Obstacle::OutOfUse), ..) => (Advised::Keep, vec![Why::OutOfUse]),
        (_, Some(sign), (what @ (Advised::Part | Advised::Renegotiate), whys))
            if sign != TrafficSign::Fault && !is_undecided =>
        {
            // What decides is the money.
            let mut whys = whys;
            whys.insert(1, Why::NoFaultSeen);
            (what, whys)
        }
        (_, Some(TrafficSign::OthersSell), (_, whys)) => {
            (Advised::CheckPromise, first(Why::NotSelling, whys))
        }
        (_, Some(_), (_, whys)) => (Advised::MendOffer, first(Why::NotSelling, whys)),
        (_, _, (Advised::Keep, whys)) if is_bad(react) && react != Why::DearClicks && !carries => {
            (Advised::ReviewCreative, whys)
        }
        (_, _, found) => found,
    };
    Advice { what, whys }
}

/// What to do about the deal, by reactions and returns alone.
fn of_deal(react: Why, money: Why, evidence: Option<Evidence>) -> (Advised, Vec<Why>) {
    use Advised::{Grow, Keep, Part, Renegotiate};
    let is_sure = evidence == Some(Evidence::Confirmed);
    let is_far_under = matches!(react, Why::FarUnder | Why::Silent | Why::DearClicks);
    match (react, money) {
        (_, Why::LosesMost) if is_bad(react) => (Part, vec![money, react]),
        (Why::TooLittle, Why::Loses | Why::LosesMost) if is_sure => (Renegotiate, vec![money]),
        (_, Why::Loses | Why::LosesMost) if is_sure || is_bad(react) => {
            (Renegotiate, vec![money, react])
        }
        (_, Why::Short) if is_far_under => (Renegotiate, vec![money, react]),
        (_, Why::NoPrice) if is_far_under => (Renegotiate, vec![react, money]),
        // What a click costs is a matter of the price, however few orders are due.
        (Why::DearClicks, Why::TooLittle) => (Renegotiate, vec![react, money]),
        _ if is_far_under => (Keep, vec![money, react]),
        (Why::FarOver, Why::PaysWell | Why::PaysVeryWell | Why::NoPrice) => {
            (Grow, vec![Why::FarOver, money])
        }
        (Why::AsExpected, Why::PaysVeryWell) if is_sure => (Grow, vec![money, react]),
        (Why::TooLittle, money) => (Keep, vec![money]),
        (react, Why::TooLittle) => (Keep, vec![react, Why::TooLittle]),
        (react, money) => (Keep, vec![money, react]),
    }
}

/// How people react, as far as the data supports it.
fn reaction(standing: Option<Reacted>) -> Why {
    let Some(Reacted { standing, evidence, reason }) = standing else { return Why::TooLittle };
    match (standing, evidence, reason) {
        (_, Evidence::Insufficient, _) => Why::TooLittle,
        (Standing::Red, Evidence::Confirmed, Reason::Silent) => Why::Silent,
        (Standing::Red, Evidence::Confirmed, Reason::CpcOverCeiling) => Why::DearClicks,
        (Standing::Red, Evidence::Confirmed, _) => Why::FarUnder,
        // Silence that is not sure, or a price of clicks that is not far too high, says nothing of
        // reactions.
        (_, _, Reason::Silent | Reason::CpcOverCeiling) => Why::TooLittle,
        (Standing::Red | Standing::Yellow, ..) => Why::Under,
        (Standing::Accelerate, Evidence::Confirmed, _) => Why::FarOver,
        (Standing::Accelerate | Standing::Green, ..) => Why::AsExpected,
    }
}

fn is_bad(react: Why) -> bool {
    matches!(react, Why::FarUnder | Why::Silent | Why::DearClicks | Why::Under)
}

/// What the sales are worth, as far as the data supports it.
fn money(returns: Option<Returns>, rules: &EvidenceRules) -> Why {
    let Some(returns) = returns else { return Why::NoPrice };
    match returns.judged(rules) {
        (_, Evidence::Insufficient) => Why::TooLittle,
        (Pays::Loses, _) if returns.loses_most(rules) => Why::LosesMost,
        (Pays::Loses, _) => Why::Loses,
        (Pays::Short, _) => Why::Short,
        (Pays::Well, _) => Why::PaysWell,
        (Pays::VeryWell, _) => Why::PaysVeryWell,
    }
}
