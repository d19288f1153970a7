//! Replies: what successful answers hold, for the OpenAPI document.
//!
//! Each shape is one row: its name, what it is, its fields. A field is written `name:type`; `[]`
//! after a type is a list, `?` a value that may be null, `~` a field that may be absent. A
//! test holds the table against real answers.

mod decided;
mod reviews;

use byline_core::credit::Model;
use byline_engine::view::Dimension;
use serde_json::{Map, Value, json};

use super::kinds;

/// Every shape besides the kinds of things.
const SHAPES: &[(&str, &str, &str)] = &[
    (
        "link_finding",
        "one thing that is wrong with a link; `fix` is what should stand there instead",
        "code:string gravity:string field:string value:string fix:string? detail:string",
    ),
    (
        "link_findings",
        "how the destination of a link is, and everything that is wrong with the link",
        "link_id:string slug:string health:string checked_at:time? findings:link_finding[]",
    ),
    (
        "links_findings",
        "every link with something wrong, and how many are tagged without a fault",
        "n_links:integer n_well_tagged:integer links:link_findings[]",
    ),
    (
        "identities_answer",
        "who may be one person, money that names nobody known, merges in force, look-alikes",
        "stand:stand proposals:identity_proposal[] unresolved:unresolved[] merges:any[] \
         warnings:any[]",
    ),
    (
        "identity_proposal",
        "two parties who may be one; odds in hundredths of a percent, money that would move",
        "one:identity_party other:identity_party odds_bp:integer sureness:string \
         reasons:proposal_reason[] start_tenths:integer score_tenths:integer obstacle:string? \
         at_risk:any[]",
    ),
    (
        "proposal_reason",
        "what speaks for or against a proposal; ten tenths double the odds",
        "says:string tenths:integer",
    ),
    (
        "identity_party",
        "a creator, or a name that nobody has",
        "party:any name:string identifiers:any[] money:any[]",
    ),
    (
        "unresolved",
        "a name, code or landing address on orders that belongs to nobody",
        "kind:string issuer:string text:string alias_kind:string? n_orders:integer money:any[]",
    ),
    (
        "merge_answer",
        "what was merged, or would be",
        "kept:string gone:any is_done:boolean preview:any",
    ),
    ("split_answer", "who stands for themselves now", "creator_id:string"),
    ("reject_answer", "who is kept apart", "one:any other:any"),
    ("stand", "where a state stands in the log", "position:integer as_of:time"),
    ("span", "from the first instant to the first after it", "from:time to:time"),
    (
        "figures",
        "figures of one row; counts by model are in millionths, because credit is shared",
        "n_clicks:integer n_clicks_put_aside:integer n_visits:integer? n_visits_sold_out:integer \
         revenue_minor:by_model orders_micro:by_model new_customer_orders_micro:by_model \
         actions_micro:by_model spend_minor:integer? platform:integer?[] kpis:any~",
    ),
    ("key", "one dimension of a row", "dimension:string id:string label:string"),
    (
        "other_currency",
        "money that is not converted",
        "currency:string revenue_minor:by_model unattributed_minor:by_model spend_minor:integer",
    ),
    (
        "query_answer",
        "figures, cut into rows; rows and unattributed add up to the total",
        "stand:stand currency:string model:string rows:row[] unattributed:figures total:figures \
         other_currencies:other_currency[]",
    ),
    (
        "explanation",
        "a figure, opened into its definition and the orders that add up to it",
        "name:string definition:string formula:string filled_in:string value:any inputs:any[] \
         model:string model_text:string rules_text:string scope:any range:span basis:string \
         currency:string orders:order_share[] orders_sum_minor:integer orders_sum_micro:integer \
         n_orders:integer spend:any? clicks:any? stand:stand",
    ),
    (
        "order_share",
        "an order's part of a figure",
        "id:string number:string? placed_at:time net_minor:integer amount_minor:integer \
         micro:integer",
    ),
    (
        "order_summary",
        "an order in a list",
        "id:string number:string? placed_at:time? state:string? currency:string? \
         net_minor:integer refunded_minor:integer unattributed_minor:by_model \
         other_channels_minor:by_model \
         creators:string[] other_channels:string[] hints:string[]",
    ),
    ("orders_answer", "orders, newest first", "stand:stand orders:order_summary[]"),
    (
        "order",
        "one order: what decided, and what each model says; credits and unattributed add up to net",
        "id:string connection:string number:string? state:string? not_revenue_because:string? \
         placed_at:time? currency:string? order_currency:string? \
         amounts:order_amounts base_minor:integer \
         refunded_minor:integer over_refund_minor:integer net_minor:integer campaign_id:string? \
         rules:any touches:any[] credits:any by_code_alone:string[] \
         unattributed_minor:by_model evidence:any[] refunds:any[] hints:string[] \
         postings:any[] stand:stand",
    ),
    (
        "order_amounts",
        "amounts in minor units of the order's currency",
        "merchandise_minor:integer discount_minor:integer tax_minor:integer \
         shipping_minor:integer total_minor:integer",
    ),
    (
        "feed",
        "how fresh a feed is",
        "key:string name:string refresh:string n_facts:integer newest_at:time? \
         received_at:time? usual_gap_s:integer? patience_s:integer due_at:time? \
         delay_p50_ms:integer? delay_p95_ms:integer?",
    ),
    (
        "source",
        "how fresh a connection is; delays speak of facts that happened after it was made",
        "connection:string name:string feed:string role:string? ways:string[] account:string? \
         is_archived:boolean target_min:integer n_received:integer n_applied:integer \
         n_aside:integer n_pending:integer n_facts:integer n_known:integer \
         newest_at:time? received_at:time? usual_gap_s:integer? patience_s:integer \
         delay_p50_ms:integer? delay_p95_ms:integer? n_timed:integer \
         n_on_time:integer n_timed_week:integer n_on_time_week:integer streams:any[]",
    ),
    (
        "tally",
        "entries of one kind; n_known of them said nothing new",
        "key:string name:string n_received:integer n_known:integer",
    ),
    (
        "freshness_answer",
        "how fresh each feed and connection is, the one to look at first on top",
        "stand:stand feeds:feed[] sources:source[] tallies:tally[]",
    ),
    (
        "claimant",
        "what one claimant says, beside the ledger; amounts are by currency",
        "connection:string name:string n_standing:integer n_reversed:integer n_matched:integer \
         n_naming:integer n_agreed:integer watched:any n_theirs:integer \
         n_theirs_claimed:integer n_theirs_agreed:integer claimed_minor:any confirmed_minor:any \
         commission_minor:any over_claim_micro:integer?",
    ),
    (
        "claims_answer",
        "what platforms and networks claim; never money",
        "stand:stand claimants:claimant[] unreconciled:any[] disputed:any[] n_recovered:integer \
         n_credited:integer",
    ),
    (
        "mention_counts",
        "mentions by what is known of them",
        "n_all:integer n_tagged:integer n_untagged:integer n_positive:integer \
         n_neutral:integer n_negative:integer",
    ),
    (
        "mentions_answer",
        "mentions in a campaign's flights and the week after each; comments on own content apart",
        "stand:stand campaign_id:string? spans:span[] mentions:mention_counts \
         comments:mention_counts n_posts:integer expected_micro:integer? kpis:any[]",
    ),
    (
        "creator_decision",
        "what is advised and why, the same on every page; a standing with its grounds and \
         evidence, or why there is none; bad_since is the latest \
         that figures of today tell, at_stake what was spent or agreed, in_question the money \
         that the advice is about",
        "creator_id:string name:string platform:string size:string? judgement:any \
         no_judgement:string? expected:any shown:any advice:any \
         urgency:string? due_s:integer? is_waiting:boolean judged_from:time? \
         bad_since:time? at_stake_minor:integer? in_question:any response:string? \
         steps:any[] deal:any traffic:any price_due:any paid:any leak:any",
    ),
    (
        "known_feed",
        "a system that data can come from; absence says why it gives none",
        "key:string name:string role:string ways:string[] signal:string? target_min:integer \
         window:string? absence:string?",
    ),
    ("feeds_answer", "every system that data can come from", "feeds:known_feed[]"),
    (
        "unowned_answer",
        "things on platforms that belong to no placement",
        "stand:stand unowned:any[] stated_twice:any[]",
    ),
    (
        "records_answer",
        "every creator with deals, codes and handles, to be sent back",
        "stand:stand creators:any[] deals:any[] codes:any[] handles:any",
    ),
    (
        "patrol_answer",
        "posts without their links, since when, and what stands there",
        "stand:stand posts:any[] n_unread:integer",
    ),
    ("misfiled_answer", "traffic that may be filed under the wrong name", "stand:stand rows:any[]"),
    ("handles_answer", "what a creator's accounts were called", "stand:stand handles:any[]"),
    (
        "counters",
        "n_received is the sum of the others",
        "n_received:integer n_applied:integer n_known:integer n_waiting:integer \
         n_quarantined:integer",
    ),
    ("counters_answer", "facts by what became of them", "stand:stand counters:counters"),
    (
        "aside",
        "a delivery that was put aside",
        "position:integer received_at:time connection:string feed:string? code:string \
         detail:string inbox_id:integer? about:string?",
    ),
    (
        "quarantine_answer",
        "deliveries that were put aside and not taken in since",
        "stand:stand n_quarantined:integer quarantine:aside[] next_cursor:string?",
    ),
    ("replay_answer", "what a replay took in", "accepted:integer duplicate:integer code:string?"),
    (
        "waiting_answer",
        "what waits for another fact",
        "stand:stand n_waiting:integer n_claims:integer n_early_visits:integer refunds:any[] \
         sightings:any[] early_visits:any[]",
    ),
    (
        "polls_answer",
        "how a connection's polls are; state is the worst of theirs: needs_login, stopped, \
         in_trouble, nothing_to_ask, backfilling, asking, well, or not_asked if there are none",
        "connection:string feed:string state:string requests_per_min:integer \
         requests_left:integer polls:poll[]",
    ),
    (
        "poll",
        "one thing that a platform is asked for in turns; everything before asked_to was asked for",
        "what:string state:string last_turn_at:time? asked_to:time? next_turn_at:time? \
         n_failures:integer last_error:any backfill:any",
    ),
    (
        "poll_test_answer",
        "what came of one request; nothing of it was taken in",
        "is_working:boolean what:string status:integer? n_facts:integer n_refused:integer \
         code:string? detail:string next_step:string?",
    ),
    (
        "channels_answer",
        "every channel in use over which people are told, and how they are as a whole",
        "health:channel_health channels:channel[]",
    ),
    (
        "channel_health",
        "how many channels are live, how many of those take nothing, how many pages wait",
        "n_live:integer n_failing:integer n_pages:integer",
    ),
    (
        "channel",
        "one channel; mode is dry_run, live or off; state is off, dry_run, failing, working or \
         untried",
        "connection:string feed:string name:string mode:string state:string n_waiting:integer \
         n_pages_waiting:integer failing_since:time? delivered_at:time? last_error:any",
    ),
    (
        "gate_answer",
        "who may go live and what holds the others; a finding without a waiver that blocks, holds; \
         a waiver covers the findings that it was given for",
        "stand:stand campaign_id:string name:string is_on:boolean findings:any[] \
         creators:gate_creator[] frozen_at:time? changed_since:string[] history:any[] \
         exposure:any",
    ),
    (
        "gate_creator",
        "one creator at the gate: held, ready or live; held_links wait, of a live creator too: \
         they were made after the launch",
        "creator_id:string name:string named:string[] state:string launched_at:time? \
         held_links:string[] can_launch:boolean findings:any[] \
         n_clicks_before_launch:integer brief:any operations:any is_scaling_blocked:boolean",
    ),
    (
        "launch_answer",
        "who went live now and with which links, and of whom links are held",
        "launched:string[] links:string[] held:string[]",
    ),
    ("invites_answer", "private links, each told this once", "invites:any[]"),
    ("posts_answer", "what was seen of a creator's posts, newest post first", "posts:any[]"),
    (
        "setup_answer",
        "what became of each kind of thing; if anything is refused, nothing is made",
        "campaign:string is_dry_run:boolean kinds:setup_kind[]",
    ),
    (
        "setup_kind",
        "what became of one kind of thing",
        "kind:string n_wanted:integer n_known:integer n_renamed:integer n_new:integer \
         n_created:integer refused:any[]",
    ),
    (
        "pasted_answer",
        "what became of each line",
        "dry_run:boolean n_new:integer n_known:integer n_refused:integer results:pasted_row[]",
    ),
    (
        "pasted_row",
        "one line: new, known or refused; a guessed time is that of the call",
        "line:integer status:string url:string creator:string? placement_id:string? \
         published_at:time? is_time_guessed:boolean code:string? detail:string? warning:any",
    ),
    (
        "batch_answer",
        "what became of each row",
        "accepted:integer duplicate:integer rejected:integer results:row_result[]",
    ),
    (
        "row_result",
        "accepted, duplicate or rejected; a warning stands beside a row that was taken in",
        "id:string? status:string code:string~ detail:string~ next_step:string~ errors:any[]~ \
         warning:any~",
    ),
    (
        "bulk_answer",
        "what became of each row",
        "n_created:integer n_rejected:integer results:any[]",
    ),
    (
        "delivery_answer",
        "what became of a delivery",
        "accepted:integer duplicate:integer quarantined:integer code:string?",
    ),
];

