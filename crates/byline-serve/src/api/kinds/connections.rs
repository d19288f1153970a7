//! Connections to feeds. Their secrets are kept sealed elsewhere and never shown.
//!
//! One account of a feed has one connection in use: two that take the same shop's deliveries would
//! count every order twice, because an order is known by its connection and its id.

use byline_core::channel::{self, Channel, Mode};
use byline_core::entry::{Connection, Fact};
use byline_core::feed::{self, FEEDS, Role};
use byline_engine::Engine;
use serde_json::Value;

use crate::api::kind::{
    Facing, Holds, Kind, Object, default, json, mark_archived, optional, required, text,
};
use crate::api::reading::read;
use crate::problem::Problem;

/// Connections.
pub const CONNECTIONS: Kind = Kind {
    path: "connections",
    name: "connection",
    prefix: "con_",
    doc: "A connection to a feed, such as one shop. The answer holds its hook_url.",
    fields: &[
        required(
            "feed",
            Holds::Text,
            "a feed of the list, such as shopify or import, or a channel: pagerduty, opsgenie, \
            slack, mail, webhook",
        ),
        optional("name", Holds::Text, "what people call it; default the feed"),
        optional(
            "account",
            Holds::Text,
            "the account there, such as shop.myshopify.com; deliveries of another are refused. \
            Stored without scheme, path and capitals; one connection in use for each account, and \
            of several shops each must say it",
        ),
        optional(
            "secrets",
            Holds::List,
            "one or two signing secrets, the newest first; \
            never shown again",
        ),
        optional(
            "settings",
            Holds::Object,
            "what else the feed needs to know, such as time_zone or app_key; never a secret. null \
            takes a setting away",
        ),
        optional("is_archived", Holds::Flag, "whether it is out of use"),
    ],
    list: |engine, page| page.cut(engine.connections(), |row| row.id.as_str()),
    get: |engine, id| engine.connection(id).map(json),
    complete: |object, _| {
        let feed = text(object, "feed").to_owned();
        default(object, "name", feed);
        default(object, "is_archived", false);
        Ok(())
    },
    declare,
    archive: mark_archived,
    restate: |object| read(object).map(Fact::Connection),
};

fn declare(mut object: Object, facing: &Facing<'_>) -> Result<Fact, Problem> {
    if let Some(Value::Object(settings)) = object.get_mut("settings") {
        settings.retain(|_, said| !said.is_null());
    }
    let mut connection: Connection = read(object)?;
    if let Some(channel) = channel::find(&connection.feed) {
        must_be_complete(channel, &connection)?;
    } else {
        must_be_available(&connection.feed)?;
    }
    must_have_a_mode(&connection)?;
    connection.account =
        connection.account.as_deref().map(normal_account).filter(|text| !text.is_empty());
    if !connection.is_archived {
        must_be_alone(&connection, facing.engine)?;
    }
    Ok(Fact::Connection(connection))
}

/// A channel that lacks what nothing can be sent without is refused at once, and not in the night.
fn must_be_complete(channel: &Channel, connection: &Connection) -> Result<(), Problem> {
    let said =
        |name: &str| connection.settings.get(name).is_some_and(|text| !text.trim().is_empty());
    let missing = channel.settings.iter().find(|row| row.is_required && !said(row.name));
    match missing.filter(|_| !connection.is_archived) {
        None => Ok(()),
        Some(setting) => {
            let detail = format!("{} needs the setting `{}`", channel.name, setting.name);
            Err(Problem::new(422, "connection.setting_missing", detail)
                .next_step(format!("send settings.{}: {}", setting.name, setting.doc))
                .at("settings", setting.name))
        }
    }
}

