//! What browsers, apps and programs say about themselves: `user_agents.tsv`, by kind and weight.

use std::sync::LazyLock;

use byline_core::creator::Platform;

use crate::chance::Dice;

/// The browser that a shopper holds: what it says, and whether an app built it in.
#[derive(Clone, Copy, Debug)]
pub(in crate::world) struct Browser {
    pub user_agent: &'static str,
    pub is_in_app: bool,
}

/// Everything that may ask for a link.
#[derive(Debug)]
pub(in crate::world) struct Agents {
    instagram: Vec<Weighted>,
    tiktok: Vec<Weighted>,
    browsers: Vec<Weighted>,
    /// Messengers and networks that fetch a link to show a card of it.
    pub previews: Vec<Weighted>,
    /// Programs that follow every link that they find.
    pub bots: Vec<Weighted>,
}

type Weighted = (u32, &'static str);

/// The table, read once.
pub(in crate::world) static AGENTS: LazyLock<Agents> = LazyLock::new(|| {
    let rows = include_str!("user_agents.tsv").lines();
    let of_kind = |kind: &str| -> Vec<Weighted> {
        let columns = rows.clone().filter_map(|row| row.strip_prefix(kind)?.strip_prefix('\t'));
        let pairs = columns.filter_map(|rest| rest.split_once('\t'));
        pairs.filter_map(|(weight, agent)| Some((weight.parse().ok()?, agent))).collect()
    };
    Agents {
        instagram: of_kind("instagram"),
        tiktok: of_kind("tiktok"),
        browsers: of_kind("browser"),
        previews: of_kind("preview"),
        bots: of_kind("bot"),
    }
});

impl Browser {
    /// A browser that opens what somebody tapped on `platform`.
    pub fn tapped(dice: &mut Dice, platform: Platform) -> Self {
        let in_app = match platform {
            Platform::Instagram if dice.chance(0.82) => &AGENTS.instagram,
            Platform::Tiktok if dice.chance(0.88) => &AGENTS.tiktok,
            _ => return Self::own(dice),
        };
        Self { user_agent: dice.weighted(in_app), is_in_app: true }
    }

    /// The browser that people use when no app holds them.
    pub fn own(dice: &mut Dice) -> Self {
        Self { user_agent: dice.weighted(&AGENTS.browsers), is_in_app: false }
    }
}

/// What the request says about where it was tapped.
pub(in crate::world) fn referrer(platform: Platform) -> &'static str {
    match platform {
        Platform::Instagram => "https://l.instagram.com/",
        Platform::Youtube => "https://www.youtube.com/",
        Platform::Tiktok | Platform::Other => "https://www.tiktok.com/",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_is_read() {
        let Agents { instagram, tiktok, browsers, previews, bots } = &*AGENTS;
        let read: usize =
            [instagram, tiktok, browsers, previews, bots].iter().map(|k| k.len()).sum();
        assert_eq!(read, include_str!("user_agents.tsv").lines().count());
    }
}
