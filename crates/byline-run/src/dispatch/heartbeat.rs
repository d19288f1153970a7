//! The heartbeat: somebody outside is told each minute that Byline can tell people things.
//!
//! A dead man's switch at the other end raises the alarm when it stops. It stops when no live
//! channel takes anything, when minutes no longer become entries, and when the program is gone.

use byline_act::{Answer, Outcome, Parcel, Request};
use byline_core::time::Timestamp;

use super::Dispatcher;

/// For how long the state may stand still, in seconds: ticks come each minute.
const STANDS_S: i64 = 180;

impl Dispatcher {
    /// Sends a heartbeat, if one is due and true.
    pub(super) async fn beat(&self) {
        let Some(url) = self.settings.heartbeat_url.clone() else { return };
        let now = self.now();
        if !self.can_tell(now) || self.board().beat_at == Some(now.minute()) {
            return;
        }
        self.board().beat_at = Some(now.minute());
        match self.send(Parcel::Http(Request::get(url)), read).await {
            Outcome::Delivered { .. } => {}
            Outcome::Later { code, detail, .. } | Outcome::Never { code, detail } => {
                tracing::warn!(code, "the heartbeat did not arrive: {detail}");
            }
        }
    }

    /// Whether somebody would hear of a page that is decided now.
    pub(super) fn can_tell(&self, now: Timestamp) -> bool {
        let sum = self.board().sum();
        let ticks_flow = now.seconds_since(self.home.as_of()) < STANDS_S;
        ticks_flow && sum.n_failing < sum.n_live
    }
}

fn read(answer: &Answer, now: Timestamp) -> Outcome {
    match answer.status {
        200..=299 => Outcome::delivered(None),
        _ => Outcome::of_status(answer, now),
    }
}
