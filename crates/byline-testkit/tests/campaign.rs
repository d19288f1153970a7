//! The whole way in: what the world sends, mapped by the real edge, folded by the real engine,
//! compared with what the world knows to be true.

use std::collections::BTreeSet;

use byline_core::click::{Click, Verdict};
use byline_core::entry::{DedupKey, Entry, Fact, Position};
use byline_core::id::{ConnectionId, LinkId};
use byline_core::link::landing;
use byline_core::shopper::ClickId;
use byline_core::time::{Span, Timestamp, Zone};
use byline_engine::Engine;
use byline_engine::view::{Answer, Basis, Dimension, Query, Scope};
use byline_ingest::directory::Directory;
use byline_ingest::keys::CustomerKey;
use byline_ingest::webhook::{self, Incoming, Received, Site};
use byline_ingest::{agent, events, pixel};
use byline_testkit::world::{LinkRequest, Setup, Story, Webhook};
use byline_testkit::{Happening, Options, What, World};

/// 2026-06-01T04:00:00Z: midnight in New York.
const START: Timestamp = Timestamp(1_780_286_400_000_000);
const DAY_US: i64 = 86_400_000_000;

/// A node without disk: the edge, the keys of deliveries, and the engine.
struct Node {
    engine: Engine,
    seen: BTreeSet<DedupKey>,
    shop_secret: String,
    shop: ConnectionId,
    account: Option<String>,
    platforms: ConnectionId,
    n_aside: u32,
}

impl Node {
    fn new(setup: &Setup) -> Self {
        let mut node = Self {
            engine: Engine::new(),
            seen: BTreeSet::new(),
            shop_secret: setup.shop_secret.clone(),
            shop: setup.shop.id.clone(),
            account: setup.shop.account.clone(),
            platforms: setup.platforms.id.clone(),
            n_aside: 0,
        };
        let declared = [Fact::Campaign(setup.campaign.clone())]
            .into_iter()
            .chain(setup.creators.iter().cloned().map(Fact::Creator))
            .chain(setup.deals.iter().cloned().map(Fact::Deal))
            .chain(setup.placements.iter().cloned().map(Fact::Placement))
            .chain(setup.links.iter().cloned().map(Fact::Link))
            .chain(setup.codes.iter().cloned().map(Fact::Code));
        for fact in declared {
            node.take(START, fact, None);
        }
        node
    }

    fn take(&mut self, at: Timestamp, fact: Fact, dedup: Option<DedupKey>) {
        if dedup.is_some_and(|key| !self.seen.insert(key)) {
            return;
        }
        let position = Position(self.engine.stand().position.0 + 1);
        self.engine.apply(position, &Entry { received_at: at, fact, dedup, actor: None });
    }

    /// Takes a happening in; says where a redirect leads, if it was one.
    fn meet(&mut self, happening: Happening) -> Option<String> {
        let at = happening.at;
        match happening.what {
            What::Published(content) => self.take(at, Fact::Content(content), None),
            What::LinkRequest(request) => return Some(self.redirect(at, &request)),
            What::PixelBeacon(body) => {
                let beacon = pixel::read(&body, &"con_pixel".into(), at);
                let (fact, dedup) = beacon.expect("the pixel speaks as it should");
                self.take(at, fact, Some(dedup));
            }
            What::Webhook(webhook) => self.webhook(at, &webhook),
            What::Events(body) => self.events(at, &body),
            // Neither is money, and the truth knows nothing of it.
            What::Claimed(_) | What::Spoilt(_) => {}
        }
        None
    }

    fn redirect(&mut self, at: Timestamp, request: &LinkRequest) -> String {
        let judged = agent::judge(request.method, &|name| header(request, name));
        let link = self.engine.link_by_slug(&request.slug).expect("links of the world exist");
        let id = ClickId(u128::from(request.id.0).to_be_bytes());
        let location = landing::build(&link.destination, &link.utm, Some(id), None);
        let click = Click {
            id,
            occurred_at: at,
            link_id: link.id.clone(),
            verdict: judged.verdict,
            reason: judged.reason,
            in_app: judged.in_app,
            device: judged.device,
            country: None,
            referrer_host: None,
            visitor_of_day: None,
            visitor: None,
        };
        self.take(at, Fact::Click(click), None);
        location
    }

    fn webhook(&mut self, at: Timestamp, webhook: &Webhook) {
        let headers = webhook.headers.iter();
        let headers: Vec<(String, Vec<u8>)> =
            headers.map(|(name, value)| ((*name).to_owned(), value.clone().into_bytes())).collect();
        let incoming = Incoming { headers: &headers, body: &webhook.body, method: "POST", url: "" };
        let secrets = [self.shop_secret.as_bytes()];
        let site = Site {
            connection: &self.shop,
            account: self.account.as_deref(),
            secrets: &secrets,
            customer_key: &CustomerKey([7; 32]),
            settings: &Default::default(),
            received_at: at,
        };
        let received = webhook::receive("shopify", &incoming, &site);
        match received.expect("every delivery is signed") {
            Received::Mapped(mapped) => {
                for (fact, dedup) in mapped.into_keyed() {
                    self.take(at, fact, Some(dedup));
                }
            }
            Received::Ignored { .. } => {}
            Received::Aside { .. } => self.n_aside += 1,
        }
    }

