//! Series: one number for each bucket of time in which anything happened.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

/// A number by bucket, in the order of buckets. Most additions come at the end.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Series<V> {
    points: Vec<(u32, V)>,
    total: V,
}

impl<V: Default> Default for Series<V> {
    fn default() -> Self {
        Self { points: Vec::new(), total: V::default() }
    }
}

impl<V: AddAssign + Copy + Default> Series<V> {
    /// Adds to one bucket.
    pub fn add(&mut self, bucket: u32, value: V) {
        self.total += value;
        match self.points.last_mut() {
            Some((last, sum)) if *last == bucket => *sum += value,
            Some((last, _)) if bucket < *last => self.add_late(bucket, value),
            // Most buckets are new ones, and a search through all would miss the cache each time.
            _ => self.points.push((bucket, value)),
        }
    }

    fn add_late(&mut self, bucket: u32, value: V) {
        match self.points.binary_search_by_key(&bucket, |point| point.0) {
            Ok(found) => self.points[found].1 += value,
            Err(gap) => self.points.insert(gap, (bucket, value)),
        }
    }

    /// Adds every bucket of another series.
    pub fn add_all(&mut self, other: &Self) {
        for (bucket, value) in &other.points {
            self.add(*bucket, *value);
        }
    }

    /// The sum over all time.
    pub fn total(&self) -> V {
        self.total
    }

    /// The sum over buckets `from` to before `to`.
    pub fn sum(&self, from: u32, to: u32) -> V {
        let points = self.between(from, to);
        if points.len() == self.points.len() {
            return self.total;
        }
        let mut sum = V::default();
        for (_, value) in points {
            sum += *value;
        }
        sum
    }

    /// The points of buckets `from` to before `to`.
    pub fn between(&self, from: u32, to: u32) -> &[(u32, V)] {
        // Most questions are about all of it, and a search would miss the cache at each step.
        if self.extent().is_none_or(|(first, last)| from <= first && last < to) {
            return &self.points;
        }
        let end = place_of(&self.points, to);
        let start = place_of(&self.points[..end], from);
        &self.points[start..end]
    }

    /// Every point.
    pub fn points(&self) -> &[(u32, V)] {
        &self.points
    }

    /// The first and the last bucket in which anything happened.
    pub fn extent(&self) -> Option<(u32, u32)> {
        Some((self.points.first()?.0, self.points.last()?.0))
    }

    /// Forgets buckets before `floor`. The total then speaks of the rest only.
    pub fn forget_before(&mut self, floor: u32) {
        let n_old = self.points.partition_point(|point| point.0 < floor);
        if n_old == 0 {
            return;
        }
        self.points.drain(..n_old);
        self.total = V::default();
        for (_, value) in &self.points {
            self.total += *value;
        }
    }
}

/// How many points lie before a bucket. Most questions are about what came last, so the search
/// begins at the end and doubles its steps: what it looks at is near, and in the cache.
fn place_of<V>(points: &[(u32, V)], bucket: u32) -> usize {
    let (mut end, mut step) = (points.len(), 1);
    while let Some(place) = end.checked_sub(step) {
        if points[place].0 < bucket {
            return place + 1 + points[place + 1..end].partition_point(|point| point.0 < bucket);
        }
        end = place;
        step *= 2;
    }
    points[..end].partition_point(|point| point.0 < bucket)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn late_additions_find_their_bucket() {
        let mut series = Series::<i64>::default();
        for (bucket, value) in [(5, 1), (9, 2), (5, 3), (7, 4), (1, 5)] {
            series.add(bucket, value);
        }
        assert_eq!(series.between(0, 100), [(1, 5), (5, 4), (7, 4), (9, 2)]);
        assert_eq!(series.sum(5, 9), 8);
        assert_eq!(series.sum(0, 100), series.total());
    }

    #[test]
    fn every_stretch_holds_what_a_walk_through_all_finds() {
        let mut series = Series::<i64>::default();
        (0..40).for_each(|n| series.add(3 * n + 2, i64::from(n)));
        for from in 0..125 {
            for to in from..125 {
                let within = |point: &&(u32, i64)| from <= point.0 && point.0 < to;
                let walked: Vec<_> = series.points().iter().filter(within).copied().collect();
                assert_eq!(series.between(from, to), walked, "{from} to {to}");
            }
        }
    }

    #[test]
    fn forgetting_keeps_the_total_of_the_rest() {
        let mut series = Series::<i64>::default();
        for bucket in 0..10 {
            series.add(bucket, 1);
        }
        series.forget_before(7);
        assert_eq!(series.total(), 3);
        assert_eq!(series.sum(0, 100), 3);
    }
}
