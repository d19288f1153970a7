//! Declarations: campaigns, creators, links, codes and the rest. A change that concerns credit
//! restates it.

use byline_core::alias::Alias;
use byline_core::campaign::Campaign;
use byline_core::code::PromoCode;
use byline_core::creator::Creator;
use byline_core::entry::{Connection, Fact};
use byline_core::event::Signal;
use byline_core::feed::order_rank;
use byline_core::link::Link;
use byline_core::time::Zone;

use crate::engine::{Applied, Engine, Taking};
use crate::state::aliases;
use crate::state::cells::CellKey;
use crate::state::conversions::{Credited, Why};
use crate::state::registry::Retargeted;
use crate::state::shoppers::{Origin, Touch};
use crate::state::twins::UNDECLARED_FEED;

impl Engine {
    pub(crate) fn declare(&mut self, taking: Taking, fact: &Fact) -> Applied {
        match fact {
            Fact::Campaign(row) => self.declare_campaign(taking, row),
            Fact::Link(row) => self.declare_link(taking, row),
            Fact::Code(row) => self.declare_code(taking, row),
            Fact::Creator(row) => self.declare_creator(taking, row),
            Fact::Deal(row) => {
                let engaged = self.registry.set_deal(row);
                self.settle_named(taking, &engaged);
            }
            Fact::Placement(row) => self.declare_placement(taking, row),
            Fact::Content(row) => self.declare_content(row),
            Fact::Connection(row) => self.declare_connection(taking, row),
            _ => return Applied::Known,
        }
        Applied::Changed
    }

    fn declare_campaign(&mut self, taking: Taking, row: &Campaign) {
        let number = self.registry.campaigns.number(row.id.as_str());
        let known = self.registry.campaigns.row(number);
        let is_other_currency = known.map(|row| row.currency) != Some(row.currency);
        let is_moved = known.is_some_and(|known| known.flights != row.flights);
        let is_counted_anew = *self.registry.rules(number) != row.rules || is_other_currency;
        if is_other_currency {
            self.add_spend_of(&row.id, -1);
        }
        self.registry.campaigns.set(row.id.as_str(), row.clone());
        self.cells.set_zone(number, zone_of(row));
        self.link_counts.forget_cells();
        if is_other_currency {
            self.add_spend_of(&row.id, 1);
            let of_campaign = |key: CellKey| key.campaign == number && key.currency != row.currency;
            self.cells.hand_over(of_campaign, |key| CellKey { currency: row.currency, ..key });
        }
        if is_counted_anew {
            self.settle_everything(taking);
        } else if is_moved {
            // Which campaign a creator worked for follows from the flights.
            let creators = self.registry.creators_for(number);
            self.settle_named(taking, &creators);
        }
    }

    /// A connection is new, or of another feed: it may state the money of other orders now.
    fn declare_connection(&mut self, taking: Taking, row: &Connection) {
        self.sources.declare(&row.id, &row.feed, taking.at);
        self.declare_speaker(row);
        let before = self.registry.connections.set(row.id.as_str(), row.clone());
        let before = before.map_or(UNDECLARED_FEED.to_owned(), |row| row.feed);
        if order_rank(&before) == order_rank(&row.feed) {
            return;
        }
        let at_it = self.conversions.twins_at(&row.id);
        let mut concerned: Vec<u32> =
            at_it.into_iter().flat_map(|number| self.conversions.group_of(number)).collect();
        concerned.sort_unstable();
        concerned.dedup();
        let mut moved = Vec::new();
        self.regroup(&concerned, &mut moved);
        self.settle_orders(&moved, taking.cause(Why::Configured));
    }

    fn declare_placement(&mut self, taking: Taking, row: &byline_core::placement::Placement) {
        let is_named = self.registry.placements.find(row.id.as_str()).is_some();
        let number = self.registry.placements.number(row.id.as_str());
        let before = self.registry.placement_target(number);
        let engaged = self.registry.set_placement(row);
        let after = self.registry.placement_target(number);
        if before != after {
            self.move_ad_spend(number);
            // Clicks belong to links and money to its records; what platforms report is the slot's.
            let figures = |key: CellKey| key.placement == number && key.signal == Signal::None;
            let owner = self.platform_cell(number);
            self.cells.hand_over(figures, |_| owner);
            // Only views touch by way of the slot itself.
            let is_view = |t: &Touch| t.origin == Origin::Placement && t.source == number;
            if is_named && self.shoppers.touches().iter().any(is_view) {
                self.settle_everything(taking);
            }
        }
        self.settle_named(taking, &engaged);
    }

