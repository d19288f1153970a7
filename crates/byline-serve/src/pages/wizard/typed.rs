//! What was typed into the form, and the plan that it asks for.

use std::collections::BTreeMap;

use byline_core::link::template::word;
use byline_core::money::{Currency, Money};
use byline_core::time::{CivilDay, Timestamp, Zone};
use serde_json::{Value, json};

use crate::pages::zones;
use crate::problem::Problem;
use crate::setup::{BriefPlan, Plan, Wanted};

/// KPIs that a benchmark can be typed for: key, whether it is a percentage and not money, and an
/// example.
pub const BENCHMARKS: [(&str, bool, &str); 5] = [
    ("conversion_rate", true, "2.5"),
    ("ctr", true, "1.2"),
    ("engagement_rate", true, "4"),
    ("cpa", false, "25.00"),
    ("cpm", false, "8.00"),
];

/// The seconds of a day.
const DAY_S: i64 = 86_400;

/// What was typed into the form, by the name of the field.
#[derive(Clone, Default, Debug)]
pub struct Typed(BTreeMap<String, String>);

impl Typed {
    /// What was typed, of the fields of a form. A roster in a file goes before a pasted one.
    pub fn new(fields: Vec<(String, String)>) -> Self {
        let mut typed = BTreeMap::new();
        for (name, text) in fields {
            let name = if name == "file" { "roster".to_owned() } else { name };
            if !text.trim().is_empty() {
                typed.insert(name, text);
            }
        }
        Self(typed)
    }

    /// The form as it is before anybody typed: a campaign of three weeks from tomorrow on, in the
    /// zone of the one that runs.
    pub fn usual(now: Timestamp, zone: &Zone) -> Self {
        let today = zone.day_of(now);
        let day = |n_days| today.plus_days(n_days).map_or(String::new(), |day| day.to_string());
        let usual = [
            ("from", day(1)),
            ("to", day(21)),
            ("currency", "USD".to_owned()),
            ("time_zone", zone.name().to_owned()),
            ("goal", "sales".to_owned()),
            ("model", "linear".to_owned()),
            ("click_days", "7".to_owned()),
            ("view_days", "1".to_owned()),
            ("disclosure_words", "#ad".to_owned()),
        ];
        Self(usual.into_iter().map(|(name, text)| (name.to_owned(), text)).collect())
    }

    /// What was typed into one field; empty if nothing was.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// Whether it is to be made, and not only looked at.
    pub fn is_for_good(&self) -> bool {
        self.get("step").trim() == "make"
    }

    /// What the form asks for.
    pub fn wanted(&self) -> Result<Wanted, Problem> {
        let zone = self.zone()?;
        let currency = Currency::parse(&self.text("currency").to_uppercase());
        let currency = currency
            .ok_or_else(|| wrong("currency", self.get("currency"), "a code such as USD"))?;
        let first = self.day("from")?;
        let last = self.day("to")?;
        let plan = Plan {
            id: self.id()?,
            name: self.text("name").to_owned(),
            goal: self.text("goal").to_owned(),
            currency: currency.as_str().to_owned(),
            time_zone: zone.name().to_owned(),
            from: zone.day_span(first).from.to_string(),
            to: zone.day_span(last).to.to_string(),
            budget: self.said("budget"),
            terms: self.terms(),
            destination: self.text("destination").to_owned(),
            formats: BTreeMap::new(),
            rules: Some(self.rules()?),
            gate: self.gate(currency)?,
            brief: self.brief(),
        };
        let roster = self.get("roster").to_owned();
        Ok(Wanted { plan, roster, dry_run: !self.is_for_good() })
    }

    /// The zone by its name, or by a city of it.
    fn zone(&self) -> Result<Zone, Problem> {
        let typed = self.text("time_zone");
        let by_city = || Zone::parse(&zones::of_city(typed)?).ok();
        Zone::parse(typed).ok().or_else(by_city).ok_or_else(|| {
            wrong("time_zone", typed, "a zone of the list, such as Europe/Berlin, or its city")
        })
    }

    fn text(&self, name: &str) -> &str {
        self.get(name).trim()
    }

