//! The link table: slugs and where they lead, kept apart from the engine.
//!
//! The redirect reads nothing else, so it answers while the engine applies a batch, while the
//! store stalls, and while the log is being read back. Targets are built before the lock is
//! taken; it is held for an insertion, never for work.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use byline_core::id::LinkId;
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
}

/// Where a slug leads.
#[derive(Debug)]
pub struct Target {
    /// Which link it is.
    pub link_id: LinkId,
    /// Where people land; `None` if the link is out of use and has no fallback.
    pub destination: Option<String>,
    /// The UTM fields of the landing.
    pub utm: Utm,
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
        let news: Vec<(Box<str>, Arc<Target>)> = links
            .into_iter()
            .map(|link| (key(&link.slug).into(), Arc::new(target(link))))
            .collect();
        let mut table = self.table.write().unwrap_or_else(PoisonError::into_inner);
        for (slug, target) in news {
            table.put(slug, target);
        }
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
    fn put(&mut self, slug: Box<str>, target: Arc<Target>) {
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
    Target { link_id: link.id.clone(), destination, utm: link.utm.clone(), host }
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
}
