//! Videos and sounds for tests, made by ffmpeg itself.

use std::process::Command;

/// A picture that moves, for `seconds`, in colours that a preview can be told by.
pub(crate) const PICTURES: [&str; 4] = ["-f", "lavfi", "-i", "testsrc=size=160x120:rate=25:duration=1"];
/// A tone.
pub(crate) const TONE: [&str; 4] = ["-f", "lavfi", "-i", "sine=duration=1"];

/// A file in the format of this ending: inputs and how to write them, as ffmpeg is told.
pub(crate) fn sample(ending: &str, inputs: &[&[&str]], output: &[&str]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(format!("sample.{ending}"));
    let done = Command::new("ffmpeg")
        .args(["-v", "error", "-nostdin"])
        .args(inputs.concat())
        .args(output)
        .arg(&path)
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    std::fs::read(path).unwrap()
}

/// A video with sound, and with what nobody else is to know.
pub(crate) fn video() -> Vec<u8> {
    let secrets = ["-metadata", "title=At home", "-metadata", "location=+51.5-000.1/"];
    let coding = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"];
    sample("mp4", &[&PICTURES, &TONE], &[&secrets[..], &coding[..]].concat())
}

/// A video without sound.
pub(crate) fn silent() -> Vec<u8> {
    sample("mp4", &[&PICTURES], &["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"])
}

/// A GIF that moves.
pub(crate) fn gif() -> Vec<u8> {
    sample("gif", &[&["-f", "lavfi", "-i", "testsrc=size=64x48:rate=10:duration=1"]], &[])
}

/// A sound.
pub(crate) fn sound() -> Vec<u8> {
    sample("ogg", &[&TONE], &["-c:a", "libvorbis", "-ac", "2"])
}

/// A sound with a picture of its cover.
pub(crate) fn covered_sound() -> Vec<u8> {
    let cover = ["-f", "lavfi", "-i", "color=red:size=60x60:rate=1:duration=1"];
    let output = ["-map", "0", "-map", "1", "-c:a", "libmp3lame", "-c:v", "mjpeg", "-frames:v", "1"];
    sample("mp3", &[&TONE, &cover], &output)
}
