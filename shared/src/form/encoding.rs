//! `application/x-www-form-urlencoded` text (URL Standard §5), in bodies and queries.

use super::FormError;

/// The decoded name and value of every field, in order.
pub fn parse_pairs(text: &str) -> Result<Vec<(String, String)>, FormError> {
    text.split('&')
        .filter(|part| !part.is_empty())
        .map(|part| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            Ok((decode(name)?, decode(value)?))
        })
        .collect()
}

/// The opposite of [`parse_pairs`].
pub fn encode_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut text = String::new();
    for (name, value) in pairs {
        if !text.is_empty() {
            text.push('&');
        }
        encode(name, &mut text);
        text.push('=');
        encode(value, &mut text);
    }
    text
}

fn decode(text: &str) -> Result<String, FormError> {
    let mut bytes = text.as_bytes().iter();
    let mut decoded = Vec::with_capacity(text.len());
    while let Some(&byte) = bytes.next() {
        let byte = match byte {
            b'+' => b' ',
            b'%' => match escaped(bytes.as_slice()) {
                Some(escaped) => {
                    bytes.nth(1);
                    escaped
                }
                None => b'%',
            },
            other => other,
        };
        decoded.push(byte);
    }
    String::from_utf8(decoded).map_err(|_| FormError::NotText)
}

/// The byte that two hexadecimal digits stand for; a `%` before anything else is just a `%`.
fn escaped(rest: &[u8]) -> Option<u8> {
    let [high, low, ..] = rest else { return None };
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(*high)? * 16 + digit(*low)?).ok()
}

fn encode(text: &str, into: &mut String) {
    const HEX: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'];
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'*' => {
                into.push(char::from(byte))
            }
            b' ' => into.push('+'),
            other => {
                into.push('%');
                into.extend([other >> 4, other & 15].iter().filter_map(|&half| HEX.get(usize::from(half))));
            }
        }
    }
}
