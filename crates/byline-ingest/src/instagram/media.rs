//! Counters of posts and stories, two requests for each: what it is, then its insights.
//!
//! Which insights a thing has depends on what it is. Those of a story are given for 24 hours; an
//! older one is not asked, because its empty answer would hide what was known.

use byline_core::figure::SubjectKind;
use byline_core::patrol::Spot;
use byline_core::time::{MICROS_PER_HOUR, Zone};

use super::VERSION;
use super::said::{take, take_missing, teller};
use crate::carried::{self, carried};
use crate::figures::answer::{bearer, check_status, encoded, query, tree};
use crate::figures::error::subject_refused;
use crate::figures::{Thing, stretch};
use crate::graph;
use crate::poll::{Answer, Ask, Page, PollError, Request};
use crate::tree::Tree;

/// What is asked of a thing itself.
const FIELDS: &str = "id,media_type,media_product_type,timestamp,like_count,comments_count,caption";

/// Insights of posts and reels.
const OF_POSTS: &str = "views,reach,saved,shares,likes,comments";

/// Insights of stories.
const OF_STORIES: &str = "views,reach,shares,replies,profile_visits,follows";

/// How long after its publication a story has insights, in microseconds.
const STORY_MICROS: i64 = 24 * MICROS_PER_HOUR;

/// Where a turn stands: which thing, and what is asked of it. Written `3 info`, `3 post`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Place<'a> {
    n: usize,
    what: &'a str,
}

pub(super) fn begin(ask: &Ask<'_>) -> Result<Request, PollError> {
    match info(ask, 0)? {
        Some(request) => Ok(request),
        None => Err(PollError::Incomplete("content to ask for")),
    }
}

pub(super) fn read(request: &Request, answer: &Answer, ask: &Ask<'_>) -> Result<Page, PollError> {
    let place = Place::read(&request.cursor)?;
    let id = ask.subjects.get(place.n).map(String::as_str).unwrap_or_default();
    let tree = tree(answer)?;
    let mut page = Page::default();
    match graph::check(&tree, answer).and_then(|()| check_status(answer)) {
        Ok(()) => {}
        // One thing that is gone never costs the others.
        Err(PollError::Refused(why)) => {
            page.refused.push(subject_refused(id, &why));
            page.next = info(ask, place.n + 1)?;
            return Ok(page);
        }
        Err(error) => return Err(error),
    }
    let teller = teller(answer, ask);
    take(&tree, &teller, None, &mut page);
    if place.what == "info" {
        let text = tree.text_of("caption").unwrap_or_default();
        let kind = SubjectKind::Content;
        let said = carried::Place { kind, id, spot: Spot::Description, handle: None };
        page.facts.push(carried(&said, Some(text), "instagram", (ask, answer)));
        page.next = match insights_of(&tree, answer) {
            Some(kind) => Some(insights(ask, place.n, kind)?),
            None => info(ask, place.n + 1)?,
        };
        return Ok(page);
    }
    let said = tree.get("data").items();
    let is_silent =
        |metric: &&str| !said.iter().any(|insight| insight.text_of("name") == Some(*metric));
    let silent: Vec<&str> = metrics(place.what).split(',').filter(is_silent).collect();
    let thing = Thing::so_far(SubjectKind::Content, id, answer.received_at);
    take_missing(&thing, &silent.join(","), &teller, &mut page);
    page.next = info(ask, place.n + 1)?;
    Ok(page)
}

/// Which insights a thing has now, if any.
fn insights_of(media: &Tree<'_>, answer: &Answer) -> Option<&'static str> {
    if media.text_of("media_product_type") != Some("STORY") {
        return Some("post");
    }
    let published = stretch::instant(media.text_of("timestamp")?, &Zone::utc())?;
    let age = answer.received_at.micros_since(published);
    (age < STORY_MICROS).then_some("story")
}

fn metrics(what: &str) -> &'static str {
    if what == "story" { OF_STORIES } else { OF_POSTS }
}

fn info(ask: &Ask<'_>, n: usize) -> Result<Option<Request>, PollError> {
    let Some(id) = ask.subjects.get(n) else { return Ok(None) };
    let query = query(&[("fields", FIELDS)]);
    request(ask, &format!("{}?{query}", encoded(id)), format!("{n} info")).map(Some)
}

fn insights(ask: &Ask<'_>, n: usize, what: &str) -> Result<Request, PollError> {
    let id = ask.subjects.get(n).map(String::as_str).unwrap_or_default();
    let query = query(&[("metric", metrics(what)), ("period", "lifetime")]);
    request(ask, &format!("{}/insights?{query}", encoded(id)), format!("{n} {what}"))
}

pub(super) fn request(ask: &Ask<'_>, path: &str, cursor: String) -> Result<Request, PollError> {
    Ok(Request {
        method: "GET",
        url: format!("{}/{VERSION}/{path}", ask.api_url),
        headers: vec![bearer(ask)?],
        body: Vec::new(),
        cursor,
    })
}

impl<'a> Place<'a> {
    fn read(cursor: &'a str) -> Result<Self, PollError> {
        let read = || {
            let (n, what) = cursor.split_once(' ')?;
            Some(Self { n: n.parse().ok()?, what })
        };
        read().ok_or_else(|| PollError::Unreadable("the cursor is none of ours".to_owned()))
    }
}
