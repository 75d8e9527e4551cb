//! Mail: the texts of letters, and the way out (SMTP, or a folder while developing).

mod folder;
mod letter;
mod notice;
mod transport;

pub use folder::{Stored, stored};
pub use letter::{Facts, Letter, compose};
pub use notice::{Notice, compose_notice};
pub use transport::send;
