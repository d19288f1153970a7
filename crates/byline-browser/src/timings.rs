//! Timings: how a page came, as its reader felt it.

use anyhow::Result;
use serde_json::Value;

use crate::browser::Browser;

/// Gathers what the browser itself has noted. Two paintings later everything early is noted.
const GATHER: &str = "new Promise((done) => {
    const noted = { largest: 0, shift: 0, blocked: 0, moved: [] };
    const watch = (type, take) => {
        const observer = new PerformanceObserver((list) => list.getEntries().forEach(take));
        observer.observe({ type, buffered: true });
        return () => observer.takeRecords().forEach(take);
    };
    const rest = [
        watch('largest-contentful-paint', (entry) => { noted.largest = entry.startTime; }),
        watch('layout-shift', (entry) => {
            noted.shift += entry.value;
            for (const { node } of entry.sources) {
                const thing = node?.closest ? node : node?.parentElement;
                noted.moved.push(thing ? thing.tagName + '#' + thing.id : 'gone');
            }
        }),
        watch('longtask', (entry) => { noted.blocked += Math.max(0, entry.duration - 50); }),
    ];
    const paint = (n) => requestAnimationFrame(() => {
        if (0 < n) return paint(n - 1);
        rest.forEach((take) => take());
        noted.first_byte = performance.getEntriesByType('navigation')[0].responseStart;
        done(noted);
    });
    paint(3);
})";

/// How one page came.
#[derive(Clone, PartialEq, Debug)]
pub struct Timings {
    /// From asking to the first byte, in milliseconds.
    pub first_byte_ms: f64,
    /// From asking until the largest thing in sight was painted, in milliseconds.
    pub largest_paint_ms: f64,
    /// How much moved after it was painted: shares of the window, added up; 0 is still.
    pub layout_shift: f64,
    /// What moved, as `TAG#id`.
    pub moved: Vec<String>,
    /// How long scripts kept the page from answering, beyond 50 ms each, in milliseconds.
    pub blocking_ms: f64,
    /// Bytes of everything, as they came over the wire.
    pub n_bytes: u64,
    /// The same of scripts alone.
    pub n_script_bytes: u64,
}

impl std::fmt::Display for Timings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "first byte {:.0} ms, largest paint {:.0} ms, shift {:.3}, blocked {:.0} ms, \
             {} kB, of it scripts {} kB",
            self.first_byte_ms,
            self.largest_paint_ms,
            self.layout_shift,
            self.blocking_ms,
            self.n_bytes.div_ceil(1_000),
            self.n_script_bytes.div_ceil(1_000)
        )?;
        if self.moved.is_empty() { Ok(()) } else { write!(f, ", moved {}", self.moved.join(" ")) }
    }
}

impl Browser {
    /// How the page that is open came. It has to have been opened anew.
    pub fn timings(&mut self) -> Result<Timings> {
        let noted = self.evaluate(GATHER)?;
        let number = |key: &str| noted.get(key).and_then(Value::as_f64).unwrap_or(0.0);
        let moved = noted.get("moved").and_then(Value::as_array).into_iter().flatten();
        let traffic = self.traffic();
        Ok(Timings {
            first_byte_ms: number("first_byte"),
            largest_paint_ms: number("largest"),
            layout_shift: number("shift"),
            moved: moved.filter_map(|word| Some(word.as_str()?.to_owned())).collect(),
            blocking_ms: number("blocked"),
            n_bytes: traffic.n_bytes(),
            n_script_bytes: traffic.n_bytes_of("Script"),
        })
    }
}
