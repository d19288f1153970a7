//! The steps that set a connection up, by feed.

use byline_core::feed::{Feed, Role, Way};

/// What to do at the other side, in order.
pub fn steps(feed: &Feed) -> Vec<String> {
    let own: &[&str] = match feed.key {
        "shopify" => &[
            "In Shopify open Settings, Notifications, Webhooks.",
            "Create webhooks for order creation, order update and refund creation, as JSON, each \
             to the address below.",
            "Copy the secret that Shopify shows under them into this connection.",
        ],
        "woocommerce" => &[
            "In WooCommerce open Settings, Advanced, Webhooks.",
            "Add webhooks for order created, order updated and order deleted, each to the address \
             below, with a secret of your own.",
            "Put the same secret into this connection.",
        ],
        "stripe" => &[
            "In Stripe open Developers, Webhooks, Add endpoint, with the address below.",
            "Choose checkout.session.completed and charge.refunded.",
            "Copy the signing secret (whsec_…) into this connection.",
        ],
        "tiktok_shop" => &[
            "In the TikTok Shop partner centre open your app, then Webhooks.",
            "Enter the address below for order status changes.",
            "Put the app's secret into this connection, and its app_key under settings.",
        ],
        "segment" => &[
            "In Segment add the destination Webhooks with the address below.",
            "Choose a shared secret there and put the same into this connection.",
        ],
        "api" => &[
            "Send events to POST /v1/events with the owner's token.",
            "Name this connection in each order, so that its freshness is told apart.",
        ],
        _ => &[],
    };
    let mut steps: Vec<String> = own.iter().map(|step| (*step).to_owned()).collect();
    if steps.is_empty() {
        steps = usual(feed);
    }
    steps.push(
        match feed.role {
            Role::Shop => "Place a test order. It appears here within seconds, marked as a test.",
            Role::Network => "Send a test claim. It is listed with the claims, and is never money.",
            _ => "The first fact that comes appears on this page.",
        }
        .to_owned(),
    );
    steps
}

fn usual(feed: &Feed) -> Vec<String> {
    let name = feed.name;
    let step = |way: &Way| match way {
        Way::Stream => format!(
            "Where {name} sends webhooks or postbacks, enter the address below, and put the \
             secret that it signs with into this connection."
        ),
        Way::Poll => format!(
            "Make a token with reading rights in {name} and put it into this connection as its \
             secret; Byline asks in turns."
        ),
        Way::Batch => format!("Or export a file from {name} and import it."),
        Way::Manual => "Bring a file and import it.".to_owned(),
    };
    feed.ways.iter().map(step).collect()
}

/// Whether the feed calls an address of ours.
pub fn has_hook(feed: &Feed) -> bool {
    feed.role != Role::Own && feed.ways.contains(&Way::Stream)
}
