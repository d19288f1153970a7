//! What loses clicks, orders or certainty now on Links & codes: the gravest first, each with where
//! it is mended. A narrowed list has none of it: whoever searches wants the list.

use std::collections::BTreeMap;

use byline_core::decision::advice::Why;
use byline_core::id::{CampaignId, CreatorId};
use byline_core::link::Link;
use byline_core::link::health::HealthState;
use byline_engine::Engine;
use byline_engine::view::{CreatorDecision, DecisionsView, PatrolRow, PatrolView, QuestionOf};
use maud::{Markup, html};

use super::build::{creator_name, in_campaign};
use super::one;
use super::start::unlinked;
use crate::link_check::Checked;
use crate::pages::identities::Doubles;
use crate::pages::links;
use crate::pages::parts::{Tone, card, name, tag};
use crate::pages::words::{self, Clock};

/// How many stand open; the rest unfolds.
const N_OPEN: usize = 8;

/// One thing that needs somebody.
#[derive(Clone, Debug)]
pub struct Need {
    tone: Tone,
    word: &'static str,
    /// What or whom it is about, and the page of that.
    about: (String, String),
    says: String,
    /// What to do, and where.
    next: (&'static str, String),
}

/// What it is read from.
pub struct Ground<'a> {
    /// The state.
    pub engine: &'a Engine,
    /// The clock of what is told.
    pub clock: &'a Clock,
    /// Every link in use with its check.
    pub checked: &'a [(&'a Link, Checked)],
    /// Posts as they were read.
    pub patrol: &'a PatrolView,
    /// The decisions of each campaign that is judged.
    pub judged: &'a [(CampaignId, DecisionsView)],
    /// Who is probably somebody else.
    pub doubles: &'a Doubles,
}

/// All of it.
pub fn all(ground: &Ground<'_>) -> Vec<Need> {
    let is_broken = |checked: &Checked| checked.health.state == HealthState::Broken;
    let broken = ground.checked.iter().filter(|(_, checked)| is_broken(checked));
    let mut needs: Vec<Need> =
        broken.map(|(link, checked)| leads_nowhere(ground.engine, link, checked)).collect();
    needs.extend(not_counted(ground));
    for (campaign, view) in ground.judged {
        needs.extend(view.creators.iter().filter_map(|row| may_have_leaked(campaign, view, row)));
    }
    for (creator, href) in never_clicked(ground.judged) {
        needs.push(Need {
            tone: Tone::Warn,
            word: "never clicked",
            about: (creator, href.clone()),
            says: "seen, and nobody ever clicked: look whether the link is in the posts".to_owned(),
            next: ("See what they posted", format!("{href}#placements")),
        });
    }
    needs
}

/// Whose posts were seen and never clicked: the name, and the page of the creator.
pub fn never_clicked(judged: &[(CampaignId, DecisionsView)]) -> Vec<(String, String)> {
    let is_it = |row: &&CreatorDecision| row.advice.whys.contains(&Why::NeverClicked);
    let of = |(campaign, view): &(CampaignId, DecisionsView)| {
        let ask = in_campaign(campaign);
        let rows = view.creators.iter().filter(is_it);
        rows.map(|row| (row.name.clone(), links::creator(&ask, &row.creator_id)))
            .collect::<Vec<_>>()
    };
    judged.iter().flat_map(of).collect()
}

fn leads_nowhere(engine: &Engine, link: &Link, checked: &Checked) -> Need {
    let href = one::href(link.id.as_str());
    let wrong = checked.health.findings.first().map(|finding| finding.detail.as_str());
    Need {
        tone: Tone::Bad,
        word: "broken",
        about: (format!("/{}", link.slug), href.clone()),
        says: format!(
            "the link of {}: {}",
            creator_name(engine, link.creator_id.as_str()),
            wrong.unwrap_or("it leads nowhere")
        ),
        next: ("See what to do", href),
    }
}

/// Posts that are out without their link, those of one creator together.
fn not_counted(ground: &Ground<'_>) -> Vec<Need> {
    let mut by_creator: BTreeMap<(&CampaignId, &CreatorId, bool), Vec<&PatrolRow>> =
        BTreeMap::new();
    for row in ground.patrol.posts.iter().filter(|row| row.open_since().is_some()) {
        let key = (&row.campaign_id, &row.creator_id, row.links.is_empty());
        by_creator.entry(key).or_default().push(row);
    }
    let need = |((campaign, id, has_none), rows): ((&CampaignId, &CreatorId, bool), Vec<_>)| {
        let rows: Vec<&PatrolRow> = rows;
        let first_at = rows.iter().filter_map(|row| row.open_since()).min()?;
        let since = ground.clock.weekday_minute(first_at);
        let until = if has_none { "a link is issued" } else { "it is put in" };
        let says = match rows.as_slice() {
            [row] => format!(
                "{} is out without its link since {since}: its clicks and orders are lost until \
                 {until}",
                row.title
            ),
            rows => format!(
                "{} posts are out without their link, the first since {since}: their clicks and \
                 orders are lost until {until}",
                rows.len()
            ),
        };
        Some(Need {
            tone: Tone::Bad,
            word: "not counted",
            about: (rows.first()?.creator.clone(), links::creator(&in_campaign(campaign), id)),
            says,
            next: match has_none {
                true => unlinked(&in_campaign(campaign), (campaign, id), ground.doubles),
                false => ("See the posts", "#patrol".to_owned()),
            },
        })
    };
    by_creator.into_iter().filter_map(need).collect()
}

fn may_have_leaked(
    campaign: &CampaignId,
    view: &DecisionsView,
    row: &CreatorDecision,
) -> Option<Need> {
    let leak = row.leak.as_ref()?;
    let ask = in_campaign(campaign);
    let codes: Vec<String> = leak.codes.iter().map(|(_, code)| code.clone()).collect();
    let (n_by_code, n_by_click) = (leak.sign.own.n_by_code, leak.sign.own.n_by_click);
    let in_doubt = row.in_question.filter(|of| of.of == QuestionOf::InDoubt);
    let in_doubt = in_doubt.map_or_else(String::new, |of| {
        format!(": about {} is in doubt", words::money_rounded(of.minor, view.currency))
    });
    Some(Need {
        tone: Tone::Warn,
        word: "may have leaked",
        about: (row.name.clone(), links::creator(&ask, &row.creator_id)),
        says: format!(
            "{} of {} orders came by {} without a click{in_doubt}",
            n_by_code,
            n_by_code + n_by_click,
            words::listed(&codes)
        ),
        next: ("See the case", format!("{}#case-{}", ask.href("/decisions"), row.creator_id)),
    })
}

/// The card; nothing where nothing needs anybody.
pub fn render(needs: &[Need]) -> Markup {
    let (open, rest) = needs.split_at(needs.len().min(N_OPEN));
    html! {
        @if !needs.is_empty() {
            (card("needs", "What needs you", "what loses clicks, orders or certainty", html! {
                ul.checks { @for need in open { (line(need)) } }
                @if !rest.is_empty() {
                    details.inset {
                        summary { (rest.len()) " more" }
                        ul.checks { @for need in rest { (line(need)) } }
                    }
                }
            }))
        }
    }
}

fn line(need: &Need) -> Markup {
    html! {
        li {
            (tag(need.tone, need.word)) " "
            a href=(need.about.1) { (name(&need.about.0)) } ": " (name(&need.says)) ". "
            a.open href=(need.next.1) { (need.next.0) }
        }
    }
}
