//! The pipe: Chromium's own protocol over two descriptors.
//!
//! In: methods with parameters. Out: their results, and what the browser tells without being asked.
//! It needs neither a port nor a driver. A thread reads, so that a browser that says nothing any
//! more is noticed and named.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

use crate::program;

/// The longest that a browser may take to do what it was asked.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A running browser and the way to it.
pub struct Pipe {
    child: Child,
    to: ChildStdin,
    from: Receiver<Value>,
    session: Option<String>,
    n_asked: u64,
    told: VecDeque<Value>,
}

impl Pipe {
    /// Starts a browser that keeps its profile in `folder`, with one empty page.
    pub fn open(folder: &Path) -> Result<Self> {
        let program = program().context("no Chromium is here; CHROMIUM may name one")?;
        // The protocol runs over the descriptors 3 and 4, which only a shell can name for us.
        let mut child = Command::new("sh")
            .args(["-c", "exec \"$0\" \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>&1", &program])
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"])
            .args(["--no-first-run", "--disable-background-networking", "--disable-sync"])
            .args(["--disable-dev-shm-usage", "--disable-component-update"])
            .arg(format!("--user-data-dir={}", folder.display()))
            .arg("--remote-debugging-pipe")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("no shell")?;
        let to = child.stdin.take().context("no pipe to the browser")?;
        let from = listen(child.stdout.take().context("no pipe from the browser")?);
        let (session, n_asked, told) = (None, 0, VecDeque::new());
        let mut pipe = Self { child, to, from, session, n_asked, told };
        let asked = pipe.ask("Target.createTarget", json!({ "url": "about:blank" }));
        let target = asked.with_context(|| format!("`{program}` does not answer"))?;
        let page = json!({ "targetId": target["targetId"], "flatten": true });
        let session = pipe.ask("Target.attachToTarget", page)?;
        pipe.session = session["sessionId"].as_str().map(str::to_owned);
        Ok(pipe)
    }

    /// Asks for something and waits for its result. An error carries the browser's own words.
    pub fn ask(&mut self, method: &str, parameters: Value) -> Result<Value> {
        self.n_asked += 1;
        let mut message = json!({ "id": self.n_asked, "method": method, "params": parameters });
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        self.to.write_all(format!("{message}\0").as_bytes())?;
        let until = Instant::now() + PATIENCE;
        loop {
            let told = self.receive(until).with_context(|| format!("asked for {method}"))?;
            if told["id"] != self.n_asked {
                self.told.push_back(told);
                continue;
            }
            ensure!(told["error"].is_null(), "{method}: {}", told["error"]["message"]);
            return Ok(told["result"].clone());
        }
    }

    /// The next thing that the browser tells without being asked; `None` if it has told all.
    pub fn heard(&mut self) -> Option<Value> {
        self.told.extend(self.from.try_iter());
        self.told.pop_front()
    }

    /// Waits for the next thing that the browser tells.
    pub fn hear(&mut self, until: Instant) -> Result<Value> {
        match self.told.pop_front() {
            Some(told) => Ok(told),
            None => self.receive(until),
        }
    }

    fn receive(&mut self, until: Instant) -> Result<Value> {
        let left = until.saturating_duration_since(Instant::now());
        match self.from.recv_timeout(left) {
            Ok(told) => Ok(told),
            Err(_) => bail!("the browser went away, or said nothing for {} s", PATIENCE.as_secs()),
        }
    }
}

/// Reads messages, each of which ends with a zero, until the browser is gone.
fn listen(pipe: ChildStdout) -> Receiver<Value> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for message in BufReader::new(pipe).split(0) {
            let Ok(bytes) = message else { return };
            let Ok(told) = serde_json::from_slice(&bytes) else { return };
            if sender.send(told).is_err() {
                return;
            }
        }
    });
    receiver
}

impl Drop for Pipe {
    fn drop(&mut self) {
        // A browser that went away already needs no end.
        let _ = self.ask("Browser.close", json!({}));
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
