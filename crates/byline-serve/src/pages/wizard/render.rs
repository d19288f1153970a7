//! Renders the form for a new campaign.

use byline_core::campaign::Goal;
use byline_core::credit::Model;
use byline_core::kpi::Kpi;
use maud::{Markup, html};

use super::typed::{BENCHMARKS, Typed};
use super::{HREF, Wizard};
use crate::pages::parts::{Tone, card, name, tag};
use crate::pages::shell::Head;
use crate::pages::words;
use crate::pages::zones;
use crate::setup::{Outcome, Report};

/// How many refused things are listed of each kind; the counts are of all.
const N_REFUSED: usize = 50;

/// What goals are called, and what each is for.
const GOALS: [(Goal, &str, &str); 5] = [
    (Goal::Sales, "sales", "Sales: orders and revenue"),
    (Goal::Leads, "leads", "Leads: sign-ups and other target actions"),
    (Goal::Traffic, "traffic", "Traffic: visits"),
    (Goal::Engagement, "engagement", "Engagement: likes, comments, shares, saves"),
    (Goal::Awareness, "awareness", "Awareness: reach and mentions"),
];

impl Wizard {
    /// Everything below the shell.
    pub fn content(&self) -> Markup {
        html! {
            (Head::titled("New campaign").render())
            div.tools { a.button href="/campaigns" { "All campaigns" } }
            p.lead {
                "Everything for a campaign in one go: creators, deals, links, codes and briefs. "
                "Links stay closed until the launch gate finds nothing missing. Fields with a "
                (needed()) " must be filled in."
            }
            @if let Some(report) = &self.report { (outcome(report)) }
            form.cards method="post" action=(HREF) enctype="multipart/form-data" {
                div.halves {
                    (card("what", "What and when", "", what(&self.typed)))
                    div.column {
                        (card("who", "Creators", "a row for each", who(&self.typed)))
                        (card("counting", "How orders are counted", "for good once it is live",
                            counting(&self.typed)))
                    }
                }
                div.halves {
                    (card("expected", "What is expected", "the gate asks for it",
                        expected(&self.typed)))
                    div.column {
                        (card("brief", "Brief", "one private page for each creator",
                            brief(&self.typed)))
                        (card("limits", "Target and limits", "they can be changed later",
                            limits(&self.typed)))
                    }
                }
                (self.buttons())
            }
        }
    }

    fn buttons(&self) -> Markup {
        let is_looked_at = self.report.as_ref().is_some_and(|report| report.is_dry_run);
        html! {
            p.actions {
                button.button.primary[!is_looked_at] name="step" value="look" {
                    "Look at it first"
                }
                " "
                @if is_looked_at {
                    button.button.primary name="step" value="make" { "Set the campaign up" }
                }
            }
        }
    }
}

fn input(typed: &Typed, id: &str, label: &str, kind: &str, hint: &str) -> Markup {
    html! {
        label for=(id) { (label) }
        input id=(id) name=(id) type=(kind) value=(typed.get(id)) placeholder=(hint)
            maxlength="2048";
    }
}

/// What marks a field that must be filled in.
fn needed() -> Markup {
    html! { b.needed { "*" } }
}

/// A field that must be filled in.
fn needed_input(typed: &Typed, id: &str, label: &str, kind: &str, hint: &str) -> Markup {
    html! {
        label for=(id) { (label) " " b.needed aria-hidden="true" { "*" } }
        input id=(id) name=(id) type=(kind) value=(typed.get(id)) placeholder=(hint) required
            maxlength="2048";
    }
}

/// The time zone, with the zones of the world to choose from as one types.
fn zone(typed: &Typed) -> Markup {
    html! {
        label for="time_zone" { "Time zone of its days " b.needed aria-hidden="true" { "*" } }
        input id="time_zone" name="time_zone" list="time-zones" required maxlength="60"
            value=(typed.get("time_zone")) placeholder="Europe/Berlin" autocomplete="off"
            aria-describedby="zone-hint";
        (zones::list("time-zones"))
        small id="zone-hint" {
            "Type a city, such as Berlin or New York. Days of the campaign begin at midnight there."
        }
    }
}

