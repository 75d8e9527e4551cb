//! Tests against documents as other servers write them.

#[cfg(test)]
mod cases;
#[cfg(test)]
mod mutations;
