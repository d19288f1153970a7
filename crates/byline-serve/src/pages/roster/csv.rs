//! The roster as a file that programs read and a spreadsheet opens without running anything in it.
//!
//! Numbers are exact decimals with a point, amounts have their currency in a column of its own,
//! times are RFC 3339. What is missing is an empty field, never 0. The rows add up to the net of
//! all orders: creators, other channels, unattributed.

use byline_core::event::Metric;
use byline_core::money::{Currency, Money};
use byline_engine::Engine;
use byline_engine::view::{Dimension, Figures, MICRO, Query};

use super::entries::{Entry, Sorting, entries, mark, of_channels};
use super::filters;
use crate::pages::figures::kpis;
use crate::pages::frame::{Frame, credited};
use crate::pages::people;

/// The columns.
const HEADER: [&str; 21] = [
    "kind",
    "creator_id",
    "name",
    "size",
    "platforms",
    "currency",
    "revenue",
    "cost",
    "orders",
    "clicks",
    "impressions",
    "roi",
    "ctr",
    "cpc",
    "conversion_rate",
    "roi_band",
    "campaign_id",
    "model",
    "range_from",
    "range_to",
    "as_of",
];

/// Ratios are written with so many decimal places.
const RATIO_PLACES: u32 = 9;

/// What a row is about.
struct Whose<'a> {
    kind: &'a str,
    id: &'a str,
    name: &'a str,
    size: &'a str,
    platforms: String,
}

/// The file of a frame, sorted and narrowed as the page is. What stands below the table of the
/// page follows on the creators.
pub fn csv(engine: &Engine, frame: &Frame<'_>) -> String {
    let answer = engine.query(&frame.query(frame.scope(), frame.span, &[Dimension::Creator]));
    let mut entries = entries(engine, frame, &answer);
    let n_all = entries.len();
    let decisions = engine.decisions_view(&frame.campaign.id, frame.now);
    mark(engine, frame, decisions.as_ref(), &mut entries);
    entries.retain(|entry| filters::is_meant(frame, entry));
    Sorting::of(frame.ask.sort.as_deref()).sort(frame, &mut entries);
    let mut lines = vec![line(HEADER.map(str::to_owned))];
    lines.extend(entries.iter().map(|entry| creator(frame, entry)));
    if entries.len() == n_all {
        let currency = frame.currency();
        let channels = of_channels(&answer).into_iter();
        lines.extend(channels.map(|(name, f)| sum(frame, ("channel", name), currency, f)));
        let nobodys = ("unattributed", "Unattributed");
        lines.push(sum(frame, nobodys, currency, &answer.unattributed));
        for other in &answer.other_currencies {
            let query = frame.query(frame.scope(), frame.span, &[]);
            let apart = engine.query(&Query { currency: other.currency, ..query });
            let earned = credited(&apart);
            lines.push(sum(frame, ("apart", "All creators"), other.currency, &earned));
            let nobodys = ("apart_unattributed", "Unattributed");
            lines.push(sum(frame, nobodys, other.currency, &apart.unattributed));
        }
    }
    lines.concat()
}

fn creator(frame: &Frame<'_>, entry: &Entry<'_>) -> String {
    let whose = Whose {
        kind: "creator",
        id: entry.id.as_str(),
        name: entry.name,
        size: entry.creator.and_then(|c| c.size()).map_or("", |size| size.key()),
        platforms: entry.creator.map(people::platforms).unwrap_or_default().join(" "),
    };
    let exponent = frame.currency().exponent();
    let ratio = |key: &str, shift: u32| {
        let shown = entry.shown(frame, key).ok()?;
        Some(decimal(shown.ratio.rounded(RATIO_PLACES - shift), RATIO_PLACES))
    };
    // An amount per click is counted in minor units and written in whole ones.
    let ratios =
        [ratio("roi", 0), ratio("ctr", 0), ratio("cpc", exponent), ratio("conversion_rate", 0)];
    let ratios = ratios.map(Option::unwrap_or_default);
    let inputs = entry.figures.kpi_inputs(frame.model, frame.campaign.goal);
    let roi = entry.shown(frame, "roi").and_then(|_| kpis::show_of(frame, "roi", &inputs)).ok();
    let band = roi.and_then(|roi| roi.band).map_or("", |band| band.word);
    let clicks = entry.shown(frame, "clicks").map(|_| entry.figures.n_clicks.to_string());
    let shown = (clicks.unwrap_or_default(), ratios, band);
    row(frame, &whose, frame.currency(), &entry.figures, shown)
}

