//! What senders hear.

use byline_ingest::events::{BatchError, EventError, Row};
use byline_ingest::webhook::WebhookError;
use byline_log::{Outcome, Receipt};
use byline_serve::Problem;
use byline_serve::port::{Answered, Unavailable};
use serde_json::{Value, json};

use super::Warning;
use crate::import::{ImportFailure, Piece, PieceRefused};

/// A delivery is durable. `aside` is the code if it was put aside.
pub fn taken(receipt: &Receipt, aside: Option<&'static str>) -> Answered {
    let n_duplicates = receipt.outcomes().iter().filter(|outcome| outcome.is_duplicate()).count();
    let n_new = receipt.outcomes().len() - n_duplicates;
    let (n_accepted, n_quarantined) = if aside.is_some() { (0, n_new) } else { (n_new, 0) };
    success(json!({
        "accepted": n_accepted,
        "duplicate": n_duplicates,
        "quarantined": n_quarantined,
        "code": aside,
    }))
}

/// A delivery that was put aside is taken in; `code` says why where it says nothing that counts.
pub fn replayed(outcomes: &[Outcome], code: Option<&'static str>) -> Answered {
    let n_duplicates = outcomes.iter().filter(|outcome| outcome.is_duplicate()).count();
    let n_accepted = outcomes.len() - n_duplicates;
    success(json!({ "accepted": n_accepted, "duplicate": n_duplicates, "code": code }))
}

/// A delivery is fine and says nothing that counts.
pub fn ignored(code: &'static str) -> Answered {
    success(json!({ "accepted": 0, "duplicate": 0, "quarantined": 0, "code": code }))
}

/// A delivery of nobody who is known.
pub fn refused(error: WebhookError) -> Answered {
    let (words, next_step) = (error.to_string(), error.next_step());
    Problem::new(error.status(), error.code(), words).next_step(next_step).into()
}

/// What became of each row of a batch. Warnings and receipt are for those that were taken.
pub fn rows(rows: &[Row], warnings: &[Option<Warning>], receipt: Option<&Receipt>) -> Answered {
    let mut outcomes = receipt.map_or(&[][..], Receipt::outcomes).iter().zip(warnings);
    let (mut n_accepted, mut n_duplicates, mut n_rejected) = (0, 0, 0);
    let mut results = Vec::with_capacity(rows.len());
    for row in rows {
        let id = &row.id;
        if let Err(error) = &row.outcome {
            n_rejected += 1;
            results.push(rejected(id.as_deref(), error));
            continue;
        }
        let (outcome, warning) = outcomes.next().unzip();
        let is_duplicate = outcome.is_some_and(|outcome| outcome.is_duplicate());
        *(if is_duplicate { &mut n_duplicates } else { &mut n_accepted }) += 1;
        let status = if is_duplicate { "duplicate" } else { "accepted" };
        let mut result = json!({ "id": id, "status": status });
        if let Some(warning) = warning.and_then(Option::as_ref) {
            result["warning"] = json!(warning);
        }
        results.push(result);
    }
    success(json!({
        "accepted": n_accepted,
        "duplicate": n_duplicates,
        "rejected": n_rejected,
        "results": results,
    }))
}

/// What is said of a row that was refused.
fn rejected(id: Option<&str>, error: &EventError) -> Value {
    let mut result = json!({
        "id": id,
        "status": "rejected",
        "code": error.code(),
        "detail": error.to_string(),
        "next_step": error.next_step(),
    });
    if let Some(field) = error.field() {
        let pointer = format!("/{}", field.replace('.', "/"));
        let (code, detail) = (error.code(), error.to_string());
        result["errors"] = json!([{
            "field": field, "pointer": pointer, "code": code, "detail": detail,
            "value": error.value(),
        }]);
    }
    result
}

/// A batch of which nothing can be read.
pub fn batch_refused(error: &BatchError) -> Answered {
    let (status, field) = match error {
        BatchError::JsonInvalid(_) => (400, ""),
        BatchError::TooManyRows(_) => (413, "events"),
    };
    let problem = Problem::new(status, error.code(), error.to_string());
    problem.next_step(error.next_step()).at(field, Value::Null).into()
}

/// What became of a piece of a file.
pub fn imported(imported: &Piece) -> Answered {
    success(json!(imported))
}

/// A piece of a file was not read.
pub fn piece_refused(refused: &PieceRefused) -> Answered {
    match refused {
        PieceRefused::Failed(ImportFailure::Unavailable(why)) => unavailable(why),
        other => {
            let problem = Problem::new(400, other.code(), other.to_string());
            let problem = problem.next_step(other.next_step());
            match other.parameter() {
                Some((name, value)) => problem.parameter(name, value).into(),
                None => problem.into(),
            }
        }
    }
}

/// A beacon was read, or thrown away.
pub fn nothing_to_say() -> Answered {
    Answered { status: 204, body: None, retry_after_s: None }
}

/// There is no such connection, or it is out of use.
pub fn connection_unknown(feed: &str, id: &str) -> Answered {
    let detail = format!("no connection `{id}` of the feed `{feed}` is in use");
    Problem::new(404, "webhook.connection_unknown", detail)
        .next_step("copy the address from the connection: its hook_url")
        .parameter("connection", id)
        .into()
}

/// Nothing can be taken in now, and nothing was.
pub fn unavailable(unavailable: &Unavailable) -> Answered {
    Problem::from(unavailable.clone()).into()
}

fn success(body: Value) -> Answered {
    Answered { status: 200, body: Some(body), retry_after_s: None }
}
