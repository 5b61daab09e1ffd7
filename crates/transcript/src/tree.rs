//! Reading JSON by way of a tree.
//!
//! serde derives a reader of its own for each type and each format, three visitors at a time: for the events alone
//! that was a sixth of what the page weighs. Here a text becomes a [`Tree`] first, and
//! each type picks its fields out of it with [`FromTree`]. The form on the wire is the one that serde's derived
//! `Serialize` writes: a struct is an object, an enum its name, or an object with its name as the only key.
//!
//! [`readable!`](crate::readable) implements both [`FromTree`] and `Deserialize`,
//! [`readable_names!`](crate::readable_names) the former, for enums whose `Deserialize` is derived.

mod json;

pub use json::object;

use std::fmt;
use std::net::{IpAddr, SocketAddr};

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use smtp::address::{Domain, Mailbox};
use smtp::bytes::Wire;
use smtp::reply::Reply;

/// A JSON text, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tree {
    /// `null`, and numbers that we never write: negative ones and fractions.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Number(u64),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Self>),
    /// An object.
    Fields(Fields),
}

/// The fields of an object, in the order in which they stood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(Vec<(String, Tree)>);

/// A tree is not what it is read as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unreadable {
    /// The innermost field that is missing or something else; empty where it has no name.
    pub field: &'static str,
}

/// What can be read from a tree.
pub trait FromTree: Sized {
    /// Reads it; texts are taken out of the tree. Whoever has the tree drops it, once and not in every reader.
    ///
    /// # Errors
    /// [`Unreadable`] when the tree is something else, or a part is missing that is not optional.
    fn from_tree(tree: &mut Tree) -> Result<Self, Unreadable>;
}

impl Tree {
    /// The fields of an object.
    ///
    /// # Errors
    /// [`Unreadable`] when it is none.
    pub fn fields(&mut self) -> Result<&mut Fields, Unreadable> {
        match self {
            Self::Fields(fields) => Ok(fields),
            _ => Err(Unreadable::default()),
        }
    }

    /// The name of a variant, and what it holds: `nothing` where that is nothing.
    ///
    /// # Errors
    /// [`Unreadable`] when it is neither a string nor an object with one key.
    pub fn variant<'a>(&'a mut self, nothing: &'a mut Self) -> Result<(&'a str, &'a mut Self), Unreadable> {
        match self {
            Self::Text(name) => Ok((name, nothing)),
            Self::Fields(Fields(fields)) => match fields.as_mut_slice() {
                [(name, content)] => Ok((name, content)),
                _ => Err(Unreadable::default()),
            },
            _ => Err(Unreadable::default()),
        }
    }

    fn text(&self) -> Result<&str, Unreadable> {
        match self {
            Self::Text(text) => Ok(text),
            _ => Err(Unreadable::default()),
        }
    }

    fn number(&self) -> Result<u64, Unreadable> {
        match self {
            Self::Number(number) => Ok(*number),
            _ => Err(Unreadable::default()),
        }
    }
}

impl Fields {
    /// Reads a field.
    ///
    /// # Errors
    /// [`Unreadable`] when it is missing and not optional, or something else.
    pub fn read<T: FromTree>(&mut self, name: &'static str) -> Result<T, Unreadable> {
        let mut nothing = Tree::Null;
        T::from_tree(self.field(name).unwrap_or(&mut nothing)).map_err(|error| match error.field {
            "" => Unreadable { field: name },
            _ => error,
        })
    }

    fn field(&mut self, name: &str) -> Option<&mut Tree> {
        self.0.iter_mut().find(|(field, _)| field == name).map(|(_, tree)| tree)
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("missing or not what it should be")?;
        if !self.field.is_empty() {
            f.write_str(": ")?;
            f.write_str(self.field)?;
        }
        Ok(())
    }
}

impl std::error::Error for Unreadable {}

/// For what reads itself from a string: which string it was would only make the page larger.
impl serde::de::Error for Unreadable {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::default()
    }
}

impl FromTree for bool {
    fn from_tree(tree: &mut Tree) -> Result<Self, Unreadable> {
        match tree {
            Tree::Bool(value) => Ok(*value),
            // What is mostly false is written only where it is true.
            Tree::Null => Ok(false),
            _ => Err(Unreadable::default()),
        }
    }
}

impl FromTree for u64 {
    fn from_tree(tree: &mut Tree) -> Result<Self, Unreadable> {
        tree.number()
    }
}

impl FromTree for u32 {
    fn from_tree(tree: &mut Tree) -> Result<Self, Unreadable> {
        Self::try_from(tree.number()?).map_err(|_| Unreadable::default())
    }
}

impl FromTree for u16 {
    fn from_tree(tree: &mut Tree) -> Result<Self, Unreadable> {
        Self::try_from(tree.number()?).map_err(|_| Unreadable::default())
    }
}

impl FromTree for String {
    fn from_tree(tree: &mut Tree) -> Result<Self, Unreadable> {
        match tree {
            Tree::Text(text) => Ok(std::mem::take(text)),
            _ => Err(Unreadable::default()),
        }
    }
}

impl FromTree for Reply {
    fn from_tree(tree: &mut Tree) -> Result<Self, Unreadable> {
        Wire::from_tree(tree).map(Self::from)
    }
}

impl<T: FromTree> FromTree for Option<T> {
    fn from_tree(tree: &mut Tree) -> Result<Self, Unreadable> {
        match tree {
            Tree::Null => Ok(None),
            tree => T::from_tree(tree).map(Some),
        }
    }
}

