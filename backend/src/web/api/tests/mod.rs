//! What holds for every operation of the API document, tested on each of them.

mod bad_input;
mod cost;
mod documented;
mod mastodon;
mod objects;
mod operation;
mod paging;
mod private_objects;
mod rate_limits;
mod sizes;
mod tokens;

use objects::Objects;
use operation::{Operation, operations};

use crate::testing::Answer;

/// Asserts an error with one of these statuses in the shape of the API.
#[track_caller]
fn assert_refused(operation: &Operation, answer: &Answer, statuses: &[u16]) {
    assert!(statuses.contains(&answer.status), "{operation}: {} {}", answer.status, answer.body);
    assert!(answer.body["error"].is_string(), "{operation}: {}", answer.body);
}
