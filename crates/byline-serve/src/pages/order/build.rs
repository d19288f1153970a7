//! Builds one order's page from the engine's answer.

use std::collections::BTreeMap;

use byline_core::credit::Model;
use byline_core::id::CreatorId;
use byline_core::money::Currency;
use byline_core::order::OrderState;
use byline_core::time::Timestamp;
use byline_engine::Engine;
use byline_engine::view::OrderView;

use super::{ModelSplit, OrderPage, Share, count, postings, trace};
use crate::pages::ask::Ask;
use crate::pages::frame::{Active, live_campaign, models_of};
use crate::pages::parts::{Menu, MenuItem, Part, Stack, Tone, colours_of};
use crate::pages::shell::{Banner, Here, Shell};
use crate::pages::switches::past_banner;
use crate::pages::words::{self, Clock};
use crate::pages::{decisions, links, orders};

/// An order and how to show it.
pub(super) struct Traced<'a> {
    pub engine: &'a Engine,
    pub order: &'a OrderView,
    pub clock: Clock,
    pub model: Model,
    pub currency: Option<Currency>,
    /// The state of the pages that it leads to.
    pub ask: Ask,
    /// The page's path.
    pub path: String,
    /// The shop's name, as the workspace calls it.
    pub shop: String,
}

impl Traced<'_> {
    /// Why nothing of the order is split, if it is no revenue.
    pub fn unsplit(&self) -> Option<&'static str> {
        match self.order.state? {
            OrderState::Pending => Some("Nothing is split until the order is paid"),
            state if !state.is_revenue() => Some("Nothing is split: the order is no revenue"),
            _ => None,
        }
    }

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
    let full_name = format!("{}:{}", order.connection, order.id);
    let path = links::order(&Ask::default(), &full_name);
    let campaign = order.campaign_id.as_ref().map(ToString::to_string);
    let their = Ask { at: ask.at, model: ask.model, campaign, ..Ask::default() };
    let currency = order.currency;
    let traced =
        Traced { engine, order, clock, model, currency, ask: their, path: path.clone(), shop };
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
        switch: switch(&traced),
        models: models(&traced),
        postings: postings::postings(&traced),
        as_of: format!(
            "Replayed from the log at entry {}, {}. Whoever may see this workspace and opens the \
             link sees these figures, also next year.",
            words::count(i64::try_from(position.0).unwrap_or(i64::MAX)),
            traced.clock.exactly(order.stand.as_of)
        ),
        all_href: Ask { at: ask.at, ..Ask::default() }.href("/orders"),
        permanent_href: Ask { at: Some(position), model: ask.model, ..Ask::default() }.href(&path),
        now_href: ask.at.map(|_| Ask { model: ask.model, ..Ask::default() }.href(&path)),
    }
}

/// That this is the past, if it is, and what is odd about the order's data.
fn banners(traced: &Traced<'_>, ask: &Ask) -> Vec<Banner> {
    let order = traced.order;
    let mut banners = past_banner(ask, &traced.clock, order.stand.as_of);
    banners.extend(doubt(traced));
    let hints = order.hints.iter();
    banners.extend(hints.map(|hint| Banner {
        tone: Tone::Warn,
        text: format!("{}.", words::sentence(hint).trim_end_matches('.')),
        next: None,
    }));
    banners
}

/// That the order came by a code which may have leaked, and by nothing else.
fn doubt(traced: &Traced<'_>) -> Option<Banner> {
    let Traced { engine, order, .. } = traced;
    let alone = &order.by_code_alone;
    // Most orders come by a click, and then nobody's code is asked for.
    let campaign = order.campaign_id.as_ref().filter(|_| !alone.is_empty())?;
    let view = engine.decisions_view(campaign, order.stand.as_of)?;
    let doubted = decisions::doubted(&view).find(|id| alone.contains(id))?;
    let name = &engine.creator(doubted.as_str())?.name;
    let ask = Ask { campaign: Some(campaign.to_string()), ..traced.ask.clone() };
    Some(Banner {
        tone: Tone::Warn,
        text: format!(
            "In doubt: this order came by {name}’s code without a click of theirs before, and the \
             code may have leaked."
        ),
        next: Some(("See why".to_owned(), format!("{}#standing", links::creator(&ask, &doubted)))),
    })
}

/// The clock of the campaign that decided, else of the one that is live.
fn clock(engine: &Engine, order: &OrderView, now: Timestamp) -> Clock {
    let own = order.campaign_id.as_ref().and_then(|id| engine.campaign(id.as_str()));
    let campaign = own.or_else(|| live_campaign(&Active::all(engine), now));
    Clock::of(campaign.map_or("UTC", |campaign| campaign.time_zone.as_str()))
}

/// The same page under another model. The one in force needs no word in the address.
fn under(traced: &Traced<'_>, model: Model) -> String {
    let chosen = (model != traced.order.rules.model).then_some(model);
    Ask { at: traced.ask.at, model: chosen, ..Ask::default() }.href(&traced.path)
}

/// The models to choose from.
fn switch(traced: &Traced<'_>) -> Menu {
    let item = |model: Model| {
        let note = if model == traced.order.rules.model { ", in force" } else { "" };
        MenuItem {
            label: format!("{}{note}", model.name()),
            href: under(traced, model),
            is_current: model == traced.model,
        }
    };
    let items = models_of(&traced.order.rules).map(item).collect();
    Menu { label: "Model", current: traced.model.name().to_owned(), items }
}

/// Credit under every model, the one that is shown first.
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
    let (mut shares, mut parts) = (Vec::new(), Vec::new());
    let mut add = |colour, who: &str, id: Option<&CreatorId>, minor| {
        let amount = traced.money(minor);
        parts.push(Part { colour, minor, label: format!("{who} {amount}") });
        let href = id.map(|id| links::creator(&traced.ask, id));
        shares.push(Share { colour, who: who.to_owned(), href, amount });
    };
    for credit in credits {
        let id = credit.creator_id.as_ref();
        let colour = id.and_then(|id| colours.get(id.as_str())).copied().unwrap_or("rest");
        add(colour, &credit.who, id, credit.amount_minor);
    }
    if nobody != 0 || credits.is_empty() {
        add("rest", "Unattributed", None, nobody);
    }
    ModelSplit {
        name: model.name(),
        href: under(traced, model),
        is_shown: model == traced.model,
        is_in_force: model == traced.order.rules.model,
        stack: Stack { parts },
        shares,
    }
}
