//! Bullets: a value's place among its bands, worst to best from left to right.

use maud::{Markup, html};

use super::Tone;

/// A value among bands. The bands are drawn equally wide, because the last has no end.
#[derive(Clone, Debug)]
pub struct Bullet {
    /// The bands' tones, worst first.
    pub bands: Vec<Tone>,
    /// Where the value stands, in thousandths of the whole width.
    pub at_permille: i64,
    /// The same in words.
    pub label: String,
}

const WIDTH: i64 = 96;

impl Bullet {
    /// The bands and the value's mark.
    pub fn render(&self) -> Markup {
        let n = i64::try_from(self.bands.len()).unwrap_or(1).max(1);
        let gap = 2;
        let width = (WIDTH - gap * (n - 1)) / n;
        let mark = (self.at_permille.clamp(0, 1_000) * (WIDTH - 3)) / 1_000;
        html! {
            svg.bullet width=(WIDTH) height="16" role="img" aria-label=(self.label) {
                @for (index, tone) in (0_i64..).zip(&self.bands) {
                    rect.(tone.class()) x=(index * (width + gap)) y="4" width=(width) height="8"
                        rx="2" {}
                }
                rect.mark x=(mark) y="1" width="3" height="14" rx="1.5" {}
            }
        }
    }
}
