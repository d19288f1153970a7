//! Which entries are acts of people, and what they did: settled before the entry changes anything,
//! because what is another by it can only be told from what was.

use byline_core::action::{Acted, Deed, Event};
use byline_core::decision::episode::{Command, OutcomeKind};
use byline_core::decision::pausing::AttemptState;
use byline_core::decision::said::{MovesApproved, PauseWord, Said, TaskSaid, TaskWord};
use byline_core::decision::urgency::Urgency;
use byline_core::entry::{Entry, Fact};
use byline_core::identity::verdict::Party;
use serde::Serialize;

use crate::engine::{Engine, Taking};
use crate::state::acts::{Act, By, Thing, Verb, changes};
use crate::state::desk::About;

impl Engine {
    /// What somebody does with an entry; `None` if nobody does anything.
    pub(crate) fn act_of(&self, entry: &Entry) -> Option<Act> {
        let by = match (&entry.actor, &entry.fact) {
            (Some(name), _) => By::Person(name.clone()),
            (None, Fact::Acknowledged(_)) => By::Creator,
            // What a file declares is known again by its row.
            (None, fact) if entry.dedup.is_some() && is_declared(fact) => By::File,
            _ => return None,
        };
        let act = self.declared(&entry.fact).or_else(|| self.said(&entry.fact))?;
        Some(Act { by, ..act })
    }

    /// Notes what was done.
    pub(crate) fn note_act(&mut self, taking: Taking, act: Act) {
        self.acts.add(Act { position: taking.position, at: taking.at, ..act });
    }

    /// Notes what Byline did to the world: who was woken, and which ad stands still or runs.
    pub(crate) fn note_acted(&mut self, taking: Taking, acted: &Acted) {
        let settled = self.outbox().settled().next();
        let Some(settled) = settled.filter(|row| row.action.key == acted.key) else { return };
        let (to, event) = (settled.action.to.as_str(), &settled.event);
        let act = match (&settled.action.deed, settled.ended) {
            (Deed::Tell(page), _)
                if page.urgency == Urgency::Page && matches!(event, Event::Delivered { .. }) =>
            {
                let act = Act::new(Thing::Page, Verb::Sent, &page.alert);
                let act = act.within(&page.campaign_id).choosing(to);
                Act { creator_id: page.creator_id.clone(), ..act.because(Some(&page.title)) }
            }
            (Deed::Pause(ad) | Deed::Resume(ad), Some(state)) => {
                let verb = match state {
                    AttemptState::Paused => Verb::Paused,
                    AttemptState::Resumed => Verb::Resumed,
                    _ => return,
                };
                let act = Act::new(Thing::Ad, verb, &ad.id).about(&ad.creator_id).choosing(to);
                let campaign = self.campaign_of_ad(&settled.action);
                let campaign = campaign.map(|number| self.registry.campaigns.id(number).into());
                Act { campaign_id: campaign, ..act }
            }
            _ => return,
        };
        self.note_act(taking, act);
    }

    /// What is declared: new, another, out of use or in use again.
    fn declared(&self, fact: &Fact) -> Option<Act> {
        let known = &self.registry;
        let act = match fact {
            Fact::Campaign(row) => {
                let id = row.id.as_str();
                edition(Thing::Campaign, id, known.campaigns.get(id), row)?.within(&row.id)
            }
            Fact::Creator(row) => {
                let id = row.id.as_str();
                edition(Thing::Creator, id, known.creators.get(id), row)?.about(&row.id)
            }
            Fact::Deal(row) => {
                let id = row.id.as_str();
                let act = edition(Thing::Deal, id, known.deals.get(id), row)?;
                act.within(&row.campaign_id).about(&row.creator_id)
            }
            Fact::Placement(row) => {
                let id = row.id.as_str();
                let act = edition(Thing::Placement, id, known.placements.get(id), row)?;
                act.within(&row.campaign_id).about(&row.creator_id)
            }
            Fact::Content(row) => {
                let id = row.id.as_str();
                let act = edition(Thing::Content, id, known.contents.get(id), row)?;
                self.in_slot(act, row.placement_id.as_str())
            }
            Fact::Link(row) => {
                let id = row.id.as_str();
                let act = edition(Thing::Link, id, known.links.get(id), row)?;
                act.within(&row.campaign_id).about(&row.creator_id)
            }
            Fact::Code(row) => {
                let id = row.id.as_str();
                let act = edition(Thing::Code, id, known.codes.get(id), row)?;
                act.within(&row.campaign_id).about(&row.creator_id)
            }
            Fact::Connection(row) => {
                let id = row.id.as_str();
                edition(Thing::Connection, id, known.connections.get(id), row)?
            }
            Fact::Brief(row) => {
                let id = row.id.as_str();
                let act = edition(Thing::Brief, id, self.brief(id), row)?;
                act.within(&row.campaign_id).about(&row.creator_id)
            }
            _ => return None,
        };
        Some(act)
    }

