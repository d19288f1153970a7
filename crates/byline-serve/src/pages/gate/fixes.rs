//! Fixes: where what a check found is mended, if a form of ours does that.

use byline_core::gate::{Check, Finding, Flaw};
use byline_engine::view::GateView;

use crate::pages::{agreed, alerts, linkbook, links};

/// Where a finding is mended; `None` if no page takes it.
pub fn href(view: &GateView, finding: &Finding) -> Option<String> {
    let is_of_link = finding.subject.kind == "link";
    let campaign = view.campaign_id.as_str();
    let href = match (finding.flaw, finding.check()) {
        (Flaw::NoPlacement | Flaw::NoLink | Flaw::NoCode | Flaw::CodeLeaked, _) => {
            let creator = finding.creator_id.as_ref()?;
            return Some(linkbook::issue_href(&view.campaign_id, creator));
        }
        (Flaw::NoShop, _) => "/sources/connect",
        (Flaw::AccountShared | Flaw::AliasShared, _) => "/identities",
        (Flaw::NoDeal | Flaw::DealEmpty, _) => {
            return Some(agreed::href(campaign, finding.creator_id.as_ref()?, "deal"));
        }
        (Flaw::NoBrief | Flaw::NoWindow | Flaw::WindowOutside, _) | (_, Check::Disclosure) => {
            return Some(agreed::href(campaign, finding.creator_id.as_ref()?, "brief"));
        }
        (
            Flaw::NoAccount
            | Flaw::AccountTwice
            | Flaw::NoAccountId
            | Flaw::HandleMixed
            | Flaw::HandleHidden
            | Flaw::HandleLike,
            _,
        ) => return Some(agreed::href(campaign, finding.creator_id.as_ref()?, "accounts")),
        (Flaw::BriefNotSent | Flaw::BriefUnread | Flaw::BriefChanged, _)
        | (Flaw::NoTestOrder | Flaw::TestOrderUnmatched, _) => "#invite",
        (_, Check::Limits) => return Some(alerts::rules_href(view.campaign_id.as_str())),
        (_, Check::Signals) => "/sources",
        (_, Check::Link | Check::Utm | Check::Destination) if is_of_link => {
            return Some(format!("/links/{}", links::segment(&finding.subject.id)));
        }
        (_, Check::Code) => "/links#codes",
        _ => return None,
    };
    Some(href.to_owned())
}
