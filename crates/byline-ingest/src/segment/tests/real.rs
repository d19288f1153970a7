//! Events as Segment documents them, signed with the bench's secret. They are read where
//! `BYLINE_REAL_DATA` points.

use super::*;
use crate::tests::real;

#[test]
fn every_event_of_the_documentation_is_read_or_refused_with_a_reason() {
    let Some(files) = real::json_files("segment_docs") else { return };
    assert!(50 < files.len());
    let mut table = BTreeMap::new();
    for (name, event) in &files {
        let told = outcome(received(event));
        let is_known = ["segment.", "feed."].iter().any(|family| told.starts_with(family));
        assert!(is_known || told == "1 facts" || told == "2 facts", "{name}: {told}");
        table.insert(name.as_str(), told);
    }
    let of = |name: &str| table[name].as_str();
    assert_eq!(of("ecommerce_v2_13.json"), "segment.event_unmapped");
    assert_eq!(of("http-api_index_06.json"), "segment.batch");
    assert_eq!(of("http-api_index_00.json"), "feed.topic_unknown");
    assert_eq!(of("spec_identify_02.json"), "2 facts");
    assert_eq!(of("webhooks_index_06.json"), "1 facts");

    // What the events say that orders are worth: 22.50 of 27.50, nothing of a refund of 30.
    let seen = |name: &str| {
        let (_, event) = files.iter().find(|(known, _)| known == name).unwrap();
        match facts(received(event)).remove(0) {
            Fact::Sighting(seen) => (seen.order_alias, seen.claimed.map(|money| money.minor)),
            other => panic!("no sighting: {other:?}"),
        }
    };
    let order = "50314b8e9bcf000000000000".to_owned();
    assert_eq!(seen("ecommerce_v2_15.json"), (order.clone(), Some(22_50)));
    assert_eq!(seen("ecommerce_v2_14.json"), (order.clone(), Some(25_00)));
    assert_eq!(seen("ecommerce_v2_16.json"), (order, None));
}

/// Rows of a warehouse that Segment fills, put back into the form of events.
#[test]
fn pages_of_a_warehouse_are_visits() {
    let Some(texts) = real::texts("segment_dbt", "example_segment_pages") else { return };
    let mut rows = csv::Reader::from_reader(texts[0].1.as_bytes());
    let mut n_read = 0;
    for row in rows.deserialize::<BTreeMap<String, String>>() {
        let row = row.unwrap();
        let campaign = |name: &str| row[&format!("context_campaign_{name}")].clone();
        let seen = visit(json!({
            "messageId": row["id"], "anonymousId": row["anonymous_id"],
            "userId": row["user_id"], "timestamp": row["timestamp"].replace(' ', "T") + "Z",
            "properties": {"url": row["url"], "path": row["path"], "referrer": row["referrer"]},
            "context": {"campaign": {"name": campaign("name"), "source": campaign("source"),
                "medium": campaign("medium"), "term": campaign("term"),
                "content": campaign("content")}},
        }));
        let utm = seen.utm.unwrap();
        assert_eq!((&*utm.campaign, &*utm.source), ("autumn_collection_2015", "facebook"));
        assert_eq!(seen.referrer_host.as_deref(), Some("google.com"));
        n_read += 1;
    }
    assert_eq!(n_read, 1);
}
