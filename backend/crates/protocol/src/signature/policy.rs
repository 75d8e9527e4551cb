//! What a signature must say to be worth verifying: enough covered, fresh, for this body and for
//! this server. Kept apart from the mathematics, because a signature that verifies is not yet
//! enough (CVE-2023-49079: Digest and Host were not compared).

use chrono::{DateTime, Utc};

use super::{ParsedSignature, Request, Scheme, SignatureError, digest};

const HOUR: i64 = 3600;
/// How far two clocks may be apart.
const MARGIN: i64 = HOUR;
/// How long a signature lasts that does not say.
const DEFAULT_LIFETIME: i64 = 5 * 60;
/// The longest a signature lasts, whatever it says.
const MAX_LIFETIME: i64 = 12 * HOUR;

/// What the verifier knows about itself.
#[derive(Clone, Copy, Debug)]
pub struct Policy<'a> {
    /// The time now.
    pub now: DateTime<Utc>,
    /// The hosts this server answers for, normalised (see [`crate::origin::normalize_host`]).
    pub own_hosts: &'a [&'a str],
}

impl ParsedSignature {
    /// Applies the policy to the request this signature was read from.
    pub fn check(&self, request: &Request<'_>, policy: &Policy<'_>) -> Result<(), SignatureError> {
        let post = !matches!(request.method, "GET" | "HEAD");
        match self.scheme {
            Scheme::Draft => self.check_draft(request, post)?,
            Scheme::Rfc9421 => self.check_rfc9421(request, post)?,
        }
        let created = self.signed_at(request)?;
        check_time(created, self.expires, policy.now.timestamp())?;
        let own = |host: &str| policy.own_hosts.contains(&host);
        let for_us = own(&request.normalized_host()?)
            && (self.scheme == Scheme::Draft || request.uri_host().is_some_and(|host| own(&host)));
        if for_us { Ok(()) } else { Err(SignatureError::WrongHost) }
    }

    fn must_cover(&self, components: &[&'static str]) -> Result<(), SignatureError> {
        match components.iter().find(|name| !self.covers(name)) {
            Some(name) => Err(SignatureError::NotCovered(name)),
            None => Ok(()),
        }
    }

    fn check_draft(&self, request: &Request<'_>, post: bool) -> Result<(), SignatureError> {
        self.must_cover(&["(request-target)", "host"])?;
        if !self.covers("date") && !self.covers("(created)") {
            return Err(SignatureError::NotCovered("date"));
        }
        if post {
            self.must_cover(&["digest"])?;
            let header = request.header("digest")?.ok_or(SignatureError::NotCovered("digest"))?;
            digest::check_digest(header, request.body)?;
        }
        Ok(())
    }

    fn check_rfc9421(&self, request: &Request<'_>, post: bool) -> Result<(), SignatureError> {
        self.must_cover(&["@method", "@target-uri"])?;
        if post {
            self.must_cover(&["content-digest"])?;
            let header =
                request.header("content-digest")?.ok_or(SignatureError::NotCovered("content-digest"))?;
            digest::check_content_digest(header, request.body)?;
        }
        Ok(())
    }

    /// When the signature was made, by its own covered word.
    fn signed_at(&self, request: &Request<'_>) -> Result<i64, SignatureError> {
        if self.scheme == Scheme::Rfc9421 || self.covers("(created)") {
            return self.created.ok_or(SignatureError::NotCovered("created"));
        }
        let date = request.header("date")?.ok_or(SignatureError::NotCovered("date"))?;
        let date =
            DateTime::parse_from_rfc2822(date).map_err(|_| SignatureError::Malformed("date header"))?;
        Ok(date.timestamp())
    }
}

fn check_time(created: i64, expires: Option<i64>, now: i64) -> Result<(), SignatureError> {
    let end = expires
        .unwrap_or(created.saturating_add(DEFAULT_LIFETIME))
        .min(created.saturating_add(MAX_LIFETIME))
        .saturating_add(MARGIN);
    if created > now.saturating_add(MARGIN) || now > end { Err(SignatureError::Expired) } else { Ok(()) }
}
