//! Mix: what it costs that clicks come from where people buy less.
//!
//! By direct standardisation: the others' rates, weighed by the creator's clicks.

/// Fewer clicks than this say nothing, of a creator and of all others.
pub(crate) const MIN_OWN_CLICKS: i64 = 50;
pub(crate) const MIN_OTHER_CLICKS: i64 = 200;
/// Fewer orders of the others than this say nothing.
pub(crate) const MIN_OTHER_ORDERS: i64 = 30;
/// So much of the usual rate at most may be expected from a mix, in percent.
const MIX_UP_TO: i64 = 75;

/// Where most clicks come from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Most {
    /// Its place among those that were asked for.
    pub place: usize,
    /// Of the creator's clicks, in percent.
    pub share: i64,
    /// Of the others' clicks, in percent.
    pub usual: i64,
    /// So much less often than of all clicks people buy there, in percent.
    pub less: i64,
}

/// Where most of a creator's clicks come from, if people buy so much less often there that the mix
/// alone costs a quarter of the sales.
pub(crate) fn costs<const N: usize>(
    own: &[i64; N],
    others: &[i64; N],
    orders: &[i64; N],
) -> Option<Most> {
    let [n_own, n_others, n_orders] = [own, others, orders].map(|parts| parts.iter().sum::<i64>());
    if n_own < MIN_OWN_CLICKS || n_others < MIN_OTHER_CLICKS || n_orders < MIN_OTHER_ORDERS {
        return None;
    }
    // How often the others buy there, in percent of how often they buy at all.
    let index = |place: usize| {
        let clicks = i128::from(others[place]) * i128::from(n_orders);
        let orders = i128::from(orders[place]) * i128::from(n_others) * 100;
        if clicks == 0 { 100 } else { i64::try_from(orders / clicks).unwrap_or(i64::MAX) }
    };
    let weighed = |place: usize| own[place].saturating_mul(index(place));
    let expected = (0..N).map(weighed).fold(0, i64::saturating_add) / n_own;
    let place = (0..N).max_by_key(|place| own[*place])?;
    if MIX_UP_TO < expected || 100 <= index(place) {
        return None;
    }
    let (share, usual) = (percent(own[place], n_own)?, percent(others[place], n_others)?);
    Some(Most { place, share, usual, less: 100 - index(place) })
}

/// A whole percentage; `None` of nothing.
pub(crate) fn percent(part: i64, whole: i64) -> Option<i64> {
    (0 < whole).then(|| part.max(0) * 100 / whole)
}
