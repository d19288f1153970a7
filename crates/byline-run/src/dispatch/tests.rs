//! Dispatch against vendors on the loopback that fail as real ones do.

use std::sync::atomic::Ordering;

use byline_core::channel::{Mode, mode_of};
use byline_serve::port::{Channels as _, World as _};
use byline_testkit::fake::{
    Change, Fake, FakeAdAccount, FakeAlerts, FakeMailServer, FakePager, FakeReceiver, FakeSlack,
    Hitch, MailFault, Said, Tongue,
};

use super::bench::Bench;
use crate::testing::{NOW, wait};

const LIVE: (&str, &str) = ("mode", "live");

fn pager(bench: &Bench, id: &str) -> FakePager {
    let pager = FakePager::open("key");
    bench.connect(id, "pagerduty", &["key"], &[("api_url", &pager.api().url()), LIVE]);
    pager
}

fn slack(bench: &Bench) -> FakeSlack {
    let slack = FakeSlack::open("xoxb-1");
    bench.connect("slack", "slack", &[&slack.webhook_url()], &[LIVE]);
    slack
}

#[test]
fn every_channel_takes_what_it_is_told() {
    let bench = Bench::new();
    let (pager, slack) = (pager(&bench, "pager"), slack(&bench));
    let alerts = FakeAlerts::open("genie");
    bench.connect("genie", "opsgenie", &["genie"], &[("api_url", &alerts.api().url()), LIVE]);
    let mails = FakeMailServer::open();
    let port = mails.port().to_string();
    let letters = [
        ("host", "127.0.0.1"),
        ("port", &port),
        ("security", "none"),
        ("from", "Byline <byline@brand.com>"),
        ("to", "mia@brand.com"),
        LIVE,
    ];
    bench.connect("mail", "mail", &[], &letters);
    let receiver = FakeReceiver::open("whsec_AAEC", NOW.seconds());
    bench.connect("hook", "webhook", &["whsec_AAEC"], &[("url", &receiver.api().url()), LIVE]);
    for to in ["pager", "genie", "slack", "mail", "hook"] {
        bench.tell("floor/ana", to);
        bench.resolve("floor/ben", to);
    }
    bench.live(3, 2);
    assert_eq!(bench.n_open(), 0, "{:?}", bench.logged());
    assert_eq!(pager.incidents()["byline/floor/ana"][0].urgency, "critical");
    assert_eq!(alerts.alerts()["byline/floor/ana"].priority, "P1");
    assert_eq!(slack.texts().len(), 2);
    let letter = &mails.letters()[0];
    assert_eq!((letter.from.as_str(), letter.to.len()), ("byline@brand.com", 1));
    assert!(letter.text.contains("Subject: floor/ana is under the floor"), "{}", letter.text);
    assert_eq!((receiver.events().len(), receiver.n_forged()), (2, 0));
}

/// Row 76: dry run. No call leaves, and the log says what would have happened.
#[test]
fn row_76_in_dry_run_nothing_leaves_and_the_log_says_what_would_have() {
    let bench = Bench::new();
    let pager = FakePager::open("key");
    bench.connect("pager", "pagerduty", &["key"], &[("api_url", &pager.api().url())]);
    let ads = FakeAdAccount::open(Tongue::TikTok, "w", &["77"], NOW.seconds());
    let secrets = ["read", "write_token=w"];
    bench.connect("ads", "tiktok_ads", &secrets, &[("api_url", &ads.api().url())]);
    bench.tell("floor/ana", "pager");
    bench.pause("77", "ads");
    bench.live(3, 60);
    assert_eq!(pager.api().asked().len() + ads.api().asked().len(), 0);
    let logged = bench.logged();
    assert_eq!(logged, ["floor/1/pause>77 dry run", "floor/ana/1/fired>pager dry run"]);
}

