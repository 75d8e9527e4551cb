//! Uploads, with progress: `fetch` tells nothing while it sends, so these use XMLHttpRequest.

use futures_channel::mpsc;
use futures_util::StreamExt;
use gloo_net::http::Method;
use gloo_timers::future::TimeoutFuture;
use serde_json::json;
use shared::{entities::MediaAttachment, kinds::MediaId};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{File, FormData, ProgressEvent, XmlHttpRequest};

use super::http::{self, Answer, ApiError, CSRF_HEADER, Failure};
use crate::logic::focal::Focus;

/// How long to wait before the server is asked whether a file is processed: longer each time.
const FIRST_PAUSE_MS: u32 = 500;
const LAST_PAUSE_MS: u32 = 5_000;
/// How often it is asked: for about half an hour.
const LOOKS: u32 = 360;

enum Step {
    Sent(u32),
    Done,
}

/// Uploads a file, and waits until it is processed; `progress` hears the share already sent, in percent.
pub(crate) async fn upload(file: &File, progress: impl Fn(u32) + 'static) -> Answer<MediaAttachment> {
    let failed = |_| ApiError::offline();
    let form = FormData::new().map_err(failed)?;
    form.append_with_blob("file", file).map_err(failed)?;
    let request = XmlHttpRequest::new().map_err(failed)?;
    request.open("POST", "/api/v2/media").map_err(failed)?;
    request.set_request_header(CSRF_HEADER, "1").map_err(failed)?;

    let (steps, mut hear) = mpsc::unbounded();
    let sent = steps.clone();
    let on_progress = Closure::<dyn FnMut(ProgressEvent)>::new(move |event: ProgressEvent| {
        if event.length_computable() && event.total() > 0.0 {
            let _ = sent.unbounded_send(Step::Sent((event.loaded() / event.total() * 100.0) as u32));
        }
    });
    let on_end = Closure::<dyn FnMut()>::new(move || {
        let _ = steps.unbounded_send(Step::Done);
    });
    if let Ok(upload) = request.upload() {
        upload.set_onprogress(Some(on_progress.as_ref().unchecked_ref()));
    }
    request.set_onloadend(Some(on_end.as_ref().unchecked_ref()));
    let _abort = AbortOnDrop(request.clone());
    request.send_with_opt_form_data(Some(&form)).map_err(failed)?;
    while let Some(Step::Sent(share)) = hear.next().await {
        progress(share);
    }
    let media = read(&request)?;
    progress(100);
    processed(media).await
}

/// Asks for an upload until the server has processed it.
async fn processed(mut media: MediaAttachment) -> Answer<MediaAttachment> {
    let mut pause = FIRST_PAUSE_MS;
    for _ in 0..LOOKS {
        if media.url.is_some() {
            return Ok(media);
        }
        TimeoutFuture::new(pause).await;
        pause = (pause * 3 / 2).min(LAST_PAUSE_MS);
        match http::get(&format!("/api/v1/media/{}", media.id)).await {
            Ok(found) => media = found,
            // The server works on, whether it is reached or not.
            Err(error) if matches!(error.failure, Failure::Offline | Failure::TooMany) => {}
            Err(error) => return Err(error),
        }
    }
    Err(ApiError::from_status(500, ""))
}

/// Taking a picture out of the composer stops its upload.
struct AbortOnDrop(XmlHttpRequest);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        let _ = self.0.abort();
    }
}

fn read(request: &XmlHttpRequest) -> Answer<MediaAttachment> {
    let status = request.status().unwrap_or_default();
    let body = request.response_text().ok().flatten().unwrap_or_default();
    match status {
        0 => Err(ApiError::offline()),
        200..=299 => serde_json::from_str(&body).map_err(|_| ApiError::from_status(500, "")),
        status => Err(ApiError::from_status(status, &body)),
    }
}

/// Sets what a picture shows, in words, and where its middle is.
pub(crate) async fn describe(id: MediaId, description: &str, focus: Focus) -> Answer<MediaAttachment> {
    let body = json!({"description": description, "focus": focus.parameter()});
    http::send_json(Method::PUT, &format!("/api/v1/media/{id}"), &body).await
}
