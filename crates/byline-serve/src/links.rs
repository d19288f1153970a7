//! The link table: slugs and where they lead, kept apart from the engine.
//!
//! The redirect reads nothing else, so it answers while the engine applies a batch, while the
//! store stalls, and while the log is being read back. Targets are built before the lock is
//! taken; it is held for an insertion, never for work.
//!
//! A link of a campaign with a launch gate is held until it is launched. The table knows that too,
//! so a held link never answers with its destination, not even right after a restart.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, PoisonError, RwLock};

use byline_core::entry::Fact;
use byline_core::id::{CampaignId, CreatorId, LinkId};
use byline_core::link::{Link, Utm};

/// Slugs and where they lead.
#[derive(Default)]
pub struct LinkTable {
    table: RwLock<Table>,
}

#[derive(Default)]
struct Table {
    by_slug: HashMap<Box<str>, Arc<Target>>,
    slug_of: HashMap<LinkId, Box<str>>,
    gated: HashSet<CampaignId>,
    launched: HashSet<Launch>,
}

/// A link that was launched, with its campaign and creator; every link of theirs if none is named.
type Launch = (CampaignId, CreatorId, Option<LinkId>);

/// Where a slug leads.
#[derive(Clone, Debug)]
pub struct Target {
    /// Which link it is.
    pub link_id: LinkId,
    /// Where people land; `None` if the link is out of use and has no fallback.
    pub destination: Option<String>,
    /// The UTM fields of the landing.
    pub utm: Utm,
    /// Whether it waits for its launch: clicks see a friendly page and count nowhere.
    pub is_held: bool,
    campaign_id: CampaignId,
    creator_id: CreatorId,
    /// The host of `destination`, with its port.
    host: Box<str>,
}

impl LinkTable {
    /// A table without links.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts new and changed links into force. Links that are not named stay as they are.
    pub fn publish<'l>(&self, links: impl IntoIterator<Item = &'l Link>) {
        let news: Vec<(Box<str>, Target)> =
            links.into_iter().map(|link| (key(&link.slug).into(), target(link))).collect();
        let mut table = self.table.write().unwrap_or_else(PoisonError::into_inner);
        for (slug, target) in news {
            table.put(slug, target);
        }
    }

    /// Puts into force what a fact says of links or of who is live; tells whether it said anything.
    pub fn follow(&self, fact: &Fact) -> bool {
        match fact {
            Fact::Link(link) => self.publish([link]),
            Fact::Campaign(row) => return self.gate(&row.id, row.has_gate()),
            Fact::Launched(said) => {
                let of = |creator: &CreatorId, link: Option<&LinkId>| {
                    (said.campaign_id.clone(), creator.clone(), link.cloned())
                };
                match &said.links {
                    None => self.launch(said.creator_ids.iter().map(|id| of(id, None))),
                    Some(links) => {
                        self.launch(links.iter().map(|(id, link)| of(id, Some(link))));
                    }
                }
            }
            _ => return false,
        }
        true
    }

    /// Says which campaigns have a launch gate and what is live, then puts links into force.
    pub fn restore<'l>(
        &self,
        gated: impl IntoIterator<Item = CampaignId>,
        launched: impl IntoIterator<Item = (CampaignId, CreatorId, Option<LinkId>)>,
        links: impl IntoIterator<Item = &'l Link>,
    ) {
        self.launch(launched);
        for campaign in gated {
            self.gate(&campaign, true);
        }
        self.publish(links);
    }

    /// Switches the gate of a campaign; tells whether it stood otherwise before.
    fn gate(&self, campaign: &CampaignId, is_on: bool) -> bool {
        let mut table = self.table.write().unwrap_or_else(PoisonError::into_inner);
        let is_news = match is_on {
            true => table.gated.insert(campaign.clone()),
            false => table.gated.remove(campaign),
        };
        if is_news {
            table.hold_anew(|target| target.campaign_id == *campaign);
        }
        is_news
    }

    fn launch(&self, launches: impl IntoIterator<Item = Launch>) {
        let mut table = self.table.write().unwrap_or_else(PoisonError::into_inner);
        table.launched.extend(launches);
        table.hold_anew(|target| target.is_held);
    }

    /// Where `slug` leads, without regard to case.
    pub fn find(&self, slug: &str) -> Option<Arc<Target>> {
        let table = self.table.read().unwrap_or_else(PoisonError::into_inner);
        table.by_slug.get(&*key(slug)).cloned()
    }

    /// How many links there are.
    pub fn n_links(&self) -> usize {
        self.table.read().unwrap_or_else(PoisonError::into_inner).by_slug.len()
    }
}

impl Table {
    fn is_held(&self, target: &Target) -> bool {
        if !self.gated.contains(&target.campaign_id) {
            return false;
        }
        let of = |link| (target.campaign_id.clone(), target.creator_id.clone(), link);
        let is_launched = |link| self.launched.contains(&of(link));
        !is_launched(None) && !is_launched(Some(target.link_id.clone()))
    }

    /// Looks again which of some targets wait for their launch.
    fn hold_anew(&mut self, is_concerned: impl Fn(&Target) -> bool) {
        let concerned: Vec<(Box<str>, Arc<Target>)> = self
            .by_slug
            .iter()
            .filter(|(_, target)| is_concerned(target))
            .map(|(slug, target)| (slug.clone(), Arc::clone(target)))
            .collect();
        for (slug, target) in concerned {
            let is_held = self.is_held(&target);
            self.by_slug.insert(slug, Arc::new(Target { is_held, ..(*target).clone() }));
        }
    }

