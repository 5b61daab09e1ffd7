//! The page as a visitor has it: elements are found by what is written on them.

mod keeping;

use std::cell::{Cell, RefCell};
use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use thirtyfour::error::WebDriverErrorInner;
use thirtyfour::prelude::*;
use thirtyfour::{TypingData, WebDriver};

pub(super) use self::keeping::folder;

/// How long something may take that should happen at once.
const WAIT: Duration = Duration::from_secs(20);

/// The scripts of `visitor.js` are there under this name.
const VISITOR: &str = include_str!("visitor.js");

/// What the page is looked at with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Screen {
    pub(crate) name: &'static str,
    width: u32,
    height: u32,
    is_touched: bool,
}

impl Screen {
    pub(crate) const DESKTOP: Self = Self { name: "desktop", width: 1280, height: 900, is_touched: false };
    pub(crate) const PHONE: Self = Self { name: "phone", width: 390, height: 844, is_touched: true };
    /// A window enlarged to 400 %, as WCAG 2.2 criterion 1.4.10 measures it.
    pub(crate) const NARROW: Self = Self { name: "narrow", width: 320, height: 800, is_touched: false };
}

/// A browser with the page in it. All waiting has a deadline, and says in vain for what.
pub(crate) struct Page {
    browser: WebDriver,
    story: &'static str,
    origin: String,
    screen: Cell<Screen>,
    dark: Cell<bool>,
    expected: RefCell<Vec<&'static str>>,
}

impl Page {
    pub(super) async fn new(browser: WebDriver, story: &'static str, origin: String, screen: Screen) -> Self {
        let page = Self {
            browser,
            story,
            origin,
            screen: Cell::new(screen),
            dark: Cell::new(false),
            expected: RefCell::default(),
        };
        page.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": VISITOR })).await;
        page.view(screen, false).await;
        page
    }

    /// Shows the page on another screen, or in the other scheme. Nothing moves, so that there is nothing to wait for.
    pub(crate) async fn view(&self, screen: Screen, dark: bool) {
        self.screen.set(screen);
        self.dark.set(dark);
        let Screen { width, height, is_touched, .. } = screen;
        let metrics =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": is_touched });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
        self.devtools("Emulation.setTouchEmulationEnabled", json!({ "enabled": is_touched })).await;
        let scheme = if dark { "dark" } else { "light" };
        let media = json!({ "features": [
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ] });
        self.devtools("Emulation.setEmulatedMedia", media).await;
    }

    /// What the visitor has told the browser about languages, the best one first.
    pub(crate) async fn speaks(&self, languages: &str) {
        let agent: String = self.read("navigator.userAgent").await;
        let wanted = json!({ "userAgent": agent, "acceptLanguage": languages });
        self.devtools("Emulation.setUserAgentOverride", wanted).await;
    }

