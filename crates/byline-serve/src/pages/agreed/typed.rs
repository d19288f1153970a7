//! Typed: the fields of the forms, as they are stored and as somebody filled them in.

use std::collections::BTreeMap;

use byline_core::creator::Platform;
use byline_core::money::Money;
use byline_core::time::{CivilDay, Span};
use serde_json::{Value, json};
use url::form_urlencoded;

use super::Stored;
use crate::pages::frame::Frame;
use crate::pages::wizard::{minor, percent_micro, wrong};
use crate::problem::Problem;

/// A form of the page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// Handles, ids and followers.
    Accounts,
    /// Fee, commission and rights.
    Deal,
    /// What the creator is told.
    Brief,
}

impl Part {
    /// Every part, in the order of the page.
    pub const ALL: [Self; 3] = [Self::Accounts, Self::Deal, Self::Brief];

    /// The word in addresses and forms.
    pub fn key(self) -> &'static str {
        match self {
            Self::Accounts => "accounts",
            Self::Deal => "deal",
            Self::Brief => "brief",
        }
    }

    /// The part of this word.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.key() == key)
    }
}

/// Texts by the names of their fields.
#[derive(Clone, Default, Debug)]
pub struct Typed(BTreeMap<String, String>);

impl Typed {
    /// What is stored.
    pub fn of(stored: &Stored<'_>, frame: &Frame<'_>) -> Self {
        let mut typed = Self::default();
        let mut set = |name: &str, text: String| typed.0.insert(name.to_owned(), text);
        for account in &stored.creator.accounts {
            let key = account.platform.key();
            set(&format!("handle-{key}"), account.handle.clone());
            set(&format!("id-{key}"), account.platform_user_id.clone().unwrap_or_default());
            let followers = account.n_followers.map(|n| n.to_string());
            set(&format!("followers-{key}"), followers.unwrap_or_default());
        }
        let days = |span: Option<Span>| span.map(|span| shown_days(span, frame));
        if let Some(deal) = stored.deal {
            let fee = deal.fee.map(Money::decimal_text);
            set("fee", fee.unwrap_or_default());
            let (whole, part) = (deal.commission_bp / 100, deal.commission_bp % 100);
            let percent = format!("{whole}.{part:02}");
            set("commission", percent.trim_end_matches(".00").to_owned());
            if let Some([from, to]) = days(deal.amplification) {
                set("paid_from", from);
                set("paid_to", to);
            }
            set("terms", deal.terms.clone().unwrap_or_default());
        }
        if let Some(brief) = stored.brief {
            set("disclosure_words", brief.disclosure_words.clone());
            set("dos", brief.dos.join("\n"));
            set("donts", brief.donts.join("\n"));
            if let Some([from, to]) = days(brief.posting) {
                set("post_from", from);
                set("post_to", to);
            }
            let does_show = if brief.does_show_results { "on" } else { "" };
            set("does_show_results", does_show.to_owned());
        }
        typed
    }

    /// What a form sent.
    pub fn read(body: &[u8]) -> Self {
        let fields = form_urlencoded::parse(body);
        Self(fields.map(|(name, text)| (name.into_owned(), text.into_owned())).collect())
    }

    /// These texts, and what is stored of the other forms.
    pub fn beside(&self, stored: Self) -> Self {
        let mut all = stored.0;
        // A box that is not ticked is not sent.
        if Part::from_key(self.get("part")) == Some(Part::Brief) {
            all.remove("does_show_results");
        }
        all.extend(self.0.clone());
        Self(all)
    }

    /// The text of a field; empty if it says nothing.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// What a form says, as programs would say it.
    pub fn said(
        &self,
        part: Part,
        frame: &Frame<'_>,
        stored: &Stored<'_>,
    ) -> Result<Value, Problem> {
        match part {
            Part::Accounts => self.accounts(),
            Part::Deal => self.deal(frame, stored),
            Part::Brief => self.brief(frame, stored),
        }
    }

