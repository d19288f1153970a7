//! Builds the Live page from the engine's answers.

use byline_core::event::Metric;
use byline_engine::Engine;
use byline_engine::view::{
    Earner, Explanation, FeedFreshness, Figures, Lagging, Live, MICRO, Measure, Silent,
};

use super::render::TARGET_PERCENT;
use super::{FeedLine, Footing, Lane, LaneRow, LivePage};
use crate::pages::ask::Ask;
use crate::pages::figures::headline::Headline;
use crate::pages::figures::money_chart;
use crate::pages::frame::Frame;
use crate::pages::parts::{Figure, Spark, Step, Tone};
use crate::pages::shell::{Here, Shell};
use crate::pages::{links, switches, words};

/// The Live page in a frame; `None` if its campaign is gone.
pub fn build(engine: &Engine, frame: &Frame<'_>) -> Option<LivePage> {
    let zone = frame.clock.zone();
    let live = engine.live(&frame.campaign.id, frame.span, zone, frame.model, frame.now)?;
    let scope = frame.scope();
    let before = frame.before.as_ref();
    let before = before.map(|before| frame.figures(engine, scope.clone(), before.span));
    Some(LivePage {
        shell: Shell {
            title: format!("Live · {}", frame.campaign.name),
            here: Here::Live,
            ask: frame.ask.clone(),
            is_live: frame.ask.at.is_none(),
            banners: switches::banners(engine, frame),
        },
        head: switches::head(engine, frame, "/live", frame.campaign.name.clone()),
        strip: Headline { frame, creator: None, now: &live.figures, before: before.as_ref() }
            .strip(),
        chart: money_chart::of_live(engine, frame, &live),
        chart_note: money_chart::note(frame),
        lanes: lanes(frame, &live),
        steps: steps(frame, &live.figures),
        steps_note: format!("all creators, {}", frame.range_name().to_lowercase()),
        feeds: live.feeds.iter().map(|feed| feed_line(frame, feed)).collect(),
        footing: footing(engine, frame, &live),
    })
}

fn lanes(frame: &Frame<'_>, live: &Live) -> [Lane; 3] {
    [
        Lane {
            id: "earning",
            title: "Earning now",
            note: "attributed revenue, last 60 minutes",
            rows: live.earning.iter().map(|row| earner(frame, row)).collect(),
            empty: "Nobody earned in the last 60 minutes.".to_owned(),
        },
        Lane {
            id: "lagging",
            title: "Clicks, few sales",
            note: "and the likeliest reason",
            rows: live.lagging.iter().map(|row| lagging(frame, row)).collect(),
            empty: "Everybody with enough clicks to judge sells about as the roster does."
                .to_owned(),
        },
        Lane {
            id: "silent",
            title: "Spend, no signal",
            note: "budget burning with nothing to show",
            rows: live.silent.iter().map(|row| silent(frame, row)).collect(),
            empty: "Every creator with spend in this range shows clicks or orders.".to_owned(),
        },
    ]
}

fn earner(frame: &Frame<'_>, row: &Earner) -> LaneRow {
    let revenue = words::money_rounded(row.revenue_minor, frame.currency());
    let orders = words::conversions(row.orders_micro);
    LaneRow {
        creator_id: row.creator_id.to_string(),
        name: row.name.clone(),
        href: links::creator(&frame.ask, &row.creator_id),
        detail: words::sentence(&row.detail),
        spark: Spark {
            values: row.spark.clone(),
            label: format!("revenue in steps of 5 minutes, {revenue} in all"),
            tone: Tone::Good,
        },
        figure: Figure::known(revenue, links::explain_last_hour(frame, &row.creator_id)),
        caption: if orders == "1" { "1 order".to_owned() } else { format!("{orders} orders") },
    }
}

fn lagging(frame: &Frame<'_>, row: &Lagging) -> LaneRow {
    let rate = |orders: i64, clicks: i64| {
        let below = i128::from(clicks) * i128::from(MICRO);
        words::percent(orders.into(), below).unwrap_or_else(|| "n/a".to_owned())
    };
    let href = links::explain(frame, "conversion_rate", Some(&row.creator_id));
    LaneRow {
        creator_id: row.creator_id.to_string(),
        name: row.name.clone(),
        href: links::creator(&frame.ask, &row.creator_id),
        detail: format!(
            "{} bought. {}",
            of_clicks(row.orders_micro, row.n_clicks),
            words::sentence(&row.reason)
        ),
        spark: Spark {
            values: row.spark.clone(),
            label: format!("clicks of the last 12 hours, {} in the range", row.n_clicks),
            tone: Tone::Warn,
        },
        figure: Figure::known(rate(row.orders_micro, row.n_clicks), href),
        caption: format!("roster {}", rate(row.roster_orders_micro, row.roster_n_clicks)),
    }
}

/// `1 of 340 clicks`.
fn of_clicks(orders_micro: i64, n_clicks: i64) -> String {
    let clicks = words::counted(n_clicks, "click", "clicks");
    match words::conversions(orders_micro).as_str() {
        "0" => format!("None of {clicks}"),
        orders => format!("{orders} of {clicks}"),
    }
}

