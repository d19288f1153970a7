//! The redirect: requests a second and p99 of `GET /{slug}`, beside nginx that answers every
//! request with `return 302`.
//!
//! Both are driven by wrk with the same connections and the same browser's name, one after the
//! other, twice, on this machine. nginx makes no click, no id and no verdict and writes nothing,
//! so it is the ceiling. A steady 5,000 a second follows, sent on a timetable: a late answer
//! does not delay the next request, so that waiting is measured and not hidden. Then the same
//! again while the store stalls: another process holds its write lock, and no commit goes through.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use rusqlite::{Connection, TransactionBehavior};

use super::pace::{Pace, drive, rest};
use super::program::{AGENT, Client, Program, build, p50_p99_ms};
use super::report::{Peer, Row};

const RUN_S: u64 = 8;
const N_CONNECTIONS: usize = 64;
const STEADY: Pace = Pace { per_s: 5_000, length: Duration::from_secs(10), n_clients: 16 };
const NGINX: &str = "nginx return 302";

/// Measures both, in turns.
pub fn run() -> Result<Vec<Row>> {
    let folder = tempfile::tempdir()?;
    let program = Program::start(&build()?, folder.path())?;
    program.until("/readyz", 200)?;
    Client::open(program.address)?.declare()?;
    let steady = drive(program.address, STEADY, |client, _| client.must("GET", "/bench", "", 302))?;
    let (_, steady_p99_ms) = p50_p99_ms(steady)?;
    let mut rows = vec![Row {
        what: "p99 at 5,000/s, on a timetable".to_owned(),
        unit: "ms",
        ours: Some(steady_p99_ms),
        peer: None,
        budget: Some("at most 5 ms"),
    }];
    let stalled = while_the_store_stalls(&program, &folder.path().join("data"))?;
    // What the stall left behind is taken in before anything else is measured.
    program.until("/readyz", 200)?;
    if !(install("wrk", "wrk") && install("nginx", "nginx-light")) {
        rows.extend(stalled);
        rows.push(skipped());
        return Ok(rows);
    }
    let nginx = Nginx::start(folder.path())?;
    let (mut ours, mut peer) = (Load::default(), Load::default());
    for _ in 0..2 {
        peer = peer.better(wrk(nginx.address)?);
        ours = ours.better(wrk(program.address)?);
    }
    rows.insert(0, compared("requests, 64 connections", "/s", ours.per_s, peer.per_s));
    rows[0].budget = Some("at least 0.60");
    rows.insert(1, compared("p99, both at full load", "ms", ours.p99_ms, peer.p99_ms));
    rows.extend(stalled);
    Ok(rows)
}

fn compared(what: &str, unit: &'static str, ours: f64, peer: f64) -> Row {
    let peer = Some(Peer { name: NGINX, figure: peer });
    Row { what: what.to_owned(), unit, ours: Some(ours), peer, budget: None }
}

fn skipped() -> Row {
    let what = "SKIPPED beside nginx: install wrk and nginx".to_owned();
    Row { what, unit: "/s", ours: None, peer: None, budget: Some("at least 0.60") }
}

/// p99 of redirects while somebody else holds the store, so that nothing can be committed, and how
/// many clicks that cost.
fn while_the_store_stalls(program: &Program, data: &Path) -> Result<Vec<Row>> {
    let mut store = Connection::open(data.join("byline.sqlite"))?;
    let holding = store.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let latencies =
        drive(program.address, STEADY, |client, _| client.must("GET", "/bench", "", 302))?;
    holding.rollback()?;
    let (_, p99_ms) = p50_p99_ms(latencies)?;
    let mut client = Client::open(program.address)?;
    client.must("GET", "/metrics", "", 200)?;
    let measures = String::from_utf8_lossy(client.body()).into_owned();
    let lost = measures.lines().find_map(|line| line.strip_prefix("byline_clicks_lost_total "));
    let lost: f64 = lost.context("no measure of lost clicks")?.trim().parse()?;
    let row = |what: &str, unit, ours, budget| Row {
        what: what.to_owned(),
        unit,
        ours: Some(ours),
        peer: None,
        budget,
    };
    Ok(vec![
        row("p99 at 5,000/s while the store stalls for 10 s", "ms", p99_ms, Some("at most 5 ms")),
        row("clicks lost to that stall", "clicks", lost, None),
    ])
}

