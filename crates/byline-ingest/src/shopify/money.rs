//! What an order of Shopify is worth, from its own statement.
//!
//! In: the `*_set.shop_money` amounts of an order; where a set is absent (payloads before 2018),
//! the plain field in the order's `currency`. Out: amounts in minor units.
//!
//! Shopify's `subtotal_price` is after discounts and before shipping. Where `taxes_included` is
//! set, the shop's prices hold their tax, so the tax of the lines is taken out of merchandise, and
//! the tax of shipping out of shipping. Merchandise, tax and shipping then add up to what the
//! shopper owes, but for tips, duties and fees.

use byline_core::money::Currency;
use byline_core::order::OrderAmounts;

use super::error::Unreadable;
use super::payload::{MoneySet, Order, ShippingLine};
use crate::amount;
use crate::fault::NoCurrency;
use crate::json::{Scalar, text};

/// The shop's currency and the amounts of `order` in it.
pub(super) fn amounts(order: &Order<'_>) -> Result<(Currency, OrderAmounts), Unreadable> {
    let currency = shop_currency(order)?;
    let set_or_plain = |field, set, plain| required(field, set, plain, currency);
    let subtotal =
        set_or_plain("subtotal_price", &order.subtotal_price_set, &order.subtotal_price)?;
    let total = set_or_plain("total_price", &order.total_price_set, &order.total_price)?;
    let or_none = |field, set, plain| Ok(optional(field, set, plain, currency)?.unwrap_or(0));
    let discount = or_none("total_discounts", &order.total_discounts_set, &order.total_discounts)?;
    let tax = or_none("total_tax", &order.total_tax_set, &order.total_tax)?;
    let shipping = shipping(order, currency)?;
    let (line_tax_inside, shipping_tax_inside) = match order.taxes_included {
        Some(true) => {
            let of_shipping = shipping_tax(order, currency)?.min(tax);
            (tax - of_shipping, of_shipping)
        }
        _ => (0, 0),
    };
    let amounts = OrderAmounts {
        merchandise_minor: less(subtotal, line_tax_inside)?,
        discount_minor: discount,
        tax_minor: tax,
        shipping_minor: less(shipping, shipping_tax_inside)?,
        total_minor: total,
    };
    Ok((currency, amounts))
}

/// An amount with its own currency: a set's shop money, else the plain pair.
pub(super) fn stated(
    field: &'static str,
    set: &Option<MoneySet<'_>>,
    plain: &Option<Scalar<'_>>,
    plain_currency: Option<&str>,
) -> Result<Option<(i64, Currency)>, Unreadable> {
    let shop = set.as_ref().and_then(|set| set.shop_money.as_ref());
    let (amount, code) = match shop.and_then(|shop| text(&shop.amount).map(|text| (shop, text))) {
        Some((shop, amount)) => (amount, text(&shop.currency_code)),
        None => match text(plain) {
            Some(amount) => (amount, plain_currency),
            None => return Ok(None),
        },
    };
    let currency = currency_of(field, code)?;
    let minor = amount::minor(amount, currency).ok_or(Unreadable::MoneyInvalid(field))?;
    Ok(Some((minor, currency)))
}

fn currency_of(field: &'static str, code: Option<&str>) -> Result<Currency, Unreadable> {
    let known = code.and_then(|code| Currency::parse(&code.to_ascii_uppercase()));
    known.ok_or_else(|| Unreadable::CurrencyUnknown(field, NoCurrency::of(code)))
}

fn shop_currency(order: &Order<'_>) -> Result<Currency, Unreadable> {
    let of_set = |set: &Option<MoneySet<'_>>| -> Option<String> {
        text(&set.as_ref()?.shop_money.as_ref()?.currency_code).map(str::to_owned)
    };
    let code = of_set(&order.total_price_set)
        .or_else(|| of_set(&order.subtotal_price_set))
        .or_else(|| text(&order.currency).map(str::to_owned));
    currency_of("order", code.as_deref())
}

fn optional(
    field: &'static str,
    set: &Option<MoneySet<'_>>,
    plain: &Option<Scalar<'_>>,
    currency: Currency,
) -> Result<Option<i64>, Unreadable> {
    match stated(field, set, plain, Some(currency.as_str()))? {
        None => Ok(None),
        Some((minor, own)) if own == currency => Ok(Some(minor)),
        Some(_) => Err(Unreadable::CurrencyMixed(field)),
    }
}

fn required(
    field: &'static str,
    set: &Option<MoneySet<'_>>,
    plain: &Option<Scalar<'_>>,
    currency: Currency,
) -> Result<i64, Unreadable> {
    optional(field, set, plain, currency)?.ok_or(Unreadable::MoneyMissing(field))
}

/// The order's own figure, else the sum over its shipping lines.
fn shipping(order: &Order<'_>, currency: Currency) -> Result<i64, Unreadable> {
    const FIELD: &str = "total_shipping_price_set";
    if let Some(minor) = optional(FIELD, &order.total_shipping_price_set, &None, currency)? {
        return Ok(minor);
    }
    let mut sum = 0;
    for line in lines(order) {
        let price = optional(FIELD, &line.discounted_price_set, &line.discounted_price, currency)?;
        let price = match price {
            Some(minor) => minor,
            None => optional(FIELD, &line.price_set, &line.price, currency)?.unwrap_or(0),
        };
        sum = more(sum, price)?;
    }
    Ok(sum)
}

fn shipping_tax(order: &Order<'_>, currency: Currency) -> Result<i64, Unreadable> {
    let mut sum = 0;
    for line in lines(order) {
        for tax in line.tax_lines.iter().flatten() {
            let minor = optional("shipping_lines", &tax.price_set, &tax.price, currency)?;
            sum = more(sum, minor.unwrap_or(0))?;
        }
    }
    Ok(sum)
}

fn lines<'o, 'a>(order: &'o Order<'a>) -> impl Iterator<Item = &'o ShippingLine<'a>> {
    order.shipping_lines.iter().flatten()
}

fn more(sum: i64, minor: i64) -> Result<i64, Unreadable> {
    sum.checked_add(minor).ok_or(Unreadable::MoneyInvalid("shipping_lines"))
}

fn less(minor: i64, part: i64) -> Result<i64, Unreadable> {
    minor.checked_sub(part).ok_or(Unreadable::MoneyInvalid("total_tax"))
}
