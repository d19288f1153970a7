//! Why a part of an answer gives no figure. The code is a promise to operators; the text is not.

use crate::export::RowRefused;
use crate::figures::value::Wrong;
use crate::webhook::Reason;

/// A metric that cannot be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Bad {
    metric: &'static str,
    value: String,
    wrong: Wrong,
}

impl Bad {
    pub(super) fn new(metric: &'static str, value: &str, wrong: Wrong) -> Self {
        Self { metric, value: shortened(value), wrong }
    }
}

/// Enough of outside text to find it again.
pub(crate) fn shortened(text: &str) -> String {
    text.chars().take(40).collect()
}

impl From<Bad> for RowRefused {
    fn from(bad: Bad) -> Self {
        match bad.wrong {
            Wrong::CurrencyMissing => Self::Missing("currency"),
            Wrong::Unreadable => {
                Self::Unreadable { column: bad.metric, value: bad.value, wanted: "number" }
            }
        }
    }
}

impl From<Bad> for Reason {
    fn from(bad: Bad) -> Self {
        let Bad { metric, value, .. } = bad;
        match bad.wrong {
            Wrong::CurrencyMissing => {
                let detail = format!("`{metric}` is money, and no ISO 4217 currency is known");
                Self { code: "figures.currency_unknown", detail }
            }
            Wrong::Unreadable => {
                let detail = format!("`{metric}` holds `{value}`, which is no number");
                Self { code: "figures.value_unreadable", detail }
            }
        }
    }
}

/// A row of an answer that says neither of what it is nor when.
pub(crate) fn id_missing(name: &'static str) -> Reason {
    Reason { code: "figures.id_missing", detail: format!("a row has no `{name}`") }
}

/// A row whose day cannot be read.
pub(crate) fn day_unreadable(name: &'static str, text: Option<&str>) -> Reason {
    let detail = match text {
        Some(text) => format!("`{name}` holds `{}`, which is no day", shortened(text)),
        None => format!("a row has no `{name}`"),
    };
    Reason { code: "figures.day_unreadable", detail }
}

/// A thing that the platform does not answer for, although it was asked.
pub(crate) fn subject_refused(id: &str, why: &str) -> Reason {
    let detail = format!("`{}`: {why}", shortened(id));
    Reason { code: "figures.subject_refused", detail }
}

/// A stretch that figures are not kept for.
pub(crate) fn period_unknown(metric: &str, period: &str) -> Reason {
    let detail = format!("`{}` is given by `{}`", shortened(metric), shortened(period));
    Reason { code: "figures.period_unknown", detail }
}
