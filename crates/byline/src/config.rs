//! Settings: from flags, the environment, a TOML file, and defaults, in this order.
//!
//! Read once, at the start. Unknown keys are refused with their line: a misspelt setting that is
//! silently ignored is worse than a refusal.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use byline_serve::Settings;
use byline_serve::network::Network;
use serde::Deserialize;

use crate::args::{Data, Listen};
use crate::exit::{Exit, Failure};

const DEFAULT_DATA: &str = "./byline-data";
const DEFAULT_LISTEN: &str = "127.0.0.1:8080";

/// What the file may say. Every key has a flag or variable of the same name, or is only here.
#[derive(Clone, Default, PartialEq, Eq, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct File {
    data: Option<PathBuf>,
    key_file: Option<PathBuf>,
    token_file: Option<PathBuf>,
    listen: Option<String>,
    links: Option<String>,
    links_url: Option<String>,
    pages_url: Option<String>,
    destination_hosts: Vec<String>,
    /// Whether slugs may be chosen by hand; they may, if not said.
    slugs_by_hand: Option<bool>,
    trusted_proxies: Vec<String>,
    country_header: Option<String>,
    log: Option<String>,
    allow_private: bool,
    offline: bool,
    heartbeat_url: Option<String>,
}

/// Where the data is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DataPlace {
    /// The data directory.
    pub dir: PathBuf,
    /// The key file, outside of it.
    pub key_file: PathBuf,
    /// The token file, outside of it.
    pub token_file: PathBuf,
}

/// Where to listen, and what short links and pages begin with.
#[derive(Clone, Debug)]
pub struct Doors {
    /// Dashboard, API, webhooks and pixel.
    pub listen: SocketAddr,
    /// What the public sees, if it has an address of its own.
    pub links: Option<SocketAddr>,
    /// What HTTP needs to know.
    pub settings: Settings,
}

impl File {
    /// The file at `path`, or an empty one if none was named.
    pub fn read(path: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = path else {
            return Ok(Self::default());
        };
        let text = std::fs::read_to_string(path)
            .map_err(|error| Failure::file(Exit::Settings, path, &error))?;
        Self::parse(&text).map_err(|words| wrong(&format!("{}: {words}", path.display())))
    }

    fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| error.to_string().trim_end().to_owned())
    }

    /// Which entries the program's log shows, such as `info` or `byline_run=debug,warn`.
    pub fn log(&self) -> Option<&str> {
        self.log.as_deref()
    }

    /// Whether connections may lead into private networks, and be asked without https.
    pub fn allow_private(&self) -> bool {
        self.allow_private
    }

    /// What is asked for each minute as long as people can be told things.
    pub fn heartbeat_url(&self) -> Option<String> {
        self.heartbeat_url.clone()
    }

    /// Whether nothing outside is asked: neither platforms nor destinations of links.
    pub fn is_offline(&self, given: &Listen) -> bool {
        given.offline || self.offline
    }

    /// Where the data is.
    pub fn data(&self, given: &Data) -> DataPlace {
        let dir = given.data.clone().or_else(|| self.data.clone());
        let dir = dir.unwrap_or_else(|| DEFAULT_DATA.into());
        let key_file = given.key_file.clone().or_else(|| self.key_file.clone());
        let key_file = key_file.unwrap_or_else(|| beside(&dir, "key"));
        let token_file = self.token_file.clone().unwrap_or_else(|| beside(&dir, "token"));
        DataPlace { dir, key_file, token_file }
    }

    /// Where to listen.
    pub fn doors(&self, given: &Listen) -> Result<Doors, Failure> {
        let listen = given.listen.as_deref().or(self.listen.as_deref()).unwrap_or(DEFAULT_LISTEN);
        let listen = address("listen", listen)?;
        let links = given.links.as_deref().or(self.links.as_deref());
        let links = links.map(|links| address("links", links)).transpose()?;
        let pages_url = origin("pages_url", self.pages_url.as_deref(), listen)?;
        let links_url = origin("links_url", self.links_url.as_deref(), links.unwrap_or(listen))?;
        let proxies = self.trusted_proxies.iter().map(|text| text.parse::<Network>());
        let trusted_proxies = proxies.collect::<Result<_, _>>();
        let settings = Settings {
            links_url,
            pages_url,
            destination_hosts: self.destination_hosts.clone(),
            may_choose_slugs: self.slugs_by_hand.unwrap_or(true),
            trusted_proxies: trusted_proxies
                .map_err(|e| wrong(&format!("trusted_proxies: {e}")))?,
            country_header: self.country_header.as_deref().map(header_name).transpose()?,
            ..Settings::default()
        };
        Ok(Doors { listen, links, settings })
    }
}

