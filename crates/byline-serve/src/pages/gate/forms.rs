//! Forms of the gate: private links to briefs, and answering for what a check found.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::extract::{Extension, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use byline_core::gate::Check;
use byline_core::id::CreatorId;
use byline_engine::view::{GateState, GateView, JudgedFinding, WaiverView};
use maud::{Markup, html};
use url::form_urlencoded;

use super::{Said, answered, href, refused};
use crate::api::{Invite, WaiverAsked, invite_now, seen, waive_now};
use crate::guard::Actor;
use crate::pages::links;
use crate::pages::parts::{Tone, card, empty, name, tag};
use crate::pages::shell::Banner;
use crate::pages::words;
use crate::payload::Payload;
use crate::problem::Problem;
use crate::site::Site;

/// What a form says of everybody. Nobody is chosen beforehand, so that nothing is done for all by
/// one press.
const EVERYBODY: &str = "*";

/// The creator that something is about, by id and name; none for everybody.
type Who<'v> = Option<(&'v str, &'v str)>;

/// Puts a waiver into force, or takes it back.
pub async fn waive(
    State(site): State<Arc<Site>>,
    Extension(Actor(actor)): Extension<Actor>,
    Path(id): Path<String>,
    Payload(body): Payload,
) -> Response {
    let asked = match waiver(&body) {
        Ok(asked) => asked,
        Err(problem) => return refused(&site, &id, problem),
    };
    match waive_now(&site, &id, asked, actor).await {
        Ok(_) => Redirect::to(&href(&id)).into_response(),
        Err(problem) => refused(&site, &id, problem),
    }
}

fn waiver(form: &[u8]) -> Result<WaiverAsked, Problem> {
    let field = |name: &str| {
        let mut fields = form_urlencoded::parse(form);
        fields.find(|(key, _)| key == name).map_or(String::new(), |(_, text)| text.into_owned())
    };
    let said = field("check");
    let check = Check::from_key(&said).ok_or_else(|| {
        Problem::new(422, "launch.check_unknown", "no check was chosen")
            .next_step("choose the check that somebody answers for")
            .at("check", said)
    })?;
    let creator_id = one_of(&field("creator_id"))?;
    let seen = field(&seen_field(check));
    Ok(WaiverAsked {
        creator_id: creator_id.map(CreatorId::from),
        check,
        by: field("by"),
        reason: field("reason"),
        is_withdrawn: field("step") == "withdraw",
        seen: Some(seen).filter(|seen| !seen.is_empty()),
    })
}

/// The creator that a form names; `None` of everybody.
fn one_of(said: &str) -> Result<Option<String>, Problem> {
    match said {
        "" => Err(Problem::new(422, "launch.nobody_chosen", "nobody was chosen")
            .next_step("choose one creator, or everybody")
            .at("creator_id", "")),
        EVERYBODY => Ok(None),
        id => Ok(Some(id.to_owned())),
    }
}

/// The field that carries what a check was seen to find.
fn seen_field(check: Check) -> String {
    format!("seen-{}", check.key())
}

/// Makes private links, for one creator or for all, and shows them this once.
pub async fn invite(
    State(site): State<Arc<Site>>,
    Extension(Actor(actor)): Extension<Actor>,
    Path(id): Path<String>,
    Payload(body): Payload,
) -> Response {
    let mut fields = form_urlencoded::parse(&body);
    let said = fields.find(|(name, _)| name == "creator_id");
    let only = match one_of(said.as_ref().map_or("", |(_, id)| id)) {
        Ok(only) => only.map(|id| vec![CreatorId::from(id)]),
        Err(problem) => return refused(&site, &id, problem),
    };
    match invite_now(&site, &id, only.as_deref(), actor).await {
        Ok(invites) => {
            let banner = invites.is_empty().then(|| Banner {
                tone: Tone::Warn,
                text: "Nobody has a brief yet, so there is nothing to invite to.".to_owned(),
                next: None,
            });
            answered(&site, &id, StatusCode::OK, Said { banner, invites })
        }
        Err(problem) => refused(&site, &id, problem),
    }
}

/// The private links that were just made.
pub fn invited(view: &GateView, invites: &[Invite]) -> Markup {
    let name_of = |id: &CreatorId| {
        let row = view.creators.iter().find(|row| row.is_called(id));
        row.map_or(id.as_str().to_owned(), |row| row.name.clone())
    };
    card(
        "invited",
        "Private links",
        "shown this once",
        html! {
            p.note {
                "Send each creator theirs. Nobody can look them up again; making new ones closes "
                "these."
            }
            div.scroll tabindex="0" role="group" aria-label="Private links" { table {
                thead { tr { th scope="col" { "Creator" } th scope="col" { "Link" } } }
                tbody { @for invite in invites {
                    tr {
                        th scope="row" { (name(&name_of(&invite.creator_id))) }
                        td.wide { code { (invite.url) } }
                    }
                } }
            } }
        },
    )
}

