//! The link patrol: what a platform says of a place, and what follows for the posts there.

use std::collections::BTreeSet;

use byline_core::creator::{Account, Platform};
use byline_core::figure::{Subject, SubjectKind};
use byline_core::id::{ContentId, CreatorId};
use byline_core::link::landing::Landing;
use byline_core::patrol::{Carried, Ground, Judged, Spot, Wanted, Whose, judge};
use byline_core::placement::{Content, Placement};
use byline_core::post::PostAddress;
use byline_core::time::Timestamp;

use crate::engine::{Applied, Engine, Taking};
use crate::state::patrol::{Lack, Post};

/// Where a placement's link is to be looked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Beat {
    /// In the post's own text.
    Text,
    /// In what the account says of itself.
    Bio,
    /// In either.
    Either,
    /// Where no client can look, such as a sticker in a story.
    Nowhere,
}

impl Beat {
    /// Whether it is to be looked for in the text, and in the bio.
    fn places(self) -> (bool, bool) {
        let is_either = self == Self::Either;
        (is_either || self == Self::Text, is_either || self == Self::Bio)
    }

    pub(crate) fn of(slot: &Placement) -> Self {
        let spot = slot.spot.as_deref().unwrap_or(&slot.format).to_lowercase();
        let says = |words: &[&str]| words.iter().any(|word| spot.contains(word));
        if says(&["bio", "profile"]) {
            Self::Bio
        } else if says(&["story", "stories", "sticker"]) {
            Self::Nowhere
        } else if says(&["description", "caption", "comment"]) {
            Self::Text
        } else {
            Self::Either
        }
    }
}

impl Engine {
    pub(crate) fn take_carried(&mut self, carried: &Carried) -> Applied {
        let Some(is_news) = self.patrol.read(carried) else {
            return Applied::Known;
        };
        self.note_handle(carried);
        for (post, live_from) in self.posts_at(carried) {
            if !is_news {
                self.patrol.note_again(&post, carried.as_of);
            } else if let Some(judged) = self.judged(&post) {
                self.patrol.note(&post, judged, carried.as_of, live_from);
            }
        }
        Applied::Changed
    }

    /// The platform says what an account is called now.
    fn note_handle(&mut self, carried: &Carried) {
        let (Some(handle), Some(platform)) = (&carried.handle, platform_of(&carried.subject.feed))
        else {
            return;
        };
        let account = Account {
            platform,
            handle: handle.clone(),
            platform_user_id: Some(carried.subject.id.clone()),
            n_followers: None,
        };
        let is_it = |it: &Account| {
            it.platform == platform && it.platform_user_id == account.platform_user_id
        };
        let holders = self.creators().filter(|row| row.accounts.iter().any(is_it));
        let holders: Vec<u32> =
            holders.filter_map(|row| self.registry.creators.find(row.id.as_str())).collect();
        for holder in holders {
            self.handles.note(holder, &account, carried.as_of, true);
        }
    }

    /// Posts whose links may stand in a place, each with when it went live.
    fn posts_at(&self, carried: &Carried) -> Vec<(Post, Timestamp)> {
        if carried.subject.kind == SubjectKind::Content {
            let contents = self.patrol.contents_called(&carried.subject).into_iter();
            return contents.filter_map(|id| self.post_of(&id)).collect();
        }
        let Some(platform) = platform_of(&carried.subject.feed) else { return Vec::new() };
        let owners = self.holders(platform, carried);
        let slots: Vec<&Placement> = self
            .placements()
            .filter(|slot| {
                let beat = Beat::of(slot);
                slot.platform == platform
                    && !slot.is_archived
                    && matches!(beat, Beat::Bio | Beat::Either)
                    && owners.contains(&slot.creator_id)
            })
            .collect();
        let mut posts = Vec::new();
        for slot in slots {
            let contents = self.contents().filter(|row| row.placement_id == slot.id);
            let of_slot: Vec<_> = contents.filter_map(|row| self.post_of(&row.id)).collect();
            let is_place_itself = of_slot.is_empty() && Beat::of(slot) == Beat::Bio;
            posts.extend(of_slot);
            // A bio need not carry the link before the campaign begins.
            if is_place_itself && self.is_in_flight(slot, carried.as_of) {
                let number = self.registry.placements.find(slot.id.as_str());
                posts.extend(number.map(|number| ((number, None), carried.as_of)));
            }
        }
        posts
    }

