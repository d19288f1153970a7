//! The markup of what is agreed with a creator.

use byline_core::creator::Platform;
use byline_core::money::Currency;
use maud::{Markup, html};

use super::Stored;
use super::typed::{Part, Typed};
use crate::pages::frame::Frame;
use crate::pages::parts::{Tone, card, empty, tag};
use crate::pages::shell::Head;
use crate::pages::{gate, links};

/// What stands in the shell.
pub fn content(
    frame: &Frame<'_>,
    stored: &Stored<'_>,
    (typed, kept): (&Typed, Option<Part>),
    who: Option<Markup>,
) -> Markup {
    let creator = stored.creator;
    html! {
        (Head::about(&creator.name, frame).render())
        p.lead { "What is agreed: accounts, deal and brief. The launch gate asks for all three." }
        @if let Some(who) = who { p.lead { (who) } }
        nav.tools aria-label="This creator" {
            a.button href=(links::creator(&frame.ask, &creator.id)) { "Creator" }
            a.button href=(gate::href(frame.campaign.id.as_str())) { "Launch gate" }
        }
        @if frame.ask.at.is_some() {
            (empty("What is agreed can be changed now, and not in the past."))
        } @else {
            div.halves {
                (form(frame, Part::Accounts, kept, "Accounts", "one for each platform",
                    &accounts(typed)))
                (form(frame, Part::Deal, kept, "Deal", "for this campaign",
                    &deal(stored.currency(frame), typed)))
            }
            (form(frame, Part::Brief, kept, "Brief", "what the creator is told", &brief(typed)))
        }
    }
}

fn form(
    frame: &Frame<'_>,
    part: Part,
    kept: Option<Part>,
    title: &str,
    note: &str,
    fields: &Markup,
) -> Markup {
    let is_kept = kept == Some(part);
    card(
        part.key(),
        title,
        note,
        html! {
            form.fields method="post" {
                input type="hidden" name="campaign" value=(frame.campaign.id);
                input type="hidden" name="part" value=(part.key());
                (fields)
                p.actions {
                    button.button { "Save " (title.to_lowercase()) }
                    @if is_kept { " " (tag(Tone::Good, "saved")) }
                }
            }
        },
    )
}

fn accounts(typed: &Typed) -> Markup {
    html! {
        @for platform in Platform::ALL {
            @let key = platform.key();
            fieldset {
                legend { (platform.name()) }
                (field(typed, &format!("handle-{key}"), "Handle", "@name"))
                (field(typed, &format!("id-{key}"), "The platform’s own id", ""))
                (field(typed, &format!("followers-{key}"), "Followers", ""))
            }
        }
        small {
            "A handle can change hands; the platform’s own id of an account does not. Without a \
             handle there is no account there."
        }
    }
}

fn deal(currency: Currency, typed: &Typed) -> Markup {
    let fee = format!("Fee, in {}", currency.as_str());
    html! {
        (field(typed, "fee", &fee, "such as 4000.00"))
        (field(typed, "commission", "Commission, percent of what they bring", "such as 10"))
        fieldset {
            legend { "The brand may put paid spend behind the content" }
            (day(typed, "paid_from", "First day"))
            (day(typed, "paid_to", "Last day"))
        }
        (lines(typed, "terms", "Exclusivity, caps, extension"))
        small {
            "Without days there is no right to paid spend. What was agreed before is kept in the \
             log."
        }
    }
}

fn brief(typed: &Typed) -> Markup {
    html! {
        (field(typed, "disclosure_words", "Words that disclose the post", "#ad"))
        fieldset {
            legend { "When to post" }
            (day(typed, "post_from", "First day"))
            (day(typed, "post_to", "Last day"))
        }
        (lines(typed, "dos", "Do, one on each line"))
        (lines(typed, "donts", "To avoid, one on each line"))
        label.tick {
            input type="checkbox" name="does_show_results"
                checked[!typed.get("does_show_results").is_empty()];
            "The creator sees their own clicks, orders and sales"
        }
        small { "Once the brief changes, whoever confirmed it is asked again." }
    }
}

fn field(typed: &Typed, name: &str, label: &str, placeholder: &str) -> Markup {
    entry(
        name,
        label,
        &html! {
            input id=(name) name=(name) maxlength="500" placeholder=(placeholder)
                value=(typed.get(name));
        },
    )
}

fn day(typed: &Typed, name: &str, label: &str) -> Markup {
    entry(
        name,
        label,
        &html! {
            input id=(name) name=(name) type="date" value=(typed.get(name));
        },
    )
}

/// A field with its label above it.
fn entry(name: &str, label: &str, input: &Markup) -> Markup {
    html! { div.entry { label for=(name) { (label) } (input) } }
}

fn lines(typed: &Typed, name: &str, label: &str) -> Markup {
    html! {
        label for=(name) { (label) }
        textarea id=(name) name=(name) rows="4" { (typed.get(name)) }
    }
}
