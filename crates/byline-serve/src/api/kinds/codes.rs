//! Promo codes: words at checkout that name a creator.

use byline_core::code::{PromoCode, normal_form};
use byline_core::entry::Fact;
use byline_core::time::Timestamp;
use serde_json::Value;

use crate::api::kind::{
    Facing, Holds, Kind, Object, default, json, must_exist, optional, required, text,
};
use crate::api::reading::read;
use crate::problem::Problem;

/// Promo codes.
pub const CODES: Kind = Kind {
    path: "codes",
    name: "code",
    prefix: "code_",
    doc: "A code at checkout that names a creator while it is valid.",
    fields: &[
        required("campaign_id", Holds::Text, "for which campaign"),
        required("creator_id", Holds::Text, "whose code"),
        required("code", Holds::Text, "the code; stored upper case without spaces"),
        optional("valid_from", Holds::Time, "the first instant at which it counts; default always"),
        optional("valid_to", Holds::Time, "the first instant at which it no longer counts"),
        optional("policy", Holds::Text, "touch (default), always, if_involved or never"),
        optional("is_leaked", Holds::Flag, "whether it is public; then it needs a click too"),
        optional("is_archived", Holds::Flag, "whether it is out of use; history stays"),
    ],
    list: |engine, page| page.cut(engine.codes(), |row| row.id.as_str()),
    get: |engine, id| engine.code(id).map(json),
    complete: |object, _| {
        default(object, "policy", "touch");
        default(object, "is_leaked", false);
        default(object, "is_archived", false);
        Ok(())
    },
    declare,
    archive,
    restate: |object| read(object).map(Fact::Code),
};

/// A code out of use ends now, or before it begins; orders that used it before keep their credit.
fn archive(object: &mut Object, facing: &Facing<'_>) {
    object.insert("is_archived".to_owned(), Value::Bool(true));
    let begins: Option<Timestamp> = text(object, "valid_from").parse().ok();
    let ends: Option<Timestamp> = text(object, "valid_to").parse().ok();
    let end = begins.map_or(facing.now, |begins| begins.max(facing.now));
    if ends.is_none_or(|ends| end < ends) {
        object.insert("valid_to".to_owned(), Value::String(end.to_string()));
    }
}

fn declare(object: Object, facing: &Facing<'_>) -> Result<Fact, Problem> {
    let mut code: PromoCode = read(object)?;
    let engine = facing.engine;
    let (campaign, creator) = (code.campaign_id.as_str(), code.creator_id.as_str());
    must_exist(engine.campaign(campaign).is_some(), "campaign", campaign)?;
    must_exist(engine.creator(creator).is_some(), "creator", creator)?;
    code.code = normal_form(&code.code);
    if code.code.is_empty() || 255 < code.code.len() {
        return Err(Problem::new(422, "code.empty", "the code is empty or over 255 bytes")
            .next_step("give the code as shoppers type it")
            .at("code", code.code));
    }
    let validity = code.valid_from.zip(code.valid_to);
    if let Some((_, to)) = validity.filter(|(from, to)| to < from) {
        return Err(Problem::new(422, "code.validity_backwards", "it ends before it begins")
            .next_step("let `valid_to` come after `valid_from`")
            .at("valid_to", to.to_string()));
    }
    match engine.codes().find(|other| is_rival(other, &code)) {
        None => Ok(Fact::Code(code)),
        Some(rival) => {
            let detail = format!("`{}` names {} at that time", code.code, rival.creator_id);
            Err(Problem::new(409, "code.taken", detail)
                .next_step("choose another code, or end the other one's validity first")
                .at("code", code.code))
        }
    }
}

/// One spelling may not name two creators at one time.
fn is_rival(other: &PromoCode, code: &PromoCode) -> bool {
    other.id != code.id && other.code == code.code && other.overlaps(code)
}
