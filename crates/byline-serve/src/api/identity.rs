//! Who is who, for programs: proposals and unresolved money; merge, take apart, keep apart.
//!
//! A merge is checked and committed under the lock of choices, so that no second account slips in
//! between. Nothing is rewritten: taking a merge back restores every figure.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, State};
use byline_core::alias::Alias;
use byline_core::creator::{Account, Creator};
use byline_core::entry::Fact;
use byline_core::id::{CodeId, CreatorId, LinkId};
use byline_core::identity::verdict::{Distinct, Merged, Party, Unmerged};
use serde::Deserialize;
use serde_json::{Value, json};

use super::change::letters;
use super::reading::read_wish;
use crate::guard::Actor;
use crate::payload::Document;
use crate::port::NewFact;
use crate::problem::Problem;
use crate::site::Site;

/// `GET /api/v1/identities`
pub async fn view(State(site): State<Arc<Site>>) -> Json<Value> {
    let engine = site.engine();
    Json(json!(site.identities(&engine)))
}

/// Whom to merge into whom.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MergeAsked {
    /// Who goes on.
    pub kept: CreatorId,
    /// Who goes on under that id: a creator, or a name that nobody has.
    pub gone: Party,
    /// Why, in words.
    #[serde(default)]
    pub reason: Option<String>,
    /// Whether to say only what would change.
    #[serde(default)]
    pub is_preview: bool,
}

/// `POST /api/v1/identities/merge`
pub async fn merge(
    State(site): State<Arc<Site>>,
    Extension(Actor(actor)): Extension<Actor>,
    Document(body): Document,
) -> Result<Json<Value>, Problem> {
    merge_now(&site, read_wish(&body)?, actor).await.map(Json)
}

/// Merges, or says what merging would change.
pub async fn merge_now(site: &Site, asked: MergeAsked, actor: String) -> Result<Value, Problem> {
    let _turn = site.choosing.lock().await;
    let (preview, fact) = match &asked.gone {
        Party::Creator(gone) => {
            let preview = site.engine().merge_preview(&asked.kept, gone);
            let preview = preview.ok_or_else(|| unknown(&format!("{}` or `{gone}", asked.kept)))?;
            if let Some(obstacle) = preview.obstacle.as_ref().filter(|_| !asked.is_preview) {
                return Err(Problem::new(409, "identity.cannot_merge", obstacle.clone())
                    .next_step("archive the account that is not theirs, or keep the two apart"));
            }
            let (kept, gone) = (asked.kept.clone(), gone.clone());
            (json!(preview), Fact::Merged(Merged { kept, gone, reason: asked.reason.clone() }))
        }
        Party::Name(alias) => {
            let fact = Fact::Creator(named(site, &asked.kept, alias)?);
            (Value::Null, fact)
        }
    };
    if !asked.is_preview {
        commit(site, vec![fact], actor).await?;
    }
    Ok(json!({ "kept": asked.kept, "gone": asked.gone, "is_done": !asked.is_preview,
        "preview": preview }))
}

/// The creator who goes by `alias` too from now on.
fn named(site: &Site, id: &CreatorId, alias: &Alias) -> Result<Creator, Problem> {
    let engine = site.engine();
    let mut creator = engine.creator(id.as_str()).ok_or_else(|| unknown(id.as_str()))?.clone();
    if !creator.aliases.contains(alias) {
        creator.aliases.push(alias.clone());
    }
    Ok(creator)
}

/// What to take apart: a whole merge, or some of what a creator goes by.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, untagged)]
pub enum SplitAsked {
    /// Whose merge is taken back.
    Merge {
        /// Whose id stood for another's.
        gone: CreatorId,
    },
    /// What becomes a creator of its own.
    Parts {
        /// From whom it is taken.
        creator_id: CreatorId,
        /// What the new creator is called.
        name: String,
        /// Accounts by platform and handle, such as `tiktok:ana`; the handle alone where the
        /// creator has it on one platform only.
        #[serde(default)]
        handles: Vec<String>,
        /// Names that other systems use.
        #[serde(default)]
        aliases: Vec<Alias>,
        /// Links, by id.
        #[serde(default)]
        link_ids: Vec<LinkId>,
        /// Codes, by id.
        #[serde(default)]
        code_ids: Vec<CodeId>,
    },
}

/// `POST /api/v1/identities/split`
pub async fn split(
    State(site): State<Arc<Site>>,
    Extension(Actor(actor)): Extension<Actor>,
    Document(body): Document,
) -> Result<Json<Value>, Problem> {
    split_now(&site, read_wish(&body)?, actor).await.map(Json)
}

