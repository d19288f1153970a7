//! The box for posts, and what became of what was pasted.

use maud::{Markup, html};

use super::{LinkBook, Pasted};
use crate::pages::parts::{Tone, name, tag};
use crate::pages::shell::Banner;
use crate::pages::words;
use crate::posting::{PostRow, Report, Wanted};

/// How many lines of a report are shown; the counts are of all.
const N_ROWS: usize = 300;

impl Pasted {
    /// What the box asks for.
    pub fn wanted(&self) -> Wanted {
        Wanted {
            campaign_id: self.campaign.clone(),
            posts: self.posts.clone(),
            dry_run: !self.is_for_good,
        }
    }
}

impl LinkBook {
    /// Says what became of pasted posts.
    pub fn tell_posted(&mut self, pasted: Pasted, report: Report) {
        if !report.dry_run {
            let text = format!(
                "Done: {} posts are new, {} were known, {} lines are refused.",
                report.n_new, report.n_known, report.n_refused
            );
            self.shell.banners.push(Banner { tone: Tone::Good, text, next: None });
        }
        self.pasted = pasted;
        self.posted = Some(report);
    }

    /// The box, and what became of what was in it.
    pub fn posts(&self) -> Markup {
        let pasted = &self.pasted;
        let is_looked_at = self.posted.as_ref().is_some_and(|report| report.dry_run);
        html! {
            @if let Some(report) = &self.posted { (outcome(report)) }
            form.fields method="post" action="/links/posts" enctype="multipart/form-data" {
                label for="posts-campaign" { "Campaign" }
                select id="posts-campaign" name="campaign" required {
                    @for (id, word) in &self.campaigns {
                        option value=(id) selected[*id == pasted.campaign] { (word) }
                    }
                }
                label for="pasted" { "Posts" }
                textarea id="pasted" name="posts" rows="5" spellcheck="false"
                    aria-describedby="pasted-hint"
                    placeholder="https://www.tiktok.com/@ana/video/7234567890123456789" {
                    (pasted.posts)
                }
                small id="pasted-hint" {
                    "One on each line, of TikTok, Instagram or YouTube. Where the address does not "
                    "say whose it is, write the creator beside it, after a comma. The address of "
                    "an account tells you whose account it is."
                }
                p.actions {
                    button.button.primary[!is_looked_at] name="step" value="look" {
                        "Look at them first"
                    }
                    " "
                    @if is_looked_at {
                        button.button.primary name="step" value="post" { "Add these posts" }
                    }
                }
            }
        }
    }
}

fn outcome(report: &Report) -> Markup {
    let is_refused = |row: &&PostRow| row.status != "refused";
    let mut rows: Vec<&PostRow> = report.results.iter().collect();
    rows.sort_by_key(is_refused);
    html! {
        div.scroll tabindex="0" role="group" aria-label="What was pasted" { table {
            thead { tr {
                th.number scope="col" { "Line" }
                th scope="col" { "Post" }
                th scope="col" { "Creator" }
                th scope="col" { "Live since" }
                th scope="col" { "Outcome" }
            } }
            tbody { @for row in rows.into_iter().take(N_ROWS) { (line(row)) } }
        } }
    }
}

fn line(row: &PostRow) -> Markup {
    let tone = match row.status {
        "new" => Tone::Good,
        "refused" => Tone::Bad,
        _ => Tone::Plain,
    };
    html! {
        tr {
            th.number scope="row" { (row.line) }
            td.wide { code { (name(&row.url)) } }
            td { (name(row.creator.as_deref().unwrap_or_default())) }
            td {
                @if let Some(at) = row.published_at {
                    (at)
                    @if row.is_time_guessed { small.below { "now: the address does not say" } }
                }
            }
            td.wide {
                (tag(tone, row.status)) " "
                @if let Some(detail) = &row.detail { (name(&words::sentence(detail))) }
                @if let Some(warning) = &row.warning {
                    (tag(Tone::Warn, "older than the campaign"))
                    small.below { (words::sentence(&warning.detail)) "." }
                }
            }
        }
    }
}
