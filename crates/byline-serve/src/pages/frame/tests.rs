use byline_core::campaign::{CountingRules, Goal};
use byline_core::id::CampaignId;

use super::*;

fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

fn campaign(id: &str, from: &str, to: &str) -> Campaign {
    Campaign {
        id: CampaignId::from(id),
        name: id.to_owned(),
        goal: Goal::Sales,
        currency: Currency::parse("USD").expect("dollars"),
        time_zone: "Europe/Berlin".to_owned(),
        flights: vec![Span { from: at(from), to: at(to) }],
        budget_minor: None,
        terms: Vec::new(),
        rules: CountingRules::default(),
        is_archived: false,
        gate: None,
    }
}

fn idle(campaign: &Campaign) -> Active<'_> {
    Active { campaign, newest_at: None }
}

fn summer() -> Campaign {
    campaign("summer", "2026-05-31T22:00:00Z", "2026-06-21T22:00:00Z")
}

/// Reads as a table: query, now, the stretch, and what it is compared with.
fn check(query: &str, now: &str, span: [&str; 2], before: Option<([&str; 2], &str)>) {
    let summer = summer();
    let frame =
        Frame::of(&[idle(&summer)], &Ask::parse(query), Range::Today, at(now)).expect("a frame");
    let told = |span: Span| [frame.clock.machine(span.from), frame.clock.machine(span.to)];
    assert_eq!(told(frame.span), span, "{query}");
    let told_before = frame.before.as_ref().map(|before| (told(before.span), before.name.as_str()));
    let before = before.map(|(span, name)| (span.map(str::to_owned), name));
    assert_eq!(told_before, before, "{query}");
}

#[test]
fn a_range_is_whole_days_of_the_campaigns_zone() {
    let now = "2026-06-09T08:02:00Z";
    let today = ["2026-06-09T00:00:00+02:00", "2026-06-10T00:00:00+02:00"];
    check(
        "",
        now,
        today,
        Some((["2026-06-08T00:00:00+02:00", "2026-06-08T10:02:00+02:00"], "yesterday by 10:02")),
    );
    check(
        "range=24h",
        now,
        ["2026-06-08T11:00:00+02:00", "2026-06-09T11:00:00+02:00"],
        Some((["2026-06-07T11:00:00+02:00", "2026-06-08T10:02:00+02:00"], "24 hours earlier")),
    );
    check(
        "range=7d",
        now,
        ["2026-06-03T00:00:00+02:00", "2026-06-10T00:00:00+02:00"],
        Some((["2026-05-27T00:00:00+02:00", "2026-06-02T10:02:00+02:00"], "the 7 days before")),
    );
    check(
        "from=2026-06-08T09:00:00Z&to=2026-06-09T09:00:00Z",
        now,
        ["2026-06-08T11:00:00+02:00", "2026-06-09T11:00:00+02:00"],
        Some((["2026-06-07T11:00:00+02:00", "2026-06-08T10:02:00+02:00"], "the 24 hours before")),
    );
    check("range=flight", now, ["2026-06-01T00:00:00+02:00", "2026-06-10T00:00:00+02:00"], None);
    check(
        "from=2026-06-01&to=2026-06-02",
        now,
        ["2026-06-01T00:00:00+02:00", "2026-06-03T00:00:00+02:00"],
        Some((["2026-05-30T00:00:00+02:00", "2026-06-01T00:00:00+02:00"], "the 2 days before")),
    );
}

#[test]
fn days_of_a_clock_change_have_23_or_25_hours() {
    check(
        "from=2026-10-25",
        "2026-11-01T00:00:00Z",
        ["2026-10-25T00:00:00+02:00", "2026-10-26T00:00:00+01:00"],
        Some((["2026-10-24T00:00:00+02:00", "2026-10-25T00:00:00+02:00"], "the day before")),
    );
}

/// Reads as a table: the range that a page had, and the one that it has as of any later time.
#[test]
fn a_stretch_stays_when_time_goes_on() {
    let summer = summer();
    let now = at("2026-06-09T08:02:00Z");
    for (query, expected) in [
        ("range=24h", "/live?from=2026-06-08T09%3A00%3A00Z&to=2026-06-09T09%3A00%3A00Z"),
        ("range=today", "/live?from=2026-06-09&to=2026-06-09"),
        ("range=yesterday&at=7&when=2026-06-08", "/live?from=2026-06-08&to=2026-06-08"),
        ("range=flight", "/live?from=2026-06-01&to=2026-06-09"),
    ] {
        let frame = Frame::of(&[idle(&summer)], &Ask::parse(query), Range::Today, now);
        let frame = frame.expect("a frame");
        let fixed = frame.fixed(None);
        assert_eq!(fixed.ask.href("/live"), expected, "{query}");
        let later = at("2026-06-19T08:02:00Z");
        let later = Frame::of(&[idle(&summer)], &fixed.ask, Range::Today, later).expect("a frame");
        assert_eq!(later.span, frame.span, "{query}");
    }
}

#[test]
fn the_pill_says_where_in_its_flight_a_campaign_is() {
    let summer = summer();
    for (now, expected) in [
        ("2026-05-30T00:00:00Z", "Starts 1 Jun"),
        ("2026-05-31T22:00:00Z", "Day 1 of 21"),
        ("2026-06-09T08:00:00Z", "Day 9 of 21"),
        ("2026-06-21T21:59:59Z", "Day 21 of 21"),
        ("2026-06-25T00:00:00Z", "Ended 21 Jun"),
    ] {
        let frame =
            Frame::of(&[idle(&summer)], &Ask::default(), Range::Today, at(now)).expect("a frame");
        assert_eq!(frame.progress().as_deref(), Some(expected), "{now}");
    }
}

#[test]
fn the_live_campaign_is_shown_unless_another_is_asked_for() {
    let (spring, summer) =
        (campaign("spring", "2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z"), summer());
    let autumn = campaign("autumn", "2026-09-01T00:00:00Z", "2026-10-01T00:00:00Z");
    let all = [&spring, &summer, &autumn].map(idle);
    let now = at("2026-06-09T08:00:00Z");
    for (query, expected, n_hints) in
        [("", "summer", 0), ("campaign=spring", "spring", 0), ("campaign=nowhere", "summer", 1)]
    {
        let frame = Frame::of(&all, &Ask::parse(query), Range::Today, now).expect("a frame");
        assert_eq!(frame.campaign.name, expected, "{query}");
        assert_eq!(frame.ask.hints.len(), n_hints, "{query}");
    }
    assert!(Frame::of(&[], &Ask::default(), Range::Today, now).is_none());
}

/// Reads as a table: the newest sign of a campaign that began first, that of one that was added
/// later, and which of the two is shown.
#[test]
fn of_two_in_flight_the_one_with_the_newest_sign_is_shown() {
    let first = campaign("first", "2026-06-01T00:00:00Z", "2026-07-01T00:00:00Z");
    let later = campaign("later", "2026-06-05T00:00:00Z", "2026-07-01T00:00:00Z");
    let now = at("2026-06-09T08:00:00Z");
    let shown = |first_at: Option<&str>, later_at: Option<&str>| {
        let all = [(&first, first_at), (&later, later_at)]
            .map(|(campaign, newest)| Active { campaign, newest_at: newest.map(at) });
        live_campaign(&all, now).expect("a campaign").name.clone()
    };
    assert_eq!(shown(Some("2026-06-09T07:59:00Z"), None), "first");
    assert_eq!(shown(Some("2026-06-09T07:00:00Z"), Some("2026-06-09T07:30:00Z")), "later");
    assert_eq!(shown(None, None), "later");
}
