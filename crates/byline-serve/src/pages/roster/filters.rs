//! Filters: whom a roster is narrowed to, all of it in the address, so that a view can be kept
//! and sent to somebody.

use byline_core::creator::Platform;

use super::entries::Entry;
use super::{Chip, Choice};
use crate::pages::ask::Ask;
use crate::pages::frame::Frame;
use crate::pages::parts::MenuItem;
use crate::pages::people;

/// A question that a roster is asked often: the word in addresses, its name, whom it means.
type Question = (&'static str, &'static str, fn(&Entry<'_>, &Frame<'_>) -> bool);

const QUESTIONS: [Question; 5] = [
    ("", "All", |_, _| true),
    ("earning", "Earning", |entry, _| 0 < entry.revenue_minor),
    (BURNING, "Burning money, over the flight", |entry, _| entry.is_burning),
    ("no-sale", "Clicks, no sale at all", |entry, frame| {
        0 < entry.figures.n_clicks && entry.figures.orders_micro[frame.model] == 0
    }),
    ("silent", "Spend, no signal", |entry, frame| {
        entry.figures.spend_minor.is_some_and(|spend| 0 < spend)
            && entry.figures.n_clicks == 0
            && entry.figures.orders_micro[frame.model] == 0
    }),
];

/// The word for who burns money.
const BURNING: &str = "burning";

/// What views that were kept long ago call it.
const LOSING: &str = "losing";

/// The word of the question that the reader asks.
fn asked(ask: &Ask) -> &str {
    if ask.only == LOSING { BURNING } else { &ask.only }
}

const SIZES: [&str; 5] = ["nano", "micro", "mid", "macro", "mega"];

/// Whether the reader asked for this creator.
pub fn is_meant(frame: &Frame<'_>, entry: &Entry<'_>) -> bool {
    let ask = &frame.ask;
    let question = QUESTIONS.iter().find(|(key, ..)| *key == asked(ask));
    is_kind_of(ask, entry) && question.is_none_or(|(_, _, is_meant)| is_meant(entry, frame))
}

/// Whether the search, the platform and the size mean this creator.
pub fn is_kind_of(ask: &Ask, entry: &Entry<'_>) -> bool {
    let creator = entry.creator;
    let is_on = |platform: &str| {
        creator.is_some_and(|c| c.accounts.iter().any(|it| it.platform.key() == platform))
    };
    let is_of =
        |size: &str| creator.and_then(|creator| creator.size()).is_some_and(|it| it.key() == size);
    (ask.platform.is_empty() || is_on(&ask.platform))
        && (ask.size.is_empty() || is_of(&ask.size))
        && people::matches(creator, &entry.id, &ask.q)
}

/// The questions, each with how many creators it means beside the other filters.
pub fn chips(frame: &Frame<'_>, entries: &[Entry<'_>]) -> Vec<Chip> {
    let kind: Vec<&Entry<'_>> =
        entries.iter().filter(|entry| is_kind_of(&frame.ask, entry)).collect();
    let chip = |(key, label, is_meant): Question| {
        let n = kind.iter().filter(|entry| is_meant(entry, frame)).count();
        let ask = Ask { only: key.to_owned(), ..frame.ask.clone() };
        let item = MenuItem {
            label: label.to_owned(),
            href: ask.href("/creators"),
            is_current: asked(&frame.ask) == key,
        };
        Chip { item, n }
    };
    QUESTIONS.map(chip).to_vec()
}

/// Platform and size, to choose from.
pub fn choices(ask: &Ask) -> [Choice; 2] {
    let platforms = Platform::ALL.map(|platform| (platform.key(), platform.name()));
    [
        Choice {
            name: "platform",
            any: "Any platform",
            options: platforms.to_vec(),
            chosen: ask.platform.clone(),
        },
        Choice {
            name: "size",
            any: "Any size",
            options: SIZES.map(|size| (size, size)).to_vec(),
            chosen: ask.size.clone(),
        },
    ]
}
