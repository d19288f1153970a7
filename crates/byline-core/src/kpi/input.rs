//! Inputs: the figures that KPIs are made of. Each may be missing, which is not zero.

use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};

/// What a figure is counted in.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InputKind {
    /// Whole things.
    Count,
    /// Millionths of a thing: conversions are split over creators.
    Micro,
    /// Minor units of the campaign's currency.
    Money,
}

macro_rules! inputs {
    ($($(#[$doc:meta])* $variant:ident = $key:literal, $name:literal, $kind:ident;)*) => {
        /// A figure that goes into a KPI.
        #[derive(
            Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize,
        )]
        #[serde(rename_all = "snake_case")]
        pub enum Input {
            $($(#[$doc])* $variant,)*
        }

        impl Input {
            /// Every input.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The word in the API.
            pub fn key(self) -> &'static str {
                match self {
                    $(Self::$variant => $key,)*
                }
            }

            /// The words in formulas.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// What it is counted in.
            pub fn kind(self) -> InputKind {
                match self {
                    $(Self::$variant => InputKind::$kind,)*
                }
            }
        }
    };
}

inputs! {
    /// Money spent: fees, commission, paid spend.
    Cost = "cost", "cost", Money;
    /// Credited revenue after refunds.
    Revenue = "revenue", "revenue", Money;
    /// Revenue of all orders in scope, credited or not.
    TotalRevenue = "total_revenue", "revenue of all orders", Money;
    /// What the same displays would have cost as paid media.
    MediaValue = "media_value", "media value", Money;
    /// The budget.
    Budget = "budget", "budget", Money;
    /// Budget moved from one creator to another since the start.
    BudgetMoved = "budget_moved", "budget moved", Money;
    /// Minutes in the stretch.
    Minutes = "minutes", "minutes", Count;
    /// Unique people; never summed.
    Reach = "reach", "reach", Count;
    /// Displays.
    Impressions = "impressions", "impressions", Count;
    /// Plays.
    Views = "views", "views", Count;
    /// Likes.
    Likes = "likes", "likes", Count;
    /// Comments.
    Comments = "comments", "comments", Count;
    /// Shares.
    Shares = "shares", "shares", Count;
    /// Saves.
    Saves = "saves", "saves", Count;
    /// The creator's followers.
    Followers = "followers", "followers", Count;
    /// The brand's followers at launch.
    FollowersBefore = "followers_before", "followers before", Count;
    /// The brand's followers 7 to 14 days after the end.
    FollowersAfter = "followers_after", "followers after", Count;
    /// The followers that the brand would have won anyway; see
    /// [`KpiInputs::expected_followers_micro`].
    FollowersExpected = "followers_expected", "expected new followers", Micro;
    /// Mentions of the brand.
    Mentions = "mentions", "mentions", Count;
    /// Mentions that are friendly.
    MentionsPositive = "mentions_positive", "positive mentions", Count;
    /// Mentions that are neither.
    MentionsNeutral = "mentions_neutral", "neutral mentions", Count;
    /// Mentions that are unfriendly.
    MentionsNegative = "mentions_negative", "negative mentions", Count;
    /// Posts of the campaign.
    Posts = "posts", "campaign posts", Count;
    /// Clicks by people.
    Clicks = "clicks", "clicks", Count;
    /// Landed sessions.
    Visits = "visits", "visits", Count;
    /// Landed sessions with all five UTM fields as issued.
    VisitsTagged = "visits_tagged", "tagged visits", Count;
    /// Credited conversions: orders or target actions, as the campaign's goal says.
    Conversions = "conversions", "conversions", Micro;
    /// Credited orders.
    Orders = "orders", "orders", Micro;
    /// Credited first orders of new customers.
    OrdersOfNewCustomers = "orders_of_new_customers", "orders of new customers", Micro;
    /// All orders in scope, credited or not.
    OrdersTotal = "orders_total", "all orders", Count;
    /// Orders that a CRM ties to a creator.
    OrdersCrmMatched = "orders_crm_matched", "orders matched by CRM", Count;
    /// Orders with an eligible touch that is not the last one.
    OrdersAssisted = "orders_assisted", "assisted orders", Count;
    /// Orders that own signals saw.
    OrdersOwn = "orders_own", "orders seen by own signals", Count;
    /// Orders that own signals saw and the platform did not claim.
    OrdersRecovered = "orders_recovered", "orders that no platform claimed", Count;
    /// Conversions that platforms and networks claim; some claim fractions.
    ConversionsClaimed = "conversions_claimed", "claimed conversions", Micro;
    /// Conversions in the order system, for the same scope and stretch.
    ConversionsConfirmed = "conversions_confirmed", "confirmed conversions", Micro;
    /// Credited target actions.
    Actions = "actions", "target actions", Micro;
    /// Credited installs.
    Installs = "installs", "installs", Micro;
    /// Credited registrations.
    Registrations = "registrations", "registrations", Micro;
}

/// The figures of one scope and stretch, as far as they are known.
///
/// Counts are whole, credited conversions are in millionths, money is in minor units of one
/// currency; see [`Input::kind`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KpiInputs {
    known: [Option<i64>; Input::ALL.len()],
}

impl Default for KpiInputs {
    /// Nothing is known.
    fn default() -> Self {
        Self { known: [None; Input::ALL.len()] }
    }
}

impl KpiInputs {
    /// The figure; `None` if it is missing.
    pub fn get(&self, input: Input) -> Option<i64> {
        self.known[input as usize]
    }

    /// Sets a figure in its own unit; `None` if it is missing.
    pub fn set(&mut self, input: Input, figure: impl Into<Option<i64>>) {
        self.known[input as usize] = figure.into();
    }

    /// The same figures and this one, in its own unit.
    #[must_use]
    pub fn with(mut self, input: Input, figure: impl Into<Option<i64>>) -> Self {
        self.set(input, figure);
        self
    }

    /// How many followers a brand would have won anyway in `n_days`, in millionths, rounded down,
    /// from how many it won in the `n_baseline_days` before. `None` below 14 days of baseline.
    pub fn expected_followers_micro(
        n_won_before: i64,
        n_baseline_days: u32,
        n_days: u32,
    ) -> Option<i64> {
        if n_baseline_days < 14 {
            return None;
        }
        let micro = i128::from(n_won_before) * i128::from(n_days) * 1_000_000;
        i64::try_from(micro.div_euclid(i128::from(n_baseline_days))).ok()
    }
}

/// A map of the known figures.
impl Serialize for KpiInputs {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for input in Input::ALL {
            if let Some(figure) = self.get(*input) {
                map.serialize_entry(input.key(), &figure)?;
            }
        }
        map.end()
    }
}
