//! Builds the page about links and codes from the engine's answers.

use std::collections::{BTreeMap, BTreeSet};

use byline_core::campaign::Campaign;
use byline_core::code::{CodePolicy, PromoCode};
use byline_core::id::{CampaignId, CodeId};
use byline_core::link::Link;
use byline_core::link::health::HealthState;
use byline_core::time::Timestamp;
use byline_engine::Engine;
use byline_engine::view::{DecisionsView, LinkStand, LinkState, PatrolView};

use super::used::{CodesOf, Sort, last_click, of_link};
use super::wanted::Wanted;
use super::{CodeLine, LinkBook, LinkLine, Pasted, needs, one};
use crate::link_check::{Checked, LinkCheck};
use crate::pages::ask::Ask;
use crate::pages::identities::Doubles;
use crate::pages::links;
use crate::pages::parts::{MenuItem, Pager, Tone};
use crate::pages::patrol;
use crate::pages::shell::{Here, Shell};
use crate::pages::words::{self, Clock};
use crate::site::{Settings, Site};

/// How many links stand on a page of the list, and how many where nobody asked for it: what stands
/// below is in reach then.
const PER_PAGE: usize = 50;
const N_SHORT: usize = 15;
/// Codes that end within so many days are warned of.
pub const ENDS_SOON_DAYS: i64 = 14;
/// How much of a destination is shown in the list, in letters.
const SHORT: usize = 38;
/// How many codes are listed.
const N_CODES: usize = 200;

/// The page.
pub fn build(
    engine: &Engine,
    site: &Site,
    (ask, now): (&Ask, Timestamp),
    wanted: &Wanted,
) -> LinkBook {
    let settings = site.settings();
    let clock = Clock::of(engine.campaigns().next().map_or("UTC", |row| &row.time_zone));
    let check = LinkCheck::new(engine, settings, now);
    let all = wanted.links(engine);
    let mut checked: Vec<(&Link, Checked)> =
        all.iter().map(|link| (*link, check.check(link))).collect();
    let counts = counts(&checked);
    let patrolled = patrolled(engine, wanted);
    let whose = (&patrolled, wanted.campaign.as_str());
    let judged = judged(engine, wanted, now);
    let doubles = site.doubles(engine);
    let never_clicked = needs::never_clicked(&judged);
    let is_whole = wanted.is_whole() && ask.at.is_none();
    let needs = is_whole.then(|| {
        let (checked, patrol, judged) = (&*checked, &patrolled, &*judged);
        let doubles = &doubles;
        needs::all(&needs::Ground { engine, clock: &clock, checked, patrol, judged, doubles })
    });
    let is_wrong = |checked: &Checked| checked.findings.iter().any(|finding| finding.is_fault());
    let n_wrong = checked.iter().filter(|(_, checked)| is_wrong(checked)).count();
    if wanted.is_wrong_only {
        checked.retain(|(_, checked)| is_wrong(checked));
    }
    match wanted.sort {
        Some(sort) => {
            checked.sort_by_cached_key(|(link, _)| sort.rank(&of_link(engine, link, now)));
        }
        // What is to be mended stands first; the rest stays by its slug.
        None => checked.sort_by_key(|(_, checked)| !is_wrong(checked)),
    }
    let n = checked.len();
    let known = Known { engine, settings, codes: CodesOf::all(engine, now), now };
    let (n_codes, codes) = codes(engine, wanted, (&judged, &doubles), now);
    let is_short = wanted.is_short() && N_SHORT < n;
    let per_page = if is_short { N_SHORT } else { PER_PAGE };
    let shown = checked.iter().skip(wanted.page.saturating_mul(per_page)).take(per_page);
    LinkBook {
        shell: Shell {
            title: "Links & codes".to_owned(),
            here: Here::Links,
            ask: ask.clone(),
            is_live: false,
            banners: Vec::new(),
        },
        campaigns: campaigns(engine),
        q: wanted.q.clone(),
        kept: wanted.fields().into_iter().filter(|(key, _)| *key != "q").collect(),
        chips: chips(engine, wanted, n_wrong),
        counts,
        sorts: Sort::columns(wanted),
        links: shown.map(|(link, checked)| line(&known, link, checked)).collect(),
        host: host(settings).to_owned(),
        all: is_short.then(|| all_of(wanted, n)),
        pager: if is_short { None } else { pager(wanted, n) },
        codes_note: codes_note(n_codes, &codes),
        codes,
        marked: None,
        needs: needs.unwrap_or_default(),
        patrol: patrol::cards((site, engine), (ask, &clock), whose, &never_clicked),
        pasted: Pasted::default(),
        posted: None,
    }
}

