//! From an order of TikTok Shop, and what is known of its creators, to an order version.
//!
//! Merchandise is `sub_total`: goods after the seller's and TikTok's discounts, before shipping
//! and tax. A version that names its creators is a microsecond newer than the same without, so it
//! holds whichever of the two polls comes last.

use byline_core::alias::{Alias, AliasKind};
use byline_core::id::{ConnectionId, OrderKey};
use byline_core::money::Currency;
use byline_core::order::{NamedCreator, OrderAmounts, OrderState, OrderVersion};
use byline_core::shopper::ShopperKeys;
use byline_core::time::Timestamp;

use super::payload::{Amount, Order, Payment, Sku};
use crate::amount;
use crate::fault::Unreadable;
use crate::field::{self, said};
use crate::keys::{Customer, CustomerKey};

/// What an order is read against.
#[derive(Clone, Copy)]
pub(super) struct Frame<'a> {
    pub connection: &'a ConnectionId,
    pub customer_key: &'a CustomerKey,
    pub received_at: Timestamp,
}

/// A creator of a line, and the currency of what the line is worth.
pub(super) type OfLine = (Option<Currency>, NamedCreator);

/// The order in `row`, with the creators of its lines.
pub(super) fn order(
    row: &str,
    named: &[OfLine],
    frame: &Frame<'_>,
) -> Result<OrderVersion, Unreadable> {
    let order: Order<'_> = crate::json::read(row.as_bytes()).map_err(Unreadable::JsonInvalid)?;
    let id = said(&order.id).ok_or(Unreadable::IdMissing("order"))?;
    let placed_at = said(&order.create_time).ok_or(Unreadable::TimeMissing("create_time"))?;
    let placed_at = field::epoch_time("create_time", placed_at, frame.received_at)?;
    let changed_at = match said(&order.update_time) {
        Some(at) => field::epoch_time("update_time", at, frame.received_at)?,
        None => frame.received_at,
    };
    let payment = order.payment.as_ref().ok_or(Unreadable::MoneyMissing("payment"))?;
    let currency = field::currency("payment", &payment.currency)?;
    Ok(OrderVersion {
        key: OrderKey { connection: frame.connection.clone(), order: id.into() },
        version_at: Timestamp(changed_at.0 + i64::from(!named.is_empty())),
        placed_at,
        number: None,
        aliases: Vec::new(),
        state: state(&order)?,
        currency,
        amounts: amounts(payment, currency)?,
        codes: Vec::new(),
        shopper: shopper(&order, frame.customer_key),
        utm: None,
        referrer_host: None,
        is_new_customer: None,
        tokens: Vec::new(),
        named: named.iter().map(|of_line| in_currency(of_line, currency)).collect(),
    })
}

fn amounts(payment: &Payment<'_>, currency: Currency) -> Result<OrderAmounts, Unreadable> {
    let or_zero = |field, scalar| Ok(field::minor(field, scalar, currency)?.unwrap_or(0));
    let seller = or_zero("seller_discount", &payment.seller_discount)?;
    let platform = or_zero("platform_discount", &payment.platform_discount)?;
    Ok(OrderAmounts {
        merchandise_minor: field::needed_minor("sub_total", &payment.sub_total, currency)?,
        discount_minor: field::sum("seller_discount", &[seller, platform])?,
        tax_minor: or_zero("tax", &payment.tax)?,
        shipping_minor: or_zero("shipping_fee", &payment.shipping_fee)?,
        total_minor: field::needed_minor("total_amount", &payment.total_amount, currency)?,
    })
}

fn state(order: &Order<'_>) -> Result<OrderState, Unreadable> {
    if order.is_sample_order == Some(true) {
        return Ok(OrderState::Sample);
    }
    let is_on_delivery = order.is_cod == Some(true);
    match said(&order.status) {
        Some("UNPAID") => Ok(OrderState::Pending),
        Some("ON_HOLD") => Ok(OrderState::Authorised),
        Some("AWAITING_SHIPMENT" | "PARTIALLY_SHIPPING" | "AWAITING_COLLECTION" | "IN_TRANSIT")
            if is_on_delivery =>
        {
            Ok(OrderState::Authorised)
        }
        Some("AWAITING_SHIPMENT" | "PARTIALLY_SHIPPING" | "AWAITING_COLLECTION") => {
            Ok(OrderState::Paid)
        }
        Some("IN_TRANSIT" | "DELIVERED" | "COMPLETED") => Ok(OrderState::Paid),
        Some("CANCELLED") => Ok(OrderState::Cancelled),
        _ => Err(Unreadable::StateUnknown("status")),
    }
}

fn shopper(order: &Order<'_>, customer_key: &CustomerKey) -> ShopperKeys {
    // The number is TikTok's own; as it stands it could be anybody's number.
    let user = said(&order.user_id).map(|user| format!("tiktok_shop:{user}"));
    let customer = Customer { email: said(&order.buyer_email), phone: None, id: user.as_deref() };
    ShopperKeys { customer: customer.key(customer_key), ..ShopperKeys::default() }
}

/// The creator of a line, if one sold it.
pub(super) fn of_line(sku: &Sku<'_>) -> Option<OfLine> {
    let handle = said(&sku.creator_username)?;
    let worth = worth(sku);
    let named = NamedCreator {
        alias: Alias::new(AliasKind::Handle, "tiktok", handle)?,
        content: said(&sku.content_id).map(str::to_owned),
        line: said(&sku.sku_id).or(said(&sku.id)).map(str::to_owned),
        line_minor: worth.map(|(minor, _)| minor),
        commission_bp: said(&sku.commission_rate).and_then(commission_bp),
    };
    Some((worth.map(|(_, currency)| currency), named))
}

/// What a line is worth: the base of its commission, else price times quantity.
fn worth(sku: &Sku<'_>) -> Option<(i64, Currency)> {
    let read = |amount: &Option<Amount<'_>>| {
        let amount = amount.as_ref()?;
        let currency = field::currency("price", &amount.currency).ok()?;
        Some((amount::minor(said(&amount.amount)?, currency)?, currency))
    };
    read(&sku.estimated_commission_base).or_else(|| {
        let (price, currency) = read(&sku.price)?;
        let quantity: i64 = said(&sku.quantity)?.parse().ok()?;
        Some((price.checked_mul(quantity)?, currency))
    })
}

/// Hundredths of a percent: `1000` is 10 %. Older versions write percent with a point, `10.0`.
/// Whatever else stands there (`3.0 OR 5.0`) is not guessed.
fn commission_bp(text: &str) -> Option<u32> {
    let Some((whole, part)) = text.split_once('.') else {
        return text.parse().ok();
    };
    let is_short = !part.is_empty() && part.len() <= 2;
    let hundredths = format!("{whole}{part:0<2}");
    is_short.then(|| hundredths.parse().ok()).flatten()
}

/// The creator, with what the line is worth only if that is in the order's currency.
fn in_currency((currency, named): &OfLine, of_order: Currency) -> NamedCreator {
    let is_same = *currency == Some(of_order);
    NamedCreator { line_minor: named.line_minor.filter(|_| is_same), ..named.clone() }
}
