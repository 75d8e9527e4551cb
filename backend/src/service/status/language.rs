//! The language of a text: what the author says, else the author's default, else a guess.

use whatlang::{Lang, detect as guess};

/// Languages that have a two-letter code; the others keep their three-letter one.
const SHORT: &[(Lang, &str)] = &[
    (Lang::Afr, "af"),
    (Lang::Aka, "ak"),
    (Lang::Amh, "am"),
    (Lang::Ara, "ar"),
    (Lang::Aze, "az"),
    (Lang::Bel, "be"),
    (Lang::Ben, "bn"),
    (Lang::Bul, "bg"),
    (Lang::Cat, "ca"),
    (Lang::Ces, "cs"),
    (Lang::Cmn, "zh"),
    (Lang::Dan, "da"),
    (Lang::Deu, "de"),
    (Lang::Ell, "el"),
    (Lang::Eng, "en"),
    (Lang::Epo, "eo"),
    (Lang::Est, "et"),
    (Lang::Fin, "fi"),
    (Lang::Fra, "fr"),
    (Lang::Guj, "gu"),
    (Lang::Heb, "he"),
    (Lang::Hin, "hi"),
    (Lang::Hrv, "hr"),
    (Lang::Hun, "hu"),
    (Lang::Hye, "hy"),
    (Lang::Ind, "id"),
    (Lang::Ita, "it"),
    (Lang::Jav, "jv"),
    (Lang::Jpn, "ja"),
    (Lang::Kan, "kn"),
    (Lang::Kat, "ka"),
    (Lang::Khm, "km"),
    (Lang::Kor, "ko"),
    (Lang::Lat, "la"),
    (Lang::Lav, "lv"),
    (Lang::Lit, "lt"),
    (Lang::Mal, "ml"),
    (Lang::Mar, "mr"),
    (Lang::Mkd, "mk"),
    (Lang::Mya, "my"),
    (Lang::Nep, "ne"),
    (Lang::Nld, "nl"),
    (Lang::Nob, "nb"),
    (Lang::Ori, "or"),
    (Lang::Pan, "pa"),
    (Lang::Pes, "fa"),
    (Lang::Pol, "pl"),
    (Lang::Por, "pt"),
    (Lang::Ron, "ro"),
    (Lang::Rus, "ru"),
    (Lang::Sin, "si"),
    (Lang::Slk, "sk"),
    (Lang::Slv, "sl"),
    (Lang::Sna, "sn"),
    (Lang::Spa, "es"),
    (Lang::Srp, "sr"),
    (Lang::Swe, "sv"),
    (Lang::Tam, "ta"),
    (Lang::Tel, "te"),
    (Lang::Tgl, "tl"),
    (Lang::Tha, "th"),
    (Lang::Tuk, "tk"),
    (Lang::Tur, "tr"),
    (Lang::Ukr, "uk"),
    (Lang::Urd, "ur"),
    (Lang::Uzb, "uz"),
    (Lang::Vie, "vi"),
    (Lang::Yid, "yi"),
    (Lang::Zul, "zu"),
];

/// The language a text seems to be written in; `None` when it is too short to tell.
pub(super) fn detect(text: &str) -> Option<String> {
    let info = guess(text).filter(whatlang::Info::is_reliable)?;
    let short = SHORT.iter().find(|(lang, _)| *lang == info.lang()).map(|(_, code)| *code);
    Some(short.unwrap_or(info.lang().code()).to_owned())
}

/// A language code as clients send it (`de`, `pt-BR`), checked for its shape; `None` for others.
pub(crate) fn code(text: &str) -> Option<String> {
    let mut parts = text.split('-');
    let language = parts.next()?;
    let good = |part: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    (good(language, 2..=3) && text.len() <= 16 && parts.all(|part| good(part, 2..=8)))
        .then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_guessed_from_enough_words() {
        let text = "Das ist ein ganz gewöhnlicher deutscher Satz über das Wetter von gestern.";
        assert_eq!(detect(text).as_deref(), Some("de"));
        assert_eq!(detect("ok"), None);
    }

    #[test]
    fn codes_have_a_shape() {
        assert_eq!(code("pt-BR").as_deref(), Some("pt-BR"));
        assert_eq!(code("english"), None);
        assert_eq!(code("d<"), None);
    }
}
