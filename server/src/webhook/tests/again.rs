//! What is tried again: when, and for how long.

use std::fs;

use store::{Sqlite, SqliteFile};

use super::*;

/// However the receiver fails, it is tried again under the same name and with a fresh time, and nothing else is held up.
#[tokio::test]
async fn what_fails_is_tried_again() {
    for (answer, reason, pause) in [
        ("500 Oops", "status-5xx", 10),
        ("404 Not Found", "status-4xx", 10),
        ("301 Moved\r\nlocation: http://127.0.0.1:1/", "redirect", 10),
        ("503 Busy\r\nretry-after: 120", "status-5xx", 120),
        ("429 Slow down\r\nretry-after: 5", "status-4xx", 10),
    ] {
        let portal = Portal::new(&[answer, TAKEN]).await;
        let scene = Scene::new(portal.address, ANY, SECRET);
        scene.ended(End::Complete).await;
        scene.look().await;
        scene.pass(pause - 5);
        scene.look().await;
        assert_eq!(portal.received().len(), 1, "{answer}");
        scene.pass(6);
        scene.look().await;
        let received = portal.received();
        assert_eq!(received.len(), 2, "{answer}");
        assert_eq!(received[0].body, received[1].body, "the delivery keeps its name");
        assert!(received.iter().all(|received| received.is_signed(SECRET)));
        assert!(scene.counted(&format!("failures_total{{reason={reason:?}}} 1")), "{answer}");
        assert!(scene.counted("deliveries_total{outcome=\"put-off\"} 1"));
    }
}

/// Neither one that the end of its process broke off, nor one that was lost with it.
#[tokio::test]
async fn what_was_not_tried_to_the_end_lengthens_no_pause() {
    let portal = Portal::new(&["", "", "", "500 Oops", "500 Oops", TAKEN]).await;
    let scene = Scene::new(portal.address, ANY, SECRET);
    scene.ended(End::Complete).await;
    let next =
        || Scene::beside(Arc::clone(&scene.store), Arc::clone(&scene.ahead), portal.address, ANY, SECRET);
    for number in 1..=3 {
        let process = next();
        process.webhook.take_up_due().await;
        while portal.received().len() < number {
            tokio::task::yield_now().await;
        }
        process.webhook.close().await;
    }
    assert_eq!(scene.store.take_deliveries(9, GRACE).await.expect("asked").len(), 1);
    scene.pass(GRACE.as_secs() + 1);
    for (received, pause) in [(4, 10), (5, 60)] {
        scene.look().await;
        scene.pass(pause - 5);
        scene.look().await;
        assert_eq!(portal.received().len(), received);
        scene.pass(6);
    }
    scene.look().await;
    assert_eq!(portal.received().len(), 6);
}

/// The result cannot be read then, and nothing be noted.
#[tokio::test]
async fn a_store_that_does_not_answer_lengthens_no_pause() {
    let folder = std::env::temp_dir().join(format!("nosuch-webhook-store-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("can be made");
    let (portal, ahead) = (Portal::new(&["500 Oops"]).await, Arc::new(AtomicU64::new(0)));
    for _ in 0..3 {
        let file = SqliteFile::new(folder.join("results.sqlite"));
        let store = Sqlite::open(file, Settings::default(), clock(&ahead)).await.expect("opens");
        let store = Arc::new(store);
        let scene = Scene::beside(store.clone(), ahead.clone(), portal.address, ANY, SECRET);
        if store.usage().await.expect("asked").results == 0 {
            scene.ended(End::Complete).await;
        }
        let taken = store.take_deliveries(9, GRACE).await.expect("asked").remove(0);
        assert_eq!(taken.attempts, 0);
        store.close().await;
        scene.webhook.0.deliver(taken).await;
        scene.pass(GRACE.as_secs() + 1);
    }
    assert!(portal.received().is_empty());
    fs::remove_dir_all(folder).expect("can be removed");
}

/// Whatever the receiver asks for, the last attempt is at the end of a day.
#[tokio::test]
async fn nothing_is_tried_for_ever() {
    let hourly = (0..).map(|hour| 37 + 60 * hour).take_while(|minute| *minute < 1440);
    let hourly: Vec<u32> = [0, 1, 2, 7].into_iter().chain(hourly).chain([1440]).collect();
    for (answer, expected) in [
        ("500 Oops", hourly.as_slice()),
        ("429 Slow down\r\nretry-after: 36000", &[0, 600, 1200, 1440]),
        ("503 Busy\r\nretry-after: 86400", &[0, 1440]),
        ("503 Busy\r\nretry-after: 99999999999999999999999", &[0, 1440]),
        ("503 Busy\r\nretry-after: Fri, 31 Dec 2100 23:59:59 GMT", &[0, 1440]),
    ] {
        let portal = Portal::new(&[answer]).await;
        let scene = Scene::new(portal.address, ANY, SECRET);
        scene.ended(End::Complete).await;
        let mut attempts = Vec::new();
        for minute in 0..(30 * 60) {
            let before = portal.received().len();
            scene.look().await;
            if portal.received().len() > before {
                attempts.push(minute);
            }
            scene.pass(60);
        }
        assert_eq!(attempts, expected, "minutes: {answer}");
        assert!(scene.counted("deliveries_total{outcome=\"given-up\"} 1"), "{answer}");
        assert_eq!(scene.store.usage().await.expect("asked").results, 1, "the result stays");
    }
}
