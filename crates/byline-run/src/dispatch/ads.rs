//! Changes of ads: look, write down that the platform is called, call, look again.
//!
//! That the platform is called is in the log before the call leaves. So whatever breaks in
//! between, nobody calls again before the platform had time to show what it did; and an ad that a
//! person changed since is seen by its mark and left alone.

use byline_act::ads::{AdPlatform, Seen, Wanted};
use byline_act::backoff::URGENT;
use byline_act::{Outcome, Parcel};
use byline_core::action::{Acted, Ad, Deed, Event};
use byline_core::decision::pausing::{Attempt, AttemptEvent, Next};
use byline_core::entry::Connection;

use super::Dispatcher;
use super::home::Duty;

/// A change is looked at this often in one step at most.
const LOOKS_MAX: usize = 4;

impl Dispatcher {
    /// Brings one change of an ad as far as it goes now.
    pub(super) async fn change(&self, connection: &Connection, at: &AdPlatform, duty: Duty) {
        let (ad, wanted) = match &duty.action.deed {
            Deed::Pause(ad) => (ad, Wanted::Paused),
            Deed::Resume(ad) => (ad, Wanted::Running),
            Deed::Tell(_) => {
                let words = "an ad account tells nobody anything";
                return self.give_up_all(&[duty], "act.unknown", words).await;
            }
        };
        // The kill switch may have been thrown after the decision.
        if duty.rules.is_stopped && wanted == Wanted::Paused {
            self.log_one(&duty.action.key, Event::DryRun).await;
            return;
        }
        let look_at = self.board().look_at.get(&duty.action.key).copied();
        let is_early = duty.retry_at.max(look_at).is_some_and(|at| self.now() < at);
        if is_early {
            return;
        }
        let mut attempt = duty.attempt.clone().unwrap_or_else(|| fresh(&duty, wanted));
        for _ in 0..LOOKS_MAX {
            match self.look_and_call(connection, at, &duty, (ad, wanted), attempt).await {
                Some(called) => attempt = called,
                None => return,
            }
        }
    }

    /// One look and what follows from it; the attempt, if it is to be looked at again now.
    async fn look_and_call(
        &self,
        connection: &Connection,
        at: &AdPlatform,
        duty: &Duty,
        (ad, wanted): (&Ad, Wanted),
        attempt: Attempt,
    ) -> Option<Attempt> {
        let key = &duty.action.key;
        let seen = match self.look(connection, at, ad).await {
            Ok(seen) => seen,
            Err(trouble) => {
                self.stumble(duty, trouble).await;
                return None;
            }
        };
        let is_in_doubt = 0 < attempt.n_calls && !self.board().turned_away.contains(key);
        let read = AttemptEvent::Read(seen.shown.clone());
        let (attempt, next) = attempt.step(read.clone(), &duty.rules, self.now());
        let of = |event| Acted { key: key.clone(), event: Event::Ad(event) };
        match next {
            Next::Call if is_in_doubt && seen.shown.change.is_none() => {
                // Without a mark nobody can tell a call that did nothing from one that a person
                // undid. The safe one: leave the ad alone, and say so.
                let code = "act.in_doubt".to_owned();
                let detail = "the ad runs, and whether a person resumed it cannot be seen; \
                     look at it on the platform"
                    .to_owned();
                self.log(vec![
                    of(read),
                    Acted { key: key.clone(), event: Event::GivenUp { code, detail } },
                ])
                .await;
                None
            }
            Next::Call => {
                // If this is not in the log, the call does not leave.
                if !self.home.log(vec![of(read), of(AttemptEvent::Called)]).await {
                    return None;
                }
                let (attempt, _) = attempt.step(AttemptEvent::Called, &duty.rules, self.now());
                self.call(connection, at, duty, (ad, &seen, wanted)).await.then_some(attempt)
            }
            Next::ReadAt(again_at) => {
                self.board().look_at.insert(key.clone(), again_at);
                self.log(vec![of(read)]).await;
                None
            }
            Next::Read | Next::Settled | Next::GiveUp => {
                self.log(vec![of(read)]).await;
                None
            }
        }
    }

    /// Calls the platform; tells whether it heard, so that it is worth a look.
    async fn call(
        &self,
        connection: &Connection,
        at: &AdPlatform,
        duty: &Duty,
        (ad, seen, wanted): (&Ad, &Seen, Wanted),
    ) -> bool {
        let key = &duty.action.key;
        let asked = self.as_sender(connection, |sender| (at.change)(ad, seen, wanted, sender));
        let outcome = match asked {
            Ok(request) => self.send(Parcel::Http(request), at.changed).await,
            Err(unfit) => Outcome::never(unfit.code(), unfit.to_string()),
        };
        let is_turned_away =
            matches!(&outcome, Outcome::Later { code: "act.throttled" | "act.unreachable", .. });
        {
            let mut board = self.board();
            match is_turned_away {
                true => board.turned_away.insert(key.clone()),
                false => board.turned_away.remove(key),
            };
        }
        match outcome {
            Outcome::Delivered { .. } => true,
            trouble => {
                self.stumble(duty, trouble).await;
                false
            }
        }
    }

    async fn look(
        &self,
        connection: &Connection,
        at: &AdPlatform,
        ad: &Ad,
    ) -> Result<Seen, Outcome> {
        let asked = self.as_sender(connection, |sender| (at.look)(ad, sender));
        let request = asked.map_err(|unfit| Outcome::never(unfit.code(), unfit.to_string()))?;
        let answer = self.ask(Parcel::Http(request)).await?;
        (at.seen)(&answer, ad, self.now())
    }

    /// It did not work this time, or will not.
    async fn stumble(&self, duty: &Duty, trouble: Outcome) {
        let key = &duty.action.key;
        let event = match trouble {
            Outcome::Delivered { .. } => return,
            Outcome::Later { code, detail, after_s } => {
                let n_failed = duty.n_failed.saturating_add(1);
                let retry_at = URGENT.retry_at(n_failed, after_s, self.jitter(), self.now());
                Event::Failed { code: code.to_owned(), detail, retry_at }
            }
            Outcome::Never { code, detail } => Event::GivenUp { code: code.to_owned(), detail },
        };
        self.log_one(key, event).await;
    }
}

/// An attempt that the log does not know of yet.
fn fresh(duty: &Duty, wanted: Wanted) -> Attempt {
    let (id, at) = (duty.action.key.0.clone(), duty.action.decided_at);
    match wanted {
        Wanted::Paused => Attempt::new(id, at, None),
        Wanted::Running => Attempt::resume(id, at),
    }
}
