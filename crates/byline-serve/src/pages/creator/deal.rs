//! What was agreed with a creator, and what they cost so far.

use byline_core::creator::{Creator, Deal};
use byline_engine::Engine;
use byline_engine::view::Scope;
use maud::{Markup, html};

use crate::pages::frame::Frame;
use crate::pages::parts::{card, empty, name};
use crate::pages::words;
use crate::pages::{agreed, campaigns};

/// The deals of the campaign, and what was spent.
pub fn card_of(engine: &Engine, frame: &Frame<'_>, creator: &Creator) -> Markup {
    let is_asked = |deal: &&Deal| {
        let owner = engine.owner_of(deal.creator_id.as_str());
        owner == creator.id.as_str() && deal.campaign_id == frame.campaign.id && !deal.is_archived
    };
    let deals: Vec<&Deal> = engine.deals().filter(is_asked).collect();
    let body = html! {
        @if deals.is_empty() {
            (empty("No deal is stored, so fees and rights cannot be checked."))
        }
        // Several deals share one revenue, so what each earns of it is not known.
        @let alone = (deals.len() == 1).then(|| deals[0]);
        @let owed = alone.and_then(|deal| owed(engine, frame, deal));
        @for deal in &deals { (terms(frame, deal, owed.as_deref())) }
        (campaigns::spend_by_kind(engine, frame, Some(&creator.id)).render())
        @if frame.ask.at.is_none() {
            p.onward { a href=(agreed::href(frame.campaign.id.as_str(), &creator.id, "deal")) {
                "Change deal, accounts or brief"
            } }
        }
    };
    card("deal", "Deal and costs", "", body)
}

/// What commission comes to over the flight so far; it is cost only where it is recorded as spend.
fn owed(engine: &Engine, frame: &Frame<'_>, deal: &Deal) -> Option<String> {
    let whole = frame.over_flight()?;
    let scope = Scope { creator: Some(deal.creator_id.clone()), ..frame.scope() };
    let figures = frame.figures(engine, scope, whole.span);
    let revenue = figures.revenue_minor[frame.campaign.rules.model];
    let owed = i128::from(revenue.max(0)) * i128::from(deal.commission_bp) / 10_000;
    let owed = i64::try_from(owed).ok().filter(|owed| 0 < *owed)?;
    Some(format!(
        "about {} over the flight so far. It is in spend, ROI and CPA only once it is recorded.",
        words::money_rounded(owed, frame.currency())
    ))
}

fn terms(frame: &Frame<'_>, deal: &Deal, owed: Option<&str>) -> Markup {
    let commission = words::percent(deal.commission_bp.into(), 10_000);
    let commission = commission.filter(|_| 0 < deal.commission_bp);
    html! {
        dl.facts {
            dt { "Fee" }
            dd {
                @match deal.fee {
                    Some(fee) => (words::money(fee.minor, fee.currency)),
                    None => "none agreed",
                }
            }
            dt { "Commission" }
            dd {
                @match &commission {
                    Some(share) => {
                        (share) " of attributed revenue"
                        @if let Some(owed) = owed { ": " (owed) }
                    },
                    None => "none",
                }
            }
            dt { "Paid spend behind it" }
            dd {
                @match deal.amplification {
                    Some(span) => {
                        "allowed " (frame.clock.day(span.from)) " to " (frame.clock.day(span.to))
                    },
                    None => "not allowed",
                }
            }
            @if let Some(terms) = &deal.terms { dt { "Terms" } dd { (name(terms)) } }
        }
    }
}
