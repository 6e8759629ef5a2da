/** What the hub says when it cannot do what was asked (RFC 9457), or what the line says when it is cut. */
export interface ProblemBody {
  readonly type?: string;
  readonly title?: string;
  readonly detail?: string;
  readonly code?: string;
  readonly section?: string;
  readonly offset?: number;
  readonly whatToDo?: string;
  readonly missing?: readonly unknown[];
  readonly retryAfter?: number;
  readonly [member: string]: unknown;
}

export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly body: ProblemBody;

  constructor(status: number, body: ProblemBody) {
    super(body.detail ?? body.title ?? `HTTP ${status}`);
    this.name = "Problem";
    this.status = status;
    this.code = body.code ?? (status === 0 ? "offline" : `http_${status}`);
    this.body = body;
  }

  /** The request did not reach the hub, or the hub could not answer for now: sending it again later is right. */
  get mayPass(): boolean {
    return [0, 429, 502, 503, 504].includes(this.status);
  }
}

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const detail = error instanceof Error ? error.message : String(error);
  return new Problem(-1, { code: "unexpected", detail });
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}
