//! The form that connects a channel, made of the table of channels.

use byline_core::channel::{self, Channel, MODE, Setting};
use byline_core::decision::alert::{self, URGENCIES_SETTING};
use byline_core::decision::urgency::Urgency;
use byline_core::entry::Connection;
use maud::{Markup, html};
use serde_json::{Map, Value, json};
use url::form_urlencoded;

use super::{href, told, what};
use crate::pages::ask::Ask;
use crate::pages::parts::card;
use crate::pages::shell::{Banner, Head, Here, Shell};
use crate::pages::visit::Whole;
use crate::pages::words;

/// What was typed into the form.
#[derive(Clone, Default, Debug)]
pub struct Typed(Vec<(String, String)>);

impl Typed {
    /// Reads a form, or the feed of an address. What several boxes of one name say becomes words
    /// with commas between.
    pub fn read(form: &[u8]) -> Self {
        let mut read: Vec<(String, String)> = Vec::new();
        for (key, value) in form_urlencoded::parse(form) {
            let value = value.trim();
            match read.iter_mut().find(|(known, _)| *known == key) {
                Some((known, said)) if known == URGENCIES_SETTING => *said += &format!(",{value}"),
                _ => read.push((key.into_owned(), value.to_owned())),
            }
        }
        Self(read)
    }

    fn said(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    fn get(&self, name: &str) -> &str {
        self.said(name).unwrap_or_default()
    }

    /// What a channel knows already, without its secret.
    pub fn of(connection: &Connection) -> Self {
        let known = connection.settings.iter().map(|(key, value)| (key.clone(), value.clone()));
        let name = ("name".to_owned(), connection.name.clone());
        Self([name].into_iter().chain(known).collect())
    }

    /// What changes in a channel as the API takes it; a setting that was emptied is taken away.
    pub fn change(&self, kind: &Channel) -> Value {
        let given = kind.settings.iter().map(|setting| match self.get(setting.name) {
            "" => (setting.name.to_owned(), Value::Null),
            value => (setting.name.to_owned(), json!(value)),
        });
        let mut object = Map::new();
        object.insert("settings".to_owned(), Value::Object(given.collect()));
        if !self.get("name").is_empty() {
            object.insert("name".to_owned(), json!(self.get("name")));
        }
        if !self.get("secret").is_empty() {
            object.insert("secrets".to_owned(), json!([self.get("secret")]));
        }
        Value::Object(object)
    }

    /// The kind of channel that is meant.
    pub fn kind(&self) -> Option<&'static Channel> {
        channel::find(self.get("feed"))
    }

    /// The connection as the API takes it; what was left empty is left out.
    pub fn document(&self) -> Value {
        let mut object = Map::new();
        object.insert("feed".to_owned(), json!(self.get("feed")));
        if !self.get("name").is_empty() {
            object.insert("name".to_owned(), json!(self.get("name")));
        }
        if !self.get("secret").is_empty() {
            object.insert("secrets".to_owned(), json!([self.get("secret")]));
        }
        let known = self.kind().map_or(&[][..], |kind| kind.settings);
        let given = known.iter().map(|setting| (setting.name, self.get(setting.name)));
        let mut settings: Map<String, Value> = given
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| (name.to_owned(), json!(value)))
            .collect();
        settings.insert(MODE.to_owned(), json!("dry_run"));
        object.insert("settings".to_owned(), Value::Object(settings));
        Value::Object(object)
    }
}

/// The form. `wrong`: why what was typed was not taken.
pub fn form(ask: &Ask, kind: &Channel, typed: &Typed, wrong: Option<Banner>) -> Whole {
    let title = format!("Connect {}", kind.name);
    let content = html! {
        (Head::titled(&title).render())
        div.tools { a.button href="/channels" { "All channels" } }
        (card("connect", "A new channel", "it begins in dry run", fields(kind, typed)))
    };
    let shell = Shell {
        title,
        here: Here::Sources,
        ask: ask.clone(),
        is_live: false,
        banners: wrong.into_iter().collect(),
    };
    Whole { shell, content }
}

fn fields(kind: &Channel, typed: &Typed) -> Markup {
    let words = format!("Needed: {}. It is kept sealed and never shown again.", kind.secret);
    let hint = match kind.may_lack_secret {
        true => format!("{}, if it wants one.", words::sentence(kind.secret)),
        false => words,
    };
    html! {
        form.fields method="post" action="/channels/new" {
            input type="hidden" name="feed" value=(kind.key);
            (known(kind, typed, &hint, !kind.may_lack_secret))
            p.actions { button.button.primary { "Connect" } }
        }
    }
}