fn silent(frame: &Frame<'_>, row: &Silent) -> LaneRow {
    let spend = words::money_rounded(row.spend_minor, frame.currency());
    let is_blameless = !row.is_wired;
    LaneRow {
        creator_id: row.creator_id.to_string(),
        name: row.name.clone(),
        href: links::creator(&frame.ask, &row.creator_id),
        detail: words::sentence(&row.reason),
        spark: Spark {
            values: vec![0; 12],
            label: "no clicks and no orders".to_owned(),
            tone: if is_blameless { Tone::Warn } else { Tone::Bad },
        },
        figure: Figure::known(spend, links::explain(frame, "spend", Some(&row.creator_id))),
        caption: if is_blameless { "spent, not wired" } else { "spent" }.to_owned(),
    }
}

fn steps(frame: &Frame<'_>, figures: &Figures) -> Vec<Step> {
    let orders_micro = figures.orders_micro[frame.model];
    let counts = [
        ("impressions", "Impressions", figures.metric(Metric::Impressions), "impressions"),
        ("clicks", "Clicks", Some(figures.n_clicks), "clicks"),
        ("visits", "Landings", figures.n_visits, "traffic"),
        ("orders", "Attributed orders", Some(orders_micro / MICRO), "orders"),
    ];
    let mut steps: Vec<Step> = Vec::new();
    let mut last: Option<(i64, &str)> = None;
    for (key, label, n, of) in counts {
        let href = links::explain(frame, of, None);
        let figure = match n {
            Some(_) if key == "orders" => Figure::known(words::conversions(orders_micro), href),
            Some(n) => Figure::known(words::count(n), href),
            None => Figure::missing("no feed reported any", href),
        };
        let kept = n.zip(last).and_then(|(n, (before, name))| {
            let share = words::percent(n.into(), before.into())?;
            (n <= before).then(|| format!("{share} of {}", name.to_lowercase()))
        });
        steps.push(Step { label: label.to_owned(), key, figure, n, kept });
        last = n.map(|n| (n, label)).or(last);
    }
    steps
}

fn feed_line(frame: &Frame<'_>, feed: &FeedFreshness) -> FeedLine {
    const MINUTE_US: i64 = 60_000_000;
    let Some(newest) = feed.newest_at else {
        return FeedLine {
            name: feed.name.clone(),
            age: "never".to_owned(),
            at_percent: None,
            tone: Tone::Plain,
            detail: "this signal has not brought anything yet".to_owned(),
        };
    };
    let age_us = (frame.now.0 - newest.0).max(0);
    let target_us = 60 * MINUTE_US;
    let percent = i128::from(age_us) * i128::from(TARGET_PERCENT) / i128::from(target_us);
    let delay = |ms: Option<i64>| {
        ms.map_or_else(|| "unknown".to_owned(), |ms| words::length(ms.saturating_mul(1_000)))
    };
    FeedLine {
        name: feed.name.clone(),
        age: words::length(age_us),
        at_percent: Some(u8::try_from(percent.clamp(1, 100)).unwrap_or(100)),
        // What comes in batches is not late by being an hour old.
        tone: match (age_us <= target_us, feed.refresh) {
            (true, _) => Tone::Good,
            (false, "stream" | "poll") => Tone::Warn,
            (false, _) => Tone::Plain,
        },
        detail: format!(
            "newest {}; half of it arrives within {}, 95% within {}",
            frame.clock.weekday_second(newest),
            delay(feed.delay_p50_ms),
            delay(feed.delay_p95_ms)
        ),
    }
}

fn footing(engine: &Engine, frame: &Frame<'_>, live: &Live) -> Footing {
    let explanation = explained(engine, frame);
    let revenue_minor = live.figures.revenue_minor[frame.model];
    let n_orders = i64::try_from(explanation.n_orders).unwrap_or(i64::MAX);
    let here = Ask { at: Some(live.stand.position), ..frame.ask.clone() };
    Footing {
        revenue: Figure::known(
            words::money(revenue_minor, frame.currency()),
            links::explain(frame, "revenue", None),
        ),
        text: format!(
            "is {}, split over the touches of their {} click journeys, after refunds. {}",
            words::counted(n_orders, "order", "orders"),
            words::window(frame.campaign.rules.click_window_s),
            words::sentence(&explanation.model_text)
        ),
        other_currencies: other_currencies(engine, frame),
        as_of: switches::as_of(&frame.clock, live.stand),
        permanent_href: here.href("/live"),
    }
}

/// What came in other currencies: it is shown apart and never converted at a guess.
fn other_currencies(engine: &Engine, frame: &Frame<'_>) -> Option<String> {
    let answer = engine.query(&frame.query(frame.scope(), frame.span, &[]));
    let others: Vec<String> = answer
        .other_currencies
        .iter()
        .map(|other| words::money(other.revenue_minor[frame.model], other.currency))
        .collect();
    let apart = "in other currencies; no rate is known, so it is not among these figures";
    (!others.is_empty()).then(|| format!("Besides, {} {apart}.", words::listed(&others)))
}

fn explained(engine: &Engine, frame: &Frame<'_>) -> Explanation {
    let figure = byline_engine::view::Figure {
        query: frame.query(frame.scope(), frame.span, &[]),
        measure: Measure::Revenue,
        model: frame.model,
    };
    engine.explain(&figure, 0)
}
