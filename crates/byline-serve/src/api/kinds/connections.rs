//! Connections to feeds. Their secrets are kept sealed elsewhere and never shown.

use byline_core::entry::{Connection, Fact};
use serde_json::Value;

use crate::api::kind::{Holds, Kind, Object, default, json, optional, read, required, text};
use crate::problem::Problem;

/// Feeds that can be connected.
const FEEDS: &[&str] = &["shopify", "api", "pixel", "import"];

/// Connections.
pub const CONNECTIONS: Kind = Kind {
    path: "connections",
    name: "connection",
    prefix: "con_",
    doc: "A connection to a feed, such as one shop. The answer holds its hook_url.",
    fields: &[
        required("feed", Holds::Text, "shopify, api, pixel or import"),
        optional("name", Holds::Text, "what people call it; default the feed"),
        optional(
            "account",
            Holds::Text,
            "the account there, such as shop.myshopify.com; \
            deliveries of another are refused",
        ),
        optional(
            "secrets",
            Holds::List,
            "one or two signing secrets, the newest first; \
            never shown again",
        ),
        optional("is_archived", Holds::Flag, "whether it is out of use"),
    ],
    list: |engine| engine.connections().map(json).collect(),
    get: |engine, id| engine.connection(id).map(json),
    complete: |object, _| {
        let feed = text(object, "feed").to_owned();
        default(object, "name", feed);
        default(object, "is_archived", false);
        Ok(())
    },
    declare: |object: Object, _| {
        let connection: Connection = read(object)?;
        if FEEDS.contains(&connection.feed.as_str()) {
            return Ok(Fact::Connection(connection));
        }
        let detail = format!("there is no feed `{}`", connection.feed);
        Err(Problem::new(422, "connection.feed_unknown", detail)
            .next_step(format!("use one of {}", FEEDS.join(", "))))
    },
    archive: |object, _| {
        object.insert("is_archived".to_owned(), Value::Bool(true));
    },
};
