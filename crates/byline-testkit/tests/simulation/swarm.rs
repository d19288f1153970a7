//! The swarm: what one seed lets happen, and how often.
//!
//! No two seeds are alike: each switches some faults and some kinds of events off altogether.
//! Rare meetings of two things become common where everything else is quiet.

use byline_testkit::Dice;

/// What happens in one run.
#[derive(Clone, Copy, Debug)]
pub struct Swarm {
    pub n_campaigns: u64,
    pub n_creators: u64,
    pub n_shoppers: u64,
    pub n_events: u64,
    /// How often each kind of event comes.
    pub mix: Mix,
    /// How often a delivery comes again, in percent.
    pub again_percent: u64,
    /// How far deliveries get out of order, in places; 0 for not at all.
    pub disorder: u64,
    /// How often campaigns, links and codes change, in percent of events.
    pub change_percent: u64,
    /// How often a commit goes wrong, in percent.
    pub fault_percent: u64,
    /// How often the machine stops, in percent of commits.
    pub crash_percent: u64,
    /// How often a snapshot is taken, in percent of commits.
    pub snapshot_percent: u64,
    /// How often the store is full for a while, in percent of commits.
    pub full_percent: u64,
    /// How many deliveries share a commit at most.
    pub max_group: u64,
    /// Whether orders and refunds come from a shop, in its own words.
    pub has_shop: bool,
    /// Whether clicks carry a key by which a second delivery is known.
    pub has_click_keys: bool,
}

/// Weights of the kinds of events.
#[derive(Clone, Copy, Debug)]
pub struct Mix {
    pub clicks: u32,
    pub visits: u32,
    pub views: u32,
    pub orders: u32,
    pub refunds: u32,
    pub sightings: u32,
    pub actions: u32,
    pub verdicts: u32,
    pub spend: u32,
    pub metrics: u32,
    pub others: u32,
}

impl Swarm {
    /// What a seed's dice pick.
    pub fn of(dice: &mut Dice) -> Self {
        Self {
            n_campaigns: 1 + dice.below(2),
            n_creators: 1 + dice.below(4),
            n_shoppers: 1 + dice.below(5),
            n_events: 6 + dice.below(38),
            mix: Mix::of(dice),
            again_percent: sometimes(dice, 25),
            disorder: sometimes(dice, 30),
            change_percent: sometimes(dice, 8),
            fault_percent: sometimes(dice, 25),
            crash_percent: sometimes(dice, 12),
            snapshot_percent: sometimes(dice, 30),
            full_percent: sometimes(dice, 6),
            max_group: 1 + dice.below(6),
            has_shop: dice.chance(0.25),
            has_click_keys: dice.chance(0.5),
        }
    }
}

impl Mix {
    fn of(dice: &mut Dice) -> Self {
        Self {
            clicks: 4 + some(dice, 12),
            visits: some(dice, 8),
            views: some(dice, 4),
            orders: 3 + some(dice, 8),
            refunds: some(dice, 6),
            sightings: some(dice, 3),
            actions: some(dice, 3),
            verdicts: some(dice, 3),
            spend: some(dice, 2),
            metrics: some(dice, 3),
            others: some(dice, 1),
        }
    }
}

/// Off in every second seed, else up to `most`.
fn sometimes(dice: &mut Dice, most: u64) -> u64 {
    if dice.chance(0.5) { 0 } else { 1 + dice.below(most) }
}

/// A weight; none at all in every third seed.
fn some(dice: &mut Dice, most: u32) -> u32 {
    if dice.chance(0.33) { 0 } else { u32::try_from(1 + dice.below(most.into())).unwrap_or(1) }
}
