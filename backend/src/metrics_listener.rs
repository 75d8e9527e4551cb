//! Prometheus metrics on a listener of their own, away from the public one.

use anyhow::Context;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use poem::{
    EndpointExt, Route, Server, get, handler,
    listener::{Listener, TcpListener},
    web::Data,
};
use store::{
    Queue,
    job_queue::{self, QueueState},
};

use crate::{ctx::Ctx, service};

/// Request durations in seconds that are told apart.
const SECONDS: &[f64] = &[0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0];

/// Serves metrics for as long as the process runs, when an address is configured.
///
/// # Errors
/// When the address cannot be listened on, or the recorder not be installed.
pub async fn start(ctx: &Ctx) -> anyhow::Result<()> {
    let listen = ctx.config.telemetry.metrics_listen.clone();
    if listen.is_empty() {
        return Ok(());
    }
    let recorder = PrometheusBuilder::new().set_buckets(SECONDS)?.install_recorder().context("metrics")?;
    describe();
    let app = Route::new().at("/metrics", get(render)).data(recorder).data(ctx.clone());
    let acceptor = TcpListener::bind(&listen)
        .into_acceptor()
        .await
        .with_context(|| format!("cannot serve metrics on {listen} (telemetry.metrics_listen)"))?;
    tokio::spawn(async move {
        if let Err(error) = Server::new_with_acceptor(acceptor).run(app).await {
            tracing::error!(%error, listen, "metrics cannot be served");
        }
    });
    Ok(())
}

/// Says what is measured. The requests and jobs are counted where they happen.
fn describe() {
    metrics::describe_counter!("phiomia_http_requests_total", "Requests by kind of address and status");
    metrics::describe_histogram!("phiomia_http_seconds", "Seconds until a request was answered");
    metrics::describe_counter!("phiomia_jobs_total", "Attempts at jobs by kind and outcome");
    metrics::describe_histogram!("phiomia_job_seconds", "Seconds that an attempt at a job took");
    metrics::describe_gauge!("phiomia_jobs_unfinished", "Jobs that wait or run, by queue");
    metrics::describe_gauge!("phiomia_jobs_dead", "Dead letters, by queue");
    metrics::describe_gauge!("phiomia_jobs_late_seconds", "For how long the oldest waiting job has been due");
    metrics::describe_gauge!("phiomia_cache_bytes", "Bytes held by each cache");
    metrics::describe_gauge!("phiomia_streams_open", "Open WebSockets and event streams of this process");
    metrics::describe_gauge!("phiomia_bus_live", "1 while changes of other processes are heard of");
    metrics::describe_counter!(
        "phiomia_remote_media_total",
        "Files of other servers by whether they were kept"
    );
    metrics::describe_gauge!("phiomia_remote_media_files", "Files of other servers that are kept");
    metrics::describe_gauge!("phiomia_remote_media_bytes", "Bytes of the files of other servers");
    metrics::describe_counter!("phiomia_sql_statements_total", "SQL statements of this process");
}

#[handler]
async fn render(recorder: Data<&PrometheusHandle>, ctx: Data<&Ctx>) -> String {
    metrics::counter!("phiomia_sql_statements_total").absolute(ctx.db.statements());
    metrics::gauge!("phiomia_streams_open").set(ctx.streams.len() as f64);
    metrics::gauge!("phiomia_bus_live").set(f64::from(u8::from(ctx.bus.live().is())));
    for (cache, bytes) in ctx.caches.bytes() {
        metrics::gauge!("phiomia_cache_bytes", "cache" => cache).set(bytes as f64);
    }
    queues(&ctx).await;
    let kept = service::remote_media::total(&ctx).await.unwrap_or_default();
    metrics::gauge!("phiomia_remote_media_files").set(kept.files as f64);
    metrics::gauge!("phiomia_remote_media_bytes").set(kept.bytes as f64);
    recorder.run_upkeep();
    recorder.render()
}

/// The state of every queue; one without jobs has a row too, so that its values fall to zero.
async fn queues(ctx: &Ctx) {
    let states = job_queue::states(ctx.db.read()).await.unwrap_or_default();
    for queue in Queue::ALL {
        let state = states.iter().find(|state| state.queue == queue.number());
        let late = state.and_then(|state| state.oldest_due).map_or(0, |due| ctx.now().since(due).max(0));
        let count = |of: fn(&QueueState) -> i64| state.map_or(0, of) as f64;
        let name = queue.name();
        metrics::gauge!("phiomia_jobs_unfinished", "queue" => name).set(count(|state| state.unfinished));
        metrics::gauge!("phiomia_jobs_dead", "queue" => name).set(count(|state| state.dead));
        metrics::gauge!("phiomia_jobs_late_seconds", "queue" => name).set(late as f64 / 1000.0);
    }
}
