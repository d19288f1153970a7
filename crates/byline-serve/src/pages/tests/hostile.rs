//! Names that others chose: markup, right-to-left text, emoji, and far too long.

use super::{page, world};

const HOSTILE: [&str; 5] = [
    "<script>alert(1)</script>",
    "\" onmouseover=\"alert(1)",
    "\u{202e}gnp.evil",
    "مريم 🔥✨",
    "</td></tr></table>&lt;b&gt;",
];

/// No page lets a name out of its text, and every name is kept from turning what stands around it.
#[tokio::test]
async fn names_stay_text() {
    let stage = world::stage().await;
    let long = "x".repeat(200);
    let at = "2026-06-09T09:59:00Z";
    for (n, name) in (0_u8..).zip(HOSTILE.iter().copied().chain([long.as_str()])) {
        let id = format!("id{n}{name}");
        world::take(&stage, at, world::creator(&id, name, Some(5_000))).await;
        world::take(&stage, at, world::link(&format!("s{n}"), &id)).await;
        world::take(&stage, at, world::click(100 + n, &format!("s{n}"), at)).await;
        world::take(&stage, at, world::order(50 + n, &[100 + n], at, &[name])).await;
    }
    world::set_now(&stage, "2026-06-09T10:00:00Z");
    let pages = ["/live", "/creators", "/orders", "/orders/9950", "/orders/9954", "/explain"];
    for path in
        pages.into_iter().chain(["/links", "/links/print", "/campaigns/summer/gate", "/identities"])
    {
        let html = page(&stage, path).await.text;
        assert!(!html.contains("<script>"), "{path}");
        assert!(!html.contains("onmouseover=\"alert"), "{path}");
        assert!(!html.contains("</table>&lt;b"), "{path}");
    }
    let roster = page(&stage, "/creators").await.text;
    assert!(roster.contains("<bdi>&lt;script&gt;alert(1)&lt;/script&gt;</bdi>"));
    assert!(roster.contains("<bdi>\u{202e}gnp.evil</bdi>"));
    assert!(roster.contains(&format!("<bdi>{long}</bdi>")));
    let csv = page(&stage, "/creators.csv?q=id0").await.text;
    assert!(csv.contains("<script>alert(1)</script>"), "a file is no page");
}

/// What a reader typed comes back as text too.
#[tokio::test]
async fn searches_stay_text() {
    let stage = world::stage().await;
    let evil = "%22%3E%3Cscript%3Ealert(1)%3C/script%3E";
    for path in [
        format!("/creators?q={evil}"),
        format!("/live?range={evil}&model={evil}&at={evil}&campaign={evil}"),
        format!("/orders/{evil}"),
        format!("/explain?of=revenue&creator={evil}"),
    ] {
        let html = page(&stage, &path).await.text;
        assert!(!html.contains("<script>alert"), "{path}");
    }
}
