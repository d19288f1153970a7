//! Links & codes: a roster is looked at and issued, every link has its page, file and sheet.

use byline_core::entry::Fact;
use byline_core::identity::verdict::Merged;
use byline_core::link::Link;
use byline_core::link::health::{DestinationChecked, PageWord, WordKind};
use serde_json::json;

use super::sources::{parts, send};
use super::{page, world};

pub const KIND: &str = "multipart/form-data; boundary=b";

#[tokio::test]
async fn a_roster_is_looked_at_and_then_issued() {
    let stage = world::stage().await;
    world::take(&stage, "2026-06-09T09:59:00Z", world::creator("crt_zoe", "Zoe", Some(900))).await;
    let campaign = stage.site.engine().campaigns().next().unwrap().id.to_string();
    let form = |step| {
        parts(&[
            ("campaign", &campaign),
            ("destination", "https://brand.com/glow"),
            ("roster", "creator,platform,placement\ncrt_zoe,instagram,bio\n<b>dora</b>,tiktok,bio"),
            ("code_pattern", "{creator}15"),
            ("step", step),
        ])
    };
    let before = *stage.node.changes.borrow();
    let html = send(&stage, "/links/issue", KIND, form("look")).await.text;
    for expected in [
        "nothing is issued yet",
        "No creator goes by `&lt;b&gt;dora&lt;/b&gt;`",
        "Issue these",
        "{creator}15",
    ] {
        assert!(html.contains(expected), "{expected}: {html}");
    }
    assert_eq!(*stage.node.changes.borrow(), before, "a look is only a look");

    let html = send(&stage, "/links/issue", KIND, form("issue")).await.text;
    assert!(
        html.contains("Done: 1 links and 1 codes are new, 0 links were there, 1 rows"),
        "{html}"
    );
    let html = send(&stage, "/links/issue", KIND, form("issue")).await.text;
    assert!(html.contains("Done: 0 links and 0 codes are new, 1 links were there"), "{html}");

    let of_zoe = |link: &&Link| link.creator_id.as_str() == "crt_zoe";
    let link = stage.site.engine().links().find(of_zoe).unwrap().clone();
    let one = page(&stage, &format!("/links/{}", link.id)).await.text;
    assert!(one.contains("<svg") && one.contains("utm_content"), "{one}");
    assert!(one.contains("Nobody has looked") || one.contains("nobody has looked"), "{one}");
    let list = page(&stage, "/links?q=zoe").await.text;
    assert!(list.contains(&link.slug), "{list}");
    let csv = page(&stage, "/links.csv?q=zoe").await.text;
    assert_eq!(csv.lines().count(), 2, "{csv}");
    assert!(csv.contains(",https://brand.com/glow,instagram,creator,"), "{csv}");
    assert!(page(&stage, "/links/print?q=zoe").await.text.contains("<svg"));
    assert_eq!(page(&stage, "/links/none").await.status, 404);
}

/// A search looks within what the list is narrowed to, and leaves it sorted.
#[tokio::test]
async fn a_search_keeps_how_the_list_is_narrowed_and_sorted() {
    let stage = world::stage().await;
    let path = "/links?campaign=summer&state=live&sort=clicks&page=1";
    let html = page(&stage, path).await.text;
    let form = html.split("role=\"search\"").nth(1).and_then(|it| it.split("</form>").next());
    let form = form.expect("the search");
    for (name, value) in [("campaign", "summer"), ("state", "live"), ("sort", "clicks")] {
        let field = format!("type=\"hidden\" name=\"{name}\" value=\"{value}\"");
        assert!(form.contains(&field), "{field}: {form}");
    }
    assert!(!form.contains("name=\"page\""), "another search begins at its first page: {form}");
}

