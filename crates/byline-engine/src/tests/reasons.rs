//! Why clicks do not buy: each cause from its bound on, and the likeliest first.

use byline_core::click::{Click, Device, InApp, Verdict};
use byline_core::code::PromoCode;
use byline_core::entry::Fact;
use byline_core::event::TargetAction;
use byline_core::link::Link;
use byline_core::link::health::{DestinationChecked, PageWord, WordKind};
use byline_core::money::{Currency, Money};
use byline_core::shopper::{ClickId, ShopperKeys};
use byline_core::time::Span;

use super::{Bench, at, code, link};
use crate::view::Cause;

/// The causes for ana's clicks on the day from `at(0)`.
fn causes(bench: &Bench) -> Vec<(Cause, String)> {
    let range = Span { from: at(0), to: at(24) };
    let causes = bench.engine.causes(&"summer".into(), &"ana".into(), (range, at(24)));
    causes.into_iter().map(|cause| (cause.cause, cause.with_rates())).collect()
}

#[track_caller]
fn check(bench: &Bench, expected: &[(Cause, &str)]) {
    let found = causes(bench);
    let found: Vec<_> = found.iter().map(|(cause, text)| (*cause, text.as_str())).collect();
    assert_eq!(found, expected);
}

/// Clicks on a link, numbered from `first` on.
fn clicks(bench: &mut Bench, numbers: std::ops::Range<u32>, like: &Click) {
    bench.tell_all(numbers.map(|number| {
        let mut id = [0; 16];
        id[..4].copy_from_slice(&number.to_be_bytes());
        Fact::Click(Click { id: ClickId(id), ..like.clone() })
    }));
}

fn look(words: &[WordKind], took_ms: u32, price: Option<i64>, hours: i64) -> Fact {
    let word = |kind: &WordKind| PageWord { kind: *kind, text: "said".to_owned() };
    Fact::DestinationChecked(DestinationChecked {
        destination: "https://shop.example/ana".to_owned(),
        checked_at: at(hours),
        status: Some(200),
        final_url: None,
        n_redirects: 0,
        is_utm_kept: true,
        is_click_kept: true,
        took_ms,
        words: words.iter().map(word).collect(),
        failure: None,
        price: price.map(|minor| Money { minor, currency: Currency::USD }),
    })
}

/// Ana's link leads to a page of its own.
fn bench() -> Bench {
    let mut bench = Bench::new();
    let destination = "https://shop.example/ana".to_owned();
    bench.tell(Fact::Link(Link { destination, ..link("ana", "ana") }));
    bench
}

#[test]
fn what_is_broken_comes_before_what_is_slow_or_was_changed() {
    let mut bench = bench();
    check(&bench, &[]);
    bench.tell(look(&[], 900, Some(39_00), -200));
    bench.tell(look(&[], 900, Some(54_00), 1));
    check(&bench, &[(Cause::PriceRaised, "the page asks 54.00 USD instead of 39.00 USD")]);
    bench.tell(look(&[WordKind::SoldOut], 3_001, Some(54_00), 2));
    let raised = (Cause::PriceRaised, "the page asks 54.00 USD instead of 39.00 USD");
    let slow = (Cause::SlowPage, "the page took 3001 ms");
    let sold_out = (Cause::SoldOut, "the page says that it is sold out");
    check(&bench, &[sold_out, raised, slow]);
    bench.tell(look(&[WordKind::Error], 900, None, 3));
    check(&bench, &[(Cause::Destination, "the page says that it is broken"), raised]);
    // A price that falls is no cause.
    bench.tell(look(&[], 900, Some(29_00), 4));
    check(&bench, &[]);
}

#[test]
fn a_price_that_rose_long_ago_explains_nothing() {
    for (hours, is_cause) in [(-24 * 7 - 1, false), (-24 * 7, true), (23, true), (24, false)] {
        let mut bench = bench();
        bench.tell(look(&[], 900, Some(39_00), -400));
        bench.tell(look(&[], 900, Some(54_00), hours));
        assert_eq!(!causes(&bench).is_empty(), is_cause, "{hours}");
    }
}

#[test]
fn a_link_out_of_use_accuses_no_page() {
    let mut bench = bench();
    bench.tell(look(&[WordKind::Error], 900, None, 1));
    assert_eq!(causes(&bench)[0].0, Cause::Destination);
    let destination = "https://shop.example/ana".to_owned();
    bench.tell(Fact::Link(Link { destination, is_paused: true, ..link("ana", "ana") }));
    check(&bench, &[]);
}

fn refused(bench: &mut Bench, times: std::ops::Range<u32>) {
    for n in times {
        bench.tell(Fact::Action(TargetAction {
            id: format!("refused-{n}").as_str().into(),
            connection: "pixel".into(),
            kind: TargetAction::REFUSAL.to_owned(),
            occurred_at: at(1),
            shopper: ShopperKeys::default(),
            codes: vec!["ANA10".to_owned(), "OTHER".to_owned()],
            utm: None,
        }));
    }
}

