//! A campaign from two files to the first counted click, from outside: until its creator is
//! launched, whoever opens a link is sent nowhere and counts nowhere.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use byline_core::gate::Check;
use serde_json::{Value, json};

use common::{Home, Reply, Server, agent, read, until};

const BROWSER: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) \
    AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";

const PLAN: &str = r##"
id = "summer"
name = "Summer"
currency = "USD"
from = "2026-06-01T00:00:00Z"
to = "2026-06-22T00:00:00Z"
destination = "https://solenne.example/serum"

[brief]
disclosure_words = "#ad"
"##;

const ROSTER: &str = "name,tiktok,fee,code\nAna,@ana,500.00,ANA10\nBen,@ben,,BEN10\n";

/// Sets the campaign up by command; tells how many things of all kinds were made.
fn set_up(home: &Home, server: &Server, more: &[&str]) -> i64 {
    std::fs::write(home.path("summer.toml"), PLAN).unwrap();
    std::fs::write(home.path("roster.csv"), ROSTER).unwrap();
    let url = format!("http://{}", server.address);
    let words = ["campaign", "setup", "summer.toml", "roster.csv", "--json", "--url", &url];
    let said = home.json(&[&words[..], more].concat());
    let kinds = said["kinds"].as_array().unwrap();
    assert!(kinds.iter().all(|kind| kind["refused"] == json!([])), "{said}");
    assert_eq!(kinds.len(), 7);
    kinds.iter().map(|kind| kind["n_created"].as_i64().unwrap()).sum()
}

fn open(server: &Server, slug: &str) -> Reply {
    let request = agent().get(format!("http://{}/{slug}", server.address));
    read(request.header("user-agent", BROWSER).call()).unwrap()
}

/// Ana's row at the gate.
fn ana(server: &Server) -> Value {
    let gate = server.get("/api/v1/campaigns/summer/gate").unwrap().body;
    let rows = gate["creators"].as_array().unwrap();
    rows.iter().find(|row| row["creator_id"] == "crt_ana").unwrap().clone()
}

/// Clicks that count for the campaign.
fn n_clicks(server: &Server) -> Value {
    let answer = server.get("/api/v1/query?campaign=summer").unwrap().body;
    answer["total"]["n_clicks"].clone()
}

#[test]
fn a_click_counts_from_the_launch_on() {
    let home = Home::new();
    let server = home.serve();
    assert_eq!(set_up(&home, &server, &["--dry-run"]), 0);
    assert_eq!(set_up(&home, &server, &[]), 13);
    assert_eq!(set_up(&home, &server, &[]), 0, "the same files again change nothing");

    let reply = open(&server, "summer-ana-tiktok");
    assert_eq!((reply.status, reply.location), (200, None));
    until("the click is at the gate", || ana(&server)["n_clicks_before_launch"] == 1);
    assert_eq!((n_clicks(&server), &ana(&server)["state"]), (json!(0), &json!("held")));

    let only = json!({ "creator_id": "crt_ana" });
    let reply = server.post("/api/v1/campaigns/summer/launch", &only).unwrap();
    assert_eq!((reply.status, &reply.body["code"]), (409, &json!("launch.held")));
    for check in Check::ALL {
        let waiver = json!({ "check": check.key(), "by": "Kim", "reason": "a rehearsal" });
        let reply = server.post("/api/v1/campaigns/summer/waivers", &waiver).unwrap();
        assert_eq!(reply.status, 200, "{}", reply.text);
    }
    let reply = server.post("/api/v1/campaigns/summer/launch", &only).unwrap();
    assert_eq!(reply.body["launched"], json!(["crt_ana"]), "{}", reply.text);

    let reply = open(&server, "summer-ana-tiktok");
    assert_eq!(reply.status, 302);
    assert!(reply.location.unwrap().starts_with("https://solenne.example/serum?"));
    until("the click counts", || n_clicks(&server) == 1);
    assert_eq!(open(&server, "summer-ben-tiktok").status, 200, "Ben is not live");
    assert_eq!(ana(&server)["n_clicks_before_launch"], 1);
    assert!(server.stop().success());
    home.verify();
}
