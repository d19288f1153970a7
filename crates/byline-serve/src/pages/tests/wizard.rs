//! A new campaign by form: looked at, made, and then held by its launch gate.

use std::collections::BTreeSet;

use super::sources::{parts, send};
use super::{page, world};

const KIND: &str = "multipart/form-data; boundary=b";
const HREF: &str = "/campaigns/new";

/// A form with a roster and a step.
fn form(roster: &str, step: &str) -> String {
    let fields = [
        ("name", "Winter Glow"),
        ("id", "winter"),
        ("goal", "sales"),
        ("from", "2026-12-01"),
        ("to", "2026-12-21"),
        ("time_zone", "Europe/Berlin"),
        ("currency", "EUR"),
        ("budget", "12000.00"),
        ("destination", "https://brand.com/winter"),
        ("model", "linear"),
        ("click_days", "7"),
        ("view_days", "1"),
        ("is_counting_chosen", "on"),
        ("conversion_rate", "2"),
        ("benchmark_origin", "manual"),
        ("disclosure_words", "#ad"),
        ("dos", "Show <b>the bottle</b>."),
        ("roster", roster),
        ("step", step),
    ];
    parts(&fields)
}

#[tokio::test]
async fn a_campaign_is_looked_at_and_then_set_up() {
    let stage = world::stage().await;
    let empty = page(&stage, HREF).await.text;
    for expected in ["Look at it first", "2026-06-10", "conversion rate", "name=\"roster\""] {
        assert!(empty.to_lowercase().contains(&expected.to_lowercase()), "{expected}: {empty}");
    }
    let roster = "name,tiktok,instagram,fee,code\nZoe,zoe.z,zoe,900.00,ZOE15\nYan,yan,,,\n";
    let before = *stage.node.changes.borrow();
    let look = send(&stage, HREF, KIND, form(roster, "look")).await.text;
    for expected in ["nothing is made yet", "Set the campaign up", "Show &lt;b&gt;the bottle"] {
        assert!(look.contains(expected), "{expected}: {look}");
    }
    assert_eq!(*stage.node.changes.borrow(), before, "a look is only a look");

    let made = send(&stage, HREF, KIND, form(roster, "make")).await;
    assert_eq!(made.status, 303, "{}", made.text);
    assert_eq!(made.header("location"), "/campaigns/winter/gate");
    let campaign = stage.site.engine().campaign("winter").unwrap().clone();
    assert_eq!(campaign.flights[0].from.to_string(), "2026-11-30T23:00:00Z", "days of Berlin");
    assert_eq!(campaign.budget_minor, Some(12_000_00));
    let n_links =
        stage.site.engine().links().filter(|link| link.campaign_id == campaign.id).count();
    assert_eq!(n_links, 3, "one for each handle");
    let gate = page(&stage, "/campaigns/winter/gate").await.text;
    assert!(gate.contains("2 held") && gate.contains("Zoe"), "{gate}");

    let again = send(&stage, HREF, KIND, form(roster, "make")).await;
    assert_eq!(again.status, 303, "the same again changes nothing: {}", again.text);
}

/// Reads as a table: a roster, a part of what is said. What was typed stays in the form.
#[tokio::test]
async fn what_cannot_be_read_is_said_above_the_form() {
    let stage = world::stage().await;
    for (roster, expected) in [
        ("", "no rows"),
        ("name,tiktok,Honorar\nAna,ana,5\n", "column `honorar`"),
        ("tiktok\nana\nAna\n", "repeats the creator of line 2"),
        ("tiktok,fee\nana,much\n", "Line 2"),
    ] {
        let reply = send(&stage, HREF, KIND, form(roster, "make")).await;
        assert_eq!(reply.status, 422, "{roster}");
        assert!(reply.text.contains(expected), "{expected}: {}", reply.text);
        assert!(reply.text.contains("Winter Glow"), "what was typed stays");
    }
    assert!(stage.site.engine().campaign("winter").is_none(), "nothing was made");
}

/// Ids are made of names, and two may be called alike: nobody's money goes to another in silence.
#[tokio::test]
async fn who_is_called_alike_is_not_taken_for_the_other() {
    let stage = world::stage().await;
    send(&stage, HREF, KIND, form("name,tiktok\nAna Lima,ana\n", "make")).await;
    let other = "name,instagram\nAna Silva,ana\n";
    let refused = send(&stage, HREF, KIND, form(other, "look")).await.text;
    assert!(refused.contains("Ana Lima, who has none of these accounts"), "{refused}");
    let said = "name,instagram,creator_id\nAna Lima,ana,crt_ana\n";
    let taken = send(&stage, HREF, KIND, form(said, "look")).await.text;
    assert!(!taken.contains("none of these accounts"), "{taken}");
    let renamed = form("tiktok\nyan\n", "look").replace("Winter Glow", "Winter Glow North");
    let campaign = send(&stage, HREF, KIND, renamed).await.text;
    assert!(campaign.contains("that of the campaign `Winter Glow`"), "{campaign}");
}

