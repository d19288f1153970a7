//! The audience: people who may buy, each the same person wherever they turn up.

pub(super) mod agents;
pub(super) mod rhythm;

use byline_core::creator::Platform;

use self::agents::Browser;
use super::brand::names::{FAMILY, FIRST, PLACES};
use crate::chance::{Dice, Seed};
use crate::shopify::{ShopAddress, ShopCustomer};

/// A person, by their number among all who came so far.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Person(pub u64);

/// Everybody who came so far. What a person is like follows from their number alone.
#[derive(Debug)]
pub(super) struct Audience {
    seed: Seed,
    n_people: u64,
}

/// How far back people are remembered who may come again.
const N_RECENT: u64 = 7_000;

impl Audience {
    pub fn new(seed: Seed) -> Self {
        Self { seed, n_people: 0 }
    }

    /// Somebody who was not here before.
    pub fn newcomer(&mut self) -> Person {
        self.n_people += 1;
        Person(self.n_people - 1)
    }

    /// Somebody who was here lately, with this likelihood; else a newcomer.
    pub fn anybody(&mut self, dice: &mut Dice, share_back: f64) -> Person {
        let n_recent = self.n_people.min(N_RECENT);
        if n_recent == 0 || !dice.chance(share_back) {
            return self.newcomer();
        }
        Person(self.n_people - 1 - dice.below(n_recent))
    }

    pub fn browser(&self, person: Person, tapped_on: Option<Platform>) -> Browser {
        let dice = &mut self.dice(person, "browser");
        match tapped_on {
            Some(platform) => Browser::tapped(dice, platform),
            None => Browser::own(dice),
        }
    }

    /// Whether the person lets the brand's site keep a cookie.
    pub fn allows_cookie(&self, person: Person) -> bool {
        self.dice(person, "consent").chance(0.68)
    }

    /// The first-party cookie. An app's browser keeps its own jar.
    pub fn cookie(&self, person: Person, browser: Browser) -> Option<String> {
        let jar = if browser.is_in_app { "jar of the app" } else { "jar" };
        let cookie = || {
            let dice = &mut self.dice(person, jar);
            format!("v_{:016x}{:08x}", dice.bits(), dice.bits() >> 32)
        };
        self.allows_cookie(person).then(cookie)
    }

    /// The address that requests come from, of the range that is kept for benchmarks.
    pub fn address(&self, person: Person) -> String {
        address(&mut self.dice(person, "address"))
    }

    pub fn customer(&self, person: Person, n_orders: u32) -> ShopCustomer {
        let dice = &mut self.dice(person, "customer");
        let (first, family) = (dice.pick(&FIRST), dice.pick(&FAMILY));
        let domain = dice.pick(&["example.com", "example.org", "example.net"]);
        let (a, b) = (first.to_lowercase(), family.to_lowercase());
        let (city, province, province_code, zip, _) = self.place(person);
        ShopCustomer {
            id: 7_300_000_000_000 + dice.below(400_000_000_000),
            email: format!("{a}.{b}{}@{domain}", person.0),
            first_name: first.to_owned(),
            last_name: family.to_owned(),
            n_orders,
            address: ShopAddress { city, province, province_code, zip },
        }
    }

    /// The sales tax where the person lives, in thousandths of a percent.
    pub fn tax_rate(&self, person: Person) -> i64 {
        self.place(person).4
    }

    fn place(
        &self,
        person: Person,
    ) -> (&'static str, &'static str, &'static str, &'static str, i64) {
        self.dice(person, "place").pick(&PLACES)
    }

    fn dice(&self, person: Person, what: &str) -> Dice {
        self.seed.nth(person.0).child(what).dice()
    }
}

/// An address of 198.18.0.0/15 (RFC 2544), which belongs to nobody.
pub(super) fn address(dice: &mut Dice) -> String {
    let host = dice.below(1 << 17);
    format!("198.{}.{}.{}", 18 + (host >> 16), (host >> 8) & 255, host & 255)
}
