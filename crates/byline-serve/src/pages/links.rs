//! Addresses of our own pages. Ids may hold any character, so each is escaped as one segment.

use byline_core::entry::Position;
use byline_core::event::SpendKind;
use byline_core::id::{CampaignId, CreatorId, PlacementId};
use byline_core::money::Currency;
use byline_engine::view::UnearnedReason;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::ask::Ask;
use super::frame::Frame;

/// What need not be escaped in a segment of a path.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// One creator's page in the state of `ask`.
pub fn creator(ask: &Ask, id: &CreatorId) -> String {
    ask.elsewhere().href(&format!("/creators/{}", segment(id.as_str())))
}

/// One campaign's page in the state of `ask`.
pub fn campaign(ask: &Ask, id: &CampaignId) -> String {
    let ask = Ask { campaign: None, ..ask.elsewhere() };
    ask.href(&format!("/campaigns/{}", segment(id.as_str())))
}

/// One order's page. Only the place in the log goes along: an order has no range.
pub fn order(ask: &Ask, id: &str) -> String {
    let ask = Ask { at: ask.at, model: ask.model, ..Ask::default() };
    ask.href(&format!("/orders/{}", segment(id)))
}

/// The explanation of the figure `of`, of one creator or of the whole campaign. The campaign and
/// the range are always said, so that the address means the same everywhere.
pub fn explain(frame: &Frame<'_>, of: &str, creator: Option<&CreatorId>) -> String {
    explain_at(frame, Asked { of, creator, ..Asked::default() }, frame.ask.at)
}

/// The explanation of what a creator earned in the last 60 minutes.
pub fn explain_last_hour(frame: &Frame<'_>, creator: Option<&CreatorId>) -> String {
    let asked = Asked { of: "revenue", creator, is_of_last_hour: true, ..Asked::default() };
    explain_at(frame, asked, frame.ask.at)
}

/// The explanation of an amount in a currency that is not the campaign's.
pub fn explain_apart(frame: &Frame<'_>, of: &str, currency: Currency) -> String {
    let asked = Asked { of, currency: Some(currency), ..Asked::default() };
    explain_at(frame, asked, frame.ask.at)
}

/// Which figure is to be explained.
#[derive(Clone, Copy, Default)]
pub struct Asked<'a> {
    /// The measure's word.
    pub of: &'a str,
    /// One creator, or the whole campaign.
    pub creator: Option<&'a CreatorId>,
    /// One placement of the creator.
    pub placement: Option<&'a PlacementId>,
    /// The currency of all amounts, if it is not the campaign's.
    pub currency: Option<Currency>,
    /// Only the last 60 minutes.
    pub is_of_last_hour: bool,
    /// Only what is nobody's for this reason.
    pub reason: Option<UnearnedReason>,
    /// Only what was spent on this.
    pub spend: Option<SpendKind>,
    /// Which page of the list behind the figure, from 0.
    pub page: usize,
}

/// The state of an explanation within other pages: its campaign and range, said.
pub fn explained_ask(frame: &Frame<'_>) -> Ask {
    let campaign = Some(frame.campaign.id.to_string());
    Ask { campaign, range: Some(frame.range), ..frame.ask.elsewhere() }
}

/// The same explanation as of another place in the log; `None` is now.
pub fn explain_at(frame: &Frame<'_>, asked: Asked<'_>, at: Option<Position>) -> String {
    let ask = explained_ask(frame).seen_at(at);
    let page = (asked.page + 1).to_string();
    let mut more = vec![("of", asked.of)];
    more.extend(asked.creator.map(|id| ("creator", id.as_str())));
    more.extend(asked.placement.map(|id| ("placement", id.as_str())));
    more.extend(asked.currency.as_ref().map(|currency| ("currency", currency.as_str())));
    if asked.is_of_last_hour {
        more.push(("minutes", "60"));
    }
    more.extend(asked.reason.map(|reason| ("reason", reason.key())));
    more.extend(asked.spend.map(|kind| ("spend", kind.key())));
    if 0 < asked.page {
        more.push(("page", &page));
    }
    ask.href_with("/explain", &more)
}

/// A text as one segment of a path.
pub fn segment(text: &str) -> String {
    // A lone dot or two would be taken for a place in the path.
    match text {
        "." => "%2E".to_owned(),
        ".." => "%2E%2E".to_owned(),
        _ => utf8_percent_encode(text, SEGMENT).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_id_is_one_segment() {
        for (id, expected) in [
            ("crt_1", "/creators/crt_1"),
            ("a/b?c#d", "/creators/a%2Fb%3Fc%23d"),
            ("..", "/creators/%2E%2E"),
            ("<script>", "/creators/%3Cscript%3E"),
            ("é", "/creators/%C3%A9"),
        ] {
            assert_eq!(creator(&Ask::default(), &CreatorId::from(id)), expected, "{id}");
        }
    }
}
