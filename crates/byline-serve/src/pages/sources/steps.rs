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
    /// The form that connects; the step is done once there is a connection.
    Form,
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
            Self::Form => None,
            Self::Address => on_page("Copy the address", "#address"),
            Self::Secret => on_page("Enter the secret", "#secret"),
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
        @let is_left = |step: &Step| !(is_connected && step.place == Some(Place::Form));
        ol.steps-list { @for step in steps(feed).into_iter().filter(is_left) {
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

/// What is done first where the sender shows a secret once it has the address.
const CONNECT_FIRST: &str = "Fill in the form, leave the secret empty for now, and connect. You \
                             get an address.";
/// What is done first where the secret is ours to choose.
const MAKE_A_SECRET: &str = "Make up a long secret, enter it in the form, and connect. You get an \
                             address.";

/// The steps at senders that we know well; none for any other.
fn own(feed: &str) -> &'static [(&'static str, Option<Place>)] {
    match feed {
        "shopify" => &[
            (CONNECT_FIRST, Some(Place::Form)),
            ("In Shopify open Settings, Notifications, Webhooks.", None),
            (
                "Create webhooks for order creation, order update and refund creation, in the \
                 format JSON, each with the address of this connection as its URL.",
                Some(Place::Address),
            ),
            (
                "Copy the secret that Shopify then shows under them into this connection.",
                Some(Place::Secret),
            ),
        ],
        "woocommerce" => &[
            (MAKE_A_SECRET, Some(Place::Form)),
            ("In WooCommerce open Settings, Advanced, Webhooks.", None),
            (
                "Add webhooks for order created, order updated and order deleted, each with the \
                 address of this connection and the secret that you made up.",
                Some(Place::Address),
            ),
        ],
        "stripe" => &[
            (CONNECT_FIRST, Some(Place::Form)),
            (
                "In Stripe open Developers, Webhooks, Add endpoint, with the address of this \
                 connection.",
                Some(Place::Address),
            ),
            ("Choose checkout.session.completed and charge.refunded.", None),
            (
                "Copy the signing secret that Stripe then shows (whsec_…) into this connection.",
                Some(Place::Secret),
            ),
        ],
        "tiktok_shop" => &[
            (
                "Copy the secret of your app from the TikTok Shop partner centre into the form, \
                 and its app_key under More, settings; then connect. You get an address.",
                Some(Place::Form),
            ),
            ("In the TikTok Shop partner centre open your app, then Webhooks.", None),
            (
                "Enter the address of this connection for order status changes.",
                Some(Place::Address),
            ),
        ],
        "segment" => &[
            (MAKE_A_SECRET, Some(Place::Form)),
            (
                "In Segment add the destination Webhooks with the address of this connection and \
                 the same shared secret.",
                Some(Place::Address),
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
            step(CONNECT_FIRST.to_owned(), Place::Form),
            step(
                format!(
                    "Have {name} send to Byline as things happen: paste the address of this \
                     connection where {name} asks for a webhook or postback address."
                ),
                Place::Address,
            ),
            step(
                format!(
                    "Copy the secret that {name} then shows beside it into this connection, so \
                     that nobody else can send in its name."
                ),
                Place::Secret,
            ),
        ],
        Way::Poll => vec![step(
            format!(
                "In {name} make a token that may read, enter it in the form as the secret, and \
                 connect. Byline then asks {name} for news by itself."
            ),
            Place::Form,
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
