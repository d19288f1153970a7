//! Builds one campaign's page from the engine's answers.

use byline_engine::Engine;

use super::{CampaignPage, budget, plan, reading, scorecard};
use crate::pages::figures::headline::{no_click_micro, rate_by_click};
use crate::pages::frame::Frame;
use crate::pages::live::steps;
use crate::pages::shell::{Head, Here, Shell};
use crate::pages::{decisions, links, switches, verdict};

/// The page in a frame.
pub fn build(engine: &Engine, frame: &Frame<'_>) -> CampaignPage {
    let figures = frame.figures(engine, frame.scope(), frame.span);
    let inputs = engine.campaign_inputs(frame.campaign, &figures, frame.model, frame.span);
    let no_click = no_click_micro(engine, frame, None);
    let by_click = rate_by_click(frame, &figures, no_click);
    let id = &frame.campaign.id;
    let path = format!("/campaigns/{}", links::segment(id.as_str()));
    let head = switches::head(engine, frame, &path, frame.campaign.name.clone());
    let elsewhere = frame.ask.elsewhere();
    let view = engine.decisions_view(id, frame.now);
    let returned = view.as_ref().and_then(decisions::returned_by_all);
    CampaignPage {
        shell: Shell {
            title: frame.campaign.name.clone(),
            here: Here::Campaigns,
            ask: frame.ask.clone(),
            is_live: frame.ask.at.is_none(),
            banners: switches::banners(engine, frame)
                .into_iter()
                .chain(view.as_ref().and_then(|view| decisions::doubt(frame, view)))
                .collect(),
        },
        // The path names the campaign, so another one is chosen from the list of all.
        head: Head { campaigns: None, ..head },
        lead: plan::lead(frame),
        onward: vec![
            ("Live", elsewhere.href("/live")),
            ("Creators", elsewhere.href("/creators")),
            ("Weekly review", elsewhere.href(&format!("{path}/review"))),
            ("Verdict", elsewhere.href(&format!("{path}/verdict"))),
            ("Playbook", elsewhere.href("/playbook")),
            ("Target, limits, thresholds", elsewhere.href(&format!("{path}/rules"))),
            ("Launch gate", elsewhere.href(&format!("{path}/gate"))),
            ("Executive page", elsewhere.href("/executive")),
            ("All campaigns", "/campaigns".to_owned()),
        ],
        plan: plan::lines(engine, frame),
        budget: budget::of(engine, frame, &figures),
        scorecard: scorecard::of(frame, &inputs, by_click),
        unreported: scorecard::unreported(frame, &inputs),
        steps: steps(frame, &figures, no_click),
        steps_reading: reading::of_steps(frame, &figures),
        scorecard_reading: reading::of_scorecard(frame, &inputs, returned.as_deref()),
        outlook: verdict::outlook_card(engine, frame),
        as_of: switches::as_of(&frame.clock, engine.stand()),
    }
}
