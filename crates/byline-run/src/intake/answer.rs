//! What senders hear.

use byline_ingest::events::{BatchError, Row};
use byline_ingest::webhook::WebhookError;
use byline_log::Receipt;
use byline_serve::port::{Answered, Unavailable};
use serde_json::{Value, json};

use crate::import::{ImportFailure, Imported, PieceRefused};

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

/// A delivery is fine and says nothing that counts.
pub fn ignored(code: &'static str) -> Answered {
    success(json!({ "accepted": 0, "duplicate": 0, "quarantined": 0, "code": code }))
}

/// A delivery of nobody who is known.
pub fn refused(error: WebhookError) -> Answered {
    problem(error.status(), error.code(), &error.to_string(), None)
}

/// What became of each row of a batch. The receipt is for those that were taken.
pub fn rows(rows: &[Row], receipt: Option<&Receipt>) -> Answered {
    let mut outcomes = receipt.map_or(&[][..], Receipt::outcomes).iter();
    let (mut n_accepted, mut n_duplicates, mut n_rejected) = (0, 0, 0);
    let mut results = Vec::with_capacity(rows.len());
    for row in rows {
        let id = &row.id;
        results.push(match &row.outcome {
            Err(error) => {
                n_rejected += 1;
                json!({
                    "id": id,
                    "status": "rejected",
                    "code": error.code(),
                    "detail": error.to_string(),
                    "next_step": error.next_step(),
                })
            }
            Ok(_) if outcomes.next().is_some_and(|outcome| outcome.is_duplicate()) => {
                n_duplicates += 1;
                json!({ "id": id, "status": "duplicate" })
            }
            Ok(_) => {
                n_accepted += 1;
                json!({ "id": id, "status": "accepted" })
            }
        });
    }
    success(json!({
        "accepted": n_accepted,
        "duplicate": n_duplicates,
        "rejected": n_rejected,
        "results": results,
    }))
}

/// A batch of which nothing can be read.
pub fn batch_refused(error: &BatchError) -> Answered {
    let status = match error {
        BatchError::JsonInvalid(_) => 400,
        BatchError::TooManyRows(_) => 413,
    };
    let mut answered = problem(status, error.code(), &error.to_string(), None);
    if let Some(body) = &mut answered.body {
        body["next_step"] = json!(error.next_step());
    }
    answered
}

/// What became of a piece of a file.
pub fn imported(imported: &Imported) -> Answered {
    success(json!(imported))
}

/// A piece of a file was not read.
pub fn piece_refused(refused: &PieceRefused) -> Answered {
    match refused {
        PieceRefused::Failed(ImportFailure::Unavailable(why)) => unavailable(why),
        other => problem(400, other.code(), &other.to_string(), None),
    }
}

/// A beacon was read, or thrown away.
pub fn nothing_to_say() -> Answered {
    Answered { status: 204, body: None, retry_after_s: None }
}

/// There is no such connection, or it is out of use.
pub fn connection_unknown() -> Answered {
    let detail = "there is no such connection; copy the address from the connection";
    problem(404, "webhook.connection_unknown", detail, None)
}

/// Nothing can be taken in now, and nothing was.
pub fn unavailable(unavailable: &Unavailable) -> Answered {
    let retry_after_s = Some(unavailable.retry_after_s);
    problem(503, "store.unavailable", "nothing can be taken in now; send it again", retry_after_s)
}

fn success(body: Value) -> Answered {
    Answered { status: 200, body: Some(body), retry_after_s: None }
}

fn problem(status: u16, code: &str, detail: &str, retry_after_s: Option<u32>) -> Answered {
    let mut body = json!({ "status": status, "code": code, "detail": detail });
    if let Some(seconds) = retry_after_s {
        body["retry_after_s"] = json!(seconds);
    }
    Answered { status, body: Some(body), retry_after_s }
}
