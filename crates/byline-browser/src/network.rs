//! Traffic: what a page's answers weighed on the wire, and which of them failed.

use std::collections::BTreeMap;

use serde_json::Value;

/// What was answered since a page began to open.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Traffic {
    /// Requests by their number at the browser: address, kind, and weight.
    answers: BTreeMap<String, Answer>,
}

#[derive(Clone, Default, PartialEq, Eq, Debug)]
struct Answer {
    url: String,
    kind: String,
    status: u64,
    n_bytes: u64,
}

impl Traffic {
    /// All bytes on the wire, heads of answers among them, compressed as they came.
    pub fn n_bytes(&self) -> u64 {
        self.answers.values().map(|answer| answer.n_bytes).sum()
    }

    /// The same of one kind of answer, such as `Script`, `Stylesheet`, `Font` or `Document`.
    pub fn n_bytes_of(&self, kind: &str) -> u64 {
        let of_kind = self.answers.values().filter(|answer| answer.kind == kind);
        of_kind.map(|answer| answer.n_bytes).sum()
    }

    /// How many answers there were.
    pub fn n_answers(&self) -> usize {
        self.answers.len()
    }

    /// Answers other than pages that failed: a page may be an error page, its parts may not.
    pub(crate) fn failures(&self) -> Vec<String> {
        let failed = |answer: &&Answer| 400 <= answer.status && answer.kind != "Document";
        let said = |answer: &Answer| format!("{} was answered {}", answer.url, answer.status);
        self.answers.values().filter(failed).map(said).collect()
    }

    /// Takes in what the browser tells of an answer.
    pub(crate) fn hear(&mut self, method: &str, told: &Value) {
        let request = || told["requestId"].as_str().unwrap_or_default().to_owned();
        match method {
            "Network.responseReceived" => {
                let answer = self.answers.entry(request()).or_default();
                let response = &told["response"];
                answer.url = response["url"].as_str().unwrap_or_default().to_owned();
                answer.kind = told["type"].as_str().unwrap_or_default().to_owned();
                answer.status = response["status"].as_u64().unwrap_or(0);
            }
            "Network.loadingFinished" => {
                let length = told["encodedDataLength"].as_f64().unwrap_or(0.0).round();
                let n_bytes = format!("{length:.0}").parse().unwrap_or(0);
                self.answers.entry(request()).or_default().n_bytes = n_bytes;
            }
            _ => {}
        }
    }
}
