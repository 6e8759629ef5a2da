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

export function onSessionLost(handler: SignInAgain): void {
  signInAgain = handler;
}

const timeoutMs = 30_000;

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
  noteAnswer(performance.now() - startedMs);
  return { status: response.status, body: parse(response, text) as T | ProblemBody };
}

function parse(response: Response, text: string): unknown {
  if (text === "") return undefined;
  if (!/\bjson\b/.test(response.headers.get("Content-Type") ?? "")) return { detail: text.slice(0, 500) };
  return JSON.parse(text);
}

function accepted<T>(answer: Answer<T | ProblemBody>): Answer<T> {
  if (answer.status >= 200 && answer.status < 300) return answer as Answer<T>;
  throw new Problem(answer.status, (answer.body ?? {}) as ProblemBody);
}
