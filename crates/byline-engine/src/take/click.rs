//! Clicks, views and visits: who touched what, and which conversions that changes.

use byline_core::click::{Click, InApp, Verdict};
use byline_core::creator::Platform;
use byline_core::event::{Signal, View, Visit};
use byline_core::journey::{Channel, TouchKind};
use byline_core::link::Utm;
use byline_core::shopper::ClickId;
use byline_core::time::{Bucket, Timestamp};

use crate::attribute::other_channel_number;
use crate::engine::{Applied, Engine, Taking};
use crate::state::NONE;
use crate::state::cells::{CellKey, Count};
use crate::state::conversions::Why;
use crate::state::early::Landing;
use crate::state::feeds::Feed;
use crate::state::links::LANDINGS;
use crate::state::registry::normal_utm;
use crate::state::series::Series;
use crate::state::shoppers::{Joined, Origin, Surroundings, Touch};

impl Engine {
    pub(crate) fn take_click(&mut self, taking: Taking, click: &Click) -> Applied {
        let link = self.registry.links.number(click.link_id.as_str());
        let at = click.occurred_at;
        let early = self.early.take(click.id);
        let is_early = click.verdict == Verdict::Rehearsal || self.is_before_launch(link, at);
        let verdict = match early.as_ref().and_then(|early| early.verdict) {
            _ if is_test(click) => Verdict::Test,
            _ if is_early => Verdict::Rehearsal,
            later => later.unwrap_or(click.verdict),
        };
        let is_rehearsal = verdict.is_rehearsal();
        let origin = (Origin::Link, link);
        let mut touch = Touch::new((at, click.id.0), origin, TouchKind::Click, verdict);
        touch.is_in_app = click.in_app.is_some();
        touch.surroundings = Surroundings::of(click);
        let Some(joined) = self.shoppers.add_touch(touch, click.visitor) else {
            return Applied::Known;
        };
        self.feeds.count(Feed::Clicks, at, taking.at);
        if let Some(from) = self.elsewhere(link, came_from(click)) {
            self.misfiled.clicked((click.id, at), (link, from), verdict);
        }
        self.count_click(&touch, 1);
        let landings = early.into_iter().flat_map(|early| early.landings);
        for landing in landings.filter(|_| !is_rehearsal) {
            self.count_visit((link, Signal::Link), landing.at, landing.is_sold_out);
            self.note_crossing(link, landing.said, landing.at);
        }
        self.settle_touched(taking, joined, at);
        Applied::Changed
    }

    /// Counts a click on a link as what it is judged to be, or takes it back.
    fn count_click(&mut self, touch: &Touch, sign: i64) {
        for count in counts_of_click(touch) {
            let what = (Signal::Link, count);
            self.count_for_link(touch.source, what, touch.occurred_at, sign);
        }
        let at = touch.occurred_at;
        match touch.verdict {
            Verdict::Human => self.crowds.add(touch.source, touch.surroundings, at, sign),
            other => self.link_counts.leave_out(touch.source, other, at, sign),
        }
    }

    pub(crate) fn take_view(&mut self, taking: Taking, view: &View) -> Applied {
        let placement = self.registry.placements.number(view.placement_id.as_str());
        let at = view.occurred_at;
        let kind = if view.is_engaged { TouchKind::EngagedView } else { TouchKind::View };
        let origin = (Origin::Placement, placement);
        let touch = Touch::new((at, view.id.0), origin, kind, Verdict::Human);
        let Some(joined) = self.shoppers.add_touch(touch, None) else {
            return Applied::Known;
        };
        let whole = self.shoppers.join(&view.shopper, Some(joined.shopper));
        self.settle_touched(taking, whole, at);
        Applied::Changed
    }

    pub(crate) fn take_visit(&mut self, taking: Taking, visit: &Visit) -> Applied {
        self.feeds.count(Feed::Visits, visit.occurred_at, taking.at);
        let joined = self.shoppers.join(&visit.shopper, None);
        let at = visit.occurred_at;
        let said = visit.utm.as_ref().and_then(|utm| self.registry.link_by_utm(utm));
        match visit.shopper.clicks.first() {
            Some(click) => match self.shoppers.touch(*click).copied() {
                // Whoever tries a link before its launch is no traffic.
                Some(touch) if touch.verdict.is_rehearsal() => {}
                Some(Touch { origin: Origin::Link, source: link, .. }) => {
                    self.count_visit((link, Signal::Link), at, visit.is_sold_out);
                    self.note_crossing(link, said, at);
                }
                // The id is no click's: a view's, or another landing's.
                Some(_) => {}
                None => {
                    let landing = Landing { at, is_sold_out: visit.is_sold_out, said };
                    self.early.wait_landing(*click, landing, taking.at);
                }
            },
            None => self.take_landing(visit, joined.shopper),
        }
        self.settle_touched(taking, joined, at);
        Applied::Changed
    }

