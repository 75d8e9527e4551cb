//! The pictures that come with a change of a profile.

use shared::params::UpdateCredentials;

use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    media::{Incoming, picture::Encoded},
    service::media::{self, ProfilePicture},
};

/// Files that were sent along.
#[derive(Debug, Default)]
pub struct Pictures {
    /// The square one.
    pub avatar: Option<Incoming>,
    /// The wide one.
    pub header: Option<Incoming>,
}

/// Pictures in the media storage, by what they are for.
pub(super) type Kept = Vec<(ProfilePicture, String)>;

impl Pictures {
    /// Takes in what was sent as a file or as a `data:` URL. Both pictures are looked at before one
    /// is kept.
    pub(super) async fn keep(self, ctx: &Ctx, changes: &UpdateCredentials) -> Result<Kept> {
        let avatar = sent("avatar", self.avatar, changes.avatar.as_deref())?;
        let header = sent("header", self.header, changes.header.as_deref())?;
        let avatar = made(ctx, ProfilePicture::Avatar, avatar).await?;
        let header = made(ctx, ProfilePicture::Header, header).await?;
        let mut kept = Kept::new();
        for (which, picture) in [avatar, header].into_iter().flatten() {
            kept.push((which, media::keep(ctx, picture).await?));
        }
        Ok(kept)
    }
}

/// The file, else the picture in the text of the same name; an empty text is none.
fn sent(field: &'static str, file: Option<Incoming>, text: Option<&str>) -> Result<Option<Incoming>> {
    match (file, text.filter(|text| !text.is_empty())) {
        (Some(file), _) => Ok(Some(file)),
        (None, None) => Ok(None),
        (None, Some(text)) => match Incoming::from_data_url(text) {
            Some(file) => Ok(Some(file)),
            None => Err(ServiceError::field(field, "ERR_INVALID", "is neither a file nor a data: URL")),
        },
    }
}

async fn made(
    ctx: &Ctx,
    which: ProfilePicture,
    file: Option<Incoming>,
) -> Result<Option<(ProfilePicture, Encoded)>> {
    match file {
        Some(file) => Ok(Some((which, media::profile_picture(ctx, which, file).await?))),
        None => Ok(None),
    }
}
