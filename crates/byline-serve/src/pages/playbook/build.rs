//! Builds the playbook from the engine's answer.

use std::collections::BTreeSet;

use byline_core::gate::{Benchmark, Origin};
use byline_core::id::CreatorId;
use byline_core::kpi::Ratio;
use byline_core::money::Currency;
use byline_engine::Engine;
use byline_engine::view::{Claim, Dimension, PlaybookView, PlayedCampaign, PlayedGroup};
use maud::{Markup, html};

use crate::pages::ask::{Ask, Range};
use crate::pages::frame::Frame;
use crate::pages::parts::{Cell, Heading, Pager, Sheet, Tone, card, empty, name, tag};
use crate::pages::roster::{Entry, entries, is_kind_of};
use crate::pages::shell::{Banner, Head, Here, Shell};
use crate::pages::visit::Whole;
use crate::pages::{decisions, links, switches, verdict, words};

/// How many kinds of creators stand on a page of the list.
const MOST: usize = 40;

/// How many kinds are folded away of which nothing can be said.
const MOST_FOLDED: usize = 200;

/// The page; `page` is that of the list of kinds, from 0.
pub fn whole(engine: &Engine, frame: &Frame<'_>, page: usize, banner: Option<Banner>) -> Whole {
    let view = engine.playbook_view(frame.now);
    let mut banners = switches::banners(engine, frame);
    banners.extend(banner);
    let roster = roster_behind(engine, frame, &view);
    let worked = Worked { engine, frame, view: &view, roster: roster.as_deref() };
    let (untold, mut told): (Vec<&PlayedGroup>, Vec<&PlayedGroup>) =
        view.groups.iter().partition(|group| group.claim == Claim::TooFew);
    // The sort keeps the engine's order among those of which the same is claimed.
    told.sort_by_key(|group| match group.claim {
        Claim::Better => 0,
        Claim::Worse => 1,
        Claim::OneCreator => 2,
        Claim::NoDifference | Claim::TooFew => 3,
    });
    let content = html! {
        (Head::titled("Playbook").render())
        p.lead id="lead" data-live { (lead(&view)) }
        (card("played", "Campaigns", "what each came to", campaigns(engine, frame, &view).render()))
        (card("worked", "What worked", "by platform, size, category and format", html! {
            (worked.sheet(told.iter().skip(page.saturating_mul(MOST)).take(MOST)).render())
            @if let Some(pager) = pager(frame, told.len(), page) { (pager.render()) }
            @if !untold.is_empty() {
                details {
                    summary { (folded(untold.len())) }
                    (worked.sheet(untold.iter().take(MOST_FOLDED)).render())
                }
            }
        }))
        (card("benchmarks", "Your own benchmarks", "what your other campaigns say of a kind",
            benchmarks(frame, &engine.own_history(frame.campaign, frame.now))))
        footer.footing id="footing" data-live {
            p {
                "The true share of clicks that buy lies within the range nine times out of ten, as \
                 long as creators of one kind sell alike. Better and worse stay so whichever \
                 creator is left out; “only because of” somebody means that it would not be said \
                 without them. Nothing is said of fewer than three creators or 100 clicks. A kind \
                 opens into its creators."
            }
            p { (switches::as_of(&frame.clock, view.stand)) }
        }
    };
    let shell = Shell {
        title: "Playbook".to_owned(),
        here: Here::Campaigns,
        ask: frame.ask.clone(),
        is_live: false,
        banners,
    };
    Whole { shell, content }
}

fn lead(view: &PlaybookView) -> String {
    let n = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let of = |claim| view.groups.iter().filter(|group| group.claim == claim).count();
    let rate = view.conversion_rate.and_then(percent);
    let rate = rate.map_or_else(String::new, |rate| {
        format!(
            " Of all clicks on links, {rate} led to an order that the link is credited with. \
             What a code is credited with belongs to no post, also where a click came before: it \
             stands in kinds without one, and a campaign's own conversion rate counts it too."
        )
    });
    format!(
        "{}. Of {}, {} sold better than everybody together and {} worse; {} would only because of \
         one creator, {} do not differ, and {} are too few to say.{rate}",
        match view.campaigns.len() {
            1 => "One campaign, and no other to compare it with".to_owned(),
            several => format!("{several} campaigns beside each other"),
        },
        words::counted(n(view.groups.len()), "kind of creators", "kinds of creators"),
        of(Claim::Better),
        of(Claim::Worse),
        of(Claim::OneCreator),
        of(Claim::NoDifference),
        of(Claim::TooFew),
    )
}

fn percent(ratio: Ratio) -> Option<String> {
    words::percent(ratio.numerator(), ratio.denominator())
}

