//! The queue's promises: nothing is lost, nothing is done twice by two workers, what fails can be found.

use std::sync::Arc;

use kinds::Millis;
use store::{
    Job, NewJob, Queue,
    job_queue::{self, Listed, Lost},
};
use testkit::{TestDatabase, eventually};
use tokio_util::sync::CancellationToken;

use super::Runner;
use crate::{
    job::{CleanUp, JobKind},
    testing::TestApp,
};

fn job(kind: &'static str, lane: Option<&str>) -> NewJob {
    NewJob {
        queue: Queue::Local,
        kind,
        payload: "{}".to_owned(),
        lane: lane.map(str::to_owned),
        unique_key: None,
        run_at: None,
    }
}

async fn add(app: &TestApp, jobs: impl IntoIterator<Item = NewJob>) {
    let tx = app.ctx.begin().await.unwrap();
    tx.enqueue(jobs);
    app.ctx.commit(tx).await.unwrap();
}

/// What a worker gets when it asks now, for a minute.
async fn lease(app: &TestApp, worker: &str) -> Vec<Job> {
    let now = app.ctx.now();
    job_queue::lease(app.ctx.db.write(), Queue::Local, worker, now, now.plus(Millis::MINUTE), 10)
        .await
        .unwrap()
}

async fn all(app: &TestApp, which: Listed) -> Vec<Job> {
    job_queue::list(app.ctx.db.read(), which, i64::MIN, 100).await.unwrap()
}

async fn apps() -> Vec<TestApp> {
    let mut apps = Vec::new();
    for database in TestDatabase::all().await {
        apps.push(TestApp::on(database, |_| {}).await);
    }
    apps
}

#[tokio::test]
async fn a_job_whose_worker_died_goes_to_another_and_the_first_has_no_say_any_more() {
    for app in apps().await {
        add(&app, [job("one", None)]).await;
        let held = lease(&app, "first").await;
        assert!(lease(&app, "second").await.is_empty(), "it is taken");
        let db = app.ctx.db.write();
        let later = app.ctx.now().plus(Millis::MINUTE + 1);
        assert_eq!(job_queue::reclaim(db, Lost::Before(later)).await.unwrap(), 1);
        assert_eq!(lease(&app, "second").await.len(), 1);

        job_queue::finish(db, "first", &[held[0].id]).await.unwrap();
        job_queue::bury(db, &held[0], "late").await.unwrap();
        job_queue::retry(db, &held[0], later, "late").await.unwrap();
        job_queue::postpone(db, &held[0], later, "late").await.unwrap();
        let left = all(&app, Listed::All).await;
        assert_eq!((left[0].state, left[0].leased_by.as_deref(), left[0].attempts), (1, Some("second"), 2));
        job_queue::finish(db, "second", &[held[0].id]).await.unwrap();
        assert!(all(&app, Listed::All).await.is_empty());
    }
}

#[tokio::test]
async fn a_lease_that_is_renewed_is_kept() {
    for app in apps().await {
        add(&app, [job("one", None)]).await;
        let held = lease(&app, "first").await;
        let db = app.ctx.db.write();
        let later = app.ctx.now().plus(Millis::MINUTE + 1);
        job_queue::renew(db, "first", &[held[0].id], later.plus(Millis::MINUTE)).await.unwrap();
        job_queue::renew(db, "second", &[held[0].id], Millis(0)).await.unwrap();
        assert_eq!(job_queue::reclaim(db, Lost::Before(later)).await.unwrap(), 0);
    }
}

#[tokio::test]
async fn a_stopping_worker_hands_back_its_own_jobs_and_the_only_one_takes_all() {
    for app in apps().await {
        add(&app, [job("one", None)]).await;
        lease(&app, "first").await;
        add(&app, [job("two", None)]).await;
        lease(&app, "second").await;
        let db = app.ctx.db.write();
        assert_eq!(job_queue::reclaim(db, Lost::Of("first")).await.unwrap(), 1);
        assert_eq!(lease(&app, "third").await[0].kind, "one");
        Runner::new(app.ctx.clone()).take_over().await.unwrap();
        assert_eq!(lease(&app, "fourth").await.len(), 2);
    }
}

