//! A small campaign in its second week: who sells, who only brings clicks, who only costs money,
//! who is there twice, and names that nobody expects.

mod past;

use byline_core::time::Timestamp;
use serde_json::{Value, json};

use crate::common::{Home, Server};

/// The browser of whoever clicks.
pub const PHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) \
    AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";

const HOUR_S: i64 = 3_600;

/// Names as people really have them, and as others would like them to be.
pub const NAMES: [(&str, &str); 4] = [
    ("rtl", "مريم حسن \u{202e}لمع"),
    ("emoji", "✨🔥 Zoë 👩\u{200d}🚀"),
    ("html", "<script>alert(1)</script><img src=x onerror=alert(1)>"),
    ("long", LONG_NAME),
];

/// 200 letters without a place to break.
const LONG_NAME: &str = "\
    Abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefgh\
    ijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnop\
    qrstuvwxyzabcdefghijklmnopqr";

/// A running server with the campaign.
pub struct World {
    pub server: Server,
    pub now: Timestamp,
    // The data goes when the server has gone.
    _home: Home,
}

impl World {
    /// Nothing but a running server.
    pub fn empty() -> Self {
        let home = Home::new();
        let server = home.serve();
        let now = Timestamp::default();
        Self { server, now, _home: home }
    }

    /// The campaign.
    pub fn glow() -> Self {
        let mut world = Self::empty();
        world.declare("creators", &creator("mika", "Mika Tanaka", ("tiktok", "mika.glow"), 48_000));
        let counters = world.server.get("/api/v1/counters").unwrap().body;
        world.now = counters["stand"]["as_of"].as_str().unwrap().parse().unwrap();
        world.declare_the_rest();
        let events = world.events();
        world.send(events);
        world
    }

    /// An instant so many hours ago.
    pub fn ago(&self, hours: i64) -> String {
        self.now.plus_seconds(-hours * HOUR_S).to_string()
    }

    /// Declares one thing.
    pub fn declare(&self, path: &str, body: &Value) {
        let reply = self.server.post(&format!("/api/v1/{path}"), body).unwrap();
        assert_eq!(reply.status, 201, "{path} {body}: {}", reply.text);
    }

    /// Sends events, all of which must be taken in.
    pub fn send(&self, events: Vec<Value>) {
        for some in events.chunks(1_000) {
            let reply = self.server.post("/v1/events", &json!({ "events": some })).unwrap();
            assert_eq!(reply.body["rejected"], 0, "{}", reply.text);
        }
    }

    /// An order of 50.00 by Mika's code, just now.
    pub fn sell(&self, order: &str) {
        self.send(vec![json!({
            "type": "conversion", "id": format!("sold-{order}"), "order_id": order,
            "number": format!("#{order}"), "value": "50.00", "currency": "USD",
            "codes": ["MIKA10"],
        })]);
    }

    /// Gives something back of an order.
    pub fn refund(&self, order: &str, amount: &str) {
        self.send(vec![json!({ "type": "refund", "id": format!("back-{order}"),
            "order_id": order, "amount": amount, "currency": "USD" })]);
    }

    fn declare_the_rest(&self) {
        let flight = json!({ "from": self.ago(9 * 24), "to": self.ago(-12 * 24) });
        self.declare(
            "campaigns",
            &json!({
                "id": "glow", "name": "Glow", "currency": "USD", "time_zone": "Europe/Berlin",
                "flights": [flight], "budget_minor": 5_000_00,
                "gate": {
                    "is_open": true, "cpc_ceiling_minor": 2_00, "floor_minor": 10_00,
                    "benchmarks": [{ "kpi": "ctr", "value_micro": 14_000, "origin": "manual" }],
                },
            }),
        );
        for (id, name, account) in [
            ("lola", "Lola Okafor", ("instagram", "lola.okafor")),
            ("rhea", "Rhea Nair", ("youtube", "rheanair")),
            ("mika-2", "Mika Tanaka", ("instagram", "mika.glow")),
        ] {
            self.declare("creators", &creator(id, name, account, 9_000));
        }
        for (id, name) in NAMES {
            self.declare("creators", &creator(id, name, ("tiktok", id), 2_000));
        }
        for id in ["mika", "lola", "rhea", "mika-2", "rtl", "emoji", "html", "long"] {
            let placement = format!("plc-{id}");
            self.declare(
                "placements",
                &json!({ "id": placement, "campaign_id": "glow", "creator_id": id,
                    "platform": "tiktok", "format": "video" }),
            );
            self.declare(
                "links",
                &json!({ "campaign_id": "glow", "creator_id": id, "placement_id": placement,
                    "slug": format!("{id}-reel"), "destination": "https://solenne.example/serum" }),
            );
        }
        self.declare(
            "codes",
            &json!({ "campaign_id": "glow", "creator_id": "mika", "code": "MIKA10" }),
        );
    }

    /// Mika sells, Lola brings clicks that do not buy, Rhea costs money; the day before was slower.
    fn events(&self) -> Vec<Value> {
        let mut events = Vec::new();
        for (creator, n_clicks) in
            [("mika", 60), ("lola", 90), ("mika-2", 12), ("html", 6), ("rtl", 6)]
        {
            events.extend((0..n_clicks).map(|n| self.click(creator, n, 2 + n % 40)));
        }
        for n in 0..18 {
            events.push(self.order(n, &format!("mika-{n}"), 1 + n % 40));
        }
        events.push(self.order(40, "mika-2-1", 3));
        events.push(self.order(41, "html-1", 3));
        events.push(self.order(42, "nobody", 5));
        events.push(json!({ "type": "refund", "id": "refund-1", "order_id": "1003",
            "occurred_at": self.ago(1), "amount": "40.00", "currency": "USD" }));
        for (creator, amount) in [("mika", "300.00"), ("lola", "250.00"), ("rhea", "400.00")] {
            events.push(json!({ "type": "spend", "id": format!("fee-{creator}"),
                "occurred_at": self.ago(30), "campaign_id": "glow", "creator_id": creator,
                "amount": amount, "currency": "USD", "kind": "fee" }));
        }
        for (creator, n) in [("mika", 3_000), ("lola", 30_000), ("rhea", 900), ("html", 400)] {
            events.push(json!({ "type": "metric", "id": format!("seen-{creator}"),
                "as_of": self.ago(1), "placement_id": format!("plc-{creator}"),
                "metric": "impressions", "value": n }));
        }
        events
    }

    fn click(&self, creator: &str, n: i64, hours: i64) -> Value {
        json!({ "type": "click", "id": format!("click-{creator}-{n}"), "user_agent": PHONE,
            "occurred_at": self.ago(hours), "link": format!("{creator}-reel"),
            "visitor_id": format!("{creator}-{n}") })
    }

    fn order(&self, n: i64, visitor: &str, hours: i64) -> Value {
        json!({ "type": "conversion", "id": format!("order-{n}"),
            "order_id": (1_000 + n).to_string(), "number": format!("#{}", 1_000 + n),
            "occurred_at": self.ago(hours), "value": format!("{}.40", 40 + n), "currency": "USD",
            "is_new_customer": n % 2 == 0, "visitor_id": visitor })
    }
}

fn creator(id: &str, name: &str, (platform, handle): (&str, &str), n_followers: u64) -> Value {
    json!({ "id": id, "name": name, "category": "beauty", "country": "DE",
        "accounts": [{ "platform": platform, "handle": handle, "n_followers": n_followers }] })
}
