use image::{ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

use super::*;

const PIXELS: u64 = 33_177_600;

/// Red on the left, blue on the right.
fn photo(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(
        width,
        height,
        |x, _| if x < width / 2 { Rgb([220, 20, 20]) } else { Rgb([20, 20, 220]) },
    )
}

fn encoded(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.into().write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A photograph held upright, with the place where it was taken.
fn from_a_phone() -> Vec<u8> {
    let mut exif = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0".to_vec();
    exif.extend(b"GPSLatitude 51.4778N");
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 90);
    encoder.set_exif_metadata(exif).unwrap();
    encoder.encode_image(&photo(120, 80)).unwrap();
    bytes
}

fn pixels(file: &[u8]) -> RgbImage {
    image::load_from_memory(file).unwrap().into_rgb8()
}

fn holds(file: &[u8], text: &[u8]) -> bool {
    file.windows(text.len()).any(|window| window == text)
}

#[test]
fn the_place_goes_and_the_picture_is_turned_upright() {
    let file = from_a_phone();
    assert!(holds(&file, b"GPSLatitude"));
    let made = attachment(&file, PIXELS).unwrap();
    assert!(!holds(&made.original.bytes, b"GPS") && !holds(&made.original.bytes, b"Exif"));
    assert_eq!((made.original.width, made.original.height), (80, 120));
    let picture = pixels(&made.original.bytes);
    assert!(picture.get_pixel(40, 5)[0] > 180, "what was left is on top");
    assert!(picture.get_pixel(40, 115)[2] > 180);
}

#[test]
fn large_pictures_become_smaller_and_all_have_a_preview() {
    let made = attachment(&encoded(photo(3000, 3000), ImageFormat::Jpeg), PIXELS).unwrap();
    assert_eq!((made.original.width, made.original.height), (2880, 2880));
    assert_eq!((made.preview.width, made.preview.height), (480, 480));
    assert_eq!(FileType::sniff(&made.preview.bytes), Some(FileType::Jpeg));
    assert!((6..90).contains(&made.blurhash.len()), "{}", made.blurhash);
}

#[test]
fn each_format_is_kept_where_that_makes_sense() {
    let clear = || RgbaImage::from_pixel(20, 20, Rgba([200, 100, 0, 60]));
    let kept = |file: Vec<u8>| attachment(&file, PIXELS).unwrap().original.file_type;
    assert_eq!(kept(encoded(photo(20, 20), ImageFormat::Jpeg)), FileType::Jpeg);
    assert_eq!(kept(encoded(photo(20, 20), ImageFormat::Png)), FileType::Png);
    assert_eq!(kept(encoded(photo(20, 20), ImageFormat::WebP)), FileType::Jpeg);
    assert_eq!(kept(encoded(clear(), ImageFormat::WebP)), FileType::WebP);
    assert_eq!(kept(encoded(photo(20, 20), ImageFormat::Gif)), FileType::Png);
    let made = attachment(&encoded(clear(), ImageFormat::Png), PIXELS).unwrap();
    assert_eq!(image::load_from_memory(&made.original.bytes).unwrap().into_rgba8().get_pixel(3, 3)[3], 60);
    assert_eq!(made.preview.file_type, FileType::Png);
}

#[test]
fn animations_stay_animated() {
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut bytes);
    let frame = || image::Frame::new(DynamicImage::ImageRgb8(photo(16, 16)).into_rgba8());
    encoder.encode_frames([frame(), frame()]).unwrap();
    drop(encoder);
    let made = attachment(&bytes, PIXELS).unwrap();
    assert_eq!(made.original.file_type, FileType::Gif);
    assert_eq!((made.original.width, made.original.height), (16, 16));
    assert_eq!(made.preview.file_type, FileType::Jpeg);
}

