//! The world: a summer campaign of 150 creators, from its first post on.
//!
//! A [`World`] is pulled, one happening after the other, so that its history can be told at full
//! speed and its present at any. It listens to Byline in one point only: whoever followed a link
//! lands where the redirect sent them, and carries the click id from there on.
//!
//! ```no_run
//! # use byline_core::time::Timestamp;
//! # use byline_testkit::{Options, What, World};
//! # fn answer(_: &byline_testkit::world::LinkRequest) -> String { String::new() }
//! let mut world = World::new(7, Timestamp(1_780_000_000_000_000), Options::default());
//! while let Some(happening) = world.next() {
//!     if let What::LinkRequest(request) = &happening.what {
//!         let location = answer(request);
//!         world.landed(request.id, &location);
//!     }
//! }
//! ```

mod beacon;
mod beside;
mod brand;
mod happening;
mod people;
mod platforms;
mod shop;
mod traffic;
mod truth;
mod visits;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use byline_core::creator::Platform;
use byline_core::time::Timestamp;

use self::brand::Plan;
use self::people::rhythm::{DAY_US, HOUR_US, LocalTime, MINUTE_US};
use self::people::{Audience, Person};
use self::platforms::PLATFORMS;
use self::shop::Sale;
use self::traffic::Asker;
use self::visits::Visitor;
use crate::chance::{Dice, Seed};

pub use brand::Story;
pub use happening::{Happening, LinkRequest, RequestId, Setup, Webhook, What};
pub use truth::{TrueOrder, Truth};

/// The host of the brand's site, where links land.
pub const SHOP_HOST: &str = "solenne.example";
/// The shop's own domain, in its deliveries.
pub const SHOP_DOMAIN: &str = "solenne.myshopify.com";
/// The brand's time zone, if nothing else is said.
pub const TIME_ZONE: &str = "America/New_York";

/// How large the world is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Options {
    /// How many creators the campaign has.
    pub n_creators: usize,
    /// How long the flight is, in days.
    pub n_flight_days: u32,
    /// How much traffic there is, in percent of about 6,500 link requests a day.
    pub traffic_percent: u32,
    /// The brand's time zone, an IANA name.
    pub time_zone: &'static str,
}

impl Default for Options {
    /// 150 creators for 21 days.
    fn default() -> Self {
        Self { n_creators: 150, n_flight_days: 21, traffic_percent: 100, time_zone: TIME_ZONE }
    }
}

/// A brand, its creators, their audiences, its shop and the platforms.
#[derive(Debug)]
pub struct World {
    seed: Seed,
    options: Options,
    start: Timestamp,
    now: Timestamp,
    plan: Plan,
    local: LocalTime,
    audience: Audience,
    agenda: BinaryHeap<Reverse<Due>>,
    n_planned: u64,
    n_requests: u64,
    /// Who waits for the answer to a request.
    on_the_way: BTreeMap<RequestId, (Person, usize)>,
    sales: Vec<Sale>,
    n_orders_of: BTreeMap<Person, u32>,
    truth: Truth,
}

/// Something that is to be done at an instant. The number keeps the order of plans made for one.
#[derive(Debug)]
struct Due {
    at: Timestamp,
    number: u64,
    task: Task,
}

#[derive(Debug)]
enum Task {
    /// Plan what happens in an hour, counted from the start.
    Hour(u32),
    /// Content goes live.
    Publish(usize),
    /// Somebody asks for a link.
    Ask(usize, Asker),
    /// Somebody opens the brand's site.
    Land(Box<Visitor>),
    /// Somebody on the site does something short of buying.
    Act(Box<Visitor>, &'static str),
    /// Somebody buys, with a code or without.
    Buy(Box<Visitor>, Option<usize>),
    /// The pixel sees a purchase.
    Thank(Box<Visitor>, usize),
    /// The shop delivers the `change`th change of a sale.
    Deliver { sale: usize, change: usize },
    /// The network claims a sale that happened at an instant, for a creator if it names one.
    Claim { sale: usize, member: Option<usize>, at: Timestamp },
    /// The shop delivers something of a sale that nobody can read.
    Spoil(usize),
    /// A platform reports.
    Report(Platform, u32),
    /// The rest of a batch that was too large.
    Send(What),
    /// A creator's fee is due.
    Pay(usize),
    /// The day's amplification is booked.
    Amplify(u32),
}

impl World {
    /// A world whose campaign goes live at `flight_start`.
    pub fn new(seed: u64, flight_start: Timestamp, options: Options) -> Self {
        let seed = Seed(seed).child("world");
        let mut world = Self {
            seed,
            options,
            start: flight_start,
            now: flight_start,
            plan: brand::plan(seed, flight_start, options),
            local: LocalTime::of(options.time_zone),
            audience: Audience::new(seed.child("audience")),
            agenda: BinaryHeap::new(),
            n_planned: 0,
            n_requests: 0,
            on_the_way: BTreeMap::new(),
            sales: Vec::new(),
            n_orders_of: BTreeMap::new(),
            truth: Truth::default(),
        };
        world.plan_flight();
        world
    }

