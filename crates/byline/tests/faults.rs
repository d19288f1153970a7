//! The real program, asked to end, started twice, and without room on the disk.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use std::os::unix::fs::PermissionsExt;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use byline_core::entry::{Entry, Fact, Position};
use byline_core::link::{Link, Utm};
use byline_core::time::Timestamp;
use byline_log::{Log, ReadLog, Reader, SqliteLog};
use byline_testkit::senders::{self, Errand, SENDERS, Sender};
use serde_json::{Value, json};

use common::{Home, Reply, Server, agent, get, has_program, post, program, read, settle, until};

fn visit(id: &str) -> Value {
    json!({ "events": [{ "type": "visit", "id": id, "url": "https://shop.com/" }] })
}

fn link(slug: &str) -> Entry {
    let link = Link {
        id: format!("lnk_{slug}").into(),
        slug: slug.to_owned(),
        campaign_id: "summer".into(),
        creator_id: "ana".into(),
        placement_id: None,
        content_id: None,
        destination: "https://shop.com/".to_owned(),
        utm: Utm::default(),
        is_paused: false,
        fallback: None,
        is_archived: false,
    };
    Entry { received_at: Timestamp(1), fact: Fact::Link(link), dedup: None, actor: None }
}

/// Data with a link in it, before any server runs.
fn home_with_link() -> Home {
    let home = Home::new();
    let (mut log, _) = SqliteLog::open(&home.data()).unwrap();
    log.append(&[link("ana")]).unwrap();
    home
}

fn n_visits(home: &Home) -> usize {
    let log = Reader::open(&home.data()).unwrap();
    let entries = log.read_from(Position(1), usize::MAX).unwrap();
    entries.iter().filter(|(_, entry)| matches!(entry.fact, Fact::Visit(_))).count()
}

#[test]
fn asked_to_end_it_keeps_what_it_acknowledged() {
    let home = Home::new();
    let server = home.serve();
    let address = server.address.clone();
    let (n_acknowledged, is_over) = (AtomicU64::new(0), AtomicBool::new(false));
    let status = std::thread::scope(|scope| {
        for sender in 0..4 {
            let (address, n_acknowledged, is_over) = (&address, &n_acknowledged, &is_over);
            scope.spawn(move || {
                let agent = agent();
                for nth in 0.. {
                    let batch = visit(&format!("{sender}-{nth}")).to_string();
                    match post(&agent, address, "/v1/events", &batch) {
                        Some(reply) if reply.status == 200 => {
                            n_acknowledged.fetch_add(1, Ordering::Relaxed);
                        }
                        _ if is_over.load(Ordering::Relaxed) => return,
                        _ => {}
                    }
                }
            });
        }
        until("some are acknowledged", || 100 < n_acknowledged.load(Ordering::Relaxed));
        is_over.store(true, Ordering::Relaxed);
        server.stop()
    });
    assert_eq!(status.code(), Some(0));
    let n_kept = n_visits(&home) as u64;
    assert!(n_acknowledged.load(Ordering::Relaxed) <= n_kept, "something was lost");
    home.verify();
}

#[test]
fn clicks_that_nobody_waits_for_are_kept_at_the_end() {
    let home = home_with_link();
    let server = home.serve();
    for _ in 0..50 {
        assert_eq!(server.get("/ana").unwrap().status, 302);
    }
    assert_eq!(server.stop().code(), Some(0));
    let log = Reader::open(&home.data()).unwrap();
    let entries = log.read_from(Position(1), usize::MAX).unwrap();
    let clicks = entries.iter().filter(|(_, entry)| matches!(entry.fact, Fact::Click(_)));
    assert_eq!(clicks.count(), 50);
}

#[test]
fn a_second_process_is_refused_and_names_the_first() {
    let home = Home::new();
    let server = home.serve();
    let arguments = home.serving();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let refused = home.run(&arguments);
    assert_eq!(refused.status.code(), Some(75));
    let words = String::from_utf8(refused.stderr).unwrap();
    assert!(words.contains(&server.pid().to_string()) && words.contains("log.locked"), "{words}");
    assert_eq!(server.post("/v1/events", &visit("v1")).unwrap().status, 200, "the first goes on");
    server.kill();
    let again = home.serve();
    assert_eq!(again.post("/v1/events", &visit("v1")).unwrap().body["duplicate"], 1);
}

