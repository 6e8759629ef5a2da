import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { type KeyImage, thumbnailOf } from "./useKeyImages";
import { imagingWords } from "./words";

interface KeyImageStripProps {
  readonly images: readonly KeyImage[];
  /** True while the person reads the case, and so may caption and remove. */
  readonly reading: boolean;
  readonly onShow: (image: KeyImage) => void;
  readonly onCaption: (image: KeyImage, note: string) => void;
  readonly onRemove: (image: KeyImage) => void;
  readonly onMove: (at: number, by: -1 | 1) => void;
}

/** The marked images in their order, each with its caption; they go into the report as they stand here. */
export function KeyImageStrip(props: KeyImageStripProps): VNode {
  const { images, reading, onShow, onCaption, onRemove, onMove } = props;
  const say = useWords(imagingWords);
  return (
    <ol class="imaging-keys" aria-label={say("keyImages")}>
      {images.map((image, at) => {
        const name = image.note || say("keyNumber", { at: at + 1 });
        return (
          <li key={`${image.sopInstanceUid}/${image.frame}`}>
            <button type="button" class="imaging-key" aria-label={say("showKey", { name })} onClick={() => onShow(image)}>
              <img src={thumbnailOf(image)} alt="" loading="lazy" width={72} height={72} />
            </button>
            {reading ? (
              <div class="imaging-key-text">
                <Caption label={`${say("caption")} ${at + 1}`} kept={image.note} onKeep={note => onCaption(image, note)} />
                <span class="imaging-key-tools">
                  <Button
                    size="small" icon="left" label={say("earlier", { name })} disabled={at === 0} onClick={() => onMove(at, -1)}
                  />
                  <Button
                    size="small" icon="right" label={say("later", { name })} disabled={at === images.length - 1}
                    onClick={() => onMove(at, 1)}
                  />
                  <Button size="small" onClick={() => onRemove(image)}>{say("removeKey")}</Button>
                </span>
              </div>
            ) : (
              <span class="imaging-key-text">{name}</span>
            )}
          </li>
        );
      })}
    </ol>
  );
}

interface CaptionProps {
  readonly label: string;
  /** What the hub has. */
  readonly kept: string;
  readonly onKeep: (note: string) => void;
}

/** A caption in the making: what is typed stays until the hub has it, whatever else is drawn anew meanwhile. */
function Caption({ label, kept, onKeep }: CaptionProps): VNode {
  const say = useWords(imagingWords);
  const [typed, setTyped] = useState<string | null>(null);
  if (typed !== null && typed === kept) setTyped(null);
  return (
    <input
      type="text"
      maxLength={500}
      value={typed ?? kept}
      placeholder={say("caption")}
      aria-label={label}
      onInput={event => setTyped(event.currentTarget.value)}
      onChange={event => onKeep(event.currentTarget.value)}
    />
  );
}
