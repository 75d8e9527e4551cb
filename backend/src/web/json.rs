//! JSON answers, serialised once with serde (poem-openapi's own path builds a value tree first).

use std::cell::Cell;

use bytes::Bytes;
use poem::{
    IntoResponse, Response,
    http::{HeaderName, HeaderValue, StatusCode, header},
};
use poem_openapi::{
    ApiResponse,
    payload::Payload,
    registry::{MetaHeader, MetaMediaType, MetaResponse, MetaResponses, MetaSchemaRef, Registry},
    types::Type,
};
use serde::Serialize;
use shared::entities::{AsyncRefresh, Empty};

use super::error::ApiError;
use crate::{error::ServiceError, service::refresh::RETRY};

/// The content type of every JSON answer.
const JSON: &str = "application/json; charset=utf-8";

/// Bytes that a thread keeps to write answers in, at most.
const ROOM: usize = 262_144;

thread_local! {
    /// Where answers are written before they are copied out: room for a long one need not grow each time.
    static DESK: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// Names the work that is under way for what is answered.
const REFRESH: HeaderName = HeaderName::from_static("mastodon-async-refresh");

/// An entity as JSON.
#[derive(Debug)]
pub struct Json<T>(pub T);

/// A page of a list, with the `Link` header that leads to its neighbours.
#[derive(Debug)]
pub struct Paged<T> {
    /// The entities, newest first.
    pub items: Vec<T>,
    /// The value of the `Link` header.
    pub link: Option<String>,
}

/// An entity that stands for a page of a list, with the `Link` header to its neighbours.
#[derive(Debug)]
pub struct Linked<T> {
    /// The entity.
    pub body: T,
    /// The value of the `Link` header.
    pub link: Option<String>,
}

/// An entity that is being made better: a header names the work, so that the client can ask after it.
#[derive(Debug)]
pub struct Refreshing<T> {
    /// The entity, as it is now.
    pub body: T,
    /// The work that is under way.
    pub refresh: Option<AsyncRefresh>,
}

/// 202 with the name of the work that was begun or is under way; 200 when there is nothing to do. The
/// body is empty.
#[derive(Debug)]
pub struct Started {
    /// The work.
    pub refresh: Option<AsyncRefresh>,
}

/// An entity: with 200 when it is whole, with `STATUS` while work on it is under way.
#[derive(Debug)]
pub struct Growing<T, const STATUS: u16> {
    /// The entity, as it is now.
    pub body: T,
    /// Whether it is whole.
    pub ready: bool,
}

impl<T: Type> Payload for Json<T> {
    const CONTENT_TYPE: &'static str = JSON;

    fn schema_ref() -> MetaSchemaRef {
        T::schema_ref()
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }
}

impl<T: Serialize + Send> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        respond(&self.0)
    }
}

impl<T: Type> ApiResponse for Json<T> {
    fn meta() -> MetaResponses {
        meta(T::schema_ref(), vec![])
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }
}

impl<T: Serialize + Send> IntoResponse for Paged<T> {
    fn into_response(self) -> Response {
        linked(&self.items, self.link)
    }
}

impl<T: Type> ApiResponse for Paged<T> {
    fn meta() -> MetaResponses {
        meta(Vec::<T>::schema_ref(), vec![link_meta()])
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }
}

impl<T: Serialize + Send> IntoResponse for Linked<T> {
    fn into_response(self) -> Response {
        linked(&self.body, self.link)
    }
}

impl<T: Type> ApiResponse for Linked<T> {
    fn meta() -> MetaResponses {
        meta(T::schema_ref(), vec![link_meta()])
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }
}

impl<T: Serialize + Send> IntoResponse for Refreshing<T> {
    fn into_response(self) -> Response {
        let mut response = respond(&self.body);
        if let Some(header) = self.refresh.as_ref().and_then(refresh_header) {
            response.headers_mut().insert(REFRESH, header);
        }
        response
    }
}

