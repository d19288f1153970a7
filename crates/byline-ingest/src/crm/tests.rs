//! CRM as tables, and the deliveries and exports of real systems.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use byline_core::id::ConnectionId;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;

use crate::files::bench::{self, KEY, at, census, check_matrix, in_words, told};
use crate::webhook::{Incoming, Received, Site, WebhookError, receive};

const SECRET: &str = "yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy";
const URL: &str = "https://b.example/hooks/hubspot/con_1";

/// One delivery, and what became of it.
struct Delivery {
    headers: Vec<(String, Vec<u8>)>,
    method: &'static str,
    url: String,
    body: Vec<u8>,
    received_at: &'static str,
}

impl Delivery {
    fn new(body: &[u8]) -> Self {
        let (method, url, received_at) = ("POST", URL.to_owned(), "2026-11-20T12:00:00Z");
        Self { headers: Vec::new(), method, url, body: body.to_vec(), received_at }
    }

    fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.as_bytes().to_vec()));
        self
    }

    /// Signs as version 3 does, at `signed_ms` over `url`.
    fn signed(self, signed_ms: i64, url: &str) -> Self {
        let mut mac = Hmac::<sha2::Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
        for part in [b"POST", url.as_bytes(), &self.body, signed_ms.to_string().as_bytes()] {
            mac.update(part);
        }
        let signature = STANDARD.encode(mac.finalize().into_bytes());
        self.with("X-HubSpot-Signature-v3", &signature)
            .with("X-HubSpot-Request-Timestamp", &signed_ms.to_string())
    }

    fn receive(&self) -> Result<Received, WebhookError> {
        let Self { headers, method, url, body, received_at } = self;
        let incoming = Incoming { headers, body, method, url };
        let (connection, settings) = (ConnectionId::from("con_1"), BTreeMap::new());
        let site = Site {
            connection: &connection,
            account: None,
            secrets: &[b"newer", SECRET.as_bytes()],
            customer_key: &KEY,
            settings: &settings,
            received_at: at(received_at),
        };
        receive("hubspot", &incoming, &site)
    }

    fn told(&self) -> String {
        match self.receive() {
            Err(error) => error.code().to_owned(),
            Ok(Received::Ignored { code }) => code.to_owned(),
            Ok(Received::Aside { reason, .. }) => format!("{} {}", reason.code, reason.detail),
            Ok(Received::Mapped(mapped)) => {
                mapped.facts.iter().map(in_words).collect::<Vec<_>>().join("; ")
            }
        }
    }
}

/// 2026-11-20T12:00:00Z.
const NOON_MS: i64 = 1_795_176_000_000;

