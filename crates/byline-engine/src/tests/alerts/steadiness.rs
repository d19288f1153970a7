//! The outbox, and that everything is the same after a crash.

use super::*;

#[test]
fn an_action_leaves_the_outbox_when_it_is_settled() {
    let mut watched = Watched::running();
    watched.pass(131, without_ana);
    let key = watched.engine.outbox().open().next().expect("a page").action.key.clone();
    let retry_at = watched.now().plus_seconds(30);
    let failed = Event::Failed { code: "act.timeout".into(), detail: "slow".into(), retry_at };
    let happens = |watched: &mut Watched, event: &Event| {
        watched.tell(Fact::Acted(Acted { key: key.clone(), event: event.clone() }));
        watched.engine.outbox().open().find(|pending| pending.action.key == key).cloned()
    };
    let pending = happens(&mut watched, &failed).expect("it waits");
    assert_eq!((pending.n_failed, pending.retry_at), (1, Some(retry_at)));
    assert_eq!(pending.failed_by.as_deref(), Some("act.timeout"));
    let delivered = Event::Delivered { receipt: Some("r1".into()), is_digest: false };
    assert_eq!(happens(&mut watched, &delivered), None);
    let settled = watched.newest_settled().expect("it is settled");
    assert_eq!((settled.n_failed, settled.event), (1, delivered.clone()));
    // Heard of twice, such as after a crash between the call and the log.
    assert_eq!(happens(&mut watched, &delivered), None);
    assert_eq!(watched.engine.outbox().n_settled(), 1);
    watched.check_steady();
}

#[test]
fn actions_wait_in_the_order_of_their_decision() {
    let mut watched = Watched::running();
    watched.pass(160, without_ana);
    let open: Vec<Timestamp> =
        watched.engine.outbox().open().map(|pending| pending.action.decided_at).collect();
    let mut sorted = open.clone();
    sorted.sort();
    assert_eq!(open, sorted);
    assert!(2 < open.len());
}

#[test]
fn the_end_of_a_flight_ends_what_is_open() {
    let mut watched = Watched::new();
    watched.pass(20 * 24 * 60 + 23 * 60, |minute| if minute % 60 == 0 { usual(0) } else { &[] });
    assert_eq!(watched.engine.outbox().n_decided(), 0, "nothing ever reached the floor");
    watched.minute = 22 * 24 * 60 + 1;
    watched.tell(Fact::Tick);
    watched.tell(Fact::Tick);
    watched.check_steady();
}
