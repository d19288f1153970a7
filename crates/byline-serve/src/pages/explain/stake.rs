//! Money that an advice is about, and money that burns: amounts made of other figures. Each is
//! opened with its formula, the numbers filled in, and where each of them opens in turn.

use byline_core::id::CreatorId;
use byline_engine::view::{CreatorDecision, InQuestion, PriceDue, QuestionOf};
use byline_engine::{Engine, OrderFilter};

use super::InputRow;
use super::told::with_minus;
use crate::pages::figures::losses::{self, Loss};
use crate::pages::frame::Frame;
use crate::pages::parts::{Cell, Figure, Heading, Sheet, Tone};
use crate::pages::{alerts, decisions, links, orders, words};

/// The word for money that burns, in addresses.
pub const BURNING: &str = "burning";

/// The word for the money that an advice is about, in addresses.
pub const IN_QUESTION: &str = "in_question";

/// An amount that is made of other figures.
pub struct Stake {
    /// What it is.
    pub name: &'static str,
    /// How much.
    pub amount: String,
    /// Why there is none.
    pub missing: Option<String>,
    /// What it means.
    pub definition: &'static str,
    /// The formula in words.
    pub formula: &'static str,
    /// The formula with the numbers.
    pub filled_in: String,
    /// What went into it.
    pub inputs: Vec<InputRow>,
    /// Everybody that it is the sum of.
    pub list: Option<Sheet>,
}

/// What is looked at: the flight to date.
struct Ground<'e> {
    engine: &'e Engine,
    frame: Frame<'e>,
}

/// The amount that `of` names; `None` of any other figure, and where it makes no sense.
pub fn of<'e>(
    engine: &'e Engine,
    frame: &Frame<'e>,
    (of, creator): (&str, Option<&CreatorId>),
) -> Option<Stake> {
    let is_stake = matches!(of, BURNING | IN_QUESTION);
    if !is_stake {
        return None;
    }
    let view = engine.decisions_view(&frame.campaign.id, frame.now)?;
    let losses = losses::all(engine, frame, &view);
    let ground = Ground { engine, frame: losses::frame(frame) };
    let Some(id) = creator else {
        return (of == BURNING).then(|| ground.everybody(&losses));
    };
    let row = view.creators.iter().find(|row| row.creator_id == *id);
    match of {
        BURNING => {
            let loss = losses.iter().find(|loss| loss.id == *id);
            Some(loss.map_or_else(|| ground.no_loss(id, row), |loss| ground.loss_of(loss)))
        }
        _ => ground.in_question(row?, &losses),
    }
}

const NOT_BACK: &str = "What is due of the price by now, less what came back. Nothing of a fee is \
                        due before a post, a click or an order is seen; but where no link or code \
                        is in use and no post is known, all that was spent counts.";

