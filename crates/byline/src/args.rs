//! Arguments: what can be asked of the program, with an example for each.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand};

/// Which creator earned which cent, in a way that finance can check.
#[derive(Parser, Debug)]
#[command(name = "byline", version, max_term_width = 100)]
#[command(after_help = "Exit codes: 0 done, 1 the answer is no, 2 wrong command line; \
    all of them are in docs/exit-codes.md.")]
pub struct Args {
    /// Print JSON, for programs
    #[arg(long, global = true)]
    pub json: bool,
    /// Read settings from this TOML file
    #[arg(long, global = true, env = "BYLINE_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What can be done.
#[derive(Subcommand, Debug)]
pub enum Command {
    /// Run the server: short links, pixel, webhooks, API and pages
    #[command(after_help = "Example:\n  \
        byline serve --data /var/lib/byline --listen 127.0.0.1:8080 --links 127.0.0.1:8081\n\n\
        BYLINE_TOKEN sets the owner's token; else one is made and printed.")]
    Serve(Serve),
}

/// Where the data is.
#[derive(ClapArgs, Clone, Default, Debug)]
pub struct Data {
    /// The folder that holds everything [default: ./byline-data]
    #[arg(long, env = "BYLINE_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// The file with the key that opens what is sealed in the data [default: DIR.key]
    #[arg(long, env = "BYLINE_KEY_FILE", value_name = "FILE")]
    pub key_file: Option<PathBuf>,
}

/// Where to listen.
#[derive(ClapArgs, Clone, Default, Debug)]
pub struct Listen {
    /// Address of dashboard, API, webhooks and pixel [default: 127.0.0.1:8080]
    #[arg(long, env = "BYLINE_LISTEN", value_name = "ADDR")]
    pub listen: Option<String>,
    /// Address for the public: short links, pixel, health; without it, --listen serves them too
    #[arg(long, env = "BYLINE_LINKS", value_name = "ADDR")]
    pub links: Option<String>,
}

/// `byline serve`.
#[derive(ClapArgs, Clone, Debug)]
pub struct Serve {
    /// Where the data is.
    #[command(flatten)]
    pub data: Data,
    /// Where to listen.
    #[command(flatten)]
    pub listen: Listen,
}
