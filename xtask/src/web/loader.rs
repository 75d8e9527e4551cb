//! Moves inline module scripts of the built page into files.
//!
//! Trunk starts the app with a script inside the page. A policy of `script-src 'self'
//! 'wasm-unsafe-eval'` forbids that, and rightly: it is what stops injected scripts.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::inputs::short_hash;

/// Reloads the page when a new build appears. Only in `dev`.
const RELOAD: &str = include_str!("reload.js");
const START: &str = "<script";
const END: &str = "</script>";

/// Rewrites `dist/index.html`; fails if anything inline is left.
pub(super) fn externalise(dist: &Path, reload: bool) -> Result<()> {
    let page = dist.join("index.html");
    let html = fs::read_to_string(&page).with_context(|| format!("cannot read {}", page.display()))?;
    let (mut html, scripts) = take_out(&html);
    for (name, content) in &scripts {
        fs::write(dist.join(name), content)?;
    }
    if reload {
        fs::write(dist.join("reload.js"), RELOAD)?;
        html = html.replace("</body>", r#"<script type="module" src="/reload.js"></script></body>"#);
    }
    if let Some(left) = inline_code(&html) {
        bail!("index.html has inline code, which the server's policy forbids: {left}");
    }
    fs::write(&page, html)?;
    Ok(())
}

/// The page without inline module scripts, and these as files of their own.
fn take_out(html: &str) -> (String, Vec<(String, String)>) {
    let mut scripts = Vec::new();
    let mut parts = html.split(START);
    let mut page = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match inline_module(part) {
            Some((code, rest)) => {
                let name = format!("loader-{}.js", short_hash(code.as_bytes()));
                page.push_str(&format!(r#"{START} type="module" src="/{name}">{END}{rest}"#));
                scripts.push((name, format!("{}\n", code.trim())));
            }
            None => page.extend([START, part]),
        }
    }
    (page, scripts)
}

/// Code and what follows it, if `part` (a page from after `<script` on) begins with an inline module.
/// Minified pages have no quotes around attributes.
fn inline_module(part: &str) -> Option<(&str, &str)> {
    let (attributes, rest) = part.split_once('>')?;
    let module = attributes.split_whitespace().any(|word| word.replace(['"', '\''], "") == "type=module");
    if !module || attributes.contains("src=") {
        return None;
    }
    rest.split_once(END)
}

/// The first `<script>` without `src` that holds code, or the first `on…=` handler.
fn inline_code(html: &str) -> Option<String> {
    let tags = html.split('<').skip(1).filter_map(|part| part.split_once('>'));
    tags.into_iter().find_map(|(tag, content)| {
        let data = tag.contains("application/ld+json") || tag.contains("application/json");
        let script =
            tag.starts_with("script") && !tag.contains("src=") && !data && !content.trim().is_empty();
        let handler = !tag.starts_with('!')
            && tag.split_whitespace().skip(1).any(|word| {
                word.split_once('=').is_some_and(|(name, _)| name.len() > 3 && name.starts_with("on"))
            });
        (script || handler).then(|| format!("<{tag}>"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<!DOCTYPE html><html><head><title>t</title>
<script type="module">
import init from '/frontend-1.js';
await init({ module_or_path: '/frontend-1_bg.wasm' });
</script></head><body></body></html>"#;

    #[test]
    fn the_loader_becomes_a_file() {
        let (page, scripts) = take_out(PAGE);
        let [(name, code)] = scripts.as_slice() else { panic!("one script, not {}", scripts.len()) };
        assert!(code.starts_with("import init"));
        assert!(page.contains(&format!(r#"<script type="module" src="/{name}"></script></head>"#)), "{page}");
        assert_eq!(inline_code(&page), None);
    }

    #[test]
    fn the_name_follows_the_content() {
        let name = |page: &str| take_out(page).1.into_iter().next().unwrap().0;
        assert_eq!(name(PAGE), name(PAGE));
        assert_ne!(name(PAGE), name(&PAGE.replace("frontend-1", "frontend-2")));
    }

    #[test]
    fn a_minified_page_and_scripts_with_a_source_are_understood() {
        let html =
            r#"<title>t</title><script src=/boot.js></script><script type=module>run()</script><body>"#;
        let (page, scripts) = take_out(html);
        assert_eq!(scripts.len(), 1);
        assert!(
            page.starts_with("<title>t</title><script src=/boot.js></script><script type=\"module\" src=")
        );
        assert!(page.ends_with("</script><body>"), "{page}");
    }

    #[test]
    fn other_inline_code_is_found() {
        assert_eq!(inline_code("<script>run()</script>").as_deref(), Some("<script>"));
        assert!(inline_code(r#"<body onload="run()">x"#).is_some());
        assert_eq!(inline_code(r#"<script src="/a.js"></script><p class="one=1">"#), None);
        assert_eq!(inline_code(r#"<script type="application/json">{}</script>"#), None);
    }

    #[test]
    fn a_page_in_a_folder_is_rewritten() {
        let dist = tempfile::tempdir().unwrap();
        fs::write(dist.path().join("index.html"), PAGE).unwrap();
        externalise(dist.path(), true).unwrap();
        let html = fs::read_to_string(dist.path().join("index.html")).unwrap();
        assert!(html.contains("/reload.js") && !html.contains("import init"));
        assert!(dist.path().join("reload.js").exists());
        assert_eq!(fs::read_dir(dist.path()).unwrap().count(), 3);
    }
}
