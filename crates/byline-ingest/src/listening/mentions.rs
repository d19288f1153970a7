//! Rows of listening tools as mentions.

use byline_core::entry::Fact;
use byline_core::id::EventId;
use byline_core::link::landing::host_of;
use byline_core::mention::{Mention, Sentiment};

use super::lexicon;
use crate::export::{Export, ExportColumn, Ground, Mapped, Row, RowRefused, may, must};
use crate::files::{Cells, Digits, unreadable};

/// Mentions of Brandwatch.
pub const BRANDWATCH: Export = Export {
    feed: "brandwatch",
    what: "mentions",
    about: "Mentions, Export as CSV or XLSX; the lines above the header are passed over",
    columns: BRANDWATCH_COLUMNS,
    map: |row, ground| mention("brandwatch", row, ground),
};

/// Results of Talkwalker.
pub const TALKWALKER: Export = Export {
    feed: "talkwalker",
    what: "results",
    about: "Results, Export as CSV or XLSX",
    columns: TALKWALKER_COLUMNS,
    map: |row, ground| mention("talkwalker", row, ground),
};

/// Messages of Sprout Social.
pub const SPROUT: Export = Export {
    feed: "sprout",
    what: "messages",
    about: "Listening, Messages, Export as CSV",
    columns: SPROUT_COLUMNS,
    map: |row, ground| mention("sprout", row, ground),
};

/// Comments that nobody has judged.
pub const COMMENTS: Export = Export {
    feed: "import",
    what: "comments",
    about: "A list of comments: id, time, text, and which content they are on",
    columns: COMMENT_COLUMNS,
    map: |row, ground| mention("import", row, ground),
};

const BRANDWATCH_COLUMNS: &[ExportColumn] = &[
    must("published", &["Date", "Added"], "when it was published"),
    must("url", &["Url", "Original Url"], "its address"),
    must("sentiment", &[], "its tone"),
    must("query", &["Query Name"], "is read to know the export"),
    may("id", &["Mention Id", "Resource Id"], "its id"),
    may("place", &["Domain"], "where"),
    may("text", &["Full Text", "Snippet"], "looked through for terms, not kept"),
    may("language", &[], "in which language"),
];

const TALKWALKER_COLUMNS: &[ExportColumn] = &[
    must("published", &["Published Date"], "when it was published"),
    must("url", &["Result URL"], "its address"),
    must("sentiment", &[], "its tone, as a word or from -5 to 5"),
    must("content", &["Content Snippet"], "looked through for terms, not kept"),
    may("place", &["domain_url", "host_url"], "where"),
    may("language", &["lang"], "in which language"),
];

const SPROUT_COLUMNS: &[ExportColumn] = &[
    must("published", &["Timestamp", "Timestamp (ET)", "Date Published"], "when"),
    must("url", &["Message URL", "Permalink", "Link"], "its address"),
    must("place", &["Network"], "where"),
    may("sentiment", &[], "its tone"),
    may("id", &["Message ID"], "its id"),
    may("text", &["Message", "Text"], "looked through for terms, not kept"),
    may("language", &[], "in which language"),
];

const COMMENT_COLUMNS: &[ExportColumn] = &[
    must("id", &["Comment ID"], "its id"),
    must("published", &["Published At", "Created At", "Timestamp", "Date"], "when"),
    must("text", &["Comment", "Comment Text"], "judged, not kept"),
    may("place", &["Platform", "Network"], "where"),
    may("content_id", &["Post ID", "Media ID", "Video ID"], "on which content it is"),
    may("language", &["lang"], "in which language"),
];

fn mention(feed: &'static str, row: &Row<'_>, ground: &Ground<'_>) -> Mapped {
    let cells = Cells::new(row, ground);
    let id = match cells.id("id")? {
        Some(id) => id,
        None => cells.must("url")?,
    };
    let text = cells.first(&["text", "content"]);
    let stated = stated(&cells)?;
    let is_english = cells.text("language").is_none_or(|language| {
        language.eq_ignore_ascii_case("english") || language.to_ascii_lowercase().starts_with("en")
    });
    let judged = || text.filter(|_| is_english).and_then(lexicon::judge);
    let (sentiment, judge) = match stated {
        Some(tone) => (Some(tone), Some(feed)),
        None => (judged(), Some(lexicon::NAME)),
    };
    let place = cells
        .text("place")
        .map(|place| host_of(&format!("//{place}/")).unwrap_or_else(|| place.to_lowercase()));
    let mention = Mention {
        id: EventId::from(id),
        connection: ground.connection.clone(),
        occurred_at: cells.must_time("published", Digits::Refused)?,
        place: place.or_else(|| cells.text("url").and_then(host_of)),
        is_tagged: is_tagged(&cells, text),
        sentiment,
        judged_by: judge.filter(|_| sentiment.is_some()).map(str::to_owned),
        terms: terms(&cells, text.unwrap_or_default()),
        content: cells.id("content_id")?.map(str::to_owned),
    };
    Ok(vec![(Fact::Mention(mention), cells.id_key(feed, "mention", id))])
}

/// The tone that the export says: a word, or a number from -5 to 5.
fn stated(cells: &Cells<'_>) -> Result<Option<Sentiment>, RowRefused> {
    let Some(word) = cells.text("sentiment") else { return Ok(None) };
    match word.to_lowercase().as_str() {
        "positive" | "very positive" => return Ok(Some(Sentiment::Positive)),
        "neutral" | "mixed" => return Ok(Some(Sentiment::Neutral)),
        "negative" | "very negative" => return Ok(Some(Sentiment::Negative)),
        "unclassified" | "unknown" | "not rated" => return Ok(None),
        _ => {}
    }
    let is_score = |score: &i8| (-5..=5).contains(score);
    match word.parse::<i8>().ok().filter(is_score) {
        Some(0) => Ok(Some(Sentiment::Neutral)),
        Some(1..) => Ok(Some(Sentiment::Positive)),
        Some(_) => Ok(Some(Sentiment::Negative)),
        None => Err(unreadable("sentiment", word, "tone")),
    }
}

/// Whether the brand's account is named; nobody can say without its name or the text.
fn is_tagged(cells: &Cells<'_>, text: Option<&str>) -> Option<bool> {
    let handle = cells.setting("brand_handle")?.trim_start_matches('@').to_lowercase();
    let words = text?.to_lowercase();
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
    let mut names = words
        .split('@')
        .skip(1)
        .map(|rest| rest.split(|c| !is_name(c)).next().unwrap_or_default().trim_end_matches('.'));
    Some(names.any(|name| name == handle))
}

fn terms(cells: &Cells<'_>, text: &str) -> Vec<String> {
    let text = text.to_lowercase();
    let watched = cells.setting("terms").unwrap_or_default().split(',');
    let watched = watched.map(|term| term.trim().to_lowercase());
    watched.filter(|term| !term.is_empty() && text.contains(term.as_str())).collect()
}
