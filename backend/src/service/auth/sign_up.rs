//! Signing up: open, by approval, by invitation, or not at all.

use kinds::AppId;
use sea_orm::{ActiveValue::Set, EntityTrait};
use shared::params::CreateAccount;
use store::{
    Event, Tx,
    entity::{invite as invite_row, user},
    query,
};

use super::{
    invite,
    link::{self, Purpose},
};
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    job::{JobKind, SendMail},
    locale::Locale,
    mail::Letter,
    rate_limit::{self, Bucket},
    service::{
        account::{
            create::{self, Created, NewAccount},
            validate::Problems,
        },
        follow::{self, FollowOptions},
        role, staff,
    },
};

/// Longest reason.
const MAX_REASON: usize = 420;

/// Whether somebody may sign up now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// Anybody.
    Open,
    /// Anybody may ask.
    Approval,
    /// Those with an invitation.
    Invite,
    /// Nobody.
    Closed,
}

/// What the configuration says.
pub fn door(ctx: &Ctx) -> Door {
    match ctx.config.instance.registrations.as_str() {
        "open" => Door::Open,
        "approval" => Door::Approval,
        "invite" => Door::Invite,
        _ => Door::Closed,
    }
}

/// Makes an account for somebody who asks for one.
///
/// # Errors
/// 403 when nobody may sign up, 422 with what is wrong.
pub async fn sign_up(ctx: &Ctx, request: CreateAccount, app: Option<AppId>) -> Result<Created> {
    let invite = match request.invite_code.as_deref().filter(|code| !code.is_empty()) {
        Some(code) => invite::usable(ctx.db.read(), code, ctx.now()).await?,
        None => None,
    };
    let door = door(ctx);
    if door == Door::Closed || (door == Door::Invite && invite.is_none()) {
        return Err(ServiceError::forbidden("Registrations are closed on this server"));
    }
    check(ctx, &request, door, invite.is_some()).await?;
    let new = NewAccount {
        confirmed: !ctx.config.instance.confirm_email,
        approved: door != Door::Approval || invite.is_some(),
        locale: request.locale.as_deref().and_then(Locale::from_tag).unwrap_or_default().tag().to_owned(),
        reason: request.reason.filter(|reason| !reason.trim().is_empty()),
        invite: invite.as_ref().map(|invite| invite.id),
        app,
        ..NewAccount::confirmed(request.username.trim(), request.email.trim())
    };
    let (confirmed, approved) = (new.confirmed, new.approved);
    let credentials = create::prepare(ctx, &request.password).await?;
    let tx = ctx.begin().await?;
    if let Some(invite) = &invite {
        invite::consume(&tx, invite).await?;
    }
    let created = create::insert(ctx, &tx, new, credentials).await?;
    if confirmed {
        arrived(ctx, &tx, created, approved).await?;
    } else {
        mail(&tx, created, Letter::Confirm)?;
    }
    ctx.commit(tx).await?;
    if confirmed {
        follow_inviter(ctx, created, invite).await;
    }
    Ok(created)
}

/// Makes the first account, the owner's. Only while there is none.
///
/// # Errors
/// 403 when somebody was faster, 422 with what is wrong.
pub async fn set_up(ctx: &Ctx, request: CreateAccount) -> Result<Created> {
    let mut problems = Problems::default();
    problems.username(ctx.db.read(), request.username.trim(), true).await?;
    problems.email(ctx.db.read(), request.email.trim()).await?;
    problems.password(&request.password);
    problems.check()?;
    let new = NewAccount {
        role: role::OWNER,
        locale: request.locale.as_deref().and_then(Locale::from_tag).unwrap_or_default().tag().to_owned(),
        ..NewAccount::confirmed(request.username.trim(), request.email.trim())
    };
    let credentials = create::prepare(ctx, &request.password).await?;
    let tx = ctx.begin().await?;
    if !query::user::none_yet(tx.conn()).await? {
        return Err(ServiceError::forbidden("This server has an owner already"));
    }
    let created = create::insert(ctx, &tx, new, credentials).await?;
    ctx.commit(tx).await?;
    Ok(created)
}

