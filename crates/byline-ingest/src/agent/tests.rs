use std::collections::BTreeSet;
use std::path::Path;

use super::*;

/// Reads as a table: agent, verdict, reason or app, device.
fn check(agent: &str, verdict: Verdict, reason: &str, device: Option<Device>) {
    let judged = judge_agent(agent);
    let app = judged.in_app.map(|app| format!("{app:?}"));
    let why = judged.reason.or(app).unwrap_or_default();
    assert_eq!((judged.verdict, &*why, judged.device), (verdict, reason, device), "{agent}");
}

#[test]
fn people_in_browsers_and_apps_are_people() {
    let (human, phone) = (Verdict::Human, Some(Device::Phone));
    check(
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 \
         (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
        human,
        "",
        phone,
    );
    check(
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
         Chrome/131.0.0.0 Safari/537.36",
        human,
        "",
        Some(Device::Desktop),
    );
    check(
        "Mozilla/5.0 (Linux; Android 10; SM-G973F Build/QQ3A.200805.001; wv) AppleWebKit/537.36 \
         (KHTML, like Gecko) Version/4.0 Chrome/85.0.4183.101 Mobile Safari/537.36 \
         trill_2021806060 JsSdk/1.0 NetType/WIFI Channel/googleplay AppName/musical_ly",
        human,
        "Tiktok",
        phone,
    );
    check(
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 \
         (KHTML,like Gecko) Mobile/21F79 Instagram 330.0.3.29.91 (iPhone14,3; iOS 17_5; \
         en_IR@calendar=gregorian; en; scale=3.00; 1125x2436; 595323416)",
        human,
        "Instagram",
        phone,
    );
    check(
        "[FBAN/FB4A;FBAV/567.1.0.52.74;FBDM/{density=3.0};FBPN/com.facebook.katana;FBSV/16]",
        human,
        "Facebook",
        None,
    );
    check(
        "Mozilla/5.0 (iPad; CPU OS 13_3_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like \
         Gecko) Version/13.0.5 Mobile/15E148 Snapchat/10.77.0.54 (like Safari/604.1)",
        human,
        "Snapchat",
        Some(Device::Tablet),
    );
    check(
        "Mozilla/5.0 (Linux; Android 6.0; CUBOT MAX) AppleWebKit/537.36 (KHTML, like Gecko) \
         Chrome/72.0.3626.121 Mobile Safari/537.36",
        human,
        "",
        phone,
    );
}

#[test]
fn previews_are_told_from_bots() {
    let preview = |agent, name| check(agent, Verdict::Preview, name, None);
    preview(
        "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
        "preview:facebook",
    );
    preview("Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", "preview:slack");
    preview("Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)", "preview:discord");
    preview("TelegramBot (like TwitterBot)", "preview:twitter");
    preview("WhatsApp/2.23.20.0", "preview:whatsapp");
    preview("LinkedInBot/1.0 (compatible; Mozilla/5.0)", "preview:linkedin");
    preview("SkypeUriPreview Preview/0.5", "preview:skype");
    let desktop = Some(Device::Desktop);
    check(
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) \
         Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0",
        Verdict::Preview,
        "preview:facebook",
        desktop,
    );
    check(
        "Mozilla/5.0 (Linux; Android 11; wv) Mobile musical_ly thirdLandingPageFeInfra",
        Verdict::Preview,
        "preview:tiktok",
        Some(Device::Phone),
    );
}

#[test]
fn programs_are_programs() {
    let bot = |agent, name| check(agent, Verdict::Bot, name, None);
    bot("", "agent:none");
    bot("curl/8.5.0", r"bot:^[\w \.\-\(?:\):%]+(?:/v?\d+(?:\.\d+)?(?:\.\d{1,10})*?)?(?:,|$)");
    bot(
        "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
        r"bot:bots?(?:\b|_)",
    );
    bot(
        "python-requests/2.31.0",
        r"bot:^[\w \.\-\(?:\):%]+(?:/v?\d+(?:\.\d+)?(?:\.\d{1,10})*?)?(?:,|$)",
    );
}

/// Reads as a table: method, header, value, verdict and reason.
#[test]
fn loading_ahead_is_no_click() {
    let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Safari/604.1";
    let table = [
        ("GET", "sec-purpose", "prefetch", Verdict::Prefetch, Some("header:sec-purpose")),
        ("GET", "sec-purpose", "prefetch;prerender", Verdict::Prefetch, Some("header:sec-purpose")),
        ("GET", "purpose", "Prefetch", Verdict::Prefetch, Some("header:purpose")),
        ("GET", "x-purpose", "preview", Verdict::Preview, Some("header:x-purpose")),
        ("GET", "x-moz", "prefetch", Verdict::Prefetch, Some("header:x-moz")),
        ("HEAD", "accept", "*/*", Verdict::Bot, Some("method:head")),
        ("HEAD", "purpose", "prefetch", Verdict::Prefetch, Some("header:purpose")),
        ("GET", "sec-purpose", "", Verdict::Human, None),
        ("GET", "accept", "*/*", Verdict::Human, None),
    ];
    for (method, name, value, verdict, reason) in table {
        let header = |asked: &str| match asked {
            "user-agent" => Some(phone),
            asked if asked == name => Some(value),
            _ => None,
        };
        let judged = judge(method, &header);
        assert_eq!((judged.verdict, judged.reason.as_deref()), (verdict, reason), "{name}");
        assert_eq!(AgentMemo::new(4).judge(method, &header), judged);
    }
}

