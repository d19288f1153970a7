use byline_core::event::Grain;
use byline_core::figure::{Counted, SubjectKind};
use byline_core::time::{Span, Zone};

use super::bench::{Bench, at, figures, lines};
use super::*;
use crate::definitions::GOOGLE_ADS;

/// A word of Google on the clicks of one part of an ad's day.
fn part(name: &str, clicks: &'static str, as_of: &str) -> Vec<(Fact, DedupKey)> {
    let connection = ConnectionId::from("con_1");
    let teller = Teller {
        connection: &connection,
        feed: "google_ads",
        table: GOOGLE_ADS,
        currency: None,
        window: None,
        as_of: at(as_of),
        writing: Writing::Plain,
    };
    let span = Span { from: at("2026-11-01T00:00:00Z"), to: at("2026-11-02T00:00:00Z") };
    let mut thing = Thing::over(SubjectKind::Ad, "1", Grain::Stretch(span), &Zone::utc());
    thing.part = name.to_owned();
    teller.tell(&thing, |metric| (metric == "clicks").then_some(clicks)).facts
}

/// What comes out when `facts` are all that a file holds.
fn whole(facts: Vec<(Fact, DedupKey)>) -> Vec<(Fact, DedupKey)> {
    let mut wholes = Wholes::default();
    let mut all = wholes.take(facts);
    while let Some(sums) = wholes.end() {
        all.extend(sums.facts);
    }
    all
}

const NOON: &str = "2026-11-03T12:00:00Z";

#[test]
fn parts_add_up_to_their_whole() {
    let whole = whole([part("device=A", "3", NOON), part("device=B", "4", NOON)].concat());
    assert_eq!(lines(&whole), ["ad 1 clicks_link 7 2026-11-01T00:00:00Z"]);
    assert_eq!(figures(&whole)[0].definition, "google_ads.clicks@v25");
    assert_eq!(whole, part("", "7", NOON), "its key is that of a whole");
}

#[test]
fn a_part_twice_counts_once_and_the_newest_word_counts() {
    let old = part("device=A", "3", "2026-11-02T12:00:00Z");
    let new = part("device=A", "5", NOON);
    let other = part("device=B", "1", "2026-11-02T12:00:00Z");
    let expected = part("", "6", NOON);
    assert_eq!(whole([old.clone(), new.clone(), other.clone(), new.clone()].concat()), expected);
    assert_eq!(whole([new, other, old].concat()), expected);
}

#[test]
fn a_missing_part_leaves_its_whole_missing() {
    let whole = whole([part("device=A", "3", NOON), part("device=B", "-", NOON)].concat());
    assert_eq!(figures(&whole)[0].value, None);
}

#[test]
fn what_is_whole_comes_out_as_it_is() {
    let facts = [part("", "3", NOON), part("", "4", "2026-11-04T12:00:00Z")].concat();
    assert_eq!(whole(facts.clone()), facts, "history is kept");
}

#[test]
fn a_key_tells_everything_apart_that_makes_another_figure() {
    let (fact, first) = part("", "3", NOON).remove(0);
    let Fact::Figure(figure) = fact else { panic!("no figure") };
    let changes: [fn(&mut Figure); 10] = [
        |figure| figure.connection = ConnectionId::from("con_2"),
        |figure| figure.subject.id.push('0'),
        |figure| figure.subject.kind = SubjectKind::AdGroup,
        |figure| figure.counted = Counted::ClicksAll,
        |figure| figure.side = byline_core::figure::Side::Total,
        |figure| figure.grain = Grain::Lifetime,
        |figure| figure.window = Some("1d_click".to_owned()),
        |figure| figure.definition.push('x'),
        |figure| figure.currency = Some(byline_core::money::Currency::USD),
        |figure| figure.as_of = at("2026-11-04T12:00:00Z"),
    ];
    for (n, change) in changes.into_iter().enumerate() {
        let mut other = figure.clone();
        change(&mut other);
        assert_ne!(key(&other), first, "change {n}");
    }
    let mut restated = figure;
    restated.value = Some(4);
    assert_eq!(key(&restated), first, "one word at one time");
}

/// Reads as a table: file, what it is recognised as.
#[test]
fn files_are_recognised_by_their_columns() {
    let table = [
        ("Ad ID,Stat Time Day,Cost,Impressions", "tiktok_ads ads"),
        ("ad_id,adgroup_id,campaign_id,stat_time_day,spend,impressions", "tiktok_ads ads"),
        ("ad_id,account_id,date,spend,impressions", "meta_ads ads"),
        ("Ad-ID;Day;Amount Spent;Impressions", "none"),
        (
            "ad_id,ad_group_id,campaign_id,customer_id,date,cost_micros,impressions",
            "google_ads ads",
        ),
        ("id,campaign_id,date,cost_micros,impressions", "google_ads ad_groups"),
        ("id,date,cost_micros,impressions", "google_ads campaigns"),
        ("video_id,channel_id,day,views", "youtube video_days"),
        ("id,like_count,comment_count", "instagram media"),
        ("order,total", "none"),
    ];
    for (header, expected) in table {
        let file = Bench::new("1").file(format!("{header}\n").as_bytes());
        assert_eq!(file.name(), expected, "{header}");
    }
}

/// Reads as a table: decimal mark of the file, cents, impressions, line of the spend.
#[test]
fn spreadsheets_write_numbers_their_own_way() {
    let table = [
        (",", "1.234,56", "1.000", Some("123456")),
        (".", "1,234.56", "1,000", Some("123456")),
        (".", "1234.56", "1000", Some("123456")),
        (",", "1234,5", "1000", Some("123450")),
    ];
    for (mark, spend, impressions, expected) in table {
        let bench = Bench::new("1").with("currency", "USD").with("decimal_mark", mark);
        let file =
            format!("ad_id,date,spend,impressions\n1,2026-11-01,\"{spend}\",\"{impressions}\"\n");
        let file = bench.file(file.as_bytes());
        let said = file.total(SubjectKind::Ad, Counted::SpendMinor).map(|it| it.to_string());
        assert_eq!(said.as_deref(), expected, "{spend} {:?}", file.refused);
        assert_eq!(file.total(SubjectKind::Ad, Counted::Impressions), Some(1000), "{impressions}");
    }
}

#[test]
fn a_file_read_line_by_line_gives_its_wholes_in_the_last() {
    let file = "video_id,channel_id,date,views,country_code\n\
        v1,UC1,2021-07-27,3,IN\nv1,UC1,2021-07-27,4,US\n";
    let told = crate::files::bench::lines(file.as_bytes(), "UTC", &[]).unwrap();
    let told: Vec<Vec<String>> =
        told.into_iter().map(|line| lines(&line.outcome.unwrap())).collect();
    let whole = vec!["content v1 views 7 2021-07-27T07:00:00Z".to_owned()];
    assert_eq!(told, [vec![], vec![], whole]);
}
