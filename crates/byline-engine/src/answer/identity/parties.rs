//! Parties: what is known of a creator or of a name, as a record that can be compared.

use std::collections::BTreeMap;

use byline_core::alias::{Alias, AliasKind};
use byline_core::creator::{Creator, Platform};
use byline_core::credit::Model;
use byline_core::feed;
use byline_core::identity::record::{Column, Kind, Record, Seat};
use byline_core::identity::verdict::Party;
use byline_core::money::{Currency, Money};

use super::sum;
use crate::engine::Engine;
use crate::state::cells::Credit;
use crate::view::{PartyView, Unresolved};

/// What is compared: names of every kind with each other, ids for themselves.
const COLUMNS: [(&str, Kind); 11] = [
    ("name", Kind::Label),
    ("TikTok handle", Kind::Label),
    ("Instagram handle", Kind::Label),
    ("YouTube handle", Kind::Label),
    ("other handle", Kind::Label),
    ("name elsewhere", Kind::Label),
    ("partner id", Kind::Key),
    ("TikTok id", Kind::Key),
    ("Instagram id", Kind::Key),
    ("YouTube id", Kind::Key),
    ("other id", Kind::Key),
];
/// The place of names that other systems use.
const ELSEWHERE: usize = 5;
/// The place of a network's ids.
const PARTNER: usize = 6;
/// From the place of a platform's handles to that of its ids. Ids of two platforms always differ,
/// so they are never compared.
const TO_IDS: usize = 6;

/// Credit under the linear model, by creator's number and currency.
pub type Credits = BTreeMap<u32, BTreeMap<Currency, i64>>;

/// Somebody who may be somebody else.
pub struct Candidate {
    /// The creator's number; `None` for a name.
    pub number: Option<u32>,
    /// What people read.
    pub view: PartyView,
    /// What is compared.
    pub record: Record,
}

impl Candidate {
    /// A name that money says and nobody has; `None` for codes and landing fields.
    pub fn of_name(row: &Unresolved) -> Option<Self> {
        let alias =
            Alias { kind: row.alias_kind?, issuer: row.issuer.clone(), text: row.text.clone() };
        let mut record = Record { cells: vec![String::new(); COLUMNS.len()], seats: Vec::new() };
        put(&mut record, &alias);
        let view = PartyView {
            name: row.text.clone(),
            identifiers: vec![said(&alias)],
            money: row.money.clone(),
            party: Party::Name(alias),
        };
        Some(Self { number: None, view, record })
    }

    /// How much money it is about, whatever the currency.
    pub fn minor(&self) -> i64 {
        self.view.money.iter().map(|money| money.minor.abs()).sum()
    }
}

impl Engine {
    /// A creator with everything that is merged into them.
    pub(super) fn candidate(&self, number: u32, credits: &Credits) -> Candidate {
        let registry = &self.registry;
        let id = registry.creators.id(number);
        let members = registry.owners.members(number);
        let rows: Vec<&Creator> =
            members.iter().filter_map(|it| registry.creators.row(*it)).collect();
        let mut record = Record { cells: vec![String::new(); COLUMNS.len()], seats: Vec::new() };
        let mut identifiers = Vec::new();
        for row in &rows {
            describe(row, &mut record, &mut identifiers);
        }
        let money = credits.get(&number).into_iter().flatten();
        let money: Vec<Money> =
            money.map(|(currency, minor)| Money { minor: *minor, currency: *currency }).collect();
        let name = registry.creators.row(number).map_or(id, |row| row.name.as_str());
        let view = PartyView {
            party: Party::Creator(id.into()),
            name: name.to_owned(),
            identifiers,
            money: sum(money.iter()),
        };
        Candidate { number: Some(number), view, record }
    }

    /// What every creator is credited with, over all time.
    pub(super) fn credit_by_creator(&self) -> Credits {
        let mut credits = Credits::new();
        for cell in self.cells.iter() {
            if let Some(creator) = cell.creator() {
                let minor = cell.credit(Credit::Revenue).total()[Model::Linear];
                let of_creator = credits.entry(creator).or_default();
                *of_creator.entry(cell.key.currency).or_default() += minor;
            }
        }
        credits
    }
}

pub fn columns() -> Vec<Column> {
    let column = |(name, kind): &(&str, Kind)| Column { name: (*name).to_owned(), kind: *kind };
    COLUMNS.iter().map(column).collect()
}

fn describe(row: &Creator, record: &mut Record, identifiers: &mut Vec<String>) {
    fill(&mut record.cells[0], &row.name);
    for account in &row.accounts {
        let place = place_of(account.platform.key());
        fill(&mut record.cells[place], &account.handle);
        if let Some(id) = &account.platform_user_id {
            fill(&mut record.cells[place + TO_IDS], id);
        }
        if account.platform != Platform::Other {
            let handle = account.handle.to_lowercase();
            let holder = account.platform_user_id.as_deref().unwrap_or(&handle);
            record.seats.push(Seat::always(account.platform.key(), holder));
        }
        identifiers.push(format!("{} @{}", account.platform.name(), account.handle));
    }
    for alias in &row.aliases {
        put(record, alias);
        identifiers.push(said(alias));
    }
}

fn put(record: &mut Record, alias: &Alias) {
    let place = match (alias.kind, alias.issuer.as_str()) {
        (AliasKind::Affiliate, _) => PARTNER,
        (AliasKind::PlatformUser, issuer) => place_of(issuer) + TO_IDS,
        (AliasKind::Handle, issuer) => place_of(issuer),
        (AliasKind::DisplayName | AliasKind::Utm | AliasKind::CrmText, _) => ELSEWHERE,
        (AliasKind::Creator, _) => return,
    };
    fill(&mut record.cells[place], &alias.text);
}

/// The place of a platform's handles.
fn place_of(platform: &str) -> usize {
    match platform {
        "tiktok" => 1,
        "instagram" => 2,
        "youtube" => 3,
        _ => 4,
    }
}

/// The first value of a column stays: a creator is compared by what was said first.
fn fill(cell: &mut String, text: &str) {
    if cell.is_empty() {
        text.clone_into(cell);
    }
}

fn said(alias: &Alias) -> String {
    let Alias { issuer, text, .. } = alias;
    let whose = feed::find(issuer).map_or(issuer.as_str(), |feed| feed.name);
    match alias.kind {
        AliasKind::Creator => format!("known to {whose} by our id {text}"),
        AliasKind::Handle => format!("goes by {text} on {whose}"),
        AliasKind::PlatformUser => format!("account {text} on {whose}"),
        AliasKind::Affiliate => format!("partner {text} of {whose}"),
        AliasKind::DisplayName | AliasKind::CrmText => format!("called “{text}” in {whose}"),
        AliasKind::Utm => format!("called “{text}” in UTM fields"),
    }
}
