//! What the secret of the webhook is used for: signing messages, and sealing what the outbox has to know.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::hmac;
use store::{Claim, Key, SealedId};

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

    /// The id of a result, for a store that shall not know it: under a pad that is made with as many random octets, which
    /// stand before it. They differ each time, and so do the pad and what is sealed.
    pub(super) fn seal(&self, id: &Secret) -> SealedId {
        let salt = Secret::generate().octets();
        let padded = self.padded(id.octets(), id.key(), salt);
        SealedId(std::array::from_fn(|index| if index < 16 { salt[index] } else { padded[index - 16] }))
    }

    /// The id that was sealed for this result; none when it was sealed with another secret.
    pub(super) fn open(&self, SealedId(sealed): SealedId, key: Key) -> Option<Secret> {
        let (salt, padded) =
            (std::array::from_fn(|index| sealed[index]), std::array::from_fn(|index| sealed[16 + index]));
        let id = Secret::of(self.padded(padded, key, salt));
        (id.key() == key).then_some(id)
    }

    /// Names what is told about a probe: the same at every attempt, and another for one that is begun anew with the same id.
    pub(super) fn delivery(&self, Claim { key, sealed_id, .. }: Claim) -> String {
        format!("msg_{}", URL_SAFE_NO_PAD.encode(self.derived(&[DELIVERY, key.as_bytes(), &sealed_id.0])))
    }

    /// `webhook-signature` of Standard Webhooks.
    pub(super) fn sign(&self, delivery: &str, timestamp: u64, body: &str) -> String {
        let content = format!("{delivery}.{timestamp}.{body}");
        format!("v1,{}", STANDARD.encode(hmac::sign(&self.0, content.as_bytes())))
    }

    fn padded(&self, octets: [u8; 16], key: Key, salt: [u8; 16]) -> [u8; 16] {
        let pad = self.derived(&[ID, key.as_bytes(), &salt]);
        std::array::from_fn(|index| octets[index] ^ pad[index])
    }

    /// Behind each purpose stands always as much, so that no two are taken for each other.
    fn derived(&self, from: &[&[u8]]) -> [u8; 16] {
        let tag = hmac::sign(&self.0, &from.concat());
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
    }

    #[test]
    fn a_delivery_is_named_after_what_was_sealed() {
        let (ours, other) = (Signer::new(&[1; 32]), Signer::new(&[2; 32]));
        let (id, another) = (Secret::generate(), Secret::generate());
        let first = Claim { key: id.key(), sealed_id: ours.seal(&id), taking: 1 };
        let name = ours.delivery(first);
        assert_eq!(name, ours.delivery(Claim { taking: 2, ..first }));
        assert!(name.strip_prefix("msg_").is_some_and(|rest| rest.len() == 22), "{name}");
        for (signer, claim) in [
            (&ours, Claim { sealed_id: ours.seal(&id), ..first }),
            (&ours, Claim { key: another.key(), ..first }),
            (&other, first),
        ] {
            assert_ne!(name, signer.delivery(claim), "{claim:?}");
        }
    }

    #[test]
    fn an_id_is_opened_with_the_same_secret_only() {
        let (ours, other) = (Signer::new(&[1; 32]), Signer::new(&[2; 32]));
        let (id, another) = (Secret::generate(), Secret::generate());
        let sealed = ours.seal(&id);
        assert!(ours.open(sealed, id.key()) == Some(id.clone()));
        assert!(other.open(sealed, id.key()).is_none());
        assert!(ours.open(sealed, another.key()).is_none());
        let padded = |SealedId(sealed)| u128::from_be_bytes(std::array::from_fn(|index| sealed[16 + index]));
        let octets = |id: &Secret| u128::from_be_bytes(id.octets());
        assert_ne!(padded(sealed), octets(&id));
        assert_ne!(padded(sealed), padded(ours.seal(&id)), "another pad each time");
        // Nor do two ids tell their difference.
        assert_ne!(padded(sealed) ^ padded(ours.seal(&another)), octets(&id) ^ octets(&another));
    }
}
