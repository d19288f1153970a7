//! Who asks for a link, judged by headers and remembered by agent.

use std::sync::{PoisonError, RwLock};

use byline_ingest::agent::{self, AgentMemo};
use byline_serve::port::{self, Judged};

/// How many agents are remembered; a busy hour has a few hundred.
const MAX_AGENTS: usize = 4_096;

/// Judges who asks for a link.
pub struct Judge {
    memo: RwLock<AgentMemo>,
}

impl Default for Judge {
    fn default() -> Self {
        Self { memo: RwLock::new(AgentMemo::new(MAX_AGENTS)) }
    }
}

impl Judge {
    fn by_agent(&self, agent: &str) -> agent::Judged {
        let memo = self.memo.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = memo.get(agent) {
            return known.clone();
        }
        drop(memo);
        self.memo.write().unwrap_or_else(PoisonError::into_inner).judge_agent(agent)
    }
}

impl port::Judge for Judge {
    fn judge<'h>(&self, method: &str, header: &dyn Fn(&str) -> Option<&'h str>) -> Judged {
        let judged = agent::by_headers(method, header)
            .unwrap_or_else(|| self.by_agent(header("user-agent").unwrap_or_default()));
        let agent::Judged { verdict, reason, in_app, device } = judged;
        Judged { verdict, reason, in_app, device }
    }
}

#[cfg(test)]
mod tests {
    use byline_core::click::Verdict;
    use byline_serve::port::Judge as _;

    use super::*;

    #[test]
    fn an_agent_is_judged_alike_each_time() {
        let judge = Judge::default();
        let browser = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15";
        for (agent, expected) in [
            (browser, Verdict::Human),
            (browser, Verdict::Human),
            ("Slackbot-LinkExpanding 1.0", Verdict::Preview),
            ("curl/8.5.0", Verdict::Bot),
            ("curl/8.5.0", Verdict::Bot),
        ] {
            let header = |name: &str| (name == "user-agent").then_some(agent);
            assert_eq!(judge.judge("GET", &header).verdict, expected, "{agent}");
        }
        let ahead = |name: &str| match name {
            "user-agent" => Some(browser),
            "sec-purpose" => Some("prefetch"),
            _ => None,
        };
        assert_eq!(judge.judge("GET", &ahead).verdict, Verdict::Prefetch);
    }
}