    fn events(&mut self, at: Timestamp, body: &[u8]) {
        let platforms = self.platforms.clone();
        let context = events::Context {
            connection: &platforms,
            customer_key: &CustomerKey([7; 32]),
            received_at: at,
            directory: &Known(&self.engine),
        };
        let rows = events::read(body, &context).expect("batches are small enough");
        for row in rows {
            let taken = row.outcome.expect("rows say what they should");
            self.take(at, taken.fact, Some(taken.dedup));
        }
    }

    fn query(&self, by: Vec<Dimension>) -> Answer {
        let range =
            Span { from: Timestamp(START.0 - DAY_US), to: Timestamp(START.0 + 60 * DAY_US) };
        self.engine.query(&Query {
            scope: Scope::default(),
            range,
            by,
            zone: Zone::parse("America/New_York").expect("a known zone"),
            currency: byline_core::money::Currency::USD,
            basis: Basis::Order,
        })
    }
}

/// What the engine knows of links, creators and the rest.
struct Known<'a>(&'a Engine);

impl Directory for Known<'_> {
    fn link(&self, slug_or_id: &str) -> Option<LinkId> {
        let link = self.0.link(slug_or_id).or_else(|| self.0.link_by_slug(slug_or_id));
        link.map(|link| link.id.clone())
    }

    fn has_creator(&self, id: &str) -> bool {
        self.0.creator(id).is_some()
    }

    fn has_campaign(&self, id: &str) -> bool {
        self.0.campaign(id).is_some()
    }

    fn has_placement(&self, id: &str) -> bool {
        self.0.placement(id).is_some()
    }
}

fn header<'r>(request: &'r LinkRequest, name: &str) -> Option<&'r str> {
    let found = request.headers.iter().find(|(known, _)| *known == name);
    found.map(|(_, value)| value.as_str())
}

/// Tells the first days of a world to a node.
fn told(seed: u64, n_days: i64) -> (World, Node) {
    let mut world = World::new(seed, START, Options::default());
    let mut node = Node::new(world.setup());
    let until = Timestamp(START.0 + n_days * DAY_US);
    while world.next_at().is_some_and(|at| at < until) {
        let Some(happening) = world.next() else { break };
        let request = match &happening.what {
            What::LinkRequest(request) => Some(request.id),
            _ => None,
        };
        let location = node.meet(happening);
        if let (Some(request), Some(location)) = (request, location) {
            world.landed(request, &location);
        }
    }
    (world, node)
}

#[test]
fn the_figures_are_the_truth() {
    let (world, node) = told(7, 9);
    let truth = world.truth();
    let answer = node.query(vec![]);
    let total = &answer.total;

    assert_eq!(node.n_aside, 0, "nothing that the shop says is put aside");
    assert_eq!(node.engine.audit().differences, Vec::<String>::new());
    let net = total.revenue_minor;
    assert_eq!(net.0, [truth.net_minor(); 8], "revenue is the net of the shop's orders");
    let n_revenue = truth.orders.values().filter(|order| order.is_revenue).count();
    let n_revenue = i64::try_from(n_revenue).unwrap();
    assert_eq!(total.orders_micro.0, [n_revenue * 1_000_000; 8]);
    assert_eq!(total.spend_minor, Some(truth.spend_minor));
    let [n_people, n_others] =
        [truth.n_requests_by_people, truth.n_requests_by_others].map(|n| i64::try_from(n).unwrap());
    assert_eq!([total.n_clicks, total.n_clicks_put_aside], [n_people, n_others]);
    println!(
        "{} entries, {} orders, {} clicks, {} put aside, {} net, {} of it unattributed, {} spent",
        node.engine.stand().position.0,
        truth.orders.len(),
        total.n_clicks,
        total.n_clicks_put_aside,
        net.0[3],
        answer.unattributed.revenue_minor.0[3],
        truth.spend_minor,
    );
}

#[test]
fn the_stories_show_in_the_figures() {
    let (world, node) = told(7, 9);
    let answer = node.query(vec![Dimension::Creator]);
    let of = |story: Story| {
        let creators = &world.setup().creators;
        let index = (0..creators.len()).find(|index| world.story(*index) == story).unwrap();
        let row = answer.rows.iter().find(|row| row.keys[0].id == creators[index].id.as_str());
        row.map(|row| row.figures.clone()).unwrap_or_default()
    };
    assert!(0 < of(Story::SoldOut).n_visits_sold_out);
    assert_eq!(of(Story::Silent).n_clicks, 0);
    assert!(of(Story::Silent).spend_minor.is_some(), "the silent one was paid");
    assert!(of(Story::Unwired).spend_minor.is_some(), "the unwired one was paid");
    let rate = |story| {
        let figures = of(story);
        figures.orders_micro.0[3] as f64 / 1e6 / figures.n_clicks.max(1) as f64
    };
    let [star, crowd, leaked] = [Story::Star, Story::Crowd, Story::Leaked].map(rate);
    assert!(5.0 * crowd < star, "{crowd} against {star}: the crowd looks and does not buy");
    assert!(star < leaked, "{leaked} against {star}: a leaked code sells without clicks");
}

#[test]
fn people_and_programs_are_told_apart() {
    let world = World::new(3, START, Options::default());
    let requests = world.take(20_000).filter_map(|happening| match happening.what {
        What::LinkRequest(request) => Some(request),
        _ => None,
    });
    for request in requests {
        let has_tapped = header(&request, "sec-fetch-mode").is_some()
            && header(&request, "sec-purpose").is_none();
        let judged = agent::judge(request.method, &|name| header(&request, name));
        assert_eq!(judged.verdict == Verdict::Human, has_tapped, "{:?}", request.headers);
    }
}
