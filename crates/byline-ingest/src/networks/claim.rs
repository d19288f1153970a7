//! What all networks' rows have in common: a claim in the making.

use byline_core::alias::{Alias, AliasKind};
use byline_core::claim::{Claim, ClaimBasis, ClaimState, Revision};
use byline_core::code;
use byline_core::entry::Fact;
use byline_core::id::{CreatorId, EventId};
use byline_core::money::Money;
use byline_core::time::Timestamp;

use crate::export::{Mapped, RowRefused};
use crate::files::{Cells, unreadable};

/// A claim in the making.
pub(super) struct Draft<'r> {
    pub id: &'r str,
    pub revision: Revision,
    pub state: ClaimState,
    pub basis: ClaimBasis,
    pub occurred_at: Timestamp,
    pub clicked_at: Option<Timestamp>,
    pub order: Option<&'r str>,
    pub partner: Vec<Alias>,
    pub codes: Option<&'r str>,
    pub amount: Option<Money>,
    pub commission: Option<Money>,
}

impl Draft<'_> {
    /// The claim, under the key of its row.
    pub(super) fn mapped(self, feed: &str, cells: &Cells<'_>) -> Mapped {
        let codes = self.codes.unwrap_or_default().split([',', '|', ';']).map(code::normal_form);
        let claim = Claim {
            id: EventId::from(self.id),
            connection: cells.ground.connection.clone(),
            revision: self.revision,
            state: self.state,
            basis: self.basis,
            occurred_at: self.occurred_at,
            clicked_at: self.clicked_at,
            order_alias: self.order.map(str::to_owned),
            partner: self.partner,
            codes: codes.filter(|code| !code.is_empty()).collect(),
            amount: self.amount,
            commission: self.commission,
            window: cells.setting("window").map(str::to_owned),
        };
        Ok(vec![(Fact::Claim(claim), cells.row_key(feed))])
    }
}

/// The names of a partner, the most certain first: a sub id that holds our creator id, the
/// network's number, the name that people read.
pub(super) fn partner(
    feed: &str,
    cells: &Cells<'_>,
    sub_ids: &[&str],
    number: &str,
    name: &str,
) -> Vec<Alias> {
    let ours = sub_ids.iter().filter_map(|column| cells.text(column)).filter(|text| {
        text.starts_with(CreatorId::PREFIX) || cells.ground.directory.has_creator(text)
    });
    let ours = ours.filter_map(|text| Alias::new(AliasKind::Creator, feed, text));
    let number = cells.text(number).and_then(|id| Alias::new(AliasKind::Affiliate, feed, id));
    let name = cells.text(name).and_then(|name| Alias::new(AliasKind::DisplayName, feed, name));
    ours.chain(number).chain(name).collect()
}

/// The state that a word of the network's table means, in any case.
pub(super) fn state(
    cells: &Cells<'_>,
    column: &'static str,
    table: &[(&str, ClaimState)],
) -> Result<ClaimState, RowRefused> {
    let word = cells.must(column)?;
    let known = table.iter().find(|(known, _)| known.eq_ignore_ascii_case(word));
    known.map(|(_, state)| *state).ok_or_else(|| unreadable(column, word, "state of a claim"))
}
