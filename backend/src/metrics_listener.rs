//! Prometheus metrics on a listener of their own, away from the public one.

use anyhow::Context;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use poem::{EndpointExt, Route, Server, get, handler, listener::TcpListener, web::Data};
use store::{Queue, job_queue};

use crate::ctx::Ctx;

/// Request durations in seconds that are told apart.
const SECONDS: &[f64] = &[0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0];

/// Serves metrics for as long as the process runs, when an address is configured.
///
/// # Errors
/// When the recorder cannot be installed.
pub fn start(ctx: &Ctx) -> anyhow::Result<()> {
    let listen = ctx.config.telemetry.metrics_listen.clone();
    if listen.is_empty() {
        return Ok(());
    }
    let recorder = PrometheusBuilder::new().set_buckets(SECONDS)?.install_recorder().context("metrics")?;
    let app = Route::new().at("/metrics", get(render)).data(recorder).data(ctx.clone());
    tokio::spawn(async move {
        if let Err(error) = Server::new(TcpListener::bind(&listen)).run(app).await {
            tracing::error!(%error, listen, "metrics cannot be served");
        }
    });
    Ok(())
}

#[handler]
async fn render(recorder: Data<&PrometheusHandle>, ctx: Data<&Ctx>) -> String {
    metrics::counter!("phiomia_sql_statements_total").absolute(ctx.db.statements());
    for (queue, waiting, dead) in job_queue::sizes(ctx.db.read()).await.unwrap_or_default() {
        let name =
            Queue::ALL.into_iter().find(|known| known.number() == queue).map_or("unknown", Queue::name);
        metrics::gauge!("phiomia_jobs_waiting", "queue" => name).set(waiting as f64);
        metrics::gauge!("phiomia_jobs_dead", "queue" => name).set(dead as f64);
    }
    recorder.run_upkeep();
    recorder.render()
}
