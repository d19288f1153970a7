//! One look: follow the redirects, keep account of the marks, read the page.

use byline_core::link::Utm;
use byline_core::link::health::{DestinationChecked, marks_kept, words_of};
use byline_core::link::landing::{CLICK_PARAM, build};
use byline_core::shopper::ClickId;
use byline_serve::port::World;
use url::Url;

use super::price::price_of;
use crate::polls::SendError;

/// Redirects after which a look gives up.
const MAX_REDIRECTS: u32 = 8;

/// One answer on the way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hop {
    /// The HTTP status.
    pub status: u16,
    /// Where it sends people on to.
    pub location: Option<String>,
    /// The first part of the page.
    pub body: Vec<u8>,
}

/// Gets pages, one answer at a time: nothing is followed.
pub trait Pages: Send + Sync {
    /// Gets one answer. It blocks.
    fn get(&self, url: &str) -> Result<Hop, SendError>;
}

/// Looks at a destination.
pub fn look(
    destination: &str,
    click: ClickId,
    pages: &dyn Pages,
    world: &dyn World,
) -> DestinationChecked {
    let utm = marks();
    let checked_at = world.now();
    let mut checked = DestinationChecked {
        destination: destination.to_owned(),
        checked_at,
        status: None,
        final_url: None,
        n_redirects: 0,
        is_utm_kept: false,
        is_click_kept: false,
        took_ms: 0,
        words: Vec::new(),
        failure: None,
        price: None,
    };
    let mut url = build(destination, &utm, Some(click), None);
    loop {
        let hop = match pages.get(&url) {
            Ok(hop) => hop,
            Err(error) => {
                checked.failure = Some(error.code().to_owned());
                checked.status = None;
                break;
            }
        };
        checked.status = Some(hop.status);
        let next = hop.location.filter(|_| (300..400).contains(&hop.status));
        let next = next.and_then(|to| Url::parse(&url).ok()?.join(&to).ok());
        match next {
            Some(next) if checked.n_redirects < MAX_REDIRECTS => {
                checked.n_redirects += 1;
                url = next.to_string();
            }
            Some(_) => break,
            None => {
                let page = String::from_utf8_lossy(&hop.body);
                checked.words = words_of(&page);
                checked.price = price_of(&page);
                break;
            }
        }
    }
    (checked.is_utm_kept, checked.is_click_kept) = marks_kept(&utm, click, &url);
    checked.final_url = Some(without_marks(&url, &utm));
    let took_ms = world.now().0.saturating_sub(checked_at.0) / 1_000;
    checked.took_ms = u32::try_from(took_ms.max(0)).unwrap_or(u32::MAX);
    checked
}

/// UTM fields that no campaign has: whoever finds them in a shop's reports knows where they are
/// from.
fn marks() -> Utm {
    let [source, medium, campaign, content, term] =
        ["byline-check", "check", "byline-check", "check", "check"].map(str::to_owned);
    Utm { source, medium, campaign, content, term }
}

/// The address without what the look put on it.
fn without_marks(url: &str, utm: &Utm) -> String {
    let Ok(mut parsed) = Url::parse(url) else {
        return url.to_owned();
    };
    let is_mark = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let is_field = utm.fields().iter().any(|(field, sent)| *field == name && *sent == value);
        is_field || name == CLICK_PARAM
    };
    let query = parsed.query().unwrap_or_default().to_owned();
    let kept: Vec<&str> =
        query.split('&').filter(|pair| !pair.is_empty() && !is_mark(pair)).collect();
    parsed.set_query(Some(kept.join("&")).filter(|query| !query.is_empty()).as_deref());
    parsed.to_string()
}
