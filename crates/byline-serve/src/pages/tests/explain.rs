//! Figures opened up: under every model, step by step, in parts, and down to money that burns.

use byline_core::click::{Click, Verdict};
use byline_core::creator::Deal;
use byline_core::entry::Fact;
use byline_core::money::{Currency, Money};
use byline_core::placement::{Content, Placement};

use super::{page, world};
use crate::pages::ask::Ask;
use crate::pages::switches;
use crate::pages::words::Clock;

/// The text of a card, from its id to the end of the section.
fn card<'h>(html: &'h str, id: &str) -> &'h str {
    let from = html.split(&format!("<section class=\"card\" id=\"{id}\"")).nth(1);
    let from = from.unwrap_or_else(|| panic!("no card {id}: {html}"));
    from.split("</section>").next().expect("the card ends")
}

#[tokio::test]
async fn a_figure_is_told_under_every_model_in_place() {
    let stage = world::stage().await;
    let path = "/explain?of=revenue&creator=lola&range=flight";
    let html = page(&stage, path).await.text;
    let models = card(&html, "models");
    assert!(models.contains("model=last") && models.contains("First touch"), "{models}");
    let last = page(&stage, &format!("{path}&model=last")).await.text;
    let told = |html: &str| html.split("class=\"big\">").nth(1).map(|it| it[..6].to_owned());
    assert_ne!(told(&html), told(&last), "the model makes a difference");
    assert!(last.contains("aria-current=\"true\"><th scope=\"row\"><bdi>Last touch"), "{last}");
    let spend = page(&stage, "/explain?of=spend&range=flight").await.text;
    assert!(!spend.contains("id=\"models\""), "what no model changes has no switch");
}

/// What every model says alike is said once; what is nobody's has no model to choose.
#[tokio::test]
async fn a_figure_that_no_model_changes_is_told_once() {
    let stage = world::stage().await;
    let whole = page(&stage, "/explain?of=revenue&range=flight").await.text;
    assert!(!whole.contains("id=\"models\"") && whole.contains("the same under every model"));
    assert!(whole.contains("model=last"), "whose it is depends on the model");
    let nobodys = page(&stage, "/explain?of=unattributed&range=flight").await.text;
    assert!(nobodys.contains("no creator, ") && !nobodys.contains("model=last"), "{nobodys}");
    let reasons = card(&nobodys, "nobodys");
    let href = reasons.split("href=\"").nth(1).and_then(|it| it.split('"').next()).expect("a link");
    let one = page(&stage, &href.replace("&amp;", "&")).await.text;
    assert!(one.contains("id=\"behind\"") && !one.contains("id=\"nobodys\""), "{one}");
    assert!(href.contains("reason=no_sign"), "{href}");
    let behind = card(&one, "behind");
    assert!(behind.contains("no click and no code") && !behind.contains("Credited"), "{behind}");
    let amount = reasons.split("class=\"open\"").nth(1).and_then(|it| it.split(['>', '<']).nth(1));
    assert!(one.contains(&format!("class=\"big\">{}<", amount.expect("an amount"))), "{one}");
}

#[tokio::test]
async fn revenue_adds_up_from_what_was_ordered() {
    let stage = world::stage().await;
    let html = page(&stage, "/explain?of=revenue&range=flight").await.text;
    let made = card(&html, "made");
    for line in
        ["All orders placed", "$289.20", "Refunded", "Net of all orders", "Attributed revenue"]
    {
        assert!(made.contains(line), "{line}: {made}");
    }
    let cut = card(&html, "cut");
    assert!(cut.contains("Mika Tanaka") && cut.contains("Together"), "{cut}");
    let of_one = page(&stage, "/explain?of=revenue&creator=mika&range=flight").await.text;
    assert!(card(&of_one, "made").contains("Credited to others"), "{of_one}");
    assert!(card(&of_one, "cut").contains("Mon 8 Jun"), "{of_one}");
}

