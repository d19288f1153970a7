//! `cargo xtask screens DIR`: a picture of every page, so that people can look at it.
//!
//! Every page is opened in Chromium in the light and the dark theme, on a desk (1440 px) and on a
//! phone (360 px), and written to `DIR` as PNG; a long page comes in parts, the second of which
//! ends in `-2`. A complaint of the console, among them everything that the content policy forbids,
//! a broken rule of axe-core, and a page that scrolls sideways are failures. Whether a page is good
//! is for eyes to say.

mod shown;

use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use byline_browser::{Browser, Look};

use shown::Shown;

/// How each page is looked at.
const LOOKS: [Look; 4] = [
    Look { theme: "light", width_px: 1440, height_px: 900 },
    Look { theme: "dark", width_px: 1440, height_px: 900 },
    Look { theme: "light", width_px: 360, height_px: 740 },
    Look { theme: "dark", width_px: 360, height_px: 740 },
];

/// How the picture of the README is taken: what a window shows before anybody scrolls.
const README: Look = Look { theme: "light", width_px: 1440, height_px: 820 };

/// A page: the name of its picture, its address, and the link to follow from there, if any.
type Page = (&'static str, &'static str, Option<&'static str>);

/// The pages of a workspace with data.
const PAGES: [Page; 56] = [
    ("live", "/live", None),
    ("live-flight", "/live?range=flight", None),
    ("creators", "/creators", None),
    ("creator", "/creators", Some("table.roster tbody th a")),
    ("creator-clicks", "/live", Some("#lagging a.next")),
    ("decisions", "/decisions", None),
    ("executive", "/executive", None),
    ("campaigns", "/campaigns", None),
    ("campaign", "/campaigns", Some("#campaigns tbody th a")),
    ("review", "/campaigns/cmp_summer_skin/review", None),
    ("review-before", "/campaigns/cmp_summer_skin/review", Some("nav.tools a")),
    ("verdict", "/campaigns/cmp_summer_skin/verdict", None),
    ("rules", "/campaigns/cmp_summer_skin/rules", None),
    ("playbook", "/playbook", None),
    ("attribution", "/attribution", None),
    ("past", "/live", Some(".as-of .steps-back a")),
    ("past-day", "/live", Some(".as-of .days-back a")),
    ("explore", "/explore?by=day&then=platform", None),
    ("settings", "/settings", None),
    ("log", "/settings/log", None),
    ("orders", "/orders", None),
    ("order", "/orders", Some("#recent tr:has(td.wide:not(.nobody)) a.open")),
    ("explain-revenue", "/explain?of=revenue", None),
    ("explain-unattributed", "/explain?of=unattributed", None),
    ("explain-roi", "/explain?of=roi", None),
    ("explain-clicks", "/explain?of=clicks", None),
    ("explain-spend", "/explain?of=spend", None),
    ("explain-conversion-rate", "/explain?of=conversion_rate", None),
    ("counting", "/counting", None),
    ("sources", "/sources", None),
    ("source", "/sources", Some("table.sources tbody a.open")),
    ("connect", "/sources/connect", None),
    ("connect-form", "/sources", Some("#open a")),
    ("quarantine", "/sources/quarantine", None),
    ("waiting", "/sources/waiting", None),
    ("map", "/sources/map", None),
    ("claims", "/claims", None),
    ("gate", "/gate", None),
    ("agreed", "/gate", Some("a[href*='/agreed']")),
    ("alerts", "/decisions/alerts", None),
    ("alert", "/decisions/alerts", Some("#open a.open")),
    ("thresholds", "/decisions/alerts", Some("p.onward a")),
    ("time-machine", "/decisions/time-machine", None),
    ("channels", "/channels", None),
    ("channel-form", "/channels", Some("a[href*='/channels/new']")),
    ("new-campaign", "/campaigns/new", None),
    ("links", "/links", None),
    ("link", "/links", Some("#links tbody th a")),
    ("links-print", "/links/print", None),
    ("issue", "/links/issue?campaign=cmp_summer_skin&creator=crt_001", None),
    ("identities", "/identities", None),
    ("import", "/import", None),
    ("jump", "/jump?q=mara", None),
    ("sign-in", "/login", None),
    ("no-order", "/orders/nothing", None),
    ("nothing", "/creators/nobody", None),
];

/// A creator's own page. Its address is told once, to whoever makes it.
const BRIEF: &str = "brief";

/// The pages of a workspace without data.
const EMPTY_PAGES: [Page; 4] = [
    ("empty-live", "/", None),
    ("empty-orders", "/orders", None),
    ("empty-sources", "/sources", None),
    ("empty-claims", "/claims", None),
];

/// Takes the pictures. `arguments`: the folder, then `--url URL --token TOKEN` for a server that
/// runs already, and words that the names of pages must hold.
pub fn run(root: &Path, arguments: &[&str]) -> Result<()> {
    let Some((folder, rest)) = arguments.split_first() else {
        bail!("say where the pictures go: cargo xtask screens DIR");
    };
    let folder = Path::new(folder);
    std::fs::create_dir_all(folder)
        .with_context(|| format!("{} cannot be made", folder.display()))?;
    let scratch = tempfile::tempdir()?;
    let profile = scratch.path().join("browser");
    let mut faults = Vec::new();
    let mut taker = Taker { browser: Browser::start(&profile)?, folder, faults: &mut faults };
    match rest {
        ["--url", url, "--token", token, only @ ..] => {
            let shown = Shown::running(url, token);
            taker.take(&shown, &PAGES, only)?;
            // Somebody else's server makes a new private link only if that is asked for.
            if only.contains(&BRIEF) {
                taker.take_brief(&shown)?;
            }
        }
        only => {
            crate::ci::cargo(root, &["build", "--quiet", "--package", "byline"], &[])?;
            let program = std::env::current_exe()?.with_file_name("byline");
            let at = |name: &str| scratch.path().join(name);
            let empty = Shown::start(&program, &["serve"], &at("empty"))?;
            taker.take(&empty, &EMPTY_PAGES, only)?;
            let demo = ["demo", "--seed", "7", "--speed", "1"];
            let demo = Shown::start(&program, &demo, &at("demo"))?;
            taker.wait_for_the_present(&demo)?;
            taker.take(&demo, &PAGES, only)?;
            if only.is_empty() || only.contains(&BRIEF) {
                taker.take_brief(&demo)?;
            }
        }
    }
    for fault in &faults {
        eprintln!("{fault}");
    }
    ensure!(faults.is_empty(), "{} faults on the pages", faults.len());
    Ok(())
}

/// Takes pictures of pages and notes their faults.
struct Taker<'a> {
    browser: Browser,
    folder: &'a Path,
    faults: &'a mut Vec<String>,
}

