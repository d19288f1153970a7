//! A browser without a window, with one page open.

use std::ops::Range;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};
use base64::Engine as _;
use serde_json::{Value, json};

use crate::keys::Key;
use crate::network::Traffic;
use crate::pipe::{PATIENCE, Pipe};

/// A page that is longer comes in several pictures.
const TALLEST_PX: u64 = 6_000;

/// Tells violations of the content policy to the console, with what was forbidden.
const TELL_VIOLATIONS: &str = "addEventListener('securitypolicyviolation', (event) =>
    console.error('forbidden by the content policy:', event.violatedDirective, event.blockedURI,
        event.sourceFile, event.lineNumber));";

/// How pages are looked at.
#[derive(Clone, Copy, Debug)]
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
    pipe: Pipe,
    has_loaded: bool,
    traffic: Traffic,
    complaints: Vec<String>,
}

impl Browser {
    /// Starts a browser that keeps its profile in `folder`.
    pub fn start(folder: &Path) -> Result<Self> {
        let (has_loaded, traffic, complaints) = (true, Traffic::default(), Vec::new());
        let mut browser = Self { pipe: Pipe::open(folder)?, has_loaded, traffic, complaints };
        for domain in ["Page", "Runtime", "Log", "Network", "DOM"] {
            browser.ask(&format!("{domain}.enable"), json!({}))?;
        }
        let script = json!({ "source": TELL_VIOLATIONS });
        browser.ask("Page.addScriptToEvaluateOnNewDocument", script)?;
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
        self.take_in();
        self.traffic = Traffic::default();
        self.has_loaded = false;
        let opened = self.ask("Page.navigate", json!({ "url": url }))?;
        ensure!(opened["errorText"].is_null(), "{url}: {}", opened["errorText"]);
        // Another place on the page that is open already loads nothing.
        if opened["loaderId"].is_null() {
            self.has_loaded = true;
        }
        self.arrive().with_context(|| format!("{url} does not load"))
    }

    /// Keeps nothing of what was loaded before.
    pub fn forget(&mut self) -> Result<()> {
        self.ask("Network.clearBrowserCache", json!({}))?;
        Ok(())
    }

    /// Does something that leads to another page, and waits until that has loaded.
    pub fn leave(&mut self, act: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        self.take_in();
        self.traffic = Traffic::default();
        self.has_loaded = false;
        act(self)?;
        self.arrive().context("it leads to no other page")
    }

    fn arrive(&mut self) -> Result<()> {
        let until = Instant::now() + PATIENCE;
        while !self.has_loaded {
            let event = self.pipe.hear(until)?;
            self.hear(&event);
        }
        self.evaluate("document.fonts.ready.then(() => true)")?;
        Ok(())
    }

    /// What a script says about the page that is open.
    pub fn evaluate(&mut self, script: &str) -> Result<Value> {
        let how = json!({ "expression": script, "awaitPromise": true, "returnByValue": true });
        let told = self.ask("Runtime.evaluate", how)?;
        let short: String = script.chars().take(200).collect();
        ensure!(told["exceptionDetails"].is_null(), "{short}: {}", told["exceptionDetails"]);
        Ok(told["result"]["value"].clone())
    }

