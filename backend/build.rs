//! Makes sure that the folder of the built web app exists: `rust-embed` refuses to compile without
//! it, and the server is to compile before the web app has ever been built (it then serves a page
//! that says so). Also has cargo compile the server again when the web app was rebuilt.

use std::{env, fs, io, path::Path};

fn main() -> io::Result<()> {
    let manifest = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let dist = Path::new(&manifest).join("../frontend/dist");
    fs::create_dir_all(&dist)?;
    println!("cargo:rerun-if-changed={}", dist.display());
    println!("cargo:rerun-if-changed=assets");
    Ok(())
}
