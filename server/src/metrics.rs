//! Counters, in the text format that Prometheus reads.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use transcript::event::End;

/// What has happened since the start.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    started: Counter,
    practice_started: Counter,
    complete: Counter,
    stopped: Counter,
    out_of_time: Counter,
    fault: Counter,
    sockets: Counter,
    slow_readers: Counter,
    too_busy: Counter,
    limited: Counter,
    failed: Counter,
    delivered: Counter,
    put_off: Counter,
    gone: Counter,
    given_up: Counter,
    not_delivered: Mutex<BTreeMap<&'static str, u64>>,
}

/// What came of an attempt to deliver a webhook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// It was taken.
    Delivered,
    /// There will be no further attempt.
    GivenUp,
    /// The receiver wants no such message any more.
    Gone,
    /// There will be another attempt.
    PutOff,
}

/// What is at this moment.
pub(crate) struct Gauges {
    /// Probes that run.
    pub(crate) running: u32,
    /// Sockets that are open.
    pub(crate) sockets: u32,
    /// Results that are kept.
    pub(crate) results: u64,
    /// Probes of this process that wait for a promised visit.
    pub(crate) waiting: u32,
}

/// A number that only grows.
#[derive(Debug, Default)]
struct Counter(AtomicU64);

impl Counter {
    fn add(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Metrics {
    pub(crate) fn probe_started(&self, practice: bool) {
        if practice { self.practice_started.add() } else { self.started.add() }
    }

    pub(crate) fn probe_ended(&self, end: End) {
        match end {
            End::Complete => self.complete.add(),
            End::Stopped => self.stopped.add(),
            End::OutOfTime => self.out_of_time.add(),
            End::Fault => self.fault.add(),
        }
    }

    pub(crate) fn socket_opened(&self) {
        self.sockets.add();
    }

    pub(crate) fn reader_was_slow(&self) {
        self.slow_readers.add();
    }

    pub(crate) fn told(&self, told: Told) {
        match told {
            Told::Delivered => self.delivered.add(),
            Told::GivenUp => self.given_up.add(),
            Told::Gone => self.gone.add(),
            Told::PutOff => self.put_off.add(),
        }
    }

    /// Counts why a webhook was not delivered, by a code of which there are few.
    pub(crate) fn not_told(&self, reason: &'static str) {
        *self.not_delivered.lock().unwrap_or_else(PoisonError::into_inner).entry(reason).or_default() += 1;
    }

    /// Counts the answers that an operator should know of.
    pub(crate) fn answered(&self, status: u16) {
        match status {
            429 => self.limited.add(),
            503 => self.too_busy.add(),
            // What nobody offers is no fault.
            501 => {}
            500..=599 => self.failed.add(),
            _ => {}
        }
    }

    pub(crate) fn render(&self, gauges: &Gauges) -> String {
        let mut text = String::new();
        let mut metric = |name: &str, kind: &str, help: &str, samples: &[(&str, u64)]| {
            // Writing to a string does not fail.
            let _ = writeln!(text, "# HELP nosuch_{name} {help}\n# TYPE nosuch_{name} {kind}");
            for (labels, value) in samples {
                let _ = writeln!(text, "nosuch_{name}{labels} {value}");
            }
        };
        metric(
            "probes_started_total",
            "counter",
            "Probes started.",
            &[
                ("{practice=\"false\"}", self.started.get()),
                ("{practice=\"true\"}", self.practice_started.get()),
            ],
        );
        metric(
            "probes_ended_total",
            "counter",
            "Probes ended, by how.",
            &[
                ("{end=\"complete\"}", self.complete.get()),
                ("{end=\"stopped\"}", self.stopped.get()),
                ("{end=\"out-of-time\"}", self.out_of_time.get()),
                ("{end=\"fault\"}", self.fault.get()),
            ],
        );
        metric("sockets_opened_total", "counter", "Live views opened.", &[("", self.sockets.get())]);
        metric(
            "sockets_slow_total",
            "counter",
            "Live views closed because their reader was too slow.",
            &[("", self.slow_readers.get())],
        );
        metric(
            "answers_total",
            "counter",
            "Answers that are refusals or faults, by status.",
            &[
                ("{status=\"429\"}", self.limited.get()),
                ("{status=\"503\"}", self.too_busy.get()),
                ("{status=\"500\"}", self.failed.get()),
            ],
        );
        metric(
            "webhook_deliveries_total",
            "counter",
            "Attempts to deliver a webhook, by what came of them.",
            &[
                ("{outcome=\"delivered\"}", self.delivered.get()),
                ("{outcome=\"put-off\"}", self.put_off.get()),
                ("{outcome=\"gone\"}", self.gone.get()),
                ("{outcome=\"given-up\"}", self.given_up.get()),
            ],
        );
        let reasons = self.not_delivered.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let reasons: Vec<(String, u64)> =
            reasons.into_iter().map(|(reason, count)| (format!("{{reason={reason:?}}}"), count)).collect();
        let reasons: Vec<(&str, u64)> =
            reasons.iter().map(|(labels, count)| (labels.as_str(), *count)).collect();
        metric("webhook_failures_total", "counter", "Webhooks that were not delivered, by why.", &reasons);
        metric("probes_running", "gauge", "Probes that run.", &[("", gauges.running.into())]);
        metric("sockets_open", "gauge", "Live views that are open.", &[("", gauges.sockets.into())]);
        metric(
            "probes_waiting",
            "gauge",
            "Probes that wait for a promised visit.",
            &[("", gauges.waiting.into())],
        );
        metric("results_kept", "gauge", "Results that are kept.", &[("", gauges.results)]);
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text() {
        let metrics = Metrics::default();
        metrics.probe_started(false);
        metrics.probe_started(true);
        metrics.probe_started(true);
        metrics.probe_ended(End::OutOfTime);
        metrics.told(Told::Delivered);
        metrics.told(Told::PutOff);
        metrics.not_told("private");
        for status in [200, 404, 429, 503, 500] {
            metrics.answered(status);
        }
        let text = metrics.render(&Gauges { running: 2, sockets: 3, results: 4, waiting: 5 });
        expect_test::expect![[r##"
            # HELP nosuch_probes_started_total Probes started.
            # TYPE nosuch_probes_started_total counter
            nosuch_probes_started_total{practice="false"} 1
            nosuch_probes_started_total{practice="true"} 2
            # HELP nosuch_probes_ended_total Probes ended, by how.
            # TYPE nosuch_probes_ended_total counter
            nosuch_probes_ended_total{end="complete"} 0
            nosuch_probes_ended_total{end="stopped"} 0
            nosuch_probes_ended_total{end="out-of-time"} 1
            nosuch_probes_ended_total{end="fault"} 0
            # HELP nosuch_sockets_opened_total Live views opened.
            # TYPE nosuch_sockets_opened_total counter
            nosuch_sockets_opened_total 0
            # HELP nosuch_sockets_slow_total Live views closed because their reader was too slow.
            # TYPE nosuch_sockets_slow_total counter
            nosuch_sockets_slow_total 0
            # HELP nosuch_answers_total Answers that are refusals or faults, by status.
            # TYPE nosuch_answers_total counter
            nosuch_answers_total{status="429"} 1
            nosuch_answers_total{status="503"} 1
            nosuch_answers_total{status="500"} 1
            # HELP nosuch_webhook_deliveries_total Attempts to deliver a webhook, by what came of them.
            # TYPE nosuch_webhook_deliveries_total counter
            nosuch_webhook_deliveries_total{outcome="delivered"} 1
            nosuch_webhook_deliveries_total{outcome="put-off"} 1
            nosuch_webhook_deliveries_total{outcome="gone"} 0
            nosuch_webhook_deliveries_total{outcome="given-up"} 0
            # HELP nosuch_webhook_failures_total Webhooks that were not delivered, by why.
            # TYPE nosuch_webhook_failures_total counter
            nosuch_webhook_failures_total{reason="private"} 1
            # HELP nosuch_probes_running Probes that run.
            # TYPE nosuch_probes_running gauge
            nosuch_probes_running 2
            # HELP nosuch_sockets_open Live views that are open.
            # TYPE nosuch_sockets_open gauge
            nosuch_sockets_open 3
            # HELP nosuch_probes_waiting Probes that wait for a promised visit.
            # TYPE nosuch_probes_waiting gauge
            nosuch_probes_waiting 5
            # HELP nosuch_results_kept Results that are kept.
            # TYPE nosuch_results_kept gauge
            nosuch_results_kept 4
        "##]]
        .assert_eq(&text);
    }
}
