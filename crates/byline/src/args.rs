//! Arguments: what can be asked of the program, with an example for each.

mod deciding;

use std::path::PathBuf;

use byline_core::credit::Model;
use byline_engine::view::Dimension;
use clap::builder::PossibleValuesParser;
use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

pub use deciding::{Decisions, Replay, RulesCommand, RulesSet, RulesShow};

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
        BYLINE_TOKEN sets the owner's token; else one is made, kept beside the data and printed.\n\
        Stop it with Ctrl-C or SIGTERM: what was acknowledged is kept.")]
    Serve(Serve),
    /// Show Byline at work with a simulated campaign: day 9 of 21, then live
    #[command(after_help = "Example:\n  byline demo --seed 7 --speed 60\n\n\
        The same seed is the same campaign. Data of an earlier demo is begun anew; data that is\n\
        no demo's is left alone.")]
    Demo(Demo),
    /// Take in a file; the same file again changes nothing
    #[command(after_help = "Examples:\n  \
        byline import impact-actions.csv --dry-run\n  \
        byline import eurofxref-hist.csv\n  \
        byline import orders orders.csv --time-zone Europe/Berlin\n  \
        byline import programme summer.xlsx --currency EUR\n\n\
        Without a KIND a file is known by its columns: exports of networks, platforms, CRMs and\n\
        shops, rates of the ECB, lists of creators, links or costs (docs/sources). What each\n\
        column was taken for is printed; --save-mapping FILE.toml keeps it, to be corrected and\n\
        used with --mapping. `programme` takes in a sheet of creators, links, clicks and orders\n\
        and prints its report (docs/lean.md). The columns of orders, clicks and spend are in\n\
        docs/api.md. While a server has the data open, send the file to it with --url.")]
    Import(Import),
    /// Issue links and promo codes from a roster; the same roster again issues nothing
    #[command(
        subcommand,
        after_help = "Example:\n  \
        byline links issue roster.csv --campaign cmp_summer \\\n    \
        --destination https://brand.com/glow --code-pattern '{creator}15' --dry-run"
    )]
    Links(Links),
    /// Set a whole campaign up from two files; the same files again change nothing
    #[command(
        subcommand,
        after_help = "Example:\n  \
        byline campaign setup summer.toml roster.csv --url http://127.0.0.1:8080 --dry-run\n\n\
        The files are described in docs/operations.md."
    )]
    Campaign(Campaign),
    /// Look over who is who
    #[command(
        subcommand,
        after_help = "Example:\n  byline identity audit ga4.csv shopify.csv grin.xlsx crm.csv"
    )]
    Identity(Identity),
    /// Show figures as a table: who earned what
    #[command(after_help = "Example:\n  \
        byline report --by creator --model linear --campaign cmp_summer \\\n    \
        --from 2026-06-01 --to 2026-06-30\n\n\
        Days are the campaign's. The rows add up to the total; revenue in other currencies is\n\
        named below.")]
    Report(Report),
    /// Open an order or a figure up: the orders behind it, and their sum
    #[command(after_help = "Examples:\n  \
        byline explain order '#1001'\n  \
        byline explain revenue --creator crt_ana --model linear")]
    Explain(Explain),
    /// Show what fires and why, and what alerts came to
    #[command(after_help = "Example:\n  byline decisions --campaign cmp_summer --all")]
    Decisions(Decisions),
    /// Show or set the thresholds of a campaign
    #[command(
        subcommand,
        after_help = "Example:\n  \
        byline rules show cmp_summer > rules.toml\n  \
        byline rules set cmp_summer rules.toml --reason 'a short sale'"
    )]
    Rules(RulesCommand),
    /// Decide a past campaign again, also under other thresholds; exits with 1 if history differs
    #[command(after_help = "Example, also while the server runs:\n  \
        byline replay --data /var/lib/byline --rules other.toml --campaign cmp_summer\n\n\
        Nothing is sent and nothing is written.")]
    Replay(Replay),
    /// Compute everything again from the log and compare; exits with 1 on any difference
    #[command(after_help = "Example, also while the server runs:\n  \
        byline verify --data /var/lib/byline --json")]
    Verify(Data),
    /// Look over settings, key and data; exits with 1 if anything is wrong
    #[command(after_help = "Example:\n  byline check --config /etc/byline.toml")]
    Check(Check),
    /// Copy the log to one file, also while the server runs
    #[command(after_help = "Example:\n  \
        byline backup --data /var/lib/byline /backups/byline-2026-06-10.sqlite\n\n\
        The key file is not in it: keep it apart.")]
    Backup(Backup),
    /// Make a data directory from a backup; nothing is overwritten
    #[command(after_help = "Example:\n  \
        byline restore --data /var/lib/byline-new /backups/byline-2026-06-10.sqlite\n\n\
        Put the key file beside it, then run `byline verify`.")]
    Restore(Restore),
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
    /// Ask nothing outside: no platform is polled, no destination of a link is looked at
    #[arg(long, env = "BYLINE_OFFLINE", value_parser = clap::builder::FalseyValueParser::new())]
    pub offline: bool,
}

