//! Searches of many statuses, which PostgreSQL looks through in parts: a few thousand of the last days, and some
//! of the years before.

use kinds::{AccountId, Millis, StatusId, Visibility};
use sea_orm::{ActiveValue::Set, ConnectionTrait, DatabaseBackend, EntityTrait};
use store::{
    Db, Sql,
    entity::{favourite, status},
    id,
    query::status_search::{self, Document, Scope, StatusSearch, Term},
};
use testkit::TestDatabase;

use crate::testing::{NOW, TestApp};

const MANY: usize = 4_500;
/// So many of them are of the last day.
const LATE: i64 = 3_500;
/// Rows of one statement.
const CHUNK: usize = 500;

/// The status that is the `number`th, the newest first: the last ones are from over a year.
fn id_of(number: usize) -> StatusId {
    let number = number as i64;
    let age = number.min(LATE) * 17 * Millis::SECOND + (number - LATE).max(0) * 9 * Millis::HOUR;
    StatusId(id::first_at(NOW.plus(-age)) + number % 7)
}

/// What the `number`th says: some words are in many, some in few, and each in old ones too.
fn words_of(number: usize) -> Vec<String> {
    let mut words = vec!["figs"];
    let mut add = |every: usize, text: &'static str| {
        if number % every == every / 2 {
            words.extend(text.split(' '));
        }
    };
    add(2, "wild plums");
    add(5, "plums wild");
    add(41, "sweet kiwis");
    add(707, "dates");
    add(91, "kiwis sweet");
    words.into_iter().map(str::to_owned).collect()
}

fn is_private(number: usize) -> bool {
    number.is_multiple_of(10)
}

fn is_favourite(number: usize) -> bool {
    number.is_multiple_of(3)
}

/// A server with these statuses of Alice, some of which only her followers see, and Bob, who follows nobody and
/// has favourited some.
async fn filled(database: TestDatabase, numbers: &[usize]) -> (TestApp, AccountId) {
    let app = TestApp::on(database, |_| {}).await;
    let (alice, bob) = (app.user("alice").await.account, app.user("bob").await.account);
    let db = app.ctx.db.write();
    let indexable = format!("UPDATE accounts SET indexable = TRUE WHERE id = {alice}");
    db.execute_unprepared(&indexable).await.unwrap();
    for numbers in numbers.chunks(CHUNK) {
        let rows = numbers.iter().map(|&number| post(alice, number));
        status::Entity::insert_many(rows).exec_without_returning(db).await.unwrap();
        let kept = numbers.iter().filter(|&&number| is_favourite(number)).map(|&number| kept(bob, number));
        favourite::Entity::insert_many(kept).exec_without_returning(db).await.unwrap();
        let documents: Vec<_> = numbers.iter().map(|&number| document(alice, number)).collect();
        let tx = app.ctx.db.begin().await.unwrap();
        status_search::index(&tx, &documents).await.unwrap();
        tx.commit().await.unwrap();
    }
    (app, bob)
}

fn kept(account: AccountId, number: usize) -> favourite::ActiveModel {
    favourite::ActiveModel {
        id: Set(id_of(number).0),
        account_id: Set(account),
        status_id: Set(id_of(number)),
        uri: Set(None),
        created_at: Set(NOW),
    }
}

fn post(author: AccountId, number: usize) -> status::ActiveModel {
    status::ActiveModel {
        id: Set(id_of(number)),
        uri: Set(format!("https://phiomia.test/{number}")),
        account_id: Set(author),
        local: Set(true),
        visibility: Set(if is_private(number) { Visibility::Private } else { Visibility::Public }),
        listed: Set(!is_private(number)),
        created_at: Set(id::time_of(id_of(number).0)),
        ..Default::default()
    }
}

fn document(author: AccountId, number: usize) -> Document {
    Document { id: id_of(number), author, public: !is_private(number), words: words_of(number) }
}

fn term(text: &str) -> Term {
    let words = text.trim_start_matches('-').split(' ').map(str::to_owned).collect();
    Term { words, prefix: false, negated: text.starts_with('-') }
}

/// Whether these terms are in the `number`th, read from its words.
fn matches(number: usize, terms: &[Term]) -> bool {
    let text = format!(" {} ", words_of(number).join(" "));
    terms.iter().all(|term| text.contains(&format!(" {} ", term.words.join(" "))) != term.negated)
}

fn search(viewer: AccountId, terms: &[Term]) -> StatusSearch<'_> {
    StatusSearch {
        viewer,
        terms,
        scope: Scope::All,
        above: None,
        below: None,
        now: NOW,
        offset: 0,
        limit: 20,
    }
}

