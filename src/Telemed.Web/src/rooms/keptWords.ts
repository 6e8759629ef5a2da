import { defineWords } from "../platform/words";

/** Words of the drawings that stay with a case. */
export const keptWords = defineWords({
  en: {
    drawings: "Drawings ({n})", drawingList: "Who drew", removeDrawing: "Remove the drawing of {name}",
    drawingRemoved: "The drawing is removed", shape_stroke: "Line", shape_arrow: "Arrow", shape_ring: "Ring",
    notRemoved: "The drawing could not be removed",
  },
  zh: {
    drawings: "标注（{n}）", drawingList: "标注人", removeDrawing: "移除 {name} 的标注", drawingRemoved: "标注已移除",
    shape_stroke: "线条", shape_arrow: "箭头", shape_ring: "圈", notRemoved: "无法移除标注",
  },
  ru: {
    drawings: "Рисунки ({n})", drawingList: "Кто нарисовал", removeDrawing: "Убрать рисунок: {name}",
    drawingRemoved: "Рисунок убран", shape_stroke: "Линия", shape_arrow: "Стрелка", shape_ring: "Обводка",
    notRemoved: "Рисунок не удалось убрать",
  },
  kk: {
    drawings: "Сызбалар ({n})", drawingList: "Кім сызды", removeDrawing: "{name} сызбасын алып тастау",
    drawingRemoved: "Сызба алынды", shape_stroke: "Сызық", shape_arrow: "Нұсқар", shape_ring: "Қоршау",
    notRemoved: "Сызбаны алып тастау мүмкін болмады",
  },
});
