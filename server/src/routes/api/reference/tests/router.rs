//! What the router answers is described, and what is described it answers.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::config::{Config, Limits};
use crate::routes::api::reference::document;
use crate::routes::api::reference::schema::operations;
use crate::routes::{self, tests::app};

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// The paths that programs call, as the router itself knows them.
fn routes(router: &Router) -> Vec<String> {
    let shown = format!("{router:?}");
    let texts = shown.split('"').skip(1).step_by(2);
    let mut paths: Vec<String> = texts
        .filter(|text| ["/api", "/r/", "/oembed"].iter().any(|prefix| text.starts_with(prefix)))
        .map(ToOwned::to_owned)
        .collect();
    paths.sort_unstable();
    paths.dedup();
    paths.retain(|path| !path.contains("__private"));
    paths
}

/// Whether a described path is one of this route; both have parameters in braces.
fn is_of(route: &str, described: &str) -> bool {
    let (mut route, mut described) = (route.split('/'), described.split('/'));
    loop {
        match (route.next(), described.next()) {
            (None, None) => return true,
            (Some(route), Some(described)) if route.starts_with('{') == described.starts_with('{') => {
                if !route.starts_with('{') && route != described {
                    return false;
                }
            }
            _ => return false,
        }
    }
}

async fn differences(router: &Router, routes: &[String], document: &Value) -> Vec<String> {
    let described: Vec<&str> =
        document["paths"].as_object().into_iter().flatten().map(|(path, _)| path.as_str()).collect();
    let mut found = Vec::new();
    for route in routes.iter().filter(|route| !described.iter().any(|path| is_of(route, path))) {
        // A folder of routes is one to the router, and leads nowhere.
        let mut is_answered = false;
        for method in METHODS {
            is_answered |= answers(router, method, route).await;
        }
        if is_answered {
            found.push(format!("{route} is not described"));
        }
    }
    for path in described {
        if !routes.iter().any(|route| is_of(route, path)) {
            found.push(format!("{path} is answered by no route"));
        }
        let real = path
            .replace("{id}", "AAAAAAAAAAAAAAAAAAAAAA")
            .replace("{verdict}", "accepts-unknown")
            .replace("{ending}", "md");
        for method in METHODS {
            let is_answered = answers(router, method, &real).await;
            let is_described =
                operations(document).any(|(of, described, _)| of == path && described == method);
            match (is_described, is_answered) {
                (true, false) => found.push(format!("{method} {path} is not answered")),
                (false, true) => found.push(format!("{method} {path} is not described")),
                _ => {}
            }
        }
    }
    found
}

async fn answers(router: &Router, method: &str, path: &str) -> bool {
    let request = Request::builder().method(method.to_uppercase().as_str()).uri(path).body(Body::empty());
    let answer = router.clone().oneshot(request.expect("a request")).await.expect("always answers");
    match answer.status() {
        StatusCode::METHOD_NOT_ALLOWED => false,
        StatusCode::NOT_FOUND => {
            let body = to_bytes(answer.into_body(), 1 << 16).await.expect("a body");
            !body.windows(22).any(|part| part == b"/problems/unknown-path")
        }
        _ => true,
    }
}

fn router() -> Router {
    let limits = Limits { misses_per_minute: 1000, ..Limits::default() };
    routes::public(app(Config { limits, ..Config::default() }))
}

#[tokio::test]
async fn router_and_description_are_the_same() {
    let router = router();
    let routes = routes(&router);
    assert!(routes.len() >= 9 && routes.contains(&"/api/probes/{id}/events".to_owned()), "{routes:?}");
    assert_eq!(differences(&router, &routes, document()).await, Vec::<String>::new());
}

#[tokio::test]
async fn what_is_missing_on_either_side_is_found() {
    let router = router();
    let more = router.clone().merge(Router::new().route("/api/new", axum::routing::get(async || "")));
    assert_eq!(differences(&more, &routes(&more), document()).await, ["/api/new is not described"]);
    let routes = routes(&router);
    for (path, method, expected) in [
        ("/api/elsewhere", "get", "/api/elsewhere is answered by no route"),
        ("/elsewhere", "get", "/elsewhere is answered by no route"),
        ("/api/site", "post", "post /api/site is not answered"),
    ] {
        let mut document = document().clone();
        document["paths"][path][method] = json!({});
        let found = differences(&router, &routes, &document).await;
        assert!(found.contains(&expected.to_owned()), "{expected}: {found:?}");
    }
    let mut document = document().clone();
    let removed =
        document["paths"]["/api/probes/{id}"].as_object_mut().and_then(|methods| methods.remove("delete"));
    assert!(removed.is_some());
    let found = differences(&router, &routes, &document).await;
    assert_eq!(found, ["delete /api/probes/{id} is not described"]);
}
