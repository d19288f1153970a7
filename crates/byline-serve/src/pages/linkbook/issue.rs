//! The page where a roster becomes links and codes: the form, and what became of what was pasted.

use byline_core::link::finding::Finding;
use byline_engine::Engine;
use byline_engine::view::LinkState;
use maud::{Markup, html};

use super::build::campaigns;
use super::{Typed, one};
use crate::issuing::{HAS_ONE, LinkRow, Report, Roster, Wanted};
use crate::pages::ask::Ask;
use crate::pages::gate;
use crate::pages::parts::{Tone, card, name, tag};
use crate::pages::shell::{Banner, Head, Here, Shell};
use crate::pages::words;

/// How many rows of a report are shown; the counts are of all.
const N_ROWS: usize = 300;
/// The form's id: the button that issues stands beside the rows that it would issue.
const FORM: &str = "roster-form";

impl Typed {
    /// What the form asks for.
    pub fn wanted(&self) -> Wanted {
        let said = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Wanted {
            campaign_id: self.campaign.clone(),
            roster: Roster::Text(self.roster.clone()),
            destination: self.destination.clone(),
            slug_pattern: said(&self.slug_pattern),
            code_pattern: said(&self.code_pattern),
            dry_run: !self.is_for_good,
            ..Wanted::default()
        }
    }
}

/// The page's address.
pub const PATH: &str = "/links/issue";

/// The page, settled.
#[derive(Debug)]
pub struct IssuePage {
    /// What stands around it.
    pub shell: Shell,
    /// Campaigns to choose from: id, name.
    campaigns: Vec<(String, String)>,
    /// What was typed into the form.
    typed: Typed,
    /// What became of it.
    report: Option<Report>,
}

impl IssuePage {
    /// The page with what was typed; for the newest campaign if none was chosen.
    pub fn new(engine: &Engine, ask: &Ask, typed: Typed) -> Self {
        let campaigns = campaigns(engine);
        let newest = campaigns.first().map(|(id, _)| id.clone()).unwrap_or_default();
        let chosen = Some(typed.campaign.clone()).filter(|id| !id.is_empty());
        let shell = Shell {
            title: "Issue links and codes".to_owned(),
            here: Here::Links,
            ask: ask.clone(),
            is_live: false,
            banners: Vec::new(),
        };
        let typed = Typed { campaign: chosen.unwrap_or(newest), ..typed };
        Self { shell, campaigns, typed, report: None }
    }

    /// What stands in the shell.
    pub fn content(&self) -> Markup {
        let form = |id| card(id, "Your roster", "a row for each creator", self.form());
        html! {
            (Head::titled("Issue links and codes").render())
            div.tools {
                a.button href="/links" { "All links" }
                @if self.report.as_ref().is_some_and(|report| !report.dry_run) {
                    a.button href=(PATH) { "Issue more" }
                }
            }
            p.lead {
                "Paste your roster, look at what it would give, then issue it. Looking issues \
                 nothing, and the same roster twice gives nobody a second link for the same \
                 placement."
            }
            @match &self.report {
                // What is pressed next stands beside what it would give.
                Some(report) if report.dry_run => {
                    div.halves.wide-first id="issue" { (outcome(report)) (form("roster-card")) }
                },
                Some(report) => (outcome(report)),
                None => (form("issue")),
            }
        }
    }

    /// Says what became of a roster, and where its links are let go if the launch gate holds any.
    pub fn tell(&mut self, engine: &Engine, report: Report) {
        if !report.dry_run {
            let text = format!(
                "Done: {} links and {} codes are new, {} links were there, {} rows are refused. \
                 The same roster again issues nothing.",
                report.n_new, report.n_new_codes, report.n_known, report.n_refused
            );
            let next = held_by(engine, &report)
                .map(|campaign| ("The launch gate holds them".to_owned(), gate::href(campaign)));
            self.shell.banners.push(Banner { tone: Tone::Good, text, next });
        }
        self.report = Some(report);
    }

