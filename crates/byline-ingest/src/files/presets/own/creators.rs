//! Creators with all that was agreed with them: code, link, fee and commission.

use byline_core::code::{CodePolicy, PromoCode, normal_form};
use byline_core::creator::{Account, Creator, Deal, Platform};
use byline_core::entry::Fact;
use byline_core::event::{Spend, SpendKind};
use byline_core::id::{CampaignId, CodeId, CreatorId, DealId, EventId, LinkId};
use byline_core::link::Link;
use byline_core::money::Money;

use super::super::links::{slug_of, utm_of, without_utm};
use super::super::roster::{handle_of, key_of, made_id};
use super::{FEED, campaign};
use crate::dedup::nth;
use crate::export::{Export, ExportColumn, Ground, Mapped, Row, RowRefused, may, must};
use crate::files::{Cells, Digits, numbers, unreadable};

/// Creators of one campaign.
pub const CREATORS: Export = Export {
    feed: FEED,
    what: "creators",
    about: "A sheet of creators with code, link, fee and commission",
    columns: COLUMNS,
    map: creator,
};

const COLUMNS: &[ExportColumn] = &[
    must("handle", &["Account", "Username", "Creator Handle", "@"], "the account"),
    may("name", &["Creator", "Creator Name", "Full Name"], "the name that people know"),
    may("platform", &["Network", "Channel"], "tiktok, instagram, youtube or another"),
    may("creator_id", &["External ID"], "your own id of the creator"),
    may("platform_user_id", &["Platform User ID", "Account ID"], "the platform's own id"),
    may("followers", &["Follower Count", "Subscribers"], "people who follow"),
    may("category", &["Niche"], "what the content is about"),
    may("country", &["Country Code"], "two letters"),
    may(
        "code",
        &["Promo Code", "Discount Code", "Coupon", "Coupon Code", "Voucher"],
        "the code at checkout",
    ),
    may("link", &["Short Link", "Slug", "Tracking Link"], "the short link, or its last part"),
    may(
        "destination",
        &["Destination URL", "Landing Page", "Target URL", "URL"],
        "where the link leads",
    ),
    may("fee", &["Flat Fee", "Fixed Fee", "Fee Amount", "Cost"], "the fixed fee"),
    may(
        "commission",
        &["Commission %", "Commission Rate", "Rev Share", "Revenue Share"],
        "of revenue, such as 10 %",
    ),
    may("currency", &["Fee Currency"], "ISO 4217 code of the fee"),
    may("paid_at", &["Fee Date", "Paid On", "Start", "Start Date"], "when the fee counts"),
    may("campaign_id", &["Campaign ID"], "for which campaign"),
    may("notes", &["Note", "Comment"], "free text"),
];

fn creator(row: &Row<'_>, ground: &Ground<'_>) -> Mapped {
    let cells = Cells::new(row, ground);
    let handle = handle_of(cells.must("handle")?).ok_or(RowRefused::Missing("handle"))?;
    let n_followers = cells.count("followers")?.and_then(|n| u64::try_from(n).ok());
    let platform = platform(cells.text("platform"));
    let platform_user_id = cells.id("platform_user_id")?.map(str::to_owned);
    let account = Account { platform, handle, platform_user_id, n_followers };
    let name = cells.text("name").unwrap_or(&account.handle).to_owned();
    let id = match cells.id("creator_id")? {
        Some(id) => id.to_owned(),
        None => made_id(CreatorId::PREFIX, &key_of(&name, Some(&account))),
    };
    let agreed = Agreed {
        cells,
        campaign: campaign(&cells)?,
        creator: &id,
        platform,
        handle: &account.handle,
    };
    let agreements = [agreed.deal()?, agreed.fee()?, agreed.code()?, agreed.link(&account.handle)?];
    let is_country =
        |code: &String| code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase());
    let creator = Creator {
        id: CreatorId::from(id.as_str()),
        name,
        accounts: vec![account.clone()],
        category: cells.text("category").map(str::to_lowercase),
        country: cells.text("country").map(str::to_ascii_uppercase).filter(is_country),
        notes: cells.text("notes").map(str::to_owned),
        aliases: Vec::new(),
        is_archived: false,
    };
    // What was agreed is of the campaign, so the same row for another one is another row.
    let row = crate::dedup::key(&[&cells.row_key(FEED).0, agreed.campaign.as_bytes()]);
    let facts = std::iter::once(Fact::Creator(creator)).chain(agreements.into_iter().flatten());
    Ok(facts.enumerate().map(|(n, fact)| (fact, nth(row, n))).collect())
}

/// A platform as people write it.
fn platform(text: Option<&str>) -> Platform {
    match text.unwrap_or_default().to_lowercase().replace([' ', '-'], "").as_str() {
        "tiktok" | "tt" => Platform::Tiktok,
        "instagram" | "ig" | "insta" => Platform::Instagram,
        "youtube" | "yt" => Platform::Youtube,
        _ => Platform::Other,
    }
}

