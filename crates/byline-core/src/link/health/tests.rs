use super::*;

const NOW: Timestamp = Timestamp(1_780_000_000_000_000);

fn good() -> DestinationChecked {
    DestinationChecked {
        destination: "https://brand.com/p".to_owned(),
        checked_at: NOW,
        status: Some(200),
        final_url: Some("https://www.brand.com/p".to_owned()),
        n_redirects: 1,
        is_utm_kept: true,
        is_click_kept: true,
        took_ms: 420,
        words: Vec::new(),
        failure: None,
        price: None,
    }
}

/// Reads as a table: what a look found, the state, the codes of the findings.
fn check(checked: &DestinationChecked, state: HealthState, codes: &[&str]) {
    let policy = Policy { allowed_hosts: &[], own_hosts: &[] };
    let health = judge(Some(checked), &policy, NOW);
    let found: Vec<&str> = health.findings.iter().map(|finding| finding.code).collect();
    assert_eq!((health.state, found.as_slice()), (state, codes), "{checked:?}");
}

fn at(url: &str) -> DestinationChecked {
    DestinationChecked { final_url: Some(url.to_owned()), ..good() }
}

fn saying(kind: WordKind, text: &str) -> DestinationChecked {
    DestinationChecked { words: vec![PageWord { kind, text: text.to_owned() }], ..good() }
}

#[test]
fn a_page_that_sells_is_healthy() {
    use HealthState::{Broken, Doubtful, Healthy};
    check(&good(), Healthy, &[]);
    check(&at("https://brand.com/de/p"), Healthy, &[]);
    check(&at("https://shop.brand.com/p"), Healthy, &[]);
    check(&at("https://parked.com/"), Broken, &["destination.elsewhere"]);
    check(&at("http://brand.com/p"), Broken, &["destination.insecure"]);
    check(&DestinationChecked { took_ms: 3_001, ..good() }, Doubtful, &["destination.slow"]);
    check(
        &DestinationChecked { n_redirects: 4, ..good() },
        Doubtful,
        &["destination.many_redirects"],
    );
}

#[test]
fn what_a_redirect_strips_is_named() {
    let stripped = DestinationChecked { is_utm_kept: false, is_click_kept: false, ..good() };
    check(&stripped, HealthState::Broken, &["utm.stripped"]);
    let click = DestinationChecked { is_click_kept: false, ..good() };
    check(&click, HealthState::Doubtful, &["destination.click_lost"]);
}

#[test]
fn statuses_are_read_as_a_shopper_would() {
    use HealthState::{Broken, Doubtful};
    for (status, state, code) in [
        (404, Broken, "destination.gone"),
        (410, Broken, "destination.gone"),
        (500, Broken, "destination.status"),
        (503, Broken, "destination.status"),
        (302, Broken, "destination.redirects"),
        // A wall against programs may be open to people.
        (403, Doubtful, "destination.turned_away"),
        (429, Doubtful, "destination.turned_away"),
    ] {
        check(&DestinationChecked { status: Some(status), ..good() }, state, &[code]);
    }
    let silent = DestinationChecked { status: None, failure: Some("poll.late".into()), ..good() };
    check(&silent, Broken, &["destination.unreachable"]);
    let wall = saying(WordKind::Wall, "verify you are human");
    check(&wall, Doubtful, &["destination.turned_away"]);
}

#[test]
fn words_of_the_page_are_faults() {
    use HealthState::Broken;
    check(&saying(WordKind::SoldOut, "sold out"), Broken, &["destination.sold_out"]);
    check(&saying(WordKind::Error, "page not found"), Broken, &["destination.error_words"]);
    check(&saying(WordKind::Closed, "opening soon"), Broken, &["destination.closed"]);
}

#[test]
fn an_old_look_says_little_and_none_says_nothing() {
    let old = DestinationChecked { checked_at: Timestamp(NOW.0 - FRESH_US - 1), ..good() };
    check(&old, HealthState::Doubtful, &["destination.stale"]);
    let policy = Policy { allowed_hosts: &[], own_hosts: &[] };
    assert_eq!(judge(None, &policy, NOW).state, HealthState::Unchecked);
}

#[test]
fn a_listed_host_may_be_where_redirects_end() {
    let allowed = ["brand.com".to_owned(), "checkout.app".to_owned()];
    let policy = Policy { allowed_hosts: &allowed, own_hosts: &[] };
    let health = judge(Some(&at("https://checkout.app/c/1")), &policy, NOW);
    assert_eq!(health.state, HealthState::Healthy);
}
