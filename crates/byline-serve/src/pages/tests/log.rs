//! What people did, as a reader and a program get it.

use byline_core::brief::{Acknowledged, Brief};
use byline_core::campaign::Campaign;
use byline_core::entry::Fact;
use byline_core::identity::verdict::{Merged, Unmerged};
use serde_json::{Value, json};

use super::{page, readable, world};
use crate::port::{NewFact, Writer as _};
use crate::testing::Stage;

/// Tuesday noon, after the owner did this and that.
async fn stage() -> Stage {
    let stage = world::stage().await;
    let Fact::Campaign(summer) = world::campaign_with_limits() else { panic!("a campaign") };
    let mut gate = summer.gate.clone().unwrap();
    did(&stage, vec![Fact::Campaign(Campaign { gate: Some(gate.clone()), ..summer.clone() })])
        .await;
    gate.floor_minor = Some(40_00);
    world::set_now(&stage, "2026-06-09T10:01:00Z");
    did(&stage, vec![Fact::Campaign(Campaign { gate: Some(gate), ..summer })]).await;
    world::set_now(&stage, "2026-06-09T10:02:00Z");
    let merged =
        Merged { kept: "mika".into(), gone: "ana".into(), reason: Some("one face".to_owned()) };
    did(&stage, vec![Fact::Merged(merged)]).await;
    world::set_now(&stage, "2026-06-09T10:03:00Z");
    did(&stage, vec![Fact::Unmerged(Unmerged { gone: "ana".into() })]).await;
    for (at, path, body) in [
        (
            "10:04",
            "campaigns/summer/review",
            json!({ "creator_id": "rhea", "decision": "reduce", "note": "too dear" }),
        ),
        ("10:05", "campaigns/summer/verdict", json!({ "label": "repeat" })),
    ] {
        world::set_now(&stage, &format!("2026-06-09T{at}:00Z"));
        let reply = stage.owner(&format!("POST /api/v1/{path}"), body).await;
        assert!(reply.status.is_success(), "{path}: {}", reply.text);
    }
    world::set_now(&stage, "2026-06-09T10:06:00Z");
    let links = (0..30).map(|n| world::link(&format!("rhea-{n}"), "rhea"));
    did(&stage, links.collect()).await;
    stage
}

/// The owner has facts taken in.
async fn did(stage: &Stage, facts: Vec<Fact>) {
    let facts = facts.into_iter().map(|fact| NewFact { fact, dedup: None }).collect();
    stage.node.commit(facts, Some("owner".to_owned())).await.expect("the store takes it in");
}

#[tokio::test]
async fn what_people_did_is_told_newest_first() {
    let stage = stage().await;
    let reply = page(&stage, "/settings/log").await;
    assert_eq!(reply.status, 200);
    insta::assert_snapshot!("log", readable(&reply));
    let file = page(&stage, "/settings/log.csv?kind=identity").await;
    insta::assert_snapshot!("log-csv", file.text);
}

/// Who notes that creators read their briefs marked them; the creators did not do it here.
#[tokio::test]
async fn briefs_that_somebody_marked_as_read_are_told_so() {
    let stage = stage().await;
    let brief = |creator: &str| {
        Fact::Brief(Brief {
            id: format!("brief-{creator}").as_str().into(),
            campaign_id: "summer".into(),
            creator_id: creator.into(),
            disclosure_words: "#ad".to_owned(),
            posting: None,
            dos: Vec::new(),
            donts: Vec::new(),
            places: Vec::new(),
            does_show_results: false,
            is_archived: false,
            token_digest: None,
        })
    };
    let read = |creator: &str| {
        let brief_id = format!("brief-{creator}").as_str().into();
        Fact::Acknowledged(Acknowledged { brief_id, version: 1 })
    };
    world::set_now(&stage, "2026-06-09T10:07:00Z");
    did(&stage, vec![brief("rhea"), brief("mika")]).await;
    world::set_now(&stage, "2026-06-09T10:08:00Z");
    did(&stage, vec![read("rhea"), read("mika")]).await;
    let html = page(&stage, "/settings/log?kind=brief").await.text;
    assert!(html.contains("Marked 2 creators in Summer Skin as having read the brief"), "{html}");
}

/// Reads as a table: the fields of the address, what is shown, what is not.
#[tokio::test]
async fn the_list_is_narrowed_by_kind_and_by_who() {
    let stage = stage().await;
    for (fields, shown, hidden) in [
        ("kind=identity", "Merged Ana Lima into Mika Tanaka", "Issued 30"),
        ("kind=link", "Issued 30 links in Summer Skin", "Merged"),
        ("kind=link&each=1", "Issued the link /rhea-29 of Rhea Nair", "Issued 30"),
        ("who=owner", "revenue floor of the campaign Summer Skin to $40.00 an hour", "Nobody did"),
        ("who=li", "Nobody did anything of that kind", "Merged"),
        ("before=1", "Nobody did anything of that kind", "Merged"),
        ("kind=nonsense&before=x&each=9", "Merged Ana Lima", "Nobody did"),
    ] {
        let html = page(&stage, &format!("/settings/log?{fields}")).await.text;
        let text = html.replace("<bdi>", "").replace("</bdi>", "");
        assert!(text.contains(shown) && !text.contains(hidden), "{fields}: {text}");
    }
}

#[tokio::test]
async fn programs_read_it_page_by_page() {
    let stage = stage().await;
    let ask =
        async |query: &str| stage.owner(&format!("GET /api/v1/audit{query}"), Value::Null).await;
    let all = ask("").await.json();
    let (n_all, n_lines) = (all["n_all"].as_u64().unwrap(), all["lines"].as_array().unwrap().len());
    assert_eq!((all["lines"][0]["n"].as_u64(), all["who"].clone()), (Some(30), json!(["owner"])));
    let (mut query, mut n_walked, mut n_seen) = ("?limit=2".to_owned(), 0, 0);
    loop {
        let part = ask(&query).await.json();
        for line in part["lines"].as_array().unwrap() {
            n_walked += 1;
            n_seen += line["n"].as_u64().unwrap();
        }
        let Some(cursor) = part["next_cursor"].as_str() else { break };
        query = format!("?limit=2&cursor={cursor}");
    }
    assert_eq!((n_walked, n_seen), (n_lines, n_all), "every entry once");
    for query in ["?cursor=x", "?limit=0", "?kind=nonsense", "?page=2"] {
        let reply = ask(query).await;
        assert_eq!(reply.status, 400, "{query}");
        assert_eq!(reply.json()["code"], "api.parameter_invalid", "{query}");
    }
}

/// The file is read in pieces: every act is in it once, the newest first.
#[tokio::test]
async fn a_long_log_is_one_file() {
    let stage = stage().await;
    let creator = |n: usize| world::creator(&format!("c{n}"), "New", None);
    did(&stage, (0..2_300).map(creator).collect()).await;
    let view = stage.owner("GET /api/v1/audit?limit=1", Value::Null).await.json();
    let csv = page(&stage, "/settings/log.csv").await.text;
    let positions: Vec<u64> =
        csv.lines().skip(1).map(|row| row.split(',').next().unwrap().parse().unwrap()).collect();
    assert_eq!(positions.len() as u64, view["n_all"].as_u64().unwrap());
    assert!(positions.is_sorted_by(|a, b| b < a), "each once, newest first");
    let narrowed = page(&stage, "/settings/log.csv?kind=verdict").await.text;
    assert_eq!(narrowed.lines().count(), 2, "{narrowed}");
}
