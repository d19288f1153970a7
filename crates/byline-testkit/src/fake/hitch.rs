//! Hitches: what goes wrong between a sender and a vendor that takes something.

use std::collections::VecDeque;

use super::Said;

/// What goes wrong with one request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hitch {
    /// It is in trouble and does nothing.
    Down,
    /// It wants to be left alone for so many seconds, and does nothing.
    Throttled(u32),
    /// It does what it was asked for, and its answer is lost.
    TakesAndBreaks,
    /// It does what it was asked for, and never answers.
    TakesAndHangs,
    /// It does not know the sender any more.
    Refused,
    /// It wants nothing any more.
    Gone,
    /// It is a success that says in its body that it is none, as Slack does.
    NotOk(&'static str),
}

/// What will go wrong.
#[derive(Clone, Default, Debug)]
pub struct Hitches {
    next: VecDeque<Option<Hitch>>,
    always: Option<Hitch>,
}

/// What goes wrong with the request at hand.
#[derive(Clone, Copy, Debug)]
pub struct Now(Option<Hitch>);

impl Hitches {
    /// What will go wrong with the next requests, in order.
    pub fn will(&mut self, hitches: &[Option<Hitch>]) {
        self.next.extend(hitches);
    }

    /// What goes wrong with every request from now on.
    pub fn always(&mut self, hitch: Option<Hitch>) {
        self.always = hitch;
        self.next.clear();
    }

    /// What goes wrong with the next request.
    pub fn next(&mut self) -> Now {
        Now(self.next.pop_front().unwrap_or(self.always))
    }
}

impl Now {
    /// Whether it is this one.
    pub fn is(self, hitch: Hitch) -> bool {
        self.0 == Some(hitch)
    }

    /// The answer; `work` does what was asked for, if it is done.
    pub fn apply(self, work: impl FnOnce() -> Said) -> Said {
        let bare = |status| Said::Whole(status, Vec::new(), Vec::new());
        match self.0 {
            None => work(),
            Some(Hitch::Down) => bare(503),
            Some(Hitch::Throttled(seconds)) => {
                Said::Whole(429, vec![("retry-after", seconds.to_string())], Vec::new())
            }
            Some(Hitch::TakesAndBreaks) => match work() {
                Said::Whole(_, _, body) => Said::Half([body.as_slice(), b"    "].concat()),
                said => said,
            },
            Some(Hitch::TakesAndHangs) => {
                work();
                Said::Nothing
            }
            Some(Hitch::Refused) => bare(403),
            Some(Hitch::Gone) => bare(410),
            Some(Hitch::NotOk(word)) => {
                let body = format!(r#"{{"ok":false,"error":"{word}"}}"#);
                Said::Whole(200, Vec::new(), body.into_bytes())
            }
        }
    }
}