fn campaigns(engine: &Engine, frame: &Frame<'_>, view: &PlaybookView) -> Sheet {
    let row = |row: &PlayedCampaign| {
        let id = &row.campaign_id;
        let asked = Ask { campaign: Some(id.to_string()), ..Ask::default() };
        let money = |minor| words::money_rounded(minor, row.currency);
        let of = |cost: i64| Ratio::new(row.revenue_minor.into(), cost.into());
        let spent = || row.spend_minor.filter(|spend| 0 < *spend).and_then(of);
        // While a flight runs, cost is judged by what is due of it.
        let returns = match row.due_minor.filter(|_| row.is_running).and_then(of) {
            Some(ratio) => Some(format!("{} of what is due", decisions::multiple(ratio))),
            None => spent().map(decisions::multiple),
        };
        let days = format!(
            "{} to {}",
            frame.clock.date(row.flight.from),
            frame.clock.date(row.flight.to.plus_micros(-1))
        );
        let own = engine.verdict_view(id, frame.now);
        let is_narrow = own.is_some_and(|own| !row.is_given && verdict::is_narrow(&own, None));
        let how = match (row.is_given, row.is_running) {
            (true, _) => "",
            (false, true) if is_narrow => "narrowly, so far",
            (false, true) => "so far",
            (false, false) if is_narrow => "narrowly, by the figures",
            (false, false) => "by the figures",
        };
        let tone = if is_narrow { Tone::Warn } else { verdict::label_tone(row.label) };
        vec![
            Cell::Name(row.name.clone(), Some(links::campaign(&asked, id))),
            Cell::Text(days),
            Cell::Tag(tone, row.label.name(), how.to_owned()),
            Cell::Number(Tone::Plain, row.spend_minor.map_or_else(|| "n/a".into(), money)),
            Cell::Number(Tone::Plain, money(row.revenue_minor)),
            Cell::Number(Tone::Plain, returns.unwrap_or_else(|| "n/a".to_owned())),
            Cell::Name("Why".to_owned(), Some(verdict::href(id.as_str()))),
        ]
    };
    Sheet {
        label: "Campaigns",
        columns: vec![
            Heading::text("Campaign"),
            Heading::text("Flight"),
            Heading::text("Verdict"),
            Heading::number("Spend"),
            Heading::number("Revenue").main(),
            Heading::number("Return"),
            Heading::text("More"),
        ],
        rows: view.campaigns.iter().map(row).collect(),
        sums: Vec::new(),
        empty: "No campaign has begun yet.".to_owned(),
    }
}

/// `Micro on TikTok, beauty, reel`.
fn kind(group: &PlayedGroup) -> String {
    let size = group.size.map_or_else(|| "Unknown size".to_owned(), |s| words::sentence(s.key()));
    let mut kind = format!("{size} on {}", group.platform.name());
    for part in [&group.category, &group.format].into_iter().flatten() {
        kind.push_str(&format!(", {part}"));
    }
    kind
}

/// A share and its range: `4.2%` and `3.1% to 5.6%`.
fn interval(share: Option<(i64, i64, i64)>) -> [String; 2] {
    let text = |ppm: i64| words::percent(ppm.into(), 1_000_000).unwrap_or_default();
    match share {
        None => ["n/a".to_owned(), String::new()],
        Some((low, value, high)) => [text(value), format!("{} to {}", text(low), text(high))],
    }
}

/// What may be claimed of a kind; `all` is the share of clicks that buy of everybody.
fn claim(group: &PlayedGroup, all: Option<Ratio>, named: impl Fn(&CreatorId) -> String) -> Cell {
    match group.claim {
        Claim::TooFew if group.n_creators < PlayedGroup::LEAST_CREATORS => {
            Cell::Tag(Tone::Plain, "too few creators", String::new())
        }
        Claim::TooFew => Cell::Tag(Tone::Plain, "too few clicks", String::new()),
        Claim::NoDifference => Cell::Tag(Tone::Plain, "no difference shown", String::new()),
        Claim::OneCreator => {
            let whom = group.rests_on.as_ref().map(named).unwrap_or_default();
            let own = group.conversion_rate_ppm.map_or(0, |(_, value, _)| i128::from(value));
            let is_better = all.is_some_and(|all| all.rounded(6) < own);
            let word = if is_better { "better" } else { "worse" };
            Cell::Tag(Tone::Plain, word, format!("only because of {whom}"))
        }
        Claim::Better => Cell::Tag(Tone::Good, "better", String::new()),
        Claim::Worse => Cell::Tag(Tone::Bad, "worse", String::new()),
    }
}

