//! Keys: of this server's own actor, of local accounts, and of accounts elsewhere. Parsed once and
//! cached, because parsing costs more than using them.

use std::{sync::Arc, time::Duration};

use kinds::AccountId;
use moka::sync::Cache;
use protocol::{
    Uri,
    signature::{PrivateKey, PublicKey},
};
use store::query;
use tokio::sync::OnceCell;

use super::http::Signer;
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
};

/// Path of the actor that stands for the whole server.
pub const INSTANCE_ACTOR: &str = "/actor";
/// In the place of an account's id: the server itself.
pub const INSTANCE: AccountId = AccountId(0);
/// What is put behind an actor's id for the id of its key.
pub const KEY_FRAGMENT: &str = "#main-key";

/// The setting that holds the server's own private key.
const INSTANCE_KEY: &str = "secret.instance_actor_key";
/// Private keys kept parsed.
const LOCAL_KEYS: u64 = 2000;
/// About what a parsed key takes.
const KEY_BYTES: u64 = 2048;
/// A remote key is read from the database again after this time.
const TIME_TO_LIVE: Duration = Duration::from_secs(600);
/// How long a key whose signature failed is not fetched again.
const REFETCH_PAUSE: Duration = Duration::from_secs(300);

/// A key of somebody elsewhere.
#[derive(Clone, Debug)]
pub struct RemoteKey {
    /// Its owner.
    pub account: AccountId,
    /// Its owner's id.
    pub actor: Uri,
    /// The key.
    pub key: PublicKey,
}

/// The server's own key.
struct Instance {
    signer: Signer,
    public_pem: String,
}

/// The caches.
pub struct Keys {
    instance: OnceCell<Instance>,
    local: Cache<AccountId, Signer>,
    pub(super) remote: Cache<String, Arc<RemoteKey>>,
    pub(super) refetched: Cache<String, ()>,
}

impl Keys {
    /// Empty caches; those of remote keys take about `bytes`.
    pub fn new(bytes: u64) -> Self {
        let remote = Cache::builder().max_capacity(bytes / KEY_BYTES).time_to_live(TIME_TO_LIVE);
        let refetched = Cache::builder().max_capacity(10_000).time_to_live(REFETCH_PAUSE);
        Self {
            instance: OnceCell::new(),
            local: Cache::new(LOCAL_KEYS),
            remote: remote.build(),
            refetched: refetched.build(),
        }
    }
}

/// Signs for the server itself: fetches, and reports.
///
/// # Errors
/// When the key cannot be read or made.
pub async fn instance(ctx: &Ctx) -> Result<&Signer> {
    Ok(&own(ctx).await?.signer)
}

/// The public half of the server's own key, PEM.
///
/// # Errors
/// When the key cannot be read or made.
pub async fn instance_public_pem(ctx: &Ctx) -> Result<&str> {
    Ok(&own(ctx).await?.public_pem)
}

/// Signs for a local account, or for the server itself ([`INSTANCE`]).
///
/// # Errors
/// 404 when it has no key.
pub async fn of_account(ctx: &Ctx, id: AccountId) -> Result<Signer> {
    if id == INSTANCE {
        return Ok(instance(ctx).await?.clone());
    }
    if let Some(signer) = ctx.federation.keys.local.get(&id) {
        return Ok(signer);
    }
    let pem = query::federation::private_key(ctx.db.read(), id).await?.ok_or(ServiceError::NotFound)?;
    let account = query::account::by_id(ctx.db.read(), id).await?.ok_or(ServiceError::NotFound)?;
    let key = PrivateKey::from_pem(&pem).map_err(ServiceError::internal)?;
    let signer = Signer { key_id: format!("{}{KEY_FRAGMENT}", account.uri), key: Arc::new(key) };
    ctx.federation.keys.local.insert(id, signer.clone());
    Ok(signer)
}

async fn own(ctx: &Ctx) -> Result<&Instance> {
    ctx.federation.keys.instance.get_or_try_init(|| load(ctx)).await
}

/// Reads the server's key, making it at the first use. Processes that make one at the same time
/// agree on the one that is stored first.
async fn load(ctx: &Ctx) -> Result<Instance> {
    let pem = match query::setting::get(ctx.db.read(), INSTANCE_KEY).await? {
        Some(pem) => pem,
        None => {
            let fresh = tokio::task::spawn_blocking(|| PrivateKey::generate()?.to_pem())
                .await
                .map_err(ServiceError::internal)?
                .map_err(ServiceError::internal)?;
            query::setting::get_or_insert(ctx.db.write(), INSTANCE_KEY, fresh, ctx.now()).await?
        }
    };
    let key = PrivateKey::from_pem(&pem).map_err(ServiceError::internal)?;
    let public_pem = key.public_pem().map_err(ServiceError::internal)?;
    let key_id = ctx.url(&format!("{INSTANCE_ACTOR}{KEY_FRAGMENT}"));
    Ok(Instance { signer: Signer { key_id, key: Arc::new(key) }, public_pem })
}