#[test]
fn published_signatures_of_versions_1_and_2_hold() {
    let body =
        br#"[{"eventId":1,"subscriptionId":12345,"portalId":62515,"occurredAt":1564113600000,"#;
    let rest = br#""subscriptionType":"contact.creation","attemptNumber":0,"objectId":123,"#;
    let end = br#""changeSource":"CRM","changeFlag":"NEW","appId":54321}]"#;
    let body = [&body[..], &rest[..], &end[..]].concat();
    let first = "232db2615f3d666fe21a8ec971ac7b5402d33b9a925784df3ca654d05f4817de";
    let told = Delivery::new(&body).with("X-HubSpot-Signature", first).told();
    assert_eq!(told, "lead contact-123 of customer at 2019-07-26T04:00:00Z");

    let second = "9569219f8ba981ffa6f6f16aa0f48637d35d728c7e4d93d0d52efaa512af7900";
    let mut delivery = Delivery::new(br#"{"example_field":"example_value"}"#)
        .with("X-HubSpot-Signature", second)
        .with("X-HubSpot-Signature-Version", "v2");
    delivery.url = "https://www.example.com/webhook_uri".to_owned();
    assert_eq!(delivery.told(), "hubspot.object_ignored");
    delivery.url.push('x');
    assert_eq!(delivery.told(), "webhook.signature");
}

/// Trap 11 of the census: version 3 signs the public address and a time in milliseconds.
#[test]
fn trap_11_the_third_signature_covers_address_and_time() {
    let body = br#"[{"eventId":1,"subscriptionType":"contact.deletion"}]"#;
    let signed = |ms, url: &str| Delivery::new(body).signed(ms, url).told();
    assert_eq!(signed(NOON_MS, URL), "hubspot.change_ignored");
    assert_eq!(signed(NOON_MS - 300_000, URL), "hubspot.change_ignored");
    assert_eq!(signed(NOON_MS - 300_001, URL), "webhook.signature", "a replay");
    assert_eq!(signed(NOON_MS + 300_001, URL), "webhook.signature");
    assert_eq!(signed(NOON_MS / 1_000, URL), "webhook.signature", "seconds");
    assert_eq!(signed(NOON_MS, "http://inside:8080/hooks"), "webhook.signature");
    let mut encoded = Delivery::new(body).signed(NOON_MS, &format!("{URL}?a=1:2"));
    encoded.url = format!("{URL}?a=1%3A2");
    assert_eq!(encoded.told(), "hubspot.change_ignored");
    // A valid older signature does not save a delivery whose newest one is stale.
    let stale = Delivery::new(body).signed(NOON_MS - 900_000, URL);
    let digest = super::hubspot_sign::digest(&[SECRET.as_bytes(), body]);
    assert_eq!(stale.with("X-HubSpot-Signature", &digest).told(), "webhook.signature");
    assert_eq!(Delivery::new(body).told(), "webhook.signature");
}

fn batch(changes: &str) -> Delivery {
    Delivery::new(changes.as_bytes()).signed(NOON_MS, URL)
}

fn dedup_of(delivery: &Delivery) -> byline_core::entry::DedupKey {
    match delivery.receive().unwrap() {
        Received::Mapped(mapped) => mapped.dedup,
        other => panic!("not mapped: {other:?}"),
    }
}

#[test]
fn the_same_changes_again_are_one_delivery() {
    let of = |attempt: u8, event: u8, contact: u64| {
        batch(&format!(
            r#"[{{"eventId":{event},"subscriptionId":9,"occurredAt":1795176000000,"objectId":
            {contact},"subscriptionType":"contact.creation","attemptNumber":{attempt}}}]"#
        ))
    };
    let change = |attempt, event| of(attempt, event, 820_982_911_946_154_508);
    assert_eq!(dedup_of(&change(0, 1)), dedup_of(&change(3, 1)));
    assert_ne!(dedup_of(&change(0, 1)), dedup_of(&of(0, 1, 7)), "another contact");
    assert_ne!(dedup_of(&change(0, 1)), dedup_of(&change(0, 2)));
    let told = change(0, 1).told();
    assert_eq!(told, "lead contact-820982911946154508 of customer at 2026-11-20T12:00:00Z");
}

#[test]
fn a_bad_change_costs_no_other() {
    let good = r#"{"eventId":1,"subscriptionType":"object.creation","objectTypeId":"0-1",
        "objectId":7,"occurredAt":1795176000000}"#;
    let told = batch(&format!("[{good},17,{good}]")).told();
    assert!(told.starts_with("lead contact-7") && told.contains("hubspot.change_unreadable"));
    assert!(batch("[17]").told().starts_with("hubspot.change_unreadable"));
    assert!(batch("nonsense").told().starts_with("hubspot.json_invalid"));
    assert!(batch("{nonsense").told().starts_with("hubspot.json_invalid"));
    let many = format!("[{}]", vec![good; 101].join(","));
    assert!(batch(&many).told().starts_with("hubspot.batch_too_large"));
    assert_eq!(batch("[]").told(), "hubspot.change_ignored");
    let merge = r#"[{"eventId":1,"subscriptionType":"contact.merge","objectId":7}]"#;
    assert_eq!(batch(merge).told(), "hubspot.change_ignored");
}

const CONTACTS: &str = include_str!("fixtures/contacts.csv");

#[test]
fn contacts_are_leads_and_a_merge_is_none() {
    assert_eq!(
        told(CONTACTS.as_bytes(), "UTC", &[]),
        [
            "lead contact-11 of customer at 2026-03-01T12:00:00Z via tiktok",
            "lead contact-12 of customer at 2026-03-02T12:00:00Z",
            "lead contact-8 of customer at 2026-03-03T12:00:00Z",
        ]
    );
    check_matrix(CONTACTS, "UTC", &[]);
}

const DEALS: &str = "\
Record ID,Deal Name,Create Date,Close Date,Amount,Currency,Deal Stage,Order Number,Creator
501,A,2026-03-01,2026-03-05 10:00,120.50,EUR,Closed Won,#1001,ana glow
502,B,2026-03-01,2026-03-05 10:00,120.50,EUR,Closed Lost,#1002,
1003,C,2026-03-01,2026-03-05 10:00,-,EUR,closedwon,,
";

