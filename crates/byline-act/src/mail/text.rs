//! The plain part of a letter: what a phone shows without being asked.

use crate::letter::{Item, Letter, Sender};
use crate::words;

/// How many things of a digest are told; the rest is a number and a link.
pub const DIGEST_ITEMS: usize = 100;

/// The whole text.
pub fn text(letter: &Letter<'_>, sender: &Sender<'_>) -> String {
    let mut lines = Vec::new();
    match letter {
        Letter::One(item) => lines.extend(one(item, sender)),
        Letter::Digest(items) => {
            lines.push(words::subject(letter));
            lines.push(WHY.to_owned());
            for item in items.iter().take(DIGEST_ITEMS) {
                lines.push(String::new());
                lines.push(words::headline(item));
                lines.push(words::about(item, sender));
                lines.push(sender.link(item.message));
            }
            if let Some(n_more) = items.len().checked_sub(DIGEST_ITEMS).filter(|n| 0 < *n) {
                lines.push(format!("\nand {n_more} more: {}/decisions", sender.pages_url));
            }
        }
    }
    if letter.items().iter().any(|item| item.is_repeat) {
        lines.push(format!("\n{}", words::REPEAT));
    }
    lines.push(format!("\n-- \n{}", foot(sender)));
    lines.join("\n")
}

/// Why a letter tells several things.
pub const WHY: &str =
    "Mail could not be sent for a while, or there was too much to tell one by one. Oldest first.";

/// What stands under every letter.
pub fn foot(sender: &Sender<'_>) -> String {
    format!("Byline at {} sends this to the channel {}.", sender.pages_url, sender.connection)
}

fn one(item: &Item<'_>, sender: &Sender<'_>) -> Vec<String> {
    let message = item.message;
    let mut lines = vec![words::headline(item), words::about(item, sender)];
    if !message.figures.is_empty() {
        lines.push(String::new());
        let figures = message.figures.iter();
        lines.extend(figures.map(|(label, value)| {
            format!("{}: {}", words::one_line(label), words::one_line(value))
        }));
    }
    if !words::is_calm(item) && !message.advice.is_empty() {
        lines.push("\nWhat to do".to_owned());
        let advice = message.advice.iter().zip(1..);
        lines.extend(advice.map(|(advice, n)| format!("{n}. {}", words::one_line(advice))));
    }
    lines.push(format!("\n{}", sender.link(message)));
    lines
}
