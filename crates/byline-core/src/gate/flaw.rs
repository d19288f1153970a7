//! The two tables of the gate: what is checked, and what can be wrong.
//!
//! A flaw is one row: its code, which is a promise to programs, the check it belongs to, whether
//! it holds links back, and two sentences for people.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

macro_rules! checks {
    ($($(#[doc = $doc:literal])* $n:literal $name:ident $key:literal $title:literal;)*) => {
        /// What the gate checks, in the order in which a brand sets it up.
        #[derive(
            Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize,
            Encode, Decode,
        )]
        #[serde(rename_all = "snake_case")]
        pub enum Check {
            $($(#[doc = $doc])* #[n($n)] $name,)*
        }

        impl Check {
            /// Every check.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The word in the API.
            pub fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)* }
            }

            /// What holds if it passes, in plain words.
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }
        }
    };
}

checks! {
    /// Period, budget and roster.
    0 Plan "plan" "The campaign has dates, a budget and creators";
    /// Model and windows.
    1 Counting "counting" "Model and windows were chosen on purpose";
    /// Limits and benchmarks.
    2 Limits "limits" "Limits and benchmarks are set";
    /// What arrives.
    3 Signals "signals" "Orders arrive, and a test order came through from end to end";
    /// Who is who.
    4 Identity "identity" "The creator's accounts are known, and nobody else's";
    /// What was agreed.
    5 Deal "deal" "The deal is stored";
    /// One link for each slot.
    6 Link "link" "Every placement has a link of its own";
    /// Tags.
    7 Utm "utm" "The UTM fields are complete, well spelt and unique";
    /// Where people land.
    8 Destination "destination" "The links lead to a page that works";
    /// The promo code.
    9 Code "code" "The promo code is live through the whole campaign";
    /// What the creator knows.
    10 Brief "brief" "The creator has read the brief";
    /// That it is paid.
    11 Disclosure "disclosure" "The brief says how to disclose";
}

impl Check {
    /// Whether it is about the campaign and so holds everybody.
    pub fn is_of_campaign(self) -> bool {
        matches!(self, Self::Plan | Self::Counting | Self::Limits | Self::Signals)
    }

    /// The check that `key` names.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|check| check.key() == key)
    }
}

/// Holds links back.
const BLOCKS: bool = true;
/// Is said and holds nobody.
const WARNS: bool = false;

macro_rules! flaws {
    (
        $($name:ident $check:ident $does_block:ident $code:literal $title:literal $next:literal;)*
    ) => {
        /// What can be wrong.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[expect(missing_docs, reason = "each has its title in the table")]
        pub enum Flaw { $($name),* }

        impl Flaw {
            /// Every flaw.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The stable code.
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// Which check finds it.
            pub fn check(self) -> Check {
                match self { $(Self::$name => Check::$check,)* }
            }

            /// Whether it holds links back.
            pub fn does_block(self) -> bool {
                match self { $(Self::$name => $does_block,)* }
            }

            /// What is wrong, in plain words.
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }

            /// What to do next.
            pub fn next_step(self) -> &'static str {
                match self { $(Self::$name => $next,)* }
            }
        }
    };
}

