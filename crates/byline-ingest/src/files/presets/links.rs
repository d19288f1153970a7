//! Short links, and the sheet in which teams log their UTM fields: in and out.
//!
//! Who owns a link is said by a column, by `utm_term` or `utm_content` where they hold a creator's
//! id, or by the mapping's settings `creator_id` and `campaign_id`. A link of nobody is refused.

use byline_core::creator::Platform;
use byline_core::entry::Fact;
use byline_core::id::{CampaignId, CreatorId, LinkId, PlacementId};
use byline_core::link::destination::Policy;
use byline_core::link::landing::Landing;
use byline_core::link::slug::SlugError;
use byline_core::link::{Link, Utm, destination, slug};

use super::roster::made_id;
use crate::export::{Export, ExportColumn, Ground, Mapped, Row, RowRefused, may, must};
use crate::files::{Cells, unreadable};

const FEED: &str = "import";

/// Short links of Rebrandly and Bitly.
pub const LINKS: Export = Export {
    feed: FEED,
    what: "links",
    about: "Rebrandly or Bitly, links exported as CSV",
    columns: LINK_COLUMNS,
    map: link,
};

/// The sheet of UTM fields, as [`utm_log`] writes it.
pub const UTM_LOG: Export = Export {
    feed: FEED,
    what: "utm_log",
    about: "The team's sheet of UTM fields, or Byline's own",
    columns: LOG_COLUMNS,
    map: link,
};

const LINK_COLUMNS: &[ExportColumn] = &[
    must("short", &["Short URL", "Short Link", "Bitlink", "Link"], "the short address"),
    must("destination", &["Long URL", "Destination URL", "Target"], "where it lands"),
    may("creator_id", &["Creator ID"], "whose link"),
    may("campaign_id", &["Campaign ID"], "for which campaign"),
];

const LOG_COLUMNS: &[ExportColumn] = &[
    must("short", &["Slug", "Short URL", "Short Link"], "the short address or its last part"),
    must("destination", &["URL", "Landing Page", "Website URL"], "where it lands"),
    must("utm_source", &["Campaign Source", "Source"], "`utm_source`"),
    must("utm_campaign", &["Campaign Name", "Campaign"], "`utm_campaign`"),
    may("utm_medium", &["Campaign Medium", "Medium"], "`utm_medium`"),
    may("utm_content", &["Campaign Content", "Content"], "`utm_content`"),
    may("utm_term", &["Campaign Term", "Term"], "`utm_term`"),
    may("creator_id", &["Creator ID"], "whose link"),
    may("campaign_id", &["Campaign ID"], "for which campaign"),
    may("placement_id", &["Placement ID"], "in which slot"),
];

const UTM: [&str; 5] = ["utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term"];

fn link(row: &Row<'_>, ground: &Ground<'_>) -> Mapped {
    let cells = Cells::new(row, ground);
    let address = cells.must("destination")?;
    if !address.starts_with("https://") {
        return Err(unreadable("destination", address, "https address"));
    }
    let anywhere = Policy { allowed_hosts: &[], own_hosts: &[] };
    if destination::check(address, &anywhere).is_err() {
        return Err(unreadable("destination", address, "address that links may lead to"));
    }
    let utm = cells.utm(UTM).unwrap_or_else(|| Landing::read(address).utm);
    let slug = slug_of("short", cells.must("short")?)?;
    let link = Link {
        id: LinkId::from(made_id(LinkId::PREFIX, &[slug.to_lowercase()])),
        campaign_id: CampaignId::from(campaign(&cells, &utm)?),
        creator_id: CreatorId::from(creator(&cells, &utm)?),
        placement_id: cells.id("placement_id")?.map(PlacementId::from),
        content_id: None,
        destination: without_utm(address),
        slug,
        utm,
        is_paused: false,
        fallback: None,
        is_archived: false,
    };
    Ok(vec![(Fact::Link(link), cells.row_key(FEED))])
}