    /// What is said or decided about things.
    fn said(&self, fact: &Fact) -> Option<Act> {
        match fact {
            Fact::Merged(_) | Fact::Unmerged(_) | Fact::Distinct(_) => identified(fact),
            Fact::Waived(_) | Fact::Launched(_) | Fact::Inspected(_) | Fact::Acknowledged(_) => {
                self.at_the_gate(fact)
            }
            Fact::Said(said) => self.about_alert(said),
            Fact::TaskSaid(said) => Some(self.about_task(said)),
            Fact::RulesSet(set) => {
                let campaign = self.registry.campaigns.find(set.campaign_id.as_str());
                let known = campaign.map(|number| self.desk.rules(number)).unwrap_or_default();
                let mut changes = changes(&known, &set.rules);
                changes.retain(|change| change.field != "version");
                let act = Act::new(Thing::Rules, Verb::Changed, set.campaign_id.as_str());
                let act = act.within(&set.campaign_id).because(set.reason.as_deref());
                Some(Act { changes, ..act })
            }
            Fact::Maintenance(row) => {
                let verb = if row.is_withdrawn { Verb::Withdrawn } else { Verb::Made };
                let act = Act::new(Thing::Maintenance, verb, &row.id).because(Some(&row.reason));
                let act = act.choosing(row.span.to.to_string());
                Some(Act { campaign_id: row.campaign_id.clone(), ..act })
            }
            Fact::PauseSaid(said) => {
                let verb = match said.word {
                    PauseWord::Pause | PauseWord::Follow { .. } => Verb::Paused,
                    PauseWord::Resume | PauseWord::SeenRunning => Verb::Resumed,
                };
                Some(Act::new(Thing::Ad, verb, &said.ad).because(said.reason.as_deref()))
            }
            Fact::ReviewDecided(said) => {
                let verb = if said.is_withdrawn { Verb::Withdrawn } else { Verb::Decided };
                let act = Act::new(Thing::Review, verb, said.creator_id.as_str());
                let act = act.within(&said.campaign_id).about(&said.creator_id);
                Some(act.choosing(said.decision.key()).because(said.note.as_deref()))
            }
            Fact::MovesApproved(said) => Some(of_moves(said)),
            Fact::VerdictGiven(said) => {
                let act = Act::new(Thing::Verdict, Verb::Decided, said.campaign_id.as_str());
                let act = act.within(&said.campaign_id).choosing(said.label.key());
                Some(act.because(said.note.as_deref()))
            }
            Fact::Replayed(what) => {
                let id = what.inbox_id.to_string();
                Some(Act::new(Thing::Quarantine, Verb::Replayed, &id))
            }
            Fact::Forgotten(_) => Some(Act::new(Thing::Shopper, Verb::Forgotten, "")),
            _ => None,
        }
    }

    fn at_the_gate(&self, fact: &Fact) -> Option<Act> {
        match fact {
            Fact::Waived(said) => {
                let verb = if said.is_withdrawn { Verb::Withdrawn } else { Verb::Waived };
                let act = Act::new(Thing::Gate, verb, said.check.key());
                let act = act.within(&said.campaign_id).because(Some(&said.reason));
                Some(Act { creator_id: said.creator_id.clone(), ..act })
            }
            Fact::Launched(said) => {
                let act = Act::new(Thing::Gate, Verb::Launched, said.campaign_id.as_str());
                let act = act.within(&said.campaign_id);
                Some(match said.creator_ids.as_slice() {
                    [alone] => act.about(alone),
                    several => act.choosing(several.len().to_string()),
                })
            }
            Fact::Inspected(seen) => {
                let act = Act::new(Thing::Content, Verb::Inspected, seen.content_id.as_str());
                let post = self.registry.contents.get(seen.content_id.as_str());
                let act = act.because(seen.note.as_deref());
                Some(match post {
                    Some(post) => self.in_slot(act, post.placement_id.as_str()),
                    None => act,
                })
            }
            Fact::Acknowledged(said) => {
                let brief = self.brief(said.brief_id.as_str())?;
                let act = Act::new(Thing::Brief, Verb::Read, brief.id.as_str());
                let act = act.within(&brief.campaign_id).about(&brief.creator_id);
                Some(act.choosing(said.version.to_string()))
            }
            _ => None,
        }
    }

