//! Orders as a list: narrowed by address, summed over all its pages, and as a file.

use super::{page, world};

#[tokio::test]
async fn orders_are_narrowed_summed_and_handed_out_as_a_file() {
    let stage = world::stage().await;
    let all = page(&stage, "/orders").await.text;
    let n_rows = |html: &str| {
        let body = html.split("<tbody>").nth(1).and_then(|it| it.split("</tbody>").next());
        body.map_or(0, |body| body.matches("<tr>").count())
    };
    let foot = |html: &str| {
        let foot = html.split("<tfoot>").nth(1).and_then(|it| it.split("</tfoot>").next());
        foot.unwrap_or_default().to_owned()
    };
    assert!(foot(&all).contains(&format!("All {} orders", n_rows(&all))), "{}", foot(&all));
    for (query, expected) in [
        ("who=mika", "Mika"),
        ("kind=unattributed", "nobody"),
        ("way=code", "name=\"way\""),
        ("kind=paid", "selected>Paid, nothing refunded"),
    ] {
        let html = page(&stage, &format!("/orders?{query}")).await.text;
        let n = n_rows(&html);
        assert!(0 < n && n <= n_rows(&all), "{query}: {html}");
        assert!(html.contains(expected), "{expected}: {html}");
        let words = if n == 1 { "order" } else { "orders" };
        assert!(foot(&html).contains(&format!("All {n} {words}")), "{query}: {}", foot(&html));
        let csv = page(&stage, &format!("/orders.csv?{query}")).await.text;
        assert_eq!(csv.lines().count(), n + 1, "{csv}");
    }
    let none = page(&stage, "/orders?who=nobody+by+that+name").await.text;
    assert!(none.contains("No order is like that.") && none.contains(">All orders<"), "{none}");
}
