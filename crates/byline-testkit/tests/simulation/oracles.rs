//! Oracles: what must hold in the end, whatever went wrong on the way.

use std::collections::BTreeMap;

use byline_core::credit::Model as CreditModel;
use byline_core::entry::{Entry, Fact, Position};
use byline_core::id::CreatorId;
use byline_core::order::OrderVersion;
use byline_core::time::{Span, Timestamp, Zone};
use byline_engine::Engine;
use byline_engine::view::{Basis, Dimension, Figures, MICRO, OrderView, Query, Scope};
use byline_log::{PayloadId, ReadLog};
use byline_run::sequencer::Fold;
use byline_testkit::Seed;

use crate::model::{Model, Opinion, Who};
use crate::plants::{Bug, Planted};
use crate::run::Run;
use crate::scenario::{START, STEP_US, currency};
use crate::shop;

type Verdict = Result<(), String>;

/// Looks at everything.
pub fn look(run: &Run) -> Verdict {
    let log = run.log()?;
    everything_is_there_once(run, &log)?;
    counters_add_up(run, &log)?;
    run.with_state(|state| {
        let audit = state.engine.audit();
        match audit.differences.first() {
            Some(difference) => Err(format!("audit: {difference}")),
            None => Ok(()),
        }
    })?;
    bytes_are_kept(run, &log)?;
    shop_is_understood(run)?;
    let model = Model::of(&log);
    orders_are_right(run, &model)?;
    readings_are_right(run, &model)?;
    arrival_does_not_matter(run, &log)
}

/// What was answered is in the log, where the answer said.
pub fn nothing_acknowledged_is_lost(run: &Run) -> Verdict {
    let log = run.log()?;
    for (index, places) in &run.acked {
        for (sent, position) in run.scenario.deliveries[*index].entries.iter().zip(places) {
            let place = usize::try_from(position.0 - 1).map_err(|error| error.to_string())?;
            let Some(found) = log.get(place) else {
                return Err(format!("delivery {index}, acknowledged at {}, is lost", position.0));
            };
            if without_place(&found.fact) != sent.fact {
                return Err(format!("delivery {index}, acknowledged at {}: not it", position.0));
            }
        }
    }
    Ok(())
}

/// A fact as its sender knows it: where its bytes lie is written only when it is taken in.
fn without_place(fact: &Fact) -> Fact {
    let mut fact = fact.clone();
    if let Fact::Quarantined(aside) = &mut fact {
        aside.inbox_id = None;
    }
    fact
}

/// What was put aside finds its bytes again.
fn bytes_are_kept(run: &Run, log: &[Entry]) -> Verdict {
    for entry in log {
        let Fact::Quarantined(aside) = &entry.fact else { continue };
        let id = aside.inbox_id.ok_or("nothing says where the bytes are")?;
        let payload = run.node().log().payload(PayloadId(id)).map_err(|error| error.to_string())?;
        let is_it = payload.is_some_and(|payload| payload.sealed == aside.detail.as_bytes());
        if !is_it {
            return Err(format!("the bytes of {} are not at {id}", aside.detail));
        }
    }
    Ok(())
}

/// The books of the shop are what the engine knows of its orders.
fn shop_is_understood(run: &Run) -> Verdict {
    for (order, _) in &run.scenario.shop.orders {
        let view = run.with_state(|state| state.engine.order(&order.id.to_string()));
        let view = view.map_err(|lookup| format!("shop's order {}: {lookup:?}", order.id))?;
        let refunded: i64 = view.refunds.iter().map(|refund| refund.amount_minor).sum();
        let found = (view.amounts.merchandise_minor, view.amounts.total_minor, refunded);
        let expected = (order.merchandise_minor(), order.total_minor(), order.refunded_minor());
        if found != expected || view.state != Some(shop::state_of(order)) {
            let id = order.id;
            return Err(format!("shop's order {id}: {found:?} {:?}, not {expected:?}", view.state));
        }
    }
    Ok(())
}

