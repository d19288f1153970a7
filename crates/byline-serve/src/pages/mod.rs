//! Pages: what people see. Rendered on the server, complete without any script.
//!
//! Each page is two functions. A builder reads the engine and settles every word and number in a
//! struct; a renderer turns that struct into markup. Between them stands nothing that could fail,
//! so a page is a function of a view and can be tested as one. Addresses hold the whole state.

pub(crate) mod acts;
mod ask;
pub(crate) mod assets;
mod figures;
mod form;
mod frame;
mod links;
mod notices;
mod parts;
mod people;
mod routes;
mod sample;
mod shell;
mod switches;
mod visit;
pub(crate) mod words;
mod zones;

mod agreed;
mod alerts;
mod attribution;
mod campaigns;
mod channels;
mod claims;
mod counting;
mod creator;
mod decisions;
mod executive;
mod explain;
mod explore;
mod gate;
mod identities;
mod import;
mod jump;
mod linkbook;
mod live;
mod machine;
mod order;
mod orders;
mod past;
mod patrol;
mod playbook;
mod review;
mod roster;
mod settings;
mod sources;
#[cfg(debug_assertions)]
mod ui;
mod verdict;
mod wizard;

pub(crate) use identities::Doubles;
pub(crate) use roster::csv_field as field;
pub use routes::routes;

#[cfg(test)]
mod tests;
