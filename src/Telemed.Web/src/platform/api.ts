import { noteAnswer, noteNoAnswer } from "./connection";
import { Problem, isAbort, type ProblemBody } from "./problem";

export { Problem } from "./problem";

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Set for calls that ask about the session itself: they must not wait for a new log-in. */
  readonly withoutSession?: boolean | undefined;
}

/** An answer with its entity tag, for the few callers that keep what they got. */
export interface Answer<T> {
  readonly status: number;
  readonly body: T;
}

/** Resolves when the person is signed in again; rejects when he gave up. Set by the shell. */
type SignInAgain = (signal: AbortSignal | undefined) => Promise<void>;
let signInAgain: SignInAgain | null = null;

/** Says who asks for a new log-in; what it gives ends that: a question that nobody shows would wait for ever. */
export function onSessionLost(handler: SignInAgain): () => void {
  signInAgain = handler;
  return () => {
    if (signInAgain === handler) signInAgain = null;
  };
}

const timeoutMs = 30_000;
/** Some megabytes over a thin line. */
const bytesTimeoutMs = 180_000;

export async function call<T>(
  method: string,
  url: string,
  body: unknown,
  options: CallOptions = {},
): Promise<Answer<T>> {
  const first = await send<T>(method, url, body, options);
  if (first.status !== 401 || options.withoutSession || signInAgain === null) return accepted(first);
  // The log-in ended while a person was working. We ask for it again and repeat the call, so that nothing
  // he typed is lost and he does not have to press the button a second time.
  await signInAgain(options.signal);
  return accepted(await send<T>(method, url, body, options));
}

export const getJson = async <T>(url: string, signal?: AbortSignal): Promise<T> =>
  (await call<T>("GET", url, undefined, { signal })).body;

export const postJson = async <T>(
  url: string,
  body?: unknown,
  signal?: AbortSignal,
  headers?: Readonly<Record<string, string>>,
): Promise<T> => (await call<T>("POST", url, body, { signal, headers })).body;

export const putJson = async <T>(url: string, body?: unknown, signal?: AbortSignal): Promise<T> =>
  (await call<T>("PUT", url, body, { signal })).body;

export const deleteJson = async <T>(url: string, signal?: AbortSignal): Promise<T> =>
  (await call<T>("DELETE", url, undefined, { signal })).body;

/** Bytes of the hub, such as a trace or a document, with the same log-in and the same problems as every other call. */
export async function getBytes(url: string, signal: AbortSignal): Promise<ArrayBuffer> {
  try {
    return await fetchBytes(url, signal);
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 401 || signInAgain === null) throw error;
    await signInAgain(signal);
    return await fetchBytes(url, signal);
  }
}

async function fetchBytes(url: string, signal: AbortSignal): Promise<ArrayBuffer> {
  const within = AbortSignal.any([signal, AbortSignal.timeout(bytesTimeoutMs)]);
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, { signal: within, credentials: "same-origin" });
    if (response.ok) return await response.arrayBuffer();
    text = await response.text();
  } catch (error) {
    if (isAbort(error) && signal.aborted) throw error;
    noteNoAnswer();
    throw new Problem(0, { code: "offline", detail: error instanceof Error ? error.message : "no answer" });
  }
  throw new Problem(response.status, parse(response, text) as ProblemBody);
}

async function send<T>(
  method: string,
  url: string,
  body: unknown,
  options: CallOptions,
): Promise<Answer<T | ProblemBody>> {
  const headers: Record<string, string> = { Accept: "application/json, application/problem+json", ...options.headers };
  if (method !== "GET") headers["X-Telemed"] = "1";
  // A form names its own type, with the mark between its parts.
  const isForm = body instanceof FormData;
  if (body !== undefined && !isForm) headers["Content-Type"] = "application/json";
  const limit = AbortSignal.timeout(timeoutMs);
  const startedMs = performance.now();
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      method,
      headers,
      credentials: "same-origin",
      signal: options.signal ? AbortSignal.any([options.signal, limit]) : limit,
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    });
    text = await response.text();
  } catch (error) {
    if (isAbort(error) && options.signal?.aborted) throw error;
    noteNoAnswer();
    throw new Problem(0, { code: "offline", detail: error instanceof Error ? error.message : "no answer" });
  }
  const parsed = parse(response, text);
  noteAnswer(performance.now() - startedMs);
  return { status: response.status, body: parsed as T | ProblemBody };
}

function parse(response: Response, text: string): unknown {
  if (text === "") return undefined;
  const isJson = /\bjson\b/.test(response.headers.get("Content-Type") ?? "");
  // What a proxy writes beside its refusal is made for its owner, not for a person at work.
  if (!isJson && !response.ok) return {};
  try {
    if (isJson) return JSON.parse(text);
  } catch {
    // Cut off in the middle: as good as no answer.
  }
  // The page by which a guest network asks for its own log-in is no answer of the hub either.
  noteNoAnswer();
  throw new Problem(0, { code: "offline", detail: "not an answer of the hub" });
}

function accepted<T>(answer: Answer<T | ProblemBody>): Answer<T> {
  if (answer.status >= 200 && answer.status < 300) return answer as Answer<T>;
  throw new Problem(answer.status, (answer.body ?? {}) as ProblemBody);
}
