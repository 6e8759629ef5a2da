import type { ComponentChildren, VNode } from "preact";
import { Icon, type IconName } from "./Icon";

/** An empty place that says what to do next. */
export function Empty({
  icon,
  title,
  children,
}: {
  readonly icon?: IconName;
  readonly title: string;
  readonly children?: ComponentChildren;
}): VNode {
  return (
    <div class="empty">
      {icon && <Icon name={icon} />}
      <p class="strong">{title}</p>
      {children}
    </div>
  );
}
