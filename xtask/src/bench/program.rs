//! The real program: built as it is shipped, started on data of its own, asked over plain HTTP.
//!
//! In: a folder. Out: a running server that is killed when it is dropped, and clients that keep
//! their connection and count nothing but the bytes of the answer.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use byline_testkit::senders::Sent;
use serde_json::Value;

use super::pace::rest;

/// The owner's token in every bench.
const TOKEN: &str = "byl_bench_0123456789abcdefghijklmn";
/// The longest that a start or an end may take.
const PATIENCE: Duration = Duration::from_secs(600);

/// A running server on data of its own.
pub struct Program {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// When the process was started.
    pub begun: Instant,
}

/// One connection to a server, kept open.
pub struct Client {
    stream: BufReader<TcpStream>,
    line: String,
    body: Vec<u8>,
}

/// The positions of the log, as they are told to screens.
pub struct Positions {
    client: Client,
    reached: u64,
}

impl Positions {
    /// Waits until the log is said to have reached `position`.
    pub fn wait_for(&mut self, position: u64) -> Result<()> {
        while self.reached < position {
            if let Some(told) = self.client.head_line()?.strip_prefix("data: ") {
                self.reached = told.parse()?;
            }
        }
        Ok(())
    }
}

/// The optimised program, built beside this one; or the one that `BYLINE_BENCH_PROGRAM` names.
pub fn build() -> Result<PathBuf> {
    if let Some(given) = std::env::var_os("BYLINE_BENCH_PROGRAM") {
        return Ok(given.into());
    }
    let arguments = ["build", "--quiet", "--release", "--package", "byline"];
    crate::ci::cargo(&crate::root(), &arguments, &[])?;
    Ok(std::env::current_exe()?.with_file_name("byline"))
}

impl Program {
    /// Starts `byline serve` in `folder`; it listens when this returns, and may be catching up.
    pub fn start(program: &Path, folder: &Path) -> Result<Self> {
        // All clients of a bench share one address, as behind a proxy.
        let config = folder.join("byline.toml");
        std::fs::write(&config, "trusted_proxies = ['127.0.0.1/32']\n")?;
        let mut command = Command::new(program);
        for name in ["BYLINE_DATA", "BYLINE_KEY_FILE", "BYLINE_LISTEN", "BYLINE_LINKS"] {
            command.env_remove(name);
        }
        command.env("BYLINE_CONFIG", &config).env("BYLINE_TOKEN", TOKEN).env("BYLINE_LOG", "warn");
        command.env("BYLINE_OFFLINE", "1");
        command.args(["serve", "--json", "--listen", "127.0.0.1:0", "--data"]);
        command.arg(folder.join("data")).stdout(Stdio::piped());
        let begun = Instant::now();
        let mut child = command.spawn().context("the program does not start")?;
        let mut line = String::new();
        let told = child.stdout.take().context("the program has no output")?;
        BufReader::new(told).read_line(&mut line)?;
        let greeting: Value = serde_json::from_str(&line).context("the program does not greet")?;
        let address = greeting["listen"].as_str().context("it tells no address")?.parse()?;
        Ok(Self { child, address, begun })
    }

