//! Webhooks to other programs, as Standard Webhooks (standardwebhooks.com) says: an id that stays
//! the same over every try, a timestamp, and a signature over both and the exact body.
//!
//! A receiver that answers 410 wants nothing any more; the connection is turned off then.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use byline_core::time::Timestamp;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use url::Url;

use crate::letter::{Item, Letter, Sender, Unfit};
use crate::outcome::Outcome;
use crate::wire::{Answer, Parcel, Request};
use crate::words;

/// What signing secrets begin with.
const SECRET_PREFIX: &str = "whsec_";

/// An event.
pub fn write(letter: &Letter<'_>, sender: &Sender<'_>) -> Result<Parcel, Unfit> {
    let [item, ..] = letter.items() else { return Err(Unfit::Missing("anything to tell")) };
    let url = sender.required("url")?;
    Url::parse(url).map_err(|_| Unfit::Wrong("`url` is no address"))?;
    let keys = keys(sender)?;
    let id = event_id(&item.key.0);
    let sent_at = sender.now.seconds().to_string();
    let mut request = Request::json(url.to_owned(), &event(item, sender));
    let signatures: Vec<String> =
        keys.iter().map(|key| signature(key, &id, &sent_at, &request.body)).collect();
    request.headers.extend([
        ("webhook-id", id),
        ("webhook-timestamp", sent_at),
        ("webhook-signature", signatures.join(" ")),
    ]);
    Ok(Parcel::Http(request))
}

/// Reads the answer: any success will do.
pub fn read(answer: &Answer, now: Timestamp) -> Outcome {
    match answer.status {
        200..=299 => Outcome::delivered(None),
        410 => Outcome::of_status(answer, now),
        // Receivers are programs that people mend: what is refused today is taken tomorrow.
        400..=499 if answer.status != 429 => {
            Outcome::later("act.refused", format!("the receiver refuses (HTTP {})", answer.status))
        }
        _ => Outcome::of_status(answer, now),
    }
}

/// The event's name: the same however often it is sent.
fn event_id(key: &str) -> String {
    let digest = Sha256::digest(key.as_bytes());
    digest[..16].iter().fold("msg_".to_owned(), |id, byte| format!("{id}{byte:02x}"))
}

/// `v1,` and the base64 of the HMAC-SHA256 over `id.timestamp.body`.
pub fn signature(key: &[u8], id: &str, sent_at: &str, body: &[u8]) -> String {
    #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("any length will do");
    for part in [id.as_bytes(), b".", sent_at.as_bytes(), b".", body] {
        mac.update(part);
    }
    format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

/// Every signing key, the newest first: a receiver that has only the old one still understands.
fn keys(sender: &Sender<'_>) -> Result<Vec<Vec<u8>>, Unfit> {
    sender.secret("a signing secret")?;
    let key_of = |secret: &&[u8]| {
        let text = std::str::from_utf8(secret).ok()?.trim().strip_prefix(SECRET_PREFIX)?;
        STANDARD.decode(text).ok().filter(|key| !key.is_empty())
    };
    let keys: Option<Vec<Vec<u8>>> = sender.secrets.iter().map(key_of).collect();
    keys.ok_or(Unfit::Wrong("a signing secret is `whsec_` and base64"))
}

fn event(item: &Item<'_>, sender: &Sender<'_>) -> Value {
    let message = item.message;
    let figures = message.figures.iter();
    let figures: Vec<Value> =
        figures.map(|(label, value)| json!({ "label": label, "value": value })).collect();
    json!({
        "type": format!("alert.{}", words::kind_key(message)),
        "timestamp": item.decided_at,
        "data": {
            "alert": message.alert,
            "episode": message.episode,
            "urgency": message.urgency.key(),
            "campaign_id": message.campaign_id,
            "creator_id": message.creator_id,
            "title": message.title,
            "figures": figures,
            "advice": message.advice,
            "due_at": message.due_at,
            "link": sender.link(message),
            "is_resolved_meanwhile": item.is_over,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{NOW, item, message, sender_of, settings};

    /// The example of the specification.
    #[test]
    fn the_signature_is_that_of_the_specification() {
        let key = STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let body = br#"{"test": 2432232314}"#;
        let signature = signature(&key, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", body);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    fn written(secrets: &[&[u8]]) -> Result<Request, Unfit> {
        let to = settings(&[("url", "https://hooks.brand.com/byline")]);
        let message = message();
        match write(&Letter::One(item(&message)), &sender_of(&to, secrets))? {
            Parcel::Http(request) => Ok(request),
            Parcel::Mail(_) => panic!("it goes by HTTP"),
        }
    }

    fn header<'r>(request: &'r Request, name: &str) -> &'r str {
        &request.headers.iter().find(|(known, _)| *known == name).unwrap().1
    }

    #[test]
    fn an_event_looks_like_this() {
        let request = written(&[b"whsec_AAEC"]).unwrap();
        let body: Value = serde_json::from_slice(&request.body).unwrap();
        insta::assert_json_snapshot!(body);
        assert_eq!(header(&request, "webhook-timestamp"), NOW.seconds().to_string());
        let again = written(&[b"whsec_AAEC"]).unwrap();
        assert_eq!(header(&request, "webhook-id"), header(&again, "webhook-id"));
    }

    #[test]
    fn while_secrets_change_both_sign() {
        let request = written(&[b"whsec_AAEC", b"whsec_BAUG"]).unwrap();
        assert_eq!(header(&request, "webhook-signature").split(' ').count(), 2);
        let refused = written(&[b"whsec_AAEC", b"plain"]).unwrap_err();
        assert_eq!(refused.code(), "act.setting_wrong");
    }

    /// Reads as a table: a status, the code of what it means.
    #[test]
    fn answers_are_understood() {
        for (status, expected) in [
            (200, ""),
            (204, ""),
            (400, "act.refused"),
            (404, "act.refused"),
            (410, "act.gone"),
            (429, "act.throttled"),
            (500, "act.down"),
        ] {
            let answer = Answer { status, ..Answer::default() };
            let code = match read(&answer, NOW) {
                Outcome::Delivered { .. } => "",
                Outcome::Later { code, .. } | Outcome::Never { code, .. } => code,
            };
            assert_eq!(code, expected, "{status}");
        }
    }
}
