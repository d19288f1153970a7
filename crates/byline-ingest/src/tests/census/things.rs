//! Things in JSON: deliveries, orders, events, answers of platforms. Each thing is a row.

use serde_json::{Value, json};

use super::Told;
use crate::figures::bench::Bench;
use crate::files::bench::{KEY, at};
use crate::poll::{Poll, PollError};
use crate::webhook::{self, Incoming, Received, Site};
use crate::{instagram, meta_ads, youtube};
use byline_core::entry::{DedupKey, Fact};
use byline_core::id::ConnectionId;

/// What a row gave, or the code of why it gave nothing.
pub(in crate::tests) type Outcome = Result<Vec<(Fact, DedupKey)>, String>;

/// Whose the things of a file are, and the things themselves.
struct Things {
    source: &'static str,
    outcomes: Vec<Outcome>,
}

/// Reads a file of JSON with the source that knows its shape; `None` if there is none.
pub(super) fn told(name: &str, bytes: &[u8]) -> Option<Told> {
    let Ok(file) = serde_json::from_slice::<Value>(bytes) else {
        let mut told = Told::of("json");
        told.n_rows = 1;
        told.row(Err("feed.json_invalid".to_owned()));
        return Some(told);
    };
    let things = delivery(&file)
        .or_else(|| shopify(&file))
        .or_else(|| stripe(&file))
        .or_else(|| youtube(&file))
        .or_else(|| meta_ads(&file))
        .or_else(|| instagram(name, &file))
        .or_else(|| segment(name, &file))?;
    let mut told = Told::of(things.source);
    told.n_rows = things.outcomes.len();
    things.outcomes.into_iter().for_each(|outcome| told.row(outcome));
    Some(told)
}

/// A delivery with its headers, as a tool that records them keeps it.
fn delivery(file: &Value) -> Option<Things> {
    let headers = file["headers"].as_object()?;
    let body = serde_json::to_vec(file.get("body")?).ok()?;
    const KNOWN: [(&str, &str); 4] = [
        ("x-shopify-topic", "shopify"),
        ("x-wc-webhook-topic", "woocommerce"),
        ("x-hubspot-signature", "hubspot"),
        ("stripe-signature", "stripe"),
    ];
    let (_, source) = KNOWN.iter().find(|(name, _)| headers.contains_key(*name))?;
    let text = |value: &Value| value.as_str().unwrap_or_default().as_bytes().to_vec();
    let headers: Vec<_> = headers.iter().map(|(name, it)| (name.clone(), text(it))).collect();
    Some(Things { source, outcomes: vec![hook(source, &headers, &body)] })
}

fn shopify(file: &Value) -> Option<Things> {
    let mut outcomes = Vec::new();
    for (list, one, topic) in
        [("orders", "order", "orders/updated"), ("refunds", "refund", "refunds/create")]
    {
        let things = file[list].as_array().into_iter().flatten();
        let things = things.chain(Some(&file[one]).filter(|thing| thing.is_object()));
        for thing in things {
            let headers = [("x-shopify-topic".to_owned(), topic.as_bytes().to_vec())];
            outcomes.push(hook("shopify", &headers, thing.to_string().as_bytes()));
        }
    }
    (!outcomes.is_empty()).then_some(Things { source: "shopify", outcomes })
}

/// Things as Stripe describes them, each inside an event of the kind that would carry it.
fn stripe(file: &Value) -> Option<Things> {
    let resources = file["resources"].as_object()?;
    let event = |(name, thing): (&String, &Value)| {
        let kind = match name.as_str() {
            "refund" => "refund.created",
            "charge" => "charge.refunded",
            _ => "checkout.session.completed",
        };
        let event = json!({ "id": format!("evt_{name}"), "object": "event", "type": kind,
            "created": 1_780_000_000, "livemode": true, "data": { "object": thing } });
        hook("stripe", &[], event.to_string().as_bytes())
    };
    Some(Things { source: "stripe", outcomes: resources.iter().map(event).collect() })
}