    fn said(&self, name: &str) -> Option<String> {
        Some(self.text(name).to_owned()).filter(|text| !text.is_empty())
    }

    fn is_ticked(&self, name: &str) -> bool {
        !self.text(name).is_empty()
    }

    /// The short word that all ids and addresses begin with: as typed, else made of the name.
    fn id(&self) -> Result<String, Problem> {
        let said = self.said("id").unwrap_or_else(|| word(self.text("name")));
        let plain: String =
            said.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
        let id = plain.trim_matches('-').to_lowercase();
        if id.is_empty() {
            return Err(wrong("id", self.get("id"), "a short word of letters and digits"));
        }
        Ok(id.chars().take(24).collect())
    }

    fn day(&self, name: &str) -> Result<CivilDay, Problem> {
        let text = self.text(name);
        let mut parts = text.splitn(3, '-');
        let mut part = || parts.next()?.parse::<i16>().ok();
        let day = (|| {
            let (year, month, day) = (part()?, part()?, part()?);
            CivilDay::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?)
        })();
        day.ok_or_else(|| wrong(name, text, "a day such as 2026-06-01"))
    }

    fn rules(&self) -> Result<Value, Problem> {
        let window = |name: &str| {
            let days: Result<i64, _> = self.text(name).parse();
            let days = days.ok().filter(|days| (0..=366).contains(days));
            let days = days.ok_or_else(|| wrong(name, self.get(name), "whole days, 0 to 366"))?;
            Ok::<i64, Problem>(days * DAY_S)
        };
        Ok(json!({
            "model": self.text("model"),
            "click_window_s": window("click_days")?,
            "view_window_s": window("view_days")?,
        }))
    }

    fn gate(&self, currency: Currency) -> Result<Value, Problem> {
        let amount = |name: &str| {
            let minor = self.said(name).map(|text| minor(name, &text, currency));
            minor.transpose()
        };
        let mut benchmarks = Vec::new();
        for (kpi, is_percent, _) in BENCHMARKS {
            let Some(text) = self.said(kpi) else { continue };
            let value_micro = if is_percent {
                percent_micro(kpi, &text)?
            } else {
                minor(kpi, &text, currency)?.saturating_mul(1_000_000)
            };
            let origin = self.text("benchmark_origin");
            benchmarks.push(json!({ "kpi": kpi, "value_micro": value_micro, "origin": origin }));
        }
        if let Some(minor) = amount("target")?.filter(|minor| 0 < *minor) {
            let value_micro = minor.saturating_mul(1_000_000);
            let target =
                json!({ "kpi": "revenue", "value_micro": value_micro, "origin": "manual" });
            benchmarks.push(target);
        }
        Ok(json!({
            "is_counting_chosen": self.is_ticked("is_counting_chosen"),
            "needs_codes": self.is_ticked("needs_codes"),
            "floor_minor": amount("floor")?,
            "cpc_ceiling_minor": amount("cpc_ceiling")?,
            "week": {
                "floor_minor": amount("week_floor")?,
                "ceiling_minor": amount("week_ceiling")?,
            },
            "benchmarks": benchmarks,
        }))
    }

    /// What posts are to say: a term a line, or several parted by commas.
    fn terms(&self) -> Vec<String> {
        let terms = self.get("terms").split(['\n', ',']).map(str::trim);
        terms.filter(|term| !term.is_empty()).map(str::to_owned).collect()
    }

    fn brief(&self) -> BriefPlan {
        let lines = |name: &str| {
            let lines = self.get(name).lines().map(str::trim).filter(|line| !line.is_empty());
            lines.map(str::to_owned).collect()
        };
        BriefPlan {
            disclosure_words: self.text("disclosure_words").to_owned(),
            from: None,
            to: None,
            dos: lines("dos"),
            donts: lines("donts"),
            does_show_results: self.is_ticked("does_show_results"),
        }
    }
}

/// An amount that is not below zero, in minor units.
pub fn minor(name: &str, text: &str, currency: Currency) -> Result<i64, Problem> {
    let money = Money::parse_decimal(text, &currency).ok().filter(|money| 0 <= money.minor);
    money.map(|money| money.minor).ok_or_else(|| wrong(name, text, "an amount such as 500.00"))
}

