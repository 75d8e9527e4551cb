//! What a picture looks like before it is there: a few blurred colours (blurha.sh).

use leptos::{html, prelude::*};
use wasm_bindgen::{Clamped, JsCast};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

/// Pixels to a side; CSS stretches them.
const SIDE: u32 = 32;

/// Fills its box with the colours of a blurhash; an unreadable one leaves it blank.
#[component]
pub(super) fn Blur(hash: String) -> impl IntoView {
    let canvas = NodeRef::<html::Canvas>::new();
    Effect::new(move |_| {
        if let Some(canvas) = canvas.get() {
            paint(&canvas, &hash);
        }
    });
    view! {
        <canvas node_ref=canvas class="blur" width=SIDE.to_string() height=SIDE.to_string() aria-hidden="true"></canvas>
    }
}

fn paint(canvas: &HtmlCanvasElement, hash: &str) -> Option<()> {
    let pixels = blurhash::decode(hash, SIDE, SIDE, 1.0).ok()?;
    let picture = ImageData::new_with_u8_clamped_array_and_sh(Clamped(&pixels), SIDE, SIDE).ok()?;
    let context = canvas.get_context("2d").ok()??.dyn_into::<CanvasRenderingContext2d>().ok()?;
    context.put_image_data(&picture, 0.0, 0.0).ok()
}
