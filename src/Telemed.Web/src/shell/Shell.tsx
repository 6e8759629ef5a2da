import type { ComponentChildren, VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { labelOf } from "../platform/language";
import { useKeys } from "../platform/keys";
import { Link, navigate, usePlace } from "../platform/router";
import { can, type Session } from "../platform/session";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { Popover } from "../ui/Popover";
import { IncomingCall } from "../rooms/IncomingCall";
import { warmPage } from "./App";
import { ConnectionBadge } from "./ConnectionBadge";
import { DutyMenu } from "./DutyMenu";
import { HelpSheet } from "./HelpSheet";
import { NoticesMenu } from "./NoticesMenu";
import { pages, type PageRoute } from "./pages";
import { PersonMenu } from "./PersonMenu";
import { Search } from "./Search";
import { shellWords } from "./words";

/** On a phone the bottom bar holds this many places and a "more". */
const bottomBarPlaces = 4;

export function Shell({
  session,
  children,
}: {
  readonly session: Session;
  readonly children: ComponentChildren;
}): VNode {
  const say = useWords(shellWords);
  const { path } = usePlace();
  const [helpOpen, setHelpOpen] = useState(false);
  const [searchOpen, setSearchOpen] = useState(false);
  const places = pages
    .filter(page => page.rail && (page.needs?.some(can) ?? true))
    .toSorted((one, other) => (one.rail?.order ?? 0) - (other.rail?.order ?? 0));
  useKeys([
    { press: "Ctrl+K", says: say("openSearch"), run: () => setSearchOpen(true), whileTyping: true },
    { press: "?", says: say("openHelp"), run: () => setHelpOpen(true) },
    ...(can("start_consultation") ? [{ press: "Alt+N", says: say("newCase"), run: () => navigate("/new") }] : []),
  ]);
  useEffect(() => {
    const place = places.find(each => each.path === path);
    document.title = place?.rail ? `${labelOf(place.rail.labels, "")} · Telemed` : "Telemed";
  }, [path]);
  return (
    <div class={path.endsWith("/read") || path.startsWith("/room/") ? "shell narrow-rail" : "shell"}>
      <a
        href="#content"
        class="skip-link"
        onClick={event => {
          event.preventDefault();
          document.getElementById("content")?.focus();
        }}
      >
        {say("skip")}
      </a>
      <nav class="rail" aria-label={say("menu")}>
        <Link to="/" class="rail-brand" aria-label="Telemed">
          <img src="/icon.svg" alt="" width={28} height={28} />
          <span>Telemed</span>
        </Link>
        {can("start_consultation") && (
          <Link to="/new" class="rail-new" aria-label={say("newCase")} onPointerEnter={() => warmPage("/new")}>
            <Icon name="plus" />
            <span>{say("newCase")}</span>
          </Link>
        )}
        {places.map(page => (
          <RailLink key={page.path} page={page} current={isCurrent(page, path)} />
        ))}
      </nav>
      <header class="top-bar">
        <Link to="/" class="top-brand" aria-label="Telemed">
          <img src="/icon.svg" alt="" width={28} height={28} />
        </Link>
        <button
          type="button"
          class="search-button"
          aria-label={say("search")}
          onClick={() => setSearchOpen(true)}
        >
          <Icon name="search" />
          <span class="grow cut">{say("search")}</span>
          <kbd data-keys="Ctrl K" aria-hidden="true" />
        </button>
        <span class="grow" />
        <ConnectionBadge />
        {can("view_directory") && <DutyMenu />}
        <NoticesMenu />
        <Button look="plain" icon="help" label={say("help")} onClick={() => setHelpOpen(true)} />
        <PersonMenu session={session} />
      </header>
      {session.demonstration && (
        <aside class="demo-banner" aria-label={say("demonstration")}>
          {say("demonstration")}
        </aside>
      )}
      <main id="content" class="content" tabIndex={-1}>
        {can("join_room") && <IncomingCall />}
        {session.roles.length === 0 && <p class="note yellow">{say("quiet")}</p>}
        {children}
      </main>
      <nav class="bottom-bar" aria-label={say("menu")}>
        {places.slice(0, places.length > bottomBarPlaces + 1 ? bottomBarPlaces : undefined).map(page => (
          <RailLink key={page.path} page={page} current={isCurrent(page, path)} />
        ))}
        {can("start_consultation") && (
          <Link to="/new" class="rail-link accent">
            <Icon name="plus" />
            <span>{say("newCase")}</span>
          </Link>
        )}
        {places.length > bottomBarPlaces + 1 && (
          <Popover
            up
            label={say("more")}
            button={(open, toggle) => (
              <button type="button" class="rail-link" aria-expanded={open} onClick={toggle}>
                <Icon name="more" />
                <span>{say("more")}</span>
              </button>
            )}
          >
            {close =>
              places.slice(bottomBarPlaces).map(page => (
                <Link key={page.path} to={page.path} class="menu-item" onClick={close}>
                  {page.rail && <Icon name={page.rail.icon} />}
                  {labelOf(page.rail?.labels, page.path)}
                </Link>
              ))
            }
          </Popover>
        )}
      </nav>
      {searchOpen && <Search onClose={() => setSearchOpen(false)} />}
      {helpOpen && <HelpSheet onClose={() => setHelpOpen(false)} />}
    </div>
  );
}

function isCurrent(page: PageRoute, path: string): boolean {
  return page.path === path || (page.path !== "/" && path.startsWith(`${page.path}/`));
}

function RailLink({ page, current }: { readonly page: PageRoute; readonly current: boolean }): VNode {
  const label = labelOf(page.rail?.labels, page.path);
  return (
    <Link
      to={page.path}
      class="rail-link"
      aria-label={label}
      aria-current={current ? "page" : undefined}
      title={label}
      onPointerEnter={() => warmPage(page.path)}
    >
      {page.rail && <Icon name={page.rail.icon} />}
      <span class="cut">{label}</span>
    </Link>
  );
}
