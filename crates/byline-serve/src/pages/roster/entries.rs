//! Entries: the numbers of a roster before they become words or a file, and their order.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use byline_core::creator::Creator;
use byline_core::id::CreatorId;
use byline_engine::Engine;
use byline_engine::view::{Answer, CreatorDecision, DecisionsView, Figures, NoJudgement};

use super::{Order, columns};
use crate::pages::decisions::NO_LINK;
use crate::pages::figures::kpis::Shown;
use crate::pages::figures::losses;
use crate::pages::frame::Frame;

/// What ids of channels that are no creator begin with.
const CHANNEL: &str = "other:";

/// One creator's numbers before they become words.
pub struct Entry<'e> {
    /// Who.
    pub id: CreatorId,
    /// The name.
    pub name: &'e str,
    /// What is known about the creator.
    pub creator: Option<&'e Creator>,
    /// The figures of the range.
    pub figures: Figures,
    /// Credited revenue under the model of the frame.
    pub revenue_minor: i64,
    /// Whether the creator burns money over the flight.
    pub is_burning: bool,
    /// Whether no link and no code is in use and nobody ever clicked, so that nothing can come.
    pub is_unlinked: bool,
}

/// Everybody of the roster, by id. `answer` is cut by creator.
pub fn entries<'e>(engine: &'e Engine, frame: &Frame<'_>, answer: &Answer) -> Vec<Entry<'e>> {
    let mut figures: BTreeMap<CreatorId, &Figures> = BTreeMap::new();
    for row in &answer.rows {
        if let Some(key) = row.keys.first().filter(|key| !key.id.starts_with(CHANNEL)) {
            figures.insert(CreatorId::from(key.id.as_str()), &row.figures);
        }
    }
    let ids = roster(engine, frame, figures.keys());
    let of = |id: CreatorId| {
        let figures = figures.get(&id).copied().cloned().unwrap_or_default();
        entry(engine, frame, id, figures)
    };
    ids.into_iter().map(of).collect()
}

/// Marks who burns money over the flight, and of whom nothing can be counted.
pub fn mark(
    engine: &Engine,
    frame: &Frame<'_>,
    decisions: Option<&DecisionsView>,
    entries: &mut [Entry<'_>],
) {
    let Some(view) = decisions else { return };
    let losses = losses::all(engine, frame, view);
    let burning: BTreeSet<CreatorId> = losses.into_iter().map(|loss| loss.id).collect();
    for entry in &mut *entries {
        entry.is_burning = burning.contains(&entry.id);
    }
    mark_unlinked(view, entries);
}

/// Marks of whom nothing can be counted.
pub fn mark_unlinked(view: &DecisionsView, entries: &mut [Entry<'_>]) {
    let unlinked = |row: &&CreatorDecision| row.no_judgement == Some(NoJudgement::NoLink);
    let ids: BTreeSet<&CreatorId> =
        view.creators.iter().filter(unlinked).map(|row| &row.creator_id).collect();
    for entry in entries {
        entry.is_unlinked = ids.contains(&entry.id);
    }
}

/// What channels that are no creator earned, if the campaign lets them.
pub fn of_channels(answer: &Answer) -> Vec<(&str, &Figures)> {
    let rows = answer.rows.iter();
    rows.filter_map(|row| Some((row.keys.first()?, &row.figures)))
        .filter(|(key, _)| key.id.starts_with(CHANNEL))
        .map(|(key, figures)| (key.label.as_str(), figures))
        .collect()
}

/// Everybody who has anything to do with the campaign, by id.
fn roster<'f>(
    engine: &'f Engine,
    frame: &Frame<'_>,
    with_figures: impl Iterator<Item = &'f CreatorId>,
) -> BTreeSet<CreatorId> {
    let campaign = &frame.campaign.id;
    let deals = engine.deals().filter(|d| d.campaign_id == *campaign && !d.is_archived);
    let links = engine.links().filter(|link| link.campaign_id == *campaign && !link.is_archived);
    let codes = engine.codes().filter(|code| code.campaign_id == *campaign && !code.is_archived);
    let slots = engine.placements().filter(|p| p.campaign_id == *campaign && !p.is_archived);
    deals
        .map(|deal| &deal.creator_id)
        .chain(links.map(|link| &link.creator_id))
        .chain(codes.map(|code| &code.creator_id))
        .chain(slots.map(|placement| &placement.creator_id))
        .chain(with_figures)
        .cloned()
        .collect()
}

fn entry<'e>(engine: &'e Engine, frame: &Frame<'_>, id: CreatorId, figures: Figures) -> Entry<'e> {
    let creator = engine.creator(id.as_str());
    Entry {
        name: creator.map_or("no name known", |creator| creator.name.as_str()),
        id,
        creator,
        revenue_minor: figures.revenue_minor[frame.model],
        figures,
        is_burning: false,
        is_unlinked: false,
    }
}

/// By which column, and which way.
pub struct Sorting {
    /// The column's word.
    pub key: &'static str,
    /// Which way.
    pub order: Order,
}

impl Sorting {
    /// What the address says: a column's word, with `-` in front for the smallest first.
    pub fn of(sort: Option<&str>) -> Self {
        let (word, order) = match sort.unwrap_or("revenue").strip_prefix('-') {
            Some(word) => (word, Order::Ascending),
            None => (sort.unwrap_or("revenue"), Order::Descending),
        };
        let numbers = columns::ALL.iter().filter(|column| column.of.is_some());
        let words = numbers.map(|column| column.key).chain(["name"]);
        let known = words.into_iter().find(|key| *key == word);
        match known {
            Some(key) => Self { key, order },
            None => Self { key: "revenue", order: Order::Descending },
        }
    }

    /// Sorts by the column; what is missing comes last either way, ties go by name.
    pub fn sort(&self, frame: &Frame<'_>, entries: &mut [Entry<'_>]) {
        entries.sort_by_cached_key(|entry| (entry.name.to_lowercase(), entry.id.clone()));
        if self.key == "name" {
            // Descending is A to Z here: the first look at a name is from its start.
            if self.order == Order::Ascending {
                entries.reverse();
            }
            return;
        }
        entries.sort_by_cached_key(|entry| {
            let value = entry.value(frame, self.key);
            let turned = value.map(|value| match self.order {
                Order::Ascending => value,
                Order::Descending => value.saturating_neg(),
            });
            (turned.is_none(), turned, Reverse(entry.revenue_minor))
        });
    }
}

/// What is made of clicks and orders, so that it takes a link or a code in use.
const OF_LINKS: [&str; 7] = ["clicks", "ctr", "cpc", "conversion_rate", "roi", "roas", "cpa"];

impl Entry<'_> {
    /// The number of a column in words, or why there is none.
    pub fn shown(&self, frame: &Frame<'_>, key: &str) -> Result<Shown, String> {
        let is_nothing = !self.figures.has_signal();
        if self.is_unlinked && is_nothing && OF_LINKS.contains(&key) {
            return Err(NO_LINK.to_owned());
        }
        columns::shown(frame, key, &self.figures)
    }

    /// The number of a column, comparable among creators; `None` if it is missing.
    fn value(&self, frame: &Frame<'_>, key: &str) -> Option<i128> {
        /// Ratios are compared by their first nine decimal places.
        const PLACES: u32 = 9;
        Some(self.shown(frame, key).ok()?.ratio.rounded(PLACES))
    }
}
