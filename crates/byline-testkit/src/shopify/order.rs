//! An order's facts, as a shop knows them.

use super::refund::ShopRefund;

/// An order's facts at one time. All amounts are in minor units of `currency`.
#[derive(Clone, Debug)]
pub struct ShopOrder {
    /// The shop's own id.
    pub id: u64,
    /// The number that the shopper sees, without `#`.
    pub number: u64,
    /// ISO 4217; two decimals are assumed.
    pub currency: &'static str,
    /// When it was placed, as RFC 3339 text.
    pub created_at: String,
    /// When it last changed.
    pub updated_at: String,
    /// When it was cancelled, if it was.
    pub cancelled_at: Option<String>,
    /// Shopify's word for where the money is, such as `paid`.
    pub financial_status: &'static str,
    /// Whether it is a test of the shop's.
    pub is_test: bool,
    /// What was bought.
    pub lines: Vec<ShopLine>,
    /// The code that was used and its discount in percent, if one was.
    pub code: Option<(String, u32)>,
    /// Sales tax on the merchandise.
    pub tax_minor: i64,
    /// Shipping.
    pub shipping_minor: i64,
    /// Who bought.
    pub customer: ShopCustomer,
    /// Path and query of the visit's first page.
    pub landing_site: Option<String>,
    /// Where the visit came from.
    pub referring_site: Option<String>,
    /// What the shop's theme wrote along, such as the click id.
    pub note_attributes: Vec<(&'static str, String)>,
    /// Names the cart.
    pub cart_token: String,
    /// Names the checkout.
    pub checkout_token: String,
    /// The user agent that bought.
    pub user_agent: String,
    /// Refunds so far.
    pub refunds: Vec<ShopRefund>,
}

/// One line of an order.
#[derive(Clone, Debug)]
pub struct ShopLine {
    /// The shop's id of the line.
    pub id: u64,
    /// The shop's id of the variant.
    pub variant_id: u64,
    /// What it is.
    pub title: &'static str,
    /// The brand's own number of it.
    pub sku: &'static str,
    /// How many.
    pub n_pieces: i64,
    /// The price of one, before discounts.
    pub price_minor: i64,
    /// The discount on the whole line, as a positive number.
    pub discount_minor: i64,
    /// The weight of one, in grams.
    pub grams: u32,
}

/// Who bought. Invented, at a domain that nobody can own.
#[derive(Clone, Debug)]
pub struct ShopCustomer {
    /// The shop's own id.
    pub id: u64,
    /// The address, at `example.com` or its sisters.
    pub email: String,
    /// First name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// How many orders there are with this one.
    pub n_orders: u32,
    /// Where to ship.
    pub address: ShopAddress,
}

/// Where to ship.
#[derive(Clone, Copy, Debug)]
pub struct ShopAddress {
    /// City.
    pub city: &'static str,
    /// State.
    pub province: &'static str,
    /// Two letters of the state.
    pub province_code: &'static str,
    /// ZIP code.
    pub zip: &'static str,
}

impl ShopLine {
    /// The line's price before discounts.
    pub fn gross_minor(&self) -> i64 {
        self.price_minor * self.n_pieces
    }

    /// The line's price after discounts.
    pub fn net_minor(&self) -> i64 {
        self.gross_minor() - self.discount_minor
    }
}

impl ShopOrder {
    /// Merchandise after discounts, before tax and shipping.
    pub fn merchandise_minor(&self) -> i64 {
        self.lines.iter().map(ShopLine::net_minor).sum()
    }

    /// All that the shopper owes.
    pub fn total_minor(&self) -> i64 {
        self.merchandise_minor() + self.tax_minor + self.shipping_minor
    }

    /// What went back so far.
    pub fn refunded_minor(&self) -> i64 {
        self.refunds.iter().map(|refund| refund.amount_minor).sum()
    }
}