#[test]
fn a_code_that_checkouts_refuse_is_a_cause_and_no_conversion() {
    let mut bench = bench();
    refused(&mut bench, 0..4);
    check(&bench, &[]);
    refused(&mut bench, 4..5);
    check(&bench, &[(Cause::Code, "checkout refused code ANA10 5 times, taken in 0 orders")]);
    let answer = bench.engine.query(&bench.query());
    assert_eq!(answer.rows.len(), 0, "a refusal counts for nothing");
    // Of 25 attempts a fifth was refused, of 26 less.
    for n in 0..20 {
        bench.order(&format!("o{n}"), 2, 10_00, &["ANA10"]);
    }
    assert_eq!(causes(&bench)[0].0, Cause::Code);
    bench.order("one-more", 2, 10_00, &["ANA10"]);
    check(&bench, &[]);
    bench.tell(Fact::Code(PromoCode { valid_to: Some(at(3)), ..code("ana") }));
    check(&bench, &[(Cause::Code, "code ANA10 has ended")]);
}

#[test]
fn bots_are_a_cause_from_half_of_all_requests_on() {
    let mut bench = bench();
    let click = Click { link_id: "ana".into(), ..super::click(0, "ana", 1) };
    clicks(&mut bench, 0..50, &click);
    clicks(&mut bench, 100..149, &Click { verdict: Verdict::Bot, ..click.clone() });
    check(&bench, &[]);
    clicks(&mut bench, 149..150, &Click { verdict: Verdict::Preview, ..click });
    let text = "50% of all requests are bots and previews; more may look like people";
    check(&bench, &[(Cause::Bots, text)]);
}

#[test]
fn a_country_is_a_cause_where_the_others_hardly_have_clicks_from() {
    let mut bench = bench();
    let from = |country: &str, link: &str| Click {
        country: Some(country.to_owned()),
        ..super::click(0, link, 1)
    };
    clicks(&mut bench, 0..49, &from("BR", "ana"));
    clicks(&mut bench, 1_000..1_196, &from("US", "ben"));
    clicks(&mut bench, 1_196..1_199, &from("BR", "ben"));
    check(&bench, &[]);
    clicks(&mut bench, 49..50, &from("BR", "ana"));
    check(&bench, &[]);
    // 50 clicks of their own and 200 of the others are enough.
    clicks(&mut bench, 1_199..1_200, &from("US", "cleo"));
    let text = "100% come from countries that bring 1% of the others' clicks, most from BR";
    check(&bench, &[(Cause::Country, text)]);
    // Half is the bound.
    clicks(&mut bench, 50..100, &from("US", "ana"));
    assert_eq!(causes(&bench)[0].0, Cause::Country);
    clicks(&mut bench, 100..101, &from("US", "ana"));
    check(&bench, &[]);
}

#[test]
fn a_click_that_turns_out_to_be_a_bot_comes_from_nowhere() {
    let mut bench = bench();
    let from = |country: &str, link: &str| Click {
        country: Some(country.to_owned()),
        ..super::click(0, link, 1)
    };
    clicks(&mut bench, 0..50, &from("BR", "ana"));
    clicks(&mut bench, 1_000..1_200, &from("US", "ben"));
    assert_eq!(causes(&bench)[0].0, Cause::Country);
    let (click, verdict) = (ClickId([0; 16]), Verdict::Bot);
    bench.tell(Fact::Reclassified { click, verdict, reason: Some("burst".to_owned()) });
    check(&bench, &[]);
}

#[test]
fn a_device_is_a_cause_where_the_others_buy_less_on_it() {
    let mut bench = bench();
    let on = |device, link: &str| Click { device: Some(device), ..super::click(0, link, 1) };
    clicks(&mut bench, 0..60, &on(Device::Phone, "ana"));
    clicks(&mut bench, 1_000..1_100, &on(Device::Phone, "ben"));
    clicks(&mut bench, 1_100..1_200, &on(Device::Desktop, "ben"));
    // The others buy as often on phones as elsewhere: no cause, whatever the share.
    buys(&mut bench, 1_000..1_015);
    buys(&mut bench, 1_100..1_115);
    check(&bench, &[]);
    // On computers they buy four times as often.
    buys(&mut bench, 1_115..1_160);
    let text = "100% come from phones (others 50%), where people buy 60% less often";
    check(&bench, &[(Cause::Device, text)]);
}

/// The clicks of these numbers buy.
fn buys(bench: &mut Bench, numbers: std::ops::Range<u32>) {
    for number in numbers {
        let mut id = [0; 16];
        id[..4].copy_from_slice(&number.to_be_bytes());
        let shopper = ShopperKeys { clicks: vec![ClickId(id)], ..ShopperKeys::default() };
        let order = super::order(&format!("o{number}"), 2, 10_00, &[]);
        bench.tell(Fact::Order(byline_core::order::OrderVersion { shopper, ..order }));
    }
}

