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

/// Answers for everything that is found now.
fn waive(server: &Server) {
    for check in Check::ALL {
        let waiver = json!({ "check": check.key(), "by": "Kim", "reason": "a rehearsal" });
        let reply = server.post("/api/v1/campaigns/summer/waivers", &waiver).unwrap();
        let is_idle = reply.body["code"] == "launch.waiver_idle";
        assert!(reply.status == 200 || is_idle, "{}", reply.text);
    }
}

fn a_link_made_later_waits(home: &Home, server: &Server) {
    let roster = json!({
        "campaign_id": "summer",
        "destination": "https://solenne.example/serum",
        "roster": "creator,platform,format,slug\n@ana,tiktok,story,ana-later\n",
    });
    let reply = server.post("/api/v1/links/bulk", &roster).unwrap();
    assert_eq!(reply.body["n_new"], 1, "{}", reply.text);
    assert_eq!(open(server, "ana-later").status, 200, "the waivers were given before it was made");
    assert_eq!(open(server, "summer-ana-tiktok").status, 302);
    let url = format!("http://{}", server.address);
    let held = home.json(&["links", "list", "--state", "held", "--json", "--url", &url]);
    let slugs: Vec<_> = held["links"].as_array().unwrap().iter().map(|it| &it["slug"]).collect();
    assert_eq!(slugs, ["ana-later", "summer-ben-tiktok"], "{held}");
    let row = ana(server);
    assert_eq!((&row["state"], &row["can_launch"]), (&json!("live"), &json!(false)), "{row}");
    until("the new link is live", || {
        waive(server);
        server.post("/api/v1/campaigns/summer/launch", &json!({})).unwrap();
        open(server, "ana-later").status == 302
    });
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

/// The commands of the README, with the files that it names.
#[test]
fn the_example_campaign_can_be_copied() {
    let home = Home::new();
    let server = home.serve();
    let url = format!("http://{}", server.address);
    let file = |name: &str| format!("{}/../../docs/campaign/{name}", env!("CARGO_MANIFEST_DIR"));
    let (plan, roster) = (file("summer.toml"), file("roster.csv"));
    let setup = ["campaign", "setup", &plan, &roster, "--json", "--url", &url];
    let said = home.json(&setup);
    let kinds = said["kinds"].as_array().unwrap();
    assert!(kinds.iter().all(|kind| kind["refused"] == json!([])), "{said}");
    let links = kinds.iter().find(|kind| kind["kind"] == "links").unwrap();
    assert_eq!(links["n_created"], 6, "{said}");

    let (more, shop) = (file("more-links.csv"), "https://your-shop.com/summer");
    let issue = ["links", "issue", &more, "--campaign", "summer", "--destination", shop];
    let said = home.json(&[&issue[..], &["--json", "--url", &url]].concat());
    assert_eq!((&said["n_new"], &said["n_refused"]), (&json!(3), &json!(0)), "{said}");
    let list = ["links", "list", "--campaign", "summer", "--state", "held", "--json"];
    let said = home.json(&[&list[..], &["--url", &url]].concat());
    assert_eq!(said["links"].as_array().unwrap().len(), 9, "{said}");
    assert!(server.stop().success());

    let audit = home.run(&["identity", "audit", &file("ga4.csv"), &file("crm.csv")]);
    let said = String::from_utf8_lossy(&audit.stdout).into_owned();
    assert!(audit.status.success() && said.contains("analima"), "{said}");
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
    // A look at the destination in between would find something else, to be waived anew.
    until("ana is live", || {
        waive(&server);
        let reply = server.post("/api/v1/campaigns/summer/launch", &only).unwrap();
        reply.body["launched"] == json!(["crt_ana"])
    });

    let reply = open(&server, "summer-ana-tiktok");
    assert_eq!(reply.status, 302);
    assert!(reply.location.unwrap().starts_with("https://solenne.example/serum?"));
    until("the click counts", || n_clicks(&server) == 1);
    assert_eq!(open(&server, "summer-ben-tiktok").status, 200, "Ben is not live");
    assert_eq!(ana(&server)["n_clicks_before_launch"], 1);
    a_link_made_later_waits(&home, &server);
    assert!(server.stop().success());
    home.verify();
}
