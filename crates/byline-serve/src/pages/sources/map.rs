//! The signal map: each creator of a campaign by each signal. Is it wired, when was it seen last,
//! and where is a gap? A creator whom no signal can see is never a bad creator.

use std::collections::{BTreeMap, BTreeSet};

use byline_core::time::{MICROS_PER_HOUR, Timestamp};
use byline_engine::Engine;
use byline_engine::view::{FeedFreshness, LinkState, SIGNALS, SignalCell, SignalRow};
use maud::{Markup, html};

use crate::pages::frame::Frame;
use crate::pages::identities::Doubles;
use crate::pages::parts::{MenuItem, Tone, avatar, card, empty, name, tag};
use crate::pages::roster::csv_field as field;
use crate::pages::shell::{Head, Here, Shell};
use crate::pages::visit::Whole;
use crate::pages::{linkbook, links, switches, words};

/// So many creators of a kind stand on the page; the file holds all.
const MOST_ROWS: usize = 200;
/// So many of those with something to mend are in sight; more unfold.
const N_OPEN: usize = 20;
/// What was seen within so long was seen of late, in microseconds: a day.
const LATE_US: i64 = 24 * MICROS_PER_HOUR;
/// The feed that brings each signal, in the order of [`SIGNALS`].
const FEEDS: [&str; SIGNALS.len()] = ["clicks", "visits", "codes", "claims", "figures"];
/// Places in [`SIGNALS`].
const CLICKS: usize = 0;
const LANDINGS: usize = 1;
const FIGURES: usize = 4;
const PATH: &str = "/sources/map";

/// Which creators are shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Show {
    All,
    Gaps,
    Unseen,
}

impl Show {
    const ALL: [(Self, &str, &str); 3] = [
        (Self::All, "", "Everybody"),
        (Self::Gaps, "gaps", "With something to mend"),
        (Self::Unseen, "unseen", "No signal in 24 h"),
    ];

    fn read(text: Option<&str>) -> Self {
        let found = Self::ALL.into_iter().find(|(_, key, _)| Some(*key) == text);
        found.map_or(Self::All, |(show, ..)| show)
    }

    fn holds(self, shown: &Shown<'_>) -> bool {
        match self {
            Self::All => true,
            Self::Gaps => 0 < shown.n_gaps(),
            Self::Unseen => !shown.is_seen_of_late,
        }
    }
}

/// One creator with what would close each gap: words, and where it is done.
struct Shown<'a> {
    row: &'a SignalRow,
    fixes: [Option<(&'static str, String)>; SIGNALS.len()],
    is_seen_of_late: bool,
}

impl Shown<'_> {
    fn n_gaps(&self) -> usize {
        self.fixes.iter().flatten().count()
    }
}

/// The page in a frame; `show` is which creators the address asks for.
pub fn whole(
    (engine, doubles): (&Engine, &Doubles),
    frame: &Frame<'_>,
    show: Option<&str>,
) -> Whole {
    let map = engine.signal_map(&frame.campaign.id);
    let ground = Ground::of(engine, frame, doubles);
    let mut rows: Vec<Shown<'_>> = map.rows.iter().map(|row| ground.shown(row)).collect();
    // Whom nothing can see comes first; nothing is wrong with whom every signal sees.
    rows.sort_by_key(|shown| {
        let is_blind = !shown.row.cells[..FIGURES].iter().any(|cell| cell.is_wired);
        (!is_blind, std::cmp::Reverse(shown.n_gaps()))
    });
    let show = Show::read(show);
    let n = rows.iter().filter(|shown| show.holds(shown)).count();
    let n = i64::try_from(n).unwrap_or(i64::MAX);
    let note =
        format!("{}, those with something to mend first", words::counted(n, "creator", "creators"));
    let feeds = engine.feeds();
    let content = html! {
        (Head {
            ranges: None,
            comparison: None,
            models: None,
            freshness: None,
            ..switches::head(engine, frame, PATH, "Who is connected?".to_owned())
        }.render())
        div.tools {
            a.button href="/sources" { "All sources" }
            a.button href=(frame.ask.elsewhere().href("/sources/map.csv")) { "CSV" }
        }
        (card("map", "Signals of each creator", &note, html! {
            (chips(frame, &rows, show))
            (seen_of_late(frame, &rows, &feeds))
            (table(frame, &rows, show))
        }))
        footer.footing id="footing" data-live { p {
            (words::QUARTERS_NOTE) " "
            (switches::as_of(&frame.clock, engine.stand()))
        } }
    };
    let shell = Shell {
        title: format!("Who is connected? · {}", frame.campaign.name),
        here: Here::Sources,
        ask: frame.ask.clone(),
        is_live: frame.ask.at.is_none(),
        banners: switches::banners(engine, frame),
    };
    Whole { shell, content }
}

