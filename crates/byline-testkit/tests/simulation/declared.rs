//! What people declare in a scenario, and how they change it while it runs.

use byline_core::campaign::{
    Campaign, CountingRules, CreditScope, CreditedBase, DAY_S, Goal, RepeatPolicy, ViewPolicy,
};
use byline_core::code::{CodePolicy, PromoCode};
use byline_core::creator::{Creator, Platform};
use byline_core::credit::{AgeStep, CustomTable, Model, ModelParameters};
use byline_core::entry::Fact;
use byline_core::link::{Link, Utm};
use byline_core::placement::Placement;
use byline_core::time::{Span, Timestamp};
use byline_testkit::Dice;

use crate::scenario::{START, STEP_US, currency};
use crate::swarm::Swarm;

/// Everything that is declared.
#[derive(Debug)]
pub struct Declared {
    pub campaigns: Vec<Campaign>,
    pub creators: Vec<Creator>,
    pub placements: Vec<Placement>,
    pub links: Vec<Link>,
    pub codes: Vec<PromoCode>,
}

impl Declared {
    /// What is declared before anything happens.
    pub fn new(dice: &mut Dice, swarm: Swarm) -> Self {
        let campaigns: Vec<_> = (0..swarm.n_campaigns).map(|n| campaign(n, rules(dice))).collect();
        let creators: Vec<_> = (0..swarm.n_creators).map(creator).collect();
        let mut declared = Self {
            campaigns,
            creators,
            placements: Vec::new(),
            links: Vec::new(),
            codes: Vec::new(),
        };
        for n in 0..swarm.n_creators + dice.below(3) {
            let campaign = dice.pick_ref(&declared.campaigns).id.clone();
            let creator = dice.pick_ref(&declared.creators).id.clone();
            declared.placements.push(Placement {
                id: format!("plc-{n}").into(),
                campaign_id: campaign,
                creator_id: creator,
                platform: dice.pick(&[Platform::Tiktok, Platform::Instagram]),
                format: "reel".to_owned(),
                is_archived: false,
                spot: None,
                phase: None,
            });
            declared.links.push(declared.link(n));
        }
        for n in 0..dice.below(4) {
            let code = declared.code(dice, n);
            declared.codes.push(code);
        }
        declared
    }

    /// The facts that declare it, in the order in which people would.
    pub fn all(&self) -> Vec<Fact> {
        let campaigns = self.campaigns.iter().cloned().map(Fact::Campaign);
        let creators = self.creators.iter().cloned().map(Fact::Creator);
        let placements = self.placements.iter().cloned().map(Fact::Placement);
        let links = self.links.iter().cloned().map(Fact::Link);
        let codes = self.codes.iter().cloned().map(Fact::Code);
        campaigns.chain(creators).chain(placements).chain(links).chain(codes).collect()
    }

    /// Somebody changes something.
    pub fn change(&mut self, dice: &mut Dice) -> Fact {
        match dice.below(3) {
            0 => {
                let index = dice.index(self.campaigns.len());
                self.campaigns[index].rules = rules(dice);
                Fact::Campaign(self.campaigns[index].clone())
            }
            1 => {
                // A link that was made for the wrong creator.
                let creator = dice.pick_ref(&self.creators).id.clone();
                let index = dice.index(self.links.len());
                self.links[index].creator_id = creator;
                Fact::Link(self.links[index].clone())
            }
            _ if self.codes.is_empty() => Fact::Creator(self.creators[0].clone()),
            _ => {
                let index = dice.index(self.codes.len());
                let code = self.code(dice, index as u64);
                self.codes[index] = code;
                Fact::Code(self.codes[index].clone())
            }
        }
    }

    /// A code that shoppers type; not every one of them exists.
    pub fn some_code(&self, dice: &mut Dice) -> String {
        match dice.below(self.codes.len() as u64 + 1) {
            0 => "NOBODY".to_owned(),
            n => self.codes[usize::try_from(n - 1).unwrap_or(0)].code.clone(),
        }
    }

    /// The fields of an advertisement that is no creator's.
    pub fn paid_utm(&self) -> Utm {
        Utm { source: "google".to_owned(), medium: "cpc".to_owned(), ..Utm::default() }
    }