/// The form that changes a channel. `typed`: what was not taken, to be mended.
pub fn change(connection: &Connection, kind: &Channel, typed: Option<&Typed>) -> Markup {
    let known_already = Typed::of(connection);
    let hint =
        format!("{}. Left empty, the one that is known stays.", words::sentence(kind.secret));
    html! {
        form.fields method="post" action={ (href(connection.id.as_str())) "/settings" } {
            (known(kind, typed.unwrap_or(&known_already), &hint, false))
            p.actions { button.button { "Save" } }
        }
    }
}

fn known(kind: &Channel, typed: &Typed, hint: &str, needs_secret: bool) -> Markup {
    html! {
            label for="name" { "Name" }
            input id="name" name="name" value=(typed.get("name")) maxlength="100"
                placeholder="What your team calls it";
            label for="secret" { "Secret" }
            input id="secret" name="secret" type="password" autocomplete="off"
                required[needs_secret] aria-describedby="secret-hint";
            small id="secret-hint" { (hint) }
            @for setting in kind.settings {
                @if setting.name == URGENCIES_SETTING { (urgencies(kind, typed)) }
                @else { (field(setting, typed)) }
            }
    }
}

/// A box for each urgency; without a choice those are ticked that such a channel is told anyway.
fn urgencies(kind: &Channel, typed: &Typed) -> Markup {
    let usual = alert::usual(kind.key).unwrap_or_default();
    let said = typed.said(URGENCIES_SETTING);
    let is_ticked = |urgency: Urgency| match said {
        Some(words) => words.split(',').any(|word| word.trim() == urgency.key()),
        None => usual.contains(&urgency),
    };
    html! {
        fieldset aria-describedby="urgencies-hint" {
            legend { "What it is told" }
            @for urgency in Urgency::ALL {
                label.tick {
                    input type="checkbox" name=(URGENCIES_SETTING) value=(urgency.key())
                        checked[is_ticked(urgency)];
                    " " (words::sentence(what(urgency)))
                }
            }
        }
        small id="urgencies-hint" {
            "With none ticked it is told what " (kind.name) " usually is: " (told(usual)) "."
        }
    }
}

fn label(setting: &Setting) -> String {
    match setting.name {
        "api_url" => "API address".to_owned(),
        "url" => "Address".to_owned(),
        name => words::sentence(&name.replace('_', " ")),
    }
}

fn field(setting: &Setting, typed: &Typed) -> Markup {
    let hint = format!("{}-hint", setting.name);
    html! {
        label for=(setting.name) {
            (label(setting))
            @if !setting.is_required { span.muted { " (may be empty)" } }
        }
        input id=(setting.name) name=(setting.name) value=(typed.get(setting.name))
            maxlength="500" required[setting.is_required] aria-describedby=(hint);
        small id=(hint) { (words::sentence(setting.doc)) "." }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_becomes_what_the_api_takes() {
        let typed = Typed::read(
            b"feed=mail&name=+Ops+&secret=&host=smtp.brand.com&from=b%40x.com&to=m%40x.com\
              &mode=live",
        );
        let expected = json!({
            "feed": "mail",
            "name": "Ops",
            "settings": {
                "host": "smtp.brand.com", "from": "b@x.com", "to": "m@x.com", "mode": "dry_run",
            },
        });
        assert_eq!(typed.document(), expected);
    }

    /// Reads as a table: what a form says of a pager, what is stored, and the boxes ticked then.
    #[test]
    fn ticked_boxes_are_a_list_and_none_is_what_is_usual() {
        let kind = channel::find("pagerduty").expect("a channel");
        for (form, stored, ticked) in [
            ("", Value::Null, vec!["page"]),
            ("urgencies=review", json!("review"), vec!["review"]),
            (
                "urgencies=page&urgencies=investigate",
                json!("page,investigate"),
                vec!["page", "investigate"],
            ),
        ] {
            let typed = Typed::read(form.as_bytes());
            assert_eq!(typed.change(kind)["settings"][URGENCIES_SETTING], stored, "{form}");
            let html = urgencies(kind, &typed).into_string();
            for urgency in Urgency::ALL {
                let is_ticked = html.contains(&format!("value=\"{}\" checked", urgency.key()));
                assert_eq!(is_ticked, ticked.contains(&urgency.key()), "{form}: {html}");
            }
            assert!(html.contains("PagerDuty usually is: what cannot wait."), "{html}");
        }
    }
}
