//! Web Push, against a push service and a device of its own: the device decrypts with nothing of the
//! server's code, and the service checks who sends as RFC 8292 says.

use std::sync::{Arc, Mutex};

use aws_lc_rs::{
    aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    agreement::{ECDH_P256, PrivateKey, UnparsedPublicKey, agree},
    hmac,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use kinds::Millis;
use poem::http::Method;
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use store::entity::{job, push_subscription};
use testkit::TestDatabase;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use crate::{
    service::{
        account::manage::{self, Change},
        auth::session,
        role,
    },
    testing::{Answer, TestApp, TestUser},
};

const PATH: &str = "/api/v1/push/subscription";

/// What a push service was sent.
#[derive(Clone)]
struct Message {
    head: String,
    body: Vec<u8>,
}

impl Message {
    fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.into_iter().find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

/// A push service that keeps what it gets, and answers with a status line and headers.
struct PushService {
    origin: String,
    messages: Arc<Mutex<Vec<Message>>>,
    answer: Arc<Mutex<&'static str>>,
}

impl PushService {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://127.0.0.1:{}", listener.local_addr().unwrap().port());
        let (messages, answer) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new("201 Created")));
        let (log, says) = (messages.clone(), answer.clone());
        tokio::spawn(async move {
            while let Ok((mut socket, _)) = listener.accept().await {
                let Some(message) = receive(&mut socket).await else { continue };
                log.lock().unwrap().push(message);
                let head = *says.lock().unwrap();
                let text = format!("HTTP/1.1 {head}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
                drop(socket.write_all(text.as_bytes()).await);
            }
        });
        Self { origin, messages, answer }
    }

    fn answers(&self, head: &'static str) {
        *self.answer.lock().unwrap() = head;
    }

    fn messages(&self) -> Vec<Message> {
        self.messages.lock().unwrap().clone()
    }
}

async fn receive(socket: &mut TcpStream) -> Option<Message> {
    let mut bytes = Vec::new();
    loop {
        if socket.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
        let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let message = Message {
            head: String::from_utf8(bytes[..end].to_vec()).unwrap(),
            body: bytes[end + 4..].to_vec(),
        };
        if message.body.len() >= message.header("content-length")?.parse().ok()? {
            return Some(message);
        }
    }
}

/// The side of an app: keys, and how to read a message.
struct Device {
    key: PrivateKey,
    auth: [u8; 16],
}

impl Device {
    fn new() -> Self {
        Self { key: PrivateKey::generate(&ECDH_P256).unwrap(), auth: *b"sixteen bytes ok" }
    }

    fn public(&self) -> Vec<u8> {
        self.key.compute_public_key().unwrap().as_ref().to_vec()
    }

    fn keys(&self) -> Value {
        json!({ "p256dh": BASE64.encode(self.public()), "auth": BASE64.encode(self.auth) })
    }

    fn shared(&self, server: &[u8]) -> Vec<u8> {
        agree(&self.key, UnparsedPublicKey::new(&ECDH_P256, server), (), |secret| Ok(secret.to_vec()))
            .unwrap()
    }

    /// RFC 8291 sections 3 and 4, RFC 8188 section 2.
    fn read(&self, message: &Message) -> Value {
        assert_eq!(message.header("content-encoding"), Some("aes128gcm"));
        let (salt, rest) = message.body.split_at(16);
        let (record, rest) = rest.split_at(4);
        assert_eq!((record, rest[0]), ([0, 0, 16, 0].as_slice(), 65));
        let (server, sealed) = rest[1..].split_at(65);
        let info = [b"WebPush: info\0".as_slice(), &self.public(), server].concat();
        let secret = hkdf(&self.auth, &self.shared(server), &info, 32);
        let key = hkdf(salt, &secret, b"Content-Encoding: aes128gcm\0", 16);
        let nonce = hkdf(salt, &secret, b"Content-Encoding: nonce\0", 12);
        let plain = open(&key, &nonce, sealed);
        let (last, text) = plain.split_last().unwrap();
        assert_eq!(*last, 2);
        serde_json::from_slice(text).unwrap()
    }

