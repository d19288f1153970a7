//! Browsers inside apps, and devices.
//!
//! Apps come first because they trip lists of bots: every Android TikTok says
//! `Channel/googleplay`, and build tags of phones have been taken for scanners.

use std::sync::OnceLock;

use byline_core::click::{Device, InApp};
use regex::RegexSet;

/// What the agents of apps contain. The first app that fits counts.
const APPS: [(&str, InApp); 20] = [
    (r"\bInstagram \d", InApp::Instagram),
    (r"musical_ly|BytedanceWebview|\btrill_\d|AppName/aweme|\bTikTok[ /]", InApp::Tiktok),
    (r"\bFB(AN|AV|_IAB)/", InApp::Facebook),
    (r"\bSnapchat/\d", InApp::Snapchat),
    (r"\[Pinterest/(iOS|Android)\]|Pinterest for (iOS|Android)", InApp::Pinterest),
    (r"\bBarcelona \d", InApp::Other),
    (r"Twitter for (iPhone|iPad|Android)|\bTwitterAndroid", InApp::Other),
    (r"\[?LinkedInApp\b", InApp::Other),
    (r"\bLine/\d.*(iPhone|Android|iab)|(iPhone|Android).*\bLine/\d", InApp::Other),
    (r"\bKAKAOTALK\b", InApp::Other),
    (r"\bMicroMessenger/", InApp::Other),
    (r"\bNAVER\(inapp", InApp::Other),
    (r"\bGSA/\d", InApp::Other),
    (r"\bRedditAndroid|\bReddit/Version", InApp::Other),
    (r"\bFlipboard", InApp::Other),
    (r"\bbaiduboxapp/", InApp::Other),
    (r"\bTelegram-Android/", InApp::Other),
    (r"\bDiscord/\d.*Electron", InApp::Other),
    (r"\bViber/\d.*(iPhone|Android)|(iPhone|Android).*\bViber/\d", InApp::Other),
    (r"\bYouTubeApp\b|com\.google\.(android|ios)\.youtube/", InApp::Other),
];

static APP_SET: OnceLock<RegexSet> = OnceLock::new();

/// The app whose built-in browser this is.
pub(super) fn in_app(agent: &str) -> Option<InApp> {
    let patterns = || RegexSet::new(APPS.map(|(pattern, _)| pattern)).expect("patterns are valid");
    let first = APP_SET.get_or_init(patterns).matches(agent).iter().next()?;
    Some(APPS[first].1)
}

/// The kind of device.
pub(super) fn device(agent: &str) -> Option<Device> {
    let has = |word| agent.contains(word);
    if has("iPad") || has("Tablet") || has("tablet") || (has("Android") && !has("Mobile")) {
        return Some(Device::Tablet);
    }
    if has("iPhone") || has("iPod") || has("Android") || has("Mobile") || has("iOS") {
        return Some(Device::Phone);
    }
    let is_desktop = has("Windows NT") || has("Macintosh") || has("X11") || has("CrOS");
    is_desktop.then_some(Device::Desktop)
}
