//! Lists are as long as the document says.

use testkit::TestDatabase;

use super::{Operation, cost::length, operations};
use crate::testing_busy::Busy;

/// What the document says of `limit`.
fn documented(operation: &Operation) -> Option<(usize, usize)> {
    let parameters = operation.json["parameters"].as_array()?;
    let schema = &parameters.iter().find(|parameter| parameter["name"] == "limit")?["schema"];
    let number = |name: &str| usize::try_from(schema[name].as_u64()?).ok();
    Some((number("default")?, number("maximum")?))
}

#[tokio::test]
async fn pages_are_as_long_as_the_document_says() {
    let busy = Busy::on(TestDatabase::sqlite().await).await;
    for operation in operations(&busy.app.ctx) {
        let Some(address) = busy.list(&operation) else { continue };
        let (default, most) = documented(&operation).expect("the document test asks for both");
        let page = async |query: &str| {
            length(&busy.app.get_as(&busy.alice.token, &format!("{address}{query}")).await.ok())
        };
        let all = page(&format!("limit={most}")).await;
        assert_eq!(page("").await, default.min(all), "{operation}: unless told otherwise");
        assert_eq!(page("limit=100000").await, all, "{operation}: at most");
        assert!(all <= most, "{operation}: {all}");
    }
}
