//! The built-in judge of tone: VADER's lexicon and rules, by the crate `vader-sentimental`.
//!
//! It was made for short English posts. It knows nothing of other languages, irony, or what a
//! product's own words mean, so every judgement says who made it, and a text that says to be in
//! another language is not judged. Scores between -0.05 and 0.05 are neutral, as its authors say.

use byline_core::mention::Sentiment;
use vader_sentimental::SentimentIntensityAnalyzer;

/// What [`byline_core::mention::Mention::judged_by`] says of its judgements.
pub(super) const NAME: &str = "lexicon:vader";

/// How much of a text is read, in letters.
const LETTERS_MAX: usize = 2_000;

/// Where neutral ends, in both directions.
const NEUTRAL_MAX: f64 = 0.05;

/// The tone of an English text; `None` if it holds no letter.
pub fn judge(text: &str) -> Option<Sentiment> {
    let text: String = text.chars().take(LETTERS_MAX).collect();
    if !text.chars().any(char::is_alphanumeric) {
        return None;
    }
    let score = SentimentIntensityAnalyzer::new().polarity_scores(&text).compound;
    Some(match score {
        score if NEUTRAL_MAX <= score => Sentiment::Positive,
        score if score <= -NEUTRAL_MAX => Sentiment::Negative,
        _ => Sentiment::Neutral,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Reads as a table: text, tone. The last two are wrong and show what a lexicon is.
    #[test]
    fn tones_of_comments() {
        let table = [
            ("I love this serum, it is amazing!", Some(Sentiment::Positive)),
            ("not good at all", Some(Sentiment::Negative)),
            ("horrible, broke after a day", Some(Sentiment::Negative)),
            ("where can I buy it", Some(Sentiment::Neutral)),
            ("!!!", None),
            ("", None),
            ("das ist schrecklich", Some(Sentiment::Neutral)),
            ("yeah great, it broke", Some(Sentiment::Positive)),
        ];
        for (text, expected) in table {
            assert_eq!(judge(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_the_judge_stumble(text in "\\PC{0,60}") {
            let _ = judge(&text);
        }

        #[test]
        fn nor_do_signs_and_words(text in "[a-zA-Z!?'\" .,:;)(😀❤️-]{0,60}") {
            let _ = judge(&text);
        }
    }
}
