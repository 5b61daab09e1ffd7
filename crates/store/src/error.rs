//! Why a store does not do what it is asked.

/// Why a store does not do what it is asked. It has then done nothing of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// What is stored cannot be read: somebody else wrote it, or a later version of ours.
    #[error("what is stored cannot be read: {0}")]
    Corrupt(String),
    /// There is a result of this key already.
    #[error("there is a result of this key already")]
    Exists,
    /// The run was taken over by another; whatever the caller still finds out is too late.
    #[error("the run was taken over by another")]
    Fenced,
    /// There is no room for another result, since nothing but unfinished probes is kept.
    #[error("there is no room for another result")]
    Full,
    /// Events before these are missing.
    #[error("events before these are missing")]
    Gap,
    /// No probe of this key is being run.
    #[error("no such probe is being run")]
    NotRunning,
    /// The result is as large as it may become.
    #[error("the result is as large as it may become")]
    TooLarge,
    /// The storage does not answer, is locked, full or may not be written. Nothing that was confirmed before is lost, and
    /// the same call may succeed later: every verb can be repeated.
    #[error("the storage is not available: {0}")]
    Unavailable(String),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => Self::Corrupt(error.to_string()),
            _ => Self::Unavailable(error.to_string()),
        }
    }
}
