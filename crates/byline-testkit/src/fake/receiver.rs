//! A receiver of webhooks that checks what Standard Webhooks asks for: the signature over id,
//! timestamp and body, the age, and whether it knows the id already.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::Value;
use sha2::Sha256;

use super::desk::{lock, serve};
use super::hitch::{Hitch, Hitches};
use super::{Asked, Fake, Said};

/// How far the clocks may differ, in seconds.
const TOLERANCE_S: i64 = 300;

/// A program that receives webhooks.
#[derive(Debug)]
pub struct FakeReceiver {
    book: Arc<Mutex<Book>>,
    api: Fake,
}

#[derive(Debug)]
struct Book {
    key: Vec<u8>,
    now_s: i64,
    hitches: Hitches,
    events: BTreeMap<String, (Value, usize)>,
    n_forged: usize,
}

impl FakeReceiver {
    /// A receiver with a secret such as `whsec_…`, at this time in seconds after 1970.
    pub fn open(secret: &str, now_s: i64) -> Self {
        let key = secret.strip_prefix("whsec_").and_then(|text| STANDARD.decode(text).ok());
        let key = key.unwrap_or_default();
        let (hitches, events) = (Hitches::default(), BTreeMap::new());
        let book = Arc::new(Mutex::new(Book { key, now_s, hitches, events, n_forged: 0 }));
        let api = serve(&book, Book::answer);
        Self { book, api }
    }

    /// Where it listens.
    pub fn api(&self) -> &Fake {
        &self.api
    }

    /// The time, in seconds after 1970.
    pub fn is_at(&self, now_s: i64) {
        lock(&self.book).now_s = now_s;
    }

    /// What will go wrong with the next requests, in order.
    pub fn will(&self, hitches: &[Option<Hitch>]) {
        lock(&self.book).hitches.will(hitches);
    }

    /// What goes wrong with every request from now on; `None`: nothing any more.
    pub fn always(&self, hitch: Option<Hitch>) {
        lock(&self.book).hitches.always(hitch);
    }

    /// Every event by its id, with how often it came.
    pub fn events(&self) -> BTreeMap<String, (Value, usize)> {
        lock(&self.book).events.clone()
    }

    /// How many deliveries did not carry a good signature.
    pub fn n_forged(&self) -> usize {
        lock(&self.book).n_forged
    }
}

impl Book {
    fn answer(&mut self, asked: &Asked) -> Said {
        let hitch = self.hitches.next();
        hitch.apply(|| self.take(asked))
    }

    fn take(&mut self, asked: &Asked) -> Said {
        let bare = |status| Said::Whole(status, Vec::new(), Vec::new());
        if !self.is_signed(asked) {
            self.n_forged += 1;
            return bare(401);
        }
        let id = asked.header("webhook-id").unwrap_or_default().to_owned();
        let body = serde_json::from_slice(&asked.body).unwrap_or_default();
        self.events.entry(id).or_insert((body, 0)).1 += 1;
        bare(204)
    }

    fn is_signed(&self, asked: &Asked) -> bool {
        let header = |name| asked.header(name).unwrap_or_default();
        let (id, sent_at) = (header("webhook-id"), header("webhook-timestamp"));
        let age_s = sent_at.parse::<i64>().map_or(i64::MAX, |at| (self.now_s - at).abs());
        let is_good = |signature: &str| {
            let given = signature.strip_prefix("v1,").and_then(|text| STANDARD.decode(text).ok());
            let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.key) else { return false };
            for part in [id.as_bytes(), b".", sent_at.as_bytes(), b".", &asked.body] {
                mac.update(part);
            }
            given.is_some_and(|given| mac.verify_slice(&given).is_ok())
        };
        !id.is_empty()
            && age_s <= TOLERANCE_S
            && header("webhook-signature").split(' ').any(is_good)
    }
}
