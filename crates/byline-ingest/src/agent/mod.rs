//! Who seems to ask for a link, by headers alone.
//!
//! In: the method and headers of one request. Out: a verdict with the name of the rule behind it,
//! the app whose built-in browser asked, and the kind of device.
//!
//! Rules, in order: a `HEAD` is a program; headers that announce loading ahead; agents that draw
//! link previews; browsers inside apps, which are people, whatever else their name looks like;
//! the list of bots. Whoever is left is human. Nothing is dropped on a verdict: it is stored with
//! the click and can be judged anew.

use byline_core::click::{Device, InApp, Verdict};

mod apps;
mod bots;
mod memo;
mod previews;

pub use memo::AgentMemo;

/// Longest agent that is read, in bytes. No browser is longer; the rest is cut off.
const AGENT_MAX: usize = 1024;

/// A judged request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Judged {
    /// Who seems to have asked.
    pub verdict: Verdict,
    /// The rule behind a verdict other than human, such as `preview:slack` or `bot:crawl`.
    pub reason: Option<String>,
    /// The app whose built-in browser asked.
    pub in_app: Option<InApp>,
    /// The kind of device.
    pub device: Option<Device>,
}

/// Judges one request. `header` looks a header up by its lower-case name.
pub fn judge<'h>(method: &str, header: &dyn Fn(&str) -> Option<&'h str>) -> Judged {
    by_headers(method, header).unwrap_or_else(|| judge_agent(header("user-agent").unwrap_or("")))
}

/// Judges by method and announcing headers alone; `None` where only the agent can tell.
pub fn by_headers<'h>(method: &str, header: &dyn Fn(&str) -> Option<&'h str>) -> Option<Judged> {
    let announced = AHEAD.iter().find_map(|name| {
        let value = header(name)?.to_ascii_lowercase();
        let is_prefetch = value.contains("prefetch") || value.contains("prerender");
        let verdict = match is_prefetch {
            true => Verdict::Prefetch,
            false if value.contains("preview") => Verdict::Preview,
            false => return None,
        };
        Some((verdict, format!("header:{name}")))
    });
    let is_head = method.eq_ignore_ascii_case("head");
    let by_method = is_head.then(|| (Verdict::Bot, "method:head".to_owned()));
    let (verdict, reason) = announced.or(by_method)?;
    let device = header("user-agent").and_then(apps::device);
    Some(Judged { verdict, reason: Some(reason), in_app: None, device })
}

/// Judges by the `User-Agent` alone.
pub fn judge_agent(agent: &str) -> Judged {
    let agent = cut(agent.trim());
    let device = apps::device(agent);
    let not_human =
        |verdict, reason| Judged { verdict, reason: Some(reason), in_app: None, device };
    if agent.is_empty() {
        return not_human(Verdict::Bot, "agent:none".to_owned());
    }
    if let Some(name) = previews::name(agent) {
        return not_human(Verdict::Preview, format!("preview:{name}"));
    }
    if let Some(app) = apps::in_app(agent) {
        return Judged { verdict: Verdict::Human, reason: None, in_app: Some(app), device };
    }
    if let Some(pattern) = bots::pattern(agent) {
        return not_human(Verdict::Bot, format!("bot:{pattern}"));
    }
    Judged { verdict: Verdict::Human, reason: None, in_app: None, device }
}

/// Headers by which browsers say that they load ahead of a tap that may never come.
const AHEAD: [&str; 4] = ["sec-purpose", "purpose", "x-purpose", "x-moz"];

fn cut(agent: &str) -> &str {
    let mut end = agent.len().min(AGENT_MAX);
    while !agent.is_char_boundary(end) {
        end -= 1;
    }
    &agent[..end]
}

#[cfg(test)]
mod tests;
