//! What tracks a creator: accounts, links, codes, placements, posts.

use byline_core::code::{CodePolicy, PromoCode};
use byline_core::creator::Creator;
use byline_core::id::CreatorId;
use byline_core::link::Link;
use byline_engine::Engine;
use byline_engine::view::{Dimension, PostDisclosure, Scope};

use super::{Cell, Look, Table};
use crate::pages::ask::Ask;
use crate::pages::frame::Frame;
use crate::pages::links::{self, Asked};
use crate::pages::parts::Figure;
use crate::pages::words;

pub fn accounts(creator: &Creator) -> Table {
    let row = |account: &byline_core::creator::Account| {
        let followers = account.n_followers.and_then(|n| i64::try_from(n).ok());
        vec![
            Cell::Text(account.platform.name().to_owned()),
            Cell::Name(format!("@{}", account.handle)),
            Cell::Number(followers.map_or("not known".to_owned(), words::count)),
        ]
    };
    Table {
        columns: vec!["Platform", "Handle", "Followers"],
        rows: creator.accounts.iter().map(row).collect(),
        empty: "No account is known. Without one, size and platform stay unknown.",
    }
}

pub fn links(engine: &Engine, frame: &Frame<'_>, creator: &CreatorId) -> Table {
    let is_asked =
        |link: &&Link| link.creator_id == *creator && link.campaign_id == frame.campaign.id;
    let row = |link: &Link| {
        vec![
            Cell::Code(format!("/{}", link.slug)),
            Cell::Name(shortened(&link.destination)),
            Cell::Text(link_state(engine, link)),
        ]
    };
    Table {
        columns: vec!["Link", "Lands on", "State"],
        rows: engine.links().filter(is_asked).map(row).collect(),
        empty: "No link yet. Without one, no click can be seen.",
    }
}

pub fn codes(engine: &Engine, frame: &Frame<'_>, creator: &CreatorId) -> Table {
    let is_asked =
        |code: &&PromoCode| code.creator_id == *creator && code.campaign_id == frame.campaign.id;
    let row = |code: &PromoCode| {
        vec![
            Cell::Code(code.code.clone()),
            Cell::Text(code_policy(code).to_owned()),
            Cell::Text(code_state(frame, code)),
        ]
    };
    Table {
        columns: vec!["Code", "Its use", "State"],
        rows: engine.codes().filter(is_asked).map(row).collect(),
        empty: "No promo code. Orders without a click are then nobody's.",
    }
}

pub fn placements(engine: &Engine, frame: &Frame<'_>, creator: &CreatorId) -> Table {
    let scope = Scope { creator: Some(creator.clone()), ..frame.scope() };
    let answer = engine.query(&frame.query(scope, frame.span, &[Dimension::Placement]));
    let of = |id: &str| {
        let row = answer.rows.iter().find(|row| row.keys.first().is_some_and(|key| key.id == id));
        row.map(|row| (row.figures.revenue_minor[frame.model], row.figures.n_clicks))
    };
    let is_asked = |placement: &&byline_core::placement::Placement| {
        placement.creator_id == *creator && placement.campaign_id == frame.campaign.id
    };
    let row = |placement: &byline_core::placement::Placement| {
        let id = &placement.id;
        let went_live = engine.contents().filter(|content| content.placement_id == *id);
        let first = went_live.map(|content| content.published_at).min();
        let (revenue, clicks) = of(id.as_str()).unwrap_or_default();
        let figure = |of: &'static str, text: String| {
            let (creator, placement) = (Some(creator), Some(id));
            let asked = Asked { of, creator, placement, ..Asked::default() };
            let href = links::explain_at(frame, asked, frame.ask.at);
            Cell::Figure(format!("{of}-{id}"), Figure::known(text, href))
        };
        vec![
            Cell::Name(format!("{} {}", placement.platform.name(), placement.format)),
            Cell::Text(
                first.map_or("not live yet".to_owned(), |at| frame.clock.weekday_minute(at)),
            ),
            figure("clicks", words::count(clicks)),
            figure("revenue", words::money(revenue, frame.currency())),
        ]
    };
    let revenue = |row: &byline_engine::view::Row| row.figures.revenue_minor[frame.model];
    let asked: Vec<_> = engine.placements().filter(is_asked).collect();
    let placed: i64 =
        asked.iter().filter_map(|it| of(it.id.as_str())).map(|(minor, _)| minor).sum();
    // What a code earned came by no placement; with it the rows add up to the creator's revenue.
    let elsewhere = answer.rows.iter().map(revenue).sum::<i64>() - placed;
    let by_code = vec![
        Cell::Text("By promo code".to_owned()),
        Cell::Text(String::new()),
        Cell::Text(String::new()),
        Cell::Number(words::money(elsewhere, frame.currency())),
    ];
    let by_code = (elsewhere != 0 && !asked.is_empty()).then_some(by_code);
    Table {
        columns: vec!["Placement", "Live since", "Clicks", "Revenue"],
        rows: asked.into_iter().map(row).chain(by_code).collect(),
        empty: "No placement was agreed in this campaign.",
    }
}

