// Whether a message comes from whoever knows the secret, and is not an old one sent again: Standard Webhooks
// (https://www.standardwebhooks.com), for which there are libraries in most languages.
import { createHmac, timingSafeEqual } from "node:crypto";

// How old a message may be, seconds.
const TOLERANCE = 300;

// `headers` with names in lower case, `body` as it came, octet by octet.
export function verify(secret, headers, body, now = Date.now() / 1000) {
  const id = headers["webhook-id"] ?? "";
  const timestamp = headers["webhook-timestamp"] ?? "";
  if (!(Math.abs(now - Number(timestamp)) <= TOLERANCE)) return false;
  const key = secret.startsWith("whsec_") ? Buffer.from(secret.slice(6), "base64") : Buffer.from(secret);
  const expected = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest();
  return (headers["webhook-signature"] ?? "").split(" ").some((signature) => {
    const [version, encoded] = signature.split(",");
    const given = Buffer.from(encoded ?? "", "base64");
    return version === "v1" && given.length === expected.length && timingSafeEqual(given, expected);
  });
}
