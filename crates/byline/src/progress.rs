//! Progress: a bar on a terminal, nothing elsewhere.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// A bar that counts up to `n_all` of something.
pub fn bar(n_all: u64, what: &str) -> ProgressBar {
    let bar = ProgressBar::new(n_all);
    let style = ProgressStyle::with_template("{msg} {wide_bar} {percent}% {eta}");
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar.set_message(what.to_owned());
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
