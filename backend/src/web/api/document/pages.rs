//! The pages of OAuth in the API document: applications send people's browsers there. They are made in
//! `web::auth`, as HTML, so the generator does not see them.

use serde_json::{Map, Value, json};

/// What an application asks for (RFC 6749 section 4.1.1, RFC 7636 section 4.3): name, whether it has to
/// be there, meaning.
const REQUEST: [(&str, bool, &str); 7] = [
    ("response_type", true, "`code`"),
    ("client_id", true, "The application"),
    ("redirect_uri", true, "Exactly one of those the application was registered with"),
    ("scope", false, "Scopes, with spaces between them; `read` when there are none"),
    ("state", false, "Comes back with the code"),
    ("code_challenge", false, "The challenge of PKCE"),
    ("code_challenge_method", false, "`S256`"),
];

/// What only the address may hold.
const OF_ADDRESS: [(&str, bool, &str); 2] = [
    ("force_login", false, "Ask although the person has agreed before; this server always asks"),
    ("lang", false, "The language of the page"),
];

/// The paths of the pages with their operations.
pub(super) fn paths() -> Map<String, Value> {
    let paths = [
        ("/oauth/authorize", json!({ "get": ask(), "post": allow() })),
        ("/oauth/authorize/native", json!({ "get": native() })),
        ("/oauth/authorized_applications", json!({ "get": granted() })),
    ];
    paths.into_iter().map(|(path, operations)| (path.to_owned(), operations)).collect()
}

fn ask() -> Value {
    let parameters: Vec<Value> = REQUEST.iter().chain(&OF_ADDRESS).map(parameter).collect();
    json!({
        "summary": "Ask a person to let an application in",
        "description": "A page for a browser. Who is not signed in does that first and comes back.",
        "parameters": parameters,
        "responses": {
            "200": page("The question"),
            "303": redirect("To the page for signing in, or to the application with an error"),
            "400": page("The application or its redirect is not known"),
        },
    })
}

fn allow() -> Value {
    let schema = |(name, _, meaning): &(&str, bool, &str)| {
        ((*name).to_owned(), json!({ "type": "string", "description": meaning }))
    };
    let mut properties: Map<String, Value> = REQUEST.iter().map(schema).collect();
    let proof = json!({ "type": "string", "description": "From the form, against forged requests" });
    properties.insert("csrf".to_owned(), proof);
    let mut required: Vec<&str> = REQUEST.iter().filter(|field| field.1).map(|field| field.0).collect();
    required.push("csrf");
    let schema = json!({ "type": "object", "properties": properties, "required": required });
    json!({
        "summary": "Let an application in",
        "description": "What the page's form sends, with the person's session.",
        "requestBody": {
            "required": true,
            "content": { "application/x-www-form-urlencoded": { "schema": schema } },
        },
        "responses": {
            "303": redirect("To the application with a code, or to the page that shows it"),
            "400": page("The application or its redirect is not known"),
            "403": page("The form is not one of this server's"),
            "429": page("Too many requests"),
        },
    })
}

fn native() -> Value {
    json!({
        "summary": "Show a code",
        "description": "A page for applications that cannot be redirected to (`urn:ietf:wg:oauth:2.0:oob`).",
        "parameters": [parameter(&("code", false, "The code"))],
        "responses": { "200": page("The code") },
    })
}

fn granted() -> Value {
    json!({
        "summary": "The applications that a person has let in",
        "description": "A page for a browser, where access can be taken back.",
        "responses": {
            "200": page("The applications"),
            "303": redirect("To the page for signing in"),
        },
    })
}

fn parameter((name, required, meaning): &(&str, bool, &str)) -> Value {
    let schema = json!({ "type": if *name == "force_login" { "boolean" } else { "string" } });
    json!({ "name": name, "in": "query", "required": required, "description": meaning, "schema": schema })
}

fn page(description: &str) -> Value {
    let content = json!({ "text/html; charset=utf-8": { "schema": { "type": "string" } } });
    json!({ "description": description, "content": content })
}

fn redirect(description: &str) -> Value {
    let location = json!({ "description": "Where to", "schema": { "type": "string" } });
    json!({ "description": description, "headers": { "Location": location } })
}