/// A day that a range cuts opens into the part of it that was summed, and so into the same amount.
#[tokio::test]
async fn a_part_of_a_day_opens_into_that_part() {
    let stage = world::stage().await;
    let from = "2026-06-08T19:00:00Z";
    world::take(&stage, from, world::click(80, "mika-reel", "2026-06-08T11:00:00Z")).await;
    world::set_now(&stage, "2026-06-09T10:00:00Z");
    let path = format!("/explain?of=clicks&creator=mika&from={from}&to=2026-06-09T10:00:00Z");
    let orders = path.replace("of=clicks", "of=revenue");
    let html = page(&stage, &orders).await.text;
    let cut = card(&html, "cut");
    let row = cut.split("<tr").find(|row| row.contains("Mon 8 Jun")).expect("the first day");
    let href = row.split("href=\"").nth(1).and_then(|it| it.split('"').next()).expect("opens");
    let amount = |html: &str| {
        let found = html.split('$').nth(1).and_then(|it| it.split('<').next());
        found.unwrap_or_default().to_owned()
    };
    let part = page(&stage, &href.replace("&amp;", "&")).await.text;
    let big = part.split("class=\"big\">").nth(1).expect("its figure");
    assert_eq!(amount(big), amount(row), "{href}");
    assert!(href.contains("from=2026-06-08T19"), "{href}");
}

/// Who agreed on a fee and posted is at a loss though nobody clicked; who did not post is not.
#[tokio::test]
async fn a_fee_that_brought_nothing_at_all_is_lost_from_the_first_post_on() {
    let stage = world::stage().await;
    let at = "2026-06-09T09:55:00Z";
    for id in ["cara", "dove"] {
        world::take(&stage, at, world::creator(id, id, None)).await;
        world::take(&stage, at, world::link(id, id)).await;
        let Fact::Deal(deal) = world::deal(id) else { unreachable!("a deal") };
        let fee = Some(Money { minor: 210_00, currency: Currency::USD });
        world::take(&stage, at, Fact::Deal(Deal { fee, ..deal })).await;
    }
    // A fee that is paid before anything is out is not due yet.
    world::take(&stage, at, world::fee("dove", 210_00)).await;
    let Fact::Placement(slot) = world::placement() else { unreachable!("a slot") };
    let (id, creator_id) = ("plc_cara".into(), "cara".into());
    world::take(&stage, at, Fact::Placement(Placement { id, creator_id, ..slot })).await;
    let Fact::Content(post) = world::content() else { unreachable!("a post") };
    let (id, placement_id) = ("cnt_cara".into(), "plc_cara".into());
    let published_at = world::time("2026-05-31T22:00:00Z");
    let post = Content { id, placement_id, published_at, ..post };
    world::take(&stage, at, Fact::Content(post)).await;
    world::set_now(&stage, "2026-06-09T10:00:00Z");
    let all = page(&stage, "/explain?of=burning").await.text;
    let list = card(&all, "everybody");
    assert!(list.contains(">cara<") && !list.contains(">dove<"), "{list}");
    let cara = page(&stage, "/explain?of=burning&creator=cara").await.text;
    assert!(cara.contains("of $210.00") && cara.contains("Of the fee, due by now"), "{cara}");
    let dove = page(&stage, "/explain?of=burning&creator=dove").await.text;
    assert!(dove.contains("nothing is due of a price before a post"), "{dove}");
    let rhea = page(&stage, "/explain?of=burning&creator=rhea").await.text;
    assert!(rhea.contains("Spent, with no link or code in use"), "{rhea}");
}

#[tokio::test]
async fn what_is_no_click_is_told_with_its_reason_and_link() {
    let stage = world::stage().await;
    let at = "2026-06-09T09:55:00Z";
    let Fact::Click(click) = world::click(90, "ana", at) else { unreachable!("a click") };
    world::take(&stage, at, Fact::Click(Click { verdict: Verdict::Bot, ..click })).await;
    world::set_now(&stage, "2026-06-09T10:00:00Z");
    let html = page(&stage, "/explain?of=clicks&range=flight").await.text;
    let made = card(&html, "made");
    assert!(made.contains("Bots") && made.contains(">54<") && made.contains(">53<"), "{made}");
    let left_out = card(&html, "left-out");
    assert!(left_out.contains("href=\"/links/lnk_ana\""), "{left_out}");
}