fn tick(typed: &Typed, id: &str, label: &str) -> Markup {
    html! {
        label.tick for=(id) {
            input id=(id) name=(id) type="checkbox" checked[!typed.get(id).is_empty()]; " " (label)
        }
    }
}

fn lines(typed: &Typed, id: &str, label: &str, hint: &str) -> Markup {
    html! {
        label for=(id) { (label) }
        textarea id=(id) name=(id) rows="3" placeholder=(hint) { (typed.get(id)) }
    }
}

fn what(typed: &Typed) -> Markup {
    html! {
        div.fields {
            (needed_input(typed, "name", "Name", "text", "Summer Skin 2026"))
            (input(typed, "id", "Short word", "text", "made of the name if left empty"))
            small {
                "The campaign's id. Short links that this form makes begin with it, as in "
                code { "/summer-ana.lima-instagram" } "."
            }
            label for="goal" { "Goal" }
            select id="goal" name="goal" {
                @for (_, key, text) in GOALS {
                    option value=(key) selected[key == typed.get("goal")] { (text) }
                }
            }
            small { "It picks the figures that come first: " (goal_kpis(typed)) "." }
            (needed_input(typed, "from", "First day", "date", ""))
            (needed_input(typed, "to", "Last day", "date", ""))
            (zone(typed))
            (needed_input(typed, "currency", "Currency", "text", "USD"))
            (input(typed, "budget", "Budget, in that currency", "text", "200000.00"))
            (needed_input(typed, "destination", "Where links land", "url",
                "https://brand.com/summer"))
        }
    }
}

/// The KPIs that come first for the goal that is chosen.
fn goal_kpis(typed: &Typed) -> String {
    let goal = GOALS.iter().find(|(_, key, _)| *key == typed.get("goal")).map(|(goal, ..)| *goal);
    let kpis = goal.into_iter().flat_map(Kpi::for_goal);
    kpis.map(|kpi| kpi.name).collect::<Vec<_>>().join(", ")
}

/// A roster as it may be pasted.
const ROSTER_EXAMPLE: &str = "\
name,tiktok,instagram,fee,code,country
Ana Lima,@ana.lima,ana.lima,4000.00,ANA10,BR";

fn who(typed: &Typed) -> Markup {
    html! {
        div.fields {
            label for="roster" { "Roster" }
            textarea id="roster" name="roster" rows="9" spellcheck="false"
                aria-describedby="roster-hint"
                placeholder=(ROSTER_EXAMPLE) {
                (typed.get("roster"))
            }
            small id="roster-hint" {
                "The first row names the columns, in any order; only the name is needed. A handle "
                "(tiktok, instagram, youtube) gives a placement and a link. The platform’s own id "
                "and the followers (tiktok_id, tiktok_followers) tell accounts and sizes apart; "
                "creator_id names who is known already. Besides: fee, commission_percent, code, "
                "category, country."
            }
            label for="file" { "or a CSV file" }
            input.drop id="file" type="file" name="file" accept=".csv,text/csv";
        }
    }
}

fn counting(typed: &Typed) -> Markup {
    html! {
        div.fields {
            label for="model" { "Model" }
            select id="model" name="model" {
                @for model in Model::ALL {
                    option value=(model.key()) selected[model.key() == typed.get("model")] {
                        (model.name())
                    }
                }
            }
            small { "Every order is split under every model; this one comes first on screens." }
            (needed_input(typed, "click_days", "Days after a click in which an order still counts",
                "number", "7"))
            (needed_input(typed, "view_days", "Days after a view", "number", "1"))
            (tick(typed, "is_counting_chosen", "I confirm the model and the windows"))
        }
    }
}

