//! The link patrol: what is read of posts, the gaps that stay, and handles over time.

use byline_core::creator::Account;
use byline_core::entry::Fact;
use byline_core::figure::{Subject, SubjectKind};
use byline_core::id::CreatorId;
use byline_core::inspection::Inspection;
use byline_core::patrol::{Carried, Spot, addresses, words};
use byline_core::placement::Content;

use super::*;
use crate::view::PatrolRow;

const VIDEO: &str = "dQw4w9WgXcQ";

fn post(hours: i64) -> Fact {
    Fact::Content(Content {
        id: "post".into(),
        placement_id: "plc-ana".into(),
        url: Some(format!("https://youtu.be/{VIDEO}")),
        published_at: at(hours),
        title: Some("My routine".to_owned()),
        subjects: Vec::new(),
    })
}

fn carried(kind: SubjectKind, id: &str, hours: i64, text: Option<&str>) -> Carried {
    let own = ["go.brand.com".to_owned()];
    Carried {
        connection: "con".into(),
        subject: Subject { feed: "youtube".to_owned(), kind, id: id.to_owned() },
        spot: if kind == SubjectKind::Content { Spot::Description } else { Spot::Bio },
        as_of: at(hours),
        is_gone: text.is_none(),
        addresses: text.map(|text| addresses(text, &own)).unwrap_or_default(),
        words: text.map(words).unwrap_or_default(),
        handle: None,
    }
}

/// The description of the video says this from that hour on.
fn says(bench: &mut Bench, hours: i64, text: &str) {
    let text = (text != "gone").then_some(text);
    bench.tell(Fact::Carried(carried(SubjectKind::Content, VIDEO, hours, text)));
}

fn row(bench: &Bench) -> PatrolRow {
    bench.engine.patrol_view(None).posts.into_iter().next().expect("it was read")
}

/// The gaps as hours from noon; an open one ends in `now`.
fn gaps(bench: &Bench) -> Vec<String> {
    let hour = |time: Timestamp| (time.seconds() - NOON_S) / 3_600;
    let shown = |to: Option<Timestamp>| to.map_or("now".to_owned(), |to| hour(to).to_string());
    let gaps = row(bench).gaps.into_iter();
    gaps.map(|gap| format!("{} to {}", hour(gap.from), shown(gap.to))).collect()
}

/// Reads as a table: what the description said at which hours; how it stands, and the gaps.
#[test]
fn a_link_that_is_taken_out_leaves_a_gap_that_stays() {
    const LINK: &str = "Shop: https://go.brand.com/ana, code ANA10";
    for (told, verdict, expected) in [
        (&[(1, LINK)][..], "present", &[][..]),
        (&[(1, "no link")], "missing", &["0 to now"]),
        (&[(1, LINK), (2, LINK), (5, "")], "missing", &["2 to now"]),
        (&[(1, LINK), (5, ""), (6, ""), (8, LINK)], "present", &["1 to 8"]),
        (&[(1, ""), (3, LINK), (4, "bit.ly/x"), (6, LINK)], "present", &["0 to 3", "3 to 6"]),
        (&[(1, LINK), (4, "go.brand.com/ben")], "altered", &["1 to now"]),
        (&[(1, "go.brand.com/ana code BEN10")], "altered", &[]),
        // One answer without the post may be a mistake, two are none.
        (&[(1, LINK), (2, "gone"), (3, LINK)], "present", &[]),
        (&[(1, ""), (2, "gone"), (3, "gone")], "gone", &["0 to 2"]),
    ] {
        let mut bench = Bench::new();
        bench.tell(post(0));
        for (hours, text) in told {
            says(&mut bench, *hours, text);
        }
        let view = row(&bench);
        assert_eq!(view.verdict.map(|verdict| verdict.key()), Some(verdict), "{told:?}");
        assert_eq!(gaps(&bench), expected, "{told:?}");
        assert_eq!(view.next_step.is_some(), view.is_wrong(), "{told:?}");
        assert_eq!(bench.replayed().encode(), bench.engine.encode());
    }
}

#[test]
fn nothing_that_is_declared_later_closes_a_gap_for_the_past() {
    let mut bench = Bench::new();
    bench.tell(post(0));
    says(&mut bench, 2, "go.brand.com/ana-summer");
    assert_eq!(row(&bench).found[0].title, "a short address that leads nowhere");
    bench.tell(Fact::Link(Link { slug: "ana-summer".to_owned(), ..link("ana", "ana") }));
    assert_eq!(gaps(&bench), ["0 to now"], "until somebody has looked again");
    says(&mut bench, 4, "go.brand.com/ana-summer");
    assert_eq!(
        (gaps(&bench), row(&bench).verdict.unwrap().key()),
        (vec!["0 to 4".into()], "present")
    );
}

