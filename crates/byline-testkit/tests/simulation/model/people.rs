//! People: whatever one fact names together is one person, and so is whatever hangs together by
//! several facts.

use std::collections::BTreeMap;

use byline_core::entry::Fact;
use byline_core::event::Signal;
use byline_core::id::{EventId, OrderKey};
use byline_core::shopper::{ClickId, ShopperKey, ShopperKeys};

use super::Model;

/// Something that belongs to one person.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Node {
    Touch(ClickId),
    Cookie(ShopperKey),
    Customer(ShopperKey),
    Landing(EventId),
    Action(EventId),
    Order(OrderKey),
    /// A sighting that does not tell whose order it saw.
    Seen(EventId),
}

/// Sets of nodes, each a person.
#[derive(Default, Debug)]
pub struct People {
    sets: Vec<Vec<Node>>,
    /// The set of each node, once all are known.
    found: BTreeMap<Node, usize>,
}

impl People {
    /// Everybody in the log.
    pub fn of(model: &Model<'_>) -> Self {
        let mut people = Self::default();
        for fact in &model.facts {
            people.add(nodes(model, fact));
        }
        for (person, nodes) in people.sets.iter().enumerate() {
            people.found.extend(nodes.iter().map(|node| (node.clone(), person)));
        }
        people
    }

    /// The person to whom a node belongs.
    pub fn find(&self, node: &Node) -> Option<usize> {
        self.found.get(node).copied()
    }

    fn add(&mut self, mut nodes: Vec<Node>) {
        if nodes.is_empty() {
            return;
        }
        let mut others = Vec::new();
        for person in self.sets.drain(..) {
            if person.iter().any(|node| nodes.contains(node)) {
                nodes.extend(person);
            } else {
                others.push(person);
            }
        }
        others.push(nodes);
        self.sets = others;
    }
}

/// What one fact says belongs together.
fn nodes(model: &Model<'_>, fact: &Fact) -> Vec<Node> {
    match fact {
        Fact::Click(click) => {
            let cookie = click.visitor.map(Node::Cookie);
            std::iter::once(Node::Touch(click.id)).chain(cookie).collect()
        }
        Fact::View(view) => with(Node::Touch(view.id), &view.shopper),
        Fact::Visit(visit) => with(Node::Landing(visit.id.clone()), &visit.shopper),
        Fact::Action(action) => with(Node::Action(action.id.clone()), &action.shopper),
        Fact::Order(order) => with(Node::Order(order.key.clone()), &order.shopper),
        Fact::Sighting(sighting) => {
            let order = model.order_called(&sighting.order_alias).filter(|key| {
                let is_token = model.orders[key].tokens.contains(&sighting.order_alias);
                is_token || sighting.signal != Signal::Pixel
            });
            let order = order.map(|key| Node::Order(key.clone()));
            with(order.unwrap_or(Node::Seen(sighting.id.clone())), &sighting.shopper)
        }
        _ => Vec::new(),
    }
}

fn with(node: Node, keys: &ShopperKeys) -> Vec<Node> {
    let mut nodes = vec![node];
    nodes.extend(keys.clicks.iter().copied().map(Node::Touch));
    nodes.extend(keys.visitor.map(Node::Cookie));
    nodes.extend(keys.customer.map(Node::Customer));
    nodes
}