/// Row 76: the kill switch stops a pause that was decided before it was thrown.
#[test]
fn row_76_the_kill_switch_stops_what_has_not_left() {
    let bench = Bench::new();
    let ads = ad_account(&bench, Tongue::Meta);
    bench.pause("77", "ads");
    bench.home.duties.lock().unwrap()[0].rules.is_stopped = true;
    bench.step();
    assert_eq!(ads.api().asked().len(), 0);
    assert_eq!(bench.logged(), ["floor/1/pause>77 dry run"]);
}

/// Row 70: the process dies after the call and before the log: told again, known by its name.
#[test]
fn row_70_a_crash_between_call_and_log_makes_no_second_incident() {
    let mut bench = Bench::new();
    let (pager, slack) = (pager(&bench, "pager"), slack(&bench));
    bench.tell("floor/ana", "pager");
    bench.tell("floor/ana", "slack");
    bench.home.is_full.store(true, Ordering::Relaxed);
    bench.step();
    assert_eq!(bench.logged(), [""; 0]);
    bench.world.pass_s(5);
    bench.crash();
    bench.live(3, 2);
    assert_eq!(bench.n_open(), 0, "nothing is lost");
    let incidents = &pager.incidents()["byline/floor/ana"];
    assert_eq!((incidents.len(), incidents[0].n_events), (1, 2));
    // A chat cannot tell: one more at most, and it says so.
    assert_eq!(slack.texts().len(), 2);
    let [first, second] = [0, 1].map(|n| slack.posts()[n].to_string());
    assert!(!first.contains("may be a repeat") && second.contains("may be a repeat"));
}

/// A store that takes nothing for a while: what is done and not written down is not done again.
#[test]
fn row_70_a_full_disk_after_the_call_doubles_nothing_while_the_process_lives() {
    let bench = Bench::new();
    let slack = slack(&bench);
    bench.tell("floor/ana", "slack");
    bench.home.is_full.store(true, Ordering::Relaxed);
    bench.live(5, 10);
    bench.home.is_full.store(false, Ordering::Relaxed);
    bench.live(2, 10);
    assert_eq!(slack.texts().len(), 1);
    assert_eq!(bench.logged(), ["floor/ana/1/fired>slack delivered"]);
}

/// Row 77: Slack is away for an hour and then wants a pause; the page does not wait for it.
#[test]
fn row_77_a_channel_that_was_away_gets_one_digest_in_order() {
    let bench = Bench::new();
    let (pager, slack) = (pager(&bench, "pager"), slack(&bench));
    slack.always(Some(Hitch::Down));
    for alert in ["floor/ana", "floor/ben", "floor/cleo"] {
        bench.tell(alert, "slack");
        bench.tell(alert, "pager");
        bench.live(20, 30);
    }
    assert_eq!(pager.incidents().len(), 3, "the page path is its own");
    bench.resolve("floor/ben", "slack");
    bench.live(80, 30);
    slack.always(None);
    slack.will(&[Some(Hitch::Throttled(30))]);
    bench.live(20, 30);
    assert_eq!(bench.n_open(), 0);
    let posts = slack.posts();
    assert_eq!(posts.len(), 1, "{:?}", slack.texts());
    let text = posts[0].to_string();
    let place = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words}: {text}"));
    assert!(place("floor/ana") < place("Resolved meanwhile: floor/ben"));
    assert!(place("Resolved meanwhile: floor/ben") < place("floor/cleo"));
    let n_digests = bench.logged().iter().filter(|line| line.ends_with("digest")).count();
    assert_eq!(n_digests, 4);
}

/// Row 77: the pace of a channel that works is kept, too.
#[test]
fn row_77_slack_is_told_once_a_second() {
    let bench = Bench::new();
    let slack = slack(&bench);
    for n in 0..5 {
        bench.tell(&format!("floor/{n}"), "slack");
    }
    for _ in 0..40 {
        slack.is_at(bench.world.now().millis());
        bench.step();
        bench.world.pass_s(1);
    }
    assert_eq!((slack.n_early(), slack.texts().len()), (0, 5));
}

