using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace Liburia.Design;

/// <summary>The stand-in of a coat of arms: a shield with the initial, until the Comune puts its own.</summary>
public static class Shield
{
    public static IHtmlContent Of(string name)
    {
        var initial = new TagBuilder("text");
        foreach (var (key, value) in new[] { ("x", "25"), ("y", "37"), ("text-anchor", "middle"), ("font-size", "24"), ("font-weight", "700"), ("fill", "#26333f") }) initial.Attributes[key] = value;
        initial.InnerHtml.Append(System.Globalization.StringInfo.GetNextTextElement(name));
        return new HtmlContentBuilder()
            .AppendHtml("<svg viewBox=\"0 0 50 60\" aria-hidden=\"true\" focusable=\"false\"><path d=\"M3 3h44v30c0 13-11 20-22 24C14 53 3 46 3 33z\" fill=\"#fff\"/><path d=\"M7 7h36v25c0 10-9 16-18 20-9-4-18-10-18-20z\" fill=\"none\" stroke=\"#26333f\" stroke-opacity=\".3\" stroke-width=\"1.5\"/>")
            .AppendHtml(initial).AppendHtml("</svg>");
    }
}
