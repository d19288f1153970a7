//! The words of a page: what a shopper would read, and what shops tell search engines.
//!
//! In: the first part of a page's HTML. Out: the words that say that nothing can be bought here.
//! Shops state in their structured data whether a product is in stock. Where they do, that is
//! believed and the visible words about stock are not: "sold out" also stands beside other
//! products.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

/// A word of a page that says that something is wrong.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, Encode, Decode)]
pub struct PageWord {
    /// What it says.
    #[n(0)]
    pub kind: WordKind,
    /// How it says it.
    #[n(1)]
    pub text: String,
}

/// What a word of a page says.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, Encode, Decode,
)]
#[serde(rename_all = "snake_case")]
pub enum WordKind {
    /// The product cannot be bought.
    #[n(0)]
    SoldOut,
    /// The page is not there or does not work, whatever its status.
    #[n(1)]
    Error,
    /// The shop is closed to the public, by a password or for maintenance.
    #[n(2)]
    Closed,
    /// Programs are turned away: nothing can be told.
    #[n(3)]
    Wall,
}

/// Words in what people read, lower case.
const WORDS: [(WordKind, &str); 34] = [
    (WordKind::SoldOut, "sold out"),
    (WordKind::SoldOut, "out of stock"),
    (WordKind::SoldOut, "currently unavailable"),
    (WordKind::SoldOut, "no longer available"),
    (WordKind::SoldOut, "ausverkauft"),
    (WordKind::SoldOut, "nicht auf lager"),
    (WordKind::SoldOut, "nicht mehr verfügbar"),
    (WordKind::SoldOut, "en rupture de stock"),
    (WordKind::SoldOut, "épuisé"),
    (WordKind::SoldOut, "agotado"),
    (WordKind::SoldOut, "sin existencias"),
    (WordKind::SoldOut, "esaurito"),
    (WordKind::SoldOut, "uitverkocht"),
    (WordKind::SoldOut, "esgotado"),
    (WordKind::SoldOut, "slutsåld"),
    (WordKind::SoldOut, "wyprzedane"),
    (WordKind::Error, "page not found"),
    (WordKind::Error, "page you requested does not exist"),
    (WordKind::Error, "page you are looking for"),
    (WordKind::Error, "error 404"),
    (WordKind::Error, "404 not found"),
    (WordKind::Error, "something went wrong"),
    (WordKind::Error, "internal server error"),
    (WordKind::Error, "seite nicht gefunden"),
    (WordKind::Error, "page introuvable"),
    (WordKind::Error, "página no encontrada"),
    (WordKind::Error, "pagina non trovata"),
    (WordKind::Closed, "enter using password"),
    (WordKind::Closed, "enter store using password"),
    (WordKind::Closed, "opening soon"),
    (WordKind::Closed, "down for maintenance"),
    (WordKind::Closed, "store is unavailable"),
    (WordKind::Wall, "checking your browser"),
    (WordKind::Wall, "verify you are human"),
];

/// Elements whose content nobody reads.
const UNREAD: [&str; 6] = ["script", "style", "template", "noscript", "svg", "select"];

/// The words of a page that say that something is wrong, each once.
pub fn words_of(html: &str) -> Vec<PageWord> {
    let mut found = Vec::new();
    let stock = stock(&html.to_lowercase());
    if let Some((false, said)) = stock {
        found.push(PageWord { kind: WordKind::SoldOut, text: said.to_owned() });
    }
    let text = read_text(html);
    for (kind, word) in WORDS {
        let is_about_stock = kind == WordKind::SoldOut;
        if !(is_about_stock && stock.is_some()) && contains_word(&text, word) {
            found.push(PageWord { kind, text: word.to_owned() });
        }
    }
    found
}