flaws! {
    NoFlight Plan BLOCKS "gate.no_flight"
        "the campaign has no dates" "set when it begins and ends";
    FlightOver Plan BLOCKS "gate.flight_over"
        "every flight of the campaign has ended" "add a flight that is to come";
    NoBudget Plan BLOCKS "gate.no_budget"
        "no budget is set" "set the whole budget; cost figures need it";
    OverBudget Plan WARNS "gate.over_budget"
        "the agreed fees are more than the budget" "raise the budget or change deals";
    NoCreators Plan BLOCKS "gate.no_creators"
        "the campaign has no creators" "add the roster";

    CountingNotChosen Counting BLOCKS "gate.counting_not_chosen"
        "model and windows are those that nobody changed"
        "choose the model and the windows, and confirm them";
    ClickWindowZero Counting BLOCKS "gate.click_window_zero"
        "the click window is zero, so no click can earn" "set it to at least a day";

    NoFloor Limits BLOCKS "gate.no_floor"
        "no floor of hourly revenue is set" "set the hourly revenue that calls somebody";
    NoCeiling Limits BLOCKS "gate.no_ceiling"
        "no ceiling of the cost of a click is set" "set what a click may cost";
    NoBenchmark Limits BLOCKS "gate.no_benchmark"
        "no KPI of the campaign's goal has a benchmark"
        "take one from the library or from your own history, or enter it";
    BenchmarkUnknown Limits BLOCKS "gate.benchmark_unknown"
        "a benchmark names no KPI" "use the key of a KPI";
    BenchmarkNotPositive Limits BLOCKS "gate.benchmark_not_positive"
        "a benchmark is not above zero" "enter the value that you expect";

    NoShop Signals BLOCKS "gate.no_shop"
        "no shop is connected" "connect the shop on the page Sources";
    ShopSilent Signals BLOCKS "gate.shop_silent"
        "nothing came from the shop for a day" "look at the shop's connection on Sources";
    NoTestOrder Signals BLOCKS "gate.no_test_order"
        "no test order was seen" "click a creator's test button and place a test order";
    TestOrderUnmatched Signals BLOCKS "gate.test_order_unmatched"
        "the test order came without a link or code of this campaign"
        "begin the test order at a creator's test button, or use a creator's code";
    NoLandings Signals WARNS "gate.no_landings"
        "the pixel has reported no landing for a day" "put the pixel on the landing pages";

    CreatorUnknown Identity BLOCKS "gate.creator_unknown"
        "there is no record of this creator" "create the creator";
    CreatorArchived Identity BLOCKS "gate.creator_archived"
        "the creator is out of use" "bring the creator back, or archive their placements";
    NoAccount Identity BLOCKS "gate.no_account"
        "the creator has no account on a platform where a post was agreed"
        "add the account's handle";
    AccountTwice Identity BLOCKS "gate.account_twice"
        "the creator has two accounts on one platform" "keep the one in use";
    AccountShared Identity BLOCKS "gate.account_shared"
        "another creator has the same account" "merge the two, or correct the handle";
    NoAccountId Identity WARNS "gate.no_account_id"
        "the platform's own id of an account is unknown, and handles change hands"
        "add the platform's id of the account";
    HandleMixed Identity BLOCKS "gate.handle_mixes_scripts"
        "a handle mixes scripts that people do not mix, as a forged one would"
        "open the account itself; then correct the handle, or answer for it";
    HandleHidden Identity BLOCKS "gate.handle_hides_marks"
        "a handle hides invisible marks or turns the direction of reading"
        "copy the handle from the account itself, or answer for it";
    HandleLike Identity BLOCKS "gate.handle_looks_like"
        "a handle reads like another creator's"
        "open both accounts; then correct the handle, or answer for it";
    AliasShared Identity BLOCKS "gate.alias_shared"
        "another creator goes by the same name in another system, so orders name nobody"
        "keep the name with one of the two";

    NoDeal Deal BLOCKS "gate.no_deal"
        "no deal is stored" "store fee, commission and rights";
    DealEmpty Deal BLOCKS "gate.deal_empty"
        "the deal says neither fee nor commission" "enter what was agreed";
    DealTwice Deal WARNS "gate.deal_twice"
        "two deals are in use" "archive the one that does not hold";
    DealOtherCurrency Deal WARNS "gate.deal_other_currency"
        "the fee is in another currency than the campaign"
        "see that rates are imported, or agree the fee in the campaign's currency";

    NoPlacement Link BLOCKS "gate.no_placement"
        "no placement was agreed" "add platform and format of each post";
    NoLink Link BLOCKS "gate.no_link"
        "the placement has no link" "issue a link for it";
    LinkTwice Link BLOCKS "gate.link_twice"
        "two links in use belong to one placement" "keep one and archive the other";
    LinkUnplaced Link WARNS "gate.link_unplaced"
        "the link belongs to no placement" "say to which placement it belongs";
    LinkMisplaced Link BLOCKS "gate.link_misplaced"
        "the link's placement is another creator's or campaign's"
        "give the link a placement of this creator";
    LinkPaused Link BLOCKS "gate.link_paused"
        "the link is paused" "let it go on";
    SlugShared Link BLOCKS "gate.slug_shared"
        "another link has the same short address" "change one of the two";

    UtmMissing Utm BLOCKS "gate.utm_missing"
        "a UTM field is empty" "fill in all five";
    UtmCase Utm BLOCKS "gate.utm_case"
        "a UTM field has capital letters, which reports count apart" "write it in lower case";
    UtmSpelling Utm BLOCKS "gate.utm_spelling"
        "a UTM field has spaces or signs that break on the way"
        "use letters, digits, `-`, `_` and `.`";
    UtmLetters Utm BLOCKS "gate.utm_letters"
        "a UTM field has letters of another script that pass for plain ones"
        "write it in plain letters";
    UtmSource Utm BLOCKS "gate.utm_source"
        "utm_source names another platform than the placement" "name the placement's platform";
    UtmMedium Utm BLOCKS "gate.utm_medium"
        "utm_medium is not `creator`, so channels would file it elsewhere" "write `creator`";
    UtmCampaign Utm BLOCKS "gate.utm_campaign"
        "utm_campaign differs from the other links of the campaign" "write it as the others do";
    UtmTerm Utm WARNS "gate.utm_term"
        "utm_term differs from the creator's other links, so reports show two creators"
        "write it as the others do";
    UtmShared Utm BLOCKS "gate.utm_shared"
        "another link has the same five UTM fields" "let at least one field differ";
    UtmInDestination Utm BLOCKS "gate.utm_in_destination"
        "the destination carries UTM fields of its own" "take them out of the destination";
    UtmStripped Utm BLOCKS "gate.utm_stripped"
        "a redirect behind the link drops the UTM fields"
        "link to the last address, or mend the redirect";

    NotHttps Destination BLOCKS "gate.not_https"
        "the destination is no https address" "link to the https address";
    NotChecked Destination BLOCKS "gate.not_checked"
        "nobody has looked where the link leads" "let the destination be checked";
    CheckedLongAgo Destination BLOCKS "gate.checked_long_ago"
        "the destination was last looked at more than a day ago"
        "let the destination be checked again";
    NoAnswer Destination BLOCKS "gate.no_answer"
        "the destination does not answer" "mend the page, or change the destination";
    BadStatus Destination BLOCKS "gate.bad_status"
        "the destination answers with an error" "mend the page, or change the destination";
    TurnedAway Destination WARNS "gate.turned_away"
        "the shop turns programs away, so nobody could look" "open the page by hand";
    ErrorWords Destination BLOCKS "gate.error_words"
        "the destination says that something went wrong"
        "mend the page, or change the destination";
    SoldOut Destination BLOCKS "gate.sold_out"
        "what the destination sells is sold out" "link to something in stock";
    Slow Destination WARNS "gate.slow"
        "the destination takes over three seconds" "make the page quicker; people leave";

    NoCode Code BLOCKS "gate.no_code"
        "the creator has no promo code" "create one";
    CodeStartsLate Code BLOCKS "gate.code_starts_late"
        "the code becomes valid after the campaign begins" "let it begin earlier";
    CodeEndsEarly Code BLOCKS "gate.code_ends_early"
        "the code ends before the campaign does" "let it end later";
    CodeShared Code BLOCKS "gate.code_shared"
        "the code names another creator at the same time" "give one of the two another code";
    CodeEarnsNothing Code BLOCKS "gate.code_earns_nothing"
        "the code's policy lets it earn nothing" "choose another policy";
    CodeLeaked Code WARNS "gate.code_leaked"
        "the code is public, so it earns only with a click" "issue a new one";
    CodeSpelling Code BLOCKS "gate.code_spelling"
        "the code is not in its normal spelling, so orders will not match it"
        "write it in capital letters, without spaces";

    NoBrief Brief BLOCKS "gate.no_brief"
        "there is no brief" "write one";
    BriefNotSent Brief BLOCKS "gate.brief_not_sent"
        "no private link to the brief was made" "make the private link and send it";
    BriefUnread Brief BLOCKS "gate.brief_unread"
        "the creator has not confirmed the brief" "send the private link again, or call";
    BriefChanged Brief BLOCKS "gate.brief_changed"
        "the brief was changed since the creator confirmed it" "ask for it to be confirmed again";
    NoWindow Brief BLOCKS "gate.no_posting_window"
        "the brief does not say when to post" "set the posting window";
    WindowOutside Brief BLOCKS "gate.posting_window_outside"
        "the posting window lies outside the campaign's dates" "move the window into a flight";

    NoWords Disclosure BLOCKS "gate.no_disclosure_words"
        "the brief does not say which words disclose the post" "set the words, such as `#ad`";
    WordsUnclear Disclosure BLOCKS "gate.disclosure_unclear"
        "the words do not say plainly that the post is paid"
        "use words such as `#ad` or `Paid partnership`";
}
