//! Ads: who may pause them, how many at once, and that a person's word stands.

use byline_core::action::ActionKey;
use byline_core::decision::pausing::{AttemptEvent, AttemptState, Shown};
use byline_core::decision::said::{PauseSaid, PauseWord, RulesSet};
use byline_core::decision::{PauseMode, Rules};
use byline_core::event::Grain;
use byline_core::figure::{Counted, Figure, Side, Subject, SubjectKind};
use byline_core::money::Currency;
use byline_core::placement::Content;
use byline_core::time::Span;

use super::*;

fn subject(id: &str) -> Subject {
    Subject { feed: "tiktok_ads".to_owned(), kind: SubjectKind::Ad, id: id.to_owned() }
}

impl Watched {
    /// Ads behind a creator's content that spend so much a day each.
    pub fn amplify(&mut self, creator: &str, ads: &[String], daily_minor: i64) {
        let now = self.now();
        self.tell(Fact::Content(Content {
            id: format!("cnt-{creator}").into(),
            placement_id: format!("plc-{creator}").into(),
            url: None,
            published_at: at(0),
            title: None,
            subjects: ads.iter().map(|id| subject(id)).collect(),
        }));
        for id in ads {
            self.tell(Fact::Figure(Figure {
                connection: "tiktok_ads".into(),
                subject: subject(id),
                counted: Counted::SpendMinor,
                value: Some(daily_minor),
                currency: Some(Currency::USD),
                side: Side::Paid,
                grain: Grain::Stretch(Span { from: now.plus_seconds(-86_400), to: now }),
                as_of: now,
                definition: "tiktok_ads.spend".to_owned(),
                window: None,
            }));
        }
    }

    /// What was spent on an ad lately.
    pub fn spend_in_last_minutes(&mut self, ad: &str, minutes: i64, minor: i64) {
        let now = self.now();
        self.tell(Fact::Figure(Figure {
            connection: "tiktok_ads".into(),
            subject: subject(ad),
            counted: Counted::SpendMinor,
            value: Some(minor),
            currency: Some(Currency::USD),
            side: Side::Paid,
            grain: Grain::Stretch(Span { from: now.plus_seconds(-60 * minutes), to: now }),
            as_of: now,
            definition: "tiktok_ads.spend".to_owned(),
            window: None,
        }));
    }

    fn mode(&mut self, mode: PauseMode) {
        let mut rules = Rules::default();
        rules.pausing.mode = mode;
        let set = RulesSet { campaign_id: "summer".into(), rules, reason: None };
        self.tell(Fact::RulesSet(set));
    }

    /// Ana's two ads and ben's ten, each spending 10.00 a day.
    pub fn amplified(mode: PauseMode) -> Self {
        let mut watched = Self::running();
        watched.mode(mode);
        watched.connect("tiktok_ads");
        watched.amplify("ana", &["1".to_owned(), "2".to_owned()], 10_00);
        let others: Vec<String> = (10..20).map(|id| id.to_string()).collect();
        watched.amplify("ben", &others, 10_00);
        watched
    }

    /// The names of the changes that wait.
    fn changes(&self) -> Vec<String> {
        let open = self.engine.outbox().open();
        let ads = open.filter(|pending| pending.action.deed.ad().is_some());
        ads.map(|pending| pending.action.key.0.clone()).collect()
    }

    fn answers(&self) -> Vec<&'static str> {
        let view = self.engine.pauses_view(&"summer".into()).expect("a campaign");
        view.wishes.iter().map(|wish| wish.answer.key()).collect()
    }

    fn ad_step(&mut self, key: &str, event: AttemptEvent) {
        let key = ActionKey(key.to_owned());
        self.tell(Fact::Acted(Acted { key, event: Event::Ad(event) }));
    }

    fn ended(&self) -> Option<AttemptState> {
        self.newest_settled().and_then(|settled| settled.ended)
    }
}

fn shows(is_paused: bool, change: &str) -> AttemptEvent {
    AttemptEvent::Read(Shown { is_paused, change: Some(change.to_owned()) })
}

fn pause(id: &str) -> String {
    format!("{ANA}/1/pause>tiktok_ads/{id}")
}

#[test]
fn modes_go_as_far_as_they_say() {
    for (mode, answer, changes) in [
        (PauseMode::Observe, "observe", vec![]),
        (PauseMode::Suggest, "suggest", vec![]),
        (PauseMode::Automatic, "pause", vec![pause("1"), pause("2")]),
    ] {
        let mut watched = Watched::amplified(mode);
        watched.pass(140, without_ana);
        assert_eq!(watched.answers(), [answer; 2], "{mode:?}");
        assert_eq!(watched.changes(), changes, "{mode:?}");
    }
}