/// The words and the address of the whole list, of `n` links.
fn all_of(wanted: &Wanted, n: usize) -> (String, String) {
    let n = words::count(i64::try_from(n).unwrap_or(i64::MAX));
    let long = Wanted { is_long: true, ..wanted.clone() };
    (format!("Show all {n} links"), format!("{}#links", long.href("/links", 0)))
}

fn pager(wanted: &Wanted, n: usize) -> Option<Pager> {
    let shown = (wanted.page, PER_PAGE, n);
    Pager::of(shown, ("link", "links"), |page| wanted.href("/links", page))
}

/// Campaigns in use to choose from: id and name.
pub fn campaigns(engine: &Engine) -> Vec<(String, String)> {
    let in_use = engine.campaigns().filter(|campaign| !campaign.is_archived);
    in_use.map(|campaign| (campaign.id.to_string(), campaign.name.clone())).collect()
}

fn counts(checked: &[(&Link, Checked)]) -> Vec<(String, &'static str)> {
    let n = |is_it: &dyn Fn(&Checked) -> bool| {
        let n = checked.iter().filter(|(_, checked)| is_it(checked)).count();
        words::count(i64::try_from(n).unwrap_or(i64::MAX))
    };
    let is_well_tagged =
        |row: &Checked| !row.findings.iter().any(|f| f.is_fault() && f.code.starts_with("utm."));
    vec![
        (n(&|_| true), "links in use"),
        (n(&is_well_tagged), "UTM tags correct"),
        (n(&|row| row.health.state == HealthState::Healthy), "land well"),
        (n(&|row| row.health.state == HealthState::Broken), "broken"),
    ]
}

/// What the lines of the list are told from.
struct Known<'a> {
    engine: &'a Engine,
    settings: &'a Settings,
    codes: CodesOf<'a>,
    now: Timestamp,
}

fn line(known: &Known<'_>, link: &Link, checked: &Checked) -> LinkLine {
    let Known { engine, settings, codes, now } = known;
    let used = of_link(engine, link, *now);
    LinkLine {
        href: one::href(link.id.as_str()),
        address: format!("{}/{}", host(settings), link.slug),
        slug: format!("/{}", link.slug),
        creator: creator_name(engine, link.creator_id.as_str()),
        creator_href: creator_href(link),
        codes: codes.of(link).map(|code| code.code.clone()).collect(),
        n_clicks: used.n_clicks,
        last_click: last_click(&used, *now),
        placement: placement_words(engine, link),
        destination: shortened(&link.destination),
        stand: stand(engine, link),
        state: state(checked),
        finding: checked.findings.first().map(|finding| words::sentence(&finding.detail)),
    }
}

/// What every short address begins with, without its scheme.
fn host(settings: &Settings) -> &str {
    settings.links_url.split_once("://").map_or("", |(_, host)| host)
}

/// Whether a link leads people on: the tone, the word, and why not.
pub fn stand(engine: &Engine, link: &Link) -> (Tone, LinkStand) {
    let stand = engine.link_stand(link);
    let tone = match stand.state {
        LinkState::Live => Tone::Good,
        LinkState::Held => Tone::Warn,
        LinkState::Paused | LinkState::Retired => Tone::Plain,
    };
    (tone, stand)
}

/// The ways to narrow the list, each with how many links it shows.
fn chips(engine: &Engine, wanted: &Wanted, n_wrong: usize) -> Vec<(MenuItem, String)> {
    let mut n_by_state = BTreeMap::new();
    for link in wanted.found(engine) {
        *n_by_state.entry(engine.link_stand(link).state).or_insert(0_usize) += 1;
    }
    let n_of = |state| n_by_state.get(&state).copied().unwrap_or(0);
    let n_in_use = n_by_state.values().sum::<usize>() - n_of(LinkState::Retired);
    let all = Wanted { state: None, is_wrong_only: false, page: 0, ..wanted.clone() };
    let chip = |label: &str, narrowed: &Wanted, is_current: bool, n: usize| {
        let (label, href) = (label.to_owned(), narrowed.href("/links", 0));
        (MenuItem { label, href, is_current }, words::count(i64::try_from(n).unwrap_or(i64::MAX)))
    };
    let is_all = wanted.state.is_none() && !wanted.is_wrong_only;
    let mut chips = vec![chip("All in use", &all, is_all, n_in_use)];
    for state in LinkState::ALL {
        let narrowed = Wanted { state: Some(state), ..all.clone() };
        let label = words::sentence(state.key());
        chips.push(chip(&label, &narrowed, wanted.state == Some(state), n_of(state)));
    }
    let wrong = Wanted { is_wrong_only: true, state: wanted.state, ..all };
    chips.push(chip("With a fault", &wrong, wanted.is_wrong_only, n_wrong));
    chips
}