    /// draft-ietf-webpush-encryption-04.
    fn read_draft(&self, message: &Message) -> Value {
        assert_eq!(message.header("content-encoding"), Some("aesgcm"));
        let encryption = message.header("encryption").unwrap();
        let salt = encryption.strip_prefix("salt=").unwrap().split(';').next().unwrap();
        let salt = BASE64.decode(salt).unwrap();
        let server = message.header("crypto-key").unwrap().split(';').next().unwrap();
        let server = BASE64.decode(server.strip_prefix("dh=").unwrap()).unwrap();
        let secret = hkdf(&self.auth, &self.shared(&server), b"Content-Encoding: auth\0", 32);
        let info = |name: &str| {
            let mut info = format!("Content-Encoding: {name}\0P-256\0").into_bytes();
            for key in [&self.public(), &server] {
                info.extend(u16::try_from(key.len()).unwrap().to_be_bytes());
                info.extend(key);
            }
            info
        };
        let key = hkdf(&salt, &secret, &info("aesgcm"), 16);
        let plain = open(&key, &hkdf(&salt, &secret, &info("nonce"), 12), &message.body);
        let padding = usize::from(u16::from_be_bytes([plain[0], plain[1]]));
        serde_json::from_slice(&plain[2 + padding..]).unwrap()
    }
}

/// RFC 5869 for at most one block, by HMAC alone.
fn hkdf(salt: &[u8], input: &[u8], info: &[u8], length: usize) -> Vec<u8> {
    let mac =
        |key: &[u8], data: &[u8]| hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), data).as_ref().to_vec();
    let block = mac(&mac(salt, input), &[info, &[1]].concat());
    block[..length].to_vec()
}

fn open(key: &[u8], nonce: &[u8], sealed: &[u8]) -> Vec<u8> {
    let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, key).unwrap());
    let nonce = Nonce::try_assume_unique_for_key(nonce).unwrap();
    key.open_in_place(nonce, Aad::empty(), &mut sealed.to_vec()).unwrap().to_vec()
}

/// What a push service learns from a VAPID token, if its signature is good.
fn claims(token: &str, public: &str) -> Value {
    let point = BASE64.decode(public).unwrap();
    let (x, y) = point[1..].split_at(32);
    let key = jsonwebtoken::DecodingKey::from_ec_components(&BASE64.encode(x), &BASE64.encode(y)).unwrap();
    let mut rules = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::ES256);
    rules.validate_exp = false;
    rules.validate_aud = false;
    jsonwebtoken::decode::<Value>(token, &key, &rules).unwrap().claims
}

/// A server, two people, and alice's device at a push service.
struct World {
    app: TestApp,
    alice: TestUser,
    bob: TestUser,
    service: PushService,
    device: Device,
}

impl World {
    async fn start() -> Self {
        Self::on(TestDatabase::sqlite().await).await
    }

    async fn on(database: TestDatabase) -> Self {
        let app = TestApp::on(database, |config| {
            config.federation.allow_http = true;
            config.federation.allow_addresses = vec!["127.0.0.1/32".parse().unwrap()];
            config.instance.contact_email = "admin@phiomia.test".to_owned();
        })
        .await;
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        Self { app, alice, bob, service: PushService::start().await, device: Device::new() }
    }

    fn wish(&self, standard: bool, data: Value) -> Value {
        let endpoint = format!("{}/send/secret-address", self.service.origin);
        let subscription = json!({ "endpoint": endpoint, "keys": self.device.keys(), "standard": standard });
        json!({ "subscription": subscription, "data": data })
    }

    async fn subscribes(&self, standard: bool, data: Value) -> Value {
        self.app.post_as(&self.alice.token, PATH, self.wish(standard, data)).await.ok()
    }

    async fn asks(&self, method: Method, body: Value) -> Answer {
        self.app.request(method, PATH, Some(&self.alice.token), Some(body)).await
    }

