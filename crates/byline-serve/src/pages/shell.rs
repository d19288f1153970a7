//! The shell: what stands around every page.
//!
//! Navigation with the pages that exist, the heading with its switches, banners, and the footer.
//! The script only adds: without it every link, menu and form works.

use maud::{DOCTYPE, Markup, html};

use super::ask::Ask;
use super::assets;
use super::frame::Frame;
use super::parts::{DayForm, Menu, Tone, tag};

/// Which page the reader is on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Here {
    /// What happens now.
    Live,
    /// Who needs somebody, and why.
    Decisions,
    /// What fires, and what came of it.
    Alerts,
    /// What the week asks for.
    Review,
    /// The roster, or one creator.
    Creators,
    /// One number for each creator.
    Executive,
    /// Every campaign, or one.
    Campaigns,
    /// Models side by side.
    Attribution,
    /// Figures cut by anything.
    Explore,
    /// What is in force.
    Settings,
    /// Orders, or one order.
    Orders,
    /// Links and codes.
    Links,
    /// Who may go live.
    Gate,
    /// Who may be whom.
    Identities,
    /// What platforms and networks claim.
    Claims,
    /// Where data comes from.
    Sources,
    /// How figures are counted.
    Counting,
    /// None of these.
    Elsewhere,
}

/// What stands around a page.
#[derive(Clone, Debug)]
pub struct Shell {
    /// What the browser's tab says, before the product's name.
    pub title: String,
    /// Which page it is.
    pub here: Here,
    /// The state that links to other pages keep.
    pub ask: Ask,
    /// Whether the page follows the log.
    pub is_live: bool,
    /// What the reader must know before any figure.
    pub banners: Vec<Banner>,
}

/// A line above a page.
#[derive(Clone, Debug)]
pub struct Banner {
    /// How grave it is.
    pub tone: Tone,
    /// What is the matter, in a sentence.
    pub text: String,
    /// Where to go from here: a name and an address.
    pub next: Option<(String, String)>,
}

/// The heading of a page with its switches.
#[derive(Clone, Debug)]
pub struct Head {
    /// The page's name.
    pub title: String,
    /// The campaign that it is about, where nothing else in the heading names it.
    pub of: Option<String>,
    /// Other campaigns to look at; nothing to choose from if empty.
    pub campaigns: Option<Menu>,
    /// A short word about the title, such as `Day 9 of 21`.
    pub pill: Option<String>,
    /// How fresh the page is.
    pub freshness: Option<Freshness>,
    /// The range, and the form for other days.
    pub ranges: Option<(Menu, DayForm)>,
    /// Whether figures are compared with the stretch before.
    pub comparison: Option<Menu>,
    /// The model.
    pub models: Option<Menu>,
    /// Where the counting is explained, unless this is the place.
    pub counting_href: Option<String>,
}

/// How fresh a page is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Freshness {
    /// Whether the page may call itself live.
    pub is_live: bool,
    /// In words, such as `Live, last signal 0.4 s ago`.
    pub text: String,
}

