//! The OpenAPI document, made from the tables that the handlers use.

mod bodies;
mod reviews;

use axum::Json;
use byline_core::credit::Model;
use byline_core::kpi::KPIS;
use byline_engine::view::Dimension;
use serde_json::{Map, Value, json};

use super::kind::{Field, Holds, Kind};
use super::{kinds, replies};

/// `GET /api/v1/openapi.json`
pub async fn document() -> Json<Value> {
    Json(openapi())
}

/// The whole document.
pub fn openapi() -> Value {
    let mut paths = Map::new();
    let mut schemas = Map::new();
    for kind in kinds::ALL {
        schemas.insert(kind.name.to_owned(), schema(kind));
        add_kind(&mut paths, kind);
    }
    schemas.insert("problem".to_owned(), problem());
    add_answers(&mut paths);
    add_decisions(&mut paths);
    add_patrol(&mut paths);
    add_alerts(&mut paths);
    reviews::add(&mut paths);
    add_polls(&mut paths);
    add_channels(&mut paths);
    add_links(&mut paths);
    add_gate(&mut paths);
    add_identities(&mut paths);
    add_collection(&mut paths);
    replies::add(&mut paths, &mut schemas);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Byline",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Real-time creator campaign performance. Amounts are whole minor units, \
                times RFC 3339, ids text. Errors are application/problem+json with a stable code \
                and a next step.",
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "security": [{ "token": [] }],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer", "description": "the owner's token" },
            },
            "schemas": schemas,
        },
    })
}

