import { tiers, type Facility, type Tier } from "../types";

/** One facility where it stands in the drawn tree. */
export interface TreeLine {
  readonly facility: Facility;
  /** 0 for those with nobody above. */
  readonly depth: number;
  readonly childCount: number;
}

/** The tree as lines from top to bottom, children below their parent by name. A facility whose parent is missing stands on top. */
export function treeOf(
  facilities: readonly Facility[],
  closedIds: ReadonlySet<string> = new Set(),
): readonly TreeLine[] {
  const known = new Set(facilities.map(each => each.id));
  const children = new Map<string | null, Facility[]>();
  for (const facility of facilities) {
    const parentId = facility.parentId !== null && known.has(facility.parentId) ? facility.parentId : null;
    children.set(parentId, [...(children.get(parentId) ?? []), facility]);
  }
  const lines: TreeLine[] = [];
  const waiting = sorted(children.get(null) ?? []).map(facility => ({ facility, depth: 0 }));
  while (waiting.length > 0) {
    const next = waiting.shift();
    if (!next) break;
    const below = sorted(children.get(next.facility.id) ?? []);
    lines.push({ ...next, childCount: below.length });
    if (!closedIds.has(next.facility.id))
      waiting.unshift(...below.map(facility => ({ facility, depth: next.depth + 1 })));
  }
  return lines;
}

function sorted(facilities: readonly Facility[]): readonly Facility[] {
  return facilities.toSorted((one, other) => one.name.localeCompare(other.name));
}

/** True when `parent` (null: the top) may stand directly above the facility: a higher tier, and not its own branch. */
export function mayStandUnder(facilities: readonly Facility[], facility: Facility, parent: Facility | null): boolean {
  if (parent === null) return facility.parentId !== null;
  if (parent.id === facility.parentId || !parent.active) return false;
  if (rank(parent.tier) >= rank(facility.tier)) return false;
  return !isWithin(facilities, parent, facility.id);
}

/** The tiers a facility below `parent` may have. */
export function tiersBelow(parent: Facility | null): readonly Tier[] {
  return parent === null ? tiers : tiers.slice(rank(parent.tier) + 1);
}

/** The facilities that match the words, with everything above them so that the tree stays a tree. */
export function matching(facilities: readonly Facility[], words: string): readonly Facility[] {
  const wanted = words.trim().toLocaleLowerCase();
  if (wanted === "") return facilities;
  const byId = new Map(facilities.map(each => [each.id, each]));
  const kept = new Set<string>();
  for (const facility of facilities) {
    if (!`${facility.name} ${facility.code}`.toLocaleLowerCase().includes(wanted)) continue;
    let at: Facility | undefined = facility;
    while (at && !kept.has(at.id)) {
      kept.add(at.id);
      at = at.parentId === null ? undefined : byId.get(at.parentId);
    }
  }
  return facilities.filter(each => kept.has(each.id));
}

const rank = (tier: Tier): number => tiers.indexOf(tier);

function isWithin(facilities: readonly Facility[], facility: Facility, branchId: string): boolean {
  const byId = new Map(facilities.map(each => [each.id, each]));
  const seen = new Set<string>();
  let at: Facility | undefined = facility;
  while (at && !seen.has(at.id)) {
    if (at.id === branchId) return true;
    seen.add(at.id);
    at = at.parentId === null ? undefined : byId.get(at.parentId);
  }
  return false;
}