/// The state is what a full replay of the log gives, byte for byte.
pub fn state_is_the_fold(run: &Run) -> Verdict {
    let replayed = fold(run.bug, run.log()?.iter());
    let is_same = run.with_state(|state| state.engine.encode() == replayed.encode());
    if is_same { Ok(()) } else { Err("the state is not the fold of the log".to_owned()) }
}

/// What the program makes of entries, its mistakes included.
fn fold<'a>(bug: Option<Bug>, entries: impl Iterator<Item = &'a Entry>) -> Engine {
    let mut state = Planted::new(bug);
    for (position, entry) in (1..).zip(entries) {
        state.apply(Position(position), entry);
    }
    state.engine
}

/// Every delivery with a key is in the log once; nothing is there that nobody sent.
fn everything_is_there_once(run: &Run, log: &[Entry]) -> Verdict {
    let mut times: BTreeMap<_, u32> = BTreeMap::new();
    for entry in log {
        if let Some(key) = entry.dedup {
            *times.entry(key).or_default() += 1;
        }
    }
    if let Some(key) = times.iter().find(|(_, n)| **n != 1) {
        return Err(format!("key {:?} is in the log {} times", key.0, key.1));
    }
    let entries = run.scenario.deliveries.iter().flat_map(|delivery| &delivery.entries);
    let mut sent: Vec<_> = entries.filter_map(|entry| entry.dedup).collect();
    sent.sort_unstable();
    sent.dedup();
    let found: Vec<_> = times.into_keys().collect();
    if sent != found {
        return Err(format!("{} deliveries were sent, {} are there", sent.len(), found.len()));
    }
    let is_forward = log.is_sorted_by_key(|entry| entry.received_at);
    if is_forward { Ok(()) } else { Err("times of intake run backwards".to_owned()) }
}

fn counters_add_up(run: &Run, log: &[Entry]) -> Verdict {
    let counters = run.with_state(|state| state.engine.counters());
    let sum = counters.n_applied + counters.n_known + counters.n_waiting + counters.n_quarantined;
    let n_aside = log.iter().filter(|e| matches!(e.fact, Fact::Quarantined(_))).count() as u64;
    let n_waiting = Model::of(log).n_waiting();
    let expected = (log.len() as u64, log.len() as u64, n_aside, n_waiting);
    let found = (counters.n_received, sum, counters.n_quarantined, counters.n_waiting);
    if found == expected {
        Ok(())
    } else {
        Err(format!("counters (received, sum, aside, waiting) {found:?}, expected {expected:?}"))
    }
}

fn orders_are_right(run: &Run, model: &Model<'_>) -> Verdict {
    for order in model.orders.values() {
        let view = run.with_state(|state| state.show(&order.key));
        let view = view.map_err(|lookup| format!("order {}: {lookup:?}", order.key))?;
        let expected = model.opinion(order);
        let found = opinion_of(&view);
        if found != expected {
            return Err(format!("order {}\n found {found:?}\n  not {expected:?}", order.key));
        }
        check_balance(order, &view)?;
    }
    Ok(())
}

fn check_balance(order: &OrderVersion, view: &OrderView) -> Verdict {
    for model in CreditModel::ALL {
        let credits = view.credits[model.key()].iter().map(|row| row.amount_minor).sum::<i64>();
        let sum = credits + view.unattributed_minor[model.key()];
        if sum != view.net_minor {
            return Err(format!("order {}: {} sums to {sum}", order.key, model.key()));
        }
    }
    Ok(())
}

fn opinion_of(view: &OrderView) -> Opinion {
    let credits = CreditModel::ALL.map(|model| {
        let mut credits: BTreeMap<Who, i64> = BTreeMap::new();
        for row in &view.credits[model.key()] {
            *credits.entry(row.creator_id.clone()).or_default() += row.amount_minor;
        }
        credits.retain(|_, minor| *minor != 0);
        credits
    });
    Opinion {
        base_minor: view.base_minor,
        refunded_minor: view.refunded_minor,
        over_refund_minor: view.over_refund_minor,
        net_minor: view.net_minor,
        campaign: view.campaign_id.clone(),
        credits,
        unattributed_minor: view.unattributed_minor["linear"],
    }
}