    /// The platform that somebody came from, if it is another than that of the link's placement.
    fn elsewhere(&self, link: u32, from: Option<Platform>) -> Option<Platform> {
        let slot = self.registry.declared_link_target(link).placement;
        let own = self.registry.platform(slot).filter(|own| *own != Platform::Other)?;
        from.filter(|from| *from != own)
    }

    /// A click on one link landed with fields, which are those of the link that they say.
    fn note_crossing(&mut self, link: u32, said: Option<u32>, at: Timestamp) {
        let utm = |link| self.registry.links.row(link).map(|row| normal_utm(&row.utm));
        if let Some(said) = said.filter(|said| *said != link && utm(*said) != utm(link)) {
            self.misfiled.crossed(link, said, at);
        }
    }

    /// A landing without a click of ours is a touch by its UTM fields or its channel.
    fn take_landing(&mut self, visit: &Visit, shopper: u32) {
        let link = visit.utm.as_ref().and_then(|utm| self.registry.link_by_utm(utm));
        let channel = landing_channel(visit.utm.as_ref(), visit.referrer_host.as_deref());
        let (origin, source) = match link {
            Some(link) => (Origin::Utm, link),
            None => (Origin::Channel, other_channel_number(channel)),
        };
        let at = visit.occurred_at;
        let id = touch_id_of_event(visit.id.as_str());
        let touch = Touch::new((at, id), (origin, source), TouchKind::Click, Verdict::Human);
        if let Some(own) = self.shoppers.add_touch(touch, None) {
            self.shoppers.join_shoppers(own.shopper, shopper);
        }
        match (link, &visit.utm) {
            (Some(link), _) => {
                self.count_visit((link, Signal::Utm), at, visit.is_sold_out);
                let from = visit.referrer_host.as_deref().and_then(platform_at);
                if let Some(from) = self.elsewhere(link, from) {
                    self.misfiled.landed_from(link, from, at);
                }
            }
            (None, Some(utm)) if channel == Channel::Referral => self.misfiled.landed(utm, at),
            _ => {}
        }
    }

    pub(crate) fn take_reclassified(
        &mut self,
        taking: Taking,
        click: ClickId,
        verdict: Verdict,
    ) -> Applied {
        if self.shoppers.touch(click).is_none() {
            self.early.wait_verdict(click, verdict, taking.at);
            return Applied::Changed;
        }
        // Who came before the launch came before the launch, whoever they were.
        let rehearses = |touch: &Touch| touch.verdict.is_rehearsal();
        if self.shoppers.touch(click).is_some_and(rehearses) {
            return Applied::Known;
        }
        let Some((shopper, before)) = self.shoppers.reclassify(click, verdict) else {
            return Applied::Known;
        };
        if before.origin == Origin::Link {
            self.count_click(&before, -1);
            let mut after = before;
            after.verdict = verdict;
            self.count_click(&after, 1);
            let of = (click, before.occurred_at);
            self.misfiled.reclassified(of, before.verdict, verdict);
        }
        let concerned = self.conversions_since(shopper, before.occurred_at);
        self.settle_all(&concerned, taking.cause(Why::Reclassified));
        Applied::Changed
    }

    /// Judges anew what a new touch or a merger of shoppers may have changed.
    pub(crate) fn settle_touched(&mut self, taking: Taking, joined: Joined, at: Timestamp) {
        if !self.shoppers.has_conversions(joined.shopper) {
            return;
        }
        if joined.is_merger {
            let all = self.conversions_since(joined.shopper, Timestamp(i64::MIN));
            self.settle_all(&all, taking.cause(Why::Joined));
        } else {
            let later = self.conversions_since(joined.shopper, at);
            self.settle_all(&later, taking.cause(Why::LateTouch));
        }
    }

    /// The conversions of a shopper at or after `since`, in the order of their numbers.
    pub(crate) fn conversions_since(&self, shopper: u32, since: Timestamp) -> Vec<u32> {
        let is_later = |number: &u32| {
            let deed = crate::attribute::Deed::of(self.conversions.get(*number));
            deed.is_some_and(|deed| since <= deed.occurred_at)
        };
        let mut numbers: Vec<u32> =
            self.shoppers.conversions_of(shopper).filter(is_later).collect();
        numbers.sort_unstable();
        numbers
    }

    /// The cell that clicks and landings of a link fill.
    pub(crate) fn link_cell(&mut self, link: u32, signal: Signal) -> u32 {
        if let Some(cell) = self.link_counts.cell(link, signal) {
            return cell;
        }
        let cell = self.cells.number(self.link_key(link, signal));
        self.link_counts.remember_cell(link, signal, cell);
        cell
    }

    /// What tells that cell apart.
    pub(crate) fn link_key(&self, link: u32, signal: Signal) -> CellKey {
        let target = self.registry.link_target(link);
        let currency = self.registry.currency(target.campaign);
        let channel = match target.creator {
            NONE => Channel::Unknown,
            creator => Channel::Creator(creator),
        };
        CellKey {
            campaign: target.campaign,
            channel,
            placement: target.placement,
            signal,
            currency,
        }
    }

