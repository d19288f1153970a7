//! Accounts: followers now, then day by day what the account brought about.
//!
//! An account that the connection may read is asked by its id. A creator's is asked by its handle
//! through the brand's own account, which gives followers and nothing of days.

use byline_core::event::Grain;
use byline_core::figure::SubjectKind;
use byline_core::patrol::Spot;
use byline_core::time::{CivilDay, Span};

use super::media::request;
use super::said::{pacific, take, take_missing, teller};
use crate::carried::{self, carried};
use crate::figures::Thing;
use crate::figures::answer::{account, check_status, encoded, query, tree};
use crate::figures::error::subject_refused;
use crate::graph;
use crate::poll::{Answer, Ask, Page, PollError, Request};

/// What a day is asked for, as totals.
const TOTALS: &str = "views,reach,profile_views,likes,comments,shares,saves,website_clicks";

/// What is asked of an account itself.
const FIELDS: &str = "id,username,followers_count,media_count,biography,website";

/// Where a turn stands: which account, and of which day; no day asks for the account itself.
#[derive(Clone, Copy, Debug)]
struct Place {
    n: usize,
    day: Option<CivilDay>,
}

pub(super) fn begin(ask: &Ask<'_>) -> Result<Request, PollError> {
    account_request(ask, 0)?.ok_or(PollError::Incomplete("an account"))
}

pub(super) fn read(request: &Request, answer: &Answer, ask: &Ask<'_>) -> Result<Page, PollError> {
    let place = Place::read(&request.cursor)?;
    let subject = subject(ask, place.n).unwrap_or_default();
    let tree = tree(answer)?;
    let mut page = Page::default();
    match graph::check(&tree, answer).and_then(|()| check_status(answer)) {
        Ok(()) => {}
        Err(PollError::Refused(why)) => {
            page.refused.push(subject_refused(subject, &why));
            page.next = account_request(ask, place.n + 1)?;
            return Ok(page);
        }
        Err(error) => return Err(error),
    }
    let teller = teller(answer, ask);
    let asked = place.day.map(|day| pacific().day_span(day));
    take(&tree, &teller, asked, &mut page);
    if place.day.is_none() {
        tree.objects(&mut |object, _| {
            let Some(handle) = object.text_of("username") else { return };
            let texts = ["biography", "website"].map(|name| object.text_of(name));
            let text = texts.into_iter().flatten().collect::<Vec<_>>().join(" ");
            let (kind, handle) = (SubjectKind::Account, Some(handle));
            let said = carried::Place { kind, id: subject, spot: Spot::Bio, handle };
            page.facts.push(carried(&said, Some(&text), "instagram", (ask, answer)));
        });
    }
    if let Some(span) = asked {
        let is_said = |metric: &&str| {
            let mut said = tree.get("data").items().iter();
            said.any(|insight| insight.text_of("name") == Some(*metric))
        };
        let silent: Vec<&str> = TOTALS.split(',').filter(|metric| !is_said(metric)).collect();
        let grain = Grain::Stretch(span);
        let thing = Thing::over(SubjectKind::Account, subject, grain, &pacific());
        take_missing(&thing, &silent.join(","), &teller, &mut page);
    }
    page.next = match next_day(ask, place).filter(|_| is_id(subject)) {
        Some(day) => Some(day_request(ask, place.n, day)?),
        None => account_request(ask, place.n + 1)?,
    };
    Ok(page)
}

/// The account with this number: one of those named, or the connection's own.
fn subject<'a>(ask: &Ask<'a>, n: usize) -> Option<&'a str> {
    let own = ask.account.filter(|_| n == 0 && ask.subjects.is_empty());
    ask.subjects.get(n).map(String::as_str).or(own)
}

fn is_id(subject: &str) -> bool {
    !subject.is_empty() && subject.bytes().all(|byte| byte.is_ascii_digit())
}

/// The first day of the stretch, or the one after; none after the last that is over.
fn next_day(ask: &Ask<'_>, place: Place) -> Option<CivilDay> {
    let pacific = pacific();
    let day = match place.day {
        None => Some(pacific.day_of(ask.span.from)),
        Some(day) => day.next(),
    };
    let is_over = |span: Span| span.to <= ask.now && span.from < ask.span.to;
    day.filter(|day| is_over(pacific.day_span(*day)))
}

fn account_request(ask: &Ask<'_>, n: usize) -> Result<Option<Request>, PollError> {
    let Some(subject) = subject(ask, n) else { return Ok(None) };
    let path = match is_id(subject) {
        true => format!("{}?{}", encoded(subject), query(&[("fields", FIELDS)])),
        false => {
            let handle = subject.trim_start_matches('@');
            let field = format!("business_discovery.username({handle}){{{FIELDS}}}");
            format!("{}?{}", encoded(account(ask)?), query(&[("fields", &field)]))
        }
    };
    request(ask, &path, format!("{n} account")).map(Some)
}

fn day_request(ask: &Ask<'_>, n: usize, day: CivilDay) -> Result<Request, PollError> {
    let span = pacific().day_span(day);
    let query = query(&[
        ("metric", TOTALS),
        ("period", "day"),
        ("metric_type", "total_value"),
        ("since", &span.from.seconds().to_string()),
        ("until", &span.to.seconds().to_string()),
    ]);
    let id = encoded(subject(ask, n).unwrap_or_default());
    request(ask, &format!("{id}/insights?{query}"), format!("{n} {day}"))
}

impl Place {
    fn read(cursor: &str) -> Result<Self, PollError> {
        let read = || {
            let (n, day) = cursor.split_once(' ')?;
            let day = if day == "account" { None } else { Some(day.parse().ok()?) };
            Some(Self { n: n.parse().ok()?, day })
        };
        read().ok_or_else(|| PollError::Unreadable("the cursor is none of ours".to_owned()))
    }
}
