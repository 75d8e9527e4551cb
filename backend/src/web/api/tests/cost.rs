//! Every list costs the same number of SQL statements for a short page and for a long one.

use poem::http::Method;
use serde_json::Value;
use store::Db;
use testkit::TestDatabase;

use super::{Operation, operations};
use crate::testing_busy::Busy;

/// No page costs more, however cold; cards of its posts are one statement beside.
const MOST: u64 = 8;

impl Busy {
    /// The address of a list; `None` for what is none.
    pub(super) fn list(&self, operation: &Operation) -> Option<String> {
        let path = operation.path.as_str();
        let counts = path.ends_with("/unread_count");
        let has_limit = operation.json["parameters"]
            .as_array()
            .is_some_and(|parameters| parameters.iter().any(|parameter| parameter["name"] == "limit"));
        if operation.method != Method::GET || !has_limit || counts {
            return None;
        }
        let object = if path.starts_with("/api/v1/accounts/") {
            self.alice.account.to_string()
        } else if path.starts_with("/api/v1/timelines/tag/") {
            "rust".to_owned()
        } else if path.starts_with("/api/v1/lists/") || path.starts_with("/api/v1/timelines/list/") {
            self.list.to_string()
        } else if path.contains("{group_key}") {
            let span = self.app.ctx.now().0 / (12 * 3_600_000);
            format!("favourite-{}-{span}", self.post)
        } else {
            self.post.to_string()
        };
        let address = super::objects::with_parameter(path, &object);
        if path == "/api/v1/timelines/link" {
            return Some(format!("{path}?url=https://news.example/1&"));
        }
        Some(if path.ends_with("/search") { format!("{address}?q=friend&") } else { format!("{address}?") })
    }
}

/// Entries of a page, whatever its shape.
pub(super) fn length(page: &Value) -> usize {
    let list = |value: &Value| value.as_array().map_or(0, Vec::len);
    let parts = ["accounts", "collections", "notification_groups", "statuses"].map(|part| list(&page[part]));
    list(page).max(parts.into_iter().max().unwrap_or_default())
}

fn shows_a_card(page: &Value) -> bool {
    page.to_string().contains("\"card\":{")
}

#[tokio::test]
async fn a_page_of_every_list_costs_a_few_statements_and_a_long_one_no_more() {
    for database in TestDatabase::all().await {
        let busy = Busy::on(database).await;
        let mut dear = Vec::new();
        for operation in operations(&busy.app.ctx) {
            let Some(address) = busy.list(&operation) else { continue };
            let mut cost = Vec::new();
            for limit in [1, 40] {
                busy.app.ctx.caches.clear();
                // The credential is cached again: it is no part of the page.
                busy.app.get_as(&busy.alice.token, "/api/v1/preferences").await;
                let path = format!("{address}limit={limit}");
                let work = busy.app.get_as(&busy.alice.token, &path);
                let (answer, statements) = Db::count_statements(work).await;
                let page = answer.ok();
                assert!(limit == 1 || length(&page) > 1, "{operation}: a page with {}", length(&page));
                cost.push(statements - u64::from(shows_a_card(&page)));
            }
            // A long page may hold a kind of entry that a single one is not.
            let grown = cost[1].saturating_sub(cost[0]);
            if grown > 1 || cost[1] > MOST {
                dear.push(format!("{operation}: {} statements for one entry, {} for many", cost[0], cost[1]));
            }
        }
        assert!(dear.is_empty(), "{}", dear.join("\n"));
    }
}
