//! `phiomia account …`.

use anyhow::{Context, bail};
use clap::Subcommand;
use kinds::{RoleId, UserId};
use store::query;

use crate::{
    config::Config,
    ctx::Ctx,
    random,
    service::{
        account::{
            create::{self, NewAccount},
            manage::{self, Change},
            validate::Problems,
        },
        role,
    },
};

/// Accounts read at a time for the list.
const PAGE: u64 = 500;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Makes an account.
    Create {
        /// The name: letters, digits and underscores.
        name: String,
        /// The mail address.
        #[arg(long)]
        email: String,
        /// The password; without it one is made and printed.
        #[arg(long)]
        password: Option<String>,
        /// `owner`, `admin`, `moderator` or `user`.
        #[arg(long, default_value = "user", value_parser = parse_role)]
        role: RoleId,
        /// The mail address counts as confirmed.
        #[arg(long)]
        confirmed: bool,
    },
    /// Lists the accounts of this server.
    List,
    /// Counts the mail address as confirmed.
    Confirm { name: String },
    /// Lets somebody in who asked to join.
    Approve { name: String },
    /// Ends all sessions and tokens and refuses to sign in.
    Disable { name: String },
    /// Takes that back.
    Enable { name: String },
    /// Gives the account another role.
    Role {
        name: String,
        /// `owner`, `admin`, `moderator` or `user`.
        #[arg(value_parser = parse_role)]
        role: RoleId,
    },
    /// Switches the second factor off, for somebody who has lost it.
    RemoveSecondFactor { name: String },
    /// Sets a new password (made and printed unless given) and ends all sessions and tokens.
    ResetPassword {
        name: String,
        #[arg(long)]
        password: Option<String>,
    },
}

pub(super) async fn run(config: Config, command: Command) -> anyhow::Result<()> {
    super::on_data(config, async |ctx| match command {
        Command::Create { name, email, password, role, confirmed } => {
            create(ctx, &name, &email, password, role, confirmed).await
        }
        Command::List => list(ctx).await,
        Command::Confirm { name } => change(ctx, &name, Change::Confirm).await,
        Command::Approve { name } => change(ctx, &name, Change::Approve).await,
        Command::Disable { name } => change(ctx, &name, Change::Disable).await,
        Command::Enable { name } => change(ctx, &name, Change::Enable).await,
        Command::Role { name, role } => change(ctx, &name, Change::Role(role)).await,
        Command::RemoveSecondFactor { name } => change(ctx, &name, Change::RemoveSecondFactor).await,
        Command::ResetPassword { name, password } => reset_password(ctx, &name, password).await,
    })
    .await
}

/// The user of a name, or an error that names it.
pub(super) async fn find(ctx: &Ctx, name: &str) -> anyhow::Result<UserId> {
    Ok(manage::by_name(ctx, name).await.with_context(|| format!("there is no account {name:?} here"))?.id)
}

async fn create(
    ctx: &Ctx,
    name: &str,
    email: &str,
    password: Option<String>,
    role: RoleId,
    confirmed: bool,
) -> anyhow::Result<()> {
    let given = password.is_some();
    let password = password.map_or_else(random::token, Ok)?;
    let mut problems = Problems::default();
    problems.username(ctx.db.read(), name, true).await?;
    problems.email(ctx.db.read(), email).await?;
    problems.password(&password);
    problems.check()?;
    let new = NewAccount { confirmed, role, ..NewAccount::confirmed(name, email) };
    create::create(ctx, new, &password).await?;
    super::say(format!("Made the account @{name}@{}.", ctx.config.account_domain()));
    if !given {
        super::say(format!("Its password is {password}"));
    }
    if !confirmed {
        super::say(format!("The mail address is not confirmed: `phiomia account confirm {name}` does that."));
    }
    Ok(())
}

async fn list(ctx: &Ctx) -> anyhow::Result<()> {
    let mut after = UserId(0);
    loop {
        let page = query::user::list(ctx.db.read(), after, PAGE).await?;
        let Some((last, _)) = page.last() else { return Ok(()) };
        after = last.id;
        for (user, name) in &page {
            let mut state = Vec::new();
            state.extend(user.confirmed_at.is_none().then_some("unconfirmed"));
            state.extend((!user.approved).then_some("pending"));
            state.extend(user.disabled_at.is_some().then_some("disabled"));
            super::say(format!("{name}\t{}\t{}", user.email, state.join(",")));
        }
    }
}

async fn change(ctx: &Ctx, name: &str, change: Change) -> anyhow::Result<()> {
    manage::change(ctx, find(ctx, name).await?, change).await?;
    super::say("Done.");
    Ok(())
}

async fn reset_password(ctx: &Ctx, name: &str, password: Option<String>) -> anyhow::Result<()> {
    let given = password.is_some();
    let password = password.map_or_else(random::token, Ok)?;
    let mut problems = Problems::default();
    problems.password(&password);
    problems.check()?;
    manage::reset_password(ctx, find(ctx, name).await?, &password).await?;
    super::say(if given { "Done.".to_owned() } else { format!("The new password is {password}") });
    Ok(())
}

fn parse_role(name: &str) -> anyhow::Result<RoleId> {
    match role::by_name(name) {
        Some(role) => Ok(role),
        None => bail!("there is no role {name:?}: owner, admin, moderator or user"),
    }
}
