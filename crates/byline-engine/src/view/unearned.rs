//! Why orders are nobody's.

use serde::Serialize;

/// Why nobody earned an order: the one reason that comes closest to credit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum UnearnedReason {
    /// A creator's code was used before or after it held.
    CodeOutsideItsDays,
    /// A creator's code was used that earns nothing by itself, because it leaked or by its policy.
    CodeEarnsNothing,
    /// A creator's click or view was too long before.
    TooLongBefore,
    /// A creator's click or view led to an earlier order, and the rules begin anew after one.
    UsedByAnEarlierOrder,
    /// A creator's content was only seen, and the rules give nothing for that.
    OnlySeen,
    /// The shopper came another way, and only creators earn.
    AnotherChannel,
    /// What touched a creator's link was no person, or only tried it.
    NoPerson,
    /// A code was used that belongs to no creator.
    CodeOfNobody,
    /// There is neither a click nor a code.
    NoSign,
}

impl UnearnedReason {
    /// The word in addresses.
    pub fn key(self) -> &'static str {
        match self {
            Self::CodeOutsideItsDays => "code_outside_its_days",
            Self::CodeEarnsNothing => "code_earns_nothing",
            Self::TooLongBefore => "too_long_before",
            Self::UsedByAnEarlierOrder => "used_by_an_earlier_order",
            Self::OnlySeen => "only_seen",
            Self::AnotherChannel => "another_channel",
            Self::NoPerson => "no_person",
            Self::CodeOfNobody => "code_of_nobody",
            Self::NoSign => "no_sign",
        }
    }

    /// Every reason, the closest to credit first.
    pub const ALL: [Self; 9] = [
        Self::CodeOutsideItsDays,
        Self::CodeEarnsNothing,
        Self::TooLongBefore,
        Self::UsedByAnEarlierOrder,
        Self::OnlySeen,
        Self::AnotherChannel,
        Self::NoPerson,
        Self::CodeOfNobody,
        Self::NoSign,
    ];
}

/// What nobody earned in a stretch, by reason. All parts with `rest` add up to the whole.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Unearned {
    /// Each reason that any order has, with what it comes to.
    pub shares: Vec<UnearnedShare>,
    /// Older orders that were not looked at one by one; `None` if all were.
    pub rest: Option<(usize, i64)>,
    /// How many orders there are.
    pub n_orders: usize,
    /// What they come to, in minor units.
    pub sum_minor: i64,
}

/// The orders of one reason.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct UnearnedShare {
    /// Which.
    pub reason: UnearnedReason,
    /// How many orders.
    pub n_orders: usize,
    /// What they come to, in minor units.
    pub amount_minor: i64,
}
