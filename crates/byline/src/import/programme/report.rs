//! The report of a programme: who brought what, and what it cost.
//!
//! Clicks, orders, net and fee are the ledger's own; commission is what the deals say of the net.
//! Whatever nobody earned has a row of its own, and the rows add up to the total.

use byline_core::credit::Model;
use byline_core::money::Currency;
use byline_engine::Engine;
use byline_serve::{Asked, answer};
use serde_json::{Value, json};

use crate::exit::Failure;
use crate::table::Table;
use crate::words::{amount, orders};

/// Hundredths of a percent in a whole.
const WHOLE_BP: i128 = 10_000;

/// The figures of a campaign by creator.
pub fn of(engine: &Engine, campaign: &str, currency: Currency) -> Result<Value, Failure> {
    let asked = Asked {
        by: Some("creator".to_owned()),
        campaign: Some(campaign.to_owned()),
        ..Asked::default()
    };
    let answer = answer::figures(engine, &asked)?;
    let model = answer["model"].as_str().and_then(Model::from_key).unwrap_or(Model::Linear);
    let all = answer::figures(engine, &Asked { by: asked.by, ..Asked::default() })?;
    let mut rows = Vec::new();
    for row in answer["rows"].as_array().into_iter().flatten() {
        let id = row["keys"][0]["id"].as_str().unwrap_or_default();
        let mut figures = figures(row, model);
        figures["creator_id"] = json!(id);
        figures["name"] = row["keys"][0]["label"].clone();
        let net = figures["net_minor"].as_i64().unwrap_or(0);
        figures["commission_minor"] = json!(commission(engine, campaign, id, net));
        figures["roi_bp"] = roi_bp(&figures);
        rows.push(figures);
    }
    rows.sort_by_key(|row| std::cmp::Reverse(row["net_minor"].as_i64()));
    let nobody = figures(&all["unattributed"], model);
    let mut creators = sum(&rows);
    creators["roi_bp"] = roi_bp(&creators);
    let total = sum(&[creators.clone(), nobody.clone()]);
    Ok(json!({
        "currency": currency,
        "model": model.key(),
        "rows": rows,
        "creators": creators,
        "unattributed": nobody,
        "total": total,
        "other_currencies": answer["other_currencies"],
    }))
}

fn figures(figures: &Value, model: Model) -> Value {
    json!({
        "n_clicks": figures["n_clicks"].as_i64().unwrap_or(0),
        "orders_micro": figures["orders_micro"][model.key()].as_i64().unwrap_or(0),
        "net_minor": figures["revenue_minor"][model.key()].as_i64().unwrap_or(0),
        "fee_minor": figures["spend_minor"].as_i64().unwrap_or(0),
        "commission_minor": 0,
    })
}

/// The commission on what a creator earned, to the nearest unit; none on a loss.
fn commission(engine: &Engine, campaign: &str, creator: &str, net_minor: i64) -> i64 {
    let is_theirs = |deal: &&byline_core::creator::Deal| {
        deal.campaign_id.as_str() == campaign && deal.creator_id.as_str() == creator
    };
    let bp: i128 =
        engine.deals().filter(is_theirs).map(|deal| i128::from(deal.commission_bp)).sum();
    let share = i128::from(net_minor.max(0)) * bp;
    i64::try_from((2 * share + WHOLE_BP) / (2 * WHOLE_BP)).unwrap_or(i64::MAX)
}

/// (net - cost) / cost in hundredths of a percent, to the nearest; nothing without a cost.
fn roi_bp(row: &Value) -> Value {
    let minor = |name: &str| i128::from(row[name].as_i64().unwrap_or(0));
    let cost = minor("fee_minor") + minor("commission_minor");
    if cost <= 0 {
        return Value::Null;
    }
    let gain = (minor("net_minor") - cost) * WHOLE_BP;
    let rounded = (2 * gain.abs() + cost) / (2 * cost) * gain.signum();
    json!(i64::try_from(rounded).unwrap_or(i64::MAX))
}

fn sum(rows: &[Value]) -> Value {
    let mut sum = json!({});
    for name in ["n_clicks", "orders_micro", "net_minor", "fee_minor", "commission_minor"] {
        let all = rows.iter().map(|row| row[name].as_i64().unwrap_or(0));
        sum[name] = json!(all.sum::<i64>());
    }
    sum
}

/// The report for people.
pub fn text(report: &Value) -> String {
    let currency = report["currency"].as_str().and_then(Currency::parse);
    let heads = ["creator", "clicks", "orders", "net", "fee", "commission", "ROI"];
    let mut table = Table::new(&heads);
    let mut row = |name: &str, row: &Value| {
        table.row(vec![
            name.to_owned(),
            row["n_clicks"].to_string(),
            orders(&row["orders_micro"]),
            amount(&row["net_minor"], currency),
            amount(&row["fee_minor"], currency),
            amount(&row["commission_minor"], currency),
            percent(&row["roi_bp"]),
        ]);
    };
    for one in report["rows"].as_array().into_iter().flatten() {
        row(one["name"].as_str().unwrap_or_default(), one);
    }
    row("all creators", &report["creators"]);
    row("unattributed", &report["unattributed"]);
    row("total", &report["total"]);
    let mut text = table.text();
    for other in report["other_currencies"].as_array().into_iter().flatten() {
        let code = other["currency"].as_str().unwrap_or_default();
        text.push_str(&format!("orders in {code} stand apart: there is no rate for their days\n"));
    }
    let code = report["currency"].as_str().unwrap_or_default();
    text.push_str(&format!(
        "\namounts in {code}; net is goods after discounts and refunds, before tax and shipping; \
         ROI is (net - fee - commission) / (fee + commission)\n"
    ));
    text
}

/// A ratio in hundredths of a percent, to the tenth of one.
fn percent(bp: &Value) -> String {
    let Some(bp) = bp.as_i64() else { return "n/a".to_owned() };
    let tenths = (bp.unsigned_abs() + 5) / 10;
    let sign = if bp < 0 && tenths != 0 { "-" } else { "" };
    format!("{sign}{}.{}%", tenths / 10, tenths % 10)
}