    /// Bob mentions alice, and all jobs run.
    async fn mentioned(&self, text: &str) {
        let draft = json!({ "status": format!("@alice {text}") });
        self.app.post_as(&self.bob.token, "/api/v1/statuses", draft).await.ok();
        self.app.drain().await;
    }

    /// What is waiting to be pushed, or was given up.
    async fn pushes(&self) -> Vec<job::Model> {
        let jobs = job::Entity::find().all(self.app.ctx.db.read()).await.unwrap();
        jobs.into_iter().filter(|job| job.kind == "push_to").collect()
    }
}

fn mentions() -> Value {
    json!({ "alerts": { "mention": true } })
}

#[tokio::test]
async fn a_subscription_is_made_shown_changed_and_removed() {
    for database in TestDatabase::all().await {
        let world = World::on(database).await;
        world.asks(Method::GET, json!({})).await.is_error(404, "Record not found");
        world.asks(Method::PUT, json!({ "data": mentions() })).await.is_error(404, "Record not found");
        let made =
            world.subscribes(true, json!({ "alerts": { "mention": true, "admin.report": true } })).await;
        assert_eq!((&made["policy"], &made["standard"]), (&json!("all"), &json!(true)));
        assert_eq!((&made["alerts"]["mention"], &made["alerts"]["follow"]), (&json!(true), &json!(false)));
        assert_eq!(made["alerts"]["admin.report"], true);
        let instance = world.app.get("/api/v2/instance").await.ok();
        assert_eq!(made["server_key"], instance["configuration"]["vapid"]["public_key"]);
        let app = json!({ "client_name": "App", "redirect_uris": "urn:ietf:wg:oauth:2.0:oob" });
        let app = world.app.post_as(&world.alice.token, "/api/v1/apps", app).await.ok();
        assert_eq!(app["vapid_key"], made["server_key"]);
        assert_eq!(world.asks(Method::GET, json!({})).await.ok(), made);

        let change = json!({ "data": { "alerts": { "follow": true }, "policy": "followed" } });
        let changed = world.asks(Method::PUT, change).await.ok();
        assert_eq!(
            (&changed["alerts"]["mention"], &changed["alerts"]["follow"]),
            (&json!(false), &json!(true))
        );
        assert_eq!((&changed["policy"], &changed["id"]), (&json!("followed"), &made["id"]));
        assert_eq!(world.asks(Method::GET, json!({})).await.ok(), changed);
        assert_eq!(world.asks(Method::DELETE, json!({})).await.ok(), json!({}));
        assert_eq!(world.asks(Method::DELETE, json!({})).await.ok(), json!({}));
        world.asks(Method::GET, json!({})).await.is_error(404, "Record not found");
    }
}

#[tokio::test]
async fn forms_are_read_as_apps_send_them() {
    let world = World::start().await;
    let keys = world.device.keys();
    let fields = [
        ("subscription[endpoint]", world.service.origin.as_str()),
        ("subscription[keys][p256dh]", keys["p256dh"].as_str().unwrap()),
        ("subscription[keys][auth]", keys["auth"].as_str().unwrap()),
        ("data[alerts][mention]", "true"),
        ("data[alerts][admin.sign_up]", "1"),
        ("data[policy]", "follower"),
    ];
    let headers = vec![
        ("authorization", format!("Bearer {}", world.alice.token)),
        ("content-type", "application/x-www-form-urlencoded".to_owned()),
    ];
    let body = shared::form::encode_pairs(fields).into_bytes();
    let made = world.app.send(Method::POST, PATH, headers, body).await.ok();
    assert_eq!((&made["policy"], &made["standard"]), (&json!("follower"), &json!(false)));
    assert_eq!((&made["alerts"]["mention"], &made["alerts"]["admin.sign_up"]), (&json!(true), &json!(true)));
}

