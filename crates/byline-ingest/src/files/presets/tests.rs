use byline_core::entry::Fact;
use byline_core::figure::Counted;

use super::utm_log;
use crate::files::bench::{check_matrix, lines, told};

const GRIN: &str = "\
Full Name,Instagram Handle,Instagram Followers,TikTok Handle,TikTok Followers,Country,Discount Code
Ana Glow,@ana.glow,\"12,400\",https://www.tiktok.com/@ana.glow?lang=en,1.2M,de,ana10
Ben,ben,-,,,Germany,
";

#[test]
fn rosters_give_creators_and_codes() {
    let table = told(GRIN.as_bytes(), "UTC", &[("campaign_id", "spring")]);
    let (creator, code) = table[0].split_once("; ").unwrap();
    assert!(
        creator.ends_with(" Ana Glow instagram:ana.glow=Some(12400) tiktok:ana.glow=Some(1200000)"),
        "{creator}"
    );
    let id = creator.split(' ').nth(1).unwrap();
    assert_eq!(code, format!("code ANA10 spring of {id}"));
    assert!(table[1].ends_with(" Ben instagram:ben=None"), "{}", table[1]);
    assert!(!told(GRIN.as_bytes(), "UTC", &[])[0].contains("code"), "no campaign, no code");
    check_matrix(GRIN, "UTC", &[("campaign_id", "spring")]);
}

#[test]
fn two_lists_that_name_one_handle_name_one_creator() {
    let accounts = "Username,Platform,Followers\n@Ana.Glow,Instagram,12.4K\nz,twitch,7\n";
    let of_list = told(accounts.as_bytes(), "UTC", &[]);
    let of_roster = told(GRIN.as_bytes(), "UTC", &[]);
    let id = |line: &String| line.split(' ').nth(1).map(str::to_owned);
    assert_eq!(id(&of_list[0]), id(&of_roster[0]));
    assert!(of_list[1].ends_with(" z other:z=Some(7)"), "{}", of_list[1]);
    check_matrix(accounts, "UTC", &[]);
    let partners = "Partner ID,Partner Name,Partner Status\n77,Ana,Active\n";
    assert!(told(partners.as_bytes(), "UTC", &[])[0].ends_with(" Ana"));
    let tiktok = "Creator Name,TikTok Username\nCleo,cleo\n";
    assert!(told(tiktok.as_bytes(), "UTC", &[])[0].ends_with(" Cleo tiktok:cleo=None"));
}

#[test]
fn short_links_are_known_by_their_slug() {
    let bitly = "Bitlink,Long URL\n\
        bit.ly/Glow-1,\
        https://s.example/p?v=1&utm_source=tiktok&utm_campaign=spring&utm_term=ana#top\n\
        https://bit.ly/x,http://s.example/p\n\
        https://bit.ly/x,https://s.example/p\n";
    assert_eq!(
        told(bitly.as_bytes(), "UTC", &[]),
        [
            "link Glow-1 spring of ana to https://s.example/p?v=1#top (tiktok)",
            "line 3: export.cell_unreadable `destination` holds `http://s.example/p`, which is no \
             https address",
            "line 4: export.cell_missing `campaign_id` is empty",
        ]
    );
    check_matrix(bitly, "UTC", &[]);
    let said = told(bitly.as_bytes(), "UTC", &[("campaign_id", "c"), ("creator_id", "crt_b")]);
    assert_eq!(said[2], "link x c of crt_b to https://s.example/p ()");
}

#[test]
fn the_sheet_of_utm_fields_comes_back_as_it_went() {
    let sheet = "Slug,URL,utm_source,utm_medium,utm_campaign,utm_term,creator_id,campaign_id\n\
        glow,\"https://s.example/a,b\",tiktok,creator,spring sale,ana,ana,spring\n";
    let links = |bytes: &[u8]| -> Vec<_> {
        let lines = lines(bytes, "UTC", &[]).unwrap();
        let facts = lines.into_iter().filter_map(|line| line.outcome.ok()).flatten();
        let links = facts.filter_map(|(fact, _)| match fact {
            Fact::Link(link) => Some(link),
            _ => None,
        });
        links.collect()
    };
    let once = links(sheet.as_bytes());
    assert_eq!(once.len(), 1);
    assert_eq!(links(&utm_log(&once)), once);
}

#[test]
fn collected_figures_by_ad_and_day() {
    let funnel = "Date,Data Source Name,Ad ID,Impressions,Clicks,Cost,Currency,Conversions\n\
        2026-03-01,TikTok Ads,1700252260223815,1000,12,10.50,EUR,4.416667\n\
        2026-03-01,Facebook Ads,2,-,0,,EUR,\n\
        2026-03-01,Pigeon,3,1,1,1.00,EUR,1\n";
    assert_eq!(
        told(funnel.as_bytes(), "America/New_York", &[]),
        [
            "1700252260223815 impressions = Some(1000) None; 1700252260223815 clicks_link = \
             Some(12) None; 1700252260223815 spend_minor = Some(1050) Some(EUR); \
             1700252260223815 claimed_conversions_micro = Some(4416667) None",
            "2 clicks_link = Some(0) None",
            "line 4: export.cell_unreadable `data_source` holds `Pigeon`, which is no platform \
             whose ads Byline knows",
        ]
    );
    check_matrix(funnel, "UTC", &[]);
}