    /// Waits until a script says something else than nothing, 0, false or "", and gives that.
    pub fn until(&mut self, script: &str) -> Result<Value> {
        // A little less, so that the page itself says that it was in vain.
        let ms = PATIENCE.as_millis() * 2 / 3;
        let watch = format!(
            "new Promise((done, fail) => {{
                const end = performance.now() + {ms};
                const look = () => {{
                    let said;
                    try {{ said = ({script}); }} catch (error) {{ said = null; }}
                    if (said) done(said);
                    else if (end < performance.now()) fail('in vain');
                    else setTimeout(look, 15);
                }};
                look();
            }})"
        );
        let began = Instant::now();
        loop {
            match self.evaluate(&watch) {
                Ok(said) => return Ok(said),
                // A page that goes away takes its promises with it: the next one is asked.
                Err(error) if is_of_a_gone_page(&error) && began.elapsed() < PATIENCE => {}
                Err(error) => return Err(error.context(format!("waited for {script}"))),
            }
        }
    }

    /// The text of the first thing that a selector finds.
    pub fn text(&mut self, selector: &str) -> Result<String> {
        let said = self.until(&format!("document.querySelector({selector:?})?.innerText"))?;
        Ok(said.as_str().unwrap_or_default().trim().to_owned())
    }

    /// Clicks with the mouse on the middle of the first thing that a selector finds.
    pub fn click(&mut self, selector: &str) -> Result<()> {
        let script = format!(
            "(() => {{
                const thing = document.querySelector({selector:?});
                thing.scrollIntoView({{ block: 'center', behavior: 'instant' }});
                const box = thing.getClientRects()[0];
                const at = {{ x: box.x + box.width / 2, y: box.y + box.height / 2 }};
                const hit = document.elementFromPoint(at.x, at.y);
                return thing.contains(hit) || hit?.contains(thing) ? at : null;
            }})()"
        );
        let at = self.until(&script).with_context(|| format!("{selector} cannot be clicked"))?;
        for kind in ["mouseMoved", "mousePressed", "mouseReleased"] {
            let button = if kind == "mouseMoved" { "none" } else { "left" };
            let mouse = json!({
                "type": kind, "x": at["x"], "y": at["y"], "button": button, "clickCount": 1,
            });
            self.ask("Input.dispatchMouseEvent", mouse)?;
        }
        Ok(())
    }

    /// Presses a key.
    pub fn press(&mut self, key: Key) -> Result<()> {
        for event in key.events() {
            self.ask("Input.dispatchKeyEvent", event)?;
        }
        Ok(())
    }

    /// Types a text where the focus is.
    pub fn write(&mut self, text: &str) -> Result<()> {
        self.ask("Input.insertText", json!({ "text": text }))?;
        Ok(())
    }

    /// Gives a file to the field that a selector finds.
    pub fn give_file(&mut self, selector: &str, file: &Path) -> Result<()> {
        let root = self.ask("DOM.getDocument", json!({ "depth": 0 }))?["root"]["nodeId"].clone();
        let asked = json!({ "nodeId": root, "selector": selector });
        let node = self.ask("DOM.querySelector", asked)?["nodeId"].clone();
        ensure!(node != 0, "there is no {selector}");
        self.ask("DOM.setFileInputFiles", json!({ "nodeId": node, "files": [file] }))?;
        Ok(())
    }

    /// Shows the page as on paper, or on a screen again.
    pub fn paper(&mut self, is_paper: bool) -> Result<()> {
        let media = if is_paper { "print" } else { "" };
        self.ask("Emulation.setEmulatedMedia", json!({ "media": media }))?;
        Ok(())
    }

    /// The page as it prints, as PDF.
    pub fn print(&mut self) -> Result<Vec<u8>> {
        let how = json!({ "printBackground": true, "preferCSSPageSize": true });
        let printed = self.ask("Page.printToPDF", how)?;
        bytes(&printed["data"])
    }

    /// The page from top to end, as one PNG, or as several where it is long.
    pub fn pictures(&mut self, look: Look) -> Result<Vec<Vec<u8>>> {
        let height = self.evaluate("document.documentElement.scrollHeight")?;
        let height = height.as_u64().unwrap_or(0).max(look.height_px);
        let n_parts = height.div_ceil(TALLEST_PX);
        let top = |part: u64| height.min(part * TALLEST_PX);
        (0..n_parts).map(|part| self.cut(look.width_px, top(part)..top(part + 1))).collect()
    }

    /// A picture of what the window shows, as PNG.
    pub fn first_screenful(&mut self, look: Look) -> Result<Vec<u8>> {
        self.cut(look.width_px, 0..look.height_px)
    }

    fn cut(&mut self, width: u64, rows: Range<u64>) -> Result<Vec<u8>> {
        let (top, height) = (rows.start, rows.end - rows.start);
        let clip = json!({ "x": 0, "y": top, "width": width, "height": height, "scale": 1 });
        let how = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
        let picture = self.ask("Page.captureScreenshot", how)?;
        bytes(&picture["data"])
    }

    /// What was answered since the page began to open.
    pub fn traffic(&mut self) -> &Traffic {
        self.take_in();
        &self.traffic
    }

    /// What the console complained about and which parts of the page failed, since the last time.
    pub fn complaints(&mut self) -> Vec<String> {
        self.take_in();
        let mut complaints = std::mem::take(&mut self.complaints);
        complaints.extend(self.traffic.failures());
        complaints
    }

    /// Asks the browser itself, in the words of its protocol.
    pub fn ask(&mut self, method: &str, parameters: Value) -> Result<Value> {
        self.pipe.ask(method, parameters)
    }

    /// Takes in all that was told so far.
    fn take_in(&mut self) {
        while let Some(event) = self.pipe.heard() {
            self.hear(&event);
        }
    }

    fn hear(&mut self, event: &Value) {
        let told = &event["params"];
        let method = event["method"].as_str().unwrap_or_default();
        match method {
            "Page.loadEventFired" => self.has_loaded = true,
            "Runtime.exceptionThrown" => {
                self.complaints.push(told["exceptionDetails"].to_string());
            }
            "Runtime.consoleAPICalled" if told["type"] == "error" => {
                self.complaints.push(told["args"].to_string());
            }
            // That a page is an error page is no fault of the page; its parts are watched apart.
            "Log.entryAdded" if told["entry"]["source"] != "network" => {
                let entry = &told["entry"];
                self.complaints.push(format!("{}: {}", entry["level"], entry["text"]));
            }
            _ => self.traffic.hear(method, told),
        }
    }
}

fn is_of_a_gone_page(error: &anyhow::Error) -> bool {
    let text = format!("{error:#}");
    ["context was destroyed", "navigated or closed", "Cannot find context"]
        .iter()
        .any(|words| text.contains(words))
}

fn bytes(data: &Value) -> Result<Vec<u8>> {
    match data.as_str() {
        Some(text) => Ok(base64::engine::general_purpose::STANDARD.decode(text)?),
        None => bail!("the browser gave no bytes"),
    }
}