/// Takes apart; tells who stands for themselves now.
pub async fn split_now(site: &Site, asked: SplitAsked, actor: String) -> Result<Value, Problem> {
    let _turn = site.choosing.lock().await;
    let (id, facts) = match asked {
        SplitAsked::Merge { gone } => {
            if site.engine().owner_of(gone.as_str()) == gone.as_str() {
                let detail = format!("`{gone}` is merged into nobody");
                return Err(Problem::new(409, "identity.not_merged", detail)
                    .next_step("list the merges in force at /api/v1/identities"));
            }
            (gone.clone(), vec![Fact::Unmerged(Unmerged { gone })])
        }
        SplitAsked::Parts { .. } => take_out(site, asked)?,
    };
    commit(site, facts, actor).await?;
    Ok(json!({ "creator_id": id }))
}

/// The creator without what is taken out, and a new one who has it.
fn take_out(site: &Site, asked: SplitAsked) -> Result<(CreatorId, Vec<Fact>), Problem> {
    let SplitAsked::Parts { creator_id, name, handles, aliases, link_ids, code_ids } = asked else {
        return Err(Problem::internal());
    };
    let engine = site.engine();
    let old = engine.creator(creator_id.as_str()).ok_or_else(|| unknown(creator_id.as_str()))?;
    let mut old = old.clone();
    let names_it = |said: &str, account: &Account| {
        let (platform, handle) = said.split_once(':').unwrap_or(("", said));
        handle.trim().trim_start_matches('@') == account.handle
            && (platform.is_empty() || platform.trim() == account.platform.key())
    };
    for said in &handles {
        if 1 < old.accounts.iter().filter(|account| names_it(said, account)).count() {
            let detail = format!("`{said}` is the handle of several accounts");
            return Err(Problem::new(422, "identity.nothing_to_split", detail)
                .next_step(format!("say on which platform, such as `tiktok:{said}`"))
                .at("handles", said.as_str()));
        }
    }
    let is_taken = |account: &Account| handles.iter().any(|said| names_it(said, account));
    let (accounts, kept): (Vec<_>, Vec<_>) = old.accounts.into_iter().partition(is_taken);
    old.accounts = kept;
    let (names, kept): (Vec<_>, Vec<_>) =
        old.aliases.into_iter().partition(|alias| aliases.contains(alias));
    old.aliases = kept;
    let id = CreatorId::from(format!("crt_{}", letters(site.parts.world.random(), 14)));
    let links =
        engine.links().filter(|row| link_ids.contains(&row.id) && row.creator_id == creator_id);
    let links: Vec<_> = links.cloned().collect();
    let codes =
        engine.codes().filter(|row| code_ids.contains(&row.id) && row.creator_id == creator_id);
    let codes: Vec<_> = codes.cloned().collect();
    let n_asked = handles.len() + aliases.len() + link_ids.len() + code_ids.len();
    let n_found = accounts.len() + names.len() + links.len() + codes.len();
    if n_found < n_asked || n_asked == 0 || name.trim().is_empty() {
        let detail = format!("{n_found} of {n_asked} identifiers are `{creator_id}`'s");
        return Err(Problem::new(422, "identity.nothing_to_split", detail).next_step(
            "name at least one handle, alias, link or code of the creator, and a name",
        ));
    }
    let new = Creator {
        id: id.clone(),
        name,
        accounts,
        aliases: names,
        category: old.category.clone(),
        country: old.country.clone(),
        notes: None,
        is_archived: false,
    };
    let mut facts = vec![Fact::Creator(old), Fact::Creator(new)];
    // A placement is one creator's: a link that leaves for another leaves its placement too.
    facts.extend(links.into_iter().map(|row| {
        Fact::Link(byline_core::link::Link { creator_id: id.clone(), placement_id: None, ..row })
    }));
    facts.extend(
        codes
            .into_iter()
            .map(|row| Fact::Code(byline_core::code::PromoCode { creator_id: id.clone(), ..row })),
    );
    Ok((id, facts))
}

/// `POST /api/v1/identities/reject`: two are not one; the proposal does not come back.
pub async fn reject(
    State(site): State<Arc<Site>>,
    Extension(Actor(actor)): Extension<Actor>,
    Document(body): Document,
) -> Result<Json<Value>, Problem> {
    reject_now(&site, read_wish(&body)?, actor).await.map(Json)
}

/// Keeps two apart.
pub async fn reject_now(site: &Site, asked: Distinct, actor: String) -> Result<Value, Problem> {
    for party in [&asked.one, &asked.other] {
        if let Party::Creator(id) = party
            && site.engine().creator(id.as_str()).is_none()
        {
            return Err(unknown(id.as_str()));
        }
    }
    let said = asked.in_order();
    let answer = json!(said);
    commit(site, vec![Fact::Distinct(said)], actor).await?;
    Ok(answer)
}

fn unknown(id: &str) -> Problem {
    Problem::new(404, "api.unknown", format!("there is no creator `{id}`"))
        .next_step("list them at /api/v1/creators")
}

async fn commit(site: &Site, facts: Vec<Fact>, actor: String) -> Result<(), Problem> {
    let facts = facts.into_iter().map(|fact| NewFact { fact, dedup: None }).collect();
    site.parts.writer.commit(facts, Some(actor)).await?;
    Ok(())
}

#[cfg(test)]
mod tests;