impl<T: FromTree> FromTree for Vec<T> {
    fn from_tree(tree: &mut Tree) -> Result<Self, Unreadable> {
        let list = match tree {
            Tree::List(list) => list,
            // An empty one may be left out.
            Tree::Null => return Ok(Self::new()),
            _ => return Err(Unreadable::default()),
        };
        let mut read = Self::with_capacity(list.len());
        for tree in list {
            read.push(T::from_tree(tree)?);
        }
        Ok(read)
    }
}

/// Implements [`FromTree`] for types that are written as a string, by the function that reads it.
macro_rules! readable_text {
    ($($type:ty => $read:expr),+ $(,)?) => {$(
        impl FromTree for $type {
            fn from_tree(tree: &mut Tree) -> Result<Self, Unreadable> {
                let read: fn(&str) -> Option<Self> = $read;
                read(tree.text()?).ok_or_else(Unreadable::default)
            }
        }
    )+};
}

readable_text! {
    IpAddr => |text| text.parse().ok(),
    SocketAddr => |text| text.parse().ok(),
    Domain => |text| Self::parse(text).ok(),
    Mailbox => |text| Self::parse(text).ok(),
    Wire => Self::from_escaped,
}

/// Reads one of these values by its name; `names` are theirs, parted by spaces.
///
/// # Errors
/// [`Unreadable`] when the tree is no string, or no such name.
pub fn named<T: Copy>(tree: &Tree, names: &str, values: &[T]) -> Result<T, Unreadable> {
    let place = place(tree.text()?, names);
    place.and_then(|place| values.get(place)).copied().ok_or_else(Unreadable::default)
}

/// Where a name stands in a list.
#[inline(never)]
fn place(name: &str, names: &str) -> Option<usize> {
    names.split(' ').position(|known| known == name)
}

/// Implements [`FromTree`] for enums without content, by the names that their variants have on the wire.
#[macro_export]
macro_rules! readable_names {
    ($(enum $type:ident { $first:literal => $is:ident $(, $name:literal => $variant:ident)* $(,)? })+) => {$(
        impl $crate::tree::FromTree for $type {
            fn from_tree(tree: &mut $crate::tree::Tree) -> Result<Self, $crate::tree::Unreadable> {
                // Does not compile where one is missing.
                const _: fn($type) = |value| match value {
                    $type::$is $(| $type::$variant)* => (),
                };
                $crate::tree::named(
                    tree,
                    concat!($first $(, " ", $name)*),
                    &[Self::$is $(, Self::$variant)*],
                )
            }
        }
    )+};
}

/// Implements [`FromTree`] and `Deserialize`: for a struct by the names of its fields (`as` another one), for an
/// enum by the names that
/// its variants have on the wire, with their fields, `(..)` for one that holds another type.
#[macro_export]
macro_rules! readable {
    ($(struct $type:ident { $($field:ident $(as $name:literal)?),+ $(,)? })+) => {$(
        impl $crate::tree::FromTree for $type {
            fn from_tree(tree: &mut $crate::tree::Tree) -> Result<Self, $crate::tree::Unreadable> {
                let fields = tree.fields()?;
                Ok(Self { $($field: fields.read($crate::readable!(@name $field $($name)?))?),+ })
            }
        }

        $crate::readable!(@deserialize $type);
    )+};
    (enum $type:ident { $($name:literal => $variant:ident $content:tt),+ $(,)? }) => {
        impl $crate::tree::FromTree for $type {
            fn from_tree(tree: &mut $crate::tree::Tree) -> Result<Self, $crate::tree::Unreadable> {
                let mut nothing = $crate::tree::Tree::Null;
                let (name, content) = tree.variant(&mut nothing)?;
                match name {
                    $($name => $crate::readable!(@variant content, $variant $content),)+
                    _ => Err($crate::tree::Unreadable::default()),
                }
            }
        }

        $crate::readable!(@deserialize $type);
    };
    (@name $field:ident) => {
        stringify!($field)
    };
    (@name $field:ident $name:literal) => {
        $name
    };
    (@variant $tree:ident, $variant:ident (..)) => {
        $crate::tree::FromTree::from_tree($tree).map(Self::$variant)
    };
    (@variant $tree:ident, $variant:ident {}) => {
        Ok(Self::$variant)
    };
    (@variant $tree:ident, $variant:ident { $($field:ident),+ }) => {{
        let fields = $tree.fields()?;
        Ok(Self::$variant { $($field: fields.read(stringify!($field))?),+ })
    }};
    (@deserialize $type:ident) => {
        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let mut tree = <$crate::tree::Tree as serde::Deserialize>::deserialize(deserializer)?;
                $crate::tree::FromTree::from_tree(&mut tree).map_err(serde::de::Error::custom)
            }
        }
    };
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Whole)
    }
}

/// Takes everything.
struct Whole;

impl<'de> Visitor<'de> for Whole {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Tree, E> {
        Ok(Tree::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Tree, E> {
        Ok(Tree::Number(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Tree, E> {
        Ok(u64::try_from(value).map_or(Tree::Null, Tree::Number))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_str<E>(self, text: &str) -> Result<Tree, E> {
        Ok(Tree::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Tree, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Tree::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Tree, A::Error> {
        let mut fields = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            fields.push(entry);
        }
        Ok(Tree::Fields(Fields(fields)))
    }
}
