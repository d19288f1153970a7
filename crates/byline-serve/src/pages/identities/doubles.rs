//! Doubles: who is probably somebody else who is known already. Every page that says what to do
//! about a creator asks here first, so that nobody is set up, paid or parted with twice.

use std::collections::BTreeMap;

use byline_core::id::CreatorId;
use byline_core::identity::verdict::Party;
use byline_engine::view::IdentitiesView;
use maud::{Markup, html};

use crate::pages::ask::Ask;
use crate::pages::links;
use crate::pages::parts::{Tone, name, tag};
use crate::pages::words;

/// What comes before anything else is done about a double.
pub const NEXT: &str = "Compare and merge";

/// Every pair of creators who are probably one person, by each of the two.
#[derive(Clone, Default, Debug)]
pub struct Doubles {
    by_creator: BTreeMap<CreatorId, Vec<Double>>,
}

/// The other one of a pair.
#[derive(Clone, Debug)]
pub struct Double {
    other: CreatorId,
    /// What people read.
    pub name: String,
    /// How likely it is, in hundredths of a percent.
    odds_bp: u32,
    /// Whether the creator would go on under the other's id.
    goes_on_as: bool,
    /// Whether nothing stands in the way of a merge.
    can_merge: bool,
    /// The pair's place on the page of identities.
    place: String,
    /// The name by which the page finds the pair among many.
    search: String,
}

impl Doubles {
    /// All of them.
    pub fn of(view: &IdentitiesView) -> Self {
        let mut by_creator: BTreeMap<CreatorId, Vec<Double>> = BTreeMap::new();
        for row in &view.proposals {
            let (Party::Creator(kept), Party::Creator(gone)) = (&row.one.party, &row.other.party)
            else {
                continue;
            };
            let known = Double {
                other: kept.clone(),
                name: row.one.name.clone(),
                odds_bp: row.odds_bp,
                goes_on_as: true,
                can_merge: row.obstacle.is_none(),
                place: place(kept, gone),
                search: row.one.name.clone(),
            };
            let (other, name) = (gone.clone(), row.other.name.clone());
            let second = Double { other, name, goes_on_as: false, ..known.clone() };
            by_creator.entry(gone.clone()).or_default().push(known);
            by_creator.entry(kept.clone()).or_default().push(second);
        }
        Self { by_creator }
    }

    fn all(&self, creator: &CreatorId) -> impl Iterator<Item = &Double> {
        self.by_creator.get(creator).into_iter().flatten()
    }

    /// Under whose id a creator would most likely go on.
    pub fn known_as(&self, creator: &CreatorId) -> Option<&Double> {
        let known = self.all(creator).filter(|it| it.can_merge && it.goes_on_as);
        known.max_by_key(|it| it.odds_bp)
    }

    /// Whom a creator most likely is besides, whoever of the two would stay.
    pub fn likeliest(&self, creator: &CreatorId) -> Option<&Double> {
        let second = || self.all(creator).filter(|it| it.can_merge).max_by_key(|it| it.odds_bp);
        self.known_as(creator).or_else(second)
    }

    /// Where two creators are compared, if they are probably one person.
    pub fn pair(&self, one: &CreatorId, other: &CreatorId, ask: &Ask) -> Option<String> {
        self.all(one).find(|it| it.other == *other).map(|it| it.href(ask))
    }
}

impl Double {
    /// Where the two are compared.
    pub fn href(&self, ask: &Ask) -> String {
        let found = Ask { q: self.search.clone(), ..ask.elsewhere() }.href("/identities");
        format!("{found}#{}", links::segment(&self.place))
    }

    /// `probably the same person as Ana (99%)`
    pub fn told(&self) -> String {
        format!("probably the same person as {} ({})", self.name, percent(self.odds_bp))
    }

    /// The same as a sentence, with why it comes first.
    pub fn sentence(&self) -> String {
        let why = match self.goes_on_as {
            true => "compare the two before anything is set up twice",
            false => "compare the two first, for a merge adds up what both brought and cost",
        };
        format!("{}: {why}.", words::sentence(&self.told()))
    }

    /// The same where something is about to be set up, with the way to the pair.
    pub fn look_first(&self, ask: &Ask) -> Markup {
        html! {
            (tag(Tone::Warn, "look first")) " " (name(&words::sentence(&self.told()))) ". "
            a href=(self.href(ask)) { (NEXT) } " before anything is set up twice."
        }
    }
}

/// How likely it is, rounded down, so that nobody is said to be one person for sure.
pub fn percent(odds_bp: u32) -> String {
    format!("{}%", odds_bp / 100)
}

/// Where a pair stands on the page of identities, whoever of them would go on.
pub fn place(one: &CreatorId, other: &CreatorId) -> String {
    let (first, second) = if one <= other { (one, other) } else { (other, one) };
    format!("pair-{first}-{second}")
}
