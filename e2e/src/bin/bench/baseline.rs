//! The baseline: a server of the same framework that returns the same bytes from memory.

use std::process::{Child, Command, Stdio};

use anyhow::Result;
use poem::{EndpointExt, Response, Route, Server, get, handler, listener::TcpListener, web::Data};

/// A running baseline.
pub(crate) struct Process {
    pub(crate) url: String,
    child: Child,
    _file: tempfile::NamedTempFile,
}

impl Process {
    /// Starts a process of its own that answers `bytes`, so that its CPU can be told apart.
    pub(crate) fn start(bytes: &[u8]) -> Result<Self> {
        let file = tempfile::NamedTempFile::new()?;
        std::fs::write(file.path(), bytes)?;
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let child = Command::new(std::env::current_exe()?)
            .arg("--baseline")
            .arg(file.path())
            .env("PHIOMIA_BASELINE_PORT", port.to_string())
            .stdin(Stdio::null())
            .spawn()?;
        let address = format!("127.0.0.1:{port}");
        while std::net::TcpStream::connect(&address).is_err() {
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        Ok(Self { url: format!("http://{address}/"), child, _file: file })
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Serves the bytes of a file.
pub(crate) async fn serve(file: &str) -> Result<()> {
    let port = std::env::var("PHIOMIA_BASELINE_PORT")?;
    let bytes: bytes::Bytes = std::fs::read(file)?.into();
    Server::new(TcpListener::bind(format!("127.0.0.1:{port}")))
        .run(Route::new().at("/", get(answer)).data(bytes))
        .await?;
    Ok(())
}

#[handler]
fn answer(bytes: Data<&bytes::Bytes>) -> Response {
    Response::builder().content_type("application/json; charset=utf-8").body(bytes.0.clone())
}