impl Taker<'_> {
    /// A demo tells its past first, at full speed.
    fn wait_for_the_present(&mut self, shown: &Shown) -> Result<()> {
        self.browser.sign_in(&shown.token)?;
        self.browser.open(&format!("{}/healthz", shown.url))?;
        let script = "fetch('/api/v1/query').then((answer) => answer.json())
            .then((answer) => Date.now() - Date.parse(answer.stand.as_of) < 90_000)
            .catch(() => false)";
        while self.browser.evaluate(script)? != true {
            self.browser.evaluate("new Promise((done) => setTimeout(done, 500))")?;
        }
        Ok(())
    }

    fn take(&mut self, shown: &Shown, pages: &[Page], only: &[&str]) -> Result<()> {
        self.browser.sign_in(&shown.token)?;
        let is_asked = |name: &str| only.is_empty() || only.iter().any(|word| name.contains(word));
        for (name, path, link) in pages.iter().filter(|(name, ..)| is_asked(name)) {
            let mut url = format!("{}{path}", shown.url);
            if let Some(link) = link {
                self.browser.open(&url)?;
                let script = format!("document.querySelector({link:?})?.href");
                let href = self.browser.evaluate(&script)?;
                url = href.as_str().with_context(|| format!("{url} has no {link}"))?.to_owned();
            }
            for look in LOOKS {
                self.page(name, &url, look)?;
            }
            if *name == "live" {
                self.browser.look(README)?;
                self.browser.open(&url)?;
                let picture = self.browser.first_screenful(README)?;
                std::fs::write(self.folder.join("readme.png"), picture)?;
            }
        }
        Ok(())
    }

    /// Makes a private link to a brief, and takes the page behind it.
    fn take_brief(&mut self, shown: &Shown) -> Result<()> {
        self.browser.sign_in(&shown.token)?;
        self.browser.open(&format!("{}/healthz", shown.url))?;
        let script = "fetch('/api/v1/campaigns/cmp_summer_skin/invites', {
                method: 'POST', headers: { 'content-type': 'application/json' },
                body: JSON.stringify({ creator_ids: ['crt_001'] }),
            })
            .then((answer) => answer.json())
            .then((answer) => answer.invites[0].url)";
        let url = self.browser.evaluate(script)?;
        let url = url.as_str().context("no brief has a private link")?.to_owned();
        LOOKS.into_iter().try_for_each(|look| self.page(BRIEF, &url, look))
    }

    fn page(&mut self, name: &str, url: &str, look: Look) -> Result<()> {
        self.browser.look(look)?;
        // As somebody sees it who was never here.
        self.browser.forget()?;
        self.browser.open(url)?;
        let timings = self.browser.timings()?;
        let picture = format!("{name}-{}-{}", look.width_px, look.theme);
        for (i, bytes) in self.browser.pictures(look)?.into_iter().enumerate() {
            let part = if i == 0 { String::new() } else { format!("-{}", i + 1) };
            std::fs::write(self.folder.join(format!("{picture}{part}.png")), bytes)?;
        }
        println!("{picture}: {timings}");
        let is_too_wide = "document.documentElement.scrollWidth > innerWidth";
        if self.browser.evaluate(is_too_wide)? == true {
            self.faults.push(format!("{picture}: the page scrolls sideways"));
        }
        let findings = self.browser.audit()?;
        self.faults.extend(findings.iter().map(|finding| format!("{picture}: {finding}")));
        let complaints = self.browser.complaints();
        self.faults.extend(complaints.iter().map(|said| format!("{picture}: {said}")));
        Ok(())
    }
}
