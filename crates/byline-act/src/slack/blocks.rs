//! Blocks: how a message looks in Slack, within Slack's limits.
//!
//! What people typed elsewhere (names, titles) is text and stays text: `&`, `<` and `>` are
//! escaped, so that nobody can ping a channel or hide a link by a creator's name.

use serde_json::{Value, json};

use crate::letter::{Item, Letter, Sender};
use crate::words;

/// The most letters of a header.
pub const HEADER_CHARS: usize = 150;
/// The most letters of a field of a section.
pub const FIELD_CHARS: usize = 2_000;
/// The most fields of a section.
pub const FIELDS_MAX: usize = 10;
/// The most letters of a button's address.
pub const URL_CHARS: usize = 3_000;
/// How many things of a digest are told; the rest is a number and a link.
pub const DIGEST_ITEMS: usize = 20;
/// The most letters of one thing of a digest.
const DIGEST_CHARS: usize = 250;
/// The most letters of a link in a digest.
const LINK_CHARS: usize = 250;

/// The blocks of a letter.
pub fn blocks(letter: &Letter<'_>, sender: &Sender<'_>) -> Vec<Value> {
    match letter {
        Letter::One(item) => one(item, sender),
        Letter::Digest(items) => digest(letter, items, sender),
    }
}

fn one(item: &Item<'_>, sender: &Sender<'_>) -> Vec<Value> {
    let message = item.message;
    let headline = words::headline(item);
    let mut blocks = vec![header(&headline)];
    if HEADER_CHARS < headline.chars().count() {
        blocks.push(section(&escaped(&headline, 2_000)));
    }
    blocks.push(context(&escaped(&words::about(item, sender), FIELD_CHARS)));
    let figures = message.figures.iter().take(FIELDS_MAX).map(|(label, value)| {
        let (label, value) = (escaped(label, 100), escaped(value, 300));
        json!({ "type": "mrkdwn", "text": format!("*{label}*\n{value}") })
    });
    let figures: Vec<Value> = figures.collect();
    if !figures.is_empty() {
        blocks.push(json!({ "type": "section", "fields": figures }));
    }
    if !words::is_calm(item) && !message.advice.is_empty() {
        let lines = message.advice.iter().take(10).zip(1..);
        let lines = lines.map(|(advice, n)| format!("{n}. {}", escaped(advice, 250)));
        let text = format!("*What to do*\n{}", lines.collect::<Vec<_>>().join("\n"));
        blocks.push(section(&text));
    }
    blocks.extend(button(&sender.link(message)));
    if item.is_repeat {
        blocks.push(context(&escaped(words::REPEAT, FIELD_CHARS)));
    }
    blocks
}

fn digest(letter: &Letter<'_>, items: &[Item<'_>], sender: &Sender<'_>) -> Vec<Value> {
    let mut blocks = vec![header(&words::subject(letter))];
    let why = "This channel was away, or there was too much to tell one by one. Oldest first.";
    blocks.push(context(why));
    for item in items.iter().take(DIGEST_ITEMS) {
        let headline = escaped(&words::headline(item), DIGEST_CHARS);
        // What is over asks for nothing, so it is not shown in bold.
        let headline = if words::is_calm(item) { headline } else { format!("*{headline}*") };
        let about = escaped(&words::about(item, sender), 150);
        let link = linked(&short_link(item, sender), "Open");
        blocks.push(section(&format!("{headline}\n{about} · {link}")));
    }
    if let Some(n_more) = items.len().checked_sub(DIGEST_ITEMS).filter(|n| 0 < *n) {
        let link = linked(&format!("{}/decisions", sender.pages_url), "All decisions");
        blocks.push(section(&format!("and {n_more} more · {link}")));
    }
    if items.iter().any(|item| item.is_repeat) {
        blocks.push(context("Some of this may be a repeat: an answer was lost on the way."));
    }
    blocks
}

/// Text in Slack's own markup, with nothing in it that Slack would act on. The limit is for what
/// is sent, so a letter that is escaped counts as often as it is long.
pub fn escaped(text: &str, n_chars: usize) -> String {
    let mut escaped = String::new();
    let mut n_written = 0;
    for c in words::one_line(text).chars() {
        let written = match c {
            '&' => "&amp;".to_owned(),
            '<' => "&lt;".to_owned(),
            '>' => "&gt;".to_owned(),
            // Markup of its own: shown as a letter that looks alike and does nothing.
            '*' => "∗".to_owned(),
            '_' => "_\u{200b}".to_owned(),
            '`' => "‘".to_owned(),
            '~' => "∼".to_owned(),
            c => c.to_string(),
        };
        let length = written.chars().count();
        if n_chars < n_written + length + 1 {
            escaped.push('…');
            return escaped;
        }
        n_written += length;
        escaped.push_str(&written);
    }
    escaped
}

fn header(text: &str) -> Value {
    // Plain text: Slack acts on nothing in it.
    let text = words::cut(&words::one_line(text), HEADER_CHARS);
    json!({ "type": "header", "text": { "type": "plain_text", "text": text, "emoji": false } })
}

fn section(text: &str) -> Value {
    json!({ "type": "section", "text": { "type": "mrkdwn", "text": text, "verbatim": true } })
}

fn context(text: &str) -> Value {
    json!({
        "type": "context",
        "elements": [{ "type": "mrkdwn", "text": text, "verbatim": true }],
    })
}

/// A button is left out where its address does not fit.
fn button(url: &str) -> Option<Value> {
    let is_fit = url.chars().count() <= URL_CHARS && url.starts_with("http");
    is_fit.then(|| {
        json!({
            "type": "actions",
            "elements": [{
                "type": "button",
                "text": { "type": "plain_text", "text": "Open in Byline", "emoji": false },
                "url": url,
                "action_id": "open",
            }],
        })
    })
}

/// The page of an item; if its address is very long, the page of all decisions.
fn short_link(item: &Item<'_>, sender: &Sender<'_>) -> String {
    let link = sender.link(item.message);
    if link.len() <= LINK_CHARS { link } else { format!("{}/decisions", sender.pages_url) }
}

/// A link in markup. What could end it early is encoded.
fn linked(url: &str, text: &str) -> String {
    let url = url.replace('<', "%3C").replace('>', "%3E").replace('|', "%7C").replace('&', "&amp;");
    format!("<{url}|{text}>")
}
