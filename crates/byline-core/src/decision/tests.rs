//! Laws that hold for every number, and not only at the boundaries of tables.

use proptest::prelude::*;

use super::Rules;
use super::pausing::{Want, safest};
use super::standing::{Showing, Standing, Unjudged, literal};
use crate::kpi::{Edge, KPIS, Ratio};
use crate::stats::Trials;
use crate::time::Timestamp;

fn showing(n_clicks: u64, n_displays: u64, benchmark: Ratio) -> Showing {
    Showing {
        trials: Some(Trials { n_successes: n_clicks, n_trials: n_displays }),
        benchmark: Some(benchmark),
        n_clicks,
        n_conversions: 1,
        ..Showing::default()
    }
}

fn standing_of(showing: &Showing) -> Result<Standing, Unjudged> {
    literal(showing, &Rules::default(), Timestamp(0)).map(|(standing, _)| standing)
}

/// The standing by whole numbers alone: `clicks / displays` beside `numerator / denominator`.
fn by_whole_numbers(clicks: u64, displays: u64, numerator: u32, denominator: u32) -> Standing {
    let reached = i128::from(clicks) * i128::from(denominator) * 100;
    let whole = i128::from(displays) * i128::from(numerator);
    match reached {
        reached if reached <= whole * 75 => Standing::Red,
        reached if reached <= whole * 90 => Standing::Yellow,
        reached if whole * 130 <= reached => Standing::Accelerate,
        _ => Standing::Green,
    }
}

proptest! {
    /// Row 82: every ratio has exactly one standing, the one that whole numbers give.
    #[test]
    fn every_ratio_maps_to_one_standing(
        clicks in 0..1_000_000_u64,
        displays in 1..1_000_000_000_u64,
        numerator in 1..10_000_u32,
        denominator in 1..10_000_u32,
    ) {
        let benchmark = Ratio::new(numerator.into(), denominator.into()).expect("above zero");
        let found = standing_of(&showing(clicks, displays, benchmark)).expect("judged");
        prop_assert_eq!(found, by_whole_numbers(clicks, displays, numerator, denominator));
    }

    /// Row 82: 25.000% under is red, and one click more is not, whatever the size.
    #[test]
    fn a_quarter_under_is_red_to_the_click(of_benchmark in 1..10_000_000_u64) {
        let benchmark = Ratio::new(4, 100).expect("above zero");
        // At the benchmark there would be four clicks of a hundred displays.
        let (clicks, displays) = (3 * of_benchmark, 100 * of_benchmark);
        prop_assert_eq!(standing_of(&showing(clicks, displays, benchmark)), Ok(Standing::Red));
        let more = standing_of(&showing(clicks + 1, displays, benchmark)).expect("judged");
        prop_assert_ne!(more, Standing::Red);
    }

    /// Row 82: every reading is in exactly one band of its KPI.
    #[test]
    fn every_reading_is_in_one_band(
        numerator in -1_000_000_000_i64..1_000_000_000_000,
        denominator in 1..1_000_000_000_i64,
    ) {
        let ratio = Ratio::new(numerator.into(), denominator.into()).expect("above zero");
        for bands in KPIS.iter().filter_map(|kpi| kpi.bands.as_ref()) {
            let all = bands.all();
            let begins = |index: usize| match all[index].0 {
                None => true,
                Some(Edge::From(at)) => at <= ratio,
                Some(Edge::Above(at)) => at < ratio,
            };
            let is_last = |index: usize| index + 1 == all.len();
            let is_in = |index: usize| begins(index) && (is_last(index) || !begins(index + 1));
            let within: Vec<usize> = (0..all.len()).filter(|index| is_in(*index)).collect();
            prop_assert_eq!(within.len(), 1, "{:?}", ratio);
            prop_assert_eq!(all[within[0]].1.name, bands.band_of(ratio).name);
        }
    }

    /// Row 83: whatever rules ask of one creator's money, the safe wish wins, in any order.
    #[test]
    fn the_safe_wish_wins_in_any_order(mut wants in proptest::collection::vec(0..3_u8, 0..6)) {
        let read = |wants: &[u8]| {
            let of = |want: &u8| [Want::Pause, Want::Keep, Want::More][usize::from(*want)];
            safest(wants.iter().map(of))
        };
        let found = read(&wants);
        prop_assert_eq!(found == Some(Want::Pause), wants.contains(&0));
        let is_all_more = !wants.is_empty() && wants.iter().all(|want| *want == 2);
        prop_assert_eq!(found == Some(Want::More), is_all_more);
        wants.reverse();
        prop_assert_eq!(read(&wants), found);
    }
}

/// Row 82: without a benchmark or a display nobody is judged; nothing counts as zero.
#[test]
fn what_is_missing_is_no_band() {
    let benchmark = Ratio::new(1, 100).expect("above zero");
    let none = Showing { benchmark: None, ..showing(3, 100, benchmark) };
    assert_eq!(standing_of(&none), Err(Unjudged::BenchmarkMissing));
    assert_eq!(standing_of(&showing(0, 0, benchmark)), Err(Unjudged::NoImpressions));
}