#[test]
fn what_is_no_picture_is_refused() {
    for file in [&b""[..], b"hello", b"<svg/>", b"%PDF", b"MZ\x90"] {
        assert!(matches!(attachment(file, PIXELS), Err(PictureError::Unknown)));
    }
    assert!(matches!(attachment(b"\x89PNG\r\n\x1a\nnothing", PIXELS), Err(PictureError::Damaged)));
    assert!(matches!(attachment(b"GIF89a", PIXELS), Err(PictureError::Damaged)));
}

#[test]
fn a_cut_file_is_refused_in_every_format() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::Gif, ImageFormat::WebP] {
        let file = encoded(photo(200, 200), format);
        for part in [file.len() / 3, file.len() * 2 / 3] {
            assert!(attachment(&file[..part], PIXELS).is_err(), "{format:?} cut at {part}");
        }
    }
}

/// The size is read and refused before anything is unpacked: the file has no pixels at all.
#[test]
fn a_bomb_is_refused_by_its_head() {
    let mut head = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR".to_vec();
    head.extend(50_000_u32.to_be_bytes());
    head.extend(50_000_u32.to_be_bytes());
    head.extend(b"\x08\x06\x00\x00\x00");
    head.extend(crc(&head[12..]).to_be_bytes());
    head.extend(b"\x00\x00\x00\x00IDAT\x35\xaf\x06\x1e");
    let refused = attachment(&head, PIXELS);
    assert!(matches!(refused, Err(PictureError::TooLarge { width: 50_000, height: 50_000 })), "{refused:?}");
}

#[test]
fn a_picture_that_is_only_long_is_refused() {
    let file = encoded(RgbImage::new(20_000, 1), ImageFormat::Png);
    assert!(matches!(attachment(&file, PIXELS), Err(PictureError::TooLarge { .. })));
}

#[test]
fn avatars_are_square_and_headers_wide() {
    let file = encoded(photo(900, 600), ImageFormat::Png);
    let made = avatar(&file, PIXELS).unwrap();
    assert_eq!((made.width, made.height), (400, 400));
    let made = header(&encoded(photo(1600, 1600), ImageFormat::Jpeg), PIXELS).unwrap();
    assert_eq!((made.width, made.height), (1500, 500));
    let made = avatar(&encoded(photo(60, 40), ImageFormat::Png), PIXELS).unwrap();
    assert_eq!((made.width, made.height), (40, 40), "nothing is made larger");
}

#[test]
fn emoji_fit_into_their_square() {
    let (emoji, still) = emoji(&encoded(photo(256, 128), ImageFormat::Png), PIXELS).unwrap();
    assert_eq!((emoji.width, emoji.height), (128, 64));
    assert_eq!(still.file_type, FileType::Png);
}

fn crc(bytes: &[u8]) -> u32 {
    let step = |crc: u32| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
    !bytes.iter().fold(!0_u32, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), |crc, _| step(crc)))
}

/// A PNG that announces frames, as animated ones do.
fn animated_png() -> Vec<u8> {
    let mut file = encoded(photo(64, 64), ImageFormat::Png);
    // After the signature and the first chunk: length, name, frames and repetitions, checksum.
    let chunk = b"\0\0\0\x08acTL\0\0\0\x01\0\0\0\0\xb4\x2d\xe9\xa0";
    file.splice(33..33, chunk.iter().copied());
    file
}

#[test]
fn small_pictures_of_others_that_move_stay_as_they_are_and_have_a_still() {
    let file = animated_png();
    let moving = shown(&file, 10_000, 400 * 400, true).unwrap();
    assert_eq!(moving.picture.bytes, file);
    assert_ne!(moving.still.unwrap().bytes, file);
    let still = shown(&file, 10_000, 400 * 400, false).unwrap();
    assert_ne!(still.picture.bytes, file);
    assert!(still.still.is_none());
}

#[test]
fn a_picture_of_others_that_moves_and_is_large_stands_still() {
    let mut file = animated_png();
    file.resize(usize::try_from(MOVING_BYTES).unwrap() + 1, 0);
    let shown = shown(&file, 10_000, 400 * 400, true).unwrap();
    assert!(shown.still.is_none() && shown.picture.bytes.len() < 10_000);
}