#[tokio::test]
async fn a_token_has_one_subscription_which_goes_with_it() {
    for database in TestDatabase::all().await {
        let world = World::on(database).await;
        let first = world.subscribes(true, mentions()).await;
        let second = world.subscribes(true, mentions()).await;
        assert_ne!(first["id"], second["id"]);
        let other = world.app.token_for(&world.alice, "push").await;
        world.app.get_as(&other, PATH).await.is_error(404, "Record not found");
        world.app.post_as(&other, PATH, world.wish(true, mentions())).await.ok();
        let rows = async || push_subscription::Entity::find().all(world.app.ctx.db.read()).await.unwrap();
        assert_eq!(rows().await.len(), 2);
        assert!(!rows().await.iter().any(|row| row.sealed_token.contains(&world.alice.token)));
        let token = world.app.viewer(&world.alice).await.token.unwrap();
        let tx = world.app.ctx.begin().await.unwrap();
        crate::service::auth::token::revoke(&tx, token).await.unwrap();
        world.app.ctx.commit(tx).await.unwrap();
        assert_eq!(rows().await.len(), 1);
    }
}

#[tokio::test]
async fn addresses_and_keys_that_cannot_be_used_are_refused() {
    let world = World::start().await;
    let good = world.wish(true, mentions());
    for (pointer, value, field) in [
        ("/subscription/endpoint", json!("ftp://push.example/x"), "endpoint"),
        ("/subscription/endpoint", json!("nonsense"), "endpoint"),
        ("/subscription/endpoint", json!(format!("https://push.example/{}", "x".repeat(2048))), "endpoint"),
        ("/subscription/keys/p256dh", json!("AAAA"), "keys"),
        ("/subscription/keys/auth", json!("AAAA"), "keys"),
    ] {
        let mut wish = good.clone();
        *wish.pointer_mut(pointer).unwrap() = value;
        let answer = world.app.post_as(&world.alice.token, PATH, wish).await;
        assert_eq!(answer.status, 422, "{}", answer.body);
        assert_eq!(answer.body["details"][field][0]["error"], "ERR_INVALID", "{}", answer.body);
    }
    assert_eq!(world.app.post_as(&world.alice.token, PATH, json!({})).await.status, 422);
    world.asks(Method::GET, json!({})).await.is_error(404, "Record not found");
    let reads = world.app.token_for(&world.alice, "read write follow").await;
    assert_eq!(world.app.post_as(&reads, PATH, good).await.status, 403);
}

#[tokio::test]
async fn a_browser_session_has_no_token_to_push_to() {
    let world = World::start().await;
    let cookie = session::begin(&world.app.ctx, world.alice.user, "", "").await.unwrap();
    let headers = vec![
        ("cookie", format!("phiomia_session={cookie}")),
        ("x-phiomia-web", "1".to_owned()),
        ("content-type", "application/json".to_owned()),
    ];
    let body = world.wish(true, mentions()).to_string().into_bytes();
    let answer = world.app.send(Method::POST, PATH, headers, body).await;
    answer.is_error(403, "Only an app with an access token can be pushed to");
}

#[tokio::test]
async fn a_mention_reaches_the_device_by_the_standard() {
    for database in TestDatabase::all().await {
        let world = World::on(database).await;
        let made = world.subscribes(true, mentions()).await;
        world.mentioned(&format!("hello & {}", "x".repeat(200))).await;
        let messages = world.service.messages();
        assert_eq!(messages.len(), 1);
        let message = &messages[0];
        assert!(message.head.starts_with("POST /send/secret-address "), "{}", message.head);
        let told = world.app.get_as(&world.alice.token, "/api/v1/notifications").await.ok();
        let id = told[0]["id"].as_str().unwrap();
        let read = world.device.read(message);
        assert_eq!(read["access_token"], world.alice.token.as_str());
        assert_eq!(read["notification_id"], id.parse::<i64>().unwrap());
        assert_eq!(
            (&read["notification_type"], &read["preferred_locale"]),
            (&json!("mention"), &json!("en"))
        );
        assert_eq!(read["title"], "bob mentioned you");
        assert_eq!(read["icon"], told[0]["account"]["avatar_static"]);
        let body = read["body"].as_str().unwrap();
        assert!(body.starts_with("@alice hello & xxx") && body.ends_with('\u{2026}'), "{body}");
        assert_eq!(body.chars().count(), 140);

        assert_eq!(message.header("ttl"), Some("172800"));
        assert_eq!(message.header("urgency"), Some("normal"));
        assert_eq!(message.header("topic"), Some(format!("n{id}").as_str()));
        let proof = message.header("authorization").unwrap().strip_prefix("vapid t=").unwrap();
        let (token, key) = proof.split_once(", k=").unwrap();
        assert_eq!(made["server_key"], key);
        let claims = claims(token, key);
        assert_eq!(claims["aud"], world.service.origin.as_str());
        assert_eq!(claims["sub"], "mailto:admin@phiomia.test");
        assert_eq!(claims["exp"], world.app.ctx.now().plus(12 * Millis::HOUR).0 / 1000);
    }
}

