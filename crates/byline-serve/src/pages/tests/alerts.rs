//! Alerts: what is put off, taken, late and over, and what people did about it.

use super::page;
use super::sources::{FORM, send};
use crate::machine::tests::fallen;
use crate::testing::Stage;

const ALERT: &str = "/decisions/alert?id=floor%3Asummer";

async fn say(stage: &Stage, what: &str) {
    let form = format!("id=floor%3Asummer&{what}");
    let reply = send(stage, "/decisions/alert", FORM, form).await;
    assert_eq!(reply.status, 303, "{what}: {}", reply.text);
}

/// Whoever puts an alert off hears nothing of it, and no list calls it free or firing.
#[tokio::test]
async fn what_is_snoozed_waits_until_somebody_wakes_it() {
    let stage = fallen().await;
    let list = page(&stage, "/decisions/alerts").await.text;
    assert!(list.contains(">fires<") && list.contains(" overdue<"), "{list}");
    assert!(list.contains("1 to act on now"), "{list}");
    say(&stage, "word=snooze&for=4h&reason=the+sale+begins+tonight").await;
    let list = page(&stage, "/decisions/alerts").await.text;
    assert!(list.contains("Nothing fires. 1 more snoozed."), "{list}");
    assert!(list.contains("snoozed until Wed 10 Jun, 22:00"), "{list}");
    assert!(!list.contains(">fires<") && !list.contains("overdue"), "{list}");
    let alert = page(&stage, ALERT).await.text;
    assert!(alert.contains("snoozed it until Wed 10 Jun, 22:00: “<bdi>the sale begins tonight"));
    assert!(!alert.contains(">Snooze<") && alert.contains(">Wake it<"), "{alert}");
    say(&stage, "word=snooze&for=wake&reason=it+is+looked+at+now").await;
    let alert = page(&stage, ALERT).await.text;
    assert!(alert.contains("woke it") && alert.contains(">fires<"), "{alert}");
    assert!(alert.contains("href=\"/channels\""), "nobody was told, and here is the way: {alert}");
}

/// What is over says who ended it, why, and what came of it.
#[tokio::test]
async fn what_is_over_says_why_and_what_came_of_it() {
    let stage = fallen().await;
    say(&stage, "word=snooze&for=4h&reason=later").await;
    say(&stage, "word=resolve&reason=the+shop+is+closed+today").await;
    say(&stage, "word=outcome&kind=nothing_to_do&note=a+holiday").await;
    let alert = page(&stage, ALERT).await.text;
    assert!(alert.contains("dismissed it: “<bdi>the shop is closed today"), "{alert}");
    assert!(alert.contains("nothing could be done: <bdi>a holiday"), "{alert}");
    assert!(alert.contains(">over<") && !alert.contains("Snoozed until"), "{alert}");
    assert!(alert.contains("$0.00 in the last hour, below the floor of $100.00"), "{alert}");
}

/// Whoever mends a digit of what others publish does not become its source, and what was refused
/// stays in the form.
#[tokio::test]
async fn a_benchmark_keeps_who_says_so() {
    let stage = super::world::stage().await;
    let (path, rules) = ("/campaigns/summer/benchmarks", "/campaigns/summer/rules");
    let form = "kpi=ctr&platform=tiktok&origin=published&source=X+report";
    assert_eq!(send(&stage, path, FORM, format!("{form}&value=1.25")).await.status, 303);
    let html = page(&stage, rules).await.text;
    assert!(html.contains("published: <bdi>X report</bdi>"), "{html}");
    let change = "&amp;value=1.25&amp;origin=published&amp;source=X+report#set-benchmark";
    assert!(html.contains(change), "{html}");
    let refused = send(&stage, path, FORM, format!("{form}&value=many")).await;
    assert_eq!(refused.status, 422);
    for kept in ["value=\"many\"", "value=\"X report\"", "value=\"published\" selected"] {
        assert!(refused.text.contains(kept), "{kept}: {}", refused.text);
    }
    let refused = send(&stage, rules, FORM, "mode=suggest&red_under=many&reason=why".to_owned());
    let refused = refused.await;
    assert_eq!(refused.status, 422);
    for kept in ["value=\"many\"", "value=\"why\""] {
        assert!(refused.text.contains(kept), "{kept}: {}", refused.text);
    }
}

/// Target and limits are set where they are spoken of; an empty one holds for nobody, and what was
/// refused stays in the form.
#[tokio::test]
async fn target_and_limits_are_set_on_the_page_of_thresholds() {
    let stage = super::world::stage().await;
    let (path, rules) = ("/campaigns/summer/limits", "/campaigns/summer/rules");
    let form = "target=400000&floor=100.00&cpc_ceiling=12.00&week_floor=120&week_ceiling=1450.50";
    assert_eq!(send(&stage, path, FORM, form.to_owned()).await.status, 303);
    let html = page(&stage, rules).await.text;
    for kept in ["value=\"400000.00\"", "value=\"12.00\"", "value=\"1450.50\""] {
        assert!(html.contains(kept), "{kept}: {html}");
    }
    let executive = page(&stage, "/executive?range=flight").await.text;
    assert!(executive.contains("Target: $400,000"), "{executive}");
    let upside_down = form.replace("week_floor=120", "week_floor=1500");
    let refused = send(&stage, path, FORM, upside_down).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("value=\"1500\""), "{}", refused.text);
    let without = form.replace("target=400000", "target=");
    assert_eq!(send(&stage, path, FORM, without).await.status, 303);
    let terms = stage.site.engine().campaign("summer").and_then(|row| row.gate.clone());
    let terms = terms.expect("terms");
    assert_eq!((terms.benchmark("revenue"), terms.floor_minor), (None, Some(100_00)));
    assert_eq!(terms.week.floor_minor, Some(120_00));
}