    async fn devtools(&self, method: &str, parameters: Value) -> Value {
        self.browser
            .cdp()
            .send_raw(method, parameters)
            .await
            .unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    // Going.

    pub(crate) async fn go(&self, path: &str) {
        let url = format!("{}{path}", self.origin);
        self.browser.goto(url).await.expect("the page loads");
    }

    pub(crate) async fn reload(&self) {
        self.browser.refresh().await.expect("the page loads again");
    }

    pub(crate) async fn back(&self) {
        self.browser.back().await.expect("back");
    }

    pub(crate) async fn forward(&self) {
        self.browser.forward().await.expect("forward");
    }

    /// What the address bar shows after the host.
    pub(crate) async fn path(&self) -> String {
        self.read("location.pathname + location.search + location.hash").await
    }

    // Doing.

    /// Clicks the button or link that reads so.
    pub(crate) async fn press(&self, label: &str) {
        self.press_element(&format!("visitor.control({})", json!(label))).await;
    }

    /// Clicks what a script finds; again when it was replaced between the finding and the click.
    pub(crate) async fn press_element(&self, expression: &str) {
        let deadline = Instant::now() + WAIT;
        loop {
            match self.element(expression).await.click().await {
                Ok(()) => return,
                Err(error) if is_stale(&error) && Instant::now() < deadline => {}
                Err(error) => panic!("{expression} cannot be clicked: {error}"),
            }
        }
    }

    /// Writes into the field with this label, in place of what was there; again when it was replaced in the middle of it.
    pub(crate) async fn fill_in(&self, label: &str, text: &str) {
        let deadline = Instant::now() + WAIT;
        loop {
            let field = self.element(&format!("visitor.field({})", json!(label))).await;
            let written = async {
                field.send_keys(Key::Control + "a").await?;
                match text {
                    "" => field.send_keys(Key::Delete).await,
                    text => field.send_keys(text).await,
                }
            };
            match written.await {
                Ok(()) => return,
                Err(error) if is_stale(&error) && Instant::now() < deadline => {}
                Err(error) => panic!("{label} cannot be filled in: {error}"),
            }
        }
    }

    /// Keys, to whatever has the focus.
    pub(crate) async fn keys(&self, keys: impl Into<TypingData>) {
        self.browser.action_chain().send_keys(keys).perform().await.expect("keys");
    }

    /// Shift and Tab.
    pub(crate) async fn tab_back(&self) {
        let chain = self.browser.action_chain().key_down(Key::Shift).send_keys(Key::Tab).key_up(Key::Shift);
        chain.perform().await.expect("keys");
    }

    /// Whether pages may run scripts, from the next one on.
    pub(crate) async fn run_scripts(&self, may: bool) {
        self.devtools("Emulation.setScriptExecutionDisabled", json!({ "value": !may })).await;
    }

    /// The live page does not come from the next one on: what the server wrote stays.
    pub(crate) async fn lose_the_module(&self) {
        self.devtools("Network.enable", json!({})).await;
        self.devtools("Network.setBlockedURLs", json!({ "urls": ["*.wasm"] })).await;
    }

    /// The page as it stands, in its source.
    pub(crate) async fn source(&self) -> String {
        self.browser.source().await.expect("a page")
    }

    /// Waits until the source of the page has a text in it, also where no scripts run.
    pub(crate) async fn source_says(&self, text: &str) {
        let deadline = Instant::now() + WAIT;
        loop {
            let source = self.source().await;
            if source.contains(text) {
                return;
            }
            assert!(Instant::now() < deadline, "waited in vain for {text} in {source}");
        }
    }

    /// From now on what stands in a frame is meant.
    pub(crate) async fn enter_frame(&self, selector: &str) {
        let frame = self.element(&format!("document.querySelector('{selector}')")).await;
        frame.enter_frame().await.expect("a frame");
    }

    /// From now on the page itself is meant again.
    pub(crate) async fn leave_frame(&self) {
        self.browser.enter_default_frame().await.expect("the page");
    }

    // Seeing.

    /// What a script gives, at once.
    pub(crate) async fn read<T: DeserializeOwned>(&self, expression: &str) -> T {
        let value = self.browser.execute(format!("return ({expression});"), Vec::new()).await;
        let value = value.unwrap_or_else(|error| panic!("{expression}: {error}"));
        value.convert().unwrap_or_else(|error| panic!("{expression} gives something else: {error}"))
    }

    /// What the server answers the page: the status and the content.
    pub(crate) async fn fetched(&self, path: &str) -> (u16, String) {
        let script = format!(
            "const done = arguments[0];
            fetch({}).then(async (answer) => done([answer.status, await answer.text()]), () => done([0, '']));",
            json!(path)
        );
        serde_json::from_value(self.run_async(&script).await).expect("a status and a content")
    }

    /// What the field with this label holds.
    pub(crate) async fn value(&self, label: &str) -> String {
        self.until(&format!("visitor.field({})", json!(label))).await;
        self.read(&format!("visitor.field({}).value", json!(label))).await
    }

    /// Waits until something is so.
    pub(crate) async fn until(&self, expression: &str) {
        self.wait(expression, WAIT).await;
    }

    /// Waits until the address begins so, also while the page is exchanged for another.
    pub(crate) async fn arrives(&self, path: &str) {
        let deadline = Instant::now() + WAIT;
        while !self.path().await.starts_with(path) {
            assert!(Instant::now() < deadline, "waited in vain for {path}; it is {}", self.path().await);
            tokio::task::yield_now().await;
        }
    }

    /// Waits until this is written somewhere on the page.
    pub(crate) async fn sees(&self, text: &str) {
        self.sees_within(text, WAIT).await;
    }

    pub(crate) async fn sees_within(&self, text: &str, limit: Duration) {
        self.wait(&format!("visitor.text('body').includes({})", json!(text)), limit).await;
    }

    /// Waits for an element.
    pub(crate) async fn element(&self, expression: &str) -> WebElement {
        let found = self.wait(expression, WAIT).await;
        WebElement::from_json(found, self.browser.handle().clone())
            .unwrap_or_else(|error| panic!("{expression} is no element: {error}"))
    }

    /// Looks again and again, in the browser itself, and gives what was found.
    async fn wait(&self, expression: &str, limit: Duration) -> Value {
        let script = format!(
            "const [limit, done] = arguments;
            const begun = performance.now();
            const look = () => {{
                let found = null;
                try {{ found = {expression}; }} catch (notYet) {{ }}
                if (found) done(found);
                else if (performance.now() - begun > limit) done(null);
                else setTimeout(look, 20);
            }};
            look();"
        );
        let limit_ms = u64::try_from(limit.as_millis()).unwrap_or(u64::MAX);
        let found = self.browser.execute_async(script, vec![json!(limit_ms)]).await;
        let found = found.unwrap_or_else(|error| panic!("{expression}: {error}")).json().clone();
        if found.is_null() {
            let shown: String = self.read("visitor.text('body')").await;
            panic!("waited {limit:?} in vain for {expression}; the page shows: {shown}");
        }
        found
    }

    /// From now on the page should not move by itself.
    pub(crate) async fn hold(&self) {
        self.read::<bool>("visitor.hold()").await;
    }

    /// Little has moved since [`Self::hold`]: the score of layout shifts is below what web vitals call good
    /// (<https://web.dev/articles/cls>).
    pub(crate) async fn assert_held(&self) {
        let moved: Vec<(f64, String)> = self.read("visitor.shifted()").await;
        let score: f64 = moved.iter().map(|(value, _)| value).sum();
        assert!(score < 0.1, "the layout shifted by {score}: {moved:#?}");
    }

    pub(super) async fn close(self) {
        // A browser that is gone already needs no closing.
        let _ = self.browser.quit().await;
    }

    pub(super) async fn run(&self, script: &str) {
        self.browser.execute(script, Vec::new()).await.expect("the script runs");
    }

    pub(super) async fn run_async(&self, script: &str) -> Value {
        let value = self.browser.execute_async(script, Vec::new()).await;
        value.expect("the script runs").json().clone()
    }
}

fn is_stale(error: &WebDriverError) -> bool {
    matches!(error.as_inner(), WebDriverErrorInner::StaleElementReference(_))
}
