//! Posting: from pasted addresses of posts to content in the slots that were agreed on.
//!
//! In: the state, and a line for each post: its address, and whose it is where the address does not
//! say. Out: the facts to commit, and what became of each line. Addresses of accounts are answered
//! too: whose they are, or that nobody has them.
//!
//! Always holds: one post pasted twice, in whatever spelling, is one content.

use std::collections::{BTreeMap, BTreeSet};

use byline_core::campaign::Campaign;
use byline_core::creator::{Creator, Platform};
use byline_core::entry::Fact;
use byline_core::id::{CampaignId, ContentId};
use byline_core::identity::names::account::{AccountName, NameOrId};
use byline_core::link::issue::{IssueError, People};
use byline_core::placement::{Content, Placement};
use byline_core::post::{PostAddress, PostError};
use byline_core::time::Timestamp;
use byline_engine::Engine;
use serde::{Deserialize, Serialize};

use crate::pages::words::Clock;
use crate::port::NewFact;
use crate::problem::Problem;

/// At most so many lines in one call.
const MAX_LINES: usize = 5_000;

/// What is to be declared.
#[derive(Clone, Default, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Wanted {
    /// In which campaign.
    pub campaign_id: String,
    /// A line for each post: its address, and the creator where the address does not say; parted
    /// by a comma, a tab or a space.
    pub posts: String,
    /// Whether lines are only looked at.
    pub dry_run: bool,
}

/// What is to be committed, and what is answered.
pub struct Posted {
    /// The facts.
    pub facts: Vec<NewFact>,
    /// The answer.
    pub report: Report,
}

/// What became of the lines.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Debug)]
pub struct Report {
    /// Whether they were only looked at.
    pub dry_run: bool,
    /// Posts that are new.
    pub n_new: usize,
    /// Posts that were known, and accounts that are somebody's.
    pub n_known: usize,
    /// Lines that were refused.
    pub n_refused: usize,
    /// Each line.
    pub results: Vec<PostRow>,
}

/// What became of one line.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Debug)]
pub struct PostRow {
    /// Its number, from 1.
    pub line: usize,
    /// `new`, `known` or `refused`.
    pub status: &'static str,
    /// The address in one spelling, or what was pasted.
    pub url: String,
    /// Whose it is.
    pub creator: Option<String>,
    /// The slot that it fills.
    pub placement_id: Option<String>,
    /// When it was made: as its id says, else the time of this call.
    pub published_at: Option<Timestamp>,
    /// Whether that is only the time of this call.
    pub is_time_guessed: bool,
    /// Why it was refused, as a stable code.
    pub code: Option<&'static str>,
    /// The same in words, and what to do about it.
    pub detail: Option<String>,
    /// What should be looked at, though the line was taken.
    pub warning: Option<Warning>,
}

/// What is odd about a post.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct Warning {
    /// The stable code.
    pub code: &'static str,
    /// In words, with what follows and what to do.
    pub detail: String,
}

