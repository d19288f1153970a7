//! The HTML part of a letter: the same words, set for reading. No picture, no script, nothing that
//! is fetched, so that no reader is watched.

use crate::letter::{Item, Letter, Sender};
use crate::words;

use super::text::{DIGEST_ITEMS, WHY, foot};

/// The whole page.
pub fn html(letter: &Letter<'_>, sender: &Sender<'_>) -> String {
    let mut body = String::new();
    match letter {
        Letter::One(item) => one(&mut body, item, sender),
        Letter::Digest(items) => {
            let subject = escaped(&words::subject(letter));
            body.push_str(&format!(
                "<h1 style=\"{H1}\">{subject}</h1><p style=\"{MUTED}\">{WHY}</p>"
            ));
            for item in items.iter().take(DIGEST_ITEMS) {
                row(&mut body, item, sender);
            }
            if let Some(n_more) = items.len().checked_sub(DIGEST_ITEMS).filter(|n| 0 < *n) {
                let all = escaped(&format!("{}/decisions", sender.pages_url));
                body.push_str(&format!("<p><a href=\"{all}\">and {n_more} more</a></p>"));
            }
        }
    }
    if letter.items().iter().any(|item| item.is_repeat) {
        body.push_str(&format!("<p style=\"{MUTED}\">{}</p>", words::REPEAT));
    }
    let foot = escaped(&foot(sender));
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\">\
         <meta name=\"color-scheme\" content=\"light dark\"></head>\
         <body style=\"{BODY}\">{body}<p style=\"{FOOT}\">{foot}</p></body></html>"
    )
}

const BODY: &str = "margin:0 auto;max-width:36em;padding:24px 16px;\
    font:16px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif";
const H1: &str = "font-size:20px;line-height:1.3;margin:0 0 8px";
const MUTED: &str = "margin:0 0 16px;opacity:.75;font-size:14px";
const CELL: &str = "padding:4px 16px 4px 0;vertical-align:top;text-align:left;font-weight:400";
const BUTTON: &str = "display:inline-block;padding:10px 16px;border-radius:8px;\
    background:#1f4fd8;color:#ffffff;text-decoration:none";
const FOOT: &str = "margin:32px 0 0;padding-top:12px;border-top:1px solid #8884;\
    opacity:.75;font-size:13px";

fn one(body: &mut String, item: &Item<'_>, sender: &Sender<'_>) {
    let message = item.message;
    let headline = escaped(&words::headline(item));
    let about = escaped(&words::about(item, sender));
    body.push_str(&format!("<h1 style=\"{H1}\">{headline}</h1><p style=\"{MUTED}\">{about}</p>"));
    if !message.figures.is_empty() {
        body.push_str("<table style=\"border-collapse:collapse;margin:0 0 16px\">");
        for (label, value) in &message.figures {
            let (label, value) = (escaped(label), escaped(value));
            body.push_str(&format!(
                "<tr><th scope=\"row\" style=\"{CELL}\">{label}</th>\
                 <td style=\"{CELL}\"><strong>{value}</strong></td></tr>"
            ));
        }
        body.push_str("</table>");
    }
    if !words::is_calm(item) && !message.advice.is_empty() {
        body.push_str("<p style=\"margin:0 0 4px\"><strong>What to do</strong></p><ol>");
        for advice in &message.advice {
            body.push_str(&format!("<li>{}</li>", escaped(advice)));
        }
        body.push_str("</ol>");
    }
    let link = escaped(&sender.link(message));
    body.push_str(&format!("<p><a style=\"{BUTTON}\" href=\"{link}\">Open in Byline</a></p>"));
}

fn row(body: &mut String, item: &Item<'_>, sender: &Sender<'_>) {
    let headline = escaped(&words::headline(item));
    let weight = if words::is_calm(item) { "400" } else { "600" };
    let about = escaped(&words::about(item, sender));
    let link = escaped(&sender.link(item.message));
    body.push_str(&format!(
        "<p style=\"margin:0 0 16px\">\
         <a style=\"font-weight:{weight}\" href=\"{link}\">{headline}</a><br>\
         <span style=\"opacity:.75;font-size:14px\">{about}</span></p>"
    ));
}

/// Text as HTML shows it.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in words::one_line(text).chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}