/// A row that is no creator's: it has sums of orders, and no clicks or KPI.
fn sum(
    frame: &Frame<'_>,
    (kind, name): (&str, &str),
    currency: Currency,
    figures: &Figures,
) -> String {
    let whose = Whose { kind, id: "", name, size: "", platforms: String::new() };
    row(frame, &whose, currency, figures, Default::default())
}

fn row(
    frame: &Frame<'_>,
    whose: &Whose<'_>,
    currency: Currency,
    figures: &Figures,
    (clicks, ratios, band): (String, [String; 4], &str),
) -> String {
    let money = |minor| Money { minor, currency }.decimal_text();
    let impressions = figures.metric(Metric::Impressions);
    let [roi, ctr, cpc, rate] = ratios;
    line([
        whose.kind.to_owned(),
        whose.id.to_owned(),
        whose.name.to_owned(),
        whose.size.to_owned(),
        whose.platforms.clone(),
        currency.as_str().to_owned(),
        money(figures.revenue_minor[frame.model]),
        figures.spend_minor.map(money).unwrap_or_default(),
        decimal(figures.orders_micro[frame.model].into(), MICRO.ilog10()),
        clicks,
        impressions.map(|n| n.to_string()).unwrap_or_default(),
        roi,
        ctr,
        cpc,
        rate,
        band.to_owned(),
        frame.campaign.id.to_string(),
        frame.model.key().to_owned(),
        frame.span.from.to_string(),
        frame.span.to.to_string(),
        frame.now.to_string(),
    ])
}

fn line(cells: [String; HEADER.len()]) -> String {
    format!("{}\r\n", cells.map(|cell| field(&cell)).join(","))
}

/// Units of which 10^`places` make one, as a decimal without needless zeros: `2.62`, `-1`, `0.5`.
fn decimal(units: i128, places: u32) -> String {
    let scale = 10_u128.pow(places);
    let sign = if units < 0 { "-" } else { "" };
    let (whole, rest) = (units.unsigned_abs() / scale, units.unsigned_abs() % scale);
    let text = format!("{sign}{whole}.{rest:0width$}", width = places as usize);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// One field, quoted where needed. What a spreadsheet could take for a formula gets a `'` in
/// front: it begins with `=`, `+`, `-`, `@`, a tab, a line end, NUL, or their full-width forms. A
/// plain number is no formula, also below zero.
pub fn field(text: &str) -> String {
    const FORMULA: [char; 12] =
        ['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠'];
    let is_digit = |byte: u8| byte.is_ascii_digit() || byte == b'.';
    let digits = text.strip_prefix('-').filter(|rest| !rest.is_empty());
    let is_number = digits.is_some_and(|rest| rest.bytes().all(is_digit));
    let is_formula = text.trim_start_matches(' ').starts_with(FORMULA) && !is_number;
    let guarded = if is_formula { format!("'{text}") } else { text.to_owned() };
    let needs_quotes = guarded.contains(['"', ',', '\r', '\n', '\t', ';', '\'']);
    if needs_quotes { format!("\"{}\"", guarded.replace('"', "\"\"")) } else { guarded }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_field_is_a_formula() {
        for (text, expected) in [
            ("Mika Tanaka", "Mika Tanaka"),
            ("=1+1", "\"'=1+1\""),
            ("+49 30", "\"'+49 30\""),
            ("-1", "-1"),
            ("-0.25", "-0.25"),
            ("-1+1", "\"'-1+1\""),
            ("-", "\"'-\""),
            ("\r=1", "\"'\r=1\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("  =1", "\"'  =1\""),
            ("＝1", "\"'＝1\""),
            ("\t=1", "\"'\t=1\""),
            ("a,b", "\"a,b\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
        ] {
            assert_eq!(field(text), expected, "{text:?}");
        }
    }

    #[test]
    fn decimals_are_exact_and_short() {
        for (units, places, expected) in [
            (0, 9, "0"),
            (2_620_000_000, 9, "2.62"),
            (-1_000_000_000, 9, "-1"),
            (333_333_333, 9, "0.333333333"),
            (-5, 9, "-0.000000005"),
            (1_500_000, 6, "1.5"),
            (7, 0, "7"),
        ] {
            assert_eq!(decimal(units, places), expected);
        }
    }
}
