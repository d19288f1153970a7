//! Links & codes: every link with its health, codes and when they end; and a page of its own where
//! a roster is pasted, looked at and issued.
//!
//! Works without any script: a look answers with what was typed in the form, and the button beside
//! it issues the same.

mod build;
mod issue;
mod needs;
mod one;
mod posts;
mod render;
mod routes;
mod sheet;
mod start;
mod used;
mod wanted;

use byline_engine::view::LinkStand;
use maud::Markup;

use super::parts::{MenuItem, Pager, Tone};
use super::shell::Shell;
use crate::posting;

pub use build::in_campaign;
pub use one::href as link_href;
pub use render::leak_id;
pub use routes::routes;
pub use start::{best_states, first_step, issue_href, missing_link, step_from};

/// The page, settled.
#[derive(Debug)]
pub struct LinkBook {
    /// What stands around it.
    pub shell: Shell,
    /// Campaigns to choose from: id, name.
    pub campaigns: Vec<(String, String)>,
    /// What the list is narrowed to.
    pub q: String,
    /// What else the list is narrowed to and sorted by, as fields of its address.
    pub kept: Vec<(&'static str, String)>,
    /// Ways to narrow the list, each with how many links it shows.
    pub chips: Vec<(MenuItem, String)>,
    /// The columns that the list can be sorted by.
    pub sorts: Vec<SortColumn>,
    /// Counts above the list: a number and its words.
    pub counts: Vec<(String, &'static str)>,
    /// The links of this page of the list.
    pub links: Vec<LinkLine>,
    /// What every short address begins with.
    pub host: String,
    /// Where only the first links stand here: the way to all of them, in words and as an address.
    pub all: Option<(String, String)>,
    /// The way to the others.
    pub pager: Option<Pager>,
    /// Codes: those that may have leaked on top, then those that end first.
    pub codes: Vec<CodeLine>,
    /// How many codes there are, and how they are ordered, in words.
    pub codes_note: String,
    /// The code that was marked just now, which can be taken back.
    pub marked: Option<CodeLine>,
    /// What needs somebody, the gravest first.
    pub needs: Vec<needs::Need>,
    /// What became of links once they were out.
    pub patrol: Markup,
    /// What was typed into the box for posts.
    pub pasted: Pasted,
    /// What became of that.
    pub posted: Option<posting::Report>,
}

/// One link in the list.
#[derive(Clone, Debug)]
pub struct LinkLine {
    /// Its page.
    pub href: String,
    /// The short address without its scheme.
    pub address: String,
    /// Its last path part with the slash before it.
    pub slug: String,
    /// The creator's name.
    pub creator: String,
    /// The creator's page in the link's campaign.
    pub creator_href: String,
    /// Codes of the creator in the same campaign that are in use.
    pub codes: Vec<String>,
    /// Clicks by people, ever.
    pub n_clicks: i64,
    /// When the last of them was, in words.
    pub last_click: String,
    /// The placement in words.
    pub placement: String,
    /// Where it lands, cut.
    pub destination: String,
    /// Whether it leads people on, and why not.
    pub stand: (Tone, LinkStand),
    /// How its tagging and destination are, in a word.
    pub state: (Tone, &'static str),
    /// What is wrong, if anything: the gravest, in words.
    pub finding: Option<String>,
}

/// A column that the list can be sorted by.
#[derive(Clone, Debug)]
pub struct SortColumn {
    /// Its name.
    pub label: &'static str,
    /// The list sorted by it.
    pub href: String,
    /// Whether the list is sorted by it.
    pub is_current: bool,
}

/// One code in the list.
#[derive(Clone, Debug)]
pub struct CodeLine {
    /// Its id.
    pub id: String,
    /// Whether somebody marked it as leaked.
    pub is_leaked: bool,
    /// Whether it may have leaked, by what orders show.
    pub may_have_leaked: bool,
    /// Whether it ends.
    pub does_end: bool,
    /// The code.
    pub code: String,
    /// The creator's name.
    pub creator: String,
    /// Who that probably is besides, and where the two are compared.
    pub probably: Option<(String, String)>,
    /// What its use earns, where that is not what every code does.
    pub policy: Option<&'static str>,
    /// How it is, in words.
    pub state: (Tone, String),
    /// The last day on which it holds, in words.
    pub ends: String,
}

/// What was typed into the form.
#[derive(Clone, Default, Debug)]
pub struct Typed {
    /// For which campaign.
    pub campaign: String,
    /// Where links land.
    pub destination: String,
    /// How slugs are written; random ones if empty.
    pub slug_pattern: String,
    /// How codes are written; none if empty.
    pub code_pattern: String,
    /// The roster.
    pub roster: String,
    /// Whether it is to be issued, and not only looked at.
    pub is_for_good: bool,
}

/// What was typed into the box for posts.
#[derive(Clone, Default, Debug)]
pub struct Pasted {
    /// In which campaign.
    pub campaign: String,
    /// A line for each post.
    pub posts: String,
    /// Whether they are to be declared, and not only looked at.
    pub is_for_good: bool,
}
