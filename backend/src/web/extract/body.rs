//! A request's parameters as one struct: JSON, form-encoded or multipart, with what the address
//! carries. Clients of Mastodon use all of these for the same method.

use poem::{FromRequest, Request, RequestBody, Result, error::ReadBodyError, web::Multipart};
use poem_openapi::{
    ApiExtractor, ApiExtractorType, ExtractParamOptions,
    registry::{MetaMediaType, MetaRequest, Registry},
    types::Type,
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use shared::form::{self, FormError, Tree};

use crate::{ctx::Ctx, error::ServiceError, web::error::ApiError};

/// The request's body, read into `T` (see `shared::form` for what is forgiven). Files in a
/// multipart body are passed over.
#[derive(Debug)]
pub struct Body<T>(pub T);

impl<'a, T: Type + DeserializeOwned> ApiExtractor<'a> for Body<T> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];
    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn request_meta() -> Option<MetaRequest> {
        // Forms have the same fields. Naming them three times makes generated clients send the wrong one.
        let content = vec![MetaMediaType { content_type: "application/json", schema: T::schema_ref() }];
        Some(MetaRequest { description: None, content, required: false })
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        _: ExtractParamOptions<()>,
    ) -> Result<Self> {
        Ok(Self(read(request, body).await.map_err(ApiError::from)?))
    }
}

async fn read<T: DeserializeOwned>(request: &Request, body: &mut RequestBody) -> Result<T, ServiceError> {
    let ctx = request.data::<Ctx>().ok_or_else(|| ServiceError::internal("no context in the request"))?;
    let limit = usize::try_from(ctx.config.limits.body_bytes).unwrap_or(usize::MAX);
    let bytes = match body.take() {
        Ok(body) => body.into_bytes_limit(limit).await.map_err(unreadable)?,
        // There is none.
        Err(_) => Default::default(),
    };
    let query = request.uri().query().unwrap_or_default();
    let mut tree = Tree::parse(query.as_bytes()).map_err(malformed)?;
    let kind = request.content_type().unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match kind.as_str() {
        _ if bytes.is_empty() => {}
        "application/json" => return read_json(&bytes, tree),
        "" | "application/x-www-form-urlencoded" => {
            let text = std::str::from_utf8(&bytes).map_err(|_| malformed(FormError::NotText))?;
            for (name, value) in form::parse_pairs(text).map_err(malformed)? {
                tree.insert(&name, value).map_err(malformed)?;
            }
        }
        "multipart/form-data" => {
            let mut whole = RequestBody::new(poem::Body::from_bytes(bytes));
            let parts =
                <Multipart as FromRequest>::from_request(request, &mut whole).await.map_err(bad_multipart)?;
            read_multipart(parts, &mut tree).await?;
        }
        _ => return Err(ServiceError::invalid("Send JSON, a form or multipart form data")),
    }
    form::from_form(tree.into_value()).map_err(|error| ServiceError::invalid(error.to_string()))
}

/// A JSON object; what the address carries fills its gaps.
fn read_json<T: DeserializeOwned>(bytes: &[u8], query: Tree) -> Result<T, ServiceError> {
    let mut value: Value = serde_json::from_slice(bytes)
        .map_err(|error| ServiceError::BadRequest(format!("The body is not JSON: {error}").into()))?;
    if let (Value::Object(body), Value::Object(query)) = (&mut value, query.into_value()) {
        for (name, text) in query {
            body.entry(name).or_insert(text);
        }
    }
    form::from_json(value).map_err(|error| ServiceError::invalid(error.to_string()))
}

async fn read_multipart(mut parts: Multipart, tree: &mut Tree) -> Result<(), ServiceError> {
    while let Some(part) = parts.next_field().await.map_err(bad_multipart)? {
        if part.file_name().is_some() {
            continue;
        }
        let Some(name) = part.name().map(str::to_owned) else { continue };
        let text = part.text().await.map_err(bad_multipart)?;
        tree.insert(&name, text).map_err(malformed)?;
    }
    Ok(())
}

fn malformed(error: FormError) -> ServiceError {
    match error {
        FormError::TooLarge => ServiceError::TooLarge("The body is too large".into()),
        other => ServiceError::BadRequest(other.to_string().into()),
    }
}

fn bad_multipart(error: impl std::fmt::Display) -> ServiceError {
    ServiceError::BadRequest(format!("The multipart body cannot be read: {error}").into())
}

fn unreadable(error: ReadBodyError) -> ServiceError {
    match error {
        ReadBodyError::PayloadTooLarge => ServiceError::TooLarge("The body is too large".into()),
        other => ServiceError::BadRequest(other.to_string().into()),
    }
}

#[cfg(test)]
mod tests {
    use poem::{Body as PoemBody, Request, RequestBody};
    use shared::params::PostStatus;

    use super::read;
    use crate::{error::ServiceError, testing::TestApp};

    async fn post(app: &TestApp, kind: &str, body: &str) -> Result<PostStatus, ServiceError> {
        let mut request = Request::builder()
            .method(poem::http::Method::POST)
            .uri_str("https://phiomia.test/api/v1/statuses?language=de")
            .content_type(kind)
            .finish();
        request.set_data(app.ctx.clone());
        read(&request, &mut RequestBody::new(PoemBody::from_string(body.to_owned()))).await
    }

    #[tokio::test]
    async fn one_struct_from_every_encoding() {
        let app = TestApp::start().await;
        let multipart = "--x\r\ncontent-disposition: form-data; name=\"status\"\r\n\r\nHi\r\n\
            --x\r\ncontent-disposition: form-data; name=\"media_ids[]\"\r\n\r\n5\r\n--x--\r\n";
        for (kind, body) in [
            ("application/json; charset=utf-8", r#"{"status":"Hi","media_ids":["5"]}"#),
            ("application/x-www-form-urlencoded", "status=Hi&media_ids[]=5"),
            ("multipart/form-data; boundary=x", multipart),
        ] {
            let read = post(&app, kind, body).await.unwrap();
            assert_eq!(read.status.as_deref(), Some("Hi"), "{kind}");
            assert_eq!(read.media_ids, Some(vec![kinds::MediaId(5)]), "{kind}");
            assert_eq!(read.language.as_deref(), Some("de"), "{kind}: the address counts too");
        }
    }

    #[tokio::test]
    async fn what_cannot_be_read_is_refused() {
        let app = TestApp::start().await;
        let json = "application/json";
        assert!(matches!(post(&app, json, "{").await, Err(ServiceError::BadRequest(_))));
        assert!(matches!(post(&app, json, r#"{"status":5}"#).await, Err(ServiceError::Invalid(_))));
        assert!(matches!(post(&app, "text/plain", "hi").await, Err(ServiceError::Invalid(_))));
        let long = format!("{{\"status\":\"{}\"}}", "x".repeat(1024 * 1024));
        assert!(matches!(post(&app, json, &long).await, Err(ServiceError::TooLarge(_))));
    }
}
