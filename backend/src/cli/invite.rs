//! `phiomia invite …`.

use clap::Subcommand;
use kinds::Millis;

use crate::{
    config::Config,
    service::auth::invite::{self, NewInvite},
};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Makes an invitation and prints its address.
    Create {
        /// The name of the account that invites.
        name: String,
        /// How often it may be used.
        #[arg(long)]
        uses: Option<u32>,
        /// Days until it ends.
        #[arg(long)]
        days: Option<u32>,
        /// Those who come with it follow the account that invites.
        #[arg(long)]
        follow: bool,
    },
}

pub(super) async fn run(config: Config, command: Command) -> anyhow::Result<()> {
    let Command::Create { name, uses, days, follow } = command;
    super::on_data(config, async |ctx| {
        let user = super::account::find(ctx, &name).await?;
        let new = NewInvite {
            max_uses: uses.map(i64::from),
            lifetime: days.map(|days| i64::from(days) * Millis::DAY),
            follow_inviter: follow,
        };
        let code = invite::create(ctx, user, new).await?;
        super::say(ctx.url(&format!("/auth/sign_up?invite={code}")));
        Ok(())
    })
    .await
}
