//! What we know now: the fold of the log.
