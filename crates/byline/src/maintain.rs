//! `byline verify`, `backup`, `restore` and `check`: what an operator does with the data.

use std::path::Path;

use byline_log::{KEY_PROOF, LogError, MasterKey, Purpose, Reader};
use byline_run::verify::Verdict;
use serde_json::json;

use crate::args::{self, Args};
use crate::config::File;
use crate::exit::{Done, Exit, Failure};
use crate::progress;

/// Computes everything again from the log and compares.
pub fn verify(args: &Args, data: &args::Data) -> Result<Done, Failure> {
    let dir = File::read(args.config.as_deref())?.data(data).dir;
    let bar = progress::bar(0, "verifying");
    let verdict = byline_run::verify::verify(&dir, &mut |progress| {
        bar.set_length(progress.n_all);
        bar.set_position(progress.n_done);
    })?;
    bar.finish_and_clear();
    if args.json {
        println!("{}", json!(verdict));
    } else {
        print_verdict(&verdict);
    }
    Ok(if verdict.differences.is_empty() { Done::Well } else { Done::AnswerIsNo })
}

fn print_verdict(verdict: &Verdict) {
    let Verdict { entries, orders, postings, snapshot, differences } = verdict;
    println!("{entries} entries, {orders} orders, {postings} postings");
    match snapshot {
        Some(position) => println!("compared with the snapshot at entry {position}"),
        None => println!("there is no snapshot to compare with"),
    }
    for difference in differences {
        println!("difference: {difference}");
    }
    if differences.is_empty() {
        println!("no differences");
    }
}

/// Copies the log to one file.
pub fn backup(args: &Args, backup: &args::Backup) -> Result<Done, Failure> {
    let place = File::read(args.config.as_deref())?.data(&backup.data);
    let bar = progress::bar(0, "copying");
    let reader = Reader::open(&place.dir)?;
    let copied = reader.backup_to(&backup.file, &mut |progress| {
        bar.set_length(progress.n_pages);
        bar.set_position(progress.n_done);
    })?;
    bar.finish_and_clear();
    if args.json {
        println!("{}", json!({ "entries": copied.n_entries, "file": backup.file }));
    } else {
        println!("{} entries in {}", copied.n_entries, backup.file.display());
        println!("the key is not in it: keep {} apart", place.key_file.display());
    }
    Ok(Done::Well)
}

/// Makes a data directory from a backup.
pub fn restore(args: &Args, restore: &args::Restore) -> Result<Done, Failure> {
    let place = File::read(args.config.as_deref())?.data(&restore.data);
    let bar = progress::bar(0, "restoring");
    let restored = byline_log::restore(&restore.file, &place.dir, &mut |progress| {
        bar.set_length(progress.n_pages);
        bar.set_position(progress.n_done);
    });
    let restored = restored.map_err(|error| no_backup(error, &restore.file))?;
    bar.finish_and_clear();
    if args.json {
        println!("{}", json!({ "entries": restored.n_entries, "data": place.dir }));
    } else {
        println!("{} entries in {}", restored.n_entries, place.dir.display());
        if !place.key_file.exists() {
            println!("put the key file of this data at {}", place.key_file.display());
        }
    }
    Ok(Done::Well)
}

/// A file that cannot be restored from is seldom a harmed backup: mostly it is another file.
fn no_backup(error: LogError, file: &Path) -> Failure {
    match error {
        LogError::Damaged { reason, .. } => Failure::new(
            Exit::NoInput,
            "log.damaged",
            format!(
                "{} is no backup, or a harmed one: {reason}; name a file that `byline backup` \
                 wrote; nothing was restored",
                file.display()
            ),
        ),
        error => error.into(),
    }
}

/// One thing that was looked at.
struct Finding {
    what: &'static str,
    outcome: Result<String, String>,
}

/// Looks over settings, key and data.
pub fn check(args: &Args, check: &args::Check) -> Result<Done, Failure> {
    let file = File::read(args.config.as_deref())?;
    let place = file.data(&check.data);
    let doors = file.doors(&check.listen).map_err(|failure| failure.words);
    let findings = [
        Finding { what: "settings", outcome: doors.map(|doors| doors.listen.to_string()) },
        Finding { what: "data", outcome: check_data(&place.dir) },
        Finding { what: "key", outcome: check_key(&place.dir, &place.key_file) },
    ];
    let is_well = findings.iter().all(|finding| finding.outcome.is_ok());
    if args.json {
        let findings: Vec<_> = findings.iter().map(Finding::json).collect();
        println!("{}", json!({ "ok": is_well, "checks": findings }));
    } else {
        for Finding { what, outcome } in &findings {
            match outcome {
                Ok(text) => println!("{what:<10} ok     {text}"),
                Err(text) => println!("{what:<10} wrong  {text}"),
            }
        }
    }
    Ok(if is_well { Done::Well } else { Done::AnswerIsNo })
}

impl Finding {
    fn json(&self) -> serde_json::Value {
        let (Ok(text) | Err(text)) = &self.outcome;
        json!({ "what": self.what, "ok": self.outcome.is_ok(), "text": text })
    }
}

fn check_data(dir: &Path) -> Result<String, String> {
    if !dir.exists() {
        return Ok(format!("{} will be made at the first start", dir.display()));
    }
    let reader = Reader::open(dir).map_err(|error| error.to_string())?;
    let last = reader.last_position().map_err(|error| error.to_string())?;
    Ok(format!("{} entries in {}", last.0, dir.display()))
}

/// Whether the key opens a secret of the data, if it holds any.
fn check_key(dir: &Path, key_file: &Path) -> Result<String, String> {
    let at = key_file.display();
    if !key_file.exists() {
        let is_new = !dir.exists();
        return if is_new {
            Ok(format!("{at} will be made at the first start"))
        } else {
            Err(format!("{at} is missing; put it back, or say where it is with --key-file"))
        };
    }
    let key = MasterKey::load_or_create(key_file, || [0; 32]).map_err(|e| e.to_string())?;
    let key = key.purpose(Purpose::Secrets);
    let Ok(reader) = Reader::open(dir) else {
        return Ok(key_file.display().to_string());
    };
    let proof = reader.secrets(KEY_PROOF).map_err(|error| error.to_string())?;
    if proof.is_some_and(|proof| !key.is_proven_by(&proof)) {
        return Err(format!("{at} is not the key of this data; put the right one back"));
    }
    for name in reader.secret_names().map_err(|error| error.to_string())? {
        let sealed = reader.secrets(&name).map_err(|error| error.to_string())?;
        if let Some(Err(error)) = sealed.map(|sealed| key.open_secrets(&name, &sealed)) {
            return Err(format!("the secrets of {name}: {error}"));
        }
    }
    Ok(key_file.display().to_string())
}
