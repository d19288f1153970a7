use super::*;

fn utm(source: &str, medium: &str, campaign: &str, content: &str, term: &str) -> Utm {
    let [source, medium, campaign, content, term] =
        [source, medium, campaign, content, term].map(str::to_owned);
    Utm { source, medium, campaign, content, term }
}

fn words(words: &[&str]) -> BTreeSet<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn known() -> Known {
    Known {
        source: words(&["tiktok", "instagram", "youtube"]),
        medium: words(&["creator"]),
        campaign: words(&["summer-glow", "winter-glow"]),
        content: words(&["reel-1", "reel-2", "story"]),
        term: words(&["ana.lima", "ben_k", "mara"]),
    }
}

/// Reads as a table: field, value, code, fix. All other fields are right.
#[test]
fn every_field_has_one_spelling_and_a_known_word() {
    for (field, value, code, fix) in [
        ("utm_source", "instagram", "", ""),
        ("utm_source", "Instagram", "utm.case", "instagram"),
        ("utm_source", "ig", "utm.spelling", "instagram"),
        ("utm_source", "IG", "utm.case", "ig"),
        ("utm_source", "instagarm", "utm.spelling", "instagram"),
        ("utm_source", "tik-tok", "utm.spelling", "tiktok"),
        ("utm_source", "youtub", "utm.spelling", "youtube"),
        ("utm_source", "newsletter", "utm.unknown", ""),
        ("utm_source", "", "utm.missing", ""),
        ("utm_source", "  ", "utm.missing", ""),
        ("utm_medium", "creators", "utm.spelling", "creator"),
        ("utm_medium", "cpc", "utm.unknown", ""),
        ("utm_campaign", "summer glow", "utm.space", "summer-glow"),
        ("utm_campaign", "summer+glow", "utm.space", "summer-glow"),
        ("utm_campaign", "summer%20glow", "utm.space", "summer-20glow"),
        ("utm_campaign", "sumer-glow", "utm.spelling", "summer-glow"),
        ("utm_campaign", "{campaign}", "utm.not_filled_in", ""),
        ("utm_campaign", "__CAMPAIGN_NAME__", "utm.not_filled_in", ""),
        ("utm_campaign", "{{campaign.name}}", "utm.not_filled_in", ""),
        ("utm_campaign", "TBD", "utm.not_filled_in", ""),
        // Numbers are meant.
        ("utm_content", "reel-3", "utm.unknown", ""),
        ("utm_content", "reel/1", "utm.character", "reel-1"),
        ("utm_term", "ana.lima✨", "utm.character", "ana.lima"),
        ("utm_term", "ana\u{200f}", "utm.character", "ana"),
        ("utm_term", "mari", "utm.spelling", "mara"),
        // A Cyrillic а, and a word of which every letter seems to be another.
        ("utm_term", "\u{430}na.lima", "utm.lookalike", "ana.lima"),
        ("utm_term", "c\u{43e}co", "utm.lookalike", "coco"),
        ("utm_content", "\u{441}\u{43e}\u{440}\u{435}", "utm.lookalike", "cope"),
        ("utm_term", "\u{5c0f}\u{7ea2}", "utm.letters", ""),
        ("utm_term", "ana\u{5c0f}", "utm.letters", ""),
        ("utm_campaign", "größe", "utm.letters", ""),
        ("utm_campaign", "летний", "utm.letters", ""),
        ("utm_campaign", "summer☀glow", "utm.character", "summer-glow"),
        ("utm_term", "ana@mail.com", "utm.personal", ""),
        ("utm_term", "+49 170 1234567", "utm.personal", ""),
    ] {
        let mut fields = utm("instagram", "creator", "summer-glow", "story", "ana.lima");
        value.clone_into(fields.field_mut(field).unwrap());
        let findings = lint(&fields, &known());
        let found = findings.first().map_or(("", ""), |finding| {
            assert_eq!(finding.field, field);
            (finding.code, finding.fix.as_deref().unwrap_or(""))
        });
        assert_eq!(found, (code, fix), "{field}={value}: {findings:?}");
    }
}

#[test]
fn a_normalised_set_has_nothing_left_to_mend_in_its_spelling() {
    let wild = utm(" IG ", "Creator", "Summer  Glow!", "Reel/1", "Ana.Lima✨");
    let expected = utm("instagram", "creator", "summer-glow", "reel-1", "ana.lima");
    assert_eq!(normalised(&wild), expected);
    assert_eq!(lint(&normalised(&wild), &known()), vec![]);
    assert_eq!(normalised(&expected), expected);
}

