//! A poll: choices to vote on, or the result.

use leptos::{prelude::*, task::spawn_local};
use shared::{
    entities::{Poll, PollOption},
    kinds::PollId,
};

use super::head::count;
use crate::{
    api::statuses,
    components::account::customs,
    i18n::{self, tr},
    logic::emoji,
    state::{app, clock, posts::Post},
};

/// The poll of a post, if it has one.
#[component]
pub(super) fn PollView(post: Post) -> impl IntoView {
    let app = app();
    let author = post.peek(|status| status.account.id);
    let poll = {
        let post = post.clone();
        Memo::new(move |_| post.with(|status| status.poll.clone()))
    };
    let over = Memo::new(move |_| poll.with(|poll| poll.as_ref().is_some_and(has_ended)));
    {
        let post = post.clone();
        // It ends while one looks: the last counts, and those that were hidden, are asked for.
        Effect::new(move |_| {
            if over.get()
                && let Some(open) = poll.get_untracked().filter(|poll| !poll.expired)
            {
                ask_again(post.clone(), open.id);
            }
        });
    }
    move || {
        let poll = poll.get()?;
        let may_vote =
            app.session.signed_in() && !app.session.is_me(author) && !over.get() && poll.voted != Some(true);
        let post = post.clone();
        Some(if may_vote {
            view! { <Ballot post poll /> }.into_any()
        } else {
            view! { <Result poll /> }.into_any()
        })
    }
}

fn has_ended(poll: &Poll) -> bool {
    let ends = poll.expires_at.map(|time| time.0.timestamp_millis());
    poll.expired || ends.is_some_and(|ends| ends <= clock::now())
}

fn ask_again(post: Post, id: PollId) {
    spawn_local(async move {
        // Without an answer what is shown stays: it is not wrong, only old.
        if let Ok(poll) = statuses::poll(id).await {
            post.update(|status| status.poll = Some(poll));
        }
    });
}

fn title(option: &PollOption, poll: &Poll) -> String {
    emoji::in_text(&option.title, &customs(&poll.emojis))
}

#[component]
fn Result(poll: Poll) -> impl IntoView {
    let voters = poll.voters_count.unwrap_or(poll.votes_count).max(1);
    let most = poll.options.iter().filter_map(|option| option.votes_count).max().unwrap_or_default();
    let own = poll.own_votes.clone().unwrap_or_default();
    let rows: Vec<_> = poll
        .options
        .iter()
        .zip(0_i64..)
        .map(|(option, at)| {
            let votes = option.votes_count.unwrap_or_default();
            // Other servers may count fewer voters than votes for one choice.
            let share = (votes.saturating_mul(100) / voters).min(100);
            // Without a count it is hidden.
            let shown = option.votes_count.map(|_| {
                view! {
                    <span class="fill" style:width=format!("{share}%")></span>
                    <span class="share">{format!("{share} %")}</span>
                }
            });
            let label = title(option, &poll);
            view! {
                <li class="poll-option" class:first=(votes == most && most > 0)>
                    {shown}
                    <bdi class="grow" inner_html=label></bdi>
                    {own.contains(&at).then(|| view! { <span class="badge">{tr::poll_your_vote}</span> })}
                </li>
            }
        })
        .collect();
    view! { <ul class="poll">{rows}</ul> <PollFoot poll /> }
}

#[component]
fn PollFoot(poll: Poll) -> impl IntoView {
    let voters = count(poll.voters_count.unwrap_or(poll.votes_count));
    let ends = poll.expires_at.map(|time| time.0.timestamp_millis());
    let when = move || match ends {
        Some(ends) if ends > clock::now() => tr::poll_ends(&i18n::date_time(ends)),
        Some(_) => tr::poll_ended(),
        None => String::new(),
    };
    let hidden = poll.options.iter().any(|option| option.votes_count.is_none());
    view! {
        <p class="muted small">
            {move || tr::poll_voters(voters)} " · " {when}
            {hidden.then(|| view! { " · " {tr::poll_hidden} })}
        </p>
    }
}

#[component]
fn Ballot(post: Post, poll: Poll) -> impl IntoView {
    let app = app();
    let chosen = RwSignal::new(Vec::<usize>::new());
    let (id, multiple, name) = (poll.id, poll.multiple, format!("poll-{}", poll.id));
    let rows: Vec<_> = poll
        .options
        .iter()
        .enumerate()
        .map(|(at, option)| {
            let label = title(option, &poll);
            let choose = move |event| {
                let on = event_target_checked(&event);
                chosen.update(|chosen| {
                    chosen.retain(|other| multiple && *other != at);
                    if on {
                        chosen.push(at);
                    }
                });
            };
            view! {
                <label class="poll-option">
                    <input class="check" type=if multiple { "checkbox" } else { "radio" } name=name.clone() on:change=choose />
                    <bdi class="grow" inner_html=label></bdi>
                </label>
            }
        })
        .collect();
    let vote = move |_| {
        let post = post.clone();
        let choices = chosen.get_untracked();
        spawn_local(async move {
            match statuses::vote(id, &choices).await {
                Ok(poll) => post.update(|status| status.poll = Some(poll)),
                Err(error) => app.toasts.problem(&error),
            }
        });
    };
    view! {
        <div class="poll" role="group" aria-label=tr::poll_name>
            {rows}
            <div class="row">
                <button type="button" class="button outline" disabled=move || chosen.with(Vec::is_empty) on:click=vote>{tr::poll_vote}</button>
                <PollFoot poll />
            </div>
        </div>
    }
}
