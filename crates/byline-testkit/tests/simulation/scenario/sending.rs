//! Sending: facts become deliveries, some come again, and few come in order.

use byline_core::entry::{DedupKey, Entry, Fact};

use super::{Delivery, START, Writer};
use crate::shop::Told;

impl Writer {
    pub(super) fn command(&mut self, fact: Fact) {
        let index = self.deliver(fact, true);
        self.deliveries[index].is_command = true;
    }

    pub(super) fn deliver(&mut self, fact: Fact, has_key: bool) -> usize {
        let dedup = has_key.then(|| DedupKey(self.dice.bytes()));
        self.deliver_all(vec![entry(fact, dedup)])
    }

    pub(super) fn deliver_told(&mut self, told: Told) {
        self.deliver_all(told.into_iter().map(|(fact, key)| entry(fact, Some(key))).collect());
    }

    fn deliver_all(&mut self, entries: Vec<Entry>) -> usize {
        self.deliveries.push(Delivery { entries, payload: None, needs: None, is_command: false });
        self.deliveries.len() - 1
    }

    /// In which order deliveries are first tried: commands in turn, the rest out of place.
    pub(super) fn order(&mut self) -> Vec<usize> {
        let mut places = Vec::new();
        for index in 0..self.deliveries.len() {
            let place = index as u64 * 8;
            if self.deliveries[index].is_command {
                places.push((place, index));
                continue;
            }
            let late = self.dice.below(self.swarm.disorder + 1) * 8;
            let much_later = self.dice.chance(0.5);
            let floor = self.n_declarations as u64 * 8;
            places.push(((place + late).max(floor), index));
            if self.dice.below(100) < self.swarm.again_percent {
                let copy = self.copy(index);
                let again = if much_later { 8 * 200 } else { late + self.dice.below(20) };
                places.push(((place + again).max(floor), copy));
            }
        }
        places.sort_by_key(|(place, _)| *place);
        places.into_iter().map(|(_, index)| index).collect()
    }

    /// The delivery that comes again: the very same, or the same fact under another key, where
    /// facts say by themselves that they are known.
    fn copy(&mut self, index: usize) -> usize {
        let knows_itself = self.deliveries[index].entries.iter().all(|entry| {
            matches!(
                entry.fact,
                Fact::Order(_)
                    | Fact::Refund(_)
                    | Fact::Click(_)
                    | Fact::View(_)
                    | Fact::Action(_)
                    | Fact::Sighting(_)
                    | Fact::Metric(_)
            )
        });
        if !knows_itself || self.dice.chance(0.5) {
            return index;
        }
        let mut copy = self.deliveries[index].clone();
        for entry in &mut copy.entries {
            entry.dedup = Some(DedupKey(self.dice.bytes()));
        }
        self.deliveries.push(copy);
        self.deliveries.len() - 1
    }
}

fn entry(fact: Fact, dedup: Option<DedupKey>) -> Entry {
    Entry { received_at: START, fact, dedup, actor: None }
}
