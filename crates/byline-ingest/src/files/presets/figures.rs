//! What Funnel, Supermetrics and Windsor collect by ad and day.

use byline_core::entry::Fact;
use byline_core::event::Grain;
use byline_core::figure::{Counted, Figure, Side, Subject, SubjectKind};

use crate::dedup::nth;
use crate::export::{Export, ExportColumn, Ground, Mapped, Row, RowRefused, may, must};
use crate::files::{Cells, unreadable};

/// Figures by ad and day. Days are those of the ad account: the mapping says its zone.
pub const FIGURES: Export = Export {
    feed: "import",
    what: "ad_figures",
    about: "Funnel, Supermetrics or Windsor: a table by data source, ad and day",
    columns: COLUMNS,
    map: figures,
};

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
];

fn figures(row: &Row<'_>, ground: &Ground<'_>) -> Mapped {
    let cells = Cells::new(row, ground);
    let currency = cells.currency("currency")?;
    let minor = |column| Ok(cells.money(column, currency)?.map(|money| money.minor));
    let found: [(Counted, Result<Option<i64>, RowRefused>); 5] = [
        (Counted::Impressions, cells.count("impressions")),
        (Counted::ClicksLink, cells.count("clicks")),
        (Counted::SpendMinor, minor("spend")),
        (Counted::ClaimedConversionsMicro, cells.scaled("conversions", 6)),
        (Counted::ClaimedValueMinor, minor("conversion_value")),
    ];
    let subject = Subject {
        feed: feed(cells.must("data_source")?)?.to_owned(),
        kind: SubjectKind::Ad,
        id: cells.must_id("ad_id")?.to_owned(),
    };
    let grain = Grain::Stretch(cells.must_day_span("date")?);
    let mut facts = Vec::new();
    for (n, (counted, value)) in found.into_iter().enumerate() {
        // What the row does not say is no figure; it is never zero.
        let Some(value) = value? else { continue };
        let figure = Figure {
            connection: ground.connection.clone(),
            subject: subject.clone(),
            counted,
            value: Some(value),
            currency: currency.filter(|_| counted.is_money()),
            side: Side::Paid,
            grain,
            as_of: ground.received_at,
            definition: format!("{}.{}@collected", subject.feed, counted.key()),
            window: cells.setting("window").map(str::to_owned),
        };
        facts.push((Fact::Figure(figure), nth(cells.row_key("import"), n)));
    }
    match facts.is_empty() {
        true => Err(RowRefused::Empty("no figure in the row")),
        false => Ok(facts),
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
