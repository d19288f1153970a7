//! The plan: what the campaign is.

use std::collections::BTreeMap;

use byline_core::creator::Platform;
use byline_core::money::{Currency, Money};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// What the campaign is.
#[derive(Clone, Deserialize, Serialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Its id, a plain word; all other ids begin with it.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is for.
    #[serde(default = "sales")]
    pub goal: String,
    /// The currency of everything.
    pub currency: String,
    /// The time zone of its days.
    #[serde(default = "utc")]
    pub time_zone: String,
    /// When it begins, in RFC 3339.
    pub from: String,
    /// When it ends.
    pub to: String,
    /// The whole budget, such as `200000.00`.
    pub budget: Option<String>,
    /// What posts are to say: keywords, `#hashtags` and `@mentions`.
    #[serde(default)]
    pub terms: Vec<String>,
    /// Where clicks land.
    pub destination: String,
    /// What kind of content is agreed on each platform.
    #[serde(default)]
    pub formats: BTreeMap<String, String>,
    /// Model and windows.
    pub rules: Option<Value>,
    /// What the launch gate wants; an empty one if not said.
    #[serde(default = "no_terms")]
    pub gate: Value,
    /// What every creator has to know.
    #[serde(default)]
    pub brief: BriefPlan,
}

/// What every creator has to know.
#[derive(Clone, Deserialize, Serialize, Default, Debug)]
#[serde(default, deny_unknown_fields)]
pub struct BriefPlan {
    /// The words that disclose.
    pub disclosure_words: String,
    /// When to post; the whole campaign if not said.
    pub from: Option<String>,
    /// Until when.
    pub to: Option<String>,
    /// What to do.
    pub dos: Vec<String>,
    /// What not to do.
    pub donts: Vec<String>,
    /// Whether creators see their own results.
    pub does_show_results: bool,
}

impl Plan {
    /// Says what is wrong with its amounts, in words.
    pub fn check(&self) -> Result<(), String> {
        self.parsed_currency()?;
        self.budget_minor()?;
        Ok(())
    }

    /// The currency.
    pub fn parsed_currency(&self) -> Result<Currency, String> {
        let unknown = || format!("`{}` is no ISO 4217 currency", self.currency);
        Currency::parse(&self.currency).ok_or_else(unknown)
    }

    /// An amount in minor units.
    pub fn minor(&self, amount: &str) -> Result<i64, String> {
        let money = Money::parse_decimal(amount, &self.parsed_currency()?);
        money.map(|money| money.minor).map_err(|error| error.to_string())
    }

    fn budget_minor(&self) -> Result<Option<i64>, String> {
        self.budget.as_ref().map(|amount| self.minor(amount)).transpose()
    }

    /// What kind of content is agreed on a platform.
    pub fn format(&self, platform: Platform) -> &str {
        let usual = if platform == Platform::Instagram { "reel" } else { "video" };
        self.formats.get(platform.key()).map_or(usual, String::as_str)
    }

    /// The campaign as the API takes it.
    pub fn campaign(&self) -> Result<Value, String> {
        Ok(json!({
            "id": self.id,
            "name": self.name,
            "goal": self.goal,
            "currency": self.currency,
            "time_zone": self.time_zone,
            "flights": [{ "from": self.from, "to": self.to }],
            "budget_minor": self.budget_minor()?,
            "terms": self.terms,
            "rules": self.rules.clone().unwrap_or_else(|| json!({})),
            "gate": self.gate,
        }))
    }
}

fn sales() -> String {
    "sales".to_owned()
}

fn utc() -> String {
    "UTC".to_owned()
}

fn no_terms() -> Value {
    json!({})
}