impl Shell {
    /// The whole page.
    pub fn render(&self, content: &Markup) -> Markup {
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="robots" content="noindex";
                    title { (self.title) " · Byline" }
                    link rel="icon" href=(assets::href("icon.svg")) type="image/svg+xml";
                    link rel="preload" href=(assets::href("inter.woff2")) as="font"
                        type="font/woff2" crossorigin;
                    // The end of the page: a table that is painted while its rows still come has
                    // other columns with each of them.
                    link rel="expect" href="#news" blocking="render";
                    link rel="stylesheet" href=(assets::href("tokens.css"));
                    link rel="stylesheet" href=(assets::href("app.css"));
                    script src=(assets::href("app.js")) {}
                }
                body data-follow=[self.is_live.then_some("/api/v1/live")] {
                    a.skip href="#content" { "Skip to content" }
                    div.app {
                        (self.nav())
                        (self.main(content))
                    }
                    p.unseen id="news" aria-live="polite" {}
                }
            }
        }
    }

    /// The part of the page that live updates ask for.
    pub fn main(&self, content: &Markup) -> Markup {
        html! {
            main id="content" tabindex="-1" {
                p.lost id="lost" role="status" hidden {}
                div id="banners" data-live {
                    @for banner in &self.banners { (banner.render()) }
                }
                (content)
            }
        }
    }

    fn nav(&self) -> Markup {
        let pages = [
            (Here::Live, "Live", "/live"),
            (Here::Decisions, "Decisions", "/decisions"),
            (Here::Alerts, "Alerts", "/decisions/alerts"),
            (Here::Review, "Weekly review", "/review"),
            (Here::Creators, "Creators", "/creators"),
            (Here::Campaigns, "Campaigns", "/campaigns"),
            (Here::Executive, "Executive", "/executive"),
            (Here::Attribution, "Attribution", "/attribution"),
            (Here::Explore, "Explore", "/explore"),
            (Here::Orders, "Orders", "/orders"),
            (Here::Links, "Links & codes", "/links"),
            (Here::Gate, "Launch gate", "/gate"),
            (Here::Identities, "Identities", "/identities"),
            (Here::Claims, "Claims", "/claims"),
            (Here::Sources, "Sources", "/sources"),
        ];
        html! {
            nav.side aria-label="Pages" {
                a.brand href="/" { (logo()) "Byline" }
                a.page.jump href="/jump" data-jump { "Jump to" kbd { "Ctrl K" } }
                // On a narrow screen the pages open over the page; else they stand beside it.
                button.menu-button type="button" popovertarget="pages" { "Menu" }
                div.pages id="pages" popover {
                    @for (here, name, path) in pages { (self.nav_link(here, name, path)) }
                    span.push {}
                    (self.nav_link(Here::Counting, "How is this counted?", "/counting"))
                    (self.nav_link(Here::Settings, "Settings", "/settings"))
                    button.theme type="button" hidden data-theme-switch { "Dark theme" }
                    form method="post" action="/logout" { button.quiet { "Sign out" } }
                }
            }
        }
    }

    fn nav_link(&self, here: Here, name: &str, path: &str) -> Markup {
        let href = self.ask.elsewhere().href(path);
        let is_here = self.here == here;
        html! { a.page href=(href) aria-current=[is_here.then_some("page")] { (name) } }
    }
}

impl Banner {
    fn render(&self) -> Markup {
        html! {
            p.banner.(self.tone.class()) {
                (self.text)
                @if let Some((name, href)) = &self.next { " " a href=(href) { (name) } }
            }
        }
    }
}

impl Head {
    /// A heading without switches.
    pub fn titled(title: &str) -> Self {
        Self {
            title: title.to_owned(),
            of: None,
            campaigns: None,
            pill: None,
            freshness: None,
            ranges: None,
            comparison: None,
            models: None,
            counting_href: None,
        }
    }

    /// A heading without switches, of a page about a campaign.
    pub fn about(title: &str, frame: &Frame<'_>) -> Self {
        let of = Some(frame.campaign.name.clone());
        Self { of, pill: frame.progress(), ..Self::titled(title) }
    }

    /// The heading.
    pub fn render(&self) -> Markup {
        html! {
            header.head {
                h1 { bdi { (self.title) } }
                @if let Some(campaign) = &self.of { span.of { bdi { (campaign) } } }
                @if let Some(menu) = &self.campaigns { (menu.render(&html! {})) }
                @if let Some(pill) = &self.pill { (tag(Tone::Plain, pill)) }
                @if let Some(freshness) = &self.freshness {
                    p.freshness.stale[!freshness.is_live] id="freshness" data-live {
                        span.dot aria-hidden="true" {}
                        (freshness.text)
                    }
                }
                span.push {}
                @if let Some((menu, days)) = &self.ranges { (menu.render(&days.render())) }
                @if let Some(menu) = &self.comparison { (menu.render(&html! {})) }
                @if let Some(menu) = &self.models { (menu.render(&html! {})) }
                @if let Some(href) = &self.counting_href {
                    a.button.counting href=(href) { "How is this counted?" }
                }
            }
        }
    }
}

fn logo() -> Markup {
    html! {
        svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true" {
            rect.logo-ground width="22" height="22" rx="6" {}
            path.logo-line d="M6 15.5h10M6 6.5h4.2a2.3 2.3 0 1 1 0 4.6H6z" {}
        }
    }
}
