//! Jump: one field that leads to a page, a campaign, a creator, a link, a code or an order.
//!
//! A page like any other, so that it works without a script. With it, Ctrl-K opens the same list
//! over whatever is on the screen.

use byline_core::id::CreatorId;
use byline_engine::Engine;
use maud::{Markup, html};

use super::ask::Ask;
use super::parts::{empty, name};
use super::shell::{Head, Here, Shell};
use super::visit::Whole;
use super::{links, people};

/// At most so many of each kind.
const MOST_OF_A_KIND: usize = 6;

/// The pages, by name.
const PAGES: [(&str, &str); 22] = [
    ("Live", "/live"),
    ("Decisions", "/decisions"),
    ("Alerts", "/decisions/alerts"),
    ("Weekly review", "/review"),
    ("Executive", "/executive"),
    ("Campaigns", "/campaigns"),
    ("New campaign", "/campaigns/new"),
    ("Attribution", "/attribution"),
    ("Explore", "/explore"),
    ("Links & codes", "/links"),
    ("Identities", "/identities"),
    ("Settings", "/settings"),
    ("Creators", "/creators"),
    ("Orders", "/orders"),
    ("Claims", "/claims"),
    ("Sources", "/sources"),
    ("Connect a source", "/sources/connect"),
    ("Who is connected?", "/sources/map"),
    ("Put aside", "/sources/quarantine"),
    ("Waiting for their order or click", "/sources/waiting"),
    ("Import a file", "/import"),
    ("How is this counted?", "/counting"),
];

/// Somewhere to go.
struct Place {
    kind: &'static str,
    name: String,
    /// Whose it is, where it is somebody's.
    whose: Option<String>,
    href: String,
}

/// The page.
pub fn whole(engine: &Engine, ask: &Ask) -> Whole {
    let places = found(engine, ask);
    let content = html! {
        (Head::titled("Jump to").render())
        form.search method="get" action="/jump" role="search" data-instant {
            label.unseen for="jump" { "Where to" }
            input id="jump" type="search" name="q" value=(ask.q) autocomplete="off" maxlength="100"
                placeholder="Page, campaign, creator, link, code or order";
            button.button { "Find" }
        }
        div.card.found id="found" data-live {
            @if places.is_empty() {
                (empty("Nothing is called like that. Orders are found by their whole name."))
            } @else { ul { @for place in &places { (place.render()) } } }
        }
    };
    let shell = Shell {
        title: "Jump to".to_owned(),
        here: Here::Elsewhere,
        ask: Ask { q: String::new(), ..ask.clone() },
        is_live: false,
        banners: Vec::new(),
    };
    Whole { shell, content }
}

/// What the search means: an order by its whole name, then what begins like the search or has a
/// word that does, then what only holds it somewhere.
fn found(engine: &Engine, ask: &Ask) -> Vec<Place> {
    let q = ask.q.trim().trim_start_matches(['@', '/']).to_lowercase();
    let is_meant = |text: &str| text.to_lowercase().contains(&q);
    let elsewhere = ask.elsewhere();
    let place = |kind, name: &str, href| Place { kind, name: name.to_owned(), whose: None, href };
    let mut places = Vec::new();
    let pages = PAGES.into_iter().filter(|(name, _)| is_meant(name));
    places.extend(pages.map(|(name, path)| place("Page", name, elsewhere.href(path))));
    let campaigns = engine.campaigns().filter(|campaign| is_meant(&campaign.name));
    let campaigns = campaigns.map(|campaign| {
        let of = Ask { campaign: Some(campaign.id.to_string()), ..Ask::default() };
        place("Campaign", &campaign.name, of.href("/live"))
    });
    places.extend(nearest(campaigns, &q));
    if q.is_empty() {
        return places;
    }
    let creators = engine.creators().filter(|it| people::matches(Some(it), &it.id, &q));
    let creators = creators.map(|it| place("Creator", &it.name, links::creator(ask, &it.id)));
    places.extend(nearest(creators, &q));
    let of = |place: Place, owner: &CreatorId, part: &str| {
        let whose = engine.creator(owner.as_str()).map(|creator| creator.name.clone());
        let href = format!("{}#{part}", links::creator(ask, owner));
        Place { whose, href, ..place }
    };
    let codes = engine.codes().filter(|code| is_meant(&code.code));
    let codes =
        codes.map(|code| of(place("Code", &code.code, String::new()), &code.creator_id, "codes"));
    places.extend(nearest(codes, &q));
    let slugs = engine.links().filter(|link| is_meant(&link.slug));
    let slugs = slugs.map(|link| {
        let name = format!("/{}", link.slug);
        of(place("Link", &name, String::new()), &link.creator_id, "links")
    });
    places.extend(nearest(slugs, &q));
    // The sort keeps the order of the kinds among those that are as near.
    places.sort_by_key(|place| !begins_with(&place.name, &q));
    if engine.order(ask.q.trim()).is_ok() {
        let href = links::order(&elsewhere, ask.q.trim());
        places.insert(0, place("Order", ask.q.trim(), href));
    }
    places
}

/// Some places of one kind, those first whose name or a word of it begins like the search.
fn nearest(places: impl Iterator<Item = Place>, q: &str) -> Vec<Place> {
    let mut places: Vec<Place> = places.collect();
    places.sort_by_cached_key(|place| !begins_with(&place.name, q));
    places.truncate(MOST_OF_A_KIND);
    places
}

/// Whether a name or a word of it begins like the search.
fn begins_with(name: &str, q: &str) -> bool {
    let name = name.to_lowercase();
    let is_word_end = |before: &str| !before.ends_with(char::is_alphanumeric);
    name.match_indices(q).any(|(at, _)| is_word_end(&name[..at]))
}

impl Place {
    fn render(&self) -> Markup {
        html! {
            li { a href=(self.href) {
                span {
                    (name(&self.name))
                    @if let Some(whose) = &self.whose { " · " (name(whose)) }
                }
                " " small { (self.kind) }
            } }
        }
    }
}
