//! Headline figures: the numbers on top of a page, with their band and the change since before.

use byline_core::campaign::Goal;
use byline_core::decision::StandingRules;
use byline_core::id::CreatorId;
use byline_core::kpi::{Direction, Input, Kpi, Ratio};
use byline_core::time::Span;
use byline_engine::Engine;
use byline_engine::view::{Benchmarks, FeedFreshness, Figures, MICRO};

use super::kpis::{self, Shown};
use crate::pages::ask::Range;
use crate::pages::frame::Frame;
use crate::pages::parts::{Figure, Strip, Tile, Tone};
use crate::pages::{links, words};

/// The ratios on top of a page, in reading order.
const RATIOS: [&str; 4] = ["roi", "cpa", "ctr", "conversion_rate"];

/// Whose headline figures, and what they are made of.
pub struct Headline<'a> {
    /// The page's frame.
    pub frame: &'a Frame<'a>,
    /// One creator; the whole campaign, if not said.
    pub creator: Option<&'a CreatorId>,
    /// The figures of the range.
    pub now: &'a Figures,
    /// The figures of the stretch before, if there is one.
    pub before: Option<&'a Figures>,
    /// What nobody earned. It is nobody's, so no creator's headline has it.
    pub unattributed: Option<&'a Figures>,
    /// How fresh each feed is.
    pub feeds: &'a [FeedFreshness],
    /// What the campaign expects of them.
    pub expected: &'a Benchmarks,
    /// From where on a share is under or over what is expected.
    pub rules: StandingRules,
    /// Orders of the range, as credited, that no click came before, in millionths.
    pub no_click_micro: i64,
}

/// What [`Headline::rules`] are in a campaign.
pub fn rules(engine: &Engine, frame: &Frame<'_>) -> StandingRules {
    let view = engine.rules_view(&frame.campaign.id);
    view.map(|view| view.rules).unwrap_or_default().standing
}

/// What [`Headline::no_click_micro`] is within a frame; 0 of campaigns for leads, whose actions
/// come in other ways.
pub fn no_click_micro(engine: &Engine, frame: &Frame<'_>, creator: Option<&CreatorId>) -> i64 {
    if frame.campaign.goal == Goal::Leads {
        return 0;
    }
    engine.without_click_micro(&frame.campaign.id, creator, frame.model, frame.span)
}

/// The conversion rate of figures without orders that no click came before; `None` where all had
/// one.
pub fn rate_by_click(frame: &Frame<'_>, figures: &Figures, no_click_micro: i64) -> Option<Ratio> {
    let all = figures.kpi_inputs(frame.model, frame.campaign.goal).get(Input::Conversions)?;
    let no_click = Some(no_click_micro).filter(|micro| (1..=all).contains(micro))?;
    Ratio::new((all - no_click).into(), i128::from(figures.n_clicks) * i128::from(MICRO))
}

