//! The shop: its own books, and deliveries in its own words, read by the real edge.

use byline_core::entry::{DedupKey, Fact};
use byline_core::id::ConnectionId;
use byline_core::link::Utm;
use byline_core::order::OrderState;
use byline_core::shopper::ClickId;
use byline_core::time::Timestamp;
use byline_ingest::keys::CustomerKey;
use byline_ingest::webhook::{self, Incoming, Received, Site};
use byline_testkit::Dice;
use byline_testkit::shopify::{
    self, Delivery, ShopAddress, ShopCustomer, ShopLine, ShopOrder, ShopRefund,
};

/// The workspace's key for customers.
pub const CUSTOMER_KEY: CustomerKey = CustomerKey([3; 32]);

const SECRET: &str = "shpss_simulated";
const DOMAIN: &str = "sim.myshopify.com";

/// The shop's books.
#[derive(Debug, Default)]
pub struct Shop {
    /// Every order as it is now, and when it was last changed.
    pub orders: Vec<(ShopOrder, Timestamp)>,
    n_deliveries: u64,
}

/// How somebody came to buy.
pub struct Buyer<'a> {
    pub shopper: u64,
    pub click: Option<ClickId>,
    pub utm: Option<&'a Utm>,
    pub code: Option<String>,
}

/// A delivery as facts with their keys.
pub type Told = Vec<(Fact, DedupKey)>;

impl Shop {
    /// Somebody buys.
    pub fn place(&mut self, dice: &mut Dice, at: Timestamp, buyer: &Buyer<'_>) -> Told {
        let number = 1_001 + self.orders.len() as u64;
        let order = ShopOrder {
            id: 820_982_911_946_154_000 + number,
            number,
            currency: "USD",
            created_at: at.to_string(),
            updated_at: at.to_string(),
            cancelled_at: None,
            financial_status: dice.pick(&["pending", "authorized", "paid", "paid", "paid"]),
            is_test: dice.chance(0.05),
            lines: vec![line(dice, number)],
            code: buyer.code.clone().map(|code| (code, 10)),
            tax_minor: dice.between(0, 99),
            shipping_minor: dice.pick(&[0, 595]),
            customer: customer(buyer.shopper),
            landing_site: buyer.utm.map(landing_site),
            referring_site: None,
            note_attributes: notes(buyer),
            cart_token: format!("cart-{number}"),
            checkout_token: format!("token-{number}"),
            user_agent: String::new(),
            refunds: Vec::new(),
        };
        self.orders.push((order, at));
        self.tell(self.orders.len() - 1, "orders/create", None)
    }

    /// Something about an order changes.
    pub fn change(&mut self, dice: &mut Dice, at: Timestamp) -> Told {
        let index = dice.index(self.orders.len());
        self.touch(index, at);
        let (order, changed_at) = &mut self.orders[index];
        let topic = match dice.below(3) {
            0 => {
                order.cancelled_at = Some(changed_at.to_string());
                "orders/cancelled"
            }
            1 => {
                order.lines.push(line(dice, order.number * 10));
                "orders/updated"
            }
            _ => {
                order.financial_status = "paid";
                "orders/paid"
            }
        };
        self.tell(index, topic, None)
    }

    /// Money goes back: a delivery of its own, and one of the order with it.
    pub fn refund(&mut self, dice: &mut Dice, at: Timestamp) -> [Told; 2] {
        let index = dice.index(self.orders.len());
        self.touch(index, at);
        let (order, changed_at) = &mut self.orders[index];
        let most = order.total_minor().max(1);
        let refund = ShopRefund {
            id: 509_562_969_000 + order.id % 1_000 * 100 + order.refunds.len() as u64,
            created_at: changed_at.to_string(),
            amount_minor: if dice.chance(0.3) { most } else { dice.between(1, most) },
            lines: Vec::new(),
        };
        order.refunds.push(refund.clone());
        [
            self.tell(index, "refunds/create", Some(&refund)),
            self.tell(index, "orders/updated", None),
        ]
    }

