import { Component, type ComponentChildren, type VNode } from "preact";
import { Button } from "./Button";
import { Empty } from "./Empty";

interface GuardProps {
  readonly children: ComponentChildren;
  /** What is shown; something else is drawn anew after a failure. */
  readonly of: string;
  readonly title: string;
  readonly text?: string;
  /** The words of the way on. */
  readonly action: string;
  /** The way on; drawing it again unless another one is given. */
  readonly onAction?: () => void;
}

interface GuardState {
  readonly failure: string | null;
  readonly of: string;
}

/** What fails in drawing says so and takes nothing else with it; without this nothing but its background would be left. */
export class Guard extends Component<GuardProps, GuardState> {
  override state: GuardState = { failure: null, of: "" };

  override componentDidCatch(error: unknown): void {
    this.setState({ failure: error instanceof Error ? error.message : String(error), of: this.props.of });
  }

  override render(): ComponentChildren | VNode {
    const { failure, of } = this.state;
    const { title, text, action, onAction } = this.props;
    if (failure === null || of !== this.props.of) return this.props.children;
    return (
      <Empty icon="warning" title={title}>
        {text !== undefined && <p>{text}</p>}
        <p class="quiet small">{failure}</p>
        <Button icon="refresh" onClick={onAction ?? (() => this.setState({ failure: null }))}>
          {action}
        </Button>
      </Empty>
    );
  }
}
