// Charts: an element with data-chart holds {labels, series: [{name, values, tone}]}.
// The small build of the library has no legend: it is drawn here, in the line's own
// colour and dashes, so that nobody has to tell colours apart.
// Colours come from the palette of site.css, so that charts follow the theme.
(() => {
  "use strict";
  const dashes = ["", "6 4", "2 3"];
  const legend = (series) => {
    const list = document.createElement("p");
    list.className = "legend lines";
    series.forEach((s, i) => {
      const one = document.createElement("span");
      one.innerHTML = '<svg viewBox="0 0 28 8" aria-hidden="true"><line x1="0" y1="4" x2="28" y2="4"/></svg>';
      one.firstChild.firstChild.setAttribute("stroke-dasharray", dashes[i % 3]);
      one.style.setProperty("--line-tone", "var(--" + s.tone + ")");
      one.append(s.name);
      list.append(one);
    });
    return list;
  };
  const draw = (at) => {
    if (at.dataset.drawn) return;
    at.dataset.drawn = "1";
    const data = JSON.parse(at.dataset.chart);
    const tone = (name) => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
    at.before(legend(data.series));
    const chart = echarts.init(at, null, { renderer: "svg", locale: document.documentElement.lang === "en" ? "EN" : "ZH" });
    const option = () => ({
      animation: false,
      aria: { enabled: !("said" in at.dataset) }, // the page says its values itself
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      grid: { left: 8, right: 8, top: 12, bottom: 4, containLabel: true },
      tooltip: { trigger: "axis", renderMode: "richText" },
      xAxis: { type: "category", data: data.labels, axisLabel: { color: tone("ink-2") }, axisLine: { lineStyle: { color: tone("line-strong") } } },
      yAxis: { type: "value", minInterval: 1, axisLabel: { color: tone("ink-2") }, splitLine: { lineStyle: { color: tone("line") } } },
      series: data.series.map((s, i) => ({
        name: s.name, type: "line", data: s.values, connectNulls: true, color: tone(s.tone), symbol: ["circle", "rect", "triangle", "diamond"][i % 4], symbolSize: 7,
        lineStyle: { width: 2, type: ["solid", "dashed", "dotted"][i % 3] },
      })),
    });
    chart.setOption(option());
    new ResizeObserver(() => chart.resize()).observe(at);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => chart.setOption(option()));
  };
  const all = (root) => root.querySelectorAll("[data-chart]").forEach(draw);
  all(document);
  document.body.addEventListener("htmx:load", (e) => all(e.target));
})();
