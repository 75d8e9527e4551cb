//! What is being written: text, audience, pictures, poll; how it is kept, checked and sent.

use super::uploads::Attachment;
use crate::{
    api::statuses::{self, NewPoll, NewStatus},
    i18n::{self, tr},
    logic::composer::counted_length,
    state::{
        App, clock,
        drafts::{Draft, Slot},
        posts::{self, Entry},
        timeline::{self, TimelineKey},
        toasts::error_text,
        ui::Writing,
    },
};
use leptos::{prelude::*, task::spawn_local};
use shared::{
    entities::Status,
    kinds::{ReplyPolicy, Visibility},
};

/// A post in the making.
#[derive(Clone, Copy)]
pub(crate) struct Compose {
    pub(crate) app: App,
    pub(crate) writing: StoredValue<Writing>,
    pub(crate) text: RwSignal<String>,
    /// What a reply begins with: whom it answers. Alone it says nothing.
    greeting: StoredValue<String>,
    greeted: StoredValue<bool>,
    pub(crate) warning: RwSignal<Option<String>>,
    pub(crate) visibility: RwSignal<Visibility>,
    /// Who may reply.
    pub(crate) replies: RwSignal<ReplyPolicy>,
    pub(crate) language: RwSignal<String>,
    pub(crate) media: RwSignal<Vec<Attachment>>,
    pub(crate) poll: RwSignal<Option<NewPoll>>,
    pub(crate) sending: RwSignal<bool>,
    pub(crate) problem: RwSignal<Option<String>>,
    /// Moves the caret after text was put in: UTF-16 position.
    pub(crate) caret: RwSignal<Option<usize>>,
    pub(super) next_key: StoredValue<u64>,
    attempt: StoredValue<String>,
}

impl Compose {
    /// Begins to write, from a kept draft if there is one.
    pub(crate) fn new(app: App, writing: Writing) -> Self {
        let (standard, replies) = usual_audience(app);
        let own_language = app.session.member().map(|member| member.source.language.clone());
        let own_language = own_language.filter(|code| !code.is_empty());
        let compose = Self {
            app,
            writing: StoredValue::new(writing.clone()),
            text: RwSignal::default(),
            greeting: StoredValue::default(),
            greeted: StoredValue::default(),
            warning: RwSignal::default(),
            visibility: RwSignal::new(standard),
            replies: RwSignal::new(replies),
            language: RwSignal::new(own_language.unwrap_or_else(|| i18n::language().to_owned())),
            media: RwSignal::default(),
            poll: RwSignal::default(),
            sending: RwSignal::new(false),
            problem: RwSignal::default(),
            caret: RwSignal::default(),
            next_key: StoredValue::new(0),
            attempt: StoredValue::new(clock::unique()),
        };
        match writing {
            Writing::New => {}
            Writing::With(text) => compose.text.set(text),
            Writing::Reply(post) => post.peek(|status| compose.begin_reply(status, standard)),
            Writing::Edit(post) => compose.begin_edit(post),
        }
        if let Some(draft) = compose.slot().read() {
            compose.restore(draft);
        }
        Effect::new(move |_| compose.slot().keep(&compose.draft()));
        compose
    }

    fn slot(self) -> Slot {
        self.writing.with_value(|writing| match writing {
            Writing::New => Slot::New,
            Writing::Reply(post) => Slot::Reply(post.id),
            Writing::With(_) | Writing::Edit(_) => Slot::Unkept,
        })
    }

