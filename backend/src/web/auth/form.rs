//! Forms: labels, hints and errors tied to their fields, the CSRF token always in.

use protocol::html::escape;

use super::visit::{CSRF_FIELD, Visit};

/// One field.
#[derive(Default)]
pub(super) struct Field<'a> {
    /// Its name.
    pub(super) name: &'a str,
    /// What to fill in.
    pub(super) label: &'a str,
    /// `text`, `email`, `password`, `textarea`.
    pub(super) kind: &'a str,
    /// For password managers (HTML standard, "autofill").
    pub(super) autocomplete: &'a str,
    /// What it holds.
    pub(super) value: &'a str,
    /// A sentence below.
    pub(super) hint: Option<&'a str>,
    /// What is wrong with it.
    pub(super) error: Option<&'a str>,
    /// Attributes of our own making.
    pub(super) attributes: &'a str,
    /// May stay empty.
    pub(super) optional: bool,
}

/// A form being put together.
pub(super) struct Form {
    html: String,
}

impl Form {
    /// A form that is sent to `action`.
    pub(super) fn new(visit: &Visit, action: &str) -> Self {
        let html = format!(
            "<form method=\"post\" action=\"{}\">\n<input type=\"hidden\" name=\"{CSRF_FIELD}\" value=\"{}\">\n",
            escape(action),
            visit.csrf()
        );
        Self { html }
    }

    /// Something that comes back with the form.
    pub(super) fn hidden(mut self, name: &str, value: &str) -> Self {
        self.html.push_str(&format!(
            "<input type=\"hidden\" name=\"{}\" value=\"{}\">\n",
            escape(name),
            escape(value)
        ));
        self
    }

    /// A field with its label.
    pub(super) fn field(mut self, field: &Field<'_>) -> Self {
        let Field { name, label, kind, autocomplete, value, attributes, .. } = *field;
        let mut described = Vec::new();
        let mut below = String::new();
        if let Some(error) = field.error {
            described.push(format!("{name}-error"));
            below.push_str(&format!(
                "<p class=\"error\" id=\"{name}-error\" role=\"alert\">{}</p>\n",
                escape(error)
            ));
        }
        if let Some(hint) = field.hint {
            described.push(format!("{name}-hint"));
            below.push_str(&format!("<p class=\"hint\" id=\"{name}-hint\">{}</p>\n", escape(hint)));
        }
        let described = if described.is_empty() {
            String::new()
        } else {
            format!(" aria-describedby=\"{}\"", described.join(" "))
        };
        let invalid = if field.error.is_some() { " aria-invalid=\"true\"" } else { "" };
        let required = if field.optional { "" } else { " required" };
        let common = format!(
            "id=\"{name}\" name=\"{name}\" autocomplete=\"{autocomplete}\"{required}{invalid}{described} {attributes}"
        );
        let value = escape(value);
        let input = match kind {
            "textarea" => format!("<textarea rows=\"4\" {common}>{value}</textarea>"),
            // Never sent back to the browser.
            "password" => format!("<input type=\"password\" {common}>"),
            kind => format!("<input type=\"{kind}\" value=\"{value}\" {common}>"),
        };
        self.html.push_str(&format!(
            "<div class=\"field\">\n<label for=\"{name}\">{}</label>\n{input}\n{below}</div>\n",
            escape(label)
        ));
        self
    }

    /// A checkbox.
    pub(super) fn checkbox(mut self, name: &str, label: &str, checked: bool, error: Option<&str>) -> Self {
        let checked = if checked { " checked" } else { "" };
        let error = error.map_or_else(String::new, |error| {
            format!("<p class=\"error\" role=\"alert\">{}</p>\n", escape(error))
        });
        self.html.push_str(&format!(
            "<div class=\"field check\"><input type=\"checkbox\" id=\"{name}\" name=\"{name}\" value=\"1\" required{checked}>\
             <label for=\"{name}\">{}</label></div>\n{error}",
            escape(label)
        ));
        self
    }

    /// Markup made by us.
    pub(super) fn html(mut self, html: &str) -> Self {
        self.html.push_str(html);
        self
    }

    /// The button, and the end. `class` is empty, `quiet` or `danger`.
    pub(super) fn submit(mut self, label: &str, class: &str) -> String {
        self.html.push_str(&format!("<button class=\"{class}\">{}</button>\n</form>\n", escape(label)));
        self.html
    }
}
