import type { ComponentChildren, VNode } from "preact";
import { Link } from "../platform/router";
import { Icon, type IconName } from "./Icon";

interface ButtonProps {
  readonly children?: ComponentChildren;
  readonly onClick?: (event: MouseEvent) => void;
  /** A link that looks like a button. */
  readonly to?: string;
  readonly look?: "primary" | "danger" | "plain" | undefined;
  readonly size?: "small" | "large" | undefined;
  readonly icon?: IconName;
  /** The name of a button that shows only an icon; also its hover text. */
  readonly label?: string;
  readonly title?: string;
  readonly type?: "button" | "submit";
  readonly disabled?: boolean | undefined;
  readonly busy?: boolean | undefined;
  readonly pressed?: boolean;
  readonly expanded?: boolean;
  readonly autofocus?: boolean;
  readonly form?: string;
}

export function Button(props: ButtonProps): VNode {
  const { children, look, size, icon, label, busy, to, pressed, expanded } = props;
  const classes = ["button", look, size, children === undefined && "icon-only", busy && "busy"]
    .filter(Boolean)
    .join(" ");
  const content = (
    <>
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </>
  );
  const title = props.title ?? (children === undefined ? label : undefined);
  if (to !== undefined) {
    return (
      <Link to={to} class={classes} aria-label={label} title={title} onClick={props.onClick}>
        {content}
      </Link>
    );
  }
  return (
    <button
      type={props.type ?? "button"}
      class={classes}
      onClick={props.onClick}
      disabled={props.disabled || busy}
      aria-label={label}
      title={title}
      aria-busy={busy}
      aria-pressed={pressed}
      aria-expanded={expanded}
      autofocus={props.autofocus}
      form={props.form}
    >
      {content}
    </button>
  );
}
