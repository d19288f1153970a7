//! Proposals as tables; totals and caps are checked in every case.

use proptest::prelude::*;

use super::*;

/// A creator with a plan of 1,000.00, who has that now and spent as much.
fn stake(n_conversions: u64) -> Stake {
    Stake {
        creator: "crt_ana".into(),
        plan_minor: 1_000_00,
        now_minor: 1_000_00,
        cap_minor: None,
        promised_minor: 0,
        course: Course::Open,
        spend_minor: 1_000_00,
        n_conversions,
        revenue_minor: i64::try_from(n_conversions).expect("few") * 50_00,
    }
}

fn checked(stakes: &[Stake], rules: &ReallocationRules) -> Proposal {
    let proposal = propose(stakes, rules).expect("it can be shared");
    let before: i64 = stakes.iter().map(|stake| stake.now_minor).sum();
    let after: i64 = proposal.each.iter().map(|share| share.to_minor).sum();
    assert_eq!(before, after, "the total is unchanged");
    for (stake, share) in stakes.iter().zip(&proposal.each) {
        let cap_minor = stake.cap_minor.unwrap_or(i64::MAX);
        assert!(share.to_minor <= cap_minor, "{share:?} passes its cap");
        assert!(0 <= share.to_minor, "{share:?}");
        let change = (share.to_minor - share.from_minor).abs();
        let is_in_day = change * 100_00 <= stake.now_minor * i64::from(rules.daily_change_bp);
        let is_agreed = matches!(share.limit, Some(Limit::Cap | Limit::Promise));
        let is_too_small = share.to_minor * 5 * stakes.len() as i64 <= before;
        assert!(is_in_day || is_agreed || is_too_small, "{share:?}");
    }
    proposal
}

/// Reads: conversions of each creator for the same money, and what each gets.
#[track_caller]
fn check(n_conversions: &[u64], expected: &[i64]) {
    let stakes: Vec<Stake> = n_conversions.iter().map(|n| stake(*n)).collect();
    let proposal = checked(&stakes, &ReallocationRules::default());
    let amounts: Vec<i64> = proposal.each.iter().map(|share| share.to_minor).collect();
    assert_eq!(amounts, expected, "{proposal:?}");
}

#[test]
fn who_brings_more_gets_more_a_quarter_a_day() {
    check(&[100, 100], &[1_000_00, 1_000_00]);
    check(&[100, 300], &[750_00, 1_250_00]);
    check(&[0, 400], &[750_00, 1_250_00]);
}

#[test]
fn a_few_orders_are_mostly_luck() {
    let returns = |few, more| {
        let proposal = checked(&[stake(few), stake(more)], &ReallocationRules::default());
        [proposal.each[0].return_milli, proposal.each[1].return_milli]
    };
    assert_eq!(returns(1, 3), [833, 1_167], "not 500 and 1,500");
    assert_eq!(returns(100, 300), [510, 1_490]);
}

#[test]
fn without_orders_or_spend_nothing_moves() {
    check(&[0, 0, 0], &[1_000_00; 3]);
    let unspent = Stake { spend_minor: 0, ..stake(0) };
    let proposal = checked(&[unspent.clone(), unspent], &ReallocationRules::default());
    assert_eq!(proposal.moved_minor, 0);
}

#[test]
fn an_odd_unit_is_neither_lost_nor_made() {
    let odd = |now_minor| Stake { now_minor, ..stake(10) };
    let proposal = checked(&[odd(33), odd(33), odd(34)], &ReallocationRules::default());
    let amounts: Vec<i64> = proposal.each.iter().map(|share| share.to_minor).collect();
    assert_eq!(amounts.iter().sum::<i64>(), 100);
}

