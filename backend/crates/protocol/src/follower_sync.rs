//! Follower synchronisation (FEP-8fcf): both sides compare a digest of "who on your server follows
//! my user", so that followers-only posts do not go to people who left long ago.

use aws_lc_rs::digest::{SHA256, digest as sha256};

use crate::Uri;

/// Name of the header on followers-only deliveries.
pub const HEADER: &str = "Collection-Synchronization";

/// The XOR of the SHA-256 sums of all ids, in hexadecimal; order does not matter.
pub fn digest<'a>(followers: impl IntoIterator<Item = &'a str>) -> String {
    let mut sum = [0_u8; 32];
    for follower in followers {
        for (total, byte) in sum.iter_mut().zip(sha256(&SHA256, follower.as_bytes()).as_ref()) {
            *total ^= byte;
        }
    }
    hex::encode(sum)
}

/// What the header says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CollectionSync {
    /// The sender's followers collection.
    pub collection_id: Uri,
    /// Where the part that concerns the receiver can be fetched.
    pub url: Uri,
    /// Digest of that part.
    pub digest: String,
}

impl CollectionSync {
    /// Reads the header; `None` when a part is missing or odd.
    pub fn parse(value: &str) -> Option<Self> {
        let mut found = [None, None, None];
        for part in value.split(',') {
            let (name, text) = part.trim().split_once('=')?;
            let text = text.strip_prefix('"')?.strip_suffix('"')?;
            let slot = match name {
                "collectionId" => 0,
                "url" => 1,
                "digest" => 2,
                _ => continue,
            };
            *found.get_mut(slot)? = Some(text);
        }
        let [collection, url, digest] = found;
        let digest =
            digest.filter(|digest| digest.len() == 64 && digest.chars().all(|c| c.is_ascii_hexdigit()))?;
        Some(Self {
            collection_id: Uri::parse(collection?).ok()?,
            url: Uri::parse(url?).ok()?,
            digest: digest.to_ascii_lowercase(),
        })
    }
}

impl std::fmt::Display for CollectionSync {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "collectionId=\"{}\", url=\"{}\", digest=\"{}\"", self.collection_id, self.url, self.digest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_match_the_published_vectors() {
        let vectors: serde_json::Value =
            serde_json::from_str(include_str!("../tests/fixtures/signature-vectors.json")).unwrap();
        for vector in vectors["followers_sync"].as_array().unwrap() {
            let followers = vector["followers"].as_array().unwrap().iter().map(|id| id.as_str().unwrap());
            assert_eq!(digest(followers), vector["digest"].as_str().unwrap());
        }
    }

    #[test]
    fn the_header_reads_back() {
        let sync = CollectionSync {
            collection_id: Uri::parse("https://a.example/users/a/followers").unwrap(),
            url: Uri::parse("https://a.example/users/a/followers_synchronization").unwrap(),
            digest: digest([]),
        };
        assert_eq!(CollectionSync::parse(&sync.to_string()), Some(sync));
        assert_eq!(
            CollectionSync::parse("collectionId=\"https://a.example/f\", url=\"x\", digest=\"00\""),
            None
        );
    }
}
