//! The weekly review as a reader and a program get it.

use byline_core::campaign::Campaign;
use byline_core::code::PromoCode;
use byline_core::creator::WeekLimits;
use byline_core::entry::Fact;
use byline_core::event::{Grain, Metric, MetricPoint};
use byline_core::id::CampaignId;
use byline_core::link::Link;
use byline_core::time::Span;
use serde_json::{Value, json};

use super::sources::FORM;
use super::{page, readable, world};
use crate::testing::{Reply, Stage};

/// Tuesday noon of the second week, with a floor of 500.00 a week; Monday counts alone.
async fn stage() -> Stage {
    let stage = world::stage().await;
    let Fact::Campaign(summer) = world::campaign_with_limits() else { panic!("a campaign") };
    let mut gate = summer.gate.clone().unwrap();
    gate.week = WeekLimits { floor_minor: Some(500_00), ceiling_minor: Some(2_000_00) };
    let limited = Fact::Campaign(Campaign { gate: Some(gate), ..summer });
    world::take(&stage, "2026-06-09T09:55:00Z", limited).await;
    // Shop and platforms have spoken lately, so nothing is waited for.
    let fresh = "2026-06-10T16:55:00Z";
    world::take(&stage, fresh, world::order(4, &[], fresh, &[])).await;
    let seen = Fact::Metric(MetricPoint {
        connection: "shop".into(),
        placement_id: "plc_mika".into(),
        content_id: None,
        metric: Metric::Impressions,
        value: 600,
        grain: Grain::Stretch(Span {
            from: world::time("2026-06-10T15:00:00Z"),
            to: world::time(fresh),
        }),
        as_of: world::time(fresh),
    });
    world::take(&stage, fresh, seen).await;
    world::set_now(&stage, "2026-06-10T17:00:00Z");
    stage
}

/// Sends a form as the owner.
async fn send(stage: &Stage, path: &str, form: &str) -> Reply {
    super::sources::send(stage, path, FORM, form.to_owned()).await
}

#[tokio::test]
async fn the_review_of_a_week() {
    let stage = stage().await;
    let reply = page(&stage, "/campaigns/summer/review").await;
    assert_eq!(reply.status, 200);
    insta::assert_snapshot!("review", readable(&reply));
}

/// A decision by form, its way back, and what is refused with the reason on the page.
#[tokio::test]
async fn a_decision_is_made_and_taken_back() {
    let stage = stage().await;
    let path = "/campaigns/summer/review/2026-06-08";
    for (form, status, shown) in [
        ("creator_id=mika&decision=part", 422, "is recommended for Mika Tanaka, and no reason"),
        ("creator_id=mika&decision=fire", 422, "There is no such decision"),
        ("creator_id=nobody&decision=keep", 404, "is not in this campaign"),
        ("creator_id=mika&decision=undo", 404, "Nothing was decided this week"),
        ("creator_id=mika&decision=part&note=no+answer", 303, "Part: "),
        ("creator_id=mika&decision=undo", 303, ""),
    ] {
        let reply = send(&stage, path, form).await;
        assert_eq!(reply.status, status, "{form}: {}", reply.text);
        let html = if status == 303 { page(&stage, path).await.text } else { reply.text };
        assert!(html.contains(shown), "{form}: {html}");
    }
    let html = page(&stage, path).await.text;
    assert!(!html.contains("no answer“") && !html.contains("Part: "), "taken back");
}