/// Whether the page's structured data says that something is in stock, and in which word; none if
/// it says nothing. One variant in stock is enough.
fn stock(lower: &str) -> Option<(bool, &'static str)> {
    const IN: [&str; 5] = ["instock", "limitedavailability", "preorder", "onlineonly", "backorder"];
    const OUT: [&str; 3] = ["outofstock", "soldout", "discontinued"];
    let says = |word: &&&str| lower.contains(&format!("schema.org/{word}"));
    let meta = |word: &str| {
        let quoted = format!("content=\"{word}\"");
        lower.contains("product:availability") && lower.contains(&quoted)
    };
    if let Some(word) = IN.iter().find(says) {
        return Some((true, word));
    }
    if meta("instock") || meta("in stock") {
        return Some((true, "instock"));
    }
    if let Some(word) = OUT.iter().find(says) {
        return Some((false, word));
    }
    (meta("oos") || meta("out of stock") || meta("outofstock")).then_some((false, "outofstock"))
}

/// What people read: without tags, comments and what stands in scripts; lower case, one space
/// between words.
fn read_text(html: &str) -> String {
    let lower = html.to_lowercase();
    let mut text = String::new();
    let mut rest = lower.as_str();
    while let Some(open) = rest.find('<') {
        push_words(&mut text, &rest[..open]);
        rest = &rest[open..];
        rest = match rest.strip_prefix("<!--") {
            Some(comment) => comment.split_once("-->").map_or("", |(_, after)| after),
            None => after_tag(rest),
        };
    }
    push_words(&mut text, rest);
    text
}

/// What follows a tag, or the end of an element that nobody reads.
fn after_tag(rest: &str) -> &str {
    let is_name = |c: char| c.is_ascii_alphanumeric();
    let name_end = rest[1..].find(|c| !is_name(c)).map_or(rest.len(), |at| at + 1);
    let name = &rest[1..name_end];
    let after = rest.split_once('>').map_or("", |(_, after)| after);
    if !UNREAD.contains(&name) {
        return after;
    }
    let end = format!("</{name}");
    let closing = after.split_once(&end).map_or("", |(_, closing)| closing);
    closing.split_once('>').map_or("", |(_, after)| after)
}

fn push_words(text: &mut String, part: &str) {
    let part = part.replace("&nbsp;", " ").replace("&#39;", "'");
    for word in part.split_whitespace() {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(word);
    }
}

/// Whether `word` stands in `text` with no letter right before or behind it.
fn contains_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let behind = text[at + word.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !behind.is_some_and(char::is_alphanumeric)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads as a table: a page, the words found on it.
    #[test]
    fn pages_say_when_nothing_can_be_bought() {
        for (html, expected) in [
            ("<h1>Glow Serum</h1><button>Add to cart</button>", vec![]),
            ("<h1>Glow Serum</h1><button disabled>Sold <b>out</b></button>", vec!["sold out"]),
            ("<p>SOLD&nbsp;OUT</p>", vec!["sold out"]),
            ("<p>Leider ausverkauft!</p>", vec!["ausverkauft"]),
            ("<p>produit épuisé</p>", vec!["épuisé"]),
            ("<title>404 Not Found</title>", vec!["404 not found"]),
            (
                "<h1>Opening soon</h1><a>Enter using password</a>",
                vec!["enter using password", "opening soon"],
            ),
            // What nobody reads.
            ("<script>var labels = {soldOut: 'Sold out'}</script><p>Hi</p>", vec![]),
            ("<!-- sold out --><p data-label='sold out'>Hi</p>", vec![]),
            ("<select><option>M - Sold out</option></select>", vec![]),
            ("<p>unsold outfits</p>", vec![]),
            ("<script>never closed sold out", vec![]),
            ("<", vec![]),
            // Structured data decides.
            (
                "<script type='application/ld+json'>{\"availability\":\
                 \"https://schema.org/OutOfStock\"}</script><p>Serum</p>",
                vec!["outofstock"],
            ),
            (
                "<script>{\"availability\":\"http://schema.org/InStock\"}\
                 </script><p>More like this: Sold out</p>",
                vec![],
            ),
            ("<script>schema.org/OutOfStock schema.org/InStock</script>", vec![]),
            ("<meta property=\"product:availability\" content=\"oos\">", vec!["outofstock"]),
        ] {
            let found = words_of(html);
            let texts: Vec<&str> = found.iter().map(|word| word.text.as_str()).collect();
            assert_eq!(texts, expected, "{html}");
        }
    }
}