/// The first links stand there until somebody asks for all; a search looks at all of them.
#[tokio::test]
async fn a_long_list_of_links_is_short_until_it_is_asked_for() {
    let stage = world::stage().await;
    for n in 10..30 {
        let link = world::link(&format!("ana-{n}"), "ana");
        world::take(&stage, "2026-06-09T09:50:00Z", link).await;
    }
    let n_links = stage.site.engine().links().count();
    let listed = |html: &str| html.matches("data-label=\"Last click\"").count();
    let html = page(&stage, "/links").await.text;
    assert_eq!(listed(&html), 15, "{html}");
    let all = format!("href=\"/links?all=1#links\">Show all {n_links} links<");
    assert!(html.contains(&all), "{html}");
    assert_eq!(listed(&page(&stage, "/links?all=1").await.text), n_links);
    let found = page(&stage, "/links?q=ana-").await.text;
    assert!(20 <= listed(&found) && !found.contains("Show all"), "{found}");
}

/// Who was merged into another has one set of links and codes with them.
#[tokio::test]
async fn a_link_of_a_merged_creator_stands_beside_those_of_the_other() {
    let stage = world::stage().await;
    let before = page(&stage, "/links/lnk_lola").await.text;
    assert!(!before.contains("MIKA10") && !before.contains("together with"), "{before}");
    let merged = Merged { kept: "mika".into(), gone: "lola".into(), reason: None };
    world::take(&stage, "2026-06-09T09:59:00Z", Fact::Merged(merged)).await;
    let after = page(&stage, "/links/lnk_lola").await.text;
    assert!(after.contains("<bdi>MIKA10</bdi>"), "{after}");
    assert!(after.contains("together with 1 other link of this creator"), "{after}");
}

#[tokio::test]
async fn every_link_says_whether_it_leads_on_and_why_not() {
    let stage = world::stage().await;
    let link = stage.site.engine().links().next().unwrap().clone();
    let id = link.id.as_str();
    let patch = async |path: String, body: serde_json::Value| {
        let reply = stage.owner(&format!("PATCH /api/v1/{path}"), body).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
    };
    let row = async || {
        let row = stage.owner(&format!("GET /api/v1/links/{id}"), json!(null)).await.json();
        (row["state"].clone(), row["state_reason"].clone())
    };
    let lists = async |state: &str| {
        let list = page(&stage, &format!("/links?state={state}")).await.text;
        let csv = page(&stage, &format!("/links.csv?state={state}")).await.text;
        let is_listed = csv.lines().any(|line| line.starts_with(&format!("{id},")));
        assert_eq!(list.contains(&format!("/links/{id}")), is_listed, "{csv}");
        is_listed
    };
    assert_eq!(row().await, (json!("live"), json!("")));
    let pause = json!({ "is_paused": true });
    patch(format!("links/{id}"), pause).await;
    assert_eq!(row().await, (json!("paused"), json!("clicks are told that it has ended")));
    patch(format!("campaigns/{}", link.campaign_id), json!({ "gate": {} })).await;
    let reason = "its creator has not passed the launch gate";
    assert_eq!(row().await, (json!("held"), json!(reason)));
    assert!(lists("held").await && !lists("live").await && !lists("paused").await);
    let one = page(&stage, &format!("/links/{id}")).await.text;
    assert!(one.contains("Its creator has not passed the launch gate."), "{one}");
    assert!(one.contains("See the launch gate"), "{one}");
    patch(format!("links/{id}"), json!({ "is_archived": true })).await;
    assert!(lists("retired").await && !lists("held").await);
}

#[tokio::test]
async fn what_makes_no_sense_is_said_above_the_form() {
    let stage = world::stage().await;
    let form = parts(&[("campaign", "none"), ("roster", "ana,ig"), ("step", "look")]);
    let reply = send(&stage, "/links/issue", KIND, form).await;
    assert_eq!(reply.status, 422);
    assert!(reply.text.contains("There is no campaign `none`"), "{}", reply.text);
}

#[tokio::test]
async fn a_post_from_before_the_campaign_is_taken_with_a_warning() {
    let stage = world::stage().await;
    let campaign = stage.site.engine().campaigns().next().unwrap().id.to_string();
    let slot = stage.site.engine().placements().next().unwrap().clone();
    // The first was made in 2024, the second within the campaign: the ids say so.
    let [old, new] = ["C4AtXsTgDA5", "DZUvkMTgDA5"]
        .map(|code| format!("https://www.instagram.com/reel/{code}/, {}", slot.creator_id));
    let posts = format!("{old}\n{new}\n");
    let form = |step| parts(&[("campaign", &*campaign), ("posts", &*posts), ("step", step)]);
    let look = send(&stage, "/links/posts", KIND, form("look")).await.text;
    assert_eq!(look.matches("older than the campaign").count(), 1, "{look}");
    assert!(look.contains("Made on 2 March 2024, before the campaign begins on"), "{look}");
    let done = send(&stage, "/links/posts", KIND, form("post")).await.text;
    assert!(done.contains("Done: 2 posts are new"), "{done}");
}

