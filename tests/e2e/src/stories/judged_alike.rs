//! The browser and the server run the same `diagnose`: the whole corpus comes to the same in wasm and natively.

use std::fs;
use std::path::Path;

use diagnosis::{Diagnosis, diagnose};
use serde_json::json;
use transcript::Transcript;

use super::VERDICT;
use crate::harness::{Page, Screen, story};

/// Answers the page's question for the report of a probe with a stored transcript, and shows that probe.
async fn show(page: &Page, id: &str, transcript: &Transcript) {
    let report = json!({ "complete": true, "transcript": transcript.events() });
    page.read::<bool>(&format!(
        "(() => {{
            const fetched = window.fetched ??= window.fetch.bind(window);
            const report = {report};
            window.fetch = (request, init) => String(request.url ?? request) === '/api/probes/{id}'
                ? Promise.resolve(Response.json(report)) : fetched(request, init);
            history.pushState(null, '', '/r/{id}');
            return dispatchEvent(new PopStateEvent('popstate'));
        }})()"
    ))
    .await;
}

/// What is shown of a diagnosis: the sentence, then the codes of the verdict and of the findings.
async fn shown(page: &Page) -> (String, Vec<String>) {
    let headline = page.read("visitor.text('#verdict')").await;
    let codes = format!(
        "[...document.querySelectorAll('{VERDICT} code, [aria-labelledby=noticed] .lines code')].map((code) => code.innerText)"
    );
    (headline, page.read(&codes).await)
}

fn expected(diagnosis: &Diagnosis) -> (String, Vec<String>) {
    let verdict = diagnosis.verdict.map(|verdict| verdict.code().to_owned());
    let findings = diagnosis.findings.iter().map(|finding| finding.code.code().to_owned());
    (diagnosis.headline.clone(), verdict.into_iter().chain(findings).collect())
}

#[tokio::test]
async fn the_whole_corpus() {
    story("judged-alike", async |stage| {
        let page = stage.visitor(Screen::DESKTOP).await;
        page.go("/").await;
        page.until("visitor.control('rejects')").await;
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../crates/diagnosis/corpus/lab");
        let mut judged = 0;
        for entry in fs::read_dir(folder).expect("the corpus") {
            let path = entry.expect("an entry").path();
            let text = fs::read_to_string(&path).expect("a file");
            let transcript: Transcript = serde_json::from_str(&text).expect("events");
            let diagnosis = diagnose(&transcript, words::Words::ENGLISH).expect("a run that began");
            show(&page, &format!("stored{judged}"), &transcript).await;
            let address = serde_json::to_string(&diagnosis.test_address.to_string()).expect("a string");
            page.until(&format!("visitor.text('main').includes({address}) && visitor.text('#verdict')"))
                .await;
            assert_eq!(shown(&page).await, expected(&diagnosis), "{}", path.display());
            judged += 1;
        }
        assert!(judged >= 84, "only {judged} transcripts");
    })
    .await;
}
