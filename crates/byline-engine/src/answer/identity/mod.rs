//! Who may be whom: the resolver over creators, and over names that money says and nobody has.
//!
//! In: the state. Out: proposals with odds, reasons and the money that would move. Nothing is
//! merged here; a person decides.

mod parties;
mod unresolved;

use std::collections::BTreeMap;
use std::sync::Arc;

use byline_core::creator::{Account, Platform};
use byline_core::id::CreatorId;
use byline_core::identity::compare::Level;
use byline_core::identity::names::look_alike::warnings;
use byline_core::identity::probability;
use byline_core::identity::record::Record;
use byline_core::identity::resolve::{Resolution, Sureness, resolve};
use byline_core::identity::verdict::{Distinct, Party};
use byline_core::money::{Currency, Money};

use crate::engine::Engine;
use crate::view::{
    IdentitiesView, LookAlike, MergePreview, MergeView, PartyView, Proposal, ProposalReason,
    Unresolved,
};
use parties::{Candidate, columns};

/// How many proposals a queue shows at most.
const MOST: usize = 500;

/// What was resolved, with the records that it was resolved from. The same records always give the
/// same, so whoever keeps it between two questions loses nothing and saves the work.
pub struct Resolved {
    records: Vec<Record>,
    found: Resolution,
}

impl Engine {
    /// Proposals, unresolved money, merges in force, and warnings of impersonation.
    pub fn identities(&self) -> IdentitiesView {
        self.identities_knowing(None).0
    }

    /// The same, with what was resolved before, if it is of the same records; and what is resolved
    /// now, to be kept.
    pub fn identities_knowing(
        &self,
        known: Option<Arc<Resolved>>,
    ) -> (IdentitiesView, Arc<Resolved>) {
        let unresolved = self.unresolved();
        let parties = self.parties(&unresolved);
        let records = || parties.iter().map(|party| &party.record);
        let known = known.filter(|known| known.records.iter().eq(records()));
        let resolved = known.unwrap_or_else(|| {
            let records: Vec<Record> = records().cloned().collect();
            Arc::new(Resolved { found: resolve(&columns(), &records), records })
        });
        let view = IdentitiesView {
            stand: self.stand(),
            proposals: self.proposals(&parties, &resolved.found),
            unresolved,
            merges: self.merges(),
            warnings: self.look_alikes(),
        };
        (view, resolved)
    }

    /// What merging `gone` into `kept` would change; `None` if either was never declared.
    pub fn merge_preview(&self, kept: &CreatorId, gone: &CreatorId) -> Option<MergePreview> {
        let number = |id: &CreatorId| {
            let number = self.registry.creators.find(id.as_str())?;
            self.registry.creators.row(number).map(|_| number)
        };
        let (kept, gone) = (number(kept)?, number(gone)?);
        let members = self.registry.owners.members(gone);
        let is_theirs = |id: &CreatorId| {
            self.registry.creators.find(id.as_str()).is_some_and(|it| members.contains(&it))
        };
        let money = self.credit_by_creator();
        let (one, other) = (self.candidate(kept, &money), self.candidate(gone, &money));
        let together = sum(one.view.money.iter().chain(&other.view.money));
        Some(MergePreview {
            obstacle: self.obstacle(kept, gone),
            kept: one.view,
            gone: other.view,
            together,
            n_links: self.links().filter(|row| is_theirs(&row.creator_id)).count(),
            n_codes: self.codes().filter(|row| is_theirs(&row.creator_id)).count(),
            n_placements: self.placements().filter(|row| is_theirs(&row.creator_id)).count(),
        })
    }

    /// Whoever may be somebody else, in an order of their own.
    fn parties(&self, unresolved: &[Unresolved]) -> Vec<Candidate> {
        let money = self.credit_by_creator();
        let creators = self.owners_in_use().map(|number| self.candidate(number, &money));
        let names = unresolved.iter().filter_map(Candidate::of_name);
        let mut parties: Vec<Candidate> = creators.chain(names).collect();
        parties.sort_by(|a, b| a.view.party.cmp(&b.view.party));
        parties
    }

    fn proposals(&self, parties: &[Candidate], found: &Resolution) -> Vec<Proposal> {
        let pairs = found.pairs.iter();
        let mut proposals: Vec<Proposal> = pairs
            .filter_map(|(a, b, bits)| {
                let (a, b) = (*a as usize, *b as usize);
                self.proposal(found, (&parties[a], a), (&parties[b], b), *bits)
            })
            .collect();
        let minor = |row: &Proposal| row.at_risk.iter().map(|money| money.minor.abs()).sum::<i64>();
        proposals.sort_by_key(|row| std::cmp::Reverse((minor(row), row.odds_bp)));
        proposals.truncate(MOST);
        proposals
    }

