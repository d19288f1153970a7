//! What Funnel, Supermetrics and Windsor collect by ad and day.

use byline_core::entry::{DedupKey, Fact};
use byline_core::event::Grain;
use byline_core::figure::{Counted, Figure, Side, Subject, SubjectKind};
use byline_core::money::Currency;

use crate::dedup::{self, nth};
use crate::export::{Export, ExportColumn, Ground, Mapped, Row, RowRefused, may, must};
use crate::figures::row::as_of;
use crate::files::{Cells, unreadable};

/// Figures by ad and day. Days are those of the ad account: the mapping says its zone.
pub const FIGURES: Export = Export {
    feed: "import",
    what: "ad_figures",
    about: "Funnel, Supermetrics or Windsor: a table by data source, ad and day",
    columns: COLUMNS,
    map: ad_figures,
};

/// How collectors name the time at which they asked.
const AS_OF: &[&str] = &[
    "_fivetran_synced",
    "synced_at",
    "fetched_at",
    "Last Updated",
    "Updated At",
    "Exported At",
    "Extracted At",
];

const COLUMNS: &[ExportColumn] = &[
    must("date", &["Day"], "the day in the ad account's zone"),
    must(
        "data_source",
        &["Data Source Name", "Data Source Type", "Datasource", "Source"],
        "which platform",
    ),
    must("ad_id", &["Ad ID", "Creative ID"], "the ad"),
    may("impressions", &["Impr."], "displays"),
    may("clicks", &["Link Clicks", "Outbound Clicks"], "clicks towards the destination"),
    may("spend", &["Cost", "Amount Spent", "Media Cost"], "money"),
    may("currency", &["Currency Code", "Account Currency"], "of money"),
    may("conversions", &["Purchases"], "what the platform claims, may be fractions"),
    may("conversion_value", &["Purchase Value", "Revenue"], "the worth of those"),
    may("as_of", AS_OF, "when the platform said so, in universal time if it names no zone"),
];

/// A figure, and of which currency it is if it is money.
type Value = Option<(i64, Option<Currency>)>;

fn ad_figures(row: &Row<'_>, ground: &Ground<'_>) -> Mapped {
    let cells = Cells::new(row, ground);
    let said = cells.currency("currency")?;
    let count = |value: Option<i64>| value.map(|value| (value, None));
    let money = |column| -> Result<Value, RowRefused> {
        let money = cells.money(column, said)?;
        Ok(money.map(|money| (money.minor, Some(money.currency))))
    };
    let found: [(Counted, Result<Value, RowRefused>); 5] = [
        (Counted::Impressions, cells.count("impressions").map(count)),
        (Counted::ClicksLink, cells.count("clicks").map(count)),
        (Counted::SpendMinor, money("spend")),
        (Counted::ClaimedConversionsMicro, cells.scaled("conversions", 6).map(count)),
        (Counted::ClaimedValueMinor, money("conversion_value")),
    ];
    let subject = Subject {
        feed: feed(cells.must("data_source")?)?.to_owned(),
        kind: SubjectKind::Ad,
        id: cells.must_id("ad_id")?.to_owned(),
    };
    let grain = Grain::Stretch(cells.must_day_span("date")?);
    let said_at = as_of(row, ground.received_at)?;
    let window = cells.setting("window");
    let mut facts = Vec::new();
    for (n, (counted, value)) in found.into_iter().enumerate() {
        // What the row does not say is no figure; it is never zero.
        let Some((value, currency)) = value? else { continue };
        let figure = Figure {
            connection: ground.connection.clone(),
            subject: subject.clone(),
            counted,
            value: Some(value),
            currency,
            side: Side::Paid,
            grain,
            as_of: said_at,
            definition: format!("{}.{}@collected", subject.feed, counted.key()),
            window: window.filter(|_| counted.is_ascribed()).map(str::to_owned),
        };
        let row = nth(cells.row_key("import"), n);
        facts.push((Fact::Figure(figure), of_currency(row, currency)));
    }
    match facts.is_empty() {
        true => Err(RowRefused::Empty("no figure in the row")),
        false => Ok(facts),
    }
}

/// The key of a row's amount. The currency may be said outside the row; the same digits of another
/// account in another currency are another amount.
fn of_currency(row: DedupKey, currency: Option<Currency>) -> DedupKey {
    match currency {
        Some(currency) => dedup::key(&[&row.0, currency.as_str().as_bytes()]),
        None => row,
    }
}

/// The feed that a collector's word for a platform means.
fn feed(word: &str) -> Result<&'static str, RowRefused> {
    let plain = word.to_lowercase();
    let is = |name: &str| plain.contains(name);
    match () {
        () if is("tiktok") => Ok("tiktok_ads"),
        () if is("facebook") || is("meta") || is("instagram") => Ok("meta_ads"),
        () if is("google") || is("adwords") || is("youtube") => Ok("google_ads"),
        () => Err(unreadable("data_source", word, "platform whose ads Byline knows")),
    }
}
