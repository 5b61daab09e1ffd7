// A ticket portal with one kind of page, and nothing to install:
//
//     NOSUCH=https://nosuch.my.com SECRET=whsec_… PORT=8080 node portal.mjs
//
// shows http://localhost:8080/tickets/4711 and takes webhooks at http://localhost:8080/hooks/nosuch.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { verify } from "./verify.mjs";

const { NOSUCH = "https://nosuch.my.com", SECRET = "", PORT = "8080" } = process.env;
// Octets of a body.
const MOST = 64 * 1024;
// Messages that are remembered.
const REMEMBERED = 10_000;

const tickets = new Map(); // number -> { id, fields, watchers }
const told = new Map(); // id of a result -> what the webhook told
const deliveries = new Set(); // names of those that were taken

const ticket = (number) => {
  if (!tickets.has(number)) tickets.set(number, { id: "", fields: {}, watchers: new Set() });
  return tickets.get(number);
};

const update = (known, message) => {
  const { url, domain, verdict, tone } = message;
  known.fields = { url, domain, verdict, tone, state: `tested (${message.end})` };
  for (const watcher of known.watchers) watcher.write(`data: ${JSON.stringify(known.fields)}\n\n`);
};

const remember = (kept, key) => {
  if (kept.size > REMEMBERED) kept.delete(key);
};

// A message comes once or more often, and may come before the page has told which ticket it is for.
const take = (message) => {
  if (message.schema !== 1 || message.event !== "probe-finished" || deliveries.has(message.delivery)) return;
  deliveries.add(message.delivery);
  remember(deliveries, deliveries.values().next().value);
  told.set(message.id, message);
  remember(told, told.keys().next().value);
  for (const known of tickets.values()) if (known.id === message.id) update(known, message);
};

const read = async (request) => {
  const parts = [];
  let length = 0;
  for await (const part of request) {
    length += part.length;
    if (length > MOST) throw new Error("too long");
    parts.push(part);
  }
  return Buffer.concat(parts);
};

const file = async (response, name, type) => {
  const text = await readFile(new URL(name, import.meta.url), "utf8");
  response.writeHead(200, { "content-type": `${type}; charset=utf-8` }).end(text.replaceAll("https://nosuch.my.com", NOSUCH));
};

const answer = async (request, response) => {
  const { pathname } = new URL(request.url, "http://localhost");
  const [, number, what = ""] = /^\/tickets\/(\d+)(?:\/(\w+))?$/.exec(pathname) ?? [];
  if (request.method === "POST" && pathname === "/hooks/nosuch") {
    const body = await read(request);
    if (!verify(SECRET, request.headers, body)) return response.writeHead(401).end();
    take(JSON.parse(body));
    return response.writeHead(204).end();
  }
  if (pathname === "/tickets/ticket.js") return file(response, "ticket.js", "text/javascript");
  if (number && request.method === "GET" && what === "") return file(response, "ticket.html", "text/html");
  if (number && request.method === "GET" && what === "changes") {
    const known = ticket(number);
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    if (known.fields.url) response.write(`data: ${JSON.stringify(known.fields)}\n\n`);
    known.watchers.add(response);
    return response.on("close", () => known.watchers.delete(response));
  }
  // A real portal asks here who the agent is, and for a token against forged requests.
  if (number && request.method === "PUT" && what === "probe") {
    const known = ticket(number);
    known.id = String(JSON.parse(await read(request)).id);
    if (told.has(known.id)) update(known, told.get(known.id));
    return response.writeHead(204).end();
  }
  response.writeHead(404).end();
};

if (!SECRET) throw new Error("SECRET is the webhook.secret of nosuch");
createServer((request, response) => {
  answer(request, response).catch(() => response.headersSent || response.writeHead(400).end());
}).listen(Number(PORT), "127.0.0.1");
