//! Builds the page about counting from a campaign's rules.

use byline_core::campaign::CreditedBase;
use byline_core::credit::Model;
use byline_core::decision::Rules;
use byline_core::kpi::{Kpi, Ratio};
use byline_engine::{Engine, model_text, rules_text};

use super::{CountingPage, Formula};
use crate::pages::frame::Frame;
use crate::pages::shell::{Head, Here, Shell};
use crate::pages::{decisions, links, switches, words};

/// The page in a frame.
pub fn build(engine: &Engine, frame: &Frame<'_>) -> CountingPage {
    let rules = &frame.campaign.rules;
    let model =
        |model: Model| (model.name(), model_text(model, &rules.parameters), model == rules.model);
    CountingPage {
        shell: Shell {
            title: "How is this counted?".to_owned(),
            here: Here::Counting,
            ask: frame.ask.clone(),
            is_live: false,
            banners: switches::banners(engine, frame),
        },
        head: Head {
            freshness: None,
            ranges: None,
            comparison: None,
            models: None,
            counting_href: None,
            pill: None,
            ..switches::head(engine, frame, "/counting", "How is this counted?".to_owned())
        },
        in_force: format!(
            "{} counts every order under {}, with a {} click and a {} view window.",
            frame.campaign.name,
            rules.model.name(),
            words::window(rules.click_window_s),
            words::window(rules.view_window_s)
        ),
        rules_href: format!("{}#plan", links::campaign(&frame.ask, &frame.campaign.id)),
        answers: answers(frame),
        price: price(engine, frame),
        figures: FIGURES.iter().filter_map(|key| formula(frame, key)).collect(),
        words: how_sure(engine, frame),
        models: frame.models().map(model).collect(),
    }
}

/// The figures that pages name without their formula, in the order in which they are read.
const FIGURES: [&str; 8] = ["roi", "roas", "cpa", "aov", "epc", "ctr", "cpc", "conversion_rate"];

/// How a figure is made, by the one table that computes it.
fn formula(frame: &Frame<'_>, key: &str) -> Option<Formula> {
    let kpi = Kpi::from_key(key)?;
    Some(Formula {
        key: kpi.key,
        name: kpi.name,
        formula: kpi.formula.to_string().replace(" - ", " − "),
        meaning: kpi.doc,
        href: links::explain(frame, kpi.key, None),
    })
}

/// The words beside a judgement, by the rules of the campaign.
fn how_sure(engine: &Engine, frame: &Frame<'_>) -> Vec<(&'static str, String)> {
    let rules = engine.rules_view(&frame.campaign.id);
    let rules = rules.map_or_else(Rules::default, |view| view.rules).evidence;
    let [leaning, confirmed] = decisions::sure_from(&rules);
    vec![
        (
            "Too little data",
            format!(
                "Less than {leaning} probable: the figures look so, and chance may have made \
                 them. Nothing is held against anybody."
            ),
        ),
        (
            "Leaning",
            format!(
                "From {leaning} probable: more likely true than not, after what creators of the \
                 same platform and size show. Look at it, and move no money on it."
            ),
        ),
        ("Confirmed", format!("From {confirmed} probable. Steps that move money wait for it.")),
        (
            "In doubt",
            "Revenue of a code that sells without any click of its creator, far more than other \
             codes do: it may have leaked to a site that collects codes. It stays credited until \
             somebody marks the code as leaked."
                .to_owned(),
        ),
    ]
}

/// What is due of a price and what is wanted of it, told by one fee: what advice about a deal
/// stands on.
fn price(engine: &Engine, frame: &Frame<'_>) -> Vec<(&'static str, String)> {
    let view = engine.review_view(&frame.campaign.id, None, frame.now);
    let wanted = view.as_ref().map_or(Ratio::whole(1), |view| view.wanted);
    let here = view.map_or_else(String::new, |view| {
        format!(" {}", decisions::wanted_here(view.wanted, view.wanted_from))
    });
    let money = |minor: i64| words::money_rounded(minor, frame.currency());
    let fee = 1_000 * 10_i64.pow(frame.currency().exponent());
    let due = fee / 2;
    let times = Ratio::new(wanted.numerator() * i128::from(due), wanted.denominator());
    let wanted_minor = times.map_or(due, |it| i64::try_from(it.rounded(0)).unwrap_or(i64::MAX));
    let follows = match wanted_minor <= due {
        true => String::new(),
        false => format!(
            ", and the price may be too high. From {} on, about {} of what is due, it brings \
             what is wanted",
            money(wanted_minor),
            decisions::multiple(wanted)
        ),
    };
    vec![
        (
            "An example",
            format!(
                "A fee of {} is due day by day, from the first post to the end of the flight. \
                 Halfway, {half} of it is due. If {} came by then, {} is lost. From {half} on it \
                 pays{follows}.",
                money(fee),
                money(due * 4 / 5),
                money(due / 5),
                half = money(due),
            ),
        ),
        ("What is wanted?", format!("{}{here}", decisions::WANTED)),
        (
            "What else counts?",
            "What was spent beyond the fee is due at once. A deal is not judged in its first days, \
             until enough orders are due to say anything."
                .to_owned(),
        ),
    ]
}

fn answers(frame: &Frame<'_>) -> Vec<(&'static str, String)> {
    let rules = &frame.campaign.rules;
    let base = match rules.credited_base {
        CreditedBase::Merchandise => "merchandise after discounts, before tax and shipping",
        CreditedBase::MerchandiseAndTax => "merchandise after discounts with tax, before shipping",
        CreditedBase::Total => "all that the shopper paid",
    };
    let texts = [
        ("In one paragraph", rules_text(rules)),
        (
            "Where does money come from?",
            format!(
                "Only from the shop. An order is worth {base}. Pixels, platforms and networks that \
                 saw the same order are evidence for it, never a second order."
            ),
        ),
        (
            "What happens with a refund?",
            "It is taken back from what is left of each share, to the cent. A full refund leaves \
             nothing to anybody. History is restated with new postings, never rewritten."
                .to_owned(),
        ),
        (
            "What if nobody earned an order?",
            "It is shown as unattributed. Credits and unattributed always add up to the order."
                .to_owned(),
        ),
        (
            "Which clicks count?",
            "Those of people. Link previews, prefetches and bots are kept and shown apart. A click \
             counts from the second it happened until the window ends, both ends included."
                .to_owned(),
        ),
        (
            "Whose day is it?",
            format!(
                "Days and hours are cut in {}. Money stands on the day its order was placed.",
                frame.clock.zone_in_words()
            ),
        ),
        (
            "What does n/a mean?",
            "That something was never reported, or that there is nothing to divide by. It is not \
             zero."
                .to_owned(),
        ),
        (
            "How are cents split?",
            "Into whole cents or the like. Spare ones go where rounding cut most; a tie goes to \
             the earlier touch."
                .to_owned(),
        ),
    ];
    texts.to_vec()
}