impl Headline<'_> {
    /// The strip of headline figures.
    pub fn strip(&self) -> Strip {
        let mut tiles = vec![self.revenue()];
        tiles.extend(self.unattributed.map(|figures| self.unattributed(figures)));
        tiles.push(self.spend());
        tiles.extend(RATIOS.map(|key| self.ratio(key)));
        let note = self.note(&tiles);
        Strip { tiles, note: (!note.is_empty()).then(|| note.join(" ")) }
    }

    /// What the tiles are beside, in sentences.
    fn note(&self, tiles: &[Tile]) -> Vec<String> {
        let before = self.frame.before.as_ref();
        let compared = before.filter(|_| tiles.iter().any(|tile| tile.change.is_some()));
        // The hour that runs is one of the 24, so that fewer than 24 have passed.
        let since = self.frame.clock.weekday_minute(self.frame.span.from);
        let since = (self.frame.range == Range::LastDay).then(|| format!("Since {since}."));
        let compared = compared.map(|before| format!("Changes are against {}.", before.name));
        let fees = "Fees count on their own day, so ROI and CPA of a range shorter than the \
                    flight hold few of them.";
        let fees = (self.is_short() && self.now.spend_minor.is_some()).then(|| fees.to_owned());
        [since, compared, fees, self.without_click()].into_iter().flatten().collect()
    }

    /// What the conversion rate would be without orders that had no click.
    fn without_click(&self) -> Option<String> {
        let rate = self.rate_by_click()?;
        let all = self.now.kpi_inputs(self.frame.model, self.frame.campaign.goal);
        let all = all.get(Input::Conversions)?;
        Some(format!(
            "Of {} conversions {} had no click before, such as those by code alone; without them \
             the conversion rate is {}.",
            words::conversions(all),
            words::conversions(self.no_click_micro),
            percent(rate)
        ))
    }

    fn rate_by_click(&self) -> Option<Ratio> {
        rate_by_click(self.frame, self.now, self.no_click_micro)
    }

    /// The conversion rate by click and how it stands beside its benchmark, where that is otherwise
    /// than the whole does.
    pub fn by_click(&self, key: &str, whole: Ratio) -> Option<(Ratio, Tone, &'static str)> {
        let wanted = self.wanted(key).filter(|_| key == "conversion_rate")?;
        let rate = self.rate_by_click()?;
        let (tone, word) = beside(rate, wanted, &self.rules);
        let word = match word {
            word if word == beside(whole, wanted, &self.rules).1 => return None,
            "far under" => "far under by click",
            "under" => "under by click",
            "far over" => "far over by click",
            _ => "as expected by click",
        };
        Some((rate, tone, word))
    }

    /// Whether the range is shorter than what has passed of the flight.
    fn is_short(&self) -> bool {
        let frame = self.frame;
        frame.flight().is_some_and(|flight| {
            let over = Span { from: flight.from, to: frame.now.min(flight.to) };
            frame.span.seconds() < over.seconds()
        })
    }

    fn revenue(&self) -> Tile {
        let model = self.frame.model;
        let minor = |figures: &Figures| figures.revenue_minor[model];
        let text = words::money_rounded(minor(self.now), self.frame.currency());
        let orders = words::conversions(self.now.orders_micro[model]);
        let noun = if orders == "1" { "order" } else { "orders" };
        Tile {
            key: "revenue",
            label: "Attributed revenue",
            figure: Figure::known(text, self.explain("revenue")),
            band: None,
            change: self.change(Direction::Up, |figures| minor(figures).into()),
            detail: format!("{orders} {noun}"),
            age: self.age(&["Orders"]),
            is_faint: false,
        }
    }

    /// What no creator earned. With the attributed revenue it adds up to the net of all orders.
    fn unattributed(&self, figures: &Figures) -> Tile {
        let minor = figures.revenue_minor[self.frame.model];
        let net = i128::from(minor) + i128::from(self.now.revenue_minor[self.frame.model]);
        let share = words::percent(minor.into(), net);
        let text = words::money_rounded(minor, self.frame.currency());
        Tile {
            key: "unattributed",
            label: "Unattributed",
            figure: Figure::known(text, self.explain("unattributed")),
            band: None,
            change: None,
            detail: share.map_or_else(String::new, |share| format!("{share} of net")),
            age: self.age(&["Orders"]),
            is_faint: false,
        }
    }

    fn spend(&self) -> Tile {
        let currency = self.frame.currency();
        let href = self.explain("spend");
        let figure = match self.now.spend_minor {
            Some(minor) => Figure::known(words::money_rounded(minor, currency), href),
            None => Figure::missing("no spend was recorded", href),
        };
        let detail = match (self.now.spend_minor, self.budget()) {
            (None, _) => "none recorded".to_owned(),
            (Some(minor), Some(budget)) => {
                let share = words::percent(minor.into(), budget.into()).unwrap_or_default();
                format!("{share} of {}", words::money_rounded(budget, currency))
            }
            (Some(_), None) => String::new(),
        };
        let spend = |figures: &Figures| figures.spend_minor.unwrap_or(0).into();
        let change = self.change(Direction::Neutral, spend);
        let change = change.filter(|_| self.now.spend_minor.is_some());
        let age = self.age(&["Spend"]);
        let label = "Spend";
        Tile { key: "spend", label, figure, band: None, change, detail, age, is_faint: false }
    }

    /// The budget, where comparing with it makes sense: the whole campaign over its flight.
    fn budget(&self) -> Option<i64> {
        let is_whole = self.frame.range == Range::Flight && self.creator.is_none();
        self.frame.campaign.budget_minor.filter(|budget| is_whole && 0 < *budget)
    }

    fn ratio(&self, key: &'static str) -> Tile {
        let kpi = Kpi::from_key(key).expect("pages ask for KPIs of the table");
        let href = self.explain(key);
        let age = self.age(feeds_behind(key));
        let shown = match kpis::show(self.frame, key, self.now) {
            Ok(shown) => shown,
            Err(reason) => {
                let figure = Figure::missing(&reason, href);
                let detail = reason;
                return Tile {
                    key,
                    label: kpi.name,
                    figure,
                    band: None,
                    change: None,
                    detail,
                    age,
                    is_faint: false,
                };
            }
        };
        let before = self.before.and_then(|figures| kpis::show(self.frame, key, figures).ok());
        let change = before.and_then(|before| ratio_change(key, &shown, &before));
        let by_click = self.by_click(key, shown.ratio);
        // Fees that fall on other days make such a change one of the calendar.
        let change = change.filter(|_| self.part_of_price(key).is_empty());
        Tile {
            key,
            label: kpi.name,
            change: change.map(|(text, is_up)| (tone(kpi.direction, is_up), text)),
            detail: match (self.wanted(key), &shown.band) {
                (Some(wanted), _) => {
                    let text = |share| kpis::text(kpi.unit, share, self.frame.currency());
                    match by_click {
                        Some((rate, ..)) => {
                            format!("{} beside {}", text(rate), text(wanted))
                        }
                        None => format!("benchmark {}", text(wanted)),
                    }
                }
                (None, Some(band)) => format!("market: {}", band.edges),
                (None, None) => self.part_of_price(key).to_owned(),
            },
            band: match (self.wanted(key), shown.band) {
                (Some(_), _) if by_click.is_some() => by_click.map(|(_, tone, word)| (tone, word)),
                (Some(wanted), _) => Some(beside(shown.ratio, wanted, &self.rules)),
                (None, Some(band)) => Some((band.tone, band.word)),
                (None, None) if self.is_few_fees(key) => Some((Tone::Warn, "few fees")),
                (None, None) => None,
            },
            figure: Figure::known(shown.text, href),
            age,
            is_faint: self.is_few_fees(key),
        }
    }

    /// The campaign's own benchmark; the market's word is not said beside it.
    fn wanted(&self, key: &str) -> Option<Ratio> {
        let expected = match key {
            "ctr" => self.expected.ctr,
            "conversion_rate" => self.expected.conversion_rate,
            _ => None,
        };
        expected.map(|expected| expected.value)
    }

    /// Whether results of a short range stand beside the few fees that fall into it.
    fn is_few_fees(&self, key: &str) -> bool {
        matches!(key, "roi" | "cpa") && self.is_short()
    }

    /// What a ratio of results and price is not, while the flight runs.
    fn part_of_price(&self, key: &str) -> &'static str {
        match key {
            _ if self.is_few_fees(key) => "most fall on other days",
            "roi" | "cpa" if kpis::is_open(self.frame) => "whole fees, part of the flight",
            _ => "",
        }
    }

    /// The age of a figure is that of the feed behind it that is silent for longest.
    fn age(&self, feeds: &[&str]) -> Option<String> {
        let of = |name: &&str| self.feeds.iter().find(|feed| feed.name == **name)?.newest_at;
        let oldest = feeds.iter().filter_map(of).min()?;
        Some(words::length(self.frame.now.0 - oldest.0))
    }

    /// How a sum differs from the stretch before; `None` without such a stretch or anything in it.
    fn change(
        &self,
        direction: Direction,
        value: impl Fn(&Figures) -> i128,
    ) -> Option<(Tone, String)> {
        let (now, then) = (value(self.now), value(self.before?));
        let text = words::change(now, then)?;
        Some((tone(direction, then.cmp(&now)), text))
    }

    fn explain(&self, of: &str) -> String {
        links::explain(self.frame, of, self.creator)
    }
}