/// How the tagging and destination of a link are, in a word.
pub fn state(checked: &Checked) -> (Tone, &'static str) {
    let is_faulty = checked.findings.iter().any(|finding| finding.is_fault());
    match checked.health.state {
        HealthState::Broken => (Tone::Bad, "broken"),
        _ if is_faulty => (Tone::Bad, "badly tagged"),
        HealthState::Doubtful => (Tone::Warn, "doubtful"),
        HealthState::Unchecked => (Tone::Plain, "not looked at yet"),
        HealthState::Healthy => (Tone::Good, "healthy"),
    }
}

/// The page of a link's creator, in the link's campaign.
pub fn creator_href(link: &Link) -> String {
    links::creator(&in_campaign(&link.campaign_id), &link.creator_id)
}

/// What an address asks for to be about a campaign.
pub fn in_campaign(id: &CampaignId) -> Ask {
    Ask { campaign: Some(id.to_string()), ..Ask::default() }
}

/// The name of a creator, or the id.
pub fn creator_name(engine: &Engine, id: &str) -> String {
    engine.creator(id).map_or_else(|| id.to_owned(), |creator| creator.name.clone())
}

/// The placement in words, such as `Instagram · reel · bio · launch`.
pub fn placement_words(engine: &Engine, link: &Link) -> String {
    let id = link.placement_id.as_ref();
    let Some(slot) = id.and_then(|id| engine.placement(id.as_str())) else {
        return String::new();
    };
    let parts = [
        Some(slot.platform.name()),
        Some(slot.format.as_str()),
        slot.spot.as_deref(),
        slot.phase.as_deref(),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// The end of an address, by which pages of one shop differ, such as `…/summer-skin`; of a bare one
/// its host.
fn shortened(address: &str) -> String {
    let bare = address.split_once("://").map_or(address, |(_, rest)| rest);
    let path = bare.split(['?', '#']).next().unwrap_or(bare).trim_end_matches('/');
    let (mark, end) = match path.rsplit_once('/') {
        Some((_, page)) => ("…/", page),
        None => ("", path),
    };
    let mut text: String = format!("{mark}{end}").chars().take(SHORT).collect();
    if SHORT < mark.chars().count() + end.chars().count() {
        text.push('…');
    }
    text
}

/// What posts carry, of the campaign that is chosen.
fn patrolled(engine: &Engine, wanted: &Wanted) -> PatrolView {
    let mut view = engine.patrol_view(None);
    view.posts.retain(|row| wanted.is_of(&row.campaign_id));
    view
}

/// How many codes are in use, and the first of them: those that may have leaked, then those that
/// end first.
fn codes(
    engine: &Engine,
    wanted: &Wanted,
    (judged, doubles): (&[(CampaignId, DecisionsView)], &Doubles),
    now: Timestamp,
) -> (usize, Vec<CodeLine>) {
    let is_meant = |code: &&PromoCode| !code.is_archived && wanted.is_of(&code.campaign_id);
    let mut codes: Vec<&PromoCode> = engine.codes().filter(is_meant).collect();
    let is_over = |code: &PromoCode| code.valid_to.is_some_and(|end| end <= now);
    codes.sort_by_key(|code| {
        (is_over(code), code.valid_to.unwrap_or(Timestamp(i64::MAX)), code.code.as_str())
    });
    let leaks =
        judged.iter().flat_map(|(_, view)| &view.creators).filter_map(|row| row.leak.as_ref());
    let leaking: BTreeSet<&CodeId> = leaks.flat_map(|leak| &leak.codes).map(|(id, _)| id).collect();
    codes.sort_by_key(|code| (!leaking.contains(&code.id), !code.is_leaked));
    let n_codes = codes.len();
    codes.truncate(N_CODES);
    let line = |code: &PromoCode| CodeLine {
        probably: doubles
            .likeliest(&code.creator_id)
            .map(|it| (it.name.clone(), it.href(&in_campaign(&code.campaign_id)))),
        ..code_line(engine, code, leaking.contains(&code.id), now)
    };
    (n_codes, codes.into_iter().map(line).collect())
}

/// How many codes there are, and which stand first.
fn codes_note(n_codes: usize, codes: &[CodeLine]) -> String {
    let all = words::counted(i64::try_from(n_codes).unwrap_or(i64::MAX), "code", "codes");
    let n = match codes.len() {
        n if n == n_codes => all,
        n => format!("the first {n} of {all}"),
    };
    let is_first = |is_it: fn(&CodeLine) -> bool, word| codes.iter().any(is_it).then_some(word);
    let first: Vec<&str> = [
        is_first(|line| line.may_have_leaked || line.is_leaked, "signs of a leak first"),
        is_first(|line| line.does_end, "those that end soonest on top"),
    ]
    .into_iter()
    .flatten()
    .collect();
    if first.is_empty() { n } else { format!("{n}; {}", first.join(", then ")) }
}

/// The code that somebody marked just now.
pub fn marked(engine: &Engine, id: &str, now: Timestamp) -> Option<CodeLine> {
    engine.code(id).map(|code| code_line(engine, code, false, now))
}

fn code_line(engine: &Engine, code: &PromoCode, may_have_leaked: bool, now: Timestamp) -> CodeLine {
    CodeLine {
        id: code.id.to_string(),
        is_leaked: code.is_leaked,
        may_have_leaked,
        does_end: code.valid_to.is_some(),
        probably: None,
        code: code.code.clone(),
        creator: creator_name(engine, code.creator_id.as_str()),
        policy: policy(code),
        state: match may_have_leaked {
            true => (Tone::Warn, "may have leaked".to_owned()),
            false => code_state(engine, code, now),
        },
        ends: code_ends(engine, code),
    }
}

/// The decisions of the campaign that is chosen, or of those that run: judging every campaign there
/// ever was takes long, and what is of one that is over is in no use.
fn judged(engine: &Engine, wanted: &Wanted, now: Timestamp) -> Vec<(CampaignId, DecisionsView)> {
    let is_judged = |campaign: &&Campaign| match wanted.campaign.as_str() {
        "" => campaign.flights.iter().any(|flight| flight.contains(now)),
        chosen => campaign.id.as_str() == chosen,
    };
    let campaigns = engine.campaigns().filter(is_judged);
    let view = |campaign: &Campaign| {
        Some((campaign.id.clone(), engine.decisions_view(&campaign.id, now)?))
    };
    campaigns.filter_map(view).collect()
}

/// What a code earns, where it is not the last touch as usual.
fn policy(code: &PromoCode) -> Option<&'static str> {
    match code.policy_in_force() {
        CodePolicy::Touch => None,
        CodePolicy::Always => Some("earns the whole order"),
        CodePolicy::IfInvolved => Some("earns only with a click of its creator"),
        CodePolicy::Never => Some("earns nothing"),
    }
}

fn clock_of(engine: &Engine, campaign: &CampaignId) -> Clock {
    Clock::of(engine.campaign(campaign.as_str()).map_or("UTC", |row| &row.time_zone))
}

/// The last day on which a code holds, in its campaign's zone.
pub fn code_ends(engine: &Engine, code: &PromoCode) -> String {
    let clock = clock_of(engine, &code.campaign_id);
    let last_moment = |to: Timestamp| to.plus_micros(-1);
    code.valid_to.map_or("no end date".to_owned(), |to| clock.date(last_moment(to)))
}

/// Whether a code holds, in a word or two.
pub fn code_state(engine: &Engine, code: &PromoCode, now: Timestamp) -> (Tone, String) {
    let clock = clock_of(engine, &code.campaign_id);
    if code.is_leaked {
        return (Tone::Warn, "leaked".to_owned());
    }
    match (code.valid_from, code.valid_to) {
        (_, Some(to)) if to <= now => (Tone::Plain, "ended".to_owned()),
        (_, Some(_)) if code.ends_within(now, ENDS_SOON_DAYS) => {
            (Tone::Warn, "ends soon".to_owned())
        }
        (Some(from), _) if now < from => (Tone::Plain, format!("from {}", clock.day(from))),
        _ => (Tone::Good, "valid".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_told_by_its_end() {
        let long = format!("https://shop.com/{}", "a".repeat(40));
        // Reads as a table: the address, and what the list shows.
        for (address, shown) in [
            ("https://shop.com/collections/summer?utm_source=x", "…/summer"),
            ("https://shop.com/", "shop.com"),
            ("shop.com", "shop.com"),
            (&long, &format!("…/{}…", "a".repeat(SHORT - 2))),
        ] {
            assert_eq!(shortened(address), shown);
        }
    }
}
