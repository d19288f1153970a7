//! What a plan and a roster ask for, as the API takes it, in the order in which it must be made.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::plan::Plan;
use super::roster::Row;

/// Everything that is wanted, by the word in the API's address.
pub fn of(plan: &Plan, rows: &[Row]) -> Result<Vec<(&'static str, Vec<Value>)>, String> {
    let mut lines: BTreeMap<String, u64> = BTreeMap::new();
    let (mut creators, mut deals, mut slots) = (Vec::new(), Vec::new(), Vec::new());
    let (mut links, mut codes, mut briefs) = (Vec::new(), Vec::new(), Vec::new());
    for row in rows {
        let word = word(row)?;
        if let Some(line) = lines.insert(word.clone(), row.line) {
            return Err(format!(
                "line {} repeats the creator of line {line}; if they are two people, give each a \
                 creator_id",
                row.line
            ));
        }
        let creator = row.creator_id.clone().unwrap_or_else(|| format!("crt_{word}"));
        let of_pair = |prefix: &str| format!("{prefix}_{}_{word}", plan.id);
        creators.push(creator_of(row, &creator));
        deals.push(deal(plan, row, &creator, &of_pair("deal"))?);
        for account in &row.accounts {
            let key = account.platform.key();
            let slot = format!("{}_{key}", of_pair("plc"));
            slots.push(json!({
                "id": slot,
                "campaign_id": plan.id,
                "creator_id": creator,
                "platform": key,
                "format": plan.format(account.platform),
            }));
            links.push(json!({
                "id": format!("{}_{key}", of_pair("lnk")),
                "campaign_id": plan.id,
                "creator_id": creator,
                "placement_id": slot,
                "slug": format!("{}-{word}-{key}", plan.id),
                "destination": plan.destination,
            }));
        }
        codes.extend(row.code.as_ref().map(|code| {
            json!({
                "id": of_pair("code"),
                "campaign_id": plan.id,
                "creator_id": creator,
                "code": code,
            })
        }));
        briefs.push(brief(plan, &creator, &of_pair("brf")));
    }
    Ok(vec![
        ("campaigns", vec![plan.campaign()?]),
        ("creators", creators),
        ("deals", deals),
        ("placements", slots),
        ("links", links),
        ("codes", codes),
        ("briefs", briefs),
    ])
}

/// The most letters of a creator's word, so that ids made of it stay within 64.
const WORD_MAX: usize = 24;

/// The word that stands for a creator in every id: the first handle, as far as it is plain.
fn word(row: &Row) -> Result<String, String> {
    let is_plain = |c: &char| c.is_ascii_alphanumeric() || "_-.".contains(*c);
    let said = row.creator_id.as_deref().map(|id| id.trim_start_matches("crt_"));
    let first = || row.accounts.first().map_or("", |account| account.handle.as_str());
    let handle = said.unwrap_or_else(first);
    let word: String = handle.chars().filter(is_plain).take(WORD_MAX).collect();
    if word.is_empty() {
        return Err(format!("line {}: no letter of `{handle}` can stand in an id", row.line));
    }
    Ok(word.to_lowercase())
}

fn creator_of(row: &Row, id: &str) -> Value {
    let account = |account: &super::roster::AccountRow| {
        json!({
            "platform": account.platform.key(),
            "handle": account.handle,
            "platform_user_id": account.platform_user_id,
            "n_followers": account.n_followers,
        })
    };
    json!({
        "id": id,
        "name": row.name,
        "accounts": row.accounts.iter().map(account).collect::<Vec<_>>(),
        "category": row.category,
        "country": row.country,
    })
}

fn deal(plan: &Plan, row: &Row, creator: &str, id: &str) -> Result<Value, String> {
    let at = |why: String| format!("line {}: {why}", row.line);
    let fee_minor = row.fee.as_ref().map(|fee| plan.minor(fee)).transpose().map_err(at)?;
    let fee = fee_minor.map(|minor| json!({ "minor": minor, "currency": plan.currency }));
    let commission_bp = match &row.commission_percent {
        None => 0,
        Some(percent) => basis_points(percent)
            .ok_or_else(|| format!("line {}: `{percent}` is no commission in percent", row.line))?,
    };
    Ok(json!({
        "id": id,
        "campaign_id": plan.id,
        "creator_id": creator,
        "fee": fee,
        "commission_bp": commission_bp,
    }))
}

