//! Texts as creators publish them, and what the patrol makes of them.

use super::*;

fn own() -> Vec<String> {
    vec!["go.brand.com".to_owned(), "127.0.0.1:8080".to_owned()]
}

/// Reads as a table: text, places that are found in it; ours with a star.
#[test]
fn addresses_are_found_as_people_write_them() {
    for (text, expected) in [
        ("Shop here: https://go.brand.com/ana.", &["*go.brand.com/ana"][..]),
        ("👉go.brand.com/Ana-Reel👈 (ad)", &["*go.brand.com/Ana-Reel"]),
        ("link:go.brand.com/ana/", &["*go.brand.com/ana"]),
        ("[HTTPS://WWW.Brand.com/serum?utm_source=x#top]", &["brand.com/serum"]),
        ("bit.ly/3xY, and bit.ly/3xY again", &["bit.ly/3xY"]),
        ("mail ana@brand.com or ana.lima+pr@go.brand.com", &[]),
        ("at 3.30, e.g. v2.0 ... and so on", &[]),
        ("ftp://go.brand.com/x javascript://go.brand.com", &[]),
        ("нажми https://go.brand.com/ана", &["*go.brand.com/ана"]),
        ("", &[]),
    ] {
        let shown = |it: &Address| format!("{}{}", if it.is_ours { "*" } else { "" }, it.place);
        let found: Vec<String> = addresses(text, &own()).iter().map(shown).collect();
        assert_eq!(found, expected, "{text}");
    }
}

/// Reads as a table: text, words that could be codes.
#[test]
fn code_words_are_those_in_capitals_or_with_digits() {
    for (text, expected) in [
        ("Use ANA10 at checkout #ad", &["ANA10"][..]),
        ("use ana10!", &["ANA10"]),
        ("It is THE best: GLOW-UP, glow_up2", &["THE", "GLOW-UP", "GLOW_UP2"]),
        ("10 20 2026", &[]),
        ("ana.LIMA99@gmail.com, (PR2026@go.brand.com) @ANA_99 ANA10", &["ANA10"]),
        ("go.brand.com/glow15 (👉x.com/ANA1O?c=B3) https://x.com/a,B10 GLOW10", &["GLOW10"]),
    ] {
        assert_eq!(words(text), expected, "{text}");
    }
}

struct Others;

impl Ground for Others {
    fn slug(&self, slug: &str) -> Whose {
        match slug {
            "ben" => Whose::Anothers,
            "ana-bio" => Whose::TheSame,
            _ => Whose::Nobody,
        }
    }

    fn code(&self, word: &str) -> Whose {
        if word == "BEN10" { Whose::Anothers } else { Whose::Nobody }
    }
}

fn carried(text: &str) -> Carried {
    Carried {
        connection: "con".into(),
        subject: Subject {
            feed: "youtube".to_owned(),
            kind: crate::figure::SubjectKind::Content,
            id: "v1".to_owned(),
        },
        spot: Spot::Description,
        as_of: Timestamp::from_seconds(0),
        is_gone: false,
        addresses: addresses(text, &own()),
        words: words(text),
        handle: None,
    }
}

/// Reads as a table: what the description says, how it stands, and what stands there instead.
#[test]
fn the_right_link_is_told_from_all_others() {
    use Alteration::*;
    use Verdict::{Altered, Missing, Present};
    let utm = Utm { source: "youtube".to_owned(), term: "ana".to_owned(), ..Utm::default() };
    let wanted = Wanted {
        slugs: vec!["ana".to_owned()],
        landings: vec![("brand.com".to_owned(), &utm)],
        codes: vec!["ANA10"],
    };
    for (text, verdict, altered) in [
        ("go.brand.com/ana", Present, &[][..]),
        ("go.brand.com/ANA code ANA10", Present, &[]),
        ("brand.com/serum?utm_source=youtube&utm_term=ana", Present, &[]),
        ("brand.com/serum?utm_source=YouTube&utm_term=%20Ana", Present, &[]),
        ("my camera: camera.example/shop", Missing, &[]),
        ("go.brand.com/ben", Altered, &[AnothersLink]),
        ("go.brand.com/ana-bio", Altered, &[OtherPlacement]),
        ("go.brand.com/anna", Altered, &[UnknownSlug]),
        ("brand.com/serum?utm_source=tiktok", Altered, &[OtherUtm]),
        ("www.brand.com", Altered, &[Untagged]),
        ("linktr.ee/ana", Altered, &[Shortener]),
        ("go.brand.com/ana and bit.ly/x", Present, &[]),
        ("go.brand.com/ana code BEN10", Altered, &[AnothersCode]),
        ("go.brand.com/ana code ANA01", Altered, &[MisspeltCode]),
        ("go.brand.com/ana, my camera: camera.example/ana01", Present, &[]),
        ("bit.ly/x code ANA1O", Altered, &[Shortener, MisspeltCode]),
        ("", Missing, &[]),
    ] {
        let judged = judge(&[&carried(text)], &wanted, &Others);
        let found: Vec<Alteration> = judged.altered.iter().map(|(what, _)| *what).collect();
        assert_eq!((judged.verdict(), &*found), (verdict, altered), "{text}");
    }
    let no_fields = Utm::default();
    let landings = vec![("brand.com".to_owned(), &no_fields)];
    let untagged = Wanted { landings, ..wanted.clone() };
    let judged = judge(&[&carried("brand.com/serum")], &untagged, &Others);
    assert_eq!(judged.verdict(), Altered, "nobody can count who comes by an address without any");
    let gone = Carried { is_gone: true, ..carried("") };
    assert_eq!(judge(&[&gone], &wanted, &Others).verdict(), Verdict::Gone);
}
