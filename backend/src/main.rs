//! The `phiomia` program.

// For SQLite too (feature `override`), and without the kernel's large pages (`no_thp`), which make a
// small server hold much that it does not use.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    phiomia::cli::main()
}
