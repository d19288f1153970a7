//! Promo codes of a roster: one for each creator, by a pattern or as the rows say.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;

use super::error::IssueError;
use super::ground::{Chance, Ground};
use super::rows::RosterRow;
use crate::code::{CodePolicy, PromoCode, normal_form};
use crate::creator::Creator;
use crate::id::CodeId;
use crate::link::finding::Finding;
use crate::link::slug::look;
use crate::link::template::{Subject, filled};
use crate::time::Timestamp;

/// How codes are to be issued.
#[derive(Clone, Copy, Default, Debug)]
pub struct CodeOrder<'a> {
    /// How a code is written whose row does not say, such as `{creator}15`; none if not set.
    pub pattern: Option<&'a str>,
    /// The first instant at which they count; always, if not set.
    pub valid_from: Option<Timestamp>,
    /// The first instant at which they no longer do; never, if not set.
    pub valid_to: Option<Timestamp>,
    /// What their use earns.
    pub policy: CodePolicy,
}

/// What becomes of one code that a roster asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlannedCode {
    /// The line of the roster that asked first.
    pub line: u32,
    /// The creator's name.
    pub creator: String,
    /// The code.
    pub code: String,
    /// The new code with what should be looked at; none inside if the creator has it already.
    pub outcome: Result<Option<NewCode>, IssueError>,
}

/// A code that is new, with what should be looked at.
pub type NewCode = (Box<PromoCode>, Vec<Finding>);

/// Plans every code that a roster asks for. Rows whose creator is unknown ask for none: their
/// links say why.
pub fn plan_codes<'a>(
    rows: &[RosterRow],
    order: &CodeOrder<'_>,
    ground: &Ground<'_>,
    known: impl Iterator<Item = &'a PromoCode>,
    chance: &Chance<'_>,
) -> Vec<PlannedCode> {
    let mut held = Held::default();
    known.for_each(|code| held.add(code.clone()));
    let mut asked = BTreeSet::new();
    let mut planned = Vec::new();
    for row in rows {
        let Ok(creator) = ground.people.find(&row.creator) else { continue };
        let Some(text) = wanted(row, order, creator, ground) else { continue };
        if !asked.insert((creator.id.clone(), text.clone())) {
            continue;
        }
        let outcome = issue(&text, creator, order, ground, &mut held, chance);
        planned.push(PlannedCode {
            line: row.line,
            creator: creator.name.clone(),
            code: text,
            outcome,
        });
    }
    planned
}

/// The code that the row asks for, if any.
fn wanted(
    row: &RosterRow,
    order: &CodeOrder<'_>,
    creator: &Creator,
    ground: &Ground<'_>,
) -> Option<String> {
    if !row.code.is_empty() {
        return Some(normal_form(&row.code));
    }
    let handle = creator.accounts.first().map_or(&creator.name, |account| &account.handle);
    let subject = Subject {
        campaign: &ground.campaign.name,
        campaign_id: ground.campaign.id.as_str(),
        creator: handle,
        creator_id: creator.id.as_str(),
        ..Subject::default()
    };
    let text = filled(order.pattern?, &subject);
    let letters: String = text.nfkd().filter(|c| c.is_alphanumeric()).collect();
    Some(normal_form(&letters))
}

fn issue(
    text: &str,
    creator: &Creator,
    order: &CodeOrder<'_>,
    ground: &Ground<'_>,
    held: &mut Held,
    chance: &Chance<'_>,
) -> Result<Option<NewCode>, IssueError> {
    let is_typed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if !(2..=40).contains(&text.chars().count()) || !text.chars().all(is_typed) {
        return Err(IssueError::CodeInvalid { code: text.to_owned() });
    }
    let campaign = ground.campaign.id.clone();
    let code = PromoCode {
        id: CodeId::from((chance.id)("code_", &[campaign.as_str(), creator.id.as_str(), text])),
        code: text.to_owned(),
        campaign_id: campaign,
        creator_id: creator.id.clone(),
        valid_from: order.valid_from,
        valid_to: order.valid_to,
        policy: order.policy,
        is_leaked: false,
        is_archived: false,
    };
    if let Some(other) = held.of(text).iter().find(|other| other.overlaps(&code)) {
        let (code, rival) = (text.to_owned(), other.creator_id.clone());
        let is_own = rival == creator.id;
        return if is_own { Ok(None) } else { Err(IssueError::CodeTaken { code, rival }) };
    }
    let findings = held.lookalike(&code).into_iter().collect();
    held.add(code.clone());
    Ok(Some((Box::new(code), findings)))
}

/// Codes that are held, by spelling and by look.
#[derive(Default)]
struct Held {
    by_text: BTreeMap<String, Vec<PromoCode>>,
    by_look: BTreeMap<String, PromoCode>,
}

impl Held {
    fn add(&mut self, code: PromoCode) {
        self.by_look.insert(look(&code.code), code.clone());
        self.by_text.entry(code.code.clone()).or_default().push(code);
    }

    fn of(&self, text: &str) -> &[PromoCode] {
        self.by_text.get(text).map_or(&[], Vec::as_slice)
    }

    /// A code of another creator that shoppers will take for this one, such as `ANA10` and `ANAI0`.
    fn lookalike(&self, code: &PromoCode) -> Option<Finding> {
        let other = self.by_look.get(&look(&code.code))?;
        let is_other = other.creator_id != code.creator_id && other.overlaps(code);
        let detail = format!(
            "shoppers will mix it up with `{}` of creator {}",
            other.code, other.creator_id
        );
        is_other.then(|| Finding::warning("code.lookalike", "code", detail).value(&code.code))
    }
}