#[tokio::test]
async fn pasted_posts_fill_the_slots_that_were_agreed_on() {
    let stage = world::stage().await;
    let campaign = stage.site.engine().campaigns().next().unwrap().id.to_string();
    let slot = stage.site.engine().placements().next().unwrap().clone();
    let creator = stage.site.engine().creator(slot.creator_id.as_str()).unwrap().clone();
    let posts = match slot.platform.key() {
        "tiktok" => "https://www.tiktok.com/@x/video/7234567890123456789",
        "youtube" => "https://youtu.be/dQw4w9WgXcQ",
        _ => "https://www.instagram.com/reel/CuE5_abCdEf/?igsh=x",
    };
    let posts =
        format!("{posts}, {}\n{posts}\nhttps://vm.tiktok.com/ZMabc/\n<b>x</b>\n", creator.id);
    let form = |step| parts(&[("campaign", &*campaign), ("posts", &*posts), ("step", step)]);
    let before = *stage.node.changes.borrow();
    let look = send(&stage, "/links/posts", KIND, form("look")).await.text;
    for expected in ["Add these posts", "It is a short address", "&lt;b&gt;x"] {
        assert!(look.contains(expected), "{expected}: {look}");
    }
    assert_eq!(*stage.node.changes.borrow(), before, "a look is only a look");
    let done = send(&stage, "/links/posts", KIND, form("post")).await.text;
    assert!(done.contains("Done: 1 posts are new, 1 were known, 2 lines are refused"), "{done}");
    let again = send(&stage, "/links/posts", KIND, form("post")).await.text;
    assert!(again.contains("Done: 0 posts are new, 2 were known"), "{again}");
    let page = page(&stage, &format!("/creators/{}", creator.id)).await.text;
    assert!(page.contains("Earned undisclosed"), "{page}");
}

/// A link is led elsewhere by form, and nowhere that a new one could not lead.
#[tokio::test]
async fn a_link_is_led_elsewhere_by_form() {
    let stage = world::stage().await;
    let (path, form) = ("/links/lnk_lola", "application/x-www-form-urlencoded");
    let lands_on =
        || stage.site.engine().link("lnk_lola").map(|link| link.destination.clone()).unwrap();
    let old = lands_on();
    assert!(page(&stage, path).await.text.contains(&format!("value=\"{old}\"")));
    for (to, status, shown) in [
        ("http%3A%2F%2Fshop.brand.com%2F", 422, "Give an https address"),
        ("https%3A%2F%2F10.0.0.1%2F", 422, "Give an https address"),
        ("", 422, "Give an https address"),
        ("https%3A%2F%2Fshop.brand.com%2Fserum", 303, ""),
    ] {
        let reply = send(&stage, path, form, format!("destination={to}")).await;
        assert_eq!(reply.status, status, "{to}: {}", reply.text);
        assert!(reply.text.contains(shown), "{to}: {}", reply.text);
        assert_eq!(lands_on() == old, status == 422, "{to}");
    }
    assert!(page(&stage, path).await.text.contains("https://shop.brand.com/serum"));
    assert!(page(&stage, "/settings/log").await.text.contains("/serum"), "it is told who did it");
}