    /// A reply greets everyone in the talk, is no more public than what it answers, and keeps its warning.
    fn begin_reply(self, status: &Status, standard: Visibility) {
        let me = self.app.session.me();
        let mine = |acct: &str| me.as_ref().is_some_and(|me| me.acct == acct);
        let mut people = vec![status.account.acct.clone()];
        people.extend(status.mentions.iter().map(|mention| mention.acct.clone()));
        let mut greeted = Vec::new();
        for acct in people {
            if !mine(&acct) && !greeted.contains(&acct) {
                greeted.push(acct);
            }
        }
        self.greeting.set_value(greeted.iter().map(|acct| format!("@{acct} ")).collect());
        self.visibility.set(standard.max(status.visibility));
        if !status.spoiler_text.is_empty() {
            self.warning.set(Some(status.spoiler_text.clone()));
        }
        if let Some(language) = &status.language {
            self.language.set(language.clone());
        }
    }

    /// Puts in whom a reply answers when somebody begins to write; until then the prompt stands there.
    pub(crate) fn greet(self) {
        if self.greeted.get_value() {
            return;
        }
        self.greeted.set_value(true);
        if self.text.with_untracked(String::is_empty) {
            let greeting = self.greeting.get_value();
            self.caret.set(Some(greeting.encode_utf16().count()));
            self.text.set(greeting);
        }
    }

    fn begin_edit(self, post: posts::Post) {
        post.peek(|status| {
            self.visibility.set(status.visibility);
            if let Some(language) = &status.language {
                self.language.set(language.clone());
            }
            self.media
                .set(status.media_attachments.iter().cloned().map(|media| self.attached(media)).collect());
            self.poll.set(status.poll.as_ref().map(|poll| NewPoll {
                options: poll.options.iter().map(|option| option.title.clone()).collect(),
                expires_in: None,
                multiple: poll.multiple,
                hide_totals: poll.options.iter().any(|option| option.votes_count.is_none()),
            }));
        });
        self.sending.set(true);
        spawn_local(async move {
            match statuses::source(post.id).await {
                Ok(source) => {
                    self.text.set(source.text);
                    self.warning.set((!source.spoiler_text.is_empty()).then_some(source.spoiler_text));
                }
                Err(error) => self.problem.set(Some(error_text(&error))),
            }
            self.sending.set(false);
        });
    }

    fn restore(self, draft: Draft) {
        if draft.is_empty() {
            return;
        }
        if !draft.text.is_empty() {
            self.text.set(draft.text);
        }
        self.warning.set(draft.warning);
        if let Some(visibility) = draft.visibility {
            self.visibility.set(visibility);
        }
        if let Some(replies) = draft.replies {
            self.replies.set(replies);
        }
        if let Some(language) = draft.language {
            self.language.set(language);
        }
        self.poll.set(draft.poll);
        self.media.set(draft.media.into_iter().map(|media| self.attached(media)).collect());
    }

    fn draft(self) -> Draft {
        Draft {
            // What nobody has written need not be kept.
            text: if self.wordless() { String::new() } else { self.text.get() },
            warning: self.warning.get(),
            visibility: Some(self.visibility.get()),
            replies: Some(self.replies.get()),
            language: Some(self.language.get()),
            media: self.media.with(|media| media.iter().filter_map(Attachment::ready).collect()),
            poll: self.poll.get(),
        }
    }

    /// Whether nothing has been written yet.
    pub(crate) fn wordless(self) -> bool {
        self.text.with(|text| {
            self.greeting.with_value(|greeting| text.trim().is_empty() || text.trim() == greeting.trim())
        })
    }

    /// Letters used, as the server counts them.
    pub(crate) fn used(self) -> usize {
        let link = self
            .app
            .session
            .limit(|instance| instance.configuration.statuses.characters_reserved_per_url, 23);
        self.text.with(|text| {
            self.warning.with(|warning| counted_length(text, warning.as_deref().unwrap_or_default(), link))
        })
    }

    /// Letters there is room for.
    pub(crate) fn room(self) -> usize {
        self.app.session.limit(|instance| instance.configuration.statuses.max_characters, 500)
    }

