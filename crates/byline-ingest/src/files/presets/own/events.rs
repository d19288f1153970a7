//! Clicks, orders and spend of one's own: rows that become the events of the API.

use byline_core::alias::{Alias, AliasKind};
use byline_core::entry::{DedupKey, Fact};
use byline_core::money::{Currency, Money};
use byline_core::order::{NamedCreator, Refund};

use super::{FEED, campaign, creator};
use crate::dedup::nth;
use crate::events::{
    ClickEvent, Context, ConversionEvent, Event, ShopperFields, SpendEvent, Text, taken,
};
use crate::export::{Export, Ground, Mapped, Row, RowRefused, may, must};
use crate::files::{Cells, Digits};

/// Clicks on tracked links.
pub const CLICKS: Export = Export {
    feed: FEED,
    what: "clicks",
    about: "A sheet of clicks on tracked links, a row for each",
    columns: &[
        must("link", &["Slug", "Short Link", "Short URL", "Tracking Link"], "the slug of the link"),
        must("occurred_at", WHEN, "when"),
        may("id", &["Row ID", "Click Number"], "your id of the click; else the row itself"),
        may("click_id", &["Click ID", "byl"], "the value of the landing parameter byl"),
        may("user_agent", &["User Agent", "Browser"], "the User-Agent of the request"),
        may("country", &["Country Code"], "two letters"),
        may("referrer", &["Referer"], "the address that it came from"),
        may("visitor_id", &["Visitor", "Cookie"], "an id of the visitor"),
    ],
    map: click,
};

/// Orders of a shop that has no feed of its own.
pub const ORDERS: Export = Export {
    feed: FEED,
    what: "orders",
    about: "A sheet of orders, a row for each",
    columns: &[
        must("order_id", &["Order", "Id", "Order Number", "Order No", "Order #", "#"], "the order"),
        must("occurred_at", WHEN, "when it was placed"),
        must("value", VALUE, "goods after discounts, before tax and shipping"),
        may("currency", &["Currency Code"], "ISO 4217 code of all amounts"),
        may("codes", &["Code", "Promo Code", "Discount Code", "Coupon", "Voucher"], "promo codes"),
        may("creator", &["Handle", "Creator Handle", "Creator Name"], "who sold it, if known"),
        may("state", &["Status", "Financial Status", "Payment Status"], "paid, cancelled, …"),
        may("refunded", REFUNDED, "what was given back so far"),
        may("discount", DISCOUNT, "all discounts, as a positive number"),
        may("tax", &["Taxes", "Total Tax", "Current Total Tax"], "tax"),
        may("shipping", SHIPPING, "shipping"),
        may("total", TOTAL, "all that the shopper owes"),
        may("number", &["Name", "Order Name"], "what the shopper sees"),
        may("click_id", &["Click ID", "byl"], "the value of the landing parameter byl"),
        may("visitor_id", &["Visitor", "Cookie"], "an id of the visitor"),
        may("email", &["Customer Email", "E-Mail"], "only a keyed digest is kept"),
        may("phone", &["Customer Phone"], "only a keyed digest is kept"),
        may("customer_id", &["Customer ID", "Customer No"], "only a keyed digest is kept"),
        may("is_new_customer", &["New Customer", "First Order"], "yes or no"),
        may("url", &["Landing Page", "Landing Site"], "the landing address of the visit"),
        may("referrer", &["Referring Site", "Referer"], "where this visit came from"),
    ],
    map: order,
};

/// Money spent.
pub const SPEND: Export = Export {
    feed: FEED,
    what: "spend",
    about: "A sheet of costs, a row for each",
    columns: &[
        must("occurred_at", WHEN, "when"),
        must("amount", &["Cost", "Spend", "Fee"], "how much"),
        must("kind", &["Type", "Cost Type"], "fee, amplification, commission, product or other"),
        may("currency", &["Currency Code"], "ISO 4217 code of the amount"),
        may("creator", &["Handle", "Creator Handle", "Creator Name", "creator_id"], "for whom"),
        may("campaign_id", &["Campaign ID"], "for which campaign"),
        may("id", &["Row ID", "Invoice"], "your id of the cost; else the row itself"),
    ],
    map: spend,
};

