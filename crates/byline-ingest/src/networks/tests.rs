//! Networks as tables. No real export of a network could be had: these rows are made after their
//! documentation, and say so.

use byline_core::claim::Revision;
use byline_core::entry::Fact;
use byline_core::id::ConnectionId;

use crate::files::bench::{KEY, at, check_matrix, in_words, lines, told};
use crate::webhook::{Incoming, Received, Site, WebhookError, receive};

/// What became of a postback, in words.
fn posted(feed: &str, method: &str, url: &str, body: &[u8]) -> Result<String, WebhookError> {
    let incoming = Incoming { headers: &[], body, method, url };
    let (connection, settings) = (ConnectionId::from("con_1"), Default::default());
    let site = Site {
        connection: &connection,
        account: None,
        secrets: &[b"new-secret", b"old-secret"],
        customer_key: &KEY,
        settings: &settings,
        received_at: at("2026-11-20T12:00:00Z"),
    };
    receive(feed, &incoming, &site).map(|received| match received {
        Received::Mapped(mapped) => {
            mapped.facts.iter().map(in_words).collect::<Vec<_>>().join("; ")
        }
        Received::Ignored { code } => code.to_owned(),
        Received::Aside { reason, .. } => format!("{} {}", reason.code, reason.detail),
    })
}

const IMPACT: &str = include_str!("fixtures/impact.csv");

#[test]
fn impact_actions() {
    assert_eq!(
        told(IMPACT.as_bytes(), "UTC", &[]),
        [
            "claim 1000.2000.1 whole pending 10.00 USD for 100.00 USD of 820982911946154508 by \
             Creator:crt_ana+Affiliate:77+DisplayName:Ana at 2026-03-01T17:00:00Z ANA10",
            "claim 1000.2000.2 whole locked 5.99 USD for 59.90 USD of 1002 by \
             Creator:ana+Affiliate:78+DisplayName:Ben at 2026-03-01T17:00:00Z",
            "claim 1000.2000.3 whole reversed ? for 0.00 USD of 1003 by \
             Affiliate:78+DisplayName:Ben at 2026-03-01T17:00:00Z",
        ]
    );
    check_matrix(IMPACT, "UTC", &[]);
}

/// Trap 10 of the census: corrections come as deltas and as negative rows.
#[test]
fn trap_10_corrections_are_differences() {
    let updates = "\
Id,ActionId,UpdateDate,DeltaAmount,DeltaPayout,Currency,State,Oid
u-9,1000.2000.1,2026-03-05T00:00:00Z,-20.00,-2.00,USD,PENDING,1001
";
    assert_eq!(
        told(updates.as_bytes(), "UTC", &[]),
        ["claim 1000.2000.1 change u-9 pending -2.00 USD for -20.00 USD of 1001 by  \
          at 2026-03-05T00:00:00Z"]
    );
    let cj = told(CJ.as_bytes(), "UTC", &[]);
    assert!(cj[1].starts_with("claim A1 change C2 locked -5.00 EUR for -50.00 EUR"), "{cj:?}");
    let rakuten = told(RAKUTEN.as_bytes(), "UTC", &[]);
    assert!(rakuten[1].starts_with("claim 1001:SKU-1 change row-"), "{rakuten:?}");
    assert!(rakuten[1].contains(" -2.50 USD for -25.00 USD "), "{rakuten:?}");
}

/// A file that is brought twice says nothing new: its rows have the keys that they had.
#[test]
fn the_same_row_twice_is_one_row() {
    for csv in [IMPACT, AWIN, CJ, RAKUTEN, REFERSION, SHAREASALE] {
        let keys = || -> Vec<_> {
            let lines = lines(csv.as_bytes(), "UTC", &[]).unwrap();
            lines.into_iter().filter_map(|line| line.outcome.ok()).flatten().map(|f| f.1).collect()
        };
        let once = keys();
        assert_eq!(once, keys());
        let distinct: std::collections::BTreeSet<_> = once.iter().collect();
        assert_eq!(distinct.len(), once.len());
    }
}

const AWIN: &str = include_str!("fixtures/awin.csv");