#[tokio::test]
async fn a_mention_reaches_a_device_that_knows_only_the_draft() {
    let world = World::start().await;
    let made = world.subscribes(false, mentions()).await;
    world.mentioned("hello").await;
    let message = &world.service.messages()[0];
    assert_eq!(world.device.read_draft(message)["body"], "@alice hello");
    let token = message.header("authorization").unwrap().strip_prefix("WebPush ").unwrap();
    let key = message.header("crypto-key").unwrap().split_once(";p256ecdsa=").unwrap().1;
    assert_eq!(made["server_key"], key);
    assert_eq!(claims(token, key)["aud"], world.service.origin.as_str());
}

#[tokio::test]
async fn what_is_hidden_behind_a_warning_is_not_pushed() {
    let world = World::start().await;
    world.subscribes(true, mentions()).await;
    let draft = json!({ "status": "@alice the end of the book", "spoiler_text": "Book" });
    world.app.post_as(&world.bob.token, "/api/v1/statuses", draft).await.ok();
    world.app.drain().await;
    assert_eq!(world.device.read(&world.service.messages()[0])["body"], "Book");
}

#[tokio::test]
async fn only_what_is_wanted_is_pushed() {
    let world = World::start().await;
    let pushed = async |data: Value| {
        let before = world.service.messages().len();
        world.asks(Method::PUT, json!({ "data": data })).await.ok();
        world.mentioned("hello").await;
        world.service.messages().len() - before
    };
    world.subscribes(true, mentions()).await;
    let with = |policy: &str| json!({ "alerts": { "mention": true }, "policy": policy });
    assert_eq!(pushed(with("all")).await, 1);
    assert_eq!(pushed(json!({ "alerts": { "favourite": true } })).await, 0);
    assert_eq!(pushed(with("none")).await, 0);
    assert_eq!(pushed(with("followed")).await, 0);
    assert_eq!(pushed(with("follower")).await, 0);
    let follow = async |who: &TestUser, whom: &TestUser| {
        world
            .app
            .post_as(&who.token, &format!("/api/v1/accounts/{}/follow", whom.account), json!({}))
            .await
            .ok();
    };
    follow(&world.bob, &world.alice).await;
    assert_eq!(pushed(with("followed")).await, 0);
    assert_eq!(pushed(with("follower")).await, 1);
    follow(&world.alice, &world.bob).await;
    assert_eq!(pushed(with("followed")).await, 1);
}

#[tokio::test]
async fn what_was_filtered_or_is_gone_is_not_pushed() {
    let world = World::start().await;
    world.subscribes(true, mentions()).await;
    let direct = json!({ "status": "@alice psst", "visibility": "direct" });
    world.app.post_as(&world.bob.token, "/api/v1/statuses", direct).await.ok();
    world.app.drain().await;
    let draft = json!({ "status": "@alice never mind" });
    let status = world.app.post_as(&world.bob.token, "/api/v1/statuses", draft).await.ok();
    let path = format!("/api/v1/statuses/{}", status["id"].as_str().unwrap());
    world.app.request(Method::DELETE, &path, Some(&world.bob.token), None).await.ok();
    world.app.drain().await;
    assert_eq!(world.service.messages().len(), 0);
    assert!(world.pushes().await.is_empty());
}

