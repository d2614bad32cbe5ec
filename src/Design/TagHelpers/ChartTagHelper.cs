using System.Globalization;
using Liburia.Design.Charts;
using Liburia.Platform.Language;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Liburia.Design.TagHelpers;

/// <summary>
/// Figures drawn on the server (no script), with the same figures as a table. Each series has a colour, a pattern of its own and its name, so that it is told
/// apart without colours; the drawing scrolls inside its frame on a narrow screen.
/// </summary>
[HtmlTargetElement("it-chart", Attributes = "of", TagStructure = TagStructure.WithoutEndTag)]
public sealed class ChartTagHelper : TagHelper
{
    private const int Width = 640, High = 240, Line = 28, Most = 4;

    public Chart Of { get; set; } = null!;

    /// <summary>Of the drawing on its page: a word for each where there are several.</summary>
    public string Id { get; set; } = "grafico";

    /// <summary>The table shows at once; else it unfolds.</summary>
    public bool Open { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (Of.Series.Count is 0 or > Most) throw new InvalidOperationException($"A chart tells apart one to {Most} series.");
        output.TagName = "figure";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "lb-chart");
        output.Content.AppendHtml("<figcaption>").Append(Of.Title).AppendHtml("</figcaption>");
        if (Of.Series.Count > 1) output.Content.AppendHtml(Legend());
        output.Content.AppendHtml(Tag("div", [("class", "table-responsive"), ("tabindex", "0"), ("role", "region"), ("aria-label", Of.Title)], Drawing()));
        output.Content.AppendHtml(Open ? "<details open=\"open\"><summary>" : "<details><summary>").Append(Say.T("Gli stessi numeri in tabella", "The same figures as a table"))
            .AppendHtml("</summary>").AppendHtml(Figures()).AppendHtml("</details>");
    }

    private HtmlContentBuilder Legend()
    {
        var legend = new HtmlContentBuilder();
        legend.AppendHtml("<ul class=\"lb-legend\">");
        for (var i = 0; i < Of.Series.Count; i++)
        {
            var sign = Tag("rect", [("width", "16"), ("height", "12"), ("y", "2"), ("class", $"lb-series-{i + 1}")]);
            legend.AppendHtml("<li>").AppendHtml(Tag("svg", [("viewBox", "0 0 16 16"), ("width", "16"), ("height", "16"), ("aria-hidden", "true"), ("focusable", "false")], sign))
                .Append(" ").Append(Of.Series[i].Name).AppendHtml("</li>");
        }
        legend.AppendHtml("</ul>");
        return legend;
    }

    private TagBuilder Drawing()
    {
        var high = Of.Kind == ChartKind.Bars ? Of.Labels.Count * Line + 8 : High;
        var inner = new HtmlContentBuilder();
        inner.AppendHtml(Tag("title", [("id", $"{Id}-title")], Text(Of.Title)));
        inner.AppendHtml(Tag("desc", [("id", $"{Id}-desc")], Text(InWords())));
        switch (Of.Kind)
        {
            case ChartKind.Bars: Bars(inner); break;
            case ChartKind.Columns: Columns(inner); break;
            default: Lines(inner); break;
        }
        return Tag("svg", [("viewBox", $"0 0 {Width} {high}"), ("role", "img"), ("aria-labelledby", $"{Id}-title {Id}-desc")], inner);
    }

    /// <summary>What the eye sees first, for who does not see it.</summary>
    private string InWords()
    {
        var table = Say.T("Gli stessi numeri sono nella tabella qui sotto.", "The same figures are in the table below.");
        if (Of.Labels.Count == 0) return table;
        var best = Enumerable.Range(0, Of.Labels.Count).MaxBy(Of.Total);
        return Say.T($"Il valore più alto è {Say.Number(Of.Total(best))}: {Of.Labels[best]}. {table}", $"The highest figure is {Say.Number(Of.Total(best))}: {Of.Labels[best]}. {table}");
    }

    private void Bars(HtmlContentBuilder inner)
    {
        const int left = 220, right = Width - 60;
        for (var i = 0; i < Of.Labels.Count; i++)
        {
            var y = i * Line + 4;
            inner.AppendHtml(Word(Of.Labels[i].Length > 32 ? Of.Labels[i].Cut(31) + "…" : Of.Labels[i], left - 8, y + 15, "end"));
            double x = left;
            for (var s = 0; s < Of.Series.Count; s++)
            {
                var wide = (right - left) * (double)Of.Series[s].Values[i] / Of.Scale;
                if (wide > 0) inner.AppendHtml(Box(x, y, wide, Line - 8, s));
                x += wide;
            }
            inner.AppendHtml(Word(Say.Number(Of.Total(i)), x + 6, y + 15, "start"));
        }
    }

    private void Columns(HtmlContentBuilder inner)
    {
        var wide = Grid(inner) / Math.Max(1, Of.Labels.Count);
        for (var i = 0; i < Of.Labels.Count; i++)
        {
            double y = Bottom;
            for (var s = 0; s < Of.Series.Count; s++)
            {
                var high = (Bottom - Top) * (double)Of.Series[s].Values[i] / Of.Scale;
                if (high > 0) inner.AppendHtml(Box(Left + i * wide + wide * .12, y - high, wide * .76, high, s));
                y -= high;
            }
        }
    }

    private void Lines(HtmlContentBuilder inner)
    {
        var wide = Grid(inner) / Math.Max(1, Of.Labels.Count);
        for (var s = 0; s < Of.Series.Count; s++)
        {
            var points = Of.Series[s].Values.Select((value, i) => (X: Left + (i + .5) * wide, Y: Bottom - (Bottom - Top) * (double)value / Of.Scale)).ToList();
            inner.AppendHtml(Tag("polyline", [("points", string.Join(' ', points.Select(p => $"{In(p.X)},{In(p.Y)}"))), ("class", $"lb-line lb-line-{s + 1}")]));
            foreach (var (x, y) in points) inner.AppendHtml(Tag("circle", [("cx", In(x)), ("cy", In(y)), ("r", "3"), ("class", $"lb-series-{s + 1}")]));
        }
    }

    private const int Left = 56, Top = 10, Bottom = High - 30;

    /// <summary>The scale at the left, some labels below; what is left between them.</summary>
    private double Grid(HtmlContentBuilder inner)
    {
        foreach (var part in (long[])[0, Of.Scale / 2, Of.Scale])
        {
            var y = Bottom - (Bottom - Top) * (double)part / Of.Scale;
            inner.AppendHtml(Tag("line", [("x1", $"{Left}"), ("x2", $"{Width}"), ("y1", In(y)), ("y2", In(y)), ("class", "lb-grid")]));
            inner.AppendHtml(Word(Say.Number(part), Left - 8, y + 4, "end"));
        }
        var (wide, each) = ((double)(Width - Left), Math.Max(1, (Of.Labels.Count + 7) / 8));
        for (var i = 0; i < Of.Labels.Count; i += each) inner.AppendHtml(Word(Of.Labels[i], Left + (i + .5) * wide / Of.Labels.Count, Bottom + 18, "middle"));
        return wide;
    }

    private HtmlContentBuilder Figures()
    {
        var table = new HtmlContentBuilder();
        table.AppendHtml("<div class=\"table-responsive\" tabindex=\"0\" role=\"region\" aria-labelledby=\"").Append(Id).AppendHtml("-table\"><table class=\"table table-sm\"><caption class=\"visually-hidden\" id=\"")
            .Append(Id).AppendHtml("-table\">").Append(Say.T("In tabella: ", "As a table: ")).Append(Of.Title).AppendHtml("</caption><thead><tr><th scope=\"col\">").Append(Of.Heading).AppendHtml("</th>");
        foreach (var series in Of.Series) table.AppendHtml("<th scope=\"col\" class=\"text-end\">").Append(series.Name).AppendHtml("</th>");
        table.AppendHtml("</tr></thead><tbody>");
        for (var i = 0; i < Of.Labels.Count; i++)
        {
            table.AppendHtml("<tr><th scope=\"row\">").Append(Of.Labels[i]).AppendHtml("</th>");
            foreach (var series in Of.Series) table.AppendHtml("<td class=\"text-end\">").Append(Say.Number(series.Values[i])).AppendHtml("</td>");
            table.AppendHtml("</tr>");
        }
        table.AppendHtml("</tbody></table></div>");
        return table;
    }

    private static TagBuilder Box(double x, double y, double wide, double high, int series) =>
        Tag("rect", [("x", In(x)), ("y", In(y)), ("width", In(wide)), ("height", In(high)), ("class", $"lb-series-{series + 1}")]);

    private static TagBuilder Word(string word, double x, double y, string anchor) => Tag("text", [("x", In(x)), ("y", In(y)), ("text-anchor", anchor)], Text(word));

    private static HtmlContentBuilder Text(string text)
    {
        var content = new HtmlContentBuilder();
        content.Append(text);
        return content;
    }

    private static string In(double at) => at.ToString("0.##", CultureInfo.InvariantCulture);

    private static TagBuilder Tag(string name, IEnumerable<(string Name, string Value)> attributes, IHtmlContent? content = null)
    {
        var tag = new TagBuilder(name);
        foreach (var (key, value) in attributes) tag.Attributes[key] = value;
        if (content is not null) tag.InnerHtml.AppendHtml(content);
        return tag;
    }
}
