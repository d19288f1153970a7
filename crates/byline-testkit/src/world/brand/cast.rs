//! The cast: creators with what only their audiences know, and what each will publish.

use std::collections::BTreeSet;

use byline_core::creator::{Account, Creator, CreatorSize, Platform};
use byline_core::id::CreatorId;

use super::names::{CATEGORIES, FAMILY, FIRST, HANDLE_WORDS};
use crate::chance::{Dice, Seed};
use crate::world::beside::partner;

/// A creator, and how their audience answers.
#[derive(Clone, Debug)]
pub(in crate::world) struct Member {
    pub creator: Creator,
    pub platform: Platform,
    pub n_followers: u64,
    pub story: Story,
    /// How many displays one post gets in its life.
    pub n_impressions_a_post: f64,
    /// How many of these become clicks.
    pub click_rate: f64,
    /// How many landings become orders.
    pub order_rate: f64,
    /// How many of the orders use the creator's code.
    pub code_rate: f64,
}

/// What is special about a creator; the demo has one of each that is worth finding.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Story {
    /// Nothing.
    Ordinary,
    /// Sells far above expectation.
    Star,
    /// Much traffic that never buys.
    Crowd,
    /// The landing page sold out on day 6.
    SoldOut,
    /// Paid and published, but nobody follows the link.
    Silent,
    /// Paid and published, and nobody ever made a link or a code.
    Unwired,
    /// The code stands on a coupon site since day 4.
    Leaked,
}

/// Who plays which part; everybody else is ordinary.
const STORIES: [(usize, Story); 9] = [
    (3, Story::Star),
    (11, Story::Crowd),
    (17, Story::SoldOut),
    (24, Story::Silent),
    (31, Story::Unwired),
    (38, Story::Leaked),
    (52, Story::Star),
    (71, Story::Star),
    (95, Story::Crowd),
];

/// Everybody on the roster.
pub(in crate::world) fn members(seed: Seed, n_creators: usize) -> Vec<Member> {
    let mut taken = BTreeSet::new();
    (0..n_creators).map(|index| member(seed.nth(index as u64), index, &mut taken)).collect()
}

fn member(seed: Seed, index: usize, taken: &mut BTreeSet<String>) -> Member {
    let dice = &mut seed.child("creator").dice();
    let story = STORIES.iter().find(|(who, _)| *who == index).map_or(Story::Ordinary, |s| s.1);
    let n_followers = n_followers(dice, story);
    let platform = dice.weighted(&[
        (42, Platform::Instagram),
        (40, Platform::Tiktok),
        (18, Platform::Youtube),
    ]);
    let (name, handle) = name_and_handle(dice, taken);
    let creator = Creator {
        id: CreatorId::from(format!("{}{:03}", CreatorId::PREFIX, index + 1)),
        name,
        accounts: accounts(dice, platform, &handle, n_followers),
        category: Some(dice.weighted(&CATEGORIES).to_owned()),
        country: Some(dice.weighted(&[(85, "US"), (8, "CA"), (4, "GB"), (3, "MX")]).to_owned()),
        notes: None,
        is_archived: false,
        aliases: partner(index).into_iter().collect(),
    };
    let answer = &mut seed.child("audience").dice();
    Member {
        creator,
        platform,
        n_followers,
        story,
        n_impressions_a_post: n_followers as f64 * answer.log_normal(0.35, 0.55),
        click_rate: click_rate(answer, story, n_followers),
        order_rate: order_rate(answer, story),
        code_rate: 0.15 + 0.45 * answer.unit(),
    }
}

/// Log-normal around 38,000, from nano to mega.
fn n_followers(dice: &mut Dice, story: Story) -> u64 {
    let size = dice.log_normal(38_000.0, 1.45).clamp(1_200.0, 4_200_000.0);
    let is_told_on_stage = story != Story::Ordinary;
    let size = if is_told_on_stage { size.clamp(45_000.0, 400_000.0) } else { size };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped above")]
    let whole = size as u64;
    whole
}

/// Small audiences click more.
fn click_rate(dice: &mut Dice, story: Story, n_followers: u64) -> f64 {
    let usual = match CreatorSize::of(n_followers) {
        CreatorSize::Nano => 0.021,
        CreatorSize::Micro => 0.016,
        CreatorSize::Mid => 0.012,
        CreatorSize::Macro => 0.009,
        CreatorSize::Mega => 0.007,
    };
    let rate = dice.log_normal(usual, 0.45);
    match story {
        Story::Crowd => rate * 2.4,
        Story::Star => rate * 1.5,
        Story::Silent | Story::Unwired => 0.0,
        Story::Ordinary | Story::SoldOut | Story::Leaked => rate,
    }
}

fn order_rate(dice: &mut Dice, story: Story) -> f64 {
    let rate = dice.log_normal(0.044, 0.45).min(0.12);
    match story {
        Story::Star => 0.105,
        Story::Crowd => 0.003,
        _ => rate,
    }
}

fn name_and_handle(dice: &mut Dice, taken: &mut BTreeSet<String>) -> (String, String) {
    loop {
        let (first, family) = (dice.pick(&FIRST), dice.pick(&FAMILY));
        let (a, b) = (first.to_lowercase(), family.to_lowercase());
        let word = dice.pick(&HANDLE_WORDS);
        let handle = match dice.below(5) {
            0 => format!("{a}.{b}"),
            1 => format!("{a}{b}"),
            2 => format!("{word}.{a}"),
            3 => format!("{a}_{word}"),
            _ => format!("{a}{}{word}", &b[..1]),
        };
        let name = format!("{first} {family}");
        let is_free = !taken.contains(&handle) && !taken.contains(&name);
        if is_free {
            taken.insert(handle.clone());
            taken.insert(name.clone());
            return (name, handle);
        }
    }
}

/// The account that the deal is about, and for one creator in three a smaller one elsewhere.
fn accounts(dice: &mut Dice, platform: Platform, handle: &str, n_followers: u64) -> Vec<Account> {
    let mut accounts = vec![account(dice, platform, handle, n_followers)];
    let second = dice.pick(&[Platform::Tiktok, Platform::Instagram, Platform::Youtube]);
    let has_second = second != platform && dice.chance(0.5);
    if has_second {
        let n_there = n_followers * dice.below(60) / 100 + 300;
        accounts.push(account(dice, second, handle, n_there));
    }
    accounts
}

fn account(dice: &mut Dice, platform: Platform, handle: &str, n_followers: u64) -> Account {
    let id = match platform {
        Platform::Instagram => format!("1784140{:010}", dice.below(10_000_000_000)),
        Platform::Youtube => format!("UC{:022x}", dice.bits()),
        Platform::Tiktok | Platform::Other => {
            format!("70{:017}", dice.below(100_000_000_000_000_000))
        }
    };
    Account {
        platform,
        handle: handle.to_owned(),
        platform_user_id: Some(id),
        n_followers: Some(n_followers),
    }
}