    /// What the brand sets up before the flight begins.
    pub fn setup(&self) -> &Setup {
        &self.plan.setup
    }

    /// What is so, as far as it was told in happenings yet.
    pub fn truth(&self) -> &Truth {
        &self.truth
    }

    /// No happening comes before this; `None` once the flight is long over.
    pub fn next_at(&self) -> Option<Timestamp> {
        self.agenda.peek().map(|Reverse(due)| due.at)
    }

    /// What is special about a creator, by their place in [`Setup::creators`].
    pub fn story(&self, creator: usize) -> Story {
        self.plan.members[creator].story
    }

    /// Tells the world where a redirect sent whoever asked: its `Location`. Call it before pulling
    /// the next happening; whoever never gets an answer never lands.
    pub fn landed(&mut self, request: RequestId, location: &str) {
        if let Some((person, link)) = self.on_the_way.remove(&request) {
            self.follow(request, person, link, location);
        }
    }

    fn plan_flight(&mut self) {
        self.plan_at(self.start, Task::Hour(0));
        for index in 0..self.plan.posts.len() {
            self.plan_at(self.plan.posts[index].content.published_at, Task::Publish(index));
        }
        for member in 0..self.plan.members.len() {
            let first = self.plan.posts.iter().find(|post| post.member == member);
            if let Some(published_at) = first.map(|post| post.content.published_at) {
                self.plan_at(Timestamp(published_at.0 + MINUTE_US), Task::Pay(member));
            }
        }
        for platform in PLATFORMS {
            self.plan_at(self.after_h(1), Task::Report(platform, 0));
        }
        self.plan_at(self.after_h(23), Task::Amplify(0));
    }

    fn plan_at(&mut self, at: Timestamp, task: Task) {
        self.n_planned += 1;
        self.agenda.push(Reverse(Due { at, number: self.n_planned, task }));
    }

    fn after_h(&self, hours: u32) -> Timestamp {
        Timestamp(self.start.0 + i64::from(hours) * HOUR_US)
    }

    fn end(&self) -> Timestamp {
        Timestamp(self.start.0 + i64::from(self.options.n_flight_days) * DAY_US)
    }

    /// Dice for the `n`th thing of a name.
    fn dice(&self, name: &str, n: u64) -> Dice {
        self.seed.child(name).nth(n).dice()
    }

    /// Does what is due; most of it makes something happen that Byline can see.
    fn act(&mut self, at: Timestamp, task: Task) -> Option<What> {
        match task {
            Task::Hour(hour) => {
                self.plan_hour(hour);
                None
            }
            Task::Publish(post) => Some(self.publish(at, post)),
            Task::Ask(link, asker) => Some(What::LinkRequest(self.ask(link, asker))),
            Task::Land(visitor) => self.land(at, &visitor),
            Task::Act(visitor, kind) => self.beacon_of_action(&visitor, kind),
            Task::Buy(visitor, code) => {
                self.buy(at, *visitor, code);
                None
            }
            Task::Thank(visitor, sale) => self.beacon_of_order(&visitor, sale),
            Task::Deliver { sale, change } => Some(self.deliver(sale, change)),
            Task::Claim { sale, member, at: sold_at } => {
                Some(self.claim(at, sale, member, sold_at))
            }
            Task::Spoil(sale) => Some(self.spoil(sale)),
            Task::Report(platform, nth) => self.report(at, platform, nth),
            Task::Send(what) => Some(what),
            Task::Pay(member) => self.pay(at, member),
            Task::Amplify(day) => self.amplify(at, day),
        }
    }
}

impl Iterator for World {
    type Item = Happening;

    /// The next thing that reaches Byline; `None` once the flight is long over.
    fn next(&mut self) -> Option<Happening> {
        loop {
            let Reverse(due) = self.agenda.pop()?;
            self.now = due.at;
            if let Some(what) = self.act(due.at, due.task) {
                return Some(Happening { at: due.at, what });
            }
        }
    }
}

impl PartialEq for Due {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

impl Eq for Due {}

impl PartialOrd for Due {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Due {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.at, self.number).cmp(&(other.at, other.number))
    }
}

#[cfg(test)]
mod tests;
