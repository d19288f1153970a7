//! Changes of ads for programs, and the outbox.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, Path, State};
use byline_core::decision::said::{PauseSaid, PauseWord};
use byline_core::entry::Fact;
use byline_engine::{Pending, Settled};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{commit, object, of_campaign};
use crate::api::reading::read;
use crate::guard::Actor;
use crate::payload::Document;
use crate::problem::Problem;
use crate::site::Site;

/// How many settled actions are listed.
const SETTLED_SHOWN: usize = 200;

/// `GET /api/v1/actions`: what was decided and is not done yet, and what was done lately.
pub async fn actions(State(site): State<Arc<Site>>) -> Json<Value> {
    let engine = site.engine();
    let outbox = engine.outbox();
    let open: Vec<&Pending> = outbox.open().collect();
    let settled: Vec<&Settled> = outbox.settled().take(SETTLED_SHOWN).collect();
    Json(json!({
        "stand": engine.stand(),
        "n_decided": outbox.n_decided(),
        "n_settled": outbox.n_settled(),
        "open": open,
        "settled": settled,
    }))
}

/// `GET /api/v1/campaigns/{id}/pauses`: what is wished about ads, and what was done.
pub async fn pauses(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    of_campaign(site.engine().pauses_view(&id.as_str().into()), &id)
}

/// What is to be done about an ad.
#[derive(Serialize, Deserialize)]
pub struct AdAsked {
    /// The ad, by feed and the platform's own id, such as `tiktok_ads/1234`.
    pub ad: String,
    /// `pause`, `resume`, `follow` or `seen_running`.
    pub word: String,
    /// Of `follow`: the alert whose suggestion is followed.
    #[serde(default)]
    pub alert: Option<String>,
    /// Of `follow`: the episode.
    #[serde(default)]
    pub episode: Option<u32>,
    /// Why.
    #[serde(default)]
    pub reason: Option<String>,
}

/// `POST /api/v1/pauses`: pauses an ad, lets it run, or follows a suggestion.
pub async fn change_ad(
    State(site): State<Arc<Site>>,
    Extension(Actor(actor)): Extension<Actor>,
    Document(body): Document,
) -> Result<Json<Value>, Problem> {
    let asked: AdAsked = read(object(body)?)?;
    change_ad_now(&site, asked, actor).await.map(Json)
}

/// Takes in what somebody says about an ad; tells how the outbox stands.
pub async fn change_ad_now(site: &Site, asked: AdAsked, actor: String) -> Result<Value, Problem> {
    let _turn = site.choosing.lock().await;
    let word = match asked.word.as_str() {
        "pause" => PauseWord::Pause,
        "resume" => PauseWord::Resume,
        "seen_running" => PauseWord::SeenRunning,
        "follow" => match (asked.alert, asked.episode) {
            (Some(alert), Some(episode)) => PauseWord::Follow { alert, episode },
            _ => {
                return Err(Problem::new(422, "pause.episode_missing", "whose suggestion is it")
                    .next_step("say `alert` and `episode`")
                    .at("alert", Value::Null));
            }
        },
        other => {
            let detail = format!("nothing can be done by `{other}`");
            return Err(Problem::new(422, "pause.word_unknown", detail)
                .next_step("say pause, resume, follow or seen_running")
                .at("word", other)
                .allowed(["pause", "resume", "follow", "seen_running"]));
        }
    };
    let said = PauseSaid { ad: asked.ad, word, reason: asked.reason };
    if let Some(why) = site.engine().would_refuse_ad(&said) {
        return Err(Problem::new(409, why.code(), why.to_string())
            .next_step("look at GET /api/v1/campaigns/{id}/pauses")
            .at("ad", said.ad.as_str()));
    }
    commit(site, Fact::PauseSaid(said.clone()), actor).await?;
    let engine = site.engine();
    let open: Vec<&Pending> =
        engine.outbox().open().filter(|pending| pending.action.deed.ad().is_some()).collect();
    Ok(json!({ "stand": engine.stand(), "ad": said.ad, "open": open }))
}
