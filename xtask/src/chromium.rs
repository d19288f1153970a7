//! Chromium for the browser tests: found, installed where that may be done unasked, or named as
//! missing.
//!
//! A machine where nobody but root works and packages come by apt is one for building: there the
//! package is installed. Anywhere else people decide for themselves.

use std::process::{Command, Stdio};

/// Sees to it that there is a browser, or says in words that pages are not looked at.
pub fn provide() {
    if let Some(program) = byline_browser::program() {
        println!("pages are looked at with {program}");
        return;
    }
    if is_root() && has("apt-get") {
        println!("Chromium is missing: apt-get install chromium");
        // The list of packages may be old or empty; it is made new only if that is why it fails.
        if install() || (succeeds("apt-get", &["update", "-q"]) && install()) {
            return;
        }
    }
    println!("SKIPPED: there is no Chromium, so the browser tests look at nothing and pass;");
    println!("install it (on Debian or Ubuntu, apt install chromium), or name it in CHROMIUM");
}

fn install() -> bool {
    let arguments = ["install", "-y", "-q", "--no-install-recommends", "chromium"];
    succeeds("apt-get", &arguments) && byline_browser::program().is_some()
}

fn is_root() -> bool {
    let asked = Command::new("id").arg("-u").output();
    asked.is_ok_and(|answer| answer.stdout.trim_ascii() == b"0")
}

fn has(program: &str) -> bool {
    let mut command = Command::new(program);
    let status = command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

fn succeeds(program: &str, arguments: &[&str]) -> bool {
    let mut command = Command::new(program);
    command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
    command.status().is_ok_and(|status| status.success())
}