/// A percentage with at most four places, in millionths of one.
pub fn percent_micro(name: &str, text: &str) -> Result<i64, Problem> {
    let unreadable = || wrong(name, text, "a percentage such as 2.5");
    let plain = text.trim_end_matches('%').trim();
    let (whole, fraction) = plain.split_once('.').unwrap_or((plain, ""));
    let digits = format!("{whole}{fraction:0<4}");
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
    if 4 < fraction.len() || whole.is_empty() || !is_number {
        return Err(unreadable());
    }
    digits.parse().map_err(|_| unreadable())
}

/// What is wrong with a field of a form, and what it takes.
pub fn wrong(field: &str, said: &str, expected: &str) -> Problem {
    let detail = match said.trim() {
        "" => format!("`{}` is empty", field.replace('_', " ")),
        said => format!("`{said}` is no {}", field.replace('_', " ")),
    };
    Problem::new(422, "setup.plan_invalid", detail)
        .next_step(format!("give {expected}"))
        .at(field, Value::String(said.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(changes: &[(&str, &str)]) -> Typed {
        let now = Timestamp::from_seconds(1_780_315_200);
        let Typed(mut fields) = Typed::usual(now, &Zone::utc());
        let own = [("name", "Summer Skin 2026"), ("destination", "https://brand.com/summer")];
        for (name, text) in own.iter().chain(changes) {
            fields.insert((*name).to_owned(), (*text).to_owned());
        }
        Typed(fields)
    }

    #[test]
    fn a_form_becomes_a_plan() {
        let form = typed(&[
            ("from", "2026-06-01"),
            ("to", "2026-06-21"),
            ("time_zone", "America/New_York"),
            ("floor", "500"),
            ("target", "400000"),
            ("week_floor", "120.50"),
            ("conversion_rate", "2.5%"),
            ("cpa", "25.00"),
            ("benchmark_origin", "manual"),
            ("dos", "Show the bottle.\r\n\r\nSay the code.\r\n"),
            ("is_counting_chosen", "on"),
            ("terms", "#GlowSummer, @glow.official\r\nvitamin C serum\r\n"),
        ]);
        let Wanted { plan, dry_run, .. } = form.wanted().unwrap();
        let by_city = typed(&[("time_zone", "new york")]).wanted().unwrap().plan;
        assert_eq!(by_city.time_zone, "America/New_York", "a city is enough");
        assert!(dry_run, "it is only looked at until somebody says so");
        assert_eq!(plan.id, "summer-skin-2026");
        assert_eq!(
            (plan.from.as_str(), plan.to.as_str()),
            ("2026-06-01T04:00:00Z", "2026-06-22T04:00:00Z")
        );
        assert_eq!(plan.rules.unwrap()["click_window_s"], 604_800);
        assert_eq!(plan.gate["floor_minor"], 500_00);
        assert_eq!(plan.gate["benchmarks"][0]["value_micro"], 25_000);
        assert_eq!(plan.gate["benchmarks"][1]["value_micro"], 2_500_000_000_i64);
        assert_eq!(plan.gate["benchmarks"][2]["kpi"], "revenue");
        assert_eq!(plan.gate["week"]["floor_minor"], 120_50);
        assert_eq!(plan.terms, ["#GlowSummer", "@glow.official", "vitamin C serum"]);
        assert_eq!(plan.brief.dos, ["Show the bottle.", "Say the code."]);
    }

    /// Reads as a table: field, what was typed, a part of what is said.
    #[test]
    fn what_cannot_be_read_is_named() {
        for (field, text, expected) in [
            ("from", "1 June", "`1 June` is no from"),
            ("time_zone", "Atlantis", "`Atlantis` is no time zone"),
            ("currency", "dollars", "`dollars` is no currency"),
            ("click_days", "a week", "`a week` is no click days"),
            ("floor", "-5", "`-5` is no floor"),
            ("conversion_rate", "2.12345", "`2.12345` is no conversion rate"),
            ("id", "!!!", "`!!!` is no id"),
        ] {
            let problem = typed(&[(field, text)]).wanted().unwrap_err();
            assert!(problem.words().contains(expected), "{}", problem.words());
        }
    }
}