/// Trap 8 of the census: the days of a file are in the zone that was asked for.
#[test]
fn trap_8_zones_of_files_are_said() {
    let told_in = |zone: &str| told(AWIN.as_bytes(), zone, &[]);
    let berlin = told_in("Europe/Berlin");
    assert_eq!(
        berlin[0],
        "claim 259630312 whole pending 4.99 EUR for 49.90 EUR of 1001 by \
         Creator:crt_ana+Affiliate:189069+DisplayName:Glow Blog at 2026-07-01T12:30:00Z ANA10"
    );
    assert!(told_in("UTC")[0].contains("at 2026-07-01T14:30:00Z"));
    assert!(berlin[1].contains("rejected") && berlin[2].contains("reversed"), "{berlin:?}");
    assert!(berlin[3].contains("no state of a claim"), "{berlin:?}");
    let chicago = told(SHAREASALE.as_bytes(), "Europe/Berlin", &[]);
    assert!(chicago[0].contains("at 2026-02-03T20:05:00Z"), "{chicago:?}");
    check_matrix(AWIN, "Europe/Berlin", &[]);
}

const CJ: &str = include_str!("fixtures/cj.csv");

#[test]
fn cj_commissions() {
    let told = told(CJ.as_bytes(), "UTC", &[]);
    assert_eq!(
        told[0],
        "claim A1 whole pending 10.00 EUR for 100.00 EUR of 1001 by \
         Affiliate:555+DisplayName:Ana at 2026-03-01T12:00:00Z"
    );
    assert_eq!(told[2], "line 4: export.cell_missing `original_action_id` is empty");
    assert!(told[3].starts_with("claim A4 whole paid ? for 54.05 USD of 1004"), "{told:?}");
    check_matrix(CJ, "UTC", &[]);
}

const RAKUTEN: &str = include_str!("fixtures/rakuten.csv");

#[test]
fn rakuten_lines() {
    let told = told(RAKUTEN.as_bytes(), "America/New_York", &[]);
    assert_eq!(
        told[0],
        "claim 1001:SKU-1 whole pending 2.50 USD for 25.00 USD of 1001 by \
         Creator:crt_ana+Affiliate:991+DisplayName:Ana at 2026-03-01T19:30:00Z"
    );
    check_matrix(RAKUTEN, "America/New_York", &[]);
}

const REFERSION: &str = include_str!("fixtures/refersion.csv");

#[test]
fn refersion_conversions() {
    let told = told(REFERSION.as_bytes(), "UTC", &[]);
    let states = ["approved", "test", "reversed", "rejected"];
    for (line, state) in told.iter().zip(states) {
        assert!(line.contains(&format!(" whole {state} ")), "{line}");
    }
    assert!(told[0].ends_with(" ANA10"), "{}", told[0]);
    check_matrix(REFERSION, "UTC", &[]);
}

const SHAREASALE: &str = include_str!("fixtures/shareasale.csv");

#[test]
fn shareasale_transactions() {
    let told = told(SHAREASALE.as_bytes(), "UTC", &[("day_order", "dmy")]);
    assert_eq!(
        told[0],
        "claim 90001 whole pending 123.45 USD for 1234.50 USD of 1001 by Affiliate:12345 \
         at 2026-02-03T20:05:00Z"
    );
    assert!(told[1].contains("reversed"), "{told:?}");
}

