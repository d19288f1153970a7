//! Opsgenie, and whatever takes alerts as it does: an alert with an alias, closed by that alias.
//!
//! The alias is the alert's name, so that a second one of the same name raises a count and makes
//! no second alert. An answer of 202 holds the id of the request, which is the receipt.

use byline_core::decision::episode::NoticeKind;
use byline_core::decision::urgency::Urgency;
use byline_core::time::Timestamp;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};

use crate::letter::{Item, Letter, Sender, Unfit};
use crate::outcome::{Outcome, short_code};
use crate::pagerduty::incident_key;
use crate::wire::{Answer, Parcel, Request};
use crate::words;

/// Where the API is, unless the setting `api_url` says otherwise.
const API_URL: &str = "https://api.opsgenie.com";
/// The most letters of a message.
const MESSAGE_CHARS: usize = 130;
/// The most letters of a description.
const DESCRIPTION_CHARS: usize = 15_000;

/// An alert, or its end.
pub fn write(letter: &Letter<'_>, sender: &Sender<'_>) -> Result<Parcel, Unfit> {
    let [item, ..] = letter.items() else { return Err(Unfit::Missing("anything to tell")) };
    let key = sender.secret("an API key")?;
    let api_url = sender.api_url(API_URL);
    let alias = incident_key(item.message);
    let is_end = matches!(item.message.kind, NoticeKind::Resolved | NoticeKind::DataBack);
    let request = if is_end {
        let alias = utf8_percent_encode(&alias, NON_ALPHANUMERIC);
        let url = format!("{api_url}/v2/alerts/{alias}/close?identifierType=alias");
        Request::json(url, &json!({ "source": "Byline", "note": words::headline(item) }))
    } else {
        Request::json(format!("{api_url}/v2/alerts"), &alert(item, sender, &alias))
    };
    Ok(Parcel::Http(request.with("authorization", format!("GenieKey {key}"))))
}

/// Reads the answer.
pub fn read(answer: &Answer, now: Timestamp) -> Outcome {
    match answer.status {
        200..=299 => {
            let said = answer.json();
            Outcome::delivered(short_code(&said["requestId"]).map(str::to_owned))
        }
        422 => Outcome::never("act.rejected", "it does not accept the alert (HTTP 422)"),
        _ => Outcome::of_status(answer, now),
    }
}

fn alert(item: &Item<'_>, sender: &Sender<'_>, alias: &str) -> Value {
    let message = item.message;
    let priority = match message.urgency {
        _ if item.is_over => "P5",
        Urgency::Page => "P1",
        Urgency::Investigate => "P3",
        Urgency::Review => "P5",
    };
    let figures = message.figures.iter().map(|(label, value)| (label.clone(), json!(value)));
    let mut details: Map<String, Value> = figures.collect();
    details.insert("Link".to_owned(), json!(sender.link(message)));
    let mut alert = json!({
        "message": words::cut(&words::headline(item), MESSAGE_CHARS),
        "alias": alias,
        "description": words::cut(&description(item, sender), DESCRIPTION_CHARS),
        "priority": priority,
        "source": "Byline",
        "entity": message.creator_id.as_ref().map(|id| id.as_str()),
        "tags": ["byline", message.urgency.key()],
        "details": details,
    });
    if let Some(team) = sender.setting("team") {
        alert["responders"] = json!([{ "type": "team", "name": team }]);
    }
    alert
}

fn description(item: &Item<'_>, sender: &Sender<'_>) -> String {
    let mut lines = vec![words::headline(item), words::about(item, sender)];
    if item.is_repeat {
        lines.push(words::REPEAT.to_owned());
    }
    if !words::is_calm(item) && !item.message.advice.is_empty() {
        lines.push("What to do:".to_owned());
        lines.extend(item.message.advice.iter().map(|advice| format!("- {advice}")));
    }
    lines.push(sender.link(item.message));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{item, message, sender, settings};

    fn written(kind: NoticeKind) -> (Request, Value) {
        let team = settings(&[("team", "Growth")]);
        let mut message = message();
        message.kind = kind;
        let parcel = write(&Letter::One(item(&message)), &sender(&team)).unwrap();
        let Parcel::Http(request) = parcel else { panic!("it goes by HTTP") };
        let body = serde_json::from_slice(&request.body).unwrap();
        (request, body)
    }

    #[test]
    fn a_page_is_an_alert_of_the_first_priority() {
        let (request, body) = written(NoticeKind::Fired);
        assert_eq!(request.url, "https://api.opsgenie.com/v2/alerts");
        insta::assert_json_snapshot!(body);
    }

    #[test]
    fn what_is_over_closes_the_alert_by_its_alias() {
        let (request, _) = written(NoticeKind::Resolved);
        let alias = "byline%2Fpage%2Fsummer%2Fcrt%5Fana";
        assert_eq!(
            request.url,
            format!("https://api.opsgenie.com/v2/alerts/{alias}/close?identifierType=alias")
        );
        let key = ("authorization", "GenieKey s3cr3t-key".to_owned());
        assert!(request.headers.contains(&key));
    }
}
