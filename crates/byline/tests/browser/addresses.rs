//! Addresses: every page there is, on a desk and on a phone, and nonsense in place of state.

use byline_browser::Key;

use crate::reader::{DESK, PHONE, Reader};
use crate::world::World;

/// Every page, in the order of the navigation.
const PAGES: [&str; 31] = [
    "/live",
    "/decisions",
    "/creators",
    "/creators/mika",
    "/creators/mika/agreed",
    "/campaigns",
    "/campaigns/glow",
    "/executive",
    "/attribution",
    "/explore?by=day&then=platform",
    "/settings",
    "/settings/log",
    "/ui",
    "/orders",
    "/orders/1003",
    "/explain?of=revenue",
    "/explain?of=roi",
    "/explain?of=spend",
    "/explain?of=clicks",
    "/explain?of=burning",
    "/links",
    "/campaigns/glow/gate",
    "/campaigns/new",
    "/identities",
    "/claims",
    "/sources",
    "/sources/connect",
    "/sources/quarantine",
    "/sources/waiting",
    "/import",
    "/counting",
];

/// The pages that need a past, in the same order.
const PAGES_OF_A_PAST: [&str; 9] = [
    "/decisions",
    "/decisions/alerts",
    "/decisions/time-machine",
    "/campaigns/glow/rules",
    "/campaigns/glow/review",
    "/campaigns/glow/verdict",
    "/playbook",
    "/channels",
    "/channels/new?feed=mail",
];

#[test]
fn every_page_of_a_past_is_sound_on_a_desk_and_on_a_phone_in_the_dark() {
    let world = World::watched();
    let Some(mut reader) = Reader::of(&world.server) else { return };
    for look in [DESK, PHONE] {
        reader.look(look);
        for path in PAGES_OF_A_PAST {
            reader.open(path);
        }
        reader.open("/decisions/alerts");
        reader.follow("#open a.open");
        reader.open("/campaigns/glow/review");
        reader.follow("nav.tools a");
    }
}

#[test]
fn every_page_is_sound_on_a_desk_and_on_a_phone_in_the_dark() {
    let world = World::glow();
    let Some(mut reader) = Reader::of(&world.server) else { return };
    for look in [DESK, PHONE] {
        reader.look(look);
        for path in PAGES {
            reader.open(path);
        }
    }
}

/// A row is its name, its main figure and pairs: hundreds of them can be scrolled through.
#[test]
fn on_a_phone_a_row_of_a_table_stays_low() {
    let world = World::glow();
    let Some(mut reader) = Reader::of(&world.server) else { return };
    reader.look(PHONE);
    let tallest = "Math.max(...[...document.querySelectorAll('table.folds tbody tr')]\
        .map((row) => row.getBoundingClientRect().height))";
    for path in ["/creators", "/explore", "/attribution", "/orders"] {
        reader.glance(path);
        let height_px = reader.until(tallest).as_f64().unwrap();
        assert!(height_px <= 140.0, "{path}: {height_px} px");
    }
}

#[test]
fn on_a_phone_every_page_is_in_the_menu() {
    let world = World::glow();
    let Some(mut reader) = Reader::of(&world.server) else { return };
    reader.look(PHONE);
    reader.open("/live");
    let is_shown = "getComputedStyle(document.querySelector('#pages')).display !== 'none'";
    assert_eq!(reader.until(&format!("({is_shown}) === false")), true, "closed at first");
    reader.tab_to(".menu-button");
    reader.press(Key::Enter);
    reader.until(is_shown);
    reader.check();
    reader.tab_to("#pages a[href='/counting']");
    reader.enter();
    assert_eq!(reader.address(), "/counting");
}

#[test]
fn an_empty_workspace_is_sound() {
    let world = World::empty();
    let Some(mut reader) = Reader::of(&world.server) else { return };
    for path in ["/", "/creators", "/orders", "/links", "/identities", "/sources", "/import"] {
        reader.open(path);
        assert!(!reader.text("h1").is_empty(), "{path} has a heading");
    }
}

#[test]
fn nonsense_still_gives_a_page_that_makes_sense() {
    let world = World::glow();
    let Some(mut reader) = Reader::of(&world.server) else { return };
    for path in [
        "/live?range=%F0%9F%98%80&model=%00&at=-1&compare=maybe",
        "/live?from=2026-13-45&to=yesterday",
        "/live?campaign=nobody&at=99999999999999999999",
        "/creators?sort=-%3Cscript%3E&q=%22%27%3C&cols=,,,&platform=myspace&size=huge&only=x",
        "/creators/%3Cscript%3E",
        "/orders/%00",
        "/orders?page=-4",
        "/explain?of=%3Cscript%3E&creator=nobody&currency=???&page=999999",
        "/explain?of=revenue&minutes=60&placement=%20",
        "/decisions?all=many",
        "/links?q=%25%25&page=x",
        "/campaigns/nobody/gate",
        "/campaigns/%F0%9F%98%80",
        "/executive?model=none&at=x",
        "/attribution?from=9999-99-99",
        "/explore?by=beauty&then=day&by=hour&creator=nobody&cols=x&sort=--&platform=x&signal=%00",
        "/as-of?page=//evil.example&quarter=-99999999999999999999&when=T",
        "/sources/quarantine?cursor=x",
        "/settings/log?kind=%00&who=%3Cscript%3E&before=-1&each=many",
        "/no/such/page",
    ] {
        reader.open(path);
        let text = reader.text("body");
        assert!(!text.is_empty() && !text.contains("panicked"), "{path}: {text}");
        assert!(!reader.text("h1").is_empty(), "{path} has a heading");
    }
}
