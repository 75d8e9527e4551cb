//! What somebody wants to be asked, made ready.

use std::{collections::HashSet, ops::RangeInclusive};

use kinds::Millis;
use protocol::html::clean_line;
use shared::params::PollParams;

use crate::error::{Result, ServiceError};

/// Most choices of a poll made here.
pub const MAX_OPTIONS: u64 = 4;
/// Most characters of a choice.
pub const MAX_TITLE: u64 = 50;
/// Seconds a poll lasts at least.
pub const SHORTEST: u64 = 300;
/// Seconds a poll lasts at most: a month.
pub const LONGEST: u64 = 2_629_746;
const LENGTHS: RangeInclusive<u64> = SHORTEST..=LONGEST;

/// A poll to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPoll {
    /// The choices, distinct, with the votes that the server of origin counted.
    pub options: Vec<(String, i64)>,
    /// Whether several may be chosen.
    pub multiple: bool,
    /// Whether counts are hidden until the end.
    pub hide_totals: bool,
    /// When it ends. For an edited poll made here, `None` leaves that as it is.
    pub expires_at: Option<Millis>,
    /// People who voted, if the server of origin tells.
    pub voters: Option<i64>,
}

/// Checks a poll made here. `edited`: the end may be left as it is.
///
/// # Errors
/// 422 when it is not acceptable.
pub fn prepare(params: PollParams, edited: bool, now: Millis) -> Result<NewPoll> {
    let titles = params.options.iter().map(|title| clean_line(title, usize::MAX));
    let titles: Vec<String> = titles.filter(|title| !title.is_empty()).collect();
    check_options(&titles)?;
    let expires_at = match params.expires_in {
        None if edited => None,
        None => return Err(ServiceError::field("expires_in", "ERR_BLANK", "can't be blank")),
        Some(seconds) if u64::try_from(seconds).is_ok_and(|length| LENGTHS.contains(&length)) => {
            Some(now.plus(seconds * Millis::SECOND))
        }
        Some(_) => {
            let text = format!("must be {SHORTEST} at least and {LONGEST} at most");
            return Err(ServiceError::field("expires_in", "ERR_INVALID", text));
        }
    };
    Ok(NewPoll {
        options: titles.into_iter().map(|title| (title, 0)).collect(),
        multiple: params.multiple.unwrap_or_default(),
        hide_totals: params.hide_totals.unwrap_or_default(),
        expires_at,
        voters: Some(0),
    })
}

fn check_options(titles: &[String]) -> Result<()> {
    let refuse = |code, text: String| Err(ServiceError::field("options", code, text));
    let longest = titles.iter().map(|title| length(title.chars().count())).max().unwrap_or_default();
    if titles.len() < 2 {
        refuse("ERR_TOO_FEW", "must be two at least".to_owned())
    } else if length(titles.len()) > MAX_OPTIONS {
        refuse("ERR_TOO_MANY", format!("must be {MAX_OPTIONS} at most"))
    } else if longest > MAX_TITLE {
        refuse("ERR_TOO_LONG", format!("must have {MAX_TITLE} characters at most"))
    } else if titles.iter().collect::<HashSet<_>>().len() < titles.len() {
        refuse("ERR_TAKEN", "must be different from each other".to_owned())
    } else {
        Ok(())
    }
}

fn length(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
