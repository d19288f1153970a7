//! Decisions: who needs somebody, why, how sure that is, and what may be done about it.
//!
//! The page says what the rules say and what the data supports, side by side. It advises and moves
//! nothing; what fires, and what is done about it, stands on the pages of [alerts](super::alerts).

mod advice;
mod answers;
mod around;
mod build;
mod cases;
mod doubt;
mod moves;
mod needs;
mod render;
mod sentences;
mod ways;

use byline_core::time::Timestamp;
use maud::Markup;

use super::parts::{Figure, MenuItem, Tone};
use super::shell::{Head, Shell};

pub use advice::{
    Came, NO_LINK, in_short, is_red, not_judged_in_short, reaction, returned_by_all, returned_of,
    tag as advised_tag, word as advised,
};
pub use answers::{Answers, told};
pub use around::{Around, List};
pub use build::{NowLine, build, case_of, judging, now_lines, price_href};
pub use cases::share as share_of;
pub use doubt::{banner as doubt, doubted, of as doubt_of};
pub use needs::{largest, needs};
pub use render::due_line;
pub use sentences::{DUE, WANTED, evidence, multiple, share_name, sure_from, wanted_here};
pub use ways::queue;

/// The page, settled.
#[derive(Clone, Debug)]
pub struct DecisionsPage {
    /// What stands around it.
    pub shell: Shell,
    /// Its heading.
    pub head: Head,
    /// What it comes to, in sentences.
    pub lead: String,
    /// What this list, the alerts and the weekly review count.
    pub lists: Markup,
    /// By what creators are judged, in sentences.
    pub rules: Vec<String>,
    /// Where benchmarks are set, if none is.
    pub set_href: Option<String>,
    /// Where the week is gone through, in words.
    pub review: (String, String),
    /// Where thresholds and benchmarks are set.
    pub thresholds_href: String,
    /// Where alerts are listed.
    pub alerts_href: String,
    /// Where other thresholds are tried.
    pub machine_href: String,
    /// Where it stands how all of this is counted.
    pub counting_href: String,
    /// What each unit of a price should bring, and where that comes from.
    pub wanted: String,
    /// Whom to show, and how many they are.
    pub chips: Vec<(MenuItem, usize)>,
    /// Who is shown, by when somebody is needed, the soonest first.
    pub parts: Vec<Part>,
    /// How many more there are, and where they are shown.
    pub more: Option<(usize, String)>,
    /// What stands there if nobody is shown.
    pub empty: String,
    /// Where the same paid spend would bring more.
    pub moves: MovesCard,
    /// When it was judged, in words.
    pub as_of: String,
}

/// Those of the queue who are needed at one time.
#[derive(Clone, Debug)]
pub struct Part {
    /// When, in a word or two.
    pub title: &'static str,
    /// What is common to them, in words.
    pub why: Option<&'static str>,
    /// How many there are, shown or not.
    pub n: usize,
    /// Those who are shown.
    pub cases: Vec<Case>,
}

/// One creator in the queue.
#[derive(Clone, Debug)]
pub struct Case {
    /// The creator's id.
    pub creator_id: String,
    /// The creator's name.
    pub name: String,
    /// The creator's page.
    pub href: String,
    /// The standing, in a word.
    pub standing: (Tone, &'static str),
    /// How far the data supports it, in words.
    pub evidence: Option<String>,
    /// Whether it waits for data that is late.
    pub is_waiting: bool,
    /// What people did about it already, in sentences.
    pub done: Vec<String>,
    /// Whether somebody did something, and no alert waits for anybody.
    pub is_in_hand: bool,
    /// How soon somebody should act, in words.
    pub when: Option<String>,
    /// Since when it is bad, in words, if that can be told.
    pub since: Option<String>,
    /// The money that the advice is about, and what it is.
    pub in_question: Option<(Figure, String)>,
    /// How it is made, in a sentence.
    pub made_of: Option<String>,
    /// Whether that is past.
    pub is_overdue: bool,
    /// The heaviest reason, in a sentence.
    pub lead: String,
    /// The others, in a line.
    pub beside: Option<String>,
    /// Why, in sentences.
    pub reasons: Vec<String>,
    /// The figures behind it: name, figure, what it is beside.
    pub facts: Vec<(&'static str, Figure, String)>,
    /// The brand's answer.
    pub response: Option<&'static str>,
    /// What may be done.
    pub steps: Vec<StepLine>,
    /// Where it leads, the first thing to do first.
    pub ways: Vec<Way>,
    /// What the deal says, in sentences.
    pub deal: Vec<String>,
}

/// A step that may be taken.
#[derive(Clone, Debug)]
pub struct StepLine {
    /// What, in words.
    pub text: &'static str,
    /// What holds it.
    pub held: Option<&'static str>,
    /// Where it is done, if that is within Byline.
    pub href: Option<String>,
}

/// A way on from a case.
#[derive(Clone, Debug)]
pub enum Way {
    /// To a place.
    To {
        /// What is there, or done there.
        text: String,
        /// Where.
        href: String,
    },
    /// Something that one press does.
    Do {
        /// What.
        text: String,
        /// Where the form goes.
        action: String,
        /// What it says.
        fields: Vec<(&'static str, String)>,
    },
}

/// The proposal.
#[derive(Clone, Debug)]
pub struct MovesCard {
    /// What it comes to, in a sentence.
    pub lead: String,
    /// Each creator.
    pub rows: Vec<MoveRow>,
    /// How much is elsewhere by now, beside the aim, in a sentence.
    pub meter: String,
    /// The same in percent, for the bar, and where the aim begins.
    pub moved_percent: (u32, u32),
    /// The campaign, and what the proposal moves: what is approved must be what is seen. `None`
    /// where nothing can be approved.
    pub form: Option<(String, i64)>,
    /// Plans that were approved, the newest first.
    pub plans: Vec<PlanLine>,
    /// The campaign's id.
    pub campaign: String,
}

/// A plan that was approved.
#[derive(Clone, Debug)]
pub struct PlanLine {
    /// When, how much, by whom and why, in a sentence.
    pub text: String,
    /// Who gets how much, in words, for each creator whose amount changes.
    pub amounts: Vec<(String, String)>,
    /// What was done to the amounts so that the total stays, in a sentence.
    pub cut: Option<&'static str>,
    /// When it was approved, if it can be taken back.
    pub undo_at: Option<Timestamp>,
}

/// One creator in the proposal.
#[derive(Clone, Debug)]
pub struct MoveRow {
    /// The creator's id.
    pub creator_id: String,
    /// Whether anything changes.
    pub is_moved: bool,
    /// What is advised about them.
    pub advice: &'static str,
    /// What the plan in force gives them, if it changes their amount.
    pub approved: Option<String>,
    /// The name.
    pub name: String,
    /// The creator's page.
    pub href: String,
    /// The amount of now.
    pub now: String,
    /// The amount that is proposed.
    pub proposed: String,
    /// What changes.
    pub change: String,
    /// What the next dollar is expected to bring beside an average creator's.
    pub expected: String,
    /// Why it is not more or less.
    pub limit: &'static str,
}
