//! Files on their page: looked at, mapped, taken in, and refused rows handed back.

use super::sources::{parts, send};
use crate::testing::Stage;

#[tokio::test]
async fn a_file_is_looked_at_and_then_taken_in() {
    let stage = Stage::new();
    let kind = "multipart/form-data; boundary=b";
    let file = "order_id,value\n1,\"a <b>\"\n2,x\n";
    let look = parts(&[("kind", "orders"), ("file", file), ("step", "look")]);
    let html = send(&stage, "/import", kind, look).await.text;
    for expected in [
        "nothing is taken in yet",
        "Line 3 says nothing",
        "2,x",
        "Take in 1 row",
        "value=\"order_id,value\n1,&quot;a &lt;b&gt;&quot;\n2,x\n\"",
        "$96.40",
    ] {
        assert!(html.contains(expected), "{expected}: {html}");
    }
    let take = parts(&[("kind", "orders"), ("text", file), ("step", "import")]);
    let html = send(&stage, "/import", kind, take).await.text;
    assert!(html.contains("Done: 1 taken in, 0 known already, 1 refused."), "{html}");

    let none = send(&stage, "/import", kind, parts(&[("kind", "orders"), ("file", "")])).await;
    assert_eq!(none.status, 422);
    assert!(none.text.contains("No file was chosen"), "{}", none.text);
}

/// A table is mapped by its columns; what was guessed can be corrected and kept.
#[tokio::test]
async fn a_table_is_looked_at_mapped_anew_and_its_refused_rows_are_handed_back() {
    let stage = Stage::new();
    let kind = "multipart/form-data; boundary=b";
    let file = "order_id,value\n1,5.00\n2,x\n";
    let ask = async |fields: &[(&str, &str)]| {
        let body = parts(&[&[("file", file)], fields].concat());
        send(&stage, "/import", kind, body).await
    };
    let html = ask(&[("kind", ""), ("step", "look")]).await.text;
    for expected in [
        "What its columns mean",
        "name=\"column.order_id\"",
        "<option value=\"order_id\" selected>order_id</option>",
        "name=\"setting.currency\"",
        "name=\"save_as\"",
        "Download rows that cannot be read",
        "say nothing that counts",
    ] {
        assert!(html.contains(expected), "{expected}: {html}");
    }
    let again = [
        ("kind", "import.orders"),
        ("mapped", "yes"),
        ("column.order_id", "order_id"),
        ("column.value", "value"),
        ("setting.currency", "EUR"),
    ];
    let html = ask(&[&again[..], &[("step", "look")]].concat()).await.text;
    assert!(html.contains("<option value=\"value\" selected>value</option>"), "{html}");
    assert!(html.contains("name=\"setting.currency\" value=\"EUR\""), "{html}");
    let rows = ask(&[&again[..], &[("step", "refused")]].concat()).await;
    assert_eq!(rows.header("content-disposition"), "attachment; filename=\"refused-rows.csv\"");
    assert_eq!(rows.text, "refused_line\n3\n");
}

/// A file that cannot be read as it was taken still shows its columns, to say what they mean.
#[tokio::test]
async fn a_table_that_lacks_columns_is_mapped_by_hand() {
    let stage = Stage::new();
    let kind = "multipart/form-data; boundary=b";
    let body = parts(&[("file", "Bestellnr,Umsatz\nA,1\n"), ("kind", "import.odd")]);
    let reply = send(&stage, "/import", kind, body).await;
    assert_eq!(reply.status, 400);
    for expected in ["No column is mapped to value.", "<option value=\"Bestellnr\">"] {
        assert!(reply.text.contains(expected), "{expected}: {}", reply.text);
    }
}
