//! Where the money is that no name and no code on an order could be a creator's.

use byline_core::time::Timestamp;
use byline_engine::Engine;
use maud::{Markup, html};

use crate::pages::ask::{Ask, Range};
use crate::pages::frame::{Active, Frame};
use crate::pages::parts::name;
use crate::pages::{links, words};

/// What nobody earned is more than what stands here: where the rest is, with what it is worth in
/// the flight.
pub fn unattributed(engine: &Engine, ask: &Ask, now: Timestamp) -> Markup {
    let campaigns = Active::all(engine);
    let frame = Frame::of(&campaigns, ask, Range::Flight, now);
    let worth = frame.map(|frame| {
        let answer = engine.query(&frame.query(frame.scope(), frame.span, &[]));
        let minor = answer.unattributed.revenue_minor[frame.model];
        let href = links::explain(&frame, "unattributed", None);
        (words::money(minor, frame.currency()), href, &frame.campaign.name)
    });
    html! {
        @if let Some((worth, href, campaign)) = worth {
            p.note {
                "Orders without any name or code of a creator are in Unattributed: "
                a.open href=(href) { (worth) } " in " (name(campaign)) "."
            }
        }
    }
}