    fn form(&self) -> Markup {
        let typed = &self.typed;
        let is_looked_at = self.report.as_ref().is_some_and(|report| report.dry_run);
        html! {
            form.fields id=(FORM) method="post" action=(PATH) enctype="multipart/form-data" {
                label for="campaign" { "Campaign" }
                select id="campaign" name="campaign" required {
                    @for (id, word) in &self.campaigns {
                        option value=(id) selected[*id == typed.campaign] { (word) }
                    }
                }
                label for="destination" { "Where links land" }
                input id="destination" name="destination" type="url" value=(typed.destination)
                    placeholder="https://brand.com/product" maxlength="2048";
                label for="roster" { "Roster" }
                textarea id="roster" name="roster" rows="8" spellcheck="false"
                    aria-describedby="roster-hint"
                    placeholder="creator, platform, placement, format, phase" { (typed.roster) }
                small id="roster-hint" {
                    "Paste it from a sheet, the first row naming the columns: "
                    code { "creator, platform, placement, format, phase, destination, slug, code" }
                    ". Several values in a cell, as in " code { "bio | story" }
                    ", give a link each. Without a platform every account gets one."
                }
                label for="file" { "or a file" }
                input.drop id="file" type="file" name="file" accept=".csv,.tsv,text/csv";
                label for="slug_pattern" { "How short links end" }
                input id="slug_pattern" name="slug_pattern" value=(typed.slug_pattern)
                    placeholder="{creator}-{format}" maxlength="100"
                    aria-describedby="slug-hint";
                small id="slug-hint" {
                    "Left empty, they end with 10 random letters. " code { "{creator}-{format}" }
                    " gives ana-reel."
                }
                label for="code_pattern" { "Promo codes" }
                input id="code_pattern" name="code_pattern" value=(typed.code_pattern)
                    placeholder="{creator}15" maxlength="100" aria-describedby="code-hint";
                small id="code-hint" {
                    "Left empty, only the codes of the roster are issued. " code { "{creator}15" }
                    " gives ANA15."
                }
                p.actions {
                    button.button.primary[!is_looked_at] name="step" value="look" {
                        @if is_looked_at { "Look again" } @else { "Look at it first" }
                    }
                }
            }
        }
    }
}

/// The campaign whose launch gate holds a link that is new; `None` if all of them lead on.
fn held_by<'e>(engine: &'e Engine, report: &Report) -> Option<&'e str> {
    let new = report.results.iter().filter(|row| row.status == "new");
    let mut links = new.filter_map(|row| engine.link(row.link_id.as_deref()?));
    let held = links.find(|link| engine.link_stand(link).state == LinkState::Held)?;
    Some(held.campaign_id.as_str())
}

/// That the creator of a new link has a live one on its platform.
fn has_one(row: &LinkRow) -> Option<&Finding> {
    row.findings.iter().find(|finding| finding.code == HAS_ONE)
}

/// What a roster would give, in a sentence; where something is refused, why.
fn would_give(report: &Report) -> String {
    let n = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let mut text = words::counted(n(report.n_new), "new link", "new links");
    if 0 < report.n_known {
        text.push_str(&format!(", {} known already", words::count(n(report.n_known))));
    }
    if 0 < report.n_refused {
        text.push_str(&format!(", {} refused", words::count(n(report.n_refused))));
    }
    match report.results.iter().filter_map(has_one).count() {
        0 => {}
        1 if report.n_new == 1 => text.push_str(", beside a live one on the same platform"),
        beside => text.push_str(&format!(
            ", {} of them beside a live one on the same platform",
            words::count(n(beside))
        )),
    }
    text.push_str(". Nothing is issued yet.");
    let refusal = report.results.iter().find_map(|row| row.refusal.as_ref());
    if let Some(refusal) = refusal {
        text.push_str(&format!(" {}.", words::sentence(&refusal.detail)));
    }
    text
}

