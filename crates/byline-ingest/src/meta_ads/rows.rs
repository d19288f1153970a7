//! Rows of insights, wherever they stand in an answer: in a list, or inside the ad that was asked.

use byline_core::event::Grain;
use byline_core::figure::SubjectKind;
use byline_core::money::Currency;
use byline_core::time::{Span, Zone};

use super::WINDOW;
use crate::definitions::META_ADS;
use crate::figures::error::{day_unreadable, id_missing};
use crate::figures::row::plain_id;
use crate::figures::{Teller, Thing, Writing, stretch};
use crate::poll::{Answer, Ask, Page};
use crate::tree::Tree;

/// What a row is of: the finest id that it has.
const IDS: [(&str, SubjectKind); 4] = [
    ("ad_id", SubjectKind::Ad),
    ("adset_id", SubjectKind::AdGroup),
    ("campaign_id", SubjectKind::AdCampaign),
    ("account_id", SubjectKind::AdAccount),
];

/// Fields that cut a row into parts.
const BREAKDOWNS: [&str; 10] = [
    "age",
    "gender",
    "country",
    "region",
    "dma",
    "publisher_platform",
    "platform_position",
    "impression_device",
    "device_platform",
    "product_id",
];

/// Takes every row of `tree`, however deep it stands.
pub(super) fn take(tree: &Tree<'_>, answer: &Answer, ask: &Ask<'_>, page: &mut Page) {
    tree.objects(&mut |row, around| {
        if !row.get("date_start").is_nothing() {
            take_row(row, around, answer, ask, page);
        }
    });
}

fn take_row(
    row: &Tree<'_>,
    around: Option<&Tree<'_>>,
    answer: &Answer,
    ask: &Ask<'_>,
    page: &mut Page,
) {
    let Some((kind, id)) = subject(row, around) else {
        return page.refused.push(id_missing("ad_id"));
    };
    let Some(span) = span(row, ask.zone) else {
        return page.refused.push(day_unreadable("date_start", row.text_of("date_start")));
    };
    let setting = ask.settings.get("currency").map(String::as_str);
    let window = ask.settings.get("window").map_or(WINDOW, String::as_str);
    let teller = Teller {
        connection: ask.connection,
        feed: "meta_ads",
        table: META_ADS,
        currency: row.text_of("account_currency").or(setting).and_then(Currency::parse),
        window: Some(window),
        as_of: answer.received_at,
        writing: Writing::Plain,
    };
    let mut thing = Thing::over(kind, id, Grain::Stretch(span), ask.zone);
    let cut = |name: &&str| row.text_of(name).map(|text| format!("{name}={text}"));
    thing.part = BREAKDOWNS.iter().filter_map(cut).collect::<Vec<_>>().join(",");
    let text_of = |metric: &'static str| Some(text(row, metric, window).unwrap_or_default());
    teller.tell(&thing, text_of).onto(page);
}

/// What the row is of. A row that stands inside an ad, ad set or campaign without naming it is of
/// that one: its own `account_id` would make one account of many campaigns.
fn subject<'t>(row: &'t Tree<'_>, around: Option<&'t Tree<'_>>) -> Option<(SubjectKind, &'t str)> {
    let mut own = IDS.iter().filter_map(|(name, kind)| Some((*kind, row.text_of(name)?)));
    let found = own.next();
    if let Some((kind, id)) = found.filter(|(kind, _)| *kind != SubjectKind::AdAccount) {
        return Some((kind, id));
    }
    let holder = around.and_then(|around| {
        let kind = match around {
            _ if around.text_of("adset_id").is_some() => SubjectKind::Ad,
            _ if around.text_of("campaign_id").is_some() => SubjectKind::AdGroup,
            _ if around.text_of("account_id").is_some() => SubjectKind::AdCampaign,
            _ => return None,
        };
        Some((kind, around.text_of("id")?))
    });
    let account = found.map(|(kind, id)| (kind, plain_id(kind, id)));
    holder.or(account)
}

/// From the start of the first day to the end of the last.
fn span(row: &Tree<'_>, zone: &Zone) -> Option<Span> {
    let first = stretch::day_span(row.text_of("date_start")?, zone)?;
    let last = match row.text_of("date_stop") {
        Some(day) => stretch::day_span(day, zone)?,
        None => first,
    };
    Some(Span { from: first.from, to: last.to }).filter(|span| !span.is_empty())
}

/// The text of a metric: a field, or `actions:omni_purchase` for the entry of that type in a list.
fn text<'t>(row: &'t Tree<'_>, metric: &str, window: &str) -> Option<&'t str> {
    let Some((list, action_type)) = metric.split_once(':') else {
        return row.text_of(metric);
    };
    let mut entries = row.get(list).items().iter();
    let entry = entries.find(|entry| entry.text_of("action_type") == Some(action_type))?;
    // With one window `value` may still be that of the account's setting.
    entry.text_of(window).or(entry.text_of("value"))
}
