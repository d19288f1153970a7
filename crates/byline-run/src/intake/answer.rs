//! What senders hear.

use byline_ingest::webhook::WebhookError;
use byline_log::Receipt;
use byline_serve::port::{Answered, Unavailable};
use serde_json::{Value, json};

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