/// What is folded away, in words.
fn folded(n: usize) -> String {
    let n_all = i64::try_from(n).unwrap_or(i64::MAX);
    let all = words::counted(n_all, "kind", "kinds");
    match n <= MOST_FOLDED {
        true => format!("{all} with too few creators or clicks to say anything"),
        false => format!("{MOST_FOLDED} of {all} with too few creators or clicks to say anything"),
    }
}

fn pager(frame: &Frame<'_>, n: usize, page: usize) -> Option<Pager> {
    let nouns = ("kind of creators", "kinds of creators");
    Pager::of((page, MOST, n), nouns, |page| {
        let path = match page {
            0 => frame.ask.href("/playbook"),
            page => frame.ask.href_with("/playbook", &[("page", &(page + 1).to_string())]),
        };
        format!("{path}#worked")
    })
}

/// The roster of the campaign over its flight, where what is added up is of that campaign alone.
fn roster_behind<'e>(
    engine: &'e Engine,
    frame: &Frame<'_>,
    view: &PlaybookView,
) -> Option<Vec<Entry<'e>>> {
    let mut counted = view.campaigns.iter().filter(|row| Some(row.currency) == view.currency);
    let frame = frame.over_flight()?;
    if !counted.all(|row| row.campaign_id == frame.campaign.id) {
        return None;
    }
    let answer = engine.query(&frame.query(frame.scope(), frame.span, &[Dimension::Creator]));
    Some(entries(engine, &frame, &answer))
}

/// The roster narrowed to the creators behind a row; `None` where its filters mean others too, or
/// not all of them.
fn roster_href(frame: &Frame<'_>, roster: &[Entry<'_>], group: &PlayedGroup) -> Option<String> {
    let ask = Ask {
        platform: group.platform.key().to_owned(),
        size: group.size.map_or(String::new(), |size| size.key().to_owned()),
        q: group.category.clone().unwrap_or_default(),
        range: Some(Range::Flight),
        campaign: Some(frame.campaign.id.to_string()),
        ..frame.ask.elsewhere()
    };
    let meant = roster.iter().filter(|entry| is_kind_of(&ask, entry));
    let meant: BTreeSet<&CreatorId> = meant.map(|entry| &entry.id).collect();
    meant.iter().copied().eq(&group.creators).then(|| ask.href("/creators"))
}

/// What the rows are made of.
struct Worked<'a> {
    engine: &'a Engine,
    frame: &'a Frame<'a>,
    view: &'a PlaybookView,
    roster: Option<&'a [Entry<'a>]>,
}

impl Worked<'_> {
    fn sheet<'g>(&self, groups: impl Iterator<Item = &'g &'g PlayedGroup>) -> Sheet {
        Sheet {
            label: "What worked",
            columns: vec![
                Heading::text("Kind of creators"),
                Heading::number("Creators"),
                Heading::number("Clicks"),
                Heading::number("Clicks that buy").main(),
                Heading::number("Range"),
                Heading::number("Revenue"),
                Heading::text("Beside everybody"),
            ],
            rows: groups.map(|group| self.row(group)).collect(),
            sums: Vec::new(),
            empty: match self.view.groups.is_empty() {
                true => "Nothing was clicked or sold yet.".to_owned(),
                false => "Of no kind is enough known yet to say anything.".to_owned(),
            },
        }
    }

    fn row(&self, group: &PlayedGroup) -> Vec<Cell> {
        let frame = self.frame;
        let currency = self.view.currency.unwrap_or(Currency::USD);
        let named = |id: &CreatorId| {
            let known = self.engine.creator(id.as_str());
            known.map_or_else(|| id.to_string(), |row| row.name.clone())
        };
        let one = |id: &CreatorId| (named(id), links::creator(&frame.ask, id));
        let how = if group.format.is_none() { ", no post" } else { "" };
        let all = self.roster.and_then(|roster| roster_href(frame, roster, group));
        let all = all.filter(|_| 1 < group.creators.len());
        let all = all.map(|href| ("See them side by side", href));
        let [rate, range] = interval(group.conversion_rate_ppm);
        let revenue = words::money_rounded(group.revenue_minor, currency);
        let whom = group.creators.iter().map(one).collect();
        vec![
            Cell::Opens(format!("{}{how}", kind(group)), whom, all),
            Cell::Number(Tone::Plain, group.n_creators.to_string()),
            Cell::Number(Tone::Plain, words::count(group.n_clicks)),
            Cell::Number(Tone::Plain, rate),
            Cell::Number(Tone::Plain, range),
            Cell::Number(Tone::Plain, revenue),
            claim(group, self.view.conversion_rate, named),
        ]
    }
}

