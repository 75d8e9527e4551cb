//! Passwords: Argon2id, off the async threads, a few at a time, because each takes memory and a core.

use std::sync::Arc;

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version, password_hash::phc::PasswordHash,
};
use tokio::sync::{OnceCell, Semaphore};

use crate::error::{Result, ServiceError};

/// Hashes made at the same time: 19 MiB each.
const CONCURRENCY: usize = 2;
/// Those who wait for their turn; more are sent away, so that a flood of sign-ins cannot pile up.
const WAITING: usize = 200;
const SALT_BYTES: usize = 16;

/// Hashes and checks passwords.
pub struct Passwords {
    params: Params,
    running: Arc<Semaphore>,
    waiting: Semaphore,
    /// Checked when there is no such user, so that the answer takes as long.
    decoy: OnceCell<String>,
}

impl Default for Passwords {
    fn default() -> Self {
        // The first recommendation of OWASP: 19 MiB, two passes. Tests need speed, not strength.
        let params = if cfg!(test) { Params::new(8, 1, 1, None) } else { Ok(Params::default()) };
        Self {
            params: params.unwrap_or_default(),
            running: Arc::new(Semaphore::new(CONCURRENCY)),
            waiting: Semaphore::new(WAITING),
            decoy: OnceCell::new(),
        }
    }
}

impl Passwords {
    /// The hash of a new password, as a PHC string.
    ///
    /// # Errors
    /// When the system has no randomness, or too many wait already.
    pub async fn hash(&self, password: &str) -> Result<String> {
        let mut salt = [0; SALT_BYTES];
        crate::random::fill(&mut salt)?;
        let (password, argon2) = (password.to_owned(), self.argon2());
        self.off_thread(move || {
            argon2
                .hash_password_with_salt(password.as_bytes(), &salt)
                .map(|hash: PasswordHash| hash.to_string())
                .map_err(|error| ServiceError::internal(error.to_string()))
        })
        .await?
    }

    /// Whether `password` is the one that `hash` was made of. Without a hash (there is no such user)
    /// the answer is no, after the same work.
    ///
    /// # Errors
    /// When too many wait already.
    pub async fn verify(&self, password: &str, hash: Option<&str>) -> Result<bool> {
        let known = hash.is_some();
        let hash = match hash {
            Some(hash) => hash.to_owned(),
            None => self.decoy.get_or_try_init(|| self.hash("nobody's password")).await?.clone(),
        };
        let (password, argon2) = (password.to_owned(), self.argon2());
        let matches = self
            .off_thread(move || {
                PasswordHash::new(&hash)
                    .is_ok_and(|hash| argon2.verify_password(password.as_bytes(), &hash).is_ok())
            })
            .await?;
        Ok(known && matches)
    }

    fn argon2(&self) -> Argon2<'static> {
        Argon2::new(Algorithm::Argon2id, Version::V0x13, self.params.clone())
    }

    async fn off_thread<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let _place = self.waiting.try_acquire().map_err(|_| {
            ServiceError::Unavailable("Too many sign-ins at the moment, please try again".into())
        })?;
        let permit = self.running.clone().acquire_owned().await.map_err(ServiceError::internal)?;
        tokio::task::spawn_blocking(move || {
            let result = work();
            drop(permit);
            result
        })
        .await
        .map_err(ServiceError::internal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_matches_and_nobody_has_one() {
        let passwords = Passwords::default();
        let hash = passwords.hash("correct horse").await.unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(passwords.verify("correct horse", Some(&hash)).await.unwrap());
        assert!(!passwords.verify("correct house", Some(&hash)).await.unwrap());
        assert!(!passwords.verify("nobody's password", None).await.unwrap());
    }

    #[test]
    fn the_strength_outside_tests_is_what_owasp_asks_for() {
        let params = Params::default();
        assert!(params.m_cost() >= 19 * 1024 && params.t_cost() >= 2);
    }
}
