//! Links: slugs that people click, and the addresses they land on.

use byline_core::entry::Fact;
use byline_core::link::{Link, Utm, destination, slug};
use serde_json::{Value, json as object};
use url::Url;

use crate::api::change::letters;
use crate::api::kind::{
    Facing, Holds, Kind, Object, default, json, mark_archived, must_exist, optional, required, text,
};
use crate::api::reading::read;
use crate::problem::Problem;
use crate::site::Settings;

/// Links.
pub const LINKS: Kind = Kind {
    path: "links",
    name: "link",
    prefix: "lnk_",
    doc: "A tracked short link of one creator in one campaign.",
    fields: &[
        required("campaign_id", Holds::Text, "for which campaign"),
        required("creator_id", Holds::Text, "whose link"),
        required("destination", Holds::Text, "where clicks land: an https address"),
        optional("slug", Holds::Text, "the last part of the short address; default random"),
        optional("placement_id", Holds::Text, "in which slot"),
        optional("content_id", Holds::Text, "in which content"),
        optional(
            "utm",
            Holds::Object,
            "source, medium, campaign, content, term; default from \
            platform, campaign, format and creator",
        ),
        optional("is_paused", Holds::Flag, "whether clicks go to the fallback instead"),
        optional("fallback", Holds::Text, "where clicks land while it is paused"),
        optional("is_archived", Holds::Flag, "whether it is out of use; history stays"),
    ],
    list: |engine, page| page.cut(engine.links(), |row| row.id.as_str()),
    get: |engine, id| engine.link(id).map(json),
    complete,
    declare,
    archive: mark_archived,
    restate: |object| read(object).map(Fact::Link),
};

fn complete(new: &mut Object, facing: &Facing<'_>) -> Result<(), Problem> {
    if !facing.settings.may_choose_slugs && !text(new, "slug").is_empty() {
        let error = slug::SlugError::NotByHand;
        return Err(Problem::new(422, error.code(), error.to_string())
            .next_step(error.next_step())
            .at("slug", text(new, "slug")));
    }
    default(new, "slug", letters(facing.random, slug::RANDOM_CHARS));
    default(new, "is_paused", false);
    default(new, "is_archived", false);
    let mut utm = utm_of(new, facing);
    if let Some(asked) = new.remove("utm") {
        crate::api::merge::lay_over(&mut utm, asked);
    }
    new.insert("utm".to_owned(), utm);
    Ok(())
}

/// The five fields, from what the link belongs to.
fn utm_of(new: &Object, facing: &Facing<'_>) -> Value {
    let engine = facing.engine;
    let placement = engine.placement(text(new, "placement_id"));
    let campaign = engine.campaign(text(new, "campaign_id"));
    let creator = engine.creator(text(new, "creator_id"));
    // The same on every platform, or reports by `utm_term` would show several creators.
    let handle = creator.and_then(|row| row.accounts.first()).map(|it| it.handle.as_str());
    let source = placement.map_or("creator", |slot| slot.platform.key());
    let term = handle.unwrap_or_else(|| text(new, "creator_id"));
    object!({
        "source": source,
        "medium": "creator",
        "campaign": words(campaign.map_or("", |campaign| campaign.name.as_str())),
        "content": words(placement.map_or("link", |slot| slot.format.as_str())),
        "term": words(term),
    })
}

/// Lower-case words with hyphens between them.
fn words(text: &str) -> String {
    let is_kept = |c: char| c.is_alphanumeric() || c == '.' || c == '_';
    let parts = text.split(|c: char| !is_kept(c)).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("-").to_lowercase()
}

fn declare(object: Object, facing: &Facing<'_>) -> Result<Fact, Problem> {
    let mut link: Link = read(object)?;
    let engine = facing.engine;
    let (campaign, creator) = (link.campaign_id.as_str(), link.creator_id.as_str());
    must_exist(engine.campaign(campaign).is_some(), "campaign", campaign)?;
    must_exist(engine.creator(creator).is_some(), "creator", creator)?;
    if let Some(placement) = &link.placement_id {
        let slot = engine.placement(placement.as_str());
        must_exist(slot.is_some(), "placement", placement.as_str())?;
        if slot.is_some_and(|slot| slot.creator_id != link.creator_id) {
            let detail = "the placement belongs to another creator";
            return Err(Problem::new(422, "link.placement_of_other", detail)
                .next_step("use a placement of this creator, or leave it out")
                .at("placement_id", placement.as_str()));
        }
    }
    check_slug(&link, facing)?;
    check_addresses(&mut link, facing)?;
    if link.utm == Utm::default() {
        let detail = "every UTM field is empty";
        return Err(Problem::new(422, "link.utm_empty", detail)
            .next_step("leave `utm` out to get all five fields")
            .at("utm", json(&link.utm)));
    }
    Ok(Fact::Link(link))
}

/// Checks the slug. One that was accepted before is not judged again while it stays the same.
fn check_slug(link: &Link, facing: &Facing<'_>) -> Result<(), Problem> {
    let slug = link.slug.as_str();
    let held = facing.engine.link(link.id.as_str());
    if held.is_some_and(|held| held.slug == slug) {
        return Ok(());
    }
    slug::check(slug).map_err(|error| {
        Problem::new(422, error.code(), error.to_string())
            .next_step(error.next_step())
            .at("slug", slug)
    })?;
    let holder = facing.engine.link_by_slug(slug);
    if holder.is_some_and(|holder| holder.id != link.id) {
        return Err(Problem::new(409, "link.slug_taken", format!("the slug `{slug}` is taken"))
            .next_step("choose another, or leave it out for a random one")
            .at("slug", slug));
    }
    match facing.engine.link_like(slug, &link.id) {
        None => Ok(()),
        Some(like) => {
            let detail = format!("`{slug}` cannot be told from the slug `{}` by eye", like.slug);
            Err(Problem::new(409, "link.slug_lookalike", detail)
                .next_step("choose another, or leave it out for a random one")
                .at("slug", slug))
        }
    }
}

/// Checks where clicks land. What was accepted before is not judged again while it stays the same:
/// whoever pauses a link must not be asked to mend its destination first.
fn check_addresses(link: &mut Link, facing: &Facing<'_>) -> Result<(), Problem> {
    let held = facing.engine.link(link.id.as_str());
    if held.is_none_or(|held| held.destination != link.destination) {
        link.destination = checked_address("destination", &link.destination, facing.settings)?;
    }
    let is_new = held.is_none_or(|held| held.fallback != link.fallback);
    if let Some(fallback) = link.fallback.as_mut().filter(|_| is_new) {
        *fallback = checked_address("fallback", fallback, facing.settings)?;
    }
    Ok(())
}

/// A destination that is safe to send people to, as it will be stored.
fn checked_address(field: &str, address: &str, settings: &Settings) -> Result<String, Problem> {
    let own_hosts = own_hosts(settings);
    let allowed_hosts = &settings.destination_hosts;
    let policy = destination::Policy { allowed_hosts, own_hosts: &own_hosts };
    destination::check(address, &policy).map_err(|why| {
        Problem::new(422, "link.destination_refused", format!("`{address}`: {why}"))
            .next_step("give an https address of your shop, without user and password")
            .at(field, address)
            .because(why.code())
    })
}

/// The hosts of the short links: no link leads back to them.
pub fn own_hosts(settings: &Settings) -> Vec<String> {
    let own = Url::parse(&settings.links_url).ok();
    own.and_then(|own| own.host_str().map(str::to_owned)).into_iter().collect()
}
