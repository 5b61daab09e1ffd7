//! What the secret of the webhook is used for: signing messages, and sealing what the outbox has to know.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::hmac;
use store::{Key, SealedId};

use crate::secret::Secret;

/// What sets the uses of the secret apart. No signed content begins like one of these, since that begins with `msg_`.
const ID: &[u8] = b"nosuch webhook id";
const DELIVERY: &[u8] = b"nosuch webhook delivery";

/// Holds the secret.
pub(super) struct Signer(hmac::Key);

impl Signer {
    pub(super) fn new(secret: &[u8]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret))
    }

    /// The id of a result, for a store that shall not know it. Each result has a pad of its own, and there is one id of each
    /// result, so that no pad is used twice.
    pub(super) fn seal(&self, id: &Secret) -> SealedId {
        SealedId(self.padded(id.octets(), id.key()))
    }

    /// The id that was sealed for this result; none when it was sealed with another secret.
    pub(super) fn open(&self, SealedId(sealed): SealedId, key: Key) -> Option<Secret> {
        let id = Secret::of(self.padded(sealed, key));
        (id.key() == key).then_some(id)
    }

    /// Names what is told about a result: the same at every attempt.
    pub(super) fn delivery(&self, key: Key) -> String {
        format!("msg_{}", URL_SAFE_NO_PAD.encode(self.derived(DELIVERY, key)))
    }

    /// `webhook-signature` of Standard Webhooks.
    pub(super) fn sign(&self, delivery: &str, timestamp: u64, body: &str) -> String {
        let content = format!("{delivery}.{timestamp}.{body}");
        format!("v1,{}", STANDARD.encode(hmac::sign(&self.0, content.as_bytes())))
    }

    fn padded(&self, octets: [u8; 16], key: Key) -> [u8; 16] {
        let pad = self.derived(ID, key);
        std::array::from_fn(|index| octets[index] ^ pad[index])
    }

    fn derived(&self, purpose: &[u8], key: Key) -> [u8; 16] {
        let tag = hmac::sign(&self.0, &[purpose, key.as_bytes()].concat());
        std::array::from_fn(|index| tag.as_ref()[index])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vector in docs/embedding, which receivers test themselves with.
    const VECTOR: &str = include_str!("../../../docs/embedding/webhook-vector.json");
    const EXPLAINED: &str = include_str!("../../../docs/embedding/webhook.md");

    #[test]
    fn the_vector_in_the_documentation() {
        let vector: serde_json::Value = serde_json::from_str(VECTOR).expect("JSON");
        let text = |name: &str| vector[name].as_str().expect(name).to_owned();
        let secret = crate::config::WebhookSecret::from(text("secret").as_str());
        let signer = Signer::new(&secret.octets().expect("a secret"));
        let timestamp: u64 = text("webhook-timestamp").parse().expect("a number");
        let signature = signer.sign(&text("webhook-id"), timestamp, &text("body"));
        assert_eq!(signature, text("webhook-signature"));
        let library = standardwebhooks::Webhook::new(&text("secret")).expect("takes the secret as it is");
        let theirs = library.sign(&text("webhook-id"), timestamp as i64, text("body").as_bytes());
        assert_eq!(theirs.expect("signed"), signature);
        for name in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
            assert!(EXPLAINED.contains(&format!("\n{name}: {}\n", text(name))), "{name} in webhook.md");
        }
        let shown = EXPLAINED.split("```json").nth(1).and_then(|rest| rest.split("```").next());
        let shown: serde_json::Value = serde_json::from_str(shown.expect("a message")).expect("JSON");
        assert_eq!(shown, serde_json::from_str::<serde_json::Value>(&text("body")).expect("JSON"));
        let message: super::super::message::Message = serde_json::from_str(&text("body")).expect("a message");
        assert_eq!(message.delivery, text("webhook-id"));
        assert_eq!(signer.delivery(Key::digest(&message.id)), message.delivery);
    }

    #[test]
    fn an_id_is_opened_with_the_same_secret_only() {
        let (ours, other) = (Signer::new(&[1; 32]), Signer::new(&[2; 32]));
        let (id, another) = (Secret::generate(), Secret::generate());
        let sealed = ours.seal(&id);
        assert!(ours.open(sealed, id.key()) == Some(id.clone()));
        assert!(other.open(sealed, id.key()).is_none());
        assert!(ours.open(sealed, another.key()).is_none());
        assert_ne!(sealed.0, id.octets());
        // Nor do two ids tell their difference.
        let difference =
            |one: [u8; 16], other: [u8; 16]| u128::from_be_bytes(one) ^ u128::from_be_bytes(other);
        let sealed_difference = difference(sealed.0, ours.seal(&another).0);
        assert_ne!(sealed_difference, difference(id.octets(), another.octets()));
    }
}
