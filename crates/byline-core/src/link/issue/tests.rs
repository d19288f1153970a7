use super::*;
use crate::campaign::{Campaign, CountingRules, Goal};
use crate::code::{CodePolicy, PromoCode};
use crate::creator::{Account, Platform};
use crate::link::destination::Policy;
use crate::money::Currency;

fn campaign() -> Campaign {
    Campaign {
        id: "summer".into(),
        name: "Summer Glow".to_owned(),
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

fn creator(id: &str, handles: &[(Platform, &str)]) -> Creator {
    let account = |(platform, handle): &(Platform, &str)| Account {
        platform: *platform,
        handle: (*handle).to_owned(),
        platform_user_id: None,
        n_followers: None,
    };
    Creator {
        id: id.into(),
        name: id.to_owned(),
        accounts: handles.iter().map(account).collect(),
        category: None,
        country: None,
        notes: None,
        is_archived: false,
        aliases: Vec::new(),
    }
}

fn creators() -> Vec<Creator> {
    use Platform::{Instagram, Tiktok};
    vec![
        creator("ana", &[(Instagram, "ana.lima"), (Tiktok, "analima")]),
        creator("ben", &[(Instagram, "ben_k")]),
        creator("bert", &[(Tiktok, "ana.lima")]),
        creator("nobody", &[]),
    ]
}

/// What was planned and, once taken in, is declared.
#[derive(Default)]
struct World {
    placements: Vec<Placement>,
    links: Vec<Link>,
    codes: Vec<PromoCode>,
}

impl World {
    fn plan(&self, rows: &[&str], slug_pattern: Option<&str>) -> Vec<Planned> {
        let (campaign, creators) = (campaign(), creators());
        let allowed = ["brand.com".to_owned()];
        let ground = self.ground(&campaign, &creators, &allowed);
        let template = Template::default();
        let order = Order { template: &template, destination: "https://brand.com/p", slug_pattern };
        let mut n = self.links.len();
        let mut slug = || {
            n += 1;
            format!("slug-{n}")
        };
        let id = |prefix: &str, parts: &[&str]| format!("{prefix}{}", parts.join("."));
        plan(&read_rows(rows), &order, &ground, &mut Chance { slug: &mut slug, id: &id })
    }

    fn ground<'a>(
        &'a self,
        campaign: &'a Campaign,
        creators: &'a [Creator],
        allowed: &'a [String],
    ) -> Ground<'a> {
        Ground {
            campaign,
            people: People::of(creators),
            placements: self.placements.iter().collect(),
            links: self.links.iter().collect(),
            policy: Policy { allowed_hosts: allowed, own_hosts: &[] },
            may_choose_slugs: true,
        }
    }

    fn take_in(&mut self, planned: &[Planned]) {
        for one in planned {
            if let Outcome::New { placement, link, .. } = &one.outcome {
                self.placements.extend(placement.as_deref().cloned());
                self.links.push((**link).clone());
            }
        }
    }
}

fn read_rows(rows: &[&str]) -> Vec<RosterRow> {
    let cells = |row: &&str| row.split(',').map(str::to_owned).collect();
    read(&(1..).zip(rows.iter().map(cells)).collect::<Vec<_>>()).unwrap()
}

/// In one word: `new`, `known`, or the code of why not.
fn words(planned: &[Planned]) -> Vec<&'static str> {
    let word = |one: &Planned| match &one.outcome {
        Outcome::New { .. } => "new",
        Outcome::Known { .. } => "known",
        Outcome::Refused(error) => error.code(),
    };
    planned.iter().map(word).collect()
}

const HEADER: &str = "creator,platform,placement,format,phase,destination,slug,code";

