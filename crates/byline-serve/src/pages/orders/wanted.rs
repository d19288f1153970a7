//! What the list of orders is narrowed to, as its address says it.

use byline_core::credit::Model;
use byline_core::event::Signal;
use byline_core::id::{CampaignId, CreatorId};
use byline_core::money::Currency;
use byline_core::order::OrderState;
use byline_core::time::{Span, Timestamp};
use byline_engine::{OrderFilter, OrderKind, OrderStage};
use url::form_urlencoded;

use crate::pages::ask::Ask;

/// How orders stand: the word in an address, and the words on screens.
pub const KINDS: [(&str, &str); 8] = [
    ("paid", "Paid, nothing refunded"),
    ("refunded", "Refunded, in part or whole"),
    ("unattributed", "With money that nobody earned"),
    ("no_click", "With no click of who earned them"),
    ("doubt", "With a doubt about its data"),
    ("open", "Not paid yet"),
    ("cancelled", "Cancelled"),
    ("test", "Test or sample"),
];

/// The word of [`KINDS`] for orders that are no revenue; `None` of those that are.
pub fn kind_of(state: OrderState) -> Option<&'static str> {
    match state {
        OrderState::Pending | OrderState::Draft => Some("open"),
        OrderState::Cancelled | OrderState::Voided | OrderState::Deleted => Some("cancelled"),
        OrderState::Test | OrderState::Sample => Some("test"),
        OrderState::Paid | OrderState::Authorised => None,
    }
}

/// What screens call a word of [`KINDS`].
pub fn kind_words(kind: &str) -> &'static str {
    KINDS.into_iter().find(|(known, _)| *known == kind).map_or("", |(_, words)| words)
}

/// By what creators have credit, in words.
pub const WAYS: [(Signal, &str); 7] = [
    (Signal::Link, "By a link"),
    (Signal::Code, "By a promo code"),
    (Signal::Utm, "By the landing address"),
    (Signal::Affiliate, "By a network"),
    (Signal::Native, "By a platform's shop"),
    (Signal::View, "By a view"),
    (Signal::Crm, "By a CRM"),
];

/// What the list is narrowed to.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Wanted {
    /// A creator with credit; any, if not said.
    pub creator: Option<CreatorId>,
    /// The campaign that decided; any, if not said.
    pub of_campaign: Option<CampaignId>,
    /// What the name of a creator with credit holds.
    pub who: String,
    /// The word of [`KINDS`]; empty for all.
    pub kind: String,
    /// The word of a signal; empty for all.
    pub way: String,
    /// The shop's connection; empty for all.
    pub shop: String,
    /// The currency that they count in; any, if not said.
    pub currency: Option<Currency>,
    /// When the orders were placed; of all times, if not said.
    pub placed: Option<Span>,
    /// Which page of the list, from 0.
    pub page: usize,
}

impl Wanted {
    /// The orders of a stretch that no click came before of a creator, or of anybody.
    pub fn without_click(span: Span, campaign: &CampaignId, creator: Option<&CreatorId>) -> Self {
        Self {
            creator: creator.cloned(),
            of_campaign: Some(campaign.clone()),
            kind: "no_click".to_owned(),
            placed: Some(span),
            ..Self::default()
        }
    }

    /// Those of a frame's flight that came to a creator by code.
    pub fn by_code_alone(flight: Span, campaign: &CampaignId, creator: &CreatorId) -> Self {
        let way = Signal::Code.key().to_owned();
        Self { way, ..Self::without_click(flight, campaign, Some(creator)) }
    }

    /// Reads an address.
    pub fn read(query: &str) -> Self {
        let mut wanted = Self::default();
        let (mut since, mut until) = (None, None);
        for (key, value) in form_urlencoded::parse(query.as_bytes()) {
            match &*key {
                "who" => wanted.who = value.trim().chars().take(100).collect(),
                "creator" => wanted.creator = Some(CreatorId::from(&*value)),
                "of_campaign" => wanted.of_campaign = Some(CampaignId::from(&*value)),
                "kind" => wanted.kind = value.into_owned(),
                "way" => wanted.way = value.into_owned(),
                "shop" => wanted.shop = value.into_owned(),
                "currency" => wanted.currency = Currency::parse(&value),
                "since" => since = value.parse::<Timestamp>().ok(),
                "until" => until = value.parse::<Timestamp>().ok(),
                "page" => wanted.page = value.parse().unwrap_or(0),
                _ => {}
            }
        }
        wanted.placed = since.zip(until).map(|(from, to)| Span { from, to });
        wanted
    }

    /// Whether anything is left out.
    pub fn is_narrow(&self) -> bool {
        *self != Self { page: self.page, ..Self::default() }
    }

    /// The address of a page of the list.
    pub fn href(&self, ask: &Ask, path: &str, page: usize) -> String {
        let page = page.to_string();
        let [since, until] = self.placed_fields();
        let fields = [
            ("who", self.who.as_str()),
            ("creator", self.creator.as_ref().map_or("", CreatorId::as_str)),
            ("of_campaign", self.of_campaign.as_ref().map_or("", CampaignId::as_str)),
            ("kind", &self.kind),
            ("way", &self.way),
            ("shop", &self.shop),
            ("currency", self.currency.as_ref().map_or("", Currency::as_str)),
            ("since", &since),
            ("until", &until),
            ("page", if page == "0" { "" } else { &page }),
        ];
        let said: Vec<_> = fields.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        ask.href_with(path, &said)
    }

    /// Whose they are, as an address has it.
    pub fn whose(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let creator = self.creator.iter().map(|id| ("creator", id.as_str()));
        creator.chain(self.of_campaign.iter().map(|id| ("of_campaign", id.as_str())))
    }

    /// Both ends of when they were placed as an address has them; empty of all times.
    pub fn placed_fields(&self) -> [String; 2] {
        self.placed.map(|span| [span.from.to_string(), span.to.to_string()]).unwrap_or_default()
    }

    /// What the engine is asked for; words that mean nothing narrow nothing.
    pub fn filter(&self, model: Model) -> OrderFilter {
        let kind = match self.kind.as_str() {
            "paid" => Some(OrderKind::Paid),
            "refunded" => Some(OrderKind::Refunded),
            "unattributed" => Some(OrderKind::Unattributed(model)),
            "no_click" => Some(OrderKind::NoClick),
            "doubt" => Some(OrderKind::InDoubt),
            "open" => Some(OrderKind::Open),
            "cancelled" => Some(OrderKind::Cancelled),
            "test" => Some(OrderKind::Test),
            _ => None,
        };
        let is_by_code = self.way == Signal::Code.key();
        OrderFilter {
            stage: OrderStage::Arrived,
            who: self.who.clone(),
            connection: Some(self.shop.as_str()).filter(|id| !id.is_empty()).map(Into::into),
            creator: self.creator.clone(),
            campaign: self.of_campaign.clone(),
            // Uses of a code are counted under no model.
            model: (kind != Some(OrderKind::NoClick) || !is_by_code).then_some(model),
            signal: WAYS.into_iter().map(|(way, _)| way).find(|way| way.key() == self.way),
            kind,
            placed: self.placed,
            currency: self.currency,
            ..OrderFilter::default()
        }
    }
}
