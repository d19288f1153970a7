//! Alerts minute by minute: when somebody is called, when nobody is, and what a crash, a silent
//! shop, a jump of the clock or a late order do to that.

mod ads;
mod catalogue;
mod machine;
mod people;
mod steadiness;

use byline_core::action::{Acted, Deed, Event, Message};
use byline_core::campaign::Campaign;
use byline_core::creator::Platform;
use byline_core::decision::episode::{AlertState, NoticeKind};
use byline_core::decision::said::{Maintenance, Said};
use byline_core::entry::{Connection, Entry, Fact, Position};
use byline_core::gate::{Benchmark, GateTerms, Origin};
use byline_core::order::OrderVersion;
use byline_core::shopper::ShopperKeys;
use byline_core::time::{Span, Timestamp};

use super::{at, code, creator, link, order, placement};
use crate::view::{AlertFilter, AlertView};
use crate::{Engine, Settled};

/// A floor of 100.00 an hour.
const FLOOR_MINOR: i64 = 100_00;

/// A campaign that runs, minute by minute.
pub(super) struct Watched {
    pub engine: Engine,
    pub log: Vec<Entry>,
    /// Minutes since the flight began.
    pub minute: i64,
    n_orders: u32,
}

/// Who sells in which minute.
pub(super) type Sales = fn(i64) -> &'static [&'static str];

/// Ana and ben sell for 20.00 every five minutes each.
pub(super) fn usual(minute: i64) -> &'static [&'static str] {
    if minute % 5 == 0 { &["ANA10", "BEN10"] } else { &[] }
}

/// Only ben sells.
pub(super) fn without_ana(minute: i64) -> &'static [&'static str] {
    if minute % 5 == 0 { &["BEN10"] } else { &[] }
}

/// Nobody sells, or the shop says nothing: from here that looks the same.
pub(super) fn nothing(_: i64) -> &'static [&'static str] {
    &[]
}

impl Watched {
    /// The campaign with its channels, one minute before its first order.
    pub fn new() -> Self {
        let mut watched = Self { engine: Engine::new(), log: Vec::new(), minute: 0, n_orders: 0 };
        watched.declare(Vec::new());
        for (name, platform) in [("ana", Platform::Tiktok), ("ben", Platform::Youtube)] {
            watched.tell(Fact::Creator(creator(name)));
            watched.tell(Fact::Placement(placement(name, platform)));
            watched.tell(Fact::Link(link(name, name)));
            watched.tell(Fact::Code(code(name)));
        }
        for feed in ["shopify", "pagerduty", "slack", "webhook"] {
            watched.connect(feed);
        }
        watched
    }

    /// The campaign with three days of usual sales behind it.
    pub fn running() -> Self {
        let mut watched = Self::new();
        watched.pass(3 * 24 * 60, usual);
        watched
    }

    pub fn declare(&mut self, benchmarks: Vec<Benchmark>) {
        let terms = GateTerms {
            floor_minor: Some(FLOOR_MINOR),
            is_open: true,
            benchmarks,
            ..GateTerms::default()
        };
        self.tell(Fact::Campaign(Campaign {
            id: "summer".into(),
            name: "Summer".to_owned(),
            goal: byline_core::campaign::Goal::Sales,
            currency: byline_core::money::Currency::USD,
            time_zone: "America/New_York".to_owned(),
            flights: vec![Span { from: at(0), to: at(21 * 24) }],
            budget_minor: None,
            terms: Vec::new(),
            rules: byline_core::campaign::CountingRules::default(),
            is_archived: false,
            gate: Some(terms),
        }));
    }

    pub fn connect(&mut self, feed: &str) {
        // Orders of the tables come from the connection `shop`.
        let id = if feed == "shopify" { "shop" } else { feed };
        self.tell(Fact::Connection(Connection {
            id: id.into(),
            feed: feed.to_owned(),
            name: feed.to_owned(),
            account: None,
            is_archived: false,
            settings: std::collections::BTreeMap::new(),
        }));
    }

    pub fn now(&self) -> Timestamp {
        at(0).plus_seconds(self.minute * 60)
    }

    pub fn tell(&mut self, fact: Fact) {
        self.tell_by(fact, None);
    }

    pub fn tell_by(&mut self, fact: Fact, actor: Option<&str>) {
        let actor = actor.map(str::to_owned);
        let entry = Entry { received_at: self.now(), fact, dedup: None, actor };
        self.engine.apply(Position(self.log.len() as u64 + 1), &entry);
        self.log.push(entry);
    }

    /// Lets minutes pass, each with its sales and a tick.
    pub fn pass(&mut self, minutes: i64, sales: Sales) {
        for _ in 0..minutes {
            self.minute += 1;
            for code in sales(self.minute) {
                self.sell(code, self.now());
            }
            self.tell(Fact::Tick);
        }
    }