/// What closes gaps, read once for all creators.
struct Ground<'a> {
    frame: &'a Frame<'a>,
    /// How the best link of each creator stands.
    links: BTreeMap<&'a str, LinkState>,
    /// Who has a post that is named, and whether its platform is connected.
    posts: BTreeMap<&'a str, bool>,
    doubles: &'a Doubles,
}

impl<'a> Ground<'a> {
    fn of(engine: &'a Engine, frame: &'a Frame<'a>, doubles: &'a Doubles) -> Self {
        let campaign = &frame.campaign.id;
        let in_use = engine.connections().filter(|row| !row.is_archived);
        let in_use: BTreeSet<&str> = in_use.map(|row| row.feed.as_str()).collect();
        let mut posts: BTreeMap<&str, bool> = BTreeMap::new();
        for post in engine.contents() {
            let slot = engine.placement(post.placement_id.as_str());
            let slot = slot.filter(|slot| slot.campaign_id == *campaign && !slot.is_archived);
            let Some(slot) = slot else { continue };
            let owner = engine.owner_of(slot.creator_id.as_str());
            *posts.entry(owner).or_default() |= in_use.contains(slot.platform.key());
        }
        Self { frame, links: linkbook::best_states(engine, campaign), posts, doubles }
    }

    /// Each gap of a creator with what closes it. A code that nobody used and a network that
    /// claims nothing are none: nothing says that they should be seen.
    fn shown<'r>(&self, row: &'r SignalRow) -> Shown<'r> {
        let (frame, id) = (self.frame, row.creator_id.as_str());
        let mut fixes: [Option<(&'static str, String)>; SIGNALS.len()] = Default::default();
        let is_seen = |place: usize| row.cells[place].last_at.is_some();
        if !is_seen(CLICKS) && (!row.cells[CLICKS].is_wired || row.cells.iter().any(was_seen)) {
            let best = self.links.get(id).copied();
            fixes[CLICKS] = Some(linkbook::step_from(frame, &row.creator_id, best, self.doubles));
        }
        if is_seen(CLICKS) && !is_seen(LANDINGS) {
            let links = format!("{}#links", links::creator(&frame.ask, &row.creator_id));
            fixes[LANDINGS] = Some(("Is the pixel on the page?", links));
        }
        if is_seen(CLICKS) && !is_seen(FIGURES) {
            let posts = || format!("{}#posts", frame.ask.elsewhere().href("/links"));
            fixes[FIGURES] = Some(match self.posts.get(id) {
                None => ("Name the posts", posts()),
                Some(false) => ("Connect the platform", "/sources/connect".to_owned()),
                Some(true) => {
                    ("Does the platform deliver?", frame.ask.elsewhere().href("/sources"))
                }
            });
        }
        Shown { row, fixes, is_seen_of_late: is_seen_of_late(row, frame.now) }
    }
}

/// Whether any signal at all saw a creator of late, be it only the figures of their posts.
fn is_seen_of_late(row: &SignalRow, now: Timestamp) -> bool {
    row.cells.iter().any(|cell| state(*cell, now).0 == Tone::Good)
}

fn was_seen(cell: &SignalCell) -> bool {
    cell.last_at.is_some()
}

