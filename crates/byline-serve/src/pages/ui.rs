//! The catalogue: every part of pages in every state, so that a change of the look is seen whole.
//!
//! Only debug builds serve it. Its data is invented.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use byline_core::money::Currency;
use maud::{Markup, html};

use super::parts::{
    Bullet, Cell, Chart, Figure, Heading, Mark, Menu, MenuItem, Part, Sheet, Slot, Spark, Stack,
    Step, Strip, Tile, Tone, avatar, card, empty, name, steps, tag,
};
use super::shell::{Banner, Freshness, Head, Here, Shell};
use super::visit::{Visit, Whole};
use crate::site::Site;

/// Every tone there is.
const TONES: [Tone; 5] = [Tone::Plain, Tone::Good, Tone::Warn, Tone::Bad, Tone::Boost];

/// The page.
pub fn routes() -> Router<Arc<Site>> {
    Router::new().route("/ui", get(show))
}

async fn show(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    visit
        .plain(&site, |_, ask, _| {
            let shell = Shell {
                title: "Parts".to_owned(),
                here: Here::Elsewhere,
                ask: ask.clone(),
                is_live: false,
                banners: TONES.map(banner).to_vec(),
            };
            Ok(Whole { shell, content: content() })
        })
        .await
}

fn content() -> Markup {
    html! {
        (head().render())
        (strip().render())
        (card("tones", "Tones", "a word beside each colour", tones()))
        (card("chart", "A chart", "hover, or arrow keys", chart().render()))
        div.halves {
            (card("drawings", "Small drawings", "", drawings()))
            (card("steps-card", "Steps", "each a part of the one before", steps(&some_steps())))
        }
        (card("sheet", "A table", "folds into cards on a phone", sheet(true).render()))
        (card("sheet-empty", "A table without rows", "", sheet(false).render()))
        div.halves {
            (card("buttons", "Buttons and fields", "", fields()))
            (card("nothing", "Nothing yet", "", empty("What stands here, and the next step.")))
        }
    }
}

fn banner(tone: Tone) -> Banner {
    Banner {
        tone,
        text: format!("A banner that is {}.", tone.class()),
        next: Some(("A way on".to_owned(), "/ui".to_owned())),
    }
}

fn head() -> Head {
    let item = |label: &str, is_current| MenuItem {
        label: label.to_owned(),
        href: "/ui".to_owned(),
        is_current,
    };
    Head {
        pill: Some("Day 9 of 21".to_owned()),
        freshness: Some(Freshness {
            is_live: true,
            text: "Live, last signal 0.4 s ago".to_owned(),
        }),
        comparison: Some(Menu {
            label: "Against",
            current: "yesterday".to_owned(),
            items: vec![item("Yesterday", true), item("Nothing", false)],
        }),
        counting_href: Some("/counting".to_owned()),
        ..Head::titled("Parts")
    }
}

fn figure(text: &str) -> Figure {
    Figure::known(text.to_owned(), "/ui".to_owned())
}

fn strip() -> Strip {
    let tile = |key, label, figure, band, change| Tile {
        key,
        label,
        figure,
        band,
        change,
        detail: "a detail".to_owned(),
        age: Some("38 s".to_owned()),
        is_faint: false,
    };
    let up = Some((Tone::Good, "+18.0%".to_owned()));
    let down = Some((Tone::Bad, "\u{2212}4.20%".to_owned()));
    let missing = Figure::missing("no spend was recorded", "/ui".to_owned());
    Strip {
        tiles: vec![
            tile("one", "A figure", figure("$48,212"), None, up),
            tile("two", "With a band", figure("304%"), Some((Tone::Good, "strong")), down),
            tile("three", "Missing", missing, None, None),
            Tile {
                is_faint: true,
                ..tile("five", "Faint", figure("655%"), Some((Tone::Warn, "few fees")), None)
            },
            tile("four", "Exceptional", figure("$0.42"), Some((Tone::Boost, "exceptional")), None),
        ],
        note: Some("Changes are against yesterday.".to_owned()),
    }
}

