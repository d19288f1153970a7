//! Owners: what a row declares, settled with what is known already.
//!
//! In: the facts of one row. Out: the same facts, with a known creator's other accounts and names
//! kept, and a known link's pause kept; or the reason why the row is refused: its link or code is
//! somebody else's. A sheet must never take one creator's printed code away for another.

use std::collections::BTreeMap;

use byline_core::code::PromoCode;
use byline_core::creator::{Account, Creator};
use byline_core::entry::Fact;
use byline_core::id::{CampaignId, CreatorId};
use byline_core::link::Link;
use byline_core::link::destination::{DestinationError, Policy, check};
use byline_core::time::Timestamp;
use thiserror::Error;

use crate::intake::Known;

/// Where links may lead. Set once, when a server begins to listen.
#[derive(Clone, Default, Debug)]
pub struct LinkHosts {
    /// Hosts that links may lead to, with their subdomains; any public host if empty.
    pub allowed_hosts: Vec<String>,
    /// Hosts of the short links themselves: they never lead to one another.
    pub own_hosts: Vec<String>,
}

/// Why a row is refused.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub(super) enum Taken {
    /// The slug is another's.
    #[error("`{slug}` is the link of creator {creator} in campaign {campaign}")]
    Slug { slug: String, creator: CreatorId, campaign: CampaignId },
    /// The link leads where links may not.
    #[error("`{address}`: {why}")]
    Destination { address: String, why: DestinationError },
    /// The code is another's at the same time.
    #[error("`{code}` is the code of creator {creator} in campaign {campaign}")]
    Code { code: String, creator: CreatorId, campaign: CampaignId },
}

impl Taken {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Slug { .. } => "import.slug_taken",
            Self::Destination { .. } => "link.destination_refused",
            Self::Code { .. } => "import.code_taken",
        }
    }

    /// What to do about it.
    pub fn next_step(&self) -> &'static str {
        match self {
            Self::Slug { .. } => "give the row a link of its own, or archive the other one",
            Self::Destination { .. } => "give an https address of your shop",
            Self::Code { .. } => "give the row a code of its own, or end the other one first",
        }
    }
}

/// What is known: by the state, and by the rows of this file so far.
pub(super) struct Owners<'k> {
    known: &'k Known<'k>,
    link_hosts: &'k LinkHosts,
    creators: BTreeMap<CreatorId, Creator>,
    links: BTreeMap<String, Link>,
    codes: BTreeMap<String, Vec<PromoCode>>,
}

impl<'k> Owners<'k> {
    /// Nothing of the file was read yet.
    pub fn new(known: &'k Known<'k>, link_hosts: &'k LinkHosts) -> Self {
        let (creators, links, codes) = Default::default();
        Self { known, link_hosts, creators, links, codes }
    }

    /// Settles the facts of one row with what is known.
    pub fn settle<K>(&mut self, facts: &mut [(Fact, K)]) -> Result<(), Taken> {
        for (fact, _) in facts.iter_mut() {
            match fact {
                Fact::Creator(creator) => self.settle_creator(creator),
                Fact::Link(link) => self.settle_link(link)?,
                Fact::Code(code) => self.settle_code(code)?,
                _ => {}
            }
        }
        Ok(())
    }

    /// A sheet adds to a creator: accounts and names that it does not know stay.
    fn settle_creator(&mut self, creator: &mut Creator) {
        let held = self.creators.get(&creator.id).cloned();
        let asked = || self.known.ask(|engine| engine.creator(creator.id.as_str()).cloned());
        if let Some(held) = held.or_else(asked) {
            add_to(held, creator);
        }
        self.creators.insert(creator.id.clone(), creator.clone());
    }