#[test]
fn a_post_without_any_link_is_a_gap_from_its_beginning() {
    let mut bench = Bench::new();
    bench.tell(Fact::Link(Link { is_archived: true, ..link("ana", "ana") }));
    bench.tell(post(0));
    assert!(bench.engine.patrol_view(None).posts.is_empty(), "whoever links it at once has time");
    bench.set_clock(2);
    bench.tell(Fact::Tick);
    assert_eq!(gaps(&bench), ["0 to now"]);
    assert!(row(&bench).next_step.unwrap().starts_with("issue a link"));
    bench.set_clock(4);
    bench.tell(Fact::Link(link("ana", "ana")));
    bench.tell(Fact::Tick);
    assert_eq!(gaps(&bench), ["0 to 4"]);
}

/// Kim looks whether the post has its link.
fn look(has_link: bool) -> Fact {
    Fact::Inspected(Inspection {
        content_id: "post".into(),
        must_disclose: true,
        is_disclosed: None,
        observed: None,
        has_link: Some(has_link),
        has_code: None,
        evidence: None,
        note: None,
        by: "Kim".to_owned(),
    })
}

/// Reads as a table: what Kim saw and the description said at which hours; the gaps.
#[test]
fn a_person_and_the_patrol_believe_each_other() {
    const LINK: &str = "go.brand.com/ana";
    for (told, expected) in [
        (&[(1, LINK), (3, "Kim: no"), (5, LINK)][..], &["1 to 5"][..]),
        (&[(1, ""), (3, "Kim: yes"), (5, "")], &["0 to 3", "3 to now"]),
        (&[(1, LINK), (3, "Kim: no"), (5, "Kim: yes"), (7, LINK)], &["1 to 5"]),
    ] {
        let mut bench = Bench::new();
        bench.tell(post(0));
        for (hours, what) in told {
            bench.set_clock(*hours);
            match what.strip_prefix("Kim: ") {
                Some(word) => {
                    bench.tell(look(word == "yes"));
                }
                None => says(&mut bench, *hours, what),
            }
        }
        assert_eq!(gaps(&bench), expected, "{told:?}");
    }
}

/// Ana has an account on YouTube, and a placement there.
fn on_youtube(format: &str) -> Bench {
    let mut bench = Bench::new();
    let account = Account {
        platform: Platform::Youtube,
        handle: "ana".to_owned(),
        platform_user_id: Some("UC1".to_owned()),
        n_followers: None,
    };
    bench.tell(Fact::Creator(Creator { accounts: vec![account], ..creator("ana") }));
    let slot = placement("ana", Platform::Youtube);
    bench.tell(Fact::Placement(Placement { format: format.to_owned(), ..slot }));
    bench
}

fn bio_says(bench: &mut Bench, hours: i64, text: &str) {
    bench.tell(Fact::Carried(carried(SubjectKind::Account, "UC1", hours, Some(text))));
}

#[test]
fn a_link_that_nobody_could_read_since_is_not_called_present() {
    let mut bench = on_youtube("video");
    bench.tell(post(0));
    bio_says(&mut bench, 1, "https://go.brand.com/ana");
    assert_eq!(row(&bench).verdict.unwrap().key(), "present");
    for hours in [3, 5] {
        bio_says(&mut bench, hours, "new links soon");
        assert_eq!((row(&bench).verdict, gaps(&bench)), (None, vec![]), "it may be in the text");
    }
    says(&mut bench, 6, "my routine");
    assert_eq!(row(&bench).verdict.unwrap().key(), "missing");
    assert_eq!(gaps(&bench), ["1 to now"], "since it was last seen");
    assert_eq!(bench.replayed().encode(), bench.engine.encode());
}

#[test]
fn a_post_that_is_gone_is_gone_whatever_the_bio_says() {
    let mut bench = on_youtube("video");
    bench.tell(post(0));
    says(&mut bench, 1, "my routine");
    bio_says(&mut bench, 1, "hello");
    says(&mut bench, 2, "gone");
    assert_eq!(row(&bench).verdict.unwrap().key(), "gone");
    bio_says(&mut bench, 3, "hello");
    assert_eq!(gaps(&bench), ["0 to now"], "the bio is no second look at the post");
    says(&mut bench, 4, "gone");
    assert_eq!(gaps(&bench), ["0 to 2"]);
    bench.tell(Fact::Link(Link { is_archived: true, ..link("ana", "ana") }));
    for hours in [5, 7] {
        bench.set_clock(hours);
        bench.tell(Fact::Tick);
    }
    assert_eq!(gaps(&bench), ["0 to 2"], "nobody misses a link there");
}

#[test]
fn an_archived_placement_misses_no_link() {
    let mut bench = Bench::new();
    bench.tell(Fact::Link(Link { is_archived: true, ..link("ana", "ana") }));
    let slot = placement("ana", Platform::Instagram);
    bench.tell(Fact::Placement(Placement { is_archived: true, ..slot }));
    bench.tell(post(0));
    bench.set_clock(2);
    bench.tell(Fact::Tick);
    assert!(bench.engine.patrol_view(None).posts.is_empty());
}