fn percent(ratio: Ratio) -> String {
    words::percent(ratio.numerator(), ratio.denominator()).unwrap_or_default()
}

/// How a share stands beside its benchmark, by the thresholds of the campaign.
fn beside(share: Ratio, wanted: Ratio, rules: &StandingRules) -> (Tone, &'static str) {
    let share_below = share.denominator();
    // All over one line, so that the comparison is exact.
    let share = share.numerator().saturating_mul(wanted.denominator()).saturating_mul(10_000);
    let wanted = |bp: i128| wanted.numerator().saturating_mul(share_below).saturating_mul(bp);
    let under = |bp: u32| share <= wanted(10_000 - i128::from(bp));
    if under(rules.red_under_bp) {
        (Tone::Bad, "far under")
    } else if under(rules.yellow_under_bp) {
        (Tone::Warn, "under")
    } else if wanted(10_000 + i128::from(rules.accelerate_over_bp)) <= share {
        (Tone::Boost, "far over")
    } else {
        (Tone::Good, "as expected")
    }
}

/// The feeds that a KPI of the strip is made of, by name.
fn feeds_behind(key: &str) -> &'static [&'static str] {
    match key {
        "roi" | "cpa" => &["Orders", "Spend"],
        "ctr" => &["Link clicks", "Platform figures"],
        _ => &["Orders", "Link clicks"],
    }
}

