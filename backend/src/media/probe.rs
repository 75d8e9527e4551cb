//! What is in a file, as ffprobe tells it.

use std::fs::File;

use serde::Deserialize;

use super::{Container, PictureError, program::Programs};

/// A film or a sound.
#[derive(Clone, Debug, PartialEq)]
pub struct Probe {
    /// Pictures that move.
    pub video: Option<Video>,
    /// Sound.
    pub audio: Option<Audio>,
    /// The number of a picture that is embedded in a sound.
    pub cover: Option<i64>,
    /// Seconds, if it is known.
    pub duration: Option<f64>,
    /// Bits in a second.
    pub bitrate: Option<i64>,
}

/// Pictures that move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Video {
    /// Its number among the streams of the file.
    pub index: i64,
    /// Pixels in a row, as it is shown.
    pub width: u32,
    /// Rows, as it is shown.
    pub height: u32,
    /// Frames in a second, as a fraction: `30/1`.
    pub frame_rate: String,
}

/// Sound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audio {
    /// Its number among the streams of the file.
    pub index: i64,
    /// Name of the coding, such as `aac (LC)`.
    pub coding: String,
    /// Samples in a second.
    pub sample_rate: String,
    /// `mono`, `stereo`, …
    pub channels: String,
}

impl Video {
    /// Frames in a second.
    pub fn frames(&self) -> f64 {
        ratio(&self.frame_rate)
    }
}

/// The value of `30/1` or `4:3`; zero when it has none.
fn ratio(text: &str) -> f64 {
    let (over, under) = text.split_once(['/', ':']).unwrap_or((text, "1"));
    match (over.parse::<f64>(), under.parse::<f64>()) {
        (Ok(over), Ok(under)) if under > 0.0 => over / under,
        _ => 0.0,
    }
}

#[derive(Deserialize)]
struct Document {
    #[serde(default)]
    streams: Vec<Stream>,
    #[serde(default)]
    format: Format,
}

#[derive(Default, Deserialize)]
struct Format {
    duration: Option<String>,
    bit_rate: Option<String>,
}

#[derive(Deserialize)]
struct Stream {
    index: i64,
    #[serde(default)]
    codec_type: String,
    #[serde(default)]
    codec_name: String,
    profile: Option<String>,
    #[serde(default)]
    width: u32,
    #[serde(default)]
    height: u32,
    #[serde(default)]
    avg_frame_rate: String,
    #[serde(default)]
    sample_aspect_ratio: String,
    sample_rate: Option<String>,
    channels: Option<i64>,
    channel_layout: Option<String>,
    #[serde(default)]
    disposition: Disposition,
    #[serde(default)]
    side_data_list: Vec<SideData>,
    duration: Option<String>,
}

#[derive(Default, Deserialize)]
struct Disposition {
    #[serde(default)]
    attached_pic: i64,
}

#[derive(Deserialize)]
struct SideData {
    rotation: Option<f64>,
}

/// Looks into a file.
///
/// # Errors
/// When there is neither picture nor sound in it, or it is damaged.
pub async fn probe(programs: &Programs, file: &File, container: Container) -> Result<Probe, PictureError> {
    let json = programs.probe(file, container).await?;
    let document: Document = serde_json::from_slice(&json).map_err(|_| PictureError::Damaged)?;
    let of_kind = |kind: &'static str| document.streams.iter().filter(move |s| s.codec_type == kind);
    let is_cover = |stream: &&Stream| stream.disposition.attached_pic != 0;
    let video = of_kind("video").find(|stream| !is_cover(stream) && stream.width > 0 && stream.height > 0);
    // What only looked like sound has no samples.
    let is_heard = |stream: &&Stream| stream.sample_rate.as_deref().is_some_and(|rate| rate != "0");
    let audio = of_kind("audio").find(is_heard);
    if video.is_none() && audio.is_none() {
        return Err(PictureError::Damaged);
    }
    let number = |text: &Option<String>| text.as_ref().and_then(|text| text.parse::<f64>().ok());
    let whole = number(&document.format.duration).or_else(|| number(&video.or(audio)?.duration));
    Ok(Probe {
        cover: of_kind("video").find(is_cover).map(|stream| stream.index),
        duration: whole.filter(|seconds| seconds.is_finite() && *seconds >= 0.0),
        bitrate: number(&document.format.bit_rate).map(|rate| rate as i64),
        video: video.map(as_video),
        audio: audio.map(as_audio),
    })
}

fn as_video(stream: &Stream) -> Video {
    let turned = stream.side_data_list.iter().filter_map(|data| data.rotation);
    let sideways = turned.fold(0.0, |_, angle| angle).rem_euclid(180.0) == 90.0;
    // Pixels need not be square: as many columns as it takes to show it with square ones.
    let wide = Some(ratio(&stream.sample_aspect_ratio)).filter(|ratio| (0.1..=10.0).contains(ratio));
    let width = (f64::from(stream.width) * wide.unwrap_or(1.0)).round() as u32;
    let (width, height) = if sideways { (stream.height, width) } else { (width, stream.height) };
    Video { index: stream.index, width, height, frame_rate: stream.avg_frame_rate.clone() }
}

fn as_audio(stream: &Stream) -> Audio {
    let channels = stream.channel_layout.clone().unwrap_or_else(|| match stream.channels {
        Some(1) => "mono".to_owned(),
        Some(2) => "stereo".to_owned(),
        other => format!("{} channels", other.unwrap_or_default()),
    });
    let profile = stream.profile.as_ref().map(|profile| format!(" ({profile})")).unwrap_or_default();
    Audio {
        index: stream.index,
        coding: format!("{}{profile}", stream.codec_name),
        sample_rate: stream.sample_rate.clone().unwrap_or_default(),
        channels,
    }
}
