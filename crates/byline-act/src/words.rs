//! Words that every channel shares: what happened, by when somebody should look, what to do.

use byline_core::action::Message;
use byline_core::decision::episode::NoticeKind;
use byline_core::decision::urgency::Urgency;
use byline_core::time::{Timestamp, Zone};

use crate::letter::{Item, Letter, Sender};

/// Said of what is over when it is told.
pub const OVER: &str = "Resolved meanwhile";
/// Said of what may be told twice.
pub const REPEAT: &str = "This may be a repeat: whether it arrived the first time is not known.";

/// The matter in one line. Who wrote the message said what happened; what is told late says that.
pub fn headline(item: &Item<'_>) -> String {
    let title = one_line(&item.message.title);
    if item.is_over { format!("{OVER}: {title}") } else { title }
}

/// The headline of a whole letter.
pub fn subject(letter: &Letter<'_>) -> String {
    match letter {
        Letter::One(item) => headline(item),
        Letter::Digest(items) => {
            let n_over = items.iter().filter(|item| item.is_over).count();
            match (items.len(), n_over) {
                (1, _) => items.first().map(headline).unwrap_or_default(),
                (n, 0) => format!("{n} messages from Byline at once"),
                (n, over) => format!("{n} messages from Byline at once, {over} resolved meanwhile"),
            }
        }
    }
}

/// Whether nothing is asked of anybody any more.
pub fn is_calm(item: &Item<'_>) -> bool {
    item.is_over || matches!(item.message.kind, NoticeKind::Resolved | NoticeKind::DataBack)
}

/// How soon somebody must act, as people say it.
pub fn how_soon(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Page => "Needs somebody now",
        Urgency::Investigate => "To look into today",
        Urgency::Review => "For the daily review",
    }
}

/// What an item is and since when, such as `Needs somebody now · decided 10 Jun 12:00 UTC`.
pub fn about(item: &Item<'_>, sender: &Sender<'_>) -> String {
    let decided = instant(item.decided_at, sender);
    let soon = if is_calm(item) { "Nothing to do" } else { how_soon(item.message.urgency) };
    let mut words = format!("{soon} · decided {decided}");
    if let Some(due_at) = item.message.due_at.filter(|_| !is_calm(item)) {
        words.push_str(&format!(" · acknowledge by {}", instant(due_at, sender)));
    }
    words
}

/// An instant in the zone of the channel's setting `time_zone`, or else in UTC.
pub fn instant(at: Timestamp, sender: &Sender<'_>) -> String {
    let zone = sender.setting("time_zone").and_then(|name| Zone::parse(name).ok());
    let name = zone.as_ref().map_or("UTC", Zone::name);
    let told = jiff::Timestamp::from_microsecond(at.0).ok().and_then(|instant| {
        let told = instant.in_tz(name).ok()?;
        Some(told.strftime("%-d %b %H:%M %Z").to_string())
    });
    told.unwrap_or_else(|| at.to_string())
}

/// Text without line breaks and other control characters.
pub fn one_line(text: &str) -> String {
    let plain = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    plain.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// At most `n_chars` of a text; what is cut off is marked.
pub fn cut(text: &str, n_chars: usize) -> String {
    if text.chars().count() <= n_chars {
        return text.to_owned();
    }
    let mut kept: String = text.chars().take(n_chars.saturating_sub(1)).collect();
    kept.truncate(kept.trim_end().len());
    kept.push('…');
    kept
}

/// The word of what happened, for programs.
pub fn kind_key(message: &Message) -> &'static str {
    match message.kind {
        NoticeKind::Fired => "fired",
        NoticeKind::Escalated { .. } => "escalated",
        NoticeKind::SnoozeOver { .. } => "snooze_over",
        NoticeKind::Resolved => "resolved",
        NoticeKind::Flapping => "flapping",
        NoticeKind::NoData => "no_data",
        NoticeKind::DataBack => "data_back",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{item, message, sender, settings};

    #[test]
    fn the_headline_is_one_line_and_says_what_is_late() {
        let mut message = message();
        message.title = "Ana’s revenue\r\nis under the floor".to_owned();
        assert_eq!(headline(&item(&message)), "Ana’s revenue is under the floor");
        let late = Item { is_over: true, ..item(&message) };
        assert_eq!(headline(&late), "Resolved meanwhile: Ana’s revenue is under the floor");
    }

    #[test]
    fn instants_are_told_in_the_zone_of_the_channel() {
        let at = Timestamp::from_seconds(1_781_092_800);
        let none = settings(&[]);
        assert_eq!(instant(at, &sender(&none)), "10 Jun 12:00 UTC");
        let berlin = settings(&[("time_zone", "Europe/Berlin")]);
        assert_eq!(instant(at, &sender(&berlin)), "10 Jun 14:00 CEST");
    }

    #[test]
    fn what_is_cut_off_is_marked() {
        assert_eq!(cut("Grüße", 5), "Grüße");
        assert_eq!(cut("Grüße an", 6), "Grüße…");
    }
}
