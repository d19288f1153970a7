//! The drill: a real engine and log, a real dispatcher, vendors on the loopback, and a day on which
//! everything goes wrong that can, by seed.
//!
//! Campaigns fall below their floor at different times and come back. Meanwhile the process dies
//! between a call and its log, answers are lost after they took hold, Slack is away for an hour and
//! then wants a pause, the ad platform shows changes late, and a person resumes what was paused.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use byline_core::action::{Event, Message};
use byline_core::campaign::{Campaign, CountingRules, Goal};
use byline_core::code::{CodePolicy, PromoCode};
use byline_core::creator::{Creator, Platform};
use byline_core::decision::episode::NoticeKind;
use byline_core::decision::said::{PauseSaid, PauseWord, RulesSet};
use byline_core::decision::{ActOn, Rules};
use byline_core::entry::{Connection, Entry, Fact, Position};
use byline_core::figure::{Subject, SubjectKind};
use byline_core::gate::GateTerms;
use byline_core::id::OrderKey;
use byline_core::money::Currency;
use byline_core::order::{OrderAmounts, OrderState, OrderVersion};
use byline_core::placement::{Content, Placement};
use byline_core::shopper::ShopperKeys;
use byline_core::time::{Span, Timestamp};
use byline_log::{ReadLog as _, Reader};
use byline_serve::port::{SecretStore as _, World as _};
use byline_testkit::chance::{Dice, Seed};
use byline_testkit::fake::{Change, FakeAdAccount, FakePager, FakeSlack, Hitch, Tongue};
use tempfile::TempDir;

use super::{DispatchSettings, Dispatcher, PostOffice};
use crate::Node;
use crate::polls::Http;
use crate::testing::{NOW, StillWorld, commit, node, wait};

/// How many campaigns there are, each with an alert of its own.
const N_CAMPAIGNS: i64 = 4;
/// How long the trouble lasts, in minutes, and how long everybody has to recover.
const TROUBLE_MIN: i64 = 330;
const CALM_MIN: i64 = 150;
const AD: &str = "77";

struct Drill {
    world: Arc<StillWorld>,
    dir: TempDir,
    node: Option<Node>,
    dispatcher: Arc<Dispatcher>,
    pager: FakePager,
    slack: FakeSlack,
    ads: FakeAdAccount,
    dice: Dice,
    /// How often an answer may have been lost.
    n_doubts: usize,
    n_orders: u32,
}

impl Drill {
    fn new(seed: u64) -> Self {
        let (world, dir) = (StillWorld::new(), TempDir::new().unwrap());
        let node = node(dir.path(), &world);
        let dispatcher = dispatcher(&node, &world);
        let drill = Self {
            world,
            dir,
            node: Some(node),
            dispatcher,
            pager: FakePager::open("key"),
            slack: FakeSlack::open("xoxb-1"),
            ads: FakeAdAccount::open(Tongue::TikTok, "w", &[AD], NOW.seconds()),
            dice: Seed(seed).dice(),
            n_doubts: 0,
            n_orders: 0,
        };
        drill.set_up();
        drill
    }

    fn set_up(&self) {
        let mut facts = Vec::new();
        for n in 0..N_CAMPAIGNS {
            facts.extend(campaign(n));
        }
        facts.push(Fact::Content(Content {
            id: "cnt".into(),
            placement_id: "plc0".into(),
            url: None,
            published_at: NOW,
            title: None,
            subjects: vec![Subject {
                feed: "tiktok_ads".to_owned(),
                kind: SubjectKind::Ad,
                id: AD.to_owned(),
            }],
        }));
        let (slack, pager, ads) =
            (self.slack.webhook_url(), self.pager.api().url(), self.ads.api().url());
        for (id, feed, secrets, api_url) in [
            ("pager", "pagerduty", vec!["key".to_owned()], Some(pager)),
            ("slack", "slack", vec![slack], None),
            ("ads", "tiktok_ads", vec!["read".to_owned(), "write_token=w".to_owned()], Some(ads)),
        ] {
            let mut settings = BTreeMap::from([("mode".to_owned(), "live".to_owned())]);
            settings.extend(api_url.map(|url| ("api_url".to_owned(), url)));
            facts.push(Fact::Connection(Connection {
                id: id.into(),
                feed: feed.to_owned(),
                name: id.to_owned(),
                account: Some("123".to_owned()),
                is_archived: false,
                settings,
            }));
            wait(self.node().secrets.set(id, secrets)).unwrap();
        }
        commit(self.node(), facts);
    }

    fn node(&self) -> &Node {
        self.node.as_ref().expect("it is open")
    }