    /// The shop's clock never shows the same time for two changes of one order.
    fn touch(&mut self, index: usize, at: Timestamp) {
        let (order, changed_at) = &mut self.orders[index];
        *changed_at = Timestamp(at.0.max(changed_at.0 + 1_000_000));
        order.updated_at = changed_at.to_string();
    }

    /// Writes, signs, delivers and reads.
    fn tell(&mut self, index: usize, topic: &'static str, refund: Option<&ShopRefund>) -> Told {
        self.n_deliveries += 1;
        let (order, changed_at) = &self.orders[index];
        let body = match refund {
            Some(refund) => shopify::refund_body(order, refund),
            None => order.body(),
        };
        let delivery = Delivery {
            topic,
            shop: DOMAIN,
            webhook_id: &self.n_deliveries.to_string(),
            triggered_at: &changed_at.to_string(),
            // Refunds of tests are told with the order, whatever this says.
            is_test: false,
            has_short_names: index % 2 == 1,
        };
        let headers = shopify::headers(delivery, SECRET, &body);
        read(&headers, &body)
    }
}

/// Reads a delivery as the edge does.
fn read(headers: &[(&'static str, String)], body: &[u8]) -> Told {
    let headers: Vec<(String, Vec<u8>)> = headers
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone().into_bytes()))
        .collect();
    let site = Site {
        connection: &ConnectionId::from("shop"),
        account: Some(DOMAIN),
        secrets: &[SECRET.as_bytes()],
        customer_key: &CUSTOMER_KEY,
        settings: &Default::default(),
        // Times of deliveries are checked against this alone.
        received_at: Timestamp(2_000_000_000_000_000),
    };
    let incoming = Incoming { headers: &headers, body, method: "POST", url: "" };
    match webhook::receive("shopify", &incoming, &site) {
        Ok(Received::Mapped(mapped)) => mapped.into_keyed().collect(),
        other => panic!("the shop is not understood: {other:?}"),
    }
}

fn line(dice: &mut Dice, number: u64) -> ShopLine {
    let (price_minor, n_pieces) = (dice.between(1, 9_000), dice.between(1, 3));
    ShopLine {
        id: 866_550_000 + number,
        variant_id: 7_000 + number,
        title: "Thing",
        sku: "T-1",
        n_pieces,
        price_minor,
        discount_minor: dice.between(0, price_minor * n_pieces / 2),
        grams: 100,
    }
}

fn customer(shopper: u64) -> ShopCustomer {
    ShopCustomer {
        id: 115_310_627 + shopper,
        email: email(shopper),
        first_name: "Sam".to_owned(),
        last_name: "Shopper".to_owned(),
        n_orders: 1,
        address: ShopAddress {
            city: "Austin",
            province: "Texas",
            province_code: "TX",
            zip: "78701",
        },
    }
}

/// A shopper's address.
pub fn email(shopper: u64) -> String {
    format!("shopper{shopper}@example.com")
}

/// A shopper's cookie.
pub fn cookie(shopper: u64) -> String {
    format!("cookie-{shopper}")
}

/// What the theme writes along: the cookie of every second shopper, the click if there is one.
fn notes(buyer: &Buyer<'_>) -> Vec<(&'static str, String)> {
    let knows_cookie = buyer.shopper.is_multiple_of(2);
    let cookie = knows_cookie.then(|| ("byline_visitor", cookie(buyer.shopper)));
    let click = buyer.click.map(|click| ("byl", click.to_string()));
    cookie.into_iter().chain(click).collect()
}

fn landing_site(utm: &Utm) -> String {
    let pairs: Vec<String> =
        utm.fields().iter().map(|(name, value)| format!("{name}={value}")).collect();
    format!("/?{}", pairs.join("&"))
}

/// Where an order of the shop stands, in Byline's words.
pub fn state_of(order: &ShopOrder) -> OrderState {
    match order.financial_status {
        _ if order.is_test => OrderState::Test,
        _ if order.cancelled_at.is_some() => OrderState::Cancelled,
        "pending" => OrderState::Pending,
        "authorized" => OrderState::Authorised,
        _ => OrderState::Paid,
    }
}
