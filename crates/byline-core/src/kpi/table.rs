//! The table: every KPI with its formula, unit, direction, bands and meaning.
//!
//! The first nineteen numbers are the standard KPIs of the trade; a number with several parts has
//! several rows. Rows without a number are needed besides.

use super::bands::{Bands, Edge};
use super::formula::{Divisor, Formula, Term};
use super::input::Input::{self, *};
use super::ratio::Ratio;
use super::{Direction, Kpi, Unit};
use Direction::{Down, Neutral, Up};
use Divisor::{FirstKnown, One, Sum};
use Term::{Minus, Plus};
use Unit::{Count, Money, Multiple, Percent};

const ENGAGEMENTS: &[Term] = &[Plus(Likes), Plus(Comments), Plus(Shares), Plus(Saves)];
const SENTIMENT: &[Input] = &[MentionsPositive, MentionsNeutral, MentionsNegative];
const DISPLAYS: &[Input] = &[Impressions, Views];

/// Every KPI, in the order of the table.
pub static KPIS: &[Kpi] = &[
    row(1, "reach", "Reach", Count, Up).of(&[Plus(Reach)]).doc(
        "Unique people who saw the content. Never summed, because people overlap: of several \
              accounts it is the largest one.",
    ),
    row(1, "impressions", "Impressions", Count, Up)
        .of(&[Plus(Impressions)])
        .doc("Displays of the content."),
    row(2, "cpm", "CPM", Money, Down)
        .of(&[Plus(Cost)])
        .per(DISPLAYS)
        .times(1_000)
        .doc("Cost of a thousand displays. Compare it with paid channels."),
    row(3, "new_followers", "New followers", Count, Up)
        .of(&[Plus(FollowersAfter), Minus(FollowersBefore), Minus(FollowersExpected)])
        .doc(
            "Followers won from launch to 7 to 14 days after the end, less those whom the daily \
             growth of the 28 days before would have brought anyway.",
        ),
    row(4, "audience_growth", "Audience growth", Percent, Up)
        .of(&[Plus(FollowersAfter), Minus(FollowersBefore)])
        .per(&[FollowersBefore])
        .bands(Bands::rising(
            [percent(3), percent(8), percent(15)],
            ["below typical", "typical", "strong", "exceptional"],
        ))
        .doc("How much the audience grew."),
    row(5, "engagement_rate", "Engagement rate", Percent, Up)
        .of(ENGAGEMENTS)
        .per(&[Followers])
        .bands(Bands::rising(
            [percent(2), percent(4), percent(6)],
            ["below average", "average", "great", "stellar"],
        ))
        .doc("Likes, comments, shares and saves for each follower of the creator."),
    row(6, "likes", "Likes", Count, Up).of(&[Plus(Likes)]).doc(
        "Likes. Compare with the creator's own past, the same kind of content and the platform.",
    ),
    row(7, "comments", "Comments", Count, Up)
        .of(&[Plus(Comments)])
        .doc("Comments: questions, interest, friends who are called in."),
    row(8, "shares", "Shares", Count, Up).of(&[Plus(Shares)]).doc("How often it was passed on."),
    row(8, "saves", "Saves", Count, Up).of(&[Plus(Saves)]).doc("How often it was kept."),
    row(9, "brand_mentions", "Brand mentions", Count, Up)
        .of(&[Plus(Mentions)])
        .per(&[Posts])
        .bands(Bands::rising(
            [whole(5), whole(15), whole(30)],
            ["minimal", "moderate", "strong", "exceptional"],
        ))
        .doc("Mentions of the brand for each post of the campaign."),
    row(10, "sentiment_positive", "Positive sentiment", Percent, Up)
        .of(&[Plus(MentionsPositive)])
        .per_sum(SENTIMENT)
        .doc("The share of mentions that are friendly."),
    row(10, "sentiment_neutral", "Neutral sentiment", Percent, Neutral)
        .of(&[Plus(MentionsNeutral)])
        .per_sum(SENTIMENT)
        .doc("The share of mentions that are neither friendly nor unfriendly."),
    row(10, "sentiment_negative", "Negative sentiment", Percent, Down)
        .of(&[Plus(MentionsNegative)])
        .per_sum(SENTIMENT)
        .doc("The share of mentions that are unfriendly."),
    row(11, "ctr", "CTR", Percent, Up)
        .of(&[Plus(Clicks)])
        .per(&[Impressions, Views, Reach])
        .bands(Bands::rising(
            [percent_of(1, 2), percent_of(3, 2), percent(3)],
            ["weak", "average", "strong", "exceptional"],
        ))
        .doc("Clicks by people for each display; of views or reach where that is all there is."),
    row(12, "traffic", "Traffic", Count, Up)
        .of(&[Plus(Visits)])
        .doc("Landed sessions from the campaign."),
    row(13, "sales", "Sales", Count, Up).of(&[Plus(Orders)]).doc("Credited orders."),
    row(13, "revenue", "Revenue", Money, Up)
        .of(&[Plus(Revenue)])
        .doc("Credited net value of orders, after refunds."),
    row(14, "target_actions", "Target actions", Count, Up)
        .of(&[Plus(Actions)])
        .bands(Bands::rising(
            [whole(50), whole(200), whole(500)],
            ["minimal", "solid", "strong", "exceptional"],
        ))
        .doc(
            "Credited target actions, such as registrations or installs. The market’s bands are \
             of one campaign, whatever its size: screens show no word of them.",
        ),
    row(15, "roi", "ROI", Percent, Up)
        .of(&[Plus(Revenue), Minus(Cost)])
        .per(&[Cost])
        .bands(Bands::rising(
            [percent(100), percent(200), percent(400)],
            ["low", "solid", "strong", "exceptional"],
        ))
        .doc(
            "What is left of the revenue after the cost, for each 1 spent. Break-even is 0%; \
             200% means that 3 came for each 1 spent.",
        ),
    row(15, "roas", "ROAS", Multiple, Up)
        .of(&[Plus(Revenue)])
        .per(&[Cost])
        .doc("Revenue for each unit spent. Break-even is 1x."),
    row(16, "cpa", "CPA", Money, Down)
        .of(&[Plus(Cost)])
        .per(&[Conversions])
        .bands(Bands::falling(
            [cents(20_00), cents(50_00), above_cents(10_000)],
            ["high", "typical", "good", "exceptional"],
        ))
        .doc("Cost of one conversion."),
    row(16, "cac", "CAC", Money, Down)
        .of(&[Plus(Cost)])
        .per(&[OrdersOfNewCustomers])
        .doc("Cost of one new customer."),
    row(17, "cpc", "CPC", Money, Down)
        .of(&[Plus(Cost)])
        .per(&[Clicks])
        .bands(Bands::falling(
            [cents(50), cents(1_00), above_cents(2_00)],
            ["high", "standard", "efficient", "exceptional"],
        ))
        .doc("Cost of one click by a person."),
    row(18, "cpv", "CPV", Money, Down)
        .of(&[Plus(Cost)])
        .per(&[Views])
        .bands(Bands::falling(
            [cents(2), cents(5), above_cents(10)],
            ["inefficient", "average", "strong", "exceptional"],
        ))
        .doc("Cost of one view."),
    row(19, "conversion_rate", "Conversion rate", Percent, Up)
        .of(&[Plus(Conversions)])
        .share_of_clicks()
        .bands(Bands::rising(
            [percent(1), percent(3), percent(5)],
            ["failed", "standard", "strong", "exceptional"],
        ))
        .doc(
            "Conversions for each click. Those by code alone count too; where they outnumber the \
             clicks there is no rate.",
        ),
    also("aov", "AOV", Money, Up)
        .of(&[Plus(Revenue)])
        .per(&[Orders])
        .doc("Average order value: credited revenue for each credited order."),
    also("epc", "EPC", Money, Up)
        .of(&[Plus(Revenue)])
        .per(&[Clicks])
        .doc("Earnings per click: credited revenue for each click by a person."),
    also("conversions", "Conversions", Count, Up)
        .of(&[Plus(Conversions)])
        .doc("Credited conversions: orders or target actions, as the campaign's goal says."),
    also("views", "Views", Count, Up).of(&[Plus(Views)]).doc("Plays of the content."),
    also("cpe", "CPE", Money, Down)
        .of(&[Plus(Cost)])
        .per_sum(&[Likes, Comments, Shares, Saves])
        .doc("Cost of one like, comment, share or save."),
    also("cpi", "CPI", Money, Down).of(&[Plus(Cost)]).per(&[Installs]).doc("Cost of one install."),
    also("cpr", "CPR", Money, Down)
        .of(&[Plus(Cost)])
        .per(&[Registrations])
        .doc("Cost of one registration."),
    also("click_to_registration", "Click to registration", Percent, Up)
        .of(&[Plus(Registrations)])
        .per(&[Clicks])
        .doc("Registrations for each click."),
    also("registration_to_action", "Registration to action", Percent, Up)
        .of(&[Plus(Actions)])
        .per(&[Registrations])
        .doc("Target actions for each registration."),
    also("landing_rate", "Landing rate", Percent, Up)
        .of(&[Plus(Visits)])
        .per(&[Clicks])
        .doc("Landed sessions for each click: what is missing was lost between link and page."),
    also("media_roi", "Media ROI", Percent, Up)
        .of(&[Plus(MediaValue), Minus(Cost)])
        .per(&[Cost])
        .doc("What the same displays would have cost as paid media, less the cost, by the cost."),
    also("revenue_share", "Revenue share", Percent, Up)
        .of(&[Plus(Revenue)])
        .per(&[TotalRevenue])
        .doc("The part of all revenue that is credited here."),
    also("revenue_rate", "Revenue rate", Money, Up)
        .of(&[Plus(Revenue)])
        .per(&[Minutes])
        .times(60)
        .doc("Credited revenue in an hour."),
    also("crm_match_rate", "CRM match rate", Percent, Up)
        .of(&[Plus(OrdersCrmMatched)])
        .per(&[OrdersTotal])
        .doc(
            "The part of all orders that a CRM ties to a creator. Matches come a day or two late.",
        ),
    also("assisted_orders", "Assisted orders", Count, Up)
        .of(&[Plus(OrdersAssisted)])
        .doc("Orders in which the creator had a part without the last touch."),
    also("tagging_quality", "Tagging quality", Percent, Up)
        .of(&[Plus(VisitsTagged)])
        .per(&[Visits])
        .doc("The part of landed sessions that came with all five UTM fields as issued."),
    also("budget_moved", "Budget moved", Percent, Neutral)
        .of(&[Plus(BudgetMoved)])
        .per(&[Budget])
        .doc("The part of the budget that was moved between creators: 30 to 40% by day 7 of 21."),
    also("over_claim", "Over-claim", Multiple, Down)
        .of(&[Plus(ConversionsClaimed)])
        .per(&[ConversionsConfirmed])
        .doc("What platforms and networks claim for each conversion that the shop confirms."),
    also("recovered_conversions", "Recovered conversions", Percent, Up)
        .of(&[Plus(OrdersRecovered)])
        .per(&[OrdersOwn])
        .doc("The part of orders seen by own signals that no platform claimed."),
];

