//! Counters so far, from the Data API: fifty videos or channels a request. The same answer holds
//! what they say of themselves, where a creator's link stands.
//!
//! Counts are strings. One that its owner hides is left out, and a video that is gone leaves its
//! whole item out: both are missing, not zero.

use byline_core::entry::{DedupKey, Fact};
use byline_core::figure::SubjectKind;
use byline_core::patrol::Spot;

use super::said::{body, teller};
use crate::carried::{Place, carried};
use crate::figures::answer::{bearer, query};
use crate::figures::error::{id_missing, subject_refused};
use crate::figures::{Teller, Thing};
use crate::poll::{Answer, Ask, Page, PollError, Request};
use crate::tree::Tree;

/// How many ids one request may name.
const IDS_MAX: usize = 50;

/// What is listed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Listed {
    Videos,
    Channels,
}

use Listed::{Channels, Videos};

pub(super) fn begin_videos(ask: &Ask<'_>) -> Result<Request, PollError> {
    request(ask, Videos, 0)?.ok_or(PollError::Incomplete("videos to ask for"))
}

pub(super) fn read_videos(
    request: &Request,
    answer: &Answer,
    ask: &Ask<'_>,
) -> Result<Page, PollError> {
    read(request, answer, ask, Videos)
}

pub(super) fn begin_channels(ask: &Ask<'_>) -> Result<Request, PollError> {
    request(ask, Channels, 0)?.ok_or(PollError::Incomplete("an account"))
}

pub(super) fn read_channels(
    request: &Request,
    answer: &Answer,
    ask: &Ask<'_>,
) -> Result<Page, PollError> {
    read(request, answer, ask, Channels)
}

fn read(
    request: &Request,
    answer: &Answer,
    ask: &Ask<'_>,
    listed: Listed,
) -> Result<Page, PollError> {
    let tree = body(answer)?;
    if tree.text_of("kind") != Some(listed.list_kind()) {
        return Err(PollError::Unreadable(format!("no `{}`", listed.list_kind())));
    }
    let n_before: usize = request.cursor.parse().unwrap_or(0);
    let asked = ids(ask, listed, n_before);
    let teller = teller(answer, ask);
    let mut page = Page::default();
    let mut found = Vec::new();
    // A list without any match leaves its `items` out.
    for item in tree.get("items").items() {
        if let Some(id) = item.text_of("id") {
            found.push(id);
            take(item, id, listed, &teller, &mut page);
            page.facts.extend(said(item, id, listed, (ask, answer)));
        } else {
            page.refused.push(id_missing("id"));
        }
    }
    for id in asked.iter().filter(|id| !found.contains(&id.as_str())) {
        let thing = Thing::so_far(listed.subject(), id, answer.received_at);
        teller
            .tell(&thing, |metric| listed.counters().contains(&metric).then_some(""))
            .onto(&mut page);
        if listed == Videos {
            let kind = SubjectKind::Content;
            let place = Place { kind, id, spot: Spot::Description, handle: None };
            page.facts.push(carried(&place, None, "youtube", (ask, answer)));
        }
    }
    page.next = self::request(ask, listed, n_before + IDS_MAX)?;
    Ok(page)
}

/// What a video or channel says of itself.
fn said(
    item: &Tree<'_>,
    id: &str,
    listed: Listed,
    heard: (&Ask<'_>, &Answer),
) -> Option<(Fact, DedupKey)> {
    let snippet = item.get("snippet");
    if snippet.is_nothing() {
        return None;
    }
    let text = snippet.text_of("description").unwrap_or_default();
    let place = match listed {
        Videos => Place { kind: listed.subject(), id, spot: Spot::Description, handle: None },
        Channels => {
            let handle = snippet.text_of("customUrl");
            Place { kind: listed.subject(), id, spot: Spot::Bio, handle }
        }
    };
    Some(carried(&place, Some(text), "youtube", heard))
}

fn take(item: &Tree<'_>, id: &str, listed: Listed, teller: &Teller<'_>, page: &mut Page) {
    let statistics = item.get("statistics");
    if statistics.is_nothing() {
        return page.refused.push(subject_refused(id, "it has no `statistics`"));
    }
    let is_hidden = statistics.get("hiddenSubscriberCount").is_true();
    let thing = Thing::so_far(listed.subject(), id, teller.as_of);
    let told = teller.tell(&thing, |metric| match listed.counters().contains(&metric) {
        true if is_hidden && metric == "subscriberCount" => Some(""),
        true => Some(statistics.text_of(metric).unwrap_or_default()),
        false => None,
    });
    told.onto(page);
}

impl Listed {
    fn path(self) -> &'static str {
        match self {
            Videos => "videos",
            Channels => "channels",
        }
    }

    fn list_kind(self) -> &'static str {
        match self {
            Videos => "youtube#videoListResponse",
            Channels => "youtube#channelListResponse",
        }
    }

    fn subject(self) -> SubjectKind {
        match self {
            Videos => SubjectKind::Content,
            Channels => SubjectKind::Account,
        }
    }

    /// The counters that are read. A channel's comments are those on the channel's own page, which
    /// is gone.
    fn counters(self) -> &'static [&'static str] {
        match self {
            Videos => &["viewCount", "likeCount", "commentCount"],
            Channels => &["viewCount", "subscriberCount"],
        }
    }
}

/// The ids of one request: those named, or the connection's own channel.
fn ids(ask: &Ask<'_>, listed: Listed, n_before: usize) -> Vec<String> {
    let own = ask.account.filter(|_| listed == Channels && ask.subjects.is_empty());
    let named = ask.subjects.iter().map(String::as_str).chain(own);
    named.skip(n_before).take(IDS_MAX).map(str::to_owned).collect()
}

fn request(ask: &Ask<'_>, listed: Listed, n_before: usize) -> Result<Option<Request>, PollError> {
    let ids = ids(ask, listed, n_before);
    if ids.is_empty() {
        return Ok(None);
    }
    let n_ids = IDS_MAX.to_string();
    let query =
        query(&[("part", "snippet,statistics"), ("id", &ids.join(",")), ("maxResults", &n_ids)]);
    Ok(Some(Request {
        method: "GET",
        url: format!("{}/youtube/v3/{}?{query}", ask.api_url, listed.path()),
        headers: vec![bearer(ask)?],
        body: Vec::new(),
        cursor: n_before.to_string(),
    }))
}
