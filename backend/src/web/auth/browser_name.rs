//! What to call a browser in a list of sessions: `Firefox on Windows`.

use crate::locale::Locale;

/// In this order: many browsers name others too.
const BROWSERS: [(&str, &str); 9] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Vivaldi/", "Vivaldi"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("HeadlessChrome/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

const SYSTEMS: [(&str, &str); 8] = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("FreeBSD", "FreeBSD"),
    ("Linux", "Linux"),
];

/// Most characters of a `User-Agent` that says nothing familiar.
const LENGTH: usize = 60;

/// The name of what sent this `User-Agent`.
pub(super) fn browser_name(locale: Locale, user_agent: &str) -> String {
    let find = |names: &[(&str, &'static str)]| {
        names.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name)
    };
    match (find(&BROWSERS), find(&SYSTEMS)) {
        (Some(browser), Some(system)) => {
            locale.fill("page.security.browser", &[("browser", browser), ("system", system)])
        }
        (Some(browser), None) => browser.to_owned(),
        _ if user_agent.trim().is_empty() => locale.text("page.security.unknown_browser"),
        _ => user_agent.chars().take(LENGTH).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn familiar_browsers_are_called_by_their_names() {
        let name = |user_agent: &str| browser_name(Locale::from_tag("en").unwrap(), user_agent);
        let firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";
        assert_eq!(name(firefox), "Firefox on Windows");
        let safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like \
                      Gecko) Version/18.5 Mobile/15E148 Safari/604.1";
        assert_eq!(name(safari), "Safari on iPhone");
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
                    Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0";
        assert_eq!(name(edge), "Edge on Windows");
        assert_eq!(name("curl/8.0"), "curl/8.0");
        assert_eq!(name(" "), "An unknown program");
    }
}