fn expected(typed: &Typed) -> Markup {
    let kpis = BENCHMARKS
        .iter()
        .filter_map(|(key, is_percent, example)| Some((Kpi::from_key(key)?, is_percent, example)));
    html! {
        div.fields {
            small { "Amounts are in the campaign's currency." }
            @for (kpi, is_percent, example) in kpis {
                @let unit = if *is_percent { "percent" } else { "amount" };
                (input(typed, kpi.key, &format!("{}, {unit}", kpi.name), "text", example))
            }
            label for="benchmark_origin" { "Where these come from" }
            select id="benchmark_origin" name="benchmark_origin" {
                @for (key, text) in [
                    ("manual", "our own judgement"),
                    ("own_history", "our earlier campaigns"),
                    ("library", "published figures of the trade"),
                ] {
                    option value=(key) selected[key == typed.get("benchmark_origin")] { (text) }
                }
            }
        }
    }
}

fn limits(typed: &Typed) -> Markup {
    html! {
        div.fields {
            (input(typed, "target", "Revenue target of the campaign", "text", "400000.00"))
            (input(typed, "week_floor", "A creator's week is to bring at least", "text", "120.00"))
            (input(typed, "week_ceiling", "From so much a week on, do more with a creator", "text",
                "1450.00"))
            (input(typed, "floor", "Call somebody when an hour earns less than", "text", "500.00"))
            (input(typed, "cpc_ceiling", "A click may cost at most", "text", "2.50"))
            (tick(typed, "needs_codes", "Every creator needs a promo code"))
        }
    }
}

fn brief(typed: &Typed) -> Markup {
    html! {
        div.fields {
            (input(typed, "disclosure_words", "Words that disclose", "text", "#ad"))
            (lines(typed, "terms", "Keywords, #hashtags and @mentions, one on each line",
                "#GlowSummer"))
            (lines(typed, "dos", "Do, one on each line",
                "Show the bottle in the first three seconds."))
            (lines(typed, "donts", "To avoid, one on each line", "Promising results."))
            (tick(typed, "does_show_results", "Creators see their own clicks, orders and sales"))
        }
    }
}

/// What would be made, or why it was not.
fn outcome(report: &Report) -> Markup {
    let (title, note) = match (report.is_dry_run, report.is_well()) {
        (true, _) => ("What would be made", "nothing is made yet"),
        (false, true) => ("What was made", "everything"),
        (false, false) => ("What would be made", "nothing was made: mend what is refused"),
    };
    let is_made = !report.is_dry_run && report.is_well();
    let refused = report.kinds.iter().flat_map(|outcome| outcome.refused.iter().take(N_REFUSED));
    card(
        "outcome",
        title,
        note,
        html! {
            div.scroll tabindex="0" role="group" aria-label=(title) { table {
                thead { tr {
                    th scope="col" { "What" }
                    th.number scope="col" { "Asked for" }
                    th.number scope="col" { "There already" }
                    th.number scope="col" { (if is_made { "Made" } else { "New" }) }
                    th.number scope="col" { "Refused" }
                } }
                tbody { @for outcome in &report.kinds { (kind(outcome)) } }
            } }
            @if report.is_dry_run && report.is_well() {
                p.note { "Dates, links and codes passed every check." }
            }
            @for refused in refused {
                p.note {
                    (tag(Tone::Bad, "refused")) " " code { (refused.id) } " "
                    (name(&words::sentence(&refused.detail)))
                }
            }
        },
    )
}

fn kind(outcome: &Outcome) -> Markup {
    let count = |n: usize| words::count(i64::try_from(n).unwrap_or(i64::MAX));
    html! {
        tr {
            th scope="row" { (words::sentence(&outcome.kind)) }
            td.number { (count(outcome.n_wanted)) }
            td.number { (count(outcome.n_known)) }
            td.number { (count(outcome.n_new)) }
            td.number { (count(outcome.refused.len())) }
        }
    }
}