#[test]
fn a_row_multiplies_out_into_one_link_for_each_placement() {
    let world = World::default();
    let planned = world.plan(&[HEADER, "@ana.lima,,bio|story,reel,launch"], None);
    // Two creators go by that handle.
    assert_eq!(words(&planned), ["roster.creator_ambiguous"; 2]);
    let planned = world.plan(&[HEADER, "ana,,bio|story,reel,launch"], None);
    assert_eq!(words(&planned), ["new"; 4]);
    let Outcome::New { placement, link, findings, .. } = &planned[0].outcome else { panic!() };
    let placement = placement.as_ref().unwrap();
    assert_eq!(
        (placement.spot.as_deref(), placement.phase.as_deref()),
        (Some("bio"), Some("launch"))
    );
    assert_eq!(link.utm.source, "instagram");
    assert_eq!(link.utm.content, "reel-bio-launch");
    assert_eq!(link.utm.term, "ana.lima");
    assert_eq!(link.placement_id.as_ref(), Some(&placement.id));
    assert_eq!(
        (findings.len(), planned[0].placement.as_str()),
        (0, "Instagram · bio · reel · launch")
    );
}

#[test]
fn the_same_roster_again_issues_nothing_new_in_any_order() {
    let mut world = World::default();
    let rows = [HEADER, "ana,instagram|tiktok,bio", "ben,ig,story,reel", "ben,ig,bio,reel"];
    let planned = world.plan(&rows, None);
    assert_eq!(words(&planned), ["new"; 4]);
    world.take_in(&planned);
    assert_eq!(words(&world.plan(&rows, None)), ["known"; 4]);
    let shuffled = [HEADER, "ben,ig,bio,reel", "ben,IG,Story,REEL", "Ana,tiktok,Bio,,,,"];
    assert_eq!(words(&world.plan(&shuffled, None)), ["known"; 3]);
    // A link that was put away stays the placement's link.
    world.links[0].is_archived = true;
    assert_eq!(words(&world.plan(&rows, None)), ["known"; 4]);
    let elsewhere = world.plan(&[HEADER, "ben,ig,bio,reel,,https://brand.com/other"], None);
    let Outcome::Known { findings, .. } = &elsewhere[0].outcome else { panic!() };
    assert_eq!(findings[0].code, "link.differs");
}

/// Reads as a table: a row, what becomes of it.
#[test]
fn bad_rows_are_refused_with_a_reason_and_good_ones_are_not() {
    let mut world = World::default();
    world.take_in(&world.plan(&[HEADER, "ben,ig,,,,,glow"], None));
    for (row, expected) in [
        ("ana,ig", "new"),
        (",ig", "roster.creator_missing"),
        ("dora,ig", "roster.creator_unknown"),
        ("\u{430}na,ig", "roster.creator_unknown"),
        ("ana,myspace", "roster.platform_unknown"),
        ("nobody", "roster.platform_missing"),
        ("ana,ig,bio,,,http://brand.com/", "destination.not_https"),
        ("ana,ig,bio,,,https://evil.com/", "destination.not_allowed"),
        ("ana,ig,bio,,,https://127.0.0.1/", "destination.not_public"),
        ("ana,ig,bio,,,not an address", "destination.characters"),
        ("ana,ig,bio,,,https://brand.com/?next=//evil.com", "destination.leads_on"),
        ("ana,ig,bio,,,,api", "link.slug_reserved"),
        ("ana,ig,bio,,,,\u{430}na", "link.slug_lookalike"),
        ("ana,ig,bio,,,,Glow", "link.slug_taken"),
        ("ana,ig,bio,,,,gl0w", "link.slug_taken"),
    ] {
        assert_eq!(words(&world.plan(&[HEADER, row], None)), [expected], "{row}");
    }
    let twice = world.plan(&[HEADER, "ana,ig,bio", "ANA,instagram,Bio", "ana,tt,bio"], None);
    assert_eq!(words(&twice), ["new", "roster.repeated", "new"]);
}

