//! `phiomia emoji …`.

use std::path::PathBuf;

use anyhow::Context;
use clap::Subcommand;

use crate::{config::Config, media::Incoming, service::emoji};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Adds a custom emoji, or gives it another picture.
    Add {
        /// What stands between the colons.
        shortcode: String,
        /// A PNG, GIF, WebP or JPEG of at most 256 KB.
        file: PathBuf,
        /// The heading under which the picker shows it.
        #[arg(long)]
        category: Option<String>,
    },
    /// Takes a custom emoji out of use. Posts written with it keep showing it.
    Remove {
        /// What stands between the colons.
        shortcode: String,
    },
}

pub(super) async fn run(config: Config, command: Command) -> anyhow::Result<()> {
    super::on_data(config, async |ctx| {
        match command {
            Command::Add { shortcode, file, category } => {
                let bytes = tokio::fs::read(&file)
                    .await
                    .with_context(|| format!("cannot read {}", file.display()))?;
                emoji::add(ctx, &shortcode, Incoming::Bytes(bytes), category).await?;
            }
            Command::Remove { shortcode } => emoji::remove(ctx, shortcode.trim_matches(':')).await?,
        }
        Ok(())
    })
    .await
}
