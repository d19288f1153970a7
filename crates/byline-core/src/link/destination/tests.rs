use super::*;

/// Reads as a table: an address, what is stored or why it is refused. The shop is `brand.com`,
/// with `checkout.shop.app` beside it; short links are at `go.brand.com`.
fn check_all(allowed: &[&str], cases: &[(&str, Result<&str, &str>)]) {
    let allowed: Vec<String> = allowed.iter().map(|host| (*host).to_owned()).collect();
    let own = ["go.brand.com".to_owned()];
    let policy = Policy { allowed_hosts: &allowed, own_hosts: &own };
    for (address, expected) in cases {
        let found = check(address, &policy);
        let found = found.as_ref().map(String::as_str).map_err(DestinationError::code);
        assert_eq!(found, *expected, "{address:?}");
    }
}

#[test]
fn addresses_are_built_again() {
    check_all(
        &["brand.com", "checkout.shop.app"],
        &[
            ("https://brand.com", Ok("https://brand.com/")),
            (" https://Brand.COM/p?a=1#top ", Ok("https://brand.com/p?a=1#top")),
            ("https://www.brand.com:443/p", Ok("https://www.brand.com/p")),
            ("https://brand.com./p", Ok("https://brand.com./p")),
            ("https://checkout.shop.app/x", Ok("https://checkout.shop.app/x")),
            ("https://brand.com/a/../b", Ok("https://brand.com/b")),
        ],
    );
}

#[test]
fn what_is_no_address_of_a_shop_is_refused() {
    check_all(
        &["brand.com"],
        &[
            ("", Err("destination.length")),
            (&format!("https://brand.com/{}", "x".repeat(2_100)), Err("destination.length")),
            ("brand.com", Err("destination.no_address")),
            ("hello", Err("destination.no_address")),
            ("https://", Err("destination.no_address")),
            ("https://brand.com /p", Err("destination.characters")),
            ("https://brand.com/\u{200b}p", Err("destination.characters")),
            ("https://brand.com/p\nSet-Cookie:a", Err("destination.characters")),
            ("https://evil.com\\@brand.com/", Err("destination.characters")),
            ("http://brand.com/", Err("destination.not_https")),
            ("javascript:alert(1)", Err("destination.not_https")),
            ("data:text/html,hi", Err("destination.not_https")),
            ("//brand.com/p", Err("destination.no_address")),
            ("https://brand.com@evil.com/", Err("destination.holds_user")),
            ("https://brand.com:pass@evil.com/", Err("destination.holds_user")),
            ("https://brand.com:8443/", Err("destination.port")),
            ("https://brand.com//evil.com/", Err("destination.path_doubled")),
            ("https://go.brand.com/ana", Err("destination.own_host")),
        ],
    );
}

#[test]
fn private_addresses_are_refused_in_every_spelling() {
    check_all(
        &[],
        &[
            ("https://127.0.0.1/", Err("destination.not_public")),
            ("https://127.1/", Err("destination.not_public")),
            ("https://2130706433/", Err("destination.not_public")),
            ("https://0x7f000001/", Err("destination.not_public")),
            ("https://0177.0.0.1/", Err("destination.not_public")),
            ("https://１２７.0.0.1/", Err("destination.not_public")),
            ("https://[::1]/", Err("destination.not_public")),
            ("https://[::ffff:10.0.0.1]/", Err("destination.not_public")),
            ("https://169.254.169.254/latest/meta-data/", Err("destination.not_public")),
            ("https://93.184.216.34/", Err("destination.not_public")),
            ("https://localhost/", Err("destination.not_public")),
            ("https://shop/", Err("destination.not_public")),
            ("https://printer.local/", Err("destination.not_public")),
            ("https://metadata.google.internal/", Err("destination.not_public")),
            ("https://shop.localhost./", Err("destination.not_public")),
        ],
    );
}

#[test]
fn only_listed_hosts_are_led_to() {
    check_all(
        &["brand.com", "münchen-shop.de"],
        &[
            ("https://eu.brand.com/", Ok("https://eu.brand.com/")),
            ("https://brand.com.evil.com/", Err("destination.not_allowed")),
            ("https://notbrand.com/", Err("destination.not_allowed")),
            ("https://brand.co/", Err("destination.not_allowed")),
            // Look-alikes: Cyrillic а, its punycode, a zero, `rn` for `m`, full stops of Japanese.
            ("https://br\u{430}nd.com/", Err("destination.lookalike")),
            ("https://xn--brnd-63d.com/", Err("destination.lookalike")),
            ("https://shop.br\u{430}nd.com/", Err("destination.lookalike")),
            ("https://brand\u{3002}com/", Ok("https://brand.com/")),
        ],
    );
    check_all(
        &["glow.com"],
        &[
            ("https://gl0w.com/", Err("destination.lookalike")),
            ("https://g1ow.com/", Err("destination.lookalike")),
        ],
    );
}

#[test]
fn without_a_list_names_must_still_be_what_they_seem() {
    check_all(
        &[],
        &[
            ("https://anywhere.com/", Ok("https://anywhere.com/")),
            ("https://münchen.de/", Ok("https://xn--mnchen-3ya.de/")),
            // Wholly Cyrillic, and looks like apple.com; mixed scripts.
            ("https://xn--80ak6aa92e.com/", Err("destination.lookalike")),
            ("https://\u{430}pple.com/", Err("destination.lookalike")),
        ],
    );
}

#[test]
fn parameters_do_not_send_people_on() {
    check_all(
        &["brand.com"],
        &[
            ("https://brand.com/p?next=/cart", Ok("https://brand.com/p?next=/cart")),
            (
                "https://brand.com/?url=https://eu.brand.com/",
                Ok("https://brand.com/?url=https://eu.brand.com/"),
            ),
            (
                "https://brand.com/?ref=https://instagram.com/ana",
                Ok("https://brand.com/?ref=https://instagram.com/ana"),
            ),
            ("https://brand.com/out?url=https://evil.com", Err("destination.leads_on")),
            ("https://brand.com/?next=//evil.com", Err("destination.leads_on")),
            ("https://brand.com/?next=%2F%2Fevil.com", Err("destination.leads_on")),
            ("https://brand.com/?next=%252F%252Fevil.com", Err("destination.leads_on")),
            ("https://brand.com/?next=/%5Cevil.com", Err("destination.leads_on")),
            ("https://brand.com/?next=https:evil.com", Err("destination.leads_on")),
            ("https://brand.com/?Return-URL=HTTPS://evil.com", Err("destination.leads_on")),
            ("https://brand.com/?u=javascript:alert(1)", Err("destination.leads_on")),
            ("https://brand.com/?redirect=https://brand.com@evil.com", Err("destination.leads_on")),
            ("https://brand.com/?redirect=https://brand.com.evil.com", Err("destination.leads_on")),
            ("https://brand.com/?next=%25252525252F%25252525252Fevil", Err("destination.leads_on")),
        ],
    );
}