fn youtube(file: &Value) -> Option<Things> {
    let (poll, list) = match file["kind"].as_str()? {
        "youtube#channelListResponse" => (&youtube::CHANNELS, "youtube#channelListResponse"),
        "youtube#videoListResponse" => (&youtube::VIDEOS, "youtube#videoListResponse"),
        _ => return None,
    };
    let items = file["items"].as_array().map_or(&[][..], Vec::as_slice);
    let read = |item: &Value| {
        let id = item["id"].as_str().unwrap_or("UC_x5XG1OV2P6uZZ5FSM9Ttw");
        let bench = Bench::new("UC_x5XG1OV2P6uZZ5FSM9Ttw").of(&[id]);
        answer(&bench, poll, &json!({ "kind": list, "items": [item] }))
    };
    Some(Things { source: "youtube", outcomes: items.iter().map(read).collect() })
}

/// Ads and campaigns, some with rows of insights inside.
fn meta_ads(file: &Value) -> Option<Things> {
    let items = file.as_array().or_else(|| file["response"].as_array())?;
    if !items.iter().any(|item| item.to_string().contains("\"date_start\"")) {
        return None;
    }
    let bench = Bench::new("act_17").with("currency", "USD");
    let read = |item: &Value| answer(&bench, &meta_ads::INSIGHTS, &json!({ "data": [item] }));
    Some(Things { source: "meta_ads", outcomes: items.iter().map(read).collect() })
}

fn instagram(name: &str, file: &Value) -> Option<Things> {
    if !name.contains("instagram") {
        return None;
    }
    let mut found = Vec::new();
    counted(file, &mut found);
    let bench = Bench::new("17841400008460056").of(&["17846368219941692"]);
    let read = |item: &&Value| answer(&bench, &instagram::MEDIA, &json!({ "data": [item] }));
    let outcomes: Vec<Outcome> = found.iter().map(read).collect();
    (!outcomes.is_empty()).then_some(Things { source: "instagram", outcomes })
}

/// The outermost things that Instagram counts: insights, posts and accounts.
fn counted<'v>(value: &'v Value, found: &mut Vec<&'v Value>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| counted(item, found)),
        Value::Object(fields) => {
            let has = |name: &str| fields.contains_key(name);
            let is_insight = has("name") && has("period");
            if is_insight || has("followers_count") || has("media_type") {
                found.push(value);
            } else {
                fields.values().for_each(|field| counted(field, found));
            }
        }
        _ => {}
    }
}

fn segment(name: &str, file: &Value) -> Option<Things> {
    if !name.contains("segment") {
        return None;
    }
    let is_event = ["type", "event", "userId", "anonymousId", "batch", "User ID"];
    if !is_event.iter().any(|field| file.get(field).is_some()) {
        return None;
    }
    let outcomes = vec![hook("segment", &[], file.to_string().as_bytes())];
    Some(Things { source: "segment", outcomes })
}

/// Maps a delivery as a replay would: who signed it is settled elsewhere.
pub(in crate::tests) fn hook(feed: &str, headers: &[(String, Vec<u8>)], body: &[u8]) -> Outcome {
    let incoming = Incoming { headers, body, method: "POST", url: "" };
    let site = Site {
        connection: &ConnectionId::from("con_1"),
        account: None,
        secrets: &[],
        customer_key: &KEY,
        settings: &Default::default(),
        received_at: at("2026-11-20T12:00:00Z"),
    };
    match (webhook::feed(feed).unwrap().map)(&incoming, &site) {
        Received::Mapped(mapped) => Ok(mapped.into_keyed().collect()),
        Received::Ignored { code } => Err(code.to_owned()),
        Received::Aside { reason, .. } => Err(reason.code.to_owned()),
    }
}

fn answer(bench: &Bench, poll: &Poll, body: &Value) -> Outcome {
    let request = bench.begin(poll).unwrap();
    let read = bench.read(poll, &request, 200, body.to_string().as_bytes());
    let page = read.map_err(|error: PollError| error.code().to_owned())?;
    match (page.facts.is_empty(), page.refused.first()) {
        (false, _) => Ok(page.facts),
        (true, Some(reason)) => Err(reason.code.to_owned()),
        (true, None) => Err("figure.none".to_owned()),
    }
}
