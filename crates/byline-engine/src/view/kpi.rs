//! Figures as the inputs of the KPI table. What the engine does not know stays missing.

use byline_core::campaign::Goal;
use byline_core::credit::Model;
use byline_core::event::Metric;
use byline_core::kpi::{Input, KpiInputs};

use super::figures::Figures;

/// The platform figures that are inputs as they are. Followers are not: platforms report the
/// brand's, KPIs ask for the creator's.
const REPORTED: [(Metric, Input); 8] = [
    (Metric::Impressions, Input::Impressions),
    (Metric::Reach, Input::Reach),
    (Metric::Views, Input::Views),
    (Metric::Likes, Input::Likes),
    (Metric::Comments, Input::Comments),
    (Metric::Shares, Input::Shares),
    (Metric::Saves, Input::Saves),
    (Metric::Mentions, Input::Mentions),
];

impl Figures {
    /// The inputs of KPIs under `model`. A campaign for leads converts by target actions, any
    /// other by orders.
    pub fn kpi_inputs(&self, model: Model, goal: Goal) -> KpiInputs {
        let conversions = match goal {
            Goal::Leads => self.actions_micro[model],
            _ => self.orders_micro[model],
        };
        let mut inputs = KpiInputs::default()
            .with(Input::Cost, self.spend_minor)
            .with(Input::Revenue, self.revenue_minor[model])
            .with(Input::Clicks, self.n_clicks)
            .with(Input::Visits, self.n_visits)
            .with(Input::Conversions, conversions)
            .with(Input::Orders, self.orders_micro[model])
            .with(Input::OrdersOfNewCustomers, self.new_customer_orders_micro[model])
            .with(Input::Actions, self.actions_micro[model]);
        for (metric, input) in REPORTED {
            inputs.set(input, self.metric(metric));
        }
        inputs
    }
}

#[cfg(test)]
mod tests {
    use byline_core::kpi::{Kpi, NotAvailable};

    use super::*;

    fn figures() -> Figures {
        let mut figures =
            Figures { n_clicks: 500, spend_minor: Some(5_000_00), ..Figures::default() };
        figures.orders_micro[Model::Linear] = 50_000_000;
        figures.actions_micro[Model::Linear] = 20_000_000;
        figures.revenue_minor[Model::Linear] = 15_000_00;
        figures
    }

    /// Reads as a table: goal, KPI, what the table of KPIs makes of the figures.
    fn check(goal: Goal, key: &str, expected: Result<(i128, i128), NotAvailable>) {
        let kpi = Kpi::from_key(key).expect("a KPI of the table");
        let reading = kpi.evaluate(&figures().kpi_inputs(Model::Linear, goal));
        let found = reading.map(|reading| reading.ratio);
        let expected = expected.map(|(a, b)| byline_core::kpi::Ratio::new(a, b).expect("a ratio"));
        assert_eq!(found, expected, "{key}");
    }

    #[test]
    fn figures_are_inputs_of_the_table() {
        check(Goal::Sales, "roi", Ok((200, 100)));
        check(Goal::Sales, "cpa", Ok((100_00, 1)));
        check(Goal::Leads, "cpa", Ok((250_00, 1)));
        check(Goal::Sales, "conversion_rate", Ok((10, 100)));
        check(Goal::Sales, "ctr", Err(NotAvailable::InputMissing(Input::Impressions)));
    }
}
