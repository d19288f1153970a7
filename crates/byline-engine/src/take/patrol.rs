//! The link patrol: what a platform says of a place, and what follows for the posts there.

use std::collections::BTreeSet;

use byline_core::creator::{Account, Platform};
use byline_core::figure::{Subject, SubjectKind};
use byline_core::id::{ContentId, CreatorId};
use byline_core::link::landing::Landing;
use byline_core::patrol::{Carried, Ground, Judged, Spot, Wanted, Whose, has_right_link, judge};
use byline_core::placement::{Content, Placement};
use byline_core::post::PostAddress;
use byline_core::time::Timestamp;

use crate::engine::{Applied, Engine, Taking};
use crate::state::NONE;
use crate::state::patrol::{Lack, Post};
use crate::state::registry::Registry;

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

/// What a reading says of a post.
enum Look {
    /// It stands so.
    So(Judged),
    /// How it stands is decided by another place than the one that was read.
    Elsewhere,
    /// Nobody can say.
    Unread,
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
        if !self.patrol.read(carried) {
            return Applied::Known;
        }
        self.note_handle(carried);
        for (post, live_from) in self.posts_at(carried) {
            match self.look(&post, carried) {
                Look::So(judged) => self.patrol.note(&post, judged, carried.as_of, live_from),
                Look::Unread => self.patrol.forget_stand(&post),
                Look::Elsewhere => {}
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
        let holders = self.holders(platform, carried).into_iter();
        let slots = holders.flat_map(|creator| self.registry.belongings.slots.of(creator));
        let mut posts = Vec::new();
        for (number, slot) in slots.filter_map(|it| Some((it, self.registry.placements.row(it)?))) {
            let is_here = slot.platform == platform && !slot.is_archived;
            let beat = if is_here { Beat::of(slot) } else { Beat::Nowhere };
            if !beat.places().1 {
                continue;
            }
            let contents = self.registry.belongings.contents.of(number);
            let contents = contents.filter_map(|it| self.registry.contents.row(it));
            let of_slot: Vec<_> = contents.filter_map(|row| self.post_of(&row.id)).collect();
            let place = (number, None);
            let is_known = self.patrol.beat(&place).is_some();
            let is_place_itself = beat == Beat::Bio && (of_slot.is_empty() || is_known);
            posts.extend(of_slot);
            // A bio need not carry the link before the campaign begins.
            if is_place_itself && self.is_in_flight(slot, carried.as_of) {
                posts.push((place, carried.as_of));
            }
        }
        posts
    }

    /// Creators who have the account that was read, by its id or handle.
    fn holders(&self, platform: Platform, carried: &Carried) -> BTreeSet<u32> {
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
        let creators = &self.registry.creators;
        creators.iter().filter(is_it).filter_map(|row| creators.find(row.id.as_str())).collect()
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

    /// How a post stands by what its places carried last, now that one of them was read.
    fn look(&self, (slot, content): &Post, carried: &Carried) -> Look {
        let Some(slot) = self.registry.placements.row(*slot) else { return Look::Unread };
        let beat = Beat::of(slot);
        let content = content.as_ref().and_then(|id| self.registry.contents.get(id.as_str()));
        let (is_in_text, is_in_bio) = beat.places();
        let text = content.filter(|_| is_in_text).and_then(|row| self.text_of(row));
        // A post that is gone is gone, whatever the bio says.
        let is_gone = text.is_some_and(|text| text.is_gone);
        let bio = (is_in_bio && !is_gone).then(|| self.bio_of(slot)).flatten();
        let places: Vec<&Carried> = text.iter().chain(bio.iter()).copied().collect();
        let wanted = self.wanted(slot);
        if places.is_empty() || wanted.slugs.is_empty() {
            return Look::Unread;
        }
        let judged = judge(&places, &wanted, &Known { engine: self, slot });
        // A bio without the link says nothing while the post itself was not read.
        if beat == Beat::Either && text.is_none() && !judged.has_link {
            return Look::Unread;
        }
        let is_this = |it: &Carried| it.subject == carried.subject && it.spot == carried.spot;
        let decides = |it: &Carried| !judged.has_link || has_right_link(it, &wanted);
        match places.iter().any(|place| is_this(place) && decides(place)) {
            true => Look::So(judged),
            false => Look::Elsewhere,
        }
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
        let Registry { placements, creators, links, codes, owners, belongings, .. } =
            &self.registry;
        let number = placements.find(slot.id.as_str()).unwrap_or(NONE);
        let own = belongings.links.of(number).filter_map(|it| links.row(it));
        for link in own.filter(|row| !row.is_archived) {
            wanted.slugs.push(link.slug.to_lowercase());
            let host = Landing::read(&link.destination).host;
            let host = host.strip_prefix("www.").unwrap_or(&host).to_owned();
            wanted.landings.push((host, &link.utm));
        }
        let creator = creators.find(slot.creator_id.as_str()).unwrap_or(NONE);
        let records = owners.members(owners.of(creator)).into_iter();
        let own = records.flat_map(|it| belongings.codes.of(it)).filter_map(|it| codes.row(it));
        let own = own.filter(|row| row.campaign_id == slot.campaign_id && !row.is_archived);
        wanted.codes = own.map(|row| row.code.as_str()).collect();
        wanted
    }

    fn are_one(&self, one: &CreatorId, other: &CreatorId) -> bool {
        self.owner_of(one.as_str()) == self.owner_of(other.as_str())
    }

    /// A piece of content is new or changed: platforms call it so from now on.
    pub(crate) fn patrol_content(&mut self, before: Option<&Content>, row: &Content) {
        let names = before.map(names_of).unwrap_or_default();
        self.patrol.name_content(&row.id, &names, &names_of(row));
        let slot = |content: &Content| self.registry.placements.find(content.placement_id.as_str());
        let moved = before.filter(|before| before.placement_id != row.placement_id);
        if let Some((from, to)) = moved.and_then(|before| slot(before).zip(slot(row))) {
            self.patrol.move_post(&row.id, from, to);
        }
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
        self.end_places(taking.at);
        let is_in_use = |row: &Content| {
            let slot = self.placement(row.placement_id.as_str());
            slot.is_some_and(|slot| !slot.is_archived)
        };
        let live = self.contents().filter(|row| row.published_at <= taking.at && is_in_use(row));
        let posts: Vec<(Post, Timestamp)> = live.filter_map(|row| self.post_of(&row.id)).collect();
        for (post, live_from) in posts {
            let beat = self.patrol.beat(&post);
            let open = beat.and_then(|beat| beat.open_gap()).map(|gap| gap.why);
            let stand = beat.and_then(|beat| beat.stand.as_ref());
            if stand.is_some_and(|stand| stand.judged.is_gone) {
                continue;
            }
            let is_read = stand.is_some();
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

    /// A bio need not carry the link any more once the campaign is over.
    fn end_places(&mut self, now: Timestamp) {
        let mut over = Vec::new();
        for (post, beat) in self.patrol.beats().filter(|((_, content), _)| content.is_none()) {
            let slot = self.registry.placements.row(post.0);
            let is_wanted = slot.is_some_and(|slot| {
                !slot.is_archived && Beat::of(slot) == Beat::Bio && self.is_in_flight(slot, now)
            });
            if !is_wanted && (beat.stand.is_some() || beat.open_gap().is_some()) {
                let campaign = slot.and_then(|slot| self.campaign(slot.campaign_id.as_str()));
                let ends = campaign.into_iter().flat_map(|row| &row.flights).map(|it| it.to);
                let end = ends.filter(|end| *end <= now).max();
                over.push((post.clone(), end.unwrap_or(now)));
            }
        }
        for (post, at) in over {
            self.patrol.end(&post, at);
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