/// What is advised about several is decided in one step and taken back in one; whoever something
/// else is advised about stays undecided, and no other with them.
#[tokio::test]
async fn several_are_decided_at_once() {
    let stage = stage().await;
    let path = "/campaigns/summer/review/2026-06-08";
    let html = page(&stage, path).await.text;
    assert!(
        html.contains("Keep the deal, as advised: 3 creators") && !html.contains("Undo all"),
        "{html}"
    );
    let form = "decision=together&advised=keep&creator_id=ana&creator_id=mika";
    assert_eq!(send(&stage, path, form).await.status, 303);
    let html = page(&stage, path).await.text;
    assert!(html.contains("2 of 3 decided.") && html.contains("Keep: 2 creators, by"), "{html}");
    // What is decided stays so, whatever an older page still offers.
    let late = send(&stage, path, form).await;
    assert_eq!(late.status, 409);
    assert!(late.text.contains("decided about Ana Lima meanwhile"), "{}", late.text);
    let at = html.split("name=\"at\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let undo = format!(
        "decision=undo_together&at={}&creator_id=ana&creator_id=mika",
        at.expect("when it was decided").replace(':', "%3A")
    );
    // One who was decided anew since is not of it any more.
    assert_eq!(send(&stage, path, "decision=undo&creator_id=mika").await.status, 303);
    world::set_now(&stage, "2026-06-10T17:05:00Z");
    let anew = "decision=part&note=no+answer&creator_id=mika";
    assert_eq!(send(&stage, path, anew).await.status, 303);
    assert_eq!(send(&stage, path, &undo).await.status, 303);
    let html = page(&stage, path).await.text;
    assert!(html.contains("1 of 3 decided.") && html.contains("no answer"), "{html}");
    assert_eq!(send(&stage, path, "decision=undo&creator_id=mika").await.status, 303);
    let form = "decision=together&advised=keep&creator_id=ana&creator_id=nobody";
    let left = send(&stage, path, form).await;
    assert_eq!(left.status, 409);
    assert!(left.text.contains("1 of 2 were left undecided"), "{}", left.text);
    assert!(page(&stage, path).await.text.contains("1 of 3 decided."));
}

/// Weeks have addresses of their own; what is over is only read.
#[tokio::test]
async fn past_weeks_stay_as_they_were_decided() {
    let stage = stage().await;
    let first = page(&stage, "/campaigns/summer/review/2026-06-01").await;
    assert_eq!(first.status, 200);
    // A page that was left open over the end of its week decides nothing in the next one.
    let path = "/campaigns/summer/review/2026-06-01";
    let reply = send(&stage, path, "creator_id=mika&decision=keep").await;
    assert_eq!(reply.status, 409);
    assert!(first.text.contains("it is over") && !first.text.contains("class=\"decide\""));
    for path in ["2026-06-02", "2026-05-25", "2026-06-15", "someday"] {
        let reply = page(&stage, &format!("/campaigns/summer/review/{path}")).await;
        assert_eq!(reply.status, 404, "{path}");
    }
    assert_eq!(page(&stage, "/campaigns/winter/review").await.status, 404);
    world::set_now(&stage, "2026-07-01T10:00:00Z");
    let last = page(&stage, "/campaigns/summer/review").await.text;
    assert!(last.contains("Mon 15 Jun to Sun 21 Jun: it is over"), "{last}");
    let path = "/campaigns/summer/review/2026-06-15";
    let reply = send(&stage, path, "creator_id=mika&decision=keep").await;
    assert_eq!(reply.status, 409);
    assert!(reply.text.contains("That week is over"));
}

#[tokio::test]
async fn the_review_is_a_file_too() {
    let stage = stage().await;
    let reply = page(&stage, "/campaigns/summer/review/2026-06-08.csv").await;
    let file = "attachment; filename=\"review-2026-06-08.csv\"";
    assert_eq!(reply.header("content-disposition"), file);
    insta::assert_snapshot!("review-csv", reply.text);
}

/// A task is followed up on the creator's own page too, whose advice names the same day; and it
/// speaks of paid spend only where the deal allows it.
#[tokio::test]
async fn a_task_is_done_where_its_creator_is_looked_at() {
    let stage = stage().await;
    let week = "/campaigns/summer/review/2026-06-08";
    send(&stage, week, "creator_id=ana&decision=grow&note=sells").await;
    let tasks = stage.owner("GET /api/v1/tasks?open=1", Value::Null).await.json();
    let id = tasks["tasks"][0]["id"].as_str().expect("a decision makes a task").to_owned();
    let html = page(&stage, "/creators/ana").await.text;
    let card = html.split("id=\"reviewed\"").nth(1).and_then(|it| it.split("</section>").next());
    let card = card.expect("a card");
    assert!(
        card.contains("Do more of it, until") && card.contains("Asked by <bdi>owner"),
        "{card}"
    );
    let form = format!("task={id}&word=done&note=agreed&back=ana");
    let done = send(&stage, "/campaigns/summer/tasks", &form).await;
    assert_eq!(done.header("location"), "/creators/ana?campaign=summer#reviewed");
    let html = page(&stage, "/creators/ana").await.text;
    assert!(
        html.contains("Done by <bdi>owner</bdi> on") && html.contains("<bdi>agreed</bdi>"),
        "{html}"
    );
}

