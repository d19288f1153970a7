//! Why orders are nobody's, order by order and in sum.
//!
//! Each order has one reason, the one that comes closest to credit: a code that ended yesterday
//! says more than that there was no click. So the reasons add up to what is unattributed.

use std::collections::BTreeMap;

use byline_core::campaign::ViewPolicy;
use byline_core::click::Verdict;
use byline_core::code::CodePolicy;
use byline_core::credit::Model;
use byline_core::journey::{Channel, TouchKind};
use byline_core::time::Timestamp;

use super::shares::whole_buckets;
use crate::attribute::{Candidate, Deed, candidate, claimed_clicks};
use crate::engine::Engine;
use crate::state::conversions::Conversion;
use crate::state::shoppers::Touch;
use crate::view::{
    Figure, Measure, OrderShare, Query, Rows, Unearned, UnearnedReason, UnearnedShare,
};

/// How many of the newest orders are looked at one by one.
const MOST_ORDERS: usize = 20_000;

impl Engine {
    /// What nobody earned in a query's scope and stretch, by reason.
    pub fn unearned(&self, query: &Query, model: Model) -> Unearned {
        let query = Query { by: Vec::new(), ..query.clone() };
        let figure = Figure { query, measure: Measure::Unattributed, model };
        let whole = self.order_shares(&figure, &self.query(&figure.query).unattributed, 0);
        let mut sums: BTreeMap<UnearnedReason, (usize, i64)> = BTreeMap::new();
        let mut n_looked_at = 0;
        self.each_unearned(&figure, |share, why| {
            let sum = sums.entry(why).or_default();
            sum.0 += 1;
            sum.1 += share.amount_minor;
            n_looked_at += 1;
        });
        let shares: Vec<UnearnedShare> = sums
            .into_iter()
            .map(|(reason, (n_orders, amount_minor))| UnearnedShare {
                reason,
                n_orders,
                amount_minor,
            })
            .collect();
        let looked_at_minor: i64 = shares.iter().map(|share| share.amount_minor).sum();
        let n_rest = whole.n_orders.saturating_sub(n_looked_at);
        Unearned {
            shares,
            rest: (0 < n_rest).then(|| (n_rest, whole.sum_minor - looked_at_minor)),
            n_orders: whole.n_orders,
            sum_minor: whole.sum_minor,
        }
    }

    /// The newest orders that nobody earned for one reason, at most `limit` of them, with what all
    /// of the reason come to; those that [`Engine::unearned`] does not look at stay out.
    pub fn unearned_for(
        &self,
        (query, model): (&Query, Model),
        reason: UnearnedReason,
        limit: usize,
    ) -> Rows<OrderShare> {
        let query = Query { by: Vec::new(), ..query.clone() };
        let figure = Figure { query, measure: Measure::Unattributed, model };
        let mut found = Rows { rows: Vec::new(), sum: 0, n_rows: 0 };
        self.each_unearned(&figure, |share, why| {
            if why != reason {
                return;
            }
            found.sum += share.amount_minor;
            found.n_rows += 1;
            if found.rows.len() < limit {
                found.rows.push(share);
            }
        });
        found
    }

    /// Calls `visit` with the newest orders that nobody earned, and with why.
    fn each_unearned(&self, figure: &Figure, mut visit: impl FnMut(OrderShare, UnearnedReason)) {
        let cells = self.cells_behind(figure);
        let newest = self.cells.behind().newest(&cells, whole_buckets(&figure.query));
        for number in newest.take(MOST_ORDERS) {
            let Some(share) = self.share(number, figure, &cells) else { continue };
            visit(share, self.why_nobodys(self.conversions.get(number)));
        }
    }

    /// Why nobody earned an order; `None` if somebody did, or if there is no such order.
    pub fn unearned_because(&self, order: &str) -> Option<UnearnedReason> {
        let conversion = self.conversions.get(self.find_order(order).ok()?);
        let rows = &conversion.credited.rows;
        let is_nobodys = rows.iter().all(|row| self.cells.cell(row.cell).key.is_nobodys());
        (is_nobodys && !rows.is_empty()).then(|| self.why_nobodys(conversion))
    }

    fn why_nobodys(&self, conversion: &Conversion) -> UnearnedReason {
        let Some(deed) = Deed::of(conversion) else { return UnearnedReason::NoSign };
        let of_codes = deed.codes.iter().map(|code| self.why_not_by_code(code, &deed));
        let touches = self.facing().touches_of(conversion);
        let before = touches.filter(|touch| touch.occurred_at <= deed.occurred_at);
        let of_touches = before.map(|touch| self.why_not_by_touch(touch, &deed));
        let told = claimed_clicks(&self.registry, conversion, &deed);
        let of_claims = told.map(|click| {
            self.why_not_by_age(&click.candidate, (TouchKind::Click, click.at), &deed)
        });
        of_codes.chain(of_touches).chain(of_claims).min().unwrap_or(UnearnedReason::NoSign)
    }

    fn why_not_by_code(&self, code: &str, deed: &Deed<'_>) -> UnearnedReason {
        let policy = self.registry.code_at(code, deed.occurred_at).map(|row| row.policy_in_force());
        match (policy, self.registry.code_ever(code)) {
            (Some(CodePolicy::IfInvolved | CodePolicy::Never), _) => {
                UnearnedReason::CodeEarnsNothing
            }
            (None, Some(_)) => UnearnedReason::CodeOutsideItsDays,
            _ => UnearnedReason::CodeOfNobody,
        }
    }

    fn why_not_by_touch(&self, touch: &Touch, deed: &Deed<'_>) -> UnearnedReason {
        let what = candidate(&self.registry, touch);
        if touch.verdict != Verdict::Human {
            return UnearnedReason::NoPerson;
        }
        match what.channel {
            Channel::Creator(_) => {}
            // Whoever comes by themselves came by nothing that could earn.
            Channel::Direct | Channel::Unknown => return UnearnedReason::NoSign,
            _ => return UnearnedReason::AnotherChannel,
        }
        self.why_not_by_age(&what, (touch.kind, touch.occurred_at), deed)
    }

    /// Why something of a creator's earns nothing: it is too old, or the rules give nothing for it.
    fn why_not_by_age(
        &self,
        what: &Candidate,
        (kind, at): (TouchKind, Timestamp),
        deed: &Deed<'_>,
    ) -> UnearnedReason {
        let rules = self.registry.rules(what.target.campaign);
        let is_view = matches!(kind, TouchKind::View | TouchKind::EngagedView);
        let window_s = if is_view { rules.view_window_s } else { rules.click_window_s };
        let age_micros = deed.occurred_at.micros_since(at);
        if window_s.saturating_mul(1_000_000) < age_micros {
            return UnearnedReason::TooLongBefore;
        }
        match is_view && rules.views == ViewPolicy::Ignore {
            true => UnearnedReason::OnlySeen,
            false => UnearnedReason::UsedByAnEarlierOrder,
        }
    }
}
