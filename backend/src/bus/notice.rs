//! A word to all processes through the database: forget what is cached, look for what is new.
//!
//! It is the way for those that the bus does not reach: commands of the administrator beside a
//! running server, and processes whose Valkey is away. Every server looks at it twice a
//! second, so that who is suspended is cut off within one; a look costs one statement.

use std::time::Duration;

use store::query::setting;
use tokio::time::{MissedTickBehavior, interval};

use super::remote::look;
use crate::{ctx::Ctx, error::Result};

/// The setting that changes with every notice.
const NAME: &str = "bus.notice";
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(500);

/// Tells all processes of this database that something changed.
///
/// # Errors
/// When the database cannot be written.
pub async fn post(ctx: &Ctx) -> Result<()> {
    let value = serde_json::to_string(&uuid::Uuid::new_v4())?;
    Ok(setting::set(ctx.db.write(), NAME, value, ctx.now()).await?)
}

/// Heeds notices for as long as the process runs.
///
/// # Errors
/// When the database cannot be read.
pub async fn follow(ctx: &Ctx) -> Result<()> {
    let mut known = setting::get(ctx.db.read(), NAME).await?;
    let ctx = ctx.clone();
    tokio::spawn(async move {
        let mut ticks = interval(PAUSE);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            match setting::get(ctx.db.read(), NAME).await {
                Ok(found) if found != known => {
                    known = found;
                    look(&ctx);
                }
                Ok(_) => {}
                Err(error) => tracing::warn!(%error, "notices of other processes cannot be read"),
            }
        }
    });
    Ok(())
}
