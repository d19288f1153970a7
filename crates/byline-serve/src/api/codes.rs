//! Marking a promo code as leaked, and taking that back.

use byline_core::code::PromoCode;
use byline_core::entry::Fact;

use super::change::commit;
use crate::port::NewFact;
use crate::problem::Problem;
use crate::site::Site;

/// Says whether a code is public; tells the code as it stands then.
pub async fn mark_code(
    site: &Site,
    id: &str,
    is_leaked: bool,
    actor: String,
) -> Result<PromoCode, Problem> {
    let _turn = site.choosing.lock().await;
    let known = site.engine().code(id).cloned();
    let known = known.ok_or_else(|| {
        Problem::new(404, "api.unknown", format!("there is no code `{id}`"))
            .next_step("list them at /api/v1/codes")
    })?;
    let code = PromoCode { is_leaked, ..known };
    commit(site, vec![NewFact { fact: Fact::Code(code.clone()), dedup: None }], actor).await?;
    Ok(code)
}
