//! Traffic: who asks for which link, hour by hour.
//!
//! Each post draws people while its attention lasts, more in the evening than at night. Around
//! them come the cards of messengers, browsers that load ahead, and programs.

use byline_core::time::Timestamp;

use super::brand::Story;
use super::happening::{LinkRequest, RequestId, What};
use super::people::agents::{self, AGENTS};
use super::people::rhythm::{self, DAY_US, HOUR_US, SECOND_US};
use super::people::{self, Person};
use super::visits::Channel;
use super::{Task, World};
use crate::chance::Dice;

/// Who asks for a link.
#[derive(Clone, Copy, Debug)]
pub(super) enum Asker {
    Person(Person),
    /// The same person's browser, before they tapped.
    Prefetch(Person),
    Preview(&'static str),
    Bot(&'static str),
    /// A program that only wants to know whether the link works.
    Checker,
}

/// Of all human clicks, so many are by people who were here lately.
const SHARE_BACK: f64 = 0.27;

/// Visits in an average hour that no creator caused: channel and how many.
const OTHER_VISITS: [(Channel, f64); 5] = [
    (Channel::Direct, 30.0),
    (Channel::Search, 26.0),
    (Channel::Paid, 38.0),
    (Channel::Email, 12.0),
    (Channel::Referral, 4.0),
];

impl World {
    /// Plans everything that people and programs do of their own accord in one hour.
    pub(super) fn plan_hour(&mut self, hour: u32) {
        let from = self.after_h(hour);
        if self.end() <= from {
            return;
        }
        let busy = self.local.busy(from);
        for post in 0..self.plan.posts.len() {
            self.plan_post(post, hour, from, busy);
        }
        for link in 0..self.plan.setup.links.len() {
            self.plan_bots(link, hour, from);
        }
        self.plan_other_visits(hour, from, busy);
        self.plan_coupon_site(hour, from, busy);
        self.plan_at(self.after_h(hour + 1), Task::Hour(hour + 1));
    }

    fn plan_post(&mut self, index: usize, hour: u32, from: Timestamp, busy: f64) {
        let post = &self.plan.posts[index];
        let Some(link) = post.link else { return };
        let (age, half_life_h, since) =
            (age_h(post.content.published_at, from), post.half_life_h, post.content.published_at);
        let is_over = age < -1.0 || half_life_h * 14.0 < age;
        if is_over {
            return;
        }
        let attention = rhythm::attention(age, age + 1.0, half_life_h);
        let mean = post.n_impressions * post.click_rate * self.plan.traffic_scale;
        let member = post.member;
        let dice = &mut self.seed.child("post").nth(index as u64).nth(u64::from(hour)).dice();
        for _ in 0..dice.poisson(mean * attention * busy) {
            let at = in_hour(dice, from).max(Timestamp(since.0 + SECOND_US));
            self.plan_tap(dice, link, at);
        }
        let code_orders = mean * self.plan.members[member].order_rate * 0.22;
        for _ in 0..dice.poisson(code_orders * attention * busy) {
            let at = in_hour(dice, from);
            self.plan_code_order(dice, member, at);
        }
    }

    /// One person taps, and what comes along with that.
    fn plan_tap(&mut self, dice: &mut Dice, link: usize, at: Timestamp) {
        let person = self.audience.anybody(dice, SHARE_BACK);
        self.plan_at(at, Task::Ask(link, Asker::Person(person)));
        if dice.chance(0.045) {
            let before = Timestamp(at.0 - dice.between(200_000, 900_000));
            self.plan_at(before, Task::Ask(link, Asker::Prefetch(person)));
        }
        if dice.chance(0.06) {
            // They send it to friends: a card is made, and sometimes a friend taps it too.
            let later = Timestamp(at.0 + dice.between(20, 900) * SECOND_US);
            let agent = dice.weighted(&AGENTS.previews);
            self.plan_at(later, Task::Ask(link, Asker::Preview(agent)));
        }
    }

    /// Somebody saw the post, typed the brand's name and used the code.
    fn plan_code_order(&mut self, dice: &mut Dice, member: usize, at: Timestamp) {
        let id = &self.plan.members[member].creator.id;
        let Some(code) = self.plan.setup.codes.iter().position(|c| &c.creator_id == id) else {
            return;
        };
        let person = self.audience.newcomer();
        let visitor = self.visitor(person, Channel::Direct, dice);
        self.plan_at(at, Task::Land(Box::new(visitor.without_intent())));
        let later = Timestamp(at.0 + dice.between(120, 2_400) * SECOND_US);
        self.plan_at(later, Task::Buy(Box::new(visitor), Some(code)));
    }

    fn plan_bots(&mut self, link: usize, hour: u32, from: Timestamp) {
        let dice = &mut self.seed.child("bots").nth(link as u64).nth(u64::from(hour)).dice();
        let scale = f64::from(self.options.traffic_percent) / 100.0;
        for _ in 0..dice.poisson(0.13 * scale) {
            let at = in_hour(dice, from);
            let asker = match dice.below(10) {
                0 => Asker::Checker,
                _ => Asker::Bot(dice.weighted(&AGENTS.bots)),
            };
            self.plan_at(at, Task::Ask(link, asker));
        }
    }

    fn plan_other_visits(&mut self, hour: u32, from: Timestamp, busy: f64) {
        let scale = f64::from(self.options.traffic_percent) / 100.0;
        for (index, (channel, mean)) in OTHER_VISITS.into_iter().enumerate() {
            let seed = self.seed.child("other").nth(index as u64);
            let dice = &mut seed.nth(u64::from(hour)).dice();
            for _ in 0..dice.poisson(mean * busy * scale) {
                let at = in_hour(dice, from);
                let person = self.audience.anybody(dice, 0.38);
                let visitor = self.visitor(person, channel, dice);
                self.plan_at(at, Task::Land(Box::new(visitor)));
            }
        }
    }

    /// Since day 4 a coupon site hands one code to people who would have bought anyway.
    fn plan_coupon_site(&mut self, hour: u32, from: Timestamp, busy: f64) {
        let Some(member) = self.plan.members.iter().position(|m| m.story == Story::Leaked) else {
            return;
        };
        let id = &self.plan.members[member].creator.id;
        let code = self.plan.setup.codes.iter().position(|code| &code.creator_id == id);
        let has_leaked = self.start.0 + 4 * DAY_US <= from.0;
        if !has_leaked {
            return;
        }
        let dice = &mut self.seed.child("coupon site").nth(u64::from(hour)).dice();
        let scale = f64::from(self.options.traffic_percent) / 100.0;
        for _ in 0..dice.poisson(1.3 * busy * scale) {
            let person = self.audience.newcomer();
            let visitor = self.visitor(person, Channel::CouponSite, dice);
            let at = in_hour(dice, from);
            self.plan_at(at, Task::Land(Box::new(visitor.without_intent())));
            let later = Timestamp(at.0 + dice.between(40, 300) * SECOND_US);
            self.plan_at(later, Task::Buy(Box::new(visitor), code));
        }
    }

    pub(super) fn publish(&mut self, at: Timestamp, index: usize) -> What {
        let post = self.plan.posts[index].clone();
        let dice = &mut self.dice("publish", index as u64);
        if let Some(link) = post.link {
            // The platform looks at the link first.
            for _ in 0..dice.between(1, 4) {
                let later = Timestamp(at.0 + dice.between(2, 90) * SECOND_US);
                let agent = dice.weighted(&AGENTS.previews);
                self.plan_at(later, Task::Ask(link, Asker::Preview(agent)));
            }
        }
        What::Published(post.content)
    }

    /// Turns an asker into the request that the redirect gets.
    pub(super) fn ask(&mut self, link: usize, asker: Asker) -> LinkRequest {
        self.n_requests += 1;
        let id = RequestId(self.n_requests);
        let is_person = matches!(asker, Asker::Person(_));
        if let Asker::Person(person) = asker {
            self.on_the_way.insert(id, (person, link));
        }
        self.truth.count_request(is_person);
        LinkRequest {
            id,
            method: if matches!(asker, Asker::Checker) { "HEAD" } else { "GET" },
            slug: self.plan.setup.links[link].slug.clone(),
            headers: self.request_headers(id, link, asker),
        }
    }

    fn request_headers(
        &self,
        id: RequestId,
        link: usize,
        asker: Asker,
    ) -> Vec<(&'static str, String)> {
        let dice = &mut self.dice("request", id.0);
        let (person, user_agent) = match asker {
            Asker::Person(person) | Asker::Prefetch(person) => (person, None),
            Asker::Preview(agent) | Asker::Bot(agent) => (Person(0), Some(agent)),
            Asker::Checker => (Person(0), Some("Better Uptime Bot Mozilla/5.0")),
        };
        if let Some(user_agent) = user_agent {
            return vec![
                ("user-agent", user_agent.to_owned()),
                ("accept", "*/*".to_owned()),
                ("x-forwarded-for", people::address(dice)),
            ];
        }
        let platform = self.platform_of(link);
        let browser = self.audience.browser(person, Some(platform));
        let mut headers = vec![
            ("user-agent", browser.user_agent.to_owned()),
            (
                "accept",
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8".to_owned(),
            ),
            ("accept-language", "en-US,en;q=0.9".to_owned()),
            ("sec-fetch-dest", "document".to_owned()),
            ("sec-fetch-mode", "navigate".to_owned()),
            ("sec-fetch-site", "cross-site".to_owned()),
            ("x-forwarded-for", self.audience.address(person)),
        ];
        if dice.chance(0.7) {
            headers.push(("referer", agents::referrer(platform).to_owned()));
        }
        if matches!(asker, Asker::Prefetch(_)) {
            headers.push(("sec-purpose", "prefetch;prerender".to_owned()));
        }
        headers
    }
}

fn age_h(published_at: Timestamp, at: Timestamp) -> f64 {
    (at.0 - published_at.0) as f64 / HOUR_US as f64
}

fn in_hour(dice: &mut Dice, from: Timestamp) -> Timestamp {
    Timestamp(from.0 + dice.between(0, HOUR_US - 1))
}