/// Which shape answers where.
const ANSWERS: &[(&str, &str, &str)] = &[
    ("/api/v1/query", "get", "query_answer"),
    ("/api/v1/explain", "get", "explanation"),
    ("/api/v1/orders", "get", "orders_answer"),
    ("/api/v1/orders/{id}", "get", "order"),
    ("/api/v1/freshness", "get", "freshness_answer"),
    ("/api/v1/claims", "get", "claims_answer"),
    ("/api/v1/mentions", "get", "mentions_answer"),
    ("/api/v1/decisions", "get", "decisions_answer"),
    ("/api/v1/feeds", "get", "feeds_answer"),
    ("/api/v1/unowned", "get", "unowned_answer"),
    ("/api/v1/links/{id}/findings", "get", "link_findings"),
    ("/api/v1/link-findings", "get", "links_findings"),
    ("/api/v1/creator-records", "get", "records_answer"),
    ("/api/v1/links/patrol", "get", "patrol_answer"),
    ("/api/v1/links/misfiled", "get", "misfiled_answer"),
    ("/api/v1/creators/{id}/handles", "get", "handles_answer"),
    ("/api/v1/counters", "get", "counters_answer"),
    ("/api/v1/quarantine", "get", "quarantine_answer"),
    ("/api/v1/quarantine/{inbox_id}/replay", "post", "replay_answer"),
    ("/api/v1/waiting", "get", "waiting_answer"),
    ("/api/v1/connections/{id}/status", "get", "polls_answer"),
    ("/api/v1/connections/{id}/test", "post", "poll_test_answer"),
    ("/api/v1/connections/{id}/backfill", "post", "polls_answer"),
    ("/api/v1/channels", "get", "channels_answer"),
    ("/api/v1/setup", "post", "setup_answer"),
    ("/api/v1/posts", "post", "pasted_answer"),
    ("/api/v1/campaigns/{id}/gate", "get", "gate_answer"),
    ("/api/v1/campaigns/{id}/launch", "post", "launch_answer"),
    ("/api/v1/campaigns/{id}/waivers", "post", "gate_answer"),
    ("/api/v1/campaigns/{id}/invites", "post", "invites_answer"),
    ("/api/v1/contents/{id}/inspections", "post", "posts_answer"),
    ("/api/v1/creators/{id}/disclosures", "get", "posts_answer"),
    ("/api/v1/identities", "get", "identities_answer"),
    ("/api/v1/identities/merge", "post", "merge_answer"),
    ("/api/v1/identities/split", "post", "split_answer"),
    ("/api/v1/identities/reject", "post", "reject_answer"),
    ("/v1/events", "post", "batch_answer"),
    ("/hooks/{feed}/{connection}", "post", "delivery_answer"),
];