/// Live, the roster and the explanation name the same people, whatever the range.
#[tokio::test]
async fn money_that_burns_has_one_rule_and_one_page() {
    let stage = world::stage().await;
    let all = page(&stage, "/explain?of=burning&range=today").await.text;
    assert!(all.contains("The flight to date, 1 June 2026 to 9 June 2026"), "{all}");
    let list = card(&all, "everybody");
    let names = ["Mika Tanaka", "Lola Okafor", "Ana Lima", "Rhea Nair"];
    let burning: Vec<&str> = names.into_iter().filter(|name| list.contains(name)).collect();
    assert!(burning.contains(&"Ana Lima"), "{list}");
    let n = burning.len();
    let live = page(&stage, "/live").await.text;
    assert!(live.contains(&format!("All {n}, and what it comes to")), "{live}");
    let roster = page(&stage, "/creators?only=burning&range=today").await.text;
    let rows = roster.split("<tbody>").nth(1).expect("rows").split("</tbody>").next().expect("end");
    for name in names {
        assert_eq!(rows.contains(name), burning.contains(&name), "{name}");
    }
    let kept = page(&stage, "/creators?only=losing&range=today").await.text;
    let kept = kept.split("<tbody>").nth(1).expect("rows").split("</tbody>").next().expect("end");
    assert_eq!(kept.matches("/creators/").count(), rows.matches("/creators/").count(), "{kept}");
    let one = page(&stage, "/explain?of=burning&creator=ana").await.text;
    assert!(one.contains("filled in") && one.contains("of=spend&amp;creator=ana"), "{one}");
    let nobody = page(&stage, "/explain?of=burning&creator=mika").await.text;
    assert!(nobody.contains("Nothing is lost"), "{nobody}");
}

/// Each amount that an advice is about opens with its own formula.
#[tokio::test]
async fn the_money_in_question_opens_into_its_formula() {
    let stage = world::stage().await;
    world::take(&stage, "2026-06-09T09:55:00Z", world::campaign_with_limits()).await;
    world::set_now(&stage, "2026-06-09T10:00:00Z");
    let queue = page(&stage, "/decisions?only=everybody").await.text;
    let opened = queue.matches("Open what it is made of").count();
    assert_eq!(queue.matches("of=in_question").count(), opened, "{queue}");
    let mut n_opened = 0;
    for id in ["ana", "mika", "lola", "rhea"] {
        let path = format!("/explain?of=in_question&creator={id}");
        if queue.contains(&format!("of=in_question&amp;creator={id}")) {
            let html = page(&stage, &path).await.text;
            assert!(html.contains("id=\"inputs\"") && html.contains("formula"), "{id}: {html}");
            n_opened += 1;
        } else {
            assert_eq!(page(&stage, &path).await.status, 404, "{id}");
        }
    }
    assert!(0 < n_opened);
    assert_eq!(page(&stage, "/explain?of=in_question").await.status, 404);
}

/// Reads as a table: a word that pages use, and what the page about counting says of it.
#[tokio::test]
async fn every_word_of_the_trade_is_told() {
    let stage = world::stage().await;
    let html = page(&stage, "/counting").await.text;
    for (word, said) in [
        ("roi", "(revenue − cost) / cost"),
        ("roas", "revenue / cost"),
        ("cpa", "cost / conversions"),
        ("aov", "revenue / orders"),
        ("epc", "revenue / clicks"),
        ("ctr", "clicks / impressions"),
    ] {
        let of = html.split(&format!("id=\"figure-{word}\"")).nth(1).expect("the word is there");
        assert!(of[..600].contains(said), "{word}: {}", &of[..600]);
    }
    for word in ["Leaning", "Confirmed", "In doubt"] {
        assert!(html.contains(&format!("<dt>{word}</dt>")), "{word}");
    }
}