/// Posts, and whether they say that they are advertising.
pub fn posts(engine: &Engine, frame: &Frame<'_>, creator: &CreatorId) -> Table {
    let posts = engine.disclosures(creator);
    let row = |post: &PostDisclosure| {
        let state = match post.is_disclosed {
            Some(true) => "yes",
            Some(false) => "no",
            None => "nobody has looked yet",
        };
        let looked = post.seen.first();
        let looked = looked.map_or("never".to_owned(), |seen| {
            format!("{}, by {}", frame.clock.weekday_minute(seen.at), seen.by)
        });
        let name = post.title.clone().or_else(|| post.url.clone());
        let name = name.unwrap_or_else(|| post.content_id.to_string());
        // Somebody else wrote the address, so it leads to the web or nowhere.
        let is_web = |url: &&String| url.starts_with("https://") || url.starts_with("http://");
        vec![
            match post.url.as_ref().filter(is_web) {
                Some(url) => Cell::Away(name.clone(), url.clone()),
                None => Cell::Name(name.clone()),
            },
            Cell::Text(frame.clock.weekday_minute(post.published_at)),
            Cell::Text(state.to_owned()),
            Cell::Text(looked),
            Cell::Number(match post.is_disclosed {
                None => "not known".to_owned(),
                Some(_) => words::money_rounded(post.exposed_minor, post.currency),
            }),
            // The past is looked at and not acted on.
            match frame.ask.at {
                Some(_) => Cell::Nothing,
                None => Cell::Look(Look {
                    path: links::creator(&Ask::default(), creator) + "/posts",
                    campaign: frame.campaign.id.to_string(),
                    content: post.content_id.to_string(),
                    name,
                }),
            },
        ]
    };
    let is_asked = |post: &&PostDisclosure| post.campaign_id == frame.campaign.id;
    Table {
        columns: vec![
            "Post",
            "Live since",
            "Disclosed",
            "Last looked at",
            "Earned undisclosed",
            "What you see",
        ],
        rows: posts.iter().filter(is_asked).map(row).collect(),
        empty: "No post is known yet. A creator's 72 hours begin with the first one.",
    }
}

/// Whether a link leads people on; what holds it, where something does.
fn link_state(engine: &Engine, link: &Link) -> String {
    let stand = engine.link_stand(link);
    match stand.reason.is_empty() {
        true => stand.state.key().to_owned(),
        false => format!("{}: {}", stand.state.key(), stand.reason),
    }
}

fn code_policy(code: &PromoCode) -> &'static str {
    match code.policy_in_force() {
        CodePolicy::Touch => "counts as the last touch",
        CodePolicy::Always => "earns the whole order",
        CodePolicy::IfInvolved => "counts with a click",
        CodePolicy::Never => "earns nothing",
    }
}

fn code_state(frame: &Frame<'_>, code: &PromoCode) -> String {
    if code.is_archived {
        return "out of use".to_owned();
    }
    if code.is_leaked {
        return "leaked".to_owned();
    }
    match (code.valid_from, code.valid_to) {
        (Some(from), _) if frame.now < from => format!("from {}", frame.clock.day(from)),
        (_, Some(to)) if to <= frame.now => format!("ended {}", frame.clock.day(to)),
        (_, Some(to)) => format!("until {}", frame.clock.day(to)),
        _ => "valid".to_owned(),
    }
}

/// An address without its scheme, cut where a table would burst.
fn shortened(address: &str) -> String {
    let bare = address.split_once("://").map_or(address, |(_, rest)| rest);
    let mut text: String = bare.chars().take(48).collect();
    if text.len() < bare.len() {
        text.push('…');
    }
    text
}
