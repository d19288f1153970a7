//! Builds one order's page from the engine's answer.

use std::collections::BTreeMap;

use byline_core::credit::Model;
use byline_core::id::CreatorId;
use byline_core::money::Currency;
use byline_core::time::Timestamp;
use byline_engine::Engine;
use byline_engine::view::OrderView;

use super::{ModelSplit, OrderPage, count, postings, trace};
use crate::pages::ask::Ask;
use crate::pages::frame::{Active, live_campaign, models_of};
use crate::pages::orders;
use crate::pages::parts::{Part, Stack, Tone, colours_of};
use crate::pages::shell::{Banner, Here, Shell};
use crate::pages::switches::past_banner;
use crate::pages::words::{self, Clock};

/// An order and how to show it.
pub(super) struct Traced<'a> {
    pub order: &'a OrderView,
    pub clock: Clock,
    pub model: Model,
    pub currency: Option<Currency>,
    /// The shop's name, as the workspace calls it.
    pub shop: String,
}

impl Traced<'_> {
    /// An amount that is counted; without its currency there is nothing to write.
    pub fn money(&self, minor: i64) -> String {
        self.currency.map_or_else(|| "–".to_owned(), |currency| words::money(minor, currency))
    }

    /// An amount as the shop states it, in the order's own currency.
    pub fn stated(&self, minor: i64) -> String {
        let currency = self.order.order_currency;
        currency.map_or_else(|| "–".to_owned(), |currency| words::money(minor, currency))
    }

    /// Whether amounts were converted to the campaign's currency.
    pub fn is_converted(&self) -> bool {
        self.order.order_currency.is_some() && self.order.order_currency != self.currency
    }

    /// The order as people call it.
    pub fn name(&self) -> &str {
        self.order.number.as_deref().unwrap_or(&self.order.id)
    }
}

/// One order's page.
pub fn build(engine: &Engine, order: &OrderView, ask: &Ask, now: Timestamp) -> OrderPage {
    let clock = clock(engine, order, now);
    let model = ask.model.unwrap_or(order.rules.model);
    let shop = engine.connection(&order.connection);
    let shop = shop.map_or_else(|| order.connection.clone(), |shop| shop.name.clone());
    let traced = Traced { order, clock, model, currency: order.currency, shop };
    let full_name = format!("{}:{}", order.connection, order.id);
    let path = crate::pages::links::order(&Ask::default(), &full_name);
    let position = order.stand.position;
    OrderPage {
        shell: Shell {
            title: format!("Order {}", traced.name()),
            here: Here::Orders,
            ask: Ask { at: ask.at, ..Ask::default() },
            is_live: ask.at.is_none(),
            banners: banners(&traced, ask),
        },
        name: traced.name().to_owned(),
        state: orders::state(order.state, order.refunded_minor, order.base_minor),
        not_revenue: order.not_revenue_because.as_deref().map(words::sentence),
        trace: trace::lines(&traced),
        trace_note: trace::note(&traced),
        count: count::count(&traced),
        models: models(&traced),
        postings: postings::postings(&traced),
        as_of: format!(
            "Replayed from the log at entry {}, {}. Whoever may see this workspace and opens the \
             link sees these figures, also next year.",
            words::count(i64::try_from(position.0).unwrap_or(i64::MAX)),
            traced.clock.exactly(order.stand.as_of)
        ),
        permanent_href: Ask { at: Some(position), model: ask.model, ..Ask::default() }.href(&path),
        now_href: ask.at.map(|_| Ask { model: ask.model, ..Ask::default() }.href(&path)),
    }
}

/// That this is the past, if it is, and what is odd about the order's data.
fn banners(traced: &Traced<'_>, ask: &Ask) -> Vec<Banner> {
    let order = traced.order;
    let mut banners = past_banner(ask, &traced.clock, order.stand.as_of);
    let hints = order.hints.iter();
    banners.extend(hints.map(|hint| Banner {
        tone: Tone::Warn,
        text: format!("{}.", words::sentence(hint).trim_end_matches('.')),
        next: None,
    }));
    banners
}

/// The clock of the campaign that decided, else of the one that is live.
fn clock(engine: &Engine, order: &OrderView, now: Timestamp) -> Clock {
    let own = order.campaign_id.as_ref().and_then(|id| engine.campaign(id.as_str()));
    let campaign = own.or_else(|| live_campaign(&Active::all(engine), now));
    Clock::of(campaign.map_or("UTC", |campaign| campaign.time_zone.as_str()))
}

/// Credit under every model, the one in force first.
fn models(traced: &Traced<'_>) -> Vec<ModelSplit> {
    if traced.order.credits.values().all(Vec::is_empty) {
        return Vec::new();
    }
    let names = traced.order.credits.values().flatten();
    let ids = names.filter_map(|credit| credit.creator_id.as_ref().map(CreatorId::as_str));
    let colours = colours_of(ids);
    let others = models_of(&traced.order.rules).filter(|model| *model != traced.model);
    let models = std::iter::once(traced.model).chain(others);
    models.map(|model| split(traced, model, &colours)).collect()
}

fn split(traced: &Traced<'_>, model: Model, colours: &BTreeMap<&str, &'static str>) -> ModelSplit {
    let credits = traced.order.credits.get(model.key()).map(Vec::as_slice).unwrap_or_default();
    let nobody = traced.order.unattributed_minor.get(model.key()).copied().unwrap_or(0);
    let mut shares: Vec<(&'static str, String, i64)> = credits
        .iter()
        .map(|credit| {
            let id = credit.creator_id.as_ref().map(CreatorId::as_str);
            let colour = id.and_then(|id| colours.get(id)).copied().unwrap_or("rest");
            (colour, credit.who.clone(), credit.amount_minor)
        })
        .collect();
    if nobody != 0 || shares.is_empty() {
        shares.push(("rest", "Unattributed".to_owned(), nobody));
    }
    let part = |(colour, who, minor): &(&'static str, String, i64)| Part {
        colour,
        minor: *minor,
        label: format!("{who} {}", traced.money(*minor)),
    };
    ModelSplit {
        name: model.name(),
        is_in_force: model == traced.order.rules.model,
        stack: Stack { parts: shares.iter().map(part).collect() },
        shares: shares
            .into_iter()
            .map(|(colour, who, minor)| (colour, who, traced.money(minor)))
            .collect(),
    }
}
