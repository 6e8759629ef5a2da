/** Keeps the viewer on a second monitor in step with the reading room. Both are windows of the same person. */
export type ViewerMessage =
  | { readonly kind: "show"; readonly caseId: string; readonly attachmentId: string }
  | { readonly kind: "hello" }
  | { readonly kind: "statement"; readonly code: string }
  | { readonly kind: "closed" };

const channelName = "telemed.viewer";

export function openChannel(onMessage: (message: ViewerMessage) => void): {
  readonly send: (message: ViewerMessage) => void;
  readonly close: () => void;
} {
  const channel = new BroadcastChannel(channelName);
  channel.onmessage = (event: MessageEvent<ViewerMessage>) => onMessage(event.data);
  return { send: message => channel.postMessage(message), close: () => channel.close() };
}
