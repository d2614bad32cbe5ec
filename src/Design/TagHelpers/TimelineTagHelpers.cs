using Liburia.Platform.Language;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Liburia.Design.TagHelpers;

/// <summary>What happened, happens now, happens next.</summary>
[HtmlTargetElement("it-timeline")]
public sealed class TimelineTagHelper : TagHelper
{
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "ol";
        output.Attributes.SetAttribute("class", "lb-timeline");
    }
}

/// <summary>A moment of <c>it-timeline</c>: done, now or next, with its date in words. What stands inside is its detail: what was written, what to do.</summary>
[HtmlTargetElement("it-event")]
public sealed class EventTagHelper : TagHelper
{
    public string State { get; set; } = "next";
    public string Title { get; set; } = "";
    public string Date { get; set; } = "";

    /// <summary>The state in other words than «fatto», «adesso», «dopo»; empty where the date says it all.</summary>
    public string? Word { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var detail = await output.GetChildContentAsync();
        output.TagName = "li";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", State);
        var word = Word ?? State switch { "done" => Say.T("fatto", "done"), "now" => Say.T("adesso", "now"), _ => Say.T("dopo", "next") };
        output.Content.SetHtmlContent("<strong>").Append(Title).AppendHtml("</strong>");
        if (word.Length > 0) output.Content.AppendHtml(" <span class=\"text-secondary\">(").Append(word).AppendHtml(")</span>");
        if (Date.Length > 0) output.Content.AppendHtml("<br><span class=\"text-secondary\">").Append(Date).AppendHtml("</span>");
        if (!detail.IsEmptyOrWhiteSpace) output.Content.AppendHtml("<div class=\"lb-event-detail\">").AppendHtml(detail).AppendHtml("</div>");
    }
}