/// Trap 11 of the census: networks sign nothing; what stands in the address is their secret.
#[test]
fn trap_11_unsigned_postbacks_show_a_secret_in_their_address() {
    let query = "Id=9.9.1&State=PENDING&EventDate=2026-03-01T12%3A00%3A00Z&Oid=%231001\
        &Amount=12.50&Currency=EUR&SubId1=crt_ana";
    let address = |rest: &str| format!("https://b.example/hooks/impact/con_1{rest}");
    let expected = "claim 9.9.1 whole pending ? for 12.50 EUR of #1001 by Creator:crt_ana \
        at 2026-03-01T12:00:00Z";
    let get = |rest: &str| posted("impact", "GET", &address(rest), b"");
    assert_eq!(get(&format!("?token=new-secret&{query}")).as_deref(), Ok(expected));
    assert_eq!(get(&format!("?token=old-secret&{query}")).as_deref(), Ok(expected));
    assert_eq!(get(&format!("/new-secret?{query}")).as_deref(), Ok(expected));
    for wrong in ["?token=", "?token=new-secre", "?token=new-secret2", "?", "/other?"] {
        assert_eq!(get(&format!("{wrong}&{query}")), Err(WebhookError::Signature), "{wrong}");
    }
    let form = posted("impact", "POST", &address("?token=new-secret"), query.as_bytes());
    assert_eq!(form.as_deref(), Ok(expected));
    let json = br##"{"Id":"9.9.1","State":"PENDING","EventDate":"2026-03-01T12:00:00Z",
        "Oid":"#1001","Amount":12.50,"Currency":"EUR","SubId1":"crt_ana","Items":[1],"X":null}"##;
    let json = posted("impact", "POST", &address("?token=new-secret"), json);
    assert_eq!(json.as_deref(), Ok(expected));
}

#[test]
fn awin_pushes_json_in_a_form() {
    let url = "https://b.example/hooks/awin/con_1/new-secret";
    let json = r#"{"transactionId":820982911946154508,"transactionDate":"2026-02-20 14:20:10",
        "transactionCurrency":"EUR","transactionAmount":"110.00","affiliateId":"78888",
        "clickRef":"crt_ana","commission":"11.00","orderRef":"1001"}"#;
    let encoded: String = json.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let body = format!("AwinTransactionPush={encoded}");
    assert_eq!(
        posted("awin", "POST", url, body.as_bytes()).as_deref(),
        Ok("claim 820982911946154508 whole pending 11.00 EUR for 110.00 EUR of 1001 by \
            Creator:crt_ana+Affiliate:78888 at 2026-02-20T14:20:10Z")
    );
    let told = |body: &[u8]| posted("awin", "POST", url, body).unwrap();
    assert!(told(b"").starts_with("postback.unreadable"));
    assert!(told(b"AwinTransactionPush=%7B").starts_with("postback.unreadable"));
    assert!(told(b"AwinTransactionPush=%7B%7D").starts_with("postback.field_missing"));
    assert!(told(b"\xff\xfe").starts_with("postback.unreadable"));
    let deep = format!("AwinTransactionPush={}1{}", "{\"a\":".repeat(90), "}".repeat(90));
    assert!(told(deep.as_bytes()).starts_with("postback.unreadable"));
    assert_eq!(
        posted("awin", "POST", "https://b.example/hooks/awin/con_1", body.as_bytes()),
        Err(WebhookError::Signature)
    );
}

#[test]
fn refersion_tests_claim_nothing() {
    let url = "https://b.example/hooks/refersion/con_1?token=new-secret";
    let body =
        br#"{"conversion_id":"7","affiliate":{"id":"a1"},"created_at":"2026-03-01T12:00:00Z",
        "status":"PENDING","is_test_conversion":true,"total":"5.00","currency":"USD"}"#;
    let told = posted("refersion", "POST", url, body).unwrap();
    assert!(told.starts_with("claim 7 whole test ? for 5.00 USD"), "{told}");
    let future = String::from_utf8(body.to_vec()).unwrap().replace("2026-03", "2027-03");
    let told = posted("refersion", "POST", url, future.as_bytes()).unwrap();
    assert!(told.starts_with("export.cell_unreadable"), "{told}");
}

/// The newest word holds: a row that says as of when beats the time of the import.
#[test]
fn claims_say_as_of_when() {
    let lines = lines(IMPACT.as_bytes(), "UTC", &[]).unwrap();
    let revisions: Vec<_> = lines
        .into_iter()
        .filter_map(|line| line.outcome.ok())
        .flatten()
        .filter_map(|(fact, _)| match fact {
            Fact::Claim(claim) => Some(claim.revision),
            _ => None,
        })
        .collect();
    let said = Revision::Whole(at("2026-03-02T00:00:00Z"));
    let brought = Revision::Whole(at("2026-11-20T12:00:00Z"));
    assert_eq!(revisions, [said.clone(), said, brought]);
}
