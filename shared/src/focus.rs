//! Focal points: the spot of a picture to keep in view when it is cropped.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// A focal point, written `x,y`: from -1,-1 (left, bottom) over 0,0 (centre) to 1,1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Focus {
    /// From left (-1) to right (1).
    pub x: f64,
    /// From bottom (-1) to top (1).
    pub y: f64,
}

/// A text that is no focal point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseFocusError;

impl fmt::Display for ParseFocusError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected two numbers from -1 to 1 with a comma between them")
    }
}

impl std::error::Error for ParseFocusError {}

impl fmt::Display for Focus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{}", self.x, self.y)
    }
}

impl FromStr for Focus {
    type Err = ParseFocusError;

    /// Numbers out of range are brought into it: clients round.
    fn from_str(text: &str) -> Result<Self, ParseFocusError> {
        let (x, y) = text.split_once(',').ok_or(ParseFocusError)?;
        Ok(Self { x: coordinate(x)?, y: coordinate(y)? })
    }
}

fn coordinate(text: &str) -> Result<f64, ParseFocusError> {
    let number: f64 = text.trim().parse().map_err(|_| ParseFocusError)?;
    if number.is_finite() { Ok(number.clamp(-1.0, 1.0)) } else { Err(ParseFocusError) }
}

impl Serialize for Focus {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Focus {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(feature = "openapi")]
crate::openapi::impl_text!(Focus, "focus");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_numbers_are_a_point() {
        assert_eq!("-0.5, 0.25".parse(), Ok(Focus { x: -0.5, y: 0.25 }));
        assert_eq!("1.01,-3".parse(), Ok(Focus { x: 1.0, y: -1.0 }));
        for wrong in ["", "0.5", "a,b", "NaN,0", "0,inf"] {
            assert_eq!(wrong.parse::<Focus>(), Err(ParseFocusError), "{wrong}");
        }
    }
}
