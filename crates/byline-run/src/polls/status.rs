//! What people and programs ask of polls: how they are, whether one works, and the past.

use std::sync::PoisonError;

use byline_core::entry::Connection;
use byline_core::time::{CivilDay, MICROS_PER_HOUR, Span, Timestamp, Zone};
use byline_serve::Problem;
use byline_serve::port::{self, Answered, Pending};
use serde_json::{Map, Value, json};

use super::Polls;
use super::failure::{Failure, next_step};
use super::line::Line;
use super::plan::{Job, Plan};
use super::turn::Brought;

/// The longest stretch of the past that is asked for at once, in days.
const MAX_BACKFILL_DAYS: i64 = 3 * 366;
const DAY_US: i64 = 24 * MICROS_PER_HOUR;

impl port::Polls for Polls {
    fn status(&self, connection: &str) -> Answered {
        match self.connection(connection) {
            Some(connection) => success(self.status_of(&connection)),
            None => unknown(connection),
        }
    }

    fn statuses(&self) -> Vec<Value> {
        let is_asked = |row: &&Connection| self.ways.iter().any(|poll| poll.feed == row.feed);
        let connections: Vec<Connection> = {
            let engine = self.intake.engine.read().unwrap_or_else(PoisonError::into_inner);
            let in_use = engine.connections().filter(|row| !row.is_archived);
            in_use.filter(is_asked).cloned().collect()
        };
        let mut plan = self.plan();
        self.look(&mut plan);
        let now = self.now();
        connections.iter().map(|connection| told_of(&mut plan, connection, now)).collect()
    }

    fn test<'a>(&'a self, connection: &'a str) -> Pending<'a, Answered> {
        Box::pin(
            async move { self.probe(connection).await.unwrap_or_else(|problem| problem.into()) },
        )
    }

    fn backfill<'a>(&'a self, connection: &'a str, asked: Value) -> Pending<'a, Answered> {
        Box::pin(async move {
            match self.ask_back(connection, &asked).await {
                Ok(connection) => success(self.status_of(&connection)),
                Err(problem) => problem.into(),
            }
        })
    }
}

impl Polls {
    fn status_of(&self, connection: &Connection) -> Value {
        let mut plan = self.plan();
        self.look(&mut plan);
        told_of(&mut plan, connection, self.now())
    }

    /// Sends one request of the first poll that knows what to ask, and says what came of it.
    async fn probe(&self, id: &str) -> Result<Answered, Problem> {
        let connection = self.asked(id)?;
        let now = self.now();
        let jobs = {
            let mut plan = self.plan();
            self.look(&mut plan);
            let span = Span { from: now.plus_micros(-MICROS_PER_HOUR), to: now };
            let lines = plan.of(id).filter(|(_, line)| !line.has_nothing_to_ask());
            lines.map(|(key, line)| Job::alone(key, line, span, now)).collect::<Vec<_>>()
        };
        let Some(job) = jobs.into_iter().next() else {
            return Err(Problem::new(
                409,
                "poll.nothing_to_ask",
                "there is nothing to ask for yet",
            )
            .next_step("declare content with its address, or PATCH the setting subjects"));
        };
        {
            let mut plan = self.plan();
            if plan.n_left(&connection.id, job.poll.requests_per_min, now) == 0 {
                let words = "the connection has sent all the requests that it may in a minute";
                return Err(Problem::new(429, "poll.budget", words)
                    .next_step("try again in a minute")
                    .retry_after(61));
            }
            plan.spend(&connection.id, now);
        }
        let what = job.key.what;
        let brought = self.bring(job).await;
        if brought.is_ok() {
            let marks = self.plan().go_on(id);
            self.keep(marks).await;
            self.woken.notify_one();
        }
        Ok(success(probed(what, brought)))
    }

    async fn ask_back(&self, id: &str, asked: &Value) -> Result<Connection, Problem> {
        let connection = self.asked(id)?;
        let span = stretch(asked, &connection, self.now())?;
        let marks = {
            let mut plan = self.plan();
            self.look(&mut plan);
            plan.ask_back(id, span)
        };
        self.keep(marks).await;
        self.woken.notify_one();
        Ok(connection)
    }

    /// The connection, if its feed is asked in turns.
    fn asked(&self, id: &str) -> Result<Connection, Problem> {
        let connection = self.connection(id).ok_or_else(|| unknown_problem(id))?;
        if self.ways.iter().any(|poll| poll.feed == connection.feed) {
            return Ok(connection);
        }
        let words = format!("`{}` is not asked in turns here", connection.feed);
        Err(Problem::new(409, "poll.none", words)
            .next_step("its data comes by webhook or by file; see /api/v1/feeds"))
    }
}

/// What there is to say of a connection.
fn told_of(plan: &mut Plan, connection: &Connection, now: Timestamp) -> Value {
    let keys: Vec<_> = plan.of(connection.id.as_str()).map(|(key, _)| key.clone()).collect();
    let next: Vec<_> = keys.iter().map(|key| plan.next_of(key, now)).collect();
    let limits = plan.of(connection.id.as_str()).map(|(_, line)| line.poll.requests_per_min);
    let limit = limits.min().unwrap_or(0);
    let n_left = plan.n_left(&connection.id, limit, now);
    let lines = plan.of(connection.id.as_str());
    let polls: Vec<Value> =
        lines.zip(next).map(|((_, line), next)| told(line, next, now)).collect();
    json!({
        "connection": connection.id,
        "feed": connection.feed,
        "state": worst(&polls),
        "requests_per_min": limit,
        "requests_left": n_left,
        "polls": polls,
    })
}

