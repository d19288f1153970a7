//! What browsers, apps and programs say about themselves.

use byline_core::creator::Platform;

use crate::chance::Dice;

/// The browser that a shopper holds: what it says, and whether an app built it in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Browser {
    pub user_agent: &'static str,
    pub is_in_app: bool,
}

const INSTAGRAM: [&str; 3] = [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Instagram 386.0.0.30.84 (iPhone15,2; iOS 18_5; en_US; en; scale=3.00; 1179x2556; 741234567; IABMV/1)",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_6_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/21G93 Instagram 379.1.0.26.72 (iPhone14,5; iOS 17_6_1; en_US; en; scale=3.00; 1170x2532; 720012345)",
    "Mozilla/5.0 (Linux; Android 14; SM-S918U Build/UP1A.231005.007; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/136.0.7103.125 Mobile Safari/537.36 Instagram 385.0.0.47.74 Android (34/14; 600dpi; 1440x3088; samsung; SM-S918U; dm3q; qcom; en_US; 739112233; IABMV/1)",
];

const TIKTOK: [&str; 3] = [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_4_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/22E252 musical_ly_39.8.0 BytedanceWebview/d8a21c6 JsSdk/2.0 NetType/WIFI Channel/App Store ByteLocale/en Region/US isDarkMode/1 WKWebView/1 RevealType/Dialog",
    "Mozilla/5.0 (Linux; Android 15; Pixel 8 Build/AP4A.250205.002; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/136.0.7103.87 Mobile Safari/537.36 trill_390803 JsSdk/1.0 NetType/WIFI Channel/googleplay AppName/musical_ly app_version/39.8.3 ByteLocale/en ByteFullLocale/en Region/US AppId/1233 Spark/1.8.1.1 AppVersion/39.8.3 BytedanceWebview/d8a21c6",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/21F79 musical_ly_39.5.0 BytedanceWebview/d8a21c6 JsSdk/2.0 NetType/4G Channel/App Store ByteLocale/en Region/US WKWebView/1",
];

const BROWSERS: [(u32, &str); 7] = [
    (
        34,
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
    ),
    (
        10,
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Mobile/15E148 Safari/604.1",
    ),
    (
        22,
        "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Mobile Safari/537.36",
    ),
    (
        6,
        "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
    ),
    (
        3,
        "Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
    ),
    (
        14,
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Safari/537.36",
    ),
    (
        11,
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15",
    ),
];

/// Agents of messengers and networks that fetch a link to show a card of it.
pub(super) const PREVIEWS: [(u32, &str); 7] = [
    (30, "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)"),
    (22, "WhatsApp/2.25.14.73 A"),
    (14, "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)"),
    (10, "TelegramBot (like TwitterBot)"),
    (10, "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"),
    (8, "Twitterbot/1.0"),
    (6, "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)"),
];

/// Programs that follow every link that they find.
pub(super) const BOTS: [(u32, &str); 8] = [
    (24, "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"),
    (16, "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)"),
    (14, "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)"),
    (12, "Mozilla/5.0 (compatible; SemrushBot/7~bl; +http://www.semrush.com/bot.html)"),
    (10, "python-requests/2.32.3"),
    (10, "Go-http-client/2.0"),
    (
        8,
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/124.0.0.0 Safari/537.36",
    ),
    (6, "curl/8.7.1"),
];

impl Browser {
    /// A browser that opens what somebody tapped on `platform`.
    pub fn tapped(dice: &mut Dice, platform: Platform) -> Self {
        let in_app = |agents: &'static [&'static str], dice: &mut Dice| Self {
            user_agent: dice.pick(agents),
            is_in_app: true,
        };
        match platform {
            Platform::Instagram if dice.chance(0.82) => in_app(&INSTAGRAM, dice),
            Platform::Tiktok if dice.chance(0.88) => in_app(&TIKTOK, dice),
            _ => Self::own(dice),
        }
    }

    /// The browser that people use when no app holds them.
    pub fn own(dice: &mut Dice) -> Self {
        Self { user_agent: dice.weighted(&BROWSERS), is_in_app: false }
    }
}

/// What the request says about where it was tapped.
pub(super) fn referrer(platform: Platform) -> &'static str {
    match platform {
        Platform::Instagram => "https://l.instagram.com/",
        Platform::Youtube => "https://www.youtube.com/",
        Platform::Tiktok | Platform::Other => "https://www.tiktok.com/",
    }
}