/// To mark a code says first what that changes, stays in sight, and is undone by one press.
#[tokio::test]
async fn a_code_is_marked_as_leaked_and_taken_back() {
    let stage = world::stage().await;
    let form = |word: &str| format!("id=code_mika10&leaked={word}");
    let kind = super::sources::FORM;
    let done = send(&stage, "/links/codes", kind, form("yes")).await;
    assert_eq!(done.status, 303, "{}", done.text);
    let href = done.headers["location"].to_str().expect("an address").replace("#codes", "");
    let html = page(&stage, &href).await.text;
    assert!(html.contains("is marked as leaked") && html.contains(">Undo<"), "{html}");
    let group = html.split("<h3>Marked as leaked</h3>").nth(1).expect("a group of its own");
    assert!(group.contains("It is not leaked"), "{group}");
    let start = "/links/issue?campaign=summer&creator=mika";
    let html = page(&stage, start).await.text;
    assert!(html.contains("Mika Tanaka,instagram,,reel,,MIKA10-2"), "a code in its place: {html}");
    send(&stage, "/links/codes", kind, form("no")).await;
    let html = page(&stage, start).await.text;
    assert!(!html.contains("MIKA10-2"), "{html}");
    let html = page(&stage, "/links?campaign=summer").await.text;
    assert!(!html.contains("Marked as leaked"), "{html}");
}

/// A manager sees at a glance whose link is used: code, clicks, last click; and sorts by them.
#[tokio::test]
async fn the_list_says_how_links_are_used() {
    let stage = world::stage().await;
    let html = page(&stage, "/links").await.text;
    let row = |slug: &str| {
        let row = html.split("<tr>").find(|row| row.contains(&format!("/{slug}</bdi>")));
        row.expect("its row").to_owned()
    };
    let mika = row("mika-reel");
    for expected in
        ["/creators/mika?campaign=summer", "MIKA10", "Clicks\">2<", "Last click\">3 h ago<"]
    {
        assert!(mika.contains(expected), "{expected}: {mika}");
    }
    assert!(row("ana").contains("Clicks\">50<"), "{}", row("ana"));
    let sorted = page(&stage, "/links?sort=clicks").await.text;
    assert!(sorted.find("/ana</bdi>") < sorted.find("/mika-reel</bdi>"), "the most first");
    assert!(sorted.contains("aria-sort=\"descending\""), "{sorted}");
    let codes = html.split("id=\"codes\"").nth(1).expect("the codes");
    assert!(codes.contains("Ends\">no end date<"), "{codes}");
}

/// A link's page says what came of it, names creator and code, and its address can be copied.
#[tokio::test]
async fn a_link_opens_to_what_came_of_it() {
    let stage = world::stage().await;
    let html = page(&stage, "/links/lnk_mika-reel").await.text;
    for expected in [
        "<b>2</b> by people, ever",
        "data-copies",
        "/creators/mika?campaign=summer",
        "MIKA10",
        "no end date",
        "Credited for clicks, after refunds, by the model linear.",
    ] {
        assert!(html.contains(expected), "{expected}: {html}");
    }
    let summer = world::link("unused", "lola");
    world::take(&stage, "2026-06-09T09:59:00Z", summer).await;
    let html = page(&stage, "/links/lnk_unused").await.text;
    assert!(html.contains("Nobody has clicked it yet"), "{html}");
    assert!(html.contains("together with 1 other link of this creator"), "{html}");
}

/// What is wrong stands first, and a link is paused, retired and used again where it is looked at.
#[tokio::test]
async fn a_link_says_first_what_is_wrong_and_can_be_paused_and_retired() {
    let stage = world::stage().await;
    let path = "/links/lnk_lola";
    let html = page(&stage, path).await.text;
    let place = |text: &str| html.find(text).unwrap_or_else(|| panic!("{text}: {html}"));
    assert!(place("id=\"findings\"") < place("id=\"facts\""));
    for (word, expected) in [
        ("pause", "Paused: people who click it are told that it has ended."),
        ("resume", "Pause it…"),
        ("retire", "Retired: people who click it are told that it has ended."),
        ("restore", "Pause it…"),
    ] {
        let form = format!("do={word}");
        let done = send(&stage, &format!("{path}/use"), super::sources::FORM, form).await;
        assert_eq!((done.status.as_u16(), done.header("location")), (303, path));
        let html = page(&stage, path).await.text;
        assert!(html.contains(expected), "{word}: {html}");
    }
    let form = "do=fly".to_owned();
    let refused = send(&stage, &format!("{path}/use"), super::sources::FORM, form).await;
    assert_eq!(refused.status.as_u16(), 422);
    assert!(refused.text.contains("The form says neither to pause the link"), "{}", refused.text);
}

