//! The reporting API: one row for each ad and day, in pages, at most 30 days at a time.
//!
//! Every answer comes with HTTP 200; what happened stands in `code`. Metrics are strings, and `-`
//! where TikTok has none.

use byline_core::event::Grain;
use byline_core::figure::SubjectKind;
use byline_core::money::Currency;
use byline_core::time::CivilDay;

use super::WINDOW;
use crate::definitions::TIKTOK_ADS;
use crate::figures::answer::{account, check_status, query, tree};
use crate::figures::error::{day_unreadable, id_missing};
use crate::figures::{Teller, Thing, Writing, stretch};
use crate::poll::{Answer, Ask, Page, PollError, Request};
use crate::tree::Tree;

/// The most days that one request may span when it asks day by day.
const DAYS_MAX: i32 = 30;

/// A turn never has more pages than this in one stretch of days: it would be going in circles.
const PAGES_MAX: u32 = 10_000;

/// Where a turn stands: the first day of its stretch, and the page.
#[derive(Clone, Copy, Debug)]
struct Place {
    from: CivilDay,
    page: u32,
}

pub(super) fn begin(ask: &Ask<'_>) -> Result<Request, PollError> {
    request(ask, Place { from: ask.zone.day_of(ask.span.from), page: 1 })
}

pub(super) fn read(request: &Request, answer: &Answer, ask: &Ask<'_>) -> Result<Page, PollError> {
    let tree = tree(answer)?;
    check(&tree, answer)?;
    let list = tree.at("data.list");
    if !list.is_list() {
        return Err(PollError::Unreadable("`data.list` is missing".to_owned()));
    }
    let mut page = Page::default();
    for row in list.items() {
        take(row, answer, ask, &mut page);
    }
    page.next = next(request, &tree, ask)?;
    Ok(page)
}

/// The error that stands in `code`, if one does.
fn check(tree: &Tree<'_>, answer: &Answer) -> Result<(), PollError> {
    let Some(code) = tree.text_of("code").and_then(|code| code.parse::<u32>().ok()) else {
        check_status(answer)?;
        return Err(PollError::Unreadable("`code` is missing".to_owned()));
    };
    let words = format!("code {code}");
    match code {
        0 => check_status(answer),
        40100 => Err(PollError::Throttled { retry_after_s: answer.retry_after_s() }),
        40001 | 40101..=40199 => Err(PollError::NeedsLogin(words)),
        50000..=59999 => Err(PollError::Down(words)),
        _ => Err(PollError::Refused(words)),
    }
}

fn take(row: &Tree<'_>, answer: &Answer, ask: &Ask<'_>, page: &mut Page) {
    let (dimensions, metrics) = (row.get("dimensions"), row.get("metrics"));
    let Some(id) = dimensions.text_of("ad_id").filter(|id| *id != "-") else {
        return page.refused.push(id_missing("ad_id"));
    };
    let day = dimensions.text_of("stat_time_day");
    let Some(span) = day.and_then(|day| stretch::day_span(day, ask.zone)) else {
        return page.refused.push(day_unreadable("stat_time_day", day));
    };
    let code = ask.settings.get("currency").map(String::as_str);
    let teller = Teller {
        connection: ask.connection,
        feed: "tiktok_ads",
        table: TIKTOK_ADS,
        currency: code.or(metrics.text_of("currency")).and_then(Currency::parse),
        window: Some(ask.settings.get("window").map_or(WINDOW, String::as_str)),
        as_of: answer.received_at,
        writing: Writing::Plain,
    };
    let thing = Thing::over(SubjectKind::Ad, id, Grain::Stretch(span), ask.zone);
    teller.tell(&thing, |metric| Some(metrics.text_of(metric).unwrap_or_default())).onto(page);
}

fn next(request: &Request, tree: &Tree<'_>, ask: &Ask<'_>) -> Result<Option<Request>, PollError> {
    let place = Place::read(&request.cursor)?;
    let n_pages = tree.at("data.page_info.total_page").text();
    let n_pages: u32 = n_pages.and_then(|n| n.parse().ok()).unwrap_or(place.page);
    if place.page < n_pages.min(PAGES_MAX) {
        return self::request(ask, Place { page: place.page + 1, ..place }).map(Some);
    }
    match place.from.plus_days(DAYS_MAX) {
        Some(from) if from <= last_day(ask) => {
            self::request(ask, Place { from, page: 1 }).map(Some)
        }
        _ => Ok(None),
    }
}

fn request(ask: &Ask<'_>, place: Place) -> Result<Request, PollError> {
    let to = place.from.plus_days(DAYS_MAX - 1).unwrap_or(place.from).min(last_day(ask));
    let mut metrics: Vec<&str> = TIKTOK_ADS.iter().map(|known| known.metrics[0]).collect();
    if !ask.settings.contains_key("currency") {
        metrics.push("currency");
    }
    let query = query(&[
        ("advertiser_id", account(ask)?),
        ("report_type", "BASIC"),
        ("data_level", "AUCTION_AD"),
        ("dimensions", r#"["ad_id","stat_time_day"]"#),
        ("metrics", &format!(r#"["{}"]"#, metrics.join(r#"",""#))),
        ("start_date", &place.from.to_string()),
        ("end_date", &to.to_string()),
        ("page", &place.page.to_string()),
        ("page_size", "1000"),
    ]);
    Ok(Request {
        method: "GET",
        // Without the slash at its end the path is unknown.
        url: format!("{}/open_api/v1.3/report/integrated/get/?{query}", ask.api_url),
        headers: vec![("Access-Token", ask.token()?.to_owned())],
        body: Vec::new(),
        cursor: format!("{} {}", place.from, place.page),
    })
}

fn last_day(ask: &Ask<'_>) -> CivilDay {
    let last = ask.span.to.plus_micros(-1).max(ask.span.from);
    ask.zone.day_of(last)
}

impl Place {
    fn read(cursor: &str) -> Result<Self, PollError> {
        let read = || {
            let (from, page) = cursor.split_once(' ')?;
            Some(Self { from: from.parse().ok()?, page: page.parse().ok()? })
        };
        read().ok_or_else(|| PollError::Unreadable("the cursor is none of ours".to_owned()))
    }
}
