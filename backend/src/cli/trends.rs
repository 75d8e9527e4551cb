//! `phiomia trends …`.

use anyhow::bail;
use clap::Subcommand;
use kinds::TrendKind;

use crate::{config::Config, error::ServiceError, service::trend};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Lists what many write about at the moment: kind, id, score, whether it is allowed, what it is.
    List {
        /// Only this kind: `tag`, `status` or `link`.
        kind: Option<TrendKind>,
    },
    /// Allows a hashtag, post or link to be a trend.
    Allow(Which),
    /// Keeps a hashtag, post or link from being a trend.
    Deny(Which),
}

#[derive(Debug, clap::Args)]
pub(super) struct Which {
    /// `tag`, `status` or `link`.
    kind: TrendKind,
    /// Its id, as in the list.
    id: i64,
}

pub(super) async fn run(config: Config, command: Command) -> anyhow::Result<()> {
    super::on_data(config, async |ctx| {
        let (which, allowed) = match command {
            Command::List { kind } => {
                for row in trend::reviewed(ctx, kind).await? {
                    let said = match row.allowed {
                        Some(true) => "allowed",
                        Some(false) => "denied",
                        None => "-",
                    };
                    let name = row.name.as_deref().unwrap_or("-");
                    super::say(format!("{}\t{}\t{:.1}\t{said}\t{name}", row.kind, row.id, row.score));
                }
                return Ok(());
            }
            Command::Allow(which) => (which, true),
            Command::Deny(which) => (which, false),
        };
        match trend::review(ctx, which.kind, which.id, allowed).await {
            Err(ServiceError::NotFound) => bail!("there is no {} {}", which.kind, which.id),
            done => Ok(done?),
        }
    })
    .await
}
