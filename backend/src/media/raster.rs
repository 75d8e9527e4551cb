//! Pixels of eight bits a channel, and making pictures smaller.
//!
//! Every pixel of the result is the average of the area it covers, weighted by how much of it. That
//! is as good as finer filters when shrinking, and needs memory for one row only: `image`'s own
//! resize holds the whole picture as floating point numbers.

use image::DynamicImage;

/// A picture in memory: one (grey), three (red, green, blue) or four (and alpha) bytes a pixel.
#[derive(Clone, Debug)]
pub(super) struct Raster {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) channels: usize,
    pub(super) data: Vec<u8>,
}

impl Raster {
    /// Takes over a decoded picture. An alpha channel that hides nothing is dropped.
    pub(super) fn new(image: DynamicImage) -> Self {
        let (width, height) = (image.width(), image.height());
        if image.color().has_alpha() {
            let data = image.into_rgba8().into_raw();
            if data.chunks_exact(4).any(|pixel| pixel.last() != Some(&255)) {
                return Self { width, height, channels: 4, data };
            }
            let data = data.chunks_exact(4).flat_map(|pixel| pixel.iter().take(3)).copied().collect();
            return Self { width, height, channels: 3, data };
        }
        if image.color().has_color() {
            Self { width, height, channels: 3, data: image.into_rgb8().into_raw() }
        } else {
            Self { width, height, channels: 1, data: image.into_luma8().into_raw() }
        }
    }

    /// The same as `image` knows it.
    pub(super) fn into_image(self) -> Option<DynamicImage> {
        let Self { width, height, channels, data } = self;
        match channels {
            1 => image::GrayImage::from_raw(width, height, data).map(DynamicImage::ImageLuma8),
            3 => image::RgbImage::from_raw(width, height, data).map(DynamicImage::ImageRgb8),
            _ => image::RgbaImage::from_raw(width, height, data).map(DynamicImage::ImageRgba8),
        }
    }

    /// Four bytes a pixel.
    pub(super) fn rgba(&self) -> Vec<u8> {
        let pixels = self.data.chunks_exact(self.channels);
        pixels
            .flat_map(|pixel| match *pixel {
                [grey] => [grey, grey, grey, 255],
                [red, green, blue] => [red, green, blue, 255],
                [red, green, blue, alpha] => [red, green, blue, alpha],
                _ => [0; 4],
            })
            .collect()
    }

    /// Made smaller, so that it has at most `pixels` pixels; its shape stays.
    pub(super) fn within(self, pixels: u64) -> Self {
        let (width, height) = fit(self.width, self.height, pixels);
        self.shrink(width, height)
    }

    /// Made smaller, to exactly this size. Nothing is ever made larger.
    pub(super) fn shrink(self, width: u32, height: u32) -> Self {
        let (width, height) = (width.clamp(1, self.width), height.clamp(1, self.height));
        if (width, height) == (self.width, self.height) {
            return self;
        }
        let columns = spans(self.width, width);
        let area =
            (f64::from(self.width) / f64::from(width) * f64::from(self.height) / f64::from(height)) as f32;
        let row_length = self.width as usize * self.channels;
        let mut data = Vec::with_capacity(width as usize * height as usize * self.channels);
        let mut sums = vec![0_f32; width as usize * self.channels];
        for rows in spans(self.height, height) {
            sums.fill(0.0);
            for (offset, weight) in rows.weights() {
                let start = offset * row_length;
                let row = self.data.get(start..start + row_length).unwrap_or_default();
                add_row(&mut sums, row, &columns, self.channels, weight);
            }
            sums.chunks_exact(self.channels).for_each(|pixel| finish(&mut data, pixel, area));
        }
        Self { width, height, channels: self.channels, data }
    }

    /// The part in the middle with the proportions of `width` to `height`.
    pub(super) fn crop_to(self, width: u32, height: u32) -> Self {
        let (have_w, have_h) = (u64::from(self.width), u64::from(self.height));
        let (want_w, want_h) = (u64::from(width), u64::from(height));
        let wide = have_w * want_h > have_h * want_w;
        let new_w = if wide { (have_h * want_w / want_h).max(1) } else { have_w };
        let new_h = if wide { have_h } else { (have_w * want_h / want_w).max(1) };
        let (left, top) = ((have_w - new_w) / 2, (have_h - new_h) / 2);
        let (left, new_w) = (left as usize * self.channels, new_w as usize * self.channels);
        let rows = self.data.chunks_exact(self.width as usize * self.channels);
        let data: Vec<u8> = rows
            .skip(top as usize)
            .take(new_h as usize)
            .flat_map(|row| row.get(left..left + new_w).unwrap_or_default())
            .copied()
            .collect();
        Self { width: (new_w / self.channels) as u32, height: new_h as u32, channels: self.channels, data }
    }
}

