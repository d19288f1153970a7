use byline_core::entry::Fact;
use byline_core::mention::Mention;

use crate::files::bench::{check_matrix, lines, told};

const BRANDWATCH: &str = "\
Query Name,Date,Url,Domain,Sentiment,Resource Id,Snippet
Glow,2026-03-01 12:00:00.0,https://x.com/a/1,x.com,positive,m1,love Glow Serum
Glow,2026-03-01 12:00:00.0,https://x.com/a/2,x.com,,m2,this is horrible @glow.official.
Glow,2026-03-01 12:00:00.0,https://x.com/a/3,x.com,furious,m3,hm
";

fn mentions(csv: &str, settings: &[(&str, &str)]) -> Vec<Mention> {
    let lines = lines(csv.as_bytes(), "UTC", settings).unwrap();
    let facts = lines.into_iter().filter_map(|line| line.outcome.ok()).flatten();
    let mentions = facts.filter_map(|(fact, _)| match fact {
        Fact::Mention(mention) => Some(mention),
        _ => None,
    });
    mentions.collect()
}

#[test]
fn brandwatch_mentions() {
    let table = told(BRANDWATCH.as_bytes(), "UTC", &[]);
    assert_eq!(
        table,
        [
            "mention m1 on x.com at 2026-03-01T12:00:00Z: Some(Positive)",
            "mention m2 on x.com at 2026-03-01T12:00:00Z: Some(Negative)",
            "line 4: export.cell_unreadable `sentiment` holds `furious`, which is no tone",
        ]
    );
    check_matrix(BRANDWATCH, "UTC", &[]);
    let found =
        mentions(BRANDWATCH, &[("terms", "glow serum, other"), ("brand_handle", "@glow.official")]);
    assert_eq!(found[0].terms, ["glow serum"]);
    assert_eq!(found[0].judged_by.as_deref(), Some("brandwatch"));
    assert_eq!(found[1].judged_by.as_deref(), Some("lexicon:vader"));
    assert_eq!((found[0].is_tagged, found[1].is_tagged), (Some(false), Some(true)));
    assert_eq!(mentions(BRANDWATCH, &[])[0].is_tagged, None, "nobody says who the brand is");
}

#[test]
fn talkwalker_results_and_sprout_messages() {
    let talkwalker = "published,url,domain_url,sentiment,content,lang\n\
        2026-03-01 12:00:00,https://blog.example/a,blog.example,-3,schlimm,de\n\
        2026-03-01 12:00:00,https://blog.example/b,blog.example,-,schlimm,de\n";
    assert_eq!(
        told(talkwalker.as_bytes(), "UTC", &[]),
        [
            "mention https://blog.example/a on blog.example at 2026-03-01T12:00:00Z: \
             Some(Negative)",
            "mention https://blog.example/b on blog.example at 2026-03-01T12:00:00Z: None",
        ]
    );
    check_matrix(talkwalker, "UTC", &[]);
    let sprout = "Timestamp,Network,Message URL,Message ID,Sentiment,Message\n\
        2026-03-01 12:00:00,TIKTOK,https://t.example/1,820982911946154508,Neutral,hm\n";
    assert_eq!(
        told(sprout.as_bytes(), "UTC", &[]),
        ["mention 820982911946154508 on tiktok at 2026-03-01T12:00:00Z: Some(Neutral)"]
    );
    check_matrix(sprout, "UTC", &[]);
}

#[test]
fn comments_are_judged_by_the_lexicon() {
    let comments = "Comment ID,Published At,Comment,Platform,Post ID\n\
        c1,2026-03-01T12:00:00Z,\"I love it, so good!\",Instagram,17900000000000001\n";
    let found = mentions(comments, &[]);
    assert_eq!(found[0].content.as_deref(), Some("17900000000000001"));
    assert_eq!(found[0].judged_by.as_deref(), Some("lexicon:vader"));
    assert!(told(comments.as_bytes(), "UTC", &[])[0].ends_with("Some(Positive)"));
}