#[test]
fn a_suggestion_is_followed_once() {
    let mut watched = Watched::amplified(PauseMode::Suggest);
    watched.pass(140, without_ana);
    let word = PauseWord::Follow { alert: ANA.to_owned(), episode: 1 };
    let said = PauseSaid { ad: "tiktok_ads/1".to_owned(), word, reason: None };
    watched.tell_by(Fact::PauseSaid(said.clone()), Some("kim"));
    watched.tell_by(Fact::PauseSaid(said), Some("lee"));
    assert_eq!(watched.changes(), [pause("1")]);
    let decided = watched.alert(ANA).episodes[0].decided.clone().expect("somebody decided");
    assert_eq!((decided.by.as_str(), decided.what.as_str()), ("kim", "pause"));
    watched.check_steady();
}

#[test]
fn what_is_read_back_settles_a_pause() {
    let mut watched = Watched::amplified(PauseMode::Automatic);
    watched.pass(140, without_ana);
    watched.ad_step(&pause("1"), shows(false, "v1"));
    watched.ad_step(&pause("1"), AttemptEvent::Called);
    assert_eq!(watched.changes().len(), 2);
    watched.ad_step(&pause("1"), shows(true, "v2"));
    assert_eq!(
        (watched.changes(), watched.ended()),
        (vec![pause("2")], Some(AttemptState::Paused))
    );
    watched.check_steady();
}

#[test]
fn what_a_person_resumed_stays_resumed() {
    let mut watched = Watched::amplified(PauseMode::Automatic);
    watched.pass(140, without_ana);
    watched.ad_step(&pause("1"), shows(false, "v1"));
    watched.ad_step(&pause("1"), AttemptEvent::Called);
    watched.minute += 2;
    watched.ad_step(&pause("1"), shows(false, "v3")); // paused by us, resumed by a person
    assert_eq!(watched.ended(), Some(AttemptState::Overtaken));
    watched.pass(60, without_ana);
    assert_eq!(watched.changes(), Vec::<String>::new(), "it is never paused again");
}

#[test]
fn what_cannot_be_paused_is_given_up_aloud() {
    let mut watched = Watched::amplified(PauseMode::Automatic);
    watched.pass(131, without_ana);
    watched.deliver_messages();
    watched.ad_step(&pause("1"), shows(false, "v1"));
    watched.ad_step(&pause("2"), AttemptEvent::Refused);
    watched.pass(16, without_ana);
    let told = watched.told("pagerduty");
    let failed = |id: &str| fired(&format!("pause_failed:summer:tiktok_ads/{id}"));
    assert!(told.contains(&failed("1")), "{told:?}");
    assert!(told.contains(&failed("2")), "{told:?}");
    assert_eq!(watched.changes(), Vec::<String>::new());
    watched.check_steady();
}

#[test]
fn two_hundred_at_once_are_held_and_somebody_is_paged() {
    let mut watched = Watched::running();
    watched.mode(PauseMode::Automatic);
    watched.connect("tiktok_ads");
    let ads: Vec<String> = (0..200).map(|id| id.to_string()).collect();
    watched.amplify("ana", &ads, 10_00);
    watched.pass(140, without_ana);
    assert_eq!(watched.changes(), Vec::<String>::new());
    assert_eq!(watched.answers(), ["mass_change"; 200]);
    let told = watched.told("pagerduty");
    assert_eq!(told.iter().filter(|one| **one == fired("mass_change:summer")).count(), 1);
}

#[test]
fn the_kill_switch_lets_nothing_leave() {
    let mut watched = Watched::amplified(PauseMode::Automatic);
    let mut rules = Rules::default();
    rules.pausing.is_stopped = true;
    let set = RulesSet { campaign_id: "summer".into(), rules, reason: None };
    watched.tell(Fact::RulesSet(set));
    watched.pass(140, without_ana);
    assert_eq!(watched.changes(), Vec::<String>::new());
    assert_eq!(watched.answers(), ["stopped"; 2]);
}

impl Watched {
    /// Messages are delivered; changes of ads stay.
    fn deliver_messages(&mut self) {
        let open = self.engine.outbox().open();
        let told = open.filter(|pending| pending.action.deed.ad().is_none());
        let keys: Vec<_> = told.map(|pending| pending.action.key.clone()).collect();
        for key in keys {
            let event = Event::Delivered { receipt: None, is_digest: false };
            self.tell(Fact::Acted(Acted { key, event }));
        }
    }
}
