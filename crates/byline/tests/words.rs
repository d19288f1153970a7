//! What the program says: help with an example for every command, and errors with a next step.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use common::Home;
use serde_json::Value;

const COMMANDS: [&str; 11] = [
    "serve", "demo", "import", "links", "campaign", "report", "explain", "verify", "check",
    "backup", "restore",
];

fn help(arguments: &[&str]) -> String {
    let output = Home::new().run(&[arguments, &["--help"]].concat());
    assert_eq!(output.status.code(), Some(0));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_program_says_what_it_can_do() {
    insta::assert_snapshot!("program", help(&[]));
}

#[test]
fn every_command_comes_with_an_example() {
    for command in COMMANDS {
        let text = help(&[command]);
        assert!(text.contains("Example") && text.contains("byline "), "{command}: {text}");
        insta::assert_snapshot!(command, text);
    }
}

/// Reads as a table: command line, exit code, stable code, words of the next step.
fn check(line: &str, exit: i32, code: &str, next_step: &str) {
    let home = Home::new();
    let arguments: Vec<&str> = line.split(' ').collect();
    let output = home.run(&arguments);
    let words = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(exit), "{line}: {words}");
    assert!(words.contains(next_step), "{line}: {words}");
    if code.is_empty() {
        return;
    }
    assert!(words.ends_with(&format!("[{code}]\n")), "{line}: {words}");
    let output = home.run(&[&arguments[..], &["--json"]].concat());
    let error: Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!(error["code"], code, "{line}");
}

#[test]
fn a_wrong_command_line_says_what_is_right() {
    check("reprot", 2, "", "report");
    check("report --by colour", 2, "", "possible values: campaign, creator");
    check("report --model magic", 2, "", "possible values: first, last");
    check("report --url 127.0.0.1:8080", 2, "program.usage", "such as http://127.0.0.1:8080");
    check("explain order --data none", 2, "program.usage", "explain order 1001");
    check("demo --speed 0", 2, "program.usage", "above 0");
    check("import orders x.csv --time-zone Mars/Base", 2, "time.zone_unknown", "Berlin");
}

#[test]
fn programs_read_every_error_as_json() {
    for line in ["reprot --json", "report --by colour --json", "serve --json --listen"] {
        let arguments: Vec<&str> = line.split(' ').collect();
        let output = Home::new().run(&arguments);
        assert_eq!(output.status.code(), Some(2), "{line}");
        let error: Value = serde_json::from_slice(&output.stderr).unwrap();
        assert_eq!(error["code"], "program.usage", "{line}");
        assert!(error["error"].as_str().is_some_and(|words| !words.contains("error:")), "{error}");
    }
}

#[test]
fn what_is_missing_is_named() {
    check("verify --data none", 66, "log.missing", "check the path");
    check("report --data none", 66, "log.missing", "check the path");
    check("backup --data none b.sqlite", 66, "log.missing", "check the path");
    check("restore none.sqlite --data new", 66, "log.missing", "check the path");
    check("import orders none.csv", 66, "program.file", "check that it exists");
    check("serve --config none.toml", 78, "program.file", "check that it exists");
}

#[test]
fn a_server_that_is_not_there_is_named() {
    let url = "http://127.0.0.1:9";
    check(&format!("report --url {url}"), 69, "program.unreachable", "is the server running");
}

#[test]
fn wrong_settings_are_named_before_anything_is_made() {
    let home = Home::new();
    let config = home.path("byline.toml");
    std::fs::write(&config, "lisen = '127.0.0.1:80'\n").unwrap();
    let output = home.run(&["serve", "--config", config.to_str().unwrap()]);
    let words = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(78), "{words}");
    assert!(words.contains("lisen") && words.contains("line 1"), "{words}");
    assert!(!home.path("byline-data").exists());
}

#[test]
fn a_file_is_imported_once_and_its_bad_rows_are_named() {
    let home = Home::new();
    let file = home.path("clicks.csv");
    let rows = "link,occurred_at\nnobody,2026-06-09T10:00:00Z\nnobody,yesterday\n";
    std::fs::write(&file, rows).unwrap();
    let data = home.data();
    let import = ["import", "clicks", file.to_str().unwrap(), "--data", data.to_str().unwrap()];
    let output = home.run(&import);
    let words = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{words}");
    assert!(words.contains("line 2:") && words.contains("line 3:"), "{words}");
    assert!(words.ends_with("0 accepted, 0 known already, 2 rejected\n"), "{words}");

    let server = home.serve();
    let url = format!("http://{}", server.address);
    let sent = home.run(&["import", "clicks", file.to_str().unwrap(), "--url", &url]);
    assert_eq!(String::from_utf8(sent.stdout).unwrap(), words, "the same from a server");

    let refused = home.run(&import);
    let words = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(75), "{words}");
    assert!(words.contains("with --url"), "{words}");
    std::fs::write(&file, "link\n").unwrap();
    let refused = home.run(&["import", "clicks", file.to_str().unwrap(), "--url", &url]);
    let words = String::from_utf8(refused.stderr).unwrap();
    assert!(words.contains("import.columns_missing"), "a header without rows: {words}");
}

#[test]
fn an_import_says_what_came_in_which_currency() {
    let home = Home::new();
    let file = home.path("orders.csv");
    let rows = "order_id,occurred_at,currency,value\n\
        1,2026-06-09T10:00:00Z,USD,10.00\n2,2026-06-09T11:00:00Z,EUR,7.50\n\
        3,2026-06-09T12:00:00Z,EUR,0.50\n";
    std::fs::write(&file, rows).unwrap();
    let data = home.data();
    let import = ["import", "orders", file.to_str().unwrap(), "--data", data.to_str().unwrap()];
    let words = String::from_utf8(home.run(&import).stdout).unwrap();
    let expected = "accepted: 8.00 EUR, 10.00 USD; currencies are never added up\n\
        3 accepted, 0 known already, 0 rejected\n";
    assert_eq!(words, expected);
    let report = home.run(&["report", "--data", data.to_str().unwrap()]);
    let words = String::from_utf8(report.stdout).unwrap();
    assert!(words.contains("not in the table, in another currency: 8.00 EUR"), "{words}");
}

#[test]
fn check_says_what_is_wrong_and_where() {
    let home = Home::new();
    let data = home.data();
    let data = data.to_str().unwrap();
    assert_eq!(home.json(&["check", "--json", "--data", data])["ok"], true, "nothing is made yet");
    drop(home.serve());
    assert_eq!(home.json(&["check", "--json", "--data", data])["ok"], true);
    std::fs::remove_file(home.path("data.key")).unwrap();
    let output = home.run(&["check", "--data", data]);
    let words = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(words.contains("key        wrong"), "{words}");
}
