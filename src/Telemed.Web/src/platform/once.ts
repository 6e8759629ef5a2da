import { useRef } from "preact/hooks";

type Send<T> = (headers: Readonly<Record<string, string>>) => Promise<T>;

/**
 * Sends the same words once: tried again after an answer that was lost, the hub gives its first answer instead of doing
 * it a second time. Other words, and the same words after they have arrived, are something new.
 */
export function useOnce(): <T>(body: unknown, send: Send<T>) => Promise<T> {
  const tried = useRef<{ readonly text: string; readonly key: string } | null>(null);
  return async (body, send) => {
    const text = JSON.stringify(body);
    if (tried.current?.text !== text) tried.current = { text, key: crypto.randomUUID() };
    const answer = await send({ "Idempotency-Key": tried.current.key });
    tried.current = null;
    return answer;
  };
}
