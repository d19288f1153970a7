//! Figures: a number on a screen, in settled words, that opens into its explanation.

use maud::{Markup, html};

use super::{Tone, tag};

/// A number in words and where it opens.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Figure {
    /// The number as people read it; `n/a` if it is missing.
    pub text: String,
    /// Where it opens into definition, inputs and orders.
    pub href: String,
    /// Why it is missing, if it is. Missing is not zero.
    pub missing: Option<String>,
}

impl Figure {
    /// A figure that is known.
    pub fn known(text: String, href: String) -> Self {
        Self { text, href, missing: None }
    }

    /// A figure that is not available, and why.
    pub fn missing(reason: &str, href: String) -> Self {
        Self { text: "n/a".to_owned(), href, missing: Some(reason.to_owned()) }
    }

    /// The figure as a link. `key` names it within its page, so that a change can be shown.
    pub fn render(&self, key: &str) -> Markup {
        match &self.missing {
            None => html! {
                a.figure href=(self.href) data-key=(key) title="How this was counted" {
                    (self.text)
                }
            },
            Some(reason) => html! {
                a.figure.missing href=(self.href) data-key=(key) title=(reason) {
                    (self.text)
                    span.unseen { ": " (reason) }
                }
            },
        }
    }
}

/// One headline figure.
#[derive(Clone, Debug)]
pub struct Tile {
    /// The word for it within its page and in addresses.
    pub key: &'static str,
    /// Its name.
    pub label: &'static str,
    /// The figure.
    pub figure: Figure,
    /// The band it falls into, if it has any.
    pub band: Option<(Tone, &'static str)>,
    /// How it changed since the stretch before, good or bad.
    pub change: Option<(Tone, String)>,
    /// What else to know: the band's edges, or why the figure is missing.
    pub detail: String,
    /// How old the newest fact behind it is, in words; `None` before the first.
    pub age: Option<String>,
    /// Whether it says little as it stands, so that nobody reads it first.
    pub is_faint: bool,
}

/// The headline figures of a page.
#[derive(Clone, Debug)]
pub struct Strip {
    /// The figures, in reading order.
    pub tiles: Vec<Tile>,
    /// What the changes are against, in words.
    pub note: Option<String>,
}

impl Strip {
    /// The strip and its note.
    pub fn render(&self) -> Markup {
        html! {
            section.tiles aria-label="Headline figures" {
                @for tile in &self.tiles { (tile.render()) }
            }
            p.strip-note id="strip-note" data-live { @if let Some(note) = &self.note { (note) } }
        }
    }
}

impl Tile {
    fn render(&self) -> Markup {
        html! {
            div.tile id={ "tile-" (self.key) } data-live {
                h2 { (self.label) }
                div.value.faint[self.is_faint] { (self.figure.render(self.key)) }
                p.about-it {
                    @if let Some((tone, band)) = self.band {
                        (tag(tone, band)) " " span.edges { (self.detail) }
                    } @else { (self.detail) }
                }
                p.foot {
                    @if let Some((tone, change)) = &self.change {
                        span.change.(tone.class()) { (change) }
                    }
                    @if let Some(age) = &self.age {
                        span.age title="The newest fact behind it" { (age) " old" }
                    }
                }
            }
        }
    }
}
