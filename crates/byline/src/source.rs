//! Where answers come from: the data itself, or a server that has it open.
//!
//! Either way the same question goes to the same function of `byline-serve`, so the answer is the
//! same, byte for byte, and what is printed does not depend on where it was asked.

use byline_engine::Engine;
use byline_engine::view::AlertFilter;
use byline_log::Reader;
use byline_run::Replayer;
use byline_serve::{Asked, answer};
use serde_json::{Value, json};

use crate::args::{Origin, Sight};
use crate::config::File;
use crate::exit::{Exit, Failure};
use crate::remote::Server;

/// Where answers come from.
pub enum Source {
    /// The data itself, as it is on the disk now.
    Data(Box<Engine>),
    /// A server.
    Server(Server),
}

impl Source {
    /// The source that the arguments name.
    pub fn open(file: &File, origin: &Origin) -> Result<Self, Failure> {
        if let Some(url) = &origin.url {
            return Ok(Self::Server(Server::new(url, origin.token.as_deref())?));
        }
        let dir = file.data(&origin.data).dir;
        let last = Reader::open(&dir)?.last_position()?;
        Ok(Self::Data(Box::new(Replayer::open(&dir)?.at_position(last)?)))
    }

    /// Figures, cut into rows.
    pub fn figures(&self, asked: &Asked) -> Result<Value, Failure> {
        match self {
            Self::Data(engine) => Ok(answer::figures(engine, asked)?),
            Self::Server(server) => server.get(&["api", "v1", "query"], &parameters(asked)),
        }
    }

    /// One figure, opened up.
    pub fn explanation(&self, asked: &Asked) -> Result<Value, Failure> {
        match self {
            Self::Data(engine) => Ok(json!(answer::explanation(engine, asked)?)),
            Self::Server(server) => server.get(&["api", "v1", "explain"], &parameters(asked)),
        }
    }

    /// Alerts, and what those of each rule came to.
    pub fn alerts(&self, campaign: Option<&str>, is_open: bool) -> Result<Value, Failure> {
        match self {
            Self::Data(engine) => {
                let campaign = campaign.map(Into::into);
                Ok(json!(engine.alerts_view(&AlertFilter { campaign, is_open })))
            }
            Self::Server(server) => {
                let campaign = campaign.map(|id| ("campaign".to_owned(), id.to_owned()));
                let open = is_open.then(|| ("open".to_owned(), "1".to_owned()));
                let asked: Vec<_> = campaign.into_iter().chain(open).collect();
                server.get(&["api", "v1", "alerts"], &asked)
            }
        }
    }

    /// The thresholds of a campaign.
    pub fn rules(&self, campaign: &str) -> Result<Value, Failure> {
        match self {
            Self::Data(engine) => {
                let view = engine.rules_view(&campaign.into()).map(|view| json!(view));
                view.ok_or_else(|| {
                    let words = format!("there is no campaign `{campaign}`; list them first");
                    Failure::new(Exit::NoInput, "api.unknown", words)
                })
            }
            Self::Server(server) => server.get(&["api", "v1", "campaigns", campaign, "rules"], &[]),
        }
    }

    /// One order, traced.
    pub fn order(&self, name: &str) -> Result<Value, Failure> {
        match self {
            Self::Data(engine) => Ok(json!(answer::order(engine, name)?)),
            Self::Server(server) => server.get(&["api", "v1", "orders", name], &[]),
        }
    }
}

/// What to look at, as the API is asked.
pub fn asked(sight: &Sight) -> Asked {
    let Sight { model, campaign, creator, from, to } = sight.clone();
    Asked { model, campaign, creator, from, to, ..Asked::default() }
}

/// What is asked, as parameters of an address.
fn parameters(asked: &Asked) -> Vec<(String, String)> {
    let Value::Object(fields) = json!(asked) else {
        return Vec::new();
    };
    let said = fields.into_iter().filter_map(|(name, value)| match value {
        Value::Null => None,
        Value::String(text) => Some((name, text)),
        other => Some((name, other.to_string())),
    });
    said.collect()
}
