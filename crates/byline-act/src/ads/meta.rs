//! Meta: an ad is a node of the graph; an error stands in `error`, whatever the status.

use byline_core::action::Ad;
use byline_core::decision::pausing::Shown;
use byline_core::time::Timestamp;
use serde_json::Value;

use super::{AdPlatform, Seen, WRITE_TOKEN, Wanted, ad_id, unknown_ad, unreadable};
use crate::letter::{Sender, Unfit};
use crate::outcome::Outcome;
use crate::wire::{Answer, Request};

pub const PLATFORM: AdPlatform = AdPlatform { feed: "meta_ads", look, seen, change, changed };

const API_URL: &str = "https://graph.facebook.com";
const VERSION: &str = "v25.0";

fn look(ad: &Ad, sender: &Sender<'_>) -> Result<Request, Unfit> {
    let (api_url, id) = (sender.api_url(API_URL), ad_id(ad)?);
    let url = format!("{api_url}/{VERSION}/{id}?fields=id%2Cstatus%2Cupdated_time");
    Ok(Request::get(url).with("authorization", bearer(sender)?))
}

fn seen(answer: &Answer, ad: &Ad, now: Timestamp) -> Result<Seen, Outcome> {
    let said = check(answer, now)?;
    if said["id"] != *ad.id {
        return Err(unreadable());
    }
    let status = said["status"].as_str().ok_or_else(unreadable)?;
    // What the ad itself says: a campaign that is paused today may run again tomorrow.
    let shown = Shown {
        is_paused: status != "ACTIVE",
        change: said["updated_time"].as_str().map(str::to_owned),
    };
    Ok(Seen { shown, handle: ad.id.clone() })
}

fn change(ad: &Ad, _: &Seen, wanted: Wanted, sender: &Sender<'_>) -> Result<Request, Unfit> {
    let status = match wanted {
        Wanted::Paused => "PAUSED",
        Wanted::Running => "ACTIVE",
    };
    Ok(Request {
        method: "POST",
        url: format!("{}/{VERSION}/{}", sender.api_url(API_URL), ad_id(ad)?),
        headers: vec![
            ("content-type", "application/x-www-form-urlencoded".to_owned()),
            ("authorization", bearer(sender)?),
        ],
        body: format!("status={status}").into_bytes(),
    })
}

fn changed(answer: &Answer, now: Timestamp) -> Outcome {
    match check(answer, now) {
        Ok(said) if said["success"] == true => Outcome::delivered(None),
        Ok(_) => unreadable(),
        Err(trouble) => trouble,
    }
}

fn bearer(sender: &Sender<'_>) -> Result<String, Unfit> {
    Ok(format!("Bearer {}", sender.labelled(WRITE_TOKEN)?))
}

fn check(answer: &Answer, now: Timestamp) -> Result<Value, Outcome> {
    let said = answer.json();
    let error = &said["error"];
    let Some(code) = error["code"].as_i64() else {
        return if (200..300).contains(&answer.status) {
            Ok(said)
        } else {
            Err(Outcome::of_status(answer, now))
        };
    };
    let subcode = error["error_subcode"].as_i64();
    Err(match (code, subcode) {
        (4 | 17 | 32 | 613 | 80_000..=80_014, _) => Outcome::throttled(answer.retry_after_s(now)),
        (1 | 2, _) => Outcome::later("act.down", format!("Meta is in trouble (code {code})")),
        (100, Some(33)) => unknown_ad(),
        (10 | 102 | 190 | 200..=299, _) => Outcome::refused_login(&format!("Meta code {code}")),
        _ => Outcome::never("act.rejected", format!("Meta turned it down (code {code})")),
    })
}
