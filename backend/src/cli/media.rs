//! `phiomia media …`.

use clap::Subcommand;

use crate::{config::Config, service::remote_media};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Tells how many files of other servers are kept, their bytes, and how many bytes may be kept.
    Usage,
    /// Removes files of other servers: those that must not be shown any more, and, when there are too many,
    /// those unused for longest. They are fetched again when somebody looks at them.
    Trim {
        /// Bytes that may stay; without it, what `media.cache_size` says.
        #[arg(long)]
        to: Option<i64>,
    },
}

pub(super) async fn run(config: Config, command: Command) -> anyhow::Result<()> {
    super::on_data(config, async |ctx| {
        match command {
            Command::Usage => {
                let total = remote_media::total(ctx).await?;
                let size = ctx.config.media.cache_size;
                super::say(format!("{} files, {} of {size} bytes", total.files, total.bytes));
            }
            Command::Trim { to } => {
                let mut trimmed = remote_media::trim(ctx).await?;
                if let Some(bytes) = to {
                    trimmed += remote_media::trim_to(ctx, bytes.max(0)).await?;
                }
                super::say(format!("{} files removed, {} bytes.", trimmed.files, trimmed.bytes));
            }
        }
        Ok(())
    })
    .await
}