/// What there is to say of one line.
fn told(line: &Line, next: Option<Timestamp>, now: Timestamp) -> Value {
    let mark = &line.mark;
    let trouble = mark.trouble.as_ref().map(|trouble| {
        let next_step = next_step(&trouble.code);
        json!({
            "code": trouble.code, "detail": trouble.detail, "at": trouble.at,
            "next_step": next_step,
        })
    });
    let backfill = mark.backfill.map(|backfill| {
        json!({
            "from": backfill.span.from, "to": backfill.span.to, "asked_to": backfill.done_to,
            "percent": backfill.percent(), "is_done": backfill.is_done(),
        })
    });
    json!({
        "what": line.poll.what,
        "state": state(line),
        "last_turn_at": mark.ended_at,
        "asked_to": mark.done_to,
        "next_turn_at": next.map(|at| at.max(now)),
        "n_failures": mark.n_failures,
        "last_error": trouble,
        "backfill": backfill,
    })
}

/// Words for how a line is, the worst first.
const STATES: [&str; 7] =
    ["needs_login", "stopped", "in_trouble", "nothing_to_ask", "backfilling", "asking", "well"];

fn state(line: &Line) -> &'static str {
    let code = line.mark.trouble.as_ref().map(|trouble| trouble.code.as_str());
    match code {
        Some("poll.needs_login") if line.is_stopped() => "needs_login",
        _ if line.is_stopped() => "stopped",
        _ if line.has_nothing_to_ask() => "nothing_to_ask",
        Some(_) => "in_trouble",
        None if line.is_in_turn() => "asking",
        None if line.backfill().is_some() => "backfilling",
        None => "well",
    }
}

fn worst(polls: &[Value]) -> &'static str {
    let is_any = |word: &&&str| polls.iter().any(|poll| poll["state"] == **word);
    STATES.iter().find(is_any).copied().unwrap_or("not_asked")
}

fn probed(what: &str, brought: Result<Brought, Failure>) -> Value {
    match brought {
        Ok(Brought { answer, page, .. }) => json!({
            "is_working": true,
            "what": what,
            "status": answer.status,
            "n_facts": page.facts.len(),
            "n_refused": page.refused.len(),
            "code": null,
            "detail": "the platform answers, and the answer can be read",
            "next_step": null,
        }),
        Err(failure) => json!({
            "is_working": false,
            "what": what,
            "status": null,
            "n_facts": 0,
            "n_refused": 0,
            "code": failure.code,
            "detail": failure.detail,
            "next_step": next_step(failure.code),
        }),
    }
}

/// The stretch of a wish such as `{"from": "2026-01-01", "to": "2026-03-31"}`: days of the
/// connection's zone, both included, or instants. Without `to` it ends now.
fn stretch(asked: &Value, connection: &Connection, now: Timestamp) -> Result<Span, Problem> {
    let none = Map::new();
    let fields = asked.as_object().unwrap_or(&none);
    if let Some(other) = fields.keys().find(|name| !["from", "to"].contains(&name.as_str())) {
        return Err(unfit(other, &Value::Null, "there is no such field"));
    }
    let zone = connection.settings.get("time_zone").and_then(|name| Zone::parse(name).ok());
    let zone = zone.unwrap_or_else(Zone::utc);
    let read = |name: &str| {
        let value = fields.get(name).filter(|value| !value.is_null());
        value.map(|value| span_of(value, &zone).ok_or_else(|| unfit(name, value, "no day or time")))
    };
    let from = read("from").ok_or_else(|| unfit("from", &Value::Null, "is missing"))??.from;
    let to = read("to").transpose()?.map_or(now, |span| span.to).min(now);
    if to <= from {
        return Err(unfit("from", &asked["from"], "it begins after its end"));
    }
    if MAX_BACKFILL_DAYS * DAY_US < to.micros_since(from) {
        return Err(unfit("from", &asked["from"], "it is longer than three years"));
    }
    Ok(Span { from, to })
}

fn span_of(value: &Value, zone: &Zone) -> Option<Span> {
    let text = value.as_str()?;
    match text.parse::<CivilDay>() {
        Ok(day) => Some(zone.day_span(day)),
        Err(_) => text.parse().ok().map(|at| Span { from: at, to: at }),
    }
}

fn unfit(field: &str, value: &Value, why: &str) -> Problem {
    Problem::new(422, "poll.backfill_unfit", format!("{field}: {why}"))
        .next_step("send from and to as days such as 2026-01-31, or as RFC 3339 times")
        .at(field, value.clone())
}

fn unknown(id: &str) -> Answered {
    unknown_problem(id).into()
}

fn unknown_problem(id: &str) -> Problem {
    Problem::new(404, "api.unknown", format!("there is no connection `{id}` in use"))
        .next_step("list /api/v1/connections")
}

fn success(body: Value) -> Answered {
    Answered { status: 200, body: Some(body), retry_after_s: None }
}
