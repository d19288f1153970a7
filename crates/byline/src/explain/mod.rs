//! `byline explain`: a figure or an order, opened up.

mod figure;
mod order;

use byline_core::credit::Model;
use byline_serve::Asked;

use crate::args::{self, Args};
use crate::config::File;
use crate::exit::{Done, Exit, Failure};
use crate::source::{Source, asked};

/// Prints what is behind a figure or an order.
pub fn run(args: &Args, explain: &args::Explain) -> Result<Done, Failure> {
    let file = File::read(args.config.as_deref())?;
    let is_order = explain.what == "order";
    if is_order != explain.name.is_some() {
        let words = "say `explain order 1001` for an order, or `explain revenue` for a figure";
        return Err(Failure::new(Exit::Usage, "program.usage", words));
    }
    let sight = asked(&explain.sight);
    let source = Source::open(&file, &explain.origin)?;
    let (answer, text) = match &explain.name {
        Some(name) => {
            let order = source.order(name)?;
            let model = explain.sight.model.as_deref().and_then(Model::from_key);
            let text = order::text(&order, model);
            (order, text)
        }
        None => {
            let measure = Some(explain.what.clone());
            let asked = Asked { measure, limit: Some(explain.limit), ..sight };
            let figure = source.explanation(&asked)?;
            let text = figure::text(&source, &asked, &figure)?;
            (figure, text)
        }
    };
    if args.json {
        println!("{answer}");
    } else {
        print!("{text}");
    }
    Ok(Done::Well)
}
