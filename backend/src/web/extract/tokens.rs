//! Tokens that the usual extractors do not let in: those of applications, and those of people who
//! have not confirmed their address yet.

use std::{marker::PhantomData, ops::Deref, sync::Arc};

use kinds::AccountId;
use poem::{Request, RequestBody, Result};
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};

use super::auth::{Scope, authenticated, check_scopes, missing, outside_scopes, viewer};
use crate::{error::ServiceError, service::auth::Viewer, web::error::ApiError};

/// How the API document says that a token is needed, whatever its scopes.
const ANY_SCOPE: &str = "OAuth2|";

/// A token of an application itself, with the scope `S`.
#[derive(Debug)]
pub struct AppToken<S>(Arc<Viewer>, PhantomData<S>);

/// A token of an application or a user, with the scope `S`.
#[derive(Debug)]
pub struct Token<S>(Arc<Viewer>, PhantomData<S>);

impl<S> Token<S> {
    /// The account of the user, if it is a user's.
    pub fn account(&self) -> Option<AccountId> {
        self.0.user.map(|_| self.0.account)
    }
}

/// Any valid token, whatever it allows.
#[derive(Debug)]
pub struct AnyToken(Arc<Viewer>);

/// A user whose account may not be usable yet, with the scope `S`.
#[derive(Debug)]
pub struct Newcomer<S>(Arc<Viewer>, PhantomData<S>);

impl<S> Deref for AppToken<S> {
    type Target = Viewer;

    fn deref(&self) -> &Viewer {
        &self.0
    }
}

impl Deref for AnyToken {
    type Target = Viewer;

    fn deref(&self) -> &Viewer {
        &self.0
    }
}

impl<S> Deref for Newcomer<S> {
    type Target = Viewer;

    fn deref(&self) -> &Viewer {
        &self.0
    }
}

/// The viewer, 401 without one.
async fn any(request: &Request) -> Result<Arc<Viewer>, ApiError> {
    let viewer = authenticated(request).await?;
    Ok(viewer.ok_or_else(missing)?)
}

impl<'a, S: Scope> ApiExtractor<'a> for AppToken<S> {
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
        let viewer = any(request).await?;
        if viewer.user.is_some() {
            return Err(ApiError::from(outside_scopes()).into());
        }
        check_scopes(&viewer, S::ANY).map_err(ApiError::from)?;
        Ok(Self(viewer, PhantomData))
    }
}

impl<'a, S: Scope> ApiExtractor<'a> for Token<S> {
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
        Ok(Self(viewer.ok_or_else(|| ApiError::from(missing()))?, PhantomData))
    }
}

impl<'a> ApiExtractor<'a> for AnyToken {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];
    type ParamType = ();
    type ParamRawType = ();

    fn security_schemes() -> Vec<&'static str> {
        vec![ANY_SCOPE]
    }

    async fn from_request(
        request: &'a Request,
        _: &mut RequestBody,
        _: ExtractParamOptions<()>,
    ) -> Result<Self> {
        Ok(Self(any(request).await?))
    }
}

impl<'a, S: Scope> ApiExtractor<'a> for Newcomer<S> {
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
        let viewer = any(request).await?;
        if viewer.user.is_none() {
            let error = ServiceError::invalid("This method requires an authenticated user");
            return Err(ApiError::from(error).into());
        }
        check_scopes(&viewer, S::ANY).map_err(ApiError::from)?;
        Ok(Self(viewer, PhantomData))
    }
}