impl<T: Type> ApiResponse for Refreshing<T> {
    fn meta() -> MetaResponses {
        meta(T::schema_ref(), vec![refresh_meta()])
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }
}

impl<T: Serialize + Send, const STATUS: u16> IntoResponse for Growing<T, STATUS> {
    fn into_response(self) -> Response {
        let mut response = respond(&self.body);
        if !self.ready
            && let Ok(status) = StatusCode::from_u16(STATUS)
        {
            response.set_status(status);
        }
        response
    }
}

impl<T: Type, const STATUS: u16> ApiResponse for Growing<T, STATUS> {
    fn meta() -> MetaResponses {
        let response = |status, description| MetaResponse {
            description,
            status: Some(status),
            status_range: None,
            content: vec![MetaMediaType { content_type: JSON, schema: T::schema_ref() }],
            headers: vec![],
        };
        MetaResponses { responses: vec![response(200, "Success"), response(STATUS, "The work is under way")] }
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }
}

impl IntoResponse for Started {
    fn into_response(self) -> Response {
        let mut response = respond(&Empty {});
        if let Some(header) = self.refresh.as_ref().and_then(refresh_header) {
            response.set_status(StatusCode::ACCEPTED);
            response.headers_mut().insert(REFRESH, header);
        }
        response
    }
}

impl ApiResponse for Started {
    fn meta() -> MetaResponses {
        let content = || vec![MetaMediaType { content_type: JSON, schema: Empty::schema_ref() }];
        let response = |status, description, headers| MetaResponse {
            description,
            status: Some(status),
            status_range: None,
            content: content(),
            headers,
        };
        let accepted = response(202, "The work is under way", vec![refresh_meta()]);
        MetaResponses { responses: vec![response(200, "There is nothing to do", vec![]), accepted] }
    }

    fn register(registry: &mut Registry) {
        Empty::register(registry);
    }
}

/// `id="…", retry=3, result_count=0`
fn refresh_header(refresh: &AsyncRefresh) -> Option<HeaderValue> {
    let count = refresh.result_count.map(|count| format!(", result_count={count}")).unwrap_or_default();
    format!("id=\"{}\", retry={RETRY}{count}", refresh.id).parse().ok()
}

fn refresh_meta() -> MetaHeader {
    MetaHeader {
        name: "Mastodon-Async-Refresh".to_owned(),
        description: Some("Work that is under way: its `id` to ask after, after `retry` seconds.".to_owned()),
        required: false,
        deprecated: false,
        schema: String::schema_ref(),
    }
}

fn link_meta() -> MetaHeader {
    MetaHeader {
        name: "Link".to_owned(),
        description: Some(
            "Addresses of the neighbouring pages: `rel=\"next\"` is older, `rel=\"prev\"` newer.".to_owned(),
        ),
        required: false,
        deprecated: false,
        schema: String::schema_ref(),
    }
}

fn linked(value: &impl Serialize, link: Option<String>) -> Response {
    let mut response = respond(value);
    if let Some(link) = link.and_then(|link| link.parse().ok()) {
        response.headers_mut().insert(header::LINK, link);
    }
    response
}

fn meta(schema: MetaSchemaRef, headers: Vec<MetaHeader>) -> MetaResponses {
    let content = vec![MetaMediaType { content_type: JSON, schema }];
    MetaResponses {
        responses: vec![MetaResponse {
            description: "Success",
            status: Some(200),
            status_range: None,
            content,
            headers,
        }],
    }
}

fn respond(value: &impl Serialize) -> Response {
    let mut desk = DESK.take();
    desk.clear();
    let written = serde_json::to_writer(&mut desk, value);
    let body = Bytes::copy_from_slice(&desk);
    if desk.capacity() <= ROOM {
        DESK.set(desk);
    }
    match written {
        Ok(()) => Response::builder().content_type(JSON).body(body),
        Err(error) => ApiError::from(ServiceError::internal(error)).into_response(),
    }
}
