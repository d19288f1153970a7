//! Target actions: conversions without money, and codes that a checkout refused.

use byline_core::event::TargetAction;

use crate::engine::{Applied, Engine, Taking};
use crate::state::conversions::{Facts, Why};
use crate::state::feeds::Feed;

impl Engine {
    pub(crate) fn take_action(&mut self, taking: Taking, action: &TargetAction) -> Applied {
        if action.is_refusal() {
            return self.take_refusal(taking, action);
        }
        if self.conversions.action(action).is_some() {
            return Applied::Known;
        }
        self.feeds.count(Feed::Actions, action.occurred_at, taking.at);
        let joined = self.shoppers.join(&action.shopper, None);
        let number = self.conversions.add(Facts::Action(Box::new(action.clone())), joined.shopper);
        self.shoppers.add_conversion(joined.shopper, number);
        self.conversions.remember_action(action, number);
        self.conversions.remember_codes(&action.codes, number);
        self.conversions.remember_utm(action.utm.as_ref(), number);
        self.settle_all(&[number], taking.cause(Why::Arrived));
        let is_lead = action.kind == "lead";
        if is_lead || joined.is_merger {
            self.settle_touched(taking, joined, action.occurred_at);
        }
        Applied::Changed
    }

    /// A refused code is no conversion: it may say why there is none.
    fn take_refusal(&mut self, taking: Taking, action: &TargetAction) -> Applied {
        self.feeds.count(Feed::Actions, action.occurred_at, taking.at);
        let at = action.occurred_at;
        let n_kept = action.codes.iter().filter(|code| self.refusals.add(code, at)).count();
        if n_kept == 0 { Applied::Known } else { Applied::Changed }
    }
}
