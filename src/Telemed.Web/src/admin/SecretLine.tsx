import type { VNode } from "preact";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { toast } from "../ui/Toast";
import { adminWords } from "./words";

/** Something that is shown once, easy to mark and to copy. */
export function SecretLine({ label, text }: { readonly label: string; readonly text: string }): VNode {
  const say = useWords(adminWords);
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => toast(say("copied")),
      () => undefined, // a browser that forbids it leaves the text to be marked by hand
    );
  return (
    <div>
      <p class="small strong quiet">{label}</p>
      <div class="secret-line">
        <span class="mono grow">{text}</span>
        <Button size="small" onClick={() => void copy()}>
          {say("copy")}
        </Button>
      </div>
    </div>
  );
}
