//! The brief as words: what is said, settled before any markup.

use byline_core::brief::Brief;
use byline_core::campaign::Campaign;
use byline_core::creator::Platform;
use byline_core::id::CreatorId;
use byline_core::link::Link;
use byline_core::time::{Span, Timestamp};
use byline_engine::Engine;
use byline_engine::view::{Basis, MICRO, Query, Scope};

use super::render::Page;
use crate::pages::words::{self, Clock};
use crate::private;
use crate::site::Site;

/// Orders of shops whose clocks are ahead are not left out, within an hour of microseconds.
const HOUR_US: i64 = 3_600_000_000;

/// One link with where it goes.
pub struct LinkRow {
    /// The platform and format, such as `TikTok, video`.
    pub name: String,
    /// The short address.
    pub url: String,
    /// Where the link goes, in a sentence.
    pub place: String,
    /// Where the test button leads.
    pub test_href: String,
    /// Whether it waits for its launch.
    pub is_held: bool,
}

/// What the token opens; `None` if nothing.
pub fn build(site: &Site, token: &str) -> Option<Page> {
    let engine = site.engine();
    let (brief, version) = engine.brief_by_digest(&private::digest(token))?;
    if brief.is_archived {
        return None;
    }
    let campaign = engine.campaign(brief.campaign_id.as_str())?;
    let clock = Clock::of(&campaign.time_zone);
    let is_ours = |link: &&Link| {
        let is_theirs = link.creator_id == brief.creator_id;
        is_theirs && link.campaign_id == brief.campaign_id && !link.is_archived
    };
    let links = engine.links().filter(is_ours);
    let links = links.map(|link| link_row(site, &engine, brief, link, token)).collect();
    let codes = engine.codes().filter(|code| {
        code.creator_id == brief.creator_id
            && code.campaign_id == brief.campaign_id
            && !code.is_archived
    });
    let now = site.parts.world.now();
    let read_version = engine.brief_read(&brief.id);
    let launched_at = engine.launched_at(&campaign.id, &brief.creator_id);
    let is_live = !campaign.has_gate() || launched_at.is_some();
    let creator = engine.creator(brief.creator_id.as_str());
    Some(Page {
        campaign: campaign.name.clone(),
        creator: creator.map_or_else(String::new, |row| row.name.clone()),
        links,
        codes: codes.map(|code| code.code.clone()).collect(),
        words: brief.disclosure_words.clone(),
        terms: campaign.terms.clone(),
        window: brief.posting.map(|posting| window(&clock, posting)),
        zone: clock.zone_in_words(),
        dos: brief.dos.clone(),
        donts: brief.donts.clone(),
        is_read: read_version == Some(version),
        was_changed: read_version.is_some_and(|read| read < version),
        is_live,
        results: brief
            .does_show_results
            .then(|| results(&engine, campaign, &brief.creator_id, &clock, now)),
        href: format!("/brief/{token}"),
    })
}

fn link_row(site: &Site, engine: &Engine, brief: &Brief, link: &Link, token: &str) -> LinkRow {
    let slot = link.placement_id.as_ref().and_then(|id| engine.placement(id.as_str()));
    let platform = slot.map_or(Platform::Other, |slot| slot.platform);
    let name = slot.map_or_else(
        || "Your link".to_owned(),
        |slot| format!("{}, {}", slot.platform.name(), slot.format),
    );
    LinkRow {
        name,
        url: format!("{}/{}", site.settings().links_url, link.slug),
        place: brief.place(platform).to_owned(),
        test_href: format!("/brief/{token}/test/{}", link.id),
        is_held: engine.is_held(link),
    }
}

/// `12 Jun, 09:00 to 14 Jun, 21:00`, and `15 Nov to 5 Dec` of whole days: the instant at which a
/// stretch ends is not in it, so that one which ends at midnight ends with the day before.
fn window(clock: &Clock, posting: Span) -> String {
    let is_midnight = |at| clock.start_of(clock.day_of(at)) == at;
    let from = match is_midnight(posting.from) {
        true => clock.day(posting.from),
        false => clock.day_minute(posting.from),
    };
    let last_day = clock.last_day(posting);
    match (is_midnight(posting.from), is_midnight(posting.to)) {
        (true, true) if from == last_day => from,
        (true, true) => format!("{from} to {last_day}"),
        (false, true) => format!("{from} to the end of {last_day}"),
        (_, false) => format!("{from} to {}", clock.day_minute(posting.to)),
    }
}

/// What the brand shows a creator of their own results.
pub struct Results {
    /// Clicks, orders and sales, in words.
    pub figures: [(&'static str, String); 3],
    /// Whether some orders are shared with others, so that they are no whole number.
    pub is_shared: bool,
}

/// Clicks, orders and revenue of the flights so far, in words: the figures of the creator's page.
fn results(
    engine: &Engine,
    campaign: &Campaign,
    creator: &CreatorId,
    clock: &Clock,
    now: Timestamp,
) -> Results {
    let scope = Scope {
        campaign: Some(campaign.id.clone()),
        creator: Some(creator.clone()),
        ..Scope::default()
    };
    let from = campaign.flights.iter().map(|flight| flight.from).min();
    let until = campaign.flights.iter().map(|flight| flight.to).max();
    let soon = Timestamp(now.0 + HOUR_US);
    let to = until.map_or(soon, |until| until.min(soon));
    let total = engine
        .query(&Query {
            scope,
            range: Span { from: from.unwrap_or(Timestamp(0)).min(to), to },
            by: Vec::new(),
            zone: clock.zone().clone(),
            currency: campaign.currency,
            basis: Basis::Order,
        })
        .total;
    let model = campaign.rules.model;
    let orders = total.orders_micro[model];
    Results {
        figures: [
            ("Clicks", words::count(total.n_clicks)),
            ("Orders", words::conversions(orders)),
            ("Sales", words::money(total.revenue_minor[model], campaign.currency)),
        ],
        is_shared: orders % MICRO != 0,
    }
}
