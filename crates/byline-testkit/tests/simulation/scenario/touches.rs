//! Touches: clicks, landings, views, and clicks that are judged anew.

use byline_core::click::{Click, Verdict};
use byline_core::entry::{Entry, Fact};
use byline_core::event::{View, Visit};
use byline_core::shopper::{ClickId, ShopperKeys};
use byline_core::time::Timestamp;

use super::{Sent, Writer, cookie};

impl Writer {
    pub(super) fn click(&mut self) {
        let shopper = self.shopper();
        let id = ClickId(self.id());
        let verdict = self.dice.weighted(&[
            (85, Verdict::Human),
            (5, Verdict::Preview),
            (4, Verdict::Prefetch),
            (6, Verdict::Bot),
        ]);
        let knows_cookie = self.dice.chance(0.4);
        let click = Click {
            id,
            occurred_at: self.at(),
            link_id: self.dice.pick_ref(&self.declared.links).id.clone(),
            verdict,
            reason: None,
            in_app: None,
            device: None,
            country: None,
            referrer_host: None,
            visitor_of_day: None,
            visitor: knows_cookie.then(|| cookie(shopper)),
        };
        let has_key = self.swarm.has_click_keys;
        let delivery = self.deliver(Fact::Click(click), has_key);
        self.clicks.push(Sent { what: id, delivery });
    }

    pub(super) fn visit(&mut self) {
        let shopper = self.shopper();
        let clicks = self.some_clicks();
        let utm = match self.dice.below(3) {
            0 => Some(self.dice.pick_ref(&self.declared.links).utm.clone()),
            1 => Some(self.declared.paid_utm()),
            _ => None,
        };
        // Landings without a click become touches under an id of Byline's making: no two of them
        // share an instant, so that it never decides which came first.
        let at = Timestamp(self.at().0 + i64::try_from(self.deliveries.len()).unwrap_or(0) + 1);
        let visit = Visit {
            id: self.name("visit").into(),
            occurred_at: at,
            shopper: ShopperKeys { clicks, visitor: Some(cookie(shopper)), customer: None },
            utm,
            referrer_host: self.dice.chance(0.3).then(|| "www.google.com".to_owned()),
            path: None,
            is_sold_out: self.dice.chance(0.1),
        };
        self.deliver(Fact::Visit(visit), true);
    }

    pub(super) fn view(&mut self) {
        let shopper = self.shopper();
        let view = View {
            id: ClickId(self.id()),
            occurred_at: self.at(),
            placement_id: self.dice.pick_ref(&self.declared.placements).id.clone(),
            shopper: ShopperKeys { visitor: Some(cookie(shopper)), ..ShopperKeys::default() },
            is_engaged: self.dice.chance(0.5),
        };
        self.deliver(Fact::View(view), true);
    }

    /// A click is judged anew, maybe before it is known. The last word counts, so a second verdict
    /// waits for the first.
    pub(super) fn verdict(&mut self) {
        if self.clicks.is_empty() {
            return;
        }
        let index = self.dice.index(self.clicks.len());
        let verdict = self.dice.pick(&[Verdict::Human, Verdict::Bot]);
        let click = self.clicks[index].what;
        let delivery = self.deliver(Fact::Reclassified { click, verdict, reason: None }, true);
        let before = self.clicks[index].delivery;
        let is_click = |entry: &Entry| matches!(entry.fact, Fact::Click(_));
        let is_first = self.deliveries[before].entries.iter().any(is_click);
        let may_overtake = is_first && self.dice.chance(0.3);
        self.deliveries[delivery].needs = (!may_overtake).then_some(before);
        self.clicks[index].delivery = delivery;
    }

    /// No click, or one of the newest; now and then one that Byline never heard of.
    pub(super) fn some_clicks(&mut self) -> Vec<ClickId> {
        let n_recent = self.clicks.len().min(6);
        match self.dice.below(8) {
            0..=2 => Vec::new(),
            3 => vec![ClickId(self.id())],
            _ if n_recent == 0 => Vec::new(),
            _ => {
                let index = self.clicks.len() - 1 - self.dice.index(n_recent);
                vec![self.clicks[index].what]
            }
        }
    }
}
