//! What people and programs ask of channels: how they are, and whether one works.

use byline_act::{Outcome, registry};
use byline_core::action::{ActionKey, Message};
use byline_core::channel::{self, Mode, mode_of};
use byline_core::decision::episode::NoticeKind;
use byline_core::decision::urgency::Urgency;
use byline_core::entry::Connection;
use byline_serve::Problem;
use byline_serve::port::{self, Answered, ChannelHealth, ChannelState, ChannelTrouble, Pending};
use serde_json::json;

use super::Dispatcher;
use super::board::Lane;

impl port::Channels for Dispatcher {
    fn states(&self) -> Vec<ChannelState> {
        let board = self.board();
        let state = |row: &Connection| state_of(row, &board.lane(&row.id));
        self.home.channels().iter().map(state).collect()
    }

    fn test<'a>(&'a self, connection: &'a str) -> Pending<'a, Answered> {
        Box::pin(async move {
            match self.home.connection(connection) {
                Some(connection) => self.probe(&connection).await,
                None => unknown(connection).into(),
            }
        })
    }

    fn health(&self) -> ChannelHealth {
        let sum = self.board().sum();
        ChannelHealth { n_live: sum.n_live, n_failing: sum.n_failing, n_pages: sum.n_pages }
    }
}

impl Dispatcher {
    /// Sends a test message, and to a pager its end as well. A person asks for it, so it leaves
    /// whatever the mode is.
    async fn probe(&self, connection: &Connection) -> Answered {
        let mut kinds = vec![NoticeKind::Fired];
        let is_pager = channel::find(&connection.feed).is_some_and(|known| known.is_pager);
        if is_pager {
            kinds.push(NoticeKind::Resolved);
        }
        let mut outcome = Outcome::never("act.unknown", "it is no channel");
        for kind in kinds {
            let now = self.now();
            let channel = registry::channel(&connection.feed);
            let lane = self.board().lane(&connection.id);
            let free_at = lane
                .sent_at
                .zip(channel)
                .map(|(at, channel)| at.plus_micros(channel.gap_ms * 1_000));
            if free_at.is_some_and(|at| now < at) {
                let words = "the channel was told something a second ago";
                return Problem::new(429, "act.throttled", words)
                    .next_step("try again in a few seconds")
                    .retry_after(2)
                    .into();
            }
            let key = ActionKey(format!("test/{}/{}", connection.id, now.millis()));
            outcome = self.tell_at_once(connection, &key, &test_message(connection, kind)).await;
            if !matches!(outcome, Outcome::Delivered { .. }) {
                break;
            }
        }
        Answered { status: 200, body: Some(probed(&outcome)), retry_after_s: None }
    }
}

fn probed(outcome: &Outcome) -> serde_json::Value {
    let (code, detail) = match outcome {
        Outcome::Delivered { .. } => (None, "the channel took the test message"),
        Outcome::Later { code, detail, .. } | Outcome::Never { code, detail } => {
            (Some(*code), detail.as_str())
        }
    };
    json!({
        "is_working": code.is_none(),
        "what": "test message",
        "status": null,
        "n_facts": 0,
        "n_refused": 0,
        "code": code,
        "detail": detail,
        "next_step": code.map(next_step),
    })
}

fn test_message(connection: &Connection, kind: NoticeKind) -> Message {
    Message {
        kind,
        urgency: Urgency::Review,
        alert: format!("test/{}", connection.id),
        episode: 1,
        campaign_id: "byline".into(),
        creator_id: None,
        title: "Test message: this channel works".to_owned(),
        figures: vec![("Channel".to_owned(), connection.name.clone())],
        advice: vec!["Nothing; somebody pressed “Send a test message”".to_owned()],
        path: format!("/channels/{}", connection.id),
        due_at: None,
    }
}

fn state_of(connection: &Connection, lane: &Lane) -> ChannelState {
    let mode = mode_of(connection);
    let state = match mode {
        Mode::Off => "off",
        Mode::DryRun => "dry_run",
        Mode::Live if lane.failing_since.is_some() => "failing",
        Mode::Live if lane.delivered_at.is_some() => "working",
        Mode::Live => "untried",
    };
    let trouble = lane.trouble.as_ref().map(|(code, detail, at)| ChannelTrouble {
        code: code.clone(),
        detail: detail.clone(),
        at: *at,
        next_step: next_step(code),
    });
    ChannelState {
        connection: connection.id.clone(),
        feed: connection.feed.clone(),
        name: connection.name.clone(),
        mode,
        state,
        n_waiting: lane.n_waiting,
        n_pages_waiting: lane.n_pages,
        failing_since: lane.failing_since,
        delivered_at: lane.delivered_at,
        last_error: trouble,
    }
}

/// What to do about a code.
pub fn next_step(code: &str) -> &'static str {
    match code {
        "act.login_refused" => "make a new key, token or password there and change the secret here",
        "act.incomplete" | "act.setting_wrong" => "change what is named, and test again",
        "act.unknown" => "check the channel or address there, and invite the bot",
        "act.address_unfit" => {
            "correct the address; one in your own network needs allow_private in the configuration \
             file"
        }
        "act.gone" | "act.off" => "turn it on again when the receiver is back",
        "act.rejected" => "read the words beside the code; check the settings",
        "act.throttled" => "nothing; it goes on when the pause is over",
        _ => "nothing; it is tried again, at longer and longer intervals",
    }
}

fn unknown(id: &str) -> Problem {
    Problem::new(404, "api.unknown", format!("there is no channel `{id}` in use"))
        .next_step("list /api/v1/channels")
}