#[test]
fn the_limit_of_each_share_is_named() {
    let capped = Stake { cap_minor: Some(1_100_00), ..stake(500) };
    let fixed = Stake { course: Course::Fixed, ..stake(0) };
    let promised = Stake { promised_minor: 950_00, ..stake(0) };
    let proposal =
        checked(&[capped, fixed, promised, stake(300), stake(0)], &ReallocationRules::default());
    let limits: Vec<_> = proposal.each.iter().map(|share| share.limit).collect();
    assert_eq!(limits[..3], [Some(Limit::Cap), Some(Limit::Fixed), Some(Limit::Promise)]);
    assert_eq!(limits[3..], [None, Some(Limit::Day)], "one takes what is left: {proposal:?}");
}

#[test]
fn what_is_stopped_goes_down_by_what_a_day_allows_and_what_is_held_does_not_go_up() {
    let stopped = Stake { course: Course::Stopped, ..stake(300) };
    let held = Stake { course: Course::Held, ..stake(400) };
    let few = Stake { plan_minor: 300_00, now_minor: 100_00, course: Course::Stopped, ..stake(1) };
    let rules = ReallocationRules::default();
    let shown = |stakes: &[Stake]| -> Vec<(i64, Option<Limit>)> {
        let proposal = checked(stakes, &rules);
        proposal.each.iter().map(|share| (share.to_minor, share.limit)).collect()
    };
    // Although both bring more than those who get it.
    let found = shown(&[stopped.clone(), held.clone(), stake(100), stake(100)]);
    assert_eq!(found[0], (750_00, Some(Limit::Day)));
    assert_eq!(found[1], (1_000_00, Some(Limit::Held)));
    assert_eq!(found[2..], [(1_125_00, None); 2]);
    // Nothing is kept for learning once it is known enough to stop.
    let found = shown(&[few, stake(100)]);
    assert_eq!(found[0], (75_00, Some(Limit::Day)));
    // Nobody may take it, so it stays.
    let found = shown(&[stopped, held]);
    assert_eq!(found[0].0, 1_000_00);
}

#[test]
fn who_would_get_less_is_told_what_keeps_it_up() {
    let bad = Stake { now_minor: 100_00, course: Course::Held, ..stake(1) };
    let proposal = checked(&[bad, stake(300)], &ReallocationRules::default());
    assert_eq!(proposal.each[0].to_minor, 100_00);
    assert_eq!(proposal.each[0].limit, Some(Limit::Learning), "not what keeps it down");
}

#[test]
fn a_cap_that_was_lowered_is_kept_at_once() {
    let lowered = Stake { cap_minor: Some(500_00), ..stake(10) };
    let mut stakes = vec![lowered];
    stakes.extend((0..4).map(|_| stake(10)));
    let proposal = checked(&stakes, &ReallocationRules::default());
    assert_eq!(proposal.each[0].to_minor, 500_00);
}

#[test]
fn nobody_falls_below_a_fifth_of_the_plan_or_rises_above_six_of_it() {
    let mut stakes = [stake(0), stake(0), stake(4_000)];
    for _ in 0..40 {
        let proposal = checked(&stakes, &ReallocationRules::default());
        for (stake, share) in stakes.iter_mut().zip(&proposal.each) {
            stake.now_minor = share.to_minor;
        }
    }
    let amounts = stakes.each_ref().map(|stake| stake.now_minor);
    assert_eq!(amounts, [200_00, 200_00, 2_600_00], "the winner does not take all");
}

#[test]
fn what_cannot_be_shared_is_said() {
    let capped = Stake { cap_minor: Some(900_00), ..stake(1) };
    let promised = Stake { promised_minor: 1_200_00, ..stake(1) };
    let rules = ReallocationRules::default();
    let code = |stakes: &[Stake]| propose(stakes, &rules).expect_err("it cannot").code();
    assert_eq!(code(&[stake(1)]), "moves.too_few");
    assert_eq!(code(&[stake(1), Stake { spend_minor: -1, ..stake(1) }]), "moves.negative");
    assert_eq!(code(&[capped.clone(), capped]), "moves.caps_too_low");
    assert_eq!(code(&[promised.clone(), promised]), "moves.floors_too_high");
}

