//! The `phiomia` program.

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    use_small_pages();
    phiomia::cli::main()
}

/// The allocator asks for pages of 2 MiB, which makes a small server hold much that it does not use.
fn use_small_pages() {
    #[cfg(target_os = "linux")]
    // A kernel that does not know of this has nothing to turn off.
    let _ = rustix::thread::disable_transparent_huge_pages(true);
}