#[test]
fn a_memo_never_grows_past_its_limit() {
    let mut memo = AgentMemo::new(3);
    for n in 0..100 {
        let agent = format!("curl/{n}");
        assert_eq!(memo.judge_agent(&agent), judge_agent(&agent));
    }
    let long = "x".repeat(600);
    assert_eq!(memo.judge_agent(&long).verdict, Verdict::Bot);
    assert_eq!(memo.get(&long), None);
    assert!((0..100).filter(|n| memo.get(&format!("curl/{n}")).is_some()).count() <= 3);
}

/// Agents in lists that others keep, by file.
fn real(name: &str) -> Option<String> {
    let Some(root) = std::env::var_os("BYLINE_REAL_DATA") else {
        eprintln!("skipped: BYLINE_REAL_DATA is not set");
        return None;
    };
    Some(std::fs::read_to_string(Path::new(&root).join(name)).unwrap())
}

/// The sections of a file of agents with their agents.
fn sections(text: &str) -> Vec<(String, String)> {
    let mut section = String::new();
    let mut agents = Vec::new();
    for line in text.lines() {
        match line.strip_prefix("  - ") {
            Some(agent) => agents.push((section.clone(), agent.trim_matches('"').to_owned())),
            None => section = line.trim_end_matches(':').to_owned(),
        }
    }
    agents
}

fn n_not_human<'a>(agents: impl IntoIterator<Item = &'a String>) -> (usize, usize) {
    let agents: BTreeSet<&String> = agents.into_iter().collect();
    let flagged = agents.iter().filter(|agent| judge_agent(agent).verdict != Verdict::Human);
    (flagged.count(), agents.len())
}

#[test]
fn real_browsers_are_people() {
    let Some(text) = real("bots_isbot/browsers.yml") else { return };
    let all = sections(&text);
    for (section, agent) in &all {
        let judged = judge_agent(agent);
        assert_eq!(judged.verdict, Verdict::Human, "{section}: {agent} {:?}", judged.reason);
    }
    assert_eq!(all.len(), 555);
}

/// Reads as a table: section of the list, the app, how many of how many agents are told to be it.
#[test]
fn real_apps_are_known_by_name() {
    let Some(text) = real("bots_isbot/browsers.yml") else { return };
    let all = sections(&text);
    let table = [
        ("Instagram", InApp::Instagram, 8, 8),
        ("Facebook App", InApp::Facebook, 8, 8),
        ("Snapchat", InApp::Snapchat, 7, 7),
        ("Pinterest App", InApp::Pinterest, 5, 5),
        ("Android WebView", InApp::Tiktok, 2, 2),
    ];
    for (section, app, n_known, n) in table {
        let agents = all.iter().filter(|(known, _)| known == section);
        let apps: Vec<Option<InApp>> = agents.map(|(_, agent)| judge_agent(agent).in_app).collect();
        let n_found = apps.iter().filter(|found| **found == Some(app)).count();
        assert_eq!((n_found, apps.len()), (n_known, n), "{section}");
    }
}

#[test]
fn real_bots_are_caught() {
    let mut caught = Vec::new();
    for name in ["kikobeats", "matomo-org", "stephenafamo"] {
        let Some(text) = real(&format!("bots_isbot/{name}.json")) else { return };
        let agents: Vec<String> = serde_json::from_str(&text).unwrap();
        caught.push((name, n_not_human(&agents)));
    }
    let Some(text) = real("bots_isbot/crawlers.yml") else { return };
    let agents: Vec<String> = sections(&text).into_iter().map(|(_, agent)| agent).collect();
    caught.push(("crawlers", n_not_human(&agents)));
    let Some(text) = real("bots_crawler_user_agents/crawler-user-agents.json") else { return };
    let list: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
    let instances = list.iter().flat_map(|bot| bot["instances"].as_array().into_iter().flatten());
    let agents: Vec<String> = instances.map(|agent| agent.as_str().unwrap().to_owned()).collect();
    caught.push(("crawler-user-agents", n_not_human(&agents)));
    for (name, (n_caught, n)) in &caught {
        println!("{name}: {n_caught} of {n}");
        assert!(n_caught * 100 >= n * 90, "{name}: {n_caught} of {n}");
    }
}

proptest::proptest! {
    #[test]
    fn no_agent_makes_the_judge_stumble(agent in ".*") {
        judge_agent(&agent);
    }
}
