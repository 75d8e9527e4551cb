//! What goes in and what comes out, and that nothing dangerous ever does.

use proptest::prelude::*;

use super::*;

#[test]
fn known_elements_and_classes_stay() {
    let html = "<p lang=\"de\">a <strong>b</strong> <span class=\"h-card evil\" translate=\"no\">c</span>\
                <br><del>d</del> <ruby>e<rt>f</rt></ruby></p><ol start=\"3\" reversed><li value=\"4\">x</li></ol>\
                <blockquote cite=\"https://a.example/\"><pre><code>y</code></pre></blockquote>";
    let clean = sanitize(html);
    for part in [
        "<p lang=\"de\">",
        "<strong>b</strong>",
        "<span class=\"h-card\" translate=\"no\">c</span>",
        "<br>",
        "<del>d</del>",
        "<rt>f</rt>",
        "start=\"3\"",
        "reversed",
        "<li value=\"4\">",
        "cite=",
        "<pre><code>y</code></pre>",
    ] {
        assert!(clean.contains(part), "{part} is missing in {clean}");
    }
    assert!(!clean.contains("evil"));
}

#[test]
fn links_are_marked_and_keep_their_role() {
    assert_eq!(
        sanitize(
            "<a href=\"https://x.example/a?b&amp;c\" class=\"mention hashtag x\" rel=\"tag opener\" style=\"a\">t</a>"
        ),
        "<a href=\"https://x.example/a?b&amp;c\" rel=\"nofollow noopener tag\" class=\"mention hashtag\" \
         target=\"_blank\">t</a>"
    );
    assert!(sanitize("<a href='gemini://x.example/'>g</a>").contains("gemini://x.example/"));
}

#[test]
fn other_schemes_and_relative_links_become_text() {
    for href in [
        "javascript:alert(1)",
        " jav&#x09;ascript:alert(4)",
        "data:text/html,x",
        "/x",
        "vbscript:1",
        "mailto:a@b.c",
    ] {
        assert_eq!(sanitize(&format!("<a href=\"{href}\">k</a>")), "k", "{href}");
    }
}

#[test]
fn headings_pictures_and_formulas_stay_readable() {
    assert_eq!(sanitize("<h2>One</h2><p>two</p>"), "<p><strong>One</strong></p><p>two</p>");
    assert_eq!(
        sanitize("<img src=\"https://x.example/a.png\" alt=\"a cat\" onerror=\"x()\">"),
        "<a href=\"https://x.example/a.png\" rel=\"nofollow noopener\" target=\"_blank\">a cat</a>"
    );
    assert_eq!(sanitize("<img src=x alt=':duck:'><img src=x onerror=alert(1)>"), ":duck:");
    assert_eq!(
        sanitize(
            "<math><semantics><mi>x</mi><annotation encoding=\"application/x-tex\">x^2</annotation></semantics></math>!"
        ),
        "$x^2$!"
    );
    assert_eq!(sanitize("<div>a</div><div>b</div>"), "\na\n\nb\n");
}

#[test]
fn scripts_and_their_kin_vanish() {
    let html = "<p onclick=\"x()\">hi<script>alert(1)</script><svg><a xlink:href=\"javascript:alert(2)\">\
        <text>v</text></a></svg><iframe srcdoc=\"<script>1</script>\"></iframe><style>*{display:none}</style><math>\
        <mtext></p><style><img src=x onerror=alert(5)></style></math><noscript><p title=\"</noscript>\
        <img src=x onerror=alert(6)>\"></noscript><form action=x><input></form>ok</p>";
    let clean = sanitize(html);
    assert!(clean.contains("hi") && clean.contains("ok"), "{clean}");
    assert_harmless(&clean);
}

#[test]
fn text_of_html_reads_like_the_page() {
    assert_eq!(
        to_plain("<p>a<br>b</p>\n<p>c &amp; <b>d</b></p><ul><li>e</li><li>f</li></ul>"),
        "a\nb\n\nc & d\n\ne\nf"
    );
    assert_eq!(to_plain("<script>alert(7)</script>cw"), "cw");
    assert_eq!(to_plain("a  b\n c"), "a b c");
    assert_eq!(unescape("https://a.example/?a=1&#038;b=2&amp;c"), "https://a.example/?a=1&b=2&c");
}

#[test]
fn names_cannot_break_the_layout() {
    assert_eq!(clean_line(" a\u{0}\u{202e}b\n\n c\u{2066}\u{ffff} ", 40), "ab c");
    assert_eq!(clean_line("abcdef", 3), "abc");
    assert!(clean_line(&format!("a{}", "\u{301}".repeat(500)), 600).chars().count() <= 9);
    assert_eq!(clean_warning("\u{200b}", 100), "");
    assert_eq!(clean_warning("<b>cw</b> &lt;3", 100), "cw <3");
}

#[test]
fn deep_nesting_and_long_input_stay_cheap() {
    let deep = format!("{}x{}", "<b><i><blockquote>".repeat(5_000), "</blockquote></i></b>".repeat(5_000));
    assert!(sanitize(&deep).contains('x'));
    assert!(sanitize(&"<a href=https://a.example>".repeat(5_000)).len() < MAX_HTML_BYTES * 4);
    assert!(sanitize(&"\u{e9}".repeat(MAX_HTML_BYTES)).len() <= MAX_HTML_BYTES);
}

/// No script, no handler, no odd scheme, as far as a browser is concerned.
fn assert_harmless(clean: &str) {
    for tag in clean.split('<').skip(1) {
        let tag = tag.split('>').next().unwrap_or_default().to_lowercase();
        let name: String =
            tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        assert!(allow::ALLOWED_TAGS.contains(&name.as_str()), "element {name} in {clean}");
        let outside_values: String = tag.split('"').step_by(2).collect();
        assert!(!outside_values.contains(" on"), "handler in {clean}");
        assert!(!tag.contains("=\"javascript:") && !tag.contains("=\"data:"), "scheme in {clean}");
    }
}

fn html_soup() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        proptest::sample::select(vec![
            "<script>",
            "</script>",
            "<style>",
            "<svg>",
            "</svg>",
            "<math>",
            "<mtext>",
            "</math>",
            "<noscript>",
            "<p title=\"",
            "<a href=\"javascript:alert(1)\">",
            "<a href='jAvaScript&colon;alert(1)'>",
            "<a href=data:x>",
            "</a>",
            "<img src=x onerror=alert(1)>",
            "<img src=\"https://a.example/\" alt='\"><script>'>",
            "<template>",
            "<select>",
            "<iframe srcdoc=\"",
            "<h1>",
            "</h6>",
            "<table><tr><td>",
            "<!--",
            "-->",
            "<![CDATA[",
            "]]>",
            "&lt;script&gt;",
            "<p onclick=x>",
            "<span class=\"mention\" onmouseover=x>",
            "\u{0}",
            "<annotation encoding=\"application/x-tex\">",
            "<textarea>",
            "<title>",
            "\"",
            "'",
            ">",
            "<",
            "/",
            "&#x6a;avascript:",
            "<plaintext>",
            "<annotation-xml>",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,8}".prop_map(|text: String| text),
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn output_is_harmless_and_stable(html in html_soup()) {
        let clean = sanitize(&html);
        assert_harmless(&clean);
        assert_harmless(&sanitize(&clean));
    }

    #[test]
    fn plain_text_never_fails(html in html_soup()) {
        let plain = to_plain(&html);
        prop_assert!(!plain.contains(char::from(0)));
        let _ = (unescape(&html), clean_line(&html, 20), clean_text(&html));
    }
}
