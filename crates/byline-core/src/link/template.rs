//! The UTM template: how the five fields of a link are written from what the link belongs to.
//!
//! In: a pattern for each field, such as `{format}-{placement}-{phase}`, and the link's
//! [`Subject`]. Out: the five fields in one spelling, lower-case words with hyphens between them.
//!
//! Always holds: a template fills all five fields, and one of them names the creator. Otherwise
//! two creators would share one set of fields, and an order without a click would be nobody's.

use serde::{Deserialize, Serialize};
use strsim::osa_distance;
use thiserror::Error;
use unicode_normalization::UnicodeNormalization;

use super::Utm;

/// The patterns of the five fields.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Template(Utm);

/// What a link belongs to, in words. A part that is not known is empty.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Subject<'a> {
    /// The campaign's name.
    pub campaign: &'a str,
    /// The campaign's id.
    pub campaign_id: &'a str,
    /// The creator's first handle, the same on every platform; else the name or id.
    pub creator: &'a str,
    /// The creator's id.
    pub creator_id: &'a str,
    /// The platform, such as `instagram`.
    pub platform: &'a str,
    /// Where the link stands, such as `bio` or `pinned_comment`.
    pub placement: &'a str,
    /// What kind of content, such as `reel`.
    pub format: &'a str,
    /// The phase of the campaign, such as `launch`.
    pub phase: &'a str,
}

/// What placeholders there are.
pub const PLACEHOLDERS: [&str; 8] = [
    "campaign",
    "campaign_id",
    "creator",
    "creator_id",
    "platform",
    "placement",
    "format",
    "phase",
];

/// Why a template cannot be used.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum TemplateError {
    /// A field would be empty in every link.
    #[error("the template says nothing for `{field}`; all five fields are needed")]
    FieldEmpty {
        /// Which field.
        field: &'static str,
    },
    /// There is no such placeholder.
    #[error("`{field}` has the placeholder `{{{name}}}`, which does not exist; {hint}")]
    PlaceholderUnknown {
        /// Which field.
        field: &'static str,
        /// What was written.
        name: String,
        /// The nearest one, or all of them, in words.
        hint: String,
    },
    /// A brace is not closed, or never opened.
    #[error("a brace of `{field}` has no partner; write placeholders as `{{creator}}`")]
    BraceAlone {
        /// Which field.
        field: &'static str,
    },
    /// No field tells creators apart.
    #[error("no field names the creator; put `{{creator}}` or `{{creator_id}}` into one of them")]
    CreatorAbsent,
}

impl TemplateError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::FieldEmpty { .. } => "utm.template_field_empty",
            Self::PlaceholderUnknown { .. } => "utm.template_placeholder_unknown",
            Self::BraceAlone { .. } => "utm.template_brace_alone",
            Self::CreatorAbsent => "utm.template_creator_absent",
        }
    }
}

impl Default for Template {
    fn default() -> Self {
        Self(Utm {
            source: "{platform}".to_owned(),
            medium: "creator".to_owned(),
            campaign: "{campaign}".to_owned(),
            content: "{format}-{placement}-{phase}".to_owned(),
            term: "{creator}".to_owned(),
        })
    }
}

impl Template {
    /// A template of these patterns.
    pub fn new(patterns: Utm) -> Result<Self, TemplateError> {
        let mut names_creator = false;
        for (field, pattern) in patterns.fields() {
            let names = placeholders(field, pattern)?;
            names_creator |= names.iter().any(|name| name.starts_with("creator"));
            if names.is_empty() && word(pattern).is_empty() {
                return Err(TemplateError::FieldEmpty { field });
            }
        }
        if names_creator { Ok(Self(patterns)) } else { Err(TemplateError::CreatorAbsent) }
    }

    /// The patterns.
    pub fn patterns(&self) -> &Utm {
        &self.0
    }

    /// The five fields of a link. A field whose parts are all unknown is empty; the linter says so.
    pub fn fill(&self, subject: &Subject<'_>) -> Utm {
        let filled = |pattern: &str| filled(pattern, subject);
        Utm {
            source: filled(&self.0.source),
            medium: filled(&self.0.medium),
            campaign: filled(&self.0.campaign),
            content: filled(&self.0.content),
            term: filled(&self.0.term),
        }
    }
}

/// A pattern with its placeholders filled in, in one spelling. Placeholders that do not exist are
/// empty: [`Template::new`] and [`check_pattern`] refuse them.
pub fn filled(pattern: &str, subject: &Subject<'_>) -> String {
    word(&replaced(pattern, subject))
}

/// Checks a pattern that stands alone, such as that of slugs or codes.
pub fn check_pattern(field: &'static str, pattern: &str) -> Result<(), TemplateError> {
    let names = placeholders(field, pattern)?;
    let names_creator = names.iter().any(|name| name.starts_with("creator"));
    if names_creator { Ok(()) } else { Err(TemplateError::CreatorAbsent) }
}

impl Subject<'_> {
    fn part(&self, placeholder: &str) -> &str {
        match placeholder {
            "campaign" => self.campaign,
            "campaign_id" => self.campaign_id,
            "creator" => self.creator,
            "creator_id" => self.creator_id,
            "platform" => self.platform,
            "placement" => self.placement,
            "format" => self.format,
            "phase" => self.phase,
            _ => "",
        }
    }
}

