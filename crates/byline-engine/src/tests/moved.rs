//! Plans to move paid spend: what was approved, how much is elsewhere by now, what is taken back.

use byline_core::decision::said::{ApprovedMove, MovesApproved};
use byline_core::entry::Fact;
use byline_core::time::Timestamp;

use super::{Bench, at};
use crate::Applied;
use crate::view::MovedView;

/// Approves a plan: whose amount goes from what to what.
fn approve(bench: &mut Bench, moves: &[(&str, i64, i64)]) -> Applied {
    let one = |(name, from_minor, to_minor): &(&str, i64, i64)| ApprovedMove {
        creator_id: (*name).into(),
        from_minor: *from_minor,
        to_minor: *to_minor,
    };
    bench.tell(Fact::MovesApproved(MovesApproved {
        campaign_id: "summer".into(),
        moves: moves.iter().map(one).collect(),
        reason: None,
        takes_back: None,
    }))
}

fn take_back(bench: &mut Bench, approved_at: Timestamp) -> Applied {
    bench.tell(Fact::MovesApproved(MovesApproved {
        campaign_id: "summer".into(),
        moves: Vec::new(),
        reason: None,
        takes_back: Some(approved_at),
    }))
}

fn moved(bench: &Bench, hours: i64) -> MovedView {
    bench.engine.moved_view(&"summer".into(), at(hours)).expect("a campaign")
}

#[test]
fn the_part_that_moved_is_metered_from_the_first_plan_on() {
    let mut bench = Bench::new();
    assert_eq!(moved(&bench, 0).moved_of_plan_bp, 0);
    approve(&mut bench, &[("ana", 100_00, 75_00), ("ben", 100_00, 125_00)]);
    assert_eq!(moved(&bench, 0).moved_of_plan_bp, 12_50);
    bench.set_clock(24);
    approve(&mut bench, &[("ana", 75_00, 57_00), ("ben", 125_00, 143_00)]);
    let view = moved(&bench, 24);
    assert_eq!((view.moved_of_plan_bp, view.plans.len()), (21_50, 2));
    // The flight of the bench is twenty days around the origin.
    assert_eq!((view.day, view.n_days, view.aim_by_day, view.aim_bp), (12, 20, 7, (30_00, 40_00)));
}

#[test]
fn the_newest_plan_can_be_taken_back_for_a_day() {
    let mut bench = Bench::new();
    approve(&mut bench, &[("ana", 100_00, 75_00), ("ben", 100_00, 125_00)]);
    bench.set_clock(2);
    approve(&mut bench, &[("ana", 75_00, 65_00), ("ben", 125_00, 135_00)]);
    assert_eq!(take_back(&mut bench, at(0)), Applied::Known, "a later plan began where it ended");
    assert_eq!(moved(&bench, 2).undo_at, Some(at(2)));
    assert_eq!(take_back(&mut bench, at(2)), Applied::Changed);
    assert_eq!(take_back(&mut bench, at(2)), Applied::Known, "once");
    let view = moved(&bench, 2);
    assert_eq!((view.moved_of_plan_bp, view.undo_at), (12_50, Some(at(0))));
    assert_eq!(view.plans[0].taken_back.as_ref().map(|(at, _)| *at), Some(at(2)));
    bench.set_clock(25);
    assert_eq!(moved(&bench, 25).undo_at, None, "its day is over");
    assert_eq!(take_back(&mut bench, at(0)), Applied::Known);
    assert_eq!(moved(&bench, 25).moved_of_plan_bp, 12_50);
}
