//! Memory: what this process really holds, as the kernel counts it.

use anyhow::{Context, Result};

/// Resident bytes of this process.
pub fn resident_bytes() -> Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status").context("this needs Linux")?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let kib = line.and_then(|line| line.split_whitespace().nth(1));
    let kib: u64 = kib.context("the kernel tells no VmRSS")?.parse()?;
    Ok(kib * 1024)
}