/// Starts a server that may write no file larger than this.
fn serve_with_little_room(home: &Home, n_bytes: u64) -> Server {
    let mut command = Command::new("prlimit");
    let program = env!("CARGO_BIN_EXE_byline");
    // The signal of a file that grows too large is ignored, so that writing fails instead.
    let begin = r#"trap "" XFSZ; exec "$0" "$@""#;
    command.args([&format!("--fsize={n_bytes}:unlimited"), "sh", "-c", begin, program]);
    command.args(home.serving());
    settle(&mut command);
    Server::start(command)
}

#[test]
fn without_room_links_go_on_and_the_rest_comes_back_by_itself() {
    if !has_program("prlimit") {
        eprintln!("skipped: prlimit is not on this machine");
        return;
    }
    let home = home_with_link();
    let server = serve_with_little_room(&home, 400_000);
    let agent = agent();
    let mut n_acknowledged = 0;
    let refused = loop {
        let batch = visit(&format!("v{n_acknowledged}"));
        let reply = post(&agent, &server.address, "/v1/events", &batch.to_string()).unwrap();
        if reply.status != 200 {
            break reply;
        }
        n_acknowledged += 1;
    };
    assert_eq!(refused.status, 503, "{}", refused.text);
    assert!(refused.retry_after.is_some(), "it says when to come back");
    for _ in 0..20 {
        assert_eq!(get(&agent, &server.address, "/ana").unwrap().status, 302);
        assert_eq!(get(&agent, &server.address, "/healthz").unwrap().status, 200);
    }
    let pid = server.pid().to_string();
    let lifted = Command::new("prlimit").args(["--pid", &pid, "--fsize=unlimited"]).status();
    assert!(lifted.unwrap().success());
    let last = visit("last").to_string();
    until("it goes on", || {
        post(&agent, &server.address, "/v1/events", &last).is_some_and(|it| it.status == 200)
    });
    assert_eq!(server.stop().code(), Some(0));
    let n_kept = n_visits(&home);
    assert!((n_acknowledged + 1..=n_acknowledged + 2).contains(&n_kept), "{n_kept}");
    home.verify();
}

/// Every hook, by every sender: taken in while there is room, refused while there is none so that
/// the sender comes again, and taken in then.
#[test]
fn without_room_every_sender_is_told_to_come_again() {
    if !has_program("prlimit") {
        eprintln!("skipped: prlimit is not on this machine");
        return;
    }
    let home = home_with_link();
    let server = serve_with_little_room(&home, 600_000);
    for sender in SENDERS {
        let declared = server.post("/api/v1/connections", &senders::connection(sender)).unwrap();
        assert_eq!(declared.status, 201, "{}", declared.text);
    }
    let now = as_of(&server);
    for sender in SENDERS {
        let reply = deliver(&server, sender, 1, now);
        assert_eq!(reply.status, 200, "{}: {}", sender.feed, reply.text);
        let n_taken = if sender.feed == ONLY_NOTES { 0 } else { 1 };
        assert!(n_taken <= reply.body["accepted"].as_u64().unwrap_or(0), "{}", reply.text);
        assert_eq!(reply.body["quarantined"].as_u64().unwrap_or(0), 0, "{}", reply.text);
    }
    let batch = |n: u64| visit(&format!("{}{n}", "v".repeat(60)));
    let is_full = |n| server.post("/v1/events", &batch(n)).is_some_and(|it| it.status == 503);
    assert!((0..20_000).any(is_full), "the disk is never full");
    for sender in SENDERS.iter().filter(|sender| sender.feed != ONLY_NOTES) {
        let reply = deliver(&server, sender, 2, now);
        assert_eq!(reply.status, 503, "{}: {}", sender.feed, reply.text);
        assert!(reply.retry_after.is_some(), "{}", sender.feed);
    }
    let pid = server.pid().to_string();
    let lifted = Command::new("prlimit").args(["--pid", &pid, "--fsize=unlimited"]).status();
    assert!(lifted.unwrap().success());
    for sender in SENDERS {
        until("it goes on", || deliver(&server, sender, 2, now).status == 200);
        let again = deliver(&server, sender, 2, now);
        assert_eq!(again.body["accepted"].as_u64().unwrap_or(0), 0, "{}", again.text);
    }
    assert_eq!(server.stop().code(), Some(0));
    home.verify();
}

