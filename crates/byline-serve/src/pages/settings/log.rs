//! What people did: every act in the log, newest first, with who did it and where it is found now.
//!
//! The whole state is in the address: `kind` and `who` narrow the list, `each=1` makes every act a
//! line of its own, `before` is the place in the log where the page begins.

mod render;

use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use byline_core::entry::Position;
use byline_engine::Engine;
use byline_engine::view::{ActFilter, ActsView, Thing};
use url::form_urlencoded;

use crate::pages::acts::Teller;
use crate::pages::ask::Ask;
use crate::pages::shell::{Here, Shell};
use crate::pages::visit::{Visit, Whole};
use crate::pages::words::Clock;
use crate::site::Site;

/// Where the page is.
pub const PATH: &str = "/settings/log";
/// How many lines a page has, about.
const PER_PAGE: usize = 100;
/// How many lines a file has at most.
const IN_A_FILE: usize = 100_000;
/// How many of them are read at once.
const IN_A_PIECE: usize = 1_000;

/// What the page is narrowed to.
#[derive(Clone, Default, Debug)]
struct Narrowed {
    thing: Option<Thing>,
    who: Option<String>,
    is_each: bool,
    before: Option<Position>,
}

/// The page, settled.
struct LogPage<'a> {
    teller: Teller<'a>,
    view: ActsView,
    narrowed: Narrowed,
}

/// `GET /settings/log`
pub async fn show(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    let narrowed = Narrowed::read(&visit.query);
    let page = visit.plain(&site, |engine, ask, _| Ok(whole(engine, ask, narrowed)));
    page.await
}

/// `GET /settings/log.csv`: the same as a file, every act a row, the newest [`IN_A_FILE`] of them.
///
/// The state is read piece by piece, so that a long file keeps nobody waiting. What is added in
/// between is newer than where the file began, and not in it.
pub async fn download(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    let mut narrowed = Narrowed { is_each: true, before: None, ..Narrowed::read(&visit.query) };
    let (mut csv, mut n_rows) = (render::CSV_HEADER.to_owned(), 0);
    while n_rows < IN_A_FILE {
        let (rows, n, next) =
            piece(&site.engine(), &narrowed, (IN_A_FILE - n_rows).min(IN_A_PIECE));
        csv.push_str(&rows);
        n_rows += n;
        narrowed.before = next;
        if next.is_none() {
            break;
        }
        tokio::task::yield_now().await;
    }
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"log.csv\""),
    ];
    (headers, csv).into_response()
}

/// The next rows of the file, how many they are, and before which place the others are.
fn piece(engine: &Engine, narrowed: &Narrowed, most: usize) -> (String, usize, Option<Position>) {
    let view = engine.acts_view(&narrowed.filter(most));
    let clock = clock_of(engine);
    let rows = render::csv(&Teller::new(engine, &clock), &view);
    (rows, view.lines.len(), view.next)
}

fn whole(engine: &Engine, ask: &Ask, narrowed: Narrowed) -> Whole {
    let clock = clock_of(engine);
    let view = engine.acts_view(&narrowed.filter(PER_PAGE));
    let page = LogPage { teller: Teller::new(engine, &clock), view, narrowed };
    let content = page.content();
    let shell = Shell {
        title: "What people did".to_owned(),
        here: Here::Settings,
        ask: ask.clone(),
        is_live: false,
        banners: Vec::new(),
    };
    Whole { shell, content }
}

/// The clock of the first campaign; UTC while there is none.
fn clock_of(engine: &Engine) -> Clock {
    Clock::of(engine.campaigns().next().map_or("UTC", |campaign| &campaign.time_zone))
}

impl Narrowed {
    fn read(query: &str) -> Self {
        let mut narrowed = Self::default();
        for (key, value) in form_urlencoded::parse(query.as_bytes()) {
            match key.as_ref() {
                "kind" => narrowed.thing = Thing::from_key(&value),
                "who" if !value.is_empty() => narrowed.who = Some(value.into_owned()),
                "each" => narrowed.is_each = value == "1",
                "before" => narrowed.before = value.parse().ok().map(Position),
                _ => {}
            }
        }
        narrowed
    }

    fn filter(&self, most: usize) -> ActFilter {
        ActFilter {
            thing: self.thing,
            by: self.who.clone(),
            id: None,
            before: self.before,
            most,
            is_each: self.is_each,
        }
    }

    /// The address of `path` narrowed like this.
    fn href(&self, path: &str) -> String {
        let mut fields = form_urlencoded::Serializer::new(String::new());
        if let Some(thing) = self.thing {
            fields.append_pair("kind", thing.key());
        }
        if let Some(who) = &self.who {
            fields.append_pair("who", who);
        }
        if self.is_each {
            fields.append_pair("each", "1");
        }
        if let Some(before) = self.before {
            fields.append_pair("before", &before.0.to_string());
        }
        let query = fields.finish();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }
}