/// The size with the same proportions and at most `pixels` pixels.
pub(super) fn fit(width: u32, height: u32, pixels: u64) -> (u32, u32) {
    let have = u64::from(width) * u64::from(height);
    if have <= pixels {
        return (width, height);
    }
    let scale = (pixels as f64 / have as f64).sqrt();
    let side = |length: u32| ((f64::from(length) * scale).floor() as u32).max(1);
    (side(width), side(height))
}

/// The pixels of the source that one pixel of the result covers.
struct Span {
    start: usize,
    first: f32,
    inner: usize,
    last: f32,
}

impl Span {
    /// Positions in the source with their weights.
    fn weights(&self) -> impl Iterator<Item = (usize, f32)> {
        let inner = (0..self.inner).map(|_| 1.0);
        let all = std::iter::once(self.first).chain(inner).chain(std::iter::once(self.last));
        (self.start..).zip(all).filter(|(_, weight)| *weight > 0.0)
    }
}

fn spans(from: u32, to: u32) -> Vec<Span> {
    let step = f64::from(from) / f64::from(to);
    let span = |index: u32| {
        let (begin, end) = (f64::from(index) * step, (f64::from(index + 1) * step).min(f64::from(from)));
        let (start, stop) = (begin.floor(), end.floor());
        let first = (start + 1.0 - begin).min(end - begin);
        let inner = (stop - start - 1.0).max(0.0);
        let last = if stop > start { end - stop } else { 0.0 };
        Span { start: start as usize, first: first as f32, inner: inner as usize, last: last as f32 }
    };
    (0..to).map(span).collect()
}

/// Adds a row of the source to the sums of a row of the result. Colours are weighted by their alpha,
/// so that what is transparent lends no colour.
fn add_row(sums: &mut [f32], row: &[u8], columns: &[Span], channels: usize, row_weight: f32) {
    for (sum, column) in sums.chunks_exact_mut(channels).zip(columns) {
        for (position, weight) in column.weights() {
            let weight = weight * row_weight;
            let start = position * channels;
            let Some(pixel) = row.get(start..start + channels) else { continue };
            match (&mut *sum, pixel) {
                ([grey], [value]) => *grey += f32::from(*value) * weight,
                ([red, green, blue], [r, g, b]) => {
                    *red += f32::from(*r) * weight;
                    *green += f32::from(*g) * weight;
                    *blue += f32::from(*b) * weight;
                }
                ([red, green, blue, alpha], [r, g, b, a]) => {
                    let weight = weight * f32::from(*a) / 255.0;
                    *red += f32::from(*r) * weight;
                    *green += f32::from(*g) * weight;
                    *blue += f32::from(*b) * weight;
                    *alpha += weight;
                }
                _ => {}
            }
        }
    }
}

/// Divides the sums of a pixel by the area (colours: by the alpha) that they were taken over.
fn finish(data: &mut Vec<u8>, sums: &[f32], area: f32) {
    let byte = |value: f32| value.round().clamp(0.0, 255.0) as u8;
    match *sums {
        [red, green, blue, alpha] => {
            let by = alpha.max(f32::MIN_POSITIVE);
            data.extend([byte(red / by), byte(green / by), byte(blue / by), byte(alpha / area * 255.0)]);
        }
        _ => data.extend(sums.iter().map(|sum| byte(sum / area))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grey(width: u32, height: u32, data: &[u8]) -> Raster {
        Raster { width, height, channels: 1, data: data.to_vec() }
    }

    #[test]
    fn a_pixel_is_the_average_of_what_it_covers() {
        assert_eq!(grey(4, 2, &[0, 100, 10, 10, 100, 200, 10, 10]).shrink(2, 1).data, [100, 10]);
        // Three become two: the middle one counts half for each.
        assert_eq!(grey(3, 1, &[0, 90, 180]).shrink(2, 1).data, [30, 150]);
    }

    #[test]
    fn what_is_transparent_lends_no_colour() {
        let raster = Raster { width: 2, height: 1, channels: 4, data: vec![255, 0, 0, 255, 0, 255, 0, 0] };
        assert_eq!(raster.shrink(1, 1).data, [255, 0, 0, 128]);
    }

    #[test]
    fn sizes_keep_their_proportions() {
        assert_eq!(fit(4000, 3000, 8_294_400), (3325, 2494));
        assert_eq!(fit(100, 50, 8_294_400), (100, 50));
        assert_eq!(fit(100_000, 1, 10), (1000, 1));
        let (width, height) = fit(60_000, 2, 230_400);
        assert!(u64::from(width) * u64::from(height) <= 230_400);
    }

    #[test]
    fn cropping_takes_the_middle() {
        assert_eq!(grey(4, 1, &[1, 2, 3, 4]).crop_to(2, 1).data, [2, 3]);
        assert_eq!(grey(1, 3, &[1, 2, 3]).crop_to(1, 1).data, [2]);
    }
}
