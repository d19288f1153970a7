//! Words: what alerts say, in plain sentences with their figures.

use byline_core::decision::advice::TrafficSign;
use byline_core::decision::episode::NoticeKind;
use byline_core::decision::standing::{Evidence, Reason, response};
use byline_core::kpi::Ratio;

use crate::state::desk::{About, Account, Failed};
use crate::view::{CreatorDecision, LikelyCause, Target};

use super::Scene;

impl Scene<'_> {
    /// Revenue stays below the floor.
    pub(super) fn below_floor(&self, about: &About, trailing: i64, floor: i64) -> Account {
        let minutes = self.rules.urgency.page.pending_s / 60;
        let (trailing, floor) = (self.money(trailing), self.money(floor));
        let whose = match about {
            About::Creator(number) => self.name_of(*number),
            _ => self.campaign.name.clone(),
        };
        Account {
            title: format!(
                "{whose}: {trailing} in the last hour, below the floor of {floor} for {minutes} \
                 minutes"
            ),
            figures: vec![
                ("Revenue of the last hour".to_owned(), trailing),
                ("Floor".to_owned(), floor),
            ],
            advice: vec![
                "Open a product page and buy something: does the checkout work?".to_owned(),
                "Open the links of this campaign: do they lead where they should?".to_owned(),
                "Look for codes that ended and products that are sold out.".to_owned(),
            ],
        }
    }

    /// A creator is red.
    pub(super) fn is_red(&self, row: &CreatorDecision) -> Account {
        let Some(judgement) = &row.judgement else { return Account::default() };
        let reasons: Vec<&str> =
            judgement.grounds.iter().map(|ground| reason(ground.reason)).collect();
        let sure = match judgement.evidence {
            Evidence::Confirmed => "confirmed",
            Evidence::Leaning => "more likely true than not",
            Evidence::Insufficient => "too little data to say",
        };
        let title = format!("{}: {} ({sure})", row.name, reasons.join(", "));
        let mut figures = self.shown(row);
        figures.push(("Evidence".to_owned(), sure.to_owned()));
        let advice = row.steps.iter().map(|offered| step_text(offered.step).to_owned()).collect();
        Account { title, figures, advice: with(advice, response(judgement.standing).text) }
    }

    /// People click and do not buy.
    pub(super) fn does_not_sell(&self, row: &CreatorDecision) -> Account {
        let causes = row.traffic.as_ref().map_or(&[][..], |traffic| &traffic.causes);
        let first = causes.first().map_or("no cause seen in the signals", |one| &one.reason);
        let title = format!("{}: people click, too few buy. Why: {first}", row.name);
        let mut figures = self.shown(row);
        // Pagers take one value for a label.
        let also: Vec<String> = causes.iter().skip(1).map(LikelyCause::with_rates).collect();
        figures.extend(causes.first().map(|one| ("Likeliest cause".to_owned(), one.with_rates())));
        if !also.is_empty() {
            figures.push(("Also likely".to_owned(), also.join("; ")));
        }
        let is_of_content =
            row.traffic.as_ref().is_some_and(|it| it.sign() == TrafficSign::OthersSell);
        let advice: &[&str] = match is_of_content {
            true => &[
                "Compare what the posts say of price, product and code with the page.",
                "Ask the creator who sees them: age, country, and what else they buy.",
            ],
            false => &[
                "Open the link on a phone, in the app's own browser, and buy something.",
                "Check stock, price and code of what the content promises.",
                "Leave the creator alone until the page is known to work.",
            ],
        };
        let advice = advice.iter().map(|step| (*step).to_owned()).collect();
        Account { title, figures, advice }
    }

    /// More revenue than planned.
    pub(super) fn above_target(&self, target: &Target) -> Account {
        let (so_far, wanted) = (self.money(target.revenue_minor), self.money(target.target_minor));
        let percent = i128::from(target.elapsed_s) * 100 / i128::from(target.whole_s.max(1));
        Account {
            title: format!(
                "{}: {so_far} of {wanted} with {percent}% of the flight over",
                self.campaign.name
            ),
            figures: vec![
                ("Revenue so far".to_owned(), so_far),
                ("Target".to_owned(), wanted),
                ("Flight".to_owned(), format!("{percent}% over")),
            ],
            advice: vec![
                "Look at the proposal to move paid spend.".to_owned(),
                "Check what the deals of the best creators allow.".to_owned(),
            ],
        }
    }

    /// Too many pauses were wished at once.
    pub(super) fn mass_change(&self, n_wishes: usize) -> Account {
        let pausing = &self.rules.pausing;
        let (most, minutes) = (pausing.pauses_max, pausing.window_s / 60);
        Account {
            title: format!(
                "{}: {n_wishes} ads would be paused at once. All of them are held",
                self.campaign.name
            ),
            figures: vec![
                ("Ads".to_owned(), n_wishes.to_string()),
                ("At most".to_owned(), format!("{most} in {minutes} minutes")),
            ],
            advice: vec![
                "So many at once is usually a broken pixel or shop, not the creators.".to_owned(),
                "Check that orders come in before anything is paused.".to_owned(),
            ],
        }
    }

    /// A change of an ad did not work.
    pub(super) fn not_changed(&self, ad: &str, failed: &Failed) -> Account {
        let (doing, is) = match failed.is_resume {
            true => ("resumed", "may stand still"),
            false => ("paused", "may still run"),
        };
        Account {
            title: format!("The ad {ad} of {} could not be {doing} and {is}", failed.who),
            figures: vec![("Reason".to_owned(), failed.detail.clone())],
            advice: vec![format!("Have it {doing} by hand in the ad account, then resolve this.")],
        }
    }

    /// Data is missing, or there again.
    pub(super) fn about_data(&self, kind: NoticeKind) -> Account {
        let name = &self.campaign.name;
        if kind == NoticeKind::DataBack {
            let title = format!("{name}: data is there again");
            return Account { title, ..Account::default() };
        }
        let silent = self.engine.silent_shop(self.now);
        let (shop, since) = match silent {
            Some((shop, at)) => (shop, at.to_string()),
            None => ("The shop".to_owned(), "an hour ago".to_owned()),
        };
        Account {
            title: format!(
                "{name}: no word from {shop}. Revenue alerts and pauses wait; nothing counts as \
                 zero"
            ),
            figures: vec![("Last word".to_owned(), since)],
            advice: vec![
                "Open Sources and test the connection.".to_owned(),
                "If the shop itself takes no orders, tell whoever runs it.".to_owned(),
            ],
        }
    }

    fn shown(&self, row: &CreatorDecision) -> Vec<(String, String)> {
        let shown = &row.shown;
        let mut figures = vec![("Clicks".to_owned(), shown.n_clicks.to_string())];
        let mut add = |label: &str, value: Option<String>| {
            figures.extend(value.map(|value| (label.to_owned(), value)));
        };
        add("CTR", shown.ctr.map(percent));
        add("Conversion rate", shown.conversion_rate.map(percent));
        add("Reactions, times their benchmark", shown.of_benchmark.map(times));
        add("Spent", shown.spend_minor.map(|minor| self.money(minor)));
        figures
    }
}