/// Ways to narrow the list, and what its words mean.
fn chips(frame: &Frame<'_>, rows: &[Shown<'_>], show: Show) -> Markup {
    let items = Show::ALL.into_iter().map(|(which, key, label)| {
        let href = match key {
            "" => frame.ask.href(PATH),
            key => frame.ask.href_with(PATH, &[("show", key)]),
        };
        let n = rows.iter().filter(|shown| which.holds(shown)).count();
        let n = words::count(i64::try_from(n).unwrap_or(i64::MAX));
        (MenuItem { label: label.to_owned(), href, is_current: which == show }, n)
    });
    html! {
        nav.chips aria-label="Which creators" {
            @for (item, n) in items {
                a.chip href=(item.href) aria-current=[item.is_current.then_some("true")] {
                    (item.label) " " small { (n) }
                }
            }
        }
        p.note.legend {
            span.signal.good { "seen in the last 24 h" } " "
            span.signal { "seen before, or not used yet" } " "
            span.signal.warn { "never seen, with what mends it" } " "
            span.signal.off { "not connected" }
        }
    }
}

/// How many of those who have a signal were seen by it of late, and whether it is silent for all.
fn seen_of_late(frame: &Frame<'_>, rows: &[Shown<'_>], feeds: &[FeedFreshness]) -> Markup {
    let seen = |column: usize| {
        let cells = || rows.iter().filter_map(move |shown| shown.row.cells.get(column));
        let n_wired = cells().filter(|cell| cell.is_wired).count();
        let is_fresh = |cell: &&SignalCell| state(**cell, frame.now).0 == Tone::Good;
        match n_wired {
            0 => "nobody has one".to_owned(),
            _ => format!("{} of {n_wired}", cells().filter(is_fresh).count()),
        }
    };
    html! {
        p.note {
            "Seen in the last 24 h, of those who are connected: "
            @for (column, (_, signal)) in SIGNALS.iter().enumerate() {
                @if column != 0 { "; " }
                (signal.to_lowercase()) " " b { (seen(column)) }
                (quiet(feeds, column, frame.now))
            }
            "."
        }
    }
}

fn table(frame: &Frame<'_>, rows: &[Shown<'_>], show: Show) -> Markup {
    if rows.is_empty() {
        return empty("No creator of this campaign has a link, a code or a placement yet.");
    }
    let rows: Vec<&Shown<'_>> = rows.iter().filter(|shown| show.holds(shown)).collect();
    if rows.is_empty() {
        return empty("Nobody. Every creator is seen by the signals they have.");
    }
    // Who is connected and did not post yet misses nothing, and stands below the table.
    let is_yet_to_post = |shown: &&Shown<'_>| {
        let is_connected = shown.row.cells.iter().any(|cell| cell.is_wired);
        is_connected && shown.n_gaps() == 0 && !shown.row.cells.iter().any(was_seen)
    };
    let (unseen, listed): (Vec<&Shown<'_>>, Vec<&Shown<'_>>) =
        rows.iter().partition(|shown| is_yet_to_post(shown));
    let (gaps, well): (Vec<&Shown<'_>>, Vec<&Shown<'_>>) =
        listed.into_iter().partition(|shown| 0 < shown.n_gaps());
    let (first, more) = gaps.split_at(gaps.len().min(N_OPEN));
    let n = |rows: &[&Shown<'_>]| i64::try_from(rows.len()).unwrap_or(i64::MAX);
    html! {
        @if !first.is_empty() { (signals(frame, first, "Signals with something to mend")) }
        @else if show == Show::All { p.note { "Nobody has anything to mend." } }
        @if !more.is_empty() {
            details {
                summary { (words::count(n(more))) " more with something to mend" }
                (signals(frame, more, "More signals with something to mend"))
            }
        }
        @if !well.is_empty() {
            details open[show == Show::Unseen] {
                summary {
                    (words::counted(n(&well), "creator has", "creators have")) " nothing to mend"
                }
                (signals(frame, &well, "Signals with nothing to mend"))
            }
        }
        @if !unseen.is_empty() { (never_seen(frame, &unseen)) }
    }
}

fn signals(frame: &Frame<'_>, rows: &[&Shown<'_>], label: &str) -> Markup {
    html! {
        div.scroll tabindex="0" role="group" aria-label=(label) { table.map.folds {
            thead { tr {
                th scope="col" { "Creator" }
                @for (_, signal) in SIGNALS { th scope="col" { (signal) } }
            } }
            tbody { @for shown in rows.iter().take(MOST_ROWS) { (creator(frame, shown)) } }
        } }
        @if MOST_ROWS < rows.len() {
            p.note { "The first " (MOST_ROWS) " stand here; the CSV holds all." }
        }
    }
}

