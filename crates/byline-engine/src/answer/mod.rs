//! Answers: the state read for screens, the API and the command line. Nothing here changes it.

mod alerts;
mod attribution;
mod audit;
mod changes;
mod claims;
mod decided;
mod decisions;
mod explain;
mod gate;
mod handles;
mod identity;
mod kpi;
mod live;
mod lookup;
mod mentions;
mod misfiled;
mod near;
mod order;
mod patrol;
mod query;
mod reasons;
mod recount;
mod shares;
mod signals;
mod slots;
mod sources;
mod unowned;
mod waiting;
mod words;

pub use audit::Audit;
pub(crate) use decisions::{Bench, Dossier, Judged, target};
pub use identity::Resolved;
pub use lookup::{OrderFilter, OrderLookup};
pub use words::{model_text, rules_text};
