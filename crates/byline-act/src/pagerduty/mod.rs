//! PagerDuty, Events API v2: an incident for each alert that somebody must hear of now.
//!
//! The alert is the `dedup_key`, so whatever is sent twice makes one incident. An answer of 202
//! says that the event is in PagerDuty's queue; it gives back the key, which is the receipt.

use byline_core::action::Message;
use byline_core::decision::episode::NoticeKind;
use byline_core::decision::urgency::Urgency;
use byline_core::time::Timestamp;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use crate::letter::{Item, Letter, Sender, Unfit};
use crate::outcome::{Outcome, short_code};
use crate::wire::{Answer, Parcel, Request};
use crate::words;

/// Where events go, unless the setting `api_url` says otherwise.
const API_URL: &str = "https://events.pagerduty.com";
/// The most letters of a summary.
const SUMMARY_CHARS: usize = 1_024;
/// The most bytes of a key.
const KEY_BYTES: usize = 255;

/// An event.
pub fn write(letter: &Letter<'_>, sender: &Sender<'_>) -> Result<Parcel, Unfit> {
    // Incidents are told one by one.
    let [item, ..] = letter.items() else { return Err(Unfit::Missing("anything to tell")) };
    let routing_key = sender.secret("an integration key")?;
    let action = event_action(item.message.kind);
    let mut event = json!({
        "routing_key": routing_key,
        "event_action": action,
        "dedup_key": incident_key(item.message),
    });
    if action == "trigger" {
        event["payload"] = payload(item, sender);
        event["client"] = json!("Byline");
        event["client_url"] = json!(sender.pages_url);
        let link = sender.link(item.message);
        event["links"] = json!([{ "href": link, "text": "Open in Byline" }]);
    }
    let url = format!("{}/v2/enqueue", sender.api_url(API_URL));
    Ok(Parcel::Http(Request::json(url, &event)))
}

/// Reads the answer.
pub fn read(answer: &Answer, now: Timestamp) -> Outcome {
    match answer.status {
        200..=299 => {
            let key = answer.json()["dedup_key"].as_str().map(str::to_owned);
            Outcome::delivered(key.filter(|key| key.len() <= KEY_BYTES))
        }
        400 => {
            let said = answer.json();
            let code = short_code(&said["status"]).unwrap_or("HTTP 400");
            let words = "PagerDuty does not accept the event; check the integration key";
            Outcome::never("act.rejected", format!("{words} ({code})"))
        }
        _ => Outcome::of_status(answer, now),
    }
}

/// What becomes of the incident.
fn event_action(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::Resolved | NoticeKind::DataBack => "resolve",
        _ => "trigger",
    }
}

/// The name of the incident: the alert, over all its episodes. Missing data is an incident of its
/// own, so that data which comes back does not close what is still bad.
pub fn incident_key(message: &Message) -> String {
    let is_gap = matches!(message.kind, NoticeKind::NoData | NoticeKind::DataBack);
    let key = format!("byline/{}{}", message.alert, if is_gap { "#data" } else { "" });
    if key.len() <= KEY_BYTES {
        return key;
    }
    let digest = Sha256::digest(key.as_bytes());
    digest.iter().fold("byline/".to_owned(), |key, byte| format!("{key}{byte:02x}"))
}

fn payload(item: &Item<'_>, sender: &Sender<'_>) -> Value {
    let message = item.message;
    let severity = match message.urgency {
        // It is over: nobody needs to be woken for it.
        _ if item.is_over => "info",
        Urgency::Page => "critical",
        Urgency::Investigate => "warning",
        Urgency::Review => "info",
    };
    let figures = message.figures.iter().map(|(label, value)| (label.clone(), json!(value)));
    let mut details: Map<String, Value> = figures.collect();
    details.insert("What to do".to_owned(), json!(message.advice));
    details.insert("When".to_owned(), json!(words::about(item, sender)));
    details.insert("Episode".to_owned(), json!(message.episode));
    if item.is_repeat {
        details.insert("Note".to_owned(), json!(words::REPEAT));
    }
    json!({
        "summary": words::cut(&words::headline(item), SUMMARY_CHARS),
        "source": "byline",
        "severity": severity,
        "timestamp": item.decided_at.to_string(),
        "component": message.creator_id.as_ref().map(|id| id.as_str()),
        "group": message.campaign_id.as_str(),
        "class": message.urgency.key(),
        "custom_details": details,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{NOW, item, message, sender, settings};

    fn written(item: Item<'_>) -> Value {
        let none = settings(&[]);
        let parcel = write(&Letter::One(item), &sender(&none)).unwrap();
        let Parcel::Http(request) = parcel else { panic!("it goes by HTTP") };
        assert_eq!(request.url, "https://events.pagerduty.com/v2/enqueue");
        serde_json::from_slice(&request.body).unwrap()
    }

    #[test]
    fn a_page_is_an_incident() {
        insta::assert_json_snapshot!(written(item(&message())));
    }

    #[test]
    fn what_is_over_resolves_the_same_incident() {
        let (fired, mut over) = (message(), message());
        over.kind = NoticeKind::Resolved;
        let (fired, over) = (written(item(&fired)), written(item(&over)));
        assert_eq!(over["event_action"], "resolve");
        assert_eq!(over["dedup_key"], fired["dedup_key"]);
        assert_eq!(over.get("payload"), None);
    }

    #[test]
    fn data_that_comes_back_closes_no_other_incident() {
        let keys = [NoticeKind::Fired, NoticeKind::NoData, NoticeKind::DataBack].map(|kind| {
            let mut message = message();
            message.kind = kind;
            incident_key(&message)
        });
        assert_eq!(keys[1], keys[2]);
        assert_ne!(keys[0], keys[1]);
    }

    #[test]
    fn nobody_is_woken_for_what_is_over() {
        let message = message();
        let late = written(Item { is_over: true, ..item(&message) });
        assert_eq!(late["payload"]["severity"], "info");
        let summary = late["payload"]["summary"].as_str().unwrap();
        assert!(summary.starts_with("Resolved meanwhile: "), "{summary}");
    }

    #[test]
    fn keys_and_summaries_keep_to_their_limits() {
        let mut message = message();
        message.alert = "ä".repeat(200);
        message.title = "x".repeat(3_000);
        let event = written(item(&message));
        assert!(event["dedup_key"].as_str().unwrap().len() <= KEY_BYTES);
        assert_eq!(event["payload"]["summary"].as_str().unwrap().chars().count(), 1_024);
    }

    /// Reads as a table: status and body, the code of what it means.
    #[test]
    fn answers_are_understood() {
        for (status, body, expected) in [
            (202, r#"{"status":"success","dedup_key":"k"}"#, ""),
            (400, r#"{"status":"invalid event","errors":["x"]}"#, "act.rejected"),
            (403, "", "act.login_refused"),
            (429, "", "act.throttled"),
            (503, "", "act.down"),
        ] {
            let answer = Answer { status, headers: Vec::new(), body: body.into() };
            let code = match read(&answer, NOW) {
                Outcome::Delivered { receipt } => {
                    assert_eq!(receipt.as_deref(), Some("k"));
                    ""
                }
                Outcome::Later { code, .. } | Outcome::Never { code, .. } => code,
            };
            assert_eq!(code, expected, "{status}");
        }
    }
}
