//! Who is asking, and may they: an extractor whose type names the scope.
//!
//! `User<scope::ReadAccounts>` demands a user with that scope; `MaybeUser<…>` also lets visitors
//! in, but not somebody with a token that is invalid or too narrow.

use std::{marker::PhantomData, ops::Deref, sync::Arc};

use poem::{Request, RequestBody, Result, http::Method};
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};

use crate::{
    ctx::Ctx,
    error::ServiceError,
    service::auth::{self, Credential, Viewer},
    web::{error::ApiError, rate_limit::Authenticated},
};

/// Sent by the web app with everything that changes something: another site cannot make a browser
/// send it along with our cookie.
const WEB_APP_HEADER: &str = "x-phiomia-web";

/// A scope that an operation demands.
pub trait Scope: Send + Sync + 'static {
    /// Any one of these is enough.
    const ANY: &'static [&'static str];
    /// How the API document names it: `OAuth2|` and the first scope.
    const SCHEME: &'static str;
}

macro_rules! scopes {
    ($($name:ident = $first:literal $(| $more:literal)*),* $(,)?) => {
        /// The scopes that operations demand.
        pub mod scope {
            $(
                #[doc = concat!("`", $first, "`")]
                #[derive(Debug)]
                pub struct $name;
                impl super::Scope for $name {
                    const ANY: &'static [&'static str] = &[$first $(, $more)*];
                    const SCHEME: &'static str = concat!("OAuth2|", $first);
                }
            )*
        }
    };
}

scopes! {
    Any = "",
    Confirmation = "write:accounts" | "read:accounts" | "profile",
    Profile = "profile" | "read:accounts",
    ProfileOnly = "profile",
    Push = "push",
    Read = "read",
    ReadAccounts = "read:accounts",
    ReadBlocks = "read:blocks",
    ReadBookmarks = "read:bookmarks",
    ReadCollections = "read:collections",
    ReadFavourites = "read:favourites",
    ReadFilters = "read:filters",
    ReadFollows = "read:follows",
    ReadLists = "read:lists",
    ReadMutes = "read:mutes",
    ReadNotifications = "read:notifications",
    ReadSearch = "read:search",
    ReadStatuses = "read:statuses",
    WriteAccounts = "write:accounts",
    WriteBlocks = "write:blocks",
    WriteBookmarks = "write:bookmarks",
    WriteCollections = "write:collections",
    WriteConversations = "write:conversations",
    WriteFavourites = "write:favourites",
    WriteFilters = "write:filters",
    WriteFollows = "write:follows",
    WriteLists = "write:lists",
    WriteMedia = "write:media",
    WriteMutes = "write:mutes",
    WriteNotifications = "write:notifications",
    WriteReports = "write:reports",
    WriteStatuses = "write:statuses",
}

/// A signed-in user with the scope `S`.
#[derive(Debug)]
pub struct User<S>(pub Arc<Viewer>, PhantomData<S>);

/// A user with the scope `S`, or a visitor.
#[derive(Debug)]
pub struct MaybeUser<S>(pub Option<Arc<Viewer>>, PhantomData<S>);

impl<S> Deref for User<S> {
    type Target = Viewer;

    fn deref(&self) -> &Viewer {
        &self.0
    }
}

impl<S> MaybeUser<S> {
    /// The viewer, if there is one.
    pub fn viewer(&self) -> Option<&Viewer> {
        self.0.as_deref()
    }
}

impl<'a, S: Scope> ApiExtractor<'a> for User<S> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];
    type ParamType = ();
    type ParamRawType = ();

    fn security_schemes() -> Vec<&'static str> {
        vec![S::SCHEME]
    }

    async fn from_request(
        request: &'a Request,
        _: &mut RequestBody,
        _: ExtractParamOptions<()>,
    ) -> Result<Self> {
        let viewer = viewer(request, S::ANY).await.map_err(ApiError::from)?;
        let viewer = viewer.ok_or_else(|| ApiError::from(missing()))?;
        if viewer.user.is_none() {
            return Err(
                ApiError::from(ServiceError::invalid("This method requires an authenticated user")).into()
            );
        }
        Ok(Self(viewer, PhantomData))
    }
}

