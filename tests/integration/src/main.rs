//! Integration tests: one binary, a module per concern.

mod engine;
mod forbidden;
mod hostile;