    /// Whether it may be sent now.
    pub(crate) fn sendable(self) -> bool {
        let media_done = self.media.with(|media| media.iter().all(|attachment| attachment.ready().is_some()));
        let something =
            !self.wordless() || !self.media.with(Vec::is_empty) || self.poll.with(Option::is_some);
        let poll_whole = self.poll.with(|poll| {
            poll.as_ref().is_none_or(|poll| {
                poll.options.iter().filter(|option| !option.trim().is_empty()).count() >= 2
            })
        });
        !self.sending.get() && media_done && something && poll_whole && self.used() <= self.room()
    }

    fn new_status(self) -> NewStatus {
        let writing = self.writing.get_value();
        let is_new = !matches!(writing, Writing::Edit(_));
        let warning = self.warning.get_untracked().unwrap_or_default();
        let media: Vec<_> =
            self.media.get_untracked().iter().filter_map(Attachment::ready).map(|media| media.id).collect();
        let poll = self.poll.get_untracked().map(|mut poll| {
            poll.options.retain(|option| !option.trim().is_empty());
            poll
        });
        NewStatus {
            status: self.text.get_untracked(),
            sensitive: !warning.trim().is_empty(),
            spoiler_text: warning,
            media_ids: media,
            visibility: is_new.then(|| self.visibility.get_untracked()),
            reply_approval_policy: is_new.then(|| self.replies.get_untracked()),
            language: Some(self.language.get_untracked()),
            in_reply_to_id: match writing {
                Writing::Reply(post) => Some(post.id),
                _ => None,
            },
            poll,
        }
    }

    /// Sends it; `done` hears of the post when the server has it.
    pub(crate) fn send(self, done: impl Fn(posts::Post) + 'static) {
        if !untrack(move || self.sendable()) {
            return;
        }
        self.sending.set(true);
        self.problem.set(None);
        let status = self.new_status();
        let writing = self.writing.get_value();
        let key = self.attempt.get_value();
        // The composer may be closed by the time of the answer.
        let slot = self.slot();
        spawn_local(async move {
            let answer = match &writing {
                Writing::Edit(post) => statuses::edit(post.id, &status).await,
                _ => statuses::create(&status, &key).await,
            };
            self.sending.set(false);
            match answer {
                Ok(status) => {
                    slot.keep(&Draft::default());
                    self.clear();
                    self.sent(status, &writing, done);
                }
                Err(error) => self.problem.set(Some(error_text(&error))),
            }
        });
    }

    /// Empty again. A new post starts with its usual audience: one to a single person is no precedent.
    fn clear(self) {
        if !self.writing.with_value(|writing| matches!(writing, Writing::Reply(_))) {
            let (visibility, replies) = usual_audience(self.app);
            self.visibility.set(visibility);
            self.replies.set(replies);
        }
        self.text.set(String::new());
        self.greeted.set_value(false);
        self.warning.set(None);
        self.media.set(Vec::new());
        self.poll.set(None);
        self.attempt.set_value(clock::unique());
    }

    fn sent(self, status: Status, writing: &Writing, done: impl Fn(posts::Post)) {
        let path = crate::components::post::path_of(&status);
        let entry = Entry::new(status);
        let post = entry.post.clone();
        match writing {
            Writing::Edit(_) => self.app.toasts.say(tr::done_edited()),
            _ => {
                if let Some(home) = timeline::find(&TimelineKey::Home) {
                    home.put_first(entry);
                }
                self.app.toasts.say_with_link(tr::done_posted(), tr::action_show(), path);
            }
        }
        if let Writing::Reply(parent) = writing {
            parent.update(|status| status.replies_count += 1);
        }
        self.app.ui.arrived.set(Some(post.clone()));
        done(post);
    }
}

/// Who sees new posts and may reply, as the person has set it.
fn usual_audience(app: App) -> (Visibility, ReplyPolicy) {
    let member = untrack(move || app.session.member());
    member.map_or((Visibility::Public, ReplyPolicy::Public), |member| {
        (member.source.privacy, member.source.reply_policy)
    })
}
