// Fills the fields of the ticket: at once from what the frame tells, and later from what the portal learns by the webhook,
// also when nobody has this page open any more.
const ticket = document.querySelector("[data-ticket]");
const address = `/tickets/${ticket.dataset.ticket}`;

const fill = (known) => {
  for (const [name, value] of Object.entries(known)) {
    const field = ticket.querySelector(`[data-field="${CSS.escape(name)}"]`);
    if (!field) continue;
    field.textContent = value ?? "";
    if (name === "url") field.href = value;
  }
};

addEventListener("nosuch-started", ({ detail }) => {
  const { id, url, domain } = detail;
  fill({ url, domain, verdict: "", tone: "", state: "being tested" });
  // From now on the portal knows which ticket a message about this result belongs to.
  fetch(`${address}/probe`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ id }),
  });
});

// For whoever looks at it now. What is kept comes from the webhook, which is signed; this comes from a browser.
addEventListener("nosuch-verdict", ({ detail }) => {
  const { url, domain, verdict, tone } = detail;
  fill({ url, domain, verdict, tone, state: "tested" });
});

new EventSource(`${address}/changes`).addEventListener("message", ({ data }) => fill(JSON.parse(data)));
