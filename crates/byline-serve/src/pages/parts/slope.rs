//! Slope charts: the same names under two rules, each a line from one side to the other.
//!
//! A line that climbs gains by the other rule. Names that would cover one another are moved apart;
//! their lines stay where the amounts are.

use maud::{Markup, html};

use super::Tone;

/// Two sides and who is on them.
#[derive(Clone, Debug)]
pub struct Slope {
    /// What the chart shows, for people who do not see it.
    pub label: String,
    /// The rule of the left side.
    pub left: String,
    /// The rule of the right side.
    pub right: String,
    /// Who is drawn; most amounts first reads best.
    pub lines: Vec<SlopeLine>,
}

/// One name on both sides.
#[derive(Clone, Debug)]
pub struct SlopeLine {
    /// Who.
    pub name: String,
    /// The amount on the left, and on the right.
    pub amounts: [i64; 2],
    /// The same in words.
    pub texts: [String; 2],
    /// By how much it climbs or falls, in words.
    pub change: String,
    /// Good if it climbs, bad if it falls.
    pub tone: Tone,
}

const WIDTH: i64 = 760;
/// Where the lines begin and end.
const SIDES: [i64; 2] = [250, 510];
const TOP: i64 = 40;
/// The room of one name.
const ROW: i64 = 22;
/// Above and below what is drawn.
const GAP: i64 = 10;
/// Between a line's end and its name, for the stroke that leads from one to the other.
const LEADER: i64 = 22;

impl Slope {
    /// The chart; nothing where there is nobody to draw.
    pub fn render(&self) -> Markup {
        if self.lines.is_empty() {
            return html! {};
        }
        let height = TOP + ROW * i64::try_from(self.lines.len()).unwrap_or(1) + ROW;
        let heights = [0, 1].map(|side| self.heights(side, height));
        let places = heights.each_ref().map(|own| apart(own, TOP, height - GAP));
        html! {
            svg.slope viewBox=(format!("0 0 {WIDTH} {height}")) role="img" aria-label=(self.label) {
                @for (side, title) in [&self.left, &self.right].into_iter().enumerate() {
                    text.slope-side x=(SIDES[side]) y="18" text-anchor=(ANCHORS[side]) { (title) }
                    line.slope-axis x1=(SIDES[side]) x2=(SIDES[side]) y1=(TOP - GAP) y2=(height) {}
                }
                @for (index, line) in self.lines.iter().enumerate() {
                    g.(line.tone.class()) {
                        line.slope-line x1=(SIDES[0]) y1=(heights[0][index]) x2=(SIDES[1])
                            y2=(heights[1][index]) {}
                        @for side in [0, 1] {
                            // From the line's end to a name that stands elsewhere.
                            line.slope-leader x1=(SIDES[side]) y1=(heights[side][index])
                                x2=(SIDES[side] + OUT[side] * LEADER) y2=(places[side][index]) {}
                            circle cx=(SIDES[side]) cy=(heights[side][index]) r="3" {}
                            text.slope-name x=(SIDES[side] + OUT[side] * (LEADER + 4))
                                y=(places[side][index] + 4) text-anchor=(ANCHORS[side])
                            {
                                (line.name) " " tspan { (line.texts[side]) }
                                @if side == 1 { " " tspan.slope-change { (line.change) } }
                            }
                        }
                    }
                }
            }
        }
    }

    /// Where the amounts of a side stand, the larger the higher.
    fn heights(&self, side: usize, height: i64) -> Vec<i64> {
        let all = || self.lines.iter().flat_map(|line| line.amounts);
        let (low, high) = (all().min().unwrap_or(0), all().max().unwrap_or(0));
        let whole = i128::from(high) - i128::from(low);
        let room = i128::from(height - TOP - ROW);
        let of = |line: &SlopeLine| {
            let below = i128::from(high) - i128::from(line.amounts[side]);
            TOP + i64::try_from(below * room / whole.max(1)).unwrap_or(0)
        };
        self.lines.iter().map(of).collect()
    }
}

/// Text grows away from the lines.
const ANCHORS: [&str; 2] = ["end", "start"];
const OUT: [i64; 2] = [-1, 1];

/// The same heights moved apart so that a name fits each, in between `top` and `bottom`.
fn apart(heights: &[i64], top: i64, bottom: i64) -> Vec<i64> {
    let mut order: Vec<usize> = (0..heights.len()).collect();
    order.sort_by_key(|index| heights[*index]);
    let mut places = heights.to_vec();
    let mut free = top;
    for index in &order {
        places[*index] = places[*index].max(free);
        free = places[*index] + ROW;
    }
    let mut most = bottom;
    for index in order.iter().rev() {
        places[*index] = places[*index].min(most);
        most = places[*index] - ROW;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads as a table: where the amounts stand, where their names stand.
    #[test]
    fn names_do_not_cover_one_another() {
        for (heights, places) in [
            (vec![40, 100, 160], vec![40, 100, 160]),
            (vec![40, 41, 42], vec![40, 62, 84]),
            (vec![42, 41, 40], vec![84, 62, 40]),
            (vec![160, 160, 40], vec![138, 160, 40]),
        ] {
            assert_eq!(apart(&heights, 40, 160), places, "{heights:?}");
        }
    }

    #[test]
    fn whoever_gains_climbs() {
        let line = |name: &str, amounts| SlopeLine {
            name: name.to_owned(),
            amounts,
            texts: ["$1".to_owned(), "$2".to_owned()],
            change: "+$1".to_owned(),
            tone: Tone::Plain,
        };
        let slope = Slope {
            label: "two".to_owned(),
            left: "Last touch".to_owned(),
            right: "Linear".to_owned(),
            lines: vec![line("ana", [100, 300]), line("<b>", [200, 200])],
        };
        let (left, right) = (slope.heights(0, 200), slope.heights(1, 200));
        assert!(right[0] < left[0], "ana climbs");
        assert_eq!(left[1], right[1]);
        assert!(slope.render().into_string().contains("&lt;b&gt;"), "names do nothing");
    }
}
