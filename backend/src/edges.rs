//! Holds the direction of dependencies between the modules (see `docs/architecture.md`).

use std::{fs, path::Path};

/// Module, and what it must not name.
const FORBIDDEN: &[(&str, &[&str])] = &[
    ("service", &["crate::web", "poem::", "poem_openapi::"]),
    ("effects", &["crate::web", "crate::service::", "crate::federation", "poem::"]),
    ("federation", &["crate::web", "poem::", "poem_openapi::"]),
    ("jobs", &["crate::web", "poem::", "poem_openapi::"]),
    ("media", &["crate::web", "crate::service", "crate::federation", "poem::"]),
    ("mail", &["crate::web", "crate::service", "crate::federation", "poem::"]),
    ("streaming", &["crate::web", "crate::federation"]),
    ("web", &["sea_orm::", "store::query", "store::entity", "store::job_queue"]),
];

#[test]
fn no_module_reaches_upwards() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    for (module, forbidden) in FORBIDDEN {
        visit(&source.join(module), &mut |path, text| {
            // Tests may arrange the database as they need it.
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
                found.extend(
                    forbidden
                        .iter()
                        .filter(|name| line.contains(**name))
                        .map(|name| format!("{}: {name}", path.display())),
                );
            }
        });
    }
    assert!(found.is_empty(), "dependencies in the wrong direction:\n{}", found.join("\n"));
}

fn visit(folder: &Path, check: &mut dyn FnMut(&Path, &str)) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            visit(&path, check);
        } else if path.extension().is_some_and(|extension| extension == "rs") && !is_test(&path) {
            check(&path, &fs::read_to_string(&path).unwrap());
        }
    }
}

/// Tests may arrange the database as they need it.
fn is_test(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().ends_with("tests.rs"))
}
