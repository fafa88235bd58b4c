// Charts: an element with data-chart holds {labels, series: [{name, values, tone}]}.
// Colours come from the palette of site.css, so that charts follow the theme.
(() => {
  "use strict";
  const draw = (at) => {
    if (at.dataset.drawn) return;
    at.dataset.drawn = "1";
    const data = JSON.parse(at.dataset.chart);
    const tone = (name) => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
    const chart = echarts.init(at, null, { renderer: "svg" });
    const option = () => ({
      animation: false,
      aria: { enabled: true },
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      grid: { left: 8, right: 8, top: 32, bottom: 4, containLabel: true },
      legend: { top: 0, left: 0, textStyle: { color: tone("ink-2") } },
      tooltip: { trigger: "axis", renderMode: "richText" },
      xAxis: { type: "category", data: data.labels, axisLabel: { color: tone("ink-2") }, axisLine: { lineStyle: { color: tone("line-strong") } } },
      yAxis: { type: "value", minInterval: 1, axisLabel: { color: tone("ink-2") }, splitLine: { lineStyle: { color: tone("line") } } },
      series: data.series.map((s, i) => ({
        name: s.name, type: "line", data: s.values, color: tone(s.tone), symbol: ["circle", "rect", "triangle", "diamond"][i % 4], symbolSize: 7,
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
