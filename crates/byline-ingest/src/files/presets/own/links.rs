//! Links that somebody keeps in a sheet of their own, with the creator by handle or name.

use byline_core::creator::Platform;
use byline_core::entry::Fact;
use byline_core::id::{CampaignId, CreatorId, LinkId};
use byline_core::link::Link;

use super::super::links::{slug_of, utm_of, without_utm};
use super::super::roster::made_id;
use super::{FEED, campaign, creator};
use crate::export::{Export, ExportColumn, Ground, Mapped, Row, RowRefused, may, must};
use crate::files::{Cells, unreadable};

/// Links.
pub const LINKS: Export = Export {
    feed: FEED,
    what: "own_links",
    about: "A sheet of links with the creator that each belongs to",
    columns: COLUMNS,
    map: link,
};

const COLUMNS: &[ExportColumn] = &[
    must("link", &["Slug", "Short Link", "Short URL", "Tracking Link"], "the short link"),
    must(
        "destination",
        &["Destination URL", "Target URL", "Landing Page", "URL"],
        "where it leads",
    ),
    must("creator", &["Handle", "Creator Handle", "Creator Name", "Creator ID"], "whose it is"),
    may("platform", &["Network", "Source"], "where it is shared"),
    may("campaign_id", &["Campaign ID"], "for which campaign"),
];

fn link(row: &Row<'_>, ground: &Ground<'_>) -> Mapped {
    let cells = Cells::new(row, ground);
    let address = cells.must("destination")?;
    if !address.starts_with("https://") {
        return Err(unreadable("destination", address, "https address"));
    }
    let slug = slug_of("link", cells.must("link")?)?;
    let creator = creator(&cells, "creator")?.ok_or(RowRefused::Missing("creator"))?;
    let campaign = campaign(&cells)?;
    let word = cells.text("platform").unwrap_or_default().to_lowercase();
    let platform = Platform::ALL.into_iter().find(|platform| platform.key() == word);
    let link = Link {
        id: LinkId::from(made_id(LinkId::PREFIX, &[slug.to_lowercase()])),
        campaign_id: CampaignId::from(campaign),
        utm: utm_of(address, platform.unwrap_or(Platform::Other), campaign, &creator),
        creator_id: CreatorId::from(creator),
        placement_id: None,
        content_id: None,
        destination: without_utm(address),
        slug,
        is_paused: false,
        fallback: None,
        is_archived: false,
    };
    let row = crate::dedup::key(&[&cells.row_key(FEED).0, campaign.as_bytes()]);
    Ok(vec![(Fact::Link(link), row)])
}
