//! Creators, and the deals that the brand made with them.

use byline_core::creator::{Account, Creator, Deal, Platform};
use byline_core::entry::Fact;
use serde_json::Value;

use crate::api::kind::{
    Facing, Holds, Kind, Object, default, json, mark_archived, must_exist, optional, required,
};
use crate::api::reading::read;
use crate::problem::Problem;

/// Creators.
pub const CREATORS: Kind = Kind {
    path: "creators",
    name: "creator",
    prefix: "crt_",
    doc: "The person who makes content.",
    fields: &[
        required("name", Holds::Text, "the name that people know"),
        optional(
            "accounts",
            Holds::List,
            "accounts `{platform, handle, platform_user_id, \
            n_followers}`; platform is tiktok, instagram, youtube or other",
        ),
        optional(
            "aliases",
            Holds::List,
            "names that other systems use, `{kind, issuer, text}`, such as an affiliate id",
        ),
        optional("category", Holds::Text, "what the content is about"),
        optional("country", Holds::Text, "ISO 3166-1 alpha-2"),
        optional("notes", Holds::Text, "free text for the team"),
        optional("is_archived", Holds::Flag, "whether the creator is out of use; history stays"),
    ],
    list: |engine, page| page.cut(engine.creators(), |row| row.id.as_str()),
    get: |engine, id| engine.creator(id).map(json),
    complete: |object, _| {
        default(object, "accounts", Vec::<Value>::new());
        default(object, "is_archived", false);
        Ok(())
    },
    declare: declare_creator,
    archive: mark_archived,
    restate: |object| read(object).map(Fact::Creator),
};

/// Deals.
pub const DEALS: Kind = Kind {
    path: "deals",
    name: "deal",
    prefix: "deal_",
    doc: "What brand and creator agreed on for one campaign.",
    fields: &[
        required("campaign_id", Holds::Text, "for which campaign"),
        required("creator_id", Holds::Text, "with whom"),
        optional("fee", Holds::Object, "the fixed fee, `{minor, currency}`"),
        optional(
            "commission_bp",
            Holds::Integer,
            "commission in hundredths of a percent; default 0",
        ),
        optional("amplification", Holds::Object, "when paid spend may run, `{from, to}`"),
        optional("terms", Holds::Text, "free text: exclusivity, caps, extension"),
        optional(
            "week",
            Holds::Object,
            "revenue of a week between which the creator is expected, `{floor_minor, \
             ceiling_minor}`; default as `gate.week` of the campaign has it",
        ),
        optional("is_archived", Holds::Flag, "whether the deal is out of use; history stays"),
    ],
    list: |engine, page| page.cut(engine.deals(), |row| row.id.as_str()),
    get: |engine, id| engine.deals().find(|deal| deal.id.as_str() == id).map(json),
    complete: |object, _| {
        default(object, "commission_bp", 0);
        default(object, "is_archived", false);
        Ok(())
    },
    declare: declare_deal,
    archive: mark_archived,
    restate: |object| read(object).map(Fact::Deal),
};

fn declare_creator(object: Object, facing: &Facing<'_>) -> Result<Fact, Problem> {
    let mut creator: Creator = read(object)?;
    if creator.name.trim().is_empty() {
        return Err(Problem::new(422, "creator.name_empty", "the name is empty")
            .next_step("give the name that people know")
            .at("name", creator.name));
    }
    for account in &mut creator.accounts {
        account.handle = account.handle.trim().trim_start_matches('@').to_owned();
    }
    let mut platforms: Vec<_> = creator.accounts.iter().map(|account| account.platform).collect();
    platforms.sort_unstable();
    if platforms.windows(2).any(|pair| pair[0] == pair[1]) {
        let detail = "two accounts are on one platform";
        return Err(Problem::new(422, "creator.account_repeated", detail)
            .next_step("keep the account that is in use now")
            .at("accounts", json(&creator.accounts)));
    }
    must_be_free(&creator, facing)?;
    Ok(Fact::Creator(creator))
}

/// An account is one creator's. What a creator had before is not judged again.
fn must_be_free(creator: &Creator, facing: &Facing<'_>) -> Result<(), Problem> {
    let is_same = |a: &Account, b: &Account| {
        a.platform == b.platform && a.handle.eq_ignore_ascii_case(&b.handle)
    };
    let had = facing.engine.creator(creator.id.as_str()).map(|it| it.accounts.clone());
    let had = had.unwrap_or_default();
    let is_news = |account: &&Account| {
        account.platform != Platform::Other && !had.iter().any(|known| is_same(known, account))
    };
    for account in creator.accounts.iter().filter(is_news) {
        let holds = |other: &&Creator| {
            other.id != creator.id
                && !other.is_archived
                && other.accounts.iter().any(|known| is_same(known, account))
        };
        if let Some(other) = facing.engine.creators().find(holds) {
            let (platform, handle) = (account.platform.name(), &account.handle);
            let detail = format!("{platform} @{handle} is the account of {}", other.name);
            return Err(Problem::new(409, "creator.account_taken", detail)
                .next_step(format!("use the creator `{}`, or mend the handle", other.id))
                .at("accounts", handle.as_str()));
        }
    }
    Ok(())
}

fn declare_deal(object: Object, facing: &Facing<'_>) -> Result<Fact, Problem> {
    let deal: Deal = read(object)?;
    let engine = facing.engine;
    let (campaign, creator) = (deal.campaign_id.as_str(), deal.creator_id.as_str());
    must_exist(engine.campaign(campaign).is_some(), "campaign", campaign)?;
    must_exist(engine.creator(creator).is_some(), "creator", creator)?;
    let wrong = |field: &str, value: Value, detail: &str| {
        Err(Problem::new(422, "deal.terms_invalid", detail)
            .next_step("check fee, commission_bp and amplification")
            .at(field, value))
    };
    if let Some(fee) = deal.fee.filter(|fee| fee.minor < 0) {
        return wrong("fee.minor", fee.minor.into(), "the fee is below zero");
    }
    if 10_000 < deal.commission_bp {
        let bp = deal.commission_bp.into();
        return wrong("commission_bp", bp, "the commission is over 100%, which is 10000");
    }
    if let Some(span) = deal.amplification.filter(|span| span.to <= span.from) {
        let to = span.to.to_string().into();
        return wrong("amplification.to", to, "the stretch ends before it begins");
    }
    if !deal.week.is_sound() {
        let detail = "floor and ceiling of a week are above zero, and the floor is the lower one";
        return wrong("week", Value::Null, detail);
    }
    Ok(Fact::Deal(deal))
}
