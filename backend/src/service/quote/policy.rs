//! Who may quote a status.

use kinds::{InteractionGroup, QuoteAnswer, Visibility};

use crate::service::{interaction::Asking, status::is_open};

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
    if asking.is_among(automatic) {
        QuoteAnswer::Automatic
    } else if asking.is_among(manual) {
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
    use crate::service::interaction::Policy;

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