/// One spelling of a text: NFKC, lower case, words with hyphens between them. Letters and digits
/// of every script stay, and so do `.` and `_` within a word.
pub fn word(text: &str) -> String {
    let plain: String = text.nfkc().flat_map(char::to_lowercase).collect();
    let is_kept = |c: char| c.is_alphanumeric() || c == '.' || c == '_';
    let parts = plain.split(|c: char| !is_kept(c));
    let parts = parts.map(|part| part.trim_matches(['.', '_'])).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("-")
}

/// The names within braces.
fn placeholders<'p>(field: &'static str, pattern: &'p str) -> Result<Vec<&'p str>, TemplateError> {
    let mut names = Vec::new();
    let mut parts = pattern.split('{');
    let begins_open = parts.next().is_some_and(|before| before.contains('}'));
    if begins_open {
        return Err(TemplateError::BraceAlone { field });
    }
    for part in parts {
        let (name, after) = part.split_once('}').ok_or(TemplateError::BraceAlone { field })?;
        if after.contains('}') {
            return Err(TemplateError::BraceAlone { field });
        }
        if !PLACEHOLDERS.contains(&name) {
            let (name, hint) = (name.to_owned(), hint(name));
            return Err(TemplateError::PlaceholderUnknown { field, name, hint });
        }
        names.push(name);
    }
    Ok(names)
}

fn hint(name: &str) -> String {
    let name = name.trim().to_lowercase();
    let near = PLACEHOLDERS.iter().find(|known| osa_distance(known, &name) <= 2);
    match near {
        Some(near) => format!("did you mean `{{{near}}}`?"),
        None => format!("there are {}", PLACEHOLDERS.join(", ")),
    }
}

fn replaced(pattern: &str, subject: &Subject<'_>) -> String {
    let mut parts = pattern.split('{');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, after) = part.split_once('}').unwrap_or((part, ""));
        text.push_str(subject.part(name));
        text.push_str(after);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANA: Subject<'static> = Subject {
        campaign: "Summer Glow '26",
        campaign_id: "cmp_1",
        creator: "Ana.Lima",
        creator_id: "crt_ana",
        platform: "instagram",
        placement: "bio",
        format: "reel",
        phase: "launch",
    };

    fn patterns(source: &str, medium: &str, campaign: &str, content: &str, term: &str) -> Utm {
        let [source, medium, campaign, content, term] =
            [source, medium, campaign, content, term].map(str::to_owned);
        Utm { source, medium, campaign, content, term }
    }

    #[test]
    fn the_usual_template_says_where_what_and_whose() {
        let utm = Template::default().fill(&ANA);
        let expected =
            patterns("instagram", "creator", "summer-glow-26", "reel-bio-launch", "ana.lima");
        assert_eq!(utm, expected);
        let bare = Subject { placement: "", phase: "", ..ANA };
        assert_eq!(Template::default().fill(&bare).content, "reel");
        assert_eq!(Template::default().fill(&Subject::default()).content, "");
    }

    /// Reads as a table: five patterns, the code of what is wrong or nothing.
    #[test]
    fn a_template_fills_five_fields_and_names_the_creator() {
        for (term, content, code) in [
            ("{creator}", "{format}", None),
            ("{creator_id}", "{format}_{phase}", None),
            ("x", "{creator}-{format}", None),
            ("x", "{format}", Some("utm.template_creator_absent")),
            ("", "{creator}", Some("utm.template_field_empty")),
            ("{creator}", " - ", Some("utm.template_field_empty")),
            ("{creator}", "{fromat}", Some("utm.template_placeholder_unknown")),
            ("{creator}", "{ad.id}", Some("utm.template_placeholder_unknown")),
            ("{creator}", "{{ad.id}}", Some("utm.template_brace_alone")),
            ("{creator}", "{format", Some("utm.template_brace_alone")),
            ("{creator}", "format}", Some("utm.template_brace_alone")),
        ] {
            let made =
                Template::new(patterns("{platform}", "creator", "{campaign}", content, term));
            assert_eq!(made.err().map(|error| error.code()), code, "{content} {term}");
        }
    }

    #[test]
    fn a_misspelt_placeholder_is_answered_with_the_right_one() {
        let made = Template::new(patterns("{platfrom}", "m", "c", "f", "{creator}"));
        assert!(made.unwrap_err().to_string().contains("did you mean `{platform}`?"));
    }

    /// Reads as a table: any text, its one spelling.
    #[test]
    fn words_have_one_spelling() {
        for (text, expected) in [
            ("  Summer   Glow! ", "summer-glow"),
            ("ＳＵＭＭＥＲ", "summer"),
            ("Ünïcode Größe", "ünïcode-größe"),
            ("✨glow✨drop", "glow-drop"),
            ("a\u{200b}b", "a-b"),
            ("ana_lima.", "ana_lima"),
            ("--_--", ""),
            ("летний", "летний"),
        ] {
            assert_eq!(word(text), expected, "{text}");
            assert_eq!(word(&word(text)), word(text), "{text}");
        }
    }
}
