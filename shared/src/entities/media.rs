//! Attachments.

use kinds::{MediaId, MediaKind};
use serde::{Deserialize, Serialize};

/// A picture, video or sound.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct MediaAttachment {
    pub id: MediaId,
    /// What kind of file it is.
    #[serde(rename = "type")]
    #[cfg_attr(feature = "openapi", oai(rename = "type"))]
    pub kind: MediaKind,
    /// Address of the file; null while it is being processed.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub url: Option<String>,
    /// Address of a smaller picture of it; null when there is none.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub preview_url: Option<String>,
    /// Where the file came from; null for uploads to this server.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub remote_url: Option<String>,
    /// Sizes, duration and the like; null when nothing is known.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub meta: Option<MediaAttachmentMeta>,
    /// Alt text; null when there is none.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub description: Option<String>,
    /// A blurred form of it, to be shown while it loads (BlurHash); null for sounds.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub blurhash: Option<String>,
}

/// What is known of a file; differs by kind. What is not known is absent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct MediaAttachmentMeta {
    /// Which point is to be kept in sight when the picture is cropped.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub focus: Option<MediaAttachmentMetaFocus>,
    /// Sizes of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub original: Option<MediaAttachmentMetaSize>,
    /// The preview.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub small: Option<MediaAttachmentMetaSize>,
    /// Colours that fit its cover.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub colors: Option<MediaAttachmentMetaColors>,
    /// Duration as `h:mm:ss.cc`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub length: Option<String>,
    /// Seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub duration: Option<f64>,
    /// Pictures a second.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub fps: Option<i64>,
    /// Width and height, such as `640x480`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub size: Option<String>,
    /// Width in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub width: Option<i64>,
    /// Height in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub height: Option<i64>,
    /// Width by height.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub aspect: Option<f64>,
    /// How the sound is encoded.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub audio_encode: Option<String>,
    /// Sample rate of the sound, such as `44100 Hz`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub audio_bitrate: Option<String>,
    /// Channels of the sound, such as `stereo`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub audio_channels: Option<String>,
}

/// The point to keep in view when cropping, from -1 to 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct MediaAttachmentMetaFocus {
    /// From -1 at the left edge to 1 at the right one; null when unknown.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub x: Option<f64>,
    /// From -1 at the lower edge to 1 at the upper one; null when unknown.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub y: Option<f64>,
}

/// Size of one version of a file. What is not known is absent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct MediaAttachmentMetaSize {
    /// Width in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub width: Option<i64>,
    /// Height in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub height: Option<i64>,
    /// Width and height in one, `640x480`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub size: Option<String>,
    /// Width divided by height.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub aspect: Option<f64>,
    /// A fraction, such as `30/1`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub frame_rate: Option<String>,
    /// Length in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub duration: Option<f64>,
    /// Bits a second.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub bitrate: Option<i64>,
}

/// Colours taken from a cover picture, as `#rrggbb`. What is not known is absent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct MediaAttachmentMetaColors {
    /// The colour behind it, `#rrggbb`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub background: Option<String>,
    /// The colour of what stands on that, `#rrggbb`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub foreground: Option<String>,
    /// The colour of what is to catch the eye, `#rrggbb`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub accent: Option<String>,
}