/// What a row says was agreed with its creator.
struct Agreed<'r> {
    cells: Cells<'r>,
    campaign: &'r str,
    creator: &'r str,
    platform: Platform,
    handle: &'r str,
}

impl Agreed<'_> {
    fn id(&self, prefix: &str, what: &str) -> String {
        let (campaign, creator) = (self.campaign.to_owned(), self.creator.to_owned());
        // One creator may have a row and a fee for each account.
        let account = format!("{}/{}", self.platform.key(), self.handle.to_lowercase());
        made_id(prefix, &[what.to_owned(), campaign, creator, account])
    }

    fn fee_money(&self) -> Result<Option<Money>, RowRefused> {
        let currency = self.cells.currency("currency")?;
        let fee = self.cells.money("fee", currency)?;
        if fee.is_some_and(|fee| fee.minor < 0) {
            let text = self.cells.text("fee").unwrap_or_default();
            return Err(unreadable("fee", text, "fee of 0 or more"));
        }
        Ok(fee.filter(|fee| 0 < fee.minor))
    }

    fn deal(&self) -> Result<Option<Fact>, RowRefused> {
        let (fee, commission) = (self.fee_money()?, commission_bp(&self.cells)?);
        if fee.is_none() && commission.is_none() {
            return Ok(None);
        }
        Ok(Some(Fact::Deal(Deal {
            id: DealId::from(self.id(DealId::PREFIX, "deal")),
            campaign_id: CampaignId::from(self.campaign),
            creator_id: CreatorId::from(self.creator),
            fee,
            commission_bp: commission.unwrap_or(0),
            amplification: None,
            terms: None,
            is_archived: false,
            week: Default::default(),
        })))
    }

    /// The fee as money that was spent, so that it counts in every figure of cost.
    fn fee(&self) -> Result<Option<Fact>, RowRefused> {
        let Some(amount) = self.fee_money()? else { return Ok(None) };
        let said = self.cells.time("paid_at", Digits::Refused)?;
        let sheet = self.cells.setting("began_at").and_then(|at| at.parse().ok());
        Ok(Some(Fact::Spend(Spend {
            id: EventId::from(self.id("", "fee")),
            campaign_id: CampaignId::from(self.campaign),
            creator_id: Some(CreatorId::from(self.creator)),
            placement_id: None,
            occurred_at: said.or(sheet).unwrap_or(self.cells.ground.received_at),
            amount,
            kind: SpendKind::Fee,
        })))
    }

    fn code(&self) -> Result<Option<Fact>, RowRefused> {
        let Some(text) = self.cells.text("code") else { return Ok(None) };
        let code = normal_form(text);
        if code.is_empty() || 60 < code.len() {
            return Err(unreadable("code", text, "promo code"));
        }
        Ok(Some(Fact::Code(PromoCode {
            id: CodeId::from(made_id(CodeId::PREFIX, &[self.campaign.to_owned(), code.clone()])),
            code,
            campaign_id: CampaignId::from(self.campaign),
            creator_id: CreatorId::from(self.creator),
            valid_from: None,
            valid_to: None,
            policy: CodePolicy::default(),
            is_leaked: false,
            is_archived: false,
        })))
    }

    /// The link, where the row says where it leads; its slug is the handle if none is said.
    fn link(&self, handle: &str) -> Result<Option<Fact>, RowRefused> {
        let Some(address) = self.cells.text("destination") else { return Ok(None) };
        if !address.starts_with("https://") {
            return Err(unreadable("destination", address, "https address"));
        }
        let slug = slug_of("link", self.cells.text("link").unwrap_or(handle))?;
        Ok(Some(Fact::Link(Link {
            id: LinkId::from(made_id(LinkId::PREFIX, &[slug.to_lowercase()])),
            campaign_id: CampaignId::from(self.campaign),
            creator_id: CreatorId::from(self.creator),
            placement_id: None,
            content_id: None,
            destination: without_utm(address),
            utm: utm_of(address, self.platform, self.campaign, handle),
            slug,
            is_paused: false,
            fallback: None,
            is_archived: false,
        })))
    }
}

/// A commission in hundredths of a percent. `10 %` and `10` are ten percent; of `0.1` nobody can
/// know whether it is a tenth of all or of a percent.
fn commission_bp(cells: &Cells<'_>) -> Result<Option<u32>, RowRefused> {
    let Some(text) = cells.text("commission") else { return Ok(None) };
    let wanted = "commission such as 10 %";
    let (number, has_sign) = match text.strip_suffix('%') {
        Some(number) => (number.trim(), true),
        None => (text, false),
    };
    let mark = cells.setting("decimal_mark").and_then(|mark| mark.chars().next());
    let bp = numbers::scaled(number, mark, 2).and_then(|bp| u32::try_from(bp).ok());
    let bp = bp.filter(|bp| *bp <= 100_00 && (has_sign || *bp == 0 || 1_00 <= *bp));
    bp.map(Some).ok_or_else(|| unreadable("commission", text, wanted))
}