#[tokio::test]
async fn reports_are_pushed_to_the_staff_while_it_is_that() {
    let world = World::start().await;
    let app = &world.app;
    let carol = app.user("carol").await;
    let pushed = async |role: kinds::RoleId, alerts: Value| {
        let before = world.service.messages().len();
        manage::change(&app.ctx, world.alice.user, Change::Role(role)).await.unwrap();
        world.subscribes(true, json!({ "alerts": alerts })).await;
        let body = json!({ "account_id": carol.account.to_string() });
        app.post_as(&world.bob.token, "/api/v1/reports", body).await.ok();
        app.drain().await;
        world.service.messages().len() - before
    };
    let wanted = json!({ "admin.report": true });
    assert_eq!(pushed(role::EVERYONE, wanted.clone()).await, 0);
    assert_eq!(pushed(role::MODERATOR, json!({ "mention": true })).await, 0);
    assert_eq!(pushed(role::MODERATOR, wanted).await, 1);
    let message = world.device.read(&world.service.messages()[0]);
    assert_eq!(message["notification_type"], "admin.report");
    assert_eq!(message["title"], "bob has reported somebody");
}

#[tokio::test]
async fn a_device_that_is_gone_is_forgotten() {
    for head in ["404 Not Found", "410 Gone"] {
        let world = World::start().await;
        world.subscribes(true, mentions()).await;
        world.service.answers(head);
        world.mentioned("hello").await;
        world.asks(Method::GET, json!({})).await.is_error(404, "Record not found");
        world.mentioned("hello again").await;
        assert_eq!(world.service.messages().len(), 1, "{head}");
        assert!(world.pushes().await.is_empty(), "{head}");
    }
}

#[tokio::test]
async fn a_push_service_that_is_busy_is_asked_again_for_two_days() {
    let world = World::start().await;
    world.subscribes(true, mentions()).await;
    world.service.answers("429 Too Many Requests\r\nretry-after: 600");
    world.mentioned("hello").await;
    let waiting = world.pushes().await;
    assert_eq!(waiting[0].run_at, world.app.ctx.now().plus(600 * Millis::SECOND));
    world.service.answers("201 Created");
    world.app.ctx.clock.advance(600 * Millis::SECOND);
    world.app.drain().await;
    assert_eq!(world.service.messages().len(), 2);
    assert!(world.pushes().await.is_empty());

    world.service.answers("503 Service Unavailable");
    world.mentioned("too late").await;
    world.app.ctx.clock.advance(2 * Millis::DAY + Millis::HOUR);
    world.app.drain().await;
    assert_eq!(world.service.messages().len(), 3);
    assert!(world.pushes().await.is_empty());
}

#[tokio::test]
async fn failures_tell_nothing_secret_and_private_addresses_are_not_asked() {
    let world = World::start().await;
    world.subscribes(true, mentions()).await;
    world.service.answers("403 Forbidden");
    world.mentioned("hello").await;
    let mut wish = world.wish(true, mentions());
    wish["subscription"]["endpoint"] = json!("https://127.0.0.2/secret-address");
    world.app.post_as(&world.alice.token, PATH, wish).await.ok();
    world.mentioned("hello").await;
    assert_eq!(world.service.messages().len(), 1);
    let failed = world.pushes().await;
    assert_eq!(failed.len(), 2);
    for job in failed {
        let told = format!("{} {}", job.payload, job.last_error.unwrap());
        assert!(!told.contains("secret-address") && !told.contains(&world.alice.token), "{told}");
    }
    let row = push_subscription::Entity::find().one(world.app.ctx.db.read()).await.unwrap().unwrap();
    assert!(!format!("{row:?}").contains("secret-address"));
}