/// Whether what brings a signal is silent for everybody; then no creator is to blame.
fn quiet(feeds: &[FeedFreshness], column: usize, now: Timestamp) -> Markup {
    let feed = feeds.iter().find(|feed| feed.key == FEEDS[column]);
    let quiet = feed.filter(|feed| feed.is_quiet(now)).and_then(FeedFreshness::silent_since);
    html! {
        @if let Some(at) = quiet {
            " " a href="/sources" {
                (tag(Tone::Warn, &format!("Quiet for {}", words::length(now.micros_since(at)))))
            }
        }
    }
}

/// Creators of whom nothing was seen yet, in a sentence that opens into their names.
fn never_seen(frame: &Frame<'_>, rows: &[&Shown<'_>]) -> Markup {
    let n = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    html! {
        details.handled {
            summary {
                (words::counted(n, "creator is", "creators are"))
                " connected, and nothing of theirs was seen yet: no click, order or post."
            }
            p.note {
                @for (place, shown) in rows.iter().enumerate() {
                    @if place != 0 { ", " }
                    a href=(links::creator(&frame.ask, &shown.row.creator_id)) {
                        (name(&shown.row.name))
                    }
                }
            }
        }
    }
}

fn creator(frame: &Frame<'_>, shown: &Shown<'_>) -> Markup {
    let row = shown.row;
    let id = &row.creator_id;
    html! {
        tr {
            th scope="row" {
                span.person {
                    (avatar(id.as_str(), &row.name))
                    a.open href=(links::creator(&frame.ask, id)) { (name(&row.name)) }
                }
            }
            @for (place, (_, signal)) in SIGNALS.into_iter().enumerate() {
                @let (cell, fix) = (row.cells[place], &shown.fixes[place]);
                @let (tone, word) = match state(cell, frame.now) {
                    // A code or network that is silent with nobody to blame is nothing to mend.
                    (Tone::Warn, word) if fix.is_none() => (Tone::Plain, word),
                    known => known,
                };
                td data-label=(signal) {
                    span.signal.(tone.class()).off[!cell.is_wired] { (word) }
                    // Nothing can be done in the past.
                    @if let Some((words, href)) = fix.as_ref().filter(|_| frame.ask.at.is_none()) {
                        small.below { a.open href=(href) { (words) } }
                    }
                }
            }
        }
    }
}

/// Where a signal stands, in words. One creator's silence is no fault of a source: whether a
/// source is quiet is told once, above its column.
fn state(cell: SignalCell, now: Timestamp) -> (Tone, String) {
    match (cell.is_wired, cell.last_at) {
        (false, _) => (Tone::Plain, "not connected".to_owned()),
        (true, None) => (Tone::Warn, "never seen".to_owned()),
        (true, Some(at)) => {
            let age_us = now.0.saturating_sub(at.0);
            let tone = if age_us <= LATE_US { Tone::Good } else { Tone::Plain };
            (tone, words::quarters_ago(age_us))
        }
    }
}

