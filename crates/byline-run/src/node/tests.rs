//! The node over a real store: what is there after it was opened again.

use byline_core::entry::Fact;
use byline_log::ReadLog;
use byline_serve::port::{Past, PastError, SecretStore, Writer};
use tempfile::TempDir;

use super::*;
use crate::testing::{StillWorld, click, commit, link, node, wait};

fn encoded(node: &Node) -> Vec<u8> {
    node.engine.read().unwrap().encode()
}

#[test]
fn a_node_comes_back_as_it_was() {
    let (dir, world) = (TempDir::new().unwrap(), StillWorld::new());
    let first = node(dir.path(), &world);
    commit(&first, vec![Fact::Link(link("ana")), Fact::Link(link("ben"))]);
    let before = encoded(&first);
    first.close();

    let again = node(dir.path(), &world);
    assert_eq!(encoded(&again), before, "from the snapshot");
    again.close();
    std::fs::remove_dir_all(dir.path().join("snapshots")).unwrap();
    let replayed = node(dir.path(), &world);
    assert_eq!(encoded(&replayed), before, "from the log alone");
    replayed.close();
}

#[test]
fn a_call_of_which_every_row_was_refused_writes_nothing_and_is_answered() {
    let (dir, world) = (TempDir::new().unwrap(), StillWorld::new());
    let node = node(dir.path(), &world);
    let durable = wait(node.writer.commit(Vec::new(), None)).unwrap();
    assert!(durable.outcomes.is_empty());
    commit(&node, vec![Fact::Link(link("ana"))]);
    node.close();
}

#[test]
fn links_answer_before_the_log_is_read_back() {
    let (dir, world) = (TempDir::new().unwrap(), StillWorld::new());
    let first = node(dir.path(), &world);
    commit(&first, vec![Fact::Link(link("ana"))]);
    first.close();

    let place = Place { dir: dir.path().to_owned(), key: MasterKey::new([7; 32]) };
    let opened = Node::open(place, world.clone()).unwrap();
    assert!(opened.links.find("ana").is_some(), "whatever the readiness is");
    opened.close();
}

#[test]
fn clicks_are_in_the_log_before_the_node_is_closed() {
    let (dir, world) = (TempDir::new().unwrap(), StillWorld::new());
    let first = node(dir.path(), &world);
    commit(&first, vec![Fact::Link(link("ana"))]);
    for n in 0..100 {
        first.writer.record_click(click(n));
    }
    first.close();
    let log = byline_log::Reader::open(dir.path()).unwrap();
    let entries = log.read_from(Position(1), 1_000).unwrap();
    let n_clicks = entries.iter().filter(|(_, entry)| matches!(entry.fact, Fact::Click(_)));
    assert_eq!(n_clicks.count(), 100);
}

#[test]
fn a_lone_click_arrives_without_company() {
    let (dir, world) = (TempDir::new().unwrap(), StillWorld::new());
    let mut node = node(dir.path(), &world);
    commit(&node, vec![Fact::Link(link("ana"))]);
    node.writer.record_click(click(1));
    wait(async { drop(node.changes.wait_for(|position| *position == Position(2)).await.unwrap()) });
    node.close();
}

#[test]
fn secrets_survive_and_open_only_with_their_key() {
    let (dir, world) = (TempDir::new().unwrap(), StillWorld::new());
    let first = node(dir.path(), &world);
    let words = vec!["new".to_owned(), "old".to_owned()];
    wait(first.secrets.set("con_shop", words)).unwrap();
    first.close();

    let again = node(dir.path(), &world);
    let secrets = again.secrets.of("con_shop");
    let words: Vec<&[u8]> = secrets.iter().map(byline_log::Secret::expose).collect();
    assert_eq!(words, [b"new", b"old"]);
    assert!(again.secrets.of("con_other").is_empty());
    again.close();

    let place = Place { dir: dir.path().to_owned(), key: MasterKey::new([8; 32]) };
    let refused = Node::open(place, world).err().map(|error| error.code());
    assert_eq!(refused, Some("run.key_other"));
}

#[test]
fn a_second_node_on_the_same_data_is_refused() {
    let (dir, world) = (TempDir::new().unwrap(), StillWorld::new());
    let first = node(dir.path(), &world);
    let place = Place { dir: dir.path().to_owned(), key: MasterKey::new([7; 32]) };
    let refused = Node::open(place, world).err().map(|error| error.code());
    assert_eq!(refused, Some("log.locked"));
    first.close();
}

#[test]
fn the_past_is_the_state_as_it_was() {
    let (dir, world) = (TempDir::new().unwrap(), StillWorld::new());
    let node = node(dir.path(), &world);
    let mut then = Vec::new();
    for slug in ["ana", "ben", "cleo"] {
        commit(&node, vec![Fact::Link(link(slug))]);
        then.push((world.now(), encoded(&node)));
        world.pass_s(3_600);
    }
    for (index, (instant, bytes)) in then.iter().enumerate() {
        let position = node.engine.read().unwrap().stand().position;
        let at_position = wait(node.past.at_instant(*instant)).unwrap();
        assert_eq!(&at_position.encode(), bytes, "the state after {index}");
        assert!(at_position.stand().position <= position);
        let again = wait(node.past.at_position(at_position.stand().position)).unwrap();
        assert_eq!(&again.encode(), bytes);
    }
    let beyond = wait(node.past.at_position(Position(9_999))).err();
    assert!(matches!(beyond, Some(PastError::NotYet(_))));
    node.close();
}
