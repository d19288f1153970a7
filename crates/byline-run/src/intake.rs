//! Intake: raw deliveries become entries.

use byline_core::time::Timestamp;
use byline_serve::port::{self, Answered, Judged, Pending};

/// Raw deliveries become entries.
pub struct Intake;

impl Intake {
    async fn later(&self) -> Answered {
        Answered { status: 503, body: None, retry_after_s: Some(60) }
    }
}

impl port::Intake for Intake {
    fn webhook<'a>(
        &'a self,
        _feed: &'a str,
        _connection: &'a str,
        _headers: Vec<(String, Vec<u8>)>,
        _body: Vec<u8>,
        _now: Timestamp,
    ) -> Pending<'a, Answered> {
        Box::pin(self.later())
    }

    fn events(&self, _body: Vec<u8>, _now: Timestamp) -> Pending<'_, Answered> {
        Box::pin(self.later())
    }

    fn pixel(&self, _body: Vec<u8>, _now: Timestamp) -> Pending<'_, Answered> {
        Box::pin(self.later())
    }
}

/// Who asks for a link.
pub struct Judge;

impl port::Judge for Judge {
    fn judge<'h>(&self, _method: &str, _header: &dyn Fn(&str) -> Option<&'h str>) -> Judged {
        let verdict = byline_core::click::Verdict::Human;
        Judged { verdict, reason: None, in_app: None, device: None }
    }
}