    /// An order of 20.00.
    pub fn sell(&mut self, code: &str, placed_at: Timestamp) {
        self.n_orders += 1;
        let order = order(&self.n_orders.to_string(), 0, 20_00, &[code]);
        let shopper = ShopperKeys::default();
        let order = OrderVersion { version_at: placed_at, placed_at, shopper, ..order };
        self.tell(Fact::Order(order));
    }

    /// What is waiting to be told through one channel: what happened, and to which alert.
    pub fn told(&self, channel: &str) -> Vec<(NoticeKind, String)> {
        let messages = self.messages(channel);
        messages.iter().map(|message| (message.kind, message.alert.clone())).collect()
    }

    pub fn messages(&self, channel: &str) -> Vec<Message> {
        let open = self.engine.outbox().open();
        let its = open.filter(|pending| pending.action.to.as_str() == channel);
        its.filter_map(|pending| match &pending.action.deed {
            Deed::Tell(message) => Some(message.clone()),
            _ => None,
        })
        .collect()
    }

    /// Every open action is carried out.
    pub fn deliver(&mut self) {
        let keys: Vec<_> =
            self.engine.outbox().open().map(|pending| pending.action.key.clone()).collect();
        for key in keys {
            let event = Event::Delivered { receipt: None, is_digest: false };
            self.tell(Fact::Acted(Acted { key, event }));
        }
    }

    pub fn alert(&self, id: &str) -> AlertView {
        self.engine.alert_view(id).unwrap_or_else(|| panic!("there is no alert {id}"))
    }

    pub fn state(&self, id: &str) -> Option<AlertState> {
        self.engine.alert_view(id).map(|alert| alert.state)
    }

    pub fn say(&mut self, alert: &str, command: byline_core::decision::episode::Command) {
        let said = Said { alert: alert.to_owned(), command, reason: None };
        self.tell_by(Fact::Said(said), Some("kim"));
    }

    pub fn newest_settled(&self) -> Option<Settled> {
        self.engine.outbox().settled().next().cloned()
    }

    /// The engine that replays the log, and the one that was written down and read again after
    /// every third entry of the end, where all of it happens.
    pub fn check_steady(&self) {
        let (mut plain, mut crashing) = (Engine::new(), Engine::new());
        let all = (1..).map(Position).zip(&self.log);
        let from = self.log.len().saturating_sub(180) as u64;
        for (position, entry) in all {
            plain.apply(position, entry);
            crashing.apply(position, entry);
            if from <= position.0 && position.0.is_multiple_of(3) {
                crashing = Engine::decode(&crashing.encode()).expect("what was written");
            }
        }
        assert!(plain.encode() == self.engine.encode(), "a replay decides otherwise");
        assert!(crashing.encode() == self.engine.encode(), "a crash changes what is decided");
    }
}

const ANA: &str = "floor:summer:ana";
const ALL: &str = "floor:summer";

fn fired(alert: &str) -> (NoticeKind, String) {
    (NoticeKind::Fired, alert.to_owned())
}

#[test]
fn who_stops_selling_is_paged_once_after_ninety_minutes_below_the_floor() {
    let mut watched = Watched::running();
    assert_eq!(watched.told("pagerduty"), []);
    // Below 100.00 in the hour once less than five orders are left of twelve: after 35 minutes.
    watched.pass(35 + 90, without_ana);
    assert_eq!(watched.told("pagerduty"), []);
    assert_eq!(watched.state(ANA), Some(AlertState::Pending));
    watched.pass(6, without_ana);
    assert_eq!(watched.told("pagerduty"), [fired(ANA)]);
    assert_eq!(watched.told("slack"), [fired(ANA)]);
    assert_eq!(watched.told("webhook"), [], "a webhook carries no pages unless it is told to");
    watched.pass(10, without_ana);
    assert_eq!(watched.told("pagerduty").len(), 1);
    let message = &watched.messages("pagerduty")[0];
    assert_eq!(
        message.title,
        "ana: $0.00 in the last hour, below the floor of $100.00 for 90 minutes"
    );
    assert_eq!(message.path, "/decisions/alert?id=floor:summer:ana");
    assert_eq!(message.creator_id, Some("ana".into()));
    watched.check_steady();
}

#[test]
fn a_campaign_that_sells_enough_pages_nobody() {
    let watched = Watched::running();
    let view = watched.engine.alerts_view(&AlertFilter::default());
    assert!(view.alerts.is_empty(), "{:?}", view.alerts);
    assert_eq!(watched.engine.outbox().n_decided(), 0);
}

