//! The pivot: what is asked, read from an address that anybody may have typed.

use byline_core::creator::Platform;
use byline_core::event::Signal;
use byline_core::id::CreatorId;
use byline_engine::Engine;
use byline_engine::view::{Dimension, Scope};
use url::form_urlencoded;

use crate::pages::frame::Frame;

/// A cut and what narrows it.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Pivot {
    /// How to cut, at most twice.
    pub by: Vec<Dimension>,
    /// Only this creator.
    pub creator: Option<CreatorId>,
    /// Only this platform.
    pub platform: Option<Platform>,
    /// Only this kind of evidence.
    pub signal: Option<Signal>,
}

/// A table can be read with so many dimensions.
const MOST_DIMENSIONS: usize = 2;

impl Pivot {
    /// Reads a query string; what makes no sense is left out. Nobody asked means by creator.
    pub fn parse(query: &str) -> Self {
        let mut pivot = Self::default();
        let mut is_cut = false;
        for (key, value) in form_urlencoded::parse(query.as_bytes()) {
            match key.as_ref() {
                "by" | "then" => {
                    is_cut = true;
                    let known = Dimension::ALL.into_iter().find(|one| one.key() == value);
                    let new = known.filter(|one| !pivot.by.contains(one));
                    pivot.by.extend(new.filter(|_| pivot.by.len() < MOST_DIMENSIONS));
                }
                "creator" if !value.is_empty() => {
                    pivot.creator = Some(CreatorId::from(value.as_ref()));
                }
                "platform" => {
                    pivot.platform = Platform::ALL.into_iter().find(|one| one.key() == value);
                }
                "signal" => {
                    pivot.signal = Signal::ALL.into_iter().find(|one| one.key() == value);
                }
                _ => {}
            }
        }
        if !is_cut {
            pivot.by.push(Dimension::Creator);
        }
        pivot
    }

    /// The fields of the address that ask the same.
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let words = ["by", "then"];
        let mut fields: Vec<(&'static str, String)> =
            words.into_iter().zip(&self.by).map(|(word, by)| (word, by.key().to_owned())).collect();
        if self.by.is_empty() {
            fields.push(("by", String::new()));
        }
        fields.extend(self.creator.as_ref().map(|id| ("creator", id.to_string())));
        fields.extend(self.platform.map(|platform| ("platform", platform.key().to_owned())));
        fields.extend(self.signal.map(|signal| ("signal", signal.key().to_owned())));
        fields
    }

    /// Whether rows are cut or narrowed by the way that orders came.
    pub fn is_by_way(&self) -> bool {
        use Dimension::{Placement, Platform, Signal};
        let is_narrow = self.platform.is_some() || self.signal.is_some();
        is_narrow || self.by.iter().any(|one| matches!(one, Placement | Platform | Signal))
    }

    /// What to look at. A creator whom nobody knows narrows nothing.
    pub fn scope(&self, engine: &Engine, frame: &Frame<'_>) -> Scope {
        let creator = self.creator.clone().filter(|id| engine.creator(id.as_str()).is_some());
        Scope { creator, platform: self.platform, signal: self.signal, ..frame.scope() }
    }
}

/// A dimension as a heading.
pub fn name(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Campaign => "Campaign",
        Dimension::Creator => "Creator",
        Dimension::Placement => "Placement",
        Dimension::Platform => "Platform",
        Dimension::Signal => "Signal",
        Dimension::Day => "Day",
        Dimension::Hour => "Hour",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads as a table: what the address says, and what is cut.
    #[test]
    fn nonsense_is_left_out_and_the_address_comes_back() {
        for (query, by) in [
            ("", vec![Dimension::Creator]),
            ("by=day&then=platform", vec![Dimension::Day, Dimension::Platform]),
            ("by=day&then=day", vec![Dimension::Day]),
            ("by=beauty&then=hour&by=signal&then=day", vec![Dimension::Hour, Dimension::Signal]),
            ("by=", Vec::new()),
        ] {
            let pivot = Pivot::parse(query);
            assert_eq!(pivot.by, by, "{query}");
            let fields = pivot.fields();
            let again = form_urlencoded::Serializer::new(String::new())
                .extend_pairs(fields.iter().map(|(key, value)| (*key, value)))
                .finish();
            assert_eq!(Pivot::parse(&again), pivot, "{again}");
        }
    }
}
