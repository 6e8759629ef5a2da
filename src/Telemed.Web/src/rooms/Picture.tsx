import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";

interface PictureProps {
  readonly stream: MediaStream;
  readonly label: string;
  readonly muted?: boolean;
  readonly mirrored?: boolean;
}

/** A moving picture with its voice. */
export function Picture({ stream, label, muted = false, mirrored = false }: PictureProps): VNode {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const element = video.current;
    if (!element) return;
    element.srcObject = stream;
    // A browser may hold the sound back until somebody has touched the page; then it starts by the first touch.
    const start = () => void element.play().catch(() => undefined);
    start();
    document.addEventListener("pointerdown", start, { once: true });
    return () => {
      document.removeEventListener("pointerdown", start);
      element.srcObject = null;
    };
  }, [stream]);
  return (
    <video ref={video} class={mirrored ? "room-video mirrored" : "room-video"} muted={muted} playsInline aria-label={label} />
  );
}
