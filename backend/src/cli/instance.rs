//! `phiomia instance …`.

use std::path::PathBuf;

use anyhow::Context;
use clap::{Subcommand, ValueEnum};

use crate::{
    config::Config,
    service::instance::{TextKind, remove_text, set_text},
};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Sets a text about the server.
    Set {
        /// Which text.
        text: Text,
        /// A file with Markdown (CommonMark).
        file: PathBuf,
        /// Terms of service only: the first day on which they hold, such as 2026-03-10. Today without it.
        #[arg(long)]
        effective: Option<String>,
    },
    /// Removes a text about the server.
    Remove {
        /// Which text.
        text: Text,
        /// Terms of service only: the first day on which they hold. Today without it.
        #[arg(long)]
        effective: Option<String>,
    },
}

/// The texts about the server.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Text {
    /// More about the server than the short description.
    ExtendedDescription,
    /// The privacy policy.
    PrivacyPolicy,
    /// The terms of service; those of other days are kept.
    TermsOfService,
}

impl From<Text> for TextKind {
    fn from(text: Text) -> Self {
        match text {
            Text::ExtendedDescription => Self::ExtendedDescription,
            Text::PrivacyPolicy => Self::PrivacyPolicy,
            Text::TermsOfService => Self::TermsOfService,
        }
    }
}

pub(super) async fn run(config: Config, command: Command) -> anyhow::Result<()> {
    super::on_data(config, async |ctx| {
        match command {
            Command::Set { text, file, effective } => {
                let content = tokio::fs::read_to_string(&file)
                    .await
                    .with_context(|| format!("cannot read {}", file.display()))?;
                set_text(ctx, text.into(), content, effective.as_deref()).await?;
            }
            Command::Remove { text, effective } => {
                remove_text(ctx, text.into(), effective.as_deref()).await?
            }
        }
        Ok(())
    })
    .await
}
