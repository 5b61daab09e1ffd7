//! What a document is made of, apart from its form.

/// A document for one reader.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// What it is about, in a line.
    pub title: String,
    /// Its parts, in order.
    pub blocks: Vec<Block>,
}

/// A part of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// Begins a section.
    Heading(String),
    /// Begins a section that is left out on paper.
    Detail(String),
    /// A paragraph.
    Paragraph(Vec<Span>),
    /// Points, or steps where their order counts.
    List {
        /// Whether the order counts.
        is_ordered: bool,
        /// Each point has a first paragraph, and may have more parts; never another list.
        items: Vec<Vec<Self>>,
    },
    /// Something to copy, or a conversation, as it is.
    Verbatim(String),
    /// Names and values.
    Facts {
        /// What follows a name where they stand in a line: French has a blank before it.
        colon: &'static str,
        /// The names with their values.
        facts: Vec<(String, Vec<Span>)>,
    },
    /// A table with a line of headings.
    Table {
        /// The headings.
        head: Vec<String>,
        /// The lines, each with as many cells.
        rows: Vec<Vec<Span>>,
    },
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Span {
    /// Words of ours, or of anybody.
    Text(String),
    /// What was on the wire, a name, a setting: shown in a type of its own.
    Code(String),
    /// Another page.
    Link {
        /// What it is called.
        label: String,
        /// Where it is: http or https, anything else is shown as text.
        url: String,
    },
}

impl Span {
    /// Words.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Something from the wire.
    pub fn code(text: impl Into<String>) -> Self {
        Self::Code(text.into())
    }

    /// A link, or its text where it leads to no web page.
    pub fn link(label: &str, url: &str) -> Self {
        let is_web = ["https://", "http://"].iter().any(|scheme| url.starts_with(scheme));
        match is_web && !url.contains(|c: char| c.is_whitespace() || c.is_control()) {
            true => Self::Link { label: label.to_owned(), url: url.to_owned() },
            false => Self::Text(label.to_owned()),
        }
    }
}

impl Document {
    /// An empty one.
    pub(crate) fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), blocks: Vec::new() }
    }

    pub(crate) fn heading(&mut self, text: &str) {
        self.blocks.push(Block::Heading(text.to_owned()));
    }

    pub(crate) fn detail(&mut self, text: &str) {
        self.blocks.push(Block::Detail(text.to_owned()));
    }

    pub(crate) fn paragraph(&mut self, text: impl Into<String>) {
        let text = text.into();
        if !text.is_empty() {
            self.blocks.push(Block::paragraph(text));
        }
    }

    pub(crate) fn points(&mut self, is_ordered: bool, items: Vec<Vec<Block>>) {
        if !items.is_empty() {
            self.blocks.push(Block::List { is_ordered, items });
        }
    }
}

impl Block {
    /// A paragraph of words.
    pub(crate) fn paragraph(text: impl Into<String>) -> Self {
        Self::Paragraph(vec![Span::text(text)])
    }
}
