//! The command line beside a running server.

use std::{
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use anyhow::{Context, Result};
use e2e::{Options, Server, eventually};
use testkit::TestDatabase;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::mpsc,
};

/// A mail server that refuses everybody, or takes what it is given.
struct MailServer {
    port: u16,
    refuses: Arc<AtomicBool>,
    letters: mpsc::UnboundedReceiver<String>,
}

impl MailServer {
    async fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let port = listener.local_addr()?.port();
        let (refuses, (sender, letters)) = (Arc::new(AtomicBool::new(true)), mpsc::unbounded_channel());
        tokio::spawn({
            let refuses = refuses.clone();
            async move {
                while let Ok((stream, _)) = listener.accept().await {
                    tokio::spawn(talk(stream, refuses.clone(), sender.clone()));
                }
            }
        });
        Ok(Self { port, refuses, letters })
    }
}

/// SMTP (RFC 5321), as much of it as one letter takes.
async fn talk(
    stream: TcpStream,
    refuses: Arc<AtomicBool>,
    letters: mpsc::UnboundedSender<String>,
) -> Result<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 mail.test\r\n").await?;
    while let Some(line) = lines.next_line().await? {
        let answer = match line.get(..4).unwrap_or_default() {
            "RCPT" if refuses.load(Ordering::Acquire) => "550 no such user\r\n",
            "DATA" => {
                write.write_all(b"354 go on\r\n").await?;
                let mut letter = String::new();
                while let Some(line) = lines.next_line().await?.filter(|line| line != ".") {
                    letter.push_str(&line);
                    letter.push('\n');
                }
                letters.send(letter)?;
                "250 taken\r\n"
            }
            "QUIT" => "221 bye\r\n",
            _ => "250 ok\r\n",
        };
        write.write_all(answer.as_bytes()).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_letter_that_was_refused_is_a_dead_letter_until_it_is_sent_again() -> Result<()> {
    let mut mail = MailServer::start().await?;
    let config = format!("[mail]\nsmtp_url = \"smtp://127.0.0.1:{}\"\n", mail.port);
    let server = Server::with(Options { config, ..Options::default() }).await?;
    server.user("alice")?;
    server.cli(&["account", "approve", "alice"])?;
    let dead = eventually("the letter is given up", async || {
        let list = server.cli(&["job", "list", "--dead"])?;
        Ok(list.contains("send_mail").then_some(list))
    })
    .await?;
    assert!(dead.contains("no such user"), "{dead}");
    let id = dead.split('\t').next().context("no id")?;

    mail.refuses.store(false, Ordering::Release);
    server.cli(&["job", "retry", id])?;
    let letter = mail.letters.recv().await.context("the mail server ended")?;
    assert!(letter.contains("To: alice@mail.test"), "{letter}");
    assert!(letter.contains("From: "), "{letter}");
    eventually("no job is left", async || {
        // The next list of trends is always ordered.
        let list = server.cli(&["job", "list"])?;
        Ok(list.lines().all(|job| job.contains("refresh_trends")).then_some(()))
    })
    .await?;
    assert!(server.cli(&["job", "retry", id]).is_err(), "it is not there any more");
    assert_eq!(server.cli(&["job", "discard", "--all"])?.trim(), "0 jobs forgotten.");
    Ok(())
}

#[tokio::test]
async fn accounts_are_managed_while_the_server_runs() -> Result<()> {
    let server = Server::start().await?;
    let alice = server.user("alice")?;
    let me = async || alice.get("/api/v1/accounts/verify_credentials").await;
    me().await?;
    server.cli(&["account", "role", "alice", "moderator"])?;
    eventually("the role is known", async || Ok((me().await?["role"]["name"] == "Moderator").then_some(())))
        .await?;
    server.cli(&["account", "disable", "alice"])?;
    assert!(server.cli(&["account", "list"])?.contains("alice\talice@mail.test\tdisabled"));
    eventually("the token is refused", async || Ok(me().await.is_err().then_some(()))).await?;
    server.cli(&["account", "enable", "alice"])?;
    let again = server.cli(&["token", "create", "alice"])?;
    e2e::Client::new(server.base_url(), again.trim()).get("/api/v1/accounts/verify_credentials").await?;

    let made = server.cli(&["account", "create", "bob", "--email", "bob@mail.test"])?;
    assert!(made.contains("Its password is "), "{made}");
    assert!(server.cli(&["account", "list"])?.contains("bob\tbob@mail.test\tunconfirmed"));
    server.cli(&["account", "confirm", "bob"])?;
    server.cli(&["account", "reset-password", "bob", "--password", "another long password"])?;
    server.cli(&["account", "remove-second-factor", "bob"])?;
    assert!(server.cli(&["invite", "create", "bob", "--uses", "1"])?.contains("/auth/sign_up?invite="));
    let unknown = server.cli(&["account", "confirm", "nobody"]).unwrap_err();
    assert!(unknown.to_string().contains("there is no account \"nobody\" here"), "{unknown}");
    server.cli(&["healthcheck"])?;
    server.cli(&["migrate"])?;
    Ok(())
}

#[tokio::test]
async fn texts_and_announcements_are_made_while_the_server_runs() -> Result<()> {
    let server = Server::start().await?;
    let alice = server.user("alice")?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("terms.md");
    std::fs::write(&file, "Be *kind*.")?;
    let file = file.to_str().context("a path")?;
    server.cli(&["instance", "set", "terms-of-service", file, "--effective", "2026-01-01"])?;
    let terms = alice.get("/api/v1/instance/terms_of_service").await?;
    assert_eq!(terms["content"], "<p>Be <em>kind</em>.</p>");
    server.cli(&["instance", "remove", "terms-of-service", "--effective", "2026-01-01"])?;
    assert!(alice.get("/api/v1/instance/terms_of_service").await.is_err());
    assert!(server.cli(&["instance", "set", "privacy-policy", file, "--effective", "2026-01-01"]).is_err());

    let id = server.cli(&["announcement", "create", "Cake for @alice"])?;
    assert!(server.cli(&["announcement", "list"])?.contains("Cake for @alice"));
    let shown = alice.get("/api/v1/announcements").await?;
    assert_eq!((&shown[0]["id"], &shown[0]["mentions"][0]["acct"]), (&id.trim().into(), &"alice".into()));
    server.cli(&["announcement", "delete", id.trim()])?;
    assert_eq!(alice.get("/api/v1/announcements").await?.as_array().map(Vec::len), Some(0));
    assert!(server.cli(&["announcement", "delete", id.trim()]).is_err());
    Ok(())
}

#[tokio::test]
async fn trends_are_reviewed_while_the_server_runs() -> Result<()> {
    let server = Server::start().await?;
    let alice = server.user("alice")?;
    assert_eq!(server.cli(&["trends", "list"])?, "");
    alice.post("/api/v1/statuses", serde_json::json!({ "status": "#heron" })).await?;
    let tag = alice.get("/api/v1/tags/heron").await?;
    let id = tag["id"].as_str().context("an id")?;
    server.cli(&["trends", "deny", "tag", id])?;
    server.cli(&["trends", "allow", "tag", id])?;
    server.cli(&["trends", "list", "tag"])?;
    let unknown = server.cli(&["trends", "allow", "link", "4711"]).unwrap_err();
    assert!(unknown.to_string().contains("there is no link 4711"), "{unknown}");
    assert!(server.cli(&["trends", "deny", "person", "1"]).is_err());
    Ok(())
}

#[tokio::test]
async fn files_of_other_servers_are_counted_and_removed() -> Result<()> {
    let (here, there) = (Server::start().await?, Server::start().await?);
    let (alice, bob) = (here.user("alice")?, there.user("bob")?);
    let avatar = reqwest::multipart::Part::bytes(crate::federation::picture()?).file_name("me.png");
    let form = reqwest::multipart::Form::new().part("avatar", avatar);
    let path = "/api/v1/accounts/update_credentials";
    alice.request(reqwest::Method::PATCH, path).multipart(form).send().await?.error_for_status()?;
    let seen = bob.find(&format!("@alice@{}", here.domain())).await?;
    let address = seen["avatar"].as_str().context("no avatar")?;
    let look = async || {
        let path = address.strip_prefix(&there.base_url()).context(address.to_owned())?;
        bob.request(reqwest::Method::GET, path).send().await?.error_for_status().context("the avatar")
    };
    assert!(there.cli(&["media", "usage"])?.starts_with("0 files, 0 of 5368709120 bytes"));
    look().await?;
    assert!(there.cli(&["media", "usage"])?.starts_with("1 files, "));
    assert!(there.cli(&["media", "trim"])?.starts_with("0 files removed"), "there is room");
    assert!(there.cli(&["media", "trim", "--to", "0"])?.starts_with("1 files removed"));
    assert!(there.cli(&["media", "usage"])?.starts_with("0 files, 0 of"));
    look().await?;
    Ok(())
}

#[tokio::test]
async fn processes_that_find_an_empty_database_together_make_its_schema_once() -> Result<()> {
    let Some(database) = TestDatabase::empty_postgres().await else { return Ok(()) };
    let mut command = Command::new(Server::program());
    command.arg("--data-dir").arg(database.folder()).args(["--database", &database.url(), "migrate"]);
    let processes: Vec<_> = (0..3).map(|_| command.spawn()).collect::<Result<_, _>>()?;
    for mut process in processes {
        assert!(process.wait()?.success());
    }
    Ok(())
}

/// What `config check` says with this file, variable and flags.
fn check(file: &str, variable: Option<(&str, &str)>, flags: &[&str]) -> Result<String, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let path = folder.path().join("phiomia.toml");
    std::fs::write(&path, file).map_err(|error| error.to_string())?;
    let mut command = Command::new(Server::program());
    command.arg("--config").arg(&path).args(["config", "check"]).args(flags).envs(variable);
    let output = command.output().map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() { Ok(said) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}

#[test]
fn variables_win_over_the_file_and_flags_over_both() {
    let file = "[server]\nlisten = \"127.0.0.1:1111\"\n[database]\nurl = \"file:\"\n";
    assert!(check(file, None, &[]).unwrap_err().contains("database.url"));
    let variable = Some(("PHIOMIA_DATABASE__URL", "variable:"));
    assert!(check(file, variable, &[]).unwrap_err().contains("database.url"));
    let good = check(file, variable, &["--database", "sqlite://flag.db"]).unwrap();
    assert!(good.contains("127.0.0.1:1111"), "{good}");
    let listen = Some(("PHIOMIA_SERVER__LISTEN", "127.0.0.1:2222"));
    let good = check(file, listen, &["--database", "sqlite://flag.db"]).unwrap();
    assert!(good.contains("127.0.0.1:2222"), "{good}");
}

#[test]
fn what_is_wrong_in_the_configuration_is_named() {
    for (file, named) in [
        ("[server]\nlistn = 1\n", "listn"),
        ("[servers]\n", "servers"),
        ("[server]\nlisten = \"nowhere\"\n", "server.listen"),
        ("[jobs]\ndeliver = \"many\"\n", "deliver"),
        ("[storage]\nkind = \"tape\"\n", "storage.kind"),
        ("[storage]\nkind = \"s3\"\n", "storage.bucket"),
        ("[telemetry]\nlog_format = \"xml\"\n", "telemetry.log_format"),
        ("[telemetry]\nmetrics_listen = \"9090\"\n", "telemetry.metrics_listen"),
        ("[valkey]\nurl = \"localhost\"\n", "valkey.url"),
        ("[mail]\nfrom = \"nobody\"\n", "mail.from"),
        ("[mail]\nsmtp_url = \"mail.example\"\n", "mail.smtp_url"),
        ("[server]\ntrusted_proxies = [\"here\"]\n", "server.trusted_proxies"),
    ] {
        let error = check(file, None, &[]).unwrap_err();
        assert!(error.contains(named), "{file}: {error}");
    }
    let variable = Some(("PHIOMIA_SERVER__LISTN", "x"));
    assert!(check("", variable, &[]).unwrap_err().contains("listn"));
}
