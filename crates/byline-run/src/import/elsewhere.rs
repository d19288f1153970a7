//! The same agreements under another campaign: a sheet that was brought under another name.
//!
//! In: a sheet of creators that a new campaign is to be made of. Out: the campaign that has one of
//! its deals already, if there is one. A fee that was spent for one campaign is never spent again
//! because a file was given another name.

use std::sync::OnceLock;

use byline_core::creator::Deal;
use byline_core::entry::Fact;
use byline_core::id::CampaignId;
use byline_core::time::Timestamp;
use byline_ingest::files::{self, FileError, Mapping, Table};

use super::TableWanted;
use crate::intake::{Intake, Known};

impl Intake {
    /// The campaign, besides the one that is wanted, in which a deal of a sheet is in force just so
    /// already. `open` begins to read the sheet anew.
    pub fn same_deals_elsewhere<'t>(
        &self,
        wanted: &TableWanted<'_>,
        mapping: &Mapping,
        open: impl Fn() -> Result<Table<'t>, FileError>,
        now: Timestamp,
    ) -> Result<Option<CampaignId>, FileError> {
        let known = Known(&self.engine);
        let campaigns: Vec<CampaignId> =
            known.ask(|engine| engine.campaigns().map(|campaign| campaign.id.clone()).collect());
        let said = wanted.settings.get("campaign_id");
        for campaign in campaigns.into_iter().filter(|id| said.is_none_or(|it| it != id.as_str())) {
            let mut asked = wanted.clone();
            asked.settings.insert("campaign_id".to_owned(), campaign.to_string());
            let deals = self.deals(&asked, mapping, open()?, now)?;
            let is_known =
                |deal: &Deal| known.ask(|engine| engine.deals().any(|known| known == deal));
            if deals.iter().any(is_known) {
                return Ok(Some(campaign));
            }
        }
        Ok(None)
    }

    /// The deals that a sheet states for the campaign of the settings.
    fn deals(
        &self,
        wanted: &TableWanted<'_>,
        mapping: &Mapping,
        table: Table<'_>,
        now: Timestamp,
    ) -> Result<Vec<Deal>, FileError> {
        let (site, known) = (OnceLock::new(), Known(&self.engine));
        let ground = |mapping: &Mapping| self.ground(wanted, mapping, &site, &known, now);
        let opened = files::mapped(table, |_| Ok(mapping.clone()), ground)?;
        let facts = opened.lines.filter_map(|line| line.outcome.ok()).flatten();
        let deals = facts.filter_map(|(fact, _)| match fact {
            Fact::Deal(deal) => Some(deal),
            _ => None,
        });
        Ok(deals.collect())
    }
}
