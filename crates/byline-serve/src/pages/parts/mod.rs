//! Parts: what pages are put together from. Plain values with settled words, and their markup.

mod bullet;
mod chart;
mod figure;
mod menu;
mod pager;
mod sheet;
mod slope;
mod spark;
mod stack;
mod steps;

use std::collections::BTreeMap;

use maud::{Markup, html};

pub use bullet::Bullet;
pub use chart::{Chart, Mark, Slot};
pub use figure::{Figure, Strip, Tile};
pub use menu::{DayForm, Menu, MenuItem};
pub use pager::Pager;
pub use sheet::{Cell, Heading, OnPhone, Sheet};
pub use slope::{Slope, SlopeLine};
pub use spark::Spark;
pub use stack::{Part, Stack};
pub use steps::{Step, steps};

use super::words;

/// How good something is. Always beside a word that says the same.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub enum Tone {
    /// Neither good nor bad.
    #[default]
    Plain,
    /// Good.
    Good,
    /// Worth a look.
    Warn,
    /// Bad.
    Bad,
    /// Better than hoped for.
    Boost,
}

impl Tone {
    /// The class that colours it.
    pub fn class(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Bad => "bad",
            Self::Boost => "boost",
        }
    }
}

/// A word on a tinted ground.
pub fn tag(tone: Tone, word: &str) -> Markup {
    html! { span.tag.(tone.class()) { (word) } }
}

/// The disc with a creator's initials. It repeats the name beside it, so readers skip it.
pub fn avatar(id: &str, name: &str) -> Markup {
    html! { span.avatar.(colour_of(id)) aria-hidden="true" { (words::initials(name)) } }
}

/// The classes of creators' colours.
const COLOURS: [&str; 8] = ["c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7"];

/// The class of a creator's colour: the same one on every page.
pub fn colour_of(id: &str) -> &'static str {
    // FNV-1a: ids that differ in one letter get colours that have nothing to do with each other.
    let sum = id
        .bytes()
        .fold(0x811c_9dc5_u32, |sum, byte| (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    COLOURS[(sum >> 13) as usize % COLOURS.len()]
}

/// A colour for each of a few creators side by side: their own, or the next one that is free.
pub fn colours_of<'a>(ids: impl Iterator<Item = &'a str>) -> BTreeMap<&'a str, &'static str> {
    let mut colours: BTreeMap<&str, &'static str> = BTreeMap::new();
    for id in ids {
        if colours.contains_key(id) {
            continue;
        }
        let own = COLOURS.iter().position(|colour| *colour == colour_of(id)).unwrap_or(0);
        let from_own = COLOURS.iter().cycle().skip(own).take(COLOURS.len());
        let free = from_own.into_iter().find(|colour| !colours.values().any(|c| c == *colour));
        colours.insert(id, free.unwrap_or(&COLOURS[own]));
    }
    colours
}

/// A name that somebody else chose, kept from turning the text around it.
pub fn name(text: &str) -> Markup {
    html! { bdi { (text) } }
}

/// A box with a heading. `id` makes its content replaceable by live updates.
pub fn card(id: &str, title: &str, note: &str, body: Markup) -> Markup {
    html! {
        section.card id=(id) data-live aria-labelledby={ (id) "-title" } {
            h2 id={ (id) "-title" } {
                (title)
                @if !note.is_empty() { " " small { (note) } }
            }
            (body)
        }
    }
}

/// What stands where there is nothing yet, with a next step.
pub fn empty(text: &str) -> Markup {
    html! { p.empty { (text) } }
}
