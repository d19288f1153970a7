//! Thresholds and maintenance for programs.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, Path, State};
use byline_core::decision::Rules;
use byline_core::decision::said::{Maintenance, RulesSet};
use byline_core::entry::Fact;
use byline_core::id::CampaignId;
use byline_core::time::{Span, Timestamp};
use byline_engine::view::{MaintenanceView, RulesView};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{commit, object, of_campaign, unknown_campaign};
use crate::api::kind::json;
use crate::api::reading::{read, read_wish};
use crate::guard::Actor;
use crate::payload::Document;
use crate::problem::Problem;
use crate::site::Site;

/// `GET /api/v1/campaigns/{id}/rules`: the thresholds in force, and everything that was set.
pub async fn rules(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    of_campaign(site.engine().rules_view(&id.as_str().into()), &id)
}

/// Thresholds, and why they change.
#[derive(Serialize, Deserialize)]
pub struct RulesAsked {
    /// The thresholds; what is not said is as the defaults have it.
    pub rules: Value,
    /// Why.
    #[serde(default)]
    pub reason: Option<String>,
}

/// `PUT /api/v1/campaigns/{id}/rules`: judges a campaign by other thresholds from now on.
pub async fn set_rules(
    State(site): State<Arc<Site>>,
    Extension(Actor(actor)): Extension<Actor>,
    Path(id): Path<String>,
    Document(body): Document,
) -> Result<Json<RulesView>, Problem> {
    let asked: RulesAsked = read(object(body)?)?;
    set_rules_now(&site, &id, asked, actor).await.map(Json)
}

/// Sets the thresholds of a campaign; tells what holds now.
pub async fn set_rules_now(
    site: &Site,
    id: &str,
    asked: RulesAsked,
    actor: String,
) -> Result<RulesView, Problem> {
    let _turn = site.choosing.lock().await;
    let campaign_id = CampaignId::from(id);
    let view = site.engine().rules_view(&campaign_id).ok_or_else(|| unknown_campaign(id))?;
    let mut rules = rules_of(&asked.rules)?;
    check(&rules)?;
    let reason = asked.reason.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    if view.is_frozen && reason.is_none() {
        let detail = "the campaign is judged already, so thresholds change with a reason only";
        return Err(Problem::new(422, "rules.reason_missing", detail)
            .next_step("say why; the change is listed with it")
            .at("reason", Value::Null));
    }
    rules.version = view.rules.version;
    if rules != view.rules {
        let set = RulesSet { campaign_id: campaign_id.clone(), rules, reason };
        commit(site, Fact::RulesSet(set), actor).await?;
    }
    site.engine().rules_view(&campaign_id).ok_or_else(|| unknown_campaign(id))
}

/// Whether thresholds make sense together.
pub fn check(rules: &Rules) -> Result<(), Problem> {
    rules.check().map_err(|error| {
        let field = format!("rules.{}", error.field());
        Problem::new(422, error.code(), error.to_string())
            .next_step("change that number; docs/decisions.md says what each means")
            .at(&field, Value::Null)
    })
}

/// The thresholds that somebody says, over the defaults.
pub fn rules_of(said: &Value) -> Result<Rules, Problem> {
    let mut whole = json(&Rules::default());
    lay_over(&mut whole, said);
    read_wish(&whole)
}

/// Puts every value that is said into its place; objects are filled and not replaced.
fn lay_over(whole: &mut Value, said: &Value) {
    match (whole, said) {
        (Value::Object(whole), Value::Object(said)) => {
            for (name, value) in said {
                lay_over(whole.entry(name).or_insert(Value::Null), value);
            }
        }
        (whole, said) => *whole = said.clone(),
    }
}

/// `GET /api/v1/maintenance`: when nobody wants to hear anything.
pub async fn maintenance(State(site): State<Arc<Site>>) -> Json<MaintenanceView> {
    Json(site.engine().maintenance_view())
}

/// A stretch in which nobody wants to hear anything.
#[derive(Serialize, Deserialize)]
struct MaintenanceAsked {
    /// Which campaign; every one if not said.
    #[serde(default)]
    campaign_id: Option<CampaignId>,
    /// From when on.
    from: Timestamp,
    /// Until when.
    to: Timestamp,
    /// Why.
    reason: String,
}

/// `POST /api/v1/maintenance`: holds every clock of alerts for a while.
pub async fn maintain(
    State(site): State<Arc<Site>>,
    Extension(Actor(actor)): Extension<Actor>,
    Document(body): Document,
) -> Result<Json<MaintenanceView>, Problem> {
    let asked: MaintenanceAsked = read(object(body)?)?;
    maintain_now(&site, asked, actor).await.map(Json)
}

/// Holds every clock of alerts for a while; tells all such stretches.
async fn maintain_now(
    site: &Site,
    asked: MaintenanceAsked,
    actor: String,
) -> Result<MaintenanceView, Problem> {
    let _turn = site.choosing.lock().await;
    if let Some(id) = &asked.campaign_id
        && site.engine().campaign(id.as_str()).is_none()
    {
        return Err(unknown_campaign(id.as_str()));
    }
    if asked.to <= asked.from {
        return Err(Problem::new(422, "maintenance.span_empty", "it ends before it begins")
            .next_step("say `to` after `from`")
            .at("to", asked.to.to_string()));
    }
    if asked.reason.trim().is_empty() {
        return Err(Problem::new(422, "maintenance.reason_missing", "nobody knows why")
            .next_step("say why nobody wants to hear anything")
            .at("reason", Value::Null));
    }
    let id: String = site.parts.world.random()[..6].iter().map(|b| format!("{b:02x}")).collect();
    let row = Maintenance {
        id: format!("mnt_{id}"),
        campaign_id: asked.campaign_id,
        span: Span { from: asked.from, to: asked.to },
        reason: asked.reason.trim().to_owned(),
        is_withdrawn: false,
    };
    commit(site, Fact::Maintenance(row), actor).await?;
    Ok(site.engine().maintenance_view())
}

/// `DELETE /api/v1/maintenance/{id}`: calls one off.
pub async fn call_off(
    State(site): State<Arc<Site>>,
    Extension(Actor(actor)): Extension<Actor>,
    Path(id): Path<String>,
) -> Result<Json<MaintenanceView>, Problem> {
    let _turn = site.choosing.lock().await;
    let known = site.engine().maintenance_view().maintenance;
    let row = known.into_iter().find(|row| row.id == id).ok_or_else(|| {
        Problem::new(404, "maintenance.unknown", format!("there is no maintenance `{id}`"))
            .next_step("list them at /api/v1/maintenance")
    })?;
    if !row.is_withdrawn {
        let row = Maintenance { is_withdrawn: true, ..row };
        commit(&site, Fact::Maintenance(row), actor).await?;
    }
    Ok(Json(site.engine().maintenance_view()))
}
