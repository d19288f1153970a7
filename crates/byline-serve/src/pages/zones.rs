//! The time zones of the world, to choose from in a form.

use jiff::tz;
use maud::{Markup, html};

/// Every zone by its IANA name as the choices of a field, without those that no place goes by.
pub fn list(id: &str) -> Markup {
    let mut names = of_places();
    names.push("UTC".to_owned());
    names.sort();
    html! {
        datalist id=(id) { @for name in &names { option value=(name) {} } }
    }
}

/// The zone of a city, as people type it: `new york` is `America/New_York`. `None` of no city in
/// the list, and of one that two zones share.
pub fn of_city(typed: &str) -> Option<String> {
    let city = typed.trim().replace(' ', "_").to_lowercase();
    let is_it =
        |name: &String| name.rsplit_once('/').is_some_and(|(_, last)| last.to_lowercase() == city);
    let mut found = of_places().into_iter().filter(is_it);
    found.next().filter(|_| found.next().is_none())
}

fn of_places() -> Vec<String> {
    let names = tz::db().available().map(|name| name.to_string());
    names.filter(|name| is_of_a_place(name)).collect()
}

/// Whether people of a place would choose it: `Europe/Berlin`, and not `Etc/GMT+5` or `US/Eastern`.
fn is_of_a_place(name: &str) -> bool {
    const PARTS: [&str; 10] = [
        "Africa",
        "America",
        "Antarctica",
        "Arctic",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    ];
    name.split_once('/').is_some_and(|(part, _)| PARTS.contains(&part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_city_is_a_zone() {
        for (typed, expected) in [
            ("Berlin", Some("Europe/Berlin")),
            (" new york ", Some("America/New_York")),
            ("Atlantis", None),
            ("", None),
        ] {
            assert_eq!(of_city(typed).as_deref(), expected, "{typed}");
        }
    }

    #[test]
    fn zones_are_those_of_places() {
        let html = list("zones").into_string();
        for expected in ["Europe/Berlin", "America/New_York", "Asia/Tokyo", "\"UTC\""] {
            assert!(html.contains(expected), "{expected}");
        }
        for odd in ["Etc/GMT", "US/Eastern", "posixrules", "SystemV"] {
            assert!(!html.contains(odd), "{odd}");
        }
    }
}
