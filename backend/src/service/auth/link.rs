//! One-time links: signed, short-lived, and bound to a state that changes when they are used, so
//! that none works twice and nothing has to be stored.

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use kinds::{Millis, UserId};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use store::{entity::user, query};

use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    random,
};

/// What a link is for. A link for one purpose is worthless for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Confirms the mail address; works until it is confirmed.
    Confirm,
    /// Sets a new password; works until the password changes.
    Reset,
    /// The password was right: now the second factor. Works until one has been accepted.
    SecondFactor,
}

impl Purpose {
    fn audience(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Reset => "reset",
            Self::SecondFactor => "second-factor",
        }
    }

    fn lifetime(self) -> i64 {
        match self {
            Self::Confirm => 7 * Millis::DAY,
            Self::Reset => 6 * Millis::HOUR,
            Self::SecondFactor => 10 * Millis::MINUTE,
        }
    }

    /// What changes when the link is used.
    fn state(self, user: &user::Model) -> String {
        let state = match self {
            Self::Confirm => format!("{}:{}", user.email_key, user.confirmed_at.is_some()),
            Self::Reset => user.password_hash.clone(),
            Self::SecondFactor => format!("{}:{:?}", user.password_hash, user.otp_last_step),
        };
        random::digest(&state).chars().take(32).collect()
    }
}

#[derive(Serialize, Deserialize)]
struct Claims {
    sub: UserId,
    state: String,
}

#[derive(Serialize, Deserialize)]
struct Envelope<T> {
    aud: String,
    /// Milliseconds, by the server's clock.
    end: i64,
    #[serde(flatten)]
    content: T,
}

/// Makes a link's token.
///
/// # Errors
/// When it cannot be signed.
pub fn make(ctx: &Ctx, purpose: Purpose, user: &user::Model) -> Result<String> {
    let claims = Claims { sub: user.id, state: purpose.state(user) };
    seal(ctx, purpose.audience(), purpose.lifetime(), claims)
}

/// The user a token was made for, if it still works.
///
/// # Errors
/// When the database cannot be read.
pub async fn open(ctx: &Ctx, purpose: Purpose, token: &str) -> Result<Option<user::Model>> {
    let Some(claims) = unseal::<Claims>(ctx, purpose.audience(), token) else { return Ok(None) };
    let user = query::user::by_id(ctx.db.read(), claims.sub).await?;
    Ok(user.filter(|user| purpose.state(user) == claims.state))
}

/// Signs anything for `lifetime` milliseconds.
///
/// # Errors
/// When it cannot be signed.
pub(super) fn seal(ctx: &Ctx, audience: &str, lifetime: i64, content: impl Serialize) -> Result<String> {
    let envelope = Envelope { aud: audience.to_owned(), end: ctx.now().plus(lifetime).0, content };
    let key = EncodingKey::from_secret(&ctx.secrets.signing_key);
    jsonwebtoken::encode(&Header::new(Algorithm::HS256), &envelope, &key).map_err(ServiceError::internal)
}

/// What was sealed for `audience`, unless its time is over.
pub(super) fn unseal<T: DeserializeOwned>(ctx: &Ctx, audience: &str, token: &str) -> Option<T> {
    let mut validation = Validation::new(Algorithm::HS256);
    validation.set_audience(&[audience]);
    validation.required_spec_claims.clear();
    // The library would ask the machine's clock; ours is a parameter.
    validation.validate_exp = false;
    let key = DecodingKey::from_secret(&ctx.secrets.signing_key);
    let envelope = jsonwebtoken::decode::<Envelope<T>>(token, &key, &validation).ok()?.claims;
    (envelope.end > ctx.now().0).then_some(envelope.content)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{service::account::manage, testing::TestApp};

    async fn user(app: &TestApp) -> user::Model {
        let alice = app.user("alice").await;
        query::user::by_id(app.ctx.db.read(), alice.user).await.unwrap().unwrap()
    }

    #[tokio::test]
    async fn a_reset_link_works_until_the_password_changes() {
        let app = TestApp::start().await;
        let user = user(&app).await;
        let token = make(&app.ctx, Purpose::Reset, &user).unwrap();
        assert!(open(&app.ctx, Purpose::Reset, &token).await.unwrap().is_some());
        manage::reset_password(&app.ctx, user.id, "another password").await.unwrap();
        assert!(open(&app.ctx, Purpose::Reset, &token).await.unwrap().is_none());
    }

    #[tokio::test]
    async fn a_link_ends_and_is_for_one_purpose() {
        let app = TestApp::start().await;
        let user = user(&app).await;
        let token = make(&app.ctx, Purpose::Reset, &user).unwrap();
        assert!(open(&app.ctx, Purpose::Confirm, &token).await.unwrap().is_none());
        assert!(open(&app.ctx, Purpose::SecondFactor, &token).await.unwrap().is_none());
        app.ctx.clock.advance(6 * Millis::HOUR);
        assert!(open(&app.ctx, Purpose::Reset, &token).await.unwrap().is_none());
    }

    #[tokio::test]
    async fn a_link_of_another_server_is_worthless() {
        let (app, other) = (TestApp::start().await, TestApp::start().await);
        let user = user(&app).await;
        let token = make(&other.ctx, Purpose::Reset, &user).unwrap();
        assert!(open(&app.ctx, Purpose::Reset, &token).await.unwrap().is_none());
    }
}