fn tones() -> Markup {
    html! {
        p.note { @for tone in TONES { (tag(tone, tone.class())) " " } }
        p.note {
            @for id in ["mika", "lola", "ana", "rhea"] { (avatar(id, id)) " " (name(id)) " " }
        }
    }
}

fn chart() -> Chart {
    let slot = |n: i64| Slot {
        label: format!("Day {n}"),
        tick: format!("{n} Jun"),
        revenue_minor: (n < 12).then_some(1_000_00 + (n * 7 % 5) * 400_00),
        spend_minor: (n < 12).then_some(300_00 + (n % 3) * 120_00),
        before_minor: Some(900_00 + (n % 4) * 300_00),
        is_open: n == 11,
    };
    Chart {
        slots: (0..14).map(slot).collect(),
        marks: vec![Mark { slot: 3, label: "Mika, video".to_owned() }],
        currency: Currency::USD,
        before_name: Some("the 14 days before".to_owned()),
    }
}

fn drawings() -> Markup {
    let spark =
        |tone| Spark { values: vec![1, 4, 2, 8, 5, 9, 7], label: "a small line".to_owned(), tone };
    html! {
        p.note { @for tone in TONES { (spark(tone).render()) " " } }
        p.note { (bullet().render()) " " (bar().render()) }
    }
}

fn bullet() -> Bullet {
    Bullet {
        bands: vec![Tone::Bad, Tone::Warn, Tone::Good, Tone::Boost],
        at_permille: 630,
        label: "in the band strong".to_owned(),
    }
}

fn bar() -> Stack {
    let part = |colour, minor| Part { colour, minor, label: format!("{minor} of 100") };
    Stack { parts: vec![part("accent", 60), part("c3", 25), part("rest", 15)] }
}

fn some_steps() -> Vec<Step> {
    let step = |key, label: &str, n: Option<i64>, text: &str| Step {
        label: label.to_owned(),
        key,
        figure: match n {
            Some(_) => figure(text),
            None => Figure::missing("no feed reported any", "/ui".to_owned()),
        },
        kept: n.map(|_| "2.60% of the step before".to_owned()),
    };
    vec![
        step("step-1", "Impressions", Some(2_410_330), "2,410,330"),
        step("step-2", "Clicks", Some(62_000), "62,000"),
        step("step-3", "Landings", None, ""),
    ]
}

fn sheet(has_rows: bool) -> Sheet {
    let person = |id: &str, who: &str| {
        Cell::Person(id.to_owned(), who.to_owned(), "/ui".to_owned(), "micro · TikTok".to_owned())
    };
    let row = |id: &str, who: &str| {
        vec![
            person(id, who),
            Cell::Noted(format!("n-{id}"), figure("$1,204.00"), Tone::Good, "+12.0%".to_owned()),
            Cell::Bar(bar()),
            Cell::Band(bullet(), Tone::Good, "strong".to_owned()),
            Cell::Tag(Tone::Warn, "yellow", "leaning".to_owned()),
        ]
    };
    Sheet {
        label: "A table",
        columns: vec![
            Heading::text("Creator"),
            Heading::number("Revenue"),
            Heading::text("Share"),
            Heading::text("Band"),
            Heading::text("Decision"),
        ],
        rows: match has_rows {
            true => vec![row("a", "Mika Tanaka"), row("b", "مريم حسن"), row("c", "✨ Zoë ✨")],
            false => Vec::new(),
        },
        sums: vec![vec![
            Cell::Text("All".to_owned()),
            Cell::Figure("sum".to_owned(), figure("$3,612.00")),
            Cell::Nothing,
            Cell::Nothing,
            Cell::Nothing,
        ]],
        empty: "No row yet. What to do so that there is one.".to_owned(),
    }
}

fn fields() -> Markup {
    html! {
        form.fields method="get" action="/ui" {
            label for="text" { "A field" } input id="text" name="text" placeholder="words";
            label for="choice" { "A choice" }
            select id="choice" name="choice" { option { "One" } option { "Other" } }
            p.actions {
                button.button.primary { "The main thing" } " "
                button.button type="button" { "Another" } " "
                button.button type="button" disabled { "Not now" }
            }
        }
    }
}