/// The same by API: decide, see it, take it back; a task is taken and done.
#[tokio::test]
async fn programs_review_too() {
    let stage = stage().await;
    let path = "/api/v1/campaigns/summer/review";
    let body = json!({ "creator_id": "ana", "decision": "renegotiate", "note": "too dear" });
    let row = stage.owner(&format!("POST {path}"), body).await.json();
    assert_eq!(row["decided"]["decision"], "renegotiate");
    let tasks = stage.owner("GET /api/v1/tasks?open=1", Value::Null).await.json();
    let id = tasks["tasks"][0]["id"].as_str().expect("a decision makes a task").to_owned();
    let word = |word: &str| format!("POST /api/v1/tasks/{id}/{word}");
    let owned = stage.owner(&word("own"), json!({ "owner": "li" })).await.json();
    assert_eq!(owned["owner"]["by"], "li");
    let done = stage.owner(&word("done"), json!({ "note": "new rate" })).await.json();
    assert_eq!(done["note"], "new rate");
    let open = stage.owner("GET /api/v1/tasks?open=1", Value::Null).await.json();
    assert_eq!(open["tasks"], json!([]));
    assert_eq!(stage.owner(&word("forget"), json!({})).await.status, 404);
    let undone = stage.owner(&format!("DELETE {path}/ana"), Value::Null).await.json();
    assert_eq!(undone["decided"], Value::Null);
    let both = json!({ "decisions": [
        { "creator_id": "ana", "decision": "part", "note": "no answer" },
        { "creator_id": "mika", "decision": "part" },
        { "creator_id": "ana", "decision": "keep" },
    ] });
    let done = stage.owner(&format!("POST {path}/together"), both).await.json();
    assert_eq!(done["decided"][0]["decided"]["note"], "no answer");
    assert_eq!(done["refused"][0]["creator_id"], "mika");
    assert_eq!(done["refused"][0]["code"], "review.reason_missing");
    assert_eq!(done["refused"][1]["code"], "review.creator_repeated");
    let problem = stage.owner(&format!("GET {path}?week=2026-06-02"), Value::Null).await;
    assert_eq!(problem.json()["code"], "review.week_unknown");
}

#[tokio::test]
async fn the_verdict_of_a_campaign() {
    let stage = stage().await;
    let reply = page(&stage, "/campaigns/summer/verdict").await;
    assert_eq!(reply.status, 200);
    insta::assert_snapshot!("verdict", readable(&reply));
    let kept = send(&stage, "/campaigns/summer/verdict", "label=repeat&note=sold+out+twice").await;
    assert_eq!(kept.status, 303);
    let html = page(&stage, "/campaigns/summer/verdict").await.text;
    assert!(html.contains("<b>Repeat</b>") && html.contains("sold out twice"), "{html}");
    let api = stage.owner("GET /api/v1/campaigns/summer/outlook", Value::Null).await.json();
    assert_eq!(api["n_days"], 9);
    let refused = send(&stage, "/campaigns/summer/verdict", "label=splendid").await;
    assert_eq!(refused.status, 422);
    assert_eq!(page(&stage, "/campaigns/winter/verdict").await.status, 404);
}

/// Nothing is claimed of few creators, and no benchmark is made of them.
#[tokio::test]
async fn the_playbook() {
    let stage = stage().await;
    let reply = page(&stage, "/playbook").await;
    assert_eq!(reply.status, 200);
    insta::assert_snapshot!("playbook", readable(&reply));
    let adopt =
        |size: &str| format!("campaign=summer&platform=instagram&size={size}&category=beauty");
    // A campaign is no benchmark of itself, and there is no other.
    let reply = send(&stage, "/playbook/benchmark", &adopt("micro")).await;
    assert_eq!(reply.status, 404);
    assert!(reply.text.contains("knows such creators"), "{}", reply.text);
}

