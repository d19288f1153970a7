//! Words: rules and models as a person would say them.

use byline_core::campaign::{
    CountingRules, CreditScope, CreditedBase, DAY_S, RepeatPolicy, ViewPolicy,
};
use byline_core::credit::{Model, ModelParameters};

/// How a model counts, in plain words.
pub fn model_text(model: Model, parameters: &ModelParameters) -> String {
    match model {
        Model::First => "The first touch gets the whole order.".to_owned(),
        Model::Last => "The last touch gets the whole order.".to_owned(),
        Model::LastNonDirect => {
            "The last touch that is not direct gets the whole order.".to_owned()
        }
        Model::Linear => "Each touch gets the same share of the order.".to_owned(),
        Model::Position => {
            let first = percent(parameters.position_first_bp);
            let last = percent(parameters.position_last_bp);
            format!("The first touch gets {first}, the last {last}, those between share the rest.")
        }
        Model::W => "The first touch, the last and the one that led to signing up (the lead) get \
                     30% each, the others share 10%. Without a lead it counts like \
                     position-based."
            .to_owned(),
        Model::TimeDecay => {
            let half_life = duration(parameters.half_life_s);
            format!("A touch counts half as much for each {half_life} before the order.")
        }
        Model::Custom if parameters.custom.is_some() => {
            "The campaign's own table gives each touch its weight, by position, kind and age."
                .to_owned()
        }
        Model::Custom => {
            "The campaign has declared no table, so each touch gets the same share.".to_owned()
        }
    }
}

/// The windows, the base and the policies in force, in plain words.
pub fn rules_text(rules: &CountingRules) -> String {
    let base = match rules.credited_base {
        CreditedBase::Merchandise => "merchandise after discounts, before tax and shipping",
        CreditedBase::MerchandiseAndTax => "merchandise after discounts with tax, before shipping",
        CreditedBase::Total => "all that the shopper paid",
    };
    let views = match rules.views {
        ViewPolicy::Ignore => "Views earn nothing.".to_owned(),
        ViewPolicy::Fallback => format!(
            "Views count for {} and only when nobody clicked.",
            duration(rules.view_window_s)
        ),
        ViewPolicy::Weighted => format!("Views count for {}.", duration(rules.view_window_s)),
    };
    let repeats = match rules.repeats {
        RepeatPolicy::Exposure => "Several touches of one creator in a row count as one.",
        RepeatPolicy::Unique => "Each creator counts once, where it came last.",
        RepeatPolicy::First => "Each creator counts once, where it came first.",
        RepeatPolicy::Frequency => "Every touch counts.",
    };
    let scope = match rules.scope {
        CreditScope::Creators => "Only creators earn credit.",
        CreditScope::AllChannels => "Other channels earn credit beside creators.",
    };
    let reset = if rules.reset_on_order { " An order ends the journey." } else { "" };
    format!(
        "Clicks count for {} before the order, both ends included. {views} Credited is {base}, \
         minus refunds. {repeats} {scope}{reset}",
        duration(rules.click_window_s),
    )
}

/// A length in the largest unit that fits whole.
pub fn duration(seconds: i64) -> String {
    let (n, unit) = match seconds {
        s if s % DAY_S == 0 => (s / DAY_S, "day"),
        s if s % 3_600 == 0 => (s / 3_600, "hour"),
        s if s % 60 == 0 => (s / 60, "minute"),
        s => (s, "second"),
    };
    format!("{n} {unit}{}", if n == 1 { "" } else { "s" })
}

fn percent(basis_points: u32) -> String {
    let whole = basis_points / 100;
    match basis_points % 100 {
        0 => format!("{whole}%"),
        rest => format!("{whole}.{rest:02}%"),
    }
}
