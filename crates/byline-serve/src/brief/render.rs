//! The brief as markup: phone first, complete in itself, readable on paper.

use std::sync::LazyLock;

use axum::body::Body;
use axum::http::{HeaderValue, Response, header};
use axum::response::IntoResponse;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use super::build::{LinkRow, Results};
use crate::headers;
use crate::qr;

/// The style, allowed by its digest.
const STYLE: &str = include_str!("brief.css");
/// The script that copies, allowed by its digest. Without it a tap selects the whole text.
const SCRIPT: &str = include_str!("brief.js");

static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let digest = |text: &str| STANDARD.encode(Sha256::digest(text));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; form-action 'self'; \
         frame-ancestors 'none'; base-uri 'none'",
        digest(STYLE),
        digest(SCRIPT),
    );
    HeaderValue::try_from(policy).expect("digests in base64 fit into a header")
});

/// Everything that the page says.
pub struct Page {
    /// The campaign's name.
    pub campaign: String,
    /// The creator's name.
    pub creator: String,
    /// The creator's links.
    pub links: Vec<LinkRow>,
    /// The creator's codes.
    pub codes: Vec<String>,
    /// The words that disclose; empty if none are set.
    pub words: String,
    /// What posts are to say besides: keywords, hashtags and mentions.
    pub terms: Vec<String>,
    /// When to post, in words.
    pub window: Option<String>,
    /// In which time zone that is, in words.
    pub zone: String,
    /// What to do.
    pub dos: Vec<String>,
    /// What to avoid.
    pub donts: Vec<String>,
    /// Whether this version was confirmed.
    pub is_read: bool,
    /// Whether an earlier version was.
    pub was_changed: bool,
    /// Whether the links work for everybody.
    pub is_live: bool,
    /// Own results, if the brand shows them.
    pub results: Option<Results>,
    /// The address of the page itself.
    pub href: String,
}

impl Page {
    /// The page as an answer.
    pub fn respond(&self) -> Response<Body> {
        let mut response = self.render().into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_SECURITY_POLICY, POLICY.clone());
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
        headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        headers.insert("x-robots-tag", HeaderValue::from_static("noindex"));
        headers::harden(headers);
        response
    }

    fn render(&self) -> Markup {
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="robots" content="noindex";
                    title { "Your brief for " (self.campaign) }
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    main {
                        header {
                            h1 { (self.campaign) ": your brief" }
                            p { "For " (self.creator) ". This page is yours alone: do not share "
                                "its address." }
                        }
                        (self.state())
                        (self.results())
                        (self.links())
                        (self.codes())
                        (self.disclosure())
                        (self.terms())
                        (self.posting())
                        (sentences("Please do", &self.dos))
                        (sentences("What to avoid", &self.donts))
                        (self.confirm())
                    }
                    script { (PreEscaped(SCRIPT)) }
                }
            }
        }
    }

    fn state(&self) -> Markup {
        html! {
            @if self.was_changed {
                div.state { "This brief was changed since you confirmed it. Please read it again." }
            }
            @if self.is_live {
                div.state.good { "Your links are live." }
            } @else {
                div.state { "Your links are not live yet: whoever opens them sees a page that says "
                    "so. You will be told when they are." }
            }
        }
    }

    fn results(&self) -> Markup {
        html! {
            @if let Some(results) = &self.results {
                section {
                    h2 { "Your results so far" }
                    dl {
                        @for (name, value) in &results.figures {
                            div { dt { (name) } dd { (value) } }
                        }
                    }
                    @if results.is_shared {
                        p.note { "An order that two creators share counts in parts." }
                    }
                }
            }
        }
    }

    fn links(&self) -> Markup {
        html! {
            section {
                h2 { "Your links" }
                @for link in &self.links {
                    div.item {
                        h3 { (link.name) }
                        (copy(&link.url))
                        p { (link.place) }
                        @if self.is_live && link.is_held {
                            p.note { "This one is new and not live yet. You will be told when it "
                                "is." }
                        }
                        details {
                            summary { "QR code, for what cannot be tapped" }
                            (qr::drawn(&link.url))
                        }
                        a.button href=(link.test_href) rel="noreferrer" { "Try where it leads" }
                    }
                }
                @if self.links.is_empty() { p.note { "Your links are still being made." } }
            }
        }
    }

    fn codes(&self) -> Markup {
        html! {
            @if !self.codes.is_empty() {
                section {
                    h2 { "Your code" }
                    @for code in &self.codes { div.item { (copy(code)) } }
                    p.note { "Say and write it exactly like this. It names you at the checkout." }
                }
            }
        }
    }

    fn disclosure(&self) -> Markup {
        html! {
            @if !self.words.trim().is_empty() {
                section {
                    h2 { "Say that it is paid" }
                    p.words { (self.words) }
                    p.note { "Put these words at the beginning of every post, where nobody has to "
                        "tap to see them, and switch on the platform's own label." }
                }
            }
        }
    }

    fn terms(&self) -> Markup {
        html! {
            @if !self.terms.is_empty() {
                section {
                    h2 { "Please mention" }
                    @for term in &self.terms { div.item { (copy(term)) } }
                    p.note { "Write hashtags and names exactly like this, so that your post is "
                        "found." }
                }
            }
        }
    }

    fn posting(&self) -> Markup {
        html! {
            @if let Some(window) = &self.window {
                section {
                    h2 { "When to post" }
                    p.words { (window) }
                    p.note { (self.zone) "." }
                }
            }
        }
    }

    fn confirm(&self) -> Markup {
        html! {
            section id="read" {
                @if self.is_read {
                    div.state.good { "You have confirmed this brief. Thank you." }
                } @else {
                    h2 { "All clear?" }
                    form method="post" action=(self.href) {
                        button.main { "I have read this and will follow it" }
                    }
                }
            }
        }
    }
}

/// A text to copy: with a button, or by one tap that selects all of it.
fn copy(text: &str) -> Markup {
    html! {
        div.copy {
            output { (text) }
            button type="button" data-copy=(text) { "Copy" }
        }
    }
}

fn sentences(title: &str, sentences: &[String]) -> Markup {
    html! {
        @if !sentences.is_empty() {
            section { h2 { (title) } ul { @for line in sentences { li { (line) } } } }
        }
    }
}
