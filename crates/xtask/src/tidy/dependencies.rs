//! Which crate may use which: the architecture, compared with what Cargo sees.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, Metadata};

use super::Finding;

/// A crate and those of ours that it may use. An addition changes the architecture and goes with a change of
/// ARCHITECTURE.md.
const ALLOWED: [(&str, &[&str]); 19] = [
    // Pure tier: no sockets, no clock, no randomness.
    ("smtp", &[]),
    ("words", &[]),
    ("transcript", &["smtp", "words"]),
    ("diagnosis", &["smtp", "transcript", "words"]),
    // Not for the page, which would carry the texts; nor for `wire`, through which it would.
    ("remedies", &["diagnosis", "words"]),
    ("wire", &["diagnosis", "transcript", "words"]),
    ("export", &["diagnosis", "smtp", "transcript", "wire", "words"]),
    // Effect tier.
    ("guard", &["smtp"]),
    ("dns", &["smtp", "transcript", "words"]),
    ("probe", &["dns", "guard", "smtp", "transcript", "words"]),
    ("store", &["diagnosis", "transcript"]),
    (
        "server",
        &[
            "diagnosis",
            "dns",
            "export",
            "guard",
            "probe",
            "remedies",
            "smtp",
            "store",
            "transcript",
            "wire",
            "words",
        ],
    ),
    (
        "cli",
        &[
            "diagnosis",
            "dns",
            "export",
            "guard",
            "probe",
            "remedies",
            "server",
            "smtp",
            "transcript",
            "wire",
            "words",
        ],
    ),
    ("web", &["diagnosis", "smtp", "transcript", "wire", "words"]),
    // It writes the sentences into files for the page.
    ("xtask", &["words"]),
    // Tests: everything native.
    (
        "support",
        &[
            "diagnosis",
            "dns",
            "export",
            "guard",
            "probe",
            "remedies",
            "server",
            "smtp",
            "store",
            "transcript",
            "wire",
            "words",
        ],
    ),
    ("integration", WHOLE),
    ("e2e", WHOLE),
    ("lab", WHOLE),
];

const WHOLE: &[&str] = &[
    "cli",
    "diagnosis",
    "dns",
    "export",
    "guard",
    "probe",
    "remedies",
    "server",
    "smtp",
    "store",
    "support",
    "transcript",
    "wire",
    "words",
];

/// Any crate's tests may use this one.
const TEST_SUPPORT: &str = "support";

const PURE: [&str; 7] = ["smtp", "words", "transcript", "diagnosis", "remedies", "wire", "export"];

/// What a pure crate would get its sockets, clock or randomness from.
const EFFECTS: [&str; 9] =
    ["fastrand", "getrandom", "hyper", "mio", "rand", "reqwest", "rustls", "socket2", "tokio"];

/// The packages, reduced to what the rules ask.
#[derive(Default)]
pub(super) struct Graph {
    /// Our packages and their manifests, as paths from the top of the repository.
    pub(super) manifests: BTreeMap<String, String>,
    declared: Vec<Declared>,
    /// Who uses whom when built, not tested; packages of others included, versions of one package taken together.
    resolved: BTreeMap<String, BTreeSet<String>>,
}

struct Declared {
    from: String,
    to: String,
    kind: DependencyKind,
}

impl Graph {
    pub(super) fn new(metadata: &Metadata) -> Self {
        let mut graph = Self::default();
        for package in metadata.workspace_packages() {
            let path = &package.manifest_path;
            let path = path.strip_prefix(&metadata.workspace_root).unwrap_or(path);
            graph.manifests.insert(package.name.to_string(), path.as_str().replace('\\', "/"));
            graph.declared.extend(package.dependencies.iter().map(|dependency| Declared {
                from: package.name.to_string(),
                to: dependency.name.clone(),
                kind: dependency.kind,
            }));
        }
        for node in metadata.resolve.iter().flat_map(|resolve| &resolve.nodes) {
            let uses = graph.resolved.entry(metadata[&node.id].name.to_string()).or_default();
            let built = |dep: &&cargo_metadata::NodeDep| {
                dep.dep_kinds.iter().any(|kind| kind.kind == DependencyKind::Normal)
            };
            uses.extend(node.deps.iter().filter(built).map(|dep| metadata[&dep.pkg].name.to_string()));
        }
        graph
    }

    fn manifest<'a>(&'a self, package: &'a str) -> &'a str {
        self.manifests.get(package).map_or(package, String::as_str)
    }
}