    /// Creators who have the account that was read, by its id or handle.
    fn holders(&self, platform: Platform, carried: &Carried) -> BTreeSet<CreatorId> {
        let id = carried.subject.id.as_str();
        let handle = carried.handle.as_deref();
        let is_it = |row: &&byline_core::creator::Creator| {
            row.accounts.iter().any(|it| {
                let bare = it.handle.trim_start_matches('@');
                it.platform == platform
                    && match &it.platform_user_id {
                        Some(own) => own == id,
                        None => {
                            bare.eq_ignore_ascii_case(id)
                                || handle.is_some_and(|handle| bare.eq_ignore_ascii_case(handle))
                        }
                    }
            })
        };
        self.creators().filter(is_it).map(|row| row.id.clone()).collect()
    }

    fn is_in_flight(&self, slot: &Placement, at: Timestamp) -> bool {
        let campaign = self.campaign(slot.campaign_id.as_str());
        campaign.is_some_and(|row| row.flights.iter().any(|flight| flight.contains(at)))
    }

    fn post_of(&self, id: &ContentId) -> Option<(Post, Timestamp)> {
        let content = self.registry.contents.get(id.as_str())?;
        let slot = self.registry.placements.find(content.placement_id.as_str())?;
        Some(((slot, Some(id.clone())), content.published_at))
    }

    /// How a post stands by what its places carried last; `None` if that cannot be said.
    fn judged(&self, (slot, content): &Post) -> Option<Judged> {
        let slot = self.registry.placements.row(*slot)?;
        let beat = Beat::of(slot);
        let content = content.as_ref().and_then(|id| self.registry.contents.get(id.as_str()));
        let (is_in_text, is_in_bio) = beat.places();
        let text = content.filter(|_| is_in_text).and_then(|row| self.text_of(row));
        let bio = is_in_bio.then(|| self.bio_of(slot)).flatten();
        let places: Vec<&Carried> = text.iter().chain(bio.iter()).copied().collect();
        let wanted = self.wanted(slot);
        if places.is_empty() || wanted.slugs.is_empty() {
            return None;
        }
        let judged = judge(&places, &wanted, &Known { engine: self, slot });
        // A bio without the link says nothing while the post itself was not read.
        let is_whole = beat != Beat::Either || text.is_some() || judged.has_link;
        is_whole.then_some(judged)
    }

    fn text_of(&self, content: &Content) -> Option<&Carried> {
        let subjects = names_of(content);
        let spots = [Spot::Description, Spot::Comment];
        let mut read = subjects
            .iter()
            .flat_map(|subject| spots.map(|spot| self.patrol.place(subject, spot)))
            .flatten();
        let first = read.next();
        read.fold(first, |best, it| best.filter(|best| it.as_of <= best.as_of).or(Some(it)))
    }

    fn bio_of(&self, slot: &Placement) -> Option<&Carried> {
        let creator = self.creator(slot.creator_id.as_str())?;
        let accounts = creator.accounts.iter().filter(|it| it.platform == slot.platform);
        let names = accounts.flat_map(|it| {
            let handle = it.handle.trim_start_matches('@');
            it.platform_user_id.as_deref().into_iter().chain([handle])
        });
        let mut read = names.filter_map(|id| {
            let subject = Subject {
                feed: slot.platform.key().to_owned(),
                kind: SubjectKind::Account,
                id: id.to_owned(),
            };
            self.patrol.place(&subject, Spot::Bio)
        });
        read.next()
    }

