//! What a plan and a roster ask for, as the API takes it, in the order in which it must be made.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::plan::Plan;
use super::roster::{Fault, Row};

/// Things of the API, by the word in its address.
pub type Things = Vec<(&'static str, Vec<Value>)>;

/// Everything that is wanted, or everything that is wrong with it.
pub fn of(plan: &Plan, rows: &[Row]) -> Result<Things, Vec<Fault>> {
    let mut lines: BTreeMap<String, u64> = BTreeMap::new();
    let (mut made, mut faults) = (Made::default(), Vec::new());
    for row in rows {
        let at = |why| Fault::new(row.line, why);
        let word = match word(row) {
            Ok(word) => word,
            Err(why) => {
                faults.push(at(why));
                continue;
            }
        };
        if let Some(line) = lines.insert(word.clone(), row.line) {
            faults.push(at(format!(
                "repeats the creator of line {line}; if they are two people, give each a creator_id"
            )));
        }
        match Terms::read(plan, row) {
            Ok(terms) => made.add(plan, row, &word, &terms),
            Err(whys) => faults.extend(whys.into_iter().map(at)),
        }
    }
    let campaign = plan.campaign().map_err(|why| vec![Fault::new(0, why)])?;
    if faults.is_empty() { Ok(made.in_order(campaign)) } else { Err(faults) }
}

/// What rows ask for, by kind.
#[derive(Default)]
struct Made {
    creators: Vec<Value>,
    deals: Vec<Value>,
    slots: Vec<Value>,
    links: Vec<Value>,
    codes: Vec<Value>,
    briefs: Vec<Value>,
}

impl Made {
    fn add(&mut self, plan: &Plan, row: &Row, word: &str, terms: &Terms) {
        let creator = row.creator_id.clone().unwrap_or_else(|| format!("crt_{word}"));
        let of_pair = |prefix: &str| format!("{prefix}_{}_{word}", plan.id);
        self.creators.push(creator_of(row, &creator));
        self.deals.push(terms.deal(plan, &creator, &of_pair("deal")));
        for account in &row.accounts {
            let key = account.platform.key();
            let slot = format!("{}_{key}", of_pair("plc"));
            self.slots.push(json!({
                "id": slot,
                "campaign_id": plan.id,
                "creator_id": creator,
                "platform": key,
                "format": plan.format(account.platform),
            }));
            self.links.push(json!({
                "id": format!("{}_{key}", of_pair("lnk")),
                "campaign_id": plan.id,
                "creator_id": creator,
                "placement_id": slot,
                "slug": format!("{}-{word}-{key}", plan.id),
                "destination": plan.destination,
            }));
        }
        self.codes.extend(row.code.as_ref().map(|code| {
            json!({
                "id": of_pair("code"),
                "campaign_id": plan.id,
                "creator_id": creator,
                "code": code,
            })
        }));
        self.briefs.push(brief(plan, &creator, &of_pair("brf")));
    }

    fn in_order(self, campaign: Value) -> Things {
        vec![
            ("campaigns", vec![campaign]),
            ("creators", self.creators),
            ("deals", self.deals),
            ("placements", self.slots),
            ("links", self.links),
            ("codes", self.codes),
            ("briefs", self.briefs),
        ]
    }
}

/// The most letters of a creator's word, so that ids made of it stay within 64.
const WORD_MAX: usize = 24;

/// The word that stands for a creator in every id: the first handle. Letters that cannot stand in
/// an id are not left out, or two creators might share one.
fn word(row: &Row) -> Result<String, String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    let said = row.creator_id.as_deref().map(|id| id.trim_start_matches("crt_"));
    let first = || row.accounts.first().map_or("", |account| account.handle.as_str());
    let handle = said.unwrap_or_else(first);
    if handle.is_empty() || !handle.chars().all(is_plain) {
        return Err(format!(
            "{}: `{handle}` has letters that cannot stand in an id; write an id of plain letters \
             and digits, such as crt_{}, into a column creator_id",
            row.name, row.line
        ));
    }
    Ok(handle.chars().take(WORD_MAX).collect::<String>().to_lowercase())
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

/// What was agreed with a creator.
struct Terms {
    fee_minor: Option<i64>,
    commission_bp: u32,
}

impl Terms {
    fn read(plan: &Plan, row: &Row) -> Result<Self, Vec<String>> {
        let name = &row.name;
        let fee = row.fee.as_ref().map(|fee| match plan.minor(fee) {
            Ok(minor) if minor < 0 => Err(format!("{name}: fee: `{fee}` is below zero")),
            Ok(minor) => Ok(minor),
            Err(why) => Err(format!("{name}: fee: {why}")),
        });
        let said = row.commission_percent.as_ref();
        let commission = said.map(|percent| match basis_points(percent) {
            Some(bp) if bp <= 10_000 => Ok(bp),
            Some(_) => Err(format!("{name}: commission_percent: `{percent}` is over 100")),
            None => Err(format!("{name}: commission_percent: `{percent}` is no percentage")),
        });
        match (fee.transpose(), commission.transpose()) {
            (Ok(fee_minor), Ok(bp)) => Ok(Self { fee_minor, commission_bp: bp.unwrap_or(0) }),
            (fee, commission) => Err(fee.err().into_iter().chain(commission.err()).collect()),
        }
    }

    fn deal(&self, plan: &Plan, creator: &str, id: &str) -> Value {
        let fee = self.fee_minor.map(|minor| json!({ "minor": minor, "currency": plan.currency }));
        json!({
            "id": id,
            "campaign_id": plan.id,
            "creator_id": creator,
            "fee": fee,
            "commission_bp": self.commission_bp,
        })
    }
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
        let why = of(&plan, &rows).unwrap_err()[0].to_string();
        assert!(why.starts_with("line 3: repeats the creator of line 2; if"), "{why}");
        let text = "tiktok,instagram,creator_id\nana,,crt_ana\n,ana,crt_ana-silva\n";
        let rows = super::super::roster::read(text).unwrap();
        assert_eq!(of(&plan, &rows).unwrap()[1].1.len(), 2, "two people with one handle");
    }

    /// Reads as a table: handle, fee and commission of a row, what is said of each fault.
    #[test]
    fn every_fault_names_line_creator_and_column() {
        let rows = "name,tiktok,fee,commission_percent\nAna,ana,12 000 EUR,150\nBo,bo,-3,\n\
                    Na,\u{430}na.lima,,\nHong,\u{5c0f}\u{7ea2},,ten\n";
        let rows = super::super::roster::read(rows).unwrap();
        let faults = of(&summer(), &rows).unwrap_err();
        let said: Vec<String> = faults.iter().map(Fault::to_string).collect();
        for (place, expected) in [
            "line 2: Ana: fee: `12 000 EUR` is not a decimal number",
            "line 2: Ana: commission_percent: `150` is over 100",
            "line 3: Bo: fee: `-3` is below zero",
            "line 4: Na: `\u{430}na.lima` has letters that cannot stand in an id",
            "line 5: Hong: `\u{5c0f}\u{7ea2}` has letters",
        ]
        .iter()
        .enumerate()
        {
            assert!(said[place].starts_with(expected), "{}", said[place]);
        }
        assert!(said[3].contains("such as crt_4, into a column creator_id"), "{}", said[3]);
    }
}