/// Its deliveries name no amount and no creator: they are heard and nothing is kept, so they need
/// no room.
const ONLY_NOTES: &str = "tiktok_shop";

/// The time of the newest entry.
fn as_of(server: &Server) -> Timestamp {
    let as_of = server.get("/api/v1/counters").unwrap().body["stand"]["as_of"].clone();
    as_of.as_str().unwrap().parse().unwrap()
}

/// Sends one delivery as its feed does, signed `now`.
fn deliver(server: &Server, sender: &Sender, number: u64, now: Timestamp) -> Reply {
    let path = format!("/hooks/{0}/con_{0}", sender.feed);
    let url = format!("{}{path}", server.greeting["url"].as_str().unwrap());
    let sent = sender.send(&Errand { number, url: &url, now });
    let mut request = agent().post(format!("http://{}{path}{}", server.address, sent.query));
    for (name, value) in sent.headers {
        request = request.header(name, value);
    }
    read(request.send(&sent.body[..])).unwrap()
}

#[test]
fn a_lost_key_is_never_replaced_without_a_word() {
    let home = home_with_link();
    drop(home.serve());
    let (key, lost) = (home.path("data.key"), home.path("elsewhere.key"));
    std::fs::rename(&key, &lost).unwrap();
    let serving = home.serving();
    let mut serving: Vec<&str> = serving.iter().map(String::as_str).collect();
    check_refused(&home, &serving, 77, "key.missing");
    assert!(!key.exists(), "no key is made for data that has one");

    std::fs::write(&key, format!("{:064x}\n", 8)).unwrap();
    std::fs::set_permissions(&key, PermissionsExt::from_mode(0o600)).unwrap();
    check_refused(&home, &serving, 77, "run.key_other");
    serving.push("--new-key");
    let mut command = program();
    command.args(&serving);
    drop(Server::start(command));
    drop(home.serve());
    std::fs::rename(&lost, &key).unwrap();
    serving.pop();
    check_refused(&home, &serving, 77, "run.key_other");
}

#[test]
fn what_is_simulated_and_what_is_real_never_share_a_directory() {
    let (real, simulated) = (Home::new(), Home::new());
    drop(real.serve());
    let data = real.data();
    let demo = ["demo", "--json", "--listen", "127.0.0.1:0", "--data", data.to_str().unwrap()];
    check_refused(&real, &demo, 73, "demo.not_its_own");

    let data = simulated.data();
    let mut command = program();
    command.args(["demo", "--json", "--listen", "127.0.0.1:0", "--data", data.to_str().unwrap()]);
    Server::start(command).kill();
    let serving = simulated.serving();
    let serving: Vec<&str> = serving.iter().map(String::as_str).collect();
    check_refused(&simulated, &serving, 73, "demo.simulated");
}

#[test]
fn it_says_at_which_ports_it_listens() {
    let home = Home::new();
    let mut command = program();
    command.args(home.serving()).args(["--links", "127.0.0.1:0"]);
    let server = Server::start(command);
    let port = |text: &str| text.rsplit(':').next().and_then(|port| port.parse::<u16>().ok());
    for told in ["listen", "links", "url", "links_url"] {
        let text = server.greeting[told].as_str().unwrap();
        assert!(port(text).is_some_and(|port| port != 0), "{told}: {text}");
    }
    assert_ne!(server.greeting["url"], server.greeting["links_url"]);
}

/// Asserts that a command is refused with an exit code and a stable code.
fn check_refused(home: &Home, arguments: &[&str], exit: i32, code: &str) {
    let output = home.run(arguments);
    let words = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(exit), "{words}");
    assert!(words.contains(code), "{words}");
}
