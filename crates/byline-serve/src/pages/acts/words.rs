//! The sentences: what was done to which thing.

use byline_core::decision::said::ReviewDecision;
use byline_core::decision::verdict::Label;
use byline_core::gate::Check;
use byline_engine::view::{Act, By, Thing, Verb};

use super::{Teller, fields};
use crate::pages::{review, words};

impl Teller<'_> {
    /// One act.
    pub(super) fn one(&self, act: &Act) -> String {
        let noun = || self.noun(act);
        match (act.thing, act.verb) {
            (_, Verb::Made) if act.thing != Thing::Maintenance => self.made(act),
            (Thing::Rules, _) => {
                format!("Changed {}{}", noun(), self.what_changed(act, ": "))
            }
            (_, Verb::Changed) => match act.changes.as_slice() {
                [alone] => self.set(act, alone),
                _ => format!("Changed {}{}", noun(), self.what_changed(act, ": ")),
            },
            (_, Verb::Archived) => format!("Took {} out of use", noun()),
            (_, Verb::Restored) => format!("Put {} back in use", noun()),
            (Thing::Identity | Thing::Gate | Thing::Content | Thing::Brief, _) => self.set_up(act),
            (Thing::Alert | Thing::Page | Thing::Ad | Thing::Maintenance, _) => self.told(act),
            _ => self.decided(act),
        }
    }

    /// So many acts of a kind.
    pub(super) fn many(&self, act: &Act, n: usize) -> String {
        let n = words::count(i64::try_from(n).unwrap_or(i64::MAX));
        let within = match act.campaign_id {
            Some(_) => format!(" in {}", self.campaign(act)),
            None => String::new(),
        };
        let things = super::thing_name(act.thing.key()).to_lowercase();
        match act.verb {
            Verb::Made => format!("{} {n} {things}{within}", verb_of(act.thing)),
            Verb::Changed => format!("Changed {n} {things}{within}"),
            Verb::Archived => format!("Took {n} {things} out of use{within}"),
            Verb::Restored => format!("Put {n} {things} back in use{within}"),
            Verb::Read if act.by != By::Creator => {
                format!("Marked {n} creators{within} as having read the brief")
            }
            _ => format!("{n} times: {}", self.one(act)),
        }
    }

    fn made(&self, act: &Act) -> String {
        format!("{} {}", verb_of(act.thing), self.noun(act))
    }

    /// The thing by the name that people know.
    fn noun(&self, act: &Act) -> String {
        let engine = self.engine;
        match act.thing {
            Thing::Campaign => format!("the campaign {}", self.campaign(act)),
            Thing::Creator => self.creator(act),
            Thing::Deal => format!("the deal with {}", self.creator(act)),
            Thing::Placement => {
                let slot = engine.placement(&act.id);
                let what = slot.map_or("placement", |slot| slot.format.as_str());
                format!("a {what} of {} in {}", self.creator(act), self.campaign(act))
            }
            Thing::Content => format!("a post of {}", self.creator(act)),
            Thing::Link => {
                let slug = engine.link(&act.id).map_or(act.id.as_str(), |row| row.slug.as_str());
                format!("the link /{slug} of {}", self.creator(act))
            }
            Thing::Code => {
                let code = engine.code(&act.id);
                let code = code.map_or(act.id.as_str(), |row| row.code.as_str());
                format!("the code {code} of {}", self.creator(act))
            }
            Thing::Connection => {
                let row = engine.connection(&act.id);
                row.map_or_else(|| act.id.clone(), |row| row.name.clone())
            }
            Thing::Brief => format!("the brief of {}", self.creator(act)),
            Thing::Rules => format!("thresholds of {}", self.campaign(act)),
            _ => act.id.clone(),
        }
    }

    /// A single field that is another: `Set revenue floor of … to $40 (was $30)`.
    fn set(&self, act: &Act, change: &byline_engine::view::Change) -> String {
        let field = fields::told(change, self.currency(act), self.clock);
        let noun = self.noun(act);
        match (&field.then, &field.now) {
            (_, None) => format!("Removed {} of {noun}", field.name),
            (None, Some(now)) => format!("Set {} of {noun} to {now}", field.name),
            (Some(then), Some(now)) => {
                format!("Set {} of {noun} to {now} (was {then})", field.name)
            }
        }
    }

    /// Several fields that are others, each with what it was.
    fn what_changed(&self, act: &Act, before: &str) -> String {
        let told: Vec<String> = act
            .changes
            .iter()
            .map(|change| {
                let field = fields::told(change, self.currency(act), self.clock);
                match (field.then, field.now) {
                    (_, None) => format!("{} removed", field.name),
                    (None, Some(now)) => format!("{} {now}", field.name),
                    (Some(then), Some(now)) => format!("{} {now} (was {then})", field.name),
                }
            })
            .collect();
        if told.is_empty() { String::new() } else { format!("{before}{}", told.join("; ")) }
    }

    /// What leads up to a launch.
    fn set_up(&self, act: &Act) -> String {
        let (creator, campaign) = (self.creator(act), self.campaign(act));
        let value = act.value.as_deref().unwrap_or_default();
        let whose = || match act.creator_id {
            Some(_) => format!(" for {creator}"),
            None => String::new(),
        };
        match (act.thing, act.verb) {
            (Thing::Identity, Verb::Merged) => {
                format!("Merged {} into {}", self.creator_called(&act.id), creator)
            }
            (Thing::Identity, Verb::Split) => {
                format!("Took {} out of a merge again", self.creator_called(&act.id))
            }
            (Thing::Identity, _) => format!(
                "Said that {} and {} are two",
                self.creator_called(&act.id),
                self.creator_called(value)
            ),
            (Thing::Gate, Verb::Launched) => match value {
                "" => format!("Launched {creator} in {campaign}"),
                n => format!("Launched {n} creators in {campaign}"),
            },
            (Thing::Gate, verb) => {
                let check = Check::ALL.iter().find(|check| check.key() == act.id);
                let check = check.map_or(act.id.as_str(), |check| check.title());
                let verb = if verb == Verb::Waived { "Waived" } else { "Took back the waiver of" };
                format!("{verb} “{check}”{} in {campaign}", whose())
            }
            (Thing::Content, _) => format!("Looked at a post of {creator}"),
            _ if matches!(act.by, By::Creator) => format!("Read the brief in {campaign}"),
            _ => format!("Marked {creator} in {campaign} as having read the brief"),
        }
    }

    /// What was said about alerts and ads, and whom they reached.
    fn told(&self, act: &Act) -> String {
        let alert = || {
            let known = self.alert(&act.id);
            let name = known.as_ref().map_or(act.id.as_str(), |(name, _)| name);
            match &act.creator_id {
                Some(_) => format!("“{name}” of {}", self.creator(act)),
                None => format!("“{name}” of {}", self.campaign(act)),
            }
        };
        let at = |text: &str| match text.parse() {
            Ok(at) => self.clock.weekday_minute(at),
            Err(_) => text.to_owned(),
        };
        let value = act.value.as_deref().unwrap_or_default();
        match (act.thing, act.verb) {
            (Thing::Page, _) => format!("Paged {} about {}", self.connection(value), alert()),
            (Thing::Ad, Verb::Paused) => format!("Paused the ad {}", act.id),
            (Thing::Ad, _) => format!("Let the ad {} run", act.id),
            (Thing::Maintenance, Verb::Withdrawn) => {
                format!("Called off the quiet of {}", self.campaign(act))
            }
            (Thing::Maintenance, _) => {
                format!("Asked for quiet about {} until {}", self.campaign(act), at(value))
            }
            (_, Verb::Acknowledged) => format!("Acknowledged the alert {}", alert()),
            (_, Verb::Withdrawn) => format!("Gave back the alert {}", alert()),
            (_, Verb::Snoozed) => format!("Snoozed the alert {} until {}", alert(), at(value)),
            (_, Verb::Escalated) => format!("Escalated the alert {}", alert()),
            (_, Verb::Resolved) => format!("Dismissed the alert {}", alert()),
            _ => {
                let what = match value {
                    "acted" => "something was done about",
                    "nothing_to_do" => "nothing could be done about",
                    _ => "nothing was wrong behind",
                };
                format!("Said that {what} the alert {}", alert())
            }
        }
    }

    /// What was decided about creators, money and campaigns.
    fn decided(&self, act: &Act) -> String {
        let (creator, campaign) = (self.creator(act), self.campaign(act));
        let value = act.value.as_deref().unwrap_or_default();
        match (act.thing, act.verb) {
            (Thing::Review, verb) => {
                let decision = ReviewDecision::from_key(value).map(review::decision_name);
                let said = format!("“{}” about {creator}", decision.unwrap_or_default());
                match verb {
                    Verb::Withdrawn => format!("Took back {said} in the weekly review"),
                    _ => format!("Decided {said} in the weekly review"),
                }
            }
            (Thing::Moves, Verb::Withdrawn) => format!("Took the newest plan of {campaign} back"),
            (Thing::Moves, _) => {
                let minor = value.parse().unwrap_or(0);
                let sum = self.currency(act).map(|currency| words::money(minor, currency));
                let sum = sum.unwrap_or_else(|| "money".to_owned());
                format!("Approved to move {sum} of paid spend in {campaign}")
            }
            (Thing::Task, Verb::Acknowledged) => format!("Gave {value} the task about {creator}"),
            (Thing::Task, Verb::Done) => format!("Did the task about {creator}"),
            (Thing::Task, _) => format!("Reopened the task about {creator}"),
            (Thing::Verdict, _) => {
                let label = Label::from_key(value).map_or(value, |label| label.name());
                format!("Gave {campaign} the verdict “{label}”")
            }
            (Thing::Quarantine, _) => {
                format!("Had the delivery {} of the quarantine taken in", act.id)
            }
            _ => "Had a shopper forgotten".to_owned(),
        }
    }

    fn connection(&self, id: &str) -> String {
        let row = self.engine.connection(id);
        row.map_or_else(|| id.to_owned(), |row| row.name.clone())
    }
}

/// What is done when a thing of this kind is new.
fn verb_of(thing: Thing) -> &'static str {
    match thing {
        Thing::Deal => "Agreed",
        Thing::Placement => "Planned",
        Thing::Content => "Noted",
        Thing::Link | Thing::Code => "Issued",
        Thing::Connection => "Connected",
        Thing::Brief => "Wrote",
        _ => "Added",
    }
}
