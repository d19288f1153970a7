//! Questions to TikTok Shop, signed, and its answers, opened.
//!
//! A question is signed with the app's secret over path, sorted parameters and body, each as sent
//! before encoding. An answer is HTTP 200 whatever happens; its `code` says whether it is one.

use byline_core::time::MICROS_PER_SECOND;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use super::payload::Envelope;
use crate::field::said;
use crate::json;
use crate::poll::{Answer, Ask, PollError, Request};
use crate::signature;

/// Where the API is, for shops of every region but China.
pub(super) const API_URL: &str = "https://open-api.tiktokglobalshop.com";

/// A question before it is signed.
pub(super) struct Question {
    pub method: &'static str,
    pub path: &'static str,
    pub query: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
    pub cursor: String,
}

/// Signs a question and addresses it.
pub(super) fn request(ask: &Ask<'_>, question: Question) -> Result<Request, PollError> {
    let secret = ask.labelled("app_secret")?;
    let token = ask.labelled("access_token")?;
    if token == secret {
        return Err(PollError::Incomplete("access_token"));
    }
    let mut query = question.query;
    query.push(("app_key", ask.setting("app_key")?.to_owned()));
    query.push(("timestamp", ask.now.0.div_euclid(MICROS_PER_SECOND).to_string()));
    if let Some(cipher) = ask.settings.get("shop_cipher") {
        query.push(("shop_cipher", cipher.clone()));
    }
    query.retain(|(_, value)| !value.is_empty());
    query.sort();
    let sign = sign(secret, question.path, &query, &question.body);
    query.push(("sign", sign));
    let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let pairs = query.iter().map(|(name, value)| format!("{name}={}", encode(value)));
    let query = pairs.collect::<Vec<_>>().join("&");
    let url = format!("{}{}?{query}", ask.api_url, question.path);
    let headers = vec![
        ("content-type", "application/json".to_owned()),
        ("x-tts-access-token", token.to_owned()),
    ];
    Ok(Request {
        method: question.method,
        url,
        headers,
        body: question.body,
        cursor: question.cursor,
    })
}

/// The hexadecimal HMAC-SHA256 over everything, with the secret around it.
pub(super) fn sign(
    secret: &str,
    path: &str,
    query: &[(&'static str, String)],
    body: &[u8],
) -> String {
    let parameters: String = query.iter().map(|(name, value)| format!("{name}{value}")).collect();
    let key = secret.as_bytes();
    signature::sha256_hex(key, &[key, path.as_bytes(), parameters.as_bytes(), body, key])
}

/// What an answer holds; or what its status or its code say went wrong.
pub(super) fn open<'a, T: Deserialize<'a>>(answer: &'a Answer) -> Result<T, PollError> {
    let envelope: Result<Envelope<'a>, String> = json::read(&answer.body);
    if let Ok(envelope) = &envelope {
        let code = said(&envelope.code);
        if let Some(code) = code.filter(|code| *code != "0") {
            return Err(refusal(code, said(&envelope.message).unwrap_or_default(), answer));
        }
    }
    answer.success()?;
    let envelope = envelope.map_err(PollError::Unreadable)?;
    let missing = || PollError::Unreadable("the answer has no `code`".to_owned());
    envelope.code.as_ref().ok_or_else(missing)?;
    let data = envelope.data.map_or("{}", |data| data.get());
    let data = if data == "null" { "{}" } else { data };
    json::read(data.as_bytes()).map_err(PollError::Unreadable)
}

/// What a code means that is not zero.
fn refusal(code: &str, message: &str, answer: &Answer) -> PollError {
    let words: String = message.chars().take(120).collect();
    let words = format!("code {code}: {words}");
    match code {
        "36009002" | "40100" => PollError::Throttled { retry_after_s: answer.retry_after_s() },
        "36009003" | "50000" | "50002" => PollError::Down(words),
        // Everything about tokens and rights begins with 105; of the older numbers, these do.
        "36004004" | "40104" | "40105" | "40001" => PollError::NeedsLogin(words),
        _ if code.len() == 6 && code.starts_with("105") => PollError::NeedsLogin(words),
        _ => PollError::Refused(words),
    }
}