    fn declare_link(&mut self, taking: Taking, row: &Link) {
        let known = self.registry.links.find(row.id.as_str());
        let before = known.map(|link| {
            let cell = self.link_cell(link, Signal::Link);
            self.cells.cell(cell).key
        });
        let old_utm = self.registry.links.get(row.id.as_str()).map(|link| link.utm.clone());
        let (link, Retargeted { is_retargeted, engaged }) = self.registry.set_link(row);
        let target = self.registry.declared_link_target(link);
        self.linked.note(target.campaign, target.creator, taking.at);
        self.link_counts.forget_cells();
        if let Some(before) = before
            && is_retargeted
        {
            self.recount_link(link, before);
            self.settle_everything(taking);
        } else if old_utm.as_ref() != Some(&row.utm) {
            let mut landed = self.conversions.landed_with(&row.utm);
            landed.extend(old_utm.iter().flat_map(|utm| self.conversions.landed_with(utm)));
            self.settle_all(&landed, taking.cause(Why::Configured));
        }
        self.settle_named(taking, &engaged);
    }

    fn declare_creator(&mut self, taking: Taking, row: &Creator) {
        let number = self.registry.creators.number(row.id.as_str());
        let before = self.registry.creators.set(row.id.as_str(), row.clone());
        self.handles.declare(number, before.as_ref(), row, taking.at);
        self.misfiled.archive(number, row.is_archived, taking.at);
        let mut changed = self.registry.aliases.change(number, before.as_ref(), row);
        if before.is_none() {
            changed.push(aliases::of_id(row.id.as_str()));
        }
        self.settle_naming(taking, &changed);
    }

    /// Judges anew what names these creators in another system's words: they work for other
    /// campaigns than before.
    fn settle_named(&mut self, taking: Taking, creators: &[u32]) {
        let names = creators.iter().flat_map(|creator| self.registry.names_of(*creator));
        let names: Vec<Alias> = names.collect();
        self.settle_naming(taking, &names);
    }

    fn settle_naming(&mut self, taking: Taking, names: &[Alias]) {
        let named = names.iter().flat_map(|name| self.conversions.naming(name));
        let mut named: Vec<u32> = named.collect();
        named.sort_unstable();
        named.dedup();
        self.settle_all(&named, taking.cause(Why::Configured));
    }

    fn declare_code(&mut self, taking: Taking, row: &PromoCode) {
        let before = self.registry.codes.get(row.id.as_str()).map(|row| row.code.clone());
        let engaged = self.registry.set_code(row);
        let campaign = self.registry.campaigns.number(row.campaign_id.as_str());
        let creator = self.registry.creators.number(row.creator_id.as_str());
        let since = row.valid_from.map_or(taking.at, |from| from.min(taking.at));
        self.linked.note(campaign, creator, since);
        let mut users = self.conversions.users_of(&row.code);
        if let Some(spelling) = before.filter(|spelling| *spelling != row.code) {
            users.extend(self.conversions.users_of(&spelling));
        }
        self.settle_all(&users, taking.cause(Why::Configured));
        self.settle_named(taking, &engaged);
    }

    /// Makes again what snapshots leave out of cells.
    pub(crate) fn rebuild_cells(&mut self) {
        let tables = &self.registry.campaigns;
        let zones = tables.iter().filter_map(|row| Some((tables.find(row.id.as_str())?, row)));
        self.cells.rebuild(zones.map(|(number, row)| (number, zone_of(row))));
        for (number, credited) in self.conversions.credited_orders() {
            self.cells.restate(number, &Credited::default(), credited);
        }
    }

    fn settle_everything(&mut self, taking: Taking) {
        let all: Vec<u32> = (0..self.conversions.next_number()).collect();
        self.settle_all(&all, taking.cause(Why::Configured));
    }
}

/// Whose days a campaign's readings are rolled up by.
fn zone_of(campaign: &Campaign) -> Zone {
    Zone::parse(&campaign.time_zone).unwrap_or(Zone::utc())
}
