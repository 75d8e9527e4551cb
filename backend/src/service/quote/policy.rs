//! Who may quote a status.

use std::fmt;

use kinds::{InteractionGroup, QuoteAnswer, QuotePolicy, Visibility};

use crate::service::status::is_open;

/// Who may quote a status at once, and who after its author has been asked. Authors themselves always may.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// At once.
    pub automatic: Vec<InteractionGroup>,
    /// After asking; only other servers have authors who answer by hand.
    pub manual: Vec<InteractionGroup>,
}

impl From<QuotePolicy> for Policy {
    fn from(policy: QuotePolicy) -> Self {
        let automatic = match policy {
            QuotePolicy::Public => vec![InteractionGroup::Public],
            QuotePolicy::Followers => vec![InteractionGroup::Followers],
            QuotePolicy::Nobody => Vec::new(),
        };
        Self { automatic, manual: Vec::new() }
    }
}

/// As the database keeps it: `public`, `followers`, `nobody`, or in full `followers+following/public`.
impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = |groups: &[InteractionGroup]| {
            groups.iter().map(|group| group.as_str()).collect::<Vec<_>>().join("+")
        };
        if self.automatic.is_empty() {
            f.write_str(QuotePolicy::Nobody.as_str())?;
        }
        f.write_str(&names(&self.automatic))?;
        if self.manual.is_empty() { Ok(()) } else { write!(f, "/{}", names(&self.manual)) }
    }
}

impl Policy {
    /// Reads what [`Display`](fmt::Display) writes.
    pub fn read(text: &str) -> Self {
        let groups = |names: &str| names.split('+').filter_map(|name| name.parse().ok()).collect();
        let (automatic, manual) = text.split_once('/').unwrap_or((text, ""));
        Self { automatic: groups(automatic), manual: groups(manual) }
    }
}

/// How who would quote stands to the author.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asking {
    /// It is the author.
    pub own: bool,
    /// It follows the author.
    pub follows: bool,
    /// The author follows it.
    pub followed: bool,
}

/// Whether somebody who can see a status may quote it. What not everybody may see is quoted by its author
/// alone, direct messages by nobody.
pub fn answer(
    automatic: &[InteractionGroup],
    manual: &[InteractionGroup],
    visibility: Visibility,
    asking: Asking,
) -> QuoteAnswer {
    if visibility == Visibility::Direct {
        return QuoteAnswer::Denied;
    }
    if asking.own {
        return QuoteAnswer::Automatic;
    }
    if !is_open(visibility) {
        return QuoteAnswer::Denied;
    }
    let is_in = |group: &InteractionGroup| match group {
        InteractionGroup::Public => true,
        InteractionGroup::Followers => asking.follows,
        InteractionGroup::Following => asking.followed,
        InteractionGroup::UnsupportedPolicy => false,
    };
    if automatic.iter().any(is_in) {
        QuoteAnswer::Automatic
    } else if manual.iter().any(is_in) {
        QuoteAnswer::Manual
    } else if automatic.iter().chain(manual).any(|group| *group == InteractionGroup::UnsupportedPolicy) {
        QuoteAnswer::Unknown
    } else {
        QuoteAnswer::Denied
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_reads_back_as_it_was_kept() {
        use InteractionGroup::{Followers, Following, Public, UnsupportedPolicy};
        for (policy, text) in [
            (Policy::from(QuotePolicy::Public), "public"),
            (Policy::from(QuotePolicy::Followers), "followers"),
            (Policy::from(QuotePolicy::Nobody), "nobody"),
            (Policy { automatic: vec![], manual: vec![Public] }, "nobody/public"),
            (
                Policy { automatic: vec![Followers, Following], manual: vec![UnsupportedPolicy] },
                "followers+following/unsupported_policy",
            ),
        ] {
            assert_eq!(policy.to_string(), text);
            assert_eq!(Policy::read(text), policy);
        }
    }

    #[test]
    fn every_policy_answers_every_relation() {
        use QuoteAnswer::{Automatic, Denied, Manual, Unknown};
        let asking = |own, follows, followed| Asking { own, follows, followed };
        let standings = [
            asking(true, false, false),
            asking(false, true, false),
            asking(false, false, true),
            Asking::default(),
        ];
        for (text, answers) in [
            ("public", [Automatic, Automatic, Automatic, Automatic]),
            ("followers", [Automatic, Automatic, Denied, Denied]),
            ("nobody", [Automatic, Denied, Denied, Denied]),
            ("following", [Automatic, Denied, Automatic, Denied]),
            ("followers/public", [Automatic, Automatic, Manual, Manual]),
            ("nobody/followers", [Automatic, Manual, Denied, Denied]),
            ("unsupported_policy", [Automatic, Unknown, Unknown, Unknown]),
        ] {
            let Policy { automatic, manual } = Policy::read(text);
            let given = standings.map(|asking| answer(&automatic, &manual, Visibility::Public, asking));
            assert_eq!(given, answers, "{text}");
            let private = standings.map(|asking| answer(&automatic, &manual, Visibility::Private, asking));
            assert_eq!(private, [Automatic, Denied, Denied, Denied], "{text}, for followers");
            let direct = standings.map(|asking| answer(&automatic, &manual, Visibility::Direct, asking));
            assert_eq!(direct, [Denied; 4], "{text}, direct");
        }
    }
}
