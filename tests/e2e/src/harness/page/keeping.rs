//! What is kept of a page: pictures, and what its console says.

use std::fs;
use std::path::PathBuf;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;
use serde_json::json;

use super::{Page, Screen};

impl Page {
    /// A picture of what is to be seen, in `target/e2e/`.
    pub(crate) async fn picture(&self, label: &str) {
        let name = self.picture_name(label);
        self.save(&name).await;
    }

    /// The same of the whole page, however long.
    pub(crate) async fn whole_picture(&self, label: &str) {
        let screen = self.screen.get();
        let mut height = screen.height;
        // Parts that are as high as the window allows grow with it.
        for _ in 0..4 {
            let wanted: u32 = self.read("document.documentElement.scrollHeight").await;
            if wanted <= height {
                break;
            }
            height = wanted;
            self.view(Screen { height, ..screen }, self.dark.get()).await;
        }
        let name = self.picture_name(&format!("{label}-whole"));
        self.save(&name).await;
        self.view(screen, self.dark.get()).await;
    }

    fn picture_name(&self, label: &str) -> String {
        let scheme = if self.dark.get() { "-dark" } else { "" };
        format!("{}-{label}-{}{scheme}.png", self.story, self.screen.get().name)
    }

    async fn save(&self, name: &str) {
        let path = folder().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        let picture = self.browser.screenshot_as_png().await.expect("a picture");
        fs::write(&path, picture).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }

    /// Lets the page use the clipboard, as a visitor would who is asked.
    pub(crate) async fn permit_clipboard(&self) {
        let permissions = json!(["clipboardReadWrite", "clipboardSanitizedWrite"]);
        self.devtools(
            "Browser.grantPermissions",
            json!({ "permissions": permissions, "origin": self.origin }),
        )
        .await;
    }

    /// What was copied last.
    pub(crate) async fn clipboard(&self) -> String {
        self.until(
            "navigator.clipboard.readText().then((text) => { window.copied = text; }) && window.copied",
        )
        .await;
        self.read("window.copied").await
    }

    /// How many sheets of paper the page takes; what it looks like on them is kept in `target/e2e/`.
    pub(crate) async fn sheets(&self, label: &str) -> usize {
        let printed =
            self.devtools("Page.printToPDF", json!({ "paperWidth": 8.27, "paperHeight": 11.69 })).await;
        let pdf = BASE64.decode(printed["data"].as_str().expect("base64")).expect("base64");
        let name = self.picture_name(label).replace(".png", ".pdf");
        fs::write(folder().join(name), &pdf).expect("a file");
        let text = String::from_utf8_lossy(&pdf);
        text.matches("/Type /Page\n").count()
            + text.matches("/Type /Page>").count()
            + text.matches("/Type /Page/").count()
    }

    /// Lets the console say this in one of its lines. Chromium writes each answer of 4xx and each lost connection there.
    pub(crate) fn expect_in_console(&self, part: &'static str) {
        self.expected.borrow_mut().push(part);
    }

    /// What is wrong without being seen: errors and warnings in the console, breaches of the content security policy,
    /// requests to other hosts.
    pub(crate) async fn complaints(&self) -> Vec<String> {
        let log = self.browser.browser_log().await.expect("the console");
        let is_expected = |message: &str| self.expected.borrow().iter().any(|part| message.contains(part));
        let mut complaints: Vec<String> = log
            .into_iter()
            .filter(|entry| {
                matches!(entry.level.as_str(), "SEVERE" | "WARNING") && !is_expected(&entry.message)
            })
            .map(|entry| format!("console, {}: {}", entry.level, entry.message))
            .collect();
        for (kind, script) in
            [("content security policy", "visitor.violations()"), ("foreign host", "visitor.strangers()")]
        {
            let found: Vec<String> = self.read(script).await;
            let unexpected = found.into_iter().filter(|what| !is_expected(what));
            complaints.extend(unexpected.map(|what| format!("{kind}, {what}")));
        }
        complaints
    }

    /// Keeps what a failed story looked like at its end, as far as there is anything to keep.
    pub(in crate::harness) async fn keep_failure(&self, number: usize) {
        let Ok(picture) = self.browser.screenshot_as_png().await else { return };
        let source = self.browser.source().await.unwrap_or_default();
        let folder = folder().join("failed");
        let name = format!("{}-{number}", self.story);
        let kept = fs::create_dir_all(&folder)
            .and_then(|()| fs::write(folder.join(format!("{name}.png")), picture))
            .and_then(|()| fs::write(folder.join(format!("{name}.html")), source));
        // The story has failed already, and says why.
        drop(kept);
    }
}

/// Where pictures and axe-core are.
pub(in crate::harness) fn folder() -> PathBuf {
    let target = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    target.parent().expect("the target folder").join("e2e")
}