    fn put(&mut self, slug: Box<str>, mut target: Target) {
        target.is_held = self.is_held(&target);
        let target = Arc::new(target);
        let before = self.slug_of.insert(target.link_id.clone(), slug.clone());
        if let Some(before) = before.filter(|before| *before != slug) {
            let is_still_its_own =
                self.by_slug.get(&before).is_some_and(|old| old.link_id == target.link_id);
            if is_still_its_own {
                self.by_slug.remove(&before);
            }
        }
        self.by_slug.insert(slug, target);
    }
}

impl Target {
    /// Whether the destination lies at `host`, as a `Host` header has it.
    pub fn is_at(&self, host: &[u8]) -> bool {
        self.host.as_bytes().eq_ignore_ascii_case(host)
    }
}

fn target(link: &Link) -> Target {
    let is_in_use = !link.is_paused && !link.is_archived;
    let destination = if is_in_use { Some(&link.destination) } else { link.fallback.as_ref() };
    // The API lets nothing else in; a log that was written by other means may hold anything.
    let destination = destination.filter(|address| address.starts_with("https://")).cloned();
    let host = destination.as_deref().map_or("", host).into();
    Target {
        link_id: link.id.clone(),
        destination,
        utm: link.utm.clone(),
        is_held: false,
        campaign_id: link.campaign_id.clone(),
        creator_id: link.creator_id.clone(),
        host,
    }
}

fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or(rest)
}

/// The one spelling of a slug: lower case.
pub fn key(slug: &str) -> Cow<'_, str> {
    let is_lower_case = slug.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase());
    if is_lower_case { Cow::Borrowed(slug) } else { Cow::Owned(slug.to_lowercase()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(id: &str, slug: &str) -> Link {
        Link {
            id: id.into(),
            slug: slug.to_owned(),
            campaign_id: "summer".into(),
            creator_id: "ana".into(),
            placement_id: None,
            content_id: None,
            destination: "https://shop.com/".to_owned(),
            utm: Utm::default(),
            is_paused: false,
            fallback: Some("https://shop.com/over".to_owned()),
            is_archived: false,
        }
    }

    fn destination(table: &LinkTable, slug: &str) -> Option<String> {
        table.find(slug)?.destination.clone()
    }

    #[test]
    fn slugs_are_found_in_any_case() {
        let table = LinkTable::new();
        table.publish(&[link("1", "Ana-Reel")]);
        for slug in ["ana-reel", "ANA-REEL", "Ana-Reel"] {
            assert_eq!(table.find(slug).unwrap().link_id.as_str(), "1", "{slug}");
        }
        assert!(table.find("ana").is_none());
    }

    #[test]
    fn a_change_replaces_and_leaves_others_alone() {
        let table = LinkTable::new();
        table.publish(&[link("1", "ana"), link("2", "ben")]);
        table.publish(&[Link { is_paused: true, ..link("1", "ana") }]);
        assert_eq!(destination(&table, "ana").unwrap(), "https://shop.com/over");
        assert_eq!(destination(&table, "ben").unwrap(), "https://shop.com/");
        table.publish(&[Link { is_archived: true, fallback: None, ..link("1", "ana") }]);
        assert_eq!(destination(&table, "ana"), None);
        assert_eq!(table.n_links(), 2);
    }

    #[test]
    fn a_renamed_link_gives_its_old_slug_back() {
        let table = LinkTable::new();
        table.publish(&[link("1", "ana")]);
        table.publish(&[link("1", "ana-maria"), link("2", "ana")]);
        table.publish(&[link("1", "ana-lena")]);
        assert!(table.find("ana-maria").is_none());
        assert_eq!(table.find("ana").unwrap().link_id.as_str(), "2");
        assert_eq!(table.find("ana-lena").unwrap().link_id.as_str(), "1");
    }

    #[test]
    fn a_link_is_held_until_it_is_launched() {
        let (summer, ana) = (CampaignId::from("summer"), CreatorId::from("ana"));
        let table = LinkTable::new();
        table.publish(&[link("1", "ana")]);
        let is_held = || table.find("ana").unwrap().is_held;
        assert!(!is_held(), "without a gate nothing waits");
        assert!(table.gate(&summer, true));
        assert!(is_held());
        table.publish(&[Link { is_paused: true, ..link("1", "ana") }]);
        assert!(is_held(), "a change of the link is no launch");
        table.launch([(summer.clone(), ana.clone(), Some("1".into()))]);
        assert!(!is_held());
        table.publish(&[link("2", "ana-later")]);
        assert!(table.find("ana-later").unwrap().is_held, "nobody launched the new one");
        table.publish(&[Link { creator_id: "ben".into(), ..link("1", "ana") }]);
        assert!(is_held(), "ben was not launched");
        table.publish(&[link("1", "ana")]);
        assert!(!is_held());
        table.launch([(summer.clone(), ana.clone(), None)]);
        assert!(!table.find("ana-later").unwrap().is_held, "launched whole, as older logs say");

        let after_a_restart = LinkTable::new();
        after_a_restart.restore([summer], [], &[link("1", "ana")]);
        assert!(after_a_restart.find("ana").unwrap().is_held);
    }
}
