//! Every list can be read to its end and up again by the links of its pages, as clients do.

use std::collections::HashSet;

use serde_json::Value;
use testkit::TestDatabase;

use super::{Operation, operations};
use crate::{testing::Answer, testing_busy::Busy};

/// Entries of a page.
const PAGE: usize = 15;

/// Whether the document promises links to the pages beside one.
fn has_links(operation: &Operation) -> bool {
    operation.json["responses"]["200"]["headers"]["Link"].is_object()
}

/// What tells the entries of a page apart.
fn entries(page: &Value) -> Vec<String> {
    let parts = ["notification_groups", "collections"].map(|part| &page[part]);
    let list = parts.into_iter().find(|part| part.is_array()).unwrap_or(page).as_array().unwrap();
    let name = |entry: &Value| {
        let names = ["id", "group_key", "url"].map(|name| &entry[name]);
        names.into_iter().find(|name| name.is_string()).unwrap_or(entry).to_string()
    };
    list.iter().map(name).collect()
}

/// Where the link of a page leads.
fn linked(page: &Answer, rel: &str) -> Option<String> {
    let links = page.headers.get("link")?.to_str().unwrap();
    let link = links.split(", ").find(|link| link.ends_with(&format!("rel=\"{rel}\"")))?;
    Some(link.trim_start_matches("<https://phiomia.test").split('>').next().unwrap().to_owned())
}

/// The pages with entries, from this address on as far as the links lead; and the address of the last.
async fn walk(busy: &Busy, from: String, rel: &str) -> (Vec<Vec<String>>, String) {
    let (mut pages, mut last) = (Vec::new(), from.clone());
    let mut next = Some(from);
    while let Some(address) = next {
        let page = busy.app.get_as(&busy.alice.token, &address).await;
        next = linked(&page, rel);
        let found = entries(&page.ok());
        if found.is_empty() {
            break;
        }
        pages.push(found);
        last = address;
    }
    (pages, last)
}

#[tokio::test]
async fn every_list_is_read_to_its_end_and_up_again() {
    for database in TestDatabase::all().await {
        let busy = Busy::on(database).await;
        let lists = operations(&busy.app.ctx).into_iter().filter(has_links);
        for operation in lists {
            let address = busy.list(&operation).unwrap();
            let (down, last) = walk(&busy, format!("{address}limit={PAGE}"), "next").await;
            let (up, _) = walk(&busy, last, "prev").await;
            // A group that goes on beyond a page is on the next one, too.
            let grouped = operation.path.ends_with("/notifications") && !operation.path.contains("v1/");
            let mut seen = HashSet::new();
            let mut once = |pages: Vec<String>| -> Vec<String> {
                seen.clear();
                pages.into_iter().filter(|name| !grouped || seen.insert(name.clone())).collect()
            };
            let (down, up) = (once(down.concat()), once(up.into_iter().rev().flatten().collect()));
            assert!(down.len() > 2 * PAGE, "{operation}: {} entries", down.len());
            assert_eq!(down.iter().collect::<HashSet<_>>().len(), down.len(), "{operation}: none twice");
            assert_eq!(up, down, "{operation}: up again");
        }
    }
}