/// Issuing has a place of its own, to which the list leads first.
#[tokio::test]
async fn issuing_has_a_page_of_its_own() {
    let stage = world::stage().await;
    let list = page(&stage, "/links").await.text;
    assert!(list.contains("primary\" href=\"/links/issue\">Issue links and codes"), "{list}");
    assert!(!list.contains("id=\"roster\""), "{list}");
    let html = page(&stage, "/links/issue?campaign=summer").await.text;
    assert!(html.contains("id=\"roster\"") && html.contains("Look at it first"), "{html}");
}

/// A look that found the page of the summer's links sold out.
fn sold_out(at: &str) -> Fact {
    Fact::DestinationChecked(DestinationChecked {
        destination: "https://shop.brand.com/collections/summer".to_owned(),
        checked_at: world::time(at),
        status: Some(200),
        final_url: None,
        n_redirects: 0,
        is_utm_kept: true,
        is_click_kept: true,
        took_ms: 300,
        words: vec![PageWord { kind: WordKind::SoldOut, text: "sold out".to_owned() }],
        failure: None,
        price: None,
    })
}

/// What loses clicks stands above the list; whoever searches wants the list alone.
#[tokio::test]
async fn what_loses_clicks_stands_first() {
    let stage = world::stage().await;
    let html = page(&stage, "/links").await.text;
    assert!(!html.contains("id=\"needs\""), "{html}");
    world::take(&stage, "2026-06-09T09:59:00Z", sold_out("2026-06-09T09:59:00Z")).await;
    let html = page(&stage, "/links").await.text;
    let needs = html.split("id=\"needs\"").nth(1).expect("what needs somebody");
    let needs = needs.split("id=\"links\"").next().expect("it stands above the list");
    for expected in
        ["broken", "/links/lnk_mika-reel", "the link of Mika Tanaka: ", "See what to do"]
    {
        assert!(needs.contains(expected), "{expected}: {needs}");
    }
    assert!(!page(&stage, "/links?q=mika").await.text.contains("id=\"needs\""));
    world::set_now(&stage, "2026-06-09T10:00:00Z");
    let one = page(&stage, "/links/lnk_mika-reel").await.text;
    assert!(one.contains(">Kind<") && one.contains("looked at 60 s ago, "), "{one}");
    assert_eq!(one.matches("sold out").count(), 1, "{one}");
    assert!(one.contains("href=\"#destination\">Change where it lands<"), "{one}");
    assert!(one.contains("It is looked at again from Tue 9 Jun, 12:29 on."), "{one}");
    world::set_now(&stage, "2026-06-09T10:30:00Z");
    let one = page(&stage, "/links/lnk_mika-reel").await.text;
    assert!(one.contains("It is looked at again within minutes."), "{one}");
}

/// A second link on a platform is no mistake, but nobody makes one unawares.
#[tokio::test]
async fn a_look_says_who_has_a_live_link_there() {
    let stage = world::stage().await;
    let form = parts(&[
        ("campaign", "summer"),
        ("destination", "https://shop.brand.com/serum"),
        ("roster", "creator,platform,placement\nmika,instagram,bio\nrhea,instagram,bio"),
        ("step", "look"),
    ]);
    let html = send(&stage, "/links/issue", KIND, form).await.text;
    let beside = "An extra link beside /mika-reel, for another placement</bdi>. \
                  <a href=\"/links/lnk_mika-reel\">";
    assert_eq!(html.matches(beside).count(), 1, "{html}");
    assert_eq!(html.matches(">second link on Instagram<").count(), 1, "{html}");
    assert!(html.contains("2 new links, 1 of them beside a live one on the same platform."));
    let form = parts(&[
        ("campaign", "summer"),
        ("destination", "https://shop.brand.com/serum"),
        ("roster", "creator,platform\nmika,instagram"),
        ("step", "look"),
    ]);
    let html = send(&stage, "/links/issue", KIND, form).await.text;
    for expected in [
        "No placement is given, so this is an extra link beside /mika-reel",
        "href=\"/links/lnk_mika-reel\">Use the existing one<",
    ] {
        assert!(html.contains(expected), "{expected}: {html}");
    }
}
