//! A message, a channel and its settings for tests.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use byline_core::action::{ActionKey, Message};
use byline_core::decision::episode::NoticeKind;
use byline_core::decision::urgency::Urgency;
use byline_core::id::ConnectionId;
use byline_core::time::Timestamp;

use crate::letter::{Item, Sender};

/// 2026-06-10T12:00:00Z.
pub const NOW: Timestamp = Timestamp(1_781_092_800_000_000);

static KEY: LazyLock<ActionKey> =
    LazyLock::new(|| ActionKey("page/summer/crt_ana/2/fired@con_1".to_owned()));
static CONNECTION: LazyLock<ConnectionId> = LazyLock::new(|| "con_1".into());

/// A page about Ana.
pub fn message() -> Message {
    Message {
        kind: NoticeKind::Fired,
        urgency: Urgency::Page,
        alert: "page/summer/crt_ana".to_owned(),
        episode: 2,
        campaign_id: "summer".into(),
        creator_id: Some("crt_ana".into()),
        title: "Ana’s revenue is under the floor for 90 minutes".to_owned(),
        figures: vec![
            ("Revenue, last hour".to_owned(), "$12.00".to_owned()),
            ("Floor".to_owned(), "$200.00".to_owned()),
        ],
        advice: vec![
            "Check that the landing page answers and the code still works".to_owned(),
            "Pause the ads that boost her posts".to_owned(),
        ],
        path: "/decisions?alert=page%2Fsummer%2Fcrt_ana".to_owned(),
        due_at: Some(NOW.plus_seconds(15 * 60)),
    }
}

/// The message as it is told the first time.
pub fn item(message: &Message) -> Item<'_> {
    Item { key: &KEY, message, decided_at: NOW, is_over: false, is_repeat: false }
}

/// Settings of a connection.
pub fn settings(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// A connection with one secret.
pub fn sender(settings: &BTreeMap<String, String>) -> Sender<'_> {
    sender_of(settings, &[b"s3cr3t-key"])
}

/// A connection with secrets.
pub fn sender_of<'a>(
    settings: &'a BTreeMap<String, String>,
    secrets: &'a [&'a [u8]],
) -> Sender<'a> {
    let pages_url = "https://byline.brand.com";
    Sender { connection: &CONNECTION, account: None, settings, secrets, pages_url, now: NOW }
}
