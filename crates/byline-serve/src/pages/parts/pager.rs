//! Pages of a long list: which part is shown, and the way to its neighbours.

use maud::{Markup, html};

use crate::pages::words;

/// Where in a list a page is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pager {
    /// Which part is shown, in words: `51 to 100 of 1,935 orders`.
    pub shown: String,
    /// The page before.
    pub newer_href: Option<String>,
    /// The page after.
    pub older_href: Option<String>,
}

impl Pager {
    /// A pager for page `page`, counted from 0, of `n` things, `per_page` on each; `None` if one
    /// page holds them all.
    pub fn of(
        (page, per_page, n): (usize, usize, usize),
        (one, many): (&str, &str),
        href: impl Fn(usize) -> String,
    ) -> Option<Self> {
        if n <= per_page && page == 0 {
            return None;
        }
        let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let count = |n| words::count(number(n));
        let page = page.min(n / per_page + 1);
        let (first, end) = (page * per_page, n.min((page + 1) * per_page));
        let all = words::counted(number(n), one, many);
        let last_page = n.saturating_sub(1) / per_page;
        Some(Self {
            shown: match first < end {
                true => format!("{} to {} of {all}", count(first + 1), count(end)),
                false => format!("none; there are {all}"),
            },
            newer_href: (0 < page).then(|| href((page - 1).min(last_page))),
            older_href: (end < n).then(|| href(page + 1)),
        })
    }

    /// The part that is shown between two links.
    pub fn render(&self) -> Markup {
        html! {
            nav.pager aria-label="Pages of the list" {
                (step("Previous", self.newer_href.as_deref(), "prev"))
                span { (self.shown) }
                (step("Next", self.older_href.as_deref(), "next"))
            }
        }
    }
}

fn step(name: &str, href: Option<&str>, rel: &str) -> Markup {
    html! {
        @match href {
            Some(href) => a.button href=(href) rel=(rel) { (name) },
            None => span.button.off aria-disabled="true" { (name) },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads as a table: page, number of things, what is shown, the pages before and after.
    fn check(page: usize, n: usize, expected: Option<(&str, Option<&str>, Option<&str>)>) {
        let pager = Pager::of((page, 50, n), ("order", "orders"), |page| page.to_string());
        let told = pager
            .as_ref()
            .map(|p| (p.shown.as_str(), p.newer_href.as_deref(), p.older_href.as_deref()));
        assert_eq!(told, expected, "page {page} of {n}");
    }

    #[test]
    fn a_list_is_walked_page_by_page() {
        check(0, 0, None);
        check(0, 50, None);
        check(0, 51, Some(("1 to 50 of 51 orders", None, Some("1"))));
        check(1, 51, Some(("51 to 51 of 51 orders", Some("0"), None)));
        check(2, 1_935, Some(("101 to 150 of 1,935 orders", Some("1"), Some("3"))));
        check(9, 51, Some(("none; there are 51 orders", Some("1"), None)));
    }
}