/// Where answers come from: the data itself, or a server.
#[derive(ClapArgs, Clone, Default, Debug)]
pub struct Origin {
    /// Where the data is.
    #[command(flatten)]
    pub data: Data,
    /// Ask this server instead of opening the data, such as http://127.0.0.1:8080
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    /// The owner's token, for --url; the variable keeps it out of the list of processes
    #[arg(long, env = "BYLINE_TOKEN", hide_env_values = true, value_name = "TOKEN")]
    pub token: Option<String>,
}

/// What to look at.
#[derive(ClapArgs, Clone, Default, Debug)]
pub struct Sight {
    /// The attribution model [default: of --campaign or of the order; else linear]
    #[arg(long, value_name = "MODEL", value_parser = models())]
    pub model: Option<String>,
    /// Only this campaign
    #[arg(long, value_name = "ID")]
    pub campaign: Option<String>,
    /// Only this creator
    #[arg(long, value_name = "ID")]
    pub creator: Option<String>,
    /// From this day on, such as 2026-06-01; or from an instant, such as 2026-06-01T00:00:00Z
    #[arg(long, value_name = "DAY")]
    pub from: Option<String>,
    /// Up to the end of this day, which is included; or up to an instant, which is not
    #[arg(long, value_name = "DAY")]
    pub to: Option<String>,
}

/// `byline serve`.
#[derive(ClapArgs, Clone, Debug)]
pub struct Serve {
    /// Where the data is.
    #[command(flatten)]
    pub data: Data,
    /// The key of this data is lost: make a new one, and forget what the old one had sealed
    #[arg(long)]
    pub new_key: bool,
    /// Where to listen.
    #[command(flatten)]
    pub listen: Listen,
}

/// `byline demo`.
#[derive(ClapArgs, Clone, Debug)]
pub struct Demo {
    /// Where the data is.
    #[command(flatten)]
    pub data: Data,
    /// Where to listen.
    #[command(flatten)]
    pub listen: Listen,
    /// Which campaign: the same number gives the same one
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub seed: u64,
    /// How many times as fast as ours the present goes on
    #[arg(long, default_value_t = 10.0, value_name = "X")]
    pub speed: f64,
    /// Tell the past and stop: the data is left where it is, to be looked into
    #[arg(long)]
    pub past_only: bool,
}