/// Row 78: Slack took it and the answer was lost: one more at most, marked, with the same link.
#[test]
fn row_78_a_lost_answer_makes_one_duplicate_at_most_and_it_is_marked() {
    for hitch in [Hitch::TakesAndBreaks, Hitch::TakesAndHangs] {
        let bench = Bench::new();
        let (pager, slack) = (pager(&bench, "pager"), slack(&bench));
        slack.will(&[Some(hitch)]);
        pager.will(&[Some(hitch)]);
        bench.tell("floor/ana", "slack");
        bench.tell("floor/ana", "pager");
        bench.live(10, 10);
        assert_eq!(bench.n_open(), 0, "{hitch:?}");
        let posts = slack.posts();
        assert_eq!(posts.len(), 2, "{hitch:?}");
        assert!(posts[1].to_string().contains("may be a repeat"));
        let link = "https://byline.brand.com/decisions/alert?id=floor/ana";
        assert!(posts.iter().all(|post| post.to_string().contains(link)));
        assert_eq!(pager.incidents()["byline/floor/ana"].len(), 1, "the pager knows the name");
    }
}

/// Row 79: every channel is dead. The page is kept, the health says so, the heartbeat stops.
#[test]
fn row_79_when_all_channels_are_dead_the_heartbeat_stops_and_nothing_is_lost() {
    let listener = Fake::start(|_| Said::Whole(200, Vec::new(), b"OK".to_vec()));
    let bench = Bench::with_heartbeat(Some(listener.url()));
    let (pager, slack) = (pager(&bench, "pager"), slack(&bench));
    bench.live(3, 60);
    assert_eq!(listener.asked().len(), 3, "once a minute");
    pager.always(Some(Hitch::Refused));
    slack.always(Some(Hitch::Refused));
    bench.tell("floor/ana", "pager");
    bench.tell("floor/ana", "slack");
    bench.live(1, 0);
    let n_beats = listener.asked().len();
    bench.live(20, 60);
    assert_eq!(listener.asked().len(), n_beats, "nobody is told that all is well");
    let health = bench.dispatcher.health();
    assert!(health.is_silent() && 0 < health.n_pages, "{health:?}");
    assert!(0 < bench.n_open(), "a page that nobody took is not given up");
    let states = bench.dispatcher.states();
    assert!(states.iter().all(|state| state.state == "failing" && state.last_error.is_some()));
    slack.always(None);
    bench.live(10, 60);
    assert!(n_beats < listener.asked().len(), "one that works is enough");
    assert!(!bench.dispatcher.health().is_silent());
    let told = slack.texts().concat();
    assert!(told.contains("floor/ana is under the floor"), "{told}");
}

#[test]
fn a_heartbeat_stops_when_minutes_no_longer_pass() {
    let listener = Fake::start(|_| Said::Whole(200, Vec::new(), Vec::new()));
    let bench = Bench::with_heartbeat(Some(listener.url()));
    let _slack = slack(&bench);
    *bench.home.stands.lock().unwrap() = Some(NOW);
    bench.live(10, 60);
    assert_eq!(listener.asked().len(), 3);
}

#[test]
fn a_page_that_is_turned_down_is_told_over_another_channel() {
    let bench = Bench::new();
    let (pager, slack) = (pager(&bench, "pager"), slack(&bench));
    pager.always(Some(Hitch::Refused));
    bench.tell("floor/ana", "pager");
    bench.live(2, 2);
    assert_eq!(slack.texts(), ["floor/ana is under the floor (could not be told by pager)"]);
    assert_eq!(
        bench.logged(),
        [
            "floor/ana/1/fired>pager@slack delivered",
            "floor/ana/1/fired>pager given up act.login_refused",
        ]
    );
}

#[test]
fn a_page_that_waits_for_long_is_told_over_another_channel_once() {
    let bench = Bench::new();
    let (pager, slack) = (pager(&bench, "pager"), slack(&bench));
    pager.always(Some(Hitch::Down));
    bench.tell("floor/ana", "pager");
    bench.live(60, 10);
    assert_eq!(slack.texts().len(), 1, "{:?}", slack.texts());
    pager.always(None);
    bench.live(60, 10);
    assert_eq!(pager.incidents()["byline/floor/ana"].len(), 1, "it waited all the same");
    assert_eq!(slack.texts()[1], "Over: pager takes messages again");
}

