use byline_core::action::Message;
use serde_json::Value;

use super::blocks::*;
use super::*;
use crate::letter::Item;
use crate::testing::{NOW, item, message, sender, sender_of, settings};

/// The most blocks of a message.
const BLOCKS_MAX: usize = 50;
/// The most letters of a section's text.
const SECTION_CHARS: usize = 3_000;
/// The most letters of a whole message. Slack does not write it down; above about 13,200 it
/// answers `msg_blocks_too_long`.
const MESSAGE_CHARS: usize = 12_000;

const HOOK: &[u8] = b"https://hooks.slack.com/services/T0/B0/s3cr3t";

fn written(letter: &Letter<'_>) -> Value {
    let none = settings(&[]);
    let parcel = write(letter, &sender_of(&none, &[HOOK])).unwrap();
    let Parcel::Http(request) = parcel else { panic!("it goes by HTTP") };
    assert_eq!(request.url.as_bytes(), HOOK);
    serde_json::from_slice(&request.body).unwrap()
}

#[test]
fn a_page_looks_like_this() {
    insta::assert_json_snapshot!(written(&Letter::One(item(&message()))));
}

#[test]
fn a_digest_looks_like_this() {
    let message = message();
    let over = Item { is_over: true, ..item(&message) };
    let again = Item { is_repeat: true, ..item(&message) };
    insta::assert_json_snapshot!(written(&Letter::Digest(&[over, again])));
}

#[test]
fn a_bot_posts_to_its_channel() {
    let with = settings(&[("channel", "C0123")]);
    let letter = message();
    let parcel = write(&Letter::One(item(&letter)), &sender_of(&with, &[b"xoxb-1"])).unwrap();
    let Parcel::Http(request) = parcel else { panic!("it goes by HTTP") };
    assert_eq!(request.url, "https://slack.com/api/chat.postMessage");
    assert!(request.headers.contains(&("authorization", "Bearer xoxb-1".to_owned())));
    let body: Value = serde_json::from_slice(&request.body).unwrap();
    assert_eq!(body["channel"], "C0123");
    let none = settings(&[]);
    let lacking = write(&Letter::One(item(&letter)), &sender(&none)).unwrap_err();
    assert_eq!(lacking.to_string(), "the connection lacks channel");
}

#[test]
fn a_name_can_neither_ping_nor_link() {
    let mut message = message();
    message.title = "<!channel> & <https://evil.example|click> *now* @here".to_owned();
    message.figures = vec![("<@U1>".to_owned(), "`x` ~y~".to_owned())];
    let body = written(&Letter::One(item(&message)));
    // A header is plain text, in which nothing is markup.
    assert_eq!(body["blocks"][0]["text"]["type"], "plain_text");
    let rest = format!("{} {:?}", body["text"], &body["blocks"].as_array().unwrap()[1..]);
    assert!(!rest.contains("<!") && !rest.contains("<@") && !rest.contains("<https://evil"));
}

/// Everything that a message may hold at most, all at once.
#[test]
fn the_longest_message_keeps_within_the_limits() {
    let long = "<&>".repeat(2_000);
    let message = Message {
        title: long.clone(),
        figures: (0..40).map(|_| (long.clone(), long.clone())).collect(),
        advice: (0..40).map(|_| long.clone()).collect(),
        path: format!("/{long}"),
        ..message()
    };
    let item = Item { is_repeat: true, ..item(&message) };
    let items = vec![item; 200];
    for letter in [Letter::One(item), Letter::Digest(&items)] {
        let body = written(&letter);
        let blocks = body["blocks"].as_array().unwrap();
        assert!(blocks.len() <= BLOCKS_MAX, "{} blocks", blocks.len());
        let mut n_chars = 0;
        for block in blocks {
            n_chars += n_letters(block);
            let limit = if block["type"] == "header" { HEADER_CHARS } else { SECTION_CHARS };
            let text = block["text"]["text"].as_str().unwrap_or_default();
            assert!(text.chars().count() <= limit, "{text}");
            let fields = block["fields"].as_array().cloned().unwrap_or_default();
            assert!(fields.len() <= FIELDS_MAX);
            for field in fields {
                assert!(field["text"].as_str().unwrap().chars().count() <= FIELD_CHARS);
            }
        }
        assert!(n_chars <= MESSAGE_CHARS, "{n_chars} letters");
    }
}

/// How many letters of text there are in a block.
fn n_letters(value: &Value) -> usize {
    match value {
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| match value {
                Value::String(text) if name == "text" => text.chars().count(),
                value => n_letters(value),
            })
            .sum(),
        Value::Array(values) => values.iter().map(n_letters).sum(),
        _ => 0,
    }
}

/// Reads as a table: status, body, the code of what it means and the pause.
#[test]
fn answers_are_understood() {
    for (status, body, expected, pause_s) in [
        (200, "ok", "delivered", None),
        (200, r#"{"ok":true,"channel":"C1","ts":"1.2"}"#, "delivered", None),
        (200, r#"{"ok":false,"error":"channel_not_found"}"#, "act.unknown", None),
        (200, r#"{"ok":false,"error":"invalid_auth"}"#, "act.login_refused", None),
        (200, r#"{"ok":false,"error":"ratelimited"}"#, "act.throttled", Some(30)),
        (200, r#"{"ok":false,"error":"internal_error"}"#, "act.down", None),
        (200, r#"{"ok":false,"error":"<script>"}"#, "act.rejected", None),
        (200, "<html>sign in</html>", "act.unreadable", None),
        (400, "invalid_blocks", "act.rejected", None),
        (403, "invalid_token", "act.login_refused", None),
        (404, "no_service", "act.login_refused", None),
        (410, "channel_is_archived", "act.unknown", None),
        (429, "", "act.throttled", Some(30)),
        (500, "rollup_error", "act.down", Some(30)),
    ] {
        let headers = vec![("retry-after".to_owned(), "30".to_owned())];
        let answer = Answer { status, headers, body: body.into() };
        let (code, after_s) = match read(&answer, NOW) {
            Outcome::Delivered { .. } => ("delivered", None),
            Outcome::Later { code, after_s, .. } => (code, after_s),
            Outcome::Never { code, detail } => {
                assert!(!detail.contains('<'), "{detail}");
                (code, None)
            }
        };
        assert_eq!((code, after_s), (expected, pause_s), "{status} {body}");
    }
}