/// `byline import`.
#[derive(ClapArgs, Clone, Debug)]
pub struct Import {
    /// orders, clicks, spend, table or programme [default: table], then the file; `-` is standard
    /// input, and a programme may be several files or a folder
    #[arg(required = true, value_name = "[KIND] FILE")]
    pub words: Vec<PathBuf>,
    /// How it is written [default: by its ending; csv]
    #[arg(long, value_enum)]
    pub format: Option<ImportFormat>,
    /// Which connection the rows come from [default: import; of a table, the one of its feed]
    #[arg(long, value_name = "ID")]
    pub connection: Option<String>,
    /// In which zone times without one are read, such as Europe/Berlin
    #[arg(long, value_name = "ZONE")]
    pub time_zone: Option<String>,
    /// Of a table: what it is, such as shopify.orders [default: known by its columns]
    #[arg(long, value_name = "FEED.WHAT", conflicts_with = "mapping")]
    pub what: Option<String>,
    /// What its columns mean, a saved name or a file FILE.toml [default: guessed]; of a programme,
    /// for the sheets that have all its columns
    #[arg(long, value_name = "NAME")]
    pub mapping: Option<String>,
    /// Of a table: keep what its columns mean under this name, or in a file FILE.toml
    #[arg(long, value_name = "NAME")]
    pub save_mapping: Option<String>,
    /// The currency of amounts that name none, such as EUR
    #[arg(long, value_name = "CODE")]
    pub currency: Option<String>,
    /// The campaign that rows are for which name none; the name of a programme
    #[arg(long, value_name = "ID")]
    pub campaign: Option<String>,
    /// Of a table or programme: write every refused row with its reason to this file, as CSV
    #[arg(long, value_name = "FILE")]
    pub refused: Option<PathBuf>,
    /// Only look at the rows
    #[arg(long)]
    pub dry_run: bool,
    /// Where the data is, or who has it open.
    #[command(flatten)]
    pub origin: Origin,
}

/// `byline links`.
#[derive(Subcommand, Clone, Debug)]
pub enum Links {
    /// Issue what a roster asks for: creator, platform, placement, format, phase
    Issue(Issue),
    /// List links with their state: live, held at the launch gate, paused or retired
    List(LinksList),
}

/// `byline links list`.
#[derive(ClapArgs, Clone, Debug)]
pub struct LinksList {
    /// Only those of a campaign
    #[arg(long, value_name = "ID")]
    pub campaign: Option<String>,
    /// Only those that stand so
    #[arg(long, value_parser = ["live", "held", "paused", "retired"], value_name = "STATE")]
    pub state: Option<String>,
    /// Address of the server
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8080")]
    pub url: String,
    /// The owner's token
    #[arg(long, env = "BYLINE_TOKEN", hide_env_values = true, value_name = "TOKEN")]
    pub token: Option<String>,
}

/// `byline links issue`.
#[derive(ClapArgs, Clone, Debug)]
pub struct Issue {
    /// The roster as CSV or as pasted from a sheet, or `-` for standard input
    #[arg(value_name = "ROSTER")]
    pub roster: PathBuf,
    /// For which campaign
    #[arg(long, value_name = "ID")]
    pub campaign: String,
    /// Where links land whose row does not say
    #[arg(long, value_name = "URL")]
    pub destination: Option<String>,
    /// How slugs are written, such as {creator}-{format} [default: random]
    #[arg(long, value_name = "PATTERN")]
    pub slug_pattern: Option<String>,
    /// How codes are written, such as {creator}15 [default: only those of the rows]
    #[arg(long, value_name = "PATTERN")]
    pub code_pattern: Option<String>,
    /// Only look at the rows
    #[arg(long)]
    pub dry_run: bool,
    /// Where the data is, or who has it open.
    #[command(flatten)]
    pub origin: Origin,
}

/// `byline identity`.
#[derive(Subcommand, Debug)]
pub enum Identity {
    /// Compare how exports call creators, before they are brought over
    #[command(after_help = "Example:\n  \
        byline identity audit ga4.csv shopify.csv grin.xlsx crm.csv\n\n\
        Columns that name creators are known by their headings. Nothing is written anywhere.")]
    Audit(IdentityAudit),
}

/// `byline identity audit`.
#[derive(ClapArgs, Clone, Debug)]
pub struct IdentityAudit {
    /// Tables as CSV or XLSX, such as exports of GA4, Shopify, Grin or a CRM
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
}

/// `byline campaign`.
#[derive(Subcommand, Debug)]
pub enum Campaign {
    /// Make a campaign with its creators, deals, links, codes and briefs from two files
    #[command(after_help = "Example:\n  \
        byline campaign setup summer.toml roster.csv --url http://127.0.0.1:8080 --dry-run\n\n\
        What exists stays as it is, so the same files again change nothing. The files are\n\
        described in docs/operations.md; docs/campaign has an example of both.")]
    Setup(CampaignSetup),
}

