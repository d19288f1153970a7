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
/// the list. Several names of one city, such as `Asia/Istanbul` and `Europe/Istanbul`, are one
/// zone.
pub fn of_city(typed: &str) -> Option<String> {
    let city = typed.trim().replace(' ', "_").to_lowercase();
    let is_it =
        |name: &String| name.rsplit_once('/').is_some_and(|(_, last)| last.to_lowercase() == city);
    of_places().into_iter().filter(is_it).min()
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
    use jiff::Timestamp;

    use super::*;

    #[test]
    fn a_city_is_a_zone() {
        for (typed, expected) in [
            ("Berlin", Some("Europe/Berlin")),
            (" new york ", Some("America/New_York")),
            ("Istanbul", Some("Asia/Istanbul")),
            ("Buenos Aires", Some("America/Argentina/Buenos_Aires")),
            ("nicosia", Some("Asia/Nicosia")),
            ("Atlantis", None),
            ("", None),
        ] {
            assert_eq!(of_city(typed).as_deref(), expected, "{typed}");
        }
    }

    /// A city that has two names may be found by either.
    #[test]
    fn names_that_share_a_city_share_its_clock() {
        let offset = |name: &String, day: i64| {
            let at = Timestamp::new(1_767_225_600 + day * 86_400, 0).unwrap();
            tz::db().get(name).unwrap().to_offset(at)
        };
        for name in of_places() {
            let city = name.rsplit_once('/').map_or("", |(_, city)| city);
            let first = of_city(city).unwrap();
            for day in 0..365 {
                assert_eq!(offset(&name, day), offset(&first, day), "{name} and {first}");
            }
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
