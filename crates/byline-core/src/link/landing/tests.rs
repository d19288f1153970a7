use proptest::prelude::*;

use super::*;

const CLICK: ClickId = ClickId([7; 16]);
const CLICK_TEXT: &str = "BwcHBwcHBwcHBwcHBwcHBw";

fn utm() -> Utm {
    Utm {
        source: "instagram".to_owned(),
        medium: "creator".to_owned(),
        campaign: "spring".to_owned(),
        content: "reel".to_owned(),
        term: "ana".to_owned(),
    }
}

/// Reads as a table: destination, what was passed on, landing address.
fn check(destination: &str, passed_on: &str, expected: &str) {
    let utm = "utm_source=instagram&utm_medium=creator&utm_campaign=spring&utm_content=reel\
               &utm_term=ana";
    let expected = expected.replace("UTM", utm).replace("CLICK", CLICK_TEXT);
    assert_eq!(build(destination, &super::tests::utm(), Some(CLICK), Some(passed_on)), expected);
}

#[test]
fn a_landing_keeps_what_the_destination_says() {
    check("https://shop.com", "", "https://shop.com?UTM&byl=CLICK");
    check("https://shop.com/p/1", "", "https://shop.com/p/1?UTM&byl=CLICK");
    check("https://shop.com/p?a=1&a=2", "", "https://shop.com/p?a=1&a=2&UTM&byl=CLICK");
    check(
        "https://shop.com/p?a=%C3%A4+b#top",
        "",
        "https://shop.com/p?a=%C3%A4+b&UTM&byl=CLICK#top",
    );
    check("https://shop.com/p?&", "", "https://shop.com/p?UTM&byl=CLICK");
    check("https://shop.com/p?flag", "", "https://shop.com/p?flag&UTM&byl=CLICK");
}

#[test]
fn utm_fields_and_click_of_the_destination_are_replaced() {
    check("https://shop.com/?utm_source=old&k=1", "", "https://shop.com/?k=1&UTM&byl=CLICK");
    check("https://shop.com/?utm%5Fsource=old", "", "https://shop.com/?UTM&byl=CLICK");
    check("https://shop.com/?byl=stale", "", "https://shop.com/?UTM&byl=CLICK");
    check("https://shop.com/?utm_id=9", "", "https://shop.com/?utm_id=9&UTM&byl=CLICK");
}

#[test]
fn an_incoming_query_passes_through_except_our_own_names() {
    check(
        "https://shop.com/",
        "fbclid=x1&q=a%20b",
        "https://shop.com/?fbclid=x1&q=a%20b&UTM&byl=CLICK",
    );
    check("https://shop.com/", "byl=forged&utm_source=forged", "https://shop.com/?UTM&byl=CLICK");
    check("https://shop.com/?a=1", "a=2&b=3", "https://shop.com/?a=1&b=3&UTM&byl=CLICK");
    check(
        "https://shop.com/",
        "x=\r\nSet-Cookie: a",
        "https://shop.com/?x=%0D%0ASet-Cookie:%20a&UTM&byl=CLICK",
    );
    check("https://shop.com/", "x=ä#y", "https://shop.com/?x=%C3%A4%23y&UTM&byl=CLICK");
}

#[test]
fn without_click_and_fields_the_destination_stands_alone() {
    let address = build("https://shop.com/p?a=1#x", &Utm::default(), None, None);
    assert_eq!(address, "https://shop.com/p?a=1#x");
}

#[test]
fn a_long_query_is_cut_between_parameters() {
    let long = format!("a={}&b={}&c=1", "x".repeat(3000), "y".repeat(3000));
    let address = build("https://shop.com/", &Utm::default(), None, Some(&long));
    assert_eq!(address, format!("https://shop.com/?a={}", "x".repeat(3000)));
}

/// Reads as a table: address, host, path, `utm_source`, whether our click was found.
fn check_read(address: &str, host: &str, path: &str, source: &str, has_click: bool) {
    let landing = Landing::read(address);
    let found = (&*landing.host, &*landing.path, &*landing.utm.source, landing.click.is_some());
    assert_eq!(found, (host, path, source, has_click), "{address}");
}

#[test]
fn landings_are_read_however_they_are_written() {
    check_read("", "", "/", "", false);
    check_read("/?utm_source=ig", "", "/", "ig", false);
    check_read("/p/1?utm_source=a%20b", "", "/p/1", "a b", false);
    check_read("/?utm_source=a+b", "", "/", "a b", false);
    check_read("/?utm_source=&utm_source=second", "", "/", "second", false);
    check_read("/?utm_source=one&utm_source=two", "", "/", "one", false);
    check_read("http://www.example.com?source=abc", "www.example.com", "/", "", false);
    check_read("https://u:p@Shop.com:8443/x?y#z?utm_source=no", "shop.com", "/x", "", false);
    check_read("//shop.com/a?byl=BwcHBwcHBwcHBwcHBwcHBw", "shop.com", "/a", "", true);
    check_read("/?byl=tooshort", "", "/", "", false);
    check_read("/?utm_source=%FF%FE", "", "/", "\u{fffd}\u{fffd}", false);
}

#[test]
fn an_ad_platforms_mark_stands_in_for_missing_fields() {
    let channel = |address| Landing::read(address).channel().map(|utm| (utm.source, utm.medium));
    let pair = |source: &str, medium: &str| Some((source.to_owned(), medium.to_owned()));
    assert_eq!(channel("/?gclid=1"), pair("google", "cpc"));
    assert_eq!(channel("/?fbclid=1"), pair("facebook", "social"));
    assert_eq!(channel("/?gclid=1&utm_source=ig&utm_medium=creator"), pair("ig", "creator"));
    assert_eq!(channel("/?q=1"), None);
}

#[test]
fn hosts_are_found() {
    assert_eq!(host_of("https://www.TikTok.com/@ana").as_deref(), Some("tiktok.com"));
    assert_eq!(
        host_of("android-app://com.google.android.gm/").as_deref(),
        Some("com.google.android.gm")
    );
    assert_eq!(host_of("not an address"), None);
    assert_eq!(host_of(""), None);
}

proptest! {
    #[test]
    fn what_was_built_can_be_read(
        fields in proptest::array::uniform5(".{0,12}"),
        click: [u8; 16],
        path in "[a-z0-9/%]{0,10}",
        query in "[a-z0-9=&%+;]{0,20}",
        passed_on in ".{0,20}",
    ) {
        let [source, medium, campaign, content, term] = fields.map(|field| field.trim().to_owned());
        let utm = Utm { source, medium, campaign, content, term };
        let destination = format!("https://shop.com/{path}?{query}#end");
        let click = ClickId(click);
        let address = build(&destination, &utm, Some(click), Some(&passed_on));
        prop_assert!(address.bytes().all(|byte| byte.is_ascii_graphic()));
        prop_assert!(address.ends_with("#end"));
        let landing = Landing::read(&address);
        prop_assert_eq!(landing.utm, utm);
        prop_assert_eq!(landing.click, Some(click));
        prop_assert_eq!(landing.path, format!("/{path}"));
    }

    #[test]
    fn building_again_changes_nothing_but_the_order(query in "[a-z0-9=&%+]{0,20}") {
        let destination = format!("https://shop.com/?{query}");
        let once = build(&destination, &utm(), Some(CLICK), None);
        prop_assert_eq!(build(&once, &utm(), Some(CLICK), None), once);
    }

    #[test]
    fn no_address_makes_the_reader_stumble(address in ".*") {
        Landing::read(&address);
        host_of(&address);
    }
}