    fn proposal(
        &self,
        found: &Resolution,
        (a, place_a): (&Candidate, usize),
        (b, place_b): (&Candidate, usize),
        bits: f64,
    ) -> Option<Proposal> {
        let sureness = Sureness::of(bits)?;
        // Whoever has more money goes on; a name alone never does.
        let weight = |party: &Candidate| (party.number.is_some(), party.minor());
        let (one, other) = if weight(b) <= weight(a) { (a, b) } else { (b, a) };
        let kept = one.number?;
        let pair = Distinct { one: one.view.party.clone(), other: other.view.party.clone() };
        if self.registry.owners.are_apart(&pair) {
            return None;
        }
        let reasons = found.reasons(place_a, place_b).into_iter().map(|reason| {
            let says = format!("{} {}", reason.column, reason.level.words());
            let is_but_for_words = reason.level == Level::Stripped;
            ProposalReason { says, tenths: tenths(reason.bits), is_but_for_words }
        });
        let reasons: Vec<ProposalReason> = reasons.collect();
        let score_tenths = tenths(bits);
        // What rounding leaves over goes to the start, so that the score is always the sum.
        let start_tenths = score_tenths - reasons.iter().map(|reason| reason.tenths).sum::<i32>();
        Some(Proposal {
            odds_bp: odds_bp(bits),
            sureness,
            reasons,
            start_tenths,
            score_tenths,
            obstacle: other.number.and_then(|gone| self.obstacle(kept, gone)),
            at_risk: other.view.money.clone(),
            one: one.view.clone(),
            other: other.view.clone(),
        })
    }

    /// Why two creators cannot be one: they hold two accounts on one platform.
    fn obstacle(&self, kept: u32, gone: u32) -> Option<String> {
        if self.registry.owners.of(kept) == self.registry.owners.of(gone) {
            return Some("they are one already".to_owned());
        }
        let accounts = |number: u32| -> Vec<&Account> {
            let members = self.registry.owners.members(self.registry.owners.of(number));
            let rows = members.into_iter().filter_map(|it| self.registry.creators.row(it));
            rows.flat_map(|row| &row.accounts).collect()
        };
        let theirs = accounts(gone);
        for own in accounts(kept) {
            let other = theirs.iter().find(|other| is_second_account(own, other));
            if let (Some(other), true) = (other, own.platform != Platform::Other) {
                let platform = own.platform.name();
                let (own, other) = (&own.handle, &other.handle);
                return Some(format!(
                    "one creator would hold two accounts on {platform}: @{own} and @{other}"
                ));
            }
        }
        None
    }

    fn merges(&self) -> Vec<MergeView> {
        let creators = &self.registry.creators;
        let name = |number: u32| {
            let row = creators.row(number);
            row.map_or_else(|| creators.id(number).to_owned(), |row| row.name.clone())
        };
        let standing = self.registry.owners.standing();
        let mut merges: Vec<MergeView> = standing
            .map(|(gone, standing)| MergeView {
                kept: creators.id(standing.kept).into(),
                kept_name: name(standing.kept),
                gone: creators.id(gone).into(),
                gone_name: name(gone),
                since: standing.since,
                by: standing.by.clone(),
                reason: standing.reason.clone(),
            })
            .collect();
        merges.sort_by_key(|row| std::cmp::Reverse(row.since));
        merges
    }

    fn look_alikes(&self) -> Vec<LookAlike> {
        let handles: Vec<(CreatorId, String)> = self
            .creators()
            .filter(|row| !row.is_archived)
            .flat_map(|row| row.accounts.iter().map(|it| (row.id.clone(), it.handle.clone())))
            .collect();
        let texts: Vec<&str> = handles.iter().map(|(_, handle)| handle.as_str()).collect();
        let found = warnings(&texts);
        let found = found.iter().map(|warning| LookAlike::new(warning, &handles));
        let owner = |id: &CreatorId| self.owner_of(id.as_str()).to_owned();
        // One's own handles may look alike.
        found
            .filter(|row| {
                row.like.as_ref().is_none_or(|(id, _)| owner(id) != owner(&row.creator_id))
            })
            .collect()
    }

    /// Creators who stand for themselves and are in use, by number.
    fn owners_in_use(&self) -> impl Iterator<Item = u32> {
        let rows = self.creators().filter(|row| !row.is_archived);
        let numbers = rows.filter_map(|row| self.registry.creators.find(row.id.as_str()));
        numbers.filter(|number| self.registry.owners.of(*number) == *number)
    }
}

fn is_second_account(own: &Account, other: &Account) -> bool {
    own.platform == other.platform && !own.is_same(other)
}

/// Bits in tenths, which people read as points.
#[expect(clippy::cast_possible_truncation, reason = "the evidence of a few columns is small")]
fn tenths(bits: f64) -> i32 {
    (bits * 10.0).round() as i32
}

/// Odds in bits as a share in hundredths of a percent.
fn odds_bp(bits: f64) -> u32 {
    let scaled = probability(bits) * 10_000.0;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 10,000")]
    let whole = scaled as u32;
    whole
}

/// Amounts by currency, largest first.
fn sum<'a>(amounts: impl Iterator<Item = &'a Money>) -> Vec<Money> {
    let mut sums: BTreeMap<Currency, i64> = BTreeMap::new();
    for amount in amounts {
        *sums.entry(amount.currency).or_default() += amount.minor;
    }
    let mut sums: Vec<Money> =
        sums.into_iter().map(|(currency, minor)| Money { minor, currency }).collect();
    sums.retain(|money| money.minor != 0);
    sums.sort_by_key(|money| std::cmp::Reverse(money.minor.abs()));
    sums
}

/// A party that a proposal can name.
impl PartyView {
    /// The creator, if it is one.
    pub fn creator_id(&self) -> Option<&CreatorId> {
        match &self.party {
            Party::Creator(id) => Some(id),
            Party::Name(_) => None,
        }
    }
}
