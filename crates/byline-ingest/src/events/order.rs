//! From a conversion of kind `order` to an order version.

use byline_core::id::OrderKey;
use byline_core::link::landing::{Landing, host_of};
use byline_core::money::Currency;
use byline_core::order::{OrderAmounts, OrderState, OrderVersion};

use super::Context;
use super::error::EventError;
use super::map::codes;
use super::parts::{currency, list, minor, needed, said, shopper, short, time_or_now, url, word};
use super::shapes::{ConversionEvent, Text};

/// The order that `event` states.
pub(super) fn order(
    event: &ConversionEvent,
    context: &Context<'_>,
) -> Result<OrderVersion, EventError> {
    let order = needed("order_id", &event.order_id)?;
    let currency = currency(&event.currency)?;
    let state = short("state", &event.state)?;
    let landing = url("url", &event.url)?.map(Landing::read);
    let aliases = list("aliases", &event.aliases)?;
    let tokens = list("tokens", &event.tokens)?;
    Ok(OrderVersion {
        key: OrderKey { connection: context.connection.clone(), order: order.into() },
        version_at: time_or_now("version_at", &event.version_at, context)?,
        placed_at: time_or_now("occurred_at", &event.occurred_at, context)?,
        number: short("number", &event.number)?.map(str::to_owned),
        aliases: aliases.into_iter().map(str::to_owned).collect(),
        state: state.map_or(Ok(OrderState::Paid), |text| word("state", text))?,
        currency,
        amounts: amounts(event, currency)?,
        codes: codes(&event.codes)?,
        shopper: shopper(&event.shopper, landing.as_ref(), context)?,
        utm: landing.and_then(|landing| landing.channel()),
        referrer_host: url("referrer", &event.referrer)?.and_then(host_of),
        is_new_customer: event.is_new_customer,
        tokens: tokens.into_iter().map(str::to_owned).collect(),
        named: Vec::new(),
    })
}

fn amounts(event: &ConversionEvent, currency: Currency) -> Result<OrderAmounts, EventError> {
    let value = minor("value", &event.value, currency)?;
    let merchandise_minor = value.ok_or(EventError::FieldMissing("value"))?;
    let tax_minor = minor("tax", &event.tax, currency)?.unwrap_or(0);
    let shipping_minor = minor("shipping", &event.shipping, currency)?.unwrap_or(0);
    let together = merchandise_minor
        .checked_add(tax_minor)
        .and_then(|sum| sum.checked_add(shipping_minor))
        .ok_or_else(|| {
            let value = event.value.as_ref().and_then(Text::get).unwrap_or_default();
            EventError::MoneyInvalid(said("value", value))
        })?;
    Ok(OrderAmounts {
        merchandise_minor,
        discount_minor: minor("discount", &event.discount, currency)?.unwrap_or(0),
        tax_minor,
        shipping_minor,
        total_minor: minor("total", &event.total, currency)?.unwrap_or(together),
    })
}