    fn about_alert(&self, said: &Said) -> Option<Act> {
        let (campaign, key, _) = self.desk.find(&said.alert)?;
        let (verb, value, note) = match &said.command {
            Command::Acknowledge => (Verb::Acknowledged, None, None),
            Command::GiveBack => (Verb::Withdrawn, None, None),
            Command::Snooze { until } => (Verb::Snoozed, Some(until.to_string()), None),
            Command::Escalate => (Verb::Escalated, None, None),
            Command::Resolve => (Verb::Resolved, None, None),
            Command::Outcome(outcome) => {
                let word = match outcome.kind {
                    OutcomeKind::Acted => "acted",
                    OutcomeKind::NothingToDo => "nothing_to_do",
                    OutcomeKind::FalseAlarm => "false_alarm",
                };
                (Verb::Answered, Some(word.to_owned()), outcome.note.as_deref())
            }
            Command::Correct => return None,
        };
        let act = Act::new(Thing::Alert, verb, &said.alert);
        let act = act.within(&self.registry.campaigns.id(campaign).into());
        let act = act.because(said.reason.as_deref().or(note));
        let creator_id = match key.about {
            About::Creator(number) => Some(self.registry.creators.id(number).into()),
            _ => None,
        };
        Some(Act { creator_id, value, ..act })
    }

    fn about_task(&self, said: &TaskSaid) -> Act {
        let (verb, value, note) = match &said.word {
            TaskWord::Own { owner } => (Verb::Acknowledged, Some(owner.clone()), None),
            TaskWord::Done { note } => (Verb::Done, None, note.as_deref()),
            TaskWord::Reopen => (Verb::Reopened, None, None),
        };
        let act = Act::new(Thing::Task, verb, &said.task).because(note);
        let act = Act { value, ..act };
        let found = self.desk.dockets.iter().find_map(|(campaign, docket)| {
            let task = docket.tasks.iter().find(|(.., task)| task.id == said.task)?;
            Some((*campaign, task.0))
        });
        let Some((campaign, creator)) = found else { return act };
        let campaign = self.registry.campaigns.id(campaign).into();
        act.within(&campaign).about(&self.registry.creators.id(creator).into())
    }

    /// The same in the campaign and about the creator of a slot.
    fn in_slot(&self, act: Act, placement: &str) -> Act {
        match self.registry.placements.get(placement) {
            Some(slot) => act.within(&slot.campaign_id).about(&slot.creator_id),
            None => act,
        }
    }
}

/// Whether a fact says what there is, and not what happened.
fn is_declared(fact: &Fact) -> bool {
    matches!(
        fact,
        Fact::Campaign(_)
            | Fact::Creator(_)
            | Fact::Deal(_)
            | Fact::Placement(_)
            | Fact::Content(_)
            | Fact::Link(_)
            | Fact::Code(_)
            | Fact::Connection(_)
            | Fact::Brief(_)
    )
}

/// A new edition of a thing; `None` if it says nothing new.
fn edition<T: Serialize>(thing: Thing, id: &str, known: Option<&T>, row: &T) -> Option<Act> {
    let Some(known) = known else { return Some(Act::new(thing, Verb::Made, id)) };
    let mut changes = changes(known, row);
    let use_of = changes.iter().position(|change| change.field == "is_archived");
    let verb = match use_of.map(|place| changes.remove(place)) {
        Some(change) if change.now.as_deref() == Some("true") => Verb::Archived,
        Some(_) => Verb::Restored,
        None if changes.is_empty() => return None,
        None => Verb::Changed,
    };
    Some(Act { changes, ..Act::new(thing, verb, id) })
}

fn identified(fact: &Fact) -> Option<Act> {
    match fact {
        Fact::Merged(said) => {
            let act = Act::new(Thing::Identity, Verb::Merged, said.gone.as_str());
            let act = act.about(&said.kept).choosing(said.kept.as_str());
            Some(act.because(said.reason.as_deref()))
        }
        Fact::Unmerged(said) => {
            Some(Act::new(Thing::Identity, Verb::Split, said.gone.as_str()).about(&said.gone))
        }
        Fact::Distinct(said) => {
            let act = Act::new(Thing::Identity, Verb::KeptApart, &party(&said.one));
            let act = act.choosing(party(&said.other));
            Some(match &said.one {
                Party::Creator(creator) => act.about(creator),
                Party::Name(_) => act,
            })
        }
        _ => None,
    }
}

/// A party by its id, or by its name.
fn party(party: &Party) -> String {
    match party {
        Party::Creator(id) => id.to_string(),
        Party::Name(name) => name.text.clone(),
    }
}

fn of_moves(said: &MovesApproved) -> Act {
    let verb = if said.takes_back.is_some() { Verb::Withdrawn } else { Verb::Approved };
    let gains = said.moves.iter().map(|one| (one.to_minor - one.from_minor).max(0));
    let act = Act::new(Thing::Moves, verb, said.campaign_id.as_str()).within(&said.campaign_id);
    let act = act.because(said.reason.as_deref());
    match verb {
        Verb::Approved => act.choosing(gains.sum::<i64>().to_string()),
        _ => act,
    }
}