/// The map as a file: two columns for each signal.
pub fn csv(engine: &Engine, frame: &Frame<'_>) -> String {
    let mut text = "creator_id,creator".to_owned();
    for (signal, _) in SIGNALS {
        text.push_str(&format!(",{signal}_is_wired,{signal}_last_seen_at"));
    }
    text.push_str("\r\n");
    for row in engine.signal_map(&frame.campaign.id).rows {
        text.push_str(&format!("{},{}", field(row.creator_id.as_str()), field(&row.name)));
        for cell in row.cells {
            let last = cell.last_at.map(|at| at.to_string()).unwrap_or_default();
            text.push_str(&format!(",{},{last}", cell.is_wired));
        }
        text.push_str("\r\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use byline_core::campaign::{Campaign, CountingRules, Goal};
    use byline_core::money::Currency;

    use super::*;
    use crate::pages::ask::{Ask, Range};
    use crate::pages::frame::Active;

    fn campaign() -> Campaign {
        Campaign {
            id: "summer".into(),
            name: "Summer".to_owned(),
            goal: Goal::Sales,
            currency: Currency::USD,
            time_zone: "UTC".to_owned(),
            flights: Vec::new(),
            budget_minor: None,
            terms: Vec::new(),
            rules: CountingRules::default(),
            is_archived: false,
            gate: None,
        }
    }

    /// Reads as a table: how long ago clicks and figures came, and whether the creator was seen.
    #[test]
    fn any_signal_of_late_is_enough() {
        let ago = |hours: i64| Some(Timestamp(-hours * MICROS_PER_HOUR));
        for (clicks, figures, is_seen) in
            [(1, 1, true), (30, 1, true), (1, 30, true), (30, 30, false)]
        {
            let mut cells = [SignalCell::default(); SIGNALS.len()];
            cells[CLICKS] = SignalCell { is_wired: true, last_at: ago(clicks) };
            cells[FIGURES] = SignalCell { is_wired: true, last_at: ago(figures) };
            let row = SignalRow { creator_id: "ana".into(), name: "Ana".to_owned(), cells };
            assert_eq!(is_seen_of_late(&row, Timestamp(0)), is_seen, "{clicks} {figures}");
        }
    }

    /// Who lacks nothing is folded away, and in sight only where somebody asks for the unseen.
    #[test]
    fn whom_nothing_is_to_mend_of_is_folded() {
        let campaign = campaign();
        let active = [Active { campaign: &campaign, newest_at: None }];
        let frame = Frame::of(&active, &Ask::default(), Range::Flight, Timestamp(0));
        let frame = frame.expect("a frame");
        let mut cells = [SignalCell::default(); SIGNALS.len()];
        cells[CLICKS] = SignalCell { is_wired: true, last_at: Some(Timestamp(0)) };
        let row = SignalRow { creator_id: "ana".into(), name: "Ana".to_owned(), cells };
        let shown = |fixes| Shown { row: &row, fixes, is_seen_of_late: false };
        let mut gap: [Option<(&'static str, String)>; SIGNALS.len()] = Default::default();
        gap[LANDINGS] = Some(("Is the pixel on the page?", String::new()));
        let both = [shown(gap), shown(Default::default())];
        let html = table(&frame, &both, Show::All).into_string();
        let (open, folded) = html.split_once("<details>").expect("a fold");
        assert!(open.contains("Is the pixel") && !folded.contains("Is the pixel"), "{html}");
        assert!(folded.contains("<summary>1 creator has nothing to mend</summary>"), "{html}");
        let html = table(&frame, &both, Show::Unseen).into_string();
        assert!(html.contains("<details open>"), "{html}");
        let html = table(&frame, &both[1..], Show::All).into_string();
        assert!(html.contains("Nobody has anything to mend."), "{html}");
    }

    /// What closes a gap is done now; a view of the past only shows that there was one. A code that
    /// nobody used is none.
    #[test]
    fn the_past_asks_for_nothing() {
        let campaign = campaign();
        let mut cells = [SignalCell::default(); SIGNALS.len()];
        let codes = 2;
        cells[codes].is_wired = true;
        let row = SignalRow { creator_id: "ana".into(), name: "Ana".to_owned(), cells };
        for (query, is_asked) in [("", true), ("at=7", false)] {
            let active = [Active { campaign: &campaign, newest_at: None }];
            let frame = Frame::of(&active, &Ask::parse(query), Range::Flight, Timestamp(0));
            let frame = frame.expect("a frame");
            let mut fixes: [Option<(&'static str, String)>; SIGNALS.len()] = Default::default();
            fixes[CLICKS] =
                Some(linkbook::step_from(&frame, &row.creator_id, None, &Doubles::default()));
            let shown = Shown { row: &row, fixes, is_seen_of_late: false };
            let html = creator(&frame, &shown).into_string();
            assert_eq!(html.contains("Issue a link"), is_asked, "{query}: {html}");
            assert!(html.contains("not connected"), "{html}");
            assert!(html.contains("never seen") && !html.contains("warn"), "a code: {html}");
        }
    }
}