const VALUE: &[&str] = &[
    "Subtotal",
    "Subtotal Price",
    "Current Subtotal Price",
    "Net",
    "Net Sales",
    "Order Value",
    "Revenue",
    "Amount",
    "Sales",
];

const REFUNDED: &[&str] = &["Refunded Amount", "Refund", "Refunds", "Total Refunded"];

const DISCOUNT: &[&str] =
    &["Discounts", "Discount Amount", "Total Discounts", "Current Total Discounts"];

const SHIPPING: &[&str] =
    &["Shipping Cost", "Shipping Price", "Total Shipping", "Total Shipping Price"];

const TOTAL: &[&str] = &["Order Total", "Total Price", "Current Total Price"];

const WHEN: &[&str] =
    &["Date", "Time", "Timestamp", "Created At", "Clicked At", "Order Date", "Placed At", "Day"];

fn click(row: &Row<'_>, ground: &Ground<'_>) -> Mapped {
    let cells = Cells::new(row, ground);
    let slug = cells.must("link")?;
    let slug = slug.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    event(
        Event::Click(ClickEvent {
            id: row_id(&cells)?,
            occurred_at: time(&cells)?,
            link: Some(Text::from(slug.rsplit('/').next().unwrap_or_default())),
            click_id: text(&cells, "click_id"),
            user_agent: text(&cells, "user_agent"),
            country: text(&cells, "country"),
            referrer: text(&cells, "referrer"),
            visitor_id: text(&cells, "visitor_id"),
        }),
        &cells,
    )
}

fn order(row: &Row<'_>, ground: &Ground<'_>) -> Mapped {
    let cells = Cells::new(row, ground);
    let currency = cells.currency("currency")?;
    let number = cells.must_id("order_id")?;
    let named = creator(&cells, "creator")?;
    let state = cells.text("state").map(state);
    let refunded = cells.money("refunded", currency)?.filter(|amount| 0 < amount.minor);
    if state.as_deref() == Some(PARTLY_REFUNDED) && refunded.is_none() {
        return Err(RowRefused::Missing("refunded"));
    }
    let is_refunded = state.as_deref() == Some(REFUNDED_WHOLLY);
    let is_paid = is_refunded || state.as_deref() == Some(PARTLY_REFUNDED);
    let state = if is_paid { Some("paid".to_owned()) } else { state };
    let event = event(
        Event::Conversion(Box::new(ConversionEvent {
            id: Some(Text(cells.row_id())),
            occurred_at: time(&cells)?,
            kind: None,
            order_id: Some(Text::from(number)),
            value: money(&cells, "value", currency)?,
            currency: Some(Text(currency.map(|it| it.to_string()).unwrap_or_default())),
            discount: money(&cells, "discount", currency)?,
            tax: money(&cells, "tax", currency)?,
            shipping: money(&cells, "shipping", currency)?,
            total: money(&cells, "total", currency)?,
            state: state.map(Text),
            version_at: None,
            number: text(&cells, "number"),
            aliases: None,
            tokens: None,
            codes: Some(cells.list("codes").into_iter().map(Text::from).collect()),
            is_new_customer: cells.flag("is_new_customer")?,
            shopper: Some(ShopperFields {
                click_id: text(&cells, "click_id"),
                visitor_id: text(&cells, "visitor_id"),
                email: text(&cells, "email"),
                phone: text(&cells, "phone"),
                customer_id: text(&cells, "customer_id"),
            }),
            url: text(&cells, "url"),
            referrer: text(&cells, "referrer"),
        })),
        &cells,
    );
    let mut facts = event?;
    if let (Some((Fact::Order(order), _)), Some(id)) = (facts.first_mut(), named) {
        let alias = Alias::new(AliasKind::Creator, "byline", &id);
        let name = |alias| NamedCreator {
            alias,
            content: None,
            line: None,
            line_minor: None,
            commission_bp: None,
        };
        order.named = alias.into_iter().map(name).collect();
    }
    facts.extend(refund(&facts, refunded, is_refunded));
    Ok(facts)
}

