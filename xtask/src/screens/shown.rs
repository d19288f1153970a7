//! What is shown: a demo with its campaign, an empty workspace, or a server that runs already.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};
use serde_json::Value;

/// The owner's token of servers that are started here.
const TOKEN: &str = "byl_screens_0123456789abcdefghijk";

/// A server whose pages can be opened.
pub struct Shown {
    /// What its addresses begin with.
    pub url: String,
    /// The owner's token.
    pub token: String,
    child: Option<Child>,
}

impl Shown {
    /// A server that runs already.
    pub fn running(url: &str, token: &str) -> Self {
        Self { url: url.trim_end_matches('/').to_owned(), token: token.to_owned(), child: None }
    }

    /// A server of ours: `byline demo` or `byline serve`, on data of its own.
    pub fn start(program: &Path, arguments: &[&str], data: &Path) -> Result<Self> {
        let mut command = Command::new(program);
        for name in ["BYLINE_CONFIG", "BYLINE_KEY_FILE", "BYLINE_LISTEN", "BYLINE_LINKS"] {
            command.env_remove(name);
        }
        command.args(arguments).args(["--json", "--listen", "127.0.0.1:0", "--data"]).arg(data);
        command.env("BYLINE_TOKEN", TOKEN).env("BYLINE_LOG", "error").stdout(Stdio::piped());
        let mut child = command.spawn().context("the program does not start")?;
        let told = child.stdout.take().context("the program has no output")?;
        let mut line = String::new();
        BufReader::new(told).read_line(&mut line)?;
        let greeting: Value = serde_json::from_str(&line).context("the program does not greet")?;
        let url = greeting["url"].as_str().context("it tells no address")?.to_owned();
        Ok(Self { url, token: TOKEN.to_owned(), child: Some(child) })
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            // A process that has ended already needs no killing.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
