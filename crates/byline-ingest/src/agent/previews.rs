//! Agents that fetch a link to draw a card of it, or ahead of a tap. Somebody shared the link;
//! nobody has followed it yet.

use std::sync::OnceLock;

use regex::RegexSet;

/// Names and what their agents contain, in any case.
const PREVIEWS: [(&str, &str); 28] = [
    // Apple's Messages names itself after all three; the first decides.
    ("facebook", r"facebookexternalhit|facebookcatalog|\bfacebot\b|meta-externalfetcher"),
    ("twitter", r"\btwitterbot\b"),
    ("slack", r"\bslackbot|\bslack-imgproxy"),
    ("discord", r"\bdiscordbot\b"),
    ("telegram", r"\btelegrambot\b"),
    ("whatsapp", r"^whatsapp/"),
    ("linkedin", r"\blinkedinbot\b"),
    ("skype", r"\bskypeuripreview\b"),
    ("teams", r"\bmicrosoftpreview\b|\bteams link preview"),
    ("snapchat", r"snap url preview|\bsnapchat url preview"),
    ("tiktok", r"thirdlandingpagefeinfra|\btiktokspider\b"),
    ("pinterest", r"\bpinterestbot\b|^pinterest/0\.\d"),
    ("bing", r"\bbingpreview\b"),
    ("reddit", r"\bredditbot\b"),
    ("viber", r"^viber/[\d.]+$"),
    ("line", r"\bline-poker\b|\blinespider\b"),
    ("kakao", r"\bkakaotalk-scrap\b"),
    ("signal", r"^signal\b"),
    ("mastodon", r"\bmastodon/"),
    ("bluesky", r"\bbluesky cardyb\b"),
    ("vkontakte", r"\bvkshare\b"),
    ("google", r"google-pagerenderer|\bgoogle web preview|\bgoogleimageproxy"),
    ("yahoo", r"\byahoo link preview|\byahoomailproxy"),
    ("embedly", r"\bembedly\b"),
    ("iframely", r"\biframely\b"),
    ("tumblr", r"\btumblr/"),
    ("flipboard", r"\bflipboardproxy\b"),
    ("other", r"\blink ?preview|\burl ?preview"),
];

static PREVIEW_SET: OnceLock<RegexSet> = OnceLock::new();

/// Whose preview this is.
pub(super) fn name(agent: &str) -> Option<&'static str> {
    let patterns = || {
        let patterns = PREVIEWS.map(|(_, pattern)| format!("(?i-u){pattern}"));
        RegexSet::new(patterns).expect("patterns are valid")
    };
    let first = PREVIEW_SET.get_or_init(patterns).matches(agent).iter().next()?;
    Some(PREVIEWS[first].0)
}
