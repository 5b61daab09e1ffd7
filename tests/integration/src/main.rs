//! Integration tests: one binary, a module per concern.

mod comeback;
mod engine;
mod forbidden;
mod hostile;
