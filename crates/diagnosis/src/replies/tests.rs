//! Tests of the reply knowledge.
