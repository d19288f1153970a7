//! Visits: what people do on the brand's site, and whether they buy.

use byline_core::creator::Platform;
use byline_core::time::Timestamp;

use super::brand::Story;
use super::happening::{RequestId, What};
use super::people::Person;
use super::people::agents::{self, Browser};
use super::people::rhythm::{DAY_US, MINUTE_US, SECOND_US};
use super::{SHOP_HOST, Task, World, beacon};
use crate::chance::Dice;

/// How a visit that no creator caused came about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Channel {
    Direct,
    Search,
    Paid,
    Email,
    Referral,
    CouponSite,
}

/// Somebody on the brand's site.
#[derive(Clone, Debug)]
pub(super) struct Visitor {
    pub person: Person,
    pub browser: Browser,
    /// Path and query of the first page.
    pub landing: String,
    pub referrer: Option<String>,
    /// Which creator's link led here, as an index into the members.
    pub member: Option<usize>,
    /// Tells visits apart.
    pub key: u64,
    /// Whether a purchase may follow from this visit by itself.
    pub has_intent: bool,
}

/// One landing in so many blocks the pixel.
const SHARE_WITHOUT_PIXEL: f64 = 0.09;
/// How many landings of other channels become orders.
const OTHER_ORDER_RATE: f64 = 0.052;

impl Visitor {
    /// The same visit, where the purchase is planned apart from it.
    pub fn without_intent(&self) -> Self {
        Self { has_intent: false, ..self.clone() }
    }

    /// The click id in the landing address.
    pub fn click(&self) -> Option<&str> {
        let (_, query) = self.landing.split_once('?')?;
        query.split('&').find_map(|pair| pair.strip_prefix("byl="))
    }
}

impl World {
    pub(super) fn platform_of(&self, link: usize) -> Platform {
        let post = self.plan.posts.iter().find(|post| post.link == Some(link));
        post.map_or(Platform::Other, |post| post.platform)
    }

    /// A visitor of a channel that is no creator.
    pub(super) fn visitor(&self, person: Person, channel: Channel, dice: &mut Dice) -> Visitor {
        let (landing, referrer) = match channel {
            Channel::Direct => ("/", None),
            Channel::Search => ("/collections/sun-care", Some("https://www.google.com/")),
            Channel::Paid => (
                concat!(
                    "/products/daily-mineral-sunscreen?utm_source=google&utm_medium=cpc",
                    "&utm_campaign=brand_us&gclid=Cj0KCQjw"
                ),
                Some("https://www.google.com/"),
            ),
            Channel::Email => (
                concat!(
                    "/collections/summer-skin?utm_source=klaviyo&utm_medium=email",
                    "&utm_campaign=june_news"
                ),
                None,
            ),
            Channel::Referral => ("/", Some("https://www.sunnyskinblog.example/best-sunscreens")),
            Channel::CouponSite => ("/", Some("https://www.couponharbor.example/solenne")),
        };
        Visitor {
            person,
            browser: self.audience.browser(person, None),
            landing: landing.to_owned(),
            referrer: referrer.map(str::to_owned),
            member: None,
            key: dice.bits(),
            has_intent: true,
        }
    }

    /// Somebody followed a link to `location`; not everybody waits until the page is there.
    pub(super) fn follow(&mut self, id: RequestId, person: Person, link: usize, location: &str) {
        let dice = &mut self.dice("follow", id.0);
        let Some(landing) = landing_of(location) else { return };
        if dice.chance(0.11) {
            return;
        }
        let platform = self.platform_of(link);
        let visitor = Visitor {
            person,
            browser: self.audience.browser(person, Some(platform)),
            landing,
            referrer: Some(agents::referrer(platform).to_owned()),
            member: self.plan.posts.iter().find(|p| p.link == Some(link)).map(|p| p.member),
            key: dice.bits(),
            has_intent: true,
        };
        let at = self.now.0 + dice.between(900_000, 5 * SECOND_US);
        self.plan_at(Timestamp(at), Task::Land(Box::new(visitor)));
    }