/// `byline campaign setup`.
#[derive(ClapArgs, Clone, Debug)]
pub struct CampaignSetup {
    /// What the campaign is, in TOML
    #[arg(value_name = "CAMPAIGN.toml")]
    pub plan: PathBuf,
    /// A row for each creator, in CSV
    #[arg(value_name = "ROSTER.csv")]
    pub roster: PathBuf,
    /// Only say what would be made
    #[arg(long)]
    pub dry_run: bool,
    /// The server that has the data open
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8080")]
    pub url: String,
    /// The owner's token; the variable keeps it out of the list of processes
    #[arg(long, env = "BYLINE_TOKEN", hide_env_values = true, value_name = "TOKEN")]
    pub token: Option<String>,
}

/// What the rows of a file are.
#[derive(clap::ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum ImportKind {
    /// Orders, also as Shopify writes them.
    Orders,
    /// Clicks on tracked links.
    Clicks,
    /// Money spent.
    Spend,
    /// Whatever its columns say.
    Table,
    /// Creators, links, clicks and orders of one campaign.
    Programme,
}

impl Import {
    /// What the rows are, and the files: the first word is a kind if it is one and a file follows.
    pub fn kind(&self) -> (ImportKind, &[PathBuf]) {
        let (first, rest) = match self.words.split_first() {
            Some((first, rest)) if !rest.is_empty() => (first, rest),
            _ => return (ImportKind::Table, &self.words),
        };
        match first.to_str().and_then(|word| ImportKind::from_str(word, false).ok()) {
            Some(kind) => (kind, rest),
            None => (ImportKind::Table, &self.words),
        }
    }
}

/// How a file is written.
#[derive(clap::ValueEnum, Clone, Copy, Debug)]
pub enum ImportFormat {
    /// A header and rows.
    Csv,
    /// One JSON object on each line.
    Jsonl,
}

/// `byline report`.
#[derive(ClapArgs, Clone, Debug)]
pub struct Report {
    /// Where answers come from.
    #[command(flatten)]
    pub origin: Origin,
    /// One row for each of what
    #[arg(long, default_value = "creator", value_name = "DIMENSION", value_parser = dimensions())]
    pub by: String,
    /// What to look at.
    #[command(flatten)]
    pub sight: Sight,
}

/// `byline explain`.
#[derive(ClapArgs, Clone, Debug)]
pub struct Explain {
    /// `order`, or a figure: revenue, unattributed, orders, clicks, spend, or the key of a KPI
    #[arg(value_name = "WHAT")]
    pub what: String,
    /// Which order: the shop's id, its number, or connection:id
    #[arg(value_name = "ORDER")]
    pub name: Option<String>,
    /// Where answers come from.
    #[command(flatten)]
    pub origin: Origin,
    /// What to look at.
    #[command(flatten)]
    pub sight: Sight,
    /// How many orders to list at most; their sum is always over all
    #[arg(long, default_value_t = 50, value_name = "N")]
    pub limit: usize,
}

/// `byline check`.
#[derive(ClapArgs, Clone, Debug)]
pub struct Check {
    /// Where the data is.
    #[command(flatten)]
    pub data: Data,
    /// Where to listen.
    #[command(flatten)]
    pub listen: Listen,
}

/// `byline backup`.
#[derive(ClapArgs, Clone, Debug)]
pub struct Backup {
    /// Where the data is.
    #[command(flatten)]
    pub data: Data,
    /// The file to make; it must not exist
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

/// `byline restore`.
#[derive(ClapArgs, Clone, Debug)]
pub struct Restore {
    /// The backup
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Where the data shall be.
    #[command(flatten)]
    pub data: Data,
}

/// The models by their keys.
fn models() -> PossibleValuesParser {
    PossibleValuesParser::new(Model::ALL.map(Model::key))
}

/// What a report can be cut by.
fn dimensions() -> PossibleValuesParser {
    PossibleValuesParser::new(Dimension::ALL.map(Dimension::key))
}