/// Follows the link in the confirmation mail.
///
/// # Errors
/// 422 when the link is wrong, old or used.
pub async fn confirm(ctx: &Ctx, token: &str) -> Result<user::Model> {
    let user = link::open(ctx, Purpose::Confirm, token).await?;
    let user = user.ok_or(ServiceError::Invalid("This link is not valid any more".into()))?;
    let created = Created { account: user.account_id, user: user.id };
    let invite = match user.invite_id {
        Some(id) => invite_row::Entity::find_by_id(id).one(ctx.db.read()).await?,
        None => None,
    };
    let tx = ctx.begin().await?;
    let row = user::ActiveModel {
        id: Set(user.id),
        confirmed_at: Set(Some(tx.now())),
        updated_at: Set(tx.now()),
        ..Default::default()
    };
    let user = user::Entity::update(row).exec(tx.conn()).await?;
    tx.emit(Event::UserChanged { user: user.id });
    arrived(ctx, &tx, created, user.approved).await?;
    ctx.commit(tx).await?;
    follow_inviter(ctx, created, invite).await;
    Ok(user)
}

/// Sends the confirmation mail again, to another address if one is given.
///
/// # Errors
/// 422 when the address is not acceptable, 429 when it has been sent too many already.
pub async fn confirm_again(ctx: &Ctx, user: &user::Model, email: Option<&str>) -> Result<()> {
    let email =
        email.map(str::trim).filter(|email| !email.is_empty() && email.to_lowercase() != user.email_key);
    if let Some(email) = email {
        let mut problems = Problems::default();
        problems.email(ctx.db.read(), email).await?;
        problems.check()?;
    }
    let to = email.map_or_else(|| user.email_key.clone(), str::to_lowercase);
    rate_limit::limit(ctx, Bucket::Mails, &to).await?;
    let tx = ctx.begin().await?;
    if let Some(email) = email {
        let row = user::ActiveModel {
            id: Set(user.id),
            email: Set(email.to_owned()),
            email_key: Set(email.to_lowercase()),
            updated_at: Set(tx.now()),
            ..Default::default()
        };
        user::Entity::update(row).exec(tx.conn()).await?;
    }
    mail(&tx, Created { account: user.account_id, user: user.id }, Letter::Confirm)?;
    ctx.commit(tx).await
}

/// The address is theirs: they are welcome, or the staff has to decide.
async fn arrived(ctx: &Ctx, tx: &Tx, created: Created, approved: bool) -> Result<()> {
    if approved {
        staff::tell_of_sign_up(ctx, tx, created.account).await?;
        return mail(tx, created, Letter::Welcome);
    }
    for staff in staff::with_permission(tx, role::MANAGE_USERS).await? {
        let job = SendMail { user: staff.id, letter: Letter::Pending, about: Some(created.user) };
        tx.enqueue([job.to_job()?]);
    }
    Ok(())
}

fn mail(tx: &Tx, to: Created, letter: Letter) -> Result<()> {
    tx.enqueue([SendMail { user: to.user, letter, about: None }.to_job()?]);
    Ok(())
}

/// A courtesy: the sign-up stands even when the follow cannot be.
async fn follow_inviter(ctx: &Ctx, created: Created, invite: Option<invite_row::Model>) {
    let Some(invite) = invite.filter(|invite| invite.follow_inviter) else { return };
    let Ok(Some(inviter)) = query::user::by_id(ctx.db.read(), invite.user_id).await else { return };
    let followed = follow::follow(ctx, created.account, inviter.account_id, FollowOptions::default()).await;
    if let Err(error) = followed {
        tracing::info!(%error, "a new account could not follow the one who invited it");
    }
}

async fn check(ctx: &Ctx, request: &CreateAccount, door: Door, invited: bool) -> Result<()> {
    let mut problems = Problems::default();
    problems.username(ctx.db.read(), request.username.trim(), false).await?;
    problems.email(ctx.db.read(), request.email.trim()).await?;
    problems.password(&request.password);
    if !request.agreement {
        problems.add("agreement", "ERR_ACCEPTED", "must be accepted");
    }
    let reason = request.reason.as_deref().unwrap_or_default().trim();
    let wanted = door == Door::Approval && !invited && ctx.config.instance.reason_required;
    if reason.is_empty() && wanted {
        problems.add("reason", "ERR_BLANK", "can't be blank");
    } else if reason.chars().count() > MAX_REASON {
        problems.add("reason", "ERR_TOO_LONG", format!("is too long (maximum is {MAX_REASON} characters)"));
    }
    problems.check()
}