#[test]
fn two_creators_never_share_five_fields() {
    let world = World::default();
    let planned = world.plan(&[HEADER, "ana,ig", "bert,tiktok", "ana,tiktok"], None);
    let expected = ["new", "new", "utm.collision"];
    assert_eq!(words(&planned), expected, "ana goes by her first handle everywhere: bert's here");
    let planned = world.plan(&[HEADER, "ana,ig", "ana,tiktok"], None);
    let term = |one: &Planned| match &one.outcome {
        Outcome::New { link, .. } => link.utm.term.clone(),
        _ => String::new(),
    };
    assert_eq!(planned.iter().map(term).collect::<Vec<_>>(), ["ana.lima"; 2]);
    let mut world = World::default();
    world.take_in(&world.plan(&[HEADER, "bert,tiktok"], None));
    // Somebody wrote ana's link with bert's fields.
    world.links[0].creator_id = "ana".into();
    world.placements.clear();
    assert_eq!(words(&world.plan(&[HEADER, "bert,tiktok"], None)), ["utm.collision"]);
}

#[test]
fn slugs_by_a_pattern_are_checked_like_any_other() {
    let world = World::default();
    let planned = world.plan(&[HEADER, "ana,ig,bio", "ben,ig,bio"], Some("{creator}-{format}"));
    let slug = |one: &Planned| match &one.outcome {
        Outcome::New { link, .. } => link.slug.clone(),
        _ => String::new(),
    };
    let slugs: Vec<String> = planned.iter().map(slug).collect();
    assert_eq!(slugs, ["ana.lima-bio", "ben_k-bio"]);
    let same = world.plan(&[HEADER, "ana,ig,bio|story"], Some("{creator}"));
    assert_eq!(words(&same), ["new", "link.slug_taken"]);
}

/// Reads as a table: rows, the codes that come of them.
#[test]
fn codes_name_one_creator_at_a_time() {
    let mut world = World::default();
    let order = CodeOrder { pattern: Some("{creator}15"), ..CodeOrder::default() };
    let codes = |world: &World, rows: &[&str]| -> Vec<(String, String)> {
        let (campaign, creators) = (campaign(), creators());
        let ground = world.ground(&campaign, &creators, &[]);
        let id = |prefix: &str, parts: &[&str]| format!("{prefix}{}", parts.join("."));
        let chance = Chance { slug: &mut String::new, id: &id };
        let planned = plan_codes(&read_rows(rows), &order, &ground, world.codes.iter(), &chance);
        let word = |one: &PlannedCode| match &one.outcome {
            Ok(Some((_, findings))) => findings.first().map_or("new", |finding| finding.code),
            Ok(None) => "known",
            Err(error) => error.code(),
        };
        planned.iter().map(|one| (one.code.clone(), word(one).to_owned())).collect()
    };
    let check = |world: &World, rows: &[&str], expected: &[(&str, &str)]| {
        let found = codes(world, &[&[HEADER], rows].concat());
        let found: Vec<_> = found.iter().map(|(code, word)| (&**code, &**word)).collect();
        assert_eq!(found, expected);
    };
    check(&world, &["ana,ig", "ana,tt", "ben,ig"], &[("ANALIMA15", "new"), ("BENK15", "new")]);
    check(&world, &["ana,ig,,,,,,glow 10"], &[("GLOW10", "new")]);
    check(
        &world,
        &["ana,ig,,,,,,GLOW", "ben,ig,,,,,,glow"],
        &[("GLOW", "new"), ("GLOW", "code.taken")],
    );
    check(
        &world,
        &["ana,ig,,,,,,GLOW10", "ben,ig,,,,,,GL0W10"],
        &[("GLOW10", "new"), ("GL0W10", "code.lookalike")],
    );
    check(&world, &["ana,ig,,,,,,✨"], &[("✨", "code.invalid")]);
    check(&world, &["dora,ig,,,,,,DORA"], &[]);
    world.codes.push(PromoCode {
        id: "c".into(),
        code: "GLOW".to_owned(),
        campaign_id: "winter".into(),
        creator_id: "ben".into(),
        valid_from: None,
        valid_to: None,
        policy: CodePolicy::Touch,
        is_leaked: false,
        is_archived: false,
    });
    check(
        &world,
        &["ana,ig,,,,,,GLOW", "ben,ig,,,,,,GLOW"],
        &[("GLOW", "code.taken"), ("GLOW", "known")],
    );
}
