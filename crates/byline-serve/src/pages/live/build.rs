//! Builds the Live page from the engine's answers.

use byline_core::event::Metric;
use byline_engine::Engine;
use byline_engine::view::{Answer, Figure as Asked, Figures, MICRO, Measure, Stand};

use super::{Footing, LivePage, feeds, lanes};
use crate::pages::ask::Ask;
use crate::pages::decisions::{doubt, needs, returned_by_all};
use crate::pages::figures::apart::Apart;
use crate::pages::figures::flight;
use crate::pages::figures::headline::{self, Headline};
use crate::pages::figures::money_chart;
use crate::pages::frame::{Frame, credited};
use crate::pages::identities::Doubles;
use crate::pages::parts::{Figure, Step};
use crate::pages::shell::{Here, Shell};
use crate::pages::{links, switches, words};

/// The Live page in a frame; `None` if its campaign is gone.
pub fn build((engine, doubles): (&Engine, &Doubles), frame: &Frame<'_>) -> Option<LivePage> {
    let zone = frame.clock.zone();
    let live = engine.live(&frame.campaign.id, frame.span, zone, frame.model, frame.now)?;
    let decisions = engine.decisions_view(&frame.campaign.id, frame.now)?;
    let answer = engine.query(&frame.query(frame.scope(), frame.span, &[]));
    let before = frame.before.as_ref();
    let before = before.map(|before| frame.figures(engine, frame.scope(), before.span));
    let no_click_micro = headline::no_click_micro(engine, frame, None);
    let headline = Headline {
        frame,
        creator: None,
        now: &live.figures,
        before: before.as_ref(),
        unattributed: Some(&answer.unattributed),
        feeds: &live.feeds,
        expected: &decisions.benchmarks,
        rules: headline::rules(engine, frame),
        no_click_micro,
    };
    Some(LivePage {
        shell: Shell {
            title: format!("Live · {}", frame.campaign.name),
            here: Here::Live,
            ask: frame.ask.clone(),
            is_live: frame.ask.at.is_none(),
            banners: [switches::banners(engine, frame), switches::young_days(engine, frame)]
                .concat()
                .into_iter()
                .chain(doubt(frame, &decisions))
                .collect(),
        },
        head: switches::head(engine, frame, "/live", frame.campaign.name.clone()),
        strip: headline.strip(),
        apart: Apart::all(engine, frame, &answer),
        flight: flight::line(engine, frame, returned_by_all(&decisions).as_deref()),
        needs: needs(engine, frame, &decisions),
        chart: money_chart::of_live(engine, frame, &live),
        chart_note: money_chart::note(frame),
        lanes: lanes::all((engine, doubles), frame, &live, &decisions),
        steps: steps(frame, &live.figures, no_click_micro),
        steps_note: format!("all creators, {}", frame.range_within()),
        feeds: live.feeds.iter().map(|feed| feeds::line(frame, feed)).collect(),
        footing: footing(engine, frame, &answer, live.stand),
    })
}

/// From seeing to buying.
pub fn steps(frame: &Frame<'_>, figures: &Figures, no_click_micro: i64) -> Vec<Step> {
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
            let of = name.to_lowercase();
            if key == "orders" {
                return bought(orders_micro, no_click_micro, (before, &of));
            }
            let share = words::percent(n.into(), before.into())?;
            (n <= before).then(|| format!("{share} of {of}"))
        });
        steps.push(Step { label: label.to_owned(), key, figure, kept });
        last = n.map(|n| (n, label)).or(last);
    }
    steps
}

/// How many of those before bought: orders that no click came before never came that way.
fn bought(orders_micro: i64, no_click_micro: i64, (before, name): (i64, &str)) -> Option<String> {
    let by_click = orders_micro - no_click_micro;
    let whole = i128::from(before) * i128::from(MICRO);
    let share = words::percent(by_click.into(), whole)?;
    let is_part = i128::from(by_click) <= whole && 0 <= by_click;
    let share = is_part.then(|| format!("{share} of {name}"));
    match (share, no_click_micro) {
        (share, 0) => share,
        (share, no_click) => {
            let no_click = format!("{} without a click", words::conversions(no_click));
            Some(share.map_or_else(|| no_click.clone(), |share| format!("{share}, and {no_click}")))
        }
    }
}

/// What the headline is made of: credits and unattributed, which add up to the net of the orders.
fn footing(engine: &Engine, frame: &Frame<'_>, answer: &Answer, stand: Stand) -> Footing {
    let money = |minor| words::money(minor, frame.currency());
    let href = |of| links::explain(frame, of, None);
    let revenue_minor = credited(answer).revenue_minor[frame.model];
    let unattributed_minor = answer.unattributed.revenue_minor[frame.model];
    let n_orders = i64::try_from(n_orders(engine, frame)).unwrap_or(i64::MAX);
    let here = Ask { at: Some(stand.position), ..frame.ask.clone() };
    let roster = Ask { range: Some(frame.range), ..frame.ask.elsewhere() }.href("/creators");
    let window = words::window(frame.campaign.rules.click_window_s);
    Footing {
        revenue: Figure::known(money(revenue_minor), href("revenue")),
        unattributed: Figure::known(money(unattributed_minor), href("unattributed")),
        net: Figure::known(money(answer.total.revenue_minor[frame.model]), roster),
        text: format!(
            "{} stand behind the attributed part, split over the touches of their {window} click \
             journeys, after refunds. {}",
            words::counted(n_orders, "order", "orders"),
            byline_engine::model_text(frame.model, &frame.campaign.rules.parameters)
        ),
        as_of: switches::as_of(&frame.clock, stand),
        permanent_href: here.href("/live"),
    }
}

/// How many orders the headline revenue consists of.
fn n_orders(engine: &Engine, frame: &Frame<'_>) -> usize {
    let query = frame.query(frame.scope(), frame.span, &[]);
    engine.explain(&Asked { query, measure: Measure::Revenue, model: frame.model }, 0).n_orders
}