    /// What should stand in the posts of a placement.
    fn wanted(&self, slot: &Placement) -> Wanted<'_> {
        let mut wanted = Wanted::default();
        let is_its = |row: &&byline_core::link::Link| {
            row.placement_id.as_ref() == Some(&slot.id) && !row.is_archived
        };
        for link in self.links().filter(is_its) {
            wanted.slugs.push(link.slug.to_lowercase());
            let host = Landing::read(&link.destination).host;
            let host = host.strip_prefix("www.").unwrap_or(&host).to_owned();
            wanted.landings.push((host, &link.utm));
        }
        let codes = self.codes().filter(|row| {
            row.campaign_id == slot.campaign_id
                && !row.is_archived
                && self.are_one(&row.creator_id, &slot.creator_id)
        });
        wanted.codes = codes.map(|row| row.code.as_str()).collect();
        wanted
    }

    fn are_one(&self, one: &CreatorId, other: &CreatorId) -> bool {
        self.owner_of(one.as_str()) == self.owner_of(other.as_str())
    }

    /// A piece of content is new or changed: platforms call it so from now on.
    pub(crate) fn patrol_content(&mut self, before: Option<&Content>, row: &Content) {
        let before = before.map(names_of).unwrap_or_default();
        self.patrol.name_content(&row.id, &before, &names_of(row));
        self.patrol.note_declared();
    }

    /// Looks for posts that are live and were never given a link; those that were wait for the
    /// next look at the post itself, unless nobody can look.
    pub(crate) fn sweep_posts(&mut self, taking: Taking) {
        if !self.patrol.is_sweep_due(taking.at) {
            return;
        }
        let links = self.registry.links.iter().filter(|row| !row.is_archived);
        let linked: BTreeSet<u32> = links
            .filter_map(|row| self.registry.placements.find(row.placement_id.as_ref()?.as_str()))
            .collect();
        let live = self.contents().filter(|row| row.published_at <= taking.at);
        let posts: Vec<(Post, Timestamp)> = live.filter_map(|row| self.post_of(&row.id)).collect();
        for (post, live_from) in posts {
            let beat = self.patrol.beat(&post);
            let open = beat.and_then(|beat| beat.open_gap()).map(|gap| gap.why);
            let is_read = beat.is_some_and(|beat| beat.stand.is_some());
            match (linked.contains(&post.0), open) {
                (false, None) => {
                    self.patrol.note_lack(&post, Some(Lack::NoLink), taking.at, live_from);
                }
                (true, Some(Lack::NoLink)) if !is_read => {
                    self.patrol.note_lack(&post, None, taking.at, live_from);
                }
                _ => {}
            }
        }
    }

    /// A person looked whether a post carries its link.
    pub(crate) fn patrol_inspected(&mut self, content: &ContentId, has_link: bool, at: Timestamp) {
        if let Some((post, live_from)) = self.post_of(content) {
            let lack = (!has_link).then_some(Lack::SeenByHand);
            self.patrol.note_lack(&post, lack, at, live_from);
        }
    }
}

/// What is known of the workspace beside one placement.
struct Known<'e> {
    engine: &'e Engine,
    slot: &'e Placement,
}

impl Known<'_> {
    fn whose(&self, creator: Option<&CreatorId>) -> Whose {
        match creator {
            None => Whose::Nobody,
            Some(id) if self.engine.are_one(id, &self.slot.creator_id) => Whose::TheSame,
            Some(_) => Whose::Anothers,
        }
    }
}

impl Ground for Known<'_> {
    fn slug(&self, slug: &str) -> Whose {
        self.whose(self.engine.registry.link_by_slug(slug).map(|link| &link.creator_id))
    }

    fn code(&self, word: &str) -> Whose {
        self.whose(self.engine.registry.code_ever(word).map(|code| &code.creator_id))
    }
}

/// What platforms call a piece of content: as it was declared, and as its address says.
fn names_of(content: &Content) -> Vec<Subject> {
    let mut names: Vec<Subject> =
        content.subjects.iter().filter(|it| it.kind == SubjectKind::Content).cloned().collect();
    let address = content.url.as_deref().and_then(|url| PostAddress::read(url).ok());
    names.extend(address.map(|it| Subject {
        feed: it.platform.key().to_owned(),
        kind: SubjectKind::Content,
        id: it.id,
    }));
    names
}

/// The platform whose own API a feed asks.
fn platform_of(feed: &str) -> Option<Platform> {
    Platform::ALL.into_iter().find(|platform| platform.key() == feed)
}
