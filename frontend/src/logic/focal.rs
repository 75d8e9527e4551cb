//! Focal points: the spot of a picture that must stay in sight when it is cropped.
//! On the wire x and y run from -1 (left, bottom) to 1 (right, top), 0 being the middle.

/// A focal point.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Focus {
    pub(crate) x: f64,
    pub(crate) y: f64,
}

impl Focus {
    /// From a spot in a picture's box, as fractions from its upper left corner.
    pub(crate) fn from_fraction(left: f64, top: f64) -> Self {
        Self { x: (left * 2.0 - 1.0).clamp(-1.0, 1.0), y: (1.0 - top * 2.0).clamp(-1.0, 1.0) }
    }

    /// The CSS `object-position` that keeps the spot in sight.
    pub(crate) fn object_position(self) -> String {
        format!("{:.1}% {:.1}%", (self.x + 1.0) * 50.0, (1.0 - self.y) * 50.0)
    }

    /// As the API takes it.
    pub(crate) fn parameter(self) -> String {
        format!("{:.2},{:.2}", self.x, self.y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corners_and_middle() {
        assert_eq!(Focus::default().object_position(), "50.0% 50.0%");
        assert_eq!(Focus { x: -1.0, y: 1.0 }.object_position(), "0.0% 0.0%");
        assert_eq!(Focus::from_fraction(1.0, 1.0), Focus { x: 1.0, y: -1.0 });
        assert_eq!(Focus::from_fraction(0.25, 0.5).parameter(), "-0.50,0.00");
    }
}
