import type { ComponentChildren, VNode } from "preact";
import { Link, usePlace } from "../platform/router";
import { can } from "../platform/session";
import { useWords } from "../platform/words";
import { Icon } from "../ui/Icon";
import "./admin.css";
import { sections } from "./sections";
import { adminWords } from "./words";

interface AdminFrameProps {
  readonly title: string;
  /** Buttons of the page, right of its title. */
  readonly tools?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** The frame of every page of the administration: the places the person has, the page's name and its buttons. */
export function AdminFrame({ title, tools, children }: AdminFrameProps): VNode {
  const say = useWords(adminWords);
  const { path } = usePlace();
  return (
    <div class="page">
      <nav class="admin-nav" aria-label={say("administration")}>
        {sections
          .filter(section => can(section.needs))
          .map(section => {
            const isHere = path === section.path || path.startsWith(`${section.path}/`);
            return (
              <Link key={section.path} to={section.path} aria-current={isHere ? "page" : undefined}>
                <Icon name={section.icon} tiny />
                {say(section.word)}
              </Link>
            );
          })}
      </nav>
      <div class="page-head">
        <h1 class="grow">{title}</h1>
        {tools}
      </div>
      {children}
    </div>
  );
}