/// Adds the shapes to the document, and says at each address which of them answers.
pub fn add(paths: &mut Map<String, Value>, schemas: &mut Map<String, Value>) {
    let models = Model::ALL.map(|model| (model.key().to_owned(), json!({ "type": "integer" })));
    let by_model = Map::from_iter(models);
    schemas.insert("by_model".to_owned(), json!({ "type": "object", "properties": by_model }));
    for (name, doc, fields) in SHAPES.iter().chain(decided::SHAPES).chain(reviews::SHAPES) {
        schemas.insert((*name).to_owned(), shape(doc, fields));
    }
    let ids = Dimension::ALL.map(|dimension| format!(" {}_id:string~", dimension.key())).concat();
    let figures = SHAPES.iter().find(|(name, ..)| *name == "figures").map_or("", |row| row.2);
    let row = shape("figures of one group", &format!("keys:key[] {figures}{ids}"));
    schemas.insert("row".to_owned(), row);
    for (path, method, name) in ANSWERS.iter().chain(decided::ANSWERS).chain(reviews::ANSWERS) {
        answer(paths, path, method, reference(name));
    }
    for kind in kinds::ALL {
        let all = format!("/api/v1/{}", kind.path);
        let one = format!("{all}/{{id}}");
        let page = json!({
            "type": "object",
            "properties": {
                kind.path: { "type": "array", "items": reference(kind.name) },
                "next_cursor": { "type": ["string", "null"] },
            },
            "required": [kind.path, "next_cursor"],
        });
        answer(paths, &all, "get", page);
        answer(paths, &all, "post", reference(kind.name));
        answer(paths, &format!("{all}/bulk"), "post", reference("bulk_answer"));
        for method in ["get", "patch", "delete"] {
            answer(paths, &one, method, reference(kind.name));
        }
    }
}

