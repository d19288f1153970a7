//! The JSON API: what people declare, and what the engine answers.
//!
//! Everything that can be declared is one [`kind::Kind`]: a table of fields, defaults, checks. One
//! set of handlers serves them all, so that every kind lists, creates, changes and archives in the
//! same way. Answers are the engine's own views.

mod acts;
mod alerts;
pub mod answer;
mod change;
mod codes;
mod figures;
mod gate;
mod identity;
mod kind;
mod kinds;
mod links;
mod live;
mod merge;
mod openapi;
mod orders;
mod page;
mod patrol;
mod polls;
mod range;
mod reading;
mod records;
mod rehearsal;
mod replies;
mod review;
mod setup;
mod tag;
#[cfg(test)]
mod tests;
mod verdict;
mod waiting;

use std::sync::Arc;

use axum::Router;
use axum::routing::{delete, get, post};

use crate::site::Site;

pub use alerts::{AdAsked, RulesAsked, Word, change_ad_now, rules_of, say_now, set_rules_now};
pub use alerts::{MovesAsked, approve_now as approve_moves, undo_now as undo_moves};
pub use alerts::{begin_now as begin_time_machine, check as check_rules, unknown_campaign};
pub use change::{change_as, create_as, create_unless, letters};
pub use codes::mark_code;
pub use gate::{Invite, WaiverAsked, inspect_now, invite_now, launch_now, seen, waive_now};
pub use identity::{MergeAsked, SplitAsked, merge_now, reject_now, split_now};
pub use kinds::own_hosts;
pub use kinds::{BRIEFS, CONNECTIONS, CREATORS, DEALS, LINKS};
pub use links::{issue_as, post_as};
pub use polls::tested;
pub use range::Asked;
pub use records::sheet as creator_sheet;
pub use review::{
    DecisionAsked, DecisionsAsked, TaskAsked, decide_now, decide_together_now, follow_now,
    undo_now, undo_together_now,
};
pub use setup::set_up;
pub use verdict::{KindAsked, VerdictAsked, adopt_now, give_now, set_benchmark_now};
pub use verdict::{LimitsAsked, set_limits_now};

#[cfg(test)]
pub use {kinds::ALL as KINDS, openapi::openapi};

/// Every route of the API.
pub fn routes() -> Router<Arc<Site>> {
    let mut router = Router::new()
        .merge(review::routes())
        .route("/api/v1/query", get(figures::query))
        .route("/api/v1/explain", get(figures::explain))
        .route("/api/v1/orders", get(orders::list))
        .route("/api/v1/orders/{id}", get(orders::get))
        .route("/api/v1/freshness", get(figures::freshness))
        .route("/api/v1/claims", get(figures::claims))
        .route("/api/v1/mentions", get(figures::mentions))
        .route("/api/v1/decisions", get(figures::decisions))
        .route("/api/v1/alerts", get(alerts::list))
        .route("/api/v1/alerts/{id}", get(alerts::one))
        .route("/api/v1/alerts/{id}/{word}", post(alerts::say))
        .route("/api/v1/actions", get(alerts::actions))
        .route("/api/v1/campaigns/{id}/rules", get(alerts::rules).put(alerts::set_rules))
        .route("/api/v1/campaigns/{id}/time-machine", post(alerts::begin))
        .route("/api/v1/campaigns/{id}/moves", get(alerts::moves).post(alerts::approve))
        .route("/api/v1/campaigns/{id}/moves/undo", post(alerts::undo))
        .route("/api/v1/time-machine", get(alerts::runs))
        .route("/api/v1/time-machine/{id}", get(alerts::run).delete(alerts::give_up))
        .route("/api/v1/campaigns/{id}/pauses", get(alerts::pauses))
        .route("/api/v1/campaigns/{id}/verdict", get(verdict::verdict).post(verdict::give))
        .route("/api/v1/campaigns/{id}/outlook", get(verdict::outlook))
        .route("/api/v1/campaigns/{id}/benchmarks", post(verdict::adopt))
        .route("/api/v1/playbook", get(verdict::playbook))
        .route("/api/v1/pauses", post(alerts::change_ad))
        .route("/api/v1/maintenance", get(alerts::maintenance).post(alerts::maintain))
        .route("/api/v1/maintenance/{id}", delete(alerts::call_off))
        .route("/api/v1/feeds", get(figures::feeds))
        .route("/api/v1/unowned", get(figures::unowned))
        .route("/api/v1/audit", get(acts::list))
        .route("/api/v1/counters", get(figures::counters))
        .route("/api/v1/quarantine", get(waiting::quarantine))
        .route("/api/v1/quarantine/{inbox_id}/replay", post(waiting::replay))
        .route("/api/v1/waiting", get(waiting::waiting))
        .route("/api/v1/connections/{id}/status", get(polls::status))
        .route("/api/v1/connections/{id}/test", post(polls::test))
        .route("/api/v1/connections/{id}/backfill", post(polls::backfill))
        .route("/api/v1/channels", get(polls::channels))
        .route("/api/v1/setup", post(setup::answer))
        .route("/api/v1/posts", post(links::posts))
        .route("/api/v1/links/{id}/qr.svg", get(links::qr_svg))
        .route("/api/v1/links/{id}/qr.png", get(links::qr_png))
        .route("/api/v1/links/{id}/findings", get(links::findings))
        .route("/api/v1/link-findings", get(links::all_findings))
        .route("/api/v1/creator-records", get(records::document))
        .route("/api/v1/links/patrol", get(patrol::patrol))
        .route("/api/v1/links/misfiled", get(patrol::misfiled))
        .route("/api/v1/creators/{id}/handles", get(patrol::handles))
        .route("/api/v1/campaigns/{id}/gate", get(gate::view))
        .route("/api/v1/campaigns/{id}/launch", post(gate::launch))
        .route("/api/v1/campaigns/{id}/waivers", post(gate::waive))
        .route("/api/v1/campaigns/{id}/invites", post(gate::invite))
        .route("/api/v1/contents/{id}/inspections", post(gate::inspect))
        .route("/api/v1/creators/{id}/disclosures", get(gate::disclosures))
        .route("/api/v1/identities", get(identity::view))
        .route("/api/v1/identities/merge", post(identity::merge))
        .route("/api/v1/identities/split", post(identity::split))
        .route("/api/v1/identities/reject", post(identity::reject))
        .route("/api/v1/live", get(live::stream))
        .route("/api/v1/openapi.json", get(openapi::document));
    for kind in kinds::ALL {
        router = router.merge(change::routes(kind));
    }
    router
}
