//! Claims: what each claimant says of one order, with all its corrections.

use std::collections::BTreeMap;

use byline_core::claim::{Claim, ClaimState, Revision};
use byline_core::id::{ConnectionId, EventId};
use byline_core::money::Money;
use byline_core::time::Timestamp;

/// What a claim comes to after all its corrections.
#[derive(Clone, Debug)]
pub struct Standing<'a> {
    /// The newest word on the whole: whose partner and click hold.
    pub newest: &'a Claim,
    /// Where it stands by the newest word that says more than that it was reported.
    pub state: ClaimState,
    /// What the order is said to be worth. `None`: nobody said.
    pub amount: Option<Money>,
    /// What is wanted for it.
    pub commission: Option<Money>,
}

/// Whether a word of a claim was said before.
pub fn is_known(claims: &[Claim], claim: &Claim) -> bool {
    let is_same = |known: &Claim| {
        known.connection == claim.connection
            && known.id == claim.id
            && match (&known.revision, &claim.revision) {
                (Revision::Difference { id, .. }, Revision::Difference { id: other, .. }) => {
                    id == other
                }
                _ => known == claim,
            }
    };
    claims.iter().any(is_same)
}

/// Keeps one word of a claim; the same word again changes nothing. Tells whether it was news.
pub fn insert(claims: &mut Vec<Claim>, claim: Claim) -> bool {
    if is_known(claims, &claim) {
        return false;
    }
    claims.push(claim);
    claims.sort_by_cached_key(order_key);
    true
}

/// The claims on one order, each after all its corrections, in a fixed order.
pub fn standings(claims: &[Claim]) -> Vec<Standing<'_>> {
    let mut by_claim: BTreeMap<(&ConnectionId, &EventId), Vec<&Claim>> = BTreeMap::new();
    for claim in claims {
        by_claim.entry((&claim.connection, &claim.id)).or_default().push(claim);
    }
    by_claim.into_values().filter_map(|words| standing(&words)).collect()
}

/// The words come oldest first.
fn standing<'a>(words: &[&'a Claim]) -> Option<Standing<'a>> {
    let is_whole = |claim: &&&Claim| matches!(claim.revision, Revision::Whole(_));
    let whole = words.iter().rev().find(is_whole);
    let newest: &Claim = whole.or(words.last())?;
    let mut amount = whole.and_then(|claim| claim.amount);
    let mut commission = whole.and_then(|claim| claim.commission);
    let since = whole.map_or(Timestamp::MIN, |claim| claim.revision.at());
    for word in words.iter().filter(|word| !is_whole(word) && since < word.revision.at()) {
        amount = sum(amount, word.amount);
        commission = sum(commission, word.commission);
    }
    let said = words.iter().rev().filter(|word| since <= word.revision.at());
    let mut said = said.map(|word| word.state).filter(|state| *state != ClaimState::Pending);
    let state = said.next().unwrap_or(newest.state);
    Some(Standing { newest, state, amount, commission })
}

/// Adds a difference. One in another currency cannot be added and is left out.
fn sum(so_far: Option<Money>, more: Option<Money>) -> Option<Money> {
    match (so_far, more) {
        (Some(a), Some(b)) if a.currency == b.currency => {
            Some(Money { minor: a.minor.saturating_add(b.minor), currency: a.currency })
        }
        (None, more) => more,
        (so_far, _) => so_far,
    }
}

/// Words by time; two of one instant by what they say, so that arrival leaves no trace.
fn order_key(claim: &Claim) -> (Timestamp, String) {
    (claim.revision.at(), format!("{claim:?}"))
}

#[cfg(test)]
mod tests {
    use byline_core::claim::ClaimBasis;
    use byline_core::money::Currency;

    use super::*;

    fn claim(revision: Revision, minor: i64) -> Claim {
        let amount = Some(Money { minor, currency: Currency::USD });
        Claim {
            id: EventId::from("1"),
            connection: ConnectionId::from("cj"),
            revision,
            state: ClaimState::Pending,
            basis: ClaimBasis::Click,
            occurred_at: Timestamp(0),
            clicked_at: None,
            order_alias: None,
            partner: Vec::new(),
            codes: Vec::new(),
            amount,
            commission: None,
            window: None,
        }
    }

    /// Reads as: words as (`=` whole or `+` difference, time, cents), what they come to. Every
    /// order of arrival gives the same.
    fn check(words: &[(char, i64, i64)], expected: i64) {
        for turn in 0..words.len() {
            let mut claims = Vec::new();
            let (late, early) = words.split_at(turn);
            for (sign, at, minor) in early.iter().chain(late) {
                let at = Timestamp(*at);
                let revision = match sign {
                    '=' => Revision::Whole(at),
                    _ => Revision::Difference { id: at.0.to_string().into(), at },
                };
                assert!(insert(&mut claims, claim(revision.clone(), *minor)));
                assert!(!insert(&mut claims, claim(revision, *minor)), "the same word again");
            }
            let sums: Vec<_> = standings(&claims).iter().filter_map(|s| s.amount).collect();
            assert_eq!(sums, [Money { minor: expected, currency: Currency::USD }], "{turn}");
        }
    }

    #[test]
    fn corrections_are_new_rows() {
        check(&[('=', 1, 100_00)], 100_00);
        check(&[('=', 1, 100_00), ('+', 2, -40_00)], 60_00);
        check(&[('=', 1, 100_00), ('+', 2, -40_00), ('+', 3, -60_00)], 0);
    }

    #[test]
    fn a_newer_whole_contains_what_was_corrected_before() {
        check(&[('=', 1, 100_00), ('+', 2, -40_00), ('=', 3, 55_00)], 55_00);
        check(&[('=', 1, 100_00), ('=', 3, 55_00), ('+', 4, -5_00)], 50_00);
        check(&[('+', 2, -40_00)], -40_00);
    }
}
