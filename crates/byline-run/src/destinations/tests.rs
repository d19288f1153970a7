use std::sync::Mutex;

use byline_core::link::destination::Policy;
use byline_core::link::health::judge;
use byline_core::link::{Link, Utm};
use byline_testkit::fake::{LandingFault, landing};

use super::*;
use crate::polls::{Http, SendError};
use crate::testing::{NOW, StillWorld, commit, node, wait};

const CLICK: ClickId = ClickId([9; 16]);

fn codes(checked: &DestinationChecked) -> Vec<&'static str> {
    let policy = Policy { allowed_hosts: &[], own_hosts: &[] };
    let health = judge(Some(checked), &policy, NOW);
    // The fake has no certificate.
    let codes = health.findings.iter().map(|finding| finding.code);
    codes.filter(|code| *code != "destination.insecure").collect()
}

/// Reads as a table: what the shop does to clicks, what is found.
#[test]
fn every_fault_of_a_landing_page_is_found_and_nothing_else() {
    let world = StillWorld::new();
    let http = Http::open_within(Duration::from_millis(900), world.clone());
    for (fault, expected) in [
        (LandingFault::None, vec![]),
        (LandingFault::Redirects, vec![]),
        (LandingFault::StripsQuery, vec!["utm.stripped"]),
        (LandingFault::StripsClick, vec!["destination.click_lost"]),
        (LandingFault::ChangesUtm, vec!["utm.stripped"]),
        (LandingFault::Circles, vec!["destination.redirects"]),
        (LandingFault::Gone, vec!["destination.gone"]),
        (LandingFault::Breaks, vec!["destination.status"]),
        (LandingFault::Wall, vec!["destination.turned_away"]),
        (LandingFault::SoldOut, vec!["destination.sold_out"]),
        (LandingFault::SaysNotFound, vec!["destination.error_words"]),
        (LandingFault::Closed, vec!["destination.closed"]),
        (LandingFault::Silent, vec!["destination.unreachable"]),
        (LandingFault::Half, vec!["destination.unreachable"]),
    ] {
        let shop = landing(fault);
        let checked = look(&format!("{}/p?size=m", shop.url()), CLICK, &http, &*world);
        assert_eq!(codes(&checked), expected, "{fault:?}: {checked:?}");
        let last = checked.final_url.as_deref().unwrap();
        assert!(!last.contains("byl=") && !last.contains("byline-check"), "{last}");
    }
}

#[test]
fn a_look_leaves_the_address_as_it_was() {
    let shop = landing(LandingFault::Redirects);
    let world = StillWorld::new();
    let checked =
        look(&format!("{}/p?size=m", shop.url()), CLICK, &Http::open(world.clone()), &*world);
    assert_eq!(checked.final_url.as_deref(), Some(&*format!("{}/landed?size=m", shop.url())));
    assert_eq!((checked.n_redirects, checked.status), (1, Some(200)));
    assert!(shop.asked()[0].target.starts_with("/p?size=m&utm_source=byline-check"));
}

/// A shop in memory for `https://brand.com`; everything else goes by the strict way out.
struct Shop {
    strict: Http,
    answer: Hop,
    heard: Mutex<Vec<String>>,
}

impl Shop {
    fn new(status: u16, location: Option<&str>) -> Arc<Self> {
        let location = location.map(str::to_owned);
        let answer = Hop { status, location, body: b"<h1>Serum</h1>".to_vec() };
        let (strict, heard) = (Http::strict(StillWorld::new()), Mutex::default());
        Arc::new(Self { strict, answer, heard })
    }
}

impl Pages for Shop {
    fn get(&self, url: &str) -> Result<Hop, SendError> {
        self.heard.lock().unwrap().push(url.to_owned());
        if url.starts_with("https://brand.com/") || url.starts_with("https://other.com/") {
            return Ok(self.answer.clone());
        }
        self.strict.get(url)
    }
}

/// Reads as a table: where a shop redirects to, why the look goes no further.
#[test]
fn redirects_into_private_networks_are_not_followed() {
    for (to, failure) in [
        ("https://169.254.169.254/latest/meta-data/", "poll.address_private"),
        ("https://127.0.0.1/", "poll.address_private"),
        ("https://[::1]/", "poll.address_private"),
        ("https://2130706433/", "poll.address_private"),
        ("http://brand.com/", "poll.address_unfit"),
        ("https://user@brand.com:8443/", "poll.address_unfit"),
        ("ftp://brand.com/", "poll.address_unfit"),
    ] {
        let shop = Shop::new(302, Some(to));
        let checked = look("https://brand.com/p", CLICK, &*shop, &*StillWorld::new());
        assert_eq!(checked.failure.as_deref(), Some(failure), "{to}: {checked:?}");
        assert_eq!(codes(&checked), ["destination.unreachable"], "{to}");
    }
}

fn link(id: &str, destination: &str) -> Link {
    Link {
        id: id.into(),
        slug: id.to_owned(),
        campaign_id: "summer".into(),
        creator_id: "ana".into(),
        placement_id: None,
        content_id: None,
        destination: destination.to_owned(),
        utm: Utm { source: "instagram".to_owned(), ..Utm::default() },
        is_paused: false,
        fallback: None,
        is_archived: false,
    }
}

#[test]
fn destinations_are_looked_at_in_turns_and_left_alone_between() {
    let dir = tempfile::tempdir().unwrap();
    let world = StillWorld::new();
    let node = node(dir.path(), &world);
    let shop = Shop::new(200, None);
    commit(
        &node,
        vec![
            Fact::Link(link("a", "https://brand.com/a")),
            Fact::Link(link("b", "https://brand.com/b")),
            Fact::Link(link("c", "https://brand.com/a")),
            Fact::Link(link("d", "https://other.com/")),
            Fact::Link(Link { is_archived: true, ..link("e", "https://brand.com/gone") }),
            Fact::Link(Link { is_paused: true, ..link("f", "https://brand.com/paused") }),
        ],
    );
    let looks = Destinations::new(
        Arc::clone(&node.engine),
        Arc::clone(&node.writer),
        shop.clone(),
        world.clone(),
    );
    let step = || wait(looks.step());
    assert_eq!(step(), 2, "one of each host");
    assert_eq!(step(), 1, "the other one of the first host");
    assert_eq!(step(), 0, "nothing is due");
    let checked = node.engine.read().unwrap().destination_checked("https://brand.com/a").cloned();
    assert_eq!(codes(&checked.unwrap()), Vec::<&str>::new());
    world.pass_s(6 * 3_600 - 1);
    assert_eq!(step(), 0);
    world.pass_s(1);
    assert_eq!(step(), 2);
    let heard = shop.heard.lock().unwrap();
    assert!(heard.iter().all(|url| !url.contains("gone") && !url.contains("/paused")), "{heard:?}");
    drop(heard);
    node.close();
}
