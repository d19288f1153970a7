//! Forgetting: a customer asked for it, so nothing joins new facts to the old ones any more.
//!
//! What was earned stays: amounts and credits say nothing about a person. The key goes from the
//! index and from every fact in the state that bore it; whoever comes again under the same key is
//! somebody new.

use byline_core::shopper::{ShopperKey, ShopperKeys};

use crate::engine::{Applied, Engine};
use crate::state::conversions::{Conversion, Facts};

impl Engine {
    pub(crate) fn take_forgotten(&mut self, key: ShopperKey) -> Applied {
        let Some(shopper) = self.shoppers.forget(key) else {
            return Applied::Known;
        };
        let numbers: Vec<u32> = self.shoppers.conversions_of(shopper).collect();
        for number in numbers {
            drop_key(self.conversions.get_mut(number), key);
        }
        Applied::Changed
    }
}

fn drop_key(conversion: &mut Conversion, key: ShopperKey) {
    match &mut conversion.facts {
        Facts::Order(order) => drop_from(&mut order.shopper, key),
        Facts::Action(action) => drop_from(&mut action.shopper, key),
        Facts::Waiting { .. } | Facts::Moved => {}
    }
    for sighting in &mut conversion.sightings {
        drop_from(&mut sighting.shopper, key);
    }
}

fn drop_from(keys: &mut ShopperKeys, key: ShopperKey) {
    keys.customer.take_if(|known| *known == key);
    keys.visitor.take_if(|known| *known == key);
}
