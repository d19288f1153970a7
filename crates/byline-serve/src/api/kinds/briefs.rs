//! Briefs: what each creator has to know before the first post.

use byline_core::brief::Brief;
use byline_core::entry::Fact;
use serde_json::Value;

use crate::api::kind::{
    Facing, Holds, Kind, Object, default, json, mark_archived, must_exist, optional, required,
};
use crate::api::reading::read;
use crate::problem::Problem;

/// Briefs.
pub const BRIEFS: Kind = Kind {
    path: "briefs",
    name: "brief",
    prefix: "brf_",
    doc: "What one creator has to know for one campaign, on one page.",
    fields: &[
        required("campaign_id", Holds::Text, "for which campaign"),
        required("creator_id", Holds::Text, "for whom"),
        optional("disclosure_words", Holds::Text, "words in every post, such as `#ad`"),
        optional("posting", Holds::Object, "when to post, `{from, to}`"),
        optional("dos", Holds::List, "what to do, a sentence each"),
        optional("donts", Holds::List, "what to avoid, such as `Promising results.`"),
        optional("places", Holds::List, "where the link goes, `{platform, text}`; default usual"),
        optional("does_show_results", Holds::Flag, "whether the creator sees own results"),
        optional("is_archived", Holds::Flag, "whether it is out of use; history stays"),
        optional(
            "token_digest",
            Holds::Text,
            "digest of the private link's token; only /invites sets it",
        ),
    ],
    list: |engine, page| page.cut(engine.briefs(), |row| row.id.as_str()),
    get: |engine, id| engine.brief(id).map(json),
    complete: |object, _| {
        default(object, "disclosure_words", "");
        for list in ["dos", "donts", "places"] {
            default(object, list, Vec::<Value>::new());
        }
        default(object, "does_show_results", false);
        default(object, "is_archived", false);
        Ok(())
    },
    declare,
    archive: mark_archived,
    restate: |object| read(object).map(Fact::Brief),
};

fn declare(object: Object, facing: &Facing<'_>) -> Result<Fact, Problem> {
    let brief: Brief = read(object)?;
    let engine = facing.engine;
    let (campaign, creator) = (brief.campaign_id.as_str(), brief.creator_id.as_str());
    must_exist(engine.campaign(campaign).is_some(), "campaign", campaign)?;
    must_exist(engine.creator(creator).is_some(), "creator", creator)?;
    if let Some(posting) = brief.posting.filter(|posting| posting.to <= posting.from) {
        let detail = "the posting window ends before it begins";
        return Err(Problem::new(422, "brief.window_backwards", detail)
            .next_step("let `to` come after `from`")
            .at("posting", posting.to.to_string()));
    }
    let is_other = |other: &&Brief| {
        let is_same_pair =
            other.campaign_id == brief.campaign_id && other.creator_id == brief.creator_id;
        is_same_pair && other.id != brief.id && !other.is_archived
    };
    if let Some(other) = engine.briefs().find(is_other).filter(|_| !brief.is_archived) {
        let detail = format!("the creator has the brief `{}` for this campaign", other.id);
        return Err(Problem::new(409, "brief.taken", detail)
            .next_step("change that one with PATCH, or archive it")
            .at("creator_id", creator));
    }
    let held = engine.brief(brief.id.as_str()).and_then(|held| held.token_digest.as_ref());
    if held != brief.token_digest.as_ref() {
        let detail = "the digest of the private link is not for anybody to set";
        return Err(Problem::new(422, "brief.token_digest", detail)
            .next_step("make a private link with POST /api/v1/campaigns/{id}/invites")
            .at("token_digest", json(&brief.token_digest)));
    }
    Ok(Fact::Brief(brief))
}
