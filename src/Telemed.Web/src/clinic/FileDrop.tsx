import type { ComponentChildren, VNode } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";
import type { Picked } from "../uploads/gather";
import { chosenFiles, filesOf } from "./droppedFiles";
import { clinicWords } from "./words";

/** Phones have no folders to choose from; their browsers lack the attribute or would show the whole memory card. */
const hasFolders = "webkitdirectory" in HTMLInputElement.prototype && !matchMedia("(pointer: coarse)").matches;

/** Takes files from anywhere on the page, from a file dialog, a folder or the phone's camera. */
export function FileDrop({
  onFiles,
  children,
}: {
  readonly onFiles: (files: readonly Picked[]) => void;
  readonly children?: ComponentChildren;
}): VNode {
  const say = useWords(clinicWords);
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const camera = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const take = useRef(onFiles);
  take.current = onFiles;
  // Before the page is painted: what is dropped on a visible page must never open as a file of its own.
  useLayoutEffect(() => {
    let depth = 0; // dragenter and dragleave come for every element on the way
    const enter = () => {
      depth++;
      setOver(true);
    };
    const leave = () => {
      depth--;
      if (depth <= 0) setOver(false);
    };
    const hover = (event: DragEvent) => event.preventDefault();
    const drop = (event: DragEvent) => {
      event.preventDefault();
      depth = 0;
      setOver(false);
      if (event.dataTransfer) void filesOf(event.dataTransfer).then(found => found.length > 0 && take.current(found));
    };
    const paste = (event: ClipboardEvent) => {
      const pasted = [...(event.clipboardData?.files ?? [])];
      if (pasted.length > 0) take.current(chosenFiles(pasted));
    };
    window.addEventListener("dragenter", enter);
    window.addEventListener("dragleave", leave);
    window.addEventListener("dragover", hover);
    window.addEventListener("drop", drop);
    window.addEventListener("paste", paste);
    return () => {
      window.removeEventListener("dragenter", enter);
      window.removeEventListener("dragleave", leave);
      window.removeEventListener("dragover", hover);
      window.removeEventListener("drop", drop);
      window.removeEventListener("paste", paste);
    };
  }, []);
  const chosen = (input: HTMLInputElement) => {
    const list = [...(input.files ?? [])];
    input.value = ""; // so that the same file can be chosen again after it was removed
    if (list.length > 0) onFiles(chosenFiles(list));
  };
  return (
    <div class={over ? "drop over" : "drop"}>
      <div class="drop-invite">
        <Icon name="upload" />
        <div class="grow">
          <p class="strong">{say("dropTitle")}</p>
          <p class="quiet small">{say("dropText")}</p>
        </div>
        <div class="row wrap">
          <Button icon="file" onClick={() => files.current?.click()}>
            {say("chooseFiles")}
          </Button>
          {hasFolders && (
            <Button icon="folder" onClick={() => folder.current?.click()}>
              {say("chooseFolder")}
            </Button>
          )}
          <Button icon="camera" onClick={() => camera.current?.click()}>
            {say("takePhoto")}
          </Button>
        </div>
      </div>
      <input
        ref={files}
        type="file"
        multiple
        hidden
        aria-label={say("chooseFiles")}
        onChange={event => chosen(event.currentTarget)}
      />
      <input
        ref={folder}
        type="file"
        {...{ webkitdirectory: true }}
        hidden
        aria-label={say("chooseFolder")}
        onChange={event => chosen(event.currentTarget)}
      />
      <input
        ref={camera}
        type="file"
        accept="image/*"
        capture="environment"
        hidden
        aria-label={say("takePhoto")}
        onChange={event => chosen(event.currentTarget)}
      />
      {children}
    </div>
  );
}
