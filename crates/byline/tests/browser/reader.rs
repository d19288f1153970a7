//! A reader: somebody with a browser who looks closely at every page.

use byline_browser::{Browser, Key, Look};
use tempfile::TempDir;

use crate::common::{Server, TOKEN};

/// A desk.
pub const DESK: Look = Look { theme: "light", width_px: 1440, height_px: 900 };

/// A phone in the dark.
pub const PHONE: Look = Look { theme: "dark", width_px: 360, height_px: 740 };

/// How often Tab is pressed before something is called out of reach.
const MOST_TABS: usize = 250;

/// Somebody who reads a server's pages.
pub struct Reader {
    browser: Browser,
    url: String,
    _profile: TempDir,
}

impl Reader {
    /// Opens a browser and signs in as people do; `None`, said aloud, if there is no browser.
    pub fn of(server: &Server) -> Option<Self> {
        if byline_browser::program().is_none() {
            eprintln!("SKIPPED: no Chromium is here (or in CHROMIUM), so no page was looked at");
            return None;
        }
        let profile = TempDir::new().unwrap();
        let mut browser = Browser::start(profile.path()).unwrap();
        browser.look(DESK).unwrap();
        let url = format!("http://{}", server.address);
        let mut reader = Self { browser, url, _profile: profile };
        reader.browser.open(&format!("{}/login", reader.url)).unwrap();
        reader.check();
        reader.browser.write(TOKEN).unwrap();
        reader.browser.leave(|browser| browser.press(Key::Enter)).unwrap();
        Some(reader)
    }

    /// Opens a page and looks closely at it.
    pub fn open(&mut self, path: &str) {
        self.browser.open(&format!("{}{path}", self.url)).unwrap();
        self.check();
    }

    /// Opens a page and looks at nothing yet.
    pub fn glance(&mut self, path: &str) {
        self.browser.open(&format!("{}{path}", self.url)).unwrap();
    }

    /// Looks at pages in another way from now on.
    pub fn look(&mut self, look: Look) {
        self.browser.look(look).unwrap();
    }

    /// Follows a link or sends a form with the mouse, and looks closely at where it leads.
    pub fn follow(&mut self, selector: &str) {
        self.browser.leave(|browser| browser.click(selector)).unwrap();
        self.check();
    }

    /// Follows a link or sends a form with the mouse, to a page that may come again by itself.
    pub fn leave(&mut self, selector: &str) {
        self.browser.leave(|browser| browser.click(selector)).unwrap();
    }

    /// Clicks on something that stays on the page.
    pub fn click(&mut self, selector: &str) {
        self.browser.click(selector).unwrap();
    }

    /// Goes to something by Tab alone. What has the focus must show it.
    pub fn tab_to(&mut self, selector: &str) {
        let is_there = format!("document.activeElement?.matches({selector:?}) ?? false");
        for _ in 0..MOST_TABS {
            self.browser.press(Key::Tab).unwrap();
            if self.browser.evaluate(&is_there).unwrap() == true {
                let shown = "(() => {
                    const style = getComputedStyle(document.activeElement);
                    return style.outlineStyle !== 'none' || style.boxShadow !== 'none';
                })()";
                let is_shown = self.browser.evaluate(shown).unwrap();
                assert!(is_shown == true, "{selector} has the focus and does not show it");
                return;
            }
        }
        panic!("{selector} cannot be reached by Tab on {}", self.address());
    }

    /// Presses a key.
    pub fn press(&mut self, key: Key) {
        self.browser.press(key).unwrap();
    }

    /// Presses Enter on what has the focus, which leads to another page.
    pub fn enter(&mut self) {
        self.browser.leave(|browser| browser.press(Key::Enter)).unwrap();
        self.check();
    }

    /// Types where the focus is.
    pub fn write(&mut self, text: &str) {
        self.browser.write(text).unwrap();
    }

    /// The text of the first thing that a selector finds.
    pub fn text(&mut self, selector: &str) -> String {
        self.browser.text(selector).unwrap()
    }

    /// The texts of everything that a selector finds.
    pub fn texts(&mut self, selector: &str) -> Vec<String> {
        let script = format!(
            "[...document.querySelectorAll({selector:?})].map((thing) => thing.innerText.trim())"
        );
        let texts = self.browser.evaluate(&script).unwrap();
        texts.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
    }

    /// Waits until a script says something true, and gives it.
    pub fn until(&mut self, script: &str) -> serde_json::Value {
        self.browser.until(script).unwrap()
    }

    /// The browser itself.
    pub fn browser(&mut self) -> &mut Browser {
        &mut self.browser
    }

    /// Path and query of the page that is open.
    pub fn address(&mut self) -> String {
        let address = self.browser.evaluate("location.pathname + location.search").unwrap();
        address.as_str().unwrap().to_owned()
    }

    /// Looks closely at the page that is open.
    pub fn check(&mut self) {
        let mut faults = self.browser.complaints();
        if self.browser.evaluate("innerWidth < document.documentElement.scrollWidth").unwrap()
            == true
        {
            faults.push("the page scrolls sideways".to_owned());
        }
        let findings = self.browser.audit().unwrap();
        faults.extend(findings.iter().map(ToString::to_string));
        let address = self.address();
        assert!(faults.is_empty(), "{address}:\n{}", faults.join("\n"));
    }
}

/// An amount in cents, as pages write it: `$1,234.56`, `−$0.05`, `$48,212`.
pub fn cents(text: &str) -> i64 {
    let (whole, cents) = text.split_once('.').unwrap_or((text, "00"));
    let digits: String = whole.chars().chain(cents.chars()).filter(char::is_ascii_digit).collect();
    let minor: i64 = digits.parse().unwrap_or_else(|_| panic!("no amount: {text}"));
    if text.starts_with('\u{2212}') { -minor } else { minor }
}
