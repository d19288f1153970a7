//! Placements, and the content that fills them.

use byline_core::entry::Fact;
use byline_core::placement::{Content, Placement};

use crate::api::kind::{
    Facing, Holds, Kind, Object, default, json, mark_archived, must_exist, optional, required,
};
use crate::api::reading::read;
use crate::problem::Problem;

/// Placements.
pub const PLACEMENTS: Kind = Kind {
    path: "placements",
    name: "placement",
    prefix: "plc_",
    doc: "One agreed slot: creator x platform x format, in one campaign.",
    fields: &[
        required("campaign_id", Holds::Text, "for which campaign"),
        required("creator_id", Holds::Text, "whose slot"),
        required("platform", Holds::Text, "tiktok, instagram, youtube or other"),
        optional("format", Holds::Text, "reel, story, bio, description...; default post"),
        optional("spot", Holds::Text, "where the link stands, such as bio or pinned_comment"),
        optional("phase", Holds::Text, "the phase of the campaign, such as launch"),
        optional("is_archived", Holds::Flag, "whether it is out of use; history stays"),
    ],
    list: |engine, page| page.cut(engine.placements(), |row| row.id.as_str()),
    get: |engine, id| engine.placement(id).map(json),
    complete: |object, _| {
        default(object, "format", "post");
        default(object, "is_archived", false);
        Ok(())
    },
    declare: declare_placement,
    archive: mark_archived,
    restate: |object| read(object).map(Fact::Placement),
};

/// Content.
pub const CONTENTS: Kind = Kind {
    path: "contents",
    name: "content",
    prefix: "cnt_",
    doc: "What was published in a placement.",
    fields: &[
        required("placement_id", Holds::Text, "in which slot"),
        optional("url", Holds::Text, "where it can be seen"),
        optional("published_at", Holds::Time, "when it went live; default now"),
        optional("title", Holds::Text, "a few words to know it by"),
        optional(
            "subjects",
            Holds::List,
            "what platforms call it, `{feed, kind, id}`: the post itself and the ads that show it; \
            their figures count here",
        ),
    ],
    list: |engine, page| page.cut(engine.contents(), |row| row.id.as_str()),
    get: |engine, id| engine.contents().find(|content| content.id.as_str() == id).map(json),
    complete: |object, facing| {
        default(object, "published_at", facing.now.to_string());
        Ok(())
    },
    declare: declare_content,
    archive: |_, _| {},
    restate: |object| read(object).map(Fact::Content),
};

fn declare_placement(object: Object, facing: &Facing<'_>) -> Result<Fact, Problem> {
    let placement: Placement = read(object)?;
    let (campaign, creator) = (placement.campaign_id.as_str(), placement.creator_id.as_str());
    must_exist(facing.engine.campaign(campaign).is_some(), "campaign", campaign)?;
    must_exist(facing.engine.creator(creator).is_some(), "creator", creator)?;
    Ok(Fact::Placement(placement))
}

fn declare_content(object: Object, facing: &Facing<'_>) -> Result<Fact, Problem> {
    let content: Content = read(object)?;
    let placement = content.placement_id.as_str();
    must_exist(facing.engine.placement(placement).is_some(), "placement", placement)?;
    Ok(Fact::Content(content))
}