/// Three creators of one kind with 100 clicks together are a benchmark of the own history, for
/// every campaign but their own. Orders by a code alone are a share of no clicks.
#[tokio::test]
async fn the_own_history_becomes_a_benchmark() {
    let stage = stage().await;
    let at = "2026-06-10T16:56:00Z";
    let spring = || CampaignId::from("spring");
    let (Fact::Campaign(summer), Fact::Code(mika)) = (world::campaign(), world::code()) else {
        panic!("a campaign and a code")
    };
    let campaign = Campaign { id: spring(), name: "Spring Skin".to_owned(), ..summer };
    world::take(&stage, at, Fact::Campaign(campaign)).await;
    for (n, id) in [(0, "ida"), (1, "eva"), (2, "noa")] {
        world::take(&stage, at, world::creator(id, id, Some(2_000))).await;
        let Fact::Link(link) = world::link(id, id) else { panic!("a link") };
        world::take(&stage, at, Fact::Link(Link { campaign_id: spring(), ..link })).await;
        for click in 0..40 {
            world::take(&stage, at, world::click(100 + n * 40 + click, id, at)).await;
        }
    }
    let (id, code) = ("code_ida".into(), "IDA10".to_owned());
    let code = PromoCode { id, code, campaign_id: spring(), creator_id: "ida".into(), ..mika };
    world::take(&stage, at, Fact::Code(code)).await;
    world::take(&stage, at, world::order(9, &[101], at, &[])).await;
    for n in 10..20 {
        world::take(&stage, at, world::order(n, &[], at, &["IDA10"])).await;
    }
    world::set_now(&stage, "2026-06-10T17:00:00Z");
    let kind = json!({ "platform": "instagram", "size": "nano", "category": "beauty" });
    let adopt = |campaign: &str| format!("POST /api/v1/campaigns/{campaign}/benchmarks");
    let itself = stage.owner(&adopt("spring"), kind.clone()).await;
    assert_eq!(itself.problem(), "422 benchmark.too_few", "only the two of the summer");
    let set = stage.owner(&adopt("summer"), kind).await.json();
    let rate = set["benchmarks"].as_array().unwrap().iter();
    let is_new = |row: &&Value| row["kpi"] == "conversion_rate" && row["size"] == "nano";
    let rate = rate.into_iter().find(is_new).expect("of this kind alone");
    assert_eq!(rate["origin"], "own_history");
    assert_eq!(rate["value_micro"], 91_667, "as creators are judged: codes count, 11 of 120");
    let html = page(&stage, "/playbook?campaign=summer").await.text;
    assert!(html.contains("in use") && !html.contains("Use for "), "{html}");
}

/// A benchmark of one kind is set and taken away by form; what is no share says so.
#[tokio::test]
async fn a_kind_of_creators_gets_a_benchmark_of_its_own() {
    let stage = stage().await;
    let (path, rules) = ("/campaigns/summer/benchmarks", "/campaigns/summer/rules");
    let kind = "kpi=ctr&platform=tiktok&size=nano&category=Beauty";
    for (form, status, shown) in [
        (format!("{kind}&value=1.25&source=HubSpot%2C+2026"), 303, "TikTok, nano, Beauty"),
        (format!("{kind}&value=1.5&source=HubSpot%2C+2026"), 303, "HubSpot, 2026"),
        (format!("{kind}&value=150"), 422, "a share above 0 and up to 100 percent"),
        ("kpi=roi&value=1".to_owned(), 422, "are not judged by that"),
    ] {
        let reply = send(&stage, path, &form).await;
        assert_eq!(reply.status, status, "{form}: {}", reply.text);
        let html = if status == 303 { page(&stage, rules).await.text } else { reply.text };
        assert!(html.contains(shown), "{form}: {html}");
    }
    let n_rows = page(&stage, rules).await.text.matches("TikTok, nano, Beauty</bdi>").count();
    assert_eq!(n_rows, 1, "the same kind again replaces what was set");
    assert_eq!(send(&stage, path, &format!("{kind}&remove=1")).await.status, 303);
    assert!(!page(&stage, rules).await.text.contains("TikTok, nano, Beauty"));
}

/// Sales that pass only with orders by code, which are no share of the clicks: the first sentence
/// says so.
#[tokio::test]
async fn a_verdict_says_that_sales_pass_only_with_orders_by_code() {
    let stage = world::stage().await;
    let at = "2026-06-09T09:40:00Z";
    world::take(&stage, at, world::campaign_with_limits()).await;
    for n in 100..250 {
        world::take(&stage, at, world::click(n, "lola", at)).await;
    }
    let said = "Sales pass only with orders that no click came before: without them the rate is";
    let before = page(&stage, "/campaigns/summer/verdict").await.text;
    assert!(!before.contains(said), "{before}");
    for n in 20..24 {
        world::take(&stage, at, world::order(n, &[], at, &["MIKA10"])).await;
    }
    let html = page(&stage, "/campaigns/summer/verdict").await.text;
    assert!(html.contains(said) && html.contains("beside 2.00%, which would fail"), "{html}");
}