/// What became of a roster, or what would, with the button that does it.
fn outcome(report: &Report) -> Markup {
    let title = if report.dry_run { "What the roster would give" } else { "What was issued" };
    let note = if report.dry_run { "nothing is issued yet" } else { "" };
    let bad_first = |row: &&LinkRow| row.status != "refused";
    let mut rows: Vec<&LinkRow> = report.results.iter().collect();
    rows.sort_by_key(bad_first);
    card(
        "outcome",
        title,
        note,
        html! {
            p.equation {
                @for (n, word) in [
                    (report.n_new, "new links"),
                    (report.n_known, "known already"),
                    (report.n_refused, "refused"),
                    (report.n_new_codes, "new codes"),
                    (report.n_refused_codes, "refused codes"),
                ] {
                    span.part { b { (words::count(i64::try_from(n).unwrap_or(i64::MAX))) } " "
                        small { (word) } }
                }
            }
            @if report.dry_run {
                div.tools {
                    button.button.primary form=(FORM) name="step" value="issue" { "Issue these" }
                    @if let ([row], true) = (&*report.results, report.codes.is_empty()) {
                        @if let Some(known) = has_one(row) {
                            a.button href=(one::href(&known.value)) { "Use the existing one" }
                        }
                    }
                    span.muted.gives { (would_give(report)) }
                }
            }
            div.scroll tabindex="0" role="group" aria-label=(title) { table.folds {
                thead { tr {
                    th.number scope="col" { "Line" }
                    th scope="col" { "Creator" }
                    th scope="col" { "Platform, placement" }
                    th scope="col" { "Link" }
                    th scope="col" { "Outcome" }
                } }
                tbody { @for row in rows.into_iter().take(N_ROWS) { (link_row(row)) } }
            } }
            (codes(report))
        },
    )
}

fn link_row(row: &LinkRow) -> Markup {
    html! {
        tr {
            td.number data-label="Line" { (row.line) }
            th scope="row" { (name(&row.creator)) }
            td data-label="Where" { (name(&row.placement)) }
            td data-label="Link" {
                @if let Some(url) = &row.url { code { (url) } }
                @if let Some(shape) = &row.slug_shape { span.muted { (shape) } }
            }
            td.wide {
                @match has_one(row) {
                    Some(known) => {
                        (tag(Tone::Warn, &second(row)))
                        p { (name(&words::sentence(&known.detail))) ". "
                            a href=(one::href(&known.value)) { "See that one" } }
                    },
                    None => { (tag(tone(row.status), row.status)) " " },
                }
                @if let Some(refusal) = &row.refusal {
                    (name(&words::sentence(&refusal.detail)))
                    small.below { (name(&refusal.next_step)) }
                }
                @for finding in row.findings.iter().filter(|finding| finding.code != HAS_ONE) {
                    small.below { (name(&words::sentence(&finding.detail))) }
                }
            }
        }
    }
}

fn second(row: &LinkRow) -> String {
    let platform = row.placement.split(" · ").next().unwrap_or_default();
    format!("second link on {platform}")
}

fn codes(report: &Report) -> Markup {
    html! {
        @if !report.codes.is_empty() {
            div.scroll tabindex="0" role="group" aria-label="Promo codes" { table.folds {
                thead { tr {
                    th scope="col" { "Code" }
                    th scope="col" { "Creator" }
                    th scope="col" { "Outcome" }
                } }
                tbody { @for row in report.codes.iter().take(N_ROWS) {
                    tr {
                        th scope="row" { code { (name(&row.promo_code)) } }
                        td data-label="Creator" { (name(&row.creator)) }
                        td.wide {
                            (tag(tone(row.status), row.status)) " "
                            @if let Some(refusal) = &row.refusal { (name(&refusal.detail)) }
                            @for finding in &row.findings {
                                small.below { (name(&finding.detail)) }
                            }
                        }
                    }
                } }
            } }
        }
    }
}

fn tone(status: &str) -> Tone {
    match status {
        "new" => Tone::Good,
        "refused" => Tone::Bad,
        _ => Tone::Plain,
    }
}
