//! The program: arguments, configuration, wiring, and the only real clock and randomness.
//!
//! In: a command line. Out: a running node, a table for people or JSON for programs, and an exit
//! code that scripts may branch on. What it prints was settled elsewhere.

mod args;
mod config;
mod exit;

mod demo;
mod key;
mod sample;
mod serve;
mod token;
mod world;

mod campaign;
mod import;
mod links;

mod decisions;
mod explain;
mod identity;
mod remote;
mod report;
mod source;

mod maintain;
mod replay;

mod progress;
mod table;
mod words;

use std::process::ExitCode;

use clap::Parser;

use crate::args::{Args, Command};
use crate::exit::{Done, Failure};

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(said) => return exit::tell(&said),
    };
    match run(&args) {
        Ok(Done::Well) => ExitCode::SUCCESS,
        Ok(Done::AnswerIsNo) => ExitCode::from(exit::ANSWER_IS_NO),
        Err(failure) => {
            failure.print(args.json);
            ExitCode::from(failure.exit.number())
        }
    }
}

fn run(args: &Args) -> Result<Done, Failure> {
    match &args.command {
        Command::Serve(serve) => serve::run(args, serve),
        Command::Demo(demo) => demo::run(args, demo),
        Command::Import(import) => import::run(args, import),
        Command::Links(args::Links::Issue(issue)) => links::issue(args, issue),
        Command::Links(args::Links::List(list)) => links::list(args, list),
        Command::Campaign(args::Campaign::Setup(setup)) => campaign::run(args, setup),
        Command::Identity(args::Identity::Audit(asked)) => identity::audit(asked),
        Command::Report(report) => report::run(args, report),
        Command::Explain(explain) => explain::run(args, explain),
        Command::Decisions(asked) => decisions::list(args, asked),
        Command::Rules(args::RulesCommand::Show(asked)) => decisions::show_rules(args, asked),
        Command::Rules(args::RulesCommand::Set(asked)) => decisions::set_rules(args, asked),
        Command::Replay(asked) => replay::run(args, asked),
        Command::Verify(data) => maintain::verify(args, data),
        Command::Check(check) => maintain::check(args, check),
        Command::Backup(backup) => maintain::backup(args, backup),
        Command::Restore(restore) => maintain::restore(args, restore),
    }
}
