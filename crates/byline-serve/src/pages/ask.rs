//! What a reader asked for: the state of a page, all of it in its address.
//!
//! In: a query string that anybody may have typed. Out: an [`Ask`] that is always usable. What
//! makes no sense falls back to the usual and leaves a hint; it is never an error.

use byline_core::credit::Model;
use byline_core::entry::Position;
use byline_core::time::{CivilDay, Timestamp};
use url::form_urlencoded;

/// The state of a page.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Ask {
    /// Which campaign; the one that is live, if not said.
    pub campaign: Option<String>,
    /// Which stretch of time; each page has its usual one, if not said.
    pub range: Option<Range>,
    /// Under which model; the campaign's own, if not said.
    pub model: Option<Model>,
    /// By which column a table is sorted; each page knows its own words.
    pub sort: Option<String>,
    /// What a table is narrowed to.
    pub q: String,
    /// Which columns a table has; each page knows its own words, and has its usual ones.
    pub cols: Vec<String>,
    /// To which platform a table is narrowed, by its word.
    pub platform: String,
    /// To which creator size a table is narrowed, by its word.
    pub size: String,
    /// To which question a table is narrowed; each page knows its own words.
    pub only: String,
    /// Whether a long table shows every row.
    pub is_all: bool,
    /// Whether figures stand alone, and not beside those of the stretch before.
    pub is_alone: bool,
    /// As of which entry of the log; now, if not said.
    pub at: Option<Position>,
    /// The time that was chosen and led to that entry, as `2026-06-09T14:00`, or as `2026-06-09`
    /// for the end of that day, in the campaign's zone.
    pub when: Option<String>,
    /// What could not be understood, in words for the reader.
    pub hints: Vec<String>,
}

/// A stretch of time, in days of the campaign's zone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Range {
    /// The day so far.
    Today,
    /// The day before.
    Yesterday,
    /// 24 hours, the one that runs among them.
    LastDay,
    /// Seven days, today among them.
    LastSevenDays,
    /// From the start of the flight.
    Flight,
    /// From one day to another, both included.
    Days {
        /// The first day.
        from: CivilDay,
        /// The last day.
        to: CivilDay,
    },
    /// From one instant up to another. It stays that stretch whenever it is looked at.
    Stretch {
        /// The first instant.
        from: Timestamp,
        /// The first instant after it.
        to: Timestamp,
    },
}

/// An end of a range, as an address has it.
#[derive(Clone, Copy)]
enum Edge {
    Day(CivilDay),
    Instant(Timestamp),
}

/// The longest search that is looked at, in characters.
const LONGEST_SEARCH: usize = 100;

/// The most columns that one field of an address may name.
const MOST_COLUMNS: usize = 24;

/// The most days from the first of a range to its last.
const MOST_DAYS: i32 = 400;

impl Range {
    /// The ranges that have a name, in the order of the menu.
    pub const NAMED: [Self; 5] =
        [Self::LastDay, Self::Today, Self::Yesterday, Self::LastSevenDays, Self::Flight];

    /// The word in the address; `None` for a range that has two ends instead.
    pub fn key(self) -> Option<&'static str> {
        match self {
            Self::Today => Some("today"),
            Self::Yesterday => Some("yesterday"),
            Self::LastDay => Some("24h"),
            Self::LastSevenDays => Some("7d"),
            Self::Flight => Some("flight"),
            Self::Days { .. } | Self::Stretch { .. } => None,
        }
    }

    fn from_key(key: &str) -> Option<Self> {
        Self::NAMED.into_iter().find(|range| range.key() == Some(key))
    }
}

impl Ask {
    /// Reads a query string.
    pub fn parse(query: &str) -> Self {
        let mut ask = Self::default();
        let (mut from, mut to) = (None, None);
        for (key, value) in form_urlencoded::parse(query.as_bytes()) {
            let value = value.trim();
            if value.is_empty() {
                continue;
            }
            match key.as_ref() {
                "campaign" => ask.campaign = Some(value.to_owned()),
                "range" => ask.set_range(value),
                "from" => from = ask.edge(value),
                "to" => to = ask.edge(value),
                "model" => ask.set_model(value),
                "sort" => ask.sort = Some(value.to_owned()),
                "q" => ask.q = value.chars().take(LONGEST_SEARCH).collect(),
                "cols" => ask.cols.extend(value.split(',').take(MOST_COLUMNS).map(short)),
                "platform" => ask.platform = short(value),
                "size" => ask.size = short(value),
                "only" => ask.only = short(value),
                "all" => ask.is_all = value == "1",
                "compare" => ask.is_alone = value == "no",
                "at" => ask.set_at(value),
                "when" => ask.when = Some(short(value)),
                _ => {}
            }
        }
        if let Some(edge) = from.or(to) {
            ask.set_edges(from.unwrap_or(edge), to.unwrap_or(edge));
        }
        if ask.at.is_none() {
            let hint = "has not come yet, so this is the state of now";
            let when = ask.when.take().map(|when| when.replace('T', ", "));
            ask.hints.extend(when.map(|when| format!("{when} {hint}.")));
        }
        ask
    }

