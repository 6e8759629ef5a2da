import { Component, type ComponentChildren, type VNode } from "preact";
import { say } from "../platform/words";
import { Button } from "../ui/Button";
import { Empty } from "../ui/Empty";
import { shellWords } from "./words";

/** A page that fails in drawing says so; without this nothing but its background would be left. */
export class PageGuard extends Component<{ readonly children: ComponentChildren }, { readonly failure: string | null }> {
  override state = { failure: null as string | null };

  override componentDidCatch(error: unknown): void {
    this.setState({ failure: error instanceof Error ? error.message : String(error) });
  }

  override render(): ComponentChildren | VNode {
    const { failure } = this.state;
    if (failure === null) return this.props.children;
    return (
      <Empty icon="warning" title={say(shellWords, "pageFailed")}>
        <p>{say(shellWords, "pageFailedText")}</p>
        <p class="quiet small">{failure}</p>
        <Button icon="refresh" onClick={() => location.reload()}>
          {say(shellWords, "reload")}
        </Button>
      </Empty>
    );
  }
}
