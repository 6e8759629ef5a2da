import type { ComponentChildren, VNode } from "preact";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import type { IconName } from "../ui/Icon";
import { Popover } from "../ui/Popover";
import { slideWords } from "./words";

/** One tool of the row: a button, or a link to something to be saved. */
export interface Tool {
  readonly key: string;
  readonly label: string;
  readonly icon?: IconName;
  readonly pressed?: boolean;
  readonly disabled?: boolean;
  readonly title?: string;
  readonly run?: () => void;
  readonly href?: string;
  /** Stays in the row where there is little room; all others go behind "more". */
  readonly first?: boolean;
}

export interface Power {
  readonly text: string;
  readonly run: () => void;
}

interface SlideToolsProps {
  /** Powers become one list. */
  readonly compact: boolean;
  /** Only the first tools stay in the row. */
  readonly narrow: boolean;
  readonly powers: readonly Power[];
  readonly tools: readonly Tool[];
  readonly exports: readonly Tool[];
  readonly children?: ComponentChildren;
}

/** The tool row. Where it is narrow, powers become one list and the seldom used tools go behind "more": nothing is cut. */
export function SlideTools({ compact, narrow, powers, tools, exports, children }: SlideToolsProps): VNode {
  const say = useWords(slideWords);
  const inRow = narrow ? tools.filter(tool => tool.first) : tools;
  const behind = narrow ? tools.filter(tool => !tool.first) : [];
  return (
    <div class="slide-tools" role="toolbar" aria-label={say("tools")}>
      {compact ? (
        <select
          class="input slide-power"
          aria-label={say("power")}
          value=""
          onChange={event => {
            powers[Number(event.currentTarget.value)]?.run();
            event.currentTarget.value = "";
          }}
        >
          <option value="" disabled>{say("power")}</option>
          {powers.map((power, index) => <option key={power.text} value={index}>{power.text}</option>)}
        </select>
      ) : (
        <div class="slide-powers" role="group" aria-label={say("power")}>
          {powers.map(power => <Button key={power.text} size="small" onClick={power.run}>{power.text}</Button>)}
        </div>
      )}
      {inRow.map(tool => <ToolButton key={tool.key} tool={tool} iconOnly={narrow && tool.icon !== undefined} />)}
      {!narrow && exports.length > 0 && (
        <Popover
          label={say("export")}
          button={(open, toggle) => (
            <Button size="small" look="plain" expanded={open} onClick={toggle}>{say("export")}</Button>
          )}
        >
          {close => exports.map(tool => <ToolButton key={tool.key} tool={tool} onDone={close} />)}
        </Popover>
      )}
      {children}
      {narrow && behind.length + exports.length > 0 && (
        <Popover
          label={say("more")}
          button={(open, toggle) => (
            <Button size="small" look="plain" icon="more" label={say("more")} expanded={open} onClick={toggle} />
          )}
        >
          {close => [...behind, ...exports].map(tool => <ToolButton key={tool.key} tool={tool} onDone={close} />)}
        </Popover>
      )}
    </div>
  );
}

function ToolButton({ tool, iconOnly = false, onDone }: {
  readonly tool: Tool;
  readonly iconOnly?: boolean;
  readonly onDone?: () => void;
}): VNode {
  const inList = onDone !== undefined;
  if (tool.href !== undefined)
    return (
      <a class={inList ? "menu-item" : "button small plain"} href={tool.href} download onClick={onDone}>{tool.label}</a>
    );
  const run = () => {
    tool.run?.();
    onDone?.();
  };
  if (inList)
    return (
      <button type="button" class="menu-item" aria-pressed={tool.pressed} disabled={tool.disabled} title={tool.title} onClick={run}>
        {tool.label}
      </button>
    );
  return (
    <Button
      size="small"
      look="plain"
      {...(tool.icon === undefined ? {} : { icon: tool.icon })}
      {...(iconOnly ? { label: tool.label } : {})}
      {...(tool.pressed === undefined ? {} : { pressed: tool.pressed })}
      {...(tool.title === undefined ? {} : { title: tool.title })}
      disabled={tool.disabled}
      onClick={run}
    >
      {iconOnly ? undefined : tool.label}
    </Button>
  );
}
