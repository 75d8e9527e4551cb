use image::{DynamicImage, ImageEncoder, RgbImage, codecs::jpeg::JpegEncoder};

use super::*;

const TILED: &[u8] = include_bytes!("tiled.heic");

fn config() -> MediaConfig {
    crate::config::Config::default().media
}

fn heif(config: &MediaConfig) -> Heif {
    Heif::find(config).unwrap()
}

fn jpeg(image: RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new(&mut bytes);
    encoder.set_exif_metadata(b"II*\0\x08\0\0\0\0\0At home".to_vec()).unwrap();
    encoder.encode_image(&DynamicImage::from(image)).unwrap();
    bytes
}

/// A program that writes this picture whatever it is given.
fn program(folder: &TempDir, picture: &[u8]) -> MediaConfig {
    let written = folder.path().join("written");
    std::fs::write(&written, picture).unwrap();
    let script = folder.path().join("heif-convert");
    std::fs::write(&script, format!("#!/bin/sh\ncat {} > \"$5\"\n", written.display())).unwrap();
    std::fs::set_permissions(&script, Permissions::from_mode(0o700)).unwrap();
    MediaConfig { heif_convert: script.display().to_string(), ..config() }
}

#[test]
fn the_sizes_of_tiles_and_of_the_whole_are_read() {
    assert_eq!(sizes(TILED).unwrap(), [(64, 64), (120, 100)]);
    for end in 0..500 {
        assert_eq!(sizes(&TILED[..end]), None, "{end}");
    }
    for length in [0_u32, 1, 7, 9, u32::MAX] {
        let mut broken = TILED.to_vec();
        broken[24..28].copy_from_slice(&length.to_be_bytes());
        let found = sizes(&broken);
        assert!(found.is_none() || length == 0, "a box of {length} bytes: {found:?}");
    }
}

#[test]
fn exif_goes_and_the_picture_stays() {
    let file = jpeg(RgbImage::new(8, 8));
    assert!(file.windows(7).any(|window| window == b"At home"));
    let kept = without_exif(&file).unwrap();
    assert!(!kept.windows(7).any(|window| window == b"At home"));
    assert_eq!(image::load_from_memory(&kept).unwrap().into_rgb8().dimensions(), (8, 8));
    for end in [0, 1, 2, 10, 30] {
        assert_eq!(without_exif(&file[..end]), None, "{end}");
    }
}

#[test]
fn nothing_is_left_of_the_folder() {
    let outlet = Outlet::open().unwrap();
    let path = outlet.0.path().to_owned();
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o500);
    drop(outlet);
    assert!(!path.exists());
}

#[tokio::test]
async fn the_program_reads_a_picture_of_tiles_and_of_several_the_first() {
    let heif = heif(&config());
    assert!(heif.is_possible().await.unwrap());
    let several = heif.jpeg(include_bytes!("several.heic").to_vec()).await.unwrap();
    let first = image::load_from_memory(&several).unwrap().into_rgb8();
    assert_eq!(first.dimensions(), (64, 64));
    assert!(first.get_pixel(30, 30)[0] > 180, "red, not blue");
}

#[tokio::test]
async fn a_program_that_reads_a_tile_or_turns_twice_or_not_is_found_out() {
    let right = image::load_from_memory(&heif(&config()).jpeg(PROBE.to_vec()).await.unwrap()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let is_possible = async |written: RgbImage| {
        heif(&program(&folder, &jpeg(written))).is_possible().await.is_ok_and(|possible| possible)
    };
    assert!(is_possible(right.to_rgb8()).await);
    assert!(!is_possible(right.crop_imm(0, 0, 64, 64).to_rgb8()).await);
    assert!(!is_possible(right.rotate90().to_rgb8()).await);
    assert!(!is_possible(right.rotate180().to_rgb8()).await);
    assert!(!heif(&program(&folder, b"nothing")).is_possible().await.is_ok_and(|possible| possible));
}