#[test]
fn a_receiver_that_is_gone_is_turned_off() {
    let bench = Bench::new();
    let receiver = FakeReceiver::open("whsec_AAEC", NOW.seconds());
    bench.connect("hook", "webhook", &["whsec_AAEC"], &[("url", &receiver.api().url()), LIVE]);
    let slack = slack(&bench);
    receiver.always(Some(Hitch::Gone));
    bench.tell("floor/ana", "hook");
    bench.tell("floor/ben", "hook");
    bench.live(5, 5);
    let (row, _) = bench.home.connections.lock().unwrap()["hook"].clone();
    assert_eq!(mode_of(&row), Mode::Off);
    assert_eq!((bench.n_open(), receiver.api().asked().len()), (0, 1));
    assert_eq!(slack.texts().len(), 2, "the pages are told elsewhere");
}

#[test]
fn many_at_once_are_one_digest_and_many_incidents() {
    let bench = Bench::new();
    let (pager, slack) = (pager(&bench, "pager"), slack(&bench));
    for n in 0..200 {
        bench.tell(&format!("floor/{n}"), "slack");
        bench.tell(&format!("floor/{n}"), "pager");
    }
    bench.live(6, 5);
    assert_eq!((bench.n_open(), pager.incidents().len()), (0, 200));
    assert!(slack.texts().len() <= 2, "{} messages", slack.texts().len());
}

#[test]
fn mail_comes_back_later_and_is_turned_down_aloud() {
    for (fault, n_letters, n_open) in
        [(MailFault::Greylisted, 1, 0), (MailFault::Down, 1, 0), (MailFault::TakesAndBreaks, 2, 0)]
    {
        let bench = Bench::new();
        let mails = FakeMailServer::open();
        let port = mails.port().to_string();
        let (from, to) = (("from", "b@brand.com"), ("to", "m@brand.com"));
        let settings =
            [("host", "127.0.0.1"), ("port", &port), ("security", "none"), from, to, LIVE];
        bench.connect("mail", "mail", &[], &settings);
        mails.will(&[Some(fault)]);
        bench.tell("floor/ana", "mail");
        bench.live(4, 10);
        assert_eq!((mails.letters().len(), bench.n_open()), (n_letters, n_open), "{fault:?}");
    }
}

fn ad_account(bench: &Bench, tongue: Tongue) -> FakeAdAccount {
    let ads = FakeAdAccount::open(tongue, "w", &["77"], NOW.seconds());
    let (feed, secret) = match tongue {
        Tongue::TikTok => ("tiktok_ads", "write_token=w"),
        Tongue::Meta => ("meta_ads", "write_token=w"),
        Tongue::Google => ("google_ads", "write_token=w\ndev"),
    };
    bench.connect("ads", feed, &["read", secret], &[("api_url", &ads.api().url()), LIVE]);
    ads
}

/// Lives on, the platform's clock beside ours.
fn live(bench: &Bench, ads: &FakeAdAccount, n_steps: usize, seconds: i64) {
    for _ in 0..n_steps {
        ads.is_at(bench.world.now().seconds());
        bench.step();
        bench.world.pass_s(seconds);
    }
}

const TONGUES: [Tongue; 3] = [Tongue::TikTok, Tongue::Meta, Tongue::Google];

#[test]
fn an_ad_is_paused_once_on_every_platform() {
    for tongue in TONGUES {
        let bench = Bench::new();
        let ads = ad_account(&bench, tongue);
        bench.pause("77", "ads");
        live(&bench, &ads, 5, 30);
        assert_eq!(ads.history("77"), [Change::Paused], "{tongue:?}: {:?}", bench.logged());
        assert_eq!(bench.n_open(), 0, "{tongue:?}");
    }
}

