//! The desk of a platform's API: it looks at the token, and fails as it was told to.
//!
//! In: the token that somebody shows and the page that is asked for. Out: the page, or a refusal
//! in the platform's own words.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Asked, Fake, Fault, Said};

/// Who may ask, and what will go wrong.
#[derive(Debug)]
pub(super) struct Desk {
    token: String,
    /// The faults that are still to come, in order; `None` is a request that goes well.
    faults: VecDeque<Option<Fault>>,
    page_before: Option<Vec<u8>>,
}

/// Why there is no page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Refusal {
    /// Too many requests.
    Throttled,
    /// The token is not known.
    Expired,
    /// It broke.
    Down,
}

impl Desk {
    /// A desk that wants `token`.
    pub(super) fn new(token: &str) -> Self {
        Self { token: token.to_owned(), faults: VecDeque::new(), page_before: None }
    }

    /// Faults of the next requests, in order.
    pub(super) fn will_fail(&mut self, faults: &[Option<Fault>]) {
        self.faults.extend(faults);
    }

    /// The answer to somebody who shows a token and wants `page`; `refusal` gives the status and
    /// the words in which this platform refuses.
    pub(super) fn answer(
        &mut self,
        shown: Option<&str>,
        page: Vec<u8>,
        refusal: fn(Refusal) -> (u16, Vec<u8>),
    ) -> Said {
        let refuse = |why| {
            let (status, words) = refusal(why);
            Said::Whole(status, Vec::new(), words)
        };
        let fault = self.faults.pop_front().flatten();
        if shown != Some(self.token.as_str()) {
            return refuse(Refusal::Expired);
        }
        match fault {
            Some(Fault::Expired) => refuse(Refusal::Expired),
            Some(Fault::Throttle) => refuse(Refusal::Throttled),
            Some(Fault::Down) => refuse(Refusal::Down),
            Some(Fault::Half) => Said::Half(page),
            Some(Fault::Slow) => Said::Nothing,
            Some(Fault::PageAgain) if self.page_before.is_some() => {
                Said::Whole(200, Vec::new(), self.page_before.clone().unwrap_or_default())
            }
            _ => {
                self.page_before = Some(page.clone());
                Said::Whole(200, Vec::new(), page)
            }
        }
    }
}

/// An API that answers from `books`.
pub(super) fn serve<B: Send + 'static>(
    books: &Arc<Mutex<B>>,
    answer: fn(&mut B, &Asked) -> Said,
) -> Fake {
    let books = Arc::clone(books);
    Fake::start(move |asked| answer(&mut lock(&books), asked))
}

/// The books, for a moment.
pub(super) fn lock<B>(books: &Mutex<B>) -> MutexGuard<'_, B> {
    books.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The token of a header such as `Bearer 123`.
pub(super) fn bearer(asked: &Asked) -> Option<&str> {
    asked.header("authorization")?.strip_prefix("Bearer ")
}