    fn link(&self, n: u64) -> Link {
        let placement = &self.placements[self.links.len()];
        Link {
            id: format!("lnk-{n}").into(),
            slug: format!("slug-{n}"),
            campaign_id: placement.campaign_id.clone(),
            creator_id: placement.creator_id.clone(),
            placement_id: Some(placement.id.clone()),
            content_id: None,
            destination: "https://shop.example/".to_owned(),
            utm: Utm {
                source: "tiktok".to_owned(),
                medium: "creator".to_owned(),
                campaign: "sim".to_owned(),
                content: "reel".to_owned(),
                term: format!("link-{n}"),
            },
            is_paused: false,
            fallback: None,
            is_archived: false,
        }
    }

    fn code(&self, dice: &mut Dice, n: u64) -> PromoCode {
        let validity = dice.below(4);
        let from = Timestamp(START.0 + dice.between(0, 40) * STEP_US);
        PromoCode {
            id: format!("code-{n}").into(),
            code: format!("SAVE{n}"),
            campaign_id: dice.pick_ref(&self.campaigns).id.clone(),
            creator_id: dice.pick_ref(&self.creators).id.clone(),
            valid_from: (validity == 1 || validity == 3).then_some(from),
            valid_to: (validity >= 2).then(|| Timestamp(from.0 + 12 * STEP_US)),
            policy: dice.weighted(&[
                (6, CodePolicy::Touch),
                (2, CodePolicy::Always),
                (2, CodePolicy::IfInvolved),
                (1, CodePolicy::Never),
            ]),
            is_leaked: dice.chance(0.2),
            is_archived: false,
        }
    }
}

fn creator(n: u64) -> Creator {
    Creator {
        id: format!("crt-{n}").into(),
        name: format!("Creator {n}"),
        accounts: Vec::new(),
        category: None,
        country: None,
        notes: None,
        is_archived: false,
        aliases: Vec::new(),
    }
}

fn campaign(n: u64, rules: CountingRules) -> Campaign {
    Campaign {
        id: format!("cmp-{n}").into(),
        name: format!("Campaign {n}"),
        goal: Goal::Sales,
        currency: currency("USD"),
        time_zone: "Europe/Berlin".to_owned(),
        flights: vec![Span { from: START, to: Timestamp(START.0 + 100 * STEP_US) }],
        budget_minor: None,
        terms: Vec::new(),
        rules,
        is_archived: false,
        gate: None,
    }
}

fn rules(dice: &mut Dice) -> CountingRules {
    if dice.chance(0.4) {
        return CountingRules::default();
    }
    CountingRules {
        model: Model::Linear,
        parameters: parameters(dice),
        click_window_s: dice.pick(&[0, DAY_S / 4, DAY_S, 2 * DAY_S, 7 * DAY_S]),
        view_window_s: dice.pick(&[0, DAY_S / 2, DAY_S]),
        credited_base: dice.pick(&[
            CreditedBase::Merchandise,
            CreditedBase::MerchandiseAndTax,
            CreditedBase::Total,
        ]),
        views: dice.pick(&[ViewPolicy::Ignore, ViewPolicy::Fallback, ViewPolicy::Weighted]),
        repeats: dice.pick(&[
            RepeatPolicy::Exposure,
            RepeatPolicy::Unique,
            RepeatPolicy::First,
            RepeatPolicy::Frequency,
        ]),
        scope: dice.pick(&[CreditScope::Creators, CreditScope::AllChannels]),
        reset_on_order: dice.chance(0.2),
    }
}

fn parameters(dice: &mut Dice) -> ModelParameters {
    let (position_first_bp, position_last_bp) =
        dice.pick(&[(4_000, 4_000), (3_333, 3_334), (0, 0), (5_000, 5_000), (0, 10_000)]);
    let custom = CustomTable {
        first: 3,
        middle: 1,
        last: 2,
        by_kind: [1, 2, 3, 5],
        by_age: vec![
            AgeStep { up_to_hours: 24, weight: 5 },
            AgeStep { up_to_hours: 240, weight: 1 },
        ],
    };
    ModelParameters {
        position_first_bp,
        position_last_bp,
        half_life_s: dice.pick(&[DAY_S / 2, 7 * DAY_S]),
        custom: dice.chance(0.5).then_some(custom),
    }
}
