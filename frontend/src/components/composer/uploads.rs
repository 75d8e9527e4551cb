//! The files of a post in the making: sent at once, while the text is still being written.

use futures_util::future::{AbortHandle, abortable};
use leptos::{prelude::*, task::spawn_local};
use shared::{entities::MediaAttachment, kinds::MediaKind};
use web_sys::File;

use super::model::Compose;
use crate::{
    api::{
        http::{ApiError, Failure},
        media,
    },
    i18n::{self, tr},
    state::toasts::error_text,
};

const MEGABYTE: u64 = 1024 * 1024;

/// How far a picture is.
#[derive(Clone)]
pub(crate) enum Upload {
    Sending(u32),
    Ready(Box<MediaAttachment>),
    Failed(String),
}

/// The same without what it carries: what the tile looks like.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    Sending,
    /// Sent, and not processed yet.
    Working,
    Ready,
    Failed,
}

impl Upload {
    pub(crate) fn stage(&self) -> Stage {
        match self {
            Self::Sending(share) if *share < 100 => Stage::Sending,
            Self::Sending(_) => Stage::Working,
            Self::Ready(_) => Stage::Ready,
            Self::Failed(_) => Stage::Failed,
        }
    }
}

/// A picture in the composer.
#[derive(Clone)]
pub(crate) struct Attachment {
    pub(crate) key: u64,
    pub(crate) preview: String,
    /// How it looks in the composer: a picture, a video or a sound.
    pub(crate) kind: MediaKind,
    pub(crate) upload: ArcRwSignal<Upload>,
    abort: Option<AbortHandle>,
}

impl Attachment {
    pub(crate) fn ready(&self) -> Option<MediaAttachment> {
        self.upload.with(|upload| match upload {
            Upload::Ready(media) => Some((**media).clone()),
            _ => None,
        })
    }

    /// Whether it is to be played: such a file stands alone in a post.
    fn plays(&self) -> bool {
        let kind = self.upload.with_untracked(|upload| match upload {
            Upload::Ready(media) => media.kind,
            _ => self.kind,
        });
        matches!(kind, MediaKind::Video | MediaKind::Audio)
    }
}

impl Compose {
    fn key(self) -> u64 {
        let key = self.next_key.get_value();
        self.next_key.set_value(key + 1);
        key
    }

    pub(super) fn attached(self, media: MediaAttachment) -> Attachment {
        Attachment {
            key: self.key(),
            preview: media.preview_url.clone().or_else(|| media.url.clone()).unwrap_or_default(),
            // What stands for a video is a picture; a sound may have nothing.
            kind: if media.preview_url.is_none() { media.kind } else { MediaKind::Image },
            upload: ArcRwSignal::new(Upload::Ready(Box::new(media))),
            abort: None,
        }
    }

    /// Begins to upload files, as many as there is room for.
    pub(crate) fn attach(self, files: Vec<File>) {
        let most =
            self.app.session.limit(|instance| instance.configuration.statuses.max_media_attachments, 4);
        self.problem.set(None);
        for file in files {
            if self.media.with_untracked(Vec::len) >= most {
                self.problem.set(Some(tr::composer_too_many_files(most as u64)));
                return;
            }
            match self.unfit(&file) {
                Some(problem) => self.problem.set(Some(problem)),
                None => self.upload(file),
            }
        }
    }

    /// What can be said against a file before it is sent.
    fn unfit(self, file: &File) -> Option<String> {
        let kind = file.type_();
        if !["image/", "video/", "audio/"].iter().any(|known| kind.starts_with(known)) {
            return Some(tr::composer_unknown_file(&file.name()));
        }
        let plays = kind.starts_with("video/") || kind.starts_with("audio/");
        if self.media.with_untracked(|media| media.iter().any(|other| plays || other.plays())) {
            return Some(tr::composer_stands_alone());
        }
        // A moving GIF becomes a video.
        let picture = kind.starts_with("image/") && kind != "image/gif";
        let most = self.app.session.limit(
            |instance| {
                let limits = &instance.configuration.media_attachments;
                if picture { limits.image_size_limit } else { limits.video_size_limit }
            },
            u64::MAX,
        );
        let megabytes = || format!("{} MB", i18n::number(most as u64 / MEGABYTE));
        (file.size() > most as f64).then(|| tr::composer_large_file(&file.name(), &megabytes()))
    }

    fn upload(self, file: File) {
        let upload = ArcRwSignal::new(Upload::Sending(0));
        let preview = web_sys::Url::create_object_url_with_blob(&file).unwrap_or_default();
        let (told, done) = (upload.clone(), upload.clone());
        let kind = match file.type_().split('/').next() {
            Some("video") => MediaKind::Video,
            Some("audio") => MediaKind::Audio,
            _ => MediaKind::Image,
        };
        let (task, abort) = abortable(async move {
            let answer = media::upload(&file, move |share| told.set(Upload::Sending(share))).await;
            done.set(match answer {
                Ok(media) => Upload::Ready(Box::new(media)),
                Err(error) => Upload::Failed(refusal(&error)),
            });
        });
        let attachment = Attachment { key: self.key(), preview, kind, upload, abort: Some(abort) };
        self.media.update(|media| media.push(attachment));
        spawn_local(async move {
            let _ = task.await;
        });
    }

    /// Takes a picture out; an upload under way stops.
    pub(crate) fn detach(self, key: u64) {
        self.media.update(|media| {
            if let Some(abort) =
                media.iter().find(|other| other.key == key).and_then(|other| other.abort.as_ref())
            {
                abort.abort();
            }
            media.retain(|other| other.key != key);
        });
    }

    /// Moves a picture one place towards the beginning.
    pub(crate) fn move_forward(self, key: u64) {
        self.media.update(|media| {
            if let Some(at) = media.iter().position(|other| other.key == key).filter(|at| *at > 0) {
                media.swap(at, at - 1);
            }
        });
    }
}

/// Why an upload failed. What the server says of a file it does not take is for programs, and English.
fn refusal(error: &ApiError) -> String {
    match error.failure {
        Failure::Invalid => tr::composer_refused_file(),
        _ => error_text(error),
    }
}