#[test]
fn the_part_of_the_plan_that_moved_is_metered() {
    assert_eq!(moved_of_plan_bp([(100, 60), (100, 140)]), 20_00);
    assert_eq!(moved_of_plan_bp([(100, 100), (100, 100)]), 0);
    assert_eq!(moved_of_plan_bp([]), 0);
}

#[test]
fn what_a_move_brought_is_told_beside_those_left_untouched() {
    let moved = BeforeAfter { before_minor: 1_000_00, after_minor: 900_00 };
    let untouched = BeforeAfter { before_minor: 500_00, after_minor: 250_00 };
    assert_eq!(brought_minor(moved, untouched), Some(400_00), "all fell by half, these less");
    assert_eq!(brought_minor(moved, BeforeAfter { before_minor: 0, after_minor: 1 }), None);
}

prop_compose! {
    fn any_stake()(
        plan_minor in 0_i64..10_000_000,
        now_minor in 0_i64..10_000_000,
        cap_minor in proptest::option::of(0_i64..20_000_000),
        promised_minor in 0_i64..1_000_000,
        course in prop::sample::select(vec![
            Course::Open,
            Course::Fixed,
            Course::Held,
            Course::Stopped,
        ]),
        spend_minor in 0_i64..10_000_000,
        n_conversions in 0_u64..2_000,
    ) -> Stake {
        let revenue_minor = i64::try_from(n_conversions).expect("few") * 37_31;
        Stake {
            plan_minor,
            now_minor,
            cap_minor,
            promised_minor,
            course,
            spend_minor,
            revenue_minor,
            ..stake(n_conversions)
        }
    }
}

proptest! {
    /// Whatever the stakes: totals are equal, caps and daily changes are kept, or it is said why
    /// there is no proposal.
    #[test]
    fn totals_and_caps_always_hold(stakes in proptest::collection::vec(any_stake(), 2..40)) {
        let rules = ReallocationRules::default();
        if propose(&stakes, &rules).is_ok() {
            checked(&stakes, &rules);
        }
    }

    /// No two creators whose shares nothing limits could gain by handing a unit over.
    #[test]
    fn next_dollars_bring_the_same(n in proptest::collection::vec(50_u64..150, 2..30)) {
        let rules = ReallocationRules { daily_change_bp: 100_00, ..ReallocationRules::default() };
        let stakes: Vec<Stake> = n.iter().map(|n| stake(*n)).collect();
        let proposal = checked(&stakes, &rules);
        let free = proposal.each.iter().filter(|share| share.limit.is_none());
        let marginal = free.map(|share| {
            f64::from(share.return_milli) * (share.to_minor as f64).powf(-0.3)
        });
        let marginal: Vec<f64> = marginal.collect();
        let least = marginal.iter().copied().fold(f64::MAX, f64::min);
        let most = marginal.iter().copied().fold(0.0, f64::max);
        prop_assert!(marginal.is_empty() || most < least * 1.01, "{proposal:?}");
    }
}

#[test]
fn some_rows_of_a_proposal_move_only_what_they_free() {
    for (each, expected) in [
        // The whole of it stays as proposed.
        (vec![(100, 125), (100, 75)], vec![125, 75]),
        // Only 10 are freed: those who should get 25 and 15 share them.
        (vec![(100, 125), (60, 75), (40, 30), (50, 50)], vec![106, 64, 30, 50]),
        // Only 5 are wanted: those who give 20 and 30 share that.
        (vec![(20, 25), (80, 60), (120, 90)], vec![25, 78, 117]),
        // Nobody gives anything.
        (vec![(100, 125), (60, 75)], vec![100, 60]),
        (vec![], vec![]),
    ] {
        let found = balanced(&each);
        assert_eq!(found, expected, "{each:?}");
        let before: i64 = each.iter().map(|(from, _)| from).sum();
        assert_eq!(found.iter().sum::<i64>(), before, "the total is unchanged");
    }
}