    /// The address of `path` in this state. What was not said is left out.
    pub fn href(&self, path: &str) -> String {
        self.href_with(path, &[])
    }

    /// The address of `path` in this state, with further fields. The path may have fields of its
    /// own already.
    pub fn href_with(&self, path: &str, more: &[(&str, &str)]) -> String {
        let mut fields = form_urlencoded::Serializer::new(String::new());
        for (key, value) in self.fields() {
            fields.append_pair(key, &value);
        }
        for (key, value) in more {
            fields.append_pair(key, value);
        }
        let query = fields.finish();
        let sign = if path.contains('?') { '&' } else { '?' };
        if query.is_empty() { path.to_owned() } else { format!("{path}{sign}{query}") }
    }

    /// The fields of the address, in order.
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let mut fields = Vec::new();
        if let Some(campaign) = &self.campaign {
            fields.push(("campaign", campaign.clone()));
        }
        match self.range {
            None => {}
            Some(Range::Days { from, to }) => {
                fields.push(("from", from.to_string()));
                fields.push(("to", to.to_string()));
            }
            Some(Range::Stretch { from, to }) => {
                fields.push(("from", from.to_string()));
                fields.push(("to", to.to_string()));
            }
            Some(range) => fields.extend(range.key().map(|key| ("range", key.to_owned()))),
        }
        if let Some(model) = self.model {
            fields.push(("model", model.key().to_owned()));
        }
        if let Some(sort) = &self.sort {
            fields.push(("sort", sort.clone()));
        }
        if !self.q.is_empty() {
            fields.push(("q", self.q.clone()));
        }
        if !self.cols.is_empty() {
            fields.push(("cols", self.cols.join(",")));
        }
        for (key, word) in
            [("platform", &self.platform), ("size", &self.size), ("only", &self.only)]
        {
            if !word.is_empty() {
                fields.push((key, word.clone()));
            }
        }
        if self.is_all {
            fields.push(("all", "1".to_owned()));
        }
        if self.is_alone {
            fields.push(("compare", "no".to_owned()));
        }
        if let Some(at) = self.at {
            fields.push(("at", at.0.to_string()));
        }
        if let Some(when) = &self.when {
            fields.push(("when", when.clone()));
        }
        fields
    }

    /// The same state for another page: no search, no sorting, nothing of a table.
    pub fn elsewhere(&self) -> Self {
        Self {
            campaign: self.campaign.clone(),
            range: self.range,
            model: self.model,
            is_alone: self.is_alone,
            at: self.at,
            when: self.when.clone(),
            ..Self::default()
        }
    }

    /// The same state as of an entry of the log; `None` is now.
    pub fn seen_at(self, at: Option<Position>) -> Self {
        let when = self.when.filter(|_| at == self.at);
        Self { at, when, ..self }
    }

    fn set_range(&mut self, value: &str) {
        match Range::from_key(value) {
            Some(range) => self.range = Some(range),
            None => self.hints.push(format!("There is no range called “{}”.", short(value))),
        }
    }

    fn set_edges(&mut self, from: Edge, to: Edge) {
        match (from, to) {
            (Edge::Day(a), Edge::Day(b)) => self.set_days(a.min(b), a.max(b)),
            (Edge::Instant(a), Edge::Instant(b)) if a != b => self.set_stretch(a.min(b), a.max(b)),
            _ => self.hints.push("A range has two days or two different instants.".to_owned()),
        }
    }

    /// Figures are kept by the quarter of an hour, so a stretch is of whole ones.
    fn set_stretch(&mut self, from: Timestamp, to: Timestamp) {
        let longest_s = (i64::from(MOST_DAYS) + 1) * 86_400;
        let to = to.min(from.plus_seconds(longest_s)).plus_micros(-1);
        let (from, to) = (from.bucket().start(), to.bucket().end());
        self.range = Some(Range::Stretch { from, to });
    }

    fn set_days(&mut self, from: CivilDay, to: CivilDay) {
        let latest = from.plus_days(MOST_DAYS).unwrap_or(from);
        if latest < to {
            self.hints
                .push(format!("A range is at most {} days, so this one is cut.", MOST_DAYS + 1));
        }
        self.range = Some(Range::Days { from, to: to.min(latest) });
    }

    fn set_model(&mut self, value: &str) {
        self.model = Model::from_key(value);
        if self.model.is_none() {
            let hint = "so the campaign's own is shown";
            self.hints.push(format!("There is no model called “{}”, {hint}.", short(value)));
        }
    }

    fn set_at(&mut self, value: &str) {
        self.at = value.parse().ok().filter(|n| 0 < *n).map(Position);
        if self.at.is_none() {
            let hint = "so this is the state of now";
            self.hints.push(format!("“{}” is no place in the log, {hint}.", short(value)));
        }
    }

    fn edge(&mut self, value: &str) -> Option<Edge> {
        let day = value.parse().ok().map(Edge::Day);
        let edge = day.or_else(|| value.parse().ok().map(Edge::Instant));
        if edge.is_none() {
            let hint = "write it like 2026-06-09";
            self.hints.push(format!("“{}” is no date; {hint}.", short(value)));
        }
        edge
    }
}

