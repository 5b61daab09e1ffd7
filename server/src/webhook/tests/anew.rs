//! What becomes of a message whose result is deleted, and of the next one of the same id.

use std::collections::BTreeSet;

use super::*;

#[tokio::test]
async fn a_deleted_result_is_not_told() {
    let portal = Portal::new(&["500 Oops", TAKEN]).await;
    let scene = Scene::new(portal.address, ANY, SECRET);
    let id = scene.ended(End::Complete).await;
    scene.look().await;
    assert_eq!(portal.received().len(), 1);
    scene.delete(&id).await;
    scene.pass(100);
    scene.look().await;
    assert_eq!(portal.received().len(), 1);
}

/// With an idempotency key that is used again. Who passes over what came before must not lose it.
#[tokio::test]
async fn a_probe_that_is_begun_anew_is_told_anew() {
    let portal = Portal::new(&[TAKEN]).await;
    let scene = Scene::new(portal.address, ANY, SECRET);
    let id = scene.ended(End::Complete).await;
    scene.look().await;
    scene.delete(&id).await;
    let lease = scene.begun(&id).await;
    scene.store.finish(lease, End::Stopped).await.expect("sealed");
    scene.look().await;
    let told = portal.received();
    let told: Vec<_> =
        told.iter().map(|told| (told.json()["id"].clone(), told.json()["end"].clone())).collect();
    assert_eq!(told, ["complete", "stopped"].map(|end| (id.as_str().into(), end.into())));
    let names: BTreeSet<_> =
        portal.received().iter().map(|told| told.field("webhook-id").to_owned()).collect();
    assert_eq!(names.len(), 2, "{names:?}");
}

/// The result is deleted and its probe begun anew between taking the entry and reading the result.
#[tokio::test]
async fn a_probe_that_is_begun_anew_is_not_told_early() {
    let portal = Portal::new(&[TAKEN]).await;
    let scene = Scene::new(portal.address, ANY, SECRET);
    let id = scene.ended(End::Complete).await;
    let earlier = scene.store.take_deliveries(9, GRACE).await.expect("asked").remove(0);
    scene.delete(&id).await;
    let lease = scene.begun(&id).await;
    scene.webhook.0.deliver(earlier).await;
    assert!(portal.received().is_empty());
    scene.store.finish(lease, End::Stopped).await.expect("sealed");
    scene.look().await;
    assert_eq!(portal.received().len(), 1);
}