impl Ground<'_> {
    fn everybody(&self, losses: &[Loss]) -> Stake {
        let (mut cost, mut came) = (0, 0);
        for loss in losses {
            cost += loss.cost_minor;
            came += loss.revenue_minor;
        }
        let input = |name: &str, minor| InputRow {
            name: name.to_owned(),
            text: self.money(minor),
            href: None,
        };
        Stake {
            name: "Burning money",
            amount: self.money(cost - came),
            missing: losses.is_empty().then(|| {
                "What is due of each price has come back, for everybody, so far.".to_owned()
            }),
            definition: "What is due of prices by now and did not come back, of every creator \
                         at a loss. Whoever brought more than is due makes up for nobody else.",
            formula: "due by now − came back, of each creator at a loss",
            filled_in: format!(
                "{} − {} = {}",
                self.money(cost),
                self.money(came),
                self.money(cost - came)
            ),
            inputs: vec![
                input("Due by now, of those at a loss", cost),
                input("Came back from them", came),
            ],
            list: (!losses.is_empty()).then(|| self.list(losses)),
        }
    }

    fn list(&self, losses: &[Loss]) -> Sheet {
        let figure = |word: &str, of, minor, id: &CreatorId| {
            let href = links::explain(&self.frame, of, Some(id));
            Cell::Figure(format!("{word}-{id}"), Figure::known(self.money(minor), href))
        };
        let row = |loss: &Loss| {
            let id = &loss.id;
            vec![
                Cell::Person(
                    id.to_string(),
                    loss.name.clone(),
                    links::creator(&self.frame.ask, id),
                    String::new(),
                ),
                figure("due", BURNING, loss.cost_minor, id),
                figure("came", "revenue", loss.revenue_minor, id),
                figure("burning", BURNING, loss.minor(), id),
                match loss.advised.map(decisions::advised) {
                    Some((tone, word)) => Cell::Tag(tone, word, String::new()),
                    None => Cell::Nothing,
                },
            ]
        };
        let sum = |of: fn(&Loss) -> i64| {
            Cell::Number(Tone::Plain, self.money(losses.iter().map(of).sum()))
        };
        Sheet {
            label: "Everybody at a loss",
            columns: vec![
                Heading::text("Creator"),
                Heading::number("Due by now"),
                Heading::number("Came back"),
                Heading::number("Did not come back").main(),
                Heading::text("Advice"),
            ],
            rows: losses.iter().map(row).collect(),
            sums: vec![vec![
                Cell::Text("Together".to_owned()),
                sum(|loss| loss.cost_minor),
                sum(|loss| loss.revenue_minor),
                sum(Loss::minor),
                Cell::Nothing,
            ]],
            empty: String::new(),
        }
    }

    fn no_loss(&self, id: &CreatorId, row: Option<&CreatorDecision>) -> Stake {
        let why = match row {
            Some(row) if row.price_due.is_some() => "what is due has come back",
            _ => "nothing is due of a price before a post, a click or an order is seen",
        };
        Stake {
            name: "Not come back",
            amount: "n/a".to_owned(),
            missing: Some(format!("Nothing is lost: {why}.")),
            definition: NOT_BACK,
            formula: "due by now − came back",
            inputs: vec![
                self.figure("Spent", "spend", id, "open it"),
                self.figure("Came back", "revenue", id, "open it"),
            ],
            ..Stake::blank()
        }
    }

    fn loss_of(&self, loss: &Loss) -> Stake {
        let id = &loss.id;
        let came = self.money(loss.revenue_minor);
        let (mut inputs, due) = match loss.due {
            Some(due) => self.due(id, due),
            None => {
                let spent = self.money(loss.cost_minor);
                let name = match loss.is_wired() {
                    true => "Spent beyond any fee, and nothing is seen yet",
                    false => "Spent, with no link or code in use",
                };
                (vec![self.figure(name, "spend", id, &spent)], spent)
            }
        };
        inputs.push(self.figure("Came back", "revenue", id, &came));
        Stake {
            name: "Not come back",
            amount: self.money(loss.minor()),
            definition: NOT_BACK,
            formula: match loss.due {
                Some(PriceDue { fee_minor: Some(_), .. }) => {
                    "(due of the fee + spent beyond it) − came back"
                }
                _ => "spent − came back",
            },
            filled_in: format!("{due} − {came} = {}", self.money(loss.minor())),
            inputs,
            ..Stake::blank()
        }
    }

    /// What went into what is due, and its sum.
    fn due(&self, id: &CreatorId, due: PriceDue) -> (Vec<InputRow>, String) {
        let beyond = self.money(due.due_minor - due.fee_due_minor);
        let Some(fee_minor) = due.fee_minor else {
            let currency = self.frame.currency();
            let name = format!("Spent, no fee in {} is agreed", currency.as_str());
            return (vec![self.figure(&name, "spend", id, &beyond)], beyond);
        };
        let fee_due = self.money(due.fee_due_minor);
        let fee = InputRow {
            name: "Of the fee, due by now".to_owned(),
            text: format!("{fee_due} of {}", self.money(fee_minor)),
            href: Some(format!("{}#deal", links::creator(&self.frame.ask, id))),
        };
        let sum = format!("({fee_due} + {beyond})");
        (vec![fee, self.figure("Spent beyond the fee", "spend", id, &beyond)], sum)
    }

    fn in_question(&self, row: &CreatorDecision, losses: &[Loss]) -> Option<Stake> {
        let InQuestion { of, minor, conversion_minor } = row.in_question?;
        let amount = self.money(minor);
        let stake = match of {
            QuestionOf::SalesMissing => self.sales_missing(row, (minor, conversion_minor?))?,
            QuestionOf::LessThanWanted => self.wanted(row, minor)?,
            QuestionOf::NotComeBack => {
                let loss = losses.iter().find(|loss| loss.id == row.creator_id);
                let none = || self.no_loss(&row.creator_id, Some(row));
                return Some(loss.map_or_else(none, |loss| self.loss_of(loss)));
            }
            QuestionOf::InDoubt => self.in_doubt(row)?,
            QuestionOf::Spent => self.spent(row),
        };
        Some(Stake { amount, ..stake })
    }

    fn sales_missing(
        &self,
        row: &CreatorDecision,
        (minor, each_minor): (i64, i64),
    ) -> Option<Stake> {
        let id = &row.creator_id;
        let rate = row.expected.conversion_rate.as_ref()?.value;
        let came = row.shown.conversions_micro;
        let each = self.money(each_minor);
        let (clicks, rate) = (
            words::count(row.shown.n_clicks),
            words::percent(rate.numerator(), rate.denominator())?,
        );
        let came = words::conversions(came);
        let benchmarks = alerts::benchmarks_href(self.frame.campaign.id.as_str());
        Some(Stake {
            name: "Sales missing",
            missing: None,
            definition: "What the clicks should have brought at the rate that is expected of \
                         them, and did not.",
            formula: "(clicks × expected conversion rate − conversions) × worth of one",
            filled_in: format!("({clicks} × {rate} − {came}) × {each} = {}", self.money(minor)),
            inputs: vec![
                self.figure("Clicks", "clicks", id, &clicks),
                InputRow {
                    name: "Expected conversion rate".to_owned(),
                    text: rate.clone(),
                    href: Some(benchmarks),
                },
                self.figure("Conversions", "orders", id, &came),
                InputRow {
                    name: "Worth of one, over everybody".to_owned(),
                    text: each.clone(),
                    href: Some(links::explain(&self.frame, "revenue", None)),
                },
            ],
            ..Stake::blank()
        })
    }

    fn wanted(&self, row: &CreatorDecision, minor: i64) -> Option<Stake> {
        let paid = row.paid?;
        let id = &row.creator_id;
        let wanted = self.money(minor.saturating_add(paid.revenue_minor));
        let came = self.money(paid.revenue_minor);
        Some(Stake {
            name: "Less than wanted",
            definition: "What is wanted for the price that is due by now, less what came.",
            formula: "wanted by now − came",
            filled_in: format!("{wanted} − {came} = {}", self.money(minor)),
            inputs: vec![
                InputRow {
                    name: "Due of the price by now".to_owned(),
                    text: self.money(paid.due_minor),
                    href: Some(format!("{}#deal", links::creator(&self.frame.ask, id))),
                },
                InputRow {
                    name: "Wanted for it".to_owned(),
                    text: wanted.clone(),
                    href: Some(decisions::price_href(&self.frame.ask)),
                },
                self.figure("Came", "revenue", id, &came),
            ],
            ..Stake::blank()
        })
    }

    fn in_doubt(&self, row: &CreatorDecision) -> Option<Stake> {
        let own = row.leak.as_ref()?.sign.own;
        let id = &row.creator_id;
        let n = |n: u64| words::count(i64::try_from(n).unwrap_or(i64::MAX));
        let alone = orders::Wanted::by_code_alone(self.frame.span, &self.frame.campaign.id, id);
        let filter = OrderFilter { limit: 0, ..alone.filter(self.frame.model) };
        let sums = self.engine.order_list(&filter).sums.by_currency;
        let net = sums.get(&self.frame.currency()).map_or(0, |sum| sum.net_minor);
        let alone = alone.href(&self.frame.ask.elsewhere(), "/orders", 0);
        let (by_code, all) = (n(own.n_by_code), n(own.n_by_code + own.n_by_click));
        Some(Stake {
            name: "In doubt",
            definition: "What the newest orders brought that came by a code without any click. A \
                         code that sells so may have leaked to a site that collects codes.",
            formula: "sum of the credit of orders by code without a click",
            filled_in: format!("{by_code} of {all} orders came so"),
            inputs: vec![
                InputRow {
                    name: "Orders by code without a click".to_owned(),
                    text: by_code.clone(),
                    href: Some(alone),
                },
                InputRow {
                    name: "Net of these, others’ parts of shared orders too".to_owned(),
                    text: self.money(net),
                    href: None,
                },
                InputRow {
                    name: "Orders looked at, each whole".to_owned(),
                    text: all.clone(),
                    href: None,
                },
                self.figure("All that is credited", "revenue", id, "open it"),
            ],
            ..Stake::blank()
        })
    }

    fn spent(&self, row: &CreatorDecision) -> Stake {
        let id = &row.creator_id;
        let none = || format!("none in {}", self.frame.currency().as_str());
        let money = |minor: Option<i64>| minor.map_or_else(none, |it| self.money(it));
        let (spent, agreed) =
            (money(row.shown.spend_minor), money(losses::fee_minor(self.engine, &self.frame, row)));
        let larger = money(row.at_stake_minor);
        Stake {
            name: "Spent or agreed",
            definition: "What was spent on the creator, or was agreed if that is more.",
            formula: "the larger of what was spent and what was agreed",
            filled_in: format!("the larger of {spent} and {agreed} = {larger}"),
            inputs: vec![
                self.figure("Spent", "spend", id, &spent),
                InputRow {
                    name: "Agreed".to_owned(),
                    text: agreed.clone(),
                    href: Some(format!("{}#deal", links::creator(&self.frame.ask, id))),
                },
            ],
            ..Stake::blank()
        }
    }

    fn figure(&self, name: &str, of: &str, id: &CreatorId, text: &str) -> InputRow {
        let href = Some(links::explain(&self.frame, of, Some(id)));
        InputRow { name: name.to_owned(), text: with_minus(text), href }
    }

    fn money(&self, minor: i64) -> String {
        words::money(minor, self.frame.currency())
    }
}

impl Stake {
    fn blank() -> Self {
        Self {
            name: "",
            amount: String::new(),
            missing: None,
            definition: "",
            formula: "",
            filled_in: String::new(),
            inputs: Vec::new(),
            list: None,
        }
    }
}
