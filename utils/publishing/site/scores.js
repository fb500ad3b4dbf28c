// The three scoring rules of the licensing exam. score() does what utils/questions/scores.py does; a test compares the two in
// a browser. A marking is [rule, [[name, key, how many], ...], tolerance], an answer is { name: [values] }.
"use strict";
globalThis.mbcScores = (() => {
  const ROUNDING = 1e-9;
  const WRITTEN = /^[-+]?([0-9]+([.,][0-9]*)?|[.,][0-9]+)$/;

  const right = (chosen, key) => chosen.filter((value) => key.includes(value)).length;
  const plusMinus = (chosen, key) => Math.max(0, 2 * right(chosen, key) - chosen.length);

  function byColumn(groups, chosen) {
    const columns = {};
    const column = (letter) => (columns[letter] ??= [[], []]);
    groups.forEach(([name, key]) => {
      chosen[name].forEach((letter) => column(letter)[0].push(name));
      key.forEach((letter) => column(letter)[1].push(name));
    });
    return Object.values(columns).reduce((sum, [given, key]) => sum + plusMinus(given, key), 0);
  }

  function score([rule, groups, tolerance], answer) {
    const chosen = {};
    groups.forEach(([name]) => { chosen[name] = [...new Set(answer[name] ?? [])]; });
    const most = groups.reduce((sum, [, key]) => sum + key.length, 0);
    if (rule.startsWith("+/-")) {
      const open = Object.values(chosen).some((values) => values.length) ? [] : groups.map(([name]) => name);
      const points = rule === "+/-"
        ? groups.reduce((sum, [name, key]) => sum + plusMinus(chosen[name], key), 0)
        : byColumn(groups, chosen);
      return { points, most, open };
    }
    if (rule === "number") {
      const [[name, [key]]] = groups;
      const text = (chosen[name][0] ?? "").trim();
      const value = WRITTEN.test(text) ? Number(text.replace(",", ".")) : NaN;
      const points = Math.abs(value - Number(key)) <= tolerance + ROUNDING ? 1 : 0;
      return { points, most: 1, open: Number.isNaN(value) ? [name] : [] };
    }
    const open = groups.filter(([name, , many]) => chosen[name].length !== many).map(([name]) => name);
    const each = groups.map(([name, key, many]) => (chosen[name].length > many ? 0 : right(chosen[name], key)));
    if (rule === "rationale") {
      const [first, ...others] = each;
      return { points: first ? others.reduce((sum, one) => sum + one, 0) : 0, most: each.length - 1, open };
    }
    return { points: each.reduce((sum, one) => sum + one, 0), most, open };
  }

  return { score, ROUNDING };
})();
