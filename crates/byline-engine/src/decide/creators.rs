//! Creators: who is red, whose clicks do not buy, and whether revenue is ahead of the target.

use std::collections::BTreeSet;

use byline_core::decision::alert::AlertRule;
use byline_core::decision::standing::{Evidence, Held, Standing};
use byline_core::decision::urgency::{Observed, Seen};

use crate::answer::{Bench, Dossier, Judged, target};
use crate::state::desk::{About, Account, AlertKey, Docket, Outbox};

use super::{Scene, let_go, step};
use crate::view::CreatorDecision;

/// Judges every creator, and the campaign's revenue beside its target; whether data was there to
/// judge by.
pub(super) fn judge(scene: &Scene<'_>, docket: &mut Docket, outbox: &mut Outbox) -> bool {
    let Some(dossier) = Dossier::gather(scene.engine, &scene.campaign.id, scene.now) else {
        return false;
    };
    let bench = Bench::new(&dossier, &scene.rules);
    let is_waiting = dossier.is_waiting();
    let mut judged_creators = BTreeSet::new();
    for Judged { place, creator, judgement, finding } in bench.judged() {
        let about = About::Creator(creator);
        judged_creators.insert(about.clone());
        let judged = judgement.as_ref().filter(|_| !is_waiting);
        let held = docket.held.get(&creator).copied();
        let standing = judged.map(|judgement| judgement.standing);
        let (held, _) = Held::step(held, standing, &scene.rules.standing, scene.now);
        docket.held.extend(held.map(|held| (creator, held)));

        let evidence = judged.map(|judgement| judgement.evidence);
        let red = held.zip(standing).map(|(held, standing)| is_red(held, standing, evidence));
        let red = red.unwrap_or(Observed::HELD);
        // Nobody is called where no money runs, or about whoever brings what is due.
        let is_calm = || !is_waiting && !bench.burns_at(place);
        let red = if red != Observed::WELL && is_calm() { Observed::WELL } else { red };
        let key = AlertKey { rule: AlertRule::Red, about: about.clone() };
        let of = |words: fn(&Scene<'_>, &CreatorDecision) -> Account| {
            words(scene, &bench.decide_at(place))
        };
        step(scene, docket, outbox, &key, red, &|| of(|scene, row| scene.is_red(row)));

        let traffic = finding.filter(|_| !is_waiting).map(|finding| {
            let observed = finding.observed();
            // What is not sure is told of only with a cause, as every page says it.
            let is_open = observed.is_supported && finding.evidence != Evidence::Confirmed;
            let is_supported = match is_open {
                true => bench.decide_at(place).does_not_sell(),
                false => observed.is_supported,
            };
            Observed { is_supported, ..observed }
        });
        let traffic = traffic.unwrap_or(Observed::HELD);
        let key = AlertKey { rule: AlertRule::Traffic, about };
        step(scene, docket, outbox, &key, traffic, &|| of(|scene, row| scene.does_not_sell(row)));
    }
    for rule in [AlertRule::Red, AlertRule::Traffic] {
        let is_gone = |about: &About| !judged_creators.contains(about);
        let_go(scene, docket, outbox, rule, is_gone);
    }
    judge_target(scene, docket, outbox, &dossier);
    !is_waiting
}

/// Red, as long as it is held; supported where the figures of now say so too. Evidence for
/// another standing is none for this one.
fn is_red(held: Held, standing: Standing, evidence: Option<Evidence>) -> Observed {
    if held.standing != Standing::Red {
        return Observed::WELL;
    }
    let is_leaning = evidence.is_some_and(|evidence| Evidence::Leaning <= evidence);
    let is_supported = is_leaning && standing == Standing::Red;
    Observed { seen: Seen::Bad, is_supported }
}

fn judge_target(
    scene: &Scene<'_>,
    docket: &mut Docket,
    outbox: &mut Outbox,
    dossier: &Dossier<'_>,
) {
    let key = AlertKey { rule: AlertRule::Target, about: About::Campaign };
    let observed = match target(dossier) {
        _ if dossier.is_waiting() => Observed::HELD,
        Some(target) if target.is_above => Observed::BAD,
        _ => Observed::WELL,
    };
    let account = || target(dossier).map_or_else(Account::default, |t| scene.above_target(&t));
    step(scene, docket, outbox, &key, observed, &account);
}

#[cfg(test)]
mod tests {
    use byline_core::time::Timestamp;

    use super::*;

    /// Reads as a table: what is held, what the figures of now say and how surely, whether it is
    /// bad and supported.
    #[test]
    fn evidence_for_another_standing_supports_no_red() {
        use Evidence::{Confirmed, Insufficient, Leaning};
        use Standing::{Accelerate, Green, Red};
        for (held, now, evidence, is_bad, is_supported) in [
            (Red, Red, Confirmed, true, true),
            (Red, Red, Leaning, true, true),
            (Red, Red, Insufficient, true, false),
            (Red, Accelerate, Confirmed, true, false),
            (Red, Green, Confirmed, true, false),
            (Green, Red, Confirmed, false, false),
        ] {
            let held = Held { standing: held, since: Timestamp(0), bad_since: None, n_against: 0 };
            let seen = is_red(held, now, Some(evidence));
            assert_eq!(seen.seen == Seen::Bad, is_bad, "{held:?} {now:?}");
            assert_eq!(seen.is_supported && is_bad, is_supported, "{held:?} {now:?} {evidence:?}");
        }
    }
}
