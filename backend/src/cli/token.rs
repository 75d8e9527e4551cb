//! `phiomia token …`.

use clap::Subcommand;
use kinds::Scopes;

use crate::{config::Config, service::auth::token};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Makes an access token for an account and prints it.
    Create {
        /// The name of the account.
        name: String,
        /// Scopes, with spaces between them.
        #[arg(long, default_value = "read write follow push profile", value_parser = parse_scopes)]
        scopes: Scopes,
    },
}

pub(super) async fn run(config: Config, command: Command) -> anyhow::Result<()> {
    let Command::Create { name, scopes } = command;
    super::on_data(config, async |ctx| {
        let user = super::account::find(ctx, &name).await?;
        let tx = ctx.begin().await?;
        let issued = token::issue(ctx, &tx, None, Some(user), &scopes).await?;
        ctx.commit(tx).await?;
        super::say(issued.text);
        Ok(())
    })
    .await
}

fn parse_scopes(text: &str) -> Result<Scopes, kinds::ParseScopeError> {
    text.parse()
}
