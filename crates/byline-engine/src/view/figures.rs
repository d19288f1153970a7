//! Figures: the additive numbers of one scope, and the KPIs that follow from them.

use std::ops::{AddAssign, Index, IndexMut, Neg};

use byline_core::campaign::Goal;
use byline_core::credit::{Model, N_MODELS};
use byline_core::event::Metric;
use byline_core::kpi::{Input, KpiInputs};
use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};

/// Millionths of a conversion: an order is split over creators without losing a part.
pub const MICRO: i64 = 1_000_000;

/// One number under each model. For people and programs outside it is a map from the model's key;
/// inside, in snapshots, eight numbers.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize)]
pub struct ByModel(pub [i64; N_MODELS]);

impl Index<Model> for ByModel {
    type Output = i64;

    fn index(&self, model: Model) -> &i64 {
        &self.0[model.column()]
    }
}

impl IndexMut<Model> for ByModel {
    fn index_mut(&mut self, model: Model) -> &mut i64 {
        &mut self.0[model.column()]
    }
}

impl AddAssign for ByModel {
    fn add_assign(&mut self, other: Self) {
        for (sum, part) in self.0.iter_mut().zip(other.0) {
            *sum += part;
        }
    }
}

impl Neg for ByModel {
    type Output = Self;

    fn neg(self) -> Self {
        Self(self.0.map(|number| -number))
    }
}

impl ByModel {
    /// Whether the number is 0 under every model.
    pub fn is_zero(&self) -> bool {
        self.0 == [0; N_MODELS]
    }
}

impl Serialize for ByModel {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            return self.0.serialize(serializer);
        }
        let mut map = serializer.serialize_map(Some(N_MODELS))?;
        for model in Model::ALL {
            map.serialize_entry(model.key(), &self[model])?;
        }
        map.end()
    }
}

/// The additive numbers of one scope and stretch. `None` is missing, which is not zero.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize)]
pub struct Figures {
    /// Clicks by people.
    pub n_clicks: i64,
    /// Previews, prefetches and bots: kept, shown apart, in no KPI.
    pub n_clicks_put_aside: i64,
    /// Landings that the pixel or a server reported; `None` if nothing ever reported any.
    pub n_visits: Option<i64>,
    /// Landings on a page that was sold out.
    pub n_visits_sold_out: i64,
    /// Credited revenue after refunds, in minor units of the query's currency.
    pub revenue_minor: ByModel,
    /// Credited orders, in millionths ([`MICRO`] is one order).
    pub orders_micro: ByModel,
    /// Credited first orders of new customers, in millionths.
    pub new_customer_orders_micro: ByModel,
    /// Credited target actions, in millionths.
    pub actions_micro: ByModel,
    /// Money spent, in minor units of the query's currency; `None` if none was ever recorded.
    pub spend_minor: Option<i64>,
    /// What platforms reported, in the order of [`Metric::ALL`]; `None` if they never did.
    /// Gauges (reach, followers) are the largest word of the scope, never a sum.
    pub platform: [Option<i64>; Metric::ALL.len()],
}

impl Figures {
    /// What platforms reported for `metric`.
    pub fn metric(&self, metric: Metric) -> Option<i64> {
        self.platform[metric as usize]
    }

    /// Whether anybody clicked, bought or did what is counted as a target action.
    pub fn has_signal(&self) -> bool {
        self.n_clicks != 0 || !self.orders_micro.is_zero() || !self.actions_micro.is_zero()
    }

    /// These figures as inputs of the KPI table. A campaign for leads counts target actions as its
    /// conversions, every other one orders.
    pub fn kpi_inputs(&self, model: Model, goal: Goal) -> KpiInputs {
        let orders = self.orders_micro[model];
        let actions = self.actions_micro[model];
        let conversions = if goal == Goal::Leads { actions } else { orders };
        let mut inputs = KpiInputs::default();
        inputs.set(Input::Cost, self.spend_minor);
        inputs.set(Input::Revenue, self.revenue_minor[model]);
        inputs.set(Input::Clicks, self.n_clicks);
        inputs.set(Input::Visits, self.n_visits);
        inputs.set(Input::Conversions, conversions);
        inputs.set(Input::Orders, orders);
        inputs.set(Input::OrdersOfNewCustomers, self.new_customer_orders_micro[model]);
        inputs.set(Input::Actions, (actions != 0 || goal == Goal::Leads).then_some(actions));
        for (input, metric) in [
            (Input::Reach, Metric::Reach),
            (Input::Impressions, Metric::Impressions),
            (Input::Views, Metric::Views),
            (Input::Likes, Metric::Likes),
            (Input::Comments, Metric::Comments),
            (Input::Shares, Metric::Shares),
            (Input::Saves, Metric::Saves),
            (Input::Mentions, Metric::Mentions),
        ] {
            inputs.set(input, self.metric(metric));
        }
        inputs
    }

    /// Adds the numbers of another scope; missing plus known is known.
    pub fn add(&mut self, other: &Self) {
        self.n_clicks += other.n_clicks;
        self.n_clicks_put_aside += other.n_clicks_put_aside;
        self.n_visits_sold_out += other.n_visits_sold_out;
        self.n_visits = sum_of_known(self.n_visits, other.n_visits);
        self.revenue_minor += other.revenue_minor;
        self.orders_micro += other.orders_micro;
        self.new_customer_orders_micro += other.new_customer_orders_micro;
        self.actions_micro += other.actions_micro;
        self.spend_minor = sum_of_known(self.spend_minor, other.spend_minor);
        for (metric, (sum, part)) in
            Metric::ALL.iter().zip(self.platform.iter_mut().zip(other.platform))
        {
            let is_gauge = matches!(metric, Metric::Reach | Metric::Followers);
            *sum = if is_gauge { (*sum).max(part) } else { sum_of_known(*sum, part) };
        }
    }
}

fn sum_of_known(a: Option<i64>, b: Option<i64>) -> Option<i64> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a + b),
        (known, None) | (None, known) => known,
    }
}
