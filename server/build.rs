//! Makes the folder of the page, so that a server that is compiled before the page is built finds it afterwards:
//! `rust-embed` compiles in the real path of the folder, which one that is not there does not have.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // A source folder that cannot be written has no page to come.
    let _ = std::fs::create_dir_all("../dist");
}
