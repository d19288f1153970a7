//! TikTok: every answer comes with HTTP 200, and what happened stands in `code`.

use byline_core::action::Ad;
use byline_core::decision::pausing::Shown;
use byline_core::time::Timestamp;
use serde_json::{Value, json};
use url::form_urlencoded;

use super::{AdPlatform, Seen, WRITE_TOKEN, Wanted, account_id, ad_id, unknown_ad, unreadable};
use crate::letter::{Sender, Unfit};
use crate::outcome::Outcome;
use crate::wire::{Answer, Request};

pub const PLATFORM: AdPlatform = AdPlatform { feed: "tiktok_ads", look, seen, change, changed };

const API_URL: &str = "https://business-api.tiktok.com";

fn look(ad: &Ad, sender: &Sender<'_>) -> Result<Request, Unfit> {
    let filtering = json!({ "ad_ids": [ad_id(ad)?] }).to_string();
    let fields = json!(["ad_id", "operation_status", "modify_time"]).to_string();
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("advertiser_id", &account_id(sender)?);
    query.append_pair("filtering", &filtering).append_pair("fields", &fields);
    // Without the slash at its end the path is unknown.
    let url = format!("{}/open_api/v1.3/ad/get/?{}", sender.api_url(API_URL), query.finish());
    Ok(Request::get(url).with("access-token", sender.labelled(WRITE_TOKEN)?.to_owned()))
}

fn seen(answer: &Answer, ad: &Ad, now: Timestamp) -> Result<Seen, Outcome> {
    let said = check(answer, now)?;
    let list = said["data"]["list"].as_array().ok_or_else(unreadable)?;
    let row = list.iter().find(|row| row["ad_id"] == *ad.id).ok_or_else(unknown_ad)?;
    let status = row["operation_status"].as_str().ok_or_else(unreadable)?;
    let shown = Shown {
        is_paused: status != "ENABLE",
        change: row["modify_time"].as_str().map(str::to_owned),
    };
    Ok(Seen { shown, handle: ad.id.clone() })
}

fn change(_: &Ad, seen: &Seen, wanted: Wanted, sender: &Sender<'_>) -> Result<Request, Unfit> {
    let status = match wanted {
        Wanted::Paused => "DISABLE",
        Wanted::Running => "ENABLE",
    };
    let body = json!({
        "advertiser_id": account_id(sender)?,
        "ad_ids": [seen.handle],
        "operation_status": status,
    });
    let url = format!("{}/open_api/v1.3/ad/status/update/", sender.api_url(API_URL));
    let token = sender.labelled(WRITE_TOKEN)?.to_owned();
    Ok(Request::json(url, &body).with("access-token", token))
}

fn changed(answer: &Answer, now: Timestamp) -> Outcome {
    match check(answer, now) {
        Ok(said) => Outcome::delivered(said["request_id"].as_str().map(str::to_owned)),
        Err(trouble) => trouble,
    }
}

fn check(answer: &Answer, now: Timestamp) -> Result<Value, Outcome> {
    if !(200..300).contains(&answer.status) {
        return Err(Outcome::of_status(answer, now));
    }
    let said = answer.json();
    let code = said["code"].as_i64().ok_or_else(unreadable)?;
    Err(match code {
        0 => return Ok(said),
        40100 => Outcome::throttled(answer.retry_after_s(now)),
        40001 | 40101..=40199 => Outcome::refused_login(&format!("TikTok code {code}")),
        50000..=59999 => Outcome::later("act.down", format!("TikTok is in trouble (code {code})")),
        _ => Outcome::never("act.rejected", format!("TikTok turned it down (code {code})")),
    })
}
