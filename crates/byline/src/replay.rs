//! `byline replay`: the log again, under the thresholds in force and under others.

use byline_core::id::CampaignId;
use byline_run::machine::{Otherwise, Replayed};
use serde_json::json;

use crate::args::{self, Args};
use crate::config::File;
use crate::decisions::read_rules;
use crate::exit::{Done, Failure};
use crate::progress;
use crate::table::Table;

/// How many differences are printed of each kind; JSON holds all.
const SHOWN: usize = 40;

/// Replays the log and prints what would have been decided.
pub fn run(args: &Args, asked: &args::Replay) -> Result<Done, Failure> {
    let dir = File::read(args.config.as_deref())?.data(&asked.data).dir;
    let rules = asked.rules.as_deref().map(read_rules).transpose()?;
    let campaign = asked.campaign.as_deref().map(CampaignId::from);
    let bar = progress::bar(0, "replaying");
    let mut on_progress = |progress: byline_run::verify::Progress| {
        bar.set_length(progress.n_all);
        bar.set_position(progress.n_done);
    };
    let machine = byline_run::machine::replay;
    let replayed = machine(&dir, campaign.as_ref(), rules.as_ref(), &mut on_progress)?;
    bar.finish_and_clear();
    if args.json {
        println!("{}", json!(replayed));
    } else {
        print!("{}", text(&replayed));
    }
    Ok(if replayed.is_identical { Done::Well } else { Done::AnswerIsNo })
}

fn text(replayed: &Replayed) -> String {
    let Replayed { n_entries, is_identical, then, otherwise } = replayed;
    let (n, digest) = (then.trail.n, then.trail.digest);
    let mut text = match is_identical {
        true => format!(
            "{n_entries} entries replayed: identical, {n} decisions with the digest {digest:016x}\n"
        ),
        false => format!("{n_entries} entries replayed: NOT identical with what was decided\n"),
    };
    if let Some(otherwise) = otherwise {
        text.push_str(&differences(otherwise));
    }
    text
}

fn differences(otherwise: &Otherwise) -> String {
    let compared = &otherwise.compared;
    if compared.is_identical {
        return "under the other thresholds: identical\n".to_owned();
    }
    let mut table = Table::new(&["what", "then", "otherwise"]);
    for (urgency, then, other) in &compared.n_episodes {
        let what = format!("alerts to {}", urgency.key());
        table.row(vec![what, then.to_string(), other.to_string()]);
    }
    let (then, other) = compared.n_pauses;
    table.row(vec!["ads to pause".to_owned(), then.to_string(), other.to_string()]);
    let (then, other) = compared.daily_spend_minor;
    let what = "their spend a day, in minor units".to_owned();
    table.row(vec![what, then.to_string(), other.to_string()]);
    for (what, (then, other)) in [
        ("spend that those pauses would have stopped", compared.stopped_minor),
        ("revenue of their creators in those hours", compared.missed_minor),
    ] {
        let what = format!("{what}, in minor units");
        table.row(vec![what, then.to_string(), other.to_string()]);
    }
    let mut text = table.text();
    for (word, episodes) in
        [("only then", &compared.only_before), ("only otherwise", &compared.only_after)]
    {
        for episode in episodes.iter().take(SHOWN) {
            let at = episode.fired_at;
            text.push_str(&format!("{word}: {at} {} {}\n", episode.alert, episode.title));
        }
        if SHOWN < episodes.len() {
            text.push_str(&format!("{word}: {} more\n", episodes.len() - SHOWN));
        }
    }
    text
}
