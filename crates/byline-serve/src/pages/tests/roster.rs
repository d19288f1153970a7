//! The roster and the executive page: nobody is praised or blamed for what is not known, and a
//! long list is short until all of it is asked for.

use byline_core::entry::Fact;

use super::{page, world};
use crate::testing::Stage;

const NOW: &str = "2026-06-09T09:58:00Z";

/// The summer with so many more creators, each with a link and nothing else.
async fn stage(n_more: usize) -> Stage {
    let stage = world::stage().await;
    world::take(&stage, NOW, world::campaign_with_limits()).await;
    for n in 0..n_more {
        let id = format!("more{n:02}");
        world::take(&stage, NOW, world::creator(&id, &format!("More {n:02}"), None)).await;
        world::take(&stage, NOW, world::link(&id, &id)).await;
    }
    world::set_now(&stage, "2026-06-09T10:00:00Z");
    stage
}

/// The row of a creator.
fn row<'h>(html: &'h str, id: &str) -> &'h str {
    let is_theirs = |row: &&str| {
        ["\"", "?"].iter().any(|end| row.contains(&format!("href=\"/creators/{id}{end}")))
    };
    let row = html.split("<tr>").find(is_theirs).and_then(|it| it.split("</tr>").next());
    row.unwrap_or_else(|| panic!("a row of {id}: {html}"))
}

/// Who cannot be judged is not praised: the row says why nothing is known.
#[tokio::test]
async fn who_is_not_judged_is_not_praised() {
    let stage = stage(1).await;
    let html = page(&stage, "/creators").await.text;
    assert!(row(&html, "more00").contains("no post is known yet"), "{html}");
    let unknown = row(&html, "ana");
    assert!(unknown.contains("<span class=\"tag plain\">not judged yet</span>"), "{unknown}");
    assert!(unknown.contains("no impressions are reported"), "{unknown}");
    let executive = page(&stage, "/executive?all=1").await.text;
    let unknown = row(&executive, "ana");
    assert!(unknown.contains("not judged yet") && !unknown.contains(">keep<"), "{unknown}");
}

/// Who has no link in use cannot have been clicked, and nothing is made of that.
#[tokio::test]
async fn without_a_link_nothing_is_counted() {
    let stage = stage(0).await;
    let html = page(&stage, "/creators").await.text;
    let rhea = row(&html, "rhea");
    assert!(rhea.contains("issue a link") && rhea.contains("no link in use"), "{rhea}");
    assert!(!rhea.contains("−100%") && !rhea.contains("of what is due"), "{rhea}");
    let csv = page(&stage, "/creators.csv?q=rhea").await.text;
    let rhea = csv.lines().nth(1).expect("her line");
    assert!(rhea.starts_with("creator,rhea,") && !rhea.contains(",-1,"), "{rhea}");
}

/// Who is probably somebody else is compared before anything is said of the deal.
#[tokio::test]
async fn a_double_is_named_in_place_of_advice() {
    let stage = stage(0).await;
    for fact in [Fact::Creator(world::mika_again()), world::link("mika-again", "mika.again")] {
        world::take(&stage, NOW, fact).await;
    }
    let html = page(&stage, "/creators").await.text;
    let double = row(&html, "mika.again");
    assert!(double.contains("probably <bdi>Mika Tanaka</bdi>"), "{double}");
    assert!(double.contains("#pair-mika-mika.again\">Compare and merge</a>"), "{double}");
    assert!(!double.contains("class=\"tag"), "{double}");
    assert!(!row(&html, "mika").contains("probably"), "whoever stays is judged");
}