/// The change of a ratio: of ROI in points, because a share of a share says nothing.
pub fn ratio_change(key: &str, now: &Shown, then: &Shown) -> Option<(String, std::cmp::Ordering)> {
    let order = then.ratio.cmp(&now.ratio);
    if key == "roi" {
        let points = now.ratio.rounded(2) - then.ratio.rounded(2);
        let text = words::count(i64::try_from(points).ok()?);
        let sign = if 0 < points { "+" } else { "" };
        return Some((format!("{sign}{text} pts"), order));
    }
    // Both over one line, so that the change is exact.
    let over_one_line = now.ratio.numerator().checked_mul(then.ratio.denominator())?;
    let then_over_it = then.ratio.numerator().checked_mul(now.ratio.denominator())?;
    Some((words::change(over_one_line, then_over_it)?, order))
}

/// Whether a change is good; `order` compares what was with what is.
pub fn tone(direction: Direction, order: std::cmp::Ordering) -> Tone {
    let is_good = match direction {
        Direction::Up => order.is_lt(),
        Direction::Down => order.is_gt(),
        Direction::Neutral => return Tone::Plain,
    };
    match (order.is_eq(), is_good) {
        (true, _) => Tone::Plain,
        (false, true) => Tone::Good,
        (false, false) => Tone::Bad,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_stands_beside_its_benchmark_by_the_rules_of_the_campaign() {
        let rules = StandingRules::default();
        // Reads as a table: the share in millionths beside 1%, and the word.
        for (micro, word) in [
            (7_500, "far under"),
            (7_501, "under"),
            (9_000, "under"),
            (9_001, "as expected"),
            (12_999, "as expected"),
            (13_000, "far over"),
        ] {
            let share = Ratio::new(micro, 1_000_000).expect("a ratio");
            let wanted = Ratio::new(1, 100).expect("a ratio");
            assert_eq!(beside(share, wanted, &rules).1, word, "{micro}");
        }
        let strict = StandingRules { red_under_bp: 500, yellow_under_bp: 100, ..rules };
        let share = Ratio::new(95, 10_000).expect("a ratio");
        assert_eq!(beside(share, Ratio::new(1, 100).expect("a ratio"), &strict).1, "far under");
    }
}
