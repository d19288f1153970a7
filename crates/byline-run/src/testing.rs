//! A world for tests: time that stands still until it is moved, and chance that can be told.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use byline_core::click::{Click, Verdict};
use byline_core::entry::Fact;
use byline_core::link::{Link, Utm};
use byline_core::shopper::ClickId;
use byline_core::time::Timestamp;
use byline_log::MasterKey;
use byline_serve::Readiness;
use byline_serve::port::{NewFact, World, Writer};

use crate::{Node, Place};

/// When every test begins: 2026-06-10T12:00:00Z.
pub const NOW: Timestamp = Timestamp(1_781_092_800_000_000);

/// Time that stands still until it is moved.
pub struct StillWorld {
    now: AtomicI64,
    n_random: AtomicU64,
}

impl StillWorld {
    pub fn new() -> Arc<Self> {
        Arc::new(Self { now: AtomicI64::new(NOW.0), n_random: AtomicU64::new(0) })
    }

    pub fn pass_s(&self, seconds: i64) {
        self.now.fetch_add(seconds * 1_000_000, Ordering::Relaxed);
    }
}

impl World for StillWorld {
    fn now(&self) -> Timestamp {
        Timestamp(self.now.load(Ordering::Relaxed))
    }

    fn random(&self) -> [u8; 16] {
        let n = self.n_random.fetch_add(1, Ordering::Relaxed);
        u128::from(n).to_be_bytes()
    }
}

/// Opens a node and waits until it is ready.
pub fn node(dir: &Path, world: &Arc<StillWorld>) -> Node {
    let place = Place { dir: dir.to_owned(), key: MasterKey::new([7; 32]) };
    let mut node = Node::open(place, world.clone()).unwrap();
    wait(async {
        let ready = node.readiness.wait_for(|readiness| *readiness == Readiness::Ready).await;
        drop(ready.unwrap());
    });
    node
}

/// Waits for something that must come soon.
pub fn wait<T>(what: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        tokio::time::timeout(Duration::from_secs(20), what).await.expect("it came in time")
    })
}

/// Commits facts as the owner does.
pub fn commit(node: &Node, facts: Vec<Fact>) -> usize {
    let facts = facts.into_iter().map(|fact| NewFact { fact, dedup: None }).collect();
    wait(Writer::commit(node.writer.as_ref(), facts, None)).unwrap().outcomes.len()
}

/// A link of Ana's.
pub fn link(slug: &str) -> Link {
    Link {
        id: format!("lnk_{slug}").into(),
        slug: slug.to_owned(),
        campaign_id: "summer".into(),
        creator_id: "ana".into(),
        placement_id: None,
        content_id: None,
        destination: "https://shop.com/".to_owned(),
        utm: Utm::default(),
        is_paused: false,
        fallback: None,
        is_archived: false,
    }
}

/// A click on Ana's link, with an id of its number.
pub fn click(n: usize) -> Click {
    Click {
        id: ClickId((n as u128).to_be_bytes()),
        occurred_at: NOW,
        link_id: "lnk_ana".into(),
        verdict: Verdict::Human,
        reason: None,
        in_app: None,
        device: None,
        country: None,
        referrer_host: None,
        visitor_of_day: None,
        visitor: None,
    }
}