/// Why a line is refused: a stable code, and words with the next step.
type Refusal = (&'static str, String);

/// Which post: where, and the platform's own id of it.
type PostKey = (Platform, String);

/// What one line says.
enum Line<'e> {
    New(Box<Content>, &'e Creator, bool),
    Known(String, Option<&'e Creator>),
}

/// The state that lines are read against.
struct Ground<'e> {
    people: People<'e>,
    /// Creators by platform and handle.
    owners: BTreeMap<(Platform, String), &'e Creator>,
    /// Slots by creator and platform.
    slots: BTreeMap<(&'e str, Platform), Vec<&'e Placement>>,
    filled: BTreeSet<String>,
    /// Whose the posts are that are declared, or were on an earlier line.
    known: BTreeMap<PostKey, Option<&'e Creator>>,
    /// When the campaign begins, and the clock of its zone.
    begins: Option<(Timestamp, Clock)>,
    now: Timestamp,
}

/// Reads pasted lines.
pub fn post(engine: &Engine, now: Timestamp, wanted: &Wanted) -> Result<Posted, Problem> {
    let id = CampaignId::from(wanted.campaign_id.as_str());
    let Some(campaign) = engine.campaign(id.as_str()) else {
        let detail = format!("there is no campaign `{id}`");
        return Err(Problem::new(422, "api.reference_unknown", detail)
            .next_step("create the campaign first, or list them to find its id")
            .at("campaign_id", id.as_str()));
    };
    let lines: Vec<(usize, &str)> = (1..)
        .zip(wanted.posts.lines().map(str::trim))
        .filter(|(_, line)| !line.is_empty())
        .collect();
    if lines.is_empty() || MAX_LINES < lines.len() {
        let detail = format!("{} lines; 1 to {MAX_LINES} are taken", lines.len());
        return Err(Problem::new(422, "post.lines", detail)
            .next_step("paste the address of a post on each line")
            .at("posts", serde_json::Value::Null));
    }
    let mut ground = Ground::of(engine, campaign, now);
    let (mut facts, mut report) = (Vec::new(), Report::default());
    report.dry_run = wanted.dry_run;
    for (number, line) in lines {
        let read = ground.read(line);
        let mut row = row((number, line), &read);
        row.warning = ground.too_early(&row);
        match row.status {
            "new" => report.n_new += 1,
            "known" => report.n_known += 1,
            _ => report.n_refused += 1,
        }
        report.results.push(row);
        if let Ok(Line::New(content, creator, _)) = read {
            ground.filled.insert(content.placement_id.to_string());
            ground.known.extend(key_of(&content).map(|key| (key, Some(creator))));
            facts.push(NewFact { fact: Fact::Content(*content), dedup: None });
        }
    }
    if wanted.dry_run {
        facts.clear();
    }
    Ok(Posted { facts, report })
}

fn row((number, line): (usize, &str), read: &Result<Line<'_>, Refusal>) -> PostRow {
    let row = PostRow { line: number, url: line.to_owned(), ..PostRow::default() };
    match read {
        Ok(Line::New(content, creator, is_time_guessed)) => PostRow {
            status: "new",
            url: content.url.clone().unwrap_or_default(),
            creator: Some(creator.name.clone()),
            placement_id: Some(content.placement_id.to_string()),
            published_at: Some(content.published_at),
            is_time_guessed: *is_time_guessed,
            ..row
        },
        Ok(Line::Known(url, creator)) => {
            let creator = creator.map(|creator| creator.name.clone());
            PostRow { status: "known", url: url.clone(), creator, ..row }
        }
        Err((code, detail)) => {
            PostRow { status: "refused", code: Some(code), detail: Some(detail.clone()), ..row }
        }
    }
}

/// Which post a content is, if its address says so.
fn key_of(content: &Content) -> Option<PostKey> {
    let post = PostAddress::read(content.url.as_deref()?).ok()?;
    Some((post.platform, post.id))
}

impl<'e> Ground<'e> {
    fn of(engine: &'e Engine, campaign: &Campaign, now: Timestamp) -> Self {
        let mut slots: BTreeMap<(&str, Platform), Vec<&Placement>> = BTreeMap::new();
        let is_asked = |slot: &&Placement| slot.campaign_id == campaign.id && !slot.is_archived;
        for slot in engine.placements().filter(is_asked) {
            let owner = engine.owner_of(slot.creator_id.as_str());
            slots.entry((owner, slot.platform)).or_default().push(slot);
        }
        slots.values_mut().for_each(|theirs| theirs.sort_by(|a, b| a.id.cmp(&b.id)));
        let (mut filled, mut known) = (BTreeSet::new(), BTreeMap::new());
        for content in engine.contents() {
            filled.insert(content.placement_id.to_string());
            let slot = engine.placement(content.placement_id.as_str());
            let creator = slot.and_then(|slot| engine.creator(slot.creator_id.as_str()));
            known.extend(key_of(content).map(|key| (key, creator)));
        }
        let mut owners = BTreeMap::new();
        for creator in engine.creators().filter(|creator| !creator.is_archived) {
            // Whoever is merged into another posts for that one.
            let owner = engine.creator(engine.owner_of(creator.id.as_str())).unwrap_or(creator);
            for account in &creator.accounts {
                owners.insert((account.platform, account.handle.to_lowercase()), owner);
            }
        }
        let people = People::of(engine.creators());
        let begins = campaign.flights.iter().map(|flight| flight.from).min();
        let begins = begins.map(|at| (at, Clock::of(&campaign.time_zone)));
        Self { people, owners, slots, filled, known, begins, now }
    }

    /// What to say of a post that is older than the campaign.
    fn too_early(&self, row: &PostRow) -> Option<Warning> {
        let (begins, clock) = self.begins.as_ref()?;
        let at = row.published_at.filter(|at| at < begins && !row.is_time_guessed)?;
        let detail = format!(
            "made on {}, before the campaign begins on {}: it earns nothing from that time, and \
             its clock starts with the campaign; if the slot is for another post, paste that one",
            clock.date(at),
            clock.date(*begins)
        );
        Some(Warning { code: "post.before_campaign", detail })
    }

    fn read(&self, line: &str) -> Result<Line<'e>, Refusal> {
        // Names may hold spaces, so a space parts only a line that has nothing else.
        let parts: Vec<&str> = match line.contains([',', '\t', ';']) {
            true => line.split([',', '\t', ';']).collect(),
            false => line.splitn(2, ' ').collect(),
        };
        let parts: Vec<&str> =
            parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect();
        let is_address = |part: &&str| part.contains('/') || part.contains("://");
        let address = parts.iter().position(is_address).unwrap_or(0);
        let said = parts.iter().enumerate().find(|(place, _)| *place != address);
        let said = said.map(|(_, part)| *part);
        let text = parts.get(address).copied().unwrap_or_default();
        let post = match PostAddress::read(text) {
            Ok(post) => post,
            Err(PostError::NoPost) => return self.account(text),
            Err(error) => return Err((error.code(), format!("{error}; {}", error.next_step()))),
        };
        if let Some(creator) = self.known.get(&(post.platform, post.id.clone())) {
            return Ok(Line::Known(post.url, *creator));
        }
        let creator = self.whose(&post, said)?;
        let slot = self.slot(creator, post.platform)?;
        // What is not past cannot have been posted.
        let published_at = post.published_at.filter(|at| *at <= self.now);
        let content = Content {
            id: ContentId::from(format!(
                "{}{}_{}",
                ContentId::PREFIX,
                post.platform.key(),
                post.id
            )),
            placement_id: slot.id.clone(),
            url: Some(post.url),
            published_at: published_at.unwrap_or(self.now),
            title: None,
            subjects: Vec::new(),
        };
        Ok(Line::New(Box::new(content), creator, published_at.is_none()))
    }

    /// The creator who posted: the one whose account the address names, else the one that the line
    /// names. Both must not differ.
    fn whose(&self, post: &PostAddress, said: Option<&str>) -> Result<&'e Creator, Refusal> {
        let by_handle = post.handle.as_ref().and_then(|handle| self.owner(post.platform, handle));
        let by_word = said.map(|word| {
            let refused =
                |error: IssueError| (error.code(), format!("{error}; {}", error.next_step()));
            self.people.find(word).map_err(refused)
        });
        match (by_handle, by_word.transpose()?) {
            (Some(a), Some(b)) if a.id != b.id => Err((
                "post.creator_other",
                format!(
                    "the address is {}'s, the line says {}; leave one of them out",
                    a.name, b.name
                ),
            )),
            (Some(creator), _) | (None, Some(creator)) => Ok(creator),
            (None, None) => {
                let whose = post.handle.as_ref().map_or_else(
                    || {
                        "the address does not say whose it is; write the creator beside it"
                            .to_owned()
                    },
                    |handle| {
                        format!(
                            "nobody has the account `{handle}`; add it to a creator, or write \
                                 the creator beside the address"
                        )
                    },
                );
                Err(("post.creator_unknown", whose))
            }
        }
    }

    fn owner(&self, platform: Platform, handle: &str) -> Option<&'e Creator> {
        self.owners.get(&(platform, handle.to_owned())).copied()
    }

    /// The first slot that nothing fills yet; a slot may hold several posts, so else the last one.
    fn slot(&self, creator: &Creator, platform: Platform) -> Result<&'e Placement, Refusal> {
        let theirs = self.slots.get(&(creator.id.as_str(), platform));
        let theirs = theirs.map_or(&[][..], Vec::as_slice);
        let free = theirs.iter().find(|slot| !self.filled.contains(slot.id.as_str()));
        free.or(theirs.last()).copied().ok_or_else(|| {
            let detail = format!(
                "{} has no placement on {} in this campaign; agree on one under Links & codes",
                creator.name,
                platform.name()
            );
            ("post.slot_missing", detail)
        })
    }

    /// The address of an account is no post, but it can be said whose it is.
    fn account(&self, text: &str) -> Result<Line<'e>, Refusal> {
        let no_post = PostError::NoPost;
        let refusal = || (no_post.code(), format!("{no_post}; {}", no_post.next_step()));
        let account = AccountName::read(text).ok_or_else(refusal)?;
        let (Some(platform), NameOrId::Handle(handle)) = (account.platform, &account.name) else {
            return Err(refusal());
        };
        let owner = self.owner(platform, handle);
        let nobodys = || {
            let detail = format!("nobody has the account `{handle}`; add it to its creator");
            ("post.creator_unknown", detail)
        };
        owner.map(|creator| Line::Known(text.to_owned(), Some(creator))).ok_or_else(nobodys)
    }
}
