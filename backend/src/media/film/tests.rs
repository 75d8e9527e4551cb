use std::{
    io::{Read, Seek, SeekFrom, Write},
    time::{Duration, Instant},
};

use super::*;
use crate::testing_media::{silent, video};

/// A limit that no other process has.
const MARK: u64 = 33_177_611;

const ALL: [Container; 10] = [
    Container::Avif,
    Container::Mp4,
    Container::WebM,
    Container::Ogg,
    Container::Wav,
    Container::Mp3,
    Container::Flac,
    Container::Aac,
    Container::Asf,
    Container::Gif,
];

fn file(content: &[u8]) -> File {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(content).unwrap();
    file
}

fn with(change: impl FnOnce(&mut MediaConfig)) -> (Programs, MediaConfig) {
    let mut config = MediaConfig::default();
    change(&mut config);
    (Programs::find(&config).unwrap(), config)
}

async fn convert(content: &[u8], change: impl FnOnce(&mut MediaConfig)) -> Result<Converted, PictureError> {
    let (programs, config) = with(change);
    Film::open(&programs, &config, file(content), Container::Mp4).await?.convert(&programs, &config).await
}

fn content(film: Film) -> Vec<u8> {
    let (mut file, mut bytes) = (film.into_file(), Vec::new());
    file.rewind().unwrap();
    file.read_to_end(&mut bytes).unwrap();
    bytes
}

#[tokio::test]
async fn no_list_of_files_is_followed_whatever_it_is_taken_for() {
    let (programs, config) = with(|_| {});
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("secret.mp4");
    std::fs::write(&path, silent()).unwrap();
    let path = path.display();
    for text in [
        format!("#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile://{path}\n#EXT-X-ENDLIST\n"),
        format!("#EXTM3U\n#EXTINF:9,\n{path}\n"),
        format!("ffconcat version 1.0\nfile '{path}'\n"),
        format!("<svg xmlns=\"http://www.w3.org/2000/svg\"><image href=\"file://{path}\"/></svg>"),
        format!("\0\0\0\x18ftypisom\n#EXTM3U\n#EXTINF:9,\nfile://{path}\n"),
    ] {
        for container in ALL {
            let opened = Film::open(&programs, &config, file(text.as_bytes()), container).await;
            assert!(opened.is_err(), "{container:?} {text}: {opened:?}");
        }
    }
}

/// The same film, saying that its pictures are in another file.
fn referring(film: &[u8], to: &str) -> Vec<u8> {
    let place = |name: &[u8]| film.windows(4).position(|window| window == name).unwrap();
    let entry = place(b"url ") - 4;
    let more = to.len() + 1;
    let mut changed = film.to_vec();
    for at in [b"moov", b"trak", b"mdia", b"minf", b"dinf", b"dref"]
        .map(|name| place(name) - 4)
        .into_iter()
        .chain([entry])
    {
        let size = u32::from_be_bytes(changed[at..at + 4].try_into().unwrap()) + u32::try_from(more).unwrap();
        changed[at..at + 4].copy_from_slice(&size.to_be_bytes());
    }
    // No longer: "in this file".
    changed[entry + 11] = 0;
    changed.splice(entry + 12..entry + 12, [to.as_bytes(), b"\0"].concat());
    changed
}

#[tokio::test]
async fn a_film_that_names_another_file_shows_nothing_of_it() {
    let film = silent();
    let own = convert(&film, |_| {}).await.unwrap();
    let changed = convert(&referring(&film, "file:///etc/passwd"), |_| {}).await.unwrap();
    assert_eq!(own.still, changed.still, "its pictures are its own");
}

#[tokio::test]
async fn nothing_but_pictures_and_sound_survives() {
    let film = video();
    let has = |bytes: &[u8], text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(has(&film, "At home"));
    let bytes = content(convert(&film, |_| {}).await.unwrap().film);
    assert!(!has(&bytes, "At home") && !has(&bytes, "51.5"));
    let place = |name: &[u8]| bytes.windows(4).position(|window| window == name).unwrap();
    assert!(place(b"moov") < place(b"mdat"), "the index comes first");
}

#[tokio::test]
async fn work_that_does_not_end_is_ended() {
    // Hours of silence: a header, and what the file system makes of a hole.
    let mut sound = b"RIFF\xff\xff\xff\x7fWAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data\xff\xff\xff\x7f".to_vec();
    sound.resize(100, 0);
    let mut hole = file(&sound);
    hole.set_len(1_900_000_000).unwrap();
    hole.seek(SeekFrom::Start(0)).unwrap();
    let (programs, config) = with(|config| {
        config.processing_seconds = 1;
        config.image_pixels = MARK;
    });
    let sound = Film::open(&programs, &config, hole, Container::Wav).await.unwrap();
    let start = Instant::now();
    let refused = sound.convert(&programs, &config).await.unwrap_err();
    assert!(matches!(refused, PictureError::Slow), "{refused}");
    assert!(start.elapsed() < Duration::from_secs(20));
    while is_running(&MARK.to_string()) {
        assert!(start.elapsed() < Duration::from_secs(30), "the process is still there");
        tokio::task::yield_now().await;
    }
}

/// Whether a process was started with this argument.
fn is_running(argument: &str) -> bool {
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    let mut lines = processes.filter_map(|process| std::fs::read(process.path().join("cmdline")).ok());
    lines.any(|line| line.split(|byte| *byte == 0).any(|part| part == argument.as_bytes()))
}

#[tokio::test]
async fn what_would_grow_too_large_is_refused() {
    let refused = convert(&video(), |config| config.video_bytes = 5_000).await.unwrap_err();
    assert!(matches!(refused, PictureError::Long), "{refused}");
}

#[tokio::test]
async fn frames_have_limits() {
    let film = silent();
    let refused = convert(&film, |config| config.video_pixels = 160 * 120 - 1).await.unwrap_err();
    assert!(matches!(refused, PictureError::TooLarge { width: 160, height: 120 }), "{refused}");
    let refused = convert(&film, |config| config.video_frame_rate = 24).await.unwrap_err();
    assert!(matches!(refused, PictureError::Fast), "{refused}");
    let refused = convert(&film[..film.len() / 2], |_| {}).await.unwrap_err();
    assert!(matches!(refused, PictureError::Damaged), "{refused}");
}

#[test]
fn what_is_larger_than_a_screen_is_made_smaller() {
    let video = Video { index: 0, width: 3840, height: 2161, frame_rate: "25/1".to_owned() };
    let probe = Probe { video: None, audio: None, cover: None, duration: None, bitrate: None };
    let arguments = as_mp4(&video, &probe).join(" ");
    assert!(arguments.contains("scale=1918:1080,"), "{arguments}");
}
