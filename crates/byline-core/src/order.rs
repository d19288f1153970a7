//! Orders and refunds, as their shop states them. The only place where revenue comes from.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::alias::Alias;
use crate::campaign::CreditedBase;
use crate::id::{OrderKey, RefundId};
use crate::link::Utm;
use crate::money::{Currency, Money};
use crate::shopper::ShopperKeys;
use crate::time::Timestamp;

/// The state of one order at one time. The version with the newest `version_at` holds.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct OrderVersion {
    /// Which order.
    #[n(0)]
    pub key: OrderKey,
    /// When the shop changed it to this state. Deliveries may be older than what is known.
    #[n(1)]
    pub version_at: Timestamp,
    /// When it was placed: the instant that windows are measured from.
    #[n(2)]
    pub placed_at: Timestamp,
    /// What the shopper sees, such as `#1001`.
    #[n(3)]
    pub number: Option<String>,
    /// Other names by which other systems may call it, such as ids and numbers. Anybody can guess
    /// these.
    #[n(4)]
    pub aliases: Vec<String>,
    /// Where it stands.
    #[n(5)]
    pub state: OrderState,
    /// The currency of all its amounts.
    #[n(6)]
    pub currency: Currency,
    /// Its amounts, in minor units.
    #[n(7)]
    pub amounts: OrderAmounts,
    /// Promo codes that were used, in normal form, in the shop's order.
    #[n(8)]
    pub codes: Vec<String>,
    /// Who bought.
    #[n(9)]
    pub shopper: ShopperKeys,
    /// The UTM fields of the landing address of the visit that bought.
    #[n(10)]
    pub utm: Option<Utm>,
    /// The host that this visit came from.
    #[n(11)]
    pub referrer_host: Option<String>,
    /// Whether this is the customer's first order, if the shop knows.
    #[n(12)]
    pub is_new_customer: Option<bool>,
    /// Names that only whoever was at the checkout knows, such as checkout and cart tokens. By
    /// these, and by no other name, a browser may say whose order it was.
    #[n(13)]
    #[cbor(default)]
    pub tokens: Vec<String>,
    /// Creators whom the shop itself names, as a platform's own shop does for each line.
    #[n(14)]
    #[cbor(default)]
    #[serde(default)]
    pub named: Vec<NamedCreator>,
}

/// A creator whom the shop names as the one behind a line of an order.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct NamedCreator {
    /// The creator by the shop's name.
    #[n(0)]
    pub alias: Alias,
    /// The content that sold, by the platform's id.
    #[n(1)]
    pub content: Option<String>,
    /// The line of the order, if it is for one.
    #[n(2)]
    pub line: Option<String>,
    /// What the line is worth in minor units of the order's currency, if it is said.
    #[n(3)]
    pub line_minor: Option<i64>,
    /// The commission that was agreed, in hundredths of a percent.
    #[n(4)]
    pub commission_bp: Option<u32>,
}

/// An order's amounts before refunds, in minor units of its currency.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct OrderAmounts {
    /// Merchandise after discounts, before tax and shipping.
    #[n(0)]
    pub merchandise_minor: i64,
    /// All discounts, as a positive number.
    #[n(1)]
    pub discount_minor: i64,
    /// Tax.
    #[n(2)]
    pub tax_minor: i64,
    /// Shipping.
    #[n(3)]
    pub shipping_minor: i64,
    /// All that the shopper owes.
    #[n(4)]
    pub total_minor: i64,
}

/// Where an order stands.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, Encode, Decode,
)]
#[serde(rename_all = "snake_case")]
pub enum OrderState {
    /// Placed, money not yet promised.
    #[n(0)]
    Pending,
    /// Money promised.
    #[n(1)]
    Authorised,
    /// Paid, in part or whole; refunds are facts of their own.
    #[n(2)]
    Paid,
    /// Cancelled by somebody.
    #[n(3)]
    Cancelled,
    /// The promise of money was given back.
    #[n(4)]
    Voided,
    /// A shop's own test.
    #[n(5)]
    Test,
    /// A draft that nobody has bought.
    #[n(6)]
    Draft,
    /// A free sample for a creator.
    #[n(7)]
    Sample,
    /// Deleted in the shop.
    #[n(8)]
    Deleted,
}

/// Money given back on an order.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct Refund {
    /// Which refund; the same id again is the same refund.
    #[n(0)]
    pub id: RefundId,
    /// On which order. It may arrive before the order does.
    #[n(1)]
    pub order: OrderKey,
    /// When the money went back.
    #[n(2)]
    pub occurred_at: Timestamp,
    /// How much, as a positive number, from the money transactions and not from the lines.
    #[n(3)]
    pub amount: Money,
}

/// What the ids of running totals end with.
const RUNNING_TOTAL: &str = "-refunded";

impl Refund {
    /// All that went back on an order so far, where only that is said, as files do. A later file
    /// says a larger one of the same id.
    pub fn running_total(order: OrderKey, occurred_at: Timestamp, amount: Money) -> Self {
        let id = RefundId::from(format!("{}{RUNNING_TOTAL}", order.order));
        Self { id, order, occurred_at, amount }
    }

    /// Whether it is all that went back so far, and not one refund beside others.
    pub fn is_running_total(&self) -> bool {
        self.id.as_str().strip_suffix(RUNNING_TOTAL) == Some(&*self.order.order)
    }
}

impl OrderState {
    /// Whether an order in this state is revenue. Test, draft, sample, voided and cancelled never
    /// are; an order that still waits for its money is not yet.
    pub fn is_revenue(self) -> bool {
        matches!(self, Self::Authorised | Self::Paid)
    }

    /// The word in the API.
    pub fn key(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Authorised => "authorised",
            Self::Paid => "paid",
            Self::Cancelled => "cancelled",
            Self::Voided => "voided",
            Self::Test => "test",
            Self::Draft => "draft",
            Self::Sample => "sample",
            Self::Deleted => "deleted",
        }
    }
}

impl OrderVersion {
    /// Every name by which others may call it: its id, number, aliases and tokens.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let others = self.aliases.iter().chain(&self.tokens).map(String::as_str);
        std::iter::once(self.key.order.as_ref()).chain(self.number.as_deref()).chain(others)
    }
}

impl OrderAmounts {
    /// What is split over touches under `base`, before refunds, in minor units; never below zero.
    pub fn base_minor(&self, base: CreditedBase) -> i64 {
        let minor = match base {
            CreditedBase::Merchandise => self.merchandise_minor,
            CreditedBase::MerchandiseAndTax => {
                self.merchandise_minor.saturating_add(self.tax_minor)
            }
            CreditedBase::Total => self.total_minor,
        };
        minor.max(0)
    }

    /// What can go back without a fault in the data, in minor units: all that the shopper owes,
    /// with tax and shipping, if the shop says it; at least what is split under `base`.
    pub fn paid_minor(&self, base: CreditedBase) -> i64 {
        self.total_minor.max(self.base_minor(base))
    }
}