/// Our crates use only those of our crates that the table allows.
pub(super) fn edges(graph: &Graph) -> Vec<Finding> {
    let allowed: BTreeMap<&str, &[&str]> = ALLOWED.into_iter().collect();
    let unknown = graph.manifests.iter().filter(|(name, _)| !allowed.contains_key(name.as_str())).map(
        |(name, manifest)| {
            Finding::file(
                manifest,
                format!("`{name}` has no row in the table of crates/xtask/src/tidy/dependencies.rs"),
            )
        },
    );
    let forbidden = graph
        .declared
        .iter()
        .filter(|edge| graph.manifests.contains_key(&edge.to) && edge.from != edge.to)
        .filter(|edge| allowed.get(edge.from.as_str()).is_some_and(|row| !row.contains(&edge.to.as_str())))
        .filter(|edge| !(edge.kind == DependencyKind::Development && edge.to == TEST_SUPPORT))
        .map(|edge| {
            let (from, to) = (&edge.from, &edge.to);
            Finding::file(graph.manifest(from), format!("`{from}` must not depend on `{to}`"))
        });
    unknown.chain(forbidden).collect()
}

/// The pure tier reaches nothing that has effects, however indirectly.
pub(super) fn purity(graph: &Graph) -> Vec<Finding> {
    PURE.into_iter()
        .flat_map(|package| {
            let found = EFFECTS.into_iter().filter_map(move |effect| way(&graph.resolved, package, effect));
            found.map(move |way| {
                let message = format!("`{package}` is pure and must not reach: {}", way.join(" -> "));
                Finding::file(graph.manifest(package), message)
            })
        })
        .collect()
}

/// A shortest way from one package to another, so that a finding says who brought the guest.
fn way<'a>(uses: &'a BTreeMap<String, BTreeSet<String>>, from: &'a str, to: &str) -> Option<Vec<&'a str>> {
    let mut reached_from: BTreeMap<&str, &str> = BTreeMap::new();
    let mut border = vec![from];
    while !border.is_empty() {
        let mut next = Vec::new();
        for package in border {
            for used in uses.get(package).into_iter().flatten().map(String::as_str) {
                if used == from || reached_from.contains_key(used) {
                    continue;
                }
                reached_from.insert(used, package);
                next.push(used);
                if used == to {
                    let mut way: Vec<&str> =
                        std::iter::successors(Some(used), |package| reached_from.get(package).copied())
                            .collect();
                    way.reverse();
                    return Some(way);
                }
            }
        }
        border = next;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    use DependencyKind::{Build, Development, Normal};

    fn graph(declared: &[(&str, &str, DependencyKind)]) -> Graph {
        let mut graph = Graph::default();
        for (from, to, kind) in declared {
            for name in [from, to] {
                if !name.starts_with("foreign") {
                    graph.manifests.insert((*name).to_owned(), format!("crates/{name}/Cargo.toml"));
                }
            }
            graph.declared.push(Declared { from: (*from).to_owned(), to: (*to).to_owned(), kind: *kind });
        }
        graph
    }

    #[test]
    fn only_the_edges_of_the_table_pass() {
        for (from, to, kind, passes) in [
            ("transcript", "smtp", Normal, true),
            ("smtp", "transcript", Normal, false),
            ("smtp", "transcript", Development, false),
            ("wire", "smtp", Normal, false),
            ("guard", "support", Development, true),
            ("guard", "support", Normal, false),
            ("guard", "support", Build, false),
            ("server", "web", Normal, false),
            ("web", "server", Normal, false),
            ("web", "wire", Normal, true),
            ("web", "remedies", Normal, false),
            ("wire", "remedies", Normal, false),
            ("cli", "server", Normal, true),
            ("lab", "cli", Development, true),
            ("smtp", "foreign-crate", Normal, true),
        ] {
            let findings = edges(&graph(&[(from, to, kind)]));
            assert_eq!(findings.is_empty(), passes, "{from} -> {to}: {findings:?}");
        }
    }

    #[test]
    fn a_crate_without_a_row_is_found() {
        let findings = edges(&graph(&[("novelty", "foreign", Normal)]));
        assert_eq!(findings.len(), 1);
        assert!(findings[0].to_string().starts_with("crates/novelty/Cargo.toml: `novelty` has no row"));
    }

    #[test]
    fn an_indirect_effect_is_found_with_its_way() {
        let mut graph = graph(&[("wire", "foreign", Normal)]);
        let mut uses = |from: &str, to: &str| {
            graph.resolved.entry(from.to_owned()).or_default().insert(to.to_owned());
        };
        uses("wire", "serde_json");
        uses("wire", "foreign");
        uses("foreign", "wire");
        uses("foreign", "foreign-sockets");
        uses("foreign-sockets", "mio");
        uses("server", "tokio");
        let findings = purity(&graph);
        assert_eq!(findings.len(), 1, "{findings:?}");
        assert_eq!(
            findings[0].to_string(),
            "crates/wire/Cargo.toml: `wire` is pure and must not reach: wire -> foreign -> foreign-sockets -> mio"
        );
    }
}