#[tokio::test]
async fn jobs_of_a_lane_keep_their_order_also_after_a_death() {
    for app in apps().await {
        add(&app, [job("one", Some("lane")), job("two", Some("lane")), job("other", None)]).await;
        let kinds = |jobs: &[Job]| jobs.iter().map(|job| job.kind.clone()).collect::<Vec<_>>();
        assert_eq!(kinds(&lease(&app, "first").await), ["one", "other"]);
        job_queue::reclaim(app.ctx.db.write(), Lost::All).await.unwrap();
        assert_eq!(kinds(&lease(&app, "second").await), ["one", "other"]);
    }
}

#[tokio::test]
async fn what_is_given_up_can_be_listed_tried_again_and_forgotten() {
    for app in apps().await {
        add(&app, [job("unheard of", None), job("unknown", None)]).await;
        app.drain().await;
        let dead = all(&app, Listed::Dead).await;
        assert_eq!(dead.len(), 2);
        assert_eq!(dead[0].last_error.as_deref(), Some("unknown kind of job: unheard of"));

        let db = app.ctx.db.write();
        assert_eq!(job_queue::revive(db, Some(dead[0].id), app.ctx.now()).await.unwrap(), 1);
        assert_eq!(
            job_queue::revive(db, Some(dead[0].id), app.ctx.now()).await.unwrap(),
            0,
            "it is not dead"
        );
        assert_eq!(job_queue::discard(db, Some(dead[0].id)).await.unwrap(), 0, "it is not dead");
        assert_eq!(lease(&app, "first").await[0].attempts, 1, "it begins anew");
        assert_eq!(job_queue::revive(db, None, app.ctx.now()).await.unwrap(), 1);
        app.drain().await;
        assert_eq!(job_queue::discard(db, None).await.unwrap(), 1);
        assert!(all(&app, Listed::Dead).await.is_empty());
    }
}

#[tokio::test]
async fn a_job_that_takes_its_process_down_each_time_is_given_up() {
    for app in apps().await {
        add(&app, [CleanUp {}.to_job().unwrap()]).await;
        for _ in 0..app.ctx.config.jobs.attempts {
            assert_eq!(lease(&app, "first").await.len(), 1);
            job_queue::reclaim(app.ctx.db.write(), Lost::All).await.unwrap();
        }
        app.drain().await;
        let dead = all(&app, Listed::Dead).await;
        assert_eq!(dead[0].last_error.as_deref(), Some("the process ended each time this job ran"));
    }
}

#[tokio::test]
async fn a_queue_tells_how_many_wait_and_for_how_long() {
    for app in apps().await {
        let due = app.ctx.now().plus(-5 * Millis::SECOND);
        add(&app, [NewJob { run_at: Some(due), ..job("unknown", None) }, job("unknown", None)]).await;
        let states = job_queue::states(app.ctx.db.read()).await.unwrap();
        assert_eq!((states[0].unfinished, states[0].dead, states[0].oldest_due), (2, 0, Some(due)));
        app.drain().await;
        let states = job_queue::states(app.ctx.db.read()).await.unwrap();
        assert_eq!((states[0].unfinished, states[0].dead, states[0].oldest_due), (0, 2, None));
    }
}

#[tokio::test]
async fn a_runner_works_until_it_is_told_to_stop_and_leaves_the_rest() {
    for app in apps().await {
        add(&app, [CleanUp {}.to_job().unwrap()]).await;
        let stop = CancellationToken::new();
        let runner = tokio::spawn(Arc::new(Runner::new(app.ctx.clone())).run(stop.clone()));
        // The next list of trends is ordered, too, and waits for its time.
        let is_done = |jobs: Vec<Job>| jobs.iter().all(|job| job.kind != CleanUp::KIND);
        eventually("the job is done", async || is_done(all(&app, Listed::All).await)).await;
        stop.cancel();
        runner.await.unwrap();
        add(&app, [job("later", None)]).await;
        // The runner's own hourly clean-up may be waiting beside it.
        let left = all(&app, Listed::All).await;
        let left: Vec<_> = left.iter().filter(|job| job.kind == "later").collect();
        assert_eq!((left.len(), left[0].state, left[0].attempts), (1, 0, 0));
    }
}