/// A header's name, in lower case.
fn header_name(name: &str) -> Result<String, Failure> {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    match !name.is_empty() && name.bytes().all(is_token) {
        true => Ok(name.to_ascii_lowercase()),
        false => Err(wrong(&format!(
            "country_header: `{name}` is no header; write one such as CF-IPCountry"
        ))),
    }
}

impl Doors {
    /// The settings once the system has chosen the ports that were left to it.
    pub fn settled(self, listen: SocketAddr, links: Option<SocketAddr>) -> Settings {
        let Self { mut settings, listen: asked, links: asked_links } = self;
        let settle = |url: &str, asked: SocketAddr, got: SocketAddr| {
            url.replace(&format!("http://{asked}"), &format!("http://{got}"))
        };
        settings.pages_url = settle(&settings.pages_url, asked, listen);
        let (asked, got) = (asked_links.unwrap_or(asked), links.unwrap_or(listen));
        settings.links_url = settle(&settings.links_url, asked, got);
        settings
    }
}

/// `byline-data` gets `byline-data.key`: beside the data, never in it.
fn beside(dir: &Path, extension: &str) -> PathBuf {
    // "./data/." and "data/" name the same folder as "data" does.
    let mut name = dir.components().collect::<PathBuf>().into_os_string();
    name.push(".");
    name.push(extension);
    name.into()
}

fn address(name: &str, text: &str) -> Result<SocketAddr, Failure> {
    text.parse().map_err(|_| {
        wrong(&format!("{name}: `{text}` is no address; write one such as 127.0.0.1:8080"))
    })
}

fn origin(name: &str, given: Option<&str>, listen: SocketAddr) -> Result<String, Failure> {
    let Some(url) = given else {
        return Ok(format!("http://{listen}"));
    };
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let is_origin = rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(['/', '?', '#']));
    if is_origin {
        return Ok(url.to_owned());
    }
    Err(wrong(&format!("{name}: `{url}` is no origin; write one such as https://go.brand.com")))
}

fn wrong(words: &str) -> Failure {
    Failure::new(Exit::Settings, "settings.wrong", words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_win_over_the_file_and_the_file_over_defaults() {
        let file = File::parse("data = '/srv/byline'\nlisten = '0.0.0.0:80'").unwrap();
        let given = Data { data: Some("here".into()), key_file: None };
        assert_eq!(file.data(&given).dir, Path::new("here"));
        assert_eq!(file.data(&Data::default()).dir, Path::new("/srv/byline"));
        assert_eq!(File::default().data(&Data::default()).dir, Path::new(DEFAULT_DATA));
        assert_eq!(file.doors(&Listen::default()).unwrap().listen.port(), 80);
    }

    #[test]
    fn keys_and_tokens_lie_beside_the_data() {
        for (dir, expected) in
            [("data", "data.key"), ("data/", "data.key"), ("/srv/byline", "/srv/byline.key")]
        {
            let given = Data { data: Some(dir.into()), key_file: None };
            assert_eq!(File::default().data(&given).key_file, Path::new(expected), "{dir}");
        }
    }

    /// Reads as a table: what a file says, a word of the refusal.
    fn check_wrong(text: &str, word: &str) {
        let refused = match File::parse(text) {
            Err(words) => words,
            Ok(file) => file.doors(&Listen::default()).unwrap_err().words,
        };
        assert!(refused.contains(word), "{refused}");
    }

    #[test]
    fn wrong_settings_are_refused_by_name() {
        check_wrong("lisen = '127.0.0.1:80'", "lisen");
        check_wrong("listen = 80", "listen");
        check_wrong("listen = 'localhost'", "no address");
        check_wrong("links = 'go'", "links");
        check_wrong("links_url = 'go.brand.com'", "https://go.brand.com");
        check_wrong("pages_url = 'https://brand.com/byline'", "no origin");
        check_wrong("trusted_proxies = ['10.0.0.0/64']", "10.0.0.0/64");
        check_wrong("country_header = 'my country'", "my country");
    }
}
