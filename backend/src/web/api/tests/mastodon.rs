//! The table of Mastodon's methods against what is here.

use std::{collections::HashSet, fs, path::Path};

use super::{Operation, operation::pages, operations};
use crate::testing::TestApp;

/// Verb, path, scopes, who calls.
const TABLE: &str = include_str!("mastodon.tsv");

/// What is not there yet. Whoever builds it takes it off: what is here and on this list fails, too.
const NOT_YET: [&str; 0] = [];

/// A method of Mastodon.
struct Method {
    verb: &'static str,
    path: &'static str,
    /// One of these allows it.
    scopes: Vec<&'static str>,
}

fn table() -> impl Iterator<Item = Method> {
    TABLE.lines().filter(|line| !line.starts_with('#')).map(|line| {
        let mut fields = line.split('\t');
        let (verb, path) = (fields.next().unwrap(), fields.next().unwrap());
        let scopes = fields.next().unwrap().split('|').map(str::trim).filter(|scope| !scope.is_empty());
        Method { verb, path, scopes: scopes.collect() }
    })
}

/// A path in which every parameter is a star.
fn with_stars(path: &str) -> String {
    let star = |part: &str| part.starts_with(':') || part.contains('{');
    let parts = path.split('/').map(|part| if star(part) { "*" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

fn find<'a>(all: &'a [Operation], method: &Method) -> Option<&'a Operation> {
    let path = with_stars(method.path);
    all.iter().find(|one| one.method.as_str() == method.verb && with_stars(&one.path) == path)
}

#[tokio::test]
async fn every_method_of_mastodon_is_there_with_its_scope() {
    let app = TestApp::start().await;
    let mut all = operations(&app.ctx);
    all.extend(pages(&app.ctx));
    let mut wrong = Vec::new();
    for method in table() {
        let name = format!("{} {}", method.verb, method.path);
        let found = find(&all, &method);
        if found.is_none() != NOT_YET.contains(&name.as_str()) {
            wrong.push(format!("{name} is here: {}", found.is_some()));
        }
        let Some(operation) = found else { continue };
        let scope = operation.scope().filter(|scope| !scope.is_empty());
        if !method.scopes.is_empty() && scope.is_none_or(|scope| !method.scopes.contains(&scope)) {
            wrong.push(format!("{operation} asks for {scope:?}, not for {:?}", method.scopes));
        }
    }
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test]
async fn every_operation_is_asked_for_in_some_test() {
    let app = TestApp::start().await;
    let mut tests = Vec::new();
    visit(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut tests);
    let untested: Vec<_> = operations(&app.ctx)
        .iter()
        .filter(|operation| !tests.iter().any(|words| names(words, &operation.path)))
        .map(ToString::to_string)
        .collect();
    assert!(untested.is_empty(), "{} without a test:\n{}", untested.len(), untested.join("\n"));
}

/// Whether the words of a file of tests hold every part of an address but its parameters.
fn names(words: &HashSet<String>, path: &str) -> bool {
    path.split('/').filter(|part| !part.is_empty() && !part.contains('{')).all(|part| words.contains(part))
}

/// Collects the words of each file of tests that stand as parts of an address do. Addresses are often put
/// together from several strings.
fn visit(folder: &Path, tests: &mut Vec<HashSet<String>>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            visit(&path, tests);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let is_test = path.to_string_lossy().contains("test");
            let code = if is_test { Some(&*text) } else { text.split_once("#[cfg(test)]").map(|two| two.1) };
            let words = code.into_iter().flat_map(|code| code.split(['"', '/', '?', '{', '}']));
            let words = words.map(str::to_owned);
            tests.push(words.collect());
        }
    }
}
