//! A pair of names that may be one person: what speaks for it, what a merge would change, and the
//! buttons.

use byline_core::identity::resolve::Sureness;
use byline_engine::Engine;
use byline_engine::view::{PartyView, Proposal};
use maud::{Markup, html};

use super::{amounts, doubles};
use crate::pages::ask::Ask;
use crate::pages::parts::{Tone, avatar, name, tag};
use crate::pages::{links, words};

/// The pair, its reasons and what can be done.
pub fn proposal(engine: &Engine, row: &Proposal, ask: &Ask, is_open: bool) -> Markup {
    let (tone, word) = match row.sureness {
        Sureness::Top => (Tone::Good, "Almost certain"),
        Sureness::Review => (Tone::Warn, "Look closely"),
    };
    let odds = doubles::percent(row.odds_bp);
    html! {
        p.case-head {
            (tag(tone, word)) " " b { (odds) } " one person"
            @if !row.at_risk.is_empty() { ", " b { (amounts(&row.at_risk)) } " would move" }
        }
        div.case-sides { (side(&row.one, ask)) (side(&row.other, ask)) }
        (speaks(row))
        (score(row, &odds))
        @match &row.obstacle {
            Some(obstacle) => p.note { (tag(Tone::Bad, "cannot merge")) " "
                (name(&words::sentence(obstacle))) "." },
            None => (preview(engine, row)),
        }
        @if is_open { (buttons(row)) }
    }
}

/// What the two share, and what sets them apart, in words.
fn speaks(row: &Proposal) -> Markup {
    let (by_share, apart): (Vec<_>, Vec<_>) =
        row.reasons.iter().partition(|reason| 0 <= reason.tenths);
    html! {
        @for (word, reasons) in [("For it", by_share), ("Against it", apart)] {
            @if !reasons.is_empty() {
                p.note {
                    b { (word) } ": "
                    @for (place, reason) in reasons.iter().enumerate() {
                        @if place != 0 { "; " }
                        @let alike = between(&row.one.name, &row.other.name);
                        @match alike.filter(|_| reason.is_but_for_words) {
                            Some(alike) => (name(&alike)),
                            None => (name(&reason.says)),
                        }
                    }
                    "."
                }
            }
        }
    }
}

/// How two names are alike: by the same words, or by all but some; `None` where they are not so.
fn between(one: &str, other: &str) -> Option<String> {
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|letter: char| !letter.is_alphanumeric());
        words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
    };
    let (one, other) = (words(one), words(other));
    let sorted = |words: &[String]| {
        let mut words = words.to_vec();
        words.sort();
        words
    };
    if sorted(&one) == sorted(&other) {
        return (one != other).then(|| "the names are the same words in another order".to_owned());
    }
    let (short, long) = (one.concat(), other.concat());
    let (short, long) = if short.len() <= long.len() { (short, long) } else { (long, short) };
    let rest = long.strip_prefix(&short).or_else(|| long.strip_suffix(&short))?;
    Some(format!("the names are the same but for “{rest}”"))
}

/// What makes the score: where any two names begin, each reason, and their sum.
fn score(row: &Proposal, odds: &str) -> Markup {
    html! { details {
        summary { "How the " (odds) " is made" }
        p.note {
            "Each point doubles the odds: 0 points is as likely as not, 6.6 points is 99%. What is \
             rarer among your creators is worth more."
        }
        div.scroll tabindex="0" role="group" aria-label="What makes the score" {
            table.small.score {
                tbody {
                    @for reason in &row.reasons { tr {
                        th scope="row" { (name(&words::sentence(&reason.says))) }
                        td.number { (points(reason.tenths)) }
                    } }
                    tr {
                        th scope="row" { "Any two names here, before anything is compared" }
                        td.number { (points(row.start_tenths)) }
                    }
                }
                tfoot { tr {
                    th scope="row" { "Together, which is " (odds) }
                    td.number { b { (points(row.score_tenths)) } }
                } }
            }
        }
    } }
}

/// Tenths of a point: `+6.3`, `\u{2212}7.2`.
fn points(tenths: i32) -> String {
    let sign = if tenths < 0 { '\u{2212}' } else { '+' };
    format!("{sign}{}.{}", tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10)
}

fn side(party: &PartyView, ask: &Ask) -> Markup {
    html! {
        div.case-side {
            @match party.creator_id() {
                Some(id) => p.person { (avatar(id.as_str(), &party.name)) " "
                    a href=(links::creator(ask, id)) { (name(&party.name)) } },
                None => p { (name(&party.name)) " " (tag(Tone::Plain, "nobody's name")) },
            }
            @for text in &party.identifiers { p.note { (name(text)) } }
            p.note {
                @if party.money.is_empty() { "no money yet" } @else { (amounts(&party.money)) }
            }
        }
    }
}

/// What a merge would change.
fn preview(engine: &Engine, row: &Proposal) -> Markup {
    let preview = row.one.creator_id().zip(row.other.creator_id());
    let Some(preview) = preview.and_then(|(kept, gone)| engine.merge_preview(kept, gone)) else {
        return html! { p.note {
            "A merge lets " (name(&row.one.name)) " go by this name; the orders that say it are \
             judged anew."
        } };
    };
    let things = [
        (preview.n_links, "link", "links"),
        (preview.n_codes, "code", "codes"),
        (preview.n_placements, "placement", "placements"),
    ];
    let counted = |(n, one, many)| words::counted(i64::try_from(n).unwrap_or(i64::MAX), one, many);
    let things: Vec<String> = things.into_iter().filter(|it| it.0 != 0).map(counted).collect();
    html! {
        p.note {
            b { "A merge" } ": "
            @if preview.kept.money == preview.together { "no money moves" } @else {
                (name(&row.one.name)) " has " (amounts(&preview.kept.money)) " now and "
                b { (amounts(&preview.together)) } " then"
            }
            ". "
            @if !things.is_empty() { "It takes " (words::listed(&things)) " along. " }
            "The total does not change. It can be undone."
        }
    }
}

fn buttons(row: &Proposal) -> Markup {
    let party = |view: &PartyView| serde_json::to_string(&view.party).unwrap_or_default();
    html! {
        form.tools method="post" action="/identities/decide" {
            input type="hidden" name="one" value=(party(&row.one));
            input type="hidden" name="other" value=(party(&row.other));
            @if row.obstacle.is_none() {
                button.button.primary[row.sureness == Sureness::Top] name="do" value="merge" {
                    "Merge"
                }
            }
            button.button name="do" value="apart" { "Not the same" }
            span.muted { "Or decide later: it stays here." }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::between;

    /// Reads as a table: two names, and what a reader is told of the difference.
    #[test]
    fn two_names_differ_by_words_that_are_told() {
        for (one, other, expected) in [
            ("Greta Ramos", "Ramos, Greta", Some("the names are the same words in another order")),
            (
                "Anouk Okafor",
                "anoukokaforofficial",
                Some("the names are the same but for “official”"),
            ),
            ("Ada Holm TV", "Ada Holm", Some("the names are the same but for “tv”")),
            ("Ada Holm", "ada  holm", None),
            ("Ada Holm", "Zoe Berg", None),
        ] {
            assert_eq!(between(one, other).as_deref(), expected, "{one} / {other}");
        }
    }
}