#[test]
fn a_change_that_shows_late_or_loses_its_answer_is_made_once() {
    for tongue in TONGUES {
        for hitch in [None, Some(Hitch::TakesAndBreaks), Some(Hitch::TakesAndHangs)] {
            let bench = Bench::new();
            let ads = ad_account(&bench, tongue);
            ads.shows_after(45);
            ads.will(&[hitch]);
            bench.pause("77", "ads");
            live(&bench, &ads, 20, 10);
            let history = ads.history("77");
            assert_eq!(history, [Change::Paused], "{tongue:?} {hitch:?}: {:?}", bench.logged());
            assert_eq!(bench.n_open(), 0, "{tongue:?} {hitch:?}");
        }
    }
}

/// Row 74: a person resumes the ad, then our retry fires.
#[test]
fn row_74_what_a_person_resumed_is_never_paused_again() {
    for tongue in TONGUES {
        let bench = Bench::new();
        let ads = ad_account(&bench, tongue);
        ads.will(&[Some(Hitch::TakesAndBreaks)]);
        bench.pause("77", "ads");
        live(&bench, &ads, 1, 2);
        assert!(ads.is_paused("77"), "{tongue:?}");
        ads.person_resumes("77");
        live(&bench, &ads, 40, 30);
        let history = ads.history("77");
        assert_eq!(history, [Change::Paused, Change::PersonResumed], "{tongue:?}");
        assert_eq!(bench.n_open(), 0, "{tongue:?}");
    }
}

/// Row 74, with a crash between the call and the log.
#[test]
fn row_74_a_crash_after_the_call_pauses_nothing_that_a_person_resumed() {
    for tongue in TONGUES {
        let mut bench = Bench::new();
        let ads = ad_account(&bench, tongue);
        ads.will(&[Some(Hitch::TakesAndHangs)]);
        bench.pause("77", "ads");
        live(&bench, &ads, 1, 2);
        ads.person_resumes("77");
        bench.crash();
        live(&bench, &ads, 40, 30);
        let history = ads.history("77");
        assert_eq!(history, [Change::Paused, Change::PersonResumed], "{tongue:?}");
    }
}

#[test]
fn a_platform_that_refuses_is_given_up_with_its_reason() {
    for tongue in TONGUES {
        let bench = Bench::new();
        let ads = ad_account(&bench, tongue);
        ads.will(&[Some(Hitch::Refused)]);
        bench.pause("77", "ads");
        live(&bench, &ads, 3, 10);
        let last = bench.logged().pop().unwrap();
        assert_eq!(last, "floor/1/pause>77 given up act.login_refused", "{tongue:?}");
        assert_eq!(ads.history("77"), []);
    }
}

#[test]
fn a_call_that_was_turned_away_is_made_again() {
    for tongue in TONGUES {
        let bench = Bench::new();
        let ads = ad_account(&bench, tongue);
        ads.will(&[Some(Hitch::Throttled(20))]);
        bench.pause("77", "ads");
        live(&bench, &ads, 30, 10);
        assert_eq!(ads.history("77"), [Change::Paused], "{tongue:?}: {:?}", bench.logged());
    }
}

#[test]
fn a_test_message_leaves_in_dry_run_too_and_wakes_nobody() {
    let bench = Bench::new();
    let pager = FakePager::open("key");
    bench.connect("pager", "pagerduty", &["key"], &[("api_url", &pager.api().url())]);
    let said = wait(bench.dispatcher.test("pager")).body.unwrap();
    assert_eq!(said["is_working"], true, "{said}");
    let incident = &pager.incidents()["byline/test/pager"][0];
    assert_eq!((incident.urgency.as_str(), incident.is_resolved), ("info", true));
    bench.connect("pager", "pagerduty", &["wrong"], &[("api_url", &pager.api().url())]);
    let said = wait(bench.dispatcher.test("pager")).body.unwrap();
    assert_eq!(
        (said["code"].as_str(), said["is_working"].as_bool()),
        (Some("act.rejected"), Some(false))
    );
    assert_eq!(wait(bench.dispatcher.test("nobody")).status, 404);
}