/// A percentage with at most two places, such as `12.5`, in hundredths of a percent.
fn basis_points(percent: &str) -> Option<u32> {
    let (whole, fraction) = percent
        .trim_end_matches('%')
        .split_once('.')
        .unwrap_or((percent.trim_end_matches('%'), ""));
    let hundredths = format!("{fraction:0<2}");
    if hundredths.len() != 2 || whole.is_empty() {
        return None;
    }
    let whole: u32 = whole.parse().ok()?;
    whole.checked_mul(100)?.checked_add(hundredths.parse().ok()?)
}

fn brief(plan: &Plan, creator: &str, id: &str) -> Value {
    let said = &plan.brief;
    json!({
        "id": id,
        "campaign_id": plan.id,
        "creator_id": creator,
        "disclosure_words": said.disclosure_words,
        "posting": {
            "from": said.from.as_ref().unwrap_or(&plan.from),
            "to": said.to.as_ref().unwrap_or(&plan.to),
        },
        "dos": said.dos,
        "donts": said.donts,
        "does_show_results": said.does_show_results,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commission_is_read_to_the_hundredth() {
        for (text, expected) in [
            ("10", Some(1_000)),
            ("12.5", Some(1_250)),
            ("7.25%", Some(725)),
            ("0", Some(0)),
            ("1.234", None),
            ("ten", None),
            ("", None),
        ] {
            assert_eq!(basis_points(text), expected, "{text}");
        }
    }

    fn summer() -> Plan {
        serde_json::from_value(json!({
            "id": "summer",
            "name": "Summer",
            "currency": "USD",
            "from": "2026-06-01T00:00:00Z",
            "to": "2026-06-22T00:00:00Z",
            "budget": "200000.00",
            "destination": "https://brand.com/summer",
        }))
        .unwrap()
    }

    #[test]
    fn a_row_asks_for_a_slot_and_a_link_on_every_platform() {
        let plan = summer();
        let text = "name,tiktok,instagram,fee,code\nAna,ana.lima,analima,4000.00,ANA15\n";
        let things = of(&plan, &super::super::roster::read(text).unwrap()).unwrap();
        let counts: Vec<(&str, usize)> =
            things.iter().map(|(path, things)| (*path, things.len())).collect();
        assert_eq!(
            counts,
            [
                ("campaigns", 1),
                ("creators", 1),
                ("deals", 1),
                ("placements", 2),
                ("links", 2),
                ("codes", 1),
                ("briefs", 1)
            ]
        );
        assert_eq!(things[0].1[0]["budget_minor"], 200_000_00);
        assert_eq!(things[2].1[0]["fee"], json!({ "minor": 4_000_00, "currency": "USD" }));
        assert_eq!(things[4].1[1]["slug"], "summer-ana.lima-instagram");
    }

    #[test]
    fn who_is_declared_already_keeps_the_id() {
        let plan = summer();
        let rows = super::super::roster::read("tiktok,creator_id\nana,crt_7\n").unwrap();
        let things = of(&plan, &rows).unwrap();
        assert_eq!(things[1].1[0]["id"], "crt_7");
        assert_eq!(things[6].1[0]["creator_id"], "crt_7");
    }

    #[test]
    fn a_creator_twice_is_an_error_with_both_lines() {
        let plan = summer();
        let rows = super::super::roster::read("tiktok\nAna\nana\n").unwrap();
        let why = of(&plan, &rows).unwrap_err();
        assert!(why.starts_with("line 3 repeats the creator of line 2; if"), "{why}");
        let text = "tiktok,instagram,creator_id\nana,,crt_ana\n,ana,crt_ana-silva\n";
        let rows = super::super::roster::read(text).unwrap();
        assert_eq!(of(&plan, &rows).unwrap()[1].1.len(), 2, "two people with one handle");
    }
}
