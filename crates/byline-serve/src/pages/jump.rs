//! Jump: one field that leads to a page, a campaign, a creator, a link, a code or an order.
//!
//! A page like any other, so that it works without a script. With it, Ctrl-K opens the same list
//! over whatever is on the screen.

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

/// What the search means, the likeliest first: an order by its whole name, then the rest in part.
fn found(engine: &Engine, ask: &Ask) -> Vec<Place> {
    let q = ask.q.trim().trim_start_matches(['@', '/']).to_lowercase();
    let is_meant = |text: &str| text.to_lowercase().contains(&q);
    let elsewhere = ask.elsewhere();
    let mut places = Vec::new();
    if !q.is_empty() && engine.order(ask.q.trim()).is_ok() {
        let href = links::order(&elsewhere, ask.q.trim());
        places.push(Place { kind: "Order", name: ask.q.trim().to_owned(), href });
    }
    let pages = PAGES.into_iter().filter(|(name, _)| is_meant(name));
    places.extend(pages.map(|(name, path)| Place {
        kind: "Page",
        name: name.to_owned(),
        href: elsewhere.href(path),
    }));
    let campaigns = engine.campaigns().filter(|campaign| is_meant(&campaign.name));
    places.extend(campaigns.take(MOST_OF_A_KIND).map(|campaign| Place {
        kind: "Campaign",
        name: campaign.name.clone(),
        href: Ask { campaign: Some(campaign.id.to_string()), ..Ask::default() }.href("/live"),
    }));
    if q.is_empty() {
        return places;
    }
    let creators = engine.creators().filter(|it| people::matches(Some(it), &it.id, &q));
    places.extend(creators.take(MOST_OF_A_KIND).map(|creator| Place {
        kind: "Creator",
        name: creator.name.clone(),
        href: links::creator(ask, &creator.id),
    }));
    let codes = engine.codes().filter(|code| is_meant(&code.code));
    places.extend(codes.take(MOST_OF_A_KIND).map(|code| Place {
        kind: "Code",
        name: code.code.clone(),
        href: format!("{}#codes", links::creator(ask, &code.creator_id)),
    }));
    let slugs = engine.links().filter(|link| is_meant(&link.slug));
    places.extend(slugs.take(MOST_OF_A_KIND).map(|link| Place {
        kind: "Link",
        name: format!("/{}", link.slug),
        href: format!("{}#links", links::creator(ask, &link.creator_id)),
    }));
    places
}

impl Place {
    fn render(&self) -> Markup {
        html! { li { a href=(self.href) { (name(&self.name)) " " small { (self.kind) } } } }
    }
}
