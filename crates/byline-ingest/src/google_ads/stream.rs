//! The stream of search: a list of batches, each with results.
//!
//! An error can stand in the stream after good batches. Then nothing of it is taken: half a day
//! would pass for a whole one, and the next try brings all of it.

use byline_core::event::Grain;
use byline_core::figure::SubjectKind;
use byline_core::money::Currency;
use byline_core::time::Zone;

use super::WINDOW;
use crate::definitions::GOOGLE_ADS;
use crate::figures::answer::{account, check_status, tree};
use crate::figures::error::{day_unreadable, id_missing};
use crate::figures::{Teller, Thing, Writing, stretch};
use crate::poll::{Answer, Ask, Page, PollError, Request};
use crate::tree::Tree;

/// The version of the API in addresses.
const VERSION: &str = "v25";

pub(super) fn begin(ask: &Ask<'_>) -> Result<Request, PollError> {
    let customer = account(ask)?.replace('-', "");
    if !customer.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(PollError::Refused("the account is no customer id".to_owned()));
    }
    let secret = ask.token()?;
    let (token, developer_token) =
        secret.trim().split_once('\n').ok_or(PollError::Incomplete("a developer token"))?;
    let mut headers = vec![
        ("Authorization", format!("Bearer {}", token.trim())),
        ("developer-token", developer_token.trim().to_owned()),
        ("Content-Type", "application/json".to_owned()),
    ];
    if let Some(manager) = ask.settings.get("login_customer_id") {
        headers.push(("login-customer-id", manager.replace('-', "")));
    }
    let body = serde_json::json!({ "query": query(ask) }).to_string().into_bytes();
    Ok(Request {
        method: "POST",
        url: format!("{}/{VERSION}/customers/{customer}/googleAds:searchStream", ask.api_url),
        headers,
        body,
        cursor: String::new(),
    })
}

pub(super) fn read(_request: &Request, answer: &Answer, ask: &Ask<'_>) -> Result<Page, PollError> {
    let tree = tree(answer)?;
    let batches = if tree.is_list() { tree.items() } else { std::slice::from_ref(&tree) };
    for batch in batches {
        check(batch.get("error"), answer)?;
    }
    check_status(answer)?;
    let mut page = Page::default();
    for result in batches.iter().flat_map(|batch| batch.get("results").items()) {
        take(result, answer, ask, &mut page);
    }
    Ok(page)
}

fn check(error: &Tree<'_>, answer: &Answer) -> Result<(), PollError> {
    if error.is_nothing() {
        return Ok(());
    }
    let code = error.text_of("code").unwrap_or_default();
    let status = error.text_of("status").unwrap_or_default();
    let words = format!("code {code} {status}");
    Err(match (code, status) {
        ("429", _) | (_, "RESOURCE_EXHAUSTED") => {
            PollError::Throttled { retry_after_s: answer.retry_after_s().or(pause_s(error)) }
        }
        ("401" | "403", _) | (_, "UNAUTHENTICATED" | "PERMISSION_DENIED") => {
            PollError::NeedsLogin(words)
        }
        (code, _) if code.starts_with('5') => PollError::Down(words),
        _ => PollError::Refused(words),
    })
}

/// The pause in `retryDelay`, such as `30s`, wherever the error holds it.
fn pause_s(error: &Tree<'_>) -> Option<u32> {
    let mut pause = None;
    error.objects(&mut |object, _| {
        let delay = object.text_of("retryDelay").and_then(|text| text.strip_suffix('s'));
        let whole = delay.and_then(|text| text.split('.').next()?.parse::<u32>().ok());
        pause = pause.or(whole);
    });
    pause
}

fn take(result: &Tree<'_>, answer: &Answer, ask: &Ask<'_>, page: &mut Page) {
    let Some(id) = result.at("adGroupAd.ad.id").text() else {
        return page.refused.push(id_missing("adGroupAd.ad.id"));
    };
    let customer = result.get("customer");
    let named = customer.text_of("timeZone").and_then(|name| Zone::parse(name).ok());
    let zone = named.as_ref().unwrap_or(ask.zone);
    let day = result.at("segments.date").text();
    let Some(span) = day.and_then(|day| stretch::day_span(day, zone)) else {
        return page.refused.push(day_unreadable("segments.date", day));
    };
    let setting = ask.settings.get("currency").map(String::as_str);
    let teller = Teller {
        connection: ask.connection,
        feed: "google_ads",
        table: GOOGLE_ADS,
        currency: customer.text_of("currencyCode").or(setting).and_then(Currency::parse),
        window: Some(ask.settings.get("window").map_or(WINDOW, String::as_str)),
        as_of: answer.received_at,
        writing: Writing::Plain,
    };
    let metrics = result.get("metrics");
    let asked = metrics_asked(ask);
    let thing = Thing::over(SubjectKind::Ad, id, Grain::Stretch(span), zone);
    let told = teller.tell(&thing, |metric| {
        asked.contains(&metric).then(|| metrics.text_of(metric).unwrap_or_default())
    });
    told.onto(page);
}

/// The metrics that are asked for, as they are called in answers.
fn metrics_asked(ask: &Ask<'_>) -> [&'static str; 5] {
    let [conversions, value] = match ask.settings.get("conversion_date").map(String::as_str) {
        Some("conversion") => ["conversionsByConversionDate", "conversionsValueByConversionDate"],
        _ => ["conversions", "conversionsValue"],
    };
    ["impressions", "clicks", "costMicros", conversions, value]
}

fn query(ask: &Ask<'_>) -> String {
    let first = ask.zone.day_of(ask.span.from);
    let last = ask.zone.day_of(ask.span.to.plus_micros(-1).max(ask.span.from));
    let metrics = metrics_asked(ask).map(|metric| format!("metrics.{}", snake_case(metric)));
    format!(
        "SELECT customer.id, customer.currency_code, customer.time_zone, campaign.id, \
         ad_group.id, ad_group_ad.ad.id, segments.date, {} FROM ad_group_ad \
         WHERE segments.date BETWEEN '{first}' AND '{last}'",
        metrics.join(", ")
    )
}

/// `costMicros` as queries spell it: `cost_micros`.
fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(c.to_ascii_lowercase());
    }
    snake
}