/// Two ad accounts may export rows that read alike, each in its own currency.
#[test]
fn an_amount_has_a_currency_or_is_refused_and_two_currencies_are_two_amounts() {
    let row = |spend: &str| {
        format!("Date,Data Source Name,Ad ID,Clicks,Cost\n2026-03-01,TikTok Ads,7,3,{spend}\n")
    };
    let none = told(row("10.50").as_bytes(), "UTC", &[]);
    assert!(none[0].contains("export.cell_unreadable `spend` holds `10.50`"), "{none:?}");
    let own = told(row("\"$ 10.50\"").as_bytes(), "UTC", &[("currency", "USD")]);
    assert!(own[0].ends_with("7 spend_minor = Some(1050) Some(USD)"), "{own:?}");
    let keys = |code: &str| {
        let read = lines(row("10.50").as_bytes(), "UTC", &[("currency", code)]).unwrap();
        let facts = read.into_iter().filter_map(|line| line.outcome.ok()).flatten();
        facts.map(|(_, key)| key).collect::<Vec<_>>()
    };
    let (euros, dollars) = (keys("EUR"), keys("USD"));
    assert_eq!((euros.len(), euros[0], euros == dollars), (2, dollars[0], false));
}

#[test]
fn costs_of_two_currencies_are_two_costs() {
    let costs = "Date,Amount,Type,Campaign ID\n2026-03-01,10.00,fee,spring\n";
    let id = |settings: &[(&str, &str)]| match lines(costs.as_bytes(), "UTC", settings) {
        Ok(mut lines) => match lines.remove(0).outcome.map(|mut facts| facts.remove(0).0) {
            Ok(Fact::Spend(spend)) => spend.id.to_string(),
            other => format!("{other:?}"),
        },
        Err(error) => error.to_string(),
    };
    assert_ne!(id(&[("currency", "EUR")]), id(&[("currency", "USD")]));
    assert!(id(&[]).contains("Unreadable"), "{}", id(&[]));
}

/// Reads as a table: state and what was refunded by a sheet, what becomes of the order of 12.00.
#[test]
fn orders_that_were_refunded_are_paid_orders_with_a_refund() {
    let table = [
        ("refunded,", "Paid 1200"),
        ("Refunded,5.00", "Paid 500"),
        ("partially refunded,5.00", "Paid 500"),
        ("partially refunded,", "export.cell_missing"),
        ("canceled,", "Cancelled"),
        ("paid,", "Paid"),
        ("odd,", "event.word_unknown"),
    ];
    for (cells, expected) in table {
        let sheet = format!(
            "Order,Date,Net,Shipping,Currency,Status,Refunded Amount\n\
             1,2026-03-01,10.00,2.00,EUR,{cells}\n"
        );
        let found = match &lines(sheet.as_bytes(), "UTC", &[]).unwrap()[0].outcome {
            Err(error) => error.code().to_owned(),
            Ok(facts) => {
                let words = facts.iter().map(|(fact, _)| match fact {
                    Fact::Order(order) => format!("{:?}", order.state),
                    Fact::Refund(refund) => refund.amount.minor.to_string(),
                    other => format!("{other:?}"),
                });
                words.collect::<Vec<_>>().join(" ")
            }
        };
        assert_eq!(found, expected, "{cells}");
    }
}

#[test]
fn a_negative_fee_is_a_row_error() {
    let sheet = "Handle,Fee,Currency,Campaign ID\nana,-5.00,EUR,spring\n";
    let said = told(sheet.as_bytes(), "UTC", &[]);
    assert!(said[0].contains("`fee` holds `-5.00`, which is no fee of 0 or more"), "{said:?}");
}

#[test]
fn a_window_and_a_time_are_said_only_of_what_they_belong_to() {
    let windsor = "Date,Source,Ad ID,Clicks,Spend,Currency,Conversions,Fetched At\n\
        2026-03-01,tiktok,1,12,10.50,EUR,4,2026-03-03 04:00:00\n\
        2026-03-01,tiktok,2,12,10.50,EUR,4,\n\
        2026-03-01,tiktok,3,12,10.50,EUR,4,2099-03-03 04:00:00\n";
    let settings = [("window", "7d_click")];
    let said: Vec<_> = lines(windsor.as_bytes(), "America/New_York", &settings).unwrap();
    let figures = |n: usize| -> Vec<_> {
        let facts = said[n].outcome.as_ref().unwrap().iter();
        let figures = facts.map(|(fact, _)| match fact {
            Fact::Figure(figure) => figure,
            other => panic!("{other:?}"),
        });
        figures.map(|it| (it.counted, it.window.as_deref(), it.as_of.to_string())).collect()
    };
    let stated = "2026-03-03T04:00:00Z".to_owned();
    let expected = [
        (Counted::ClicksLink, None, stated.clone()),
        (Counted::SpendMinor, None, stated.clone()),
        (Counted::ClaimedConversionsMicro, Some("7d_click"), stated.clone()),
    ];
    assert_eq!(figures(0), expected);
    assert_ne!(figures(1)[0].2, stated, "where the row says none, when the file came");
    assert!(said[2].outcome.is_err(), "a time that cannot be true");
}
