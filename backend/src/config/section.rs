//! The macro that writes a section of the configuration once: field, default and documentation.

/// One key of the reference.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key within its section.
    pub name: &'static str,
    /// Its default, as it would stand in the file.
    pub default: String,
    /// What it does.
    pub doc: String,
}

/// A section: a struct whose fields have defaults and whose doc comments are the reference.
macro_rules! section {
    ($(#[doc = $section_doc:literal])* $name:ident { $($(#[doc = $doc:literal])+ $field:ident : $type:ty = $default:expr),* $(,)? }) => {
        $(#[doc = $section_doc])*
        #[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct $name {
            $($(#[doc = $doc])+ pub $field: $type,)*
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $($field: $default.into(),)* }
            }
        }

        impl $name {
            /// The keys of this section.
            pub fn entries() -> Vec<crate::config::Entry> {
                let default = Self::default();
                vec![$(crate::config::Entry {
                    name: stringify!($field),
                    default: serde_json::to_string(&default.$field).unwrap_or_default(),
                    doc: [$($doc.trim()),+].join(" "),
                }),*]
            }
        }
    };
}

pub(crate) use section;
