//! KPIs as screens show them: settled text, band in words, and the reason where there is none.
//!
//! In: additive figures of a scope. Out: a [`Shown`] for each KPI, computed by the one table of the
//! core, so a screen and an explanation cannot part.

use byline_core::kpi::{
    Band, Bands, Edge, Grade, InCurrency, Kpi, KpiInputs, Ratio, Reading, Unit,
};
use byline_core::money::Currency;
use byline_core::time::Span;
use byline_engine::view::Figures;

use crate::pages::frame::Frame;
use crate::pages::parts::{Bullet, Tone};
use crate::pages::words;

/// A KPI's value in words.
#[derive(Clone, Debug)]
pub struct Shown {
    /// As people read it.
    pub text: String,
    /// The exact value.
    pub ratio: Ratio,
    /// Where it stands in the market, if the KPI has bands.
    pub band: Option<BandShown>,
}

/// A band in words.
#[derive(Clone, Debug)]
pub struct BandShown {
    /// Its word, such as `strong`.
    pub word: &'static str,
    /// Its colour.
    pub tone: Tone,
    /// Its edges, such as `200% to 400%`.
    pub edges: String,
    /// The value among all bands.
    pub bullet: Bullet,
}

/// The value of the KPI `key` within a frame, or why there is none. What sets results beside their
/// price has no band while the flight runs.
///
/// # Panics
/// If the table of KPIs has no such row: the caller's word is wrong.
pub fn show(frame: &Frame<'_>, key: &str, figures: &Figures) -> Result<Shown, String> {
    let mut shown = show_of(frame, key, &figures.kpi_inputs(frame.model, frame.campaign.goal))?;
    if is_of_whole_fees(frame, key) {
        shown.band = None;
    }
    Ok(shown)
}

/// The same of inputs that hold more than figures do, with its band in any case.
///
/// # Panics
/// As [`show`].
pub fn show_of(frame: &Frame<'_>, key: &str, inputs: &KpiInputs) -> Result<Shown, String> {
    let kpi = Kpi::from_key(key).expect("pages ask for KPIs of the table");
    let reading = kpi.evaluate(inputs).map_err(|reason| reason.to_string())?;
    Ok(Shown {
        text: value_text(kpi, reading.ratio, frame.currency()),
        ratio: reading.ratio,
        band: band(kpi, reading, frame.currency()),
    })
}

/// KPIs that set results beside their price. Of a part of a flight they judge nobody: a fee is
/// booked on one day, and what it pays for comes until the end.
const OF_PRICE: [&str; 4] = ["roi", "roas", "cpa", "cac"];

/// Whether the KPI `key` sets results beside their price.
pub fn is_of_price(key: &str) -> bool {
    OF_PRICE.contains(&key)
}

/// Whether a KPI sets whole fees beside a part of what they bring.
pub fn is_of_whole_fees(frame: &Frame<'_>, key: &str) -> bool {
    is_open(frame) && is_of_price(key)
}

/// Whether a frame holds a part of its flight only.
pub fn is_open(frame: &Frame<'_>) -> bool {
    let is_part = |flight: Span| {
        let is_whole = frame.span.from <= flight.from && flight.to <= frame.span.to;
        frame.span.from < flight.to && !is_whole
    };
    frame.flight().is_some_and(is_part)
}

/// A KPI's value in words.
pub fn value_text(kpi: &Kpi, value: Ratio, currency: Currency) -> String {
    let (value, of_how_many) = told(kpi, value);
    format!("{}{of_how_many}", text(kpi.unit, value, currency))
}

/// The value that people are told, and of how many it is: what a view costs is far below a cent, so
/// it is told for a thousand of them.
fn told(kpi: &Kpi, value: Ratio) -> (Ratio, &'static str) {
    match Ratio::new(value.numerator() * 1_000, value.denominator()) {
        Some(thousand) if kpi.key == "cpv" => (thousand, " a thousand"),
        _ => (value, ""),
    }
}

/// A reading as people read it.
pub fn text(unit: Unit, ratio: Ratio, currency: Currency) -> String {
    let (numerator, denominator) = (ratio.numerator(), ratio.denominator());
    match unit {
        Unit::Percent => words::percent(numerator, denominator).unwrap_or_default(),
        Unit::Money => {
            let minor = i64::try_from(ratio.rounded(0)).unwrap_or(i64::MAX);
            words::money_rounded(minor, currency)
        }
        Unit::Count => {
            let micro = i64::try_from(ratio.rounded(6)).unwrap_or(i64::MAX);
            words::conversions(micro)
        }
        Unit::Multiple => {
            let micro = i64::try_from(ratio.rounded(6)).unwrap_or(i64::MAX);
            format!("{}x", words::conversions(micro))
        }
    }
}