    /// A minute: who sells, what a person does, what goes wrong, and what leaves.
    fn minute(&mut self, minute: i64, is_troubled: bool) {
        let mut facts = Vec::new();
        for n in 0..N_CAMPAIGNS {
            let is_down = (40 + 20 * n..200 + 20 * n).contains(&minute);
            if minute % 5 == 0 && !is_down {
                facts.push(self.order(n));
            }
        }
        if minute == 60 {
            let said =
                PauseSaid { ad: format!("tiktok_ads/{AD}"), word: PauseWord::Pause, reason: None };
            facts.push(Fact::PauseSaid(said));
        }
        facts.push(Fact::Tick);
        commit(self.node(), facts);
        for _ in 0..4 {
            self.ads.is_at(self.world.now().seconds());
            match is_troubled {
                true => self.go_wrong(minute),
                false => self.heal(),
            }
            wait(Arc::clone(&self.dispatcher).step());
            self.world.pass_s(15);
        }
    }

    fn go_wrong(&mut self, minute: i64) {
        let slack_is_away = (120..180).contains(&minute);
        let loses = [Hitch::TakesAndBreaks, Hitch::Down, Hitch::Throttled(30)];
        let slack = match (slack_is_away, minute) {
            (true, _) => Some(Hitch::Down),
            (false, 180) => Some(Hitch::Throttled(40)),
            _ => self.dice.chance(0.2).then(|| self.dice.pick(&loses)),
        };
        let pager = self.dice.chance(0.2).then(|| self.dice.pick(&loses));
        let ads = self.dice.chance(0.4).then(|| self.dice.pick(&loses));
        self.n_doubts += usize::from(slack == Some(Hitch::TakesAndBreaks));
        self.slack.always(slack);
        self.pager.always(pager);
        self.ads.always(ads);
        self.ads.shows_after(if self.dice.chance(0.5) { 40 } else { 0 });
        if 70 < minute && self.ads.is_paused(AD) && self.dice.chance(0.02) {
            self.ads.person_resumes(AD);
        }
        if self.dice.chance(0.03) {
            self.crash();
        }
    }

    fn heal(&mut self) {
        self.slack.always(None);
        self.pager.always(None);
        self.ads.always(None);
        self.ads.shows_after(0);
    }

    /// The process dies in the middle of a step, and another one begins on its data.
    fn crash(&mut self) {
        let patience = Duration::from_millis(self.dice.below(12));
        let step = Arc::clone(&self.dispatcher).step();
        wait(async {
            // What was sent by then may have arrived, and nobody writes it down.
            drop(tokio::time::timeout(patience, step).await);
        });
        // One for each channel and each action that was under way.
        let n_open = self.node().engine.read().unwrap().outbox().open().count();
        self.n_doubts += n_open;
        if let Some(before) = self.node.take() {
            before.close();
        }
        let node = node(self.dir.path(), &self.world);
        self.dispatcher = dispatcher(&node, &self.world);
        self.node = Some(node);
    }

    fn order(&mut self, n: i64) -> Fact {
        self.n_orders += 1;
        let now = self.world.now();
        let merchandise_minor = 200_00;
        Fact::Order(OrderVersion {
            key: OrderKey { connection: "till".into(), order: self.n_orders.to_string().into() },
            version_at: now,
            placed_at: now,
            number: None,
            aliases: Vec::new(),
            state: OrderState::Paid,
            currency: Currency::USD,
            amounts: OrderAmounts {
                merchandise_minor,
                total_minor: merchandise_minor,
                ..OrderAmounts::default()
            },
            codes: vec![format!("CODE{n}")],
            shopper: ShopperKeys::default(),
            utm: None,
            referrer_host: None,
            is_new_customer: None,
            tokens: Vec::new(),
            named: Vec::new(),
        })
    }

    /// Every message that was decided, from the log, by a replay that can send nothing.
    fn replayed(&self) -> (byline_engine::Engine, Vec<(Timestamp, Event, String)>) {
        let log = Reader::open(self.dir.path()).unwrap();
        let mut engine = byline_engine::Engine::new();
        let mut acted = Vec::new();
        let entries: Vec<(Position, Entry)> = log.read_from(Position(1), 1_000_000).unwrap();
        for (position, entry) in entries {
            if let Fact::Acted(said) = &entry.fact {
                acted.push((entry.received_at, said.event.clone(), said.key.0.clone()));
            }
            engine.apply(position, &entry);
        }
        (engine, acted)
    }
}

fn dispatcher(node: &Node, world: &Arc<StillWorld>) -> Arc<Dispatcher> {
    let http = Http::open_within(Duration::from_millis(500), world.clone());
    let settings =
        DispatchSettings { pages_url: "https://byline.brand.com".to_owned(), heartbeat_url: None };
    Dispatcher::of(node, PostOffice::new(Arc::new(http), true), settings)
}