/// Asserts that a search finds what it must: all of it, in order.
async fn check(db: &Db, search: &StatusSearch<'_>) {
    let found = status_search::statuses(db.read(), search).await.unwrap();
    let is_wanted = |number: &usize| {
        let id = id_of(*number).0;
        matches(*number, search.terms)
            && !is_private(*number)
            && (search.scope == Scope::All || is_favourite(*number))
            && search.below.is_none_or(|below| id < below)
            && search.above.is_none_or(|above| id > above)
    };
    let wanted = (0..MANY).filter(is_wanted).map(id_of);
    let wanted: Vec<_> = wanted.skip(search.offset as usize).take(search.limit as usize).collect();
    assert_eq!(found.len(), wanted.len(), "{search:?}");
    assert_eq!(found, wanted, "{search:?}");
}

/// From what all have to what none has; phrases whose words are more common than they are.
const TEXTS: [&[&str]; 9] = [
    &["figs"],
    &["plums"],
    &["kiwis"],
    &["dates"],
    &["pears"],
    &["wild plums"],
    &["kiwis sweet"],
    &["kiwis", "-wild plums", "figs"],
    &["-figs"],
];

#[tokio::test]
async fn pages_of_many_have_all_that_matches_in_order() {
    for database in TestDatabase::all().await {
        let (app, bob) = filled(database, &(0..MANY).collect::<Vec<_>>()).await;
        for text in TEXTS {
            let terms: Vec<_> = text.iter().map(|text| term(text)).collect();
            for (offset, limit) in [(0, 20), (50, 20), (1_000, 40), (0, 8_000)] {
                for scope in [Scope::All, Scope::Library] {
                    check(&app.ctx.db, &StatusSearch { offset, limit, scope, ..search(bob, &terms) }).await;
                }
            }
        }
    }
}

#[tokio::test]
async fn a_search_of_many_keeps_within_its_bounds() {
    for database in TestDatabase::all().await {
        let (app, bob) = filled(database, &(0..MANY).collect::<Vec<_>>()).await;
        for text in TEXTS {
            let terms: Vec<_> = text.iter().map(|text| term(text)).collect();
            for (newest, oldest) in [(10, 3_400), (2_000, 4_400), (3_600, 3_700), (4_490, MANY + 10)] {
                let (below, above) = (Some(id_of(newest).0), Some(id_of(oldest).0));
                for (below, above) in [(below, above), (below, None), (None, above)] {
                    check(&app.ctx.db, &StatusSearch { below, above, ..search(bob, &terms) }).await;
                }
            }
        }
    }
}

#[tokio::test]
async fn answers_with_many_choices_hide_no_older_ones() {
    for database in TestDatabase::all().await {
        // As many rows as a shelf of the library is first asked for, and one poll that is older.
        let old = 353 + 5 * 707;
        let numbers: Vec<_> = (1..=50).map(|number| number * 20 + 1).chain([old]).collect();
        let (app, _) = filled(database, &numbers).await;
        let carol = app.user("carol").await.account;
        for number in numbers {
            app.ctx.db.write().execute_unprepared(&poll(number)).await.unwrap();
            app.ctx.db.write().execute_unprepared(&answer(number, carol)).await.unwrap();
        }
        let terms = [term("dates")];
        let search = StatusSearch { scope: Scope::Library, ..search(carol, &terms) };
        assert_eq!(status_search::statuses(app.ctx.db.read(), &search).await.unwrap(), [id_of(old)]);
    }
}

#[tokio::test]
async fn postgresql_does_not_compile_a_search() {
    for database in TestDatabase::all().await {
        let app = TestApp::on(database, |_| {}).await;
        if app.ctx.db.backend() == DatabaseBackend::Postgres {
            let sql = Sql::new("SELECT CURRENT_SETTING('jit') AS id");
            assert_eq!(sql.ids::<String>(app.ctx.db.read()).await.unwrap(), ["off"]);
        }
    }
}

fn poll(number: usize) -> String {
    let status = id_of(number);
    format!(
        "INSERT INTO polls (id, status_id, multiple, created_at, updated_at) VALUES ({number}, {status}, TRUE, 0, 0)"
    )
}

/// Twenty choices at once.
fn answer(poll: usize, account: AccountId) -> String {
    let rows: Vec<_> = (0..20).map(|choice| format!("({poll}, {account}, {choice}, 0)")).collect();
    format!("INSERT INTO poll_votes (poll_id, account_id, position, created_at) VALUES {}", rows.join(", "))
}