const REFUNDED_WHOLLY: &str = "refunded";
const PARTLY_REFUNDED: &str = "partially_refunded";

/// The word of the API for a state as shops write it.
fn state(word: &str) -> String {
    let word = word.to_lowercase().replace([' ', '-'], "_");
    let known = match word.as_str() {
        "authorized" => "authorised",
        "canceled" => "cancelled",
        "partially_paid" => "paid",
        "unpaid" => "pending",
        "fully_refunded" => REFUNDED_WHOLLY,
        "partly_refunded" | "part_refunded" => PARTLY_REFUNDED,
        other => other,
    };
    known.to_owned()
}

/// What was given back: the amount that the row names, or all of an order that was refunded. It is
/// one refund, which grows from sheet to sheet.
fn refund(
    facts: &[(Fact, DedupKey)],
    refunded: Option<Money>,
    is_whole: bool,
) -> Option<(Fact, DedupKey)> {
    let Some((Fact::Order(order), key)) = facts.first() else { return None };
    let total = Money::new(order.amounts.total_minor, order.currency);
    let amount = refunded.or_else(|| is_whole.then_some(total))?;
    let refund = Refund::running_total(order.key.clone(), order.placed_at, amount);
    Some((Fact::Refund(refund), nth(*key, 1)))
}

fn spend(row: &Row<'_>, ground: &Ground<'_>) -> Mapped {
    let cells = Cells::new(row, ground);
    let said = cells.currency("currency")?;
    let amount = cells.money("amount", said)?.ok_or(RowRefused::Missing("amount"))?;
    let currency = amount.currency.to_string();
    let id = match cells.id("id")? {
        Some(id) => id.to_owned(),
        // The currency may be said outside the row: the same digits in another are another cost.
        None => format!("{}-{currency}", cells.row_id()),
    };
    event(
        Event::Spend(SpendEvent {
            id: Some(Text(id)),
            occurred_at: time(&cells)?,
            campaign_id: Some(Text::from(campaign(&cells)?)),
            creator_id: creator(&cells, "creator")?.map(Text),
            placement_id: None,
            amount: Some(Text(amount.decimal_text())),
            currency: Some(Text(currency)),
            kind: cells.text("kind").map(|word| Text(word.to_lowercase())),
        }),
        &cells,
    )
}

/// What the event gives, judged as the API would judge it.
fn event(event: Event, cells: &Cells<'_>) -> Mapped {
    let ground = cells.ground;
    let context = Context {
        connection: ground.connection,
        customer_key: ground.customer_key,
        received_at: ground.received_at,
        directory: ground.directory,
    };
    let taken = taken(&event, &context).map_err(|error| RowRefused::Event(Box::new(error)))?;
    Ok(vec![(taken.fact, taken.dedup)])
}

fn row_id(cells: &Cells<'_>) -> Result<Option<Text>, RowRefused> {
    Ok(Some(Text(cells.id("id")?.map_or_else(|| cells.row_id(), str::to_owned))))
}

fn text(cells: &Cells<'_>, column: &str) -> Option<Text> {
    cells.text(column).map(Text::from)
}

fn time(cells: &Cells<'_>) -> Result<Option<Text>, RowRefused> {
    Ok(Some(Text(cells.must_time("occurred_at", Digits::Refused)?.to_string())))
}

/// An amount the plain way, `1234.56`.
fn money(
    cells: &Cells<'_>,
    column: &'static str,
    currency: Option<Currency>,
) -> Result<Option<Text>, RowRefused> {
    let money = cells.money(column, currency)?;
    Ok(money.map(|money| Text(money.decimal_text())))
}