/// The form that makes private links.
pub fn invite_form(view: &GateView) -> Markup {
    if view.creators.is_empty() {
        return empty("Nobody is in this campaign yet.");
    }
    html! {
        form.fields method="post" action=(address(view, "invites")) {
            label for="invite-creator" { "For whom" }
            select id="invite-creator" name="creator_id" required {
                option value="" { "Choose" }
                option value=(EVERYBODY) {
                    "Everybody who has a brief: closes every link that was sent"
                }
                @for row in &view.creators {
                    option value=(row.creator_id) { (row.name) }
                }
            }
            small {
                "Each link opens one creator's brief: their link and code, what to say, and a "
                "button that says it was read. A new link closes the one before."
            }
            p.actions { button.button { "Make private links" } }
        }
    }
}

/// The form that answers for a check, and what is answered for.
pub fn waive_form(view: &GateView) -> Markup {
    let held = view
        .creators
        .iter()
        .filter(|row| row.state != GateState::Live || !row.held_links.is_empty());
    let own = view.creators.iter().flat_map(|row| {
        row.findings.iter().map(move |found| (Some((row.creator_id.as_str(), &*row.name)), found))
    });
    let all: Vec<(Who<'_>, &JudgedFinding)> =
        view.findings.iter().map(|found| (None, found)).chain(own).collect();
    let open: BTreeSet<Check> =
        all.iter().filter(|(_, row)| row.does_hold()).map(|(_, row)| row.finding.check()).collect();
    // One waiver may cover many findings.
    let waived: BTreeMap<(Who<'_>, Check), &WaiverView> = all
        .iter()
        .filter_map(|(who, row)| {
            let waiver = row.waiver.as_ref()?;
            let who = who.filter(|_| !waiver.is_for_all);
            Some(((who, row.finding.check()), waiver))
        })
        .collect();
    html! {
        @if open.is_empty() {
            (empty("No check holds anybody. Nothing has to be answered for."))
        } @else {
            form.fields method="post" action=(address(view, "waivers")) {
                @for check in &open {
                    input type="hidden" name=(seen_field(*check)) value=(seen(view, *check));
                }
                label for="waive-check" { "Check" }
                select id="waive-check" name="check" required {
                    option value="" { "Choose" }
                    @for check in &open { option value=(check.key()) { (check.title()) } }
                }
                label for="waive-creator" { "For whom" }
                select id="waive-creator" name="creator_id" required {
                    option value="" { "Choose" }
                    option value=(EVERYBODY) { "Everybody" }
                    @for row in held { option value=(row.creator_id) { (row.name) } }
                }
                label for="waive-by" { "Who answers for it" }
                input id="waive-by" name="by" required maxlength="100" autocomplete="name";
                label for="waive-reason" { "Reason" }
                input id="waive-reason" name="reason" required maxlength="500";
                small {
                    "It covers what the check finds now. A link that is made later is held anew."
                }
                p.actions { button.button { "Waive it" } }
            }
        }
        @for (about, waiver) in waived { (taken_back(view, about, waiver)) }
    }
}

/// A waiver in force, with the button that takes it back.
fn taken_back(view: &GateView, (who, check): (Who<'_>, Check), waiver: &WaiverView) -> Markup {
    let field = format!("by-{}-{}", check.key(), who.map_or("", |(id, _)| id));
    html! {
        form.inset method="post" action=(address(view, "waivers")) {
            p.note {
                (tag(Tone::Warn, "waived")) " " (check.title()) ", "
                (name(who.map_or("everybody", |(_, name)| name))) ": "
                (name(&words::sentence(&waiver.reason))) " (" (name(&waiver.by)) ")"
            }
            p.at-once {
                input type="hidden" name="check" value=(check.key());
                input type="hidden" name="creator_id" value=(who.map_or(EVERYBODY, |(id, _)| id));
                input type="hidden" name="reason" value=(waiver.reason);
                label.unseen for=(field) { "Who takes it back" }
                input id=(field) name="by" required maxlength="100" placeholder="your name";
                " "
                button.button name="step" value="withdraw" { "Take it back" }
            }
        }
    }
}

fn address(view: &GateView, what: &str) -> String {
    format!("/campaigns/{}/{what}", links::segment(view.campaign_id.as_str()))
}