const fn row(
    number: u8,
    key: &'static str,
    name: &'static str,
    unit: Unit,
    direction: Direction,
) -> Kpi {
    Kpi { number: Some(number), ..also(key, name, unit, direction) }
}

const fn also(key: &'static str, name: &'static str, unit: Unit, direction: Direction) -> Kpi {
    let formula = Formula { above: &[], below: One, times: 1, is_share_of_clicks: false };
    Kpi { number: None, key, name, formula, unit, direction, bands: None, doc: "" }
}

impl Kpi {
    const fn of(mut self, above: &'static [Term]) -> Self {
        self.formula.above = above;
        self
    }

    const fn per(mut self, choices: &'static [Input]) -> Self {
        self.formula.below = FirstKnown(choices);
        self
    }

    const fn share_of_clicks(mut self) -> Self {
        self.formula.is_share_of_clicks = true;
        self.per(&[Clicks])
    }

    const fn per_sum(mut self, inputs: &'static [Input]) -> Self {
        self.formula.below = Sum(inputs);
        self
    }

    const fn times(mut self, times: i64) -> Self {
        self.formula.times = times;
        self
    }

    const fn bands(mut self, bands: Option<Bands>) -> Self {
        self.bands = bands;
        self
    }

    const fn doc(mut self, doc: &'static str) -> Self {
        self.doc = doc;
        self
    }
}

const fn whole(number: i64) -> Edge {
    Edge::From(Ratio::whole(number))
}

const fn percent(percent: i128) -> Edge {
    percent_of(percent, 1)
}

/// `numerator / denominator` of a percent.
const fn percent_of(numerator: i128, denominator: i128) -> Edge {
    Edge::From(Ratio::new(numerator, denominator * 100).expect("an edge is a number"))
}

const fn cents(cents: i64) -> Edge {
    Edge::From(Ratio::whole(cents))
}

/// The edge itself still belongs to the better band: a CPA above 100 is high, 100 is typical.
const fn above_cents(cents: i64) -> Edge {
    Edge::Above(Ratio::whole(cents))
}
