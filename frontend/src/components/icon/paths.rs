//! The drawings. Parts that fill when "on" carry the class `fillable`.

/// One icon of the set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Glyph {
    At,
    Back,
    Bell,
    Block,
    Bookmark,
    Boost,
    Check,
    Clock,
    Close,
    Compass,
    Down,
    External,
    Eye,
    EyeOff,
    Feather,
    Flag,
    Globe,
    Hash,
    Heart,
    Home,
    Image,
    Info,
    Keyboard,
    Letter,
    Link,
    Lock,
    Logout,
    Menu,
    More,
    Mute,
    Next,
    Offline,
    Palette,
    Pen,
    Pin,
    Play,
    Plus,
    Poll,
    Previous,
    Quiet,
    Refresh,
    Reply,
    Robot,
    Search,
    Server,
    Settings,
    Smile,
    Thread,
    Trash,
    Up,
    User,
    UserCheck,
    UserPlus,
    Users,
    Warning,
}

impl Glyph {
    /// The inside of its `<svg>`.
    pub(crate) fn drawing(self) -> &'static str {
        match self {
            Self::At => {
                r#"<circle cx="12" cy="12" r="3.7"/><path d="M15.7 8.5V13a2.4 2.4 0 0 0 4.8 0v-1a8.5 8.5 0 1 0-3.3 6.7"/>"#
            }
            Self::Back => r#"<path d="M19.5 12h-15M10.5 6l-6 6 6 6"/>"#,
            Self::Bell => {
                r#"<path class="fillable" d="M6 10a6 6 0 1 1 12 0c0 5 1.5 6.5 2 7H4c.5-.5 2-2 2-7z"/><path d="M10 20.2a2.2 2.2 0 0 0 4 0"/>"#
            }
            Self::Block => r#"<circle cx="12" cy="12" r="8.5"/><path d="m6 6 12 12"/>"#,
            Self::Bookmark => {
                r#"<path class="fillable" d="M6.5 5A1.5 1.5 0 0 1 8 3.5h8A1.5 1.5 0 0 1 17.5 5v15.5L12 16.5l-5.5 4z"/>"#
            }
            Self::Boost => {
                r#"<path d="M4 13V9.5A2.5 2.5 0 0 1 6.5 7H19"/><path d="m16 4 3 3-3 3"/><path d="M20 11v3.5a2.5 2.5 0 0 1-2.5 2.5H5"/><path d="m8 20-3-3 3-3"/>"#
            }
            Self::Check => r#"<path d="m5 12.5 4.5 4.5L19 7.5"/>"#,
            Self::Clock => r#"<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.3l3.5 2"/>"#,
            Self::Close => r#"<path d="m6 6 12 12M18 6 6 18"/>"#,
            Self::Compass => {
                r#"<circle class="fillable" cx="12" cy="12" r="8.5"/><path d="m15.5 8.5-2 5-5 2 2-5z"/>"#
            }
            Self::Down => r#"<path d="m6 9.5 6 6 6-6"/>"#,
            Self::External => {
                r#"<path d="M13.5 4.5h6v6M19.5 4.5 11 13M17.5 14v4a1.5 1.5 0 0 1-1.5 1.5H6A1.5 1.5 0 0 1 4.5 18V8A1.5 1.5 0 0 1 6 6.5h4"/>"#
            }
            Self::Eye => {
                r#"<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z"/><circle cx="12" cy="12" r="3"/>"#
            }
            Self::EyeOff => {
                r#"<path d="M9.8 5.8c.7-.2 1.4-.3 2.2-.3 6 0 9.5 6.5 9.5 6.5s-.9 1.7-2.6 3.3M15 17.8c-.9.4-1.9.7-3 .7-6 0-9.5-6.5-9.5-6.5S4 9 6.8 7.2M4 4l16 16"/>"#
            }
            Self::Feather => {
                r#"<path d="M19.5 4.5c-7-.5-12 3-12 9.5v2.5H10c6.5 0 10-5 9.5-12zM4.5 19.5 14 10"/>"#
            }
            Self::Flag => r#"<path d="M5.5 20.5v-16M5.5 5c4-2.5 8 2.5 13 0v9c-5 2.5-9-2.5-13 0"/>"#,
            Self::Globe => {
                r#"<circle class="fillable" cx="12" cy="12" r="8.5"/><path d="M3.5 12h17M12 3.5c2.3 2.4 3.5 5.3 3.5 8.5s-1.2 6.1-3.5 8.5c-2.3-2.4-3.5-5.3-3.5-8.5s1.2-6.1 3.5-8.5z"/>"#
            }
            Self::Hash => r#"<path d="M5 9h15M4 15h15M10 4 8 20M16 4l-2 16"/>"#,
            Self::Heart => {
                r#"<path class="fillable" d="M12 20s-8-4.7-8-10.4A4.4 4.4 0 0 1 8.4 5C10 5 11.3 5.9 12 7.2 12.7 5.9 14 5 15.6 5A4.4 4.4 0 0 1 20 9.6C20 15.3 12 20 12 20z"/>"#
            }
            Self::Home => {
                r#"<path class="fillable" d="M4 10.6 12 4l8 6.6V19a1 1 0 0 1-1 1h-4.5v-5.5h-5V20H5a1 1 0 0 1-1-1z"/>"#
            }
            Self::Image => {
                r#"<rect x="3.5" y="4.5" width="17" height="15" rx="2"/><circle cx="8.7" cy="9.5" r="1.5"/><path d="m4 17 4.7-4.5 3.3 3 3.5-3.5 5 4.7"/>"#
            }
            Self::Info => r#"<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5M12 8h.01"/>"#,
            Self::Keyboard => {
                r#"<rect x="2.5" y="6" width="19" height="12" rx="2"/><path d="M6.5 10h.01M10 10h.01M14 10h.01M17.5 10h.01M8.5 14h7"/>"#
            }
            Self::Letter => {
                r#"<rect class="fillable" x="3.5" y="5.5" width="17" height="13" rx="1.5"/><path d="m4 7.5 8 6 8-6"/>"#
            }
            Self::Link => {
                r#"<path d="M10 14a4 4 0 0 0 5.7 0l3.1-3.1a4 4 0 0 0-5.7-5.7L12 6.3"/><path d="M14 10a4 4 0 0 0-5.7 0l-3.1 3.1a4 4 0 0 0 5.7 5.7l1.1-1.1"/>"#
            }
            Self::Lock => {
                r#"<rect class="fillable" x="5" y="10.5" width="14" height="9.5" rx="1.5"/><path d="M8 10.5V8a4 4 0 0 1 8 0v2.5"/>"#
            }
            Self::Logout => {
                r#"<path d="M14 4.5H7A1.5 1.5 0 0 0 5.5 6v12A1.5 1.5 0 0 0 7 19.5h7M10.5 12h10M17 8.5l3.5 3.5-3.5 3.5"/>"#
            }
            Self::Menu => r#"<path d="M4 7h16M4 12h16M4 17h16"/>"#,
            Self::More => r#"<path d="M5.5 12h.01M12 12h.01M18.5 12h.01" stroke-width="2.6"/>"#,
            Self::Mute => r#"<path d="M4 9.5h3.5L12 5.5v13l-4.5-4H4zM16 9.5l5 5M21 9.5l-5 5"/>"#,
            Self::Next => r#"<path d="m9.5 6 6 6-6 6"/>"#,
            Self::Offline => {
                r#"<path d="M4 4l16 16M2.5 9.5A14 14 0 0 1 7 6.7M11.5 5.5c3.7-.2 7.3 1.2 10 4M5.7 13a9.5 9.5 0 0 1 4.5-2.4M15 11.2c1.2.4 2.3 1 3.3 1.9M9 16.4a4.7 4.7 0 0 1 6 0M12 19.8h.01"/>"#
            }
            Self::Palette => {
                r#"<path d="M12 20.5a8.5 8.5 0 1 1 8.5-8.5c0 2.5-1.8 3.5-4 3.5h-1.7c-1.5 0-2.2 1.6-1.3 2.7.8 1 .2 2.3-1.5 2.3z"/><path d="M8 11h.01M11 7.5h.01M15.5 8.5h.01"/>"#
            }
            Self::Pen => {
                r#"<path d="M4 20l.8-4L16.6 4.2a1.6 1.6 0 0 1 2.3 0l.9.9a1.6 1.6 0 0 1 0 2.3L8 19.2z"/><path d="m14.5 6.5 3 3"/>"#
            }
            Self::Pin => {
                r#"<path class="fillable" d="M8.5 3.5h7l-.7 6.5 3.2 3.5H6l3.2-3.5z"/><path d="M12 13.5v7"/>"#
            }
            Self::Play => r#"<path class="fillable" d="M7.5 5v14l11-7z"/>"#,
            Self::Plus => r#"<path d="M12 5v14M5 12h14"/>"#,
            Self::Poll => r#"<path d="M5 6h14M5 12h9M5 18h5" stroke-width="2.5"/>"#,
            Self::Previous => r#"<path d="m14.5 6-6 6 6 6"/>"#,
            Self::Quiet => {
                r#"<path class="fillable" d="M20 14.3A8.5 8.5 0 1 1 9.7 4a7 7 0 0 0 10.3 10.3z"/>"#
            }
            Self::Refresh => r#"<path d="M19.5 12a7.5 7.5 0 1 1-2.2-5.3L19.5 9M19.5 4.5V9H15"/>"#,
            Self::Reply => {
                r#"<path class="fillable" d="M20.5 11.5c0 4.1-3.8 7-8.5 7-1.1 0-2.2-.2-3.2-.5L4 19.5l1.4-3.7a6.5 6.5 0 0 1-1.9-4.3c0-4.1 3.8-7 8.5-7s8.5 2.9 8.5 7z"/>"#
            }
            Self::Robot => {
                r#"<rect x="4.5" y="8.5" width="15" height="11" rx="2.5"/><path d="M12 8.5V4.5M9 13v1.5M15 13v1.5M2.5 13v3M21.5 13v3"/>"#
            }
            Self::Search => r#"<circle class="fillable" cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>"#,
            Self::Server => {
                r#"<rect x="3.5" y="4.5" width="17" height="6.5" rx="1.5"/><rect x="3.5" y="13" width="17" height="6.5" rx="1.5"/><path d="M7 7.8h.01M7 16.3h.01"/>"#
            }
            Self::Settings => {
                r#"<path d="M4 7h9M17 7h3M4 17h3M11 17h9"/><circle class="fillable" cx="15" cy="7" r="2"/><circle class="fillable" cx="9" cy="17" r="2"/>"#
            }
            Self::Smile => {
                r#"<circle cx="12" cy="12" r="8.5"/><path d="M8.5 14.2c.8 1.2 2 1.8 3.5 1.8s2.7-.6 3.5-1.8M9 9.5h.01M15 9.5h.01"/>"#
            }
            Self::Thread => {
                r#"<circle cx="7" cy="5.5" r="2"/><circle cx="7" cy="18.5" r="2"/><path d="M7 7.5v9M11.5 5.5h8M11.5 18.5h8M11.5 12h5"/>"#
            }
            Self::Trash => {
                r#"<path d="M4.5 6.5h15M9 6.5V4.5h6v2M6.5 6.5l.8 12a1.5 1.5 0 0 0 1.5 1.5h6.4a1.5 1.5 0 0 0 1.5-1.5l.8-12M10 10.5v5.5M14 10.5v5.5"/>"#
            }
            Self::Up => r#"<path d="M12 19.5v-15M6 10.5l6-6 6 6"/>"#,
            Self::User => {
                r#"<circle class="fillable" cx="12" cy="8" r="4"/><path class="fillable" d="M4.5 20.5c0-4 3.3-6.5 7.5-6.5s7.5 2.5 7.5 6.5"/>"#
            }
            Self::UserCheck => {
                r#"<circle cx="10" cy="8" r="4"/><path d="M3 20c0-3.8 3.1-6 7-6 1.4 0 2.7.3 3.8.8M15 18.5l2 2 4-4"/>"#
            }
            Self::UserPlus => {
                r#"<circle class="fillable" cx="10" cy="8" r="4"/><path d="M3 20c0-3.8 3.1-6 7-6 1.4 0 2.7.3 3.8.8M18 15v6M15 18h6"/>"#
            }
            Self::Users => {
                r#"<circle class="fillable" cx="9" cy="8.5" r="3.5"/><path d="M2.5 19.5c0-3.6 2.9-5.5 6.5-5.5s6.5 1.9 6.5 5.5"/><path d="M15.5 5.3a3.5 3.5 0 0 1 0 6.4M18 14.4c2.2.7 3.5 2.4 3.5 5.1"/>"#
            }
            Self::Warning => {
                r#"<path class="fillable" d="M10.7 4.7 3.4 17.5A1.5 1.5 0 0 0 4.7 19.7h14.6a1.5 1.5 0 0 0 1.3-2.2L13.3 4.7a1.5 1.5 0 0 0-2.6 0z"/><path d="M12 9.5v4M12 16.6h.01"/>"#
            }
        }
    }
}
