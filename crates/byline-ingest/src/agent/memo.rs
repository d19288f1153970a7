//! A memory of judged agents: most clicks of an hour come with few different ones.

use std::collections::HashMap;

use super::{Judged, by_headers, judge_agent};

/// Judgements by agent, up to a limit. Full, it forgets everything and starts anew: agents that
/// are common come back at once.
#[derive(Debug)]
pub struct AgentMemo {
    known: HashMap<Box<str>, Judged>,
    capacity: usize,
}

/// Agents longer than this are judged and not remembered, so that nobody fills memory with them.
const REMEMBERED_MAX: usize = 512;

impl AgentMemo {
    /// A memory of up to `capacity` agents.
    pub fn new(capacity: usize) -> Self {
        Self { known: HashMap::new(), capacity: capacity.max(1) }
    }

    /// Judges one request like [`super::judge`].
    pub fn judge<'h>(&mut self, method: &str, header: &dyn Fn(&str) -> Option<&'h str>) -> Judged {
        by_headers(method, header)
            .unwrap_or_else(|| self.judge_agent(header("user-agent").unwrap_or("")))
    }

    /// What is remembered of `agent`, without changing anything.
    pub fn get(&self, agent: &str) -> Option<&Judged> {
        self.known.get(agent)
    }

    /// Judges by agent like [`super::judge_agent`], and remembers.
    pub fn judge_agent(&mut self, agent: &str) -> Judged {
        if let Some(known) = self.known.get(agent) {
            return known.clone();
        }
        let judged = judge_agent(agent);
        if agent.len() <= REMEMBERED_MAX {
            if self.known.len() >= self.capacity {
                self.known.clear();
            }
            self.known.insert(agent.into(), judged.clone());
        }
        judged
    }
}
