//! What people did, newest first: acts of one kind in one moment are one line.

use std::collections::BTreeSet;

use crate::engine::Engine;
use crate::state::acts::Act;
use crate::view::{ActFilter, ActLine, ActsView};

/// So many acts of a line are named.
const NAMED: usize = 20;

impl Engine {
    /// A page of what people did.
    pub fn acts_view(&self, filter: &ActFilter) -> ActsView {
        let all = self.acts.rows();
        let end = filter
            .before
            .map_or(all.len(), |before| all.partition_point(|act| act.position < before));
        let (mut rest, mut lines) = (&all[..end], Vec::new());
        while let Some(last) = rest.last().filter(|_| lines.len() < filter.most) {
            let is_same = |act: &&Act| !filter.is_each && (act.at, &act.by) == (last.at, &last.by);
            let n = rest.iter().rev().take_while(is_same).count().max(1);
            let (earlier, moment) = rest.split_at(rest.len() - n);
            let meant: Vec<&Act> = moment.iter().filter(|act| filter.means(act)).collect();
            lines.extend(lines_of(&meant));
            rest = earlier;
        }
        let has_more = rest.iter().any(|act| filter.means(act));
        let who: BTreeSet<&str> = all.iter().map(|act| act.by.key()).collect();
        ActsView {
            stand: self.stand(),
            n_all: all.len(),
            who: who.into_iter().map(str::to_owned).collect(),
            next: all.get(rest.len()).filter(|_| has_more).map(|act| act.position),
            lines,
        }
    }
}

impl ActFilter {
    fn means(&self, act: &Act) -> bool {
        let is_thing = self.thing.is_none_or(|thing| act.thing == thing);
        let is_named = self.id.as_ref().is_none_or(|id| act.id == *id);
        is_thing && is_named && self.by.as_ref().is_none_or(|by| act.by.key() == by)
    }
}

/// The lines of one moment: what was done last stands first.
fn lines_of(moment: &[&Act]) -> Vec<ActLine> {
    let mut lines: Vec<ActLine> = Vec::new();
    for act in moment {
        let is_alike = |line: &&mut ActLine| {
            let first = &line.acts[0];
            let kind = |act: &Act| (act.thing, act.verb, act.campaign_id.clone());
            kind(first) == kind(act)
        };
        match lines.iter_mut().find(is_alike) {
            Some(line) => {
                line.n += 1;
                line.last = act.position;
                if line.acts.len() < NAMED {
                    line.acts.push(Act::clone(act));
                }
            }
            None => lines.push(ActLine {
                n: 1,
                first: act.position,
                last: act.position,
                acts: vec![Act::clone(act)],
            }),
        }
    }
    lines.sort_by_key(|line| std::cmp::Reverse(line.last));
    lines
}
