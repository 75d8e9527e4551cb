//! What is known of a file, in the form of the API's `meta`.

use serde_json::{Value, json};
use shared::focus::Focus;
use store::entity::media_attachment;

use crate::media::{picture::Encoded, probe::Probe};

/// Sets one part, and leaves the others.
pub(super) fn set(row: &mut media_attachment::Model, name: &str, value: Value) {
    let mut meta: Value = serde_json::from_str(&row.meta).unwrap_or_else(|_| json!({}));
    if let Some(meta) = meta.as_object_mut() {
        meta.insert(name.to_owned(), value);
    }
    row.meta = meta.to_string();
}

/// Sets the point to keep in view.
pub(in crate::service) fn set_focus(row: &mut media_attachment::Model, focus: Focus) {
    row.focus_x = Some(focus.x as f32);
    row.focus_y = Some(focus.y as f32);
    set(row, "focus", json!({ "x": focus.x, "y": focus.y }));
}

/// The size of a picture.
pub(super) fn size(picture: &Encoded) -> Value {
    rectangle(picture.width, picture.height)
}

/// Sets what is known of a film or a sound: all of it where Mastodon has it, which is in part twice.
pub(super) fn set_film(row: &mut media_attachment::Model, probe: &Probe) {
    let mut original = json!({});
    if let Some(video) = &probe.video {
        if let Some(parts) = rectangle(video.width, video.height).as_object() {
            parts.iter().for_each(|(name, value)| set(row, name, value.clone()));
        }
        set(row, "fps", json!(video.frames().round() as i64));
        original = json!({ "width": video.width, "height": video.height, "frame_rate": video.frame_rate });
    }
    if let Some(audio) = &probe.audio {
        set(row, "audio_encode", json!(audio.coding));
        set(row, "audio_bitrate", json!(format!("{} Hz", audio.sample_rate)));
        set(row, "audio_channels", json!(audio.channels));
    }
    if let Some(seconds) = probe.duration {
        set(row, "length", json!(length(seconds)));
        set(row, "duration", json!(seconds));
    }
    for (name, value) in [("duration", json!(probe.duration)), ("bitrate", json!(probe.bitrate))] {
        if !value.is_null()
            && let Some(original) = original.as_object_mut()
        {
            original.insert(name.to_owned(), value);
        }
    }
    set(row, "original", original);
}

fn rectangle(width: u32, height: u32) -> Value {
    json!({
        "width": width,
        "height": height,
        "size": format!("{width}x{height}"),
        "aspect": f64::from(width) / f64::from(height.max(1)),
    })
}

/// `1:02:03.45`
fn length(seconds: f64) -> String {
    let hundredths = (seconds * 100.0).round() as u64;
    let (seconds, rest) = (hundredths / 100, hundredths % 100);
    format!("{}:{:02}:{:02}.{rest:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::length;

    #[test]
    fn a_length_is_written_in_hours() {
        assert_eq!(length(3723.451), "1:02:03.45");
        assert_eq!(length(59.999), "0:01:00.00");
    }
}