/// The band of a reading. How many are many depends on the size of a campaign, so that a bare count
/// is never called strong or weak.
fn band(kpi: &Kpi, reading: Reading, currency: Currency) -> Option<BandShown> {
    if kpi.unit == Unit::Count && reading.divided_by.is_none() {
        return None;
    }
    let band = kpi.band(reading, InCurrency::of(currency))?;
    let bands = kpi.bands.as_ref()?;
    let place = bands.all().iter().position(|(_, other)| other.name == band.name)?;
    let edges = edges(kpi, bands, place, currency);
    Some(BandShown {
        word: band.name,
        tone: tone(band.grade),
        bullet: bullet(bands, reading.ratio, place, band),
        edges,
    })
}

fn tone(grade: Grade) -> Tone {
    match grade {
        Grade::Weak => Tone::Bad,
        Grade::Average => Tone::Warn,
        Grade::Strong => Tone::Good,
        Grade::Exceptional => Tone::Boost,
    }
}

/// The edges of the band at `place` in the order of values.
fn edges(kpi: &Kpi, bands: &Bands, place: usize, currency: Currency) -> String {
    let all = bands.all();
    let edge =
        |edge: Option<Edge>| edge.map(|edge| edge_text(kpi.unit, told(kpi, edge.at()).0, currency));
    let (low, high) = (edge(all[place].0), all.get(place + 1).and_then(|next| edge(next.0)));
    match (low, high) {
        (Some(low), Some(high)) => format!("{low} to {high}"),
        (Some(low), None) => format!("over {low}"),
        (None, Some(high)) => format!("under {high}"),
        (None, None) => String::new(),
    }
}

/// An edge without decimals that say nothing: `200%`, `1.5%`, `$20`.
fn edge_text(unit: Unit, edge: Ratio, currency: Currency) -> String {
    let text = text(unit, edge, currency);
    let bare = text.trim_end_matches('%');
    let is_percent = bare.len() < text.len();
    let short = match bare.split_once('.') {
        Some((whole, decimals)) if decimals.bytes().all(|digit| digit == b'0') => whole,
        Some(_) if is_percent => bare.trim_end_matches('0'),
        _ => bare,
    };
    format!("{short}{}", if is_percent { "%" } else { "" })
}

/// The bands from worst to best with the value among them.
fn bullet(bands: &Bands, ratio: Ratio, place: usize, band: Band) -> Bullet {
    let within = within_permille(bands, ratio, place);
    let (place, within) =
        if bands.is_rising { (place, within) } else { (3 - place, 1_000 - within) };
    let place = i64::try_from(place).unwrap_or(0);
    Bullet {
        bands: Grade::ALL.map(tone).to_vec(),
        at_permille: place * 250 + within / 4,
        label: format!("in the band {}", band.name),
    }
}

/// How far into its band a value is, in thousandths. A band without an end is taken to be as long
/// as the edge where it begins.
fn within_permille(bands: &Bands, ratio: Ratio, place: usize) -> i64 {
    let all = bands.all();
    let at = |edge: Option<Edge>| edge.map(|edge| edge.at().rounded(6));
    let low = at(all[place].0).unwrap_or(0);
    let high = all.get(place + 1).and_then(|next| at(next.0)).unwrap_or(low * 2).max(low + 1);
    let permille = (ratio.rounded(6) - low).saturating_mul(1_000) / (high - low);
    i64::try_from(permille.clamp(0, 1_000)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const USD: Currency = Currency::USD;

    fn percent(n: i128) -> Ratio {
        Ratio::new(n, 100).expect("a ratio")
    }

    /// Reads as a table: KPI, value, its words, band and edges, and where its mark stands.
    fn check(key: &str, ratio: Ratio, text_is: &str, band_is: Option<(&str, &str, i64)>) {
        let kpi = Kpi::from_key(key).expect("a KPI");
        assert_eq!(text(kpi.unit, ratio, USD), text_is, "{key}");
        let shown = band(kpi, Reading { ratio, divided_by: None }, USD);
        let shown = shown.as_ref().map(|s| (s.word, s.edges.as_str(), s.bullet.at_permille));
        assert_eq!(shown, band_is, "{key} {text_is}");
    }

    #[test]
    fn a_reading_says_its_band_and_edges() {
        check("roi", percent(304), "304%", Some(("strong", "200% to 400%", 630)));
        check("roi", percent(-23), "−23.0%", Some(("low", "under 100%", 0)));
        check("roi", percent(900), "900%", Some(("exceptional", "over 400%", 1_000)));
        check("cpa", Ratio::whole(19_54), "$19.54", Some(("exceptional", "under $20", 755)));
        check("cpa", Ratio::whole(150_00), "$150", Some(("high", "over $100", 125)));
        check("roas", Ratio::whole(4), "4x", None);
        check("target_actions", Ratio::whole(3_445), "3,445", None);
        let cpv = Kpi::from_key("cpv").expect("a KPI");
        let view = Ratio::new(2_891, 1_000).expect("a ratio");
        assert_eq!(value_text(cpv, view, USD), "$28.91 a thousand");
    }
}
