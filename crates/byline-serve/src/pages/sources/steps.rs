//! The steps that set a connection up or mend it, by feed, each with where it is done here.

use byline_core::feed::{Feed, Role, Way};
use maud::{Markup, html};

/// One step.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// What to do.
    pub text: String,
    /// Where the part of it that is done in Byline is done.
    pub place: Option<Place>,
}

/// Where a part of a step is done in Byline.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// The address to copy, on the connection's page.
    Address,
    /// The field for the secret, in the form or on the connection's page.
    Secret,
    /// The page about files.
    Import,
    /// What programs send.
    Events,
    /// What came, on the connection's page.
    Came,
    /// The claims of networks.
    Claims,
}

impl Place {
    /// Its words and address; those of a connection's page are none before there is one.
    fn link(self, is_connected: bool) -> Option<(&'static str, &'static str)> {
        let on_page = |words, href| is_connected.then_some((words, href));
        match self {
            Self::Address => on_page("Copy the address", "#address"),
            Self::Secret => Some(("Enter the secret", "#secret")),
            Self::Import => Some(("Import a file", "/import")),
            Self::Events => Some(("What events look like", "/api/v1/openapi.json")),
            Self::Came => on_page("What came", "#streams"),
            Self::Claims => Some(("See the claims", "/claims")),
        }
    }
}

/// The steps as a list, with links to what is done here.
pub fn list(feed: &Feed, is_connected: bool) -> Markup {
    html! {
        ol.steps-list { @for step in steps(feed) {
            li {
                (step.text)
                @if let Some((words, href)) = step.place.and_then(|it| it.link(is_connected)) {
                    " " a.button href=(href) { (words) }
                }
            }
        } }
    }
}

/// What to do, in order.
pub fn steps(feed: &Feed) -> Vec<Step> {
    let step =
        |(text, place): &(&str, Option<Place>)| Step { text: (*text).to_owned(), place: *place };
    let mut steps: Vec<Step> = own(feed.key).iter().map(step).collect();
    if steps.is_empty() {
        steps = feed.ways.iter().flat_map(|way| usual(feed.name, *way)).collect();
    }
    let (text, place) = match feed.role {
        Role::Shop => {
            ("Place a test order. It appears here within seconds, marked as a test.", Place::Came)
        }
        Role::Network => {
            ("Send a test claim. It is listed with the claims, and is never money.", Place::Claims)
        }
        _ => ("What comes first appears on the page of this connection.", Place::Came),
    };
    steps.push(Step { text: text.to_owned(), place: Some(place) });
    steps
}

/// The steps at senders that we know well; none for any other.
fn own(feed: &str) -> &'static [(&'static str, Option<Place>)] {
    match feed {
        "shopify" => &[
            ("In Shopify open Settings, Notifications, Webhooks.", None),
            (
                "Create webhooks for order creation, order update and refund creation, in the \
                 format JSON, each with the address of this connection as its URL.",
                Some(Place::Address),
            ),
            (
                "Copy the secret that Shopify shows under them into this connection.",
                Some(Place::Secret),
            ),
        ],
        "woocommerce" => &[
            ("In WooCommerce open Settings, Advanced, Webhooks.", None),
            (
                "Add webhooks for order created, order updated and order deleted, each to the \
                 address of this connection, with a secret of your own.",
                Some(Place::Address),
            ),
            ("Put the same secret into this connection.", Some(Place::Secret)),
        ],
        "stripe" => &[
            (
                "In Stripe open Developers, Webhooks, Add endpoint, with the address of this \
                 connection.",
                Some(Place::Address),
            ),
            ("Choose checkout.session.completed and charge.refunded.", None),
            ("Copy the signing secret (whsec_…) into this connection.", Some(Place::Secret)),
        ],
        "tiktok_shop" => &[
            ("In the TikTok Shop partner centre open your app, then Webhooks.", None),
            (
                "Enter the address of this connection for order status changes.",
                Some(Place::Address),
            ),
            (
                "Put the app's secret into this connection, and its app_key under settings.",
                Some(Place::Secret),
            ),
        ],
        "segment" => &[
            (
                "In Segment add the destination Webhooks with the address of this connection.",
                Some(Place::Address),
            ),
            (
                "Choose a shared secret there and put the same into this connection.",
                Some(Place::Secret),
            ),
        ],
        "api" => &[
            ("Send events to POST /v1/events with the owner's token.", Some(Place::Events)),
            ("Name this connection in each order, so that its freshness is told apart.", None),
        ],
        _ => &[],
    }
}

/// The steps of a way in which data arrives.
fn usual(name: &str, way: Way) -> Vec<Step> {
    let step = |text: String, place| Step { text, place: Some(place) };
    match way {
        Way::Stream => vec![
            step(
                format!(
                    "Have {name} send to Byline as things happen: paste the address of this \
                     connection where {name} asks for a webhook or postback address."
                ),
                Place::Address,
            ),
            step(
                format!(
                    "Copy the secret that {name} shows beside it into this connection, so that \
                     nobody else can send in its name."
                ),
                Place::Secret,
            ),
        ],
        Way::Poll => vec![step(
            format!(
                "In {name} make a token that may read, and put it into this connection as its \
                 secret. Byline then asks {name} for news by itself."
            ),
            Place::Secret,
        )],
        Way::Batch => {
            vec![step(format!("Or export a file from {name} and import it."), Place::Import)]
        }
        Way::Manual => vec![step("Bring a file and import it.".to_owned(), Place::Import)],
    }
}

/// Whether the feed calls an address of ours.
pub fn has_hook(feed: &Feed) -> bool {
    feed.role != Role::Own && feed.ways.contains(&Way::Stream)
}
