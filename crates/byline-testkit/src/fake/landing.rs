//! A shop's landing page that does to clicks what real ones do: redirects, strips, sells out.

use super::http::{Asked, Fake, Said};

/// What a landing page does to clicks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LandingFault {
    /// Nothing: it sells.
    None,
    /// It redirects to `/landed` with everything that was on the address.
    Redirects,
    /// It redirects and strips the query.
    StripsQuery,
    /// It redirects and strips what it does not know, the click id among it.
    StripsClick,
    /// It redirects and writes one of the fields anew.
    ChangesUtm,
    /// It redirects to itself for ever.
    Circles,
    /// It redirects to a machine of the operator's own network.
    LeadsInside,
    /// The page is gone.
    Gone,
    /// It breaks.
    Breaks,
    /// It turns programs away.
    Wall,
    /// It says that it is sold out.
    SoldOut,
    /// It says that there is no such page, with the status of one that there is.
    SaysNotFound,
    /// It is closed by a password.
    Closed,
    /// It never answers.
    Silent,
    /// It sends half of the page.
    Half,
}

/// A page with one fault.
pub fn landing(fault: LandingFault) -> Fake {
    Fake::start(move |asked| answer(fault, asked))
}

fn answer(fault: LandingFault, asked: &Asked) -> Said {
    let (path, query) = asked.target.split_once('?').unwrap_or((asked.target.as_str(), ""));
    let to = |location: String| Said::Whole(302, vec![("location", location)], Vec::new());
    let page = |status, text: &str| {
        Said::Whole(status, Vec::new(), format!("<h1>Serum</h1><p>{text}</p>").into_bytes())
    };
    let has_landed = path == "/landed";
    match fault {
        LandingFault::Redirects if !has_landed => to(format!("/landed?{query}")),
        LandingFault::StripsQuery if !has_landed => to("/landed".to_owned()),
        LandingFault::StripsClick if !has_landed => {
            let kept = query.split('&').filter(|pair| !pair.starts_with("byl="));
            to(format!("/landed?{}", kept.collect::<Vec<_>>().join("&")))
        }
        LandingFault::ChangesUtm if !has_landed => {
            to(format!("/landed?{}", query.replace("utm_medium=check", "utm_medium=referral")))
        }
        LandingFault::Circles => to(format!("/again?{query}")),
        LandingFault::LeadsInside => to("http://169.254.169.254/latest/meta-data/".to_owned()),
        LandingFault::Gone => page(404, "gone"),
        LandingFault::Breaks => page(500, "oops"),
        LandingFault::Wall => page(403, "Verify you are human"),
        LandingFault::SoldOut => page(200, "Sold out"),
        LandingFault::SaysNotFound => page(200, "Page not found"),
        LandingFault::Closed => page(200, "Enter using password"),
        LandingFault::Silent => Said::Nothing,
        LandingFault::Half => Said::Half(b"<h1>Serum</h1>".to_vec()),
        _ => page(200, "Add to cart"),
    }
}