#[tokio::test]
async fn a_long_roster_is_short_until_all_is_asked_for() {
    let stage = stage(30).await;
    let n_rows = |html: &str| html.matches("<div class=\"person\">").count();
    let html = page(&stage, "/creators?sort=cost").await.text;
    assert_eq!(n_rows(&html), 25);
    let all = html.split("<p class=\"more\">").nth(1).expect("the way to all");
    assert!(all.starts_with("<a href=\"/creators?sort=cost&amp;all=1\">Show all "), "{all}");
    let html = page(&stage, "/creators?sort=cost&all=1").await.text;
    assert!(30 < n_rows(&html) && !html.contains("Show all"), "{html}");
    assert!(html.contains("sort=-cost&amp;all=1"), "sorting keeps all of them: {html}");

    let html = page(&stage, "/executive").await.text;
    let creators = html.split("id=\"creators\"").nth(1).expect("the table");
    assert_eq!(n_rows(creators), 10);
    assert!(creators.contains("more creators") && creators.contains("all=1#creators"), "{html}");
    let html = page(&stage, "/executive?all=1").await.text;
    let creators = html.split("id=\"creators\"").nth(1).expect("the table");
    assert!(30 < n_rows(creators) && !creators.contains("more creators"), "{creators}");
}

/// What sets results beside whole fees says so while the flight runs, and what is due is explained
/// before it is read.
#[tokio::test]
async fn a_roster_says_of_which_fees_it_speaks() {
    let html = page(&stage(0).await, "/creators").await.text;
    assert!(html.contains("ROI, whole fees"), "{html}");
    let due = html.find("What is due: A fee counts").expect("what is due");
    assert!(due < html.find("<table").expect("the table"));
}

/// What begins like the search comes before what only holds it, and what is somebody's says whose.
#[tokio::test]
async fn a_jump_leads_to_the_nearest_name_first() {
    let stage = stage(0).await;
    for (id, name) in [("amika", "Amika Berg"), ("stolen", "Jo Mikasa")] {
        world::take(&stage, NOW, world::creator(id, name, None)).await;
    }
    let html = page(&stage, "/jump?q=mik").await.text;
    let found = html.split("id=\"found\"").nth(1).expect("what is found");
    let place = |text: &str| found.find(text).unwrap_or_else(|| panic!("{text}: {found}"));
    let nearest = ["<bdi>Mika Tanaka</bdi></span>", "Jo Mikasa", "MIKA10", "Amika Berg"];
    for pair in nearest.windows(2) {
        assert!(place(pair[0]) < place(pair[1]), "{pair:?}: {found}");
    }
    assert!(found.contains("<bdi>MIKA10</bdi> · <bdi>Mika Tanaka</bdi>"), "{found}");
    let link = "<bdi>/mika-reel</bdi> · <bdi>Mika Tanaka</bdi>";
    assert!(found.contains(link), "{found}");
}

/// Whoever looks at a post says by one press whether it is disclosed; each look is kept.
#[tokio::test]
async fn what_is_seen_of_a_post_is_said_beside_it() {
    let stage = stage(0).await;
    let html = page(&stage, "/creators/mika").await.text;
    let posts = html.split("id=\"posts\"").nth(1).expect("the posts");
    assert!(posts.contains("nobody has looked yet") && !posts.contains("n/a"), "{posts}");
    let send = async |form: &str| {
        let token = format!("authorization: Bearer {}", crate::testing::TOKEN);
        let kind = "content-type: application/x-www-form-urlencoded";
        let form = form.to_owned();
        stage.ask("POST /creators/mika/posts", &[&token, kind], form).await
    };
    for (seen, said) in [("no", ">no<"), ("yes", ">yes<")] {
        let reply = send(&format!("campaign=summer&content=cnt_1&seen={seen}")).await;
        assert_eq!(reply.status, 303, "{}", reply.text);
        let html = page(&stage, reply.header("location").split('#').next().unwrap()).await.text;
        let posts = html.split("id=\"posts\"").nth(1).expect("the posts");
        assert!(posts.contains(said) && !posts.contains("nobody has looked"), "{posts}");
    }
    let refused = send("campaign=summer&content=cnt_none&seen=yes").await;
    assert_eq!(refused.status, 404);
    assert!(refused.text.contains("here is no content"), "{}", refused.text);
}
