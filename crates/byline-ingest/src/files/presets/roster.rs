//! Creators and their promo codes.

use byline_core::alias::{Alias, AliasKind};
use byline_core::code::{CodePolicy, PromoCode, normal_form};
use byline_core::creator::{Account, Creator, Platform};
use byline_core::entry::Fact;
use byline_core::id::{CampaignId, CodeId, CreatorId};

use crate::dedup::{digest, nth};
use crate::export::{Export, ExportColumn, Ground, Mapped, Row, RowRefused, may, must};
use crate::files::{Cells, unreadable};

const FEED: &str = "import";

/// Creators with a column for each platform; Instagram is among them.
pub const ROSTER: Export = Export {
    feed: FEED,
    what: "roster",
    about: "Creators of Grin, Aspire or AhaCreator, exported as CSV",
    columns: &ROSTER_COLUMNS,
    map: person,
};

/// The same, where TikTok is the platform that must be there.
pub const ROSTER_TIKTOK: Export = Export {
    what: "roster_tiktok",
    columns: &{
        let mut columns = ROSTER_COLUMNS;
        columns[1].is_needed = false;
        columns[2].is_needed = true;
        columns
    },
    ..ROSTER
};

/// One account a row.
pub const ACCOUNTS: Export = Export {
    feed: FEED,
    what: "accounts",
    about: "A list of accounts with platform and followers, such as IQFluence exports",
    columns: ACCOUNT_COLUMNS,
    map: account,
};

/// Partners of impact.com.
pub const PARTNERS: Export = Export {
    feed: FEED,
    what: "impact_partners",
    about: "impact.com, Partners, export as CSV",
    columns: PARTNER_COLUMNS,
    map: partner,
};

const ROSTER_COLUMNS: [ExportColumn; 13] = [
    must("name", &["Creator Name", "Full Name", "Creator"], "the name that people know"),
    must(
        "instagram",
        &["Instagram Handle", "Instagram Username", "IG Handle", "Instagram URL"],
        "the account there",
    ),
    may("tiktok", &["TikTok Handle", "TikTok Username", "TikTok URL"], "the account there"),
    may("youtube", &["YouTube Handle", "YouTube Channel", "YouTube URL"], "the account there"),
    may(
        "instagram_followers",
        &["Instagram Follower Count", "IG Followers"],
        "people who follow there",
    ),
    may("tiktok_followers", &["TikTok Follower Count"], "people who follow there"),
    may(
        "youtube_followers",
        &["YouTube Subscribers", "YouTube Follower Count"],
        "people who follow there",
    ),
    may("creator_id", &["External ID"], "your own id of the creator"),
    may("category", &["Niche", "Categories", "Vertical"], "what the content is about"),
    may("country", &["Country Code"], "two letters"),
    may("promo_code", &["Discount Code", "Coupon Code", "Code"], "the code at checkout"),
    may("campaign_id", &["Campaign ID"], "for which campaign the code is"),
    may("notes", &[], "free text"),
];

const ACCOUNT_COLUMNS: &[ExportColumn] = &[
    must("handle", &["Username", "User Name", "Account"], "the account"),
    must("platform", &["Network", "Social Network"], "where"),
    must("followers", &["Follower Count", "Followers Count", "Subscribers"], "who follow"),
    may("name", &["Full Name", "Creator Name", "Display Name"], "the name that people know"),
    may("creator_id", &["External ID"], "your own id of the creator"),
    may("platform_user_id", &["User ID", "Account ID"], "the platform's own id"),
    may("category", &["Niche", "Topics"], "what the content is about"),
    may("country", &["Country Code"], "two letters"),
];

const PARTNER_COLUMNS: &[ExportColumn] = &[
    must("partner_id", &["Partner ID", "MediaPartnerId", "Media Partner ID"], "its number"),
    must("partner_name", &["Partner Name", "MediaPartnerName"], "its name"),
    may("promo_code", &["Promo Code", "Code"], "the code at checkout"),
    may("campaign_id", &["Campaign ID"], "for which campaign the code is"),
    must("status", &["Partner Status", "Relationship Status", "Contract Status"], "its standing"),
];

fn person(row: &Row<'_>, ground: &Ground<'_>) -> Mapped {
    let cells = Cells::new(row, ground);
    let columns: [(Platform, &'static str, &'static str); 3] = [
        (Platform::Instagram, "instagram", "instagram_followers"),
        (Platform::Tiktok, "tiktok", "tiktok_followers"),
        (Platform::Youtube, "youtube", "youtube_followers"),
    ];
    let mut accounts = Vec::new();
    for (platform, handle, followers) in columns {
        let Some(handle) = cells.text(handle).and_then(handle_of) else { continue };
        let n_followers = cells.count(followers)?.and_then(|n| u64::try_from(n).ok());
        accounts.push(Account { platform, handle, platform_user_id: None, n_followers });
    }
    creator(&cells, cells.must("name")?, accounts)
}

