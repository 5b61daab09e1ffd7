//! The frame of a story: it is set up, told, and taken down whatever happens.

use std::cell::RefCell;
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::rc::Rc;
use std::time::Duration;

use futures_util::FutureExt as _;
use tokio::time::timeout;

use super::driver::Driver;
use super::{Page, Screen, Site};

/// Longer than the slowest story takes on a busy machine.
const AT_MOST: Duration = Duration::from_secs(240);

/// A server, and browsers of visitors.
pub(crate) struct Stage {
    name: &'static str,
    pub(crate) site: RefCell<Site>,
    driver: Driver,
    pages: RefCell<Vec<Rc<Page>>>,
}

/// Tells a story. It has failed when it panics, takes too long, or leaves something in the console of a browser.
pub(crate) async fn story(name: &'static str, tell: impl AsyncFnOnce(&Stage)) {
    let stage = Stage {
        name,
        site: RefCell::new(Site::start().await),
        driver: Driver::start().await,
        pages: RefCell::default(),
    };
    let told = AssertUnwindSafe(timeout(AT_MOST, tell(&stage))).catch_unwind().await;
    let pages = stage.pages.take();
    let mut complaints = Vec::new();
    for (number, page) in pages.into_iter().enumerate() {
        match &told {
            Ok(Ok(())) => {
                let looked = AssertUnwindSafe(page.complaints()).catch_unwind().await;
                complaints.extend(looked.unwrap_or_else(|_| vec!["a browser is gone".to_owned()]));
            }
            _ => page.keep_failure(number).await,
        }
        if let Some(page) = Rc::into_inner(page) {
            page.close().await;
        }
    }
    match told {
        Err(panic) => resume_unwind(panic),
        Ok(Err(_)) => panic!("{name}: not over after {AT_MOST:?}"),
        Ok(Ok(())) => assert!(complaints.is_empty(), "{name}:\n{}", complaints.join("\n")),
    }
}

impl Stage {
    /// A visitor with a browser of their own.
    pub(crate) async fn visitor(&self, screen: Screen) -> Rc<Page> {
        let address = self.site.borrow().address();
        self.visitor_at(address, screen).await
    }

    /// The same, who finds the site at another address.
    pub(crate) async fn visitor_at(&self, address: SocketAddr, screen: Screen) -> Rc<Page> {
        let browser = self.driver.browser().await;
        let page = Rc::new(Page::new(browser, self.name, format!("http://{address}"), screen).await);
        self.pages.borrow_mut().push(Rc::clone(&page));
        page
    }
}
