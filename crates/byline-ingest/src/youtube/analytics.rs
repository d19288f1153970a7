//! Days, from Analytics: one request for each video, or one for the channel.
//!
//! An answer is a table: names in `columnHeaders`, cells in `rows`. Days without data are left
//! out, and so is everything after the last complete day; without any, `rows` itself is left out.
//! Such days are missing: they come later, and are no zeros.

use byline_core::event::Grain;
use byline_core::figure::SubjectKind;
use byline_core::time::{CivilDay, Span};

use super::pacific;
use super::said::{body, teller};
use crate::figures::answer::{account, bearer, query};
use crate::figures::error::{day_unreadable, subject_refused};
use crate::figures::{Teller, Thing, stretch};
use crate::poll::{Answer, Ask, Page, PollError, Request};
use crate::tree::Tree;

/// What is asked for.
const METRICS: &str = "views,engagedViews,estimatedMinutesWatched,likes,comments,shares,\
    subscribersGained,subscribersLost";

/// The most days that a turn names as missing; a longer stretch is a first fill.
const DAYS_MAX: usize = 400;

pub(super) fn begin(ask: &Ask<'_>) -> Result<Request, PollError> {
    request(ask, 0)?.ok_or(PollError::Incomplete("an account"))
}

pub(super) fn read(request: &Request, answer: &Answer, ask: &Ask<'_>) -> Result<Page, PollError> {
    let n: usize = request.cursor.parse().unwrap_or(0);
    let mut page = Page { next: self::request(ask, n + 1)?, ..Page::default() };
    let tree = match body(answer) {
        Ok(tree) => tree,
        // One video that is gone never costs the others.
        Err(PollError::Refused(why)) if !ask.subjects.is_empty() => {
            let id = ask.subjects.get(n).map_or("", String::as_str);
            page.refused.push(subject_refused(id, &why));
            return Ok(page);
        }
        Err(error) => return Err(error),
    };
    let headers = tree.get("columnHeaders").items();
    let names: Vec<&str> = headers.iter().filter_map(|header| header.text_of("name")).collect();
    let Some(day_column) = names.iter().position(|name| *name == "day") else {
        return Err(PollError::Unreadable("`columnHeaders` has no `day`".to_owned()));
    };
    let said = Said { names, video: ask.subjects.get(n).map(String::as_str) };
    let teller = teller(answer, ask);
    let mut days = Vec::new();
    for row in tree.get("rows").items() {
        let text = row.items().get(day_column).and_then(Tree::text);
        match text.and_then(stretch::day) {
            Some(day) => {
                days.push(day);
                said.take(day, Some(row), &teller, ask, &mut page);
            }
            None => page.refused.push(day_unreadable("day", text)),
        }
    }
    for day in asked_days(ask).into_iter().filter(|day| !days.contains(day)) {
        said.take(day, None, &teller, ask, &mut page);
    }
    Ok(page)
}

/// What a table is of, and how its columns are called.
struct Said<'a> {
    names: Vec<&'a str>,
    video: Option<&'a str>,
}

impl Said<'_> {
    /// The figures of a day; without a row they are missing.
    fn take(
        &self,
        day: CivilDay,
        row: Option<&Tree<'_>>,
        teller: &Teller<'_>,
        ask: &Ask<'_>,
        page: &mut Page,
    ) {
        let pacific = pacific();
        let grain = Grain::Stretch(pacific.day_span(day));
        let thing = match self.video {
            Some(id) => Thing::over(SubjectKind::Content, id, grain, &pacific),
            None => {
                let id = self.channel(row).or(ask.account).unwrap_or_default();
                Thing::over(SubjectKind::Account, id, grain, &pacific)
            }
        };
        let told = teller.tell(&thing, |metric| {
            let place = self.names.iter().position(|name| *name == metric)?;
            let cell = row.and_then(|row| row.items().get(place)).and_then(Tree::text);
            Some(cell.unwrap_or_default())
        });
        told.onto(page);
    }

    fn channel<'r>(&self, row: Option<&'r Tree<'_>>) -> Option<&'r str> {
        let place = self.names.iter().position(|name| *name == "channel")?;
        row?.items().get(place)?.text()
    }
}

/// The days of the stretch that are over.
fn asked_days(ask: &Ask<'_>) -> Vec<CivilDay> {
    let pacific = pacific();
    let mut days = Vec::new();
    let mut next = Some(pacific.day_of(ask.span.from));
    while let Some(day) = next.filter(|_| days.len() < DAYS_MAX) {
        let Span { from, to } = pacific.day_span(day);
        if ask.span.to <= from || ask.now < to {
            break;
        }
        days.push(day);
        next = day.next();
    }
    days
}

fn request(ask: &Ask<'_>, n: usize) -> Result<Option<Request>, PollError> {
    let video = ask.subjects.get(n);
    if video.is_none() && 0 < n.max(ask.subjects.len()) {
        return Ok(None);
    }
    let pacific = pacific();
    let first = pacific.day_of(ask.span.from).to_string();
    let last = pacific.day_of(ask.span.to.plus_micros(-1).max(ask.span.from)).to_string();
    let ids = format!("channel=={}", ask.account.unwrap_or("MINE"));
    let filter = video.map(|id| format!("video=={id}"));
    let mut pairs = vec![
        ("ids", ids.as_str()),
        ("startDate", &first),
        ("endDate", &last),
        ("dimensions", "day"),
        ("metrics", METRICS),
        ("sort", "day"),
    ];
    if let Some(filter) = &filter {
        pairs.push(("filters", filter));
    } else {
        account(ask)?;
    }
    Ok(Some(Request {
        method: "GET",
        url: format!("{}/v2/reports?{}", ask.api_url, query(&pairs)),
        headers: vec![bearer(ask)?],
        body: Vec::new(),
        cursor: n.to_string(),
    }))
}
