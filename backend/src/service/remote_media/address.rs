//! Addresses of files of other servers on this one: `/proxy/SIGNATURE/SHAPE/OWNER/ADDRESS`. The signature
//! shows that this server made it: nobody else can have it fetch anything.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use kinds::AccountId;
use sha2::{Digest, Sha256};

use crate::service::secrets::Secrets;

/// What is made of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// The file as it came.
    Original,
    /// A small picture of it.
    Preview,
    /// An avatar or emoji; it may move.
    Icon,
    /// The same without movement.
    StillIcon,
    /// A header; it may move.
    Banner,
    /// The same without movement.
    StillBanner,
}

impl Shape {
    const ALL: [(Self, &str); 6] = [
        (Self::Original, "original"),
        (Self::Preview, "preview"),
        (Self::Icon, "icon"),
        (Self::StillIcon, "still-icon"),
        (Self::Banner, "banner"),
        (Self::StillBanner, "still-banner"),
    ];

    fn name(self) -> &'static str {
        Self::ALL.iter().find(|(shape, _)| *shape == self).map_or("", |(_, name)| name)
    }

    /// The same, with movement: both are made of one fetch and share a row.
    fn moving(self) -> Self {
        match self {
            Self::StillIcon => Self::Icon,
            Self::StillBanner => Self::Banner,
            other => other,
        }
    }

    /// Whether it never moves although the file may.
    pub(super) fn is_still(self) -> bool {
        self.moving() != self
    }

    /// Most pixels; `None` for the file as it came.
    pub(super) fn pixels(self) -> Option<u64> {
        match self {
            Self::Original => None,
            Self::Preview => Some(640 * 360),
            Self::Icon | Self::StillIcon => Some(400 * 400),
            Self::Banner | Self::StillBanner => Some(1500 * 500),
        }
    }
}

/// A file of another server, in a shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// What is made of it.
    pub shape: Shape,
    /// Whose it is: with the account, it goes. None for emoji and pictures of pages.
    pub owner: Option<AccountId>,
    /// Where it is.
    pub url: String,
}

impl Address {
    /// The path on this server. The ending tells apps and people what to expect; it counts for nothing.
    pub fn path(&self, secrets: &Secrets) -> String {
        let what = self.what(self.shape);
        let signature = secrets.sign_remote_media(&what);
        let (shape, owner) = (self.shape.name(), self.owner.map_or(0, |owner| owner.0));
        let encoded = URL_SAFE_NO_PAD.encode(&self.url);
        let ending = if self.shape == Shape::Original { ending(&self.url) } else { String::new() };
        format!("/proxy/{signature}/{shape}/{owner}/{encoded}{ending}")
    }

    /// Reads the parts of a path; `None` unless this server has made it.
    pub fn parse(secrets: &Secrets, [signature, shape, owner, file]: [&str; 4]) -> Option<Self> {
        let (shape, _) = Shape::ALL.iter().find(|(_, name)| *name == shape)?;
        let owner: i64 = owner.parse().ok()?;
        let encoded = file.split('.').next()?;
        let url = String::from_utf8(URL_SAFE_NO_PAD.decode(encoded).ok()?).ok()?;
        let address = Self { shape: *shape, owner: (owner != 0).then_some(AccountId(owner)), url };
        secrets.is_remote_media(&address.what(address.shape), signature).then_some(address)
    }

    /// The id of the row.
    pub(super) fn id(&self) -> String {
        hex::encode(Sha256::digest(self.what(self.shape.moving())))
    }

    fn what(&self, shape: Shape) -> String {
        format!("{}/{}/{}", shape.name(), self.owner.map_or(0, |owner| owner.0), self.url)
    }
}

/// The ending of a file's name, with the dot; empty when it has none.
fn ending(url: &str) -> String {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or_default();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let fits = (2..=4).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if fits { format!(".{}", ending.to_ascii_lowercase()) } else { String::new() }
}