/// What the API's own checks refuse is listed, and nothing is made.
#[tokio::test]
async fn what_is_refused_is_listed_with_its_reason() {
    let stage = world::stage().await;
    let roster = "tiktok,code\nana,MIKA10\n";
    let reply = send(&stage, HREF, KIND, form(roster, "make")).await;
    assert_eq!(reply.status, 200);
    for expected in ["What would be made", "nothing was made", "refused"] {
        assert!(reply.text.contains(expected), "{expected}: {}", reply.text);
    }
    assert!(stage.site.engine().campaign("winter").is_none(), "nothing was made");
}

/// The way from the form to a link that works, without a program.
#[tokio::test]
async fn the_gate_invites_waives_and_launches_by_form() {
    let stage = world::stage().await;
    send(&stage, HREF, KIND, form("name,tiktok\nZoe,zoe.z\n", "make")).await;
    let plain = "application/x-www-form-urlencoded";
    let post = |what: &str, body: &str| {
        let (path, body) = (format!("/campaigns/winter/{what}"), body.to_owned());
        let stage = &stage;
        async move { send(stage, &path, plain, body).await }
    };
    let nobody = post("invites", "creator_id=").await;
    assert_eq!(nobody.status, 422);
    assert!(nobody.text.contains("obody was chosen"), "{}", nobody.text);
    let invited = post("invites", "creator_id=*").await.text;
    assert!(invited.contains("/brief/") && invited.contains("shown this once"), "{invited}");
    let again = page(&stage, "/campaigns/winter/gate").await.text;
    assert!(!again.contains("/brief/"), "nobody can look it up again");

    let view = || {
        stage
            .site
            .engine()
            .gate_view(&"winter".into(), world::time("2026-06-09T10:00:00Z"))
            .unwrap()
    };
    let held: BTreeSet<&str> = {
        let findings = view().findings;
        let own = view().creators.into_iter().flat_map(|row| row.findings);
        let all = findings.into_iter().chain(own).filter(|row| row.does_hold());
        all.map(|row| row.finding.check().key()).collect()
    };
    let first = held.first().copied().expect("a campaign without a test order is held");
    let nobody = post("waivers", &format!("check={first}&creator_id=&by=Kim&reason=x")).await;
    assert_eq!(nobody.status, 422, "{}", nobody.text);
    for check in &held {
        let looked = page(&stage, "/campaigns/winter/gate").await.text;
        let seen = looked.split_once(&format!("name=\"seen-{check}\" value=\""));
        let (seen, _) = seen.and_then(|(_, seen)| seen.split_once('"')).expect(check);
        let outdated =
            format!("check={check}&creator_id=*&by=Kim&reason=a+trial&seen-{check}=0{seen}");
        assert_eq!(post("waivers", &outdated).await.status, 409, "something else was seen");
        let form = format!("check={check}&creator_id=*&by=Kim&reason=a+trial&seen-{check}={seen}");
        let reply = post("waivers", &form).await;
        assert_eq!(reply.status, 303, "{check}: {}", reply.text);
    }
    let waived = page(&stage, "/campaigns/winter/gate").await.text;
    assert!(waived.contains("Take it back") && waived.contains("Kim"), "{waived}");
    let nameless = post("waivers", &format!("check={first}&creator_id=*&by=&reason=x")).await;
    assert_eq!(nameless.status, 422);
    assert!(nameless.text.contains("protects nobody"), "{}", nameless.text);
    let back = format!("check={first}&creator_id=*&by=Kim&reason=a+trial&step=withdraw");
    assert_eq!(post("waivers", &back).await.status, 303);
    assert_eq!(post("launch", "").await.status, 303, "nobody is ready, so nobody goes live");
    assert!(view().creators.iter().all(|row| row.launched_at.is_none()));
    post("waivers", &format!("check={first}&creator_id=*&by=Kim&reason=a+trial")).await;
    post("launch", "").await;
    assert!(view().creators.iter().all(|row| row.launched_at.is_some()), "all is answered for");
}

#[tokio::test]
async fn a_code_that_is_taken_is_told_before_anything_is_made() {
    let stage = world::stage().await;
    let roster = "name,tiktok,code\nZoe,zoe.z,mika10\n";
    let look = send(&stage, HREF, KIND, form(roster, "look")).await.text;
    assert!(look.contains("`MIKA10` names"), "{look}");
    let twice = "name,tiktok,code\nZoe,zoe.z,ZOE15\nYan,yan,zoe15\n";
    let look = send(&stage, HREF, KIND, form(twice, "look")).await.text;
    assert!(look.contains("`ZOE15` stands in the roster for"), "{look}");
}

