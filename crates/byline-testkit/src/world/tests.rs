use std::collections::BTreeMap;

use super::*;
use crate::shopify;

const START: Timestamp = Timestamp(1_780_286_400_000_000); // 2026-06-01T04:00:00Z

/// Tells the first days of a world in which every link works.
fn tell(seed: u64, n_days: i64, options: Options) -> (World, Vec<Happening>) {
    let mut world = World::new(seed, START, options);
    let links: BTreeMap<String, (String, String)> = world
        .setup()
        .links
        .iter()
        .map(|link| (link.slug.clone(), (link.destination.clone(), link.utm.term.clone())))
        .collect();
    let until = Timestamp(START.0 + n_days * DAY_US);
    let mut happenings = Vec::new();
    while let Some(happening) = world.next() {
        if until <= happening.at {
            break;
        }
        if let What::LinkRequest(request) = &happening.what {
            let (destination, term) = &links[&request.slug];
            let click = byline_core::shopper::ClickId(u128::from(request.id.0).to_be_bytes());
            let location = format!("{destination}?utm_source=x&utm_term={term}&byl={click}");
            world.landed(request.id, &location);
        }
        happenings.push(happening);
    }
    (world, happenings)
}

#[test]
fn nine_days_have_the_volume_of_a_real_campaign() {
    let (world, happenings) = tell(7, 9, Options::default());
    let count = |is: fn(&What) -> bool| happenings.iter().filter(|h| is(&h.what)).count();
    let n_requests = count(|what| matches!(what, What::LinkRequest(_)));
    let n_webhooks = count(|what| matches!(what, What::Webhook(_)));
    let truth = world.truth();
    let n_people = truth.n_requests_by_people;
    println!(
        "{} happenings: {n_requests} requests ({n_people} by people), {} visits, \
         {n_webhooks} webhooks, {} orders, {} net, {} spent",
        happenings.len(),
        truth.n_visits,
        truth.orders.len(),
        truth.net_minor(),
        truth.spend_minor
    );
    assert!((50_000..75_000).contains(&n_requests), "{n_requests}");
    assert!((3_000..4_500).contains(&truth.orders.len()), "{}", truth.orders.len());
}

#[test]
fn happenings_come_in_order_of_time() {
    let (_, happenings) = tell(3, 3, Options { n_creators: 12, ..Options::default() });
    assert!(happenings.is_sorted_by_key(|happening| happening.at));
    assert!(1_000 < happenings.len());
}

#[test]
fn the_same_seed_tells_the_same() {
    let options = Options { n_creators: 10, ..Options::default() };
    let text = |seed| format!("{:?}", tell(seed, 2, options).1);
    assert_eq!(text(5), text(5));
    assert_ne!(text(5), text(6));
}

#[test]
fn every_delivery_is_signed() {
    let (world, happenings) = tell(4, 2, Options { n_creators: 20, ..Options::default() });
    let secret = &world.setup().shop_secret;
    for happening in happenings {
        let What::Webhook(webhook) = happening.what else { continue };
        let signature = shopify::sign(secret, &webhook.body);
        assert!(webhook.headers.iter().any(|(_, value)| *value == signature));
    }
}

#[test]
fn a_delivery_that_comes_again_has_the_same_bytes() {
    let (world, happenings) = tell(9, 9, Options { n_creators: 30, ..Options::default() });
    let mut bodies: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut n_again = 0;
    for happening in happenings {
        let What::Webhook(webhook) = happening.what else { continue };
        let id = webhook.headers.iter().find(|(name, _)| name.ends_with("webhook-id"));
        let id = id.expect("every delivery has an id").1.clone();
        if let Some(before) = bodies.insert(id, webhook.body.clone()) {
            assert_eq!(before, webhook.body);
            n_again += 1;
        }
    }
    assert!(0 < n_again, "duplicates are part of the world");
    assert_eq!(world.truth().n_first_deliveries(), bodies.len() as u64);
}

#[test]
fn ids_are_unique() {
    let world = World::new(1, START, Options::default());
    let setup = world.setup();
    let mut slugs: Vec<_> = setup.links.iter().map(|link| link.slug.to_lowercase()).collect();
    let mut codes: Vec<_> = setup.codes.iter().map(|code| code.code.clone()).collect();
    for names in [&mut slugs, &mut codes] {
        let n_before = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), n_before);
    }
    assert_eq!(setup.creators.len(), 150);
}
