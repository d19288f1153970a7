//! A browser without a window: Chromium, spoken to over a pipe in its own protocol.
//!
//! In: addresses. Out: pictures, and everything that the console complained about. The pipe needs
//! neither a port nor a driver. `CHROMIUM` names another program than `chromium`.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use base64::Engine as _;
use serde_json::{Value, json};

/// Pictures end here, however long the page is.
const TALLEST_PX: u64 = 6_000;

/// How pages are looked at.
#[derive(Clone, Copy)]
pub struct Look {
    /// `light` or `dark`.
    pub theme: &'static str,
    /// The width of the window.
    pub width_px: u64,
    /// The height of the window.
    pub height_px: u64,
}

/// A running browser with one page.
pub struct Browser {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    session: Option<String>,
    n_asked: u64,
    has_loaded: bool,
    complaints: Vec<String>,
}

impl Browser {
    /// Starts a browser that keeps its profile in `folder`.
    pub fn start(folder: &Path) -> Result<Self> {
        let program = std::env::var("CHROMIUM").unwrap_or_else(|_| "chromium".to_owned());
        // The protocol runs over the descriptors 3 and 4, which only a shell can name for us.
        let mut child = Command::new("sh")
            .args(["-c", "exec \"$0\" \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>&1", &program])
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"])
            .args(["--no-first-run", "--disable-background-networking", "--disable-sync"])
            .arg(format!("--user-data-dir={}", folder.display()))
            .arg("--remote-debugging-pipe")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("no shell")?;
        let to = child.stdin.take().context("no pipe to the browser")?;
        let from = BufReader::new(child.stdout.take().context("no pipe from the browser")?);
        let (session, complaints) = (None, Vec::new());
        let mut browser =
            Self { child, to, from, session, n_asked: 0, has_loaded: false, complaints };
        let asked = browser.ask("Target.createTarget", json!({ "url": "about:blank" }));
        let target = asked.with_context(|| format!("`{program}` does not answer"))?;
        let page = json!({ "targetId": target["targetId"], "flatten": true });
        let session = browser.ask("Target.attachToTarget", page)?;
        browser.session = session["sessionId"].as_str().map(str::to_owned);
        for domain in ["Page", "Runtime", "Log", "Network"] {
            browser.ask(&format!("{domain}.enable"), json!({}))?;
        }
        Ok(browser)
    }

    /// Sends the owner's token with every request.
    pub fn sign_in(&mut self, token: &str) -> Result<()> {
        let headers = json!({ "Authorization": format!("Bearer {token}") });
        self.ask("Network.setExtraHTTPHeaders", json!({ "headers": headers }))?;
        Ok(())
    }

    /// Looks at pages in this way from now on.
    pub fn look(&mut self, look: Look) -> Result<()> {
        let window = json!({
            "width": look.width_px, "height": look.height_px, "deviceScaleFactor": 1,
            "mobile": false,
        });
        self.ask("Emulation.setDeviceMetricsOverride", window)?;
        let theme = json!([{ "name": "prefers-color-scheme", "value": look.theme }]);
        self.ask("Emulation.setEmulatedMedia", json!({ "features": theme }))?;
        Ok(())
    }

    /// Opens a page, whole and with its face.
    pub fn open(&mut self, url: &str) -> Result<()> {
        self.has_loaded = false;
        let opened = self.ask("Page.navigate", json!({ "url": url }))?;
        ensure!(opened["errorText"].is_null(), "{url}: {}", opened["errorText"]);
        while !self.has_loaded {
            let event = self.read()?;
            self.hear(&event);
        }
        self.evaluate("document.fonts.ready.then(() => true)")?;
        Ok(())
    }

    /// What a script says about the page that is open.
    pub fn evaluate(&mut self, script: &str) -> Result<Value> {
        let how = json!({ "expression": script, "awaitPromise": true, "returnByValue": true });
        let told = self.ask("Runtime.evaluate", how)?;
        ensure!(told["exceptionDetails"].is_null(), "{script}: {}", told["exceptionDetails"]);
        Ok(told["result"]["value"].clone())
    }

    /// A picture of the page from top to end, as PNG.
    pub fn picture(&mut self, look: Look) -> Result<Vec<u8>> {
        let height = self.evaluate("document.documentElement.scrollHeight")?;
        let height = height.as_u64().unwrap_or(0).clamp(look.height_px, TALLEST_PX);
        self.cut(look.width_px, height)
    }

    /// A picture of what the window shows, as PNG.
    pub fn first_screenful(&mut self, look: Look) -> Result<Vec<u8>> {
        self.cut(look.width_px, look.height_px)
    }

    /// What the console complained about since the last time.
    pub fn complaints(&mut self) -> Vec<String> {
        std::mem::take(&mut self.complaints)
    }

    fn cut(&mut self, width: u64, height: u64) -> Result<Vec<u8>> {
        let clip = json!({ "x": 0, "y": 0, "width": width, "height": height, "scale": 1 });
        let how = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
        let picture = self.ask("Page.captureScreenshot", how)?;
        let text = picture["data"].as_str().context("no picture")?;
        Ok(base64::engine::general_purpose::STANDARD.decode(text)?)
    }

    fn ask(&mut self, method: &str, parameters: Value) -> Result<Value> {
        self.n_asked += 1;
        let mut message = json!({ "id": self.n_asked, "method": method, "params": parameters });
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        self.to.write_all(format!("{message}\0").as_bytes())?;
        loop {
            let told = self.read()?;
            if told["id"] != self.n_asked {
                self.hear(&told);
                continue;
            }
            ensure!(told["error"].is_null(), "{method}: {}", told["error"]["message"]);
            return Ok(told["result"].clone());
        }
    }

    fn read(&mut self) -> Result<Value> {
        let mut bytes = Vec::new();
        self.from.read_until(0, &mut bytes)?;
        if bytes.pop() != Some(0) {
            bail!("the browser went away");
        }
        Ok(serde_json::from_slice(&bytes)?)
    }

    /// Takes in what the browser tells without being asked.
    fn hear(&mut self, event: &Value) {
        let told = &event["params"];
        match event["method"].as_str().unwrap_or_default() {
            "Page.loadEventFired" => self.has_loaded = true,
            "Runtime.exceptionThrown" => {
                self.complaints.push(told["exceptionDetails"].to_string());
            }
            "Runtime.consoleAPICalled" if told["type"] == "error" => {
                self.complaints.push(told["args"].to_string());
            }
            // That a page is an error page is no fault of the page.
            "Log.entryAdded" if told["entry"]["source"] != "network" => {
                let entry = &told["entry"];
                self.complaints.push(format!("{}: {}", entry["level"], entry["text"]));
            }
            _ => {}
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // A browser that went away already needs no end.
        let _ = self.ask("Browser.close", json!({}));
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
