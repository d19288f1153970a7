//! The review as a file: one row for each creator, with exact amounts.

use byline_core::decision::standing::Evidence;
use byline_core::money::Money;
use byline_engine::view::{Need, ReviewRow, ReviewView};

use crate::pages::field;

const HEADER: [&str; 24] = [
    "week",
    "campaign_id",
    "creator_id",
    "name",
    "platform",
    "size",
    "currency",
    "revenue",
    "revenue_week_before",
    "floor",
    "ceiling",
    "against",
    "spend",
    "flight_revenue",
    "price",
    "price_due",
    "standing",
    "evidence",
    "needs",
    "recommended",
    "decided",
    "decided_by",
    "note",
    "last_decided",
];

/// The file.
pub fn csv(view: &ReviewView) -> String {
    let mut lines = vec![line(HEADER.map(str::to_owned))];
    lines.extend(view.creators.iter().map(|row| creator(view, row)));
    lines.concat()
}

fn creator(view: &ReviewView, row: &ReviewRow) -> String {
    let money = |minor: i64| Money { minor, currency: view.currency }.decimal_text();
    let maybe = |minor: Option<i64>| minor.map(money).unwrap_or_default();
    let judged = row.judgement.as_ref();
    let decided = row.decided.as_ref();
    let needs: Vec<&str> = row.needs.iter().map(|need| word(*need)).collect();
    line([
        view.week.monday.clone(),
        view.campaign_id.to_string(),
        row.creator_id.to_string(),
        row.name.clone(),
        row.platform.key().to_owned(),
        row.size.map_or("", |size| size.key()).to_owned(),
        view.currency.as_str().to_owned(),
        money(row.revenue_minor),
        maybe(row.before_minor),
        maybe(row.limits.floor_minor),
        maybe(row.limits.ceiling_minor),
        super::words::against(row.against).to_owned(),
        maybe(row.spend_minor),
        money(row.flight_minor),
        maybe(row.price_minor),
        maybe(row.due_minor),
        judged.map_or("", |judged| judged.standing.key()).to_owned(),
        judged.map_or("", |judged| evidence(judged.evidence)).to_owned(),
        needs.join(" "),
        row.recommendation.decision.key().to_owned(),
        decided.map_or("", |said| said.decision.key()).to_owned(),
        decided.map_or(String::new(), |said| said.by.clone()),
        decided.and_then(|said| said.note.clone()).unwrap_or_default(),
        row.last.as_ref().map_or("", |last| last.reviewed.decision.key()).to_owned(),
    ])
}

fn evidence(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Insufficient => "insufficient",
        Evidence::Leaning => "leaning",
        Evidence::Confirmed => "confirmed",
    }
}

fn word(need: Need) -> &'static str {
    match need {
        Need::TaskLate => "task_late",
        Need::Recommended(_) => "recommended",
        Need::Red => "red",
        Need::Traffic => "traffic",
        Need::BelowFloor => "below_floor",
        Need::AboveCeiling => "above_ceiling",
        Need::Accelerate => "accelerate",
        Need::FollowUp => "follow_up",
    }
}

fn line(cells: [String; HEADER.len()]) -> String {
    format!("{}\r\n", cells.map(|cell| field(&cell)).join(","))
}
