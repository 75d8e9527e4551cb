//! The words of a post without its markup.

/// Text for one line: tags taken out, entities resolved, breaks become spaces.
pub(crate) fn plain_text(html: &str) -> String {
    let spaced = html.replace("</p><p>", " ").replace("<br>", " ").replace("<br />", " ");
    let mut words = String::with_capacity(spaced.len());
    let mut within = false;
    for letter in spaced.chars() {
        match letter {
            '<' => within = true,
            '>' => within = false,
            other if !within => words.push(other),
            _ => {}
        }
    }
    let plain = words
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&nbsp;", " ");
    plain.replace("&amp;", "&").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_dropped_from_excerpts() {
        assert_eq!(plain_text("<p>a &amp; b</p><p>c<br>d &lt;3</p>"), "a & b c d <3");
    }
}
