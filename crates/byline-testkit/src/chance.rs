//! Chance that can be repeated: a tree of seeds, and dice at its leaves.
//!
//! Everything that is decided by chance has dice of its own, named by what it decides. One more
//! throw somewhere therefore changes nothing elsewhere.

/// A place in the tree of chance.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Seed(pub u64);

/// A run of random numbers (SplitMix64, Steele, Lea and Flood 2014).
#[derive(Clone, Debug)]
pub struct Dice(u64);

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

impl Seed {
    /// The seed for everything that `name` names.
    pub fn child(self, name: &str) -> Self {
        let mut seed = mixed(self.0 ^ GOLDEN);
        for byte in name.bytes() {
            seed = mixed(seed ^ u64::from(byte).wrapping_mul(GOLDEN));
        }
        Self(seed)
    }

    /// The seed for the `n`th of many things of one name.
    pub fn nth(self, n: u64) -> Self {
        Self(mixed(self.0 ^ mixed(n.wrapping_add(1).wrapping_mul(GOLDEN))))
    }

    /// Dice to throw.
    pub fn dice(self) -> Dice {
        Dice(self.0)
    }
}

impl Dice {
    /// 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        mixed(self.0)
    }

    /// 128 random bits as bytes.
    pub fn bytes(&mut self) -> [u8; 16] {
        let (high, low) = (self.bits(), self.bits());
        (u128::from(high) << 64 | u128::from(low)).to_be_bytes()
    }

    /// A whole number from 0 to below `n`.
    ///
    /// # Panics
    /// If `n` is 0.
    pub fn below(&mut self, n: u64) -> u64 {
        assert!(n != 0, "there is nothing below 0");
        let wide = u128::from(self.bits()) * u128::from(n);
        (wide >> 64) as u64
    }

    /// A whole number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below(low.abs_diff(high) + 1).cast_signed()
    }

    /// An index into something of length `n`.
    pub fn index(&mut self, n: usize) -> usize {
        #[expect(clippy::cast_possible_truncation, reason = "an index below n fits where n fits")]
        let index = self.below(n as u64) as usize;
        index
    }

    /// One of `things`.
    pub fn pick<T: Copy>(&mut self, things: &[T]) -> T {
        things[self.index(things.len())]
    }

    /// One of `things`, where it stands.
    pub fn pick_ref<'a, T>(&mut self, things: &'a [T]) -> &'a T {
        &things[self.index(things.len())]
    }

    /// One of `things`, each as likely as its weight.
    pub fn weighted<T: Copy>(&mut self, things: &[(u32, T)]) -> T {
        let total: u64 = things.iter().map(|(weight, _)| u64::from(*weight)).sum();
        let mut left = self.below(total);
        for (weight, thing) in things {
            match left.checked_sub(u64::from(*weight)) {
                Some(rest) => left = rest,
                None => return *thing,
            }
        }
        unreachable!("what is left is below the sum of all weights")
    }

    /// A number from 0 to below 1.
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Whether something of this likelihood happens.
    pub fn chance(&mut self, likelihood: f64) -> bool {
        self.unit() < likelihood
    }

    /// A number around 0 with deviation 1 (Box and Muller 1958).
    pub fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.unit()).cos()
    }

    /// A positive number around `median`, log-normal with deviation `sigma`.
    pub fn log_normal(&mut self, median: f64, sigma: f64) -> f64 {
        median * (sigma * self.normal()).exp()
    }

    /// How many things happen when `mean` are expected (Knuth's way for few, a normal for many).
    pub fn poisson(&mut self, mean: f64) -> u32 {
        if mean <= 0.0 {
            return 0;
        }
        if 30.0 < mean {
            return whole(mean + mean.sqrt() * self.normal());
        }
        let limit = (-mean).exp();
        let (mut n, mut product) = (0, self.unit());
        while limit < product {
            n += 1;
            product *= self.unit();
        }
        n
    }
}

/// The nearest whole number; 0 for all that is below.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "such casts saturate, which is what is wanted"
)]
fn whole(x: f64) -> u32 {
    x.round() as u32
}

fn mixed(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_throws_the_same() {
        let throws = |seed: Seed| (0..5).map(|_| 0).scan(seed.dice(), |d, _| Some(d.bits()));
        let one: Vec<_> = throws(Seed(7).child("orders").nth(3)).collect();
        assert_eq!(one, throws(Seed(7).child("orders").nth(3)).collect::<Vec<_>>());
        assert_ne!(one, throws(Seed(7).child("orders").nth(4)).collect::<Vec<_>>());
        assert_ne!(one, throws(Seed(7).child("clicks").nth(3)).collect::<Vec<_>>());
    }

    #[test]
    fn numbers_follow_published_vectors() {
        // The first outputs of SplitMix64 with seed 1234567, as printed on Rosetta Code.
        let mut dice = Dice(1_234_567);
        assert_eq!(dice.bits(), 6_457_827_717_110_365_317);
        assert_eq!(dice.bits(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn counts_come_out_as_expected() {
        let mut dice = Seed(1).dice();
        for mean in [0.1, 2.0, 12.0, 80.0] {
            let sum: u32 = (0..20_000).map(|_| dice.poisson(mean)).sum();
            let found = f64::from(sum) / 20_000.0;
            assert!((found - mean).abs() < mean.sqrt() * 0.05 + 0.01, "{found} for {mean}");
        }
    }

    #[test]
    fn weights_hold() {
        let mut dice = Seed(2).dice();
        let n_rare = (0..10_000).filter(|_| dice.weighted(&[(9, "often"), (1, "rare")]) == "rare");
        assert!((900..1_100).contains(&n_rare.count()));
    }
}