#[test]
fn won_deals_are_evidence_under_a_name_that_no_order_has() {
    assert_eq!(
        told(DEALS.as_bytes(), "Europe/Berlin", &[]),
        [
            "crm saw #1001 worth 120.50 EUR of ? at 2026-03-05T09:00:00Z",
            "line 3: export.row_empty the row says nothing that counts: the deal is not won, as \
             far as the row says",
            "crm saw hubspot-deal:1003 worth ? of ? at 2026-03-05T09:00:00Z",
        ]
    );
    check_matrix(DEALS, "Europe/Berlin", &[]);
}

const LEADS: &str = "\
Id,CreatedDate,IsConverted,Email,IsDeleted,utm_source__c
00Q1G00000nDnM5,2023-01-01T00:00:00.000+0000,false,jo@shop.com,false,tiktok
00Q1G00000nDnM5UAK,2023-01-01T00:00:00.000+0000,false,jo@shop.com,false,tiktok
00Q1G00000nDnM6UAK,2023-01-01T00:00:00.000+0000,false,jo@shop.com,true,tiktok
17,2023-01-01T00:00:00.000+0000,false,jo@shop.com,false,tiktok
";

#[test]
fn salesforce_leads() {
    let told = told(LEADS.as_bytes(), "UTC", &[]);
    let one = "lead lead-00Q1G00000nDnM5UAK of customer at 2023-01-01T00:00:00Z via tiktok";
    assert_eq!((told[0].as_str(), told[1].as_str()), (one, one));
    assert!(told[2].contains("the record is gone"), "{told:?}");
    assert!(told[3].contains("15 or 18 letters"), "{told:?}");
    check_matrix(LEADS, "UTC", &[]);
    let members = "Id,CampaignId,HasResponded,FirstRespondedDate,LeadId\n\
        00v1G00000nDnM5,7011G00000nDnM5,true,2026-03-01,00Q1G00000nDnM5\n";
    let told = bench::told(members.as_bytes(), "UTC", &[]);
    assert!(told[0].starts_with("response member-00v1G00000nDnM5"), "{told:?}");
}

#[test]
fn deliveries_of_a_real_portal() {
    let Some(folder) = bench::real_folder("hookdeck_hubspot") else { return };
    let table = [
        ("CONTACT.json", "lead contact-251 of customer at 2023-04-02T15:08:19.688Z"),
        ("DEAL.json", "hubspot.object_ignored"),
        ("COMPANY.json", "hubspot.object_ignored"),
    ];
    for (name, expected) in table {
        let file: Value =
            serde_json::from_slice(&std::fs::read(folder.join(name)).unwrap()).unwrap();
        let body = serde_json::to_vec(&file["body"]).unwrap();
        assert_eq!(Delivery::new(&body).signed(NOON_MS, URL).told(), expected, "{name}");
    }
}

/// Counted by hand: 22 contacts; 44 deals, of which no row says that it was won.
#[test]
fn every_real_export_of_hubspot() {
    let Some(folder) = bench::real_folder("fivetran_dbt_hubspot") else { return };
    let census = census(&folder, &[]);
    assert_eq!(census["contact_data.csv"], "hubspot contacts_loaded: 22 facts");
    assert_eq!(
        census["deal_data.csv"],
        "hubspot deals: 44 empty: the deal is not won, as far as the row says"
    );
    let n_read = census.values().filter(|told| told.as_str() != "no export").count();
    assert_eq!(n_read, 2, "{census:#?}");
    // The oldest of 78971951 and the three that were merged into it is a row of its own.
    let bytes = std::fs::read(folder.join("contact_data.csv")).unwrap();
    let lines = bench::lines(&bytes, "UTC", &[]).unwrap();
    let keys = lines.into_iter().filter_map(|line| line.outcome.ok()).flatten();
    let keys: std::collections::BTreeSet<_> = keys.map(|(_, key)| key).collect();
    assert_eq!(keys.len(), 21);
}

/// Counted by hand: one lead; ten opportunities, all of them deleted; ten orders.
#[test]
fn every_real_export_of_salesforce() {
    let Some(folder) = bench::real_folder("fivetran_dbt_salesforce") else { return };
    let census = census(&folder, &[("currency", "USD")]);
    assert_eq!(census["sf_lead_data.csv"], "salesforce leads: 1 facts");
    assert_eq!(census["sf_order_data.csv"], "salesforce orders: 10 facts");
    assert_eq!(
        census["sf_opportunity_data.csv"],
        "salesforce opportunities: 10 empty: the record is gone"
    );
    let bytes = std::fs::read(folder.join("sf_order_data.csv")).unwrap();
    let told = told(&bytes, "UTC", &[("currency", "USD")]);
    assert_eq!(told[1], "crm saw 5393 worth 27998.60 USD of customer at 2019-11-11T17:23:34Z");
}
