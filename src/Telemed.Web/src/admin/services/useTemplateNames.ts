import { useEffect, useState } from "preact/hooks";
import { getJson } from "../../platform/api";
import type { Labels } from "../../platform/language";

/** The names of report forms; a form whose name could not be fetched is missing and shows its code. */
export function useTemplateNames(codes: readonly string[]): ReadonlyMap<string, Labels> {
  const [names, setNames] = useState<ReadonlyMap<string, Labels>>(new Map());
  const asked = codes.join();
  useEffect(() => {
    const abort = new AbortController();
    for (const code of codes) {
      getJson<{ readonly labels: Labels }>(`/api/templates/${code}`, abort.signal).then(
        template => setNames(old => new Map(old).set(code, template.labels)),
        () => undefined,
      );
    }
    return () => abort.abort();
  }, [asked]);
  return names;
}
