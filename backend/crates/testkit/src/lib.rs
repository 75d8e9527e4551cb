//! What tests of several crates need. Panics freely: it is only ever linked into tests.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot be set up has failed")]

mod database;
mod leftovers;
pub mod seed;
mod wait;

pub use database::TestDatabase;
pub use wait::eventually;

/// The Valkey server of the tests, when the environment names one.
pub fn valkey() -> Option<String> {
    std::env::var("PHIOMIA_TEST_VALKEY").ok()
}
