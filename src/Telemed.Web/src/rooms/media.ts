import { createStore, type Store } from "../platform/store";

/** What of the person's own devices is on. */
export interface OwnMedia {
  readonly stream: MediaStream | null;
  readonly microphone: boolean;
  readonly camera: boolean;
  readonly fault: MediaFault | null;
}

export type MediaFault = "refused" | "absent" | "taken";

const off: OwnMedia = { stream: null, microphone: false, camera: false, fault: null };

/** The camera gives what a village line can carry at best; the ladder asks for less. */
const picture: MediaTrackConstraints = {
  width: { ideal: 640 },
  height: { ideal: 480 },
  frameRate: { ideal: 24, max: 30 },
};
const voice: MediaTrackConstraints = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

/** The person's microphone and camera. What is switched off is really off: its light goes out. */
export class Media {
  readonly state: Store<OwnMedia> = createStore(off);

  async open(microphone: boolean, camera: boolean): Promise<void> {
    this.drop("audio");
    this.drop("video");
    if (!microphone && !camera) {
      this.state.set(off);
      return;
    }
    const found = await ask(microphone, camera);
    this.put(found.stream, found.fault);
  }

  async switch(kind: "microphone" | "camera", on: boolean): Promise<void> {
    const track = kind === "microphone" ? "audio" : "video";
    const found = on ? await ask(kind === "microphone", kind === "camera") : { stream: null, fault: null };
    // Both may be pressed within a moment: what the other press brought in the meantime stays.
    this.drop(track);
    const kept = new MediaStream(this.state.get().stream?.getTracks() ?? []);
    for (const each of found.stream?.getTracks() ?? []) kept.addTrack(each);
    this.put(kept, found.fault);
  }

  track(kind: "audio" | "video"): MediaStreamTrack | null {
    return this.state.get().stream?.getTracks().find(each => each.kind === kind) ?? null;
  }

  close(): void {
    for (const track of this.state.get().stream?.getTracks() ?? []) track.stop();
    this.state.set(off);
  }

  private drop(kind: "audio" | "video"): void {
    const stream = this.state.get().stream;
    for (const track of stream?.getTracks() ?? []) {
      if (track.kind !== kind) continue;
      track.stop();
      stream?.removeTrack(track);
    }
  }

  private put(stream: MediaStream | null, fault: MediaFault | null): void {
    const has = (kind: string) => stream?.getTracks().some(track => track.kind === kind) ?? false;
    this.state.set({ stream, microphone: has("audio"), camera: has("video"), fault });
  }
}

/** Asks for both, and for the voice alone when there is no camera: half is better than nothing. */
async function ask(
  microphone: boolean,
  camera: boolean,
): Promise<{ readonly stream: MediaStream | null; readonly fault: MediaFault | null }> {
  if (navigator.mediaDevices === undefined) return { stream: null, fault: "absent" };
  const tries: MediaStreamConstraints[] = [{ audio: microphone && voice, video: camera && picture }];
  if (microphone && camera) tries.push({ audio: voice }, { video: picture });
  let fault: MediaFault | null = null;
  for (const wanted of tries) {
    try {
      return { stream: await navigator.mediaDevices.getUserMedia(wanted), fault };
    } catch (error) {
      fault ??= faultOf(error);
    }
  }
  return { stream: null, fault };
}

function faultOf(error: unknown): MediaFault {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "refused";
  return name === "NotReadableError" || name === "AbortError" ? "taken" : "absent";
}

/** A still of what the camera sees, as a JPEG of at most `longestPx` a side. */
export async function stillOf(stream: MediaStream, longestPx: number): Promise<Blob | null> {
  const video = document.createElement("video");
  video.muted = true;
  video.srcObject = stream;
  await video.play();
  const scale = Math.min(1, longestPx / Math.max(video.videoWidth, video.videoHeight, 1));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.round(video.videoHeight * scale);
  canvas.getContext("2d")?.drawImage(video, 0, 0, canvas.width, canvas.height);
  video.srcObject = null;
  return await new Promise(resolve => canvas.toBlob(resolve, "image/jpeg", 0.8));
}
