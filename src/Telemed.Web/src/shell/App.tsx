import type { ComponentType, VNode } from "preact";
import { useEffect } from "preact/hooks";
import "../clinic/sendCase"; // what waits on this device must find its sender on every page
import { refreshCatalogue, useCatalogue } from "../platform/catalogue";
import { forgetData } from "../platform/data";
import { forgetFresh } from "../platform/fresh";
import { language } from "../platform/language";
import { stopLive } from "../platform/live";
import { startFlushing } from "../platform/offline";
import { useLoaded } from "../platform/loaded";
import { matchPath, navigate, usePlace, withParameters } from "../platform/router";
import { askSession, can, finishLeaving, sessionState, type Session } from "../platform/session";
import { useStore } from "../platform/store";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { Empty } from "../ui/Empty";
import { Guard } from "../ui/Guard";
import { Skeleton } from "../ui/Skeleton";
import { Toasts } from "../ui/Toast";
import { FirstPassword } from "./FirstPassword";
import { FreshDialog } from "./FreshDialog";
import { pages, type PageRoute } from "./pages";
import { SessionWatch } from "./SessionWatch";
import { Shell } from "./Shell";
import { shellWords } from "./words";

const askAgainMs = 5_000;

export function App(): VNode {
  const state = useStore(sessionState);
  useStore(language);
  useCatalogue();
  useEffect(() => {
    void askSession();
  }, []);
  useEffect(() => {
    if (state.kind !== "unreachable") return;
    const timer = setInterval(() => void askSession(), askAgainMs);
    return () => clearInterval(timer);
  }, [state.kind]);
  return (
    <>
      {view()}
      <Toasts />
    </>
  );

  function view(): VNode {
    switch (state.kind) {
      case "asking":
        return (
          <div class="page">
            <Skeleton lines={4} />
          </div>
        );
      case "unreachable":
        return <Unreachable />;
      case "nobody":
        return <SignedOut />;
      case "signedIn":
        return <SignedIn session={state.session} />;
    }
  }
}

// Not among the pages: it opens by itself, and only until the second factor is there.
const secondFactorPage: PageRoute = { path: "/second-factor", load: () => import("./FirstSecondFactor") };

function SignedIn({ session }: { readonly session: Session }): VNode {
  const { path } = usePlace();
  const personId = session.person.id;
  useEffect(() => startFlushing(personId), [personId]);
  useEffect(() => void refreshCatalogue(), [personId]);
  useEffect(() => {
    if (path === "/sign-in") navigate(new URLSearchParams(location.search).get("to") ?? "/", { replace: true });
  }, [path]);
  useEffect(
    () => () => {
      forgetFresh();
      forgetData(); // the next person at this computer must not see a moment of the last one's pages
      void stopLive();
    },
    [personId],
  );
  if (session.mustChangePassword) return <FirstPassword />;
  if (session.mustEnrol) return <LoadedPage page={secondFactorPage} />;
  const found = findPage(path);
  const page =
    found === null ? (
      <Lost />
    ) : (found.page.needs?.some(can) ?? true) ? (
      withParameters(found.parameters, <LoadedPage key={found.page.path} page={found.page} />)
    ) : (
      <Lost denied />
    );
  return (
    <>
      {found?.page.bare ? page : <Shell session={session}>{page}</Shell>}
      <FreshDialog />
      <SessionWatch session={session} />
    </>
  );
}

function findPage(
  path: string,
): { readonly page: PageRoute; readonly parameters: Readonly<Record<string, string>> } | null {
  for (const page of pages) {
    const parameters = matchPath(page.path, path);
    if (parameters !== null) return { page, parameters };
  }
  return null;
}

const loadedPages = new Map<string, ComponentType>();

function LoadedPage({ page }: { readonly page: PageRoute }): VNode {
  const say = useWords(shellWords);
  const { path } = usePlace();
  const known = loadedPages.get(page.path);
  const { module, failed } = useLoaded(known === undefined ? page.load : loadNothing);
  if (module) loadedPages.set(page.path, module.default);
  const Page = known ?? module?.default;
  if (Page)
    return (
      <Guard
        of={path}
        title={say("pageFailed")}
        text={say("pageFailedText")}
        action={say("reload")}
        onAction={() => location.reload()}
      >
        <Page />
      </Guard>
    );
  return failed ? (
    <LoadFailed />
  ) : (
    <div class="page">
      <Skeleton lines={6} heightPx={20} />
    </div>
  );
}

const loadNothing = () => Promise.resolve(null);

/** It comes by itself with the line; a page of an older version than the hub's comes only by loading all anew. */
function LoadFailed(): VNode {
  const say = useWords(shellWords);
  return (
    <Empty icon="warning" title={say("loadFailed")}>
      <Button icon="refresh" onClick={() => location.reload()}>
        {say("reload")}
      </Button>
    </Empty>
  );
}

/** Fetches a page before it is opened, when the person points at its link. */
export function warmPage(path: string): void {
  const found = findPage(path);
  if (!found || loadedPages.has(found.page.path)) return;
  found.page.load().then(
    module => loadedPages.set(found.page.path, module.default),
    () => undefined,
  );
}

const loadSignIn = () => import("../signin/SignInPage");

function SignedOut(): VNode {
  const { module, failed } = useLoaded(loadSignIn);
  useEffect(() => {
    const timer = setInterval(() => void finishLeaving(), askAgainMs);
    return () => clearInterval(timer);
  }, []);
  if (failed) return <LoadFailed />;
  const Page = module?.default;
  return Page ? (
    <Page />
  ) : (
    <div class="page">
      <Skeleton lines={4} />
    </div>
  );
}

function Lost({ denied = false }: { readonly denied?: boolean }): VNode {
  const say = useWords(shellWords);
  return (
    <Empty icon={denied ? "lock" : "search"} title={say(denied ? "denied" : "notFound")}>
      <Button to="/" icon="home">
        {say("toHome")}
      </Button>
    </Empty>
  );
}

function Unreachable(): VNode {
  const say = useWords(shellWords);
  return (
    <Empty icon="warning" title={say("unreachable")}>
      <p>{say("unreachableText")}</p>
      <Button icon="refresh" onClick={() => void askSession()}>
        {say("reload")}
      </Button>
    </Empty>
  );
}
