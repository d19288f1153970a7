//! Acts in words: what people did, as the page and the API tell it.
//!
//! In: a line of the engine's view. Out: one plain sentence, and the place where the thing is
//! found now. Names are those of today; what was chosen is as it was said then.

mod fields;
mod place;
mod words;

use std::cell::RefCell;
use std::collections::HashMap;

use byline_core::money::Currency;
use byline_engine::Engine;
use byline_engine::view::{Act, ActLine, By};

use super::words::Clock;

/// Whoever puts acts into words.
pub struct Teller<'a> {
    /// Where names are looked up.
    pub engine: &'a Engine,
    /// Whose days and hours times are told in.
    pub clock: &'a Clock,
    /// Alerts that were looked up: one is found among all of them, and told of many times.
    alerts: RefCell<HashMap<String, Option<(&'static str, String)>>>,
}

/// One act in words.
pub struct Told {
    /// What was done, in a sentence without its end.
    pub text: String,
    /// Where the thing is found, if it still is.
    pub href: Option<String>,
}

impl<'a> Teller<'a> {
    /// A teller who has looked nothing up yet.
    pub fn new(engine: &'a Engine, clock: &'a Clock) -> Self {
        Self { engine, clock, alerts: RefCell::default() }
    }
}

impl Teller<'_> {
    /// A line: one act, or so many of a kind.
    pub fn line(&self, line: &ActLine) -> Told {
        let first = &line.acts[0];
        if line.n == 1 {
            return self.act(first);
        }
        let href = first.campaign_id.as_ref().map(|_| place::of_many(first));
        Told { text: self.many(first, line.n), href: href.flatten() }
    }

    /// One act.
    pub fn act(&self, act: &Act) -> Told {
        Told { text: self.one(act), href: self.place(act) }
    }

    /// One act in a sentence, wherever the thing is.
    pub fn sentence(&self, act: &Act) -> String {
        self.one(act)
    }

    /// Who did it.
    pub fn who(&self, act: &Act) -> String {
        match &act.by {
            By::Person(name) => name.clone(),
            By::File => "a file".to_owned(),
            By::Creator => self.creator(act),
            By::Byline => "Byline, by rule".to_owned(),
        }
    }

    /// What an alert tells and where it is; `None` if it is gone.
    fn alert(&self, id: &str) -> Option<(&'static str, String)> {
        let known = self.alerts.borrow().get(id).cloned();
        known.unwrap_or_else(|| {
            let found = self.engine.alert_view(id).map(|view| (view.name, view.path));
            self.alerts.borrow_mut().insert(id.to_owned(), found.clone());
            found
        })
    }

    /// The name of the campaign, or its id.
    fn campaign(&self, act: &Act) -> String {
        let Some(id) = &act.campaign_id else { return "every campaign".to_owned() };
        let row = self.engine.campaign(id.as_str());
        row.map_or_else(|| id.to_string(), |row| row.name.clone())
    }

    /// The name of the creator, or the id.
    fn creator(&self, act: &Act) -> String {
        act.creator_id.as_ref().map_or_else(String::new, |id| self.creator_called(id.as_str()))
    }

    fn creator_called(&self, id: &str) -> String {
        let row = self.engine.creator(id);
        row.map_or_else(|| id.to_owned(), |row| row.name.clone())
    }

    /// The currency of the campaign.
    fn currency(&self, act: &Act) -> Option<Currency> {
        let row = self.engine.campaign(act.campaign_id.as_ref()?.as_str())?;
        Some(row.currency)
    }
}

/// The name of a kind of thing, as the filter has it.
pub fn thing_name(key: &str) -> &'static str {
    match key {
        "campaign" => "Campaigns",
        "creator" => "Creators",
        "deal" => "Deals",
        "placement" => "Placements",
        "content" => "Posts",
        "link" => "Links",
        "code" => "Codes",
        "connection" => "Sources and channels",
        "brief" => "Briefs",
        "gate" => "Launch gate",
        "identity" => "Identities",
        "alert" => "Alerts",
        "page" => "Pages sent",
        "ad" => "Ads",
        "rules" => "Thresholds",
        "maintenance" => "Quiet stretches",
        "review" => "Weekly reviews",
        "moves" => "Plans to move money",
        "task" => "Tasks",
        "verdict" => "Verdicts",
        "quarantine" => "Quarantine",
        _ => "Shoppers",
    }
}

/// The name of whoever has this word, as the filter has it.
pub fn who_name(key: &str) -> &str {
    match key {
        "file" => "Files",
        "creators" => "Creators",
        "byline" => "Byline, by rule",
        name => name,
    }
}