/// Enough of what was typed to recognise it.
fn short(value: &str) -> String {
    value.chars().take(24).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads an address and writes it again.
    fn check(query: &str, expected: &str, n_hints: usize) {
        let ask = Ask::parse(query);
        assert_eq!(ask.href("/live"), expected, "{query}");
        assert_eq!(ask.hints.len(), n_hints, "{query}: {:?}", ask.hints);
    }

    #[test]
    fn a_state_survives_its_address() {
        check("", "/live", 0);
        check("range=today", "/live?range=today", 0);
        check("range=7d&model=last", "/live?range=7d&model=last", 0);
        check("campaign=cmp_1&at=12", "/live?campaign=cmp_1&at=12", 0);
        check("from=2026-06-01&to=2026-06-09", "/live?from=2026-06-01&to=2026-06-09", 0);
        let stretch = "from=2026-06-08T12%3A00%3A00Z&to=2026-06-09T12%3A00%3A00Z";
        check(stretch, &format!("/live?{stretch}"), 0);
        check("at=12&when=2026-06-09", "/live?at=12&when=2026-06-09", 0);
        check("q=mika+%26+co&sort=-roi", "/live?sort=-roi&q=mika+%26+co", 0);
        check("cols=roi&cols=cpa", "/live?cols=roi%2Ccpa", 0);
        check("only=silent&size=nano&compare=no", "/live?size=nano&only=silent&compare=no", 0);
    }

    #[test]
    fn nonsense_falls_back_with_a_hint() {
        check("range=forever&model=magic&at=-3", "/live", 3);
        check("from=yesterday", "/live", 1);
        check("from=2026-06-09&to=2026-06-09T12:00:00Z", "/live", 1);
        check("from=2026-06-09T12:00:00Z", "/live", 1);
        check("when=2030-01-01T00:00", "/live", 1);
        check("from=2026-06-09&to=2026-06-01", "/live?from=2026-06-01&to=2026-06-09", 0);
        check("from=0001-01-01&to=9999-12-31", "/live?from=0001-01-01&to=0002-02-05", 1);
        check("to=2026-06-09", "/live?from=2026-06-09&to=2026-06-09", 0);
        check("unknown=1&range=&%%%=%ff", "/live", 0);
    }

    #[test]
    fn a_stretch_is_whole_quarters_of_an_hour() {
        check(
            "from=2026-06-09T12:07:00Z&to=2026-06-08T12:00:01Z",
            "/live?from=2026-06-08T12%3A00%3A00Z&to=2026-06-09T12%3A15%3A00Z",
            0,
        );
    }

    #[test]
    fn a_search_has_an_end() {
        let ask = Ask::parse(&format!("q={}", "x".repeat(5_000)));
        assert_eq!(ask.q.len(), LONGEST_SEARCH);
    }
}
