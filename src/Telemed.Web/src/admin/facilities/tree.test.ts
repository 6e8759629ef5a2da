import { expect, test } from "vitest";
import type { Facility, Tier } from "../types";
import { matching, mayStandUnder, tiersBelow, treeOf } from "./tree";

const facility = (id: string, tier: Tier, parentId: string | null, name = id): Facility => ({
  id,
  tier,
  parentId,
  name,
  code: id.toUpperCase(),
  timeZone: "Asia/Shanghai",
  phone: null,
  active: true,
  version: 1, studyQuietMinutes: null,
});
const city = facility("city", "city", null);
const south = facility("south", "county", "city");
const north = facility("north", "county", "city");
const town = facility("town", "township", "north");
const village = facility("village", "village", "town");
const all = [village, town, south, north, city];

test("children_stand_below_their_parent_by_name_whatever_the_order_they_came_in", () => {
  expect(treeOf(all).map(line => `${line.depth} ${line.facility.id}`)).toEqual([
    "0 city",
    "1 north",
    "2 town",
    "3 village",
    "1 south",
  ]);
});

test("a_closed_branch_shows_its_head_alone", () => {
  expect(treeOf(all, new Set(["north"])).map(line => line.facility.id)).toEqual(["city", "north", "south"]);
});

test("a_facility_whose_parent_is_not_there_stands_on_top", () => {
  expect(treeOf([town]).map(line => line.depth)).toEqual([0]);
});

test("a_parent_is_of_a_higher_tier_and_not_below_its_child", () => {
  expect(mayStandUnder(all, town, south)).toBe(true);
  expect(mayStandUnder(all, town, north)).toBe(false); // it stands there already
  expect(mayStandUnder(all, town, village)).toBe(false);
  expect(mayStandUnder(all, north, south)).toBe(false);
  expect(mayStandUnder(all, city, null)).toBe(false);
  expect(mayStandUnder(all, north, null)).toBe(true);
});

test("below_a_county_stand_townships_and_villages", () => {
  expect(tiersBelow(south)).toEqual(["township", "village"]);
});

test("a_search_keeps_what_stands_above_its_hits", () => {
  expect(
    matching(all, "villa")
      .map(each => each.id)
      .toSorted(),
  ).toEqual(["city", "north", "town", "village"]);
});
