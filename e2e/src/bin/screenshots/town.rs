//! Who lives on the server, and what they talk about.

use anyhow::{Context, Result};
use e2e::{Client, Server};
use reqwest::{Method, multipart};
use serde_json::{Value, json};

use crate::art;

/// Whose home is shown.
pub(crate) const ME: &str = "ada";

/// The server's name and purpose.
pub(crate) const CONFIG: &str = "[instance]\ntitle = \"Elmwood\"\n\
    description = \"A small town on the open social web, for people who make things.\"\n";

const PEOPLE: &[(&str, &str, &str)] = &[
    ("ada", "Ada Lindqvist", "Letterpress, bread, long walks."),
    ("bea", "Bea Okafor", "Field recordings and birds."),
    ("chen", "陳明 Chen Ming", "東京で写真を撮っています。"),
    ("emil", "Emil Österreicher", "Fährmann im Ruhestand."),
    ("hana", "Hana 🌸", "ねこ"),
];

/// Fills the server; returns the path of the post that is talked about.
pub(crate) async fn settle(server: &Server) -> Result<String> {
    let mut clients = Vec::new();
    for (seed, (name, display_name, note)) in (100..).step_by(37).zip(PEOPLE) {
        let client = server.user(name)?;
        introduce(server, &client, seed, display_name, note).await?;
        clients.push(client);
    }
    for client in &clients {
        for (name, ..) in PEOPLE {
            // Following oneself is refused, and that is all right.
            let _ = client.follow(&format!("@{name}")).await;
        }
    }
    let [ada, bea, chen, emil, hana] = clients.as_slice() else { anyhow::bail!("somebody is missing") };

    say(
        emil,
        "Der letzte Dampfer legt um sieben ab. Wer noch mitwill: Windjacke nicht vergessen. #Fähre",
        "de",
    )
    .await?;
    say(chen, "朝の散歩。川沿いの桜はもう散ってしまったけれど、新緑がとてもきれいです。 #写真", "ja").await?;
    let print =
        picture(server, ada, "print", 19, 320, "A landscape print with hills in warm colours").await?;
    let print = json!({
        "status": "New print is drying on the line: “Every harbour is a promise”. Two colours, forty copies, \
                   smells of linseed. #letterpress",
        "media_ids": [print], "language": "en",
    });
    let print = post(ada, print).await?;
    let question = answer(bea, &print, "@ada That blue! What is it mixed with?").await?;
    answer(ada, &question, "@bea A little black, and patience.").await?;
    let swallow =
        picture(server, bea, "swallow", 7, 10, "Layered hills under an evening sky, with a low sun").await?;
    let swallow = json!({
        "status": "First swallow of the year over the mill pond. She sounded surprised to find us still here. #birds",
        "media_ids": [swallow], "language": "en",
    });
    let swallow = post(bea, swallow).await?;
    for client in [bea, chen, emil, hana] {
        act(client, &print, "favourite").await?;
        act(client, &swallow, "favourite").await?;
    }
    act(chen, &print, "reblog").await?;
    act(ada, &swallow, "favourite").await?;
    let tale = json!({
        "status": "The lighthouse keeper did it, and the lamp was never lit.", "language": "en",
        "spoiler_text": "Spoilers: “The Lamp Room”, last chapter",
    });
    post(hana, tale).await?;
    let secret = "@ada Shall we bake for Emil's birthday? He must not know.";
    post(bea, json!({ "status": secret, "visibility": "direct", "language": "en" })).await?;
    // Nobody here follows him: what he writes to somebody is filtered.
    let ivo = server.user("ivo")?;
    introduce(server, &ivo, 611, "Ivo", "Passing through.").await?;
    let question = "@ada Good day! Do you sell your prints, and would you send one to Split?";
    post(&ivo, json!({ "status": question, "visibility": "direct", "language": "en" })).await?;
    Ok(format!("/@ada/{print}"))
}

/// Sets the name, the words and the face of an account.
async fn introduce(server: &Server, client: &Client, seed: u32, name: &str, note: &str) -> Result<()> {
    let face = art::draw(&art::face(seed), (400, 400), &server.folder().join("face.png")).await?;
    let avatar = multipart::Part::bytes(face).file_name("face.png").mime_str("image/png")?;
    let form = multipart::Form::new()
        .text("display_name", name.to_owned())
        .text("note", note.to_owned())
        .part("avatar", avatar);
    let request = client.request(Method::PATCH, "/api/v1/accounts/update_credentials").multipart(form);
    request.send().await?.error_for_status()?;
    Ok(())
}

async fn picture(
    server: &Server,
    client: &Client,
    name: &str,
    seed: u32,
    hue: u32,
    alt: &str,
) -> Result<Value> {
    let size = (1600, 1000);
    let file = server.folder().join(format!("{name}.png"));
    let bytes = art::draw(&art::hills(size.0, size.1, seed, hue), size, &file).await?;
    let media = client.upload("picture.png", bytes, alt).await?;
    media.get("id").cloned().context("an attachment without id")
}

async fn post(client: &Client, draft: Value) -> Result<String> {
    let status = client.post("/api/v1/statuses", draft).await?;
    Ok(status.get("id").and_then(Value::as_str).context("a post without id")?.to_owned())
}

async fn say(client: &Client, text: &str, language: &str) -> Result<String> {
    post(client, json!({ "status": text, "language": language })).await
}

async fn answer(client: &Client, to: &str, text: &str) -> Result<String> {
    post(client, json!({ "status": text, "in_reply_to_id": to, "language": "en" })).await
}

async fn act(client: &Client, status: &str, verb: &str) -> Result<Value> {
    client.post(&format!("/api/v1/statuses/{status}/{verb}"), json!({})).await
}
