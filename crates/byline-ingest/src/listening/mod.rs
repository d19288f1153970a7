//! Listening: who spoke of the brand, in exports of Brandwatch, Talkwalker and Sprout Social, and
//! comments that nobody has judged yet.
//!
//! Out: mentions with place, tone and the watched terms. Who wrote and what was written stay
//! outside. Settings: `terms` lists watched terms and `brand_handle` the brand's account, both
//! looked for in the text where the export has it.

mod lexicon;
mod mentions;

pub use lexicon::judge;
pub use mentions::{BRANDWATCH, COMMENTS, SPROUT, TALKWALKER};

#[cfg(test)]
mod tests;