fn with(mut advice: Vec<String>, text: &str) -> Vec<String> {
    advice.insert(0, text.to_owned());
    advice
}

fn percent(ratio: Ratio) -> String {
    let hundredths = ratio.rounded(4);
    format!("{}.{:02}%", hundredths / 100, (hundredths % 100).abs())
}

/// A multiple with two decimals: `13.84x`.
fn times(ratio: Ratio) -> String {
    let hundredths = ratio.rounded(2);
    format!("{}.{:02}x", hundredths / 100, (hundredths % 100).abs())
}

fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::UnderBenchmark => "far under the benchmark",
        Reason::Silent => "no conversion for too long",
        Reason::CpcOverCeiling => "a click costs too much",
        Reason::OverBenchmark => "far over the benchmark",
        Reason::InRange => "inside the range",
    }
}

fn step_text(step: byline_core::decision::standing::Step) -> &'static str {
    use byline_core::decision::standing::Step;
    match step {
        Step::ReviewCreative => "Look at content and brief.",
        Step::MessageCreator => "Send the prepared message.",
        Step::PauseAllocation => "Stop further money.",
        Step::RedirectToTop => "Give it to those who do best.",
        Step::TalkToCreator => "Talk with the creator.",
        Step::MoreContent => "Ask for more content.",
        Step::Amplify => "Put paid spend behind the content.",
        Step::AskForAmplification => "Ask for the right to amplify.",
        Step::Extend => "Go on for longer.",
    }
}
