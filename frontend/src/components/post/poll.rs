//! A poll: choices to vote on, or the result.

use leptos::{prelude::*, task::spawn_local};
use shared::entities::{Poll, PollOption};

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
    move || {
        let poll = poll.get()?;
        let may_vote = app.session.signed_in()
            && !app.session.is_me(author)
            && !poll.expired
            && poll.voted != Some(true);
        let post = post.clone();
        Some(if may_vote {
            view! { <Ballot post poll /> }.into_any()
        } else {
            view! { <Result poll /> }.into_any()
        })
    }
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
            let share = votes * 100 / voters;
            let label = title(option, &poll);
            view! {
                <li class="poll-option" class:first=(votes == most && most > 0)>
                    <span class="fill" style:width=format!("{share}%")></span>
                    <span class="share">{format!("{share} %")}</span>
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
    view! { <p class="muted small">{move || tr::poll_voters(voters)} " · " {when}</p> }
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
