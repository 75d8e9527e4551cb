//! A multipart body with files. These go to disk as they come in, so that many uploads at once take
//! no memory, and never get longer than they may.

use poem::{FromRequest, Request, RequestBody, Result, http::header, web::Multipart};
use poem_openapi::{
    ApiExtractor, ApiExtractorType, ExtractParamOptions,
    registry::{MetaMediaType, MetaRequest, MetaSchema, MetaSchemaRef, Registry},
    types::Type,
};
use serde::de::DeserializeOwned;
use shared::form::{self, FormError, Tree};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};

use super::Body;
use crate::{config::Config, ctx::Ctx, error::ServiceError, media::Incoming, web::error::ApiError};

/// Longest field that is no file.
const FIELD_BYTES: u64 = 256 * 1024;
/// Fields of a form, and what they and the separators may add to its files.
const FIELDS: usize = 200;
const OVERHEAD: u64 = 1024 * 1024;
const CHUNK: usize = 64 * 1024;

/// Parameters that may come with files.
pub trait WithFiles: Type + DeserializeOwned {
    /// Names of the files.
    const FILES: &'static [&'static str];

    /// The largest file, in bytes.
    fn limit(config: &Config) -> u64;
}

/// A request's parameters and the files that came with them. Without files, any encoding will do.
#[derive(Debug)]
pub struct Upload<T> {
    /// The other fields.
    pub fields: T,
    files: Vec<(&'static str, Incoming)>,
}

impl<T> Upload<T> {
    /// Takes out the file of this name.
    pub fn take(&mut self, name: &str) -> Option<Incoming> {
        let position = self.files.iter().position(|(found, _)| *found == name)?;
        Some(self.files.swap_remove(position).1)
    }
}

impl<'a, T: WithFiles> ApiExtractor<'a> for Upload<T> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];
    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn request_meta() -> Option<MetaRequest> {
        let mut content = <Body<T> as ApiExtractor<'a>>::request_meta()?;
        content.content.push(MetaMediaType { content_type: "multipart/form-data", schema: schema::<T>() });
        Some(content)
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        options: ExtractParamOptions<()>,
    ) -> Result<Self> {
        let multipart = request
            .content_type()
            .is_some_and(|kind| kind.to_ascii_lowercase().starts_with("multipart/form-data"));
        if !multipart {
            let Body(fields) = Body::<T>::from_request(request, body, options).await?;
            return Ok(Self { fields, files: Vec::new() });
        }
        Ok(Box::pin(read(request, body)).await.map_err(ApiError::from)?)
    }
}

/// The fields, and the files as binary properties.
fn schema<T: WithFiles>() -> MetaSchemaRef {
    let mut files = MetaSchema::new("object");
    let binary = || MetaSchemaRef::Inline(Box::new(MetaSchema::new_with_format("string", "binary")));
    files.properties = T::FILES.iter().map(|name| (*name, binary())).collect();
    let mut both = MetaSchema::ANY;
    both.all_of = vec![T::schema_ref(), MetaSchemaRef::Inline(Box::new(files))];
    MetaSchemaRef::Inline(Box::new(both))
}

async fn read<T: WithFiles>(request: &Request, body: &mut RequestBody) -> Result<Upload<T>, ServiceError> {
    let ctx = request.data::<Ctx>().ok_or_else(|| ServiceError::internal("no context in the request"))?;
    let limit = T::limit(&ctx.config);
    let files = u64::try_from(T::FILES.len()).unwrap_or(1);
    let announced = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    let announced: u64 = announced.and_then(|length| length.parse().ok()).unwrap_or_default();
    if announced > limit.saturating_mul(files).saturating_add(OVERHEAD) {
        return Err(too_large());
    }
    let mut parts = <Multipart as FromRequest>::from_request(request, body).await.map_err(malformed)?;
    let mut tree = Tree::parse(request.uri().query().unwrap_or_default().as_bytes()).map_err(bad_field)?;
    let mut found = Vec::new();
    for count in 0.. {
        let Some(part) = parts.next_field().await.map_err(malformed)? else { break };
        if count >= FIELDS {
            return Err(bad_field(FormError::TooManyFields));
        }
        let name = part.name().unwrap_or_default().to_owned();
        let is_file = part.file_name().is_some();
        let known = T::FILES.iter().find(|known| **known == name);
        let mut content = part.into_async_read();
        match known {
            // Text under the name of a file: a `data:` URL.
            Some(known) if is_file => found.push((*known, spool(&mut content, limit).await?)),
            Some(_) => {
                tree.insert(&name, text(&mut content, limit.saturating_mul(2)).await?).map_err(bad_field)?
            }
            None if is_file => drain(&mut content, limit).await?,
            None => tree.insert(&name, text(&mut content, FIELD_BYTES).await?).map_err(bad_field)?,
        }
    }
    let fields =
        form::from_form(tree.into_value()).map_err(|error| ServiceError::invalid(error.to_string()))?;
    Ok(Upload { fields, files: found })
}

/// Writes a file to disk.
async fn spool(content: &mut (impl AsyncRead + Unpin), limit: u64) -> Result<Incoming, ServiceError> {
    let file = tokio::task::spawn_blocking(tempfile::tempfile).await.map_err(ServiceError::internal)?;
    let file = file.map_err(ServiceError::internal)?;
    let mut target = tokio::fs::File::from_std(file.try_clone().map_err(ServiceError::internal)?);
    let mut length = 0_u64;
    let mut chunk = vec![0; CHUNK];
    loop {
        let count = content.read(&mut chunk).await.map_err(malformed)?;
        let Some(bytes) = chunk.get(..count).filter(|bytes| !bytes.is_empty()) else { break };
        length += u64::try_from(count).unwrap_or(u64::MAX);
        if length > limit {
            return Err(too_large());
        }
        target.write_all(bytes).await.map_err(ServiceError::internal)?;
    }
    target.flush().await.map_err(ServiceError::internal)?;
    Ok(Incoming::File(file))
}

async fn text(content: &mut (impl AsyncRead + Unpin), limit: u64) -> Result<String, ServiceError> {
    let mut bytes = Vec::new();
    content.take(limit + 1).read_to_end(&mut bytes).await.map_err(malformed)?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > limit {
        return Err(too_large());
    }
    String::from_utf8(bytes).map_err(|_| bad_field(FormError::NotText))
}

/// Reads past a file that nobody asked for.
async fn drain(content: &mut (impl AsyncRead + Unpin), limit: u64) -> Result<(), ServiceError> {
    let count =
        tokio::io::copy(&mut content.take(limit + 1), &mut tokio::io::sink()).await.map_err(malformed)?;
    if count > limit { Err(too_large()) } else { Ok(()) }
}

fn too_large() -> ServiceError {
    ServiceError::TooLarge("The file is too large".into())
}

fn malformed(error: impl std::fmt::Display) -> ServiceError {
    ServiceError::BadRequest(format!("The multipart body cannot be read: {error}").into())
}

fn bad_field(error: FormError) -> ServiceError {
    match error {
        FormError::TooLarge => too_large(),
        other => ServiceError::BadRequest(other.to_string().into()),
    }
}
