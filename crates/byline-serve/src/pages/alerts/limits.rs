//! The target and the limits of a campaign: what it is to bring, what an hour and a week of each
//! creator are to bring, and what a click may cost; and the form that sets them.

use std::sync::Arc;

use axum::extract::{Extension, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use byline_core::campaign::Campaign;
use byline_core::creator::WeekLimits;
use byline_core::money::Money;
use maud::{Markup, html};

use super::forms::Fields;
use super::rules::{href, refused};
use crate::api::{LimitsAsked, set_limits_now};
use crate::guard::Actor;
use crate::pages::links::segment;
use crate::pages::notices;
use crate::pages::wizard::minor;
use crate::payload::Payload;
use crate::problem::Problem;
use crate::site::Site;

/// The fields: name, label, and what it is for.
const FIELDS: [(&str, &str, &str); 5] = [
    (
        "target",
        "Revenue target of the campaign",
        "Divided by the budget it says what is wanted of each price that is due.",
    ),
    ("floor", "Call somebody when an hour earns less than", "Once an hour had earned as much."),
    ("cpc_ceiling", "A click may cost at most", "Who costs a quarter more is red."),
    (
        "week_floor",
        "A creator's week is to bring at least",
        "Unless their deal says otherwise; part of it in a part of a week.",
    ),
    (
        "week_ceiling",
        "From so much a week on, do more with a creator",
        "Unless their deal says otherwise.",
    ),
];

/// `POST /campaigns/{id}/limits`: sets all of them; an empty one is taken away.
pub async fn set(
    State(site): State<Arc<Site>>,
    Extension(Actor(actor)): Extension<Actor>,
    Path(id): Path<String>,
    Payload(body): Payload,
) -> Response {
    let Some(campaign) = site.engine().campaign(&id).cloned() else {
        return (StatusCode::NOT_FOUND, notices::not_found()).into_response();
    };
    let done = match read(&campaign, &Fields(&body)) {
        Ok(asked) => set_limits_now(&site, &id, asked, actor).await,
        Err(problem) => Err(problem),
    };
    match done {
        Ok(()) => Redirect::to(&limits_href(&id)).into_response(),
        Err(problem) => refused(&site, &id, &body, problem),
    }
}

/// Where they are set.
fn limits_href(campaign: &str) -> String {
    format!("{}#limits", href(campaign))
}

fn read(campaign: &Campaign, fields: &Fields<'_>) -> Result<LimitsAsked, Problem> {
    let amount = |name: &str| {
        let said = fields.said(name);
        let minor = said.map(|text| minor(name, &text, campaign.currency)).transpose();
        minor.map(|minor| minor.filter(|minor| 0 < *minor))
    };
    Ok(LimitsAsked {
        target_minor: amount("target")?,
        floor_minor: amount("floor")?,
        cpc_ceiling_minor: amount("cpc_ceiling")?,
        week: WeekLimits {
            floor_minor: amount("week_floor")?,
            ceiling_minor: amount("week_ceiling")?,
        },
    })
}

/// What holds of a field, as it is typed.
fn known(campaign: &Campaign, name: &str) -> Option<String> {
    let terms = campaign.gate.as_ref()?;
    let minor = match name {
        "target" => terms.benchmark("revenue").map(|row| row.value_micro / 1_000_000),
        "floor" => terms.floor_minor,
        "cpc_ceiling" => terms.cpc_ceiling_minor,
        "week_floor" => terms.week.floor_minor,
        _ => terms.week.ceiling_minor,
    };
    minor.map(|minor| Money { minor, currency: campaign.currency }.decimal_text())
}

/// The form with what was typed, else with what holds.
pub fn render(campaign: &Campaign, typed: &Fields<'_>) -> Markup {
    let is_typed = FIELDS.iter().any(|(name, ..)| typed.said(name).is_some());
    let value = |name: &str| match is_typed {
        true => typed.text(name),
        false => known(campaign, name).unwrap_or_default(),
    };
    let action = format!("/campaigns/{}/limits", segment(campaign.id.as_str()));
    html! {
        form.fields method="post" action=(action) {
            @for (name, label, hint) in FIELDS {
                label for=(name) { (label) ", " (campaign.currency.as_str()) }
                input id=(name) name=(name) inputmode="decimal" maxlength="30" value=(value(name))
                    aria-describedby={ (name) "-hint" };
                small id={ (name) "-hint" } { (hint) }
            }
            small { "What is left empty holds for nobody. Each change is kept in the log." }
            p.actions { button.button { "Set target and limits" } }
        }
    }
}
