//! The real program, killed at random moments under load.
//!
//! Several senders post batches of events with ids and write down what was acknowledged. The
//! process is killed when a seeded number of events has been acknowledged, is started again, and
//! the senders send again what nobody answered. In the end every acknowledged event is in the log
//! once, nothing is there twice, and everything can be computed again.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::sync::mpsc::{Sender, channel};

use byline_core::entry::{Fact, Position};
use byline_log::{ReadLog, Reader};
use byline_testkit::Seed;
use serde_json::json;

use common::{Home, agent, post};

const N_KILLS: u64 = 40;
const N_SENDERS: usize = 8;

/// What one sender knows.
#[derive(Default)]
struct Sending {
    n_sent: u64,
    /// What nobody answered; it is sent again.
    in_doubt: Vec<String>,
    acknowledged: Vec<String>,
}

impl Sending {
    /// Posts batches until nobody answers.
    fn send(&mut self, name: usize, address: &str, told: &Sender<usize>) {
        let agent = agent();
        loop {
            if self.in_doubt.is_empty() {
                self.in_doubt = (0..1 + self.n_sent % 7)
                    .map(|nth| format!("sender-{name}-{}", self.n_sent + nth))
                    .collect();
                self.n_sent += self.in_doubt.len() as u64;
            }
            let event = |id: &String| json!({ "type": "visit", "id": id, "url": "https://s.com/" });
            let batch = json!({ "events": self.in_doubt.iter().map(event).collect::<Vec<_>>() });
            let Some(reply) = post(&agent, address, "/v1/events", &batch.to_string()) else {
                return;
            };
            if reply.status != 200 {
                assert_eq!(reply.status, 503, "{}", reply.text);
                continue;
            }
            assert_eq!(reply.body["rejected"], 0, "{}", reply.text);
            let n_new = self.in_doubt.len();
            self.acknowledged.append(&mut self.in_doubt);
            if told.send(n_new).is_err() {
                return;
            }
        }
    }
}

/// Lets senders send until so many events are acknowledged, then kills the server.
fn round(home: &Home, senders: &mut [Sending], n_events: usize) {
    let server = home.serve();
    let address = server.address.clone();
    let (told, tells) = channel();
    std::thread::scope(|scope| {
        for (name, sending) in senders.iter_mut().enumerate() {
            let (told, address) = (told.clone(), &address);
            scope.spawn(move || sending.send(name, address, &told));
        }
        drop(told);
        let mut n_acknowledged = 0;
        while n_acknowledged < n_events {
            n_acknowledged += tells.recv().expect("the senders get on");
        }
        server.kill();
    });
}

/// How often each event is in the log.
fn counts(home: &Home) -> BTreeMap<String, u32> {
    let mut counts = BTreeMap::new();
    let log = Reader::open(&home.data()).unwrap();
    let scanned = log.scan(Position(1), &mut |_, entry| {
        if let Fact::Visit(visit) = &entry.fact {
            *counts.entry(visit.id.to_string()).or_default() += 1;
        }
        ControlFlow::Continue(())
    });
    scanned.unwrap();
    counts
}

#[test]
fn nothing_acknowledged_is_lost_or_doubled() {
    let home = Home::new();
    let mut senders: Vec<Sending> = (0..N_SENDERS).map(|_| Sending::default()).collect();
    let mut dice = Seed(20).child("kills").dice();
    for _ in 0..N_KILLS {
        let n_events = usize::try_from(dice.between(1, 400)).unwrap();
        round(&home, &mut senders, n_events);
    }
    let counts = counts(&home);
    let twice: Vec<_> = counts.iter().filter(|(_, count)| 1 < **count).collect();
    assert!(twice.is_empty(), "in the log more than once: {twice:?}");
    let acknowledged: BTreeSet<&String> =
        senders.iter().flat_map(|sending| &sending.acknowledged).collect();
    let lost: Vec<_> = acknowledged.iter().filter(|id| !counts.contains_key(**id)).collect();
    assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
    let n_acknowledged: usize = senders.iter().map(|sending| sending.acknowledged.len()).sum();
    assert_eq!(acknowledged.len(), n_acknowledged);
    let in_doubt: BTreeSet<&String> =
        senders.iter().flat_map(|sending| &sending.in_doubt).collect();
    let invented = counts.keys().filter(|id| !acknowledged.contains(id) && !in_doubt.contains(id));
    assert_eq!(invented.count(), 0, "nothing is there that nobody sent");
    home.verify();
}
