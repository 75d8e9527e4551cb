//! The way out for letters.

use std::time::Duration;

use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use super::folder;
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
};

/// For a whole conversation with the mail server.
const DEADLINE: Duration = Duration::from_secs(60);

/// Sends a letter, or puts it into the folder when there is no SMTP server.
///
/// # Errors
/// When the letter cannot be sent now; trying again later may help.
pub async fn send(ctx: &Ctx, message: Message) -> Result<()> {
    let config = &ctx.config;
    if config.mail.smtp_url.is_empty() {
        let name = format!("{:020}", ctx.ids.next(ctx.now()));
        return folder::store(&config.server.data_dir, &name, &message).await;
    }
    let transport: AsyncSmtpTransport<Tokio1Executor> =
        AsyncSmtpTransport::<Tokio1Executor>::from_url(&config.mail.smtp_url)
            .map_err(ServiceError::internal)?
            .timeout(Some(DEADLINE))
            .build();
    match tokio::time::timeout(DEADLINE, transport.send(message)).await {
        Ok(Ok(_)) => Ok(()),
        // The address does not exist, say: no use in trying again.
        Ok(Err(error)) if error.is_permanent() => {
            Err(ServiceError::invalid(format!("the mail server refuses: {error}")))
        }
        Ok(Err(error)) => Err(ServiceError::internal(error)),
        Err(_) => Err(ServiceError::Unavailable("the mail server does not answer".into())),
    }
}