/// What a look does not refuse, is made; what it refuses, would be.
#[tokio::test]
async fn a_look_refuses_what_would_be_refused() {
    let stage = world::stage().await;
    let ended = serde_json::json!({ "campaign_id": "summer", "creator_id": "mika", "code": "OLD10",
        "valid_to": "2026-01-01T00:00:00Z" });
    let made = stage.owner("POST /api/v1/codes", ended).await;
    assert_eq!(made.status, 201, "{}", made.text);
    // Two creators whose words are told apart, but not by eye: `1` and `l`.
    let alike = "name,tiktok,code\nZoe,zoe1,\nYan,zoel,\n";
    for (roster, said) in
        [("name,tiktok,code\nZoe,zoe.z,old10\n", "`OLD10` names"), (alike, "of this plan by eye")]
    {
        let look = send(&stage, HREF, KIND, form(roster, "look")).await.text;
        assert!(look.contains(said), "{said}: {look}");
    }
    let look = send(&stage, HREF, KIND, form("name,tiktok\nZoe,zoe.z\n", "look")).await.text;
    assert!(!look.contains("by eye") && !look.contains("` names"), "{look}");
}

/// The platform's own id is the account: whose handle changed stays who they are, and who took a
/// handle over is nobody known.
#[tokio::test]
async fn accounts_are_told_by_the_platforms_own_id() {
    let stage = world::stage().await;
    let first = "name,tiktok,tiktok_id\nZoe,zoe.z,71\n";
    send(&stage, HREF, KIND, form(first, "make")).await;
    let next = |roster: &str, step: &str| form(roster, step).replace("winter", "spring");
    let reused = "name,tiktok,tiktok_id\nOther,zoe.z,99\n";
    let refused = send(&stage, HREF, KIND, next(reused, "make")).await.text;
    assert!(refused.contains("is account 71 of Zoe"), "{refused}");
    assert!(stage.site.engine().campaign("spring").is_none(), "nothing was made");
    let renamed = "name,tiktok,tiktok_id\nZoe New,zoe.new,71\n";
    assert_eq!(send(&stage, HREF, KIND, next(renamed, "make")).await.status, 303);
    let engine = stage.site.engine();
    let zoe = engine.creator("crt_zoe.z").unwrap();
    assert_eq!((zoe.name.as_str(), zoe.accounts[0].handle.as_str()), ("Zoe", "zoe.new"));
    assert!(engine.creator("crt_zoe.new").is_none(), "she is no second creator");
    assert!(engine.link_by_slug("spring-zoe.z-tiktok").is_some());
    let handles = engine.handles(&"crt_zoe.z".into());
    assert!(handles.iter().any(|it| it.handle == "zoe.z" && it.to.is_some()), "{handles:?}");
}

/// Reads as a table: a roster of which something is refused, and what the row of its kind counts.
#[tokio::test]
async fn a_look_counts_as_new_only_what_would_be_made() {
    let stage = world::stage().await;
    let roster = "name,tiktok,code\nZoe,zoe.z,MIKA10\nYan,yan,YAN10\n";
    let body = serde_json::json!({
        "plan": { "id": "winter", "name": "Winter", "currency": "EUR", "destination":
            "https://brand.com/w", "from": "2026-12-01T00:00:00Z", "to": "2026-12-21T00:00:00Z" },
        "roster": roster,
    });
    let told = stage.owner("POST /api/v1/setup", body).await.json();
    let count = |path: &str, field: &str| {
        let kinds = told["kinds"].as_array().unwrap();
        kinds.iter().find(|kind| kind["kind"] == path).unwrap()[field].clone()
    };
    assert_eq!((count("codes", "n_wanted"), count("codes", "n_new")), (2.into(), 1.into()));
    assert_eq!((count("links", "n_new"), count("links", "n_created")), (2.into(), 0.into()));
    assert!(stage.site.engine().campaign("winter").is_none(), "nothing was made");
}

/// What must be filled in is marked, and the zone is chosen among those of the world.
#[tokio::test]
async fn the_form_says_what_it_needs() {
    let html = page(&world::stage().await, HREF).await.text;
    for field in ["name", "from", "to", "time_zone", "currency", "destination", "click_days"] {
        let input = html.split(&format!("id=\"{field}\"")).nth(1).expect("the field");
        let input = input.split('>').next().expect("an input");
        assert!(input.contains(" required"), "{field}: {input}");
    }
    let zone = html.split("id=\"time_zone\"").nth(1).expect("the zone");
    assert!(zone.contains("list=\"time-zones\""), "{zone}");
    assert!(zone.contains("value=\"Europe/Berlin\""), "as the campaign that runs: {zone}");
    assert!(html.contains("<option value=\"America/New_York\">"), "{html}");
}