fn schema(kind: &Kind) -> Value {
    let mut properties = Map::new();
    properties.insert(
        "id".to_owned(),
        json!({
            "type": "string",
            "description": format!("its id; made if left out, beginning with {}", kind.prefix),
        }),
    );
    for field in kind.fields {
        properties.insert(field.name.to_owned(), property(field));
    }
    let derived: &[(&str, &str)] = match kind.name {
        "link" => &[
            ("url", "the short address"),
            ("state", "live, held at the launch gate, paused or retired"),
            ("state_reason", "why it does not lead on, and what clicks meet instead"),
        ],
        "connection" => &[("hook_url", "the address that the feed calls")],
        _ => &[],
    };
    for (name, doc) in derived {
        let property = json!({ "type": "string", "readOnly": true, "description": doc });
        properties.insert((*name).to_owned(), property);
    }
    let required: Vec<&str> =
        kind.fields.iter().filter(|field| field.is_required).map(|field| field.name).collect();
    json!({
        "type": "object",
        "description": kind.doc,
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

fn property(field: &Field) -> Value {
    let mut property = match field.holds {
        Holds::Text => json!({ "type": "string" }),
        Holds::Integer => json!({ "type": "integer", "format": "int64" }),
        Holds::Flag => json!({ "type": "boolean" }),
        Holds::Time => json!({ "type": "string", "format": "date-time" }),
        Holds::List => json!({ "type": "array", "items": {} }),
        Holds::Object => json!({ "type": "object" }),
    };
    if !field.is_required {
        property["type"] = json!([property["type"], "null"]);
    }
    property["description"] = json!(field.doc);
    property
}

fn problem() -> Value {
    json!({
        "type": "object",
        "description": "what is wrong, as RFC 9457 has it",
        "properties": {
            "type": { "type": "string" },
            "title": { "type": "string" },
            "status": { "type": "integer" },
            "code": { "type": "string", "description": "stable; listed in docs/errors.md" },
            "detail": { "type": "string" },
            "next_step": { "type": "string" },
            "retry_after_s": { "type": "integer" },
            "errors": { "type": "array", "items": {
                "type": "object",
                "description": "a field or parameter that is wrong",
                "properties": {
                    "field": { "type": "string" },
                    "pointer": { "type": "string", "description": "RFC 6901, in the body" },
                    "code": { "type": "string" },
                    "detail": { "type": "string" },
                    "value": { "description": "what was not understood" },
                    "allowed": { "type": "array", "items": { "type": "string" } },
                },
                "required": ["field", "code", "detail"],
            } },
        },
        "required": ["type", "title", "status", "code", "detail"],
    })
}

fn add_kind(paths: &mut Map<String, Value>, kind: &Kind) {
    let (path, name) = (kind.path, kind.name);
    let reference = json!({ "$ref": format!("#/components/schemas/{name}") });
    let body = json!({
        "required": true,
        "content": { "application/json": { "schema": reference } },
    });
    let id = parameter("id", "path", &format!("the id of the {name}"));
    paths.insert(
        format!("/api/v1/{path}"),
        json!({
            "get": operation(&format!("List every {name}, by id"), &page(), None, "200"),
            "post": operation(&format!("Create a {name}"), &[], Some(&body), "201"),
        }),
    );
    let rows = json!({
        "required": true,
        "content": { "application/json": { "schema": {
            "type": "object",
            "properties": { path: { "type": "array", "items": reference } },
        } } },
    });
    paths.insert(format!("/api/v1/{path}/bulk"), json!({
        "post": operation(
            &format!("Create many; each row has its own answer ({name})"), &[], Some(&rows), "200",
        ),
    }));
    let seen = parameter("If-Match", "header", "the ETag that was read; 412 if it is another now");
    let one = std::slice::from_ref(&id);
    let change = &[id.clone(), seen];
    paths.insert(format!("/api/v1/{path}/{{id}}"), json!({
        "get": operation(&format!("Read a {name}"), one, None, "200"),
        "patch": operation(&format!("Change a {name}: fields that are sent replace"), change,
            Some(&json!({ "required": true, "content": { "application/json": {
                "schema": { "type": "object" } } } })), "200"),
        "delete": operation(
            &format!("Put a {name} out of use; history stays, PATCH is_archived brings it back"),
            change, None, "200",
        ),
    }));
}

fn add_answers(paths: &mut Map<String, Value>) {
    let models = Model::ALL.map(Model::key).join(", ");
    let dimensions = Dimension::ALL.map(Dimension::key).join(", ");
    let kpis: Vec<&str> = KPIS.iter().map(|kpi| kpi.key).collect();
    let stand = [
        parameter("at", "query", "the position in the log to answer from"),
        parameter("as_of", "query", "the instant to answer from, RFC 3339"),
    ];
    let mut scope = vec![
        parameter("campaign", "query", "one campaign, by id"),
        parameter("creator", "query", "one creator, by id"),
        parameter("placement", "query", "one placement, by id"),
        parameter("platform", "query", "tiktok, instagram, youtube or other"),
        parameter("signal", "query", "link, utm, code, view or none"),
        parameter("from", "query", "from this local day on, or from this instant on"),
        parameter(
            "to",
            "query",
            "up to the end of this local day, which is included; or up to this instant, which is \
             not. As on pages and in commands",
        ),
        parameter("zone", "query", "IANA zone of days and hours; default the campaign's"),
        parameter("currency", "query", "ISO 4217; amounts in others are shown apart"),
        parameter("model", "query", &format!("of KPIs; default the campaign's. One of {models}")),
        parameter("basis", "query", "order (restated, default) or posting (as it was booked)"),
    ];
    scope.extend(stand.clone());
    let within = ["campaign", "from", "to", "zone", "at", "as_of"];
    let is_of_mentions = |row: &&Value| within.iter().any(|name| row["name"] == *name);
    let mentions: Vec<Value> = scope.iter().filter(is_of_mentions).cloned().collect();
    let mut query = scope.clone();
    query.push(parameter("by", "query", &format!("comma-separated: {dimensions}")));
    let mut explain = scope;
    let measures = format!("revenue, unattributed, orders, clicks, spend, {}", kpis.join(", "));
    explain.push(parameter("measure", "query", &measures));
    explain.push(parameter("limit", "query", "how many orders to list"));
    let get = |summary: &str, parameters: &[Value]| {
        let operation = operation(summary, parameters, None, "200");
        json!({ "get": operation })
    };
    let mut order = vec![parameter("id", "path", "the shop's id, its number, or connection:id")];
    order.extend(stand.clone());
    let mut list = stand.to_vec();
    list.push(parameter("creator", "query", "only with credit for this creator"));
    list.push(parameter("campaign", "query", "only those that this campaign's rules decided"));
    list.push(parameter("limit", "query", "how many at most"));
    for (path, operation) in [
        ("/api/v1/query", get("Sum figures under every model", &query)),
        ("/api/v1/explain", get("Open a figure into the orders behind it", &explain)),
        ("/api/v1/orders", get("List orders, newest first", &list)),
        ("/api/v1/orders/{id}", get("Open an order: touches, credits, postings", &order)),
        ("/api/v1/freshness", get("How fresh each feed is", &[])),
        ("/api/v1/claims", get("What platforms and networks claim, beside the ledger", &[])),
        ("/api/v1/mentions", get("How often the brand is spoken of, and in what tone", &mentions)),
        ("/api/v1/feeds", get("Every system that data can come from, and what is missing", &[])),
        ("/api/v1/unowned", get("Things on platforms that belong to no placement", &[])),
        ("/api/v1/counters", get("Facts counted by what became of them", &[])),
        ("/api/v1/quarantine", get("List deliveries that were put aside, oldest first", &page())),
        ("/api/v1/waiting", get("List what waits for another fact", &page()[..1])),
        ("/api/v1/live", get("Server-sent events: the newest position, as it grows", &[])),
    ] {
        paths.insert(path.to_owned(), operation);
    }
    let id = parameter("inbox_id", "path", "where the raw bytes lie, as the list says");
    let summary = "Map a delivery that was put aside again, and take in what it says";
    paths.insert(
        "/api/v1/quarantine/{inbox_id}/replay".to_owned(),
        json!({ "post": operation(summary, &[id], None, "200") }),
    );
}

/// What became of links and handles once they were out.
fn add_patrol(paths: &mut Map<String, Value>) {
    let creator = [parameter("id", "path", "the id of the creator")];
    for (path, summary, parameters) in [
        ("/api/v1/links/patrol", "Posts without their links, and what stands there", &[][..]),
        ("/api/v1/creator-records", "Every creator with deals, codes and handles", &[]),
        ("/api/v1/links/misfiled", "Traffic that may be filed under the wrong name", &[]),
        ("/api/v1/creators/{id}/handles", "What a creator's accounts were called", &creator[..]),
    ] {
        let operation = operation(summary, parameters, None, "200");
        paths.insert(path.to_owned(), json!({ "get": operation }));
    }
}

fn add_decisions(paths: &mut Map<String, Value>) {
    let parameters = [
        parameter("campaign", "query", "which campaign; need not be said where there is only one"),
        parameter("at", "query", "the position in the log to answer from"),
        parameter("as_of", "query", "the instant to answer from, RFC 3339"),
    ];
    let summary = "Who needs somebody, why, and what may be done";
    let operation = operation(summary, &parameters, None, "200");
    paths.insert("/api/v1/decisions".to_owned(), json!({ "get": operation }));
}

fn add_alerts(paths: &mut Map<String, Value>) {
    let alert = parameter("id", "path", "the id of the alert");
    let campaign = parameter("id", "path", "the id of the campaign");
    let maintenance = parameter("id", "path", "the id of the maintenance");
    let of_it = campaign.clone();
    let run = parameter("id", "path", "the id of the run");
    let of = parameter("campaign", "query", "of this campaign only");
    let open = parameter("open", "query", "1: those that pend, fire or have no data only");
    let word = parameter(
        "word",
        "path",
        "acknowledge; snooze {until, reason}; escalate; resolve {reason}; outcome {kind, note}",
    );
    for (path, method, summary, parameters) in [
        ("alerts", "get", "See what fires, and what came of alerts", vec![of, open]),
        ("alerts/{id}", "get", "See one alert with its episodes", vec![alert.clone()]),
        ("alerts/{id}/{word}", "post", "Say what is done about an alert", vec![alert, word]),
        ("actions", "get", "See what was decided and is not done yet, and what was", vec![]),
        ("campaigns/{id}/rules", "get", "See the thresholds in force", vec![campaign.clone()]),
        ("campaigns/{id}/rules", "put", "Judge by other thresholds", vec![campaign.clone()]),
        ("campaigns/{id}/pauses", "get", "See what is wished and done about ads", vec![campaign]),
        (
            "campaigns/{id}/time-machine",
            "post",
            "Decide again under other thresholds",
            vec![of_it.clone()],
        ),
        ("campaigns/{id}/moves", "get", "See how much paid spend moved", vec![of_it.clone()]),
        ("campaigns/{id}/moves", "post", "Approve a proposal, or rows of it", vec![of_it.clone()]),
        ("campaigns/{id}/moves/undo", "post", "Take the newest plan back", vec![of_it.clone()]),
        ("time-machine", "get", "See what was decided again", vec![]),
        ("time-machine/{id}", "get", "See one run of the time machine", vec![run.clone()]),
        ("time-machine/{id}", "delete", "Give a run of the time machine up", vec![run]),
        ("pauses", "post", "Pause an ad, let it run, or follow a suggestion", vec![]),
        ("maintenance", "get", "See when nobody wants to hear anything", vec![]),
        ("maintenance", "post", "Hold the clocks of alerts for a while", vec![]),
        ("maintenance/{id}", "delete", "Call a maintenance off", vec![maintenance]),
    ] {
        let body = matches!(method, "post" | "put").then(|| bodies::of(path));
        let is_begun = method == "post" && path.ends_with("time-machine");
        let success = if is_begun { "202" } else { "200" };
        let operation = operation(summary, &parameters, body.as_ref(), success);
        let path = format!("/api/v1/{path}");
        paths.entry(path).or_insert_with(|| json!({}))[method] = operation;
    }
}

fn add_polls(paths: &mut Map<String, Value>) {
    let id = [parameter("id", "path", "the id of the connection")];
    let stretch = json!({ "required": true, "content": { "application/json": { "schema": {
        "type": "object",
        "properties": {
            "from": { "type": "string", "description": "a day, included, or an instant" },
            "to": {
                "type": ["string", "null"],
                "description": "a day, included, or an instant; default now",
            },
        },
        "required": ["from"],
        "additionalProperties": false,
    } } } });
    for (what, method, summary, body) in [
        ("status", "get", "See how a connection's polls are", None),
        ("test", "post", "Send one request or test message and hear whether it works", None),
        ("backfill", "post", "Ask a platform for a stretch of the past", Some(&stretch)),
    ] {
        let operation = operation(summary, &id, body, "200");
        let path = format!("/api/v1/connections/{{id}}/{what}");
        paths.insert(path, json!({ method: operation }));
    }
}

fn add_channels(paths: &mut Map<String, Value>) {
    let operation = operation("How every channel is over which people are told", &[], None, "200");
    paths.insert("/api/v1/channels".to_owned(), json!({ "get": operation }));
}

fn add_links(paths: &mut Map<String, Value>) {
    let id = || parameter("id", "path", "the id of the link");
    let size = parameter("size", "query", "pixels a side, 64 to 4096; default 600");
    let campaign = parameter("campaign", "query", "only links of this campaign");
    for (path, summary, parameters) in [
        ("/api/v1/links/{id}/qr.svg", "Get a link's QR code as SVG", vec![id()]),
        ("/api/v1/links/{id}/qr.png", "Get a link's QR code as PNG", vec![id(), size]),
        ("/api/v1/links/{id}/findings", "See what is wrong with a link", vec![id()]),
        (
            "/api/v1/link-findings",
            "See what is wrong with links, and how many are well",
            vec![campaign],
        ),
    ] {
        let operation = operation(summary, &parameters, None, "200");
        paths.insert(path.to_owned(), json!({ "get": operation }));
    }
}

fn add_gate(paths: &mut Map<String, Value>) {
    let any = json!({ "required": true, "content": { "application/json": {
        "schema": { "type": "object" } } } });
    for (path, summary) in [
        ("setup", "Set a campaign up from a plan and a roster, or see what would be made"),
        ("posts", "Declare posts by their pasted addresses, or see what would be declared"),
    ] {
        let operation = operation(summary, &[], Some(&any), "200");
        paths.insert(format!("/api/v1/{path}"), json!({ "post": operation }));
    }
    for (path, method, summary) in [
        ("campaigns/{id}/gate", "get", "See who may go live, and what holds the others"),
        ("campaigns/{id}/launch", "post", "Let one creator, or all who are ready, go live"),
        ("campaigns/{id}/waivers", "post", "Answer for a check with a name and a reason"),
        ("campaigns/{id}/invites", "post", "Make private links to briefs; each is told once"),
        ("contents/{id}/inspections", "post", "Say what was seen of a post; never changed"),
        ("creators/{id}/disclosures", "get", "See what was seen of a creator's posts"),
    ] {
        let kind = path.split('/').next().unwrap_or_default().trim_end_matches('s');
        let id = [parameter("id", "path", &format!("the id of the {kind}"))];
        let operation = operation(summary, &id, (method == "post").then_some(&any), "200");
        paths.insert(format!("/api/v1/{path}"), json!({ method: operation }));
    }
}

fn add_identities(paths: &mut Map<String, Value>) {
    let any = json!({ "required": true, "content": { "application/json": {
        "schema": { "type": "object" } } } });
    for (path, method, summary) in [
        ("identities", "get", "See who may be one person, and money that names nobody known"),
        ("identities/merge", "post", "Merge a creator or name into a creator, or preview it"),
        ("identities/split", "post", "Take a merge back, or identifiers out into a new creator"),
        ("identities/reject", "post", "Say that two are not one; the proposal stays away"),
    ] {
        let operation = operation(summary, &[], (method == "post").then_some(&any), "200");
        paths.insert(format!("/api/v1/{path}"), json!({ method: operation }));
    }
}

/// The parameters of a list that comes in pages.
fn page() -> [Value; 2] {
    [
        parameter("limit", "query", "how many at most; 1 to 5000, default 1000"),
        parameter("cursor", "query", "next_cursor of the page before"),
    ]
}

fn add_collection(paths: &mut Map<String, Value>) {
    let any = json!({ "required": true, "content": { "application/json": {
        "schema": { "type": "object" } } } });
    let path_of = |name: &str| parameter(name, "path", name);
    let kind = [path_of("kind")];
    let hook = [path_of("feed"), path_of("connection")];
    for (path, method, summary, parameters, is_open) in [
        ("/v1/events", "post", "Send events; each row has its own answer", &[][..], false),
        ("/v1/import/{kind}", "post", "Send a piece of a CSV or JSON lines file", &kind, false),
        ("/hooks/{feed}/{connection}", "post", "Deliveries of a feed, signed by it", &hook, true),
        (
            "/hooks/{feed}/{connection}",
            "get",
            "Deliveries of a feed that calls by GET",
            &hook,
            true,
        ),
        ("/v1/pixel", "post", "Beacons of the pixel; never money", &[], true),
        ("/v1/pixel.js", "get", "The script that shops embed", &[], true),
        ("/{slug}", "get", "Follow a tracked link", &[path_of("slug")], true),
        ("/healthz", "get", "Whether the process lives", &[], true),
        ("/readyz", "get", "Whether the state is complete", &[], true),
        ("/metrics", "get", "Metrics in the text format of Prometheus", &[], false),
    ] {
        let body = (method == "post").then_some(&any);
        let success = if path == "/{slug}" { "302" } else { "200" };
        let mut operation = operation(summary, parameters, body, success);
        if is_open {
            operation["security"] = json!([]);
        }
        let operations = paths.entry(path.to_owned()).or_insert_with(|| json!({}));
        operations[method] = operation;
    }
}

fn operation(summary: &str, parameters: &[Value], body: Option<&Value>, success: &str) -> Value {
    let problem = json!({
        "description": "what is wrong and what to do",
        "content": { "application/problem+json": {
            "schema": { "$ref": "#/components/schemas/problem" } } },
    });
    let mut operation = json!({
        "summary": summary,
        "parameters": parameters,
        "responses": { success: { "description": "done" }, "default": problem },
    });
    if let Some(body) = body {
        operation["requestBody"] = body.clone();
    }
    operation
}

fn parameter(name: &str, place: &str, description: &str) -> Value {
    json!({
        "name": name,
        "in": place,
        "required": place == "path",
        "schema": { "type": "string" },
        "description": description,
    })
}
