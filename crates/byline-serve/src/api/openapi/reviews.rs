//! The addresses of reviews, tasks, verdicts, the playbook, and what people did.

use serde_json::{Map, Value, json};

use super::{bodies, operation, parameter};

/// Adds them to the document.
pub fn add(paths: &mut Map<String, Value>) {
    let audit = [
        ("cursor", "the position before which it begins: next_cursor of the page before"),
        ("limit", "how many lines, 1 to 1000; default 100"),
        ("kind", "on things of this kind only, such as link"),
        ("who", "by this person only; file, creators and byline are words too"),
        ("each", "1: every entry is a line of its own"),
    ];
    let audit = audit.map(|(name, doc)| parameter(name, "query", doc)).to_vec();
    let campaign = parameter("id", "path", "the id of the campaign");
    let of = parameter("campaign", "query", "of this campaign only");
    let open = parameter("open", "query", "1: those that are not done only");
    let week = parameter("week", "query", "the Monday of a week; default the newest one");
    let creator = parameter("creator", "path", "the id of the creator");
    let task = parameter("id", "path", "the id of the task");
    let said = parameter("word", "path", "own {owner}; done {note}; reopen");
    for (path, method, summary, parameters) in [
        (
            "campaigns/{id}/review",
            "get",
            "See the review of a week",
            vec![campaign.clone(), week.clone()],
        ),
        (
            "campaigns/{id}/review",
            "post",
            "Decide about a creator in the week that runs: {creator_id, decision, note}",
            vec![campaign.clone()],
        ),
        (
            "campaigns/{id}/review/together",
            "post",
            "Decide about several creators at once; one that is refused stops none of the others",
            vec![campaign.clone()],
        ),
        (
            "campaigns/{id}/review/{creator}",
            "delete",
            "Take this week's decision about a creator back",
            vec![campaign.clone(), creator, week],
        ),
        ("campaigns/{id}/verdict", "get", "See what a campaign came to", vec![campaign.clone()]),
        ("campaigns/{id}/verdict", "post", "Keep a verdict: {label, note}", vec![campaign.clone()]),
        (
            "campaigns/{id}/outlook",
            "get",
            "See what the revenue of a running flight may come to",
            vec![campaign.clone()],
        ),
        (
            "campaigns/{id}/benchmarks",
            "post",
            "Use the own history of a kind of creators: {platform, size, category}",
            vec![campaign.clone()],
        ),
        ("playbook", "get", "See campaigns beside each other, and what worked", vec![]),
        ("audit", "get", "See what people did, newest first", audit),
        ("tasks", "get", "See what somebody has to do about creators", vec![of, open]),
        ("tasks/{id}/{word}", "post", "Take a task, say that it is done, or not", vec![task, said]),
    ] {
        let body = (method == "post").then(|| bodies::of(path));
        let operation = operation(summary, &parameters, body.as_ref(), "200");
        let path = format!("/api/v1/{path}");
        paths.entry(path).or_insert_with(|| json!({}))[method] = operation;
    }
}