    fn count_visit(&mut self, (link, signal): (u32, Signal), at: Timestamp, is_sold_out: bool) {
        self.count_for_link(link, (signal, Count::Visits), at, 1);
        if is_sold_out {
            self.count_for_link(link, (signal, Count::VisitsSoldOut), at, 1);
        }
    }

    fn count_for_link(&mut self, link: u32, what: (Signal, Count), at: Timestamp, value: i64) {
        let cell = self.link_cell(link, what.0);
        self.cells.add_count(cell, what.1, at, value);
        self.link_counts.add(link, what, at, value);
    }

    /// Puts everything that was counted for a link under what it stands for now. Clicks are moved
    /// one by one, because the minutes of the last hours know them by their instant.
    pub(crate) fn recount_link(&mut self, link: u32, before: CellKey) {
        let old = self.cells.number(before);
        let new = self.link_cell(link, Signal::Link);
        let of_link = |touch: &&Touch| touch.origin == Origin::Link && touch.source == link;
        for touch in self.shoppers.touches().iter().filter(of_link) {
            for count in counts_of_click(touch) {
                self.cells.add_count(old, count, touch.occurred_at, -1);
                self.cells.add_count(new, count, touch.occurred_at, 1);
            }
        }
        for (signal, count) in LANDINGS {
            let old = self.cells.number(CellKey { signal, ..before });
            let new = self.link_cell(link, signal);
            let points = self.link_counts.get(link, (signal, count)).map(Series::points);
            for (bucket, n) in points.unwrap_or_default() {
                let at = Bucket(*bucket).start();
                self.cells.add_count(old, count, at, -n);
                self.cells.add_count(new, count, at, *n);
            }
        }
    }
}

/// What a click on a link counts as.
fn counts_of_click(touch: &Touch) -> impl Iterator<Item = Count> + use<> {
    let is_human = touch.verdict == Verdict::Human;
    let count = match touch.verdict {
        Verdict::Human => Some(Count::Clicks),
        Verdict::Rehearsal => Some(Count::ClicksRehearsed),
        Verdict::Preview | Verdict::Prefetch | Verdict::Bot => Some(Count::ClicksPutAside),
        Verdict::Test => None,
    };
    let in_app = (is_human && touch.is_in_app).then_some(Count::ClicksInApp);
    count.into_iter().chain(in_app)
}

/// Whether somebody only tried the link. Older logs say so by the reason alone.
fn is_test(click: &Click) -> bool {
    let is_said = click.verdict == Verdict::Rehearsal && click.reason.as_deref() == Some("test");
    is_said || click.verdict == Verdict::Test
}

/// The platform that a click says it came from: by the app that asked, else by the page before.
fn came_from(click: &Click) -> Option<Platform> {
    match click.in_app {
        Some(InApp::Instagram) => Some(Platform::Instagram),
        Some(InApp::Tiktok) => Some(Platform::Tiktok),
        Some(_) => None,
        None => click.referrer_host.as_deref().and_then(platform_at),
    }
}

/// The platform of a host, if it is one.
fn platform_at(host: &str) -> Option<Platform> {
    let is_at =
        |site: &str| host == site || host.strip_suffix(site).is_some_and(|it| it.ends_with('.'));
    let sites = [
        ("instagram.com", Platform::Instagram),
        ("tiktok.com", Platform::Tiktok),
        ("youtube.com", Platform::Youtube),
    ];
    sites.into_iter().find(|(site, _)| is_at(site)).map(|(_, platform)| platform)
}

/// The channel of a landing that no creator's link explains.
pub(crate) fn landing_channel(utm: Option<&Utm>, referrer_host: Option<&str>) -> Channel {
    if let Some(utm) = utm.filter(|utm| !utm.is_empty()) {
        let medium = utm.medium.to_lowercase();
        return match medium.as_str() {
            "cpc" | "ppc" | "paid" | "paid_social" | "paidsocial" | "display" | "cpm" => {
                Channel::Paid
            }
            "email" | "e-mail" | "newsletter" => Channel::Email,
            "organic" => Channel::Search,
            "social" => Channel::Social,
            _ => Channel::Referral,
        };
    }
    let Some(host) = referrer_host else {
        return Channel::Direct;
    };
    let names = |known: &[&str]| known.iter().any(|name| host.contains(name));
    if names(&["google.", "bing.", "duckduckgo.", "yahoo.", "ecosia.", "baidu.", "yandex."]) {
        Channel::Search
    } else if names(&["instagram.", "tiktok.", "facebook.", "youtube.", "t.co", "pinterest."]) {
        Channel::Social
    } else {
        Channel::Referral
    }
}

/// A touch's id from an event's id: two independent 64-bit FNV-1a digests, so that the same event
/// is the same touch in every replay.
fn touch_id_of_event(id: &str) -> [u8; 16] {
    let digest = |mut hash: u64| {
        for byte in id.bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        hash
    };
    let high = u128::from(digest(0xcbf2_9ce4_8422_2325));
    let low = u128::from(digest(0x9e37_79b9_7f4a_7c15));
    (high << 64 | low).to_be_bytes()
}