fn readings_are_right(run: &Run, model: &Model<'_>) -> Verdict {
    let query = query(vec![Dimension::Creator]);
    let answer = run.with_state(|state| state.engine.query(&query));
    let usd = currency("USD");
    let mut expected_net = [0; 8];
    let mut n_orders = 0;
    for order in model.orders.values().filter(|order| order.currency == usd) {
        let opinion = model.opinion(order);
        expected_net = expected_net.map(|sum| sum + opinion.net_minor);
        n_orders += i64::from(order.state.is_revenue());
    }
    if answer.total.revenue_minor.0 != expected_net {
        return Err(format!("revenue {:?}, not {expected_net:?}", answer.total.revenue_minor.0));
    }
    if answer.total.orders_micro.0 != [n_orders * MICRO; 8] {
        return Err(format!("{:?} orders, not {n_orders}", answer.total.orders_micro.0));
    }
    let spent: i64 = model.spends.values().map(|spend| spend.amount.minor).sum();
    if answer.total.spend_minor.unwrap_or(0) != spent {
        return Err(format!("spend {:?}, not {spent}", answer.total.spend_minor));
    }
    let rows = answer.rows.iter().map(|row| (CreatorId::from(row.keys[0].id.as_str()), row));
    let found: BTreeMap<CreatorId, [i64; 2]> = rows
        .map(|(id, row)| (id, clicks_of(&row.figures)))
        .filter(|(_, clicks)| *clicks != [0, 0])
        .collect();
    let expected: BTreeMap<CreatorId, [i64; 2]> =
        model.clicks().into_iter().map(|(id, clicks)| (id.clone(), clicks)).collect();
    if found != expected {
        return Err(format!("clicks {found:?}, not {expected:?}"));
    }
    Ok(())
}

fn clicks_of(figures: &Figures) -> [i64; 2] {
    [figures.n_clicks, figures.n_clicks_put_aside]
}

/// Everything there is.
fn query(by: Vec<Dimension>) -> Query {
    Query {
        scope: Scope::default(),
        range: Span {
            from: Timestamp(START.0 - 1_000 * STEP_US),
            to: Timestamp(START.0 + 9_000 * STEP_US),
        },
        by,
        zone: Zone::parse("Europe/Berlin").expect("a known zone"),
        currency: currency("USD"),
        basis: Basis::Order,
    }
}

/// The same facts in another order give the same orders and readings. What people declared, and
/// what was judged or stated anew, keeps its order: the last word counts there.
fn arrival_does_not_matter(run: &Run, log: &[Entry]) -> Verdict {
    let rank = |entry: &Entry| match entry.fact {
        Fact::Campaign(_)
        | Fact::Creator(_)
        | Fact::Placement(_)
        | Fact::Link(_)
        | Fact::Code(_) => 0,
        Fact::Reclassified { .. } | Fact::Spend(_) => 2,
        _ => 1,
    };
    let mut shuffled: Vec<(u64, &Entry)> = Vec::new();
    let mut dice = Seed(log.len() as u64).child("shuffle").dice();
    for entry in log {
        let rank = rank(entry);
        let place = if rank == 1 { dice.below(1 << 40) } else { shuffled.len() as u64 };
        shuffled.push((rank << 48 | place, entry));
    }
    shuffled.sort_by_key(|(place, _)| *place);
    let other = fold(run.bug, shuffled.into_iter().map(|(_, entry)| entry));
    let is_same = run.with_state(|state| state.engine.fingerprint() == other.fingerprint());
    if is_same { Ok(()) } else { Err("the order of arrival shows in the figures".to_owned()) }
}