fn benchmarks(frame: &Frame<'_>, groups: &[PlayedGroup]) -> Markup {
    let rows: Vec<&PlayedGroup> =
        groups.iter().filter(|group| group.claim != Claim::TooFew).take(MOST).collect();
    if rows.is_empty() {
        return empty(&format!(
            "Your own benchmarks come from other campaigns than {}: they take at least three \
             creators of a kind with 100 clicks together.",
            frame.campaign.name
        ));
    }
    html! {
        div.scroll tabindex="0" role="group" aria-label="Your own benchmarks" {
            table.report.folds {
                thead { tr {
                    th scope="col" { "Kind of creators" }
                    th.number scope="col" { "Creators" }
                    th.number scope="col" { "CTR" }
                    th.number scope="col" { "Conversion rate" }
                    th scope="col" { "Source" }
                    th scope="col" { "Use it" }
                } }
                tbody { @for group in rows { (benchmark(frame, group)) } }
            }
        }
    }
}

/// Whether the campaign is judged by this kind as it stands now.
fn is_in_use(frame: &Frame<'_>, group: &PlayedGroup) -> bool {
    let known = frame.campaign.gate.iter().flat_map(|terms| &terms.benchmarks);
    let known = || known.clone().filter(|row| row.origin == Origin::OwnHistory);
    let ctr = group.ctr_ppm.map(|(_, value, _)| value);
    let shares = [("ctr", ctr), ("conversion_rate", group.judged_rate_ppm)];
    let mut values = shares.into_iter().filter_map(|(kpi, share)| Some((kpi, share?)));
    let is_its = |row: &&Benchmark| {
        let category = row.category.as_deref().map(str::to_lowercase);
        (row.platform, row.size, category)
            == (Some(group.platform), group.size, group.category.clone())
    };
    known().any(|row| is_its(&row))
        && values.all(|(kpi, value)| {
            let is_said = |row: &Benchmark| row.kpi == kpi && row.value_micro == value;
            value <= 0 || known().filter(is_its).any(is_said)
        })
}

/// Conversions of any kind beside clicks, as creators are judged.
fn judged_rate(group: &PlayedGroup) -> String {
    let percent = |ppm: i64| words::percent(ppm.into(), 1_000_000);
    group.judged_rate_ppm.and_then(percent).unwrap_or_else(|| "n/a".to_owned())
}

fn benchmark(frame: &Frame<'_>, group: &PlayedGroup) -> Markup {
    let size = group.size.map(|size| size.key()).unwrap_or_default();
    let [ctr, range] = interval(group.ctr_ppm);
    html! {
        tr {
            th scope="row" { (name(&kind(group))) }
            td.number data-label="Creators" { (group.n_creators) }
            td.number data-label="CTR" { (ctr) " " small { (range) } }
            td.number.main data-label="Conversion rate" { (judged_rate(group)) }
            td data-label="Source" { "own history, " (frame.clock.date(group.until)) }
            td data-label="Use it" {
                @if is_in_use(frame, group) {
                    (tag(Tone::Good, "in use")) " for " (name(&frame.campaign.name))
                } @else if frame.ask.at.is_none() {
                    form method="post" action="/playbook/benchmark" {
                        input type="hidden" name="campaign" value=(frame.campaign.id);
                        input type="hidden" name="platform" value=(group.platform.key());
                        input type="hidden" name="size" value=(size);
                        input type="hidden" name="category"
                            value=(group.category.as_deref().unwrap_or_default());
                        button.button { "Use for " (name(&frame.campaign.name)) }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use byline_core::creator::Platform;
    use byline_core::time::Timestamp;

    use super::*;

    /// Reads as a table: the share of a kind's clicks that buy where everybody's is 2.5%, and what
    /// is said where one creator makes the difference.
    #[test]
    fn who_alone_makes_a_difference_is_named_with_its_side() {
        for (rate_ppm, expected) in [(40_000, "better"), (10_000, "worse")] {
            let group = PlayedGroup {
                platform: Platform::Tiktok,
                size: None,
                category: None,
                format: None,
                n_creators: 3,
                creators: BTreeSet::new(),
                n_clicks: 900,
                n_displays: 0,
                n_conversions: 20,
                spend_minor: 0,
                revenue_minor: 0,
                conversion_rate_ppm: Some((rate_ppm - 5_000, rate_ppm, rate_ppm + 5_000)),
                judged_rate_ppm: None,
                ctr_ppm: None,
                claim: Claim::OneCreator,
                rests_on: Some("ana".into()),
                until: Timestamp(0),
            };
            let said = claim(&group, Ratio::new(25, 1_000), |_| "Ana Lima".to_owned());
            let Cell::Tag(_, word, more) = said else { panic!("a word: {said:?}") };
            assert_eq!((word, more.as_str()), (expected, "only because of Ana Lima"));
        }
    }
}
