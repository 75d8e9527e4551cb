//! `phiomia announcement …`.

use anyhow::{Context, bail};
use clap::Subcommand;
use kinds::{AnnouncementId, Millis};
use shared::time::Timestamp;

use crate::{
    config::Config,
    service::{
        announcement::{self, NewAnnouncement},
        present,
    },
};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Makes an announcement and prints its number.
    Create {
        /// What it says: mentions, hashtags, links and custom emoji work as in posts.
        text: String,
        /// When what it is about begins, such as 2026-03-10T12:00:00Z.
        #[arg(long)]
        starts_at: Option<String>,
        /// When that ends; it is not shown any more from then on.
        #[arg(long)]
        ends_at: Option<String>,
        /// Only the days of these matter.
        #[arg(long)]
        all_day: bool,
        /// Shows it from then on; at once without it.
        #[arg(long)]
        publish_at: Option<String>,
    },
    /// Lists the latest announcements, shown or not.
    List,
    /// Removes an announcement.
    Delete {
        /// Its number.
        id: String,
    },
}

pub(super) async fn run(config: Config, command: Command) -> anyhow::Result<()> {
    super::on_data(config, async |ctx| {
        match command {
            Command::Create { text, starts_at, ends_at, all_day, publish_at } => {
                let new = NewAnnouncement {
                    text,
                    starts_at: time(starts_at)?,
                    ends_at: time(ends_at)?,
                    all_day,
                    publish_at: time(publish_at)?,
                };
                super::say(announcement::create(ctx, new).await?);
            }
            Command::List => {
                for row in announcement::latest(ctx).await? {
                    let text = row.content.split_whitespace().collect::<Vec<_>>().join(" ");
                    let end =
                        row.ends_at.map_or_else(|| "-".to_owned(), |end| present::timestamp(end).to_string());
                    super::say(format!(
                        "{}\t{}\t{end}\t{text}",
                        row.id,
                        present::timestamp(row.published_at)
                    ));
                }
            }
            Command::Delete { id } => {
                let Ok(id) = id.parse::<AnnouncementId>() else {
                    bail!("{id} is no number of an announcement")
                };
                announcement::delete(ctx, id).await?;
            }
        }
        Ok(())
    })
    .await
}

fn time(text: Option<String>) -> anyhow::Result<Option<Millis>> {
    let Some(text) = text else { return Ok(None) };
    let time: Timestamp = text.parse().with_context(|| format!("{text}: such as 2026-03-10T12:00:00Z"))?;
    Ok(Some(Millis(time.0.timestamp_millis())))
}
