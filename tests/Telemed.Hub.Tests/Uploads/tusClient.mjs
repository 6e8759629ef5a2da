// Sends one file with tus-js-client, cuts the line once in the middle, and goes on from where the hub says it is.
// node tusClient.mjs MODULES ADDRESS COOKIE CONSULTATION FILE  ->  one line of JSON with what happened.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [, , modules, address, cookie, consultationId, path] = process.argv;
const tus = createRequire(`${modules}/`)("tus-js-client");
const file = readFileSync(path);
const happened = { cutAt: 0, resumedFrom: 0, requests: [] };

function send(uploadUrl) {
  return new Promise((resolve, reject) => {
    const upload = new tus.Upload(file, {
      endpoint: `${address}/uploads`, uploadUrl, chunkSize: 1 << 20, retryDelays: [0, 200, 500],
      headers: { Cookie: cookie, "X-Telemed": "1" },
      metadata: { consultationId, fileName: path.split("/").at(-1) },
      onBeforeRequest: request => void happened.requests.push(request.getMethod()),
      onChunkComplete: (chunk, sent) => {
        if (uploadUrl === null && sent >= file.length / 2) {
          happened.cutAt = sent;
          void upload.abort().then(() => resolve(upload.url));
        } else if (uploadUrl !== null && happened.resumedFrom === 0) {
          happened.resumedFrom = sent - chunk;
        }
      },
      onError: reject,
      onSuccess: () => resolve(upload.url),
    });
    upload.start();
  });
}

const url = await send(null);
happened.url = await send(url);
console.log(JSON.stringify(happened));