    fn text(&self, name: &str) -> Option<String> {
        Some(self.get(name).trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// An account for each platform with a handle.
    fn accounts(&self) -> Result<Value, Problem> {
        let account = |platform: Platform| {
            let key = platform.key();
            let Some(handle) = self.text(&format!("handle-{key}")) else {
                let others = ["id", "followers"].map(|name| self.text(&format!("{name}-{key}")));
                let is_said = others.iter().any(Option::is_some);
                let expected = format!("the handle on {key}, or empty its other fields");
                return is_said.then(|| Err(wrong("handle", "", &expected)));
            };
            let followers = self.text(&format!("followers-{key}"));
            let followers = followers.map(|text| {
                whole_number(&text).ok_or_else(|| wrong("followers", &text, "a whole number"))
            });
            let account = followers.transpose().map(|n_followers| {
                let platform_user_id = self.text(&format!("id-{key}"));
                json!({
                    "platform": key,
                    "handle": handle,
                    "platform_user_id": platform_user_id,
                    "n_followers": n_followers,
                })
            });
            Some(account)
        };
        let accounts: Result<Vec<Value>, Problem> =
            Platform::ALL.into_iter().filter_map(account).collect();
        Ok(json!({ "accounts": accounts? }))
    }

    fn deal(&self, frame: &Frame<'_>, stored: &Stored<'_>) -> Result<Value, Problem> {
        let currency = stored.currency(frame);
        let fee = self.text("fee").map(|text| minor("fee", &text, currency)).transpose()?;
        let commission = self.text("commission").map(|text| {
            let micro = percent_micro("commission", &text)?;
            let is_whole = micro % 100 == 0;
            let expected = "a percentage with at most two places, such as 12.5";
            if is_whole { Ok(micro / 100) } else { Err(wrong("commission", &text, expected)) }
        });
        let amplification = stored.deal.and_then(|deal| deal.amplification);
        Ok(json!({
            "fee": fee.map(|minor| Money { minor, currency }),
            "commission_bp": commission.transpose()?.unwrap_or(0),
            "amplification": self.days(("paid_from", "paid_to"), frame, amplification)?,
            "terms": self.text("terms"),
        }))
    }

    fn brief(&self, frame: &Frame<'_>, stored: &Stored<'_>) -> Result<Value, Problem> {
        let lines = |name: &str| {
            let lines = self.get(name).lines().map(str::trim).filter(|line| !line.is_empty());
            lines.map(str::to_owned).collect::<Vec<_>>()
        };
        Ok(json!({
            "disclosure_words": self.get("disclosure_words").trim(),
            "posting": self.days(
                ("post_from", "post_to"),
                frame,
                stored.brief.and_then(|brief| brief.posting),
            )?,
            "dos": lines("dos"),
            "donts": lines("donts"),
            "does_show_results": self.text("does_show_results").is_some(),
        }))
    }

    /// From the first day to the end of the last, in the campaign's zone; both or neither. Days
    /// that say what is `stored` leave it as it is, to the second.
    fn days(
        &self,
        (from, to): (&str, &str),
        frame: &Frame<'_>,
        stored: Option<Span>,
    ) -> Result<Option<Span>, Problem> {
        let is_as_stored = stored.is_some_and(|span| {
            shown_days(span, frame) == [self.get(from).trim(), self.get(to).trim()]
        });
        if is_as_stored {
            return Ok(stored);
        }
        let day = |name: &str| {
            let said = self.get(name).trim();
            let day = said.parse::<CivilDay>();
            day.map_err(|_| wrong(name, said, "a day such as 2026-06-01, and the other one too"))
        };
        if self.text(from).is_none() && self.text(to).is_none() {
            return Ok(None);
        }
        let zone = frame.clock.zone();
        let (first, last) = (zone.day_span(day(from)?), zone.day_span(day(to)?));
        match first.from < last.to {
            true => Ok(Some(Span { from: first.from, to: last.to })),
            false => Err(wrong(to, self.get(to), "a last day that is not before the first")),
        }
    }
}

/// The first and the last day of a stretch, in the campaign's zone.
fn shown_days(span: Span, frame: &Frame<'_>) -> [String; 2] {
    [span.from, span.to.plus_micros(-1)].map(|at| frame.clock.day_of(at).to_string())
}

/// A whole number as people write it: `52300`, `52,300`, `52 300`.
fn whole_number(text: &str) -> Option<u64> {
    let groups: Vec<&str> = text.split([',', '.', ' ', '’', '\u{a0}']).collect();
    let (first, others) = groups.split_first()?;
    let is_grouped = others.is_empty() || (1..=3).contains(&first.len());
    let is_whole = is_grouped && others.iter().all(|group| group.len() == 3);
    is_whole.then(|| groups.concat().parse().ok()).flatten()
}