/// The setting `mode` decides whether anything leaves: a word that is misspelt must not pass for
/// dry run in silence.
fn must_have_a_mode(connection: &Connection) -> Result<(), Problem> {
    let words = [Mode::DryRun, Mode::Live, Mode::Off].map(Mode::key);
    let is_sending = channel::find(&connection.feed).is_some()
        || channel::AD_PLATFORMS.contains(&connection.feed.as_str());
    let Some(mode) = connection.settings.get(channel::MODE).filter(|_| is_sending) else {
        return Ok(());
    };
    if words.contains(&mode.as_str()) {
        return Ok(());
    }
    Err(Problem::new(422, "connection.mode_unknown", format!("there is no mode `{mode}`"))
        .next_step("use dry_run, live or off")
        .at("settings", mode.as_str())
        .allowed(words.to_vec()))
}

fn must_be_available(key: &str) -> Result<(), Problem> {
    let Some(known) = feed::find(key) else {
        let feeds = FEEDS.iter().map(|feed| feed.key);
        let keys: Vec<&str> = feeds.chain(channel::CHANNELS.iter().map(|row| row.key)).collect();
        let detail = format!("there is no feed `{key}`");
        return Err(Problem::new(422, "connection.feed_unknown", detail)
            .next_step(format!("use one of {}", keys.join(", ")))
            .at("feed", key)
            .allowed(keys));
    };
    match known.absence {
        Some(why) if known.ways.is_empty() => {
            let detail = format!("{} is not available: {why}", known.name);
            Err(Problem::new(422, "connection.feed_absent", detail)
                .next_step("bring its orders in by file, or leave it out")
                .at("feed", key))
        }
        _ => Ok(()),
    }
}

/// An account without what people paste along with it: `https://Shop.myshopify.com/admin` is
/// `shop.myshopify.com`.
pub fn normal_account(account: &str) -> String {
    let account = account.trim();
    let host = account.split_once("://").map_or(account, |(_, rest)| rest);
    let host = host.split(['/', '?', '#']).next().unwrap_or(host);
    host.trim_end_matches('.').to_lowercase()
}

fn must_be_alone(connection: &Connection, engine: &Engine) -> Result<(), Problem> {
    let mut others = engine.connections().filter(|other| {
        other.id != connection.id && other.feed == connection.feed && !other.is_archived
    });
    let account_of = |other: &Connection| other.account.as_deref().map(normal_account);
    let is_shop = feed::find(&connection.feed).is_some_and(|feed| feed.role == Role::Shop);
    let Some(account) = &connection.account else {
        return match others.next().filter(|_| is_shop) {
            None => Ok(()),
            Some(other) => {
                let why = format!("`{}` is of this feed too: say which shop this one is", other.id);
                Err(account_missing(why))
            }
        };
    };
    match others.find(|other| account_of(other).map_or(is_shop, |taken| taken == *account)) {
        None => Ok(()),
        Some(other) if other.account.is_none() => {
            Err(account_missing(format!("`{}` does not say which shop it is", other.id)))
        }
        Some(other) => {
            let detail = format!("`{account}` is connected already, as `{}`", other.id);
            Err(Problem::new(409, "connection.account_taken", detail)
                .next_step(format!(
                    "use connection `{id}`: PATCH /api/v1/connections/{id} changes its secrets; \
                     a second one would count every order twice",
                    id = other.id
                ))
                .at("account", account.as_str()))
        }
    }
}

/// Of several shops, each connection must say which one it is.
fn account_missing(why: String) -> Problem {
    Problem::new(409, "connection.account_missing", why)
        .next_step("give each connection of this feed its account, such as shop.myshopify.com")
        .at("account", Value::Null)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_one_however_they_are_pasted() {
        for (pasted, expected) in [
            ("shop.myshopify.com", "shop.myshopify.com"),
            ("https://Shop.myshopify.com/", "shop.myshopify.com"),
            (" HTTP://SHOP.MYSHOPIFY.COM/admin?x=1 ", "shop.myshopify.com"),
            ("shop.myshopify.com.", "shop.myshopify.com"),
            ("My Shop", "my shop"),
            (" ", ""),
        ] {
            assert_eq!(normal_account(pasted), expected, "{pasted:?}");
        }
    }
}