/// A day of a range and the end of a day are told apart.
#[tokio::test]
async fn a_day_is_not_taken_for_what_was_known_at_its_end() {
    let live = page(&world::stage().await, "/live").await.text;
    assert!(live.contains("Only Sun 7 Jun"), "{live}");
    assert!(live.contains("As it was known at the end of:"), "{live}");
}

/// Reads as a table: what the address of a past says, and how its moment is told.
#[test]
fn a_past_names_its_moment() {
    let clock = Clock::of("Europe/Berlin");
    let at = world::time("2026-06-08T20:15:09Z");
    for (query, said) in [
        ("at=20", "This is what was known on 8 June 2026, 22:15:09."),
        (
            "at=20&when=2026-06-08",
            "This is what was known at the end of Monday 8 June. Nothing had come in since Mon \
             8 Jun 22:15:09.",
        ),
    ] {
        let banners = switches::past_banner(&Ask::parse(query), &clock, at);
        assert_eq!(banners.first().map(|banner| banner.text.as_str()), Some(said), "{query}");
    }
    assert!(switches::past_banner(&Ask::parse(""), &clock, at).is_empty());
}

/// What a page shows opens into orders whose parts add up to it.
#[tokio::test]
async fn what_is_earned_now_opens_into_its_creators_and_their_orders() {
    let stage = world::stage().await;
    let live = page(&stage, "/live").await.text;
    let href = |before: &str| {
        let href = live.split(before).next().and_then(|rest| rest.rsplit("href=\"").next());
        href.and_then(|rest| rest.split('"').next()).expect("an address").replace("&amp;", "&")
    };
    let everybody = page(&stage, &href("\">$96.40 by 1 creator, and the orders</a>")).await.text;
    assert!(everybody.contains("The sum of 1 order is $96.40."), "{everybody}");
    assert!(everybody.contains("Creator by creator"), "{everybody}");
    let mika = href("data-key=\"earning-mika\"");
    assert!(mika.contains("minutes=60"), "{mika}");
    assert!(everybody.contains(&mika.replace('&', "&amp;")), "{everybody}");
    let explained = page(&stage, &mika).await.text;
    assert!(explained.contains("The sum of 1 order is $96.40."), "{explained}");
    assert!(explained.contains("Tue 9 Jun, 11:01 to 12:01"), "{explained}");
}

/// The rate that a benchmark is held against opens with it: an order by a code that nobody clicked
/// for is no share of the clicks.
#[tokio::test]
async fn a_rate_is_told_without_orders_that_no_click_came_before() {
    let stage = world::stage().await;
    let rate = "/explain?of=conversion_rate&range=flight";
    let told = "Conversions without a click before";
    let before = page(&stage, rate).await.text;
    assert!(!before.contains(told), "{before}");
    let at = "2026-06-09T09:55:00Z";
    world::take(&stage, at, world::order(9, &[], at, &["MIKA10"])).await;
    world::take(&stage, at, world::campaign_with_limits()).await;
    let campaign = page(&stage, "/campaigns/summer").await.text;
    let scored = card(&campaign, "scorecard");
    assert!(
        scored.contains("reached by click, ") && scored.contains("with all orders"),
        "{scored}"
    );
    let inputs = page(&stage, rate).await.text;
    let inputs = card(&inputs, "inputs");
    assert!(inputs.contains(told) && inputs.contains("Rate without them"), "{inputs}");
    // It opens to as many orders.
    let opened = inputs.split("href=\"").find(|part| part.contains("kind=no_click"));
    let opened = opened.and_then(|part| part.split('"').next()).expect("a way to the orders");
    let orders = page(&stage, &opened.replace("&amp;", "&")).await.text;
    let n_listed = orders.matches("<th scope=\"row\"><a class=\"open\"").count();
    assert!(inputs.contains(">1 of ") && n_listed == 1, "{n_listed}: {inputs} {orders}");
    let clicks = page(&stage, "/explain?of=clicks&range=flight").await.text;
    assert!(!clicks.contains(told), "{clicks}");
}