/// Whether `tool` is here, or could be brought by the system's packages.
fn install(tool: &str, package: &str) -> bool {
    let is_here = || Command::new(tool).arg("-v").output().is_ok();
    let apt = |words: &[&str]| {
        let mut command = Command::new("apt-get");
        let command = command.args(words).env("DEBIAN_FRONTEND", "noninteractive");
        command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|it| it.success())
    };
    is_here() || (apt(&["install", "-y", "--no-install-recommends", package]) && is_here())
}

/// What wrk measured.
#[derive(Clone, Copy, Default)]
struct Load {
    per_s: f64,
    p99_ms: f64,
}

impl Load {
    /// The run that the rest of the machine disturbed less.
    fn better(self, other: Self) -> Self {
        if self.per_s < other.per_s { other } else { self }
    }
}

/// Asks as fast as it is answered.
fn wrk(address: SocketAddr) -> Result<Load> {
    let mut command = Command::new("wrk");
    command.args(["--threads", "1", "--latency"]);
    command.arg(format!("--connections={N_CONNECTIONS}")).arg(format!("--duration={RUN_S}s"));
    command.arg(format!("--header=User-Agent: {AGENT}")).arg(format!("http://{address}/bench"));
    let output = command.output()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    ensure!(output.status.success() && !text.contains("Socket errors"), "wrk failed: {text}");
    let cell = |name: &str| {
        let line = text.lines().find_map(|line| line.trim().strip_prefix(name));
        line.with_context(|| format!("wrk tells no {name}: {text}"))
    };
    // wrk counts only answers of 400 and above as errors.
    ensure!(!text.contains("Non-2xx"), "some requests were refused: {text}");
    Ok(Load { per_s: cell("Requests/sec:")?.trim().parse()?, p99_ms: ms(cell("99%")?.trim())? })
}

/// `1.20ms`, `870.00us` or `1.02s` in milliseconds.
fn ms(text: &str) -> Result<f64> {
    for (unit, factor) in [("us", 0.001), ("ms", 1.0), ("s", 1_000.0)] {
        if let Some(Ok(number)) = text.strip_suffix(unit).map(str::parse::<f64>) {
            return Ok(number * factor);
        }
    }
    anyhow::bail!("`{text}` is no time")
}

/// An nginx of our own, killed when it is dropped.
struct Nginx {
    child: Child,
    address: SocketAddr,
}

impl Nginx {
    fn start(folder: &Path) -> Result<Self> {
        // The port is free again when the listener is gone.
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let config = folder.join("nginx.conf");
        let home = folder.display();
        let text = format!(
            "daemon off; worker_processes auto; pid {home}/nginx.pid; error_log {home}/nginx.log;\n\
             events {{ worker_connections 1024; }}\n\
             http {{ access_log off; keepalive_requests 1000000000; server {{ listen {address};\n\
             location / {{ return 302 https://shop.example/summer?utm_source=tiktok; }} }} }}\n"
        );
        std::fs::write(&config, text)?;
        let mut command = Command::new("nginx");
        let child = command.arg("-c").arg(&config).arg("-p").arg(folder).stderr(Stdio::null());
        let child = child.spawn().context("nginx does not start")?;
        let nginx = Self { child, address };
        let begun = Instant::now();
        while TcpStream::connect(address).is_err() {
            ensure!(begun.elapsed() < Duration::from_secs(10), "nginx does not listen");
            rest(Duration::from_millis(10));
        }
        Ok(nginx)
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // Asked to quit, the master takes its workers along; killed, it would leave them behind.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}
