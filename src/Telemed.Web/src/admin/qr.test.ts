import { expect, test } from "vitest";
import { qrModules } from "./qr";

test("hello_is_drawn_as_other_readers_read_it", () => {
  // The drawing below was read back as "HELLO" by jsQR 1.4, which shares no code with ours.
  expect(qrModules("HELLO")?.map(row => row.map(dark => (dark ? "#" : ".")).join(""))).toEqual([
    "#######..###..#######",
    "#.....#.#.##..#.....#",
    "#.###.#...#...#.###.#",
    "#.###.#...##..#.###.#",
    "#.###.#.#.#.#.#.###.#",
    "#.....#..##.#.#.....#",
    "#######.#.#.#.#######",
    ".........#.##........",
    "#.#.#.#..#.#....#..#.",
    "#.#.#....##...#....#.",
    ".....##..##.#...#####",
    "#.#.##.#.##...#....#.",
    ".##..###.##.#.#.#.#..",
    "........#.##.#.#..##.",
    "#######....#.###..###",
    "#.....#...####.##....",
    "#.###.#.#.##.###..###",
    "#.###.#..#....##..##.",
    "#.###.#.#.#.#...#.#.#",
    "#.....#..##...#.#..#.",
    "#######.#.#.#.##..###",
  ]);
});

test("the_code_grows_with_its_text_up_to_213_bytes", () => {
  expect(qrModules("x".repeat(14))?.length).toBe(21);
  expect(qrModules("x".repeat(15))?.length).toBe(25);
  expect(qrModules("x".repeat(213))?.length).toBe(57);
  expect(qrModules("x".repeat(214))).toBeNull();
});