    /// A link that is known keeps its id and its pause.
    fn settle_link(&mut self, link: &mut Link) -> Result<(), Taken> {
        let slug = link.slug.to_lowercase();
        let held = self.links.get(&slug).cloned();
        let held = held.or_else(|| self.known.ask(|engine| engine.link_by_slug(&slug).cloned()));
        // What was accepted before is not judged again while it stays the same.
        if held.as_ref().is_none_or(|held| held.destination != link.destination) {
            let LinkHosts { allowed_hosts, own_hosts } = self.link_hosts;
            link.destination = check(&link.destination, &Policy { allowed_hosts, own_hosts })
                .map_err(|why| Taken::Destination { address: link.destination.clone(), why })?;
        }
        if let Some(held) = held {
            if held.creator_id != link.creator_id || held.campaign_id != link.campaign_id {
                let (creator, campaign) = (held.creator_id, held.campaign_id);
                return Err(Taken::Slug { slug: link.slug.clone(), creator, campaign });
            }
            link.id = held.id;
            link.is_paused = held.is_paused;
            link.is_archived = held.is_archived;
            link.fallback = link.fallback.take().or(held.fallback);
        }
        self.links.insert(slug, link.clone());
        Ok(())
    }

    fn settle_code(&mut self, code: &PromoCode) -> Result<(), Taken> {
        let mut held = self.codes.get(&code.code).cloned().unwrap_or_default();
        held.extend(
            self.known.ask(|engine| engine.codes_called(&code.code).cloned().collect::<Vec<_>>()),
        );
        let is_others = |held: &&PromoCode| {
            let is_other =
                held.creator_id != code.creator_id || held.campaign_id != code.campaign_id;
            is_other && !held.is_archived && do_overlap(held, code)
        };
        if let Some(other) = held.iter().find(is_others) {
            let (creator, campaign) = (other.creator_id.clone(), other.campaign_id.clone());
            return Err(Taken::Code { code: code.code.clone(), creator, campaign });
        }
        self.codes.entry(code.code.clone()).or_default().push(code.clone());
        Ok(())
    }
}

/// Whether two codes are valid at one time.
fn do_overlap(a: &PromoCode, b: &PromoCode) -> bool {
    let from = |code: &PromoCode| code.valid_from.unwrap_or(Timestamp::MIN);
    let ends_before = |a: &PromoCode, b: &PromoCode| a.valid_to.is_some_and(|to| to <= from(b));
    !ends_before(a, b) && !ends_before(b, a)
}

/// What is held of a creator and the row does not say.
fn add_to(held: Creator, creator: &mut Creator) {
    for account in held.accounts {
        let is_same = |other: &&mut Account| {
            other.platform == account.platform && other.handle.eq_ignore_ascii_case(&account.handle)
        };
        match creator.accounts.iter_mut().find(is_same) {
            Some(same) => {
                same.platform_user_id = same.platform_user_id.take().or(account.platform_user_id);
                same.n_followers = same.n_followers.or(account.n_followers);
            }
            None => creator.accounts.push(account),
        }
    }
    creator.accounts.sort_by(|a, b| (a.platform, &a.handle).cmp(&(b.platform, &b.handle)));
    for alias in held.aliases {
        if !creator.aliases.contains(&alias) {
            creator.aliases.push(alias);
        }
    }
    creator.category = creator.category.take().or(held.category);
    creator.country = creator.country.take().or(held.country);
    creator.notes = creator.notes.take().or(held.notes);
    creator.is_archived = held.is_archived;
}

#[cfg(test)]
mod tests {
    use std::sync::RwLock;

    use byline_core::link::Utm;
    use byline_engine::Engine;

    use super::*;

    /// Reads as a table: where a link of a sheet leads, whether the row is taken.
    #[test]
    fn links_of_a_sheet_lead_where_links_may() {
        let engine = RwLock::new(Engine::default());
        let known = Known(&engine);
        let hosts = LinkHosts {
            allowed_hosts: vec!["brand.com".to_owned()],
            own_hosts: vec!["go.brand.com".to_owned()],
        };
        for (destination, is_taken) in [
            ("https://brand.com/glow", true),
            ("https://www.brand.com/glow", true),
            ("https://other.com/glow", false),
            ("https://go.brand.com/glow", false),
        ] {
            let link = Link {
                id: "lnk_1".into(),
                campaign_id: "summer".into(),
                creator_id: "ana".into(),
                placement_id: None,
                content_id: None,
                destination: destination.to_owned(),
                slug: "glow".to_owned(),
                utm: Utm::default(),
                is_paused: false,
                fallback: None,
                is_archived: false,
            };
            let mut facts = [(Fact::Link(link), ())];
            let settled = Owners::new(&known, &hosts).settle(&mut facts);
            assert_eq!(settled.is_ok(), is_taken, "{destination}: {settled:?}");
        }
    }
}
