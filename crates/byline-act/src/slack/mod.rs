//! Slack: by incoming webhook, or by a bot that posts to a channel.
//!
//! A secret that begins with `https://` is the address of a webhook; any other is a bot's token,
//! and the setting `channel` says where it posts. Webhooks answer `ok` or a word of trouble; the
//! API answers 200 whatever happened, and what happened stands in `ok`.

mod blocks;

use byline_core::time::Timestamp;
use serde_json::json;
use url::Url;

use crate::letter::{Letter, Sender, Unfit};
use crate::outcome::{Outcome, short_code};
use crate::wire::{Answer, Parcel, Request};
use crate::words;

/// Where the API is, unless the setting `api_url` says otherwise.
const API_URL: &str = "https://slack.com";
/// The most letters of the text that notifications show.
const TEXT_CHARS: usize = 300;

/// A message.
pub fn write(letter: &Letter<'_>, sender: &Sender<'_>) -> Result<Parcel, Unfit> {
    let secret = sender.secret("the address of a webhook, or a bot token")?;
    let text = blocks::escaped(&words::subject(letter), TEXT_CHARS);
    let mut message = json!({
        "text": text,
        "blocks": blocks::blocks(letter, sender),
        "unfurl_links": false,
        "unfurl_media": false,
    });
    if is_address(secret) {
        if Url::parse(secret).is_err() {
            return Err(Unfit::Wrong("the secret begins like an address and is none"));
        }
        return Ok(Parcel::Http(Request::json(secret.to_owned(), &message)));
    }
    message["channel"] = json!(sender.required("channel")?);
    let url = format!("{}/api/chat.postMessage", sender.api_url(API_URL));
    let token = format!("Bearer {secret}");
    Ok(Parcel::Http(Request::json(url, &message).with("authorization", token)))
}

/// Reads the answer of either.
pub fn read(answer: &Answer, now: Timestamp) -> Outcome {
    let said = answer.json();
    match (answer.status, said["ok"].as_bool()) {
        (200..=299, Some(true)) => {
            let place = [&said["channel"], &said["ts"]].map(|part| short_code(part));
            let [channel, ts] = place;
            Outcome::delivered(channel.zip(ts).map(|(channel, ts)| format!("{channel}/{ts}")))
        }
        (_, Some(false)) => trouble(short_code(&said["error"]).unwrap_or("unknown"), answer, now),
        (200..=299, None) if answer.body.trim_ascii() == b"ok" => Outcome::delivered(None),
        // Something stood in between and answered for Slack.
        (200..=299, None) => {
            Outcome::later("act.unreadable", "the answer is none of Slack's; it may have arrived")
        }
        (400..=499, None) if answer.status != 429 => {
            let word = std::str::from_utf8(&answer.body).unwrap_or_default().trim();
            match short_code(&json!(word)) {
                Some(word) => trouble(word, answer, now),
                None => Outcome::of_status(answer, now),
            }
        }
        _ => Outcome::of_status(answer, now),
    }
}

/// Whether a secret is the address of a webhook.
fn is_address(secret: &str) -> bool {
    secret.starts_with("https://") || secret.starts_with("http://")
}

/// What a word of Slack's means.
fn trouble(word: &str, answer: &Answer, now: Timestamp) -> Outcome {
    match word {
        "ratelimited" | "rate_limited" | "message_limit_exceeded" => {
            Outcome::throttled(answer.retry_after_s(now))
        }
        "internal_error"
        | "fatal_error"
        | "request_timeout"
        | "service_unavailable"
        | "team_added_to_org"
        | "rollup_error" => Outcome::later("act.down", format!("Slack is in trouble ({word})")),
        "invalid_auth" | "not_authed" | "account_inactive" | "token_revoked" | "token_expired"
        | "no_permission" | "missing_scope" | "ekm_access_denied" | "no_service"
        | "no_active_hooks" | "invalid_token" => Outcome::refused_login(word),
        "channel_not_found"
        | "is_archived"
        | "channel_is_archived"
        | "not_in_channel"
        | "no_team" => Outcome::never(
            "act.unknown",
            format!("Slack cannot post there ({word}); check the channel, and invite the bot"),
        ),
        _ => Outcome::never("act.rejected", format!("Slack turned it down ({word})")),
    }
}

#[cfg(test)]
mod tests;