/// Says what the success of an operation holds.
fn answer(paths: &mut Map<String, Value>, path: &str, method: &str, schema: Value) {
    let responses = &mut paths[path][method]["responses"];
    let is_success = |code: &&str| responses[*code].is_object();
    let success = ["201", "202"].into_iter().find(is_success).unwrap_or("200");
    responses[success]["content"] = json!({ "application/json": { "schema": schema } });
}

/// An object of fields: `name:kind`, with `?` where it may be null and `~` where it may be missing.
pub fn shape(doc: &str, fields: &str) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for field in fields.split_whitespace() {
        let (name, kind) = field.split_once(':').unwrap_or((field, "any"));
        let always = kind.trim_end_matches('~');
        if always == kind {
            required.push(name);
        }
        properties.insert(name.to_owned(), kind_of(always));
    }
    json!({ "type": "object", "description": doc, "properties": properties, "required": required })
}

fn kind_of(kind: &str) -> Value {
    if let Some(item) = kind.strip_suffix("[]") {
        return json!({ "type": "array", "items": kind_of(item) });
    }
    let (kind, is_nullable) = kind.strip_suffix('?').map_or((kind, false), |kind| (kind, true));
    let typed = |name: &str| if is_nullable { json!([name, "null"]) } else { json!(name) };
    match kind {
        "any" => json!({}),
        "time" => json!({ "type": typed("string"), "format": "date-time" }),
        "integer" => json!({ "type": typed("integer"), "format": "int64" }),
        "string" | "boolean" => json!({ "type": typed(kind) }),
        shape => reference(shape),
    }
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

#[cfg(test)]
mod tests;
