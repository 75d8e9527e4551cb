//! Pictures drawn for the occasion, so that none has to be kept: SVG, turned into PNG by the browser.

use std::path::Path;

use anyhow::Result;
use e2e::{Browser, Window};

/// Hills under an evening sky; `seed` shapes them, `hue` (degrees) colours them.
pub(crate) fn hills(width: u32, height: u32, seed: u32, hue: u32) -> String {
    let (w, h) = (f64::from(width), f64::from(height));
    let mut chance = chance(seed);
    let sun = w * (0.2 + 0.6 * chance());
    let mut ranges = String::new();
    for range in 0..5_u32 {
        let depth = f64::from(range);
        let base = h * (0.5 + 0.11 * depth);
        let mut path = format!("M0 {h}L0 {base}");
        for peak in 0..7_u32 {
            let at = f64::from(peak);
            let (middle, end) = (w * (at + 0.5) / 7.0, w * (at + 1.0) / 7.0);
            let top = base - h * (0.16 - 0.02 * depth) * chance();
            path.push_str(&format!("Q{middle} {top} {end} {}", base + h * 0.03 * (chance() - 0.5)));
        }
        let colour = format!("hsl({} {}% {}%)", hue + 230 + range * 6, 28 + range * 4, 52 - range * 10);
        ranges.push_str(&format!("<path d=\"{path}L{w} {h}Z\" fill=\"{colour}\"/>"));
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\"><defs>\
         <linearGradient id=\"sky\" x2=\"0\" y2=\"1\"><stop stop-color=\"hsl({} 60% 35%)\"/>\
         <stop offset=\".55\" stop-color=\"hsl({} 70% 68%)\"/><stop offset=\"1\" stop-color=\"hsl({} 90% 78%)\"/>\
         </linearGradient></defs><rect width=\"{width}\" height=\"{height}\" fill=\"url(#sky)\"/>\
         <circle cx=\"{sun}\" cy=\"{}\" r=\"{}\" fill=\"#fff4d8\"/>{ranges}</svg>",
        hue + 200,
        hue + 330,
        hue + 20,
        h * 0.42,
        h.min(w) * 0.09,
    )
}

/// A face.
pub(crate) fn face(seed: u32) -> String {
    let mut chance = chance(seed);
    let (skin, hair, smile) = (45.0 + 35.0 * chance(), 50.0 * chance(), 20.0 + 20.0 * chance());
    let (long, light) = (140.0 + 60.0 * chance(), 15.0 + 35.0 * chance());
    let hue = seed * 47 % 360;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"400\" height=\"400\">\
         <rect width=\"400\" height=\"400\" fill=\"hsl({hue} 55% 72%)\"/>\
         <circle cx=\"200\" cy=\"420\" r=\"150\" fill=\"hsl({} 40% 40%)\"/>\
         <circle cx=\"200\" cy=\"190\" r=\"96\" fill=\"hsl(28 50% {skin}%)\"/>\
         <path d=\"M100 {long}a100 100 0 0 1 200 0c0-60-50-80-100-80s-100 40-100 80z\" fill=\"hsl({hair} 35% {light}%)\"/>\
         <circle cx=\"165\" cy=\"195\" r=\"9\"/><circle cx=\"235\" cy=\"195\" r=\"9\"/>\
         <path d=\"M165 240q35 {smile} 70 0\" stroke=\"#221a16\" stroke-width=\"8\" fill=\"none\" stroke-linecap=\"round\"/></svg>",
        hue + 150,
    )
}

/// A sequence of numbers from 0 to 1 that is the same every time (a linear congruential generator).
fn chance(seed: u32) -> impl FnMut() -> f64 {
    let mut state = seed;
    move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(state) / f64::from(u32::MAX)
    }
}

/// Draws a picture of this size into a PNG file.
pub(crate) async fn draw(svg: &str, (width, height): (u32, u32), file: &Path) -> Result<Vec<u8>> {
    let page = file.with_extension("html");
    std::fs::write(&page, format!("<style>body{{margin:0}}svg{{display:block}}</style>{svg}"))?;
    let browser = Browser::open(Window { width, height, ..Window::default() }).await?;
    browser.goto(&format!("file://{}", page.display())).await?;
    browser.screenshot(file).await?;
    Ok(std::fs::read(file)?)
}