    /// Somebody opens the site. What follows is settled here.
    pub(super) fn land(&mut self, at: Timestamp, visitor: &Visitor) -> Option<What> {
        let dice = &mut self.dice("land", visitor.key);
        let is_sold_out = self.is_sold_out(at, visitor);
        if visitor.has_intent {
            self.plan_purchase(dice, at, visitor, is_sold_out);
        }
        if dice.chance(0.10) {
            let later = Timestamp(at.0 + dice.between(20, 400) * SECOND_US);
            let kind = dice.weighted(&[(4, "add_to_cart"), (1, "registration")]);
            self.plan_at(later, Task::Act(Box::new(visitor.clone()), kind));
        }
        if self.has_no_pixel(visitor) {
            return None;
        }
        self.truth.count_visit();
        let cookie = self.audience.cookie(visitor.person, visitor.browser);
        Some(beacon::visit(visitor, cookie.as_deref(), is_sold_out))
    }

    fn plan_purchase(&mut self, dice: &mut Dice, at: Timestamp, from: &Visitor, is_sold_out: bool) {
        let (order_rate, code_rate) = match from.member {
            Some(member) => {
                let member = &self.plan.members[member];
                (member.order_rate, member.code_rate)
            }
            None => (OTHER_ORDER_RATE, 0.0),
        };
        let order_rate = if is_sold_out { order_rate / 20.0 } else { order_rate };
        if !dice.chance(order_rate) {
            return;
        }
        let code = from.member.filter(|_| dice.chance(code_rate));
        let code = code.and_then(|member| {
            let id = &self.plan.members[member].creator.id;
            self.plan.setup.codes.iter().position(|code| &code.creator_id == id)
        });
        let buys_at_once = dice.chance(0.72);
        if buys_at_once {
            let later_us = dice.log_normal(9.0, 0.8).clamp(1.0, 240.0) * MINUTE_US as f64;
            #[expect(clippy::cast_possible_truncation, reason = "clamped to hours")]
            let later = Timestamp(at.0 + later_us as i64);
            self.plan_at(later, Task::Buy(Box::new(from.clone()), code));
            return;
        }
        self.plan_return(dice, at, from, code);
    }

    /// They come back within days, most by typing the address, and in a browser of their own.
    fn plan_return(&mut self, dice: &mut Dice, at: Timestamp, from: &Visitor, code: Option<usize>) {
        let later_us = dice.log_normal(1.1, 0.9).clamp(0.1, 9.0) * DAY_US as f64;
        #[expect(clippy::cast_possible_truncation, reason = "clamped to days")]
        let later = Timestamp(at.0 + later_us as i64);
        let channel = dice.weighted(&[
            (60, Channel::Direct),
            (20, Channel::Search),
            (12, Channel::Email),
            (8, Channel::Paid),
        ]);
        let again = self.visitor(from.person, channel, dice);
        self.plan_at(later, Task::Land(Box::new(again.without_intent())));
        let bought = Timestamp(later.0 + dice.between(90, 1_500) * SECOND_US);
        self.plan_at(bought, Task::Buy(Box::new(again), code));
    }

    pub(super) fn beacon_of_action(&self, visitor: &Visitor, kind: &'static str) -> Option<What> {
        if self.has_no_pixel(visitor) {
            return None;
        }
        let cookie = self.audience.cookie(visitor.person, visitor.browser);
        Some(beacon::action(visitor, cookie.as_deref(), kind))
    }

    pub(super) fn beacon_of_order(&self, visitor: &Visitor, sale: usize) -> Option<What> {
        if self.has_no_pixel(visitor) {
            return None;
        }
        let cookie = self.audience.cookie(visitor.person, visitor.browser);
        let order = &self.sales[sale].first;
        Some(beacon::order(visitor, cookie.as_deref(), order))
    }

    pub(super) fn has_no_pixel(&self, visitor: &Visitor) -> bool {
        self.dice("pixel", visitor.person.0).chance(SHARE_WITHOUT_PIXEL)
    }

    fn is_sold_out(&self, at: Timestamp, visitor: &Visitor) -> bool {
        let since = self.start.0 + 6 * DAY_US;
        let story = visitor.member.map(|member| self.plan.members[member].story);
        since <= at.0 && story == Some(Story::SoldOut)
    }
}

/// Path and query of an address on the brand's site; `None` for any other address.
fn landing_of(location: &str) -> Option<String> {
    let rest = location.strip_prefix("https://")?.strip_prefix(SHOP_HOST)?;
    Some(if rest.is_empty() { "/".to_owned() } else { rest.to_owned() })
}
