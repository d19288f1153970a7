//! Mentions as tables: what is told, what the campaign's time counts.

use byline_core::mention::{Mention, Sentiment};

use super::*;

fn mention(id: &str, hours: i64) -> Mention {
    Mention {
        id: EventId::from(id),
        connection: ConnectionId::from("con_talk"),
        occurred_at: at(hours),
        place: Some("tiktok".to_owned()),
        is_tagged: None,
        sentiment: None,
        judged_by: None,
        terms: vec!["solenne".to_owned()],
        content: None,
    }
}

fn everything() -> Span {
    Span { from: at(-10_000), to: at(10_000) }
}

/// The KPIs as `id text`, those that are not available with a dash.
fn kpis(bench: &Bench) -> Vec<String> {
    let campaign = bench.engine.campaign("summer");
    let view = bench.engine.mentions_view(campaign, everything());
    let kpis = view.kpis.into_iter();
    kpis.map(|kpi| format!("{} {}", kpi.key, kpi.text.unwrap_or_else(|| "-".to_owned()))).collect()
}

#[test]
fn fifty_mentions_of_ten_posts_are_five_a_post() {
    let mut bench = Bench::new();
    for n in 0..10 {
        bench.tell(Fact::Content(byline_core::placement::Content {
            id: format!("post{n}").into(),
            placement_id: "plc-ana".into(),
            url: None,
            published_at: at(n),
            title: None,
            subjects: Vec::new(),
        }));
    }
    for n in 0..50 {
        let tone = [Sentiment::Positive, Sentiment::Neutral, Sentiment::Negative];
        let sentiment = tone.get(usize::try_from(n % 5).unwrap()).copied();
        bench.tell(Fact::Mention(Mention {
            sentiment,
            is_tagged: Some(n % 2 == 0),
            ..mention(&n.to_string(), n)
        }));
    }
    let expected = [
        "brand_mentions 5",
        "sentiment_positive 33.33%",
        "sentiment_neutral 33.33%",
        "sentiment_negative 33.33%",
    ];
    assert_eq!(kpis(&bench), expected);
    let view = bench.engine.mentions_view(bench.engine.campaign("summer"), everything());
    assert_eq!((view.mentions.n_tagged, view.mentions.n_untagged), (25, 25));
}

/// The newest word counts, whatever it changes.
#[test]
fn a_mention_counts_once_by_its_newest_word() {
    let mut bench = Bench::new();
    let told = Mention { sentiment: Some(Sentiment::Negative), ..mention("1", 0) };
    assert_eq!(bench.tell(Fact::Mention(told.clone())), Applied::Changed);
    assert_eq!(bench.tell(Fact::Mention(told.clone())), Applied::Known);
    let better = Mention { sentiment: Some(Sentiment::Positive), occurred_at: at(30), ..told };
    bench.tell(Fact::Mention(better.clone()));
    let view = bench.engine.mentions_view(None, everything());
    assert_eq!((view.mentions.n_all, view.mentions.n_positive), (1, 1));
    assert_eq!(view.mentions.n_negative, 0);
    bench.tell(Fact::Mention(Mention { content: Some("v1".to_owned()), ..better }));
    let view = bench.engine.mentions_view(None, everything());
    assert_eq!((view.mentions.n_all, view.comments.n_all), (0, 1), "it is a comment on our own");
}

/// The flight is 240 hours each way; seven days after it talk still counts.
#[test]
fn a_campaigns_time_is_its_flights_and_a_week() {
    let mut bench = Bench::new();
    let table = [(-241, false), (-240, true), (239, true), (240 + 167, true), (240 + 168, false)];
    let mut n_expected = 0;
    for (hours, is_counted) in table {
        bench.tell(Fact::Mention(mention(&hours.to_string(), hours)));
        n_expected += i64::from(is_counted);
        let view = bench.engine.mentions_view(bench.engine.campaign("summer"), everything());
        assert_eq!(view.mentions.n_all, n_expected, "{hours} hours");
    }
    assert_eq!(kpis(&bench)[0], "brand_mentions -", "there are no posts");
}

#[test]
fn what_would_have_come_anyway_needs_two_weeks_before() {
    let mut bench = Bench::new();
    let begin = -240;
    let expected = |bench: &Bench| {
        bench.engine.mentions_view(bench.engine.campaign("summer"), everything()).expected_micro
    };
    bench.tell(Fact::Mention(mention("a", begin - 13 * 24)));
    assert_eq!(expected(&bench), None);
    bench.tell(Fact::Mention(mention("b", begin - 28 * 24)));
    // Two in 28 days are expected to be two in 28; the campaign's time is 20 days and 7.
    assert_eq!(expected(&bench), Some(2 * 27 * 1_000_000 / 28));
}