/// Reads as a table: an address, code and fix of what is wrong.
#[test]
fn pasted_addresses_are_read_for_lost_and_extra_parameters() {
    for (address, code, fix) in [
        ("https://b.com/?utm_source=a&utm_medium=b", "", ""),
        ("https://b.com/?UTM_Source=a", "utm.name", "utm_source"),
        ("https://b.com/?utm-source=a", "utm.name", "utm_source"),
        ("https://b.com/?utm_souce=a", "utm.name", "utm_source"),
        ("https://b.com/?utmsource=a", "utm.name", "utm_source"),
        ("https://b.com/?source=a", "", ""),
        ("https://b.com/?utm_id=7", "utm.extra", ""),
        ("https://b.com/?utm_source=a&utm_source=b", "utm.repeated", ""),
        (
            "https://b.com/?a=1?utm_source=a",
            "utm.two_question_marks",
            "https://b.com/?a=1&utm_source=a",
        ),
        ("https://b.com/#?utm_source=a", "utm.behind_hash", "https://b.com/?utm_source=a"),
        ("https://b.com/?x=1#utm_source=a", "utm.behind_hash", "https://b.com/?x=1&utm_source=a"),
        ("https://b.com/?byl=BwcHBwcHBwcHBwcHBwcHBw", "utm.stale_click", ""),
    ] {
        let findings = lint_address(address);
        let found = findings
            .first()
            .map_or(("", ""), |finding| (finding.code, finding.fix.as_deref().unwrap_or("")));
        assert_eq!(found, (code, fix), "{address}: {findings:?}");
    }
}

#[test]
fn what_a_redirect_strips_is_named_field_by_field() {
    let sent = utm("instagram", "creator", "glow", "reel", "ana");
    let kept = "https://b.com/?utm_source=instagram&utm_medium=creator&utm_campaign=glow\
                &utm_content=reel&utm_term=ana";
    assert_eq!(stripped(&sent, kept), vec![]);
    assert_eq!(stripped(&sent, "https://b.com/").len(), 5);
    let changed = kept.replace("utm_medium=creator", "utm_medium=referral");
    let findings = stripped(&sent, &changed);
    let fixes: Vec<_> = findings.iter().map(|f| (f.field.as_str(), f.fix.as_deref())).collect();
    assert_eq!(fixes, [("utm_medium", Some("creator"))]);
}

fn link(id: &str, creator: &str, utm: Utm) -> Link {
    Link {
        id: id.into(),
        slug: id.to_owned(),
        campaign_id: "summer".into(),
        creator_id: creator.into(),
        placement_id: None,
        content_id: None,
        destination: "https://brand.com/".to_owned(),
        utm,
        is_paused: false,
        fallback: None,
        is_archived: false,
    }
}

/// Reads as a table: creator and `utm_term` of each link, and those that differ with the fix.
#[test]
fn a_creator_goes_by_one_term() {
    let check = |links: &[(&str, &str)], expected: &[(usize, &str)]| {
        let made = links.iter().enumerate().map(|(place, (creator, term))| {
            let fields = utm("instagram", "creator", "glow", "reel", term);
            link(&place.to_string(), creator, fields)
        });
        let made: Vec<Link> = made.collect();
        let found = other_terms(&made);
        let found: Vec<(usize, &str)> = found
            .iter()
            .map(|(link, finding)| {
                assert_eq!((finding.code, finding.is_fault()), ("utm.term_differs", false));
                (link.slug.parse().unwrap(), finding.fix.as_deref().unwrap())
            })
            .collect();
        assert_eq!(found, expected, "{links:?}");
    };
    check(&[("ana", "ana"), ("ana", "ANA "), ("ben", "ben")], &[]);
    check(&[("ana", "ana"), ("ana", "ana"), ("ana", "analima")], &[(2, "ana")]);
    check(&[("ana", "lima"), ("ana", "ana"), ("ben", "lima")], &[(0, "ana")]);
    check(&[("ana", ""), ("ana", "ana")], &[]);
}

#[test]
fn shared_fields_are_a_fault_between_creators_and_a_warning_within_one() {
    let fields = utm("instagram", "creator", "glow", "reel", "ana");
    let loud = utm("Instagram", "creator", "Glow", "reel", "ANA");
    let other = Utm { term: "ben".to_owned(), ..fields.clone() };
    let links = [
        link("a", "ana", fields.clone()),
        link("b", "ben", loud),
        link("c", "cleo", other.clone()),
        link("d", "cleo", other),
        Link { is_archived: true, ..link("e", "eve", fields) },
        link("f", "ana", Utm::default()),
    ];
    let found = collisions(&links);
    let found: Vec<_> = found.iter().map(|(link, f)| (link.slug.as_str(), f.code)).collect();
    let expected =
        [("c", "utm.shared"), ("d", "utm.shared"), ("a", "utm.collision"), ("b", "utm.collision")];
    assert_eq!(found.len(), 4);
    for pair in expected {
        assert!(found.contains(&pair), "{pair:?} {found:?}");
    }
}
