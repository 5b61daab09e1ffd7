//! The page in a real browser, against the real server with its practice domains: one story of a visitor per file.
//!
//! Each story has a server, a driver and browsers of its own, so that they run side by side. Pictures go to
//! `target/e2e/`, those of a failed story to `target/e2e/failed/`. Needed beyond Cargo: a built page
//! (`cargo xtask web`), Chromium and its driver (`cargo xtask setup`), and npm for axe-core.

mod harness;
mod stories;
