//! Every kind of thing that can be declared.

mod briefs;
mod campaigns;
mod codes;
mod connections;
mod creators;
mod links;
mod placements;

use super::kind::Kind;

pub use briefs::BRIEFS;
pub use campaigns::unsound_week;
pub use connections::CONNECTIONS;
pub use creators::{CREATORS, DEALS};
pub use links::{LINKS, own_hosts};

/// Every kind, in the order in which a brand declares them.
pub const ALL: [&Kind; 9] = [
    &campaigns::CAMPAIGNS,
    &creators::CREATORS,
    &creators::DEALS,
    &placements::PLACEMENTS,
    &placements::CONTENTS,
    &LINKS,
    &codes::CODES,
    &briefs::BRIEFS,
    &connections::CONNECTIONS,
];
