//! Google Ads: an ad is looked for by its id and changed by its resource name.
//!
//! Google gives no mark of an ad's last change that is there at once, so nobody can tell a call
//! that did nothing from one that a person undid; what follows from that, the attempt decides.

use byline_core::action::Ad;
use byline_core::decision::pausing::Shown;
use byline_core::time::Timestamp;
use serde_json::{Value, json};

use super::{AdPlatform, Seen, WRITE_TOKEN, Wanted, account_id, ad_id, unknown_ad, unreadable};
use crate::letter::{Sender, Unfit};
use crate::outcome::{Outcome, short_code};
use crate::wire::{Answer, Request};

pub const PLATFORM: AdPlatform = AdPlatform { feed: "google_ads", look, seen, change, changed };

const API_URL: &str = "https://googleads.googleapis.com";
const VERSION: &str = "v25";

fn look(ad: &Ad, sender: &Sender<'_>) -> Result<Request, Unfit> {
    let query = format!(
        "SELECT ad_group_ad.resource_name, ad_group_ad.status, ad_group_ad.ad.id \
         FROM ad_group_ad WHERE ad_group_ad.ad.id = {}",
        ad_id(ad)?
    );
    request("googleAds:search", &json!({ "query": query }), sender)
}

fn seen(answer: &Answer, _: &Ad, now: Timestamp) -> Result<Seen, Outcome> {
    let said = check(answer, now)?;
    let found = said["results"].as_array().and_then(|rows| rows.first());
    let found = &found.ok_or_else(unknown_ad)?["adGroupAd"];
    let name = found["resourceName"].as_str().ok_or_else(unreadable)?;
    let status = found["status"].as_str().ok_or_else(unreadable)?;
    let shown = Shown { is_paused: status != "ENABLED", change: None };
    Ok(Seen { shown, handle: name.to_owned() })
}

fn change(_: &Ad, seen: &Seen, wanted: Wanted, sender: &Sender<'_>) -> Result<Request, Unfit> {
    let status = match wanted {
        Wanted::Paused => "PAUSED",
        Wanted::Running => "ENABLED",
    };
    let operation = json!({
        "updateMask": "status",
        "update": { "resourceName": seen.handle, "status": status },
    });
    request("adGroupAds:mutate", &json!({ "operations": [operation] }), sender)
}

fn changed(answer: &Answer, now: Timestamp) -> Outcome {
    match check(answer, now) {
        Ok(_) => Outcome::delivered(None),
        Err(trouble) => trouble,
    }
}

fn request(what: &str, body: &Value, sender: &Sender<'_>) -> Result<Request, Unfit> {
    let secret = sender.labelled(WRITE_TOKEN)?;
    let (token, developer_token) =
        secret.split_once('\n').ok_or(Unfit::Missing("a developer token"))?;
    let customer = account_id(sender)?;
    let url = format!("{}/{VERSION}/customers/{customer}/{what}", sender.api_url(API_URL));
    let mut request = Request::json(url, body)
        .with("authorization", format!("Bearer {}", token.trim()))
        .with("developer-token", developer_token.trim().to_owned());
    if let Some(manager) = sender.setting("login_customer_id") {
        request = request.with("login-customer-id", manager.replace('-', ""));
    }
    Ok(request)
}

fn check(answer: &Answer, now: Timestamp) -> Result<Value, Outcome> {
    let said = answer.json();
    if (200..300).contains(&answer.status) {
        return if said.is_object() { Ok(said) } else { Err(unreadable()) };
    }
    let error = if said.is_array() { &said[0]["error"] } else { &said["error"] };
    let status = short_code(&error["status"]).unwrap_or_default();
    Err(match (answer.status, status) {
        (429, _) | (_, "RESOURCE_EXHAUSTED") => Outcome::throttled(answer.retry_after_s(now)),
        (401 | 403, _) | (_, "UNAUTHENTICATED" | "PERMISSION_DENIED") => {
            Outcome::refused_login(&format!("Google {status}"))
        }
        (400, status) => {
            Outcome::never("act.rejected", format!("Google turned it down ({status})"))
        }
        _ => Outcome::of_status(answer, now),
    })
}
