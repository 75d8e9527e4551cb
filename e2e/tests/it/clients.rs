//! The API as client libraries of others use it.

use anyhow::Result;
use e2e::{Options, Server, python};

/// Anybody may sign up, and nobody has to answer a mail.
fn open_house() -> Options {
    Options { config: "[instance]\nconfirm_email = false\n".to_owned(), ..Options::default() }
}

#[tokio::test]
async fn mastodon_py_finds_everything_as_it_expects() -> Result<()> {
    let server = Server::with(open_house()).await?;
    python(&server.base_url(), &["pytest", "mastodon_py"]).await?;
    Ok(())
}
