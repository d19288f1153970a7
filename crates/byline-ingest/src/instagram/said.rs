//! What an answer says, wherever it stands: insights in both of their shapes, counters of media,
//! followers of accounts.
//!
//! An insight gives `values`, a list with one entry or one for each day, or `total_value`. Both at
//! once say the same. Breakdowns inside are parts of that total and are not read.

use byline_core::event::Grain;
use byline_core::figure::SubjectKind;
use byline_core::time::{Span, Timestamp, Zone};

use crate::definitions::INSTAGRAM;
use crate::figures::error::{id_missing, period_unknown};
use crate::figures::{Teller, Thing, Writing, stretch};
use crate::poll::{Answer, Ask, Page};
use crate::tree::Tree;

/// Seconds in a day of 24 hours.
const DAY_S: i64 = 24 * 60 * 60;

/// Who speaks in an answer.
pub(super) fn teller<'a>(answer: &Answer, ask: &Ask<'a>) -> Teller<'a> {
    Teller {
        connection: ask.connection,
        feed: "instagram",
        table: INSTAGRAM,
        currency: None,
        window: None,
        as_of: answer.received_at,
        writing: Writing::Plain,
    }
}

/// Takes everything that `tree` says. `asked` is the stretch of totals without a date.
pub(super) fn take(tree: &Tree<'_>, teller: &Teller<'_>, asked: Option<Span>, page: &mut Page) {
    tree.objects(&mut |object, _| {
        let is_insight = !object.get("name").is_nothing() && !object.get("period").is_nothing();
        if is_insight {
            take_insight(object, teller, asked, page);
        } else if !object.get("followers_count").is_nothing() {
            take_counters(object, SubjectKind::Account, teller, page);
        } else if !object.get("media_type").is_nothing() {
            take_counters(object, SubjectKind::Content, teller, page);
        }
    });
}

/// What a media object or an account says of itself. A counter that is not there is missing for
/// media, whose owner can hide likes, and was not asked for otherwise.
fn take_counters(object: &Tree<'_>, kind: SubjectKind, teller: &Teller<'_>, page: &mut Page) {
    let Some(id) = object.text_of("id") else {
        return page.refused.push(id_missing("id"));
    };
    let thing = Thing::so_far(kind, id, teller.as_of);
    let told = teller.tell(&thing, |metric| match kind {
        SubjectKind::Account => object.text_of(metric.strip_prefix("account:")?),
        _ if is_counter(object, metric) => Some(object.text_of(metric).unwrap_or_default()),
        _ => None,
    });
    told.onto(page);
}

/// Whether a media object that has one counter would have this one.
fn is_counter(object: &Tree<'_>, metric: &str) -> bool {
    let counters = ["like_count", "comments_count"];
    let has_any = counters.iter().any(|name| !object.get(name).is_nothing());
    has_any && counters.contains(&metric)
}

fn take_insight(insight: &Tree<'_>, teller: &Teller<'_>, asked: Option<Span>, page: &mut Page) {
    let id = insight.text_of("id").and_then(|id| id.split_once("/insights")).map(|(id, _)| id);
    let (Some(id), Some(name)) = (id, insight.text_of("name")) else {
        return page.refused.push(id_missing("id"));
    };
    let entries = insight.get("values").items();
    let total = insight.at("total_value.value").text();
    match insight.text_of("period") {
        Some("lifetime") => {
            let value = total.or(entries.last().and_then(|entry| entry.text_of("value")));
            let thing = Thing::so_far(SubjectKind::Content, id, teller.as_of);
            say(&thing, name, value, teller, page);
        }
        Some("day") => {
            let days = entries.iter().filter_map(|entry| {
                Some((day_before(entry.text_of("end_time")?)?, entry.text_of("value")))
            });
            let days: Vec<(Span, Option<&str>)> = days.collect();
            let total = asked.filter(|_| days.is_empty()).map(|span| (span, total));
            for (span, value) in days.into_iter().chain(total) {
                let grain = Grain::Stretch(span);
                let thing = Thing::over(SubjectKind::Account, id, grain, &pacific());
                say(&thing, name, value, teller, page);
            }
        }
        period => page.refused.push(period_unknown(name, period.unwrap_or_default())),
    }
}

/// The figure of one metric.
fn say(thing: &Thing<'_>, name: &str, value: Option<&str>, teller: &Teller<'_>, page: &mut Page) {
    let prefix = if thing.kind == SubjectKind::Account { "account:" } else { "" };
    let is_it = |metric: &str| metric.strip_prefix(prefix).is_some_and(|metric| metric == name);
    teller.tell(thing, |metric| is_it(metric).then_some(value.unwrap_or_default())).onto(page);
}

/// What was asked for and does not stand in an answer: an empty list is no zero.
pub(super) fn take_missing(thing: &Thing<'_>, metrics: &str, teller: &Teller<'_>, page: &mut Page) {
    let prefix = if thing.kind == SubjectKind::Account { "account:" } else { "" };
    let is_asked = |metric: &str| {
        let plain = metric.strip_prefix(prefix);
        plain.is_some_and(|plain| metrics.split(',').any(|asked| asked == plain))
    };
    teller.tell(thing, |metric| is_asked(metric).then_some("")).onto(page);
}

/// The day that ends at `end_time`: midnight in California, where Meta cuts days of accounts.
fn day_before(end_time: &str) -> Option<Span> {
    let to = stretch::instant(end_time, &Zone::utc())?;
    let pacific = pacific();
    let day = pacific.day_span(pacific.day_of(to.plus_micros(-1)));
    let plain = Span { from: to.plus_seconds(-DAY_S), to };
    Some(if day.to == to { day } else { plain }).filter(|span| Timestamp(0) <= span.from)
}

/// The zone in which Meta cuts the days of Instagram accounts.
pub(super) fn pacific() -> Zone {
    Zone::parse("America/Los_Angeles").unwrap_or(Zone::utc())
}
