//! Pages of lists: a list comes in the order of its ids, and a cursor is the last id of the page
//! before. What is created meanwhile shifts nothing.

use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::kind::json;
use super::range::invalid;
use crate::problem::Problem;

/// How many things a page holds if nothing is said, and at most.
const DEFAULT_LIMIT: usize = 1_000;
const MAX_LIMIT: usize = 5_000;

/// Which page was asked for, or why that means nothing.
pub type Turn = Result<Query<Parameters>, QueryRejection>;

/// Which page of a list.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    cursor: Option<String>,
    limit: Option<String>,
}

/// A page of a list: the things after one id.
pub struct Page {
    /// The id after which it begins; empty for the first page.
    pub after: String,
    /// How many things it holds at most.
    pub limit: usize,
}

/// The page that was asked for.
pub fn page_of(read: Turn) -> Result<Page, Problem> {
    let next_step = format!("give cursor, and limit as 1 to {MAX_LIMIT}, or none of them");
    let Query(asked) =
        read.map_err(|error| invalid("parameters", &error.body_text(), &next_step))?;
    let limit = asked.limit.as_deref().map_or(Some(DEFAULT_LIMIT), |text| text.parse().ok());
    match limit.filter(|limit| (1..=MAX_LIMIT).contains(limit)) {
        Some(limit) => Ok(Page { after: asked.cursor.unwrap_or_default(), limit }),
        None => {
            let why = format!("it is no whole number from 1 to {MAX_LIMIT}");
            Err(invalid("limit", &why, &next_step).parameter("limit", asked.limit))
        }
    }
}

impl Page {
    /// The things of the page. They come in the order of their ids.
    pub fn cut<'e, T: Serialize + 'e>(
        &self,
        things: impl Iterator<Item = &'e T>,
        id: fn(&T) -> &str,
    ) -> Vec<Value> {
        let rest = things.skip_while(|thing| id(thing) <= self.after.as_str());
        rest.take(self.limit).map(json).collect()
    }

    /// The same page with one thing more, which tells whether there is a next page.
    pub fn and_one_more(&self) -> Self {
        Self { after: self.after.clone(), limit: self.limit + 1 }
    }

    /// The page out of one that has one more, and the cursor of the next, if there is one.
    pub fn turn(&self, mut items: Vec<Value>) -> (Vec<Value>, Option<Value>) {
        let has_more = self.limit < items.len();
        items.truncate(self.limit);
        let last = items.last().filter(|_| has_more).map(|item| item["id"].clone());
        (items, last)
    }
}
