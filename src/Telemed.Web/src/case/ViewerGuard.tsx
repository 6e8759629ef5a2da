import { Component, type ComponentChildren, type VNode } from "preact";
import { say } from "../platform/words";
import { Button } from "../ui/Button";
import { Empty } from "../ui/Empty";
import { uiWords } from "../ui/words";
import { caseWords } from "./words";

/** A viewer that fails must not take the report being written down with it. */
export class ViewerGuard extends Component<
  { readonly children: ComponentChildren },
  { readonly failure: string | null }
> {
  override state = { failure: null as string | null };

  override componentDidCatch(error: unknown): void {
    this.setState({ failure: error instanceof Error ? error.message : String(error) });
  }

  override render(): ComponentChildren | VNode {
    const { failure } = this.state;
    if (failure === null) return this.props.children;
    return (
      <Empty icon="warning" title={say(caseWords, "viewerFailed")}>
        <p class="quiet small">{failure}</p>
        <Button icon="refresh" onClick={() => this.setState({ failure: null })}>
          {say(uiWords, "tryAgain")}
        </Button>
      </Empty>
    );
  }
}
