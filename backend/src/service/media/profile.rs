//! The pictures of profiles.

use kinds::AccountId;
use store::{Event, Tx, query::media as query};

use super::files::{claim, forget};
use crate::{
    ctx::Ctx,
    effects,
    error::Result,
    job::Outgoing,
    media::{
        Incoming,
        picture::{self, Encoded},
    },
};

/// Which picture of a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProfilePicture {
    /// The avatar.
    Avatar,
    /// The header.
    Header,
}

/// Has a local account show the default avatar or header again.
///
/// # Errors
/// When the database cannot be written.
pub async fn remove_profile_picture(ctx: &Ctx, account: AccountId, which: ProfilePicture) -> Result<()> {
    let tx = ctx.begin().await?;
    set_profile_picture(&tx, account, which, None).await?;
    tx.emit(Event::AccountTouched { account });
    effects::federate::tell(ctx, &tx, Outgoing::UpdateAccount { account })?;
    ctx.commit(tx).await
}

/// Has an account show the file with this key as its avatar or header. The old file is removed.
pub(in crate::service) async fn set_profile_picture(
    tx: &Tx,
    account: AccountId,
    which: ProfilePicture,
    key: Option<String>,
) -> Result<()> {
    claim(tx, [&key]).await?;
    let old = match which {
        ProfilePicture::Avatar => query::set_avatar(tx.conn(), account, key, tx.now()).await?,
        ProfilePicture::Header => query::set_header(tx.conn(), account, key, tx.now()).await?,
    };
    forget(tx, [old])
}

/// Makes an avatar or a header out of a file.
///
/// # Errors
/// 422 when the file is no picture or damaged, 413 when it is too large.
pub(in crate::service) async fn profile_picture(
    ctx: &Ctx,
    which: ProfilePicture,
    file: Incoming,
) -> Result<Encoded> {
    let bytes = ctx.media.picture_bytes(file, ctx.config.media.avatar_bytes).await?;
    let pixels = ctx.config.media.image_pixels;
    ctx.media
        .work(move || match which {
            ProfilePicture::Avatar => picture::avatar(&bytes, pixels),
            ProfilePicture::Header => picture::header(&bytes, pixels),
        })
        .await
}
