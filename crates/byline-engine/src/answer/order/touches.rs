//! The touches before an order, each with the reason where it takes no part.

use byline_core::campaign::{RepeatPolicy, ViewPolicy};
use byline_core::click::Verdict;
use byline_core::event::Signal;
use byline_core::journey::{Channel, TouchKind, join_repeats};
use byline_core::time::Timestamp;

use crate::answer::words::duration;
use crate::attribute::{Candidate, Deed, Scratch, candidate, find_touches};
use crate::engine::Engine;
use crate::state::conversions::Conversion;
use crate::state::shoppers::Touch;
use crate::view::TouchView;

/// Why a touch takes no part of its own.
enum Aside {
    /// It takes part as one with its neighbour.
    Joined,
    /// In words.
    Because(String),
}

impl Engine {
    /// Every touch of the shopper up to the order, with the reason where it does not take part.
    pub(in crate::answer) fn touches(&self, conversion: &Conversion) -> Vec<TouchView> {
        let Some(deed) = Deed::of(conversion) else {
            return Vec::new();
        };
        let mut scratch = Scratch::default();
        let (_, repeats) = find_touches(self.facing(), conversion, &deed, &mut scratch);
        let left: Vec<[u8; 16]> = scratch.touches.iter().map(|touch| touch.id).collect();
        if let Some(repeats) = repeats {
            join_repeats(&mut scratch.touches, repeats);
        }
        let stored = self.facing().touches_of(conversion);
        let mut views: Vec<(TouchKind, [u8; 16], TouchView)> = Vec::new();
        for touch in stored.filter(|touch| touch.occurred_at <= deed.occurred_at) {
            let what = candidate(&self.registry, touch);
            let is_eligible = scratch.touches.iter().any(|kept| kept.id == touch.id);
            let repeats = repeats.filter(|_| left.contains(&touch.id));
            let aside = (!is_eligible).then(|| self.aside(touch, what, &deed, repeats));
            let view = self.touch_view(touch.occurred_at, touch.kind, what, aside);
            views.push((touch.kind, touch.id, view));
        }
        for kept in &scratch.touches {
            let what = scratch.candidates[kept.tag as usize];
            if views.iter().all(|(_, id, _)| *id != kept.id) {
                let view = self.touch_view(kept.occurred_at, kept.kind, what, None);
                views.push((kept.kind, kept.id, view));
            }
        }
        views.sort_by_key(|(kind, id, view)| (view.occurred_at, *kind, *id));
        views.into_iter().map(|(_, _, view)| view).collect()
    }

    fn touch_view(
        &self,
        occurred_at: Timestamp,
        kind: TouchKind,
        what: Candidate,
        aside: Option<Aside>,
    ) -> TouchView {
        let is_eligible = aside.is_none();
        let is_joined = matches!(aside, Some(Aside::Joined));
        let why_not = match aside {
            Some(Aside::Joined) => "joined with a neighbouring touch of the same creator".into(),
            Some(Aside::Because(why)) => why,
            None => String::new(),
        };
        TouchView {
            occurred_at,
            kind,
            signal: what.signal,
            creator_id: self.creator_id(what.channel),
            who: self.who(what.channel),
            what: self.what(what),
            link_id: matches!(what.signal, Signal::Link | Signal::Utm)
                .then(|| self.registry.links.row(what.source).map(|link| link.id.clone()))
                .flatten(),
            code_id: matches!(what.signal, Signal::Code)
                .then(|| self.registry.codes.row(what.source).map(|code| code.id.clone()))
                .flatten(),
            is_eligible,
            why_not,
            is_joined,
        }
    }

    /// `repeats`: how repeats are joined, if the touch was left until then.
    fn aside(
        &self,
        touch: &Touch,
        what: Candidate,
        deed: &Deed<'_>,
        repeats: Option<RepeatPolicy>,
    ) -> Aside {
        let judged = match touch.verdict {
            Verdict::Human => None,
            Verdict::Rehearsal => Some("came before the link was launched".to_owned()),
            Verdict::Test => Some("only tried the link".to_owned()),
            other => Some(format!("no person: judged {}", other.key())),
        };
        if let Some(judged) = judged {
            return Aside::Because(judged);
        }
        let rules = self.registry.rules(what.target.campaign);
        let window_s = match touch.kind {
            TouchKind::View | TouchKind::EngagedView => rules.view_window_s,
            TouchKind::Click | TouchKind::Code => rules.click_window_s,
        };
        let age_micros = deed.occurred_at.0.saturating_sub(touch.occurred_at.0);
        if window_s.saturating_mul(1_000_000) < age_micros {
            return Aside::Because(format!("outside the window of {}", duration(window_s)));
        }
        let because = |text: &str| Aside::Because(text.to_owned());
        let is_view = matches!(touch.kind, TouchKind::View | TouchKind::EngagedView);
        match (what.channel, repeats) {
            (_, Some(RepeatPolicy::Exposure)) => Aside::Joined,
            (_, Some(RepeatPolicy::First)) => because("only the first touch of each counts"),
            (_, Some(_)) => because("only the last touch of each counts"),
            (Channel::Creator(_), None) if is_view && rules.views == ViewPolicy::Ignore => {
                because("content that is seen earns nothing here")
            }
            (Channel::Creator(_), None) if is_view => {
                because("content that is seen counts only where nobody clicked")
            }
            (Channel::Creator(_), None) => {
                because("came before an earlier order, or beside a code that earns everything")
            }
            (Channel::Direct | Channel::Unknown, None) => {
                because("counts only when nothing else does")
            }
            _ => because("another channel; only creators earn credit here"),
        }
    }

    pub(super) fn what(&self, what: Candidate) -> String {
        match what.signal {
            Signal::Link => {
                let slug = self.registry.links.row(what.source).map(|link| link.slug.as_str());
                format!("link /{}", slug.unwrap_or("?"))
            }
            Signal::Utm => {
                let slug = self.registry.links.row(what.source).map(|link| link.slug.as_str());
                format!("landing with the UTM fields of link /{}", slug.unwrap_or("?"))
            }
            Signal::Code => {
                let code = self.registry.codes.row(what.source).map(|code| code.code.as_str());
                format!("code {}", code.unwrap_or("?"))
            }
            Signal::View => "content seen".to_owned(),
            Signal::Affiliate => "click that a network recorded".to_owned(),
            Signal::Native => "named by the platform's shop".to_owned(),
            _ => "a visit".to_owned(),
        }
    }
}
