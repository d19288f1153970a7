//! Sample data: the demo's past, told by a process of its own and read back into memory.
//!
//! A process of its own, so that neither the log nor a counter of the server hears of it. Its data
//! is gone as soon as it is read.

use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use byline_engine::Engine;
use byline_log::Reader;
use byline_run::Replayer;
use byline_serve::port::{SampleData, SampleStand};

use crate::exit::{Exit, Failure};

/// Makes the sample when somebody asks for it, and keeps it until nobody wants it.
#[derive(Default)]
pub struct Sample {
    stand: Arc<Mutex<SampleStand>>,
}

impl Sample {
    fn lock(&self) -> MutexGuard<'_, SampleStand> {
        self.stand.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SampleData for Sample {
    fn stand(&self) -> SampleStand {
        self.lock().clone()
    }

    fn make(&self) {
        let mut stand = self.lock();
        if matches!(*stand, SampleStand::Making | SampleStand::Ready(_)) {
            return;
        }
        *stand = SampleStand::Making;
        let made = Arc::clone(&self.stand);
        std::thread::spawn(move || {
            let told = tell().map_or_else(
                |failure| {
                    tracing::error!(code = %failure.code, "no sample: {}", failure.words);
                    SampleStand::Failed
                },
                |engine| SampleStand::Ready(Arc::new(engine)),
            );
            *made.lock().unwrap_or_else(PoisonError::into_inner) = told;
        });
    }

    fn forget(&self) {
        let mut stand = self.lock();
        // What is on its way comes; the next one finds it there.
        if !matches!(*stand, SampleStand::Making) {
            *stand = SampleStand::None;
        }
    }
}

/// Lets the demo tell its past, and reads it.
fn tell() -> Result<Engine, Failure> {
    let broken = |error: std::io::Error| Failure::new(Exit::Internal, "sample.failed", error);
    let scratch = tempfile::tempdir().map_err(broken)?;
    let dir = scratch.path().join("sample");
    let told = Command::new(std::env::current_exe().map_err(broken)?)
        .args(["demo", "--past-only", "--offline", "--listen", "127.0.0.1:0", "--data"])
        .arg(&dir)
        // Nothing of the server's settings is the sample's.
        .env_clear()
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .map_err(broken)?;
    if !told.success() {
        let words = format!("the simulated campaign ended with {told}");
        return Err(Failure::new(Exit::Internal, "sample.failed", words));
    }
    let last = Reader::open(&dir)?.last_position()?;
    Ok(Replayer::open(&dir)?.at_position(last)?)
}