impl<'a, S: Scope> ApiExtractor<'a> for MaybeUser<S> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];
    type ParamType = ();
    type ParamRawType = ();

    fn security_schemes() -> Vec<&'static str> {
        vec![S::SCHEME]
    }

    fn has_security_fallback() -> bool {
        true
    }

    async fn from_request(
        request: &'a Request,
        _: &mut RequestBody,
        _: ExtractParamOptions<()>,
    ) -> Result<Self> {
        let viewer = viewer(request, S::ANY).await.map_err(ApiError::from)?;
        Ok(Self(viewer.filter(|viewer| viewer.user.is_some()), PhantomData))
    }
}

/// The viewer behind the request's credential, if it carries one.
pub(super) async fn viewer(request: &Request, any: &[&str]) -> crate::error::Result<Option<Arc<Viewer>>> {
    let Some(viewer) = authenticated(request).await? else { return Ok(None) };
    viewer.check_state()?;
    check_scopes(&viewer, any)?;
    Ok(Some(viewer))
}

/// 403 unless one of these scopes is allowed; the empty one always is.
pub(super) fn check_scopes(viewer: &Viewer, any: &[&str]) -> crate::error::Result<()> {
    if any.iter().any(|scope| scope.is_empty() || viewer.scopes.allow(scope)) {
        Ok(())
    } else {
        Err(outside_scopes())
    }
}

/// The credential does not allow this.
pub(super) fn outside_scopes() -> ServiceError {
    ServiceError::forbidden("This action is outside the authorized scopes")
}

/// There is no credential where one is needed.
pub(super) fn missing() -> ServiceError {
    ServiceError::Unauthorized("The access token is invalid".into())
}

/// The viewer behind the request's credential, whatever the account's state. Within the API the
/// credential has been looked at on the way in, where requests are counted.
pub(super) async fn authenticated(request: &Request) -> crate::error::Result<Option<Arc<Viewer>>> {
    if let Some(Authenticated(viewer)) = request.data::<Authenticated>() {
        return Ok(viewer.clone());
    }
    let ctx = request.data::<Ctx>().ok_or_else(|| ServiceError::internal("no context in the request"))?;
    identify(ctx, request).await
}

/// Whom the request's credential belongs to. A session that has ended makes a visitor, because its
/// cookie stays in the browser and public pages have to work; a token that has ended is an error.
pub(crate) async fn identify(ctx: &Ctx, request: &Request) -> crate::error::Result<Option<Arc<Viewer>>> {
    let Some(credential) = credential(request) else { return Ok(None) };
    let is_session = matches!(credential, Credential::Session(_));
    match auth::authenticate(ctx, credential).await {
        Err(ServiceError::Unauthorized(_)) if is_session => Ok(None),
        found => found.map(Some),
    }
}

/// The text of the request's bearer token, if that is how it shows who asks.
pub fn bearer_token(request: &Request) -> Option<&str> {
    match credential(request)? {
        Credential::Token(text) => Some(text),
        Credential::Session(_) => None,
    }
}

/// A bearer token (RFC 6750 section 2.1), else the web app's session cookie. The cookie counts for
/// changes only together with the web app's own header.
fn credential(request: &Request) -> Option<Credential<'_>> {
    if let Some(value) = request.headers().get("authorization") {
        let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
        return scheme.eq_ignore_ascii_case("bearer").then(|| Credential::Token(token.trim()));
    }
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if !safe && !is_from_web_app(request) {
        return None;
    }
    session_cookie(request).map(Credential::Session)
}

/// Whether the web app made the request, and no other site (decision 006).
pub(crate) fn is_from_web_app(request: &Request) -> bool {
    request.headers().contains_key(WEB_APP_HEADER)
}

/// The value of the session cookie.
pub(crate) fn session_cookie(request: &Request) -> Option<&str> {
    request
        .headers()
        .get_all("cookie")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .find_map(|cookie| cookie.trim().strip_prefix(auth::SESSION_COOKIE)?.strip_prefix('='))
}
