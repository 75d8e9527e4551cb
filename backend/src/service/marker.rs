//! Reading positions of timelines.

use kinds::{MarkerTimeline, UserId};
use shared::{
    entities::{Marker, Markers},
    params::SaveMarkers,
};
use store::query::act;

use super::present;
use crate::{ctx::Ctx, error::Result};

/// The positions of these timelines that were saved.
///
/// # Errors
/// When the database cannot be read.
pub async fn get(ctx: &Ctx, user: UserId, timelines: &[MarkerTimeline]) -> Result<Markers> {
    let mut markers = Markers { home: None, notifications: None };
    for row in act::markers(ctx.db.read(), user).await? {
        let Ok(timeline) = row.timeline.parse::<MarkerTimeline>() else { continue };
        if !timelines.contains(&timeline) {
            continue;
        }
        let marker = Marker {
            last_read_id: row.last_read_id.to_string(),
            version: row.version,
            updated_at: present::timestamp(row.updated_at),
        };
        match timeline {
            MarkerTimeline::Home => markers.home = Some(marker),
            MarkerTimeline::Notifications => markers.notifications = Some(marker),
        }
    }
    Ok(markers)
}

/// Saves positions and answers with them.
///
/// # Errors
/// When the database cannot be written.
pub async fn save(ctx: &Ctx, user: UserId, positions: SaveMarkers) -> Result<Markers> {
    let home = positions.home.map(|marker| (MarkerTimeline::Home, marker.last_read_id.0));
    let notifications =
        positions.notifications.map(|marker| (MarkerTimeline::Notifications, marker.last_read_id.0));
    let saved: Vec<_> = home.into_iter().chain(notifications).collect();
    let tx = ctx.begin().await?;
    for (timeline, last_read) in &saved {
        act::save_marker(tx.conn(), user, timeline.as_str(), *last_read, tx.now()).await?;
    }
    ctx.commit(tx).await?;
    let timelines: Vec<MarkerTimeline> = saved.iter().map(|(timeline, _)| *timeline).collect();
    get(ctx, user, &timelines).await
}
