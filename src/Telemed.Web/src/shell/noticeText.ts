import { codeLabel } from "../platform/catalogue";
import type { Say } from "../platform/words";
import type { noticeWords } from "./noticeWords";

export interface Notice {
  readonly id: string;
  readonly kind: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly consultationId: string | null;
  readonly createdAt: string;
  readonly readAt: string | null;
}

type NoticeKey = Extract<keyof typeof noticeWords.all.en, string>;

/** A notice as one sentence. A kind we do not know yet is shown by its catalogue label, never hidden. */
export function noticeText(notice: Notice, say: Say<NoticeKey>, known: ReadonlySet<string>): string {
  const text = known.has(notice.kind) ? say(notice.kind as NoticeKey) : codeLabel("notice_kind", notice.kind);
  const number = notice.params["number"];
  const reason = notice.params["reason"];
  const parts = [text];
  if (typeof number === "string" || typeof number === "number") parts.push(String(number));
  if (typeof reason === "string") parts.push(codeLabel("return_reason", reason));
  return parts.join(" · ");
}
