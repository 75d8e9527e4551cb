//! Two servers, as their users meet them.

use anyhow::{Context, Result};
use e2e::{Client, Server, eventually};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// The first post of a home timeline with this text.
async fn arrives(client: &Client, text: &str) -> Result<Value> {
    eventually(&format!("{text:?} arrives"), async || {
        let home = client.get("/api/v1/timelines/home").await?;
        let found = home
            .as_array()
            .context("no list")?
            .iter()
            .find(|status| status["content"].as_str().is_some_and(|html| html.contains(text)));
        Ok(found.cloned())
    })
    .await
}

fn id(entity: &Value) -> &str {
    entity["id"].as_str().unwrap_or_default()
}

#[tokio::test]
async fn a_post_with_a_picture_reaches_a_follower_elsewhere_and_the_reply_comes_back() -> Result<()> {
    let (here, there) = (Server::start().await?, Server::start().await?);
    let (alice, bob) = (here.user("alice")?, there.user("bob")?);
    bob.follow(&format!("@alice@{}", here.domain())).await?;
    eventually("alice has a follower", async || {
        let account = alice.get("/api/v1/accounts/verify_credentials").await?;
        Ok((account["followers_count"] == 1).then_some(()))
    })
    .await?;

    let media = alice.upload("cat.png", picture()?, "A grey cat").await?;
    alice.post("/api/v1/statuses", json!({ "status": "Hello fediverse", "media_ids": [id(&media)] })).await?;
    let seen = arrives(&bob, "Hello fediverse").await?;
    assert_eq!(seen["account"]["acct"], format!("alice@{}", here.domain()));
    assert_eq!(seen["media_attachments"][0]["description"], "A grey cat");

    let reply =
        json!({ "status": format!("@alice@{} Welcome!", here.domain()), "in_reply_to_id": id(&seen) });
    bob.post("/api/v1/statuses", reply).await?;
    let notification = eventually("the reply arrives", async || {
        let notifications = alice.get("/api/v1/notifications?types[]=mention").await?;
        Ok(notifications.get(0).cloned())
    })
    .await?;
    assert!(notification["status"]["content"].as_str().context("no content")?.contains("Welcome!"));
    assert_eq!(notification["account"]["acct"], format!("bob@{}", there.domain()));
    Ok(())
}

#[tokio::test]
async fn a_picture_from_elsewhere_is_shown_from_here_and_outlives_its_server() -> Result<()> {
    let (mut here, there) = (Server::start().await?, Server::start().await?);
    let (alice, bob) = (here.user("alice")?, there.user("bob")?);
    bob.follow(&format!("@alice@{}", here.domain())).await?;
    eventually("alice has a follower", async || {
        let account = alice.get("/api/v1/accounts/verify_credentials").await?;
        Ok((account["followers_count"] == 1).then_some(()))
    })
    .await?;
    let media = alice.upload("cat.png", picture()?, "A grey cat").await?;
    alice.post("/api/v1/statuses", json!({ "status": "My cat", "media_ids": [id(&media)] })).await?;
    let seen = arrives(&bob, "My cat").await?;
    let shown = &seen["media_attachments"][0];
    assert_eq!(shown["remote_url"], media["url"]);
    for key in ["url", "preview_url"] {
        let address = shown[key].as_str().context("no address")?;
        assert!(address.starts_with(&there.url("/proxy/")), "{key}: {address}");
    }
    let visitor = there.visitor();
    let ask = async |key: &str| {
        let address = shown[key].as_str().unwrap_or_default();
        let path = address.strip_prefix(&there.base_url()).unwrap_or_default();
        Ok::<_, anyhow::Error>(visitor.request(Method::GET, path).send().await?)
    };
    assert_eq!(ask("preview_url").await?.status(), StatusCode::OK);
    here.kill()?;
    let kept = ask("preview_url").await?;
    assert_eq!((kept.status(), &kept.headers()["content-type"]), (StatusCode::OK, &"image/jpeg".parse()?));
    let small = image::load_from_memory(&kept.bytes().await?)?;
    assert!(small.width() * small.height() <= 640 * 360);
    assert_eq!(ask("url").await?.status(), StatusCode::NOT_FOUND, "nobody has looked at it in time");
    Ok(())
}

/// A small picture.
pub(crate) fn picture() -> Result<Vec<u8>> {
    let pixels = image::RgbImage::from_fn(640, 480, |x, y| {
        image::Rgb([u8::try_from(x % 256).unwrap_or(0), u8::try_from(y % 256).unwrap_or(0), 128])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    pixels.write_to(&mut bytes, image::ImageFormat::Png)?;
    Ok(bytes.into_inner())
}
