//! How an order's credit was counted, with its own numbers filled in.

use std::collections::BTreeMap;

use byline_core::credit::Model;
use byline_engine::view::{CreditView, TouchView};

use super::Count;
use super::build::Traced;
use crate::pages::words::{self, MINUS};

/// The sums from base to credit.
pub fn count(traced: &Traced<'_>) -> Count {
    let order = traced.order;
    let mut lines = vec![("Amount to split".to_owned(), traced.money(order.base_minor))];
    if 0 < order.refunded_minor {
        lines[0] = (
            "Amount to split, after refunds".to_owned(),
            format!(
                "{} {MINUS} {} = {}",
                traced.money(order.base_minor),
                traced.money(order.refunded_minor),
                traced.money(order.net_minor)
            ),
        );
    }
    if 0 < order.over_refund_minor {
        let text =
            format!("{} more went back than was credited", traced.money(order.over_refund_minor));
        lines.push(("Left out".to_owned(), text));
    }
    lines.push(("Touches that may earn".to_owned(), eligible(&order.touches)));
    let key = traced.model.key();
    let credits = order.credits.get(key).map(Vec::as_slice).unwrap_or_default();
    for credit in credits {
        lines.push((format!("To {}", credit.who), share(traced, credit)));
    }
    let nobody = order.unattributed_minor.get(key).copied().unwrap_or(0);
    if nobody != 0 {
        lines.push(("Unattributed".to_owned(), traced.money(nobody)));
    }
    lines.push(("Together".to_owned(), sum(traced, nobody)));
    Count { title: title(traced), lines, note: note(traced) }
}

/// A credit, for the linear model as the product that it is.
fn share(traced: &Traced<'_>, credit: &CreditView) -> String {
    let amount = traced.money(credit.amount_minor);
    let eligible: Vec<&TouchView> =
        traced.order.touches.iter().filter(|touch| touch.is_eligible).collect();
    let n = eligible.len();
    let n_own = eligible.iter().filter(|touch| touch.who == credit.who).count();
    let (Ok(n_i), Ok(own_i)) = (i64::try_from(n), i64::try_from(n_own)) else { return amount };
    let is_linear = traced.model == Model::Linear && 0 < n_i;
    // A code that earns everything, or views beside clicks, are no plain product.
    let product = traced.order.net_minor.checked_mul(own_i).map(|product| product / n_i.max(1));
    let is_product = product.is_some_and(|product| (product - credit.amount_minor).abs() <= n_i);
    if !(is_linear && is_product && 1 < n) {
        return amount;
    }
    format!("{} × {n_own}/{n} = {amount}", traced.money(traced.order.net_minor))
}

fn title(traced: &Traced<'_>) -> String {
    if let Some(why) = traced.unsplit() {
        return why.to_owned();
    }
    let net = traced.money(traced.order.net_minor);
    format!("How {net} was split")
}

fn sum(traced: &Traced<'_>, nobody: i64) -> String {
    let credits = traced.order.credits.get(traced.model.key());
    let credits = credits.map(Vec::as_slice).unwrap_or_default().iter();
    let mut parts: Vec<String> = credits.map(|credit| traced.money(credit.amount_minor)).collect();
    if nobody != 0 {
        parts.push(traced.money(nobody));
    }
    let net = traced.money(traced.order.net_minor);
    match parts.len() {
        0 | 1 => net,
        _ => format!("{} = {net}", parts.join(" + ")),
    }
}

/// How many touches take part and whose: `3: 2 Mika Tanaka, 1 Lola Okafor`; of one creator
/// `2, Mika Tanaka`.
fn eligible(touches: &[TouchView]) -> String {
    let mut by_who: BTreeMap<&str, i64> = BTreeMap::new();
    for touch in touches.iter().filter(|touch| touch.is_eligible) {
        *by_who.entry(touch.who.as_str()).or_default() += 1;
    }
    let n: i64 = by_who.values().sum();
    let whose: Vec<String> = by_who.iter().map(|(who, n)| format!("{n} {who}")).collect();
    match n {
        0 => "none, so nobody earns".to_owned(),
        _ => match by_who.keys().next() {
            Some(who) if by_who.len() == 1 => format!("{n}, {who}"),
            _ => format!("{n}: {}", whose.join(", ")),
        },
    }
}

fn note(traced: &Traced<'_>) -> String {
    let touches = traced.order.touches.iter();
    let n_joined = touches.clone().filter(|touch| touch.is_joined).count();
    let n_aside = touches.filter(|touch| !touch.is_eligible && !touch.is_joined).count();
    let joined = match n_joined {
        0 => "",
        _ => " Touches of one creator in a row count as one.",
    };
    let aside = match i64::try_from(n_aside).unwrap_or(i64::MAX) {
        0 => String::new(),
        n => format!(
            " {} not counted; each says why.",
            words::counted(n, "touch was", "touches were")
        ),
    };
    if traced.order.touches.iter().all(|touch| !touch.is_eligible) {
        return format!(
            "{} click window, both ends included.{aside} What no touch led to stays unattributed.",
            words::window(traced.order.rules.click_window_s)
        );
    }
    format!(
        "{}, {} click window, both ends included.{joined}{aside} Spare cents go to the \
         largest remainders, so the parts sum to the order.",
        traced.model.name(),
        words::window(traced.order.rules.click_window_s)
    )
}
