//! Claims: what platforms and networks say they caused, beside what the ledger says.

use std::collections::BTreeMap;

use byline_core::claim::{ClaimBasis, ClaimState};
use byline_core::id::{ConnectionId, CreatorId};
use byline_core::money::{Currency, Money};
use byline_core::time::Timestamp;
use serde::Serialize;

use super::query::Stand;

/// Every claim, compared with the ledger. Claims are never money.
#[derive(Clone, Debug, Serialize)]
pub struct ClaimsView {
    /// Where and when it was computed.
    pub stand: Stand,
    /// Each claimant, by connection.
    pub claimants: Vec<Claimant>,
    /// Claims that name no order that a shop knows, newest first.
    pub unreconciled: Vec<ClaimRow>,
    /// Claims on orders that count which name another creator than the ledger credits, or none,
    /// newest first.
    pub disputed: Vec<DisputedClaim>,
    /// Orders of the ledger with credit to a creator that no claim names.
    pub n_recovered: u64,
    /// Orders of the ledger with credit to a creator.
    pub n_credited: u64,
}

impl ClaimsView {
    /// How many claims of a kind are listed: the newest.
    pub const MOST_ROWS: usize = 1_000;
}

/// What one claimant says.
#[derive(Clone, Debug, Serialize)]
pub struct Claimant {
    /// Who claims.
    pub connection: ConnectionId,
    /// The name that people gave the connection.
    pub name: String,
    /// Claims that stand: neither taken back nor refused, and no tests.
    pub n_standing: u64,
    /// Claims that were taken back or refused.
    pub n_reversed: u64,
    /// Standing claims on orders that are revenue.
    pub n_matched: u64,
    /// Of those, the ones that name somebody.
    pub n_naming: u64,
    /// Of those, the ones on orders that credit the claimed creator too.
    pub n_agreed: u64,
    /// The creators whom it watches, as far as its claims tell: those whom any of them names, by
    /// id, each with when the first action happened that it claims for them, or its order. Its
    /// claims can be compared with their orders from then on alone.
    pub watched: BTreeMap<CreatorId, Timestamp>,
    /// Orders of the ledger with credit to a creator whom it watched by then.
    pub n_theirs: u64,
    /// Of those, the ones on which it has a standing claim.
    pub n_theirs_claimed: u64,
    /// Of those, the ones that credit a creator whom such a claim names.
    pub n_theirs_agreed: u64,
    /// What standing claims say their orders are worth, in minor units by currency.
    pub claimed_minor: BTreeMap<Currency, i64>,
    /// What the claimed orders are worth in the ledger, each once, in minor units by currency.
    pub confirmed_minor: BTreeMap<Currency, i64>,
    /// What standing claims want, in minor units by currency.
    pub commission_minor: BTreeMap<Currency, i64>,
    /// Standing claims / orders of the ledger that they name, in millionths. An order counts once,
    /// however often it is claimed, and only as revenue; `None` while they name none.
    pub over_claim_micro: Option<u64>,
}

/// One claim.
#[derive(Clone, Debug, Serialize)]
pub struct ClaimRow {
    /// Who claims.
    pub connection: ConnectionId,
    /// The claimant's id of the action.
    pub id: String,
    /// When the action happened.
    pub occurred_at: Timestamp,
    /// Where the claim stands.
    pub state: ClaimState,
    /// On what it is based.
    pub basis: ClaimBasis,
    /// The claimant's word for the order.
    pub order_alias: Option<String>,
    /// Why it belongs to no order, in words.
    pub why: String,
    /// The claimant's word for the creator.
    pub partner: Option<String>,
    /// The creator, if the word means one.
    pub creator_id: Option<CreatorId>,
    /// What the order is said to be worth.
    pub amount: Option<Money>,
    /// What is wanted for it.
    pub commission: Option<Money>,
    /// The lookback window behind it, if it is said.
    pub window: Option<String>,
}

/// A claim on an order that counts, which names another creator than the ledger credits.
#[derive(Clone, Debug, Serialize)]
pub struct DisputedClaim {
    /// Who claims.
    pub connection: ConnectionId,
    /// The claimant's id of the action.
    pub id: String,
    /// When the action happened.
    pub occurred_at: Timestamp,
    /// The order, by the shop's id.
    pub order: String,
    /// What the shopper sees of it.
    pub number: Option<String>,
    /// The claimant's word for the creator.
    pub partner: Option<String>,
    /// The creator whom that means, if anybody.
    pub creator_id: Option<CreatorId>,
    /// The creators whom the ledger credits; empty if nobody earned it.
    pub credited: Vec<CreatorId>,
    /// What the order is said to be worth.
    pub amount: Option<Money>,
}
