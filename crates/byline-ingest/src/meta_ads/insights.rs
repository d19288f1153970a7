//! The insights API: rows in pages, errors in a field `error` whatever the status.

use byline_core::time::CivilDay;

use super::WINDOW;
use super::rows;
use crate::figures::answer::{account, bearer, check_status, query, tree};
use crate::graph;
use crate::poll::{Answer, Ask, Page, PollError, Request};

/// What is asked for: everything that the table of definitions reads, and by what to tell rows.
const FIELDS: &str = "account_id,campaign_id,adset_id,ad_id,account_currency,date_start,date_stop,\
    impressions,reach,spend,clicks,inline_link_clicks,outbound_clicks,actions,action_values";

/// Windows that Meta does not give any more, since 2026-01-12.
const WINDOWS_GONE: [&str; 2] = ["7d_view", "28d_view"];

pub(super) fn begin(ask: &Ask<'_>) -> Result<Request, PollError> {
    request(ask, "")
}

pub(super) fn read(request: &Request, answer: &Answer, ask: &Ask<'_>) -> Result<Page, PollError> {
    let tree = tree(answer)?;
    graph::check(&tree, answer)?;
    check_status(answer)?;
    if !tree.get("data").is_list() {
        return Err(PollError::Unreadable("`data` is missing".to_owned()));
    }
    let mut page = Page::default();
    rows::take(&tree, answer, ask, &mut page);
    if let Some(after) = graph::after(tree.get("paging")).filter(|it| *it != request.cursor) {
        page.next = Some(self::request(ask, &after)?);
    }
    Ok(page)
}

fn request(ask: &Ask<'_>, after: &str) -> Result<Request, PollError> {
    let account = account(ask)?;
    let account = account.strip_prefix("act_").unwrap_or(account);
    let first = ask.zone.day_of(ask.span.from);
    let last = ask.zone.day_of(ask.span.to.plus_micros(-1).max(ask.span.from));
    let windows = windows(ask)?;
    let mut pairs = vec![
        ("level", "ad".to_owned()),
        ("time_increment", "1".to_owned()),
        ("fields", FIELDS.to_owned()),
        ("time_range", time_range(first, last)),
        ("action_attribution_windows", format!(r#"["{}"]"#, windows.replace(',', r#"",""#))),
        ("limit", "500".to_owned()),
    ];
    if !after.is_empty() {
        pairs.push(("after", after.to_owned()));
    }
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, text)| (*name, &**text)).collect();
    let account = crate::figures::answer::encoded(account);
    Ok(Request {
        method: "GET",
        url: format!("{}/v25.0/act_{account}/insights?{}", ask.api_url, query(&pairs)),
        headers: vec![bearer(ask)?],
        body: Vec::new(),
        cursor: after.to_owned(),
    })
}

fn time_range(first: CivilDay, last: CivilDay) -> String {
    format!(r#"{{"since":"{first}","until":"{last}"}}"#)
}

/// The windows that the connection wants.
fn windows(ask: &Ask<'_>) -> Result<String, PollError> {
    let windows = ask.settings.get("window").map_or(WINDOW, String::as_str);
    let windows: Vec<&str> = windows.split(',').map(str::trim).collect();
    match windows.iter().find(|window| WINDOWS_GONE.contains(window)) {
        Some(gone) => Err(PollError::Refused(format!("`{gone}` is gone since 2026-01-12"))),
        None => Ok(windows.join(",")),
    }
}
