//! Arguments of what is decided: alerts, thresholds, and the log decided again.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};

use super::{Data, Origin};

/// `byline decisions`.
#[derive(ClapArgs, Clone, Debug)]
pub struct Decisions {
    /// Only this campaign
    #[arg(long, value_name = "ID")]
    pub campaign: Option<String>,
    /// Also what is over
    #[arg(long)]
    pub all: bool,
    /// Where answers come from.
    #[command(flatten)]
    pub origin: Origin,
}

/// `byline rules`.
#[derive(Subcommand, Clone, Debug)]
pub enum RulesCommand {
    /// Print the thresholds in force as a file that can be changed and set
    Show(RulesShow),
    /// Judge a campaign by the thresholds of a file from now on
    Set(RulesSet),
}

/// `byline rules show`.
#[derive(ClapArgs, Clone, Debug)]
pub struct RulesShow {
    /// Of which campaign
    #[arg(value_name = "CAMPAIGN")]
    pub campaign: String,
    /// Where answers come from.
    #[command(flatten)]
    pub origin: Origin,
}

/// `byline rules set`.
#[derive(ClapArgs, Clone, Debug)]
pub struct RulesSet {
    /// Of which campaign
    #[arg(value_name = "CAMPAIGN")]
    pub campaign: String,
    /// The thresholds, in TOML; what it leaves out is as the defaults have it
    #[arg(value_name = "FILE.toml")]
    pub file: PathBuf,
    /// Why; needed once the campaign runs
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// The server that has the data open
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8080")]
    pub url: String,
    /// The owner's token; the variable keeps it out of the list of processes
    #[arg(long, env = "BYLINE_TOKEN", hide_env_values = true, value_name = "TOKEN")]
    pub token: Option<String>,
}

/// `byline replay`.
#[derive(ClapArgs, Clone, Debug)]
pub struct Replay {
    /// Where the data is.
    #[command(flatten)]
    pub data: Data,
    /// Other thresholds, in TOML; what the file leaves out is as the defaults have it
    #[arg(long, value_name = "FILE.toml")]
    pub rules: Option<PathBuf>,
    /// Only this campaign
    #[arg(long, value_name = "ID")]
    pub campaign: Option<String>,
}