    /// Waits until `path` is answered with `status`; gives the time since the start.
    pub fn until(&self, path: &str, status: u16) -> Result<Duration> {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if Client::open(self.address)?.ask("GET", path, "")? == status {
                return Ok(self.begun.elapsed());
            }
            rest(Duration::from_millis(2));
        }
        bail!("{path} is not answered with {status}")
    }

    /// The number of the process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Asks the process to end, and gives the time until it has, with its last snapshot kept.
    pub fn stop(mut self) -> Result<Duration> {
        let pid = self.child.id().to_string();
        let asked = Instant::now();
        ensure!(Command::new("kill").args(["-TERM", &pid]).status()?.success(), "kill failed");
        ensure!(self.child.wait()?.success(), "the program ended badly");
        Ok(asked.elapsed())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // A process that has ended already needs no killing.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Client {
    /// Connects.
    pub fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        Ok(Self { stream: BufReader::new(stream), line: String::new(), body: Vec::new() })
    }

    /// Asks, reads the whole answer, and gives its status.
    pub fn ask(&mut self, method: &str, path: &str, body: &str) -> Result<u16> {
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {TOKEN}\r\n\
             user-agent: {AGENT}\r\ncontent-type: application/json\r\n"
        );
        self.exchange(head, body.as_bytes())
    }

    /// Hands a delivery in as its feed does, and gives the status of the answer.
    pub fn deliver(&mut self, path: &str, sent: &Sent) -> Result<u16> {
        let mut head = format!("POST {path}{} HTTP/1.1\r\nhost: bench\r\n", sent.query);
        for (name, value) in &sent.headers {
            head += &format!("{name}: {value}\r\n");
        }
        self.exchange(head, &sent.body)
    }

    fn exchange(&mut self, mut head: String, body: &[u8]) -> Result<u16> {
        head += &format!("content-length: {}\r\n\r\n", body.len());
        let request = [head.as_bytes(), body].concat();
        self.stream.get_mut().write_all(&request)?;
        let status = self.head_line()?;
        let status = status.split(' ').nth(1).context("no status line")?.parse()?;
        let mut n_bytes = 0;
        loop {
            let line = self.head_line()?.to_ascii_lowercase();
            if line.is_empty() {
                break;
            }
            ensure!(!line.starts_with("transfer-encoding"), "the answer has no known length");
            if let Some(length) = line.strip_prefix("content-length:") {
                n_bytes = length.trim().parse()?;
            }
        }
        self.body.resize(n_bytes, 0);
        self.stream.read_exact(&mut self.body)?;
        Ok(status)
    }

    /// Asks for something that must be answered with `status`.
    pub fn must(&mut self, method: &str, path: &str, body: &str, status: u16) -> Result<()> {
        let got = self.ask(method, path, body)?;
        let text = String::from_utf8_lossy(&self.body);
        ensure!(got == status, "{method} {path} is answered with {got}: {text}");
        Ok(())
    }

    /// The body of the last answer.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// Declares one campaign with a creator and the link `/bench`, as a brand would.
    pub fn declare(&mut self) -> Result<()> {
        for (path, body) in [
            ("campaigns", r#"{"id":"c","name":"C","currency":"EUR","time_zone":"Europe/Berlin"}"#),
            ("creators", r#"{"id":"a","name":"Ana"}"#),
            (
                "links",
                r#"{"campaign_id":"c","creator_id":"a","slug":"bench",
                    "destination":"https://shop.example/summer"}"#,
            ),
        ] {
            self.must("POST", &format!("/api/v1/{path}"), body, 201)?;
        }
        self.must("GET", "/bench", "", 302)
    }

    /// Follows the log: the connection gives nothing but its positions from now on.
    pub fn follow(mut self) -> Result<Positions> {
        let head = format!(
            "GET /api/v1/live HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {TOKEN}\r\n\r\n"
        );
        self.stream.get_mut().write_all(head.as_bytes())?;
        ensure!(self.head_line()?.contains(" 200 "), "the log cannot be followed");
        Ok(Positions { client: self, reached: 0 })
    }

    /// Follows the log as an open screen does; reading it never waits.
    pub fn screen(self) -> Result<TcpStream> {
        let stream = self.follow()?.client.stream.into_inner();
        stream.set_nonblocking(true)?;
        Ok(stream)
    }

    fn head_line(&mut self) -> Result<&str> {
        self.line.clear();
        ensure!(self.stream.read_line(&mut self.line)? != 0, "the connection was closed");
        Ok(self.line.trim_end())
    }
}

/// What a person's browser says it is.
pub const AGENT: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) \
    AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";

/// The middle and the 99th of a hundred, in milliseconds.
pub fn p50_p99_ms(mut latencies: Vec<Duration>) -> Result<(f64, f64)> {
    ensure!(!latencies.is_empty(), "nothing was measured");
    latencies.sort_unstable();
    let at = |percent: usize| latencies[latencies.len() * percent / 100].as_secs_f64() * 1_000.0;
    Ok((at(50), at(99)))
}
