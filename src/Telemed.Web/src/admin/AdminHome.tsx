import { useEffect } from "preact/hooks";
import { navigate } from "../platform/router";
import { can } from "../platform/session";
import { sections } from "./sections";

/** The administration opens at the first place the person has. */
export default function AdminHome(): null {
  useEffect(() => {
    const first = sections.find(section => can(section.needs));
    navigate(first?.path ?? "/", { replace: true });
  }, []);
  return null;
}
