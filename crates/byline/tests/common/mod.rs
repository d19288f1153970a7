//! The real program as a child process, on a port of its own.

#![expect(dead_code, reason = "each test file uses its own part")]

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;
use ureq::Agent;

/// The owner's token in every test.
pub const TOKEN: &str = "byl_0123456789abcdefghijklmnopqrstuvwxyz";

/// The longest that anything may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A folder for one test, with the data directory in it.
pub struct Home {
    folder: TempDir,
}

/// A running server.
pub struct Server {
    child: Child,
    pub address: String,
    /// What it said when it began.
    pub greeting: Value,
}

/// An answer.
pub struct Reply {
    pub status: u16,
    pub retry_after: Option<String>,
    pub location: Option<String>,
    pub body: Value,
    pub text: String,
}

impl Home {
    pub fn new() -> Self {
        Self { folder: TempDir::new().unwrap() }
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        program().current_dir(self.folder.path()).args(arguments).output().unwrap()
    }

    /// Runs a command and reads what it printed as JSON.
    pub fn json(&self, arguments: &[&str]) -> Value {
        let output = self.run(arguments);
        let text = String::from_utf8(output.stdout).unwrap();
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{arguments:?}: {text}{error}");
        serde_json::from_str(&text).unwrap_or_else(|_| panic!("no JSON: {text}"))
    }

    /// Starts a server on the data.
    pub fn serve(&self) -> Server {
        let mut command = program();
        command.args(self.serving());
        Server::start(command)
    }

    /// The arguments of a server on the data.
    pub fn serving(&self) -> Vec<String> {
        let data = self.data().display().to_string();
        ["serve", "--json", "--data", &data, "--listen", "127.0.0.1:0"].map(str::to_owned).into()
    }

    /// Asserts that the program finds nothing wrong with the data.
    pub fn verify(&self) -> Value {
        let verdict = self.json(&["verify", "--json", "--data", self.data().to_str().unwrap()]);
        assert_eq!(verdict["differences"], Value::Array(Vec::new()));
        verdict
    }
}

/// The program, with nothing of the caller's environment that could change it.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_byline"));
    settle(&mut command);
    command
}

/// Gives a command the environment of every test.
pub fn settle(command: &mut Command) {
    for name in ["BYLINE_CONFIG", "BYLINE_DATA", "BYLINE_KEY_FILE", "BYLINE_LISTEN"] {
        command.env_remove(name);
    }
    // Links of tests lead to hosts that are somebody's.
    command.env("BYLINE_OFFLINE", "1");
    command.env_remove("BYLINE_LINKS").env("BYLINE_TOKEN", TOKEN).env("BYLINE_LOG", "warn");
}

impl Server {
    /// Starts a server and waits until it takes something in.
    pub fn start(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let greeting: Value = serde_json::from_str(&line).expect("the server greets in JSON");
        let address = greeting["listen"].as_str().unwrap().to_owned();
        let server = Self { child, address, greeting };
        until("the server is ready", || server.get("/readyz").is_some_and(|it| it.status == 200));
        server
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Ends the process as a power cut would end it.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks the process to end, and waits until it has.
    pub fn stop(mut self) -> ExitStatus {
        self.terminate();
        let mut status = None;
        until("the server has ended", || {
            status = self.child.try_wait().unwrap();
            status.is_some()
        });
        status.unwrap()
    }

    /// Asks the process to end.
    pub fn terminate(&self) {
        let pid = self.pid().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    }

    pub fn get(&self, path: &str) -> Option<Reply> {
        get(&agent(), &self.address, path)
    }

    pub fn post(&self, path: &str, body: &Value) -> Option<Reply> {
        post(&agent(), &self.address, path, &body.to_string())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // A test that failed leaves nobody behind.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A client that keeps its connections and follows no redirects.
pub fn agent() -> Agent {
    let config = Agent::config_builder()
        .timeout_global(Some(PATIENCE))
        .http_status_as_error(false)
        .max_redirects(0)
        .build();
    config.into()
}

/// Asks as the owner; `None` if nobody answered to the end.
pub fn get(agent: &Agent, address: &str, path: &str) -> Option<Reply> {
    let request = agent.get(format!("http://{address}{path}"));
    read(request.header("authorization", format!("Bearer {TOKEN}")).call())
}

/// Sends JSON as the owner; `None` if nobody answered to the end.
pub fn post(agent: &Agent, address: &str, path: &str, body: &str) -> Option<Reply> {
    let request = agent
        .post(format!("http://{address}{path}"))
        .header("authorization", format!("Bearer {TOKEN}"))
        .header("content-type", "application/json");
    read(request.send(body))
}

pub fn read(response: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Option<Reply> {
    let mut response = response.ok()?;
    let header = |name: &str| {
        let value = response.headers().get(name)?;
        Some(value.to_str().unwrap().to_owned())
    };
    let (retry_after, location) = (header("retry-after"), header("location"));
    let status = response.status().as_u16();
    let text = response.body_mut().read_to_string().ok()?;
    let body = serde_json::from_str(&text).unwrap_or_default();
    Some(Reply { status, retry_after, location, body, text })
}

/// Asks again and again until something is so.
pub fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    let (_nobody_sends, nothing) = channel::<()>();
    while !is_so() {
        assert!(began.elapsed() < PATIENCE, "in vain: {what}");
        let _ = nothing.recv_timeout(Duration::from_millis(10));
    }
}

/// Whether a program is on this machine.
pub fn has_program(name: &str) -> bool {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&paths).any(|path| Path::new(&path).join(name).exists())
}
