//! The page in every language: chosen by the browser, by a link or in the page, and what a language must not break.

use words::{Language, Page as Says, Practice, Words};

use crate::harness::{Page, Screen, assert_accessible, story};

/// What is written on the page, as a visitor reads it: all blanks are alike.
fn says(language: Language, key: impl Into<words::Key>) -> String {
    Words::of(language).get(key).replace('\u{a0}', " ")
}

async fn choose(page: &Page, language: Language) {
    let code = language.code();
    page.press_element(&format!("document.querySelector('header select option[lang={code}]')")).await;
    page.until(&format!("document.documentElement.lang === '{code}'")).await;
}

#[tokio::test]
async fn to_german_and_back_without_a_reload() {
    story("languages-switch", async |stage| {
        let page = stage.visitor(Screen::DESKTOP).await;
        page.go("/").await;
        page.until("visitor.control('rejects')").await;
        page.fill_in("Domain or address", "my.com").await;
        page.read::<bool>("window.same = true").await;
        choose(&page, Language::German).await;
        page.sees(&says(Language::German, Says::Question)).await;
        assert_eq!(page.value("Domain oder Adresse").await, "my.com", "what was typed stays");
        // What the server says changes as well.
        page.press(&says(Language::German, Practice::TwoMx)).await;
        page.sees("Fertig nach").await;
        page.sees("mx2.two-mx.example nimmt Post für Leute an, die es nicht gibt.").await;
        page.picture("german").await;
        choose(&page, Language::English).await;
        page.sees("Finished after").await;
        page.sees("mx2.two-mx.example takes mail for people who do not exist.").await;
        page.sees("connecting to port 25").await;
        assert!(page.read::<bool>("window.same").await, "without a reload");
        choose(&page, Language::German).await;
        page.reload().await;
        page.sees("Fertig nach").await;
        // A refusal comes from the server, in the language of the page and not in that of the browser.
        page.expect_in_console("status of 400");
        page.go("/").await;
        page.fill_in("Domain oder Adresse", "co.uk").await;
        page.press("Test starten").await;
        page.sees("co.uk ist ein öffentliches Suffix").await;
    })
    .await;
}

#[tokio::test]
async fn a_link_asks_for_a_language() {
    story("languages-link", async |stage| {
        let page = stage.visitor(Screen::DESKTOP).await;
        page.go("/?domain=my.com&lang=fr").await;
        page.sees(&says(Language::French, Says::Question)).await;
        page.until("document.documentElement.lang === 'fr'").await;
        assert_eq!(page.path().await, "/?domain=my.com", "what comes next is chosen in the page");
        assert_eq!(page.value("Domaine ou adresse").await, "my.com");
        page.go("/?lang=ja").await;
        page.sees(&says(Language::French, Says::Question)).await;
    })
    .await;
}

#[tokio::test]
async fn the_browser_says_what_its_visitor_speaks() {
    story("languages-browser", async |stage| {
        let page = stage.visitor(Screen::DESKTOP).await;
        page.speaks("es-MX,es,en").await;
        page.go("/").await;
        // From the first paint on, which is the server's.
        let first: String = page.read("await fetch('/').then((answer) => answer.text())").await;
        assert!(first.contains("<html lang=\"es\"") && first.contains("Iniciar la prueba"), "{first}");
        page.until("visitor.control('rechaza')").await;
        page.sees(&says(Language::Spanish, Says::Question)).await;
        page.speaks("ja,it").await;
        page.go("/").await;
        page.until("visitor.control('rejects')").await;
    })
    .await;
}

#[tokio::test]
async fn every_language_has_room_and_no_barriers() {
    story("languages-room", async |stage| {
        let page = stage.visitor(Screen::DESKTOP).await;
        for language in Language::ALL {
            let code = language.code();
            page.go(&format!("/?lang={code}")).await;
            let chip = says(language, Practice::TwoMx);
            page.until(&format!("visitor.control('{chip}')")).await;
            look(&page, &format!("form-{code}")).await;
            page.press(&chip).await;
            let finished = says(language, Says::EndedComplete);
            page.sees(finished.trim_end_matches("{0}").trim_end()).await;
            look(&page, &format!("result-{code}")).await;
            page.go("/paste").await;
            page.until(&format!("visitor.control('{}')", says(language, Says::Judge))).await;
            look(&page, &format!("paste-{code}")).await;
        }
    })
    .await;
}

async fn look(page: &Page, state: &str) {
    for (screen, dark) in [(Screen::PHONE, true), (Screen::NARROW, false), (Screen::DESKTOP, false)] {
        page.view(screen, dark).await;
        let wider: i64 = page.read("document.documentElement.scrollWidth - innerWidth").await;
        assert!(wider <= 0, "{state}, {}: {wider} pixels wider than the screen", screen.name);
        assert_accessible(page, &format!("{state}, {}, dark {dark}", screen.name)).await;
        page.picture(state).await;
    }
}