fn account(row: &Row<'_>, ground: &Ground<'_>) -> Mapped {
    let cells = Cells::new(row, ground);
    let handle = handle_of(cells.must("handle")?).ok_or(RowRefused::Missing("handle"))?;
    let word = cells.must("platform")?.to_lowercase();
    let platform = Platform::ALL.into_iter().find(|platform| platform.key() == word);
    let n_followers = cells.count("followers")?.and_then(|n| u64::try_from(n).ok());
    let account = Account {
        platform: platform.unwrap_or(Platform::Other),
        platform_user_id: cells.id("platform_user_id")?.map(str::to_owned),
        n_followers,
        handle: handle.clone(),
    };
    creator(&cells, cells.text("name").unwrap_or(&handle), vec![account])
}

fn partner(row: &Row<'_>, ground: &Ground<'_>) -> Mapped {
    let cells = Cells::new(row, ground);
    creator(&cells, cells.must("partner_name")?, Vec::new())
}

/// The creator, and the promo code if the row has one.
fn creator(cells: &Cells<'_>, name: &str, accounts: Vec<Account>) -> Mapped {
    let id = match cells.id("creator_id")? {
        Some(id) => id.to_owned(),
        None => made_id(CreatorId::PREFIX, &key_of(name, accounts.first())),
    };
    let country = cells.text("country").map(str::to_ascii_uppercase);
    let is_country =
        |code: &String| code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase());
    let number = cells.id("partner_id")?;
    let alias = number.and_then(|number| Alias::new(AliasKind::Affiliate, "impact", number));
    let creator = Creator {
        id: CreatorId::from(id.as_str()),
        name: name.to_owned(),
        accounts,
        category: cells.text("category").map(str::to_lowercase),
        country: country.filter(is_country),
        notes: cells.text("notes").map(str::to_owned),
        aliases: alias.into_iter().collect(),
        is_archived: false,
    };
    let row = cells.row_key(FEED);
    let code = code(cells, creator.id.clone())?.map(Fact::Code);
    let facts = std::iter::once(Fact::Creator(creator)).chain(code);
    Ok(facts.enumerate().map(|(n, fact)| (fact, nth(row, n))).collect())
}

/// The promo code of a row whose campaign is said.
fn code(cells: &Cells<'_>, creator_id: CreatorId) -> Result<Option<PromoCode>, RowRefused> {
    let Some(text) = cells.text("promo_code") else { return Ok(None) };
    let campaign = cells.text("campaign_id").or_else(|| cells.setting("campaign_id"));
    let Some(campaign) = campaign else { return Ok(None) };
    let code = normal_form(text);
    if code.is_empty() || 60 < code.len() {
        return Err(unreadable("promo_code", text, "promo code"));
    }
    let id = made_id(CodeId::PREFIX, &[campaign.to_owned(), code.clone()]);
    Ok(Some(PromoCode {
        id: CodeId::from(id),
        code,
        campaign_id: CampaignId::from(campaign),
        creator_id,
        valid_from: None,
        valid_to: None,
        policy: CodePolicy::default(),
        is_leaked: false,
        is_archived: false,
    }))
}

/// What names a creator: the first account, or else the name.
pub(super) fn key_of(name: &str, account: Option<&Account>) -> Vec<String> {
    match account {
        Some(account) => {
            vec![account.platform.key().to_owned(), account.handle.to_lowercase()]
        }
        None => vec!["name".to_owned(), name.to_lowercase()],
    }
}

/// An id that the same parts always give.
pub(super) fn made_id(prefix: &str, parts: &[String]) -> String {
    let parts: Vec<&[u8]> = parts.iter().map(String::as_bytes).collect();
    format!("{prefix}{:032x}", u128::from_be_bytes(digest(&parts)))
}

/// The handle in a cell: as it is, with `@`, or as the address of a profile.
pub(super) fn handle_of(text: &str) -> Option<String> {
    let path = text.split_once("://").map_or(text, |(_, rest)| rest);
    let path = path.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    let last = path.rsplit('/').next().unwrap_or_default();
    let handle = last.trim().trim_start_matches('@');
    (!handle.is_empty()).then(|| handle.to_owned())
}
