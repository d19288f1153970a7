//! The benchmarks of a campaign: what is expected of everybody and of kinds of creators, each with
//! where it comes from; and the form that sets one.

use std::sync::Arc;

use axum::extract::{Extension, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use byline_core::campaign::Campaign;
use byline_core::creator::{CreatorSize, Platform};
use byline_core::gate::{Benchmark, Origin};
use byline_core::kpi::Kpi;
use maud::{Markup, html};
use url::form_urlencoded;

use super::forms::Fields;
use super::rules::{benchmarks_href, refused};
use crate::api::set_benchmark_now;
use crate::guard::Actor;
use crate::pages::links::segment;
use crate::pages::parts::{empty, name};
use crate::pages::words;
use crate::payload::Payload;
use crate::problem::Problem;
use crate::site::Site;

/// The shares that creators are judged by.
const KPIS: [&str; 2] = ["ctr", "conversion_rate"];
/// The longest category and source, in characters.
const LONGEST: usize = 100;
/// The word of the form for what others report.
const PUBLISHED: &str = "published";

/// `POST /campaigns/{id}/benchmarks`: sets one, or takes it away.
pub async fn set(
    State(site): State<Arc<Site>>,
    Extension(Actor(actor)): Extension<Actor>,
    Path(id): Path<String>,
    Payload(body): Payload,
) -> Response {
    let fields = Fields(&body);
    let is_removed = fields.said("remove").is_some();
    let done = match read(&fields, is_removed) {
        Ok(benchmark) => set_benchmark_now(&site, &id, benchmark, is_removed, actor).await,
        Err(problem) => Err(problem),
    };
    match done {
        Ok(_) => Redirect::to(&benchmarks_href(&id)).into_response(),
        Err(problem) => refused(&site, &id, &body, problem),
    }
}

fn read(fields: &Fields<'_>, is_removed: bool) -> Result<Benchmark, Problem> {
    let kpi = KPIS.into_iter().find(|kpi| *kpi == fields.text("kpi")).ok_or_else(|| {
        Problem::new(422, "benchmark.kpi_unknown", "creators are not judged by that")
            .next_step("choose CTR or conversion rate")
            .at("kpi", fields.text("kpi"))
    })?;
    let value_micro = if is_removed { 0 } else { share_micro(&fields.text("value"))? };
    let short =
        |field: &str| fields.said(field).map(|text| text.chars().take(LONGEST).collect::<String>());
    let (platform, size) = (fields.text("platform"), fields.text("size"));
    let origin = match fields.text("origin") == PUBLISHED {
        true => Origin::Library,
        false => Origin::Manual,
    };
    Ok(Benchmark {
        platform: Platform::ALL.into_iter().find(|row| row.key() == platform),
        size: CreatorSize::ALL.into_iter().find(|row| row.key() == size),
        category: short("category"),
        source: short("source"),
        ..Benchmark::new(kpi, value_micro, origin)
    })
}

/// `1.25` percent as millionths; above zero and at most 100.
fn share_micro(text: &str) -> Result<i64, Problem> {
    let text = text.trim().trim_end_matches('%').trim_end();
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let is_plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let digits = (is_plain(whole) && is_plain(part) && part.len() <= 4 && whole.len() <= 3)
        .then(|| format!("{whole}{part:0<4}"));
    let micro = digits.and_then(|digits| digits.parse::<i64>().ok());
    micro.filter(|micro| (1..=1_000_000).contains(micro)).ok_or_else(|| {
        let detail = "a benchmark is a share above 0 and up to 100 percent";
        Problem::new(422, "benchmark.value_wrong", detail)
            .next_step("say it with a point and at most four digits behind it, such as 1.25")
            .at("value", text)
    })
}

/// The benchmarks, and the form with what an address says of one; `None` where nothing can be set.
pub fn render(campaign: &Campaign, typed: Option<&Fields<'_>>) -> Markup {
    let may_set = typed.is_some();
    let all = campaign.gate.as_ref().map(|terms| terms.benchmarks.as_slice()).unwrap_or_default();
    let judging: Vec<&Benchmark> =
        all.iter().filter(|row| KPIS.contains(&row.kpi.as_str())).collect();
    let address = format!("/campaigns/{}/benchmarks", segment(campaign.id.as_str()));
    html! {
        @if judging.is_empty() {
            (empty("Nothing is expected of anybody yet, so nobody can be judged."))
        } @else {
            div.scroll tabindex="0" role="group" aria-label="Benchmarks" { table.folds {
                thead { tr {
                    th scope="col" { "Of whom" }
                    th scope="col" { "What" }
                    th.number scope="col" { "Expected" }
                    th scope="col" { "Source" }
                    @if may_set { th scope="col" { "Change" } }
                } }
                tbody { @for row in judging { (line(row, &address, may_set)) } }
            } }
        }
        p.note {
            "Own history is what your earlier campaigns brought: entered with the campaign, or \
             taken over from the "
            a href={ "/playbook?campaign=" (segment(campaign.id.as_str())) "#benchmarks" } {
                "playbook"
            }
            "; published is what others report; set by hand is your own judgement. They stay as \
             they are until somebody changes them here."
        }
        @if let Some(typed) = typed { (form(&address, typed)) }
    }
}

fn line(row: &Benchmark, address: &str, may_set: bool) -> Markup {
    let kpi = kpi_name(&row.kpi);
    let value = words::percent(row.value_micro.into(), 1_000_000).unwrap_or_default();
    html! {
        tr {
            th scope="row" { (name(&whom(row))) }
            td data-label="What" { (kpi) }
            td.number.main data-label="Expected" { (value) }
            td data-label="Source" {
                (says_who(row))
            }
            @if may_set {
                td { div.at-once {
                    a.button href=(change_href(row, address))
                        aria-label={ "Change: " (kpi) ", " (whom(row)) } { "Change" }
                    " "
                    form.inline method="post" action=(address) {
                        input type="hidden" name="kpi" value=(row.kpi);
                        input type="hidden" name="platform"
                            value=(row.platform.map_or("", Platform::key));
                        input type="hidden" name="size"
                            value=(row.size.map_or("", CreatorSize::key));
                        input type="hidden" name="category"
                            value=(row.category.as_deref().unwrap_or_default());
                        input type="hidden" name="remove" value="1";
                        button.button aria-label={ "Take away: " (kpi) ", " (whom(row)) } {
                            "Take away"
                        }
                    }
                } }
            }
        }
    }
}

fn kpi_name(key: &str) -> &str {
    Kpi::from_key(key).map_or(key, |kpi| kpi.name)
}

/// The form with the numbers of one benchmark in it. What own history says is no more its word once
/// somebody changes it.
fn change_href(row: &Benchmark, address: &str) -> String {
    let mut fields = form_urlencoded::Serializer::new(String::new());
    // To the digit, as it is read again.
    let percent = format!("{}.{:04}", row.value_micro / 10_000, row.value_micro % 10_000);
    let percent = percent.trim_end_matches('0').trim_end_matches('.');
    let (origin, source) = match row.origin {
        Origin::Library => (PUBLISHED, row.source.as_deref()),
        Origin::Manual => ("", row.source.as_deref()),
        Origin::OwnHistory => ("", None),
    };
    for (name, text) in [
        ("kpi", row.kpi.as_str()),
        ("platform", row.platform.map_or("", Platform::key)),
        ("size", row.size.map_or("", CreatorSize::key)),
        ("category", row.category.as_deref().unwrap_or_default()),
        ("value", percent),
        ("origin", origin),
        ("source", source.unwrap_or_default()),
    ] {
        fields.append_pair(name, text);
    }
    let page = address.trim_end_matches("/benchmarks");
    format!("{page}/rules?{}#set-benchmark", fields.finish())
}

fn form(address: &str, typed: &Fields<'_>) -> Markup {
    let text = |name: &str| typed.text(name);
    html! {
        form.fields id="set-benchmark" method="post" action=(address) {
            div.in-two {
                div {
                    label for="benchmark-kpi" { "What" }
                    select id="benchmark-kpi" name="kpi" {
                        @for (key, label) in KPIS.map(|key| (key, kpi_name(key))) {
                            option value=(key) selected[text("kpi") == key] { (label) }
                        }
                    }
                }
                div {
                    label for="benchmark-platform" { "Platform" }
                    select id="benchmark-platform" name="platform" {
                        option value="" { "any" }
                        @for row in Platform::ALL {
                            option value=(row.key()) selected[text("platform") == row.key()] {
                                (row.name())
                            }
                        }
                    }
                }
                div {
                    label for="benchmark-size" { "Size" }
                    select id="benchmark-size" name="size" {
                        option value="" { "any" }
                        @for row in CreatorSize::ALL {
                            option value=(row.key()) selected[text("size") == row.key()] {
                                (row.key())
                            }
                        }
                    }
                }
                div {
                    label for="benchmark-category" { "Category" }
                    input id="benchmark-category" name="category" maxlength="100" placeholder="any"
                        value=(text("category"));
                }
                div {
                    label for="benchmark-value" { "Expected, in percent" }
                    input id="benchmark-value" name="value" required inputmode="decimal"
                        placeholder="1.25" value=(text("value"));
                }
                div {
                    label for="benchmark-origin" { "Where it comes from" }
                    select id="benchmark-origin" name="origin" {
                        option value="" { "my own judgement" }
                        option value=(PUBLISHED) selected[text("origin") == PUBLISHED] {
                            "published by others"
                        }
                    }
                }
                div {
                    label for="benchmark-source" { "Source and date" }
                    input id="benchmark-source" name="source" maxlength="100"
                        value=(text("source"));
                }
            }
            small {
                "Of those that fit a creator, the one that says most about them counts. The same "
                "kind again replaces what was set."
            }
            p.actions { button.button { "Set the benchmark" } }
        }
    }
}

/// `TikTok, nano, beauty`, or everybody.
fn whom(row: &Benchmark) -> String {
    let parts = [
        row.platform.map(|platform| platform.name().to_owned()),
        row.size.map(|size| size.key().to_owned()),
        row.category.clone(),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { "Everybody".to_owned() } else { parts.join(", ") }
}

/// Where a benchmark comes from, each thing said once.
fn says_who(row: &Benchmark) -> Markup {
    let origin = origin(row.origin);
    let source = row.source.as_deref().unwrap_or_default();
    let rest = source.strip_prefix(origin).unwrap_or(source);
    let rest = rest.trim_start_matches([',', ':', ' ']);
    html! { (origin) @if !rest.is_empty() { ": " (name(rest)) } }
}

fn origin(origin: Origin) -> &'static str {
    match origin {
        Origin::Library => "published",
        Origin::OwnHistory => "own history",
        Origin::Manual => "set by hand",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads as a table: what is typed, and what is expected in millionths.
    #[test]
    fn a_share_is_read_to_the_digit() {
        for (text, micro) in [
            ("1.2", Some(12_000)),
            (" 1.25 % ", Some(12_500)),
            ("0.0001", Some(1)),
            ("100", Some(1_000_000)),
            (".5", Some(5_000)),
            ("0", None),
            ("100.01", None),
            ("1,2", None),
            ("-1", None),
            ("1.23456", None),
            ("", None),
        ] {
            assert_eq!(share_micro(text).ok(), micro, "{text}");
        }
    }
}