#[test]
fn it_ends_fifteen_minutes_after_sales_are_back() {
    let mut watched = Watched::running();
    watched.pass(140, without_ana);
    watched.deliver();
    watched.pass(60, usual);
    let resolved = (NoticeKind::Resolved, ANA.to_owned());
    assert!(watched.told("pagerduty").contains(&resolved), "{:?}", watched.told("pagerduty"));
    let alert = watched.alert(ANA);
    assert_eq!((alert.state, alert.n_episodes), (AlertState::Ok, 1));
    watched.check_steady();
}

#[test]
fn nobody_hears_of_a_page_twice_though_it_escalates() {
    let mut watched = Watched::running();
    watched.pass(131 + 15 * 5, without_ana);
    let kinds: Vec<NoticeKind> =
        watched.told("pagerduty").into_iter().map(|(kind, _)| kind).collect();
    let escalated = |level| NoticeKind::Escalated { level };
    assert_eq!(kinds, [NoticeKind::Fired, escalated(1), escalated(2), escalated(3)]);
}

#[test]
fn a_shop_that_says_nothing_is_no_revenue_of_zero() {
    let mut watched = Watched::running();
    watched.pass(4 * 60, nothing);
    let told = watched.told("pagerduty");
    assert_eq!(told, [(NoticeKind::NoData, ALL.to_owned())], "one notice, and no revenue alert");
    assert_eq!(watched.state(ALL), Some(AlertState::NoData));
    let title = &watched.messages("pagerduty")[0].title;
    assert!(title.starts_with("Summer: no word from shopify."), "{title}");
    watched.deliver();
    watched.pass(20, usual);
    assert_eq!(watched.told("pagerduty"), [(NoticeKind::DataBack, ALL.to_owned())]);
    watched.check_steady();
}

#[test]
fn nothing_ends_by_silence() {
    let mut watched = Watched::running();
    watched.pass(140, without_ana);
    assert_eq!(watched.state(ANA), Some(AlertState::Firing));
    watched.pass(5 * 60, nothing);
    assert_eq!(watched.state(ANA), Some(AlertState::Firing), "it waits");
}

#[test]
fn minutes_that_passed_at_once_are_one_evaluation() {
    let mut watched = Watched::running();
    watched.minute += 8 * 60;
    watched.tell(Fact::Tick);
    watched.pass(3, usual);
    assert_eq!(watched.told("pagerduty"), [], "a machine that slept is no outage");
    watched.pass(80, without_ana);
    assert_eq!(watched.told("pagerduty"), [], "the ninety minutes are counted one by one");
    watched.check_steady();
}

#[test]
fn flapping_is_told_once() {
    let mut watched = Watched::running();
    // Below the floor for 35 minutes, above it for as long: never 90 minutes, never told.
    for _ in 0..6 {
        watched.pass(70, without_ana);
        watched.pass(30, usual);
    }
    let fired = watched.told("pagerduty").iter().filter(|(k, _)| *k == NoticeKind::Fired).count();
    assert!(fired <= 1, "{:?}", watched.told("pagerduty"));
}

#[test]
fn late_orders_mark_an_episode_and_do_not_rewrite_it() {
    let mut watched = Watched::running();
    watched.pass(140, without_ana);
    let before = watched.alert(ANA).episodes[0].clone();
    assert_eq!(before.episode.corrected_at, None);
    // The shop had kept ana's orders of these two hours back.
    for minutes_ago in (0..140).step_by(5) {
        watched.sell("ANA10", watched.now().plus_seconds(-minutes_ago * 60));
    }
    watched.pass(61, usual);
    let alert = watched.alert(ANA);
    let after = &alert.episodes[0];
    assert!(after.episode.corrected_at.is_some());
    assert_eq!(after.account, before.account, "it stands as it was told");
    assert_eq!(after.episode.fired_at, before.episode.fired_at);
    watched.check_steady();
}

#[test]
fn maintenance_holds_every_clock_by_instants() {
    let mut watched = Watched::running();
    let from = watched.now();
    watched.tell(Fact::Maintenance(Maintenance {
        id: "mnt_1".to_owned(),
        campaign_id: Some("summer".into()),
        span: Span { from, to: from.plus_seconds(4 * 3_600) },
        reason: "the shop moves".to_owned(),
        is_withdrawn: false,
    }));
    watched.pass(4 * 60 - 1, without_ana);
    assert_eq!(watched.told("pagerduty"), []);
    watched.pass(92, without_ana);
    assert_eq!(watched.told("pagerduty"), [fired(ANA)], "90 minutes after its end");
}

/// CTR 1.2%, conversion rate 2%.
pub(super) fn benchmarks() -> Vec<Benchmark> {
    let row = |kpi: &str, value_micro| Benchmark::new(kpi, value_micro, Origin::Manual);
    vec![row("ctr", 12_000), row("conversion_rate", 20_000)]
}