/// A campaign that pages to the letter, ten minutes after it fell below its floor.
fn campaign(n: i64) -> Vec<Fact> {
    let id = format!("c{n}");
    let mut rules = Rules::default();
    rules.page.pages_on = ActOn::Literal;
    rules.urgency.page.pending_s = 600;
    rules.urgency.page.resolve_s = 600;
    let creator = format!("crt{n}");
    vec![
        Fact::Campaign(Campaign {
            id: id.as_str().into(),
            name: format!("Campaign {n}"),
            goal: Goal::Sales,
            currency: Currency::USD,
            time_zone: "UTC".to_owned(),
            flights: vec![Span { from: NOW.plus_seconds(-86_400), to: NOW.plus_seconds(86_400) }],
            budget_minor: None,
            terms: Vec::new(),
            rules: CountingRules::default(),
            is_archived: false,
            gate: Some(GateTerms {
                floor_minor: Some(100_00),
                is_open: true,
                ..GateTerms::default()
            }),
        }),
        Fact::RulesSet(RulesSet { campaign_id: id.as_str().into(), rules, reason: None }),
        Fact::Creator(Creator {
            id: creator.as_str().into(),
            name: format!("Creator {n}"),
            accounts: Vec::new(),
            category: None,
            country: None,
            notes: None,
            is_archived: false,
            aliases: Vec::new(),
        }),
        Fact::Placement(Placement {
            id: format!("plc{n}").into(),
            campaign_id: id.as_str().into(),
            creator_id: creator.as_str().into(),
            platform: Platform::Tiktok,
            format: "video".to_owned(),
            is_archived: false,
            spot: None,
            phase: None,
        }),
        Fact::Code(PromoCode {
            id: format!("code{n}").into(),
            code: format!("CODE{n}"),
            campaign_id: id.as_str().into(),
            creator_id: creator.as_str().into(),
            valid_from: None,
            valid_to: None,
            policy: CodePolicy::Touch,
            is_leaked: false,
            is_archived: false,
        }),
    ]
}

/// Reads: a seed, and everything that must hold after its day.
fn check(seed: u64) {
    let mut drill = Drill::new(seed);
    for minute in 1..=TROUBLE_MIN + CALM_MIN {
        drill.minute(minute, minute <= TROUBLE_MIN);
    }
    let (engine, acted) = drill.replayed();
    let outbox = engine.outbox();
    let open: Vec<_> = outbox.open().map(|row| row.action.key.0.clone()).collect();
    assert_eq!(open, [""; 0], "seed {seed}: nothing is lost, nothing waits for ever");
    assert_eq!(outbox.n_decided(), outbox.n_settled(), "seed {seed}");

    let incidents = drill.pager.incidents();
    let mut n_fired = 0;
    for settled in outbox.settled() {
        let byline_core::action::Deed::Tell(message) = &settled.action.deed else { continue };
        audited(seed, &acted, &settled.action.key.0);
        if message.kind == NoticeKind::Fired && settled.action.to.as_str() == "pager" {
            n_fired += 1;
            paged(seed, &incidents, message);
        }
    }
    assert!(N_CAMPAIGNS <= n_fired, "seed {seed}: {n_fired} pages were decided");
    // The pager knows names: one incident an episode, and one more at most where an answer that
    // was lost is repeated after a person or an end closed the first.
    let n_incidents: usize = incidents
        .iter()
        .filter(|(key, _)| key.starts_with("byline/floor"))
        .map(|(_, rows)| rows.len())
        .sum();
    assert!(n_incidents as i64 <= n_fired + drill.n_doubts as i64, "seed {seed}");

    let n_told = drill.slack.texts().len();
    let n_for_slack = outbox.settled().filter(|row| row.action.to.as_str() == "slack").count();
    assert!(n_told <= n_for_slack + drill.n_doubts, "seed {seed}: {n_told} of {n_for_slack}");

    let history = drill.ads.history(AD);
    let n_paused = history.iter().filter(|change| **change == Change::Paused).count();
    assert!(n_paused <= 1, "seed {seed}: {history:?}");
    let after_person = history.iter().skip_while(|change| **change != Change::PersonResumed);
    assert!(
        after_person.clone().all(|change| *change != Change::Paused),
        "seed {seed}: {history:?}"
    );
}

/// What was decided is in the log with how it ended.
fn audited(seed: u64, acted: &[(Timestamp, Event, String)], key: &str) {
    let ends = acted.iter().filter(|(_, event, of)| of == key && event.is_final()).count();
    assert_eq!(ends, 1, "seed {seed}: {key} has {ends} ends");
}

/// The pager has the incident of a page.
fn paged(
    seed: u64,
    incidents: &BTreeMap<String, Vec<byline_testkit::fake::Incident>>,
    message: &Message,
) {
    let key = format!("byline/{}", message.alert);
    let rows = incidents.get(&key).unwrap_or_else(|| panic!("seed {seed}: no incident {key}"));
    assert!(!rows.is_empty(), "seed {seed}: {key}");
}

#[test]
fn every_true_page_arrives_and_nothing_is_done_twice() {
    for seed in 1..=3 {
        check(seed);
    }
}
