//! Likeness: how alike two texts are, asked in a way that answers most strangers at once.
//!
//! Jaro-Winkler and edit distance take a microsecond, and millions of pairs are compared. Nearly
//! all have hardly a letter in common, which a mask of their letters shows in a nanosecond: the
//! letters in common bound both measures. The bound is never below the truth, so nothing is lost.

/// Which letters a text has, and how many.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Letters {
    mask: u64,
    n: u32,
}

/// A text with its letters.
pub type Lettered<'a> = (&'a str, Letters);

impl Letters {
    /// The letters of `text`.
    pub fn of(text: &str) -> Self {
        let (mut mask, mut n) = (0, 0);
        for c in text.chars() {
            let once = 1 << (u32::from(c) % 32);
            mask |= if mask & once == 0 { once } else { once << 32 };
            n += 1;
        }
        Self { mask, n }
    }

    /// How many letters there are.
    pub fn count(self) -> u32 {
        self.n
    }

    /// At most so many letters are in both. Every shared letter is either a bit of both masks or
    /// beyond the bits of both.
    fn most_shared(self, other: Self) -> u32 {
        let beyond = |letters: Self| letters.n - letters.mask.count_ones();
        (self.mask & other.mask).count_ones() + beyond(self).min(beyond(other))
    }
}

/// The Jaro-Winkler likeness, 0 to 1, of texts that may reach `least`; 0 for others.
pub fn jaro_winkler(a: Lettered<'_>, b: Lettered<'_>, least: f64) -> f64 {
    let shared = f64::from(a.1.most_shared(b.1));
    let share = |n: u32| shared / f64::from(n.max(1));
    let jaro = (share(a.1.n) + share(b.1.n) + 1.0) / 3.0;
    // Four letters of common beginning lift by at most four tenths of what is missing.
    if jaro + 0.4 * (1.0 - jaro) < least {
        return 0.0;
    }
    strsim::jaro_winkler(a.0, b.0)
}

/// How many keystrokes lie between two texts, neighbours changing places being one; `None` if
/// more than `most`.
pub fn keystrokes(a: Lettered<'_>, b: Lettered<'_>, most: u32) -> Option<u32> {
    let least = a.1.n.max(b.1.n) - a.1.most_shared(b.1);
    if most < least {
        return None;
    }
    let n = u32::try_from(strsim::osa_distance(a.0, b.0)).unwrap_or(u32::MAX);
    (n <= most).then_some(n)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lettered(text: &str) -> Lettered<'_> {
        (text, Letters::of(text))
    }

    proptest::proptest! {
        /// The quick answer never hides a likeness.
        #[test]
        fn the_bound_is_never_below_the_truth(a in "[a-dé]{1,9}", b in "[a-dé]{1,9}") {
            let likeness = strsim::jaro_winkler(&a, &b);
            let found = jaro_winkler(lettered(&a), lettered(&b), 0.8);
            proptest::prop_assert!(found == likeness || found == 0.0 && likeness < 0.8);
            let n = u32::try_from(strsim::osa_distance(&a, &b)).unwrap();
            let expected = (n <= 2).then_some(n);
            proptest::prop_assert_eq!(keystrokes(lettered(&a), lettered(&b), 2), expected);
        }
    }
}
