//! A newcomer: an empty workspace, and what it looks like once it is full.

use crate::reader::Reader;
use crate::world::World;

/// A machine that does much else tells the campaign slowly.
const MOST_WAITS: usize = 8;

#[test]
fn sample_data_is_one_click_away_and_one_click_to_remove() {
    let world = World::empty();
    let Some(mut reader) = Reader::of(&world.server) else { return };
    reader.open("/");
    assert!(reader.text("h1").contains("Nothing is tracked yet"));
    reader.follow("form[action='/sample'] button");
    // The page looks again by itself until the campaign is told.
    let figure = "document.querySelector('#tile-revenue a.figure')";
    let is_told = (0..MOST_WAITS).any(|_| reader.browser().until(figure).is_ok());
    assert!(is_told, "the sample never came");
    assert!(reader.text("#banners").contains("Sample data"));
    assert!(reader.text("h1").contains("Summer Skin"));
    reader.follow("#tile-revenue a.figure");
    assert!(!reader.texts("#behind tbody tr").is_empty(), "figures of a sample open too");
    reader.follow("#banners a");
    assert!(reader.text("h1").contains("Nothing is tracked yet"));
}