#[test]
fn a_bio_is_watched_until_the_campaign_ends() {
    let mut bench = on_youtube("bio");
    bio_says(&mut bench, 1, "https://go.brand.com/ana");
    bench.tell(post(2));
    bio_says(&mut bench, 3, "new links soon");
    let view = bench.engine.patrol_view(None);
    let place = view.posts.iter().find(|row| row.content_id.is_none()).unwrap();
    assert_eq!((place.gaps.len(), place.gaps[0].from, place.gaps[0].to), (1, at(1), None));
    bench.set_clock(300);
    bench.tell(Fact::Tick);
    let view = bench.engine.patrol_view(None);
    let place = view.posts.iter().find(|row| row.content_id.is_none()).unwrap();
    assert_eq!((place.gaps[0].to, place.verdict), (Some(at(240)), None));
    bio_says(&mut bench, 301, "");
    let view = bench.engine.patrol_view(None);
    let place = view.posts.iter().find(|row| row.content_id.is_none()).unwrap();
    assert_eq!((place.gaps.len(), place.is_wrong()), (1, false));
    assert_eq!(bench.replayed().encode(), bench.engine.encode());
}

#[test]
fn a_post_takes_its_gaps_to_another_placement() {
    let mut bench = Bench::new();
    bench.tell(post(0));
    says(&mut bench, 1, "");
    let Fact::Content(moved) = post(0) else { unreachable!() };
    bench.tell(Fact::Content(Content { placement_id: "plc-ben".into(), ..moved }));
    let view = row(&bench);
    assert_eq!((view.placement_id.as_str(), view.verdict), ("plc-ben", None));
    assert_eq!(bench.engine.patrol_view(None).posts.len(), 1);
    says(&mut bench, 3, "go.brand.com/ben");
    assert_eq!(gaps(&bench), ["0 to 3"]);
}

#[test]
fn what_no_program_can_read_a_person_can() {
    let mut bench = Bench::new();
    bench.tell(post(0));
    assert_eq!(bench.engine.patrol_view(None).n_unread, 1);
    bench.set_clock(3);
    bench.tell(look(false));
    bench.set_clock(5);
    bench.tell(look(true));
    assert_eq!((gaps(&bench), row(&bench).verdict), (vec!["0 to 5".to_owned()], None));
}

/// The operations score takes the later of what a person and the patrol saw.
#[test]
fn the_score_knows_what_the_patrol_saw() {
    let mut bench = Bench::new();
    bench.tell(post(0));
    says(&mut bench, 1, "go.brand.com/ana code BEN10");
    let view = bench.engine.gate_view(&"summer".into(), at(2)).unwrap();
    let ana = view.creators.iter().find(|row| row.name == "ana").unwrap();
    let parts = ana.operations.parts.map(|part| (part.n_good, part.n_judged));
    assert_eq!(parts, [(1, 1), (0, 0), (0, 0), (0, 1)]);
}

#[test]
fn a_bio_is_looked_at_where_the_placement_says_so() {
    let mut bench = Bench::new();
    let account = |handle: &str, id: Option<&str>| Account {
        platform: Platform::Youtube,
        handle: handle.to_owned(),
        platform_user_id: id.map(str::to_owned),
        n_followers: None,
    };
    let accounts = vec![account("@Ana", Some("UC1"))];
    bench.tell(Fact::Creator(Creator { accounts, ..creator("ana") }));
    bench.tell(Fact::Placement(Placement {
        format: "bio".to_owned(),
        ..placement("ana", Platform::Youtube)
    }));
    let bio = |hours, text: &str, handle: &str| {
        let said = carried(SubjectKind::Account, "UC1", hours, Some(text));
        Fact::Carried(Carried { handle: Some(handle.to_owned()), ..said })
    };
    bench.tell(bio(1, "https://go.brand.com/ana", "ana"));
    assert_eq!(row(&bench).verdict.unwrap().key(), "present");
    bench.tell(bio(3, "new links soon", "ana.lima"));
    assert_eq!((row(&bench).content_id.is_none(), gaps(&bench)), (true, vec!["1 to now".into()]));

    // The same account by its id goes by another handle, and somebody else took the old one.
    bench.set_clock(5);
    let accounts = vec![account("ana", Some("UC9"))];
    bench.tell(Fact::Creator(Creator { accounts, ..creator("ben") }));
    let told = bench.engine.handles(&CreatorId::from("ana"));
    let told: Vec<_> = told
        .iter()
        .map(|row| (row.handle.as_str(), row.to.is_none(), row.is_by_platform, row.also.len()))
        .collect();
    assert_eq!(told, [("ana.lima", true, true, 0), ("Ana", false, false, 1)]);
}
