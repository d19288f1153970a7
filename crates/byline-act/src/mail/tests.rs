use std::collections::BTreeMap;

use byline_core::action::ActionKey;

use super::*;
use crate::letter::Item;
use crate::testing::{NOW, item, message, sender, settings};

fn connection() -> BTreeMap<String, String> {
    settings(&[
        ("host", "smtp.brand.com"),
        ("from", "Byline <byline@brand.com>"),
        ("to", "Mia <mia@brand.com>, ops@brand.com"),
        ("user", "byline"),
    ])
}

fn written(letter: &Letter<'_>) -> Mail {
    let connection = connection();
    match write(letter, &sender(&connection)).unwrap() {
        Parcel::Mail(mail) => *mail,
        Parcel::Http(_) => panic!("it goes by mail"),
    }
}

fn text_of(mail: &Mail) -> String {
    String::from_utf8(mail.bytes.clone()).unwrap().replace("\r\n", "\n")
}

/// The value of a header, unfolded.
fn header_of(mail: &Mail, name: &str) -> String {
    let text = text_of(mail).replace("\n ", " ");
    let head = text.split("\n\n").next().unwrap().to_owned();
    let mut lines = head.lines().filter_map(|line| line.split_once(": "));
    lines.find(|(known, _)| *known == name).map_or_else(String::new, |(_, value)| value.to_owned())
}

#[test]
fn a_letter_says_the_same_twice_as_text_and_as_html() {
    let message = message();
    let letter = Letter::One(item(&message));
    let connection = connection();
    insta::assert_snapshot!("text", text::text(&letter, &sender(&connection)));
    insta::assert_snapshot!("html", html::html(&letter, &sender(&connection)));
    let mail = written(&letter);
    assert_eq!(mail.server.port, 465);
    assert_eq!(mail.server.login, Some(("byline".to_owned(), "s3cr3t-key".to_owned())));
    assert_eq!(mail.to, ["mia@brand.com", "ops@brand.com"]);
    assert!(text_of(&mail).contains("multipart/alternative"));
    assert_eq!(header_of(&mail, "Date"), "Wed, 10 Jun 2026 12:00:00 +0000");
    assert_eq!(header_of(&mail, "Auto-Submitted"), "auto-generated");
}

#[test]
fn a_digest_says_what_is_over() {
    let message = message();
    let over = Item { is_over: true, ..item(&message) };
    let connection = connection();
    let items = [over, item(&message)];
    insta::assert_snapshot!("digest", text::text(&Letter::Digest(&items), &sender(&connection)));
    assert_eq!(
        header_of(&written(&Letter::Digest(&items)), "Subject"),
        "2 messages from Byline at once, 1 resolved meanwhile"
    );
}

#[test]
fn the_same_action_is_the_same_letter() {
    let (first, mut other) = (message(), message());
    other.title = "worded otherwise".to_owned();
    let id = |message| header_of(&written(&Letter::One(item(message))), "Message-ID");
    assert_eq!(id(&first), id(&other));
    let key = ActionKey("another".to_owned());
    let another = Item { key: &key, ..item(&first) };
    let mail = written(&Letter::One(another));
    assert_ne!(header_of(&mail, "Message-ID"), id(&first));
    // One alert, one thread.
    assert_eq!(
        header_of(&mail, "References"),
        header_of(&written(&Letter::One(item(&first))), "References")
    );
}

#[test]
fn a_title_adds_neither_header_nor_markup() {
    let mut message = message();
    message.title =
        "Ana\r\nBcc: everybody@evil.example\r\n\r\n<script>alert(1)</script>".to_owned();
    let mail = written(&Letter::One(item(&message)));
    assert_eq!(header_of(&mail, "Bcc"), "");
    assert_eq!(mail.to.len(), 2);
    assert!(header_of(&mail, "Subject").starts_with("Ana Bcc: everybody@evil.example"));
    let connection = connection();
    let page = html::html(&Letter::One(item(&message)), &sender(&connection));
    assert!(!page.contains("<script>"), "{page}");
}

#[test]
fn what_is_wrong_with_a_connection_is_named() {
    let mut wrong = connection();
    wrong.insert("to".to_owned(), "mia@brand.com\r\nBcc: x@evil.example".to_owned());
    let message = message();
    let refused = write(&Letter::One(item(&message)), &sender(&wrong)).unwrap_err();
    assert_eq!(refused.code(), "act.setting_wrong");
    let mut lacking = connection();
    lacking.remove("host");
    let refused = write(&Letter::One(item(&message)), &sender(&lacking)).unwrap_err();
    assert_eq!(refused, Unfit::Missing("host"));
}

/// Reads as a table: a reply code, what it means.
#[test]
fn replies_are_understood() {
    for (code, expected) in [
        (250, ""),
        (421, "act.throttled"),
        (451, "act.throttled"),
        (535, "act.login_refused"),
        (550, "act.rejected"),
        (554, "act.rejected"),
        (0, "act.down"),
    ] {
        let answer = Answer { status: code, ..Answer::default() };
        let found = match read(&answer, NOW) {
            Outcome::Delivered { .. } => "",
            Outcome::Later { code, .. } | Outcome::Never { code, .. } => code,
        };
        assert_eq!(found, expected, "{code}");
    }
}