fn from(in_app: Option<InApp>, link: &str) -> Click {
    Click { in_app, ..super::click(0, link, 1) }
}

#[test]
fn an_apps_browser_is_a_cause_where_only_there_clicks_buy_less() {
    let mut bench = bench();
    let tiktok = Some(InApp::Tiktok);
    clicks(&mut bench, 0..200, &from(tiktok, "ana"));
    clicks(&mut bench, 200..300, &from(None, "ana"));
    clicks(&mut bench, 1_000..1_400, &from(tiktok, "ben"));
    clicks(&mut bench, 1_400..1_800, &from(None, "ben"));
    buys(&mut bench, 1_000..1_040);
    buys(&mut bench, 1_400..1_440);
    // None of theirs bought anywhere: it is not the app.
    check(&bench, &[]);
    buys(&mut bench, 200..210);
    let text = "clicks buy less in an app's own browser (0.00% of clicks buy there, of the others' \
                10.00%, elsewhere 10.00%)";
    check(&bench, &[(Cause::InAppBrowser, text)]);
    // Three quarters of what is due there is as good.
    buys(&mut bench, 0..15);
    check(&bench, &[]);
}

#[test]
fn an_apps_browser_is_a_cause_where_everybody_buys_less_there() {
    let mut bench = bench();
    let tiktok = Some(InApp::Tiktok);
    clicks(&mut bench, 0..90, &from(tiktok, "ana"));
    clicks(&mut bench, 90..100, &from(None, "ana"));
    clicks(&mut bench, 1_000..1_200, &from(tiktok, "ben"));
    clicks(&mut bench, 1_200..1_400, &from(None, "ben"));
    buys(&mut bench, 1_000..1_020);
    buys(&mut bench, 1_200..1_220);
    // What they buy as often there explains nobody.
    check(&bench, &[]);
    buys(&mut bench, 1_220..1_260);
    let text = "90% stay in an app's own browser (others 50%), where people buy 50% less often";
    check(&bench, &[(Cause::InAppBrowser, text)]);
}

#[test]
fn what_posts_promise_is_left_where_others_sell_from_the_same_page() {
    let mut bench = bench();
    let destination = "https://shop.example/ana/?utm_source=ben".to_owned();
    bench.tell(Fact::Link(Link { destination, ..link("ben", "ben") }));
    clicks(&mut bench, 0..200, &from(None, "ana"));
    clicks(&mut bench, 1_000..1_400, &from(None, "ben"));
    buys(&mut bench, 1_000..1_029);
    // Too few orders to say that the page sells.
    check(&bench, &[]);
    buys(&mut bench, 1_029..1_040);
    let text = |own| {
        format!(
            "the page sells for others, so it is the promise or the audience (counting whole \
             orders that a click led to, 10.00% buy there, here {own})"
        )
    };
    check(&bench, &[(Cause::Promise, &text("0.00%"))]);
    buys(&mut bench, 0..14);
    check(&bench, &[(Cause::Promise, &text("7.00%"))]);
    buys(&mut bench, 14..15);
    check(&bench, &[]);
}

#[test]
fn nobody_is_compared_with_who_leads_to_another_page() {
    let mut bench = bench();
    clicks(&mut bench, 0..200, &from(None, "ana"));
    clicks(&mut bench, 1_000..1_400, &from(None, "ben"));
    buys(&mut bench, 1_000..1_040);
    check(&bench, &[]);
}

#[test]
fn a_link_that_nobody_clicked_explains_nothing() {
    let bench = bench();
    check(&bench, &[]);
    let range = Span { from: at(0), to: at(24) };
    let buying = bench.engine.buying(&"summer".into(), &"ana".into(), range);
    assert_eq!(buying.on_same_pages, crate::view::BuyingOf::default());
}

/// What is appended for counting makes no other page; what names a product does.
#[test]
fn a_page_is_one_whatever_utm_says() {
    for (destination, is_same) in [
        ("https://shop.example/ana/?utm_source=ben#top", true),
        ("https://shop.example/ana?product=7", false),
    ] {
        let mut bench = bench();
        let destination = destination.to_owned();
        bench.tell(Fact::Link(Link { destination, ..link("ben", "ben") }));
        clicks(&mut bench, 0..10, &from(None, "ana"));
        clicks(&mut bench, 1_000..1_010, &from(None, "ben"));
        let range = Span { from: at(0), to: at(24) };
        let buying = bench.engine.buying(&"summer".into(), &"ana".into(), range);
        assert_eq!(buying.on_same_pages.n_clicks, if is_same { 10 } else { 0 });
    }
}