fn creator(cells: &Cells<'_>, utm: &Utm) -> Result<String, RowRefused> {
    let is_creator = |text: &&str| {
        text.starts_with(CreatorId::PREFIX) || cells.ground.directory.has_creator(text)
    };
    let named = [utm.term.as_str(), utm.content.as_str()].into_iter().find(is_creator);
    let said = cells.id("creator_id")?.or(named).or_else(|| cells.setting("creator_id"));
    said.map(str::to_owned).ok_or(RowRefused::Missing("creator_id"))
}

fn campaign(cells: &Cells<'_>, utm: &Utm) -> Result<String, RowRefused> {
    let named = Some(utm.campaign.as_str()).filter(|id| cells.ground.directory.has_campaign(id));
    let said = cells.id("campaign_id")?.or(named).or_else(|| cells.setting("campaign_id"));
    said.map(str::to_owned).ok_or(RowRefused::Missing("campaign_id"))
}

/// The UTM fields of an address; without any, those that Byline gives to a creator's link.
pub(super) fn utm_of(address: &str, platform: Platform, campaign: &str, term: &str) -> Utm {
    let said = Landing::read(address).utm;
    if !said.is_empty() {
        return said;
    }
    let source = if platform == Platform::Other { "creator" } else { platform.key() };
    Utm {
        source: source.to_owned(),
        medium: "creator".to_owned(),
        campaign: campaign.to_lowercase(),
        content: "link".to_owned(),
        term: term.to_lowercase(),
    }
}

/// The last part of a short address, as a slug may be.
pub(super) fn slug_of(column: &'static str, short: &str) -> Result<String, RowRefused> {
    let path = short.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    let slug = path.rsplit('/').next().unwrap_or_default();
    match slug::check(slug) {
        Ok(()) => Ok(slug.to_owned()),
        Err(SlugError::Reserved { .. }) => {
            Err(unreadable(column, short, "slug that is no address of Byline itself"))
        }
        Err(_) => Err(unreadable(column, short, "slug of letters, digits, `-`, `_` and `.`")),
    }
}

/// An address without the UTM fields; everything else stays as it is.
pub(super) fn without_utm(address: &str) -> String {
    let (rest, fragment) = address.split_once('#').map_or((address, None), |(r, f)| (r, Some(f)));
    let (base, query) = rest.split_once('?').unwrap_or((rest, ""));
    let is_kept = |pair: &&str| !pair.is_empty() && !UTM.contains(&name_of(pair));
    let kept: Vec<&str> = query.split('&').filter(is_kept).collect();
    let mut address = base.to_owned();
    if !kept.is_empty() {
        address.push('?');
        address.push_str(&kept.join("&"));
    }
    fragment.map_or(address.clone(), |fragment| format!("{address}#{fragment}"))
}

fn name_of<'p>(pair: &'p &str) -> &'p str {
    pair.split_once('=').map_or(pair, |(name, _)| name)
}

/// The sheet of UTM fields as CSV; [`UTM_LOG`] reads it.
pub fn utm_log<'a>(links: impl IntoIterator<Item = &'a Link>) -> Vec<u8> {
    const HEADER: [&str; 10] = [
        "slug",
        "url",
        "utm_source",
        "utm_medium",
        "utm_campaign",
        "utm_content",
        "utm_term",
        "creator_id",
        "campaign_id",
        "placement_id",
    ];
    let mut sheet = csv::Writer::from_writer(Vec::new());
    let in_memory = "a sheet is written to memory, with as many cells in every row";
    sheet.write_record(HEADER).expect(in_memory);
    for link in links {
        let [source, medium, campaign, content, term] = link.utm.fields().map(|(_, value)| value);
        let placement = link.placement_id.as_ref().map_or("", PlacementId::as_str);
        let (creator, of) = (link.creator_id.as_str(), link.campaign_id.as_str());
        let row = [
            &link.slug,
            &link.destination,
            source,
            medium,
            campaign,
            content,
            term,
            creator,
            of,
            placement,
        ];
        sheet.write_record(row).expect(in_memory);
    }
    sheet.into_inner().expect(in_memory)
}
