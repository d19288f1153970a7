//! The owner: who may ask, by token or by a session in a browser.
//!
//! Neither the token nor a session is kept, only their digests, and both are compared in constant
//! time. Sessions live in memory: a restart ends them, and so does signing out.

use std::sync::{Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use byline_core::time::Timestamp;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// How long a session lives without being used, in microseconds: 12 hours.
const IDLE_US: i64 = 12 * 3_600 * 1_000_000;

/// How long a session lives at most, in microseconds: 7 days.
const LIFE_US: i64 = 7 * 24 * 3_600 * 1_000_000;

/// The same in words, wherever people are told.
pub const LIFE: &str = "You stay signed in for 12 hours after you last did anything, for 7 days at \
                        most, and until Byline starts again";

/// How many sessions there may be; the one unused for longest gives way.
const MAX_SESSIONS: usize = 256;

/// Who may ask.
pub struct Owner {
    token: [u8; 32],
    sessions: Mutex<Vec<Session>>,
}

struct Session {
    digest: [u8; 32],
    began_at: Timestamp,
    used_at: Timestamp,
}

impl Owner {
    /// The owner who knows `token`.
    pub fn new(token: &str) -> Self {
        Self { token: digest(token), sessions: Mutex::new(Vec::new()) }
    }

    /// Whether `token` is the owner's.
    pub fn knows_token(&self, token: &str) -> bool {
        digest(token).ct_eq(&self.token).into()
    }

    /// Begins a session; the answer is what the browser keeps. `seed` is fresh randomness.
    pub fn begin_session(&self, seed: [[u8; 16]; 2], now: Timestamp) -> String {
        let secret = URL_SAFE_NO_PAD.encode(seed.as_flattened());
        let mut sessions = self.sessions();
        sessions.retain(|session| session.is_alive(now));
        if sessions.len() == MAX_SESSIONS {
            sessions.sort_by_key(|session| session.used_at);
            sessions.remove(0);
        }
        sessions.push(Session { digest: digest(&secret), began_at: now, used_at: now });
        secret
    }

    /// Whether `secret` is a living session's; if so it was used now.
    pub fn knows_session(&self, secret: &str, now: Timestamp) -> bool {
        let asked = digest(secret);
        let mut sessions = self.sessions();
        let mut is_known = false;
        for session in sessions.iter_mut() {
            let is_this: bool = session.digest.ct_eq(&asked).into();
            if is_this && session.is_alive(now) {
                session.used_at = now;
                is_known = true;
            }
        }
        is_known
    }

    /// Ends the session of `secret`, if it is one.
    pub fn end_session(&self, secret: &str) {
        let asked = digest(secret);
        self.sessions().retain(|session| !bool::from(session.digest.ct_eq(&asked)));
    }

    fn sessions(&self) -> std::sync::MutexGuard<'_, Vec<Session>> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Session {
    fn is_alive(&self, now: Timestamp) -> bool {
        let is_fresh = now.0 < self.used_at.0.saturating_add(IDLE_US);
        let is_young = now.0 < self.began_at.0.saturating_add(LIFE_US);
        is_fresh && is_young
    }
}

fn digest(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600 * 1_000_000;

    #[test]
    fn only_the_token_is_the_token() {
        let owner = Owner::new("byl_secret");
        assert!(owner.knows_token("byl_secret"));
        for wrong in ["", "byl_secre", "byl_secret ", "BYL_SECRET"] {
            assert!(!owner.knows_token(wrong), "{wrong:?}");
        }
    }

    /// Reads as a table: hours at which the session is shown, whether each still works.
    fn check_session(steps: &[(i64, bool)]) {
        let owner = Owner::new("token");
        let secret = owner.begin_session([[1; 16], [2; 16]], Timestamp(0));
        for (hours, works) in steps {
            let now = Timestamp(hours * HOUR);
            assert_eq!(owner.knows_session(&secret, now), *works, "at {hours} h of {steps:?}");
        }
    }

    #[test]
    fn a_session_ends_when_idle_and_when_old() {
        check_session(&[(0, true), (11, true), (22, true)]);
        check_session(&[(12, false)]);
        let each_ten_hours: Vec<(i64, bool)> = (0..17).map(|n| (n * 10, n * 10 < 168)).collect();
        check_session(&each_ten_hours);
        check_session(&[(10, true), (20, true), (167, false)]);
    }

    #[test]
    fn a_session_can_be_ended_and_crowded_out() {
        let owner = Owner::new("token");
        let first = owner.begin_session([[1; 16], [1; 16]], Timestamp(0));
        owner.end_session(&first);
        assert!(!owner.knows_session(&first, Timestamp(1)));

        let secrets: Vec<String> = (0..=MAX_SESSIONS)
            .map(|n| {
                let seed = [u8::try_from(n % 256).unwrap(); 16];
                owner.begin_session([seed, [u8::from(n > 255); 16]], Timestamp(n as i64))
            })
            .collect();
        assert!(!owner.knows_session(&secrets[0], Timestamp(300)));
        assert!(owner.knows_session(&secrets[1], Timestamp(300)));
    }
}
