//! Numbers, dates and plurals by the browser's own `Intl`, so that no tables travel in the binary.

use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use wasm_bindgen::JsValue;

use super::language;
use crate::logic::time::Ago;

fn locales(code: &str) -> Array {
    Array::of1(&JsValue::from_str(code))
}

fn options(pairs: &[(&str, &str)]) -> Object {
    let object = Object::new();
    for (name, value) in pairs {
        let _ = Reflect::set(&object, &JsValue::from_str(name), &JsValue::from_str(value));
    }
    object
}

fn call(format: &Function, value: &JsValue) -> String {
    format.call1(&JsValue::UNDEFINED, value).ok().and_then(|text| text.as_string()).unwrap_or_default()
}

/// The plural form (`one`, `few`, `other`, …) of a count.
pub(super) fn plural_form(code: &str, count: u64) -> String {
    Intl::PluralRules::new(&locales(code), &Object::new()).select(count as f64).into()
}

/// `12,345` as the language writes it.
pub(crate) fn number(value: u64) -> String {
    let format = Intl::NumberFormat::new(&locales(language()), &Object::new());
    call(&format.format(), &JsValue::from_f64(value as f64))
}

/// `12K` for counters with little room.
pub(crate) fn compact(value: u64) -> String {
    if value < 1000 {
        return value.to_string();
    }
    let format = Intl::NumberFormat::new(&locales(language()), &options(&[("notation", "compact")]));
    call(&format.format(), &JsValue::from_f64(value as f64))
}

fn moment(milliseconds: i64, style: &[(&str, &str)]) -> String {
    let format = Intl::DateTimeFormat::new(&locales(language()), &options(style));
    call(&format.format(), &Date::new(&JsValue::from_f64(milliseconds as f64)))
}

/// A day: `22 Nov 2026`.
pub(crate) fn date(milliseconds: i64) -> String {
    moment(milliseconds, &[("dateStyle", "medium")])
}

/// A day and time: `22 Nov 2026, 14:05`.
pub(crate) fn date_time(milliseconds: i64) -> String {
    moment(milliseconds, &[("dateStyle", "medium"), ("timeStyle", "short")])
}

/// How long ago, short: `now`, `5m`, `3h`, `2d`, then the day.
pub(crate) fn relative(now: i64, then: i64) -> String {
    use super::tr;
    match Ago::between(now, then) {
        Ago::Now => tr::time_now(),
        Ago::Minutes(count) => tr::time_minutes(&count.to_string()),
        Ago::Hours(count) => tr::time_hours(&count.to_string()),
        Ago::Days(count) => tr::time_days(&count.to_string()),
        Ago::ThisYear => moment(then, &[("month", "short"), ("day", "numeric")]),
        Ago::Earlier => moment(then, &[("month", "short"), ("day", "numeric"), ("year", "numeric")]),
    }
}

/// The name of a language (`de` → "German") in the language of the interface.
pub(crate) fn language_name(code: &str) -> String {
    let names = Intl::DisplayNames::new(&locales(language()), &options(&[("type", "language")]));
    names.of(code).map_or_else(|| code.to_owned(), String::from)
}
